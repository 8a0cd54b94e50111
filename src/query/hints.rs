//! Days and outlets named in plain words: `openai deals 2025`, `since june 2026`, `reuters nvidia`.
//!
//! They are wishes and never filters: the words are looked for as all others are, and articles of those
//! days or that outlet gain a share of their score. A text that looks ahead to 2030 names no day of
//! publication, and a company that publishes itself is asked about more often than read.

use jiff::civil::Date;
use tantivy::Term;

use super::bits::Bits;
use super::plan::Formula;
use super::search::admit_all;
use super::tree::{Leaf, Node, Span};
use crate::article::PartialDay;
use crate::index::{IndexError, Snapshot, days_since_epoch};

/// The first year that is read as one.
const FIRST_YEAR: i16 = 1990;

/// Shortest name of an outlet; what is shorter is an ending such as `com` or `uk`.
const MIN_OUTLET_BYTES: usize = 4;

/// Parts of addresses that name no outlet.
const ENDINGS: &[&str] = &["blog", "blogs", "info", "news", "tech", "today", "www"];

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Which articles fulfil one of the wishes, by segment.
pub(super) struct Wishes {
    each: Vec<Vec<Bits>>,
}

impl Wishes {
    /// What the words of `root` wish for.
    pub(super) fn of(snapshot: &Snapshot, root: &Node, today: Date) -> Result<Self, IndexError> {
        let words = words_of(root);
        let mut formulas: Vec<Formula> = spans(&words, today).into_iter().map(published).collect();
        let site = snapshot.fields().site;
        let is_outlet = |word: &String| {
            let term = Term::from_field_text(site, word);
            word.len() >= MIN_OUTLET_BYTES
                && !ENDINGS.contains(&word.as_str())
                && snapshot.statistics().document_frequency(&term) > 0
                && snapshot.lexicon().canonical(word).is_none()
        };
        // Who types one word alone asks about it.
        if words.len() > 1 {
            let outlets = words.iter().filter(|word| is_outlet(word));
            formulas.extend(outlets.map(|word| Formula::Holds(site, vec![word.clone()])));
        }
        let each = formulas.iter().map(|formula| admit_all(snapshot, formula));
        Ok(Self {
            each: each.collect::<Result<_, _>>()?,
        })
    }

    /// Whether nothing was wished for.
    pub(super) fn is_empty(&self) -> bool {
        self.each.is_empty()
    }

    /// How many of the wishes an article fulfils.
    pub(super) fn fulfilled(&self, segment: usize, article: usize) -> usize {
        let holds = |sets: &&Vec<Bits>| sets.get(segment).is_some_and(|set| set.contains(article));
        self.each.iter().filter(holds).count()
    }
}

/// The plain words that were typed side by side, in lower case.
fn words_of(root: &Node) -> Vec<String> {
    match root {
        Node::Sequence(parts) => parts.iter().flat_map(words_of).collect(),
        Node::Leaf(Leaf::Word(text)) => {
            let trimmed = text.trim_matches(|c: char| !c.is_alphanumeric());
            vec![trimmed.to_lowercase()]
        }
        _ => Vec::new(),
    }
}

/// The days that the words name: a year, a month of a year, and what stands before them.
fn spans(words: &[String], today: Date) -> Vec<Span> {
    let mut found = Vec::new();
    for (idx, word) in words.iter().enumerate() {
        let Some(year) = year(word, today) else {
            continue;
        };
        let before = |n: usize| idx.checked_sub(n).and_then(|at| words.get(at));
        let month = before(1).and_then(|word| month(word));
        let day = match month {
            Some(month) => PartialDay::month(year, month),
            None => PartialDay::year(year),
        };
        let said = before(1 + usize::from(month.is_some())).map(String::as_str);
        let Some(day) = day else { continue };
        let (from, to) = match said {
            Some("since") => (Some(day.first()), None),
            Some("after") => (day.last().tomorrow().ok(), None),
            Some("before") => (None, day.first().yesterday().ok()),
            Some("until" | "till") => (None, Some(day.last())),
            _ => (Some(day.first()), Some(day.last())),
        };
        found.push(Span { from, to });
    }
    found
}

/// A year that something may have been published in.
fn year(word: &str, today: Date) -> Option<i16> {
    let is_year = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let year = is_year.then(|| word.parse().ok()).flatten()?;
    (FIRST_YEAR..=today.year()).contains(&year).then_some(year)
}

/// `june`, `jun`, `sept`.
fn month(word: &str) -> Option<i8> {
    let is_named = |name: &&str| word.len() >= 3 && name.starts_with(word);
    let idx = MONTHS.iter().position(is_named)?;
    i8::try_from(idx + 1).ok()
}

fn published(span: Span) -> Formula {
    let number = |day: Option<Date>, open: i64| day.map_or(open, days_since_epoch);
    Formula::Published(number(span.from, i64::MIN), number(span.to, i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        let shown = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        let found: Vec<(String, String)> = spans(&words, jiff::civil::date(2026, 7, 30))
            .into_iter()
            .map(|span| (shown(span.from), shown(span.to)))
            .collect();
        let expected: Vec<(String, String)> = expected
            .iter()
            .map(|(from, to)| ((*from).to_owned(), (*to).to_owned()))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn years_and_months_are_read_with_the_word_before_them() {
        check("openai deals 2025", &[("2025-01-01", "2025-12-31")]);
        check("chips since june 2026", &[("2026-06-01", "")]);
        check("chips in sept 2025", &[("2025-09-01", "2025-09-30")]);
        check("chips before 2024", &[("", "2023-12-31")]);
        check("chips after march 2024", &[("2024-04-01", "")]);
        check("chips until may 2024", &[("", "2024-05-31")]);
        check("agenda 2030", &[]);
        check("room 1408 may", &[]);
        check(
            "2024 2025",
            &[("2024-01-01", "2024-12-31"), ("2025-01-01", "2025-12-31")],
        );
    }
}
