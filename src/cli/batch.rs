//! `batch`: many queries at once, for evaluation and for programs.

use std::io::Write;
use std::path::Path;

use anyhow::Context as _;
use newsdex::evaluate::{EvaluateError, Query, queries};
use newsdex::index::Snapshot;
use newsdex::query::answer::Hit;
use newsdex::query::parse::{parse, plain};
use newsdex::query::{Fold, Request, search, search_passages};
use newsdex::render::wire::BatchRow;
use newsdex::render::{csv, json, trec};
use rayon::prelude::*;

use super::args::BatchArgs;
use super::context::Context;
use super::failure::{FOUND, Failure};
use super::values::{By, Format, Syntax};

/// Queries answered before their rows are written: keeps the order and bounds the memory.
const QUERIES_AT_ONCE: usize = 64;

/// Runs the command.
pub(crate) fn run(context: &Context, arguments: &BatchArgs) -> Result<u8, Failure> {
    let format = context.format(Format::Jsonl);
    if !matches!(format, Format::Jsonl | Format::Trec | Format::Csv) {
        return Err(super::unfit(format, "batch", "jsonl, trec or csv"));
    }
    let queries = read(&arguments.file)?;
    let home = context.home()?;
    let snapshot = context.snapshot(&home, arguments.sync.no_sync)?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(arguments.threads.map_or(0, usize::from))
        .build()
        .context("cannot start the threads")?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if format == Format::Csv {
        csv::batch_header(&mut out)?;
    }
    for group in queries.chunks(QUERIES_AT_ONCE) {
        let answered: Vec<Result<Vec<BatchRow>, Failure>> = pool.install(|| {
            group
                .par_iter()
                .map(|query| answer(context, &snapshot, arguments, query))
                .collect()
        });
        for rows in answered {
            write(rows?, arguments.by, format, &mut out)?;
        }
    }
    out.flush()?;
    Ok(FOUND)
}

fn answer(
    context: &Context,
    snapshot: &Snapshot,
    arguments: &BatchArgs,
    query: &Query,
) -> Result<Vec<BatchRow>, Failure> {
    let parsed = match arguments.syntax {
        Syntax::Plain => plain(&query.text),
        Syntax::Query => parse(&query.text, context.today)?,
    };
    let request = Request {
        // No answer is longer than the index, so that no count can overflow.
        limit: arguments
            .depth
            .min(usize::try_from(snapshot.n_passages()).unwrap_or(usize::MAX)),
        fold: Fold::Nothing,
        relaxes: arguments.syntax == Syntax::Query,
        ..Request::ranked(context.today)
    };
    let hits: Vec<Hit> = match arguments.by {
        By::Article => search(snapshot, &query.text, &parsed, &request)?.hits,
        By::Passage => search_passages(snapshot, &query.text, &parsed, &request)?,
    };
    Ok(hits
        .iter()
        .enumerate()
        .map(|(idx, hit)| BatchRow::new(&query.id, idx + 1, hit, 0))
        .collect())
}

fn write(rows: Vec<BatchRow>, by: By, format: Format, out: &mut dyn Write) -> std::io::Result<()> {
    match format {
        Format::Trec => {
            let Some(query) = rows.first().map(|row| row.query.clone()) else {
                return Ok(());
            };
            let ranked = rows.iter().map(|row| {
                let name = row
                    .passage
                    .as_ref()
                    .map_or(row.article.as_str(), |p| p.id.as_str());
                (
                    if by == By::Passage {
                        name
                    } else {
                        row.article.as_str()
                    },
                    row.score,
                )
            });
            trec::run(&query, ranked, out)
        }
        Format::Csv => csv::batch(rows, out),
        _ => json::lines(rows, out),
    }
}

fn read(file: &Path) -> Result<Vec<Query>, Failure> {
    let read = if file == Path::new("-") {
        queries::read_from(std::io::stdin().lock(), Path::new("standard input"))
    } else {
        queries::read(file)
    };
    read.map_err(|error| {
        let problem = match error {
            EvaluateError::Read(error) => format!("cannot read the queries: {error}"),
            error => error.to_string(),
        };
        Failure::usage(
            problem,
            "name a file with one query a line, with `_id` and `text` as JSON Lines, or with TREC topics; or `-`",
        )
    })
}
