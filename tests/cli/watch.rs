//! `watch add`, `watch list`, `watch remove`, `watch run`: only what is new.

use serde_json::Value;

use crate::support::{Ran, TestHome};

/// Five articles of three events: `a`, its copy `b` and its other report `c`; `d`; `e` without a day.
const ARTICLES: [[&str; 5]; 5] = [
    [
        "a",
        "Heliora to acquire Castelan for $2.5 billion",
        "2026-07-02",
        "Daily Substrate",
        "Heliora Inc. said on Monday that it will acquire Castelan Labs for $2.5 billion in cash. The chip \
         maker expects the acquisition to close in June.\n\nCastelan Labs makes networking chips for data \
         centres in Zuidwal. Its founders will join Heliora Inc. and keep the office there.",
    ],
    [
        "b",
        "Heliora to acquire Castelan for $2.5 billion",
        "2026-07-03",
        "Mirror Wire",
        "Heliora Inc. said on Monday that it will acquire Castelan Labs for $2.5 billion in cash. The chip \
         maker expects the acquisition to close in June.\n\nCastelan Labs makes networking chips for data \
         centres in Zuidwal. Its founders will join Heliora Inc. and keep the office there.",
    ],
    [
        "c",
        "Heliora to acquire Castelan: chip maker pays $2.5 billion",
        "2026-07-03",
        "The Loom Ledger",
        "Heliora Inc. has agreed to acquire Castelan Labs for $2.5 billion in cash, the chip maker said. \
         Castelan Labs of Zuidwal makes networking chips for data centres, and its founders will join \
         Heliora Inc. when the acquisition closes in June.",
    ],
    [
        "d",
        "Brightloom opens a data centre",
        "2026-07-20",
        "Daily Substrate",
        "Brightloom Systems opened a data centre full of looms by the harbour, with sixty weavers.",
    ],
    [
        "e",
        "Children sing for the ferry",
        "",
        "",
        "Forty children sang old songs on Sunday while the ferry left. Their teacher conducted, parents \
         brought cake and tea, and an uncle played the accordion until the rain began at noon. The data \
         centre beside the harbour was closed for the feast.",
    ],
];

fn add(home: &TestHome, ids: &[&str]) {
    let line = |[id, title, date, site, text]: [&str; 5]| {
        let mut row = serde_json::json!({"_id": id, "title": title, "text": text,
            "url": format!("https://news.example/{id}")});
        for (key, value) in [("date", date), ("site", site)] {
            if !value.is_empty() {
                row[key] = value.into();
            }
        }
        row.to_string()
    };
    let chosen = ARTICLES.into_iter().filter(|row| ids.contains(&row[0]));
    let lines: Vec<String> = chosen.map(line).collect();
    let name = format!("{}.jsonl", ids.join("-"));
    home.write(&name, lines.join("\n"));
    home.run(["add", &name]).expect_code(0);
}

fn run(home: &TestHome) -> Ran {
    home.run(["watch", "run", "--format", "ids"])
}

#[test]
fn a_run_tells_what_came_since_the_last_one_and_nothing_twice() {
    let home = TestHome::new();
    add(&home, &["d"]);
    let ran = home.run(["watch", "add", "Centres", "data centre", "-verizon"]);
    assert_eq!(
        ran.expect_code(0).stdout,
        "watching `centres`: 1 matching article known already\n"
    );
    let ran = run(&home).expect_code(1);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
    add(&home, &["c", "e"]);
    let ran = run(&home).expect_code(0);
    assert_eq!(ran.stdout, "c\ne\n", "the newest first, undated last");
    run(&home).expect_code(1);
    // An earlier report of a story that was told, and its copy.
    add(&home, &["a", "b"]);
    run(&home).expect_code(1);
}

