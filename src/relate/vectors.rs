//! Articles as weighed words: what is rare in the corpus, a name, in the headline or the lead counts more.
//!
//! A vector has length one, so that the product of two is their likeness, 0 to 1.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::hashes::{hash, mix, short};
use super::words::{Word, bit};
use super::{Entry, boilerplate};

/// How the words of an article are weighed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weights {
    /// Power of the rarity of a word.
    pub(super) rarity: f32,
    /// Factor for a word of the headline.
    pub(super) title: f32,
    /// Factor for a name.
    pub(super) name: f32,
    /// Factor for two names in a row, beside that of a name.
    pub(super) pair: f32,
    /// Factor for a number.
    pub(super) number: f32,
    /// Factor for a company.
    pub(super) company: f32,
    /// Power of the count.
    pub(super) count: f32,
}

pub(super) const WEIGHTS: Weights = Weights {
    rarity: 1.4,
    title: 1.2,
    name: 2.2,
    pair: 1.7,
    number: 1.1,
    company: 1.0,
    count: 0.2,
};

/// The vectors of many articles.
pub(super) struct Vectors {
    /// By article: word and weight, in rising order of words.
    pub(super) of: Vec<Box<[(u32, f32)]>>,
    /// By article: the part of the vector that its headline has.
    pub(super) titles: Vec<Box<[(u32, f32)]>>,
    /// In how many articles a word stands.
    pub(super) n_articles: FxHashMap<u32, u32>,
}

