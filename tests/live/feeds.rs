//! `feed add`, `feed list`, `feed remove`, `feed fetch`.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};

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

#[test]
fn a_teaser_is_read_from_its_page_once_and_the_longer_text_wins() {
    let server = Server::start(|request| {
        let host = request.header("host").to_owned();
        let link = |path: &str| format!("http://{host}{path}");
        match request.path.as_str() {
            "/feed" => feed(rss(&[
                (
                    "A teaser".into(),
                    link("/teaser"),
                    "14",
                    "Only its beginning …".into(),
                ),
                (
                    "Behind a wall".into(),
                    link("/wall"),
                    "15",
                    "The beginning is all there is.".into(),
                ),
                (
                    "Longer here".into(),
                    link("/shorter"),
                    "16",
                    format!("{} […]", prose(7)),
                ),
                (
                    "Old news".into(),
                    link("/old"),
                    "17",
                    "What was told before.".into(),
                ),
                (
                    "Moved".into(),
                    link("/moved"),
                    "18",
                    "It went elsewhere.".into(),
                ),
                ("Only a title".into(), link("/gone"), "19", String::new()),
            ])),
            "/teaser" => page(article("A longer title of the page", "", 1)),
            "/wall" => answer("403 Forbidden", &[], ""),
            "/shorter" => {
                page("<html><title>x</title><p>Subscribe to read on, it costs little.</p>")
            }
            "/old" => page(article(
                "Old news",
                "<meta property=\"article:published_time\" content=\"2026-03-02\">",
                2,
            )),
            "/moved" => moved("301 Moved Permanently", "/here?utm_source=feed"),
            "/here?utm_source=feed" => page(article("Moved", "", 3)),
            _ => not_there(),
        }
    });
    let home = TestHome::new();
    run(&home, &["feed", "add", &server.link("/feed")]).expect_code(0);
    let ran = fetch(&home).expect_code(0);
    assert_eq!(
        ran.last_line(),
        "6 new, 0 changed, 0 same, 0 rejected",
        "{ran}"
    );
    assert!(
        ran.stderr
            .contains("so its teasers were filed: the server does not let us in"),
        "{ran}"
    );
    let check = |title: &str, day: &str, text: &str| {
        let found = home.article(title);
        assert_eq!(found["published"], day, "{title}");
        assert!(
            found["body"].as_str().unwrap().contains(text),
            "{title}: {}",
            found["body"]
        );
    };
    check("A teaser", "2026-07-14", "Report 1 says");
    check("Behind a wall", "2026-07-15", "The beginning is all");
    check("Longer here", "2026-07-16", "Report 7 says");
    // The page itself knows an earlier day.
    check("Old news", "2026-03-02", "Report 2 says");
    check("Moved", "2026-07-18", "Report 3 says");
    check("Only a title", "2026-07-19", "Only a title");
    assert_eq!(home.article("Moved")["url"], server.link("/here"));
    // The feed has no version: it comes whole, and none of its pages is asked for again.
    server.forget();
    let ran = fetch(&home).expect_code(0);
    assert_eq!(ran.last_line(), "0 new, 0 changed, 6 same, 0 rejected");
    assert_eq!(server.paths(), ["/feed"]);
    // A better cleaner reads the same texts out of the same bytes.
    let ran = home.run(["reclean"]).expect_code(0);
    assert!(ran.stdout.contains("0 changed"), "{ran}");
    // Without its memory of the feed, ids and links tell what is known.
    fs_err::remove_dir_all(home.place("corpus/.newsdex/feeds")).unwrap();
    let ran = fetch(&home).expect_code(0);
    assert_eq!(ran.last_line(), "0 new, 0 changed, 6 same, 0 rejected");
}

#[test]
fn what_was_removed_stays_away_and_costs_no_request() {
    let server = Server::start(|request| {
        let host = request.header("host").to_owned();
        match request.path.as_str() {
            "/feed" => feed(rss(&[(
                "A teaser".into(),
                format!("http://{host}/a"),
                "14",
                "Only …".into(),
            )])),
            "/a" => page(article("A teaser", "", 1)),
            _ => not_there(),
        }
    });
    let home = TestHome::new();
    run(&home, &["feed", "add", &server.link("/feed")]).expect_code(0);
    fetch(&home).expect_code(0);
    home.run(["rm", "tarnwick", "--yes"]).expect_code(0);
    server.forget();
    for _ in 0..2 {
        assert_eq!(
            fetch(&home).last_line(),
            "0 new, 0 changed, 1 same, 0 rejected"
        );
        // Also where the feed's memory is lost.
        drop(fs_err::remove_dir_all(home.place("corpus/.newsdex/feeds")));
    }
    assert_eq!(server.paths(), ["/feed", "/feed"]);
    assert!(home.exported().is_empty());
}

