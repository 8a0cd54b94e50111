//! Whom a company deals with.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Deal;
use super::selection::counted;
use crate::enrich::DealStatus;

/// Somebody who takes part in deals of a company, on the other side.
#[derive(Clone, Debug)]
pub struct Partner<'a> {
    /// Its name.
    pub name: &'a str,
    /// Events that tell of their deals.
    pub n_stories: usize,
    /// Articles that do, copies left out.
    pub n_articles: usize,
    /// Kinds of their deals, the most frequent first, with how many.
    pub kinds: Vec<(&'a str, usize)>,
    /// Sum of the amounts by currency, the largest first. A round of many counts whole for each; what
    /// ended, was blocked or is paid each month or year is left out.
    pub totals: Vec<(&'a str, f64)>,
    /// Day of the first of their deals.
    pub first_day: Option<&'a str>,
    /// Day of the last.
    pub last_day: Option<&'a str>,
    /// Their deals, as places in the list that was given.
    pub deals: Vec<usize>,
}

/// The partners of a company in these deals: those of the most stories first, then by name.
pub fn partners<'a>(deals: &[Deal<'a>], company: &str) -> Vec<Partner<'a>> {
    let mut shared: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (idx, deal) in deals.iter().enumerate() {
        for name in facing(deal, company) {
            shared.entry(name).or_default().push(idx);
        }
    }
    let mut partners: Vec<Partner<'a>> = shared
        .into_iter()
        .map(|(name, places)| partner(name, places, deals))
        .collect();
    partners.sort_unstable_by(|a, b| {
        (b.n_stories.cmp(&a.n_stories))
            .then_with(|| b.deals.len().cmp(&a.deals.len()))
            .then_with(|| b.n_articles.cmp(&a.n_articles))
            .then_with(|| a.name.cmp(b.name))
    });
    partners
}

/// The parties that face a company: of another role, or all others where there is only one role. Who
/// invests beside it is no partner.
fn facing<'a>(deal: &Deal<'a>, company: &str) -> Vec<&'a str> {
    let Some(own) = deal.parties.iter().find(|party| party.name == company) else {
        return Vec::new();
    };
    let has_sides = deal.parties.iter().any(|party| party.role != own.role);
    let others = deal.parties.iter().filter(|party| party.name != company);
    let facing = others.filter(|party| !has_sides || party.role != own.role);
    facing.map(|party| party.name).collect()
}

fn partner<'a>(name: &'a str, places: Vec<usize>, deals: &[Deal<'a>]) -> Partner<'a> {
    let shared = || places.iter().filter_map(|place| deals.get(*place));
    let mentions = || shared().flat_map(|deal| &deal.mentions);
    let events: FxHashSet<usize> = mentions().map(|mention| mention.chosen.event).collect();
    let articles: FxHashSet<usize> = mentions()
        .filter(|mention| !mention.chosen.repeats)
        .map(|mention| mention.chosen.place)
        .collect();
    let days = || shared().filter_map(|deal| deal.day);
    Partner {
        name,
        n_stories: events.len(),
        n_articles: articles.len(),
        kinds: counted(shared().map(|deal| deal.kind)),
        totals: totals(shared()),
        first_day: days().min(),
        last_day: days().max(),
        deals: places,
    }
}

fn totals<'d, 'a: 'd>(deals: impl Iterator<Item = &'d Deal<'a>>) -> Vec<(&'a str, f64)> {
    let is_void = |status: &str| {
        status == DealStatus::Ended.as_str() || status == DealStatus::Blocked.as_str()
    };
    let mut totals: Vec<(&str, f64)> = Vec::new();
    for deal in deals.filter(|deal| !is_void(deal.status)) {
        let Some(amount) = deal.amount.filter(|amount| amount.per.is_none()) else {
            continue;
        };
        match totals
            .iter_mut()
            .find(|(known, _)| *known == amount.currency)
        {
            Some((_, total)) => *total += amount.value,
            None => totals.push((&amount.currency, amount.value)),
        }
    }
    totals.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    totals
}

/// The name in these deals that is `name`, in any case; `None` where nobody is called so.
pub fn party_called<'a>(deals: &[Deal<'a>], name: &str) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    let names = || {
        deals
            .iter()
            .flat_map(|deal| &deal.parties)
            .map(|party| party.name)
    };
    names()
        .find(|known| *known == name)
        .or_else(|| names().find(|known| known.to_lowercase() == wanted))
}

/// Names in these deals that hold `part`, the most frequent first.
pub fn parties_like<'a>(deals: &[Deal<'a>], part: &str, limit: usize) -> Vec<&'a str> {
    let wanted = part.to_lowercase();
    let names = deals
        .iter()
        .flat_map(|deal| &deal.parties)
        .map(|party| party.name);
    let like = names.filter(|name| name.to_lowercase().contains(&wanted));
    let names = counted(like).into_iter().map(|(name, _)| name);
    names.take(limit).collect()
}
