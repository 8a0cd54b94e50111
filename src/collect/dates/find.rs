//! Cuts dates out of running text.
//!
//! Whole lines are not parsed: `Published Wed, Nov 20 20194:29 AM ESTUpdated an hour ago` is one line
//! of a real page. One regular expression finds what looks like a date, the calendar then decides.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use regex::{Captures, Regex};

use super::names::{MONTH, WEEKDAY, count, figures, month_number, weekday};
use super::{FoundDay, Label, YEARS, civil};
use crate::article::{PartialDay, PublishedFrom};

/// Finds the dates in `text`, in reading order; year-less and relative ones count from `as_of`.
///
/// A year alone is no date. `03/04/2026` counts as its year only, unless one reading lies in the
/// future of `as_of` or a time zone of the United States beside it says that the month comes first.
pub fn find_days(text: &str, as_of: Date) -> Vec<FoundDay> {
    let mut found = Vec::new();
    let mut label_from = 0;
    for captures in LOOKS_LIKE_A_DATE.captures_iter(text) {
        let Some(whole) = captures.get(0) else {
            continue;
        };
        let rest = text.get(whole.end()..).unwrap_or("");
        let Some((day, from)) = read(&captures, rest, as_of) else {
            continue;
        };
        let before = text.get(label_from..whole.start()).unwrap_or("");
        found.push(FoundDay {
            day,
            from,
            span: whole.range(),
            label: label_before(before),
        });
        label_from = whole.end();
    }
    found
}

/// One alternative a form; the forms are those that were counted in the pages of a news benchmark.
static LOOKS_LIKE_A_DATE: LazyLock<Regex> = LazyLock::new(|| {
    let weekday =
        |group: &str| format!(r"(?:\b(?P<{group}>{WEEKDAY})\b[.,،]*\s+(?:(?:den|le|el|dem)\s+)?)?");
    let (before_month, before_day) = (weekday("md_on"), weekday("dm_on"));
    // A year may run into a clock time that follows without a space.
    let year = r"(?:19|20|١٩|٢٠|۱۹|۲۰)\d\d";
    let forms = [
        // 2026-04-28, 2026/4/28, 2016.12.01, with or without a time behind.
        r"\b(?P<iso_y>(?:19|20)\d\d)(?P<iso_sep>[-/.])(?P<iso_m>\d{1,2})[-/.](?P<iso_d>\d{1,2})(?:\b|[T_])".to_owned(),
        // 2026年4月28日, 2026년 4월 28일
        r"(?P<cjk_y>(?:19|20)\d\d)\s?[年년]\s?(?P<cjk_m>\d{1,2})\s?[月월]\s?(?P<cjk_d>\d{1,2})\s?[日일]".to_owned(),
        // April 28, 2026; Apr 28; Nov 20 20194:29 AM
        format!(r"{before_month}\b(?P<md_m>{MONTH})\b\.?\s+(?P<md_d>\d{{1,2}})(?:st|nd|rd|th)?(?:(?:\s*[,،]\s*|\.?\s+|\s*-\s*)(?P<md_y>{year})|\b)"),
        // 28 April 2026; 19. November 2019; 19 de noviembre de 2019; 28-Apr-2026; 28 Apr; a month by its two
        // names, as Arabic has it
        format!(r"{before_day}\b(?P<dm_d>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?(?:\s+|\s*-|\s*/)(?:(?:de|of)\s+)?(?P<dm_m>{MONTH})\b(?:\s?/\s?{MONTH}\b)?\.?(?:(?:[\s,،'’/-]+(?:(?:de|del)\s+)?)(?P<dm_y>{year})|\b)"),
        // April 2026
        format!(r"\b(?P<my_m>{MONTH})\b\.?,?\s+(?:(?:de|del|of)\s+)?(?P<my_y>{year})\b"),
        // 11/19/2019, 11/18/19, 13.11.2019
        format!(r"\b(?P<n_a>\d{{1,2}})(?P<n_sep>[-/.])(?P<n_b>\d{{1,2}})[-/.](?P<n_y>{year}|\d\d)\b"),
        // 2 hours ago, an hour ago, 3d ago
        r"\b(?P<ago_n>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s*(?P<ago_u>seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|h|d|w|m)\s+ago\b".to_owned(),
        // vor 2 Stunden, il y a 3 jours, hace 2 horas
        r"\b(?:vor|il y a|hace)\s+(?P<ago2_n>\d{1,3}|einem|einer|une?|una?)\s+(?P<ago2_u>sekunden?|minuten?|minutes?|minutos?|stunden?|heures?|horas?|tag(?:en)?|jours?|d[ií]as?|wochen?|semaines?|semanas?)\b".to_owned(),
        // yesterday, yesterday at 9 am; today, 10:15 (without a time it is said of anything)
        format!(r"\b(?P<word>yesterday|gestern|hier|ayer|just now)\b(?:{CLOCK})?"),
        format!(r"\b(?P<today>today|heute|aujourd['’]hui|hoy)\b{CLOCK}"),
        // 3h, 2d: alone, or in front of a mark; more hours and days are those of a chart
        r"^\s*(?P<alone_n>1?\d|2[0-3])\s?(?P<alone_u>(?-i:hr?s?))\s*(?:$|[•·|])".to_owned(),
        r"^\s*(?P<alone2_n>[1-6])\s?(?P<alone2_u>(?-i:d))\s*(?:$|[•·|])".to_owned(),
    ];
    compile(&format!("(?i){}", forms.join("|")))
});

