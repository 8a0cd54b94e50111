//! The first word of a sentence or headline, whose capital tells nothing: what makes a name of it all the same.

use std::ops::Range;

use super::deeds::{deed_of_all, is_word};
use super::find::Finder;
use super::key_of;
use super::place::is_described;
use crate::enrich::reading::Sentence;
use crate::enrich::tags::Part;
use crate::lexicon::tokens::{Shape, Token};

impl Finder<'_> {
    /// Whether a sentence's first word, seen nowhere else as a name, is one: it does what companies do, or
    /// has something, and is no ordinary word.
    pub(super) fn opens(&self, sentence: &Sentence, run: &Range<usize>) -> bool {
        (self.acts(sentence, run.end) || self.owns(run.start)) && !self.is_common(run.start)
    }

    /// Whether what stands behind a sentence's first word makes a company of it: it acquires, it raises, it
    /// is described.
    fn acts(&self, sentence: &Sentence, end: usize) -> bool {
        deed_of_all(self.reading, sentence, end).is_some()
            || self
                .reading
                .token(end)
                .is_some_and(|token| token.sign == ',')
                && is_described(self.reading, sentence, end + 1)
    }

    /// Whether a sentence's first word is an ordinary one: small elsewhere in the article, or many of
    /// something (`Teachers use`).
    fn is_common(&self, at: usize) -> bool {
        let reading = self.reading;
        let Some(token) = reading.token(at) else {
            return false;
        };
        let smalls = self.smalls.get_or_init(|| {
            let small = |token: &&Token| token.shape == Shape::Lower;
            let tokens = reading.tokens.iter().filter(small);
            tokens.map(|token| token.hash).collect()
        });
        let is_small = token.shape == Shape::Title && smalls.contains(&token.hash);
        let text = self.reading.body.get(token.start..token.end);
        let text = text.unwrap_or_default();
        const MANY: [&str; 12] = [
            "are", "have", "were", "use", "buy", "sign", "lead", "work", "build", "make", "get",
            "sell",
        ];
        is_small || text.ends_with('s') && !text.ends_with("ss") && is_word(reading, at + 1, &MANY)
    }

    /// `Orim's models`: a sentence's first word that has something, and is no `Here's`.
    fn owns(&self, at: usize) -> bool {
        const SHORT: [&str; 9] = [
            "here",
            "there",
            "what",
            "let",
            "where",
            "how",
            "when",
            "who",
            "everything",
        ];
        let is_possessive = self
            .reading
            .token(at + 1)
            .is_some_and(|token| token.shape == Shape::Possessive && !token.spaced);
        is_possessive && !is_word(self.reading, at, &SHORT)
    }

    /// `Startup Orim`, `Chipmaker Vale`: a word that only describes the name behind it.
    pub(super) fn is_descriptor(&self, at: usize) -> bool {
        const WORDS: [&str; 16] = [
            "startup",
            "chipmaker",
            "publisher",
            "automaker",
            "carmaker",
            "retailer",
            "developer",
            "operator",
            "giant",
            "hyperscaler",
            "neocloud",
            "insurer",
            "conglomerate",
            "rival",
            "upstart",
            "unicorn",
        ];
        is_word(self.reading, at, &WORDS)
    }

    /// Whether the body has the name already; the title is read last.
    pub(super) fn is_found(&self, sentence: &Sentence, run: &Range<usize>) -> bool {
        let name = self.reading.text(sentence.part, run);
        sentence.part == Part::Title && self.names.by_key.contains_key(&key_of(name))
    }

    /// Whether the word at `at` stands inside another sentence with its capital.
    pub(super) fn is_name_elsewhere(&self, at: usize) -> bool {
        let reading = self.reading;
        reading
            .token(at)
            .is_some_and(|token| self.capitals.contains(&token.hash))
    }
}
