//! The types that leave the program as JSON: the format promised to others.
//!
//! Each field is documented in `docs/wire-format.md`. Fields may be added; none is renamed or removed
//! without a new [`VERSION`]. Offsets and lengths are bytes of UTF-8; marks lie on character
//! boundaries.

mod convert;
mod counts;
mod evaluation;
mod feeds;
mod news;
mod versions;
mod watch;
mod why;

pub use counts::{
    CompaniesAnswer, CompanyRow, CountsRow, GapRow, GroupRow, LanguageRow, PairsAnswer, PartnerRow,
    PeriodRow, SiteGapRow, StatsAnswer, TimelineAnswer, TopicRow, TopicsAnswer, TotalAmount,
};
pub use evaluation::{
    ByMetric, Comparison, Evaluation, MetricComparison, QueryComparison, QueryScores,
};
pub use feeds::{FeedRow, FeedsAnswer, FollowRow, FollowsAnswer, VisitRow, VisitsAnswer};
pub use news::{
    Asked, CitedEvidence, DealMention, DealRow, DealsAnswer, StoriesAnswer, StoryArticle, StoryRow,
};
pub use versions::{Change, DiffAnswer, HistoryAnswer, Text, VersionRow};
pub use watch::{WatchAnswer, WatchListed, WatchRow, WatchStory, WatchesAnswer};
pub(in crate::render) use why::BY_HAND;
pub use why::{
    LexiconAnswer, LexiconRow, LikeAnswer, NearRow, WhyAnswer, WhyByHand, WhyCompany, WhyCopy,
    WhyDeal, WhySpan, WhyStory, WhyTopic,
};

use schemars::JsonSchema;

/// The version that every JSON object says it is of.
pub const VERSION: u32 = 1;

/// A byte span: first byte, and the byte after the last.
pub type Mark = [usize; 2];

/// The answer to a search.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct SearchAnswer {
    /// The version of this format.
    pub version: u32,
    /// How the query was understood.
    pub query: QueryEcho,
    /// How much matches, beyond what is shown.
    pub total: Total,
    /// First and last day of publication in the whole index; null where no article has a day.
    pub covered: Option<Covered>,
    /// The hits, best first.
    pub hits: Vec<Hit>,
    /// Words of the index that are near to what was asked; only where nothing was found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub near_terms: Vec<String>,
}

/// How a query was understood.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct QueryEcho {
    /// As typed.
    pub text: String,
    /// As parsed, in the query language.
    pub parsed: String,
    /// As searched, after aliases and spelling, in the query language.
    pub expanded: String,
    /// The engine's plan: weighted terms, phrases, filters; null unless an explanation was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub planned: Option<String>,
    /// Each step taken to find something after all, one sentence each.
    pub relaxed: Vec<String>,
    /// What was ignored, one sentence each.
    pub notices: Vec<String>,
}

/// Counts of what matches.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct Total {
    /// Passages.
    pub passages: u64,
    /// Articles.
    pub articles: u64,
    /// Stories.
    pub stories: u64,
}

/// The days that something covers.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct Covered {
    /// The first day, YYYY-MM-DD.
    pub from: String,
    /// The last day, YYYY-MM-DD.
    pub to: String,
}

/// An article with its best passages.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct Hit {
    /// The place, from 1, counted over all pages of the answer.
    pub rank: usize,
    /// The score that ranked it; 0 where the order is by day.
    pub score: f64,
    /// The article.
    pub article: ArticleCard,
    /// Its best passages, best first.
    pub passages: Vec<Passage>,
    /// Companies named in the article.
    pub companies: Vec<String>,
    /// What the article is about.
    pub topics: Vec<String>,
    /// Deals that the article reports.
    pub deals: Vec<Deal>,
    /// How many copies of the article are folded into it.
    pub copies: u64,
    /// The story that it belongs to.
    pub story: Option<String>,
    /// Parts that add up to `score`; null unless asked for.
    pub explain: Option<Vec<Part>>,
}

