//! The articles nearest to one, whatever the days between them.
//!
//! One pass over all sketches finds how rare the article's words are, a second scores those who share
//! some. Nothing is prepared for the other articles, so that one question costs milliseconds.

use rustc_hash::FxHashMap;

use super::Entry;
use super::pairs::agreement;
use super::vectors::{WEIGHTS, company_word, rarity, strength};
use super::words::Word;

/// An article near another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Its place among the entries.
    pub place: usize,
    /// How near, 0 to 1.
    pub likeness: f32,
}

/// A word of more than one in this many of the site's articles is the outlet's habit, and skipped.
const HABIT_OF_SITE: u32 = 20;
/// Articles of a site from which it has habits.
const FEWEST_OF_SITE: u32 = 40;

/// At most `limit` articles nearest to the one at `place`, nearest first, then by id. Its copies are
/// among them; who wants them folded knows them from [`super::Relations`].
pub fn like(entries: &[Entry<'_>], place: usize, limit: usize) -> Vec<Near> {
    let Some(asked) = entries.get(place) else {
        return Vec::new();
    };
    let weights = word_weights(entries, asked);
    let score = |(other, entry): (usize, &Entry<'_>)| {
        let words = entry
            .sketch
            .words
            .iter()
            .map(|word| (word.hash, strength(*word, &WEIGHTS)));
        let companies = entry.companies.iter();
        let companies = companies.map(|name| (company_word(name), WEIGHTS.company));
        let (mut shared, mut in_title, mut n_words) = (0.0, 0.0, 0_u32);
        for (word, strength) in words.chain(companies) {
            n_words += 1;
            if let Some(weight) = weights.of.get(&word) {
                shared += weight * weight * (strength / WEIGHTS.name).min(1.0);
            }
            in_title += weights.in_title.get(&word).copied().unwrap_or_default();
        }
        let coverage = (weights.title > 0.0).then(|| in_title / weights.title);
        // A long article shares words by chance.
        let length = (n_words as f32 / asked.sketch.words.len().max(1) as f32)
            .max(1.0)
            .sqrt();
        let likeness = (shared / (weights.whole * length)).min(1.0) * agreement(coverage);
        (other != place && likeness > 0.0).then_some(Near {
            place: other,
            likeness,
        })
    };
    let mut nearest: Vec<Near> = entries.iter().enumerate().filter_map(score).collect();
    let id = |near: &Near| entries.get(near.place).map(|entry| entry.id);
    nearest.sort_unstable_by(|a, b| {
        b.likeness
            .total_cmp(&a.likeness)
            .then_with(|| id(a).cmp(&id(b)))
    });
    nearest.truncate(limit);
    nearest
}

/// The words of the article asked about, with their weight in this corpus.
struct WordWeights {
    of: FxHashMap<u32, f32>,
    /// Those of its headline.
    in_title: FxHashMap<u32, f32>,
    /// What an article with all of them would score.
    whole: f32,
    /// Sum over the headline.
    title: f32,
}

fn word_weights(entries: &[Entry<'_>], asked: &Entry<'_>) -> WordWeights {
    let (tallies, n_of_site) = tally(entries, asked);
    let is_habit =
        |tally: &Tally| n_of_site >= FEWEST_OF_SITE && tally.n_of_site * HABIT_OF_SITE > n_of_site;
    let mut weights = WordWeights {
        of: FxHashMap::default(),
        in_title: FxHashMap::default(),
        whole: 0.0,
        title: 0.0,
    };
    let mut tallies: Vec<(u32, Tally)> = tallies.into_iter().collect();
    // Sums of floats depend on their order.
    tallies.sort_unstable_by_key(|(word, _)| *word);
    for (word, tally) in tallies {
        if tally.n_articles < 2 || is_habit(&tally) {
            continue;
        }
        let share = tally.n_articles as f32 / entries.len() as f32;
        let weight = tally.strength * rarity(share, &WEIGHTS);
        weights.of.insert(word, weight);
        weights.whole += weight * weight;
        if tally.is_in_title {
            weights.in_title.insert(word, weight);
            weights.title += weight;
        }
    }
    weights
}

/// Counts in how many articles the words stand, and how many articles the site has.
fn tally(entries: &[Entry<'_>], asked: &Entry<'_>) -> (FxHashMap<u32, Tally>, u32) {
    let words = asked.sketch.words.iter();
    let mut tallies: FxHashMap<u32, Tally> =
        words.map(|word| (word.hash, Tally::of(*word))).collect();
    for company in asked.companies {
        let strength = WEIGHTS.company;
        tallies.insert(
            company_word(company),
            Tally {
                strength,
                ..Tally::default()
            },
        );
    }
    let mut n_of_site = 0;
    for entry in entries {
        let is_of_site = asked.site.is_some() && entry.site == asked.site;
        n_of_site += u32::from(is_of_site);
        let words = entry.sketch.words.iter().map(|word| word.hash);
        let companies = entry.companies.iter().map(|company| company_word(company));
        for word in words.chain(companies) {
            if let Some(tally) = tallies.get_mut(&word) {
                tally.n_articles += 1;
                tally.n_of_site += u32::from(is_of_site);
            }
        }
    }
    (tallies, n_of_site)
}

#[derive(Default)]
struct Tally {
    strength: f32,
    is_in_title: bool,
    n_articles: u32,
    n_of_site: u32,
}

impl Tally {
    fn of(word: Word) -> Self {
        Self {
            strength: strength(word, &WEIGHTS),
            is_in_title: word.is_in_title(),
            ..Self::default()
        }
    }
}
