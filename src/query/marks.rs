//! Why a text matches, as byte spans: the same analysis as in the index, the same rules as in ranking.
//!
//! A word is marked where its stem or form stands; the parts of a phrase only where the phrase
//! stands, an amount only whole; negated words and filters never.

use std::borrow::Cow;
use std::ops::Range;

use super::plan::{Plan, Word};
use super::spans::{How, Together, occurrences};
use crate::analysis::beginnings::Beginnings;
use crate::analysis::endings::Ending;
use crate::analysis::stems::{Reading, Stems};
use crate::analysis::tokens::{SENTENCE_FORM, Scanner};
use crate::enrich::{Limits, split};
use crate::index::{Alternatives, Entry};

/// The spans of `text` that make it match: ordered, disjoint, on character boundaries.
pub(crate) fn marks(text: &str, plan: &Plan, stems: &mut Stems) -> Vec<Range<usize>> {
    let words = analyse(text, wanted(plan).as_ref(), stems);
    let amounts = amounts(plan);
    let mut marks: Vec<Range<usize>> = words
        .iter()
        .filter(|word| plan.words.iter().any(|asked| is_meant(asked, word)))
        .filter(|word| !is_cut(word, &words, &amounts))
        .map(|word| word.span.clone())
        .collect();
    let others = plan.others.iter().map(|other| &other.together);
    for together in plan.together.iter().chain(others) {
        mark_together(text, &words, together, &mut marks);
    }
    join(marks)
}

/// The amounts that were typed, `$38B` or `38 billion`: number and magnitude.
fn amounts(plan: &Plan) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    const MAGNITUDES: [&str; 4] = ["thousand", "million", "billion", "trillion"];
    let typed = plan.words.iter().filter(|word| word.run.is_some());
    let forms: Vec<_> = typed
        .filter_map(|word| word.forms.first())
        .map(Entry::word)
        .collect();
    let pairs = forms.iter().cloned().zip(forms.iter().skip(1).cloned());
    pairs
        .filter(|(number, magnitude)| {
            number.starts_with(|c: char| c.is_ascii_digit()) && MAGNITUDES.contains(&&**magnitude)
        })
        .collect()
}

/// Whether a word is one half of an amount that was typed, and the other half doesn't stand beside it: the `billion`
/// of another amount.
fn is_cut(word: &Seen, words: &[Seen], amounts: &[(Cow<'_, str>, Cow<'_, str>)]) -> bool {
    let is_at = |position: Option<u32>, form: &str| {
        let is_it = |seen: &Seen| Some(seen.position) == position && seen.form == form;
        words.iter().any(is_it)
    };
    let (before, behind) = (word.position.checked_sub(1), word.position.checked_add(1));
    let is_half = |(number, magnitude): &(Cow<'_, str>, Cow<'_, str>)| {
        word.form == *number || word.form == *magnitude
    };
    let is_whole = |(number, magnitude): &(Cow<'_, str>, Cow<'_, str>)| {
        (word.form == *number && is_at(behind, magnitude))
            || (word.form == *magnitude && is_at(before, number))
    };
    amounts.iter().any(is_half) && !amounts.iter().any(is_whole)
}

/// A word of the text that may have been asked for.
struct Seen {
    form: String,
    /// `None` for a function word.
    stem: Option<(String, Option<Ending>)>,
    position: u32,
    span: Range<usize>,
}

/// How the terms of a plan begin; `None` where every word is needed. Most of the time of marking a
/// passage would otherwise go into words that nobody asked for.
fn wanted(plan: &Plan) -> Option<Beginnings> {
    if plan.together.iter().any(|t| t.how == How::Sentence) {
        return None;
    }
    let words = plan
        .words
        .iter()
        .flat_map(|word| word.entries.iter().chain(&word.forms));
    let others = plan.others.iter().map(|other| &other.together);
    let together = plan.together.iter().chain(others).flat_map(|t| &t.words);
    let entries = words.chain(together.flatten());
    Some(Beginnings::of(entries.map(|entry| entry.term.as_str())))
}

fn analyse(text: &str, wanted: Option<&Beginnings>, stems: &mut Stems) -> Vec<Seen> {
    let mut words = Vec::new();
    let mut scanner = match wanted {
        Some(wanted) => Scanner::of_wanted(text, wanted),
        None => Scanner::new(text),
    };
    while scanner.advance() {
        let token = &scanner.token;
        if wanted.is_none_or(|wanted| wanted.take(token.form.as_bytes())) {
            words.push(Seen {
                form: token.form.clone(),
                stem: match stems.read(&token.form) {
                    Reading::Function => None,
                    Reading::Content(stem, ending) => Some((stem.to_owned(), ending)),
                },
                position: token.position,
                span: token.start..token.end,
            });
        }
    }
    words
}

fn is_meant(asked: &Word, word: &Seen) -> bool {
    is_any(&asked.entries, word)
}

fn is_any(entries: &[Entry], word: &Seen) -> bool {
    let read = match &word.stem {
        Some((stem, ending)) => Reading::Content(stem, *ending),
        None => Reading::Function,
    };
    entries.iter().any(|entry| entry.takes(&word.form, read))
}

fn mark_together(text: &str, words: &[Seen], together: &Together, marks: &mut Vec<Range<usize>>) {
    let positions: Vec<Vec<u32>> = together
        .words
        .iter()
        .map(|asked| positions_of(asked, text, words))
        .collect();
    for occurrence in occurrences(together.how, &positions) {
        let in_it = |word: &&Seen| occurrence.contains(&word.position);
        let asked = |word: &&Seen| together.words.iter().any(|asked| is_any(asked, word));
        let spans: Vec<Range<usize>> = words
            .iter()
            .filter(in_it)
            .filter(asked)
            .map(|word| word.span.clone())
            .collect();
        let is_adjacent = together.how == How::Ordered(0);
        match (spans.first(), spans.last()) {
            // A phrase is one mark from its first word to its last.
            (Some(first), Some(last)) if is_adjacent => marks.push(first.start..last.end),
            _ => marks.extend(spans),
        }
    }
}

fn positions_of(asked: &Alternatives, text: &str, words: &[Seen]) -> Vec<u32> {
    if asked.iter().any(|entry| entry.term == SENTENCE_FORM) {
        return sentence_positions(text, words);
    }
    let words = words.iter().filter(|word| is_any(asked, word));
    let mut found: Vec<u32> = words.map(|word| word.position).collect();
    found.dedup();
    found
}

/// Positions of the first words of sentences. A passage is whole sentences, so that its own
/// segmentation gives the ones of the index.
fn sentence_positions(text: &str, words: &[Seen]) -> Vec<u32> {
    let starts = split(text, &Limits::default());
    let starts = starts
        .iter()
        .flat_map(|passage| &passage.sentences)
        .map(|sentence| sentence.start);
    let mut positions: Vec<u32> = starts
        .filter_map(|start| words.iter().find(|word| word.span.start >= start))
        .map(|word| word.position)
        .collect();
    positions.dedup();
    positions
}

/// Joins spans that overlap; `GPT-4o` is marked once though its parts match too.
fn join(mut spans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}
