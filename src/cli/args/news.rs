//! Flags of what tells of deals, stories and companies, and of the lexicon behind them.

use clap::{Args, Subcommand};
use newsdex::query::parse::Day;

use super::search::Sync;
use crate::cli::values::{Copies, CountBy, Days, Kind, Period, Status, StoryOrder};

/// Which articles a command over many is about.
#[derive(Clone, Debug, Args)]
pub(crate) struct Which {
    /// Words, phrases and filters that the articles hold, all of them; without any, every article
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// Only articles published on this day or later
    #[arg(long, value_name = "DAY")]
    pub(crate) since: Option<Day>,
    /// Only articles published on this day or earlier
    #[arg(long, value_name = "DAY")]
    pub(crate) until: Option<Day>,
    /// What becomes of copies of an article
    #[arg(long, value_name = "WHAT", default_value = "hide")]
    pub(crate) copies: Copies,
    #[command(flatten)]
    pub(crate) sync: Sync,
}

/// List deals: who, with whom, for how much, in which sentence
///
/// A deal that many articles tell is one row: of one kind, between the same parties, on days that are
/// near. It is listed if any article that tells it matches the query, whoever its parties are: `--party`
/// keeps those of a company. The newest comes first. `background` marks deals that no article is about, `needs review`
/// those whose amount the articles don't agree on.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex deals\n  newsdex deals --party openai --kind cloud,supply --since 2026-01\n  newsdex deals nvidia --format csv > deals.csv"
)]
pub(crate) struct DealsArgs {
    #[command(flatten)]
    pub(crate) which: Which,
    /// Only deals of these kinds: acquisition, investment, cloud, supply, licensing, partnership
    #[arg(long, value_name = "KIND,…", value_delimiter = ',')]
    pub(crate) kind: Vec<Kind>,
    /// Only deals that are so far: announced, reported, revised, ended, blocked
    #[arg(long, value_name = "STATUS,…", value_delimiter = ',')]
    pub(crate) status: Vec<Status>,
    /// Only deals of this company, under any of its names; given more than once, of all of them together
    #[arg(long, value_name = "NAME")]
    pub(crate) party: Vec<String>,
    /// Leave out deals that are only mentioned
    #[arg(long)]
    pub(crate) main: bool,
    /// Only deals whose amount the articles don't agree on
    #[arg(long)]
    pub(crate) review: bool,
    /// Order of the deals
    #[arg(long, value_name = "ORDER", default_value = "newest")]
    pub(crate) sort: Days,
    /// Most deals to list: 20 on a page for people, else all
    #[arg(short = 'n', long, value_name = "N")]
    pub(crate) limit: Option<usize>,
}

/// List stories: articles of one event, across outlets and days
///
/// The largest comes first. A story is listed whole if any of its articles matches.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex stories --since 7d\n  newsdex stories anthropic --sort newest"
)]
pub(crate) struct StoriesArgs {
    #[command(flatten)]
    pub(crate) which: Which,
    /// Order of the stories
    #[arg(long, value_name = "ORDER", default_value = "size")]
    pub(crate) sort: StoryOrder,
    /// Most stories to list: 20 on a page for people, else all
    #[arg(short = 'n', long, value_name = "N")]
    pub(crate) limit: Option<usize>,
}

/// Count stories by day, week, month, quarter or year
///
/// A story counts once, where its first article stands; an article that is in no story is one.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex timeline --by year\n  newsdex timeline nvidia --since 2025-01 --by week\n  newsdex timeline openai --format svg > openai.svg"
)]
pub(crate) struct TimelineArgs {
    #[command(flatten)]
    pub(crate) which: Which,
    /// Length of a period
    #[arg(long, value_name = "PERIOD", default_value = "month")]
    pub(crate) by: Period,
}

/// Count the companies that articles name, those in the most stories first
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex companies\n  newsdex companies cloud --since 2026-01 --primary"
)]
pub(crate) struct CompaniesArgs {
    #[command(flatten)]
    pub(crate) which: Which,
    /// Only companies that an article is about
    #[arg(long)]
    pub(crate) primary: bool,
    /// Most companies to list: 20 on a page for people, else all
    #[arg(short = 'n', long, value_name = "N")]
    pub(crate) limit: Option<usize>,
}

/// Count what articles are about, the topics of the most stories first
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  newsdex topics\n  newsdex topics company:openai --since 90d")]
pub(crate) struct TopicsArgs {
    #[command(flatten)]
    pub(crate) which: Which,
    /// Most topics to list
    #[arg(short = 'n', long, value_name = "N")]
    pub(crate) limit: Option<usize>,
}

/// List whom a company deals with, the partners of the most stories first
///
/// Partners stand on the other side of a deal: who invests beside a company is none. Totals add up
/// the amounts of announced deals whose evidence holds them; rumours, background and deals that need review
/// add nothing, and the same amount told as several kinds counts once. A round of many investors counts whole
/// for each.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex pairs openai\n  newsdex pairs nvidia --since 2025-01 --format dot | dot -Tsvg > nvidia.svg"
)]
pub(crate) struct PairsArgs {
    /// The company, under any of its names
    #[arg(required = true, value_name = "COMPANY")]
    pub(crate) company: Vec<String>,
    /// Only articles published on this day or later
    #[arg(long, value_name = "DAY")]
    pub(crate) since: Option<Day>,
    /// Only articles published on this day or earlier
    #[arg(long, value_name = "DAY")]
    pub(crate) until: Option<Day>,
    /// Most partners to list: 20 on a page for people, else all
    #[arg(short = 'n', long, value_name = "N")]
    pub(crate) limit: Option<usize>,
    #[command(flatten)]
    pub(crate) sync: Sync,
}

/// Count articles, copies and stories, by site, month or what else is known
///
/// With several keys, each combination that occurs is a row.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex stats\n  newsdex stats --by site,month\n  newsdex stats openai --by topic"
)]
pub(crate) struct StatsArgs {
    #[command(flatten)]
    pub(crate) which: Which,
    /// What to count by
    #[arg(long, value_name = "KEY,…", value_delimiter = ',')]
    pub(crate) by: Vec<CountBy>,
    /// Most rows to list: 20 on a page for people, else all
    #[arg(short = 'n', long, value_name = "N")]
    pub(crate) limit: Option<usize>,
}

/// Look after the list of names that are known
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  newsdex lexicon check\n  newsdex lexicon check --all")]
pub(crate) struct LexiconArgs {
    #[command(subcommand)]
    pub(crate) command: LexiconCommand,
}

/// What to do with the lexicon.
#[derive(Debug, Subcommand)]
pub(crate) enum LexiconCommand {
    Check(LexiconCheckArgs),
}

/// Name what is wrong in the lexicon, with file and line
///
/// Clashes, unknown keys, names that are stop words, and names that occur in no article. The exit code
/// is 4 if something is wrong; the rest of the lexicon works all the same.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex lexicon check\n  newsdex lexicon check --all --format csv"
)]
pub(crate) struct LexiconCheckArgs {
    /// Also list the built-in names that occur in no article
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) sync: Sync,
}
