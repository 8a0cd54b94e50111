//! Pairs of articles that may report one event, with their likeness.
//!
//! Candidates share some of their strongest words; among dated articles only those inside the time
//! window are looked at, which keeps the work near-linear in a corpus that grows day by day.

use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Entry;
use super::entry::{StoryOf, days_between};
use super::linking::Components;
use super::vectors::{Vectors, product, title_coverage};
use crate::article::{PartialDay, Precision};

/// Pairs below this likeness are taken as unlike.
const LEAST: f32 = 0.05;
/// Words of an article by which candidates are found.
const PROBES: usize = 32;
/// A word of more articles than this finds no candidates.
const MOST_HOLDERS: u32 = 600;
/// Share of the likeness that joins groups from which, by the probes alone, the whole is looked at:
/// weak pairs count in an average, but most pairs of a large corpus are too weak to matter.
const PROMISING: f32 = 0.2;
/// Days after which half of a likeness is left.
const HALF_AFTER_DAYS: f32 = 12.0;
/// Dated articles further apart are not compared.
const WINDOW_DAYS: i32 = 45;
/// What is left of a likeness where only a month is known of a day, and it is the same.
const SAME_MONTH: f32 = 0.8;
/// The same where it is a year.
const SAME_YEAR: f32 = 0.5;
/// Share of the headlines' weight from which they agree in full.
const FULL_AGREEMENT: f32 = 0.32;
/// What is left of a likeness where the headlines do not agree at all.
const LEAST_AGREEMENT: f32 = 0.2;

/// A pair of places, the smaller first, and the likeness of the two.
pub(super) type Pair = (u32, u32, f32);