/// A time of the day behind "today": ", 10:15", " at 9 am", " um 10 Uhr".
const CLOCK: &str = r"\s*,?\s+(?:(?:at|um|à|a las)\s+)?\d{1,2}(?:[:h]\d\d(?:\s*[ap]\.?m\b\.?|\s*uhr\b)?|\s*[ap]\.?m\b\.?|\s*uhr\b)";

/// Compiles a pattern of this room; the tests run every one of them.
#[expect(
    clippy::expect_used,
    reason = "the patterns are constants, compiled in every test run"
)]
pub(super) fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant pattern")
}

/// Reads the form that matched; `None` where it is no day of the calendar after all.
fn read(found: &Captures, rest: &str, as_of: Date) -> Option<(PartialDay, PublishedFrom)> {
    let number = |name: &str| figures(found.name(name)?.as_str());
    let small = |name: &str| number(name).and_then(|n| i8::try_from(n).ok());
    let month = |name: &str| month_number(found.name(name)?.as_str());
    let text = |day: Date| Some((PartialDay::day(day), PublishedFrom::Text));

    if let Some(year) = number("iso_y") {
        return text(civil(year, small("iso_m")?, small("iso_d")?)?);
    }
    if let Some(year) = number("cjk_y") {
        return text(civil(year, small("cjk_m")?, small("cjk_d")?)?);
    }
    for (on_name, month_name, day_name, year_name) in [
        ("md_on", "md_m", "md_d", "md_y"),
        ("dm_on", "dm_m", "dm_d", "dm_y"),
    ] {
        let Some(month) = month(month_name) else {
            continue;
        };
        let day = small(day_name)?;
        if let Some(year) = number(year_name) {
            return text(civil(year, month, day)?);
        }
        let on = found.name(on_name).and_then(|word| weekday(word.as_str()));
        if on.is_none() && !ends_a_date(rest) {
            return None;
        }
        let day = latest_without_year(month, day, on, as_of)?;
        return Some((PartialDay::day(day), PublishedFrom::YearInferred));
    }
    if let Some(year) = number("my_y") {
        let month = PartialDay::month(year, month("my_m")?)?;
        return Some((month, PublishedFrom::Text));
    }
    if let Some(year) = found.name("n_y") {
        let separator = found.name("n_sep").map_or("", |s| s.as_str());
        let year = full_year(year.as_str())?;
        let day = numeric(small("n_a")?, small("n_b")?, year, separator, rest, as_of)?;
        return Some((day, PublishedFrom::Text));
    }
    relative(found, as_of).map(|day| (day, PublishedFrom::YearInferred))
}

/// Whether what follows "28 Apr" lets it be a date: "10 April models" is none.
fn ends_a_date(rest: &str) -> bool {
    static FOLLOWS: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"^(?:$|\s*$|\s*[\n\r,;|/·•)\]–—-]|\.(?:\s|$)|\s+(?:at|um|by|von|à|\d{1,2}[:.h]\d\d)|\s*\(|[A-Z])",
        )
    });
    FOLLOWS.is_match(rest)
}

/// The latest such day not after `as_of`; a weekday beside it decides on the year.
fn latest_without_year(month: i8, day: i8, on: Option<Weekday>, as_of: Date) -> Option<Date> {
    // A weekday and a day of the month meet again after 5, 6 or 11 years, a leap day after 8 at most (28 with its weekday).
    const YEARS_BACK: i16 = 28;
    (0..=YEARS_BACK)
        .filter_map(|back| civil(as_of.year() - back, month, day))
        .find(|candidate| *candidate <= as_of && on.is_none_or(|on| candidate.weekday() == on))
}

/// `26` is 2026, `98` is 1998.
fn full_year(text: &str) -> Option<i16> {
    let year = figures(text)?;
    let year = match (text.chars().count(), year) {
        (2, 0..=69) => 2000 + year,
        (2, _) => 1900 + year,
        _ => year,
    };
    YEARS.contains(&year).then_some(year)
}

