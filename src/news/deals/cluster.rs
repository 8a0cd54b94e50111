//! Which mentions mean one deal.

use rustc_hash::FxHashMap;

use super::{Mention, agrees, is_comparable};
use crate::enrich::{DealFact, PartyFact};
use crate::index::days_since_epoch;

/// Mentions of one deal.
#[derive(Clone, Debug, Default)]
pub(super) struct Cluster {
    /// Places of the mentions, as they were joined.
    pub(super) mentions: Vec<usize>,
    /// Days of the first and the last article about it; `None` where none has a day.
    days: Option<(i64, i64)>,
    /// The first mention that gives an amount.
    priced: Option<usize>,
    /// Whether somebody faces its hub.
    is_complete: bool,
}

/// Days after the last report in which another report means the same deal …
const NEAR: i64 = 45;
/// … where the amounts are the same …
const NEAR_AT_SAME_PRICE: i64 = 400;
/// … where they differ: the same days' news with another number …
const NEAR_AT_OTHER_PRICE: i64 = 7;
/// … or the same story with another number.
const NEAR_IN_STORY: i64 = 30;
/// Parties of a mention that are looked at: a list of hundreds is no deal.
const MOST_PARTIES: usize = 24;

/// Joins mentions, which stand by day with the undated last.
pub(super) fn clusters(mentions: &[Mention<'_>]) -> Vec<Cluster> {
    let mut joining = Joining {
        mentions,
        clusters: Vec::new(),
        of: FxHashMap::default(),
    };
    let days: Vec<Option<i64>> = mentions.iter().map(day).collect();
    for founds in [true, false] {
        for (idx, mention) in mentions.iter().enumerate() {
            let day = days.get(idx).copied().flatten();
            if founds == (day.is_some() && !mention.fact.background) {
                joining.join(idx, mention, day);
            }
        }
    }
    joining.clusters
}

fn day(mention: &Mention<'_>) -> Option<i64> {
    let day = mention.chosen.day()?;
    Some(days_since_epoch(day.first()))
}

/// A tie: the kind, and two names that face each other; one name and nothing for a hub by itself.
type Tie<'a> = (&'a str, &'a str, &'a str);

struct Joining<'m, 'a> {
    mentions: &'m [Mention<'a>],
    clusters: Vec<Cluster>,
    of: FxHashMap<Tie<'a>, Vec<usize>>,
}

