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
