//! What becomes of the items of a feed: updates, rejections, conflicts, and the bytes that are kept of them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::server::{Answer, Server, answer, feed, moved, not_there};
use crate::support::{Ran, TestHome};
use crate::{prose, rss, run};

fn fetch(home: &TestHome) -> Ran {
    run(home, &["feed", "fetch"])
}

/// A feed of items without links, as `(title, id, content)`.
fn rss_without_links(items: &[(&str, &str, String)]) -> String {
    let items: String = items
        .iter()
        .map(|(title, id, content)| {
            format!(
                "<item><title>{title}</title><guid isPermaLink=\"false\">{id}</guid>\
                 <description><![CDATA[{content}]]></description></item>"
            )
        })
        .collect();
    format!(
        "<rss version=\"2.0\"><channel><title>Tarnwick News</title>\
         <link>https://tarnwick.example/</link>{items}</channel></rss>"
    )
}

#[test]
fn an_item_without_a_link_is_the_article_of_its_own_id() {
    let n = Arc::new(AtomicUsize::new(1));
    let now = Arc::clone(&n);
    let server = Server::start(move |request| {
        let n = now.load(Ordering::SeqCst);
        match request.path.as_str() {
            "/feed" if n > 2 => moved("301 Moved Permanently", "/new"),
            "/feed" | "/new" => feed(rss_without_links(&[("A lease", "7", prose(n))])),
            // The same id in another feed is another article.
            "/other" => feed(rss_without_links(&[("A purchase", "7", prose(99))])),
            _ => not_there(),
        }
    });
    let home = TestHome::new();
    for path in ["/feed", "/other"] {
        run(&home, &["feed", "add", &server.link(path)]).expect_code(0);
    }
    let check = |expected: &str, n_versions: usize| {
        let ran = fetch(&home).expect_code(0);
        assert_eq!(ran.last_line(), expected, "{ran}");
        let id = home.article("A lease")["id"].as_str().unwrap().to_owned();
        let history = home.run(["show", &id, "--history", "--format", "jsonl"]);
        assert_eq!(history.stdout.lines().count(), n_versions, "{history}");
    };
    check("2 new, 0 changed, 0 same, 0 rejected", 1);
    check("0 new, 0 changed, 2 same, 0 rejected", 1);
    n.store(2, Ordering::SeqCst);
    check("0 new, 1 changed, 1 same, 0 rejected", 2);
    // Also once the feed has moved, for good and again.
    for n_moved in [3, 4] {
        n.store(n_moved, Ordering::SeqCst);
        check("0 new, 1 changed, 1 same, 0 rejected", n_moved);
    }
    assert_eq!(home.exported().len(), 2);
}

