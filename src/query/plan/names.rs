//! The names in a query under their other names.

use super::super::named::{self, Kind, Named};
use super::super::spans::{How, Together};
use super::super::tree::Node;
use super::super::weights::{COMMON_NAME, MEMBER_OF_KIND, OTHER_NAME, OTHER_WAY};
use super::{OtherName, Planner};
use crate::index::Entry;

impl Planner<'_> {
    pub(super) fn names_in(&self, parts: &[Node]) -> Vec<Named> {
        if !self.with_others {
            return Vec::new();
        }
        let mut found = named::in_parts(self.snapshot.names(), parts);
        found.retain(|named| !named.others.is_empty());
        found
    }

    /// Plans the other names of what the words from `first_word` on say; whether any of them stands
    /// somewhere.
    pub(super) fn add_others(&mut self, named: &Named, first_word: usize) -> bool {
        let name = self.n_names;
        self.n_names += 1;
        let statistics = self.snapshot.statistics();
        let typed = self.plan.words.get_mut(first_word..).unwrap_or_default();
        let (mut held, mut idf) = (u64::MAX, 0.0);
        for word in typed.iter_mut().filter(|word| word.run.is_some()) {
            word.name = Some(name);
            let count = |entry: &Entry| self.snapshot.document_frequency(entry);
            let n = word.entries.iter().map(count).max().unwrap_or(0);
            held = held.min(n);
            idf += f64::from(statistics.idf(n));
        }
        let mut is_known = false;
        for other in &named.others {
            let together = self.said_otherwise(named, other);
            if !self.may_stand(&together) {
                continue;
            }
            is_known = true;
            if held > COMMON_NAME {
                continue;
            }
            self.plan.others.push(OtherName {
                of: name,
                said: other.clone(),
                together,
                weight: match named.kind {
                    Kind::Name => OTHER_NAME,
                    Kind::Way => OTHER_WAY,
                    Kind::Members => MEMBER_OF_KIND,
                },
                most_idf: if held > 0 { idf } else { f64::INFINITY },
            });
        }
        is_known
    }

    /// What else is said for a name, adjacent words: a name as it is written, another way to write a word in any
    /// of its forms.
    pub(super) fn said_otherwise(&mut self, named: &Named, other: &str) -> Together {
        if named.kind != Kind::Way {
            return self.adjacent(other);
        }
        let words: Vec<String> = other.split(' ').map(str::to_owned).collect();
        Together {
            words: self.stemmed(&words),
            how: How::Ordered(0),
        }
    }

    /// Words in lower case, adjacent.
    pub(super) fn adjacent(&mut self, words: &str) -> Together {
        let words = words.split(' ').map(|word| vec![self.in_form(word)]);
        Together {
            words: words.collect(),
            how: How::Ordered(0),
        }
    }

    /// Whether each of the words stands somewhere.
    fn may_stand(&self, together: &Together) -> bool {
        let mut words = together.words.iter();
        let is_known = |entry: &Entry| self.snapshot.document_frequency(entry) > 0;
        words.all(|word| word.iter().any(is_known))
    }

    /// A phrase with its names said otherwise.
    pub(super) fn add_variants(&mut self, text: &str, slop: u32) {
        let variants = self.variants(text, slop);
        if variants.is_empty() {
            return;
        }
        let of = self.n_names;
        self.n_names += 1;
        for (said, together) in variants {
            self.plan.others.push(OtherName {
                of,
                said,
                together,
                weight: OTHER_NAME,
                most_idf: f64::INFINITY,
            });
        }
    }

    /// A phrase with its names said otherwise: as words, and how they must stand.
    pub(super) fn variants(&mut self, text: &str, slop: u32) -> Vec<(String, Together)> {
        if !self.with_others {
            return Vec::new();
        }
        let variants = named::variants(self.snapshot.names(), text).into_iter();
        let as_words = |words: Vec<String>| {
            let said = words.join(" ");
            let together = Together {
                how: How::Ordered(slop),
                ..self.adjacent(&said)
            };
            self.may_stand(&together).then_some((said, together))
        };
        variants.filter_map(as_words).collect()
    }
}
