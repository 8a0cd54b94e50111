//! What a person writes into an article's file goes before what is found in it.

use serde_json::Value;

use crate::support::TestHome;

const FIRST: &str = "Heliora Inc. said that it will acquire Castelan Labs for $2.5 billion in cash. The cloud \
                     of Heliora Inc. will run the chips of Castelan Labs in its data centres.";
const SECOND: &str =
    "A gardener of Zuidwal planted forty tulips on Sunday, and it rained all the evening.";

/// Two articles that have nothing in common; `lines` stand in the files of both.
fn home(first: &str, second: &str) -> TestHome {
    let home = TestHome::new();
    fs_err::create_dir_all(home.place("corpus/.newsdex")).unwrap();
    write(&home, "sale", "Heliora to acquire Castelan", first, FIRST);
    write(&home, "tulips", "Forty tulips", second, SECOND);
    home
}

fn write(home: &TestHome, id: &str, title: &str, lines: &str, body: &str) {
    let text = format!(
        "---\nid: {id}\ntitle: {title}\npublished: 2026-07-02\nadded: 2026-07-03\n{lines}---\n\n{body}\n"
    );
    fs_err::write(home.place(&format!("corpus/{id}.md")), text).unwrap();
}

fn json(home: &TestHome, arguments: &[&str]) -> Value {
    let ran = home.run(arguments.iter().chain(&["--format", "json"]));
    assert!(ran.code <= 1, "{ran}");
    serde_json::from_str(&ran.stdout).unwrap()
}

fn names(article: &Value) -> String {
    let companies = article["companies"].as_array().unwrap().iter();
    let names: Vec<&str> = companies.map(|c| c["name"].as_str().unwrap()).collect();
    names.join(",")
}

#[test]
fn companies_and_topics_are_put_in_and_taken_out_and_stay_so() {
    let home = home("", "");
    let sale = home.article("Heliora to");
    assert_eq!(sale["deals"].as_array().unwrap().len(), 1, "{sale}");
    assert!(names(&sale).contains("Castelan"), "{sale}");
    let lines =
        "# mine\ncompanies: [-Castelan Labs, +Anthropic]\ntopics:\n  - -cloud\n  - policy\n";
    write(&home, "sale", "Heliora to acquire Castelan", lines, FIRST);
    for _ in 0..2 {
        let sale = home.article("Heliora to");
        assert!(!names(&sale).contains("Castelan"), "{sale}");
        assert!(names(&sale).contains("Anthropic"), "{sale}");
        assert_eq!(sale["deals"], serde_json::json!([]));
        let topics = sale["topics"].as_array().unwrap();
        assert!(topics.contains(&"policy".into()) && !topics.contains(&"cloud".into()));
        home.run(["index", "--rebuild"]).expect_code(0);
    }
    let found = home.run(["search", "company:anthropic!primary", "--format", "ids"]);
    assert_eq!(found.stdout, "sale\n");
    let why = home.run(["why", "sale"]).expect_code(0).stdout;
    assert!(
        why.contains("Anthropic: primary; set by hand in the file"),
        "{why}"
    );
    assert!(why.contains("companies: -Castelan Labs"), "{why}");
    let why = json(&home, &["why", "sale"]);
    assert_eq!(why["by_hand"].as_array().unwrap().len(), 4);
    assert_eq!(why["deals"], serde_json::json!([]));
}

#[test]
fn stories_and_copies_are_made_and_undone() {
    let home = home("story: spring\n", "story: spring\n");
    let answer = json(&home, &["stories"]);
    assert_eq!(
        (&answer["total"], &answer["stories"][0]["id"]),
        (&1.into(), &"spring".into())
    );
    let why = home.run(["why", "tulips"]).expect_code(0).stdout;
    assert!(why.contains("set by hand in the file"), "{why}");
    let home = self::home("", "copy_of: sale\n");
    assert_eq!(home.article("Forty tulips")["copy_of"], "sale");
    let why = home.run(["why", "tulips"]).expect_code(0).stdout;
    assert!(why.contains("set by hand in the file"), "{why}");
    // The same text twice is a copy, unless a person says no.
    write(&home, "tulips", "Heliora to acquire Castelan", "", FIRST);
    let copies = |home: &TestHome| {
        let rows = home.exported();
        rows.iter().filter(|row| !row["copy_of"].is_null()).count()
    };
    assert_eq!(copies(&home), 1);
    let lines = "copy_of: none\nstory: none\n";
    write(&home, "tulips", "Heliora to acquire Castelan", lines, FIRST);
    assert_eq!(copies(&home), 0);
    assert_eq!(json(&home, &["stories"])["total"], 0);
}

#[test]
fn what_nothing_understands_is_named_with_file_and_line() {
    let home = home("topics: [clud, -cloud]\n", "copy_of: nobody\n");
    let ran = home.run(["index"]).expect_code(0);
    assert!(ran.stderr.contains("there is no topic `clud`"), "{ran}");
    let ran = home.run(["lexicon", "check"]).expect_code(4);
    assert!(
        ran.stdout
            .contains("corpus/sale.md:6: `topics`: there is no topic `clud`"),
        "{ran}"
    );
    assert!(
        ran.stdout
            .contains("corpus/tulips.md:6: `copy_of`: there is no article `nobody`")
    );
    let home = self::home(
        "companies: {a: [b]}\ntopics: 7\nstory: []\n",
        "copy_of: tulips\n",
    );
    home.run(["index"]).expect_code(0);
    assert_eq!(home.exported().len(), 2);
}

#[test]
fn a_table_of_articles_tells_companies_topics_and_deals() {
    let home = home("", "");
    let ran = home
        .run(["export", "castelan", "--format", "csv"])
        .expect_code(0);
    let row = ran.stdout.lines().nth(1).unwrap();
    assert!(
        row.contains(
            "acquisition announced: Heliora Inc (buyer), Castelan Labs (target), $2.5 billion"
        ),
        "{ran}"
    );
}
