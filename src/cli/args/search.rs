//! Flags of what finds and shows articles.

use std::path::PathBuf;

use clap::Args;
use newsdex::query::parse::Day;

use crate::cli::values::{By, Cited, Copies, HitBy, Recency, Sort, Syntax, at_least_one};

/// Find passages, best first
///
/// Words, "exact phrases", -words to leave out and filters such as site:reuters or date:2026-04; see
/// `newsdex help query`. Articles that hold any of the words are taken; those that hold more of them,
/// and rarer ones, come first.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex search openai cloud partnership\n  newsdex search nvidia -earnings --since 30d\n  newsdex search '\"data center\"' --context 1 --format json"
)]
pub(crate) struct SearchArgs {
    /// Words, "exact phrases", -words to leave out, filters
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// Most articles to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10, value_parser = at_least_one)]
    pub(crate) limit: usize,
    /// Articles to leave out before the first one shown
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) offset: usize,
    /// Most passages of one article
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = at_least_one)]
    pub(crate) passages: usize,
    /// Sentences to show before and after each passage, of its own section: none across headings
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) context: usize,
    /// Only articles published on this day or later
    #[arg(long, value_name = "DAY")]
    pub(crate) since: Option<Day>,
    /// Only articles published on this day or earlier
    #[arg(long, value_name = "DAY")]
    pub(crate) until: Option<Day>,
    /// Order of the articles
    #[arg(long, value_name = "ORDER", default_value = "relevance")]
    pub(crate) sort: Sort,
    /// What becomes of copies of an article: the earliest stands for all of them, or each is shown
    #[arg(long, value_name = "WHAT", default_value = "hide")]
    pub(crate) copies: Copies,
    /// What a hit is: an article, or the best article of each story
    #[arg(
        long,
        value_name = "WHAT",
        default_value = "article",
        conflicts_with = "copies"
    )]
    pub(crate) by: HitBy,
    /// Prefer newer articles: the age at which one has lost half of its weight, such as 90d
    #[arg(long, value_name = "off|HALF-LIFE", default_value = "off")]
    pub(crate) recency: Recency,
    /// Show how the query was understood and what each score is made of
    #[arg(long)]
    pub(crate) explain: bool,
    #[command(flatten)]
    pub(crate) sync: Sync,
}

/// Whether the index is brought up to date first.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Sync {
    /// Answer from the index as it is, without looking for changes in the corpus
    #[arg(long)]
    pub(crate) no_sync: bool,
}

/// Print an article, or exactly the passage that a hit names
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex show ruzhl37jznyus\n  newsdex show ruzhl37jznyus@0+644\n  newsdex show ruzhl37jznyus --format json"
)]
pub(crate) struct ShowArgs {
    /// An id, or ID@START+LEN as hits give it: bytes of the article's body
    #[arg(value_name = "ID[@START+LEN]")]
    pub(crate) cited: Cited,
    /// List its versions instead: the day on which each came, its headline, how many words changed
    #[arg(long)]
    pub(crate) history: bool,
}

/// Show what changed between two versions of an article, word by word
///
/// A version is kept when a newer text of the article comes. What went stands in [-…-], what came in
/// {+…+}; paragraphs that are the same are left out.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex show k3f9 --history\n  newsdex diff k3f9\n  newsdex diff k3f9 --from 1 --to 3"
)]
pub(crate) struct DiffArgs {
    /// An id, or ID@START+LEN as hits give it
    #[arg(value_name = "ID")]
    pub(crate) cited: Cited,
    /// The older version, by its number; the one before the newer without it
    #[arg(long, value_name = "N")]
    pub(crate) from: Option<usize>,
    /// The newer version, by its number; the last one without it
    #[arg(long, value_name = "N")]
    pub(crate) to: Option<usize>,
}

/// Open an article's page in the browser, or its file where it has no page
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex open ruzhl37jznyus\n  newsdex open ruzhl37jznyus@0+644"
)]
pub(crate) struct OpenArgs {
    /// An id, or ID@START+LEN as hits give it
    #[arg(value_name = "ID")]
    pub(crate) cited: Cited,
}

/// Write articles as JSON Lines, all of them or those that match
///
/// Articles that hold all of the words are taken, copies included.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex export > articles.jsonl\n  newsdex export site:example.com --format csv > articles.csv"
)]
pub(crate) struct ExportArgs {
    /// Words, phrases and filters; without them every article is written
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    #[command(flatten)]
    pub(crate) sync: Sync,
}

/// List the articles nearest to one, whatever the days between them
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex like ruzhl37jznyus\n  newsdex like ruzhl37jznyus -n 5 --copies show"
)]
pub(crate) struct LikeArgs {
    /// An id, or ID@START+LEN as hits give it
    #[arg(value_name = "ID")]
    pub(crate) cited: Cited,
    /// Most articles to list: 20 on a page for people, else 1000
    #[arg(short = 'n', long, value_name = "N")]
    pub(crate) limit: Option<usize>,
    /// What becomes of copies of an article
    #[arg(long, value_name = "WHAT", default_value = "hide")]
    pub(crate) copies: Copies,
    #[command(flatten)]
    pub(crate) sync: Sync,
}

/// Tell why an article has its companies, topics and deals, its original and its story
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  newsdex why ruzhl37jznyus")]
pub(crate) struct WhyArgs {
    /// An id, or ID@START+LEN as hits give it
    #[arg(value_name = "ID")]
    pub(crate) cited: Cited,
    #[command(flatten)]
    pub(crate) sync: Sync,
}

/// Answer many queries at once, for evaluation and for programs
///
/// A query whose filter can't be understood (`--syntax query`) is told with file and line; the others are
/// answered, and the exit code is 2.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex batch questions.txt --depth 20 > found.jsonl\n  newsdex batch queries.jsonl --format trec > newsdex.run\n  newsdex batch - --syntax query < watched.txt"
)]
pub(crate) struct BatchArgs {
    /// Queries: one a line (the line number is the id), JSON Lines with _id and text, or TREC topics; - for
    /// standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Most results of each query
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = at_least_one)]
    pub(crate) depth: usize,
    /// What is ranked
    #[arg(long, value_name = "WHAT", default_value = "article")]
    pub(crate) by: By,
    /// What becomes of copies of an article: each is ranked, or the earliest stands for all of them
    #[arg(long, value_name = "WHAT", default_value = "show")]
    pub(crate) copies: Copies,
    /// How the queries are read
    #[arg(long, value_name = "SYNTAX", default_value = "plain")]
    pub(crate) syntax: Syntax,
    /// Queries answered at the same time; as many as there are processors by default
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    #[command(flatten)]
    pub(crate) sync: Sync,
}
