//! Days in plain words: `2025`, `since june 2026`, `28 april 2026`, `from june to august 2025`, `Q2 2026`, `last week`,
//! `latest`.
//!
//! Reading never fails and never filters: what is read is a wish, see [`super::hints`].

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::Date;

use super::tree::Span;
use crate::article::PartialDay;

/// The first year that is read as one.
const FIRST_YEAR: i16 = 1990;

/// Days before the newest article that `latest` reaches back.
const LATEST_DAYS: i32 = 30;

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

/// Days that words name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) span: Span,
    /// The words, with the one before them that says which way.
    pub(super) words: Range<usize>,
}

/// The days that the words name, which are in lower case and without marks around them; `newest` is the day of
/// the newest article.
pub(super) fn read(words: &[String], today: Date, newest: &dyn Fn() -> Date) -> Vec<Said> {
    let mut found: Vec<Said> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let free_from = found.last().map_or(0, |said| said.words.end);
        if let Some((span, end)) = range_at(words, at, today, newest) {
            found.push(Said {
                span,
                words: at..end,
            });
            at = end;
            continue;
        }
        let way = at.checked_sub(1).filter(|before| *before >= free_from);
        let way = way.and_then(|before| words.get(before)?.parse::<Way>().ok());
        let rest = words.get(at..).unwrap_or_default();
        let Some((span, n_words)) = days_at(rest, way.is_some(), today, newest) else {
            at += 1;
            continue;
        };
        let (start, end) = (at - usize::from(way.is_some()), at + n_words);
        found.push(Said {
            span: way.unwrap_or(Way::Within).of(span),
            words: start..end,
        });
        at = end;
    }
    found
}

/// `from june to august 2025`, `between march and may 2026`, `2024 to 2025`: the days, and where the words end.
fn range_at(
    words: &[String],
    at: usize,
    today: Date,
    newest: &dyn Fn() -> Date,
) -> Option<(Span, usize)> {
    let word = |at: usize| words.get(at).map(String::as_str);
    let days = |at: usize| days_at(words.get(at..)?, true, today, newest);
    let begins = at + usize::from(matches!(word(at), Some("from" | "between")));
    let ((mut first, _), n_first) = days(begins)?;
    let link = begins + n_first;
    if !matches!(
        word(link),
        Some("to" | "and" | "through" | "until" | "till")
    ) {
        return None;
    }
    let ((of_last, last), n_last) = days(link + 1)?;
    // A month without a year lies before the month that has one.
    let is_bare = n_first == 1 && word(begins).and_then(month).is_some();
    if is_bare {
        let year = of_last.year() - i16::from(first.month() > of_last.month());
        first = Date::new(year, first.month(), 1).ok()?;
    }
    let span = Span {
        from: Some(first),
        to: Some(last),
    };
    (first <= last).then_some((span, link + 1 + n_last))
}

/// Which side of the days is meant.
#[derive(Clone, Copy)]
enum Way {
    Within,
    Since,
    After,
    Before,
    Until,
}

impl std::str::FromStr for Way {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Ok(match word {
            "in" | "on" | "during" | "from" | "of" => Self::Within,
            "since" => Self::Since,
            "after" => Self::After,
            "before" => Self::Before,
            "until" | "till" => Self::Until,
            _ => return Err(()),
        })
    }
}

impl Way {
    fn of(self, (first, last): (Date, Date)) -> Span {
        let (from, to) = match self {
            Self::Within => (Some(first), Some(last)),
            Self::Since => (Some(first), None),
            Self::After => (last.tomorrow().ok(), None),
            Self::Before => (None, first.yesterday().ok()),
            Self::Until => (None, Some(last)),
        };
        Span { from, to }
    }
}

