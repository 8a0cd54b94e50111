//! Whom a company deals with.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Deal;
use super::selection::counted;
use crate::article::PartialDay;
use crate::enrich::{AmountFact, DealStatus};
use crate::index::days_since_epoch;

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
    /// Sum of the amounts by currency, the largest first. A round of many counts whole for each, and a sum
    /// that several deals give counts once. Only what is sure adds: see [`sure_amount`].
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

/// Amounts that differ by no more than this share are one, rounded in two ways. The sure sums of the pairs of
/// eight companies in 7,059 articles are the same from 0 to .2; at .3 two different deals are taken for one.
const SAME_SUM: f64 = 0.05;
/// Days between two deals of one kind that are one where the sums are the same; as far apart as reports
/// of one deal without a sum are joined.
const NEAR_DAYS: u64 = 45;

/// Adds up what is sure, each sum once: an investment that is also told as a partnership and as compute to be
/// bought is one payment.
fn totals<'d, 'a: 'd>(deals: impl Iterator<Item = &'d Deal<'a>>) -> Vec<(&'a str, f64)> {
    let mut counted: Vec<(&Deal<'_>, &AmountFact)> = Vec::new();
    let mut totals: Vec<(&str, f64)> = Vec::new();
    for deal in deals {
        let Some(amount) = sure_amount(deal) else {
            continue;
        };
        let is_told = |(other, sum): &(&Deal<'_>, &AmountFact)| {
            is_same_sum(sum, amount) && (other.kind != deal.kind || are_near(other, deal))
        };
        if counted.iter().any(is_told) {
            continue;
        }
        counted.push((deal, amount));
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

/// The amount of a deal, where nothing speaks against adding it: an article is about the deal, it is neither a
/// rumour nor over, articles agree on the sum, the sentence that shows the deal holds it, and it is paid once.
fn sure_amount<'a>(deal: &Deal<'a>) -> Option<&'a AmountFact> {
    let sure = [DealStatus::Announced, DealStatus::Revised];
    let is_sure = sure.iter().any(|status| status.as_str() == deal.status);
    if !is_sure || deal.background || deal.needs_review {
        return None;
    }
    let amount = deal.amount.filter(|amount| amount.per.is_none())?;
    let best = deal.mentions.get(deal.best)?;
    best.shows(amount).then_some(amount)
}

fn is_same_sum(one: &AmountFact, other: &AmountFact) -> bool {
    let most = one.value.abs().max(other.value.abs());
    one.currency == other.currency && (one.value - other.value).abs() <= most * SAME_SUM
}

/// Whether two deals were first told within [`NEAR_DAYS`]; a day that isn't known is near every other.
fn are_near(one: &Deal<'_>, other: &Deal<'_>) -> bool {
    let day = |deal: &Deal<'_>| {
        let day: PartialDay = deal.day?.parse().ok()?;
        Some(days_since_epoch(day.first()))
    };
    let days = day(one).zip(day(other));
    days.is_none_or(|(one, other)| one.abs_diff(other) <= NEAR_DAYS)
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

#[cfg(test)]
mod tests {
    use super::super::deals::deals;
    use super::super::deals::tests::news;
    use super::super::selection::Selection;
    use super::*;

    /// What the deals of Heliora with Castelan add up to.
    #[track_caller]
    fn check(lines: &[&str], expected: f64) {
        let news = news(lines);
        let deals = deals(&Selection::all(&news));
        let partners = partners(&deals, "Heliora");
        let castelan = partners.iter().find(|partner| partner.name == "Castelan");
        let totals = &castelan.unwrap().totals;
        let total = totals.first().map_or(0.0, |(_, total)| *total);
        assert!((total - expected).abs() < 1.0, "{lines:?}: {total}");
    }

    #[test]
    fn one_sum_told_as_several_kinds_or_of_other_parties_counts_once() {
        let investment = "2026-03-02 investment Heliora>Castelan 5e9";
        check(
            &[investment, "2026-06-02 acquisition Heliora>Castelan 2e9"],
            7e9,
        );
        check(
            &[investment, "2026-06-02 partnership Heliora>Castelan 5.1e9"],
            5.1e9,
        );
        check(
            &[investment, "2026-06-02 partnership Heliora>Castelan 5.5e9"],
            10.5e9,
        );
        let far = "2028-03-02 investment Heliora>Castelan 5e9";
        check(&[investment, far], 10e9);
        let one = "2026-03-02 partnership Heliora+Ada>Castelan 5e9";
        let other = "2026-03-20 partnership Heliora+Brill>Castelan 5e9";
        check(&[one, other], 5e9);
    }

    #[test]
    fn what_is_not_sure_adds_nothing() {
        for doubt in ["reported", "ended", "blocked", "bg", "unshown"] {
            check(
                &[&format!(
                    "2026-03-02 investment Heliora>Castelan 5e9 {doubt}"
                )],
                0.0,
            );
        }
        let disputed = "2026-03-03 investment Heliora>Castelan 9e9";
        check(
            &["2026-03-02 investment Heliora>Castelan 5e9", disputed],
            0.0,
        );
    }
}
