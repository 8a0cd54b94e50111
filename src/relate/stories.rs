//! Stories: articles of one event in other words.
//!
//! Articles are near where they share words that are rare in the corpus, the more so where those are
//! names or stand in headline or lead, and less the more days lie between them. Near articles are joined
//! by average linkage ([`super::linking`]). Copies follow their original.

use rustc_hash::FxHashMap;

use super::entry::days_between;
use super::linking::link;
use super::vectors::{Vectors, WEIGHTS, Weights, product, weigh};
use super::{Copies, Entry};

/// Articles that report one event.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// By day and id, copies included.
    pub articles: Vec<usize>,
    /// The name that front matter gave it.
    pub name: Option<String>,
    /// Hashes of the words that its articles share, the strongest first.
    pub words: Vec<u32>,
    /// Average likeness of its articles, 0 to 1.
    pub likeness: f32,
}

/// Average likeness from which groups are joined.
pub(crate) const ENOUGH: f32 = 0.2;
/// Pairs below this likeness are taken as unlike.
const LEAST: f32 = 0.04;
/// Words of an article by which candidates are found.
const PROBES: usize = 40;
/// A word of more articles than this finds no candidates.
const MOST_HOLDERS: usize = 400;

/// Finds the stories among entries that stand by day and id.
pub(super) fn find(sorted: &[&Entry<'_>], copies: &[Copies]) -> Vec<Story> {
    find_with(sorted, copies, &WEIGHTS, ENOUGH)
}

pub(crate) fn find_with(
    sorted: &[&Entry<'_>],
    copies: &[Copies],
    weights: &Weights,
    enough: f32,
) -> Vec<Story> {
    let mut is_copy = vec![false; sorted.len()];
    for copy in copies.iter().flat_map(|group| &group.copies) {
        if let Some(is_copy) = is_copy.get_mut(copy.place) {
            *is_copy = true;
        }
    }
    let ranks: Vec<usize> = (0..sorted.len())
        .filter(|rank| !is_copy.get(*rank).copied().unwrap_or_default())
        .collect();
    let originals: Vec<&Entry<'_>> = ranks
        .iter()
        .filter_map(|rank| sorted.get(*rank).copied())
        .collect();
    let vectors = weigh(&originals, weights);
    let pairs = pairs(&originals, &vectors);
    let groups = link(originals.len(), &pairs, enough);
    let copies_of: FxHashMap<usize, &Copies> =
        copies.iter().map(|group| (group.original, group)).collect();
    let story = |members: Vec<u32>| {
        let originals = members
            .iter()
            .filter_map(|member| ranks.get(*member as usize).copied());
        let mut articles: Vec<usize> = originals
            .flat_map(|rank| {
                let copies = copies_of
                    .get(&rank)
                    .into_iter()
                    .flat_map(|group| group.copies.iter().map(|copy| copy.place));
                std::iter::once(rank).chain(copies)
            })
            .collect();
        articles.sort_unstable();
        Story {
            articles,
            name: None,
            words: Vec::new(),
            likeness: 0.0,
        }
    };
    groups.into_iter().map(story).collect()
}

/// Pairs of articles that are near enough to be looked at, with their likeness.
fn pairs(entries: &[&Entry<'_>], vectors: &Vectors) -> Vec<(u32, u32, f32)> {
    let mut holders: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    let mut pairs = Vec::new();
    for (idx, vector) in vectors.of.iter().enumerate() {
        let probes = probes(vector, vectors);
        let mut candidates: Vec<u32> = probes
            .iter()
            .filter_map(|word| holders.get(word))
            .flatten()
            .copied()
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        for earlier in candidates {
            let likeness = vectors
                .of
                .get(earlier as usize)
                .map_or(0.0, |other| product(other, vector));
            let days = entries
                .get(earlier as usize)
                .zip(entries.get(idx))
                .and_then(|(one, other)| days_between(one.published, other.published));
            let likeness = likeness * nearness(days);
            if likeness >= LEAST {
                pairs.push((earlier, idx as u32, likeness));
            }
        }
        for word in probes {
            holders.entry(word).or_default().push(idx as u32);
        }
    }
    pairs
}

/// The strongest words of an article that are not everywhere.
fn probes(vector: &[(u32, f32)], vectors: &Vectors) -> Vec<u32> {
    let is_rare = |word: &u32| {
        vectors
            .n_articles
            .get(word)
            .is_some_and(|n| (2..=MOST_HOLDERS as u32).contains(n))
    };
    let mut words: Vec<(u32, f32)> = vector
        .iter()
        .filter(|(word, _)| is_rare(word))
        .copied()
        .collect();
    words.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    words.truncate(PROBES);
    words.into_iter().map(|(word, _)| word).collect()
}

/// How much of a likeness is left after some days.
fn nearness(days: Option<u32>) -> f32 {
    const WINDOW: f32 = 14.0;
    days.map_or(1.0, |days| 1.0 / (1.0 + (days as f32 / WINDOW).powi(2)))
}