/// Reads `a/b/year`. Dots and one part over 12 settle the order, so do a reading in the future and an
/// American time zone; else only the year is sure.
fn numeric(
    a: i8,
    b: i8,
    year: i16,
    separator: &str,
    rest: &str,
    as_of: Date,
) -> Option<PartialDay> {
    static AMERICAN_TIME: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?i)^[\s,|-]*(?:at\s+)?\d{1,2}:\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?\s*\(?(?:[ECMP][SD]?T|eastern|pacific|central)\b",
        )
    });
    let day_first = civil(year, b, a);
    let month_first = civil(year, a, b);
    let day = match (day_first, month_first) {
        (Some(day), _) if separator == "." => day,
        (Some(day), None) => day,
        (None, Some(day)) if separator != "." => day,
        (Some(first), Some(second)) if first == second => first,
        (Some(first), Some(second)) => {
            let future = (first > as_of, second > as_of);
            match future {
                (false, true) => first,
                (true, false) => second,
                _ if AMERICAN_TIME.is_match(rest) => second,
                _ => return PartialDay::year(year),
            }
        }
        _ => return None,
    };
    Some(PartialDay::day(day))
}

/// Counts "2 hours ago", "3h" and "yesterday" back from `as_of`; what is vague stays vague.
fn relative(found: &Captures, as_of: Date) -> Option<PartialDay> {
    if let Some(word) = found.name("word") {
        let is_now = word.as_str().eq_ignore_ascii_case("just now");
        let day = if is_now {
            Some(as_of)
        } else {
            as_of.yesterday().ok()
        };
        return day.map(PartialDay::day);
    }
    if found.name("today").is_some() {
        return Some(PartialDay::day(as_of));
    }
    let any = |names: [&str; 4]| names.into_iter().find_map(|name| found.name(name));
    let n = count(any(["ago_n", "ago2_n", "alone_n", "alone2_n"])?.as_str())?;
    let unit = any(["ago_u", "ago2_u", "alone_u", "alone2_u"])?
        .as_str()
        .to_lowercase();
    let back = |days: i32| as_of.checked_sub(days.days()).ok();
    match unit.chars().next()? {
        's' if unit.starts_with("sem") => weeks_ago(n, as_of),
        's' if unit.starts_with("st") => back(n / 24).map(PartialDay::day),
        'm' if unit.starts_with("mo") => {
            let then = as_of.checked_sub(n.months()).ok()?;
            PartialDay::month(then.year(), then.month())
        }
        's' | 'm' => Some(PartialDay::day(as_of)),
        'h' => back(n / 24).map(PartialDay::day),
        'd' | 't' | 'j' => back(n).map(PartialDay::day),
        'w' => weeks_ago(n, as_of),
        'y' => PartialDay::year(as_of.year().checked_sub(i16::try_from(n).ok()?)?),
        _ => None,
    }
}

/// "2 weeks ago" is some day of a whole week: its month, where all of that week lies in one.
fn weeks_ago(n: i32, as_of: Date) -> Option<PartialDay> {
    let last = as_of.checked_sub((n * 7).days()).ok()?;
    let first = last.checked_sub(6.days()).ok()?;
    let same_month = (first.year(), first.month()) == (last.year(), last.month());
    same_month
        .then(|| PartialDay::month(last.year(), last.month()))
        .flatten()
}

