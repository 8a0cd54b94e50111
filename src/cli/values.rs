//! Values that flags and arguments take, checked where they are read: here those that are chosen from a
//! list, in `written` those that are written out.
//!
//! Each says in its error what to type instead. Days are read by [`newsdex::query::parse::Day`].

mod written;

use std::str::FromStr;

use clap::ValueEnum;
use newsdex::collect;
use newsdex::enrich::{DealKind, DealStatus};
use newsdex::news;
use newsdex::query::Order;

pub(crate) use written::*;

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, at a terminal
    Text,
    /// One JSON object with `"version": 1`
    Json,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated values with a header line
    Csv,
    /// Markdown
    Md,
    /// One id a line
    Ids,
    /// TREC run lines: qid Q0 id rank score newsdex
    Trec,
    /// A picture: `timeline`
    Svg,
    /// A graph for Graphviz: `pairs`
    Dot,
    /// A graph for other drawing programs: `pairs`
    Graphml,
    /// A feed for news readers: `watch run`
    Atom,
    /// A list for other readers of feeds: `feed list`
    Opml,
}

/// When colour is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// At a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The format of a source, where the content should not decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SourceType {
    /// A text dump of a page, or plain text
    Text,
    /// Markdown, with or without front matter
    Markdown,
    /// Web pages
    Html,
    /// JSON Lines, or a JSON array of records
    Jsonl,
    /// Comma- or tab-separated records with a header line
    Csv,
    /// RSS, Atom or JSON Feed
    Feed,
}

impl From<SourceType> for collect::Kind {
    fn from(source_type: SourceType) -> Self {
        match source_type {
            SourceType::Text => Self::Text,
            SourceType::Markdown => Self::Markdown,
            SourceType::Html => Self::Html,
            SourceType::Jsonl => Self::Jsonl,
            SourceType::Csv => Self::Csv,
            SourceType::Feed => Self::Feed,
        }
    }
}

/// The order of the hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sort {
    /// Best first: articles that hold any of the words
    #[default]
    Relevance,
    /// Newest first: articles that hold all of the words
    Newest,
    /// Oldest first: articles that hold all of the words
    Oldest,
}

impl From<Sort> for Order {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Relevance => Self::Relevance,
            Sort::Newest => Self::Newest,
            Sort::Oldest => Self::Oldest,
        }
    }
}

/// What becomes of articles whose text is nearly another's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Copies {
    /// Only the earliest of them is shown
    #[default]
    Hide,
    /// Each is shown
    Show,
}

/// What a hit of `search` is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum HitBy {
    /// An article
    #[default]
    Article,
    /// The best article of each story
    Story,
}

/// The order of rows that have a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Days {
    /// Newest first, undated last
    #[default]
    Newest,
    /// Oldest first, undated last
    Oldest,
}

/// The order of stories.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum StoryOrder {
    /// Largest first, of one size the newest
    #[default]
    Size,
    /// Newest first
    Newest,
    /// Oldest first
    Oldest,
}

/// How long the periods of `timeline` are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Period {
    /// A calendar day
    Day,
    /// Monday to Sunday
    Week,
    /// A calendar month
    #[default]
    Month,
    /// Three months
    Quarter,
    /// A calendar year
    Year,
}

impl From<Period> for news::Step {
    fn from(period: Period) -> Self {
        match period {
            Period::Day => Self::Day,
            Period::Week => Self::Week,
            Period::Month => Self::Month,
            Period::Quarter => Self::Quarter,
            Period::Year => Self::Year,
        }
    }
}

/// What `stats` counts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CountBy {
    /// Publisher
    Site,
    /// Day of publication
    Day,
    /// Month of publication
    Month,
    /// Year of publication
    Year,
    /// Each company that an article names
    Company,
    /// Each topic of an article
    Topic,
    /// Each kind of deal that an article tells
    Deal,
    /// Language
    Language,
}

