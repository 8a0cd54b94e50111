//! `batch`: many queries, the same bytes whatever the threads and however the index was built.

use crate::support::TestHome;

const QUERIES: &str =
    "heliora cloud partner\nchips\n\n\"primary cloud\" OR\nalpenglow\nwho sells tokens\n";

#[test]
fn the_bytes_are_the_same_whatever_the_threads() {
    let home = TestHome::with_articles();
    home.write("queries.txt", QUERIES.repeat(30));
    for by in ["article", "passage"] {
        let run = |threads: &str| {
            let ran = home.run(["batch", "queries.txt", "--by", by, "--threads", threads]);
            ran.expect_code(0).stdout
        };
        let one = run("1");
        assert!(one.lines().count() > 100);
        assert_eq!(one, run("2"));
        assert_eq!(one, run("7"));
    }
}

/// Words that thousands of passages hold are counted by segment, and segments are cut by threads.
#[test]
fn the_bytes_are_the_same_however_the_index_was_built() {
    let home = TestHome::new();
    let line = |n: usize| {
        let (often, seldom) = ("cloud ".repeat(1 + n % 5), n * 7919 % 97);
        let chips = if n.is_multiple_of(3) {
            "chips"
        } else {
            "power"
        };
        let text = format!("Firm x{n} rents {often}from number y{seldom} and {chips}.");
        let text = vec![text; 1 + n % 4].join("\n\n## Part\n\n");
        let article = serde_json::json!({ "id": format!("a{n:04}"), "title": format!("Item x{n}"), "body": text });
        format!("{article}\n")
    };
    let lines: String = (0..2600).map(line).collect();
    home.write("many.jsonl", lines);
    home.write("queries.txt", "cloud y7\nchips cloud\nfirm rents power\n");
    home.run(["add", "many.jsonl"]).expect_code(0);
    let ranked = |threads: &str| {
        let rebuilt = home.run(["index", "--rebuild", "--threads", threads]);
        rebuilt.expect_code(0);
        let ran = home.run(["batch", "queries.txt", "--depth", "100"]);
        ran.expect_code(0).stdout
    };
    let first = ranked("1");
    assert_eq!(first.lines().count(), 300);
    for threads in ["2", "7"] {
        assert!(ranked(threads) == first, "with {threads} threads");
    }
}

#[test]
fn queries_have_their_own_ids_or_the_numbers_of_their_lines() {
    let home = TestHome::with_articles();
    home.write("queries.txt", QUERIES);
    let rows = home.run(["batch", "queries.txt"]).expect_code(0).rows();
    assert!(
        rows.iter()
            .any(|row| row["query"] == "5" && row["rank"] == 1)
    );
    home.write(
        "queries.jsonl",
        "{\"_id\":\"q-7\",\"text\":\"alpenglow\"}\n{\"_id\":\"q-8\",\"text\":\"vireo\"}\n",
    );
    let ran = home.run(["batch", "queries.jsonl", "--format", "trec", "--depth", "1"]);
    let ran = ran.expect_code(0);
    let fields: Vec<Vec<&str>> = ran.stdout.lines().map(|l| l.split(' ').collect()).collect();
    assert_eq!(fields.len(), 2);
    assert_eq!(
        (fields[0][0], fields[0][1], fields[0][3]),
        ("q-7", "Q0", "1")
    );
    assert_eq!(
        (fields[1][0], fields[1][2], fields[1][5]),
        ("q-8", "castelan-vireo-4o", "newsdex")
    );
}

#[test]
fn each_article_comes_once_and_scores_never_rise() {
    let home = TestHome::with_articles();
    home.write("queries.txt", QUERIES);
    let rows = home.run(["batch", "queries.txt"]).expect_code(0).rows();
    let mut seen = std::collections::BTreeSet::new();
    let mut last = (String::new(), f64::INFINITY);
    for row in &rows {
        let query = row["query"].to_string();
        assert!(seen.insert((query.clone(), row["article"].to_string())));
        let score = row["score"].as_f64().unwrap();
        assert!(query != last.0 || score <= last.1, "{row}");
        last = (query, score);
    }
}

#[test]
fn operators_are_words_unless_the_query_language_is_asked_for() {
    let home = TestHome::with_articles();
    home.write("queries.txt", "heliora -earnings\n");
    let n_rows = |syntax: &str| {
        let ran = home.run(["batch", "queries.txt", "--syntax", syntax]);
        ran.expect_code(0).rows().len()
    };
    assert_eq!((n_rows("plain"), n_rows("query")), (3, 2));
}

#[test]
fn a_wrong_query_is_told_with_its_line_and_stops_no_other() {
    let home = TestHome::with_articles();
    home.write("queries.txt", "alpenglow\n\ndate:soon heliora\nchips\n");
    let ran = home.run(["batch", "queries.txt", "--syntax", "query"]);
    let ran = ran.expect_code(2);
    assert!(
        ran.stderr.starts_with("error: queries.txt:3: query `3`: ") && ran.stderr.contains("hint:"),
        "{ran}"
    );
    assert!(
        ran.stderr
            .ends_with("error: 1 of 3 queries not asked; the others are answered\n"),
        "{ran}"
    );
    let asked: std::collections::BTreeSet<String> =
        ran.rows().iter().map(|r| r["query"].to_string()).collect();
    assert_eq!(asked.into_iter().collect::<Vec<_>>(), ["\"1\"", "\"4\""]);
    // Plain words are never wrong.
    home.run(["batch", "queries.txt"]).expect_code(0);
}

