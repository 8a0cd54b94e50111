//! One deal across the articles that tell it.
//!
//! What articles tell of a deal is joined where the kind is the same, two parties that face each other are
//! the same, and the days are near; how near depends on whether the amounts speak for it. Articles that
//! are about a deal come first, by day, and found it; those that only mention one, or have no day, then
//! join the deal that they can mean, or make one that is marked as background.

mod cluster;

use rustc_hash::FxHashSet;

use self::cluster::{Cluster, clusters};
use super::selection::{Chosen, Selection, Tally, counted};
use crate::enrich::{AmountFact, DealFact, DealKind, DealStatus, Role};

/// A deal as all chosen articles tell it.
#[derive(Clone, Debug)]
pub struct Deal<'a> {
    /// One of [`crate::enrich::DealKind`].
    pub kind: &'a str,
    /// How far it is: what the newest article says, but `reported` never takes `announced` back.
    pub status: &'a str,
    /// Who, those that most articles name first.
    pub parties: Vec<DealParty<'a>>,
    /// The amount that most articles give.
    pub amount: Option<&'a AmountFact>,
    /// Every amount that an article about it gives, most frequent first.
    pub amounts: Vec<&'a AmountFact>,
    /// Whether articles about it give amounts that can't both be right.
    pub needs_review: bool,
    /// The day of the first report; `None` where no article has one.
    pub day: Option<&'a str>,
    /// The day of the last.
    pub last_day: Option<&'a str>,
    /// Whether no article is about it: it is only mentioned.
    pub background: bool,
    /// The articles, by day; the first is the one that shows it best.
    pub mentions: Vec<Mention<'a>>,
    /// Place in `mentions` of the sentence that shows it best.
    pub best: usize,
    /// Events that tell of it.
    pub n_stories: usize,
    /// Articles that tell of it, copies left out.
    pub n_articles: usize,
    /// Copies of these.
    pub n_copies: usize,
}

/// Somebody who takes part in a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DealParty<'a> {
    /// Canonical name.
    pub name: &'a str,
    /// One of [`crate::enrich::Role`].
    pub role: &'a str,
}

/// What one article tells of a deal.
#[derive(Clone, Copy, Debug)]
pub struct Mention<'a> {
    /// The article.
    pub chosen: Chosen<'a>,
    /// What it tells.
    pub fact: &'a DealFact,
}

impl Mention<'_> {
    /// Whether its sentence holds an amount, as this or another article writes it.
    pub(super) fn shows(&self, amount: &AmountFact) -> bool {
        let own = self.fact.amount.as_ref().filter(|own| is_same(own, amount));
        self.fact.evidence.as_ref().is_some_and(|evidence| {
            [Some(amount), own]
                .into_iter()
                .flatten()
                .any(|amount| evidence.text.contains(&amount.text))
        })
    }
}

/// The deals that the chosen articles tell, the newest first, undated last.
pub fn deals<'a>(selection: &Selection<'a>) -> Vec<Deal<'a>> {
    let mentions: Vec<Mention<'a>> = selection
        .articles()
        .flat_map(|chosen| {
            let facts = &chosen.article.facts.deals;
            facts.iter().map(move |fact| Mention { chosen, fact })
        })
        .collect();
    let clusters = clusters(&mentions);
    let mut deals: Vec<Deal<'a>> = clusters
        .iter()
        .filter_map(|cluster| deal(cluster, &mentions))
        .collect();
    deals.sort_by(|a, b| {
        let place = |deal: &Deal<'_>| deal.mentions.first().map(|first| first.chosen.place);
        (b.day.cmp(&a.day))
            .then_with(|| a.background.cmp(&b.background))
            .then_with(|| b.n_articles.cmp(&a.n_articles))
            .then_with(|| place(a).cmp(&place(b)))
    });
    deals
}

fn deal<'a>(cluster: &Cluster, all: &[Mention<'a>]) -> Option<Deal<'a>> {
    let mut mentions: Vec<Mention<'a>> = cluster
        .mentions
        .iter()
        .filter_map(|idx| all.get(*idx).copied())
        .collect();
    mentions.sort_by_key(|mention| mention.chosen.place);
    let first = mentions.first()?;
    let background = mentions.iter().all(|mention| mention.fact.background);
    let telling: Vec<Mention<'a>> = mentions
        .iter()
        .copied()
        .filter(|mention| background || !mention.fact.background)
        .collect();
    let amounts = amounts(&telling);
    let amount = amounts.first().copied();
    let mut tally = Tally::default();
    let mut places: FxHashSet<usize> = FxHashSet::default();
    for mention in &mentions {
        if places.insert(mention.chosen.place) {
            tally.add(&mention.chosen);
        }
    }
    let day = |mention: &Mention<'a>| mention.chosen.article.day.as_deref();
    Some(Deal {
        kind: first.fact.kind.as_str(),
        status: status(&telling)?,
        parties: parties(&telling),
        amount,
        needs_review: disagree(&amounts),
        amounts,
        day: telling.first().and_then(day),
        last_day: telling.iter().rev().find_map(day),
        background,
        best: best(&mentions, amount),
        n_stories: tally.n_stories(),
        n_articles: tally.n_articles,
        n_copies: tally.n_copies,
        mentions,
    })
}

