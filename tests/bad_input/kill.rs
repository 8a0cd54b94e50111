//! `kill -9` at random moments: the next command works, nothing is lost, nothing is doubled.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::random::Random;
use crate::support::{PROGRAM, TODAY, TestHome};

/// Moments in all, shared by the threads below.
const MOMENTS: u32 = 200;
const THREADS: u32 = 2;
/// Rounds in one home before a fresh one is begun: bounds the size of the corpus.
const ROUNDS_PER_HOME: u32 = 25;

#[test]
fn two_hundred_random_moments() {
    thread::scope(|scope| {
        for n in 0..THREADS {
            scope.spawn(move || {
                let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ u64::from(n + 1));
                for _ in 0..MOMENTS / THREADS / ROUNDS_PER_HOME {
                    in_one_home(&mut random);
                }
            });
        }
    });
}

fn in_one_home(random: &mut Random) {
    let home = TestHome::with_articles();
    let mut expected: BTreeMap<String, String> = BTreeMap::new();
    for row in home.exported() {
        expected.insert(row["title"].to_string(), row["body"].to_string());
    }
    let mut adding = Duration::from_millis(150);
    let mut indexing = Duration::from_millis(150);
    for round in 0..ROUNDS_PER_HOME {
        write_sources(&home, round, &mut expected);
        let folder = format!("round-{round}");
        let dump = format!("dump-{round}.jsonl");
        let add = ["add", &folder, &dump, "changing.md"];
        if round % 2 == 0 {
            kill(&home, &add, random.moment(adding));
            next_command_works(&home);
            let began = Instant::now();
            home.run(add).expect_code(0);
            adding = adding.max(began.elapsed());
        } else {
            home.run(["add", "--no-index", &folder, &dump, "changing.md"])
                .expect_code(0);
            let index: &[&str] = if round % 4 == 1 {
                &["index"]
            } else {
                &["index", "--rebuild"]
            };
            kill(&home, index, random.moment(indexing));
            next_command_works(&home);
            let began = Instant::now();
            home.run(["index"]).expect_code(0);
            indexing = indexing.max(began.elapsed());
        }
        let mut found: Vec<(String, String)> = home
            .exported()
            .iter()
            .map(|row| (row["title"].to_string(), row["body"].to_string()))
            .collect();
        found.sort();
        let wanted: Vec<(String, String)> = expected.clone().into_iter().collect();
        assert_eq!(found, wanted, "round {round}");
        assert_eq!(home.article_files().len(), 5 + 1 + 3 * (round as usize + 1));
    }
    home.run(["check"]).expect_code(0);
    // Nothing that a killed process left lies about in the index for ever.
    home.run(["index", "--rebuild"]).expect_code(0);
    let folders = fs_err::read_dir(home.place("index"))
        .unwrap()
        .filter(|entry| {
            entry
                .as_ref()
                .unwrap()
                .file_name()
                .to_string_lossy()
                .starts_with('v')
        });
    assert_eq!(folders.count(), 1);
}

/// Three articles, a dump of two, and one article whose source changes every round.
fn write_sources(home: &TestHome, round: u32, expected: &mut BTreeMap<String, String>) {
    let mut expect = |title: &str, body: &str| {
        expected.insert(format!("{title:?}"), format!("{body:?}"));
    };
    for n in 0..3 {
        let (title, body) = (
            format!("Page {n} of round {round}"),
            format!("In round {round} page {n} told of a turbine."),
        );
        home.write(
            &format!("round-{round}/{n}.md"),
            format!("---\ntitle: {title}\ndate: 2026-02-03\n---\n{body}\n"),
        );
        expect(&title, &body);
    }
    let mut dump = String::new();
    for n in 0..2 {
        let (title, body) = (
            format!("Record {n} of round {round}"),
            format!("In round {round} record {n} told of a lease."),
        );
        let row = serde_json::json!({"_id": format!("r{round}-{n}"), "title": title, "text": body});
        dump.extend([row.to_string().as_str(), "\n"]);
        expect(&title, &body);
    }
    home.write(&format!("dump-{round}.jsonl"), dump);
    let body = format!("This page changed {round} times.");
    home.write(
        "changing.md",
        format!(
            "---\ntitle: A page that changes\nurl: https://tarnwick.example/changing\n---\n{body}\n"
        ),
    );
    expect("A page that changes", &body);
}

/// Starts a command and kills it after `delay`.
fn kill(home: &TestHome, arguments: &[&str], delay: Duration) {
    let mut child = Command::new(PROGRAM)
        .args(["--today", TODAY])
        .args(arguments)
        .env("NEWSDEX_HOME", home.root())
        .current_dir(home.source(""))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    thread::sleep(delay);
    child.kill().unwrap();
    child.wait().unwrap();
}

fn next_command_works(home: &TestHome) {
    assert_eq!(home.titles(&["heliora"]).len(), 3);
}
