//! `add URL`: every answer that a server can give, and what becomes of it.

use std::io::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::server::{Answer, Request, Server, answer, feed, moved, not_there, page};
use crate::support::{TestHome, fixture};
use crate::{article, prose, rss, run};

const ONE_NEW: &str = "1 new, 0 changed, 0 same, 0 rejected";

/// The reason why the only link was rejected.
#[track_caller]
fn refused(home: &TestHome, link: &str, more: &[&str]) -> String {
    let arguments: Vec<&str> = ["add", link].iter().chain(more).copied().collect();
    let ran = run(home, &arguments).expect_code(4);
    assert_eq!(
        ran.last_line(),
        "0 new, 0 changed, 0 same, 1 rejected",
        "{ran}"
    );
    let (_, reason) = ran.stderr.split_once("rejected `").unwrap();
    let (_, reason) = reason.split_once("`: ").unwrap();
    reason.lines().next().unwrap().to_owned()
}

fn serve(path: &'static str, answer: Answer) -> Server {
    Server::start(move |request| match request.path.as_str() {
        asked if asked == path => answer.clone(),
        _ => not_there(),
    })
}

#[test]
fn a_page_becomes_an_article_with_day_link_and_site() {
    let head = "<link rel=canonical href=\"/news/a-lease\">\
                <meta property=\"og:site_name\" content=\"Tarnwick News\">\
                <meta property=\"article:published_time\" content=\"2026-07-14T09:00:00Z\">\
                <meta name=author content=\"Ada Quill\">";
    let server = serve(
        "/news/a-lease",
        page(article("A lease of two halls", head, 1)),
    );
    let home = TestHome::new();
    let link = server.link("/news/a-lease?utm_source=mail#top");
    let ran = run(&home, &["add", &link]).expect_code(0);
    assert_eq!(ran.last_line(), ONE_NEW);
    let found = home.article("A lease");
    assert_eq!(found["url"], server.link("/news/a-lease"));
    assert_eq!(found["published"], "2026-07-14");
    assert_eq!(found["published_from"], "meta");
    assert_eq!(
        (&found["site"], &found["author"]),
        (&"Tarnwick News".into(), &"Ada Quill".into())
    );
    let asked = &server.asked()[0];
    assert!(
        asked.header("user-agent").starts_with("newsdex/"),
        "{asked:?}"
    );
    assert_eq!(home.titles(&["heliora"]), ["A lease of two halls"]);
}

#[test]
fn a_page_that_was_taken_costs_a_question_and_what_changed_is_an_update() {
    let version = std::sync::Arc::new(AtomicUsize::new(1));
    let now = std::sync::Arc::clone(&version);
    let server = Server::start(move |request| {
        let n = now.load(Ordering::SeqCst);
        let etag = format!("\"v{n}\"");
        if request.path == "/robots.txt" {
            return not_there();
        }
        if request.header("if-none-match") == etag {
            return answer("304 Not Modified", &[], "");
        }
        answer("200 OK", &[("ETag", &etag)], article("A lease", "", n))
    });
    let home = TestHome::new();
    let link = server.link("/a");
    assert_eq!(run(&home, &["add", &link]).last_line(), ONE_NEW);
    let same = "0 new, 0 changed, 1 same, 0 rejected";
    assert_eq!(run(&home, &["add", &link]).last_line(), same);
    assert_eq!(server.asked()[1].header("if-none-match"), "\"v1\"");
    version.store(2, Ordering::SeqCst);
    let changed = "0 new, 1 changed, 0 same, 0 rejected";
    assert_eq!(run(&home, &["add", &link]).last_line(), changed);
    assert!(
        home.article("A lease")["body"]
            .as_str()
            .unwrap()
            .contains("Report 2")
    );
    // Its rules count for a day.
    assert_eq!(server.n_robots(), 1);
    // What was removed is asked for whole, because a person names it.
    home.run(["rm", "lease", "--yes"]).expect_code(0);
    assert_eq!(run(&home, &["add", &link]).last_line(), ONE_NEW);
}

