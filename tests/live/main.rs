//! The live world, played by servers on 127.0.0.1: links, feeds, and all that can go wrong with them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::string_slice,
    clippy::indexing_slicing,
    clippy::format_collect,
    clippy::format_push_string,
    clippy::large_stack_arrays,
    reason = "a test that fails says where, and puts its pages together as it reads best"
)]

#[path = "../support/mod.rs"]
mod support;

mod feed_items;
mod feeds;
mod kill;
mod links;
mod real_data;
mod server;

use support::{Ran, TestHome};

/// Words enough for a whole article; `n` makes it one of its own.
pub(crate) fn prose(n: usize) -> String {
    let sentences = [
        "Tarnwick Compute signed a lease with Heliora Labs on Tuesday.",
        "The lease covers two halls in the north and runs for seven years.",
        "Both companies expect the first racks to be in place by spring.",
        "Brightloom delivers the chips, and Castelan builds the power lines.",
        "Analysts call the price high, though nobody outside knows it.",
        "A spokesperson said that further halls are planned next year.",
    ];
    (0..24)
        .map(|idx| format!("{} Report {n} says so in line {idx}.", sentences[idx % 6]))
        .collect::<Vec<_>>()
        .chunks(4)
        .map(|chunk| format!("<p>{}</p>", chunk.join(" ")))
        .collect()
}

/// A page of news.
pub(crate) fn article(title: &str, head: &str, n: usize) -> String {
    format!(
        "<!doctype html><html lang=en><head><title>{title}</title>{head}</head>\
         <body><nav>Home About</nav><article><h1>{title}</h1>{}</article></body></html>",
        prose(n)
    )
}

/// A feed (RSS) of items as `(title, link, day, content)`.
pub(crate) fn rss(items: &[(String, String, &str, String)]) -> String {
    let items: String = items
        .iter()
        .map(|(title, link, day, content)| {
            format!(
                "<item><title>{title}</title><link>{link}</link><guid>{link}</guid>\
                 <pubDate>{day} Jul 2026 10:00:00 GMT</pubDate>\
                 <content:encoded><![CDATA[{content}]]></content:encoded></item>"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>\
         <title>Tarnwick News</title><link>https://tarnwick.example/</link>{items}</channel></rss>"
    )
}

/// Runs a command that may fetch from this machine, without pauses.
pub(crate) fn run(home: &TestHome, arguments: &[&str]) -> Ran {
    home.run(arguments.iter().chain(&["--allow-private", "--delay", "0"]))
}
