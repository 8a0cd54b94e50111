//! What a search gives: ranked, grouped, marked hits, before anything renders them.

use std::ops::Range;

use jiff::civil::Date;

pub use crate::article::Card;
pub use crate::enrich::Facts;
pub use crate::index::StoredFacts;

/// The answer to one question.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// How the question was understood.
    pub understood: Understood,
    /// How much there is beyond what is shown.
    pub total: Totals,
    /// First and last day of publication among all articles of the index.
    pub covered: Option<(Date, Date)>,
    /// The hits, best first.
    pub hits: Vec<Hit>,
    /// Words of the index near to what was asked, where nothing was found.
    pub near_terms: Vec<String>,
}

/// How a question was understood.
#[derive(Clone, Debug, Default)]
pub struct Understood {
    /// As typed.
    pub text: String,
    /// The tree, printed in the query language.
    pub parsed: String,
    /// The tree after aliases and spelling, printed in the query language.
    pub expanded: String,
    /// The engine's plan: weighted terms, phrases, filters.
    pub planned: String,
    /// Each step that was taken to find something after all, one sentence each.
    pub relaxed: Vec<String>,
    /// What was ignored, one sentence each.
    pub notices: Vec<String>,
}

/// Counts of what matches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Passages that match.
    pub passages: u64,
    /// Articles that match.
    pub articles: u64,
    /// Stories that match; an article in no story counts for itself.
    pub stories: u64,
}

/// An article with its best passages.
#[derive(Clone, Debug)]
pub struct Hit {
    /// From 1, counted over all pages of the answer.
    pub rank: usize,
    /// The score that ranked it; 0 where the order is by day.
    pub score: f64,
    /// The article.
    pub article: Card,
    /// Byte spans of the title that made it match.
    pub title_marks: Vec<Range<usize>>,
    /// Its best passages, best first.
    pub passages: Vec<PassageHit>,
    /// Companies, topics and deals of the article.
    pub facts: StoredFacts,
    /// How many other articles it stands for.
    pub copies: u64,
    /// The story that it belongs to.
    pub story: Option<String>,
    /// Parts that add up to `score`, where they were asked for.
    pub explain: Option<Vec<Part>>,
}

/// A passage that matched.
#[derive(Clone, Debug)]
pub struct PassageHit {
    /// Byte offset in the body.
    pub start: usize,
    /// Length in bytes.
    pub len: usize,
    /// The passage's own score.
    pub score: f64,
    /// The heading of its section.
    pub heading: Option<String>,
    /// Sentences before it, where asked for.
    pub before: String,
    /// Exactly the bytes `start..start + len` of the body: Markdown.
    pub text: String,
    /// Sentences after it, where asked for.
    pub after: String,
    /// Byte spans of `text` that made it match, ordered and disjoint.
    pub marks: Vec<Range<usize>>,
}

/// One part of a score.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it is, in words.
    pub name: String,
    /// What it adds.
    pub value: f64,
}
