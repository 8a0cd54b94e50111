//! What a round of visits costs: 200 feeds of 50 whole items, each on a server of its own.
//!
//! The servers are threads of this program on 127.0.0.1; the program that is measured is the real one, with
//! `--delay 0 --allow-private`. The first round brings 10,000 articles, the second is told 200 times that
//! nothing changed. Run it with `cargo bench --bench live`; `FEEDS` and `ITEMS` change the size.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::large_stack_arrays,
    reason = "a bench prints, and a fault ends it"
)]

#[path = "../tests/live/server.rs"]
#[allow(dead_code, reason = "the tests use the rest of it")]
mod server;
#[path = "../tests/support/mod.rs"]
mod support;

use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use server::{Answer, Request, Server, answer, not_there};
use support::{PROGRAM, TestHome};

fn main() {
    let (n_feeds, n_items) = (number("FEEDS", 200), number("ITEMS", 50));
    let servers: Vec<Server> = (0..n_feeds)
        .map(|feed| Server::start(move |request| answered(request, feed, n_items)))
        .collect();
    let home = TestHome::new();
    let outlines: String = servers
        .iter()
        .map(|server| format!("<outline text='Feed' xmlUrl='{}'/>", server.link("/feed")))
        .collect();
    home.write("list.opml", format!("<opml><body>{outlines}</body></opml>"));
    home.run(["feed", "add", "list.opml"]).expect_code(0);
    for round in ["first", "second"] {
        servers.iter().for_each(Server::forget);
        let (last_line, took, n_bytes) = fetch(&home);
        let n_asked: usize = servers.iter().map(|server| server.asked().len()).sum();
        let n_robots: usize = servers.iter().map(Server::n_robots).sum();
        println!(
            "{round} round of {n_feeds} feeds of {n_items}: {:.1} s, at most {} MB; {n_asked} requests, \
             {n_robots} of robots.txt; {last_line}",
            took.as_secs_f64(),
            n_bytes >> 20
        );
    }
}

fn number(name: &str, usual: usize) -> usize {
    let told = std::env::var(name).ok();
    told.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// One run: its last line, how long it took, and the most memory it held.
fn fetch(home: &TestHome) -> (String, Duration, u64) {
    let began = Instant::now();
    let mut child = Command::new(PROGRAM)
        .args(["feed", "fetch", "--allow-private", "--delay", "0"])
        .args(
            std::env::args()
                .skip(1)
                .filter(|argument| argument != "--bench"),
        )
        .env("NEWSDEX_HOME", home.root())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut n_bytes = 0;
    while child.try_wait().unwrap().is_none() {
        let text = fs_err::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes =
            line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        n_bytes = n_bytes.max(kilobytes.unwrap_or_default() << 10);
        thread::sleep(Duration::from_millis(20));
    }
    let took = began.elapsed();
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (
        text.lines().last().unwrap_or_default().to_owned(),
        took,
        n_bytes,
    )
}

fn answered(request: &Request, feed: usize, n_items: usize) -> Answer {
    if request.path != "/feed" {
        return not_there();
    }
    if request.header("if-none-match") == "\"1\"" {
        return answer("304 Not Modified", &[], "");
    }
    let mut text = String::from(
        "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>F</title>",
    );
    for item in 0..n_items {
        let body = body(feed * n_items + item);
        let day = 1 + (feed + item) % 28;
        text.push_str(&format!(
            "<item><title>Report {item} of feed {feed}</title><link>/items/{item}</link>\
             <pubDate>{day:02} Jul 2026 10:00:00 GMT</pubDate>\
             <content:encoded><![CDATA[{body}]]></content:encoded></item>"
        ));
    }
    text.push_str("</channel></rss>");
    let headers = [("ETag", "\"1\""), ("Content-Type", "application/rss+xml")];
    answer("200 OK", &headers, text)
}

/// About 300 words that no other item has in this order.
fn body(n: usize) -> String {
    const WORDS: [&str; 24] = [
        "tarnwick",
        "heliora",
        "brightloom",
        "castelan",
        "compute",
        "lease",
        "chips",
        "power",
        "hall",
        "north",
        "signed",
        "planned",
        "spring",
        "price",
        "analysts",
        "racks",
        "contract",
        "customer",
        "provider",
        "billion",
        "model",
        "cloud",
        "network",
        "energy",
    ];
    let mut seed = (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut text = String::new();
    for paragraph in 0..5 {
        text.push_str(&format!("<p>In part {paragraph} of report {n}"));
        for word in 0..60 {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            text.push(' ');
            text.push_str(WORDS[(seed % 24) as usize]);
            if word % 12 == 11 {
                text.push_str(&format!(" {}. Then", seed % 1000));
            }
        }
        text.push_str(" it ended.</p>");
    }
    text
}
