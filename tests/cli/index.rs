//! `index`, `status`, `check`: the index is disposable and says how it is.

use serde_json::Value;

use crate::support::{TestHome, fixture};

/// What some questions find, in order, with marks.
///
/// Without scores: the engine counts what was deleted until it merges, so that words weigh a little
/// differently before a rebuild.
fn answers(home: &TestHome) -> Vec<String> {
    [
        "heliora cloud partner",
        "chips",
        "since:2026-03",
        "\"power, land\"",
        "part*",
        "alpenglow fonds",
    ]
    .iter()
    .flat_map(|query| {
        let answer = home.search_json(&[query, "--passages", "3"]);
        let hit = |hit: &Value| {
            let passages = hit["passages"].as_array().unwrap().iter();
            let passages: Vec<String> = passages
                .map(|p| format!("{} {}", p["id"], p["marks"]))
                .collect();
            format!("{query}: {} {passages:?}", hit["article"]["id"])
        };
        let hits: Vec<String> = answer["hits"].as_array().unwrap().iter().map(hit).collect();
        std::iter::once(format!("{query}: {}", answer["total"])).chain(hits)
    })
    .collect()
}

#[test]
fn an_index_updated_step_by_step_answers_as_one_built_afresh() {
    let home = TestHome::new();
    for name in ["articles", "dump.jsonl", "feed.xml", "page.html"] {
        let path = fixture(name);
        home.run(["add".as_ref(), path.as_os_str()]).expect_code(0);
    }
    home.run(["rm", "turbines", "--yes"]).expect_code(0);
    let file = home.article_files().remove(0);
    let text = fs_err::read_to_string(&file).unwrap();
    fs_err::write(
        &file,
        format!("{text}\n\nA sentence about chips that a person added.\n"),
    )
    .unwrap();
    let step_by_step = answers(&home);
    home.run(["index", "--rebuild"]).expect_code(0);
    assert_eq!(step_by_step, answers(&home));
    fs_err::remove_dir_all(home.place("index")).unwrap();
    assert_eq!(step_by_step, answers(&home));
}

#[test]
fn indexing_twice_changes_nothing_the_second_time() {
    let home = TestHome::with_articles();
    let ran = home.run(["index"]).expect_code(0);
    assert_eq!(ran.stdout, "0 added, 0 changed, 0 removed\n");
    let ran = home.run([
        "index",
        "--rebuild",
        "--threads",
        "1",
        "--max-memory",
        "64MB",
    ]);
    assert_eq!(ran.expect_code(0).stdout, "5 added, 0 changed, 0 removed\n");
}

#[cfg(unix)]
#[test]
fn an_index_is_as_readable_for_others_as_any_file() {
    use std::os::unix::fs::PermissionsExt;
    let home = TestHome::with_articles();
    fs_err::write(home.place("plain"), "").unwrap();
    let mode =
        |path: &std::path::Path| fs_err::metadata(path).unwrap().permissions().mode() & 0o777;
    let expected = mode(&home.place("plain"));
    let mut n_files = 0;
    for folder in ["index", "index/v1", "index/v1/engine"] {
        for entry in fs_err::read_dir(home.place(folder)).unwrap() {
            let path = entry.unwrap().path();
            // Locks and the engine's own notes are for its writer.
            let is_of_writer = path.extension().is_some_and(|suffix| suffix == "lock");
            if path.is_file() && !is_of_writer {
                assert_eq!(mode(&path) & 0o444, expected & 0o444, "{path:?}");
                n_files += 1;
            }
        }
    }
    assert!(n_files > 8, "{n_files}");
}

#[test]
fn a_file_put_into_the_corpus_by_hand_is_found_and_one_taken_away_is_not() {
    let home = TestHome::with_articles();
    fs_err::write(
        home.place("corpus/mine.md"),
        "# Wickerby builds a kiln\n\nThe kiln of Wickerby bakes wafers of clay.\n",
    )
    .unwrap();
    assert_eq!(home.titles(&["wickerby"]), ["Wickerby builds a kiln"]);
    fs_err::remove_file(home.place("corpus/mine.md")).unwrap();
    assert!(home.titles(&["+wickerby"]).is_empty());
}

#[test]
fn without_sync_the_last_commit_answers() {
    let home = TestHome::with_articles();
    fs_err::write(
        home.place("corpus/mine.md"),
        "# Wickerby\n\nThe kiln of Wickerby.\n",
    )
    .unwrap();
    assert!(home.titles(&["+wickerby", "--no-sync"]).is_empty());
    let status = home.run(["status", "--format", "json"]).rows().remove(0);
    assert_eq!(status["index"]["stale"], 1);
    let empty = TestHome::new();
    empty.run(["search", "chips"]).expect_error(3);
}

