//! Flags of what brings articles in, indexes them, and takes them out again.

use std::path::PathBuf;

use clap::Args;
use newsdex::query::parse::Day;

use crate::cli::values::{Mapping, Seconds, Size, SourceType};

/// Take in articles, then index them
///
/// A source is recognised by its content: text dumps, Markdown, web pages, JSON Lines, CSV and feeds,
/// plain or compressed (.gz, .zst). Links are fetched, politely: robots.txt is obeyed, and a page that
/// was taken before is asked for only if it changed. Adding the same thing again changes nothing; what
/// you edited by hand is never overwritten.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex add articles/ page.html dump.jsonl.gz\n  newsdex add https://example.com/news/a-deal\n  newsdex add --map title=headline,date=day,body=story export.csv\n  pbpaste | newsdex add - --dry-run"
)]
pub(crate) struct AddArgs {
    /// Files, folders, links, or - for standard input
    #[arg(required = true, value_name = "SOURCE")]
    pub(crate) sources: Vec<PathBuf>,
    /// Which fields of the records to take, as OURS=THEIRS
    ///
    /// Usual names (id, title, headline, text, body, content, date, published, url, link, source,
    /// site, author) need no map.
    #[arg(long, value_name = "title=NAME,…", value_delimiter = ',', num_args = 1)]
    pub(crate) map: Vec<Mapping>,
    /// Take every source for this, whatever it looks like
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) source_type: Option<SourceType>,
    /// The day on which the sources were saved; days without a year count from it
    #[arg(long, value_name = "DAY")]
    pub(crate) as_of: Option<Day>,
    /// Show what would be filed, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Stop at the first thing that can't be taken in
    #[arg(long)]
    pub(crate) strict: bool,
    /// File the articles only; the next search indexes them
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) no_index: bool,
    #[command(flatten)]
    pub(crate) pages: Pages,
    #[command(flatten)]
    pub(crate) fetching: Fetching,
    #[command(flatten)]
    pub(crate) effort: Effort,
    #[command(flatten)]
    pub(crate) lock: Lock,
}

/// How pages are fetched.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Fetching {
    /// Pause between two requests to the same host
    #[arg(long, value_name = "SECONDS", default_value = "1")]
    pub(crate) delay: Seconds,
    /// Give a page up after that long
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) timeout: u64,
    /// Also fetch from addresses inside your own network
    #[arg(long)]
    pub(crate) allow_private: bool,
    /// Open no connection at all
    #[arg(long)]
    pub(crate) offline: bool,
}

/// What is read beside a feed.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Pages {
    /// Take the text that a feed holds, and never read the pages behind its teasers
    #[arg(long)]
    pub(crate) no_pages: bool,
}

/// How much of the machine indexing may use.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Effort {
    /// Threads to use; as many as there are processors by default
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Memory for the part of the index that is not yet written
    #[arg(long, value_name = "SIZE", default_value = "256MB")]
    pub(crate) max_memory: Size,
}

/// How long to wait for another newsdex that is writing.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Lock {
    /// How long to wait while another newsdex writes here
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub(crate) lock_wait: u64,
}

/// Bring the index in step with the corpus
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex index\n  newsdex index --rebuild --threads 2\n  newsdex index --watch"
)]
pub(crate) struct IndexArgs {
    /// Build the index anew from the corpus
    #[arg(long)]
    pub(crate) rebuild: bool,
    /// Then follow the changes in `corpus/`, until interrupted
    ///
    /// A saved file is found within a second or two. Each update is told in one line; other commands can
    /// write in between.
    #[arg(long)]
    pub(crate) watch: bool,
    #[command(flatten)]
    pub(crate) effort: Effort,
    #[command(flatten)]
    pub(crate) lock: Lock,
}

/// Remove the articles that match, for good
///
/// Articles that hold all of the words are taken. A removed article stays away when its source is
/// added again by a feed.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex rm id:ruzhl37jznyus --dry-run\n  newsdex rm site:example.com --yes"
)]
pub(crate) struct RmArgs {
    /// Words, phrases and filters such as id:k3f9 or site:example.com
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// List what would be removed, and remove nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Remove without asking
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) lock: Lock,
}

/// Clean the kept originals again with this version's cleaner
///
/// Articles that you edited by hand stay as they are.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  newsdex reclean")]
pub(crate) struct RecleanArgs {
    #[command(flatten)]
    pub(crate) effort: Effort,
    #[command(flatten)]
    pub(crate) lock: Lock,
}
