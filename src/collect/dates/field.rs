//! Reads dates from places that hold nothing else: the field of a record, the path of a link.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use regex::Regex;

use super::find::{compile, find_days};
use super::{YEARS, civil};
use crate::article::{PartialDay, Precision, Published, PublishedFrom};

/// Reads a field that should be a date alone: RFC 2822, RFC 3339, ISO (`2026-04-28`, `2026-04`,
/// `2026`), seconds or milliseconds since 1970, and the forms that people write.
///
/// An instant with a zone gives the calendar day as it is written, the publisher's. The result says
/// [`PublishedFrom::Given`], or [`PublishedFrom::YearInferred`] where it was counted from `as_of`; the
/// caller, who knows where the field came from, may put a nearer word in place of the first.
pub fn parse_day(text: &str, as_of: Date) -> Option<Published> {
    /// A longer field is prose; the longest real one has a weekday, a zone name and a comment.
    const MAX_BYTES: usize = 100;
    let text = text.trim().trim_matches('"').trim();
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    if let Some(day) = as_number(text)
        .or_else(|| as_iso_part(text))
        .or_else(|| as_mail_date(text))
    {
        return Some(Published {
            day,
            from: PublishedFrom::Given,
        });
    }
    let found = find_days(text, as_of);
    let by_precision = |precision| {
        found
            .iter()
            .find(move |found| found.day.precision() == precision)
    };
    let best = by_precision(Precision::Day)
        .or_else(|| by_precision(Precision::Month))
        .or_else(|| by_precision(Precision::Year))?;
    let from = match best.from {
        PublishedFrom::YearInferred => PublishedFrom::YearInferred,
        _ => PublishedFrom::Given,
    };
    Some(Published {
        day: best.day,
        from,
    })
}

/// `2026`, `202604`, `20260428`, and seconds to nanoseconds since 1970 (their day in UTC).
fn as_number(text: &str) -> Option<PartialDay> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let is_number = !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit());
    let is_fraction = text
        .get(whole.len()..)
        .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    if !is_number || !is_fraction || text.matches('.').count() > 1 {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let part = |divisor: i64, modulus: i64| i16::try_from(number / divisor % modulus).ok();
    match whole.len() {
        4 => part(1, 10_000)
            .filter(|year| YEARS.contains(year))
            .and_then(PartialDay::year),
        6 => {
            let year = part(100, 10_000).filter(|year| YEARS.contains(year))?;
            PartialDay::month(year, i8::try_from(part(1, 100)?).ok()?)
        }
        8 => {
            let (month, day) = (i8::try_from(part(100, 100)?), i8::try_from(part(1, 100)?));
            civil(part(10_000, 10_000)?, month.ok()?, day.ok()?).map(PartialDay::day)
        }
        9 | 10 => since_1970(number),
        13 => since_1970(number / 1_000),
        16 => since_1970(number / 1_000_000),
        19 => since_1970(number / 1_000_000_000),
        _ => None,
    }
}

/// The day in UTC of an instant in seconds.
fn since_1970(seconds: i64) -> Option<PartialDay> {
    let instant = Timestamp::from_second(seconds).ok()?;
    Some(PartialDay::day(
        instant.to_zoned_datetime(TimeZone::UTC).date(),
    ))
}

/// `2026-04`, `2026/04`.
fn as_iso_part(text: &str) -> Option<PartialDay> {
    static YEAR_AND_MONTH: LazyLock<Regex> =
        LazyLock::new(|| compile(r"^((?:19|20)\d\d)[-/.](\d{1,2})$"));
    let found = YEAR_AND_MONTH.captures(text)?;
    PartialDay::month(
        found.get(1)?.as_str().parse().ok()?,
        found.get(2)?.as_str().parse().ok()?,
    )
}

/// `Tue, 28 Apr 2026 23:10:00 -0500`, as feeds have it.
fn as_mail_date(text: &str) -> Option<PartialDay> {
    let zoned = rfc2822::DateTimeParser::new()
        .relaxed_weekday(true)
        .parse_zoned_datetime(text)
        .ok()?;
    let date = zoned.date();
    civil(date.year(), date.month(), date.day()).map(PartialDay::day)
}

