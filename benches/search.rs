//! How long a search takes.
//!
//! Measured, in processor time of the one thread that searches: ranked search for ten articles with
//! their marked passages, exact counts included, against the ten best documents of the plain Tantivy
//! program of `support/plain.rs` on the same passages; then phrases and filters the same way. At last
//! `newsdex batch` and `newsdex search --no-sync` as whole programs, the latter by the wall clock, also with
//! nothing of the index in memory, beside the plain index opened and asked once. Queries: two to eight words of a
//! headline, function words left out. Corpus: `support/corpus.rs`. Run:
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
use std::time::Duration;

use jiff::civil::{Date, date};
use newsdex::index::{IndexFolder, Snapshot};
use newsdex::query::{self, Request, parse};
use support::corpus::{Corpus, argument};
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
    let ours = |text: &str| {
        let parsed = parse::parse(text, TODAY).expect("a query");
        let answer = query::search(&snapshot, text, &parsed, &Request::ranked(TODAY));
        answer.expect("an answer").hits.len()
    };
    let body = |text: &str| default.search_body(text);
    let stemmed = |text: &str| stems.search_body(text);
    let both = |text: &str| default.search(text);
    compare(&[
        ("words", &words, &ours),
        ("plain, body", &words, &body),
        ("plain, body, stems", &words, &stemmed),
        ("plain, title and body", &words, &both),
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
    whole_programs(&corpus, &words);
    cold_programs(&corpus, &words);
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

/// All queries at once, on one thread and on all.
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
        let used = measure::run(command.arg(n_threads.to_string()).arg(&file));
        println!(
            "newsdex batch, {n_threads} threads: {:.0} queries a second, CPU {:.2} ms a query",
            queries.len() as f64 / used.wall.as_secs_f64(),
            used.cpu.as_secs_f64() * 1e3 / queries.len() as f64
        );
    }
}

/// Programs, and the plain index opened and asked once, that find nothing of the index in memory.
fn cold_programs(corpus: &Corpus, queries: &[String]) {
    let (mut ours, mut plains) = (Vec::new(), Vec::new());
    for query in queries.iter().take(COLD_PROGRAMS) {
        measure::forget(&corpus.home().join("index"));
        let mut command = corpus.newsdex();
        command.args(["search", "--no-sync", "--"]).arg(query);
        let start = std::time::Instant::now();
        black_box(command.output().expect("newsdex starts"));
        ours.push(start.elapsed());
        let folder = corpus.plain(Analysis::Stems);
        measure::forget(&folder);
        let start = std::time::Instant::now();
        black_box(Plain::open(&folder, Analysis::Stems).search_body(query));
        plains.push(start.elapsed());
    }
    let [ours, plains] = [ours, plains].map(|times| Spread::of(&times).row());
    println!(
        "cold, {COLD_PROGRAMS} programs, wall ms: mean {:.1}, p50 {:.1}; plain opened and asked: {:.1}, {:.1}; ratio {:.2}, {:.2}",
        ours[0],
        ours[1],
        plains[0],
        plains[1],
        ours[0] / plains[0],
        ours[1] / plains[1]
    );
}

fn whole_programs(corpus: &Corpus, queries: &[String]) {
    let before = measure::ended_time();
    let mut walls = Vec::new();
    for query in queries.iter().cycle().take(PROGRAMS) {
        let mut command = corpus.newsdex();
        command.args(["search", "--no-sync", "--"]).arg(query);
        let start = std::time::Instant::now();
        black_box(command.output().expect("newsdex starts"));
        walls.push(start.elapsed());
    }
    let cpu = measure::ended_time().saturating_sub(before).as_secs_f64() * 1e3 / PROGRAMS as f64;
    let [mean, p50, p95, _] = Spread::of(&walls).row();
    println!(
        "newsdex search --no-sync, {PROGRAMS} programs, wall ms: mean {mean:.1}, p50 {p50:.1}, p95 {p95:.1}; CPU ms: mean {cpu:.1}"
    );
}
