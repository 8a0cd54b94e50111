//! `batch`: many queries at once, for evaluation and for programs.

use std::io::Write;
use std::path::Path;

use anyhow::Context as _;
use newsdex::evaluate::{EvaluateError, Query, queries};
use newsdex::index::Snapshot;
use newsdex::query::answer::Hit;
use newsdex::query::parse::{QueryError, parse, plain};
use newsdex::query::tree::Parsed;
use newsdex::query::{Fold, Request, search, search_passages};
use newsdex::render::wire::BatchRow;
use newsdex::render::{csv, json, trec};
use rayon::prelude::*;

use super::args::BatchArgs;
use super::context::Context;
use super::eval::say;
use super::failure::{FOUND, Failure, USAGE};
use super::values::{By, Copies, Format, Syntax};

/// Queries answered before their rows are written: keeps the order and bounds the memory.
const QUERIES_AT_ONCE: usize = 64;

/// Runs the command.
pub(crate) fn run(context: &Context, arguments: &BatchArgs) -> Result<u8, Failure> {
    let format = context.format(Format::Jsonl);
    if !matches!(format, Format::Jsonl | Format::Trec | Format::Csv) {
        return Err(super::unfit(format, "batch", "jsonl, trec or csv"));
    }
    let queries = read(&arguments.file)?;
    if format == Format::Trec {
        for query in &queries {
            trec::one_column(&query.id).map_err(not_written)?;
        }
    }
    say_what_is_odd(context, &arguments.file, &queries);
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
    let asked = parsed(context, arguments, &queries);
    for group in asked.chunks(QUERIES_AT_ONCE) {
        let answered: Vec<Result<Vec<BatchRow>, Failure>> = pool.install(|| {
            group
                .par_iter()
                .map(|(query, parsed)| answer(context, &snapshot, arguments, query, parsed))
                .collect()
        });
        for rows in answered {
            write(rows?, arguments.by, format, &mut out).map_err(not_written)?;
        }
    }
    out.flush()?;
    let n_refused = queries.len() - asked.len();
    if n_refused > 0 {
        context.warn(&format!(
            "error: {n_refused} of {} queries not asked; the others are answered",
            queries.len()
        ));
        return Ok(USAGE);
    }
    Ok(FOUND)
}

/// The queries that can be asked; says at once what is wrong with the others, which stop nothing.
fn parsed<'a>(
    context: &Context,
    arguments: &BatchArgs,
    queries: &'a [Query],
) -> Vec<(&'a Query, Parsed)> {
    let read = |query: &Query| match arguments.syntax {
        Syntax::Plain => Ok(plain(&query.text)),
        Syntax::Query => parse(&query.text, context.today),
    };
    let mut asked = Vec::new();
    for query in queries {
        match read(query) {
            Ok(parsed) => asked.push((query, parsed)),
            Err(error) => {
                let failure = Failure::from(QueryError {
                    message: format!(
                        "{}:{}: query `{}`: {error}",
                        name(&arguments.file).display(),
                        query.line,
                        query.id
                    ),
                    ..error
                });
                context.warn(&failure.to_string());
            }
        }
    }
    asked
}

/// Says which queries find nothing whatever is filed, and which are read in another way than they look.
fn say_what_is_odd(context: &Context, file: &Path, queries: &[Query]) {
    let place = |query: &Query| format!("`{}` ({}:{})", query.id, name(file).display(), query.line);
    let without_words = queries.iter().filter(|query| !query.has_words());
    let what = "queries without words, which find nothing";
    say(context, what, without_words.map(place));
    let what = "JSON objects that are asked as plain words, because the first line is none";
    say(context, what, queries::like_records(queries).map(place));
}

fn answer(
    context: &Context,
    snapshot: &Snapshot,
    arguments: &BatchArgs,
    query: &Query,
    parsed: &Parsed,
) -> Result<Vec<BatchRow>, Failure> {
    let request = Request {
        // No answer is longer than the index, so that no count can overflow.
        limit: arguments
            .depth
            .min(usize::try_from(snapshot.n_passages()).unwrap_or(usize::MAX)),
        fold: match arguments.copies {
            Copies::Hide => Fold::Copies,
            Copies::Show => Fold::Nothing,
        },
        relaxes: arguments.syntax == Syntax::Query,
        ..Request::thorough(context.today)
    };
    let hits: Vec<Hit> = match arguments.by {
        By::Article => search(snapshot, &query.text, parsed, &request)?.hits,
        By::Passage => search_passages(snapshot, &query.text, parsed, &request)?,
    };
    Ok(hits
        .iter()
        .enumerate()
        .map(|(idx, hit)| BatchRow::new(&query.id, idx + 1, hit, 0))
        .collect())
}

fn write(
    rows: Vec<BatchRow>,
    by: By,
    format: Format,
    out: &mut dyn Write,
) -> Result<(), trec::RunError> {
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
        Format::Csv => Ok(csv::batch(rows, out)?),
        _ => Ok(json::lines(rows, out)?),
    }
}

fn not_written(error: trec::RunError) -> Failure {
    match error {
        trec::RunError::Write(error) => error.into(),
        error => Failure::usage(
            error.to_string(),
            "write another format, such as `--format jsonl`, whose lines hold any id",
        ),
    }
}

/// How messages call the file.
fn name(file: &Path) -> &Path {
    if file == Path::new("-") {
        Path::new("standard input")
    } else {
        file
    }
}

fn read(file: &Path) -> Result<Vec<Query>, Failure> {
    let read = if file == Path::new("-") {
        queries::read_from(std::io::stdin().lock(), name(file))
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
