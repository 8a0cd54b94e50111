//! Files that are empty, huge, broken or hostile.

use serde_json::Value;

use crate::support::TestHome;

const GOOD: &str = "# Tarnwick opens a lab\n\nThe lab has ten rooms and a garden.\n";

/// Adds one file beside a good one; gives back why it was rejected, if it was.
#[track_caller]
fn add(home: &TestHome, name: &str, bytes: impl AsRef<[u8]>) -> Option<String> {
    home.write(name, bytes);
    home.write("good.md", GOOD);
    let ran = home.run(["add", name, "good.md"]);
    assert!(ran.code == 0 || ran.code == 4, "{ran}");
    assert_eq!(home.titles(&["tarnwick"])[0], "Tarnwick opens a lab");
    let start = format!("rejected `{name}`");
    let told = ran
        .stderr
        .lines()
        .find_map(|line| line.split_once(start.as_str()));
    let reason = told.map(|(_, reason)| reason.trim_start_matches(": ").to_owned());
    assert_eq!(reason.is_some(), ran.code == 4, "{ran}");
    reason
}

#[test]
fn an_empty_file() {
    let reason = add(&TestHome::new(), "a.txt", "");
    assert_eq!(reason.as_deref(), Some("an empty file"));
}

#[test]
fn binary_files_are_named() {
    let check = |bytes: &[u8], expected: &str| {
        let reason = add(&TestHome::new(), "a.txt", bytes).unwrap();
        assert!(reason.starts_with(expected), "{reason}");
    };
    check(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF document");
    check(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG image");
    let noise: Vec<u8> = (0..5000u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    check(&noise, "binary data");
    check(b"\x1f\x8b\x08\0not really gzip", "cannot read it");
    check(b"\x28\xb5\x2f\xfdnot really zstd", "cannot read it");
}

#[test]
fn one_line_of_fifty_megabytes() {
    let home = TestHome::new();
    let line = "word ".repeat(10 << 20);
    add(&home, "line.txt", &line);
    home.run(["check"]).expect_code(0);
}

#[test]
fn one_word_of_fifty_megabytes() {
    let home = TestHome::new();
    add(&home, "word.txt", "x".repeat(50 << 20));
    home.run(["check"]).expect_code(0);
}

#[test]
fn one_record_of_fifty_megabytes() {
    let home = TestHome::new();
    let record = format!(
        "{{\"title\":\"Long\",\"text\":\"{}\"}}\n",
        "word ".repeat(10 << 20)
    );
    add(&home, "long.jsonl", &record);
    home.run(["check"]).expect_code(0);
}

#[test]
fn bytes_that_are_no_utf8_stand_for_something() {
    let home = TestHome::new();
    let mut bytes = b"# Broken\n\nA company \xff\xfe sells ".to_vec();
    bytes.extend("größere Wolken für alle. ".repeat(20).bytes());
    assert_eq!(add(&home, "broken.md", bytes), None);
    assert_eq!(home.titles(&["wolken"]), ["Broken"]);
    let (windows, _, _) = encoding_rs::WINDOWS_1252
        .encode("# Köln\n\nEin Rechenzentrum für Köln, größer als alle.\n");
    assert_eq!(add(&home, "windows.md", windows), None);
    assert_eq!(home.titles(&["rechenzentrum"]), ["Köln"]);
}

#[test]
fn a_broken_line_costs_that_line() {
    let home = TestHome::new();
    let lines = concat!(
        "{\"title\":\"One\",\"text\":\"The first record tells of a merger.\"}\n",
        "{\"title\":\"Two\",\"text\":\"The second\n",
        "not even close\n",
        "[[[[[[\n",
        "{\"title\":\"Five\",\"text\":\"The fifth record tells of a lease.\"}\n",
    );
    home.write("dump.jsonl", lines);
    let ran = home.run(["add", "dump.jsonl"]).expect_code(4);
    assert!(
        ran.last_line().starts_with("2 new, 0 changed, 0 same, "),
        "{ran}"
    );
    assert!(ran.stderr.contains("rejected `dump.jsonl` line 2"), "{ran}");
    assert_eq!(home.titles(&["lease"]), ["Five"]);
}

#[test]
fn records_of_strange_shapes() {
    let home = TestHome::new();
    let deep = format!(
        "{{\"title\":\"Deep\",\"x\":{}{}}}",
        "[".repeat(5000),
        "]".repeat(5000)
    );
    let lines = [
        "{}",
        "null",
        "7",
        "\"text\"",
        "[]",
        "{\"title\":null,\"text\":null}",
        "{\"title\":7,\"text\":{\"a\":[1,2]}}",
        &deep,
        "{\"_id\":\"\",\"text\":\"An empty id.\"}",
        "{\"_id\":\"a\\u0000b\\n\",\"text\":\"A strange id of a record.\"}",
        "{\"title\":\"\\ud800\",\"text\":\"Half a character.\"}",
        "{\"title\":\"Good\",\"text\":\"A good record at the end.\",\"date\":1e400}",
        "{\"title\":\"Fine\",\"text\":\"Another good record at the end.\",\"date\":99999999999999}",
    ];
    home.write("odd.jsonl", lines.join("\n"));
    let ran = home.run(["add", "odd.jsonl"]);
    assert!(ran.code == 4, "{ran}");
    assert_eq!(home.titles(&["another"]), ["Fine"]);
    home.run(["check"]).expect_code(0);
}

#[test]
fn rows_of_a_table_that_are_too_short_or_too_long_are_rejected_by_their_line() {
    let home = TestHome::new();
    let table = concat!(
        "title,date,text\n",
        "Short row,2026-01-01\n",
        "Full row,2026-01-02,The full row tells of turbines.\n",
        "Long row,2026-01-03,The long row tells of chips.,and more,and more\n",
        "\"Never closed,2026-01-04,\"\"text\n",
    );
    home.write("ragged.csv", table);
    let ran = home.run(["add", "ragged.csv"]).expect_code(4);
    assert_eq!(ran.last_line(), "1 new, 0 changed, 0 same, 3 rejected");
    for line in [2, 4, 5] {
        assert!(
            ran.stderr.contains(&format!("`ragged.csv` line {line}: ")),
            "{ran}"
        );
    }
    assert_eq!(home.titles(&["turbines"]), ["Full row"]);
}

#[test]
fn a_day_in_the_future_is_never_taken_silently() {
    let home = TestHome::new();
    home.write(
        "future.jsonl",
        "{\"title\":\"Later\",\"text\":\"A record from far ahead.\",\"date\":\"2099-01-01\"}\n",
    );
    home.write(
        "future.md",
        "---\ntitle: Much later\ndate: 2099-12-31\n---\nA page from far ahead.\n",
    );
    home.write("future.txt", "Far ahead\n\nPublished on 4 May 2099\n\nA text from far ahead, with a sentence or two in it.\n");
    let ran = home.run(["add", "future.jsonl", "future.md", "future.txt"]);
    assert!(ran.code == 0 || ran.code == 4, "{ran}");
    for article in home.exported() {
        assert_eq!(article["published"], Value::Null, "{article}");
    }
}

#[test]
fn a_title_of_ten_thousand_characters() {
    let home = TestHome::new();
    let title = "Ünderfield ".repeat(1000);
    assert_eq!(
        add(
            &home,
            "long.md",
            format!("# {title}\n\nA short text about tin.\n")
        ),
        None
    );
    assert_eq!(
        add(
            &home,
            "longer.md",
            format!("# {}\n\nA short text about zinc.\n", "ü".repeat(10_000))
        ),
        None
    );
    for words in ["tin", "zinc"] {
        let found = home.titles(&[words]);
        assert_eq!(found.len(), 1);
        assert!(found[0].chars().count() <= 301, "{}", found[0]);
    }
}

#[test]
fn titles_and_ids_that_want_to_be_paths_stay_inside_the_corpus() {
    let home = TestHome::new();
    let titles = [
        "../../etc/passwd",
        "/etc/passwd",
        "..",
        "C:\\con",
        ".hidden",
        "a\u{0}b",
        "~",
        "-rf *",
    ];
    for (idx, title) in titles.iter().enumerate() {
        let record =
            serde_json::json!({"title": title, "text": format!("Record {idx} about paths.")});
        home.write(&format!("{idx}.json"), record.to_string());
    }
    home.write(
        "id.md",
        "---\nid: \"../../../evil-1\"\ntitle: Evil\n---\nA page with an id that climbs.\n",
    );
    let ran = home.run(["add", "."]);
    assert!(ran.code == 0 || ran.code == 4, "{ran}");
    let all = home.root();
    let corpus = home.place("corpus");
    for entry in walkdir::WalkDir::new(all.parent().unwrap()) {
        let path = entry.unwrap().into_path();
        let is_ours = path.starts_with(&corpus)
            || path.starts_with(home.place("index"))
            || path.starts_with(home.source(""))
            || all.starts_with(&path);
        assert!(is_ours, "{}", path.display());
    }
    assert!(home.article("../../etc/passwd")["title"].is_string());
    home.run(["check"]).expect_code(0);
}

#[test]
fn escapes_of_a_terminal_are_never_printed() {
    let home = TestHome::new();
    let evil = "\u{1b}[31mred\u{1b}[0m \u{1b}]0;owned\u{7} \u{9b}2J \u{8}\u{8}";
    home.write("evil.md", format!("---\ntitle: \"Evil \\e[2J title\"\nauthor: \"x\\e[1m\"\n---\nThe {evil} company sells pewter.\n"));
    let record = serde_json::json!({"title": format!("Evil {evil}"), "text": format!("Pewter {evil} again, from a record."), "url": "https://x.example/\u{1b}[2J"});
    home.write("evil.jsonl", record.to_string());
    home.write("evil\u{1b}[2J.txt", "");
    let added = home.run(["add", "evil.md", "evil.jsonl", "evil\u{1b}[2J.txt"]);
    let commands: [&[&str]; 8] = [
        &["search", "pewter", "--context", "2"],
        &["search", "pewter", "--color", "never", "--format", "md"],
        &["search", "pewter", "--explain"],
        &["search", "pewter", "--format", "ids"],
        &["rm", "pewter", "--dry-run"],
        &["add", "evil.md", "evil.jsonl", "--dry-run"],
        &["status"],
        &["check"],
    ];
    let is_safe = |text: &str| !text.chars().any(|c| c.is_control() && c != '\n');
    assert!(
        is_safe(&added.stdout) && is_safe(&added.stderr),
        "{added:?}"
    );
    for command in commands {
        let ran = home.run(command);
        assert!(is_safe(&ran.stdout) && is_safe(&ran.stderr), "{ran:?}");
    }
    for article in home.exported() {
        let ran = home
            .run(["show", article["id"].as_str().unwrap()])
            .expect_code(0);
        assert!(is_safe(&ran.stdout), "{ran:?}");
    }
    let ran = home.run(["search", "pewter \u{1b}[2J since:\u{1b}[31m"]);
    assert!(is_safe(&ran.stderr), "{ran:?}");
}