/// What is said of an article.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct ArticleCard {
    /// Its id.
    pub id: String,
    /// Its headline.
    pub title: String,
    /// Byte spans of `title` that matched.
    pub title_marks: Vec<Mark>,
    /// Where the headline came from: given, feed, meta, text, lead, file.
    pub title_from: String,
    /// Canonical URL.
    pub url: Option<String>,
    /// Publisher.
    pub site: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// Day of publication: YYYY-MM-DD, YYYY-MM or YYYY.
    pub published: Option<String>,
    /// How the day is known: given, feed, json-ld, meta, url, text, year-inferred, file.
    pub published_from: Option<String>,
    /// The day on which the article was first taken in.
    pub added: String,
    /// Its file below the home, with `/` between folders.
    pub path: String,
    /// Hash of the body as filed.
    pub body_hash: String,
}

/// A passage that matched.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct Passage {
    /// ID@START+LEN, as `newsdex show` takes it.
    pub id: String,
    /// First byte in the body.
    pub start: usize,
    /// Length in bytes.
    pub len: usize,
    /// The passage's own score.
    pub score: f64,
    /// Heading of its section.
    pub heading: Option<String>,
    /// Sentences before it, where asked for.
    pub before: String,
    /// Exactly the bytes `start..start+len` of the body: Markdown.
    pub text: String,
    /// Sentences after it, where asked for.
    pub after: String,
    /// Byte spans of `text` that matched, ordered and disjoint.
    pub marks: Vec<Mark>,
    /// The page, scrolled to the passage in browsers that know text fragments.
    pub link: Option<String>,
}

/// A part of a score.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct Part {
    /// What it is, in words.
    pub part: String,
    /// What it adds.
    pub value: f64,
}

/// A deal between companies.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct Deal {
    /// acquisition, investment, cloud, supply, licensing or partnership.
    pub kind: String,
    /// announced, reported, revised, ended or blocked.
    pub status: String,
    /// Who takes part.
    pub parties: Vec<Party>,
    /// The amount of money.
    pub amount: Option<Amount>,
    /// The day on which it was reported.
    pub day: Option<String>,
    /// Whether the article mentions it only as background.
    pub background: bool,
    /// Where the article says so.
    pub evidence: Option<Evidence>,
}

/// Who takes part in a deal.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct Party {
    /// The company.
    pub name: String,
    /// Its role: buyer, target, investor, investee, provider, customer and so on.
    pub role: String,
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct Amount {
    /// In whole units of the currency.
    pub value: f64,
    /// ISO 4217 code.
    pub currency: String,
    /// As written.
    pub text: String,
}

/// Where an article says something.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct Evidence {
    /// First byte in the body; null where it is the headline.
    pub start: Option<usize>,
    /// Length in bytes.
    pub len: usize,
    /// Exactly those bytes.
    pub text: String,
}

/// A row of `add --dry-run`: what would be filed, or why not.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
#[serde(untagged)]
pub enum AddRow {
    /// An article.
    Article(Box<AddedArticle>),
    /// Something that can't be taken in.
    Rejected(Rejected),
}

/// An article as it would be filed.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct AddedArticle {
    /// The source as typed.
    pub source: String,
    /// Its headline.
    pub title: String,
    /// Where the headline came from.
    pub title_from: String,
    /// The body as filed: Markdown.
    pub body: String,
    /// The body without markup.
    pub text: String,
    /// Day of publication: YYYY-MM-DD, YYYY-MM or YYYY.
    pub published: Option<String>,
    /// How the day is known.
    pub published_from: Option<String>,
    /// Canonical URL.
    pub url: Option<String>,
    /// Publisher.
    pub site: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// Papers that the article names as its source.
    pub credits: Vec<String>,
}

/// Something that can't be taken in.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct Rejected {
    /// The source as typed.
    pub source: String,
    /// The line of the record, from 1, where the source holds many.
    pub line: Option<u64>,
    /// Why.
    pub rejected: String,
}

