//! Days of publication: how much of one is known, and from where.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use super::spelled::spelled;

/// The day of publication and how it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// The day, month or year.
    pub day: PartialDay,
    /// How it is known.
    pub from: PublishedFrom,
}

spelled!(
    /// How the day of publication is known, surest first.
    PublishedFrom {
        /// The record, the front matter or the person gave it.
        Given = "given",
        /// The feed's item.
        Feed = "feed",
        /// JSON-LD `datePublished` of the page.
        JsonLd = "json-ld",
        /// Another metadata element of the page.
        Meta = "meta",
        /// The path of the URL (`/2026/04/28/`).
        Url = "url",
        /// A date written in the text.
        Text = "text",
        /// A date without a year in the text, or a relative one ("2 days ago"): counted from `as_of`.
        YearInferred = "year-inferred",
        /// The name or front matter of the file.
        File = "file",
    }
);

/// A day, a month or a year of the calendar; a partial date stands for its whole span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDay {
    first: Date,
    precision: Precision,
}

/// How much of a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// Only the year.
    Year,
    /// Year and month.
    Month,
    /// The day.
    Day,
}

impl PartialDay {
    /// A whole year; `None` outside the calendar (-9999 to 9999).
    pub fn year(year: i16) -> Option<Self> {
        let first = Date::new(year, 1, 1).ok()?;
        Some(Self {
            first,
            precision: Precision::Year,
        })
    }

    /// A whole month; `None` where there is no such month.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        let first = Date::new(year, month, 1).ok()?;
        Some(Self {
            first,
            precision: Precision::Month,
        })
    }

    /// One day.
    pub fn day(day: Date) -> Self {
        Self {
            first: day,
            precision: Precision::Day,
        }
    }

    /// The first day of the span.
    pub fn first(self) -> Date {
        self.first
    }

    /// The last day of the span.
    pub fn last(self) -> Date {
        match self.precision {
            Precision::Year => self.first.last_of_year(),
            Precision::Month => self.first.last_of_month(),
            Precision::Day => self.first,
        }
    }

    /// How much is known.
    pub fn precision(self) -> Precision {
        self.precision
    }
}

impl fmt::Display for PartialDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.precision {
            Precision::Year => write!(f, "{:04}", self.first.year()),
            Precision::Month => write!(f, "{:04}-{:02}", self.first.year(), self.first.month()),
            Precision::Day => write!(f, "{}", self.first),
        }
    }
}

/// A text that is no `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no day; write 2026-04-28, 2026-04 or 2026")]
pub struct InvalidDay(pub String);

impl FromStr for PartialDay {
    type Err = InvalidDay;

    fn from_str(text: &str) -> Result<Self, InvalidDay> {
        let invalid = || InvalidDay(text.to_owned());
        let is_shaped = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let mut parts = text.splitn(3, '-');
        let (year, month, day) = (parts.next().unwrap_or(""), parts.next(), parts.next());
        if !is_shaped || year.len() != 4 {
            return Err(invalid());
        }
        let year: i16 = year.parse().map_err(|_| invalid())?;
        let number = |part: &str| part.parse::<i8>().map_err(|_| invalid());
        match (month, day) {
            (None, _) => Self::year(year),
            (Some(month), None) => Self::month(year, number(month)?),
            (Some(month), Some(day)) => Date::new(year, number(month)?, number(day)?)
                .ok()
                .map(Self::day),
        }
        .ok_or_else(invalid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partial_day_is_its_whole_span() {
        let check = |text: &str, first: &str, last: &str| {
            let day: PartialDay = text.parse().unwrap();
            assert_eq!(
                (day.first().to_string(), day.last().to_string()),
                (first.into(), last.into())
            );
            assert_eq!(day.to_string(), text);
        };
        check("2026", "2026-01-01", "2026-12-31");
        check("2024-02", "2024-02-01", "2024-02-29");
        check("2026-04-28", "2026-04-28", "2026-04-28");
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "26",
            "2026-13",
            "2026-02-30",
            "2026-04-28-01",
            "28 Apr",
            "２０２６",
            "-2026",
        ] {
            assert!(text.parse::<PartialDay>().is_err(), "{text}");
        }
    }
}
