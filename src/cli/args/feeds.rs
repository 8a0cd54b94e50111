//! Flags of `feed`.

use clap::{Args, Subcommand};

use super::sources::{Effort, Fetching, Lock, Pages};

/// Follow feeds: add, list, remove and fetch them
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex feed add https://example.com/feed.xml\n  newsdex feed fetch\n  newsdex feed list"
)]
pub(crate) struct FeedArgs {
    #[command(subcommand)]
    pub(crate) command: FeedCommand,
}

/// What to do with feeds.
#[derive(Debug, Subcommand)]
pub(crate) enum FeedCommand {
    Add(FeedAddArgs),
    List(FeedListArgs),
    Remove(FeedRemoveArgs),
    Fetch(FeedFetchArgs),
}

/// Follow feeds from now on
///
/// A link may name a feed, or a page that has one. The feeds of an OPML file, as other readers write it,
/// are taken as they are. Nothing but the named links is fetched; `feed fetch` brings the articles.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex feed add https://example.com/blog\n  newsdex feed add subscriptions.opml\n  newsdex feed add --starter"
)]
pub(crate) struct FeedAddArgs {
    /// Links of feeds or pages, OPML files, or - for standard input
    #[arg(required_unless_present = "starter", value_name = "SOURCE")]
    pub(crate) sources: Vec<String>,
    /// Also follow the list that comes with newsdex
    #[arg(long)]
    pub(crate) starter: bool,
    #[command(flatten)]
    pub(crate) fetching: Fetching,
    #[command(flatten)]
    pub(crate) lock: Lock,
}

/// List the feeds that are followed, and how they fare
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  newsdex feed list\n  newsdex feed list --opml > feeds.opml")]
pub(crate) struct FeedListArgs {
    /// Write the list as OPML, for other readers; the same as --format opml
    #[arg(long)]
    pub(crate) opml: bool,
}

/// Follow feeds no longer; the articles that they brought stay
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  newsdex feed remove a-feed")]
pub(crate) struct FeedRemoveArgs {
    /// Names or links of feeds, as `feed list` shows them
    #[arg(required = true, value_name = "NAME")]
    pub(crate) names: Vec<String>,
    #[command(flatten)]
    pub(crate) lock: Lock,
}

/// Bring what is new in the feeds, then index it
///
/// Servers are asked whether a feed changed; items that are known cost nothing. Where a feed holds only
/// the beginning of an article, its page is read as well. A feed that fails is left alone for a while,
/// longer each time, unless you name it. The exit code is 4 if a feed failed.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex feed fetch\n  newsdex feed fetch openai-news --delay 5\n  newsdex -q feed fetch    (for cron: prints only what failed)"
)]
pub(crate) struct FeedFetchArgs {
    /// Names or links of feeds; without any, all
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// File the articles only; the next search indexes them
    #[arg(long)]
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