/// All pairs that can matter, rising: near enough to be looked at, and in one component by `labels` and by
/// the pairs that are alike `enough` for their groups to be joined.
///
/// Most pairs of a large corpus are weak and hold nothing together. Until that is known they lie in little
/// room: by the later article, without it.
pub(super) fn pairs(
    entries: &[&Entry<'_>],
    vectors: &Vectors,
    labels: &[Option<u32>],
    enough: f32,
) -> Vec<Pair> {
    let order = dated_first(entries);
    let probes: Vec<Box<[(u32, f32)]>> = order
        .par_iter()
        .map(|place| probes(vectors, *place))
        .collect();
    let candidates = Candidates {
        days: order
            .iter()
            .map(|place| {
                entries
                    .get(*place)
                    .and_then(|entry| whole_day(entry.published))
            })
            .collect(),
        promising: enough * PROMISING,
        holders: holders(&probes),
        probes,
    };
    let may_join = |place: usize| {
        let entry = entries.get(place);
        entry.is_some_and(|entry| entry.story != StoryOf::Nothing)
    };
    let near = |one: usize, other: usize| {
        let (one, other) = (*order.get(one)?, *order.get(other)?);
        if !may_join(one) || !may_join(other) {
            return None;
        }
        let likeness = likeness(entries, vectors, one.min(other), one.max(other))?;
        (likeness >= LEAST).then_some((other as u32, likeness))
    };
    let sums = || vec![0.0_f32; entries.len()];
    let near: Vec<Box<[(u32, f32)]>> = (0..entries.len())
        .into_par_iter()
        .map_init(sums, |sums, rank| {
            let earlier = candidates.before(rank, sums).into_iter();
            earlier.filter_map(|other| near(rank, other)).collect()
        })
        .collect();
    drop(candidates);
    let all = || {
        order.iter().zip(&near).flat_map(|(one, near)| {
            let one = *one as u32;
            near.iter()
                .map(move |(other, likeness)| (one.min(*other), one.max(*other), *likeness))
        })
    };
    let strong = all().filter(|(_, _, likeness)| *likeness >= enough);
    let mut components = Components::of(labels, strong);
    let mut pairs: Vec<Pair> = all()
        .filter(|(one, other, _)| components.are_together(*one, *other))
        .collect();
    pairs.sort_unstable_by_key(|(one, other, _)| (*one, *other));
    pairs
}

/// Which articles share strong words with which; places here are ranks in the order of days.
struct Candidates {
    days: Vec<Option<i32>>,
    /// Likeness by the probes from which a candidate is one.
    promising: f32,
    probes: Vec<Box<[(u32, f32)]>>,
    /// Who has a word among the probes, and its weight there; ranks rise.
    holders: FxHashMap<u32, Vec<(u32, f32)>>,
}

impl Candidates {
    /// The promising ones before `rank`. `sums` is all zero, before and after.
    fn before(&self, rank: usize, sums: &mut [f32]) -> Vec<usize> {
        let day_of = |rank: usize| self.days.get(rank).copied().flatten();
        let oldest = day_of(rank).map(|day| day - WINDOW_DAYS);
        let mut touched: Vec<usize> = Vec::new();
        for (word, weight) in self.probes.get(rank).into_iter().flatten() {
            let holders = self.holders.get(word).map_or(&[][..], |holders| holders);
            let n_before = holders.partition_point(|(other, _)| (*other as usize) < rank);
            let before = holders.iter().take(n_before).rev();
            let in_window = before.take_while(|(other, _)| day_of(*other as usize) >= oldest);
            for (other, other_weight) in in_window {
                if let Some(sum) = sums.get_mut(*other as usize) {
                    if *sum == 0.0 {
                        touched.push(*other as usize);
                    }
                    *sum += weight * other_weight;
                }
            }
        }
        let day = day_of(rank);
        let mut is_promising = |other: &usize| {
            let sum = sums.get_mut(*other).map_or(0.0, std::mem::take);
            let days = day
                .zip(day_of(*other))
                .map(|(one, other)| one.abs_diff(other));
            sum * days.map_or(1.0, after_days) >= self.promising
        };
        touched.retain(|other| is_promising(other));
        touched
    }
}

fn holders(probes: &[Box<[(u32, f32)]>]) -> FxHashMap<u32, Vec<(u32, f32)>> {
    let mut holders: FxHashMap<u32, Vec<(u32, f32)>> = FxHashMap::default();
    for (rank, probes) in probes.iter().enumerate() {
        for (word, weight) in probes {
            holders
                .entry(*word)
                .or_default()
                .push((rank as u32, *weight));
        }
    }
    holders
}

/// The strongest words of an article that are not everywhere.
fn probes(vectors: &Vectors, place: usize) -> Box<[(u32, f32)]> {
    let held = |word: u32| vectors.n_articles.get(&word).copied().unwrap_or_default();
    let is_rare = |(word, _): &&(u32, f32)| (2..=MOST_HOLDERS).contains(&held(*word));
    let vector = vectors.of.get(place).into_iter().flatten();
    let mut words: Vec<(u32, f32)> = vector.filter(is_rare).copied().collect();
    words.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    words.truncate(PROBES);
    words.into_boxed_slice()
}

/// Articles with a whole day by that day, then the others.
fn dated_first(entries: &[&Entry<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|place| {
        let day = entries
            .get(*place)
            .and_then(|entry| whole_day(entry.published));
        (day.is_none(), day)
    });
    order
}

/// The day as a number; `None` where only a month or a year is known.
fn whole_day(published: Option<PartialDay>) -> Option<i32> {
    let published = published.filter(|published| published.precision() == Precision::Day)?;
    let days = published
        .first()
        .duration_since(Date::constant(1970, 1, 1))
        .as_hours()
        / 24;
    i32::try_from(days).ok()
}

/// How alike two articles are, 0 to 1: their words, their days, their headlines.
pub(super) fn likeness(
    entries: &[&Entry<'_>],
    vectors: &Vectors,
    one: usize,
    other: usize,
) -> Option<f32> {
    let words = product(vectors.of.get(one)?, vectors.of.get(other)?);
    let in_time = words * nearness(entries.get(one)?.published, entries.get(other)?.published);
    let is_hopeless = in_time < LEAST;
    Some(if is_hopeless {
        in_time * LEAST_AGREEMENT
    } else {
        in_time * agreement(title_coverage(vectors, one, other))
    })
}

/// What is left of a likeness where the headlines speak of something else: two tests of one product, or
/// two articles of one author, are alike in their bodies.
pub(super) fn agreement(coverage: Option<f32>) -> f32 {
    let agreed = (coverage.unwrap_or(1.0) / FULL_AGREEMENT).min(1.0);
    LEAST_AGREEMENT + (1.0 - LEAST_AGREEMENT) * agreed
}

/// What is left of a likeness across the days between two articles. A day that is not known counts
/// neither way; a year says next to nothing.
fn nearness(one: Option<PartialDay>, other: Option<PartialDay>) -> f32 {
    let precision = |day: PartialDay| day.precision();
    let vaguest = one.map(precision).min(other.map(precision));
    match days_between(one, other) {
        None => 1.0,
        Some(0) if vaguest == Some(Precision::Year) => SAME_YEAR,
        Some(0) if vaguest == Some(Precision::Month) => SAME_MONTH,
        Some(days) => after_days(days),
    }
}

fn after_days(days: u32) -> f32 {
    1.0 / (1.0 + (days as f32 / HALF_AFTER_DAYS).powi(2))
}
