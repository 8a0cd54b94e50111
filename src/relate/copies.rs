//! Copies: articles whose runs of words are nearly another's, each group under its earliest article.
//!
//! What an outlet prints under or over many articles is taken out first. Candidates share one of their
//! smallest hashes; what they share is then estimated from the whole samples.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::entry::CopyOf;
use super::shingles::KEPT;
use super::{Entry, boilerplate};

/// Articles of one text.
#[derive(Clone, Debug, PartialEq)]
pub struct Copies {
    /// The earliest article, then the smallest id: the one that is shown.
    pub original: usize,
    /// The others, by day and id.
    pub copies: Vec<Copy>,
}

/// One copy of an original.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Copy {
    /// The copy.
    pub place: usize,
    /// The share of its runs of five words (or of the original's, where those are fewer) that stand in
    /// both texts, boilerplate of the outlet left out; `None` where a person said so.
    pub share: Option<f32>,
}

/// Share of all runs of both texts that must stand in both.
const ENOUGH_OF_BOTH: f32 = 0.6;
/// Or, under about the same headline: share of the smaller one's runs that must stand in the other. A
/// text that was cut short is a copy; an item of a digest, which has a headline of its own, is none.
const ENOUGH_OF_SMALLER: f32 = 0.85;
/// Share of the headline's words that makes it about the same.
const ENOUGH_OF_TITLE: f32 = 0.6;
/// Fewest runs that an article must have beside boilerplate to be known again.
const FEWEST_RUNS: usize = 12;
/// A run that articles of one site with more headlines than this hold is boilerplate.
const BOILERPLATE_TITLES: usize = 5;
/// Smallest hashes by which candidates are found.
const PROBES: usize = 24;
/// Most earlier articles of one hash that are compared.
const MOST_PER_HASH: usize = 64;

