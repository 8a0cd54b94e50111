//! Every command and flag as types; their comments are the help. No behaviour.
//!
//! Query words may start with a dash (`search openai -microsoft`): [`super::argv`] moves them behind
//! `--` before these types read the line.

use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use newsdex::corpus::watches::WatchName;
use newsdex::evaluate::metrics::Metric;
use newsdex::query::parse::Day;

use super::values::{
    By, Cited, Color, Copies, CountBy, Days, Described, Format, HitBy, Kind, Mapping, Period,
    Recency, Seconds, Size, Sort, SourceType, Status, StoryOrder, Syntax, Threshold,
};

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
    Status,
    /// Check that corpus and index are intact
    ///
    /// Reads every file of the index against its checksum and every article of the corpus.
    Check,
    Rm(RmArgs),
    Reclean(RecleanArgs),
    Schema(SchemaArgs),
    Completions(CompletionsArgs),
    /// Print the manual page
    Man,
    Help(HelpArgs),
}

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
pub(crate) struct FeedListArgs {
    /// Write the list as OPML, for other readers; the same as --format opml
    #[arg(long)]
    pub(crate) opml: bool,
}

/// Follow feeds no longer; the articles that they brought stay
#[derive(Debug, Args)]
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

/// Find passages, best first
///
/// Words, "exact phrases", -words to leave out and filters such as site:reuters or date:2026-04; see
/// `newsdex help query`. Articles that hold any of the words are taken; those that hold more of them,
/// and rarer ones, come first.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex search openai cloud partnership\n  newsdex search nvidia -earnings --since 30d\n  newsdex search '\"primary cloud partner\"' --context 1 --format json"
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
    /// Sentences to show before and after each passage
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

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|n| *n > 0)
        .ok_or_else(|| format!("`{text}` is no number from 1 on"))
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
pub(crate) struct OpenArgs {
    /// An id, or ID@START+LEN as hits give it
    #[arg(value_name = "ID")]
    pub(crate) cited: Cited,
}

/// Write articles as JSON Lines, all of them or those that match
///
/// Articles that hold all of the words are taken, copies included.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// Words, phrases and filters; without them every article is written
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    #[command(flatten)]
    pub(crate) sync: Sync,
}

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
/// near. The newest comes first. `background` marks deals that no article is about, `needs review`
/// those whose amount the articles don't agree on.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex deals\n  newsdex deals openai --kind cloud,supply --since 2026-01\n  newsdex deals nvidia --format csv > deals.csv"
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
/// what the deals are worth; a round of many investors counts whole for each.
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

/// List the articles nearest to one, whatever the days between them
#[derive(Debug, Args)]
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
pub(crate) struct WhyArgs {
    /// An id, or ID@START+LEN as hits give it
    #[arg(value_name = "ID")]
    pub(crate) cited: Cited,
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
pub(crate) struct LexiconCheckArgs {
    /// Also list the built-in names that occur in no article
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) sync: Sync,
}

/// Answer many queries at once, for evaluation and for programs
#[derive(Debug, Args)]
pub(crate) struct BatchArgs {
    /// Queries: one a line (the line number is the id), JSON Lines with _id and text, or TREC topics; - for
    /// standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Most results of each query
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) depth: usize,
    /// What is ranked
    #[arg(long, value_name = "WHAT", default_value = "article")]
    pub(crate) by: By,
    /// How the queries are read
    #[arg(long, value_name = "SYNTAX", default_value = "plain")]
    pub(crate) syntax: Syntax,
    /// Queries answered at the same time; as many as there are processors by default
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    #[command(flatten)]
    pub(crate) sync: Sync,
}

/// Measure how well known questions are answered
#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    #[command(subcommand)]
    pub(crate) command: EvalCommand,
}

/// What to measure.
#[derive(Debug, Subcommand)]
pub(crate) enum EvalCommand {
    Run(EvalRunArgs),
    Score(EvalScoreArgs),
    Compare(EvalCompareArgs),
}

/// What is computed of each ranked list.
#[derive(Clone, Debug, Args)]
pub(crate) struct Measures {
    /// What to compute instead of the usual; `newsdex help eval run` lists the metrics
    #[arg(long, value_name = "METRIC,…", value_delimiter = ',')]
    pub(crate) metrics: Vec<Metric>,
    /// Fail (exit code 1) if a metric is lower than this; may be given several times
    #[arg(long, value_name = "METRIC=VALUE")]
    pub(crate) fail_under: Vec<Threshold>,
}

