//! Runs of capital words, and what joins them into one name: `&`, hyphens, `of` behind an institution.

use std::ops::Range;

use super::find::Finder;
use crate::enrich::reading::{Reading, Sentence};
use crate::enrich::words::Class;
use crate::lexicon::tokens::Shape;

/// Names longer than this are headlines or lists without commas.
const MAX_NAME_TOKENS: usize = 9;

impl Finder<'_> {
    /// The run of capital words that begins at `at`.
    pub(super) fn run_at(&self, sentence: &Sentence, at: usize) -> Option<Range<usize>> {
        let mut end = at + 1;
        while end < sentence.tokens.end && end - at < MAX_NAME_TOKENS {
            match self.goes_on(sentence, at, end) {
                0 => break,
                step => end += step,
            }
        }
        let first = self.reading.token(at)?;
        if first.shape == Shape::Number {
            // `1984 Ventures`, `404 Media`, but not `300 Nvidia`.
            let is_plain = self.reading.text(sentence.part, &(at..at + 1)).len() <= 4;
            let is_ai = end == at + 2 && self.is_ai(end - 1);
            return (end > at + 1 && self.reading.ends_org(end - 1) && is_plain && !is_ai)
                .then_some(at..end);
        }
        Some(at..end)
    }

    pub(super) fn is_ai(&self, at: usize) -> bool {
        self.reading.token(at).is_some_and(|token| token.is("ai"))
    }

    /// How many tokens at `end` go on the name that began at `at`; 0 where it ends.
    fn goes_on(&self, sentence: &Sentence, at: usize, end: usize) -> usize {
        let reading = self.reading;
        let Some(token) = reading.token(end) else {
            return 0;
        };
        let capital_at = |idx: usize| {
            idx < sentence.tokens.end
                && reading
                    .token(idx)
                    .is_some_and(|token| token.shape.is_capital())
        };
        let class = reading.class(end);
        if token.begins_line {
            return 0;
        }
        if token.shape.is_capital() {
            let stops = matches!(class, Class::Role) || !token.spaced;
            return usize::from(!stops);
        }
        let glued = !token.spaced && reading.token(end + 1).is_some_and(|next| !next.spaced);
        match token.sign {
            '&' if capital_at(end + 1) => return 2,
            '-' if glued && capital_at(end + 1) => return 2,
            '.' if !token.spaced
                && is_short_form(reading, sentence, end)
                && capital_at(end + 1) =>
            {
                return 2;
            }
            _ => {}
        }
        let is_head = (at..end).any(|idx| reading.class(idx) == Class::Institution);
        let first_is_head =
            matches!(reading.class(at), Class::Institution) || is_bank(reading, sentence, at);
        // "Trail of Bits": one capital word of no other meaning on either side.
        let is_plain = |idx: usize| {
            reading.class(idx) == Class::Other
                && self.lexicon.name_at(&reading.tokens, idx).is_none()
        };
        let is_phrase = class == Class::Of
            && end == at + 1
            && is_plain(at)
            && is_plain(end + 1)
            && !sentence.opens_at(at);
        let joins =
            matches!(class, Class::Of | Class::For) && (first_is_head || is_head) || is_phrase;
        let has_of = (at..end).any(|idx| matches!(reading.class(idx), Class::Of | Class::For));
        let joins_and = class == Class::And && is_head && first_is_head && has_of;
        if joins && capital_at(end + 1) {
            return 2;
        }
        let the = reading.class(end + 1) == Class::Article;
        if joins && the && capital_at(end + 2) {
            return 3;
        }
        if joins_and && capital_at(end + 1) && reading.class(end + 1) == Class::Other {
            return 2;
        }
        0
    }
}

fn is_short_form(reading: &Reading, sentence: &Sentence, dot: usize) -> bool {
    let before = dot.checked_sub(1).filter(|at| *at >= sentence.tokens.start);
    before
        .and_then(|at| reading.token(at))
        .is_some_and(|token| token.end - token.start == 1 || token.shape == Shape::Upper)
}

fn is_bank(reading: &Reading, sentence: &Sentence, at: usize) -> bool {
    matches!(
        reading.text(sentence.part, &(at..at + 1)),
        "Bank" | "Bureau" | "School" | "City"
    )
}