/// Finds the groups among entries that stand by day and id, in the order of their originals.
pub(super) fn find(sorted: &[&Entry<'_>]) -> Vec<Copies> {
    let samples = without_boilerplate(sorted);
    let mut originals = by_hand(sorted);
    let mut holders = Holders::default();
    for (rank, (entry, sample)) in sorted.iter().zip(&samples).enumerate() {
        let is_told = originals.contains_key(&rank) || entry.copy_of == CopyOf::Nothing;
        if is_told || sample.runs.len() < FEWEST_RUNS {
            continue;
        }
        if let Some((earlier, share)) = nearest(sample, &samples, &holders) {
            originals.insert(rank, (earlier, Some(share)));
            continue;
        }
        // Only originals are compared with: a group stays near its earliest text.
        for run in sample.runs.iter().take(PROBES) {
            holders.add(*run, rank as u32);
        }
    }
    groups(sorted.len(), &originals)
}

/// The original that a sample shares most with, the earliest where several share as much.
fn nearest(sample: &Sample, samples: &[Sample], holders: &Holders) -> Option<(usize, f32)> {
    let probes = sample.runs.iter().take(PROBES);
    let mut candidates: Vec<usize> = probes
        .flat_map(|run| holders.of(*run))
        .map(|rank| rank as usize)
        .collect();
    candidates.sort_unstable();
    candidates.dedup();
    let mut best: Option<(usize, f32)> = None;
    for earlier in candidates {
        let share = samples.get(earlier).and_then(|other| share(other, sample));
        if let Some(share) = share
            && best.is_none_or(|(_, most)| share > most)
        {
            best = Some((earlier, share));
        }
    }
    best
}

/// Which articles have a hash among their smallest. Nearly every hash is held by one article alone, so
/// they are chains in one list, not a list each.
#[derive(Default)]
struct Holders {
    /// By hash: the place in `links` of the last holder.
    last: FxHashMap<u32, u32>,
    /// A holder, and the place of the one before it plus one; 0 ends the chain.
    links: Vec<(u32, u32)>,
}

impl Holders {
    fn add(&mut self, hash: u32, rank: u32) {
        if self.of(hash).count() >= MOST_PER_HASH {
            return;
        }
        let place = self.links.len() as u32;
        let before = self.last.insert(hash, place);
        self.links
            .push((rank, before.map_or(0, |before| before + 1)));
    }

    /// The holders of a hash, the last one first.
    fn of(&self, hash: u32) -> impl Iterator<Item = u32> {
        let mut next = self.last.get(&hash).copied();
        std::iter::from_fn(move || {
            let (rank, before) = *self.links.get(next? as usize)?;
            next = before.checked_sub(1);
            Some(rank)
        })
    }
}

/// What a person said: copy → original.
fn by_hand(sorted: &[&Entry<'_>]) -> FxHashMap<usize, (usize, Option<f32>)> {
    let is_told = |entry: &&&Entry<'_>| matches!(entry.copy_of, CopyOf::Article(_));
    if !sorted.iter().any(|entry| is_told(&entry)) {
        return FxHashMap::default();
    }
    let ranks: FxHashMap<&str, usize> = sorted
        .iter()
        .enumerate()
        .map(|(rank, entry)| (entry.id, rank))
        .collect();
    let original = |(rank, entry): (usize, &&Entry<'_>)| match entry.copy_of {
        CopyOf::Article(id) => {
            let original = *ranks.get(id)?;
            (original != rank).then_some((rank, (original, None)))
        }
        _ => None,
    };
    sorted.iter().enumerate().filter_map(original).collect()
}

/// Gathers copies under their originals; an original that is itself a copy passes its copies on.
fn groups(n_entries: usize, originals: &FxHashMap<usize, (usize, Option<f32>)>) -> Vec<Copies> {
    let mut copies: Vec<Vec<Copy>> = vec![Vec::new(); n_entries];
    for rank in 0..n_entries {
        let Some((_, share)) = originals.get(&rank) else {
            continue;
        };
        let original = root(originals, rank);
        if original != rank
            && let Some(copies) = copies.get_mut(original)
        {
            copies.push(Copy {
                place: rank,
                share: *share,
            });
        }
    }
    let group = |(original, copies): (usize, Vec<Copy>)| {
        (!copies.is_empty()).then_some(Copies { original, copies })
    };
    copies.into_iter().enumerate().filter_map(group).collect()
}

/// Where the walk from an article to its original ends. People can name articles in a circle; of these the
/// earliest is the original, of who names one of them as well.
fn root(originals: &FxHashMap<usize, (usize, Option<f32>)>, rank: usize) -> usize {
    let mut walk = vec![rank];
    let mut seen = FxHashSet::from_iter([rank]);
    let mut at = rank;
    while let Some((next, _)) = originals.get(&at) {
        at = *next;
        if !seen.insert(at) {
            let circle = walk.into_iter().skip_while(|rank| *rank != at);
            return circle.min().unwrap_or(at);
        }
        walk.push(at);
    }
    at
}

/// The runs of an article that no boilerplate gave.
struct Sample {
    runs: Vec<u32>,
    /// The sample holds all runs with a hash up to this one.
    until: u32,
    /// Words of the headline.
    title: Vec<u32>,
}

/// How much two texts share, where that makes one a copy of the other.
fn share(one: &Sample, other: &Sample) -> Option<f32> {
    let until = one.until.min(other.until);
    let n_one = one.runs.partition_point(|run| *run <= until);
    let n_other = other.runs.partition_point(|run| *run <= until);
    let n_shared = n_shared(one.runs.get(..n_one)?, other.runs.get(..n_other)?) as f32;
    let (n_one, n_other) = (n_one as f32, n_other as f32);
    let of_both = n_shared / (n_one + n_other - n_shared).max(1.0);
    let of_smaller = n_shared / n_one.min(n_other).max(1.0);
    let is_cut_short = || {
        of_smaller >= ENOUGH_OF_SMALLER
            && n_shared >= FEWEST_RUNS as f32
            && title_share(&one.title, &other.title) >= ENOUGH_OF_TITLE
    };
    (of_both >= ENOUGH_OF_BOTH || is_cut_short()).then_some(of_smaller)
}

/// The share of two headlines' words that stand in both.
fn title_share(one: &[u32], other: &[u32]) -> f32 {
    let n_shared = n_shared(one, other);
    n_shared as f32 / (one.len() + other.len() - n_shared).max(1) as f32
}

fn n_shared(one: &[u32], other: &[u32]) -> usize {
    let mut n_shared = 0;
    let mut other = other.iter().peekable();
    for run in one {
        while other.next_if(|next| *next < run).is_some() {}
        n_shared += usize::from(other.next_if_eq(&run).is_some());
    }
    n_shared
}

/// The samples without what many articles of their site hold.
fn without_boilerplate(sorted: &[&Entry<'_>]) -> Vec<Sample> {
    let boilerplate = boilerplate::find(sorted, |sketch| &sketch.runs, BOILERPLATE_TITLES);
    let sample = |entry: &&Entry<'_>| {
        let mut sample = whole(entry);
        sample.runs.retain(|run| !boilerplate.has(entry.site, *run));
        sample
    };
    sorted.par_iter().map(sample).collect()
}

fn whole(entry: &Entry<'_>) -> Sample {
    let sketch = entry.sketch;
    let is_whole = sketch.runs.len() < KEPT;
    let until = sketch.runs.last().copied().unwrap_or(u32::MAX);
    Sample {
        runs: sketch.runs.clone(),
        until: if is_whole { u32::MAX } else { until },
        title: sketch
            .words
            .iter()
            .filter(|word| word.is_in_title())
            .map(|word| word.hash)
            .collect(),
    }
}
