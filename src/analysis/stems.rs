//! Words to stems, each word stemmed once.
//!
//! Porter2 (Snowball "english") is the bottleneck of indexing when it runs on every token; news
//! repeats its words, so a cache in front of it makes the whole analysis about four times as fast. In
//! front of that cache stands a table for the words of the day: one look at one line of memory.

use std::cell::RefCell;

use frostem::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use super::endings::Ending;
use super::function_words::is_function_word;

/// Most words that the cache holds before it starts afresh; about 10 MB.
const CACHED_WORDS: usize = 100_000;

/// Places in the table: 768 kB, and nine in ten words of news.
const TABLE_BITS: u32 = 15;

/// Words in the cache from which the table pays: a query, and the passages that it shows, stay below.
const TABLE_FROM: usize = 2000;

/// A stemmer that remembers.
pub struct Stems {
    stemmer: Stemmer,
    cache: FxHashMap<Box<str>, Known>,
    /// Stems that are no beginning of their word.
    others: Vec<Box<str>>,
    table: Vec<Slot>,
}

/// What is known of a word.
#[derive(Clone, Copy, Default)]
struct Known {
    /// The stem is the word's first bytes, this many of them …
    kept: u8,
    /// … unless this is not 0: then it is in `others`, one place before.
    other: u32,
    is_function_word: bool,
    ending: Option<Ending>,
    /// Bytes of the word, 255 for more.
    length: u8,
}

/// What a word is to the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading<'a> {
    /// A function word, which stands for itself.
    Function,
    /// Any other: its stem, and how the word differs from it.
    Content(&'a str, Option<Ending>),
}

/// A word of at most 16 bytes and what is known of it.
#[derive(Clone, Copy, Default)]
struct Slot {
    ends: Ends,
    known: Known,
}

/// The first and the last eight bytes of a word, which overlap in most: with the length all of it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Ends(u64, u64);

impl Stems {
    /// An English stemmer with an empty cache.
    pub fn new() -> Self {
        Self {
            stemmer: Stemmer::new(Algorithm::English),
            cache: FxHashMap::default(),
            others: Vec::new(),
            table: Vec::new(),
        }
    }

    /// Lends the stemmer of this thread, which remembers the words of the questions before.
    pub fn of_thread<R>(work: impl FnOnce(&mut Self) -> R) -> R {
        thread_local! {
            static STEMS: RefCell<Stems> = RefCell::new(Stems::new());
        }
        STEMS.with(|stems| match stems.try_borrow_mut() {
            Ok(mut stems) => work(&mut stems),
            Err(_) => work(&mut Self::new()),
        })
    }

    /// The stem of `word`, which is in lower case. Words with digits or letters beyond ASCII stand for
    /// themselves.
    pub fn stem<'a>(&'a mut self, word: &'a str) -> &'a str {
        let known = self.look_up(word);
        self.stem_of(word, known)
    }

    /// The same, or `None` for a function word.
    pub fn content_stem<'a>(&'a mut self, word: &'a str) -> Option<&'a str> {
        let known = self.look_up(word);
        (!known.is_function_word).then(|| self.stem_of(word, known))
    }

    /// What `word`, which is in lower case, is to the index.
    pub fn read<'a>(&'a mut self, word: &'a str) -> Reading<'a> {
        let known = self.look_up(word);
        if known.is_function_word {
            Reading::Function
        } else {
            Reading::Content(self.stem_of(word, known), known.ending)
        }
    }

    fn stem_of<'a>(&'a self, word: &'a str, known: Known) -> &'a str {
        match known.other.checked_sub(1) {
            None => word.get(..usize::from(known.kept)).unwrap_or(word),
            Some(place) => self.others.get(place as usize).map_or(word, |stem| stem),
        }
    }

    fn look_up(&mut self, word: &str) -> Known {
        let Some(ends) = Ends::of(word).filter(|_| !self.table.is_empty()) else {
            return self.look_up_slowly(word);
        };
        let place = ends.place();
        match self.table.get(place) {
            Some(Slot { ends: held, known })
                if *held == ends && usize::from(known.length) == word.len() =>
            {
                *known
            }
            _ => {
                let known = self.look_up_slowly(word);
                if let Some(slot) = self.table.get_mut(place) {
                    *slot = Slot { ends, known };
                }
                known
            }
        }
    }

    fn look_up_slowly(&mut self, word: &str) -> Known {
        if !is_stemmed(word) {
            // Names of models, amounts and other scripts stay out of the cache.
            let model = model_of_plural(word);
            return Known {
                kept: model.map_or(u8::MAX, length),
                other: 0,
                is_function_word: is_function_word(word),
                ending: Ending::of(word, model.unwrap_or(word)),
                length: length(word),
            };
        }
        match self.cache.get(word) {
            Some(known) => *known,
            None => self.remember(word),
        }
    }

