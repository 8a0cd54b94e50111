//! Days as people type them: `2026-04-28`, `2026-04`, `2026`, `7d`, `2w`, `3m`, `1y`, `today`,
//! `yesterday`, and ranges of them.
//!
//! Reading a [`Day`] needs no clock; turning it into days of the calendar takes the current day as an
//! argument.

use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::article::PartialDay;
use crate::query::tree::Span;

/// A day, month or year of the calendar, or a day counted back from the current one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// `2026-04-28`, `2026-04`, `2026`.
    Calendar(PartialDay),
    /// `today`, `yesterday`, `7d`, `2w`, `3m`, `1y`.
    Ago {
        /// How many.
        count: u16,
        /// Of what.
        unit: Unit,
    },
}

/// What relative days are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// `d`
    Days,
    /// `w`
    Weeks,
    /// `m`
    Months,
    /// `y`
    Years,
}

impl Day {
    /// The span of the calendar that is meant; `None` where counting back leaves the calendar.
    pub fn on_calendar(self, today: Date) -> Option<PartialDay> {
        let (count, unit) = match self {
            Self::Calendar(day) => return Some(day),
            Self::Ago { count, unit } => (i64::from(count), unit),
        };
        let back = match unit {
            Unit::Days => count.days(),
            Unit::Weeks => count.weeks(),
            Unit::Months => count.months(),
            Unit::Years => count.years(),
        };
        let day = today.checked_sub(back).ok().filter(has_four_digits)?;
        Some(PartialDay::day(day))
    }

    /// The first day that is meant.
    pub fn first(self, today: Date) -> Option<Date> {
        self.on_calendar(today).map(PartialDay::first)
    }

    /// The last day that is meant.
    pub fn last(self, today: Date) -> Option<Date> {
        self.on_calendar(today).map(PartialDay::last)
    }
}

/// A text that names no day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no day; write {DAYS_TO_TYPE}")]
pub struct InvalidDayText(pub String);

/// The spellings of days, for hints.
pub(super) const DAYS_TO_TYPE: &str =
    "2026-04-28, 2026-04, 2026, today, yesterday, or 7d, 2w, 3m, 1y ago";

impl FromStr for Day {
    type Err = InvalidDayText;

    fn from_str(text: &str) -> Result<Self, InvalidDayText> {
        let named = text.to_ascii_lowercase();
        let days_ago = |count| Self::Ago {
            count,
            unit: Unit::Days,
        };
        match named.as_str() {
            "today" => Ok(days_ago(0)),
            "yesterday" => Ok(days_ago(1)),
            _ => ago(&named)
                .or_else(|| text.parse().ok().map(Self::Calendar))
                .ok_or_else(|| InvalidDayText(super::lexer::shown(text))),
        }
    }
}

/// `7d`, `2w`, `3m`, `1y`.
fn ago(text: &str) -> Option<Day> {
    let last = text.chars().next_back()?;
    let unit = match last {
        'd' => Unit::Days,
        'w' => Unit::Weeks,
        'm' => Unit::Months,
        'y' => Unit::Years,
        _ => return None,
    };
    let digits = text.strip_suffix(last)?;
    let is_number = digits.bytes().all(|b| b.is_ascii_digit());
    let count = is_number.then(|| digits.parse().ok()).flatten()?;
    Some(Day::Ago { count, unit })
}

/// `since:` and `--since`: from the first day of what is named.
pub(super) fn since(day: Day, today: Date) -> Option<Span> {
    let from = Some(day.first(today)?);
    Some(Span { from, to: None })
}

/// `until:` and `--until`: to the last day of what is named.
pub(super) fn until(day: Day, today: Date) -> Option<Span> {
    let to = Some(day.last(today)?);
    Some(Span { from: None, to })
}

/// `before:`: to the day before what is named.
pub(super) fn before(day: Day, today: Date) -> Option<Span> {
    let eve = day.first(today)?.yesterday().ok();
    let to = Some(eve.filter(has_four_digits)?);
    Some(Span { from: None, to })
}

/// `after:`: from the day after what is named.
pub(super) fn after(day: Day, today: Date) -> Option<Span> {
    let from = Some(day.last(today)?.tomorrow().ok()?);
    Some(Span { from, to: None })
}

/// `date:` and `added:`: a day, month or year as a whole, the time since a day counted back, or
/// `from..to` with either end open.
pub(super) fn within(text: &str, today: Date) -> Option<Span> {
    let day = |text: &str| text.parse::<Day>().ok();
    let Some((from, to)) = text.split_once("..") else {
        return match day(text)? {
            Day::Ago { count, unit } if !is_single_day(text) => {
                since(Day::Ago { count, unit }, today)
            }
            day => {
                let day = day.on_calendar(today)?;
                Some(Span {
                    from: Some(day.first()),
                    to: Some(day.last()),
                })
            }
        };
    };
    let end = |text: &str, pick: fn(Day, Date) -> Option<Date>| match text {
        "" => Some(None),
        _ => pick(day(text)?, today).map(Some),
    };
    let span = Span {
        from: end(from, Day::first)?,
        to: end(to, Day::last)?,
    };
    (span.from.is_some() || span.to.is_some()).then_some(span)
}

/// `today` and `yesterday` name one day, `7d` the time since.
fn is_single_day(text: &str) -> bool {
    !text.starts_with(|c: char| c.is_ascii_digit())
}

/// Years 0 to 9999: what can be typed, and so printed and read again.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "`Option::filter` hands out references"
)]
fn has_four_digits(day: &Date) -> bool {
    day.year() >= 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_people_type_it() {
        let today = Date::constant(2026, 3, 31);
        let check = |text: &str, first: &str, last: &str| {
            let day: Day = text.parse().unwrap();
            assert_eq!(day.first(today).unwrap().to_string(), first, "{text}");
            assert_eq!(day.last(today).unwrap().to_string(), last, "{text}");
        };
        check("2026-04-28", "2026-04-28", "2026-04-28");
        check("2026-02", "2026-02-01", "2026-02-28");
        check("2025", "2025-01-01", "2025-12-31");
        check("today", "2026-03-31", "2026-03-31");
        check("Yesterday", "2026-03-30", "2026-03-30");
        check("7d", "2026-03-24", "2026-03-24");
        check("2W", "2026-03-17", "2026-03-17");
        check("1m", "2026-02-28", "2026-02-28");
        check("1y", "2025-03-31", "2025-03-31");
    }

    #[test]
    fn what_names_no_day_is_refused() {
        for text in [
            "",
            "soon",
            "d",
            "7",
            "7x",
            "-7d",
            "2026-13",
            "99999d",
            "７d",
            "2026-4-28x",
        ] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    #[test]
    fn counting_back_never_leaves_the_calendar() {
        let day: Day = "9999y".parse().unwrap();
        assert_eq!(day.first(Date::constant(2026, 1, 1)), None);
    }
}
