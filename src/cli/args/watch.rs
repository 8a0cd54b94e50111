//! Flags of `watch`.

use clap::{Args, Subcommand};
use newsdex::corpus::watches::WatchName;
use newsdex::query::parse::Day;

use super::search::Sync;
use super::sources::Lock;

/// Tell only what is new of the things you watch
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex watch add chips 'topic:chips company:nvidia'\n  newsdex watch run\n  newsdex watch list"
)]
pub(crate) struct WatchArgs {
    #[command(subcommand)]
    pub(crate) command: WatchCommand,
}

/// What to do with watches.
#[derive(Debug, Subcommand)]
pub(crate) enum WatchCommand {
    Add(WatchAddArgs),
    /// List the watches
    #[command(after_help = "Example:\n  newsdex watch list --format json")]
    List,
    Remove(WatchRemoveArgs),
    Run(WatchRunArgs),
}

/// Watch for articles that hold all of the words
///
/// Whatever matches already counts as known: `newsdex watch run` tells what is taken in from now on,
/// however old it is. Days such as since:30d in the query count from the day of each run.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex watch add chips 'topic:chips company:nvidia'\n  newsdex watch add cloud openai cloud -rumour --since 7d"
)]
pub(crate) struct WatchAddArgs {
    /// A name of your own: letters, digits, - and _
    #[arg(value_name = "NAME")]
    pub(crate) name: WatchName,
    /// Words, "exact phrases", -words to leave out, filters
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// Let the first run also tell the stories that were published on this day or later
    #[arg(long, value_name = "DAY")]
    pub(crate) since: Option<Day>,
    #[command(flatten)]
    pub(crate) sync: Sync,
    #[command(flatten)]
    pub(crate) lock: Lock,
}

/// Stop watching, and forget what was told
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  newsdex watch remove chips")]
pub(crate) struct WatchRemoveArgs {
    /// Names of watches
    #[arg(required = true, value_name = "NAME")]
    pub(crate) names: Vec<WatchName>,
    #[command(flatten)]
    pub(crate) lock: Lock,
}

/// Tell the stories that are new since the last run, each with the passage that matched
///
/// A story is told once: when another report or a copy of it comes later, it is not told again. What was
/// told is remembered only after all of it has been written, so a run that fails loses nothing. The exit
/// code is 0 with news and 1 without.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex watch run\n  newsdex watch run chips --format md | mail -s chips me@example.com\n  newsdex watch run --format atom > news.xml"
)]
pub(crate) struct WatchRunArgs {
    /// Names of watches; all of them without any
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<WatchName>,
    /// Tell what is new, and let the next run tell it again
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) sync: Sync,
    #[command(flatten)]
    pub(crate) lock: Lock,
}
