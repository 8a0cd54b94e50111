//! The headline of a dump: the line that stands as one, or one fitted from the lead.
//!
//! Every line near the top of the article is a candidate; the sum of its signs, weighed as a regression
//! over real pages found best, must be above zero. The best sign: the article says the headline's words again.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::byline::{author_of, compile, credits_of};
use super::captions::is_plainly_credited;
use super::features::{Features, Furniture, key};
use super::field::is_dateline;
use super::lines::{Line, Mark};
use super::score::{Fate, is_points_label};
use super::title_weights::{N_TITLE_SIGNS, TITLE_WEIGHTS};
use crate::analysis::function_words::is_function_word;
use crate::article::{Title, cut_after_word};
use crate::collect::dates::MONTH;

/// The line that is the headline.
pub(super) fn find_title(lines: &[Line], features: &[Features], fates: &[Fate]) -> Option<usize> {
    if let Some(labelled) = labelled(lines) {
        return Some(labelled);
    }
    candidates(lines, features, fates)
        .into_iter()
        .map(|(line_idx, signs)| {
            let pairs = signs.iter().zip(TITLE_WEIGHTS);
            (
                line_idx,
                pairs.map(|(sign, (_, weight))| sign * weight).sum::<f64>(),
            )
        })
        .filter(|(_, odds)| *odds > 0.0)
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(line_idx, _)| line_idx)
        .or_else(|| {
            let top = lines.iter().position(|line| !is_link_line(&line.text))?;
            is_headed(lines.get(top..)?, features.get(top..)?, fates.get(top..)?).then_some(top)
        })
}

/// The line that says itself that it is the headline ("Title: …"), among the first.
fn labelled(lines: &[Line]) -> Option<usize> {
    const FIRST_LINES: usize = 8;
    let mut first = lines.iter().take(FIRST_LINES);
    first.position(|line| without_label(&line.text).len() < line.text.len())
}

/// A headline without the label that says that it is one.
pub(super) fn without_label(headline: &str) -> &str {
    const LABELS: [&str; 5] = ["title", "headline", "subject", "titel", "titre"];
    headline
        .split_once(':')
        .filter(|(label, _)| LABELS.contains(&label.trim().to_lowercase().as_str()))
        .map(|(_, title)| title.trim())
        .filter(|title| !title.is_empty())
        .unwrap_or(headline)
}

/// Whether the first line of a text that is no page is its headline: between it and the first paragraph
/// stands nothing but who wrote it, when, and what it says in short.
fn is_headed(lines: &[Line], features: &[Features], fates: &[Fate]) -> bool {
    const WORDS: std::ops::RangeInclusive<usize> = 2..=20;
    let is_prose = |features: &Features| features.n_words >= 12 && features.ends_sentence;
    let (Some(line), Some(this), Some(first)) = (
        lines.first(),
        features.first(),
        features.iter().position(is_prose),
    ) else {
        return false;
    };
    let is_apart = lines.get(1).is_some_and(|below| below.after_blank);
    let is_headline = line.mark == Mark::Plain
        && WORDS.contains(&this.n_words)
        && this.furniture == Furniture::None
        && !this.ends_sentence
        && !this.ends_colon
        && !this.has_link
        && !is_place(&line.text)
        && !is_label(line);
    let between = lines.iter().zip(fates).take(first).skip(1);
    is_headline
        && is_apart
        && between.into_iter().all(|(line, fate)| {
            is_label(line)
                || is_link_line(&line.text)
                || is_points_label(&line.text)
                || line.mark == Mark::Bullet && *fate != Fate::Gone
        })
}

/// A place in capitals: "NORWICK, ENGLAND".
fn is_place(text: &str) -> bool {
    text.contains(',') && !text.contains(char::is_lowercase)
}

/// Nothing but a link, with or without a label: `URL: https://e.example/a`.
pub(super) fn is_link_line(text: &str) -> bool {
    const LONGEST_LABEL_WORDS: usize = 3;
    let Some(at) = text.find("http://").or_else(|| text.find("https://")) else {
        return false;
    };
    let (label, link) = text.split_at(at);
    let label = label.trim_end_matches(['<', '(', '[', ' ']);
    let is_label = label.is_empty()
        || label.ends_with(':') && label.split_whitespace().count() <= LONGEST_LABEL_WORDS;
    is_label && !link.contains(' ')
}

/// Says who wrote it or when.
fn is_label(line: &Line) -> bool {
    author_of(&line.text).is_some() || is_dateline(&line.text)
}

/// The lines that may be the headline, with their signs in the order of [`TITLE_WEIGHTS`].
pub(super) fn candidates(
    lines: &[Line],
    features: &[Features],
    fates: &[Fate],
) -> Vec<(usize, [f64; N_TITLE_SIGNS])> {
    const ABOVE: usize = 40;
    const BELOW: usize = 3;
    let Some(first) = fates.iter().position(|fate| *fate != Fate::Gone) else {
        return Vec::new();
    };
    let place = Place::of(lines, features, fates, first);
    (first.saturating_sub(ABOVE)..(first + BELOW).min(lines.len()))
        .filter_map(|line_idx| Some((line_idx, place.signs(line_idx)?)))
        .collect()
}