/// The first and last day that the words begin with, and how many words say so. A month without a year is one
/// only where a word before it leads to it (`since june`).
fn days_at(
    words: &[String],
    is_led_to: bool,
    today: Date,
    newest: &dyn Fn() -> Date,
) -> Option<((Date, Date), usize)> {
    let word = |n: usize| words.get(n).map(String::as_str);
    let on = |day: PartialDay, n_words| Some(((day.first(), day.last()), n_words));
    let first = word(0)?;
    if let Some(day) = iso(first, today) {
        return on(day, 1);
    }
    if let (Some(day), Some(month), Some(year)) = (
        day_of_month(first),
        word(1).and_then(month),
        word(2).and_then(|word| year(word, today)),
    ) && let Ok(date) = Date::new(year, month, day)
    {
        return on(PartialDay::day(date), 3);
    }
    if let Some(month) = month(first) {
        if let (Some(day), Some(year)) = (
            word(1).and_then(day_of_month),
            word(2).and_then(|word| year(word, today)),
        ) && let Ok(date) = Date::new(year, month, day)
        {
            return on(PartialDay::day(date), 3);
        }
        if let Some(year) = word(1).and_then(|word| year(word, today)) {
            return on(PartialDay::month(year, month)?, 2);
        }
        if is_led_to {
            let year = today.year() - i16::from(month > today.month());
            return on(PartialDay::month(year, month)?, 1);
        }
        return None;
    }
    for (quarter_at, year_at) in [(0, 1), (1, 0)] {
        if let Some(quarter) = word(quarter_at).and_then(quarter)
            && let Some(year) = word(year_at).and_then(|word| year(word, today))
        {
            return Some((quarter_of(year, quarter)?, 2));
        }
    }
    if let Some(year) = year(first, today) {
        return on(PartialDay::year(year)?, 1);
    }
    let back = |days: i32| today.checked_sub(days.days()).ok();
    match (first, word(1)) {
        ("today", _) => Some(((today, today), 1)),
        ("yesterday", _) => Some(((back(1)?, back(1)?), 1)),
        ("latest" | "newest" | "recent" | "recently", _) => {
            let newest = newest().min(today);
            let from = newest.checked_sub(LATEST_DAYS.days()).ok()?;
            Some(((from, newest), 1))
        }
        ("last" | "past" | "this", Some(second)) => match (number(second), word(2)) {
            (Some(n), Some(unit)) if first != "this" => {
                Some(((back(n * days_of(unit)?)?, today), 3))
            }
            _ => Some((period(first, second, today)?, 2)),
        },
        _ => None,
    }
}

/// `30`, `two`: how many days, weeks, months or years.
fn number(word: &str) -> Option<i32> {
    const NUMBERS: [&str; 12] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    let written = NUMBERS.iter().position(|number| *number == word);
    let number = match written {
        Some(idx) => i32::try_from(idx + 1).ok()?,
        None => word.parse().ok()?,
    };
    (1..=999).contains(&number).then_some(number)
}

/// Days of a `day`, of `weeks`.
fn days_of(unit: &str) -> Option<i32> {
    Some(match unit.strip_suffix('s').unwrap_or(unit) {
        "day" => 1,
        "week" => 7,
        "month" => 30,
        "quarter" => 91,
        "year" => 365,
        _ => return None,
    })
}

/// `q1` to `q4`.
fn quarter(word: &str) -> Option<i8> {
    let number: i8 = word.strip_prefix('q')?.parse().ok()?;
    (1..=4).contains(&number).then_some(number)
}

fn quarter_of(year: i16, quarter: i8) -> Option<(Date, Date)> {
    let last = Date::new(year, quarter * 3, 1).ok()?.last_of_month();
    Some((Date::new(year, quarter * 3 - 2, 1).ok()?, last))
}

/// `last week`, `this month`, `past year`, `last quarter`.
fn period(which: &str, unit: &str, today: Date) -> Option<(Date, Date)> {
    let back = |days: i32| today.checked_sub(days.days()).ok();
    let monday = back(i32::from(today.weekday().to_monday_zero_offset()))?;
    let yesterday = |day: Date| day.yesterday().ok();
    let (this, before) = match unit {
        "week" => (monday, monday.checked_sub(7.days()).ok()?),
        "month" => {
            let this = today.first_of_month();
            (this, yesterday(this)?.first_of_month())
        }
        "quarter" => {
            let start = |day: Date| Some(quarter_of(day.year(), (day.month() + 2) / 3)?.0);
            let this = start(today)?;
            (this, start(yesterday(this)?)?)
        }
        "year" => {
            let this = today.first_of_year();
            (this, yesterday(this)?.first_of_year())
        }
        _ => return None,
    };
    match (which, unit) {
        ("this", _) => Some((this, today)),
        ("last", _) => Some((before, yesterday(this)?)),
        (_, "week") => Some((back(7)?, today)),
        _ => Some((back(days_of(unit)?)?, today)),
    }
}

