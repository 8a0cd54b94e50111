//! The rows of `feed list`, `feed add` and `feed fetch`.

use schemars::JsonSchema;

/// The answer of `feed list`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct FeedsAnswer {
    /// The version of this format.
    pub version: u32,
    /// The feeds, in the order in which they were added.
    pub feeds: Vec<FeedRow>,
}

/// A feed that is followed. Moments are in UTC, such as 2026-11-22T10:05:00Z.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct FeedRow {
    /// What it is called on the command line.
    pub name: String,
    /// What it calls itself.
    pub title: Option<String>,
    /// Where it is fetched from.
    pub url: String,
    /// The page that it belongs to.
    pub page: Option<String>,
    /// The day on which it was added.
    pub added: String,
    /// `new` (never fetched), `ok`, `failing` or `gone`.
    pub state: String,
    /// When it was last asked for.
    pub tried: Option<String>,
    /// When it last answered as a feed should, changed or not.
    pub fetched: Option<String>,
    /// When it last brought an article that was new or changed.
    pub brought: Option<String>,
    /// The day of its newest item.
    pub newest: Option<String>,
    /// Items that it held when it was last read.
    pub items: u64,
    /// Visits in a row that failed.
    pub failures: u32,
    /// Why the last visit failed.
    pub failure: Option<String>,
    /// It is not asked for before this moment.
    pub not_before: Option<String>,
}

/// The answer of `feed add`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct FollowsAnswer {
    /// The version of this format.
    pub version: u32,
    /// The feeds that were named, in the order in which they were met.
    pub feeds: Vec<FollowRow>,
}

/// What became of a feed that was to be followed.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct FollowRow {
    /// What it is called on the command line.
    pub name: Option<String>,
    /// Its link, or the source as typed where no feed was found.
    pub url: String,
    /// `added`, `known` (it was followed already) or `refused`.
    pub result: String,
    /// Why it was refused.
    pub reason: Option<String>,
}

impl FollowRow {
    /// A row.
    pub fn new(url: &str, name: Option<&str>, result: &str, reason: Option<&str>) -> Self {
        Self {
            name: name.map(str::to_owned),
            url: url.to_owned(),
            result: result.to_owned(),
            reason: reason.map(str::to_owned),
        }
    }
}

/// The answer of `feed fetch`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct VisitsAnswer {
    /// The version of this format.
    pub version: u32,
    /// Articles that were not known.
    pub new: u64,
    /// Articles that were known and came with other content.
    pub changed: u64,
    /// Items that are filed already, or were removed.
    pub same: u64,
    /// Articles whose newer text was not written, because a person edited the file.
    pub conflicts: u64,
    /// Items that were not taken in; each is told once.
    pub rejected: u64,
    /// Feeds that could not be read.
    pub failed: u64,
    /// The feeds, in the order in which they were added.
    pub feeds: Vec<VisitRow>,
}

/// A feed and what it brought.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct VisitRow {
    /// What it is called on the command line.
    pub name: String,
    /// Where it is fetched from now.
    pub url: String,
    /// `read`, `unchanged`, `waiting` (too early after a failure), `gone` or `failed`.
    pub result: String,
    /// Why it is waiting, gone or failed.
    pub reason: Option<String>,
    /// Articles that were not known.
    pub new: u64,
    /// Articles that were known and came with other content.
    pub changed: u64,
    /// Items that are filed already, or were removed.
    pub same: u64,
    /// Articles whose newer text was not written, because a person edited the file.
    pub conflicts: u64,
    /// Items that were not taken in; each is told once.
    pub rejected: u64,
    /// Pages that were asked for because the feed holds only a teaser.
    pub pages: u64,
    /// Why pages could not be had, a few of the reasons; their teasers were filed.
    pub pages_refused: Vec<String>,
    /// Where it was fetched from before, where it moved for good.
    pub moved_from: Option<String>,
}
