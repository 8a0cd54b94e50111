//! The first word of a sentence or headline, whose capital tells nothing: what makes a name of it all the same.

use std::ops::Range;

use super::deeds::{deed_of_all, is_word};
use super::find::Finder;
use super::key_of;
use super::place::is_described;
use crate::enrich::reading::Sentence;
use crate::enrich::tags::Part;
use crate::enrich::words::Class;
use crate::lexicon::tokens::Shape;

/// From this length on, a text that ends inside a sentence was cut off. The texts of a dump that were cut at 2,000
/// characters have 1,900 to 1,990 bytes here; shorter ones without a full stop are teasers, which end so.
const CUT_BYTES: usize = 1_000;

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
        let is_small = token.shape == Shape::Title && reading.is_small_elsewhere(at);
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

    /// `Crucially, the deal`: an adverb at the head of a sentence, where nothing makes a company of it.
    pub(super) fn is_adverb(&self, sentence: &Sentence, run: &Range<usize>) -> bool {
        let is_sign = |at: usize, signs: &[char]| {
            let token = self.reading.token(at);
            token.is_some_and(|token| signs.contains(&token.sign))
        };
        let is_first = sentence.opens_at(run.start)
            || run.start > 0 && is_sign(run.start - 1, &[':', '"', '“', '—']);
        let is_adverb = self.reading.text(sentence.part, run).ends_with("ly");
        let is_described = is_word(self.reading, run.end + 1, &["a", "an"]);
        is_first && is_adverb && is_sign(run.end, &[',']) && !is_described
    }

    /// `Carnegie Mello`: the last name of a text that was cut off inside it may be half a name.
    pub(super) fn is_cut_off(&self, sentence: &Sentence, run: &Range<usize>) -> bool {
        let body = self.reading.body.trim_end();
        sentence.part == Part::Body
            && body.len() >= CUT_BYTES
            && !sentence.is_heading
            && self.reading.bytes(run).end == body.len()
            && run.start > sentence.tokens.start
            && !self
                .names
                .by_key
                .contains_key(&key_of(self.reading.text(sentence.part, run)))
    }

    /// `District Judge`, `Commerce Secretary`: a word that says of which office somebody is.
    pub(super) fn is_of_an_office(&self, run: &Range<usize>) -> bool {
        const WORDS: [&str; 19] = [
            "chief",
            "principal",
            "lead",
            "district",
            "circuit",
            "commerce",
            "defense",
            "treasury",
            "energy",
            "interior",
            "labor",
            "state",
            "justice",
            "senior",
            "deputy",
            "vice",
            "associate",
            "assistant",
            "staff",
        ];
        is_word(self.reading, run.start, &WORDS) && self.reading.class(run.end) == Class::Role
    }

    /// `Board of Directors`: everybody has one.
    pub(super) fn is_board(&self, run: &Range<usize>) -> bool {
        is_word(self.reading, run.start, &["board", "council"])
            && is_word(
                self.reading,
                run.end - 1,
                &["directors", "advisors", "trustees", "governors"],
            )
            && run.len() == 3
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