#[test]
fn an_item_that_changed_is_an_update_and_an_edited_file_stays() {
    let n = Arc::new(AtomicUsize::new(1));
    let now = Arc::clone(&n);
    let server = Server::start(move |request| match request.path.as_str() {
        "/feed" => {
            let n = now.load(Ordering::SeqCst);
            feed(rss(&[("A lease".into(), "/a".into(), "14", prose(n))]))
        }
        // Another feed has the same item, in other words.
        "/other" => feed(rss(&[("A lease".into(), "/a".into(), "14", prose(100))])),
        _ => not_there(),
    });
    let home = TestHome::new();
    run(&home, &["feed", "add", &server.link("/feed")]).expect_code(0);
    assert_eq!(
        fetch(&home).last_line(),
        "1 new, 0 changed, 0 same, 0 rejected"
    );
    run(&home, &["feed", "add", &server.link("/other")]).expect_code(0);
    assert_eq!(
        fetch(&home).last_line(),
        "0 new, 0 changed, 2 same, 0 rejected"
    );
    n.store(2, Ordering::SeqCst);
    assert_eq!(
        fetch(&home).last_line(),
        "0 new, 1 changed, 1 same, 0 rejected"
    );
    assert!(
        home.article("A lease")["body"]
            .as_str()
            .unwrap()
            .contains("Report 2")
    );
    let file = home.article_files().remove(0);
    let text = fs_err::read_to_string(&file).unwrap() + "My remark.\n";
    fs_err::write(&file, &text).unwrap();
    n.store(3, Ordering::SeqCst);
    let ran = fetch(&home);
    assert_eq!(
        ran.last_line(),
        "0 new, 0 changed, 1 same, 0 rejected, 1 conflict"
    );
    assert!(ran.stderr.contains("conflict: "), "{ran}");
    assert_eq!(fs_err::read_to_string(&file).unwrap(), text);
    assert_eq!(home.exported().len(), 1);
}

#[test]
fn a_feed_that_fails_is_left_alone_and_one_that_is_gone_for_good() {
    let status = Arc::new(std::sync::Mutex::new("404 Not Found"));
    let now = Arc::clone(&status);
    let server = Server::start(move |request| match request.path.as_str() {
        "/robots.txt" => not_there(),
        "/well" => whole_items(request, 1),
        _ => match *now.lock().unwrap() {
            "200 OK" => whole_items(request, 2),
            "page" => page(article("No feed any more", "", 1)),
            status => answer(status, &[("Retry-After", "7200")], ""),
        },
    });
    let home = TestHome::new();
    *status.lock().unwrap() = "200 OK";
    for path in ["/well", "/ill"] {
        run(&home, &["feed", "add", &server.link(path)]).expect_code(0);
    }
    fetch(&home).expect_code(0);
    *status.lock().unwrap() = "404 Not Found";
    let ran = fetch(&home).expect_code(4);
    assert!(
        ran.stderr
            .contains("feed `tarnwick-news-2` failed: not there (404)"),
        "{ran}"
    );
    assert_eq!(ran.last_line(), "0 new, 0 changed, 1 same, 0 rejected");
    // Left alone for a while, unless it is named.
    server.forget();
    let ran = fetch(&home).expect_code(0);
    assert!(ran.stdout.contains("waiting: it failed"), "{ran}");
    assert_eq!(server.paths(), ["/well"]);
    let named = || run(&home, &["feed", "fetch", "tarnwick-news-2"]);
    named().expect_code(4);
    let list = home.run(["feed", "list"]).expect_code(0);
    assert!(list.stdout.contains("failing"), "{list}");
    *status.lock().unwrap() = "page";
    let ran = named().expect_code(4);
    assert!(
        ran.stderr
            .contains("failed: the link holds no feed any more"),
        "{ran}"
    );
    *status.lock().unwrap() = "200 OK";
    assert_eq!(
        named().expect_code(0).last_line(),
        "0 new, 0 changed, 2 same, 0 rejected"
    );
    *status.lock().unwrap() = "410 Gone";
    let ran = named().expect_code(4);
    assert!(ran.stderr.contains("failed: gone for good (410)"), "{ran}");
    server.forget();
    let ran = fetch(&home).expect_code(0);
    assert!(
        ran.stderr
            .contains("`newsdex feed remove tarnwick-news-2` takes it off"),
        "{ran}"
    );
    assert_eq!(server.paths(), ["/well"]);
    assert_eq!(
        home.run(["feed", "list", "--format", "csv"])
            .stdout
            .matches(",gone,")
            .count(),
        1
    );
    // A host that asks for time gets it, even if the feed is named.
    *status.lock().unwrap() = "429 Too Many Requests";
    let ran = named().expect_code(4);
    assert!(ran.stderr.contains("asks to come back after"), "{ran}");
    server.forget();
    named().expect_code(4);
    assert!(server.asked().is_empty());
}