#[test]
fn a_story_is_told_by_its_earliest_article_with_the_passage_that_matched() {
    let home = TestHome::new();
    home.run(["watch", "add", "sale", "castelan"])
        .expect_code(0);
    add(&home, &["a", "b", "c", "d"]);
    let ran = home
        .run(["watch", "run", "--dry-run", "--format", "json"])
        .expect_code(0);
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        (&answer["version"], &answer["total"]),
        (&1.into(), &1.into())
    );
    assert_eq!(answer["day"], "2026-08-01");
    let story = &answer["watches"][0]["stories"][0];
    assert_eq!(
        (&story["watch"], &story["article"]["id"]),
        (&"sale".into(), &"a".into())
    );
    assert_eq!(story["article"]["published"], "2026-07-02");
    assert_eq!(
        (&story["copies"], &story["reports"][0]["id"]),
        (&1.into(), &"c".into())
    );
    let passage = &story["passages"][0];
    let text = passage["text"].as_str().unwrap();
    let mark = &passage["marks"][0];
    let marked = mark[0].as_u64().unwrap() as usize..mark[1].as_u64().unwrap() as usize;
    assert_eq!(text.get(marked), Some("Castelan"));
    let shown = home
        .run(["show", passage["id"].as_str().unwrap()])
        .expect_code(0);
    assert_eq!(shown.stdout, text);
    // A dry run remembers nothing.
    let ran = home.run(["watch", "run", "sale"]).expect_code(0);
    insta::assert_snapshot!(ran.stdout, @r"
    sale: 1 new story · castelan

    Heliora to acquire Castelan for $2.5 billion
    Daily Substrate · 2026-07-02 · +1 copy · also in The Loom Ledger
    Heliora Inc. said on Monday that it will acquire Castelan Labs for $2.5 billion
    in cash. The chip maker expects the acquisition to close in June.
    Castelan Labs makes networking chips for data centres in Zuidwal. Its founders
    will join Heliora Inc. and keep the office there.
    a@0+275
    https://news.example/a
    ");
    home.run(["watch", "run", "sale"]).expect_code(1);
}

