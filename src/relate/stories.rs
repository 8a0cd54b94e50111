//! Stories: articles of one event in other words.
//!
//! Articles are near where they share words that are rare in the corpus, the more so where those are
//! names or stand in headline or lead, and less the more days lie between them. Near articles are joined
//! by average linkage ([`super::linking`]). Copies follow their original.

use rustc_hash::FxHashMap;

use super::linking::link;
use super::pairs::pairs;
use super::vectors::{WEIGHTS, Weights, weigh};
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

/// Average likeness from which groups are joined, in a corpus of [`FEW`] articles …
const ENOUGH: f32 = 0.145;
const FEW: f32 = 500.0;
/// … and how much more for each time that there are e times as many: among more articles, more are
/// alike by chance.
const ENOUGH_PER_E: f32 = 0.0115;

fn enough(n_articles: usize) -> f32 {
    ENOUGH + ENOUGH_PER_E * (n_articles as f32 / FEW).max(1.0).ln()
}
/// Finds the stories among entries that stand by day and id.
pub(crate) fn find(sorted: &[&Entry<'_>], copies: &[Copies]) -> Vec<Story> {
    find_with(sorted, copies, &WEIGHTS, enough(sorted.len()))
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

pub(crate) fn prepare(
    sorted: &[&Entry<'_>],
    _copies: &[Copies],
    weights: &Weights,
) -> (usize, Vec<(u32, u32, f32)>) {
    let vectors = weigh(sorted, weights);
    (sorted.len(), pairs(sorted, &vectors))
}
pub(crate) fn linked(p: &(usize, Vec<(u32, u32, f32)>), enough: f32) -> Vec<Vec<u32>> {
    link(p.0, &p.1, enough)
}
