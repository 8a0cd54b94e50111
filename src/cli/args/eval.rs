//! Flags of `eval`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use newsdex::evaluate::metrics::Metric;

use super::sources::Effort;
use crate::cli::values::{Threshold, at_least_one};

/// Measure how well known questions are answered
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  newsdex eval run scifact/\n  newsdex eval compare before.run after.run --qrels scifact/qrels.tsv"
)]
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