#[test]
fn files_and_links_mix_and_an_unseen_change_is_none() {
    let visits = AtomicUsize::new(0);
    let server = Server::start(move |request| match request.path.as_str() {
        "/a" => {
            let nonce = visits.fetch_add(1, Ordering::SeqCst);
            page(article(
                "A lease",
                &format!("<meta name=nonce content={nonce}>"),
                1,
            ))
        }
        _ => not_there(),
    });
    let home = TestHome::new();
    home.write("note.md", "# A note\n\nOf some words.\n");
    let link = server.link("/a");
    let ran = run(&home, &["add", "note.md", &link, &server.link("/b")]).expect_code(4);
    assert_eq!(ran.last_line(), "2 new, 0 changed, 0 same, 1 rejected");
    let ran = run(&home, &["add", "note.md", &link]).expect_code(0);
    assert_eq!(ran.last_line(), "0 new, 0 changed, 2 same, 0 rejected");
}

#[test]
fn redirects_are_followed_five_times() {
    let server = Server::start(|request| match request.path.as_str() {
        "/a" => page(article("A lease", "", 1)),
        "/r0" => moved("301 Moved Permanently", "/a"),
        "/r1" => moved("302 Found", "r0"),
        "/r2" => moved("303 See Other", "/r1"),
        "/r3" => moved("307 Temporary Redirect", "/r2"),
        "/r4" => moved("308 Permanent Redirect", "/r3"),
        "/r5" => moved("301 Moved Permanently", "/r4"),
        "/circle" => moved("301 Moved Permanently", "/circle"),
        "/nowhere" => answer("301 Moved Permanently", &[], ""),
        _ => not_there(),
    });
    let home = TestHome::new();
    assert_eq!(
        run(&home, &["add", &server.link("/r4")]).last_line(),
        ONE_NEW
    );
    assert_eq!(home.article("A lease")["url"], server.link("/a"));
    let too_many = "redirected more than five times";
    assert_eq!(refused(&home, &server.link("/r5"), &[]), too_many);
    assert_eq!(refused(&home, &server.link("/circle"), &[]), too_many);
    assert_eq!(refused(&home, &server.link("/nowhere"), &[]), too_many);
}

#[test]
fn a_status_without_a_page_is_a_reason() {
    let server = Server::start(|request| match request.path.as_str() {
        "/401" => answer("401 Unauthorized", &[], ""),
        "/403" => answer("403 Forbidden", &[], "no"),
        "/410" => answer("410 Gone", &[], ""),
        "/429" => answer("429 Too Many Requests", &[("Retry-After", "3600")], ""),
        "/500" => answer("500 Internal Server Error", &[], ""),
        "/304" => answer("304 Not Modified", &[], ""),
        _ => not_there(),
    });
    let check = |path: &str, expected: &str| {
        // A home of its own, because a host that asks for time gets it.
        let reason = refused(&TestHome::new(), &server.link(path), &[]);
        assert!(reason.contains(expected), "{path}: {reason}");
    };
    check("/401", "only for those who log in (401)");
    check("/403", "the server does not let us in (403)");
    check("/404", "not there (404)");
    check("/410", "gone for good (410)");
    check("/429", "asks to come back after ");
    check("/500", "a fault of the server (500)");
    check("/304", "an answer without a page (304)");
}

#[test]
fn a_host_that_asks_for_time_gets_it() {
    let server = Server::start(|request| match request.path.as_str() {
        "/429" => answer("429 Too Many Requests", &[("Retry-After", "3600")], ""),
        _ => page(article("A lease", "", 1)),
    });
    let home = TestHome::new();
    refused(&home, &server.link("/429"), &[]);
    server.forget();
    let reason = refused(&home, &server.link("/other"), &[]);
    assert!(reason.contains("asks to come back after"), "{reason}");
    assert!(server.asked().is_empty());
}

#[test]
fn a_fault_of_the_server_is_tried_once_more() {
    let n = AtomicUsize::new(0);
    let server = Server::start(move |request| match request.path.as_str() {
        "/a" if n.fetch_add(1, Ordering::SeqCst) == 0 => answer("500 Oops", &[], ""),
        "/a" => page(article("A lease", "", 1)),
        _ => not_there(),
    });
    let home = TestHome::new();
    assert_eq!(
        run(&home, &["add", &server.link("/a")]).last_line(),
        ONE_NEW
    );
    assert_eq!(server.paths(), ["/a", "/a"]);
}

