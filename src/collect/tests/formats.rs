//! Every format, through files, folders, compression and standard input.

use std::io::Write;
use std::ops::ControlFlow;

use super::{articles, folder, items, items_in, items_of, options, told};
use crate::collect::{Kind, Original, collect};

const PAGE: &str = "<!DOCTYPE html><html lang=\"en\"><head><title>Example Cloud signs Sample Chips | Example Times</title>\
    <meta property=\"og:title\" content=\"Example Cloud signs Sample Chips\">\
    <meta property=\"og:site_name\" content=\"Example Times\">\
    <link rel=\"canonical\" href=\"https://www.example.com/deal?utm_source=x\">\
    <script type=\"application/ld+json\">{\"@type\": \"NewsArticle\", \"datePublished\": \"2026-04-28T23:30:00-08:00\", \"dateModified\": \"2026-05-03\", \"author\": {\"name\": \"Ann Example\"}}</script></head>\
    <body><nav><a href=\"/\">Home</a><a href=\"/ai\">AI</a></nav><article><h1>Example Cloud signs Sample Chips</h1>\
    <p>Example Cloud said on Tuesday that it will buy processors from Sample Chips over the next seven years, in what both companies called their largest agreement so far.</p>\
    <h2>What changes</h2><p>The first machines are to run in a new data centre by the end of the year, the companies said in a joint statement, and more sites are to follow.</p>\
    <p>Analysts had expected the contract, although not its size, and shares of both companies rose in early trading.</p></article>\
    <footer><p>Copyright Example Times. All rights reserved.</p></footer></body></html>";

const FEED: &str = "<rss version=\"2.0\"><channel><title>F</title><item><title>From a feed</title><link>https://example.com/feed</link><pubDate>Tue, 28 Apr 2026 10:00:00 GMT</pubDate></item></channel></rss>";

#[test]
fn a_folder_of_every_format_is_taken_in() {
    let record = "{\"title\": \"From a record\", \"text\": \"Text.\", \"date\": \"2026-04-28\"}\n";
    let folder = folder(&[
        ("a.txt", b"Example Cloud signs Sample Chips for seven years\n\nPublished on 28 April 2026\n\nExample Cloud said on Tuesday that it will buy processors from Sample Chips.\n"),
        ("b.md", b"---\ntitle: From Markdown\ndate: 2026-04-28\n---\nText with *stars*.\n"),
        ("c.jsonl", record.as_bytes()),
        ("d.csv", b"title,text,date\nFrom a table,Text.,2026-04-28\n"),
        ("e.html", PAGE.as_bytes()),
        ("f.xml", FEED.as_bytes()),
    ]);
    let told: Vec<String> = items_of(folder.path(), &options())
        .iter()
        .map(told)
        .collect();
    assert_eq!(
        told,
        [
            "Example Cloud signs Sample Chips for seven years (2026-04-28 text)",
            "From Markdown (2026-04-28 given)",
            "From a record (2026-04-28 given)",
            "From a table (2026-04-28 given)",
            "Example Cloud signs Sample Chips (2026-04-28 json-ld)",
            "From a feed (2026-04-28 feed)",
        ]
    );
}

#[test]
fn a_page_gives_its_article_and_nothing_else() {
    let found = articles(items_in("page", PAGE.as_bytes()))
        .remove(0)
        .article;
    assert_eq!(found.url.as_deref(), Some("https://www.example.com/deal"));
    assert_eq!(found.site.as_deref(), Some("Example Times"));
    assert_eq!(found.author.as_deref(), Some("Ann Example"));
    assert_eq!(found.language.as_deref(), Some("en"));
    assert!(
        found.body.starts_with("Example Cloud said on Tuesday"),
        "{}",
        found.body
    );
    assert!(
        found.body.contains("\n\n## What changes\n\n"),
        "{}",
        found.body
    );
    for furniture in ["Home", "Copyright", "utm_"] {
        assert!(!found.body.contains(furniture), "{}", found.body);
    }
}

#[test]
fn a_dump_is_the_same_whatever_holds_it() {
    let lines = "{\"_id\": \"a\", \"title\": \"A\", \"text\": \"t\"}\n{\"_id\": \"b\", \"title\": \"B\", \"text\": \"t\"}\n";
    let array = format!("[{}]", lines.trim().replace('\n', ",\n"));
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(lines.as_bytes()).unwrap();
    let mut long = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
    long.window_log(30).unwrap();
    long.long_distance_matching(true).unwrap();
    long.write_all(lines.as_bytes()).unwrap();
    let check = |name: &str, bytes: &[u8]| {
        let ids: Vec<(String, Option<u64>)> = articles(items_in(name, bytes))
            .into_iter()
            .map(|incoming| (incoming.article.id.to_string(), incoming.line))
            .collect();
        assert_eq!(
            ids,
            [("a".to_owned(), Some(1)), ("b".to_owned(), Some(2))],
            "{name}"
        );
    };
    check("a.jsonl", lines.as_bytes());
    check("a.ndjson.gz", &gzip.finish().unwrap());
    check("a.zst", &long.finish().unwrap());
    check("a.json", array.as_bytes());
    let wide: Vec<u8> = lines.encode_utf16().flat_map(u16::to_le_bytes).collect();
    check("a.jsonl", &wide);
}

#[test]
fn a_large_dump_comes_in_batches_in_order() {
    let lines: String = (0..1000).fold(String::new(), |lines, n| {
        lines + &format!("{{\"_id\": \"{n}\", \"title\": \"T\", \"text\": \"t\"}}\n")
    });
    let folder = folder(&[("a.jsonl", lines.as_bytes())]);
    let source = folder.path().join("a.jsonl").display().to_string();
    let (mut ids, mut lasts) = (Vec::new(), Vec::new());
    collect(&[source], &options(), &mut std::io::empty(), &mut |batch| {
        assert!(batch.is_dump && batch.kind == Kind::Jsonl && !batch.from_folder);
        lasts.push(batch.is_last);
        ids.extend(
            articles(batch.items)
                .into_iter()
                .map(|incoming| incoming.article.id.to_string()),
        );
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(lasts.len() > 1);
    assert_eq!(lasts.iter().filter(|is_last| **is_last).count(), 1);
    assert_eq!(ids, (0..1000).map(|n| n.to_string()).collect::<Vec<_>>());
}

#[test]
fn standard_input_is_read_where_it_is_named() {
    let (found, error) = items(&["-".to_owned()], &options(), PAGE.as_bytes());
    assert!(error.is_none());
    assert_eq!(
        told(&found[0]),
        "Example Cloud signs Sample Chips (2026-04-28 json-ld)"
    );
}

#[test]
fn the_original_is_what_was_received() {
    let folder = folder(&[("a.html", PAGE.as_bytes())]);
    let source = folder.path().display().to_string();
    collect(&[source], &options(), &mut std::io::empty(), &mut |batch| {
        assert!(matches!(&batch.original, Original::Bytes(bytes) if **bytes == *PAGE.as_bytes()));
        assert!(batch.from_folder && batch.is_last && !batch.is_dump);
        ControlFlow::Continue(())
    })
    .unwrap();
}

#[test]
fn a_sink_may_break_off() {
    let folder = folder(&[("a.md", b"# A\n\n*t*"), ("b.md", b"# B\n\n*t*")]);
    let mut n_batches = 0;
    let source = folder.path().display().to_string();
    let outcome = collect(&[source], &options(), &mut std::io::empty(), &mut |_| {
        n_batches += 1;
        ControlFlow::Break(())
    });
    assert!(outcome.is_ok() && n_batches == 1);
}