    fn remember(&mut self, word: &str) -> Known {
        if self.cache.len() >= CACHED_WORDS {
            self.cache.clear();
            self.others.clear();
            self.table.fill(Slot::default());
        }
        let stem = match acronym_of_plural(word) {
            Some(acronym) => acronym.into(),
            None => self.stemmer.stem(word),
        };
        let mut known = Known {
            kept: length(&stem),
            other: 0,
            is_function_word: is_function_word(word),
            ending: Ending::of(word, &stem),
            length: length(word),
        };
        if !word.starts_with(stem.as_ref()) || stem.len() >= usize::from(u8::MAX) {
            self.others.push(stem.into());
            known.other = self.others.len() as u32;
        }
        self.cache.insert(word.into(), known);
        if self.table.is_empty() && self.cache.len() >= TABLE_FROM {
            self.table = vec![Slot::default(); 1 << TABLE_BITS];
        }
        known
    }
}

/// `gpu` of `gpus`, `llm` of `llms`: Porter2 takes the one for Latin and finds no vowel in the other.
fn acronym_of_plural(word: &str) -> Option<&str> {
    const LONGEST: usize = 6;
    let acronym = word.strip_suffix('s').filter(|_| word.len() <= LONGEST)?;
    let is_vowel = |byte: u8| b"aeiouy".contains(&byte);
    let is_consonants = !acronym.ends_with('s') && !acronym.bytes().any(is_vowel);
    let is_unit = match acronym.as_bytes() {
        [first, b'p', b'u'] => !is_vowel(*first),
        _ => false,
    };
    (is_consonants || is_unit).then_some(acronym)
}

/// `h100` of `h100s`.
fn model_of_plural(word: &str) -> Option<&str> {
    let model = word.strip_suffix('s')?;
    let number = model.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && number.len() < model.len()).then_some(model)
}

/// Names of models, amounts and other scripts stand for themselves.
fn is_stemmed(word: &str) -> bool {
    word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'\'')
}

fn length(word: &str) -> u8 {
    u8::try_from(word.len()).unwrap_or(u8::MAX)
}

impl Ends {
    /// `None` for a word of more than 16 bytes.
    fn of(word: &str) -> Option<Self> {
        let bytes = word.as_bytes();
        if bytes.len() > 16 {
            None
        } else if let Some((first, last)) = bytes.first_chunk::<8>().zip(bytes.last_chunk()) {
            Some(Self(u64::from_le_bytes(*first), u64::from_le_bytes(*last)))
        } else if let Some((first, last)) = bytes.first_chunk::<4>().zip(bytes.last_chunk()) {
            let half = |bytes: &[u8; 4]| u64::from(u32::from_le_bytes(*bytes));
            Some(Self(half(first), half(last)))
        } else {
            let all = bytes.iter();
            Some(Self(
                all.fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
                0,
            ))
        }
    }

    /// Where the word stands in the table.
    fn place(self) -> usize {
        let mixed = (self.0 ^ self.1.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> (64 - TABLE_BITS)) as usize
    }
}

impl Default for Stems {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_the_same_stem_from_cache_and_table() {
        let mut stems = Stems::new();
        for n_words in [0, TABLE_FROM] {
            for number in 0..n_words {
                let letter =
                    |place: u32| char::from(b'a' + (number / 26_usize.pow(place) % 26) as u8);
                stems.stem(&format!("x{}{}{}", letter(0), letter(1), letter(2)));
            }
            assert_eq!(stems.table.is_empty(), n_words == 0);
            for (word, stem) in [
                ("partnerships", "partnership"),
                ("clouds", "cloud"),
                ("company", "compani"),
                ("internationalizations", "internation"),
                ("o3", "o3"),
                ("gpus", "gpu"),
                ("llms", "llm"),
                ("pcs", "pc"),
                ("opus", "opus"),
                ("campus", "campus"),
                ("css", "css"),
                ("h100s", "h100"),
                ("2010s", "2010s"),
                ("the", "the"),
                ("cloudier", "cloudier"),
                ("cloudiercloudier", "cloudiercloudi"),
            ] {
                assert_eq!(stems.stem(word), stem);
                assert_eq!(stems.stem(word), stem);
            }
            assert_eq!(stems.content_stem("the"), None);
            assert_eq!(stems.content_stem("of"), None);
            assert_eq!(stems.content_stem("clouds"), Some("cloud"));
        }
    }
}