#[test]
fn status_says_what_is_here() {
    let home = TestHome::with_articles();
    let status = home.run(["status"]).expect_code(0);
    // Half a tenth of a megabyte, and a little more or less.
    let stdout = home.redacted(&status.stdout);
    let stdout = stdout
        .replace(" 0.0 MB", " [SIZE]")
        .replace(" 0.1 MB", " [SIZE]");
    insta::assert_snapshot!(stdout, @r"
    home      [TMP]/home
    corpus    5 articles (0 collections)
    covered   2025-11-20 to 2026-05-11
    index     6 passages of 5 articles, [SIZE], format 7, up to date
    undated   1 article
    files without a day:
      corpus/undated/a-note-on-chips-without-a-day-undated-note.md
    ");
}

#[test]
fn check_finds_an_intact_home_intact() {
    let home = TestHome::with_articles();
    let ran = home.run(["check"]).expect_code(0);
    insta::assert_snapshot!(ran.stdout, @r"
    corpus: 5 articles in 5 files, 0 problems
    index: 5 articles, 6 passages, every checksum is right
    ");
}

#[test]
fn there_is_nothing_to_answer_from_before_anything_was_added() {
    let home = TestHome::new();
    for command in [
        &["status"][..],
        &["check"],
        &["index"],
        &["search", "chips"],
        &["export"],
    ] {
        home.run(command).expect_error(3);
    }
}

/// `index --watch` at work; it ends with the test.
struct Following {
    child: std::process::Child,
    lines: std::sync::mpsc::Receiver<String>,
}

impl Following {
    fn of(home: &TestHome) -> Self {
        use std::io::BufRead as _;
        let mut child = std::process::Command::new(crate::support::PROGRAM)
            .env("NEWSDEX_HOME", home.root())
            .args(["index", "--watch", "--quiet"])
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = std::io::BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let lines = stdout.lines().map_while(Result::ok);
            lines.map(|line| sender.send(line)).all(|sent| sent.is_ok())
        });
        Self { child, lines }
    }

    /// The next line, for which nobody should have to wait two seconds; a busy machine may need more.
    fn line(&self) -> String {
        let limit = std::time::Duration::from_secs(30);
        self.lines.recv_timeout(limit).unwrap()
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn what_is_saved_while_the_corpus_is_followed_is_found() {
    let home = TestHome::with_articles();
    let following = Following::of(&home);
    assert_eq!(following.line(), "0 added, 0 changed, 0 removed");
    let found = |word: &str| {
        let ran = home.run(["search", word, "--no-sync", "--format", "ids"]);
        ran.stdout.lines().count()
    };
    let note = home.place("corpus/notes/note.md");
    fs_err::create_dir(home.place("corpus/notes")).unwrap();
    fs_err::write(&note, "# A note\n\nThe walrus came.\n").unwrap();
    assert_eq!(following.line(), "1 added, 0 changed, 0 removed");
    assert_eq!(found("walrus"), 1);
    // As editors save: a file beside it, renamed over it.
    let beside = home.place("corpus/notes/.note.md.swp");
    fs_err::write(&beside, "# A note\n\nThe narwhal came.\n").unwrap();
    fs_err::rename(&beside, &note).unwrap();
    assert_eq!(following.line(), "0 added, 1 changed, 0 removed");
    assert_eq!((found("narwhal"), found("walrus")), (1, 0));
    // Others write in between.
    home.write("other.md", "# Another\n\nThe ocelot slept.\n");
    let ran = home.run(["add", "other.md", "--no-index"]).expect_code(0);
    assert_eq!(ran.last_line(), "1 new, 0 changed, 0 same, 0 rejected");
    assert_eq!(following.line(), "1 added, 0 changed, 0 removed");
    fs_err::remove_dir_all(home.place("corpus/notes")).unwrap();
    assert_eq!(following.line(), "0 added, 0 changed, 1 removed");
    assert_eq!(found("narwhal"), 0);
}

#[test]
fn a_corpus_that_goes_away_and_comes_back_is_followed_on() {
    let home = TestHome::with_articles();
    let following = Following::of(&home);
    assert_eq!(following.line(), "0 added, 0 changed, 0 removed");
    let (corpus, away) = (home.place("corpus"), home.place("away"));
    fs_err::rename(&corpus, &away).unwrap();
    fs_err::write(away.join("one.md"), "# One\n\nThe walrus came.\n").unwrap();
    fs_err::rename(&away, &corpus).unwrap();
    assert_eq!(following.line(), "1 added, 0 changed, 0 removed");
    fs_err::write(corpus.join("two.md"), "# Two\n\nThe ocelot slept.\n").unwrap();
    assert_eq!(following.line(), "1 added, 0 changed, 0 removed");
}