/// What the candidates of one dump are measured against.
struct Place<'a> {
    lines: &'a [Line],
    features: &'a [Features],
    /// The first line of the body.
    first: usize,
    /// The words of the body.
    words: HashSet<String>,
    /// The keys of the lines around, for headlines inside longer lines.
    keys: Vec<String>,
    /// The first line of the dump that could be a headline.
    top: Option<usize>,
}

impl<'a> Place<'a> {
    fn of(lines: &'a [Line], features: &'a [Features], fates: &[Fate], first: usize) -> Self {
        const MOST_LINES: usize = 400;
        const MOST_BYTES: usize = 100_000;
        let mut n_bytes = 0;
        let words = lines
            .iter()
            .zip(fates)
            .skip(first + 1)
            .filter(|(_, fate)| **fate != Fate::Gone)
            .take_while(|(line, _)| {
                n_bytes += line.text.len();
                n_bytes < MOST_BYTES
            })
            .flat_map(|(line, _)| {
                key(&line.text)
                    .split(' ')
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
            .collect();
        let from = first.saturating_sub(MOST_LINES / 2);
        let keys = lines
            .iter()
            .skip(from)
            .take(MOST_LINES)
            .filter(|line| line.text.len() < 400)
            .map(|line| key(&line.text))
            .collect();
        let top = features
            .iter()
            .position(|features| features.n_words >= 4 && features.furniture == Furniture::None);
        Self {
            lines,
            features,
            first,
            words,
            keys,
            top,
        }
    }

    /// Whether a line is one of several points right above or in the body.
    fn is_point(&self, line_idx: usize) -> bool {
        let bullet = |line_idx: usize| {
            let line = self.lines.get(line_idx);
            line.filter(|line| line.mark == Mark::Bullet)
        };
        let is_near = |line: &Line| !line.after_blank;
        let Some(line) = bullet(line_idx) else {
            return false;
        };
        bullet(line_idx + 1).is_some_and(is_near)
            || line_idx.checked_sub(1).and_then(bullet).is_some() && is_near(line)
    }

    fn signs(&self, line_idx: usize) -> Option<[f64; N_TITLE_SIGNS]> {
        const WORDS: std::ops::RangeInclusive<usize> = 2..=30;
        const MOST_BYTES: usize = 300;
        let (line, features) = (self.lines.get(line_idx)?, self.features.get(line_idx)?);
        let text = line.text.as_str();
        if !WORDS.contains(&features.n_words) || text.len() > MOST_BYTES {
            return None;
        }
        if self.is_point(line_idx)
            || is_points_label(text)
            || is_link_line(text)
            || is_plainly_credited(line, features)
        {
            return None;
        }
        let own = key(text);
        let content: Vec<&str> = own
            .split(' ')
            .filter(|word| !is_function_word(word))
            .collect();
        let n_shared = content
            .iter()
            .filter(|word| self.words.contains(**word))
            .count();
        let is = |condition: bool| f64::from(u8::from(condition));
        let words = features.n_words;
        let near = |from: usize, to: usize| {
            let range = self.lines.get(from.min(to)..to.min(self.lines.len()));
            range.unwrap_or_default().iter().any(is_label)
        };
        let between = self
            .features
            .get(line_idx + 1..self.first)
            .unwrap_or_default();
        let n_prose = between
            .iter()
            .filter(|features| features.n_words >= 12 && features.ends_sentence)
            .count();
        let inside = self
            .keys
            .iter()
            .any(|key| key.len() > own.len() && key.contains(&own))
            && words >= 3;
        Some([
            1.0,
            n_shared as f64 / content.len().max(1) as f64,
            n_shared.min(8) as f64,
            is(n_shared == 0),
            is(words <= 3),
            is((4..=6).contains(&words)),
            is((7..=14).contains(&words)),
            is(words > 20),
            is(features.ends_sentence && text.ends_with('.')),
            is(text.ends_with(['?', '!'])),
            is(features.ends_colon),
            (self.first.saturating_sub(line_idx) as f64).ln_1p(),
            is(line_idx >= self.first),
            is(line_idx == 0),
            is(self.top == Some(line_idx)),
            is(is_dateline(text)),
            is(author_of(text).is_some()),
            is(features.furniture == Furniture::Whole),
            is(features.furniture == Furniture::Beginning),
            is(features.furniture == Furniture::Inside),
            is(inside),
            is(features.n_times > 1),
            is(features.is_item),
            is(line.mark == Mark::Heading),
            is(features.has_link),
            features.n_separators.min(2) as f64,
            is(features.starts_small),
            is(features.starts_quotation),
            features.digits,
            features.small,
            features.function,
            is(line.after_blank),
            is(near(line_idx + 1, line_idx + 4)),
            is(near(line_idx.saturating_sub(3), line_idx)),
            n_prose.min(3) as f64,
            is(credits_of(text).is_some()),
        ])
    }
}

/// A headline fitted from the first sentence of a body, cut where a clause ends.
pub(super) fn lead_title(body: &str) -> Option<Title> {
    const MAX_CHARS: usize = 100;
    let lead = body
        .lines()
        .map(|line| line.trim_start_matches(['#', '-', '>', ' ']))
        .find(|line| !line.is_empty())
        .map(without_dateline)?;
    let sentence = lead
        .get(..sentence_end(lead))
        .unwrap_or(lead)
        .trim_end_matches(['.', ' ']);
    if sentence.chars().count() <= MAX_CHARS {
        return Title::new(sentence);
    }
    match clause_end(sentence, MAX_CHARS).and_then(|end| sentence.get(..end)) {
        Some(clause) => Title::new(clause),
        None => Title::new(&cut_after_word(sentence, MAX_CHARS)),
    }
}

/// A lead without the place, the day and the agency in front of it: "NORWICK, Calif. (AP) — ".
pub(crate) fn without_dateline(lead: &str) -> &str {
    /// Places, days and agencies take less.
    const LONGEST: usize = 120;
    static DATELINE: LazyLock<Regex> = LazyLock::new(|| {
        let place = r"\p{Lu}[\p{Lu}.'’-]{2,}(?: [\p{Lu}.'’-]{2,}){0,3}";
        let region = r"(?:, (?:\p{Lu}[\p{L}.]{1,14}(?: \p{Lu}\p{L}{1,14})?))?";
        let day = format!(r"(?:, (?i:{MONTH})\.? \d{{1,2}}(?:, \d{{4}})?)?");
        compile(&format!(
            r"^{place}{region}{day},?(?: \([^()]{{2,40}}\))? ?(?:[—–]|--?) ?(?P<lead>[\p{{Lu}}\p{{N}}“‘$€£].*)$"
        ))
    });
    let near = lead
        .get(..lead.floor_char_boundary(LONGEST))
        .unwrap_or(lead);
    DATELINE
        .captures(near)
        .and_then(|found| lead.get(found.name("lead")?.start()..))
        .unwrap_or(lead)
}

/// The last mark of a clause among the first `max_chars` characters that leaves a few words.
fn clause_end(sentence: &str, max_chars: usize) -> Option<usize> {
    const FEWEST_WORDS: usize = 5;
    const MARKS: [&str; 7] = [", ", "; ", ": ", " – ", " — ", " - ", " ("];
    sentence
        .char_indices()
        .take(max_chars)
        .map(|(at, _)| at)
        .filter(|at| {
            let (head, rest) = sentence.split_at_checked(*at).unwrap_or_default();
            MARKS.iter().any(|mark| rest.starts_with(mark))
                && head.split(' ').count() >= FEWEST_WORDS
        })
        .last()
}

/// Where the first sentence ends, without its full stop; abbreviations and initials end none.
fn sentence_end(text: &str) -> usize {
    const LONGEST_ABBREVIATION: usize = 3;
    const ABBREVIATIONS: [&str; 10] = [
        "Calif", "Mass", "Conn", "Minn", "Tenn", "Wash", "Corp", "Prof", "Sept", "approx",
    ];
    let bytes = text.as_bytes();
    let ends = bytes.iter().enumerate().filter(|(at, byte)| {
        matches!(byte, b'.' | b'!' | b'?') && bytes.get(at + 1).is_none_or(|next| *next == b' ')
    });
    for (at, byte) in ends {
        let before = text.get(..at).unwrap_or("");
        let word = before.rsplit(' ').next().unwrap_or("");
        if *byte != b'.' {
            return at + 1;
        }
        if word.chars().count() > LONGEST_ABBREVIATION
            && !word.contains('.')
            && !ABBREVIATIONS.contains(&word)
            || at + 1 == text.len()
        {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lead_is_cut_where_a_clause_ends() {
        let check = |body: &str, expected: &str| {
            assert_eq!(lead_title(body).unwrap().as_str(), expected, "{body}");
        };
        check(
            "Acme buys Roe Inc. for $2 billion. More follows.",
            "Acme buys Roe Inc. for $2 billion",
        );
        check(
            "NORWICK, Calif. (AP) — Acme bought Roe on Monday. More follows.",
            "Acme bought Roe on Monday",
        );
        check(
            "NEW NORWICK, March 4 (Loom) - Acme of Norwick, Calif. bought Roe today. More.",
            "Acme of Norwick, Calif. bought Roe today",
        );
        check(
            "LONDON -- “It is over,” she said. More.",
            "“It is over,” she said",
        );
        check(
            "NASA — the agency of space — left. More.",
            "NASA — the agency of space — left",
        );
        check("- Is it over? No.", "Is it over?");
        check(
            "The maker of chips and the maker of models have signed a contract over five years, giving the latter the power of four plants.",
            "The maker of chips and the maker of models have signed a contract over five years",
        );
        assert_eq!(lead_title("\n\n"), None);
        let endless = "word ".repeat(1_000);
        assert!(lead_title(&endless).unwrap().as_str().chars().count() <= 101);
    }
}