#[test]
fn what_is_no_feed_fails_with_its_reason_until_it_is_one() {
    let now = Arc::new(AtomicUsize::new(0));
    let shown = Arc::clone(&now);
    let server = Server::start(move |request| {
        // The server calls all versions by one name.
        let versions = [("ETag", "\"1\"")];
        let n = shown.load(Ordering::SeqCst);
        if request.header("if-none-match") == "\"1\"" && n != 5 {
            return answer("304 Not Modified", &[], "");
        }
        let named = "<link rel=alternate type=application/rss+xml href=/real>";
        let body = match (request.path.as_str(), n) {
            ("/feed", 0 | 5 | 6) => format!("<html><head>{named}</head><p>{}</html>", prose(1)),
            ("/feed", 1) => "Back in a moment, we are moving our servers.".to_owned(),
            ("/feed", 2) => "<rss version=\"2.0\"".to_owned(),
            ("/feed", 3) => String::new(),
            ("/feed", 4) => rss(&[("A lease".into(), "/a".into(), "14", prose(1))]),
            _ => return not_there(),
        };
        answer("200 OK", &versions, body)
    });
    let home = TestHome::new();
    let link = server.link("/feed");
    home.write(
        "list.opml",
        format!("<opml><body><outline text='F' xmlUrl='{link}'/></body></opml>"),
    );
    home.run(["feed", "add", "list.opml"]).expect_code(0);
    let fetch_named = || run(&home, &["feed", "fetch", "f"]);
    let check = |n: usize, reason: &str| {
        now.store(n, Ordering::SeqCst);
        for _ in 0..2 {
            let ran = fetch_named().expect_code(4);
            assert!(ran.stderr.contains(reason), "{ran}");
            assert_eq!(ran.last_line(), "0 new, 0 changed, 0 same, 0 rejected");
        }
        // Unnamed it is left alone for a while, and says why.
        let ran = run(&home, &["feed", "fetch", "--format", "jsonl"]).expect_code(0);
        assert_eq!(ran.rows()[0]["result"], "waiting");
        let why = ran.rows()[0]["reason"].as_str().unwrap().to_owned();
        assert!(why.starts_with("it failed; asked again after"), "{why}");
        assert!(why.contains(reason), "{why}");
    };
    let real = server.link("/real");
    check(
        0,
        &format!("the link holds no feed: a web page, which names the feed `{real}`"),
    );
    check(1, "the link holds no feed: plain text");
    check(2, "the link holds no feed: no feed that can be read");
    check(3, "the link holds no feed: an empty file");
    now.store(4, Ordering::SeqCst);
    let ran = fetch_named().expect_code(0);
    assert_eq!(
        ran.last_line(),
        "1 new, 0 changed, 0 same, 0 rejected",
        "{ran}"
    );
    assert_eq!(
        fetch_named().last_line(),
        "0 new, 0 changed, 1 same, 0 rejected"
    );
    // Once it was a feed it is asked for by its version, until it is no feed any more.
    let no_more = "the link holds no feed any more: a web page";
    for n in [5, 6] {
        now.store(n, Ordering::SeqCst);
        let ran = fetch_named().expect_code(4);
        assert!(ran.stderr.contains(no_more), "{ran}");
    }
}

#[test]
fn what_cannot_be_taken_in_is_told_once_and_is_no_article() {
    let n = Arc::new(AtomicUsize::new(1));
    let now = Arc::clone(&n);
    let server = Server::start(move |request| {
        let n = now.load(Ordering::SeqCst);
        let version = format!("\"{n}\"");
        if request.header("if-none-match") == version {
            return answer("304 Not Modified", &[], "");
        }
        let items = (0..n)
            .map(|idx| (format!("Item {idx}"), format!("/{idx}"), "14", prose(idx)))
            .collect::<Vec<_>>();
        let empty = "<item><guid>x</guid></item>".repeat(n.min(2));
        let text = rss(&items).replace("</channel>", &format!("{empty}</channel>"));
        match request.path.as_str() {
            "/feed" => answer("200 OK", &[("ETag", &version)], text),
            _ => not_there(),
        }
    });
    let home = TestHome::new();
    run(&home, &["feed", "add", &server.link("/feed")]).expect_code(0);
    let check = |n_items: usize, code: i32, last_line: &str, n_reasons: usize| {
        n.store(n_items, Ordering::SeqCst);
        let ran = fetch(&home).expect_code(code);
        assert_eq!(ran.last_line(), last_line, "{ran}");
        let told = ran.stderr.contains("neither title nor text");
        assert_eq!(told, code == 4, "{ran}");
        let list = fs_err::read_to_string(home.place("corpus/.newsdex/rejected.jsonl")).unwrap();
        assert_eq!(list.lines().count(), n_reasons, "{list}");
    };
    check(1, 4, "1 new, 0 changed, 0 same, 1 rejected", 1);
    check(1, 0, "0 new, 0 changed, 1 same, 0 rejected", 1);
    check(2, 4, "1 new, 0 changed, 1 same, 1 rejected", 2);
    check(3, 0, "1 new, 0 changed, 2 same, 0 rejected", 2);
    check(3, 0, "0 new, 0 changed, 3 same, 0 rejected", 2);
}

