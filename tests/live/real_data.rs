//! Feeds that were saved from the web, served again: every item becomes an article or a reasoned
//! rejection.

use std::path::PathBuf;
use std::sync::Arc;

use crate::run;
use crate::server::{Server, feed, not_there};
use crate::support::TestHome;
use crate::support::data::data;

#[test]
fn every_item_of_the_saved_feeds_is_an_article_or_a_reason() {
    let Some(folder) = data("raw/rss_atom") else {
        return;
    };
    let is_feed = |path: &PathBuf| {
        let suffix = path.extension().unwrap_or_default();
        ["xml", "rss", "atom", "json", "rdf"]
            .iter()
            .any(|known| suffix == *known)
    };
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(&folder)
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(is_feed)
        .collect();
    files.sort();
    let served: Arc<Vec<Vec<u8>>> = Arc::new(
        files
            .iter()
            .map(|file| fs_err::read(file).unwrap())
            .collect(),
    );
    let bodies = Arc::clone(&served);
    let server = Server::start(move |request| {
        let n: Option<usize> = request
            .path
            .strip_prefix("/feeds/")
            .and_then(|n| n.parse().ok());
        n.and_then(|n| bodies.get(n)).map_or_else(not_there, feed)
    });
    let outlines: String = (0..files.len())
        .map(|n| {
            let link = server.link(&format!("/feeds/{n}"));
            format!("<outline text='F{n}' xmlUrl='{link}'/>")
        })
        .collect();
    let home = TestHome::new();
    home.write("list.opml", format!("<opml><body>{outlines}</body></opml>"));
    home.run(["feed", "add", "list.opml"]).expect_code(0);
    // The pages of these feeds lie on other hosts, which no test asks.
    let fetch = [
        "feed",
        "fetch",
        "--no-index",
        "--no-pages",
        "--format",
        "json",
    ];
    let ran = run(&home, &fetch);
    let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(answer["failed"], 0, "{ran}");
    let sum = |key: &str| answer[key].as_u64().unwrap();
    let rows = answer["feeds"].as_array().unwrap();
    let list = home
        .run(["feed", "list", "--format", "jsonl"])
        .expect_code(0);
    for ((row, state), file) in rows.iter().zip(list.rows()).zip(&files) {
        let counted: u64 = ["new", "changed", "same", "rejected"]
            .iter()
            .map(|key| row[*key].as_u64().unwrap())
            .sum();
        assert_eq!(
            counted,
            state["items"].as_u64().unwrap(),
            "{}",
            file.display()
        );
        assert!(counted > 0, "{}", file.display());
    }
    let n_files = home.article_files().len() as u64;
    assert_eq!(sum("new"), n_files, "{ran}");
    let rejected = home.place("corpus/.newsdex/rejected.jsonl");
    let reasons = fs_err::read_to_string(rejected).unwrap_or_default();
    assert_eq!(reasons.lines().count() as u64, sum("rejected"), "{reasons}");
    eprintln!(
        "{} feeds: {n_files} articles, {} the same, {} rejected",
        files.len(),
        sum("same"),
        sum("rejected")
    );
    // Again: the same, and nothing new.
    let again = run(&home, &fetch);
    let answer: serde_json::Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(
        (&answer["new"], &answer["changed"]),
        (&0.into(), &0.into()),
        "{again}"
    );
}