impl CountBy {
    /// Its name in the answer.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
            Self::Company => "company",
            Self::Topic => "topic",
            Self::Deal => "deal",
            Self::Language => "language",
        }
    }
}

impl From<CountBy> for news::Key {
    fn from(by: CountBy) -> Self {
        match by {
            CountBy::Site => Self::Site,
            CountBy::Day => Self::Day,
            CountBy::Month => Self::Month,
            CountBy::Year => Self::Year,
            CountBy::Company => Self::Company,
            CountBy::Topic => Self::Topic,
            CountBy::Deal => Self::Deal,
            CountBy::Language => Self::Language,
        }
    }
}

/// A kind of deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kind(pub(crate) DealKind);

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names: Vec<&str> = DealKind::ALL.iter().map(|kind| kind.as_str()).collect();
        let kind = text.trim().to_ascii_lowercase().parse();
        kind.map(Self).map_err(|()| {
            format!(
                "`{text}` is no kind of deal; choose among {}",
                names.join(", ")
            )
        })
    }
}

/// How far a deal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Status(pub(crate) DealStatus);

impl FromStr for Status {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names: Vec<&str> = DealStatus::ALL
            .iter()
            .map(|status| status.as_str())
            .collect();
        let status = text.trim().to_ascii_lowercase().parse();
        status.map(Self).map_err(|()| {
            format!(
                "`{text}` is no status of a deal; choose among {}",
                names.join(", ")
            )
        })
    }
}

/// What `batch` ranks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// Each article once, with its best passage
    #[default]
    Article,
    /// Every passage
    Passage,
}

/// How the queries of `batch` are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Syntax {
    /// As plain words
    #[default]
    Plain,
    /// In the query language of `newsdex help query`
    Query,
}

/// What `schema` describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Described {
    /// The object of `search --format json`
    Search,
    /// The object of `show --format json`
    Show,
    /// A line of `add --dry-run --format jsonl`
    Add,
    /// A line of `export`
    Export,
    /// A line of `batch`
    Batch,
    /// The object of `eval run` and `eval score` with `--format json`
    Eval,
    /// The object of `eval compare --format json`
    EvalCompare,
    /// The object of `status --format json`
    Status,
    /// The object of `deals --format json`
    Deals,
    /// The object of `stories --format json`
    Stories,
    /// The object of `timeline --format json`
    Timeline,
    /// The object of `companies --format json`
    Companies,
    /// The object of `topics --format json`
    Topics,
    /// The object of `pairs --format json`
    Pairs,
    /// The object of `stats --format json`
    Stats,
    /// The object of `why --format json`
    Why,
    /// The object of `like --format json`
    Like,
    /// The object of `lexicon check --format json`
    Lexicon,
    /// The object of `show --history --format json`
    History,
    /// The object of `diff --format json`
    Diff,
    /// The object of `watch run --format json`
    Watch,
    /// The object of `watch list --format json`
    Watches,
    /// The object of `feed list --format json`
    Feed,
    /// The object of `feed add --format json`
    FeedAdd,
    /// The object of `feed fetch --format json`
    FeedFetch,
}

impl Described {
    /// The name by which [`newsdex::render`] knows it.
    pub(crate) fn command(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Show => "show",
            Self::Add => "add",
            Self::Export => "export",
            Self::Batch => "batch",
            Self::Eval => "eval",
            Self::EvalCompare => "eval-compare",
            Self::Status => "status",
            Self::Deals => "deals",
            Self::Stories => "stories",
            Self::Timeline => "timeline",
            Self::Companies => "companies",
            Self::Topics => "topics",
            Self::Pairs => "pairs",
            Self::Stats => "stats",
            Self::Why => "why",
            Self::Like => "like",
            Self::Lexicon => "lexicon",
            Self::History => "history",
            Self::Diff => "diff",
            Self::Watch => "watch",
            Self::Watches => "watches",
            Self::Feed => "feed",
            Self::FeedAdd => "feed add",
            Self::FeedFetch => "feed fetch",
        }
    }
}
