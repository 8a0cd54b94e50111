//! How often companies and topics are told of.

use rustc_hash::FxHashMap;

use super::Deal;
use super::selection::{Selection, Tally};

/// A company or a topic, and how much there is of it.
#[derive(Clone, Debug)]
pub struct Named<'a> {
    /// Its name.
    pub name: &'a str,
    /// Events that name it.
    pub n_stories: usize,
    /// Articles that name it, copies left out.
    pub n_articles: usize,
    /// Copies of these.
    pub n_copies: usize,
    /// Articles that are about it, copies left out; of a topic, all.
    pub n_primary: usize,
    /// Deals that it takes part in; none of a topic.
    pub n_deals: usize,
}

/// The companies of the chosen articles: those in the most stories first, then by name.
pub fn companies<'a>(selection: &Selection<'a>, deals: &[Deal<'a>]) -> Vec<Named<'a>> {
    let mut counts: FxHashMap<&str, Count> = FxHashMap::default();
    for chosen in selection.articles() {
        for company in &chosen.article.facts.companies {
            let count = counts.entry(company.name.as_str()).or_default();
            count.tally.add(&chosen);
            count.n_primary += usize::from(company.primary && !chosen.repeats);
        }
    }
    for party in deals.iter().flat_map(|deal| &deal.parties) {
        if let Some(count) = counts.get_mut(party.name) {
            count.n_deals += 1;
        }
    }
    in_order(counts)
}

/// The topics of the chosen articles: those in the most stories first, then by name.
pub fn topics<'a>(selection: &Selection<'a>) -> Vec<Named<'a>> {
    let mut counts: FxHashMap<&str, Count> = FxHashMap::default();
    for chosen in selection.articles() {
        for topic in &chosen.article.facts.topics {
            let count = counts.entry(topic.as_str()).or_default();
            count.tally.add(&chosen);
            count.n_primary += usize::from(!chosen.repeats);
        }
    }
    in_order(counts)
}

#[derive(Default)]
struct Count {
    tally: Tally,
    n_primary: usize,
    n_deals: usize,
}

fn in_order(counts: FxHashMap<&str, Count>) -> Vec<Named<'_>> {
    let named = |(name, count): (_, Count)| Named {
        name,
        n_stories: count.tally.n_stories(),
        n_articles: count.tally.n_articles,
        n_copies: count.tally.n_copies,
        n_primary: count.n_primary,
        n_deals: count.n_deals,
    };
    let mut all: Vec<Named<'_>> = counts.into_iter().map(named).collect();
    all.sort_unstable_by(|a, b| {
        (b.n_stories.cmp(&a.n_stories))
            .then_with(|| b.n_articles.cmp(&a.n_articles))
            .then_with(|| a.name.cmp(b.name))
    });
    all
}