/// What the words right before a date say it is.
fn label_before(before: &str) -> Label {
    /// A label stands this close, in bytes ("Published by Jane Doe on Wednesday, ").
    const REACH: usize = 60;
    static PUBLISHED: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?i)published|posted|publication|released|publié|veröffentlicht|erstellt|erschienen|publicado|опубликовано|نُ?شر",
        )
    });
    static UPDATED: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?i)updated?|modified|edited|revised|aktualisiert|geändert|mis à jour|mise à jour|actualizado|atualizado|обновлено|تحديث",
        )
    });
    let mut start = before.len().saturating_sub(REACH);
    while !before.is_char_boundary(start) {
        start += 1;
    }
    let near = before.get(start..).unwrap_or("");
    let last = |pattern: &Regex| pattern.find_iter(near).last().map(|found| found.start());
    match (last(&PUBLISHED), last(&UPDATED)) {
        (None, None) => Label::None,
        (published, updated) if published > updated => Label::Published,
        _ => Label::Updated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> Vec<String> {
        find_days(text, jiff::civil::date(2026, 5, 1))
            .into_iter()
            .map(|found| {
                let inferred = found.from == PublishedFrom::YearInferred;
                let label = match found.label {
                    Label::Published => "P ",
                    Label::Updated => "U ",
                    Label::None => "",
                };
                format!("{label}{}{}", found.day, if inferred { "?" } else { "" })
            })
            .collect()
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(days(text), expected, "{text}");
    }

    #[test]
    fn the_forms_of_news_pages_are_read() {
        check("Nov 19, 2019, 10:31 pm CST", &["2019-11-19"]);
        check("April 28th, 2026", &["2026-04-28"]);
        check("Wednesday 20 November 2019 9:22 am", &["2019-11-20"]);
        check("18 Nov 2019 9:38 pm", &["2019-11-18"]);
        check("11/19/2019", &["2019-11-19"]);
        check("11/18/19 11:04 PM EST", &["2019-11-18"]);
        check("13.11.2019, 23:06", &["2019-11-13"]);
        check("2019-11-18T20:51:19Z", &["2019-11-18"]);
        check("2016.12.01", &["2016-12-01"]);
        check("28-Apr-2026", &["2026-04-28"]);
        check("in March 2026 we", &["2026-03"]);
        check("19. November 2019", &["2019-11-19"]);
        check("le mardi 3 février 2026", &["2026-02-03"]);
        check("19 de noviembre de 2019", &["2019-11-19"]);
        check("2026年4月8日", &["2026-04-08"]);
        check("الثلاثاء، ٢٨ نيسان ٢٠٢٦", &["2026-04-28"]);
        check("28 نيسان/أبريل 2026", &["2026-04-28"]);
        check("أبريل 28، 2026", &["2026-04-28"]);
        check("نُشر في 5 كانون الثاني 2026", &["P 2026-01-05"]);
        check("نشر في 28 أبريل", &["P 2026-04-28?"]);
        check("الثلاثاء 20 نوفمبر", &["2018-11-20?"]);
    }

    #[test]
    fn a_day_without_a_year_is_the_latest_one_and_a_weekday_decides() {
        check("Published on 28 Apr", &["P 2026-04-28?"]);
        check("28 May", &["2025-05-28?"]);
        check("Dec 31", &["2025-12-31?"]);
        check("Wed, Nov 20", &["2024-11-20?"]);
        check("Feb 29", &["2024-02-29?"]);
    }

    #[test]
    fn labels_and_dates_that_run_together_are_told_apart() {
        check(
            "Published Wed, Nov 20 20194:29 AM ESTUpdated an hour ago",
            &["P 2019-11-20", "U 2026-05-01?"],
        );
        check(
            "Updated Nov 19, 6:55 AM;Posted Nov 18, 6:51 AM",
            &["U 2025-11-19?", "P 2025-11-18?"],
        );
        check(
            "First published on November 19, 2019 / 8:16 AM",
            &["P 2019-11-19"],
        );
    }

    #[test]
    fn relative_days_count_from_the_day_of_saving() {
        check("2 hours ago", &["2026-05-01?"]);
        check("1 day ago", &["2026-04-30?"]);
        check("3d ago", &["2026-04-28?"]);
        check("yesterday", &["2026-04-30?"]);
        check("2 months ago", &["2026-03?"]);
        check("2 weeks ago", &["2026-04?"]);
        check("1 week ago", &["2026-04?"]);
        check("vor 3 Tagen", &["2026-04-28?"]);
        check("3h", &["2026-05-01?"]);
        check("2d • 4 min read", &["2026-04-29?"]);
        check("Today, 10:15", &["2026-05-01?"]);
        check("Updated: Today at 9 am", &["U 2026-05-01?"]);
        check("Heute um 10 Uhr", &["2026-05-01?"]);
        check("Yesterday at 9 am", &["2026-04-30?"]);
    }

    #[test]
    fn a_day_that_can_be_read_in_two_ways_is_only_a_year() {
        check("03/04/2025", &["2025"]);
        check("03/03/2025", &["2025-03-03"]);
        check("03/04/2025 9:30 PM EST", &["2025-03-04"]);
        // The other reading lies in the future.
        check("03/12/2026", &["2026-03-12"]);
        check("12/03/2026", &["2026-03-12"]);
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "0",
            "May",
            "2026",
            "Friday",
            "10 April models",
            "31 Feb 2026",
            "99/99/2026",
            "version 1.2.3",
            "$1.5B",
            "24/7",
            "may 2 people come",
            "a sun 2 far away",
            "192.168.10.12",
            "2026-13-45",
            "today",
            "NBC 5 Today",
            "Today 10 people came",
            "24h",
            "7d",
            "1D",
            "5 min",
            "3h of talks",
            "2d and 3d pictures",
            "",
        ] {
            check(text, &[]);
        }
    }
}
