//! How long a search takes.
//!
//! Measured, in processor time of the one thread that searches: ranked search for ten articles with
//! their marked passages, exact counts included, against the ten best documents of the plain Tantivy
//! program of `support/plain.rs` on the same passages; then without feedback, phrases and filters the same way.
//! At last whole programs by the wall clock: all queries at once, and one query a program, with the index in
//! memory and with nothing of it there; the plain side is this bench started again with `--ask-plain`. Queries:
//! two to eight words of a headline, function words left out. Corpus: `support/corpus.rs`. Run:
//!
//! ```text
//! cargo bench --bench search [-- --articles 51428] [--generated] [--queries 1000]
//! ```

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::string_slice,
    dead_code,
    unreachable_pub,
    reason = "a bench ends where anything is wrong, and prints; both benches share the support"
)]

mod support;

use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use jiff::civil::{Date, date};
use newsdex::index::{IndexFolder, Snapshot};
use newsdex::query::weights::Weights;
use newsdex::query::{self, Request, parse};
use support::corpus::{Corpus, argument, text_argument};
use support::measure::{self, Spread, thread_time};
use support::plain::{self, Analysis, Plain};

/// What the program uses too; both sides of a ratio have it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The day of all searches.
const TODAY: Date = date(2026, 6, 30);
/// Times that the queries are run: the first one only warms up, of the others the least counts.
const ROUNDS: usize = 4;
/// Whole programs that are started.
const PROGRAMS: usize = 100;
/// The same, each with nothing of the index in memory.
const COLD_PROGRAMS: usize = 20;

fn main() {
    if let Some(folder) = text_argument("--ask-plain") {
        return ask_plain(Path::new(&folder));
    }
    let corpus = Corpus::prepare();
    let queries = corpus.queries(argument("--queries").unwrap_or(1000));
    let snapshot = snapshot(&corpus);
    let [default, stems] = [Analysis::Default, Analysis::Stems].map(|a| plain(&corpus, a));
    println!(
        "search, {}: {} articles, {} passages, {} segments; plain {} and {} segments; {} queries",
        corpus.name,
        snapshot.n_articles(),
        snapshot.n_passages(),
        snapshot.segments().len(),
        default.n_segments(),
        stems.n_segments(),
        queries.len()
    );
    println!("CPU ms: mean, p50, p95, p99; below it newsdex / plain");

    let words: Vec<String> = queries.iter().map(|words| words.join(" ")).collect();
    let phrases: Vec<String> = queries
        .iter()
        .map(|words| format!("\"{}\"", words[..2].join(" ")))
        .collect();
    // A year and a half, as days of the calendar and as days since 1970-01-01.
    let filtered: Vec<String> = words
        .iter()
        .map(|text| format!("{text} date:2023-01-01..2024-06-30"))
        .collect();
    let by_day: Vec<String> = words
        .iter()
        .map(|text| format!("+({text}) +day:[19358 TO 19904]"))
        .collect();
    let with = |text: &str, request: &Request| {
        let parsed = parse::parse(text, TODAY).expect("a query");
        let answer = query::search(&snapshot, text, &parsed, request);
        answer.expect("an answer").hits.len()
    };
    let ours = |text: &str| with(text, &Request::ranked(TODAY));
    let without_feedback = |text: &str| {
        let weights = Weights {
            feedback: 0.0,
            ..Weights::default()
        };
        let request = Request {
            weights,
            ..Request::ranked(TODAY)
        };
        with(text, &request)
    };
    let body = |text: &str| default.search_body(text);
    let stemmed = |text: &str| stems.search_body(text);
    let both = |text: &str| default.search(text);
    compare(&[
        ("words", &words, &ours),
        ("plain, body", &words, &body),
        ("plain, body, stems", &words, &stemmed),
        ("plain, title and body", &words, &both),
        ("without feedback", &words, &without_feedback),
    ]);
    compare(&[
        ("words, no feedback", &words, &without_feedback),
        ("plain, body", &words, &body),
        ("plain, body, stems", &words, &stemmed),
    ]);
    compare(&[
        ("phrases", &phrases, &ours),
        ("plain, body", &phrases, &body),
    ]);
    compare(&[
        ("filtered", &filtered, &ours),
        ("plain, body", &by_day, &body),
    ]);
    // What is mapped stays in memory.
    drop((snapshot, default, stems));
    batch(&corpus, &words);
    whole_programs(&corpus, &words, PROGRAMS, Start::Warm);
    whole_programs(&corpus, &words, COLD_PROGRAMS, Start::Cold);
}

fn snapshot(corpus: &Corpus) -> Snapshot {
    measure::run(corpus.newsdex().args(["index", "--quiet"]));
    let folder = IndexFolder::current(&corpus.home().join("index")).expect("an index");
    Snapshot::open(&folder).expect("a commit")
}

/// The plain index; the one that the other bench left, if any.
fn plain(corpus: &Corpus, analysis: Analysis) -> Plain {
    let folder = corpus.plain(analysis);
    if !folder.join("meta.json").is_file() {
        plain::build(&corpus.passages(), &folder, analysis, 2, 256_000_000);
    }
    Plain::open(&folder, analysis)
}

/// A way to search: what it is called, its queries, and what answers one of them.
type Way<'w> = (&'w str, &'w [String], &'w dyn Fn(&str) -> usize);