#[test]
fn a_feed_that_moved_for_good_is_followed_there() {
    let server = Server::start(|request| match request.path.as_str() {
        "/old" => moved("301 Moved Permanently", "/older"),
        "/older" => moved("308 Permanent Redirect", "/feed"),
        "/for-now" => moved("302 Found", "/feed2"),
        "/feed" | "/feed2" => whole_items(request, 1),
        _ => not_there(),
    });
    let home = TestHome::new();
    let list = format!(
        "<opml><body><outline text='Old' xmlUrl='{}'/><outline text='For now' xmlUrl='{}'/></body></opml>",
        server.link("/old"),
        server.link("/for-now")
    );
    home.write("list.opml", list);
    let ran = home.run(["feed", "add", "list.opml"]).expect_code(0);
    assert_eq!(ran.stdout.lines().count(), 2, "{ran}");
    assert!(server.asked().is_empty(), "a list is taken as it is");
    let ran = fetch(&home).expect_code(0);
    assert!(
        ran.stderr.contains("feed `old` moved for good to `http://"),
        "{ran}"
    );
    let opml = home.run(["feed", "list", "--opml"]).expect_code(0);
    assert!(opml.stdout.contains(&server.link("/feed")), "{opml}");
    assert!(opml.stdout.contains(&server.link("/for-now")), "{opml}");
    server.forget();
    fetch(&home).expect_code(0);
    assert_eq!(server.paths(), ["/feed", "/for-now", "/feed2"]);
    // Out and in again: nothing is new.
    home.write("again.opml", &opml.stdout);
    let ran = home.run(["add", "again.opml"]).expect_code(0);
    assert!(ran.stderr.contains("is a list of 2 feeds"), "{ran}");
    assert_eq!(
        home.run(["feed", "list", "--format", "ids"]).stdout,
        "old\nfor-now\n"
    );
}

#[test]
fn a_page_names_its_feed_and_what_has_none_says_so() {
    let server = Server::start(|request| match request.path.as_str() {
        "/" => page(
            "<html><head><link rel=alternate type=application/atom+xml href=/feed></head><p>Blog",
        ),
        "/broken" => page("<link rel=alternate type=application/rss+xml href=/none>"),
        "/plain" => page(article("A page", "", 1)),
        "/feed" => whole_items(request, 1),
        "/reader" => answer(
            "200 OK",
            &[],
            format!(
                "<opml><body><outline text=X xmlUrl=\"http://{}/feed\"/></body></opml>",
                request.header("host")
            ),
        ),
        _ => not_there(),
    });
    let home = TestHome::new();
    let ran = run(&home, &["feed", "add", &server.link("/")]).expect_code(0);
    assert!(ran.stdout.contains(&server.link("/feed")), "{ran}");
    let ran = run(&home, &["feed", "add", &server.link("/reader")]).expect_code(0);
    assert!(ran.stdout.starts_with("followed already"), "{ran}");
    let check = |path: &str, expected: &str| {
        let ran = run(&home, &["feed", "add", &server.link(path)]).expect_code(4);
        assert!(ran.stderr.contains(expected), "{ran}");
    };
    check("/broken", "its feed `http://");
    check("/plain", "no feed, and a page that names none");
    check("/missing", "not there (404)");
    run(&home, &["feed", "add", "no such thing"]).expect_error(2);
    let typo = run(&home, &["feed", "fetch", "tarnwick"]).expect_error(2);
    assert!(
        typo.stderr.contains("did you mean `tarnwick-news`?"),
        "{typo}"
    );
    home.run(["feed", "remove", "nothing"]).expect_error(2);
}