/// Reads the day or month in the path of a link: `/2026/04/28/`, `/2026/apr/28/`, `/2026-04-28-…`,
/// `/20260428/`, `/2026/04/`. Query and fragment are not looked at.
pub fn day_in_url(url: &str) -> Option<PartialDay> {
    /// No news page is older, and no real link is longer.
    const FIRST_YEAR: i16 = 1990;
    const MAX_BYTES: usize = 4096;
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?i)[/_-]((?:19|20)\d\d)(?:/(\d{1,2}|[a-z]{3})/(\d{1,2})(?:[/_-]|$)|-(\d\d)-(\d\d)(?:\D|$)|(\d\d)(\d\d)(?:[/._-]|$))",
        )
    });
    static MONTH: LazyLock<Regex> = LazyLock::new(|| compile(r"/((?:19|20)\d\d)[/-](\d\d)(?:/|$)"));
    if url.len() > MAX_BYTES {
        return None;
    }
    let path = url.split(['?', '#']).next().unwrap_or("");
    let year_of = |found: &regex::Captures| {
        let year: i16 = found.get(1)?.as_str().parse().ok()?;
        (FIRST_YEAR..=*YEARS.end()).contains(&year).then_some(year)
    };
    let day = DAY.captures_iter(path).find_map(|found| {
        let (month, day) = [(2, 3), (4, 5), (6, 7)]
            .into_iter()
            .find_map(|(m, d)| Some((found.get(m)?.as_str(), found.get(d)?.as_str())))?;
        let month = month
            .parse()
            .ok()
            .or_else(|| super::names::month_number(month))?;
        civil(year_of(&found)?, month, day.parse().ok()?)
    });
    day.map(PartialDay::day).or_else(|| {
        let found = MONTH.captures(path)?;
        PartialDay::month(year_of(&found)?, found.get(2)?.as_str().parse().ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_of_records_are_read() {
        let check = |text: &str, expected: &str| {
            let found = parse_day(text, jiff::civil::date(2026, 5, 1))
                .map(|published| format!("{} {}", published.day, published.from));
            assert_eq!(found.as_deref().unwrap_or("-"), expected, "{text}");
        };
        check("2026-04-28", "2026-04-28 given");
        check("2026-04", "2026-04 given");
        check("2026", "2026 given");
        check("20260428", "2026-04-28 given");
        check("2026-04-28T23:30:00-05:00", "2026-04-28 given");
        check("2026-04-28 23:30:00+00:00", "2026-04-28 given");
        check("Tue, 28 Apr 2026 23:10:00 -0500", "2026-04-28 given");
        check("Tue, 28 Apr 2026 23:10:00 EST", "2026-04-28 given");
        // The weekday is wrong, the day is taken as it stands.
        check("Mon, 28 Apr 2026 23:10:00 GMT", "2026-04-28 given");
        check("1777334400", "2026-04-28 given");
        check("1777334400000", "2026-04-28 given");
        check("1777334400.5", "2026-04-28 given");
        check("28 Apr 2026", "2026-04-28 given");
        check("April 28, 2026", "2026-04-28 given");
        check("\"April 28, 2026\"", "2026-04-28 given");
        check("11/19/2019", "2019-11-19 given");
        check("03/04/2019", "2019 given");
        check("28 Apr", "2026-04-28 year-inferred");
        check("2 days ago", "2026-04-29 year-inferred");
        for text in [
            "",
            "0",
            "12",
            "n/a",
            "May",
            "Friday",
            "1.2.3",
            "9999-99-99",
            "true",
        ] {
            check(text, "-");
        }
    }

    #[test]
    fn the_path_of_a_link_tells_the_day() {
        let check = |url: &str, expected: &str| {
            let found = day_in_url(url).map(|day| day.to_string());
            assert_eq!(found.as_deref().unwrap_or("-"), expected, "{url}");
        };
        check("https://a.example/2026/04/28/openai-oracle/", "2026-04-28");
        check("https://a.example/2026/4/8/x", "2026-04-08");
        check("https://a.example/world/2026/apr/28/x", "2026-04-28");
        check("https://a.example/news/2026-04-28-x.html", "2026-04-28");
        check("https://a.example/news/x-20260428.html", "2026-04-28");
        check("https://a.example/2026/04/x", "2026-04");
        check("https://a.example/x?d=2026/04/28/", "-");
        check("https://a.example/2026/13/45/", "-");
        check("https://a.example/story/20269999", "-");
        check("https://a.example/", "-");
    }
}