/// Prints what the queries take in each way, and the first way's times as ratios to the others'. All ways
/// answer a query before the next one comes, so that what else the machine does falls on all alike.
fn compare(ways: &[Way<'_>]) {
    let n_queries = ways[0].1.len();
    let mut least = vec![vec![Duration::MAX; n_queries]; ways.len()];
    for round in 0..ROUNDS {
        for idx in 0..n_queries {
            for ((_, queries, search), least) in ways.iter().zip(&mut least) {
                let before = thread_time();
                black_box(search(&queries[idx]));
                let used = thread_time().saturating_sub(before);
                if round > 0 {
                    least[idx] = least[idx].min(used);
                }
            }
        }
    }
    let rows: Vec<[f64; 4]> = least.iter().map(|least| Spread::of(least).row()).collect();
    println!("{:24} {}", ways[0].0, shown(rows[0]));
    for ((what, _, _), row) in ways.iter().zip(&rows).skip(1) {
        println!("{:24} {}", format!("  {what}"), shown(*row));
        let ratios = std::array::from_fn(|idx| rows[0][idx] / row[idx]);
        println!("{:24} {}", "    ratio", shown(ratios));
    }
}

fn shown(row: [f64; 4]) -> String {
    row.map(|value| format!("{value:8.3}")).concat()
}

/// All queries at once, on one thread and on all, in a program that has just started.
fn batch(corpus: &Corpus, queries: &[String]) {
    let file = corpus.path("queries.jsonl");
    let line =
        |(idx, text): (usize, &String)| format!("{{\"_id\":\"{idx}\",\"text\":\"{text}\"}}\n");
    let lines: String = queries.iter().enumerate().map(line).collect();
    fs_err::write(&file, lines).expect("room");
    for n_threads in [
        1,
        std::thread::available_parallelism().map_or(2, usize::from),
    ] {
        let mut command = corpus.newsdex();
        command.args(["batch", "--no-sync", "--depth", "10", "--threads"]);
        let ours = measure::run(command.arg(n_threads.to_string()).arg(&file));
        let mut command = plain_program(corpus);
        command.arg("--threads").arg(n_threads.to_string());
        let plains = measure::run(command.arg("--file").arg(&file));
        let [ours, plains] =
            [ours, plains].map(|used| queries.len() as f64 / used.wall.as_secs_f64());
        println!(
            "batch, {n_threads} threads, queries a second: newsdex {ours:.0}, plain {plains:.0}; plain / newsdex {:.2}",
            plains / ours
        );
    }
}

/// Whether the files of the index are in memory when a program starts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    Warm,
    Cold,
}

/// One query a program.
fn whole_programs(corpus: &Corpus, queries: &[String], n: usize, start: Start) {
    let (mut ours, mut plains) = (Vec::new(), Vec::new());
    for query in queries.iter().cycle().take(n) {
        let mut command = corpus.newsdex();
        command.args(["search", "--no-sync", "--"]).arg(query);
        if start == Start::Cold {
            measure::forget(&corpus.home().join("index"));
        }
        ours.push(wall(&mut command));
        let mut command = plain_program(corpus);
        if start == Start::Cold {
            measure::forget(&corpus.plain(Analysis::Stems));
        }
        plains.push(wall(command.arg("--query").arg(query)));
    }
    let [ours, plains] = [ours, plains].map(|times| Spread::of(&times).row());
    let what = match start {
        Start::Warm => "warm",
        Start::Cold => "cold",
    };
    println!(
        "{what}, {n} programs, wall ms, mean, p50, p95: newsdex {:.1}, {:.1}, {:.1}; plain {:.1}, {:.1}, {:.1}; ratio {:.2}, {:.2}, {:.2}",
        ours[0],
        ours[1],
        ours[2],
        plains[0],
        plains[1],
        plains[2],
        ours[0] / plains[0],
        ours[1] / plains[1],
        ours[2] / plains[2]
    );
}

fn wall(command: &mut Command) -> Duration {
    let start = Instant::now();
    let answer = command.output().expect("the program starts");
    assert!(answer.status.success(), "{command:?}: {}", answer.status);
    start.elapsed()
}

/// This bench as the plain program over the index with stems.
fn plain_program(corpus: &Corpus) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command
        .arg("--ask-plain")
        .arg(corpus.plain(Analysis::Stems));
    command
}

/// The plain program: answers `--query TEXT`, or all queries of `--file FILE` on `--threads N`.
fn ask_plain(folder: &Path) {
    let plain = Plain::open(folder, Analysis::Stems);
    if let Some(query) = text_argument("--query") {
        println!("{}", plain.search_body(&query));
        return;
    }
    let file = text_argument("--file").expect("a query or a file");
    let lines = fs_err::read_to_string(file).expect("queries");
    let queries: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("a query a line"))
        .collect();
    let n_threads = argument("--threads").unwrap_or(1);
    let ask = |part: &[serde_json::Value]| -> usize {
        let texts = part.iter().filter_map(|query| query["text"].as_str());
        texts.map(|text| plain.search_body(text)).sum()
    };
    let n_found: usize = std::thread::scope(|scope| {
        let parts = queries.chunks(queries.len().div_ceil(n_threads).max(1));
        let threads: Vec<_> = parts.map(|part| scope.spawn(move || ask(part))).collect();
        let found = threads
            .into_iter()
            .map(|thread| thread.join().expect("an answer"));
        found.sum()
    });
    println!("{n_found}");
}
