//! `batch`: many queries at once, for evaluation and for programs.

use std::io::{BufRead, BufReader, Read, Write};

use anyhow::Context as _;
use newsdex::index::Snapshot;
use newsdex::query::answer::{Hit, PassageHit};
use newsdex::query::parse::{parse, plain};
use newsdex::query::{Request, search, search_passages};
use newsdex::render::wire::BatchRow;
use newsdex::render::{csv, json, trec};
use rayon::prelude::*;

use super::args::BatchArgs;
use super::context::Context;
use super::failure::{FOUND, Failure};
use super::values::{By, Format, Syntax};

/// Queries answered before their rows are written: keeps the order and bounds the memory.
const QUERIES_AT_ONCE: usize = 64;

/// One query of the file.
struct Query {
    id: String,
    text: String,
}

/// Runs the command.
pub(crate) fn run(context: &Context, arguments: &BatchArgs) -> Result<u8, Failure> {
    let format = context.format(Format::Jsonl);
    if !matches!(format, Format::Jsonl | Format::Trec | Format::Csv) {
        return Err(super::unfit(format, "batch", "jsonl, trec or csv"));
    }
    let queries = read(&arguments.file.to_string_lossy())?;
    let home = context.home()?;
    let snapshot = context.snapshot(&home, arguments.sync.no_sync)?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(arguments.threads.map_or(0, usize::from))
        .build()
        .context("cannot start the threads")?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for group in queries.chunks(QUERIES_AT_ONCE) {
        let answered: Vec<Result<Vec<BatchRow>, Failure>> = pool.install(|| {
            group
                .par_iter()
                .map(|query| answer(context, &snapshot, arguments, query))
                .collect()
        });
        for rows in answered {
            write(rows?, format, &mut out)?;
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
        limit: arguments.depth,
        relaxes: arguments.syntax == Syntax::Query,
        ..Request::ranked(context.today)
    };
    let hits: Vec<Hit> = match arguments.by {
        By::Article => search(snapshot, &query.text, &parsed, &request)?.hits,
        By::Passage => search_passages(snapshot, &query.text, &parsed, &request)?,
    };
    let _: Option<&PassageHit> = None;
    Ok(hits
        .iter()
        .enumerate()
        .map(|(idx, hit)| BatchRow::new(&query.id, idx + 1, hit, 0))
        .collect())
}

fn write(rows: Vec<BatchRow>, format: Format, out: &mut dyn Write) -> std::io::Result<()> {
    match format {
        Format::Trec => trec::batch(&rows, out),
        Format::Csv => csv::batch(rows, out),
        _ => json::lines(rows, out),
    }
}

fn read(file: &str) -> Result<Vec<Query>, Failure> {
    let reader: Box<dyn Read> = if file == "-" {
        Box::new(std::io::stdin())
    } else {
        let file = fs_err::File::open(file).map_err(|error| {
            Failure::usage(
                error.to_string(),
                "name a file with one query a line, or `-` for standard input",
            )
        })?;
        Box::new(file)
    };
    let is_jsonl = file.ends_with(".jsonl") || file.ends_with(".ndjson");
    let mut queries = Vec::new();
    for (idx, line) in BufReader::new(reader).split(b'\n').enumerate() {
        let line = line.with_context(|| format!("cannot read `{file}`"))?;
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        queries.push(if is_jsonl {
            json_query(file, idx + 1, line)?
        } else {
            Query {
                id: (idx + 1).to_string(),
                text: line.to_owned(),
            }
        });
    }
    Ok(queries)
}

fn json_query(file: &str, line_number: usize, line: &str) -> Result<Query, Failure> {
    let wrong = |what: &str| {
        Failure::usage(
            format!("`{file}` line {line_number}: {what}"),
            "each line is an object such as {\"_id\": \"q1\", \"text\": \"openai cloud\"}",
        )
    };
    let row: serde_json::Value = serde_json::from_str(line).map_err(|_| wrong("not valid JSON"))?;
    let text = |name: &str| match row.get(name) {
        Some(serde_json::Value::String(text)) => Some(text.clone()),
        Some(serde_json::Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let id = text("_id")
        .or_else(|| text("id"))
        .ok_or_else(|| wrong("no `_id`"))?;
    let query = text("text")
        .or_else(|| text("query"))
        .ok_or_else(|| wrong("no `text`"))?;
    Ok(Query { id, text: query })
}
