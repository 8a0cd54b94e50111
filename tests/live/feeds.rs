//! `feed add`, `feed list`, `feed remove`, `feed fetch`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::server::{Request, Server, answer, feed, moved, not_there, page};
use crate::support::{Ran, TestHome};
use crate::{article, prose, rss, run};

/// A feed of `n` whole items; asked again, it has not changed unless `n` has.
fn whole_items(request: &Request, n: usize) -> crate::server::Answer {
    let etag = format!("\"{n}\"");
    if request.header("if-none-match") == etag {
        return answer("304 Not Modified", &[], "");
    }
    let host = request.header("host");
    let items: Vec<_> = (0..n)
        .map(|idx| {
            let link = format!("http://{host}/items/{idx}");
            (format!("Item {idx} of {host}"), link, "14", prose(idx))
        })
        .collect();
    let headers = [
        ("ETag", etag.as_str()),
        ("Content-Type", "application/rss+xml"),
    ];
    answer("200 OK", &headers, rss(&items))
}

fn fetch(home: &TestHome) -> Ran {
    run(home, &["feed", "fetch"])
}

#[test]
fn a_feed_is_followed_fetched_and_asked_only_what_changed() {
    let n = Arc::new(AtomicUsize::new(3));
    let now = Arc::clone(&n);
    let server = Server::start(move |request| match request.path.as_str() {
        "/feed" => whole_items(request, now.load(Ordering::SeqCst)),
        _ => not_there(),
    });
    let home = TestHome::new();
    let added = run(&home, &["feed", "add", &server.link("/feed")]).expect_code(0);
    assert!(
        added.stdout.starts_with("added tarnwick-news  http://"),
        "{added}"
    );
    let again = run(&home, &["feed", "add", &server.link("/feed")]).expect_code(0);
    assert!(
        again.stdout.starts_with("followed already: tarnwick-news"),
        "{again}"
    );
    server.forget();
    let first = fetch(&home).expect_code(0);
    assert_eq!(
        first.last_line(),
        "3 new, 0 changed, 0 same, 0 rejected",
        "{first}"
    );
    assert_eq!(server.paths(), ["/feed"], "full texts need no page");
    assert_eq!(
        fetch(&home).last_line(),
        "0 new, 0 changed, 3 same, 0 rejected"
    );
    n.store(5, Ordering::SeqCst);
    assert_eq!(
        fetch(&home).last_line(),
        "2 new, 0 changed, 3 same, 0 rejected"
    );
    assert_eq!(server.paths().len(), 3);
    let list = home
        .run(["feed", "list", "--format", "json"])
        .expect_code(0);
    let list: serde_json::Value = serde_json::from_str(&list.stdout).unwrap();
    let row = &list["feeds"][0];
    assert_eq!(
        (&row["state"], &row["items"], &row["newest"]),
        (&"ok".into(), &5.into(), &"2026-07-14".into())
    );
    assert_eq!(home.run(["feed", "remove", "tarnwick-news"]).code, 0);
    assert_eq!(home.run(["feed", "list"]).code, 1);
    assert_eq!(home.exported().len(), 5);
}