/// A row of `export`: an article with all that is known of it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct ExportRow {
    /// Its id.
    pub id: String,
    /// Its headline.
    pub title: String,
    /// Day of publication: YYYY-MM-DD, YYYY-MM or YYYY.
    pub published: Option<String>,
    /// How the day is known.
    pub published_from: Option<String>,
    /// Canonical URL.
    pub url: Option<String>,
    /// Publisher.
    pub site: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// Papers that the article names as its source.
    pub credits: Vec<String>,
    /// Language, as a code of two letters.
    pub language: Option<String>,
    /// The day on which the article was first taken in.
    pub added: String,
    /// The body as filed: Markdown.
    pub body: String,
    /// Companies named in it.
    pub companies: Vec<Company>,
    /// What it is about.
    pub topics: Vec<String>,
    /// Deals that it reports.
    pub deals: Vec<Deal>,
    /// The article that it is a copy of.
    pub copy_of: Option<String>,
    /// The story that it belongs to.
    pub story: Option<String>,
}

/// The object of `show`: an article, or exactly some bytes of it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct Shown {
    /// The version of this format.
    pub version: u32,
    /// The article's id.
    pub id: String,
    /// Its headline.
    pub title: String,
    /// Canonical URL.
    pub url: Option<String>,
    /// Publisher.
    pub site: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// Day of publication: YYYY-MM-DD, YYYY-MM or YYYY.
    pub published: Option<String>,
    /// How the day is known.
    pub published_from: Option<String>,
    /// Its file, below the home.
    pub path: String,
    /// Hash of the body as filed.
    pub body_hash: String,
    /// ID@START+LEN of the passage; null where the whole article was asked for.
    pub passage: Option<String>,
    /// The body, or exactly those bytes of it: Markdown.
    pub text: String,
    /// Companies named in it.
    pub companies: Vec<Company>,
    /// What it is about.
    pub topics: Vec<String>,
    /// Deals that it reports.
    pub deals: Vec<Deal>,
    /// The article that it is a copy of.
    pub copy_of: Option<String>,
    /// The story that it belongs to.
    pub story: Option<String>,
}

/// A company named in an article.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct Company {
    /// Its name.
    pub name: String,
    /// Whether the article is about it.
    pub primary: bool,
}

/// A row of `batch`: one result of one query.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct BatchRow {
    /// The id of the query.
    pub query: String,
    /// The place, from 1.
    pub rank: usize,
    /// The score that ranked it.
    pub score: f64,
    /// The id of the article.
    pub article: String,
    /// Its headline.
    pub title: String,
    /// Its best passage, or the passage that is ranked; null where only a filter admitted it.
    pub passage: Option<BatchPassage>,
}

/// The passage of a [`BatchRow`].
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct BatchPassage {
    /// ID@START+LEN, as `newsdex show` takes it.
    pub id: String,
    /// Its text: Markdown.
    pub text: String,
    /// Byte spans of `text` that matched.
    pub marks: Vec<Mark>,
}

/// What is here: `status`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct Status {
    /// The version of this format.
    pub version: u32,
    /// The folder that holds corpus and index.
    pub home: String,
    /// Articles in the corpus.
    pub articles: u64,
    /// Collections (dumps kept as one file) in the corpus.
    pub collections: u64,
    /// First and last day of publication.
    pub covered: Option<Covered>,
    /// Articles without a day of publication.
    pub undated: u64,
    /// Files of the corpus without a title, below the home.
    pub files_without_title: Vec<String>,
    /// Files of the corpus without a day, below the home.
    pub files_without_date: Vec<String>,
    /// Records that could not be taken in.
    pub rejected: u64,
    /// Articles that were removed and stay away.
    pub removed: u64,
    /// How many feeds are followed.
    pub feeds: u64,
    /// Those that nobody should count on.
    pub stale_feeds: Vec<StaleFeed>,
    /// The index; null where there is none.
    pub index: Option<IndexStatus>,
}

/// A feed in [`Status`] that is gone, fails, or has brought nothing for long.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct StaleFeed {
    /// Its name.
    pub name: String,
    /// What is wrong with it.
    pub reason: String,
}

/// The index in [`Status`].
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct IndexStatus {
    /// The number of its format.
    pub format: u32,
    /// Articles in it.
    pub articles: u64,
    /// Passages in it.
    pub passages: u64,
    /// Its size in bytes.
    pub bytes: u64,
    /// How many files of the corpus it does not reflect yet.
    pub stale: u64,
}
