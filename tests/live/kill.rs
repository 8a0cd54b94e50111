//! `kill -9` during `feed fetch` at random moments: nothing is lost, nothing is doubled, and the next
//! run completes.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::server::{Request, Server, answer, feed, not_there, page};
use crate::support::{PROGRAM, TODAY, TestHome};
use crate::{article, prose, rss, run};

const MOMENTS: usize = 100;
const THREADS: usize = 2;
/// Rounds in one home before a fresh one is begun: bounds the size of the corpus.
const ROUNDS_PER_HOME: usize = 25;
const FEEDS: usize = 4;
/// Items that every feed gains in a round: a whole one and a teaser.
const ITEMS_PER_ROUND: usize = 2;

#[test]
fn a_hundred_random_moments_of_fetching() {
    thread::scope(|scope| {
        for n in 0..THREADS {
            scope.spawn(move || {
                let mut random = 0x9e37_79b9_7f4a_7c15 ^ (n as u64 + 1);
                for _ in 0..MOMENTS / THREADS / ROUNDS_PER_HOME {
                    in_one_home(&mut random);
                }
            });
        }
    });
}

fn in_one_home(random: &mut u64) {
    let round = Arc::new(AtomicUsize::new(0));
    let servers: Vec<Server> = (0..FEEDS)
        .map(|_| {
            let round = Arc::clone(&round);
            Server::start(move |request| answered(request, round.load(Ordering::SeqCst)))
        })
        .collect();
    let home = TestHome::new();
    for server in &servers {
        run(&home, &["feed", "add", &server.link("/feed")]).expect_code(0);
    }
    let mut longest = Duration::from_millis(200);
    for n in 1..=ROUNDS_PER_HOME {
        round.store(n, Ordering::SeqCst);
        kill(&home, moment(random, longest));
        let began = Instant::now();
        let ran = run(&home, &["feed", "fetch"]).expect_code(0);
        longest = longest.max(began.elapsed());
        assert!(ran.last_line().contains(" 0 changed, "), "{ran}");
        assert!(ran.last_line().ends_with(" 0 rejected"), "{ran}");
        let n_each = n * ITEMS_PER_ROUND;
        let found: BTreeMap<String, String> = home
            .exported()
            .iter()
            .map(|row| (row["title"].to_string(), row["body"].to_string()))
            .collect();
        assert_eq!(
            home.article_files().len(),
            FEEDS * n_each,
            "round {n}: {ran}"
        );
        assert_eq!(found.len(), FEEDS * n_each, "round {n}: {ran}");
        let are_whole = found.values().all(|body| body.contains("in line 23"));
        assert!(are_whole, "round {n}: a text is not whole");
    }
    // All is known now, and asked for by its version.
    let ran = run(&home, &["feed", "fetch"]).expect_code(0);
    let expected = format!(
        "0 new, 0 changed, {} same, 0 rejected",
        FEEDS * ROUNDS_PER_HOME * ITEMS_PER_ROUND
    );
    assert_eq!(ran.last_line(), expected);
    home.run(["check"]).expect_code(0);
}

fn answered(request: &Request, round: usize) -> crate::server::Answer {
    let host = request.header("host");
    if request.path != "/feed" {
        let number = request.path.strip_prefix("/teaser/");
        return number.map_or_else(not_there, |number| {
            let n = number.parse().unwrap();
            page(article(&format!("Teaser {n} of {host}"), "", n))
        });
    }
    let etag = format!("\"{round}\"");
    if request.header("if-none-match") == etag {
        return answer("304 Not Modified", &[], "");
    }
    let mut items = Vec::new();
    for n in 0..round {
        let link = |kind: &str| format!("http://{host}/{kind}/{n}");
        items.push((
            format!("Whole {n} of {host}"),
            link("whole"),
            "14",
            prose(n),
        ));
        items.push((
            format!("Teaser {n} of {host}"),
            link("teaser"),
            "15",
            "Only …".to_owned(),
        ));
    }
    match feed(rss(&items)) {
        crate::server::Answer::Whole(bytes) => {
            let text = String::from_utf8(bytes).unwrap();
            let with_version = text.replacen("\r\n", &format!("\r\nETag: {etag}\r\n"), 1);
            crate::server::Answer::Whole(with_version.into_bytes())
        }
        other => other,
    }
}

/// Starts a fetch and kills it after `delay`.
fn kill(home: &TestHome, delay: Duration) {
    let mut child = Command::new(PROGRAM)
        .args(["--today", TODAY])
        .args(["feed", "fetch", "--allow-private", "--delay", "0"])
        .env("NEWSDEX_HOME", home.root())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    thread::sleep(delay);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// A moment below `longest` (xorshift).
fn moment(random: &mut u64, longest: Duration) -> Duration {
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    let share = (*random % 1000) as u32;
    longest * share / 1000
}
