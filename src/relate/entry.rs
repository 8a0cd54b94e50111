//! One article as relating sees it, and the order that stands for all of them.

use jiff::civil::Date;

use super::Sketch;
use crate::article::PartialDay;

/// An article among the others.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its day of publication, where one is known.
    pub published: Option<PartialDay>,
    /// Its publisher.
    pub site: Option<&'a str>,
    /// What [`super::sketch()`] made of it.
    pub sketch: &'a Sketch,
    /// Names of the companies it speaks of; may be empty.
    pub companies: &'a [String],
    /// What its front matter says about copies.
    pub copy_of: CopyOf<'a>,
    /// What its front matter says about its story.
    pub story: StoryOf<'a>,
}

/// What a person says about an article being a copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CopyOf<'a> {
    /// Nothing: the shingles decide.
    #[default]
    Found,
    /// It is no copy, and nothing is a copy of it unless a person says so.
    Nothing,
    /// It is a copy of the article with this id.
    Article(&'a str),
}

/// What a person says about the story of an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StoryOf<'a> {
    /// Nothing: the words decide.
    #[default]
    Found,
    /// It is in no story.
    Nothing,
    /// It is in the story of this name, with all others that name it.
    Named(&'a str),
}

/// Places of the entries by day of publication, undated last, then by id.
pub(super) fn in_order(entries: &[Entry<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    let key = |place: &usize| {
        entries.get(*place).map(|entry| {
            let first = entry.published.map(PartialDay::first);
            (first.is_none(), first, entry.id)
        })
    };
    order.sort_by(|a, b| key(a).cmp(&key(b)));
    order
}

/// Days between two spans of time; 0 where they overlap, `None` where one is not known.
pub(super) fn days_between(one: Option<PartialDay>, other: Option<PartialDay>) -> Option<u32> {
    let (one, other) = (one?, other?);
    let gap =
        |last: Date, first: Date| i64::from(first.duration_since(last).as_hours() as i32) / 24;
    let days = gap(one.last(), other.first()).max(gap(other.last(), one.first()));
    u32::try_from(days.max(0)).ok()
}