impl<'a> Joining<'_, 'a> {
    fn join(&mut self, idx: usize, mention: &Mention<'a>, day: Option<i64>) {
        let fact = mention.fact;
        let ties = ties(fact);
        let hub = hub(fact);
        let mut best: Option<(Fit, usize)> = None;
        let shared = ties.iter().map(|tie| (tie, true));
        for (tie, is_pair) in shared.chain(hub.iter().map(|tie| (tie, false))) {
            for number in self.of.get(tie).into_iter().flatten() {
                let fit = self.fit(*number, mention, day, is_pair);
                let fit = fit.map(|fit| (fit, *number));
                if fit.as_ref().map(|(fit, _)| fit) > best.as_ref().map(|(fit, _)| fit) {
                    best = fit;
                }
            }
        }
        let number = best.map_or_else(
            || {
                self.clusters.push(Cluster::default());
                self.clusters.len() - 1
            },
            |(_, number)| number,
        );
        self.put(idx, fact, day, number);
        for tie in ties.into_iter().chain(hub) {
            let known = self.of.entry(tie).or_default();
            if !known.contains(&number) {
                known.push(number);
            }
        }
    }

    fn put(&mut self, idx: usize, fact: &DealFact, day: Option<i64>, number: usize) {
        let Some(cluster) = self.clusters.get_mut(number) else {
            return;
        };
        cluster.mentions.push(idx);
        cluster.is_complete |= fact.parties.len() > 1;
        if cluster.priced.is_none() && fact.amount.is_some() {
            cluster.priced = Some(idx);
        }
        if let Some(day) = day.filter(|_| !fact.background) {
            let first = cluster.days.map_or(day, |(first, _)| first);
            cluster.days = Some((first, day));
        }
    }

    /// How well a mention fits a deal; `None` where it means another.
    fn fit(
        &self,
        number: usize,
        mention: &Mention<'_>,
        day: Option<i64>,
        is_pair: bool,
    ) -> Option<Fit> {
        let cluster = self.clusters.get(number)?;
        let priced = cluster.priced.and_then(|idx| self.mentions.get(idx));
        let amounts = (
            priced.and_then(|priced| priced.fact.amount.as_ref()),
            mention.fact.amount.as_ref(),
        );
        let (is_same_price, is_other_price) = match amounts {
            (Some(one), Some(other)) if is_comparable(one, other) => {
                let agrees = agrees(one, other);
                (agrees, !agrees)
            }
            (Some(_), Some(_)) => (false, true),
            _ => (false, false),
        };
        let last = cluster
            .mentions
            .last()
            .and_then(|idx| self.mentions.get(*idx));
        let in_story = last.is_some_and(|last| last.chosen.event == mention.chosen.event);
        let is_alone = !cluster.is_complete || mention.fact.parties.len() < 2;
        // Two that share only whom it is about: the same round with other investors named, or another.
        let is_one = is_pair || is_same_price || is_alone || in_story;
        if !is_one {
            return None;
        }
        let is_told = day.is_some() && !mention.fact.background;
        let gap = match (day, cluster.days) {
            (Some(day), Some((first, _))) if !is_told => {
                // Nobody looks back on what is yet to come.
                if day + NEAR < first || is_other_price {
                    return None;
                }
                (day - first).abs()
            }
            (Some(day), Some((_, last))) => {
                let near = match (is_same_price, is_other_price, in_story) {
                    (true, ..) => NEAR_AT_SAME_PRICE,
                    (_, true, true) => NEAR_IN_STORY,
                    (_, true, false) => NEAR_AT_OTHER_PRICE,
                    _ => NEAR,
                };
                if day - last > near {
                    return None;
                }
                day - last
            }
            _ if is_other_price && !in_story => return None,
            _ => i64::from(u16::MAX),
        };
        Some(Fit {
            is_same_price,
            in_story,
            is_pair,
            nearness: -gap,
            earliness: usize::MAX - number,
        })
    }
}

/// Reasons to take one deal rather than another, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    is_same_price: bool,
    in_story: bool,
    is_pair: bool,
    nearness: i64,
    /// So that no two deals fit alike.
    earliness: usize,
}

/// The pairs of parties that face each other: of two roles, or all of them where there is only one.
fn ties(fact: &DealFact) -> Vec<Tie<'_>> {
    let parties: Vec<&PartyFact> = fact.parties.iter().take(MOST_PARTIES).collect();
    let has_sides = parties.iter().any(|party| {
        parties
            .first()
            .is_some_and(|first| first.role != party.role)
    });
    let mut ties = Vec::new();
    for (idx, one) in parties.iter().enumerate() {
        for other in parties.iter().skip(idx + 1) {
            if has_sides && one.role == other.role {
                continue;
            }
            let (a, b) = (one.name.as_str(), other.name.as_str());
            ties.push((fact.kind.as_str(), a.min(b), a.max(b)));
        }
    }
    if let ([only], true) = (parties.as_slice(), hub(fact).is_none()) {
        ties.push((fact.kind.as_str(), only.name.as_str(), ""));
    }
    ties
}

/// Whom a deal is about by itself: who is bought, who gets the money.
fn hub(fact: &DealFact) -> Option<Tie<'_>> {
    let mut hubs = fact
        .parties
        .iter()
        .filter(|party| matches!(party.role.as_str(), "target" | "investee"));
    let hub = hubs.next().filter(|_| hubs.next().is_none())?;
    Some((fact.kind.as_str(), hub.name.as_str(), ""))
}
