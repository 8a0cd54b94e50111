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
    let stdout = home.redacted(&status.stdout);
    insta::assert_snapshot!(stdout, @r"
    home      [TMP]/home
    corpus    5 articles (0 collections)
    covered   2025-11-20 to 2026-05-11
    index     6 passages of 5 articles, 0.0 MB, format 2, up to date
    undated   1 article
    files without a day:
      corpus/undated/a-note-on-chips-without-a-day-3g4slmbzglh5m.md
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
