//! How much processor time and memory it takes to build the index.
//!
//! Measured: `newsdex index --rebuild` as a whole program, from the files of the corpus to the commit,
//! against the plain Tantivy program of `support/plain.rs`, from a file of the same passages to its
//! commit; same threads, same heap. Rounds alternate, the ratio is taken of the medians.
//! Corpus: `support/corpus.rs`. Run:
//!
//! ```text
//! cargo bench --bench build [-- --articles 51428] [--generated] [--rounds 3]
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

use std::time::Duration;

use newsdex::corpus::Home;
use newsdex::index::WriterLimits;
use newsdex::sync;
use support::corpus::{Corpus, argument};
use support::measure::{self, Spread, Used, process_time};
use support::plain::{self, Analysis};

/// What the program uses too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Bytes of postings held in memory before they are written: the default of `--max-memory`.
const HEAP: usize = 256_000_000;

fn main() {
    let corpus = Corpus::prepare();
    let rounds = argument("--rounds").unwrap_or(3);
    let n_threads = std::thread::available_parallelism().map_or(2, usize::from);
    // The last build stays for the other bench.
    let small = index(&corpus, "64MB");
    let mut without = Vec::new();
    let mut newsdex = Vec::new();
    let mut plain = [Analysis::Default, Analysis::Stems].map(|analysis| (analysis, Vec::new()));
    for _ in 0..rounds {
        without.push(without_news(&corpus, n_threads));
        newsdex.push(index(&corpus, "256MB"));
        for (analysis, times) in &mut plain {
            let before = process_time();
            let folder = corpus.plain(*analysis);
            plain::build(&corpus.passages(), &folder, *analysis, n_threads, HEAP);
            times.push(process_time().saturating_sub(before));
        }
    }
    println!(
        "index, {}, {n_threads} threads, {rounds} rounds, CPU s (least, median, most)",
        corpus.name
    );
    let ours: Vec<Duration> = newsdex.iter().map(|used| used.cpu).collect();
    let ours = print("newsdex index --rebuild", &ours);
    let without = print(
        "the same without companies, deals, copies, stories",
        &without,
    );
    println!("  with / without: {:.2}", ours / without);
    for (analysis, times) in &plain {
        let median = print(&format!("plain, {}", analysis.name()), times);
        println!(
            "  newsdex / plain, {}: {:.2}",
            analysis.name(),
            ours / median
        );
        println!(
            "  without companies, deals, copies, stories / plain, {}: {:.2}",
            analysis.name(),
            without / median
        );
    }
    let wall = Spread::of(&newsdex.iter().map(|used| used.wall).collect::<Vec<_>>());
    println!("newsdex, wall: {:.1} s", wall.at(0.5) / 1e3);
    let most = newsdex
        .iter()
        .map(|used| used.peak_bytes)
        .max()
        .unwrap_or(0);
    println!(
        "newsdex, memory above --max-memory 256MB: {}",
        above(most, HEAP)
    );
    println!(
        "newsdex, memory above --max-memory 64MB: {}",
        above(small.peak_bytes, 64_000_000)
    );
}

/// The work of `newsdex index --rebuild` in this process, but for what is found in the articles and between
/// them.
fn without_news(corpus: &Corpus, n_threads: usize) -> Duration {
    let home = Home::open(&corpus.home()).expect("a home");
    let options = sync::Options {
        rebuild: true,
        limits: WriterLimits {
            n_threads,
            max_memory_bytes: HEAP,
        },
        finds_news: false,
        now_ns: 0,
    };
    let before = process_time();
    sync::sync(&home, &options, &|_| ()).expect("an index");
    process_time().saturating_sub(before)
}

fn index(corpus: &Corpus, max_memory: &str) -> Used {
    let mut command = corpus.newsdex();
    measure::run(command.args(["index", "--rebuild", "--quiet", "--max-memory", max_memory]))
}

/// Prints the spread; the median in milliseconds.
fn print(what: &str, times: &[Duration]) -> f64 {
    let spread = Spread::of(times);
    let [least, median, most] = [0.0, 0.5, 1.0].map(|share| spread.at(share) / 1e3);
    println!("{what}: {least:.2} {median:.2} {most:.2}");
    spread.at(0.5)
}

fn above(bytes: u64, budget: usize) -> String {
    format!("{} MB", (bytes as i64 - budget as i64) / 1_000_000)
}
