//! Pairs of articles that may report one event, with their likeness.
//!
//! Candidates share some of their strongest words; among dated articles only those inside the time
//! window are looked at, which keeps the work near-linear in a corpus that grows day by day.

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::Entry;
use super::entry::days_between;
use super::vectors::{Vectors, product, title_coverage};
use crate::article::{PartialDay, Precision};

/// Pairs below this likeness are taken as unlike.
const LEAST: f32 = 0.05;
/// Words of an article by which candidates are found.
const PROBES: usize = 40;
/// A word of more articles than this finds no candidates.
const MOST_HOLDERS: u32 = 1_000;
/// Likeness by the probes alone from which the whole is looked at.
const PROMISING: f32 = 0.02;
/// Days after which half of a likeness is left.
const HALF_AFTER_DAYS: f32 = 12.0;
/// Dated articles further apart are not compared.
const WINDOW_DAYS: i32 = 45;
/// What is left of a likeness where only a month or a year is known, and it is the same.
const SAME_MONTH: f32 = 0.8;
/// The same where it is a year.
const SAME_YEAR: f32 = 0.5;

/// A pair of places, the smaller first, and the likeness of the two.
pub(crate) type Pair = (u32, u32, f32);

/// All pairs that are near enough to be looked at, rising.
pub(crate) fn pairs(entries: &[&Entry<'_>], vectors: &Vectors) -> Vec<Pair> {
    let mut holders: FxHashMap<u32, Vec<(u32, f32)>> = FxHashMap::default();
    let mut sums = vec![0.0_f32; entries.len()];
    let mut touched: Vec<u32> = Vec::new();
    let mut pairs = Vec::new();
    let order = dated_first(entries);
    let days: Vec<Option<i32>> = entries
        .iter()
        .map(|entry| day_number(entry.published))
        .collect();
    let day_of = |place: u32| days.get(place as usize).copied().flatten();
    for place in order {
        let Some((entry, vector)) = entries
            .get(place as usize)
            .zip(vectors.of.get(place as usize))
        else {
            continue;
        };
        let oldest = day_of(place).map(|day| day - WINDOW_DAYS);
        let probes = probes(vector, vectors);
        for (word, weight) in &probes {
            let holders = holders.get(word).map_or(&[][..], |holders| holders);
            let in_window = holders
                .iter()
                .rev()
                .take_while(|(other, _)| oldest.is_none() || day_of(*other) >= oldest);
            for (other, other_weight) in in_window {
                if let Some(sum) = sums.get_mut(*other as usize) {
                    if *sum == 0.0 {
                        touched.push(*other);
                    }
                    *sum += weight * other_weight;
                }
            }
        }
        for other in touched.drain(..) {
            let is_promising = sums
                .get_mut(other as usize)
                .is_some_and(|sum| std::mem::take(sum) >= PROMISING);
            if !is_promising {
                continue;
            }
            let Some((second, second_vector)) = entries
                .get(other as usize)
                .zip(vectors.of.get(other as usize))
            else {
                continue;
            };
            let likeness = product(vector, second_vector)
                * nearness(entry.published, second.published)
                * agreement(title_coverage(vectors, place as usize, other as usize));
            if likeness >= LEAST {
                pairs.push((place.min(other), place.max(other), likeness));
            }
        }
        for (word, weight) in probes {
            holders.entry(word).or_default().push((place, weight));
        }
    }
    pairs.sort_unstable_by_key(|(one, other, _)| (*one, *other));
    pairs
}

/// What is left of a likeness where the headlines speak of something else: two articles of one product
/// test or one author are alike in their bodies.
fn agreement(coverage: Option<f32>) -> f32 {
    let coverage = coverage.unwrap_or(1.0);
    let [floor, full, _] = knobs();
    floor + (1.0 - floor) * (coverage / full).min(1.0)
}
pub(crate) static KNOBS: std::sync::Mutex<[f32; 3]> = std::sync::Mutex::new([0.2, 0.32, 0.0]);
pub(crate) fn knobs() -> [f32; 3] {
    *KNOBS.lock().unwrap()
}

/// Articles with a whole day by that day, then the others.
fn dated_first(entries: &[&Entry<'_>]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..entries.len() as u32).collect();
    order.sort_by_key(|place| {
        let day = entries
            .get(*place as usize)
            .and_then(|entry| day_number(entry.published));
        (day.is_none(), day)
    });
    order
}

/// The day as a number; `None` where only a month or a year is known.
fn day_number(published: Option<PartialDay>) -> Option<i32> {
    let published = published.filter(|published| published.precision() == Precision::Day)?;
    let days = published
        .first()
        .duration_since(Date::constant(1970, 1, 1))
        .as_hours()
        / 24;
    i32::try_from(days).ok()
}

/// The strongest words of an article that are not everywhere.
fn probes(vector: &[(u32, f32)], vectors: &Vectors) -> Vec<(u32, f32)> {
    let is_rare = |word: u32| {
        vectors
            .n_articles
            .get(&word)
            .is_some_and(|n| (2..=MOST_HOLDERS).contains(n))
    };
    let mut words: Vec<(u32, f32)> = vector
        .iter()
        .filter(|(word, _)| is_rare(*word))
        .copied()
        .collect();
    words.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    words.truncate(PROBES);
    words
}

/// What is left of a likeness across the days between two articles.
pub(super) fn nearness(one: Option<PartialDay>, other: Option<PartialDay>) -> f32 {
    let precision = |day: PartialDay| day.precision();
    let vaguest = one.map(precision).min(other.map(precision));
    match days_between(one, other) {
        None => 1.0,
        Some(0) if vaguest == Some(Precision::Year) => SAME_YEAR,
        Some(0) if vaguest == Some(Precision::Month) => SAME_MONTH,
        Some(days) => 1.0 / (1.0 + (days as f32 / HALF_AFTER_DAYS).powi(2)),
    }
}
