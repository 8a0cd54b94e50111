//! Which of several dates is the day of publication, and why.
//!
//! [`find_days`] cuts what looks like a date out of running text, [`parse_day`] reads a field that
//! should hold nothing else, [`day_in_url`] reads the path of a link, and [`choose_published`] picks
//! from all of them. No date is better than a wrong one: what can be read in two ways is no day, a
//! day in the future is no day, and where the year (or the whole day) had to be counted from the
//! day on which the source was saved, [`PublishedFrom::YearInferred`] says so.

mod choose;
mod field;
mod find;
mod names;

pub use choose::{Candidate, choose_published};
pub use field::{day_in_url, parse_day};
pub use find::find_days;
pub(super) use names::MONTH;

use std::ops::Range;

use jiff::civil::Date;

use crate::article::{PartialDay, PublishedFrom};

/// A date as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundDay {
    /// The day, month or year.
    pub day: PartialDay,
    /// [`PublishedFrom::Text`], or [`PublishedFrom::YearInferred`] where it was counted from the day of saving.
    pub from: PublishedFrom,
    /// Where it stands, in bytes of the text.
    pub span: Range<usize>,
    /// What the text says it is.
    pub label: Label,
}

/// What the words before a date say it is, best first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// "Published", "Posted" and the like.
    Published,
    /// Nothing.
    #[default]
    None,
    /// "Updated", "Last modified" and the like.
    Updated,
}

/// First and last year that are taken for the year of an article.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// The day, where the calendar has it and its year is plausible.
fn civil(year: i16, month: i8, day: i8) -> Option<Date> {
    YEARS
        .contains(&year)
        .then(|| Date::new(year, month, day).ok())
        .flatten()
}