#[test]
fn an_update_of_an_edited_file_is_told_in_the_summary() {
    let n = Arc::new(AtomicUsize::new(1));
    let now = Arc::clone(&n);
    let server = Server::start(move |request| match request.path.as_str() {
        "/feed" => {
            let n = now.load(Ordering::SeqCst);
            feed(rss(&[("A lease".into(), "/a".into(), "14", prose(n))]))
        }
        _ => not_there(),
    });
    let home = TestHome::new();
    run(&home, &["feed", "add", &server.link("/feed")]).expect_code(0);
    fetch(&home).expect_code(0);
    let file = home.article_files().remove(0);
    let text = fs_err::read_to_string(&file).unwrap() + "My remark.\n";
    fs_err::write(&file, &text).unwrap();
    n.store(2, Ordering::SeqCst);
    let ran = run(&home, &["feed", "fetch", "--format", "json"]).expect_code(0);
    let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    for counts in [&answer, &answer["feeds"][0]] {
        assert_eq!(
            (&counts["same"], &counts["conflicts"]),
            (&0.into(), &1.into()),
            "{ran}"
        );
    }
    n.store(3, Ordering::SeqCst);
    let ran = fetch(&home).expect_code(0);
    assert_eq!(
        ran.last_line(),
        "0 new, 0 changed, 0 same, 0 rejected, 1 conflict"
    );
    n.store(4, Ordering::SeqCst);
    let ran = run(&home, &["feed", "fetch", "-q"]).expect_code(0);
    assert!(ran.stderr.contains("conflict: `corpus/"), "{ran}");
    assert_eq!(fs_err::read_to_string(&file).unwrap(), text);
}

/// A feed in the form of `kind`, of the items `from..to`.
fn feed_of(kind: &str, from: usize, to: usize) -> Answer {
    let range = from..to;
    let items = |one: fn(usize) -> String| range.clone().map(one).collect::<Vec<_>>();
    let text = match kind {
        "/json" => format!(
            "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"F\", \"items\": [{}]}}",
            items(|n| format!(
                "{{\"id\": \"{n}\", \"title\": \"Item {n}\", \"content_html\": \"{}\"}}",
                prose(n)
            ))
            .join(",")
        ),
        "/atom" => format!(
            "<!-- atom --><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>F</title><id>f</id>{}</feed>",
            items(|n| format!(
                "<entry><id>urn:{n}</id><title>Item {n}</title><content type=\"html\"><![CDATA[{}]]></content></entry>",
                prose(n)
            ))
            .concat()
        ),
        "/broken" => format!(
            "<!DOCTYPE rss [<!ENTITY e \"&#233;\">]><rss version=\"2.0\"><channel><title>A & B</title>{}",
            items(|n| format!(
                "<item><title>Item {n} & more</title><guid isPermaLink=\"false\">{n}</guid><description><![CDATA[{}]]></description></item>",
                prose(n)
            ))
            .concat()
        ),
        _ => return not_there(),
    };
    feed(text)
}

#[test]
fn of_a_feed_that_changed_only_what_is_new_is_kept() {
    let range = Arc::new(Mutex::new((0, 40)));
    let now = Arc::clone(&range);
    let server = Server::start(move |request| {
        let (from, to) = *now.lock().unwrap();
        feed_of(&request.path, from, to)
    });
    for kind in ["/json", "/atom", "/broken"] {
        *range.lock().unwrap() = (0, 40);
        let home = TestHome::new();
        run(&home, &["feed", "add", &server.link(kind)]).expect_code(0);
        fetch(&home).expect_code(0);
        let kept = || -> Vec<u64> {
            let folder = fs_err::read_dir(home.place("corpus/.newsdex/originals")).unwrap();
            let sizes = folder.map(|file| file.unwrap().metadata().unwrap().len());
            sizes.collect()
        };
        let whole: u64 = kept().iter().sum();
        for n in 1..=5 {
            *range.lock().unwrap() = (n, 40 + n);
            let ran = fetch(&home).expect_code(0);
            assert_eq!(
                ran.last_line(),
                "1 new, 0 changed, 39 same, 0 rejected",
                "{ran}"
            );
        }
        let sizes = kept();
        assert_eq!(sizes.len(), 6, "{kind}");
        let n_small = sizes.iter().filter(|size| **size < whole / 2).count();
        assert_eq!(n_small, 5, "{kind}: {sizes:?}");
        // A better cleaner finds all of them in what was kept.
        let ran = home.run(["reclean"]).expect_code(0);
        assert!(ran.stdout.contains("0 changed, 45 same"), "{ran}");
    }
}
