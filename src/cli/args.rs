//! Every command and flag as types; their comments are the help. No behaviour.
//!
//! Query words may start with a dash (`search openai -microsoft`): [`super::argv`] moves them behind
//! `--` before these types read the line.

mod eval;
mod feeds;
mod news;
mod search;
mod sources;
mod watch;

use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use newsdex::query::parse::Day;

use super::values::{Color, Described, Format};

pub(crate) use eval::*;
pub(crate) use feeds::*;
pub(crate) use news::*;
pub(crate) use search::*;
pub(crate) use sources::*;
pub(crate) use watch::*;

/// Find the right passage in AI-industry news
///
/// newsdex takes in articles in whatever form you have them, keeps each as a plain file in
/// `corpus/`, and finds ranked passages in them. The index is disposable: it is rebuilt from the
/// corpus at any time.
#[derive(Debug, Parser)]
#[command(
    name = "newsdex",
    version,
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = "Start here:\n  newsdex add FILE FOLDER …\n  newsdex search openai cloud partnership\n  newsdex help query"
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Names the home where no flag does; set to nothing it is as good as unset.
pub(crate) const HOME_VARIABLE: &str = "NEWSDEX_HOME";

/// Flags that stand before or after any command.
#[derive(Clone, Debug, Args)]
pub(crate) struct Global {
    /// Folder that holds `corpus/` and `index/`
    ///
    /// Without it: the nearest folder upwards that holds `corpus/.newsdex/`, else your data folder.
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = HOME_VARIABLE,
        // An empty one is let through: the variable may be set to nothing.
        value_parser = OsStringValueParser::new().map(PathBuf::from),
        help_heading = "Global options"
    )]
    pub(crate) home: Option<PathBuf>,
    /// How results are written; each command has a default that fits it
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        help_heading = "Global options"
    )]
    pub(crate) format: Option<Format>,
    /// When to use colour
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Global options"
    )]
    pub(crate) color: Color,
    /// The day from which relative days such as 7d are counted, instead of the current one
    #[arg(
        long,
        global = true,
        value_name = "DAY",
        help_heading = "Global options"
    )]
    pub(crate) today: Option<Day>,
    /// Say less: no progress, no notes, only results and errors
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub(crate) quiet: bool,
    /// Say which home and how long it took; twice: which index, too
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = "Global options")]
    pub(crate) verbose: u8,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Add(AddArgs),
    Feed(FeedArgs),
    #[command(visible_alias = "query")]
    Search(SearchArgs),
    Show(ShowArgs),
    Diff(DiffArgs),
    Open(OpenArgs),
    Export(ExportArgs),
    Deals(DealsArgs),
    Stories(StoriesArgs),
    Timeline(TimelineArgs),
    Companies(CompaniesArgs),
    Topics(TopicsArgs),
    Pairs(PairsArgs),
    Like(LikeArgs),
    Why(WhyArgs),
    Stats(StatsArgs),
    Lexicon(LexiconArgs),
    Batch(BatchArgs),
    Eval(EvalArgs),
    Watch(WatchArgs),
    Index(IndexArgs),
    /// Show what is here: articles, days covered, files without title or date, rejected records
    #[command(after_help = "Examples:\n  newsdex status\n  newsdex status --format json")]
    Status,
    /// Check that corpus and index are intact
    ///
    /// Reads every file of the index against its checksum and every article of the corpus.
    #[command(after_help = "Example:\n  newsdex check")]
    Check,
    Rm(RmArgs),
    Reclean(RecleanArgs),
    Schema(SchemaArgs),
    Completions(CompletionsArgs),
    /// Print the manual page
    #[command(after_help = "Example:\n  newsdex man > newsdex.1")]
    Man,
    Help(HelpArgs),
}

/// Print the JSON Schema of a command's output
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex schema search\n  newsdex schema export > export.schema.json"
)]
pub(crate) struct SchemaArgs {
    /// The command
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Described,
}

/// Print a completion script for your shell
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  newsdex completions bash > ~/.local/share/bash-completion/completions/newsdex"
)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

/// Explain a command, or the query language: `newsdex help query`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  newsdex help query\n  newsdex help feed add")]
pub(crate) struct HelpArgs {
    /// `query`, or a command
    #[arg(value_name = "TOPIC")]
    pub(crate) topic: Vec<String>,
}