/// `2026-04-28`, `2026-04`.
fn iso(word: &str, today: Date) -> Option<PartialDay> {
    let day: PartialDay = word.contains('-').then(|| word.parse().ok()).flatten()?;
    (day.first() <= today && day.first().year() >= FIRST_YEAR).then_some(day)
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

/// `28`, `3rd`.
fn day_of_month(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let is_ordinal = matches!(
        word.get(digits.len()..),
        Some("" | "st" | "nd" | "rd" | "th")
    );
    let day: i8 = digits.parse().ok()?;
    (is_ordinal && (1..=31).contains(&day)).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str, &str)]) {
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        let day = jiff::civil::date;
        let shown = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        let found: Vec<(String, String, String)> =
            read(&words, day(2026, 7, 30), &|| day(2026, 7, 20))
                .into_iter()
                .map(|said| {
                    let words = words[said.words].join(" ");
                    (shown(said.span.from), shown(said.span.to), words)
                })
                .collect();
        let owned = |(from, to, words): &(&str, &str, &str)| {
            ((*from).to_owned(), (*to).to_owned(), (*words).to_owned())
        };
        let expected: Vec<_> = expected.iter().map(owned).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn years_and_months_are_read_with_the_word_before_them() {
        check("openai deals 2025", &[("2025-01-01", "2025-12-31", "2025")]);
        check(
            "chips since june 2026",
            &[("2026-06-01", "", "since june 2026")],
        );
        check(
            "chips in sept 2025",
            &[("2025-09-01", "2025-09-30", "in sept 2025")],
        );
        check("chips before 2024", &[("", "2023-12-31", "before 2024")]);
        check(
            "chips after march 2024",
            &[("2024-04-01", "", "after march 2024")],
        );
        check(
            "chips until may 2024",
            &[("", "2024-05-31", "until may 2024")],
        );
        check("chips in may", &[("2026-05-01", "2026-05-31", "in may")]);
        check(
            "chips since october",
            &[("2025-10-01", "", "since october")],
        );
        check("agenda 2030", &[]);
        check("room 1408 may", &[]);
        check("march on the capitol", &[]);
        check(
            "2024 2025",
            &[
                ("2024-01-01", "2024-12-31", "2024"),
                ("2025-01-01", "2025-12-31", "2025"),
            ],
        );
    }

    #[test]
    fn ranges_and_quarters_are_read_whole() {
        let check_one = |text, from, to, words| check(text, &[(from, to, words)]);
        check_one(
            "openai from june to august 2025",
            "2025-06-01",
            "2025-08-31",
            "from june to august 2025",
        );
        check_one(
            "openai between november and march 2026",
            "2025-11-01",
            "2026-03-31",
            "between november and march 2026",
        );
        check_one(
            "chips 2024 to 2025",
            "2024-01-01",
            "2025-12-31",
            "2024 to 2025",
        );
        check_one("chips q2 2026", "2026-04-01", "2026-06-30", "q2 2026");
        check_one("chips 2025 q4", "2025-10-01", "2025-12-31", "2025 q4");
        check_one(
            "chips last quarter",
            "2026-04-01",
            "2026-06-30",
            "last quarter",
        );
        check_one(
            "chips past 30 days",
            "2026-06-30",
            "2026-07-30",
            "past 30 days",
        );
        check_one(
            "chips last two weeks",
            "2026-07-16",
            "2026-07-30",
            "last two weeks",
        );
        check(
            "google and openai in march 2026",
            &[("2026-03-01", "2026-03-31", "in march 2026")],
        );
        check("the last 3 models", &[]);
        check("q2 results", &[]);
    }

    #[test]
    fn one_day_is_read_in_any_order() {
        let day = ("2026-04-28", "2026-04-28");
        check("openai 28 april 2026", &[(day.0, day.1, "28 april 2026")]);
        check(
            "openai april 28th 2026",
            &[(day.0, day.1, "april 28th 2026")],
        );
        check("openai 2026-04-28", &[(day.0, day.1, "2026-04-28")]);
        check(
            "openai on 2026-04",
            &[("2026-04-01", "2026-04-30", "on 2026-04")],
        );
        check(
            "openai 31 april 2026",
            &[("2026-04-01", "2026-04-30", "april 2026")],
        );
        check("gpt-4 f-16 2026-99", &[]);
    }

    #[test]
    fn days_are_counted_from_today_and_the_latest_from_the_newest_article() {
        check(
            "openai yesterday",
            &[("2026-07-29", "2026-07-29", "yesterday")],
        );
        check(
            "openai last week",
            &[("2026-07-20", "2026-07-26", "last week")],
        );
        check(
            "openai this month",
            &[("2026-07-01", "2026-07-30", "this month")],
        );
        check(
            "openai last year",
            &[("2025-01-01", "2025-12-31", "last year")],
        );
        check(
            "latest openai news",
            &[("2026-06-20", "2026-07-20", "latest")],
        );
        check("the last stand", &[]);
    }
}