#[test]
fn time_has_a_cap_whatever_the_server_does() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n".to_owned();
    let server = Server::start(move |request| match request.path.as_str() {
        "/silent" => Answer::Silence,
        "/drip" => Answer::Drip(head.clone()),
        "/drip-head" => Answer::Drip("HTTP/1.1 200 OK\r\nX-Long: ".to_owned()),
        _ => not_there(),
    });
    let check = |path: &str, expected: &str| {
        // A cap that doesn't hold runs into the limit of time of every command.
        let reason = refused(&TestHome::new(), &server.link(path), &["--timeout", "1"]);
        assert!(reason.contains(expected), "{path}: {reason}");
    };
    check("/silent", "took too long: no ");
    check("/drip", "took too long: no complete page within 1 s");
    check("/drip-head", "took too long: no ");
}

#[test]
fn size_has_a_cap_packed_or_not() {
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..400 {
        bomb.write_all(&vec![b'a'; 1 << 20]).unwrap();
    }
    let bomb = bomb.finish().unwrap();
    let zipped = [("Content-Encoding", "gzip"), ("Content-Type", "text/html")];
    let mut small = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    small
        .write_all(article("A lease", "", 1).as_bytes())
        .unwrap();
    let small = small.finish().unwrap();
    let server = Server::start(move |request| match request.path.as_str() {
        "/endless" => Answer::Endless("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n".into()),
        "/bomb" => answer("200 OK", &zipped, &bomb),
        "/small" => answer("200 OK", &zipped, &small),
        "/broken" => answer("200 OK", &zipped, "this is no gzip at all"),
        "/cut" => Answer::Whole(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<p>Half".to_vec()),
        "/rubbish" => Answer::Whole(b"\x00\x01\x02 no HTTP\r\n\r\n".to_vec()),
        "/head" => Answer::Endless("HTTP/1.1 200 OK\r\nX-Long: ".into()),
        _ => not_there(),
    });
    let home = TestHome::new();
    assert_eq!(
        refused(&home, &server.link("/endless"), &[]),
        "larger than 20 MB"
    );
    assert_eq!(
        refused(&home, &server.link("/bomb"), &[]),
        "larger than 20 MB"
    );
    for path in ["/broken", "/cut", "/rubbish", "/head"] {
        let reason = refused(&home, &server.link(path), &[]);
        assert!(
            reason.contains("the answer is broken") || reason.contains("cannot reach"),
            "{path}: {reason}"
        );
    }
    assert_eq!(
        run(&home, &["add", &server.link("/small")]).last_line(),
        ONE_NEW
    );
}

#[test]
fn the_content_decides_over_what_the_server_claims() {
    let text = "Café — “Zürich” signed";
    let body = article(&format!("Deal: {text}"), "", 1);
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(&body);
    let latin = latin.into_owned();
    let (cyrillic, _, _) = encoding_rs::KOI8_R.encode("<!doctype html><html><title>Аренда двух залов</title><p>Компания подписала договор аренды двух залов на севере страны, сообщили обе стороны во вторник.</p>");
    let cyrillic = cyrillic.into_owned();
    let server = Server::start(move |request| match request.path.as_str() {
        "/latin-claimed-utf8" => answer(
            "200 OK",
            &[("Content-Type", "text/html; charset=utf-8")],
            &latin,
        ),
        "/utf8-claimed-latin" => answer(
            "200 OK",
            &[("Content-Type", "text/html; charset=iso-8859-1")],
            &body,
        ),
        "/koi8" => answer(
            "200 OK",
            &[("Content-Type", "text/html; charset=koi8-r")],
            &cyrillic,
        ),
        "/wrong-type" => answer("200 OK", &[("Content-Type", "image/png")], &body),
        "/a.pdf" => answer(
            "200 OK",
            &[("Content-Type", "text/html")],
            "%PDF-1.7 and so on",
        ),
        "/empty" => page(""),
        "/dump.jsonl" => page(
            "{\"id\":\"d1\",\"title\":\"One\",\"text\":\"First body.\"}\n{\"id\":\"d2\",\"title\":\"Two\",\"text\":\"Second.\"}\n",
        ),
        _ => not_there(),
    });
    for path in ["/latin-claimed-utf8", "/utf8-claimed-latin", "/wrong-type"] {
        let home = TestHome::new();
        assert_eq!(
            run(&home, &["add", &server.link(path)]).last_line(),
            ONE_NEW,
            "{path}"
        );
        let title = home.article("Deal")["title"].as_str().unwrap().to_owned();
        assert_eq!(title, format!("Deal: {text}"), "{path}");
        // The original is read again as it was read then.
        let ran = home.run(["reclean"]).expect_code(0);
        assert!(ran.stdout.contains("0 changed"), "{ran}");
    }
    let home = TestHome::new();
    assert_eq!(
        run(&home, &["add", &server.link("/koi8")]).last_line(),
        ONE_NEW
    );
    assert!(
        home.article("Аренда")["body"]
            .as_str()
            .unwrap()
            .contains("подписала")
    );
    let ran = home.run(["reclean"]).expect_code(0);
    assert!(ran.stdout.contains("0 changed"), "{ran}");
    let two = run(&home, &["add", &server.link("/dump.jsonl")]).expect_code(0);
    assert_eq!(two.last_line(), "2 new, 0 changed, 0 same, 0 rejected");
    assert!(refused(&home, &server.link("/a.pdf"), &[]).starts_with("a PDF document"));
    assert_eq!(refused(&home, &server.link("/empty"), &[]), "an empty file");
}

#[test]
fn what_robots_txt_closes_is_not_asked_for() {
    let server = Server::start(|request| match request.path.as_str() {
        "/robots.txt" => {
            page("User-agent: *\nDisallow: /\n\nUser-agent: newsdex\nDisallow: /closed\n")
        }
        "/hop" => moved("302 Found", "/closed/a"),
        _ => page(article("A lease", "", 1)),
    });
    let home = TestHome::new();
    for path in ["/closed/a", "/hop"] {
        let reason = refused(&home, &server.link(path), &[]);
        assert!(
            reason.starts_with("`robots.txt` of `127.0.0.1:"),
            "{reason}"
        );
    }
    assert_eq!(server.paths(), ["/hop"]);
    assert_eq!(
        run(&home, &["add", &server.link("/open")]).last_line(),
        ONE_NEW
    );
    assert_eq!(server.n_robots(), 1);
    let stumbling = Server::start(|request| match request.path.as_str() {
        "/robots.txt" => answer("500 Oops", &[], ""),
        _ => page(article("A lease", "", 1)),
    });
    let reason = refused(&home, &stumbling.link("/a"), &[]);
    assert!(reason.contains("cannot show its `robots.txt`"), "{reason}");
    assert!(stumbling.asked().is_empty());
}

/// The rules that were too many for the cap on pages once closed nothing.
#[test]
fn of_a_robots_txt_without_end_the_beginning_counts() {
    let long = "# nothing but words\n".repeat(1_100_000);
    assert!(long.len() > 20 << 20);
    let rules = format!("User-agent: *\nDisallow: /closed\n{long}Disallow: /\n");
    let endless = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nUser-agent: *\nDisallow: /closed\n";
    for robots in [page(rules), Answer::Endless(endless.to_owned())] {
        let server = Server::start(move |request| match request.path.as_str() {
            "/robots.txt" => robots.clone(),
            _ => page(article("A lease", "", 1)),
        });
        let home = TestHome::new();
        let reason = refused(&home, &server.link("/closed"), &[]);
        assert!(reason.starts_with("`robots.txt` of"), "{reason}");
        let ran = run(&home, &["add", &server.link("/open")]);
        assert_eq!(ran.last_line(), ONE_NEW);
        assert_eq!(server.paths(), ["/open"]);
    }
}

#[test]
fn a_robots_txt_at_another_host_is_asked_for_in_the_turn_of_that_host() {
    let busy = Server::start(|request| match request.path.as_str() {
        "/robots.txt" => not_there(),
        _ => answer("429 Too Many Requests", &[("Retry-After", "3600")], ""),
    });
    let at_busy = busy.link("/robots.txt");
    let server = Server::start(move |request| match request.path.as_str() {
        "/robots.txt" => moved("302 Found", &at_busy),
        _ => page(article("A lease", "", 1)),
    });
    let home = TestHome::new();
    refused(&home, &busy.link("/a"), &[]);
    assert_eq!(busy.n_robots(), 1);
    // It asked to be left alone, whoever leads there.
    let reason = refused(&home, &server.link("/a"), &[]);
    assert!(reason.contains("asks to come back after"), "{reason}");
    assert_eq!((busy.n_robots(), server.asked().len()), (1, 0));
}

#[test]
fn hosts_whose_robots_txt_lead_to_each_other_hold_nobody_up() {
    let other = std::sync::Arc::new(Mutex::new(String::new()));
    let serve = |other: std::sync::Arc<Mutex<String>>| {
        Server::start(move |request| match request.path.as_str() {
            "/robots.txt" => moved("302 Found", &other.lock().unwrap()),
            _ => feed(rss(&[])),
        })
    };
    let one = serve(std::sync::Arc::clone(&other));
    let at_one = std::sync::Arc::new(Mutex::new(one.link("/robots.txt")));
    let two = serve(at_one);
    *other.lock().unwrap() = two.link("/robots.txt");
    let home = TestHome::new();
    let list = format!(
        "<opml><body><outline xmlUrl=\"{}\"/><outline xmlUrl=\"{}\"/></body></opml>",
        one.link("/feed"),
        two.link("/feed")
    );
    home.write("list.opml", list);
    run(&home, &["feed", "add", "list.opml"]).expect_code(0);
    run(&home, &["feed", "fetch"]).expect_code(0);
    // Five redirects each, then there are no rules.
    assert_eq!(one.n_robots() + two.n_robots(), 12);
    assert_eq!((one.asked().len(), two.asked().len()), (1, 1));
}

#[test]
fn no_redirect_and_no_name_leads_into_a_private_network() {
    let server = Server::start(|request| match request.path.as_str() {
        "/file" => moved("302 Found", "file:///etc/passwd"),
        "/ftp" => moved("302 Found", "ftp://127.0.0.1/x"),
        "/data" => moved("302 Found", "data:text/html,<p>x"),
        _ => not_there(),
    });
    let home = TestHome::new();
    let check = |path: &str, expected: &str| {
        let reason = refused(&home, &server.link(path), &[]);
        assert!(reason.contains(expected), "{path}: {reason}");
    };
    check(
        "/file",
        "leads to `file:///etc/passwd`, which is no `http` or `https` page",
    );
    check("/ftp", "leads to `ftp://127.0.0.1/x`");
    check("/data", "leads to `data:");
    // Without the flag nothing of this machine or its network is connected to.
    server.forget();
    let targets = [
        server.link("/a"),
        format!("http://localhost:{}/a", server.port()),
        format!("http://[::1]:{}/a", server.port()),
        format!("http://[::ffff:127.0.0.1]:{}/a", server.port()),
        format!("http://2130706433:{}/a", server.port()),
        format!("http://0x7f.1:{}/a", server.port()),
        format!("http://0.0.0.0:{}/a", server.port()),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "http://10.0.0.1/".to_owned(),
        "http://192.168.1.1/".to_owned(),
        "http://172.16.0.1/".to_owned(),
        "http://100.64.0.1/".to_owned(),
        "http://[fe80::1]/".to_owned(),
        "http://[fd00::1]/".to_owned(),
    ];
    for target in targets {
        let ran = home.run(["add", &target]).expect_code(4);
        assert!(
            ran.stderr.contains("is inside a private network"),
            "{target}: {ran}"
        );
    }
    assert_eq!(server.n_robots() + server.asked().len(), 0);
}

#[test]
fn a_host_must_show_that_it_is_who_it_says() {
    let trusted = fixture("tls/ca.pem");
    let check = |certificate: &str, is_trusted: bool, expected: &str| {
        let server = Server::start_tls(certificate, |request| match request.path.as_str() {
            "/a" => page(article("A lease", "", 1)),
            _ => not_there(),
        });
        let home = TestHome::new();
        let mut command = home.command(["add", "--allow-private", &server.tls_link("/a")]);
        if is_trusted {
            command.env("SSL_CERT_FILE", &trusted);
        }
        let ran = home.ended(&mut command);
        assert!(format!("{ran}").contains(expected), "{certificate}: {ran}");
    };
    check("own.pem", true, ONE_NEW);
    check(
        "own.pem",
        false,
        "is not valid: nobody who is trusted has signed it",
    );
    check("other.pem", true, "is not valid: it is of another name");
    check("expired.pem", true, "is not valid: it has expired");
    let home = TestHome::new();
    let mut command = home.command(["add", "https://127.0.0.1:9/"]);
    let ran = home.ended(command.env("SSL_CERT_FILE", fixture("feed.xml")));
    ran.expect_error(2);
}

#[test]
fn offline_opens_no_connection_and_says_so() {
    let server = serve("/a", page(article("A lease", "", 1)));
    let home = TestHome::new();
    home.write("note.md", "# A note\n\nOf some words.\n");
    let ran = run(&home, &["add", "--offline", "note.md", &server.link("/a")]).expect_error(2);
    assert!(
        ran.stderr.contains("`--offline` forbids all connections"),
        "{ran}"
    );
    let ran = run(&home, &["add", "--offline", "note.md"]).expect_code(0);
    assert_eq!(ran.last_line(), ONE_NEW);
    run(&home, &["feed", "add", "--offline", &server.link("/a")]).expect_error(2);
    run(&home, &["feed", "fetch", "--offline"]).expect_error(2);
    assert_eq!(server.n_robots() + server.asked().len(), 0);
}

#[test]
fn the_link_of_a_feed_gives_its_items_and_a_dry_run_writes_nothing() {
    let server = Server::start(|request| match request.path.as_str() {
        "/feed" => {
            let host = request.header("host").to_owned();
            feed(rss(&[
                ("A lease".into(), "/a".into(), "14", prose(1)),
                (
                    "A teaser".into(),
                    format!("http://{host}/b"),
                    "15",
                    "Only the beginning …".into(),
                ),
            ]))
        }
        "/b" => page(article("A teaser", "", 2)),
        _ => not_there(),
    });
    let home = TestHome::new();
    let link = server.link("/feed");
    let ran = run(&home, &["add", "--dry-run", "--format", "jsonl", &link]).expect_code(0);
    assert_eq!(ran.rows().len(), 2, "{ran}");
    assert!(!home.root().try_exists().unwrap());
    let ran = run(&home, &["add", &link]).expect_code(0);
    assert_eq!(ran.last_line(), "2 new, 0 changed, 0 same, 0 rejected");
    assert_eq!(home.article("A lease")["url"], server.link("/a"));
    let teaser = home.article("A teaser");
    assert!(teaser["body"].as_str().unwrap().contains("Report 2"));
    assert_eq!(
        (&teaser["published"], &teaser["published_from"]),
        (&"2026-07-15".into(), &"feed".into())
    );
    server.forget();
    let ran = run(&home, &["add", &link]).expect_code(0);
    assert_eq!(ran.last_line(), "0 new, 0 changed, 2 same, 0 rejected");
    assert_eq!(server.paths(), ["/feed"]);
}

#[test]
fn one_request_at_a_time_and_a_pause_between() {
    let moments: &'static Mutex<Vec<std::time::Instant>> = Box::leak(Box::default());
    let server = Server::start(move |request: &Request| {
        moments.lock().unwrap().push(std::time::Instant::now());
        match request.path.as_str() {
            "/robots.txt" => not_there(),
            path => page(article(&format!("A lease of {path}"), "", path.len())),
        }
    });
    let home = TestHome::new();
    let links: Vec<String> = ["/1", "/22", "/333"].map(|path| server.link(path)).to_vec();
    let ran = home.run(
        ["add", "--allow-private", "--delay", "0.3"]
            .into_iter()
            .chain(links.iter().map(String::as_str)),
    );
    assert_eq!(
        ran.last_line(),
        "3 new, 0 changed, 0 same, 0 rejected",
        "{ran}"
    );
    let moments = moments.lock().unwrap();
    for pair in moments.windows(2) {
        let pause = pair[1].duration_since(pair[0]);
        assert!(pause.as_millis() >= 295, "{pause:?}");
    }
    assert_eq!(moments.len(), 4);
}
