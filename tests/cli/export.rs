//! `export`: articles out again.

use crate::support::{TestHome, fixture};

#[test]
fn every_article_is_one_line_and_its_body_is_the_file_without_front_matter() {
    let home = TestHome::with_articles();
    let rows = home.exported();
    assert_eq!(rows.len(), 5);
    for file in home.article_files() {
        let text = fs_err::read_to_string(file).unwrap();
        let body = text.splitn(3, "---\n").nth(2).unwrap().trim();
        assert!(rows.iter().any(|row| row["body"] == body), "{body}");
    }
}

#[test]
fn words_choose_the_articles_that_hold_all_of_them() {
    let home = TestHome::with_articles();
    let ran = home.run(["export", "castelan", "partners", "--format", "ids"]);
    let ran = ran.expect_code(0);
    assert_eq!(ran.stdout.lines().count(), 3);
    let ran = home.run(["export", "castelan", "vireo", "--format", "ids"]);
    assert_eq!(ran.expect_code(0).stdout, "castelan-vireo-4o\n");
    home.run(["export", "qqqq"]).expect_code(1);
}

#[test]
fn what_was_exported_can_be_added_elsewhere_under_the_same_ids() {
    let home = TestHome::with_articles();
    let dump = fixture("dump.jsonl");
    home.run(["add".as_ref(), dump.as_os_str()]).expect_code(0);
    let exported = home.run(["export"]).expect_code(0).stdout;
    let other = TestHome::new();
    other.write("all.jsonl", &exported);
    other.run(["add", "all.jsonl"]).expect_code(0);
    let key = |home: &TestHome| {
        let mut rows: Vec<_> = home
            .exported()
            .into_iter()
            .map(|row| {
                (
                    row["id"].to_string(),
                    row["title"].to_string(),
                    row["body"].to_string(),
                )
            })
            .collect();
        rows.sort();
        rows
    };
    assert_eq!(key(&home), key(&other));
}

#[test]
fn a_table_has_a_header_and_a_line_an_article() {
    let home = TestHome::with_articles();
    let ran = home.run(["export", "--format", "csv"]).expect_code(0);
    let mut reader = csv::Reader::from_reader(ran.stdout.as_bytes());
    assert_eq!(&reader.headers().unwrap()[0], "id");
    assert_eq!(reader.records().count(), 5);
}

#[test]
fn what_is_exported_is_taken_in_again() {
    let home = TestHome::new();
    home.write(
        "a.jsonl",
        "{\"id\":\"a\",\"title\":\"A\",\"text\":\"Heliora inanunua Castelan.\",\"language\":\"sw\",\
         \"credits\":[\"The Paper\",\"Another\"],\"added\":\"2026-01-02\"}\n",
    );
    home.run(["add", "a.jsonl"]).expect_code(0);
    let own = &home.exported()[0];
    for format in ["json", "jsonl", "csv"] {
        let text = home
            .run(["export", "--format", format])
            .expect_code(0)
            .stdout;
        let again = TestHome::new();
        again.write(&format!("e.{format}"), text);
        again.run(["add", &format!("e.{format}")]).expect_code(0);
        let read = &again.exported()[0];
        assert_eq!(read["added"], "2026-01-02", "{format}");
        for field in ["id", "title", "body", "language", "credits", "added"] {
            assert_eq!(read[field], own[field], "{format} {field}");
        }
    }
}
