//! The headline of a dump: the line that stands as one, or one fitted from the lead.

use super::byline::{author_of, credits_of};
use super::features::{Features, Furniture, key};
use super::field::is_dateline;
use super::lines::Line;
use super::score::Fate;
use crate::article::Title;

/// Lines above the body in which a headline is looked for.
const ABOVE: usize = 15;

/// The line that is the headline, and its text.
pub(super) fn find_title(
    lines: &[Line],
    features: &[Features],
    fates: &[Fate],
) -> Option<(usize, String)> {
    let first = fates.iter().position(|f| *f == Fate::Text)?;
    let from = first.saturating_sub(ABOVE);
    let mut best: Option<(f64, usize)> = None;
    for idx in from..(first + 1).min(lines.len()) {
        let (Some(line), Some(f)) = (lines.get(idx), features.get(idx)) else {
            continue;
        };
        if !(3..=25).contains(&f.n_words)
            || f.furniture != Furniture::None
            || author_of(&line.text).is_some()
            || is_dateline(&line.text)
            || credits_of(&line.text).is_some()
        {
            continue;
        }
        let mut s = 0.0;
        if (4..=20).contains(&f.n_words) {
            s += 2.0;
        }
        if f.ends_sentence && !line.text.ends_with('?') {
            s -= 3.0;
        }
        if f.is_item {
            s -= 2.0;
        }
        let k = key(&line.text);
        if f.n_words >= 4
            && lines.iter().enumerate().any(|(i, other)| {
                i != idx && other.text.len() < 400 && key(&other.text).contains(&k)
            })
        {
            s += 3.0;
        }
        s -= (first as f64 - idx as f64) * 0.1;
        s -= f.n_separators as f64;
        if s > 0.0 && best.is_none_or(|(b, _)| s > b) {
            best = Some((s, idx));
        }
    }
    let (_, idx) = best?;
    Some((idx, lines.get(idx)?.text.clone()))
}

/// A headline fitted from the first sentence: cut at a clause, without a full stop.
pub(super) fn lead_title(body: &str) -> Option<Title> {
    const MAX_CHARS: usize = 100;
    const MIN_WORDS: usize = 4;
    let lead = body
        .lines()
        .map(|l| l.trim_start_matches(['#', '-', '>', ' ']))
        .find(|l| !l.is_empty())?;
    let end = sentence_end(lead);
    let sentence = lead.get(..end).unwrap_or(lead).trim_end_matches(['.', ' ']);
    if sentence.chars().count() <= MAX_CHARS {
        return Title::new(sentence);
    }
    let mut cut = None;
    for (at, _) in sentence.char_indices().take(MAX_CHARS) {
        let rest = sentence.get(at..).unwrap_or("");
        let is_clause = [", ", "; ", ": ", " – ", " — ", " - ", " ("]
            .iter()
            .any(|m| rest.starts_with(m));
        let head = sentence.get(..at).unwrap_or("");
        if is_clause && head.split(' ').count() >= MIN_WORDS {
            cut = Some(at);
        }
    }
    let head = match cut {
        Some(at) => sentence.get(..at).unwrap_or(sentence).to_owned(),
        None => crate::article::cut_after_word(sentence, MAX_CHARS),
    };
    Title::new(&head)
}

fn sentence_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    for (at, b) in bytes.iter().enumerate() {
        if matches!(b, b'.' | b'!' | b'?') && bytes.get(at + 1).is_none_or(|n| *n == b' ') {
            let word = text
                .get(..at)
                .unwrap_or("")
                .rsplit(' ')
                .next()
                .unwrap_or("");
            if word.chars().count() > 3 || *b != b'.' {
                return at + usize::from(*b != b'.');
            }
        }
    }
    text.len()
}