#[test]
fn news_are_a_mail_a_feed_or_lines_of_json() {
    let home = TestHome::new();
    home.run(["watch", "add", "harbour", "harbour"])
        .expect_code(0);
    home.run(["watch", "add", "none", "volcano"]).expect_code(0);
    add(&home, &["d", "e"]);
    let told = |format: &str| {
        let ran = home.run(["watch", "run", "--dry-run", "--format", format]);
        ran.expect_code(0)
    };
    insta::assert_snapshot!(told("md").stdout, @r"
    # harbour: 2 new stories

    Watched for: harbour

    ## [Brightloom opens a data centre](<https://news.example/d>)

    Daily Substrate · 2026-07-20

    > Brightloom Systems opened a data centre full of looms by the **harbour**, with sixty weavers.
    >
    > [`d@0+89`](<https://news.example/d#:~:text=Brightloom%20Systems%20opened%20a%20data,the%20harbour%2C%20with%20sixty%20weavers.>)

    ## [Children sing for the ferry](<https://news.example/e>)

    news.example · undated

    > Forty children sang old songs on Sunday while the ferry left. Their teacher conducted, parents brought cake and tea, and an uncle played the accordion until the rain began at noon. The data centre beside the **harbour** was closed for the feast.
    >
    > [`e@0+241`](<https://news.example/e#:~:text=Forty%20children%20sang%20old%20songs,was%20closed%20for%20the%20feast.>)
    ");
    let feed = feed_rs::parser::parse(told("atom").stdout.as_bytes()).unwrap();
    let ids: Vec<&str> = feed.entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(
        ids,
        ["urn:newsdex:watch:harbour:d", "urn:newsdex:watch:harbour:e"]
    );
    let rows = told("jsonl").rows();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["article"]["id"], "d");
    home.run(["watch", "run", "--format", "csv"])
        .expect_error(2);
}

#[test]
fn what_was_published_lately_is_told_where_that_is_asked_for() {
    let home = TestHome::new();
    add(&home, &["a", "c", "d", "e"]);
    let ran = home.run([
        "watch",
        "add",
        "centres",
        "data centre",
        "--since",
        "2026-07-03",
    ]);
    assert_eq!(
        ran.expect_code(0).stdout,
        "watching `centres`: 1 matching article known already, 3 will be told by the next run\n"
    );
    // The story began before the day, and was still told on it.
    let ran = run(&home).expect_code(0);
    assert_eq!(ran.stdout, "d\na\n");
    run(&home).expect_code(1);
}

#[test]
fn watches_are_listed_and_removed() {
    let home = TestHome::with_articles();
    home.run(["watch", "list"]).expect_code(1);
    home.run(["watch", "run"]).expect_error(1);
    home.run(["watch", "add", "chips", "chips"]).expect_code(0);
    home.run(["watch", "add", "b", "-heliora", "site:substrate"])
        .expect_code(0);
    let ran = home.run(["watch", "list"]).expect_code(0);
    insta::assert_snapshot!(ran.stdout, @r"
    name   query                    added       last run  known
    b      -heliora site:substrate  2026-08-01                0
    chips  chips                    2026-08-01                2
    ");
    let ran = home
        .run(["watch", "list", "--format", "json"])
        .expect_code(0);
    assert_eq!(
        ran.rows()[0]["watches"][0]["query"],
        "-heliora site:substrate"
    );
    home.run(["watch", "add", "CHIPS", "nvidia"])
        .expect_error(2);
    home.run(["watch", "remove", "b"]).expect_code(0);
    let ran = home.run(["watch", "run", "b"]).expect_error(2);
    assert!(ran.stderr.contains("hint: there are chips"), "{ran}");
    home.run(["watch", "remove", "b"]).expect_error(2);
    let ran = home
        .run(["watch", "list", "--format", "ids"])
        .expect_code(0);
    assert_eq!(ran.stdout, "chips\n");
}

#[test]
fn names_and_queries_are_checked_before_anything_is_written() {
    let home = TestHome::with_articles();
    for name in ["../x", "a b", "", "-x", "ä"] {
        let ran = home.run(["watch", "add", "--", name, "chips"]);
        assert_eq!(ran.code, 2, "{name}: {ran}");
    }
    home.run(["watch", "add", "x"]).expect_code(2);
    home.run(["watch", "add", "x", " "]).expect_error(2);
    home.run(["watch", "add", "x", "compnay:openai"])
        .expect_error(2);
    home.run(["watch", "list"]).expect_code(1);
}

#[cfg(unix)]
#[test]
fn a_run_whose_output_is_lost_tells_it_again() {
    let home = TestHome::new();
    home.run(["watch", "add", "sale", "castelan"])
        .expect_code(0);
    add(&home, &["a"]);
    let full = fs_err::OpenOptions::new().write(true).open("/dev/full");
    if let Ok(full) = full {
        let status = std::process::Command::new(crate::support::PROGRAM)
            .env("NEWSDEX_HOME", home.root())
            .args(["watch", "run"])
            .stdout(full.into_file())
            .stderr(std::process::Stdio::null())
            .status();
        assert_eq!(status.unwrap().code(), Some(3));
    } else {
        eprintln!("skipped: there is no /dev/full here");
    }
    // A reader that is gone before anything was read.
    let mut child = std::process::Command::new(crate::support::PROGRAM)
        .env("NEWSDEX_HOME", home.root())
        .args(["watch", "run"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert!(child.wait().unwrap().success());
    assert_eq!(run(&home).expect_code(0).stdout, "a\n");
    run(&home).expect_code(1);
}

#[test]
fn a_run_that_is_killed_while_it_tells_loses_nothing() {
    let home = TestHome::new();
    home.run(["watch", "add", "all", "harbour"]).expect_code(0);
    // More than a pipe holds, so that the run waits for its reader.
    let line = |n: usize| {
        let words: Vec<String> = (0..120).map(|word| format!("w{n}x{word}")).collect();
        let text = format!("At the harbour of pier{n}. {}.", words.join(" "));
        serde_json::json!({"_id": format!("k{n}"), "title": format!("Pier{n}"), "text": text})
            .to_string()
    };
    let lines: Vec<String> = (0..150).map(line).collect();
    home.write("many.jsonl", lines.join("\n"));
    home.run(["add", "many.jsonl"]).expect_code(0);
    let told = home
        .run(["watch", "run", "--dry-run", "--format", "ids"])
        .expect_code(0);
    assert!(told.stdout.lines().count() > 100);
    let mut child = std::process::Command::new(crate::support::PROGRAM)
        .env("NEWSDEX_HOME", home.root())
        .args(["watch", "run", "--format", "jsonl"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0];
    std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut first).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(run(&home).expect_code(0).stdout, told.stdout);
    run(&home).expect_code(1);
}

#[test]
fn a_watch_that_cannot_be_read_is_named_and_another_run_is_waited_for() {
    let home = TestHome::with_articles();
    home.run(["watch", "add", "chips", "chips"]).expect_code(0);
    let folder = home.place("corpus/.newsdex/watches");
    let lock = fs_err::OpenOptions::new()
        .write(true)
        .open(folder.join("lock"))
        .unwrap()
        .into_file();
    lock.lock().unwrap();
    home.run(["watch", "run", "--lock-wait", "0"])
        .expect_error(3);
    home.run(["watch", "run", "--dry-run"]).expect_code(1);
    drop(lock);
    fs_err::write(folder.join("chips.json"), "{\"version\":").unwrap();
    let ran = home.run(["watch", "run"]).expect_error(3);
    assert!(ran.stderr.contains("chips.json"), "{ran}");
}