#[test]
fn what_is_no_query_is_told_with_its_line() {
    let home = TestHome::with_articles();
    for (text, expected) in [
        (
            "{\"_id\":\"b\",\"text\":5}",
            "the `text` of query `b` is no text: 5",
        ),
        (
            "{\"_id\":\"b\",\"text\":null}",
            "the `text` of query `b` is no text: null",
        ),
        ("{\"_id\":\"b\"}", "the query `b` has no `text`"),
    ] {
        let lines = format!("{{\"_id\":\"a\",\"text\":\"alpenglow\"}}\n{text}\n");
        home.write("queries.jsonl", lines);
        let ran = home.run(["batch", "queries.jsonl"]).expect_error(2);
        assert!(
            ran.stderr.contains(&format!("queries.jsonl:2: {expected}")),
            "{ran}"
        );
    }
    home.write(
        "queries.txt",
        "alpenglow\n?!\n{\"_id\":\"q\",\"text\":\"chips\"}\n",
    );
    let ran = home.run(["batch", "queries.txt"]).expect_code(0);
    insta::assert_snapshot!(ran.stderr, @r"
    note: queries without words, which find nothing: `2` (queries.txt:2)
    note: JSON objects that are asked as plain words, because the first line is none: `3` (queries.txt:3)
    ");
    let ran = home.run(["batch", "."]).expect_error(2);
    assert!(ran.stderr.contains("`.` is a folder"), "{ran}");
}

#[test]
fn an_id_with_white_space_is_refused_in_a_trec_run() {
    let home = TestHome::with_articles();
    home.write(
        "queries.jsonl",
        "{\"_id\":\"a_b\",\"text\":\"alpenglow\"}\n{\"_id\":\"a b\",\"text\":\"alpenglow\"}\n",
    );
    let ran = home.run(["batch", "queries.jsonl", "--format", "trec"]);
    let ran = ran.expect_error(2);
    assert!(
        ran.stderr.contains("the id `a b`") && ran.stderr.contains("--format jsonl"),
        "{ran}"
    );
    assert_eq!(ran.stdout, "");
    home.run(["batch", "queries.jsonl"]).expect_code(0);
}

#[test]
fn copies_are_folded_where_that_is_asked() {
    let home = TestHome::new();
    let text = "Heliora opens a data centre in the far north. The lab runs forty thousand chips there, and \
        rents the power from Gridhollow for nine years. Officials say that the site will open in May.";
    for (name, day) in [("first", "2026-03-01"), ("second", "2026-03-02")] {
        home.write(
            &format!("{name}.md"),
            format!("---\ntitle: {name} report of the site\ndate: {day}\n---\n\n{text}\n"),
        );
    }
    home.run(["add", "first.md", "second.md"]).expect_code(0);
    home.write("queries.txt", "heliora gridhollow\n");
    let n_rows = |more: &[&str]| {
        let start = ["batch", "queries.txt"];
        home.run(start.iter().chain(more))
            .expect_code(0)
            .rows()
            .len()
    };
    assert_eq!(n_rows(&[]), 2);
    assert_eq!(n_rows(&["--copies", "hide"]), 1);
    assert_eq!(n_rows(&["--copies", "hide", "--by", "passage"]), 1);
}

#[test]
fn a_file_of_queries_that_is_not_there_is_an_error_with_a_hint() {
    let home = TestHome::with_articles();
    home.run(["batch", "nowhere.jsonl"]).expect_error(2);
}

#[test]
fn queries_of_every_layout_come_through_standard_input_too() {
    let home = TestHome::with_articles();
    let check = |input: &str, expected: &str| {
        let ran = home.run_with_input(["batch", "-", "--depth", "1"], input);
        let rows = ran.expect_code(0).rows();
        assert_eq!(rows[0]["query"], expected, "{input}");
        assert_eq!(rows[0]["rank"], 1);
    };
    check("\nalpenglow\n", "2");
    check("{\"_id\":\"q-7\",\"text\":\"alpenglow\"}\n", "q-7");
    check("<top>\n<num> Number: 31\n<title> alpenglow\n</top>\n", "31");
    home.run_with_input(["batch", "-"], "{\"text\":\"x\"}\n")
        .expect_error(2);
}

#[test]
fn a_table_has_one_header_however_many_the_queries() {
    let home = TestHome::with_articles();
    let table = |queries: &str| {
        home.write("queries.txt", queries);
        let ran = home.run(["batch", "queries.txt", "--format", "csv"]);
        ran.expect_code(0).stdout
    };
    let header = "query,rank,score,article,title,passage,text";
    let text = table("heliora\nqqqq\nalpenglow\n");
    let n_headers = text.lines().filter(|line| *line == header).count();
    assert_eq!((text.lines().next(), n_headers), (Some(header), 1));
    assert!(text.contains("\n1,1,") && text.contains("\n3,1,"), "{text}");
    assert_eq!(table("").trim_end(), header);
}

#[test]
fn no_result_at_all_is_no_depth() {
    let home = TestHome::with_articles();
    home.write("queries.txt", "heliora\n");
    home.run(["batch", "queries.txt", "--depth", "0"])
        .expect_error(2);
}
