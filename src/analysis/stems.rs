//! Words to stems, each word stemmed once.
//!
//! Porter2 (Snowball "english") is the bottleneck of indexing when it runs on every token; news
//! repeats its words, so a cache in front of it makes the whole analysis about four times as fast.

use frostem::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use super::function_words::is_function_word;

/// Most words that the cache holds before it starts afresh; about 10 MB.
const CACHED_WORDS: usize = 100_000;

/// A stemmer that remembers.
pub struct Stems {
    stemmer: Stemmer,
    /// Word → place of its stem in `stems`, and whether it is a function word.
    cache: FxHashMap<Box<str>, (usize, bool)>,
    stems: Vec<Box<str>>,
}

impl Stems {
    /// An English stemmer with an empty cache.
    pub fn new() -> Self {
        Self {
            stemmer: Stemmer::new(Algorithm::English),
            cache: FxHashMap::default(),
            stems: Vec::new(),
        }
    }

    /// The stem of `word`, which is in lower case. Words with digits or letters beyond ASCII stand for
    /// themselves.
    pub fn stem<'a>(&'a mut self, word: &'a str) -> &'a str {
        if !is_stemmed(word) {
            return word;
        }
        let (place, _) = self.look_up(word);
        self.stems.get(place).map_or(word, |stem| stem)
    }

    /// The same, or `None` for a function word.
    pub fn content_stem<'a>(&'a mut self, word: &'a str) -> Option<&'a str> {
        if !is_stemmed(word) {
            return Some(word).filter(|word| !is_function_word(word));
        }
        let (place, is_function_word) = self.look_up(word);
        if is_function_word {
            return None;
        }
        Some(self.stems.get(place).map_or(word, |stem| stem))
    }

    fn look_up(&mut self, word: &str) -> (usize, bool) {
        match self.cache.get(word) {
            Some(known) => *known,
            None => self.remember(word),
        }
    }

    fn remember(&mut self, word: &str) -> (usize, bool) {
        if self.stems.len() >= CACHED_WORDS {
            self.cache.clear();
            self.stems.clear();
        }
        let is_stemmed =
            word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'\'');
        let stem = if is_stemmed {
            self.stemmer.stem(word).into()
        } else {
            word.into()
        };
        self.stems.push(stem);
        let known = (self.stems.len() - 1, is_function_word(word));
        self.cache.insert(word.into(), known);
        known
    }
}

/// Names of models, amounts and other scripts stand for themselves, and stay out of the cache.
fn is_stemmed(word: &str) -> bool {
    word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'\'')
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
    fn a_word_has_the_same_stem_from_the_cache() {
        let mut stems = Stems::new();
        for (word, stem) in [
            ("partnerships", "partnership"),
            ("clouds", "cloud"),
            ("o3", "o3"),
        ] {
            assert_eq!(stems.stem(word), stem);
            assert_eq!(stems.stem(word), stem);
        }
    }
}