/// The status of the newest mention; who only hears of a deal takes nothing back that was announced.
fn status<'a>(telling: &[Mention<'a>]) -> Option<&'a str> {
    let mut status = telling.first()?.fact.status.as_str();
    let reported = DealStatus::Reported.as_str();
    for mention in telling {
        let next = mention.fact.status.as_str();
        if next != reported {
            status = next;
        }
    }
    Some(status)
}

/// A party that fewer than one in this many articles name is taken for a slip of one of them.
const RARE_PARTY: usize = 5;

fn parties<'a>(telling: &[Mention<'a>]) -> Vec<DealParty<'a>> {
    let all = || telling.iter().flat_map(|mention| &mention.fact.parties);
    let named = counted(all().map(|party| party.name.as_str()));
    let known = named
        .into_iter()
        .filter(|(_, n)| n * RARE_PARTY >= telling.len());
    let party = |(name, _): (&'a str, usize)| {
        let roles = all().filter(|party| party.name == name);
        let role = counted(roles.map(|party| party.role.as_str())).first()?.0;
        Some(DealParty { name, role })
    };
    let mut parties: Vec<DealParty<'a>> = known.filter_map(party).collect();
    // Who acts stands first.
    parties.sort_by_key(|party| is_second(party, telling));
    parties
}

/// Whether a party is bought, gets the money or pays for what the other delivers.
fn is_second(party: &DealParty<'_>, telling: &[Mention<'_>]) -> bool {
    let role = party.role.parse();
    let is_supplied = || {
        let kind = telling.first().map(|mention| mention.fact.kind.as_str());
        kind == Some(DealKind::Supply.as_str())
    };
    match role {
        Ok(Role::Target | Role::Investee | Role::Customer | Role::Licensee) => true,
        Ok(Role::Buyer) => is_supplied(),
        _ => false,
    }
}

/// Every amount once, those that most texts give first, then the newest.
fn amounts<'a>(telling: &[Mention<'a>]) -> Vec<&'a AmountFact> {
    let mut counts: Vec<(&AmountFact, usize, usize)> = Vec::new();
    for (idx, mention) in telling.iter().enumerate() {
        let Some(amount) = &mention.fact.amount else {
            continue;
        };
        let n = usize::from(!mention.chosen.repeats);
        match counts.iter_mut().find(|(known, ..)| is_same(known, amount)) {
            Some((_, count, last)) => {
                *count += n;
                *last = idx;
            }
            None => counts.push((amount, n, idx)),
        }
    }
    counts.sort_by_key(|(_, count, last)| std::cmp::Reverse((*count, *last)));
    counts.into_iter().map(|(amount, ..)| amount).collect()
}

/// Whether two amounts are the same number of the same money.
fn is_same(one: &AmountFact, other: &AmountFact) -> bool {
    one.currency == other.currency
        && one.per == other.per
        && (one.value - other.value).abs() <= one.value.abs() * 1e-9
}

/// Amounts that differ by no more than this share are one, rounded in two ways.
const ROUNDING: f64 = 0.06;

/// Whether two amounts can mean the same sum.
fn agrees(one: &AmountFact, other: &AmountFact) -> bool {
    let (small, large) = if one.value < other.value {
        (one, other)
    } else {
        (other, one)
    };
    let is_near = large.value - small.value <= large.value.abs() * ROUNDING;
    // "More than $5 billion" is no other sum than $5.5 billion, "up to $6 billion" none than $5 billion.
    let is_within = large.value <= small.value * 1.25;
    let is_bound = small.qualifier.as_deref() == Some("more than")
        || large.qualifier.as_deref() == Some("up to");
    is_near || (is_bound && is_within)
}

/// Whether two amounts speak of the same money for the same time, so that they can be compared.
fn is_comparable(one: &AmountFact, other: &AmountFact) -> bool {
    one.currency == other.currency && one.per == other.per
}

fn disagree(amounts: &[&AmountFact]) -> bool {
    let Some((first, others)) = amounts.split_first() else {
        return false;
    };
    let mut others = others.iter();
    others.any(|other| is_comparable(first, other) && !agrees(first, other))
}

/// The mention whose sentence is shown: of an article about the deal rather than not, that gives the amount,
/// in this sentence, from a body (so that it can be cited), with the most parties, the earliest.
fn best(mentions: &[Mention<'_>], amount: Option<&AmountFact>) -> usize {
    let worth = |mention: &Mention<'_>| {
        let fact = mention.fact;
        let evidence = fact.evidence.as_ref();
        let names = |name: &str| evidence.is_some_and(|evidence| evidence.text.contains(name));
        let has_amount = match (&fact.amount, amount) {
            (Some(one), Some(other)) => is_same(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        (
            evidence.is_some(),
            !fact.background,
            has_amount,
            amount.is_none_or(|amount| mention.shows(amount)),
            evidence.is_some_and(|evidence| evidence.start.is_some()),
            fact.parties.iter().filter(|p| names(&p.name)).count(),
        )
    };
    let mut best = 0;
    let mut most = None;
    for (idx, mention) in mentions.iter().enumerate() {
        let worth = Some(worth(mention));
        if worth > most {
            (best, most) = (idx, worth);
        }
    }
    best
}

#[cfg(test)]
pub(super) mod tests;