/// Index a test collection, ask its questions, score the answers
///
/// The index is a temporary one; your own corpus is not touched. Questions are plain words. Scores are
/// computed as `trec_eval` computes them, and each stands beside its 95 % interval (bootstrap over the
/// queries).
#[derive(Debug, Args)]
#[command(after_help = "\
A collection is a folder that holds
  documents   corpus.jsonl ({\"_id\",\"title\",\"text\"} a line, maybe date, site,
              url), or any files of TREC's <DOC> with <DOCNO>, a headline, <TEXT>
  queries     queries.jsonl ({\"_id\",\"text\"} a line), queries.tsv (id, tab,
              words), or TREC's topics (<top>, <num>, <title>)
  judgements  qrels.tsv or qrels/test.tsv (query, document, grade), or a file
              qrels… in TREC's form (query, 0, document, grade)
  evidence    evidence.jsonl ({\"query\",\"article\",\"evidence\":[\"sentence\"]}
              a line); may be absent
Each may end in .gz or .zst.

Metrics, for any number in the place of 10
  as trec_eval's      ndcg@10, ndcg, map, map@10, mrr, mrr@10, p@10, recall@10,
                      hit@10, rprec, bpref
  gain 2^grade - 1    ndcg_exp@10
  of the passages     evidence_hit@10, evidence_mrr@10, evidence_recall@10,
                      highlight@10

Examples:
  newsdex eval run scifact/ --run-out scifact.run
  newsdex eval run trec/ --topics topics.51-100 --metrics map,p@10
  newsdex eval run collection/ --fail-under ndcg@10=0.6")]
pub(crate) struct EvalRunArgs {
    /// Folder of the test collection, in BEIR's layout or TREC's
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// File of documents, or folder of such files, instead of what the folder holds
    #[arg(long, value_name = "PATH")]
    pub(crate) documents: Option<PathBuf>,
    /// File of the queries
    #[arg(long, visible_alias = "topics", value_name = "FILE")]
    pub(crate) queries: Option<PathBuf>,
    /// File of the judgements
    #[arg(long, value_name = "FILE")]
    pub(crate) qrels: Option<PathBuf>,
    /// File of the sentences that answer
    #[arg(long, value_name = "FILE")]
    pub(crate) evidence: Option<PathBuf>,
    /// Also write the ranked lists: as a TREC run, or with passages as `batch` does where FILE ends in
    /// .jsonl
    #[arg(long, value_name = "FILE")]
    pub(crate) run_out: Option<PathBuf>,
    /// Most results of each query; more where a metric looks further
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = at_least_one)]
    pub(crate) depth: usize,
    #[command(flatten)]
    pub(crate) measures: Measures,
    #[command(flatten)]
    pub(crate) effort: Effort,
}

/// Score a run that was written before, by newsdex or another program
///
/// Judged queries that the run leaves out count as 0.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex eval score lucene.run --qrels scifact/qrels.tsv\n  newsdex batch queries.jsonl > mine.jsonl\n  newsdex eval score mine.jsonl --qrels qrels.tsv --evidence evidence.jsonl"
)]
pub(crate) struct EvalScoreArgs {
    /// A TREC run (query, Q0, document, rank, score, name), or lines of `batch`
    #[arg(value_name = "RUN")]
    pub(crate) run: PathBuf,
    /// File of the judgements
    #[arg(long, value_name = "FILE")]
    pub(crate) qrels: PathBuf,
    /// File of the sentences that answer
    #[arg(long, value_name = "FILE")]
    pub(crate) evidence: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) measures: Measures,
}

/// Say which of two runs is better, by how much, how surely, and on which queries
///
/// For each metric: both means, how much the second is higher with the 95 % interval of that (paired
/// bootstrap), and p, how likely such a difference is if both are as good (paired randomisation test,
/// two-sided). Both draw 10,000 times from a fixed seed.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex eval compare before.run after.run --qrels scifact/qrels.tsv\n  newsdex eval compare a.run b.run --qrels qrels.tsv --metrics map --format csv > queries.csv"
)]
pub(crate) struct EvalCompareArgs {
    /// The run to begin from: a TREC run, or lines of `batch`
    #[arg(value_name = "RUN")]
    pub(crate) first: PathBuf,
    /// The run that is held against it
    #[arg(value_name = "RUN")]
    pub(crate) second: PathBuf,
    /// File of the judgements
    #[arg(long, value_name = "FILE")]
    pub(crate) qrels: PathBuf,
    /// File of the sentences that answer
    #[arg(long, value_name = "FILE")]
    pub(crate) evidence: Option<PathBuf>,
    /// What to compute instead of the usual; `newsdex help eval run` lists the metrics
    #[arg(long, value_name = "METRIC,…", value_delimiter = ',')]
    pub(crate) metrics: Vec<Metric>,
    /// Queries to list at either end on a page for people: those that gained, and those that lost most
    #[arg(short = 'n', long, value_name = "N", default_value_t = 5)]
    pub(crate) limit: usize,
}

/// Tell only what is new of the things you watch
#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    #[command(subcommand)]
    pub(crate) command: WatchCommand,
}

/// What to do with watches.
#[derive(Debug, Subcommand)]
pub(crate) enum WatchCommand {
    Add(WatchAddArgs),
    /// List the watches
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

/// Remove the articles that match, for good
///
/// Articles that hold all of the words are taken. A removed article stays away when its source is
/// added again by a feed.
#[derive(Debug, Args)]
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
pub(crate) struct RecleanArgs {
    #[command(flatten)]
    pub(crate) effort: Effort,
    #[command(flatten)]
    pub(crate) lock: Lock,
}

/// Print the JSON Schema of a command's output
#[derive(Debug, Args)]
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
pub(crate) struct HelpArgs {
    /// `query`, or a command
    #[arg(value_name = "TOPIC")]
    pub(crate) topic: Vec<String>,
}