/// Weighs the words of the articles.
pub(super) fn weigh(entries: &[&Entry<'_>], weights: &Weights) -> Vectors {
    let tellings = tellings(entries);
    let mut n_articles: FxHashMap<u32, u32> = FxHashMap::default();
    for (entry, telling) in entries.iter().zip(&tellings) {
        for word in telling.words(entry) {
            *n_articles.entry(word.hash).or_default() += 1;
        }
        for company in entry.companies {
            *n_articles.entry(company_word(company)).or_default() += 1;
        }
    }
    let n = entries.len() as f32;
    let by_site = words_of_sites(entries, &tellings);
    let lone_words = lone_words(n);
    let vector = |(entry, telling): (&&Entry<'_>, &Telling)| {
        let site = entry.site.and_then(|site| by_site.get(site));
        let rarity_of = |hash: u32| {
            let held = n_articles.get(&hash).copied().unwrap_or_default();
            // A word of one article alone joins it to none.
            if held < 2 {
                return 0.0;
            }
            let in_all = held as f32 / n;
            let at_site = site.and_then(|site| site.share(hash)).unwrap_or_default();
            rarity(in_all.max(at_site), weights)
        };
        let held_alone = |word: &&Word| n_articles.get(&word.hash).is_none_or(|held| *held < 2);
        let alone = telling.words(entry).filter(held_alone);
        let alone = alone.map(|word| (strength(*word, weights) * rarity(1.0 / n, weights)).powi(2));
        let alone = lone_words * alone.sum::<f32>();
        let words = telling
            .words(entry)
            .map(|word| (word.hash, strength(*word, weights) * rarity_of(word.hash)));
        let companies = entry.companies.iter().map(|company| {
            let hash = company_word(company);
            (hash, weights.company * rarity_of(hash))
        });
        unit(
            words
                .chain(companies)
                .filter(|(_, weight)| *weight > 0.0)
                .collect(),
            alone,
        )
    };
    let of: Vec<Box<[(u32, f32)]>> = entries.par_iter().zip(&tellings).map(vector).collect();
    let title = |(place, entry): (usize, &&Entry<'_>)| {
        let words = entry.sketch.words.iter();
        let titles: Vec<u32> = words
            .filter(|word| word.is_in_title())
            .map(|word| word.hash)
            .collect();
        let is_in_title = |(word, _): &&(u32, f32)| titles.binary_search(word).is_ok();
        of.get(place)
            .into_iter()
            .flatten()
            .filter(is_in_title)
            .copied()
            .collect()
    };
    let titles = entries.iter().enumerate().map(title).collect();
    Vectors {
        of,
        titles,
        n_articles,
    }
}

/// The words that many articles of a site hold: what an outlet writes into everything tells no event.
struct SiteWords {
    n_articles: u32,
    words: FxHashMap<u32, u32>,
}

/// A word of fewer articles of a site is no habit of the outlet.
const FEWEST_OF_SITE: u32 = 6;

impl SiteWords {
    fn share(&self, word: u32) -> Option<f32> {
        let held = self.words.get(&word)?;
        Some(*held as f32 / self.n_articles as f32)
    }
}

fn words_of_sites<'a>(
    entries: &[&Entry<'a>],
    tellings: &[Telling],
) -> FxHashMap<&'a str, SiteWords> {
    let mut sites: FxHashMap<&str, Vec<(&Entry<'a>, Telling)>> = FxHashMap::default();
    for (entry, telling) in entries.iter().zip(tellings) {
        if let Some(site) = entry.site {
            sites.entry(site).or_default().push((entry, *telling));
        }
    }
    let frequent = |articles: Vec<(&Entry<'_>, Telling)>| {
        let mut words: FxHashMap<u32, u32> = FxHashMap::default();
        let all = articles
            .iter()
            .flat_map(|(entry, telling)| telling.words(entry));
        for word in all {
            *words.entry(word.hash).or_default() += 1;
        }
        words.retain(|_, held| *held >= FEWEST_OF_SITE);
        SiteWords {
            n_articles: articles.len() as u32,
            words,
        }
    };
    sites
        .into_iter()
        .map(|(site, articles)| (site, frequent(articles)))
        .collect()
}

/// A sentence under more headlines of a site than this tells no event.
const BOILERPLATE_TITLES: usize = 4;

/// Which words of an article tell something: those of its headline, and all that do not stand in
/// boilerplate alone.
#[derive(Clone, Copy)]
struct Telling {
    /// The sentences that are boilerplate, a [`bit`] each.
    repeated: u32,
}

impl Telling {
    fn words<'e>(self, entry: &'e Entry<'_>) -> impl Iterator<Item = &'e Word> {
        let tells = move |word: &&Word| word.is_in_title() || word.sentences & !self.repeated != 0;
        entry.sketch.words.iter().filter(tells)
    }
}

fn tellings(entries: &[&Entry<'_>]) -> Vec<Telling> {
    let boilerplate = boilerplate::find(entries, |sketch| &sketch.sentences, BOILERPLATE_TITLES);
    let telling = |entry: &&Entry<'_>| {
        let (mut told, mut repeated) = (0_u32, 0_u32);
        for (number, sentence) in entry.sketch.sentences.iter().enumerate() {
            let bits = if boilerplate.has(entry.site, *sentence) {
                &mut repeated
            } else {
                &mut told
            };
            *bits |= bit(number);
        }
        Telling {
            repeated: repeated & !told,
        }
    };
    entries.par_iter().map(telling).collect()
}

/// What stands for a company among the words.
pub(super) fn company_word(company: &str) -> u32 {
    short(mix(hash(company) ^ 0xc0))
}

/// How rare a word is that this share of all articles holds.
pub(super) fn rarity(share: f32, weights: &Weights) -> f32 {
    (1.0 + 1.0 / share).ln().powf(weights.rarity)
}

/// The weight of a word before its rarity.
pub(super) fn strength(word: Word, weights: &Weights) -> f32 {
    let sign = |is_set: bool, factor: f32| if is_set { factor } else { 1.0 };
    f32::from(word.count()).powf(weights.count)
        * sign(word.is_in_title(), weights.title)
        * sign(word.is_name(), weights.name)
        * sign(word.is_pair(), weights.pair)
        * sign(word.is_number(), weights.number)
}

/// How much words of one article alone count for its length, by the number of articles. Among many, a
/// word that no other article has is chance; among few, most of what an article tells is such words, and
/// without them any two articles that share a word would be the same story.
fn lone_words(n_articles: f32) -> f32 {
    (1.0 - n_articles.max(1.0).ln() / super::stories::FEW.ln()).max(0.0)
}

/// The same direction with length one, where the square of what is left out of it is `beside`.
fn unit(mut vector: Vec<(u32, f32)>, beside: f32) -> Box<[(u32, f32)]> {
    vector.sort_unstable_by_key(|(word, _)| *word);
    vector.dedup_by_key(|(word, _)| *word);
    let square = vector.iter().map(|(_, weight)| weight * weight);
    let length = (beside + square.sum::<f32>()).sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|(_, weight)| *weight /= length);
    }
    vector.into_boxed_slice()
}

/// How much of both headlines the other article speaks of, 0 to 1.
pub(super) fn title_coverage(vectors: &Vectors, one: usize, other: usize) -> Option<f32> {
    let half = |titled: usize, other: usize| {
        let (title, vector) = (vectors.titles.get(titled)?, vectors.of.get(other)?);
        let all: f32 = title.iter().map(|(_, weight)| weight).sum();
        let is_held = |word: u32| {
            vector
                .binary_search_by_key(&word, |(word, _)| *word)
                .is_ok()
        };
        let held: f32 = title
            .iter()
            .filter(|(word, _)| is_held(*word))
            .map(|(_, weight)| weight)
            .sum();
        (all > 0.0).then(|| held / all)
    };
    match (half(one, other), half(other, one)) {
        (Some(first), Some(second)) => Some(first.midpoint(second)),
        (first, second) => first.or(second),
    }
}

/// The product of two vectors.
pub(super) fn product(one: &[(u32, f32)], other: &[(u32, f32)]) -> f32 {
    let mut sum = 0.0;
    let mut other = other.iter().peekable();
    for (word, weight) in one {
        while other.next_if(|(next, _)| next < word).is_some() {}
        if let Some((_, second)) = other.next_if(|(next, _)| next == word) {
            sum += weight * second;
        }
    }
    sum
}