#[test]
fn the_starter_list_is_followed_and_nothing_is_fetched() {
    let home = TestHome::new();
    let ran = home
        .run(["feed", "add", "--starter", "--offline"])
        .expect_code(0);
    assert!(ran.stdout.lines().count() >= 2, "{ran}");
    let ran = home.run(["feed", "add", "--starter"]).expect_code(0);
    assert!(
        ran.stdout
            .lines()
            .all(|line| line.starts_with("followed already")),
        "{ran}"
    );
    let list = home
        .run(["feed", "list", "--format", "jsonl"])
        .expect_code(0);
    assert!(
        list.rows().iter().all(|row| row["state"] == "new"),
        "{list}"
    );
}

#[test]
fn every_format_is_written_and_quiet_is_quiet() {
    let server = Server::start(|request| match request.path.as_str() {
        "/feed" => whole_items(request, 2),
        _ => not_there(),
    });
    let home = TestHome::new();
    assert_eq!(home.run(["feed", "list"]).code, 3);
    run(
        &home,
        &["feed", "add", "--format", "json", &server.link("/feed")],
    )
    .expect_code(0);
    for format in ["text", "json", "jsonl", "csv", "md", "ids", "opml"] {
        let ran = home
            .run(["feed", "list", "--format", format])
            .expect_code(0);
        assert!(
            ran.stdout.contains("tarnwick-news") || format == "opml",
            "{ran}"
        );
    }
    let ran = run(&home, &["feed", "fetch", "--format", "json"]).expect_code(0);
    let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        (&answer["new"], &answer["feeds"][0]["result"]),
        (&2.into(), &"read".into())
    );
    for format in ["jsonl", "csv", "md"] {
        let ran = run(&home, &["feed", "fetch", "--format", format]).expect_code(0);
        assert!(ran.stdout.contains("unchanged"), "{ran}");
    }
    let ran = run(&home, &["feed", "fetch", "-q"]).expect_code(0);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
    run(&home, &["feed", "fetch", "--format", "trec"]).expect_error(2);
    drop(server);
    let ran = run(&home, &["feed", "fetch", "-q"]).expect_code(4);
    assert!(
        ran.stdout.is_empty() && ran.stderr.contains("failed: cannot reach"),
        "{ran}"
    );
}

/// Requests that wait to be answered, on all servers together: how many at this moment, how many at most.
#[derive(Default)]
struct Crowd {
    waiting: Mutex<(usize, usize)>,
    has_come: Condvar,
}

impl Crowd {
    /// Waits until `n` requests wait together.
    fn wait_for(&self, n: usize) {
        let mut waiting = self.waiting.lock().unwrap();
        waiting.0 += 1;
        waiting.1 = waiting.1.max(waiting.0);
        self.has_come.notify_all();
        // Where they come one by one, the first would wait for ever: the limit ends that, and the count tells.
        let limit = std::time::Duration::from_secs(15);
        let is_alone = |waiting: &mut (usize, usize)| waiting.1 < n;
        let (mut waiting, _) = self
            .has_come
            .wait_timeout_while(waiting, limit, is_alone)
            .unwrap();
        waiting.0 -= 1;
    }
}

#[test]
fn hosts_are_visited_side_by_side() {
    let crowd: Arc<Crowd> = Arc::default();
    let servers: Vec<Server> = (0..8)
        .map(|_| {
            let crowd = Arc::clone(&crowd);
            Server::start(move |request| match request.path.as_str() {
                "/feed" => {
                    crowd.wait_for(8);
                    whole_items(request, 1)
                }
                _ => not_there(),
            })
        })
        .collect();
    let home = TestHome::new();
    let outlines: String = servers
        .iter()
        .map(|server| format!("<outline text='F' xmlUrl='{}'/>", server.link("/feed")))
        .collect();
    home.write("list.opml", format!("<opml><body>{outlines}</body></opml>"));
    home.run(["feed", "add", "list.opml"]).expect_code(0);
    let ran = run(&home, &["feed", "fetch", "--no-index"]).expect_code(0);
    assert_eq!(
        ran.last_line(),
        "8 new, 0 changed, 0 same, 0 rejected",
        "{ran}"
    );
    let (_, most) = *crowd.waiting.lock().unwrap();
    assert_eq!(most, 8);
}
