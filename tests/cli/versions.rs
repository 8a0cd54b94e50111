//! `show --history` and `diff`: earlier versions of an article are kept and compared.

use serde_json::Value;

use crate::support::TestHome;

const FIRST: &str = "---\nurl: https://news.example/k1\ntitle: Heliora buys Castelan\npublished: 2026-07-02\n---\n\n\
                     Heliora Inc. will buy Castelan Labs for $2.5 billion.\n\nThe sale closes in June.\n\n\
                     Nobody else was asked.\n";

/// The id of the one article.
fn id(home: &TestHome) -> String {
    home.exported()[0]["id"].as_str().unwrap().to_owned()
}

fn json(home: &TestHome, arguments: &[&str]) -> Value {
    let ran = home.run(arguments.iter().chain(&["--format", "json"]));
    serde_json::from_str(&ran.expect_code(0).stdout).unwrap()
}

/// A page that was added three times, each time with other words.
fn home() -> TestHome {
    let home = TestHome::new();
    let second = FIRST.replace("$2.5 billion", "$3 billion");
    let third = second.replace("Heliora buys", "Heliora to buy").replace(
        "The sale closes in June.",
        "The sale closes in July, says Castelan.",
    );
    for (day, text) in [
        ("01", FIRST),
        ("02", &second),
        ("02", &second),
        ("05", &third),
    ] {
        home.write("page.md", text);
        let today = format!("2026-07-{day}");
        let mut command = home.command(["add", "page.md"]);
        home.ended(command.args(["--today", &today])).expect_code(0);
    }
    home
}

#[test]
fn the_versions_of_an_article_are_kept_with_the_days_on_which_they_came() {
    let home = home();
    let id = id(&home);
    let answer = json(&home, &["show", &id, "--history"]);
    let versions = answer["versions"].as_array().unwrap();
    let column =
        |key: &str| -> Vec<String> { versions.iter().map(|row| row[key].to_string()).collect() };
    assert_eq!(column("number"), ["1", "2", "3"]);
    assert_eq!(
        column("came"),
        ["\"2026-07-01\"", "\"2026-07-02\"", "\"2026-07-05\""]
    );
    assert_eq!(
        (column("words_out"), column("words_in")),
        (
            vec!["0".into(), "1".into(), "2".into()],
            vec!["0".into(), "1".into(), "5".into()]
        )
    );
    assert_eq!(column("is_current"), ["false", "false", "true"]);
    assert_eq!(column("title")[0], "\"Heliora buys Castelan\"");
    assert!(
        home.run(["show", &id, "--history"])
            .stdout
            .contains("current")
    );
}

#[test]
fn what_changed_is_told_word_by_word() {
    let home = home();
    let id = id(&home);
    let ran = home.run(["diff", &id]).expect_code(0);
    insta::assert_snapshot!(ran.stdout, @r"
    version 2 (2026-07-02) → version 3 (2026-07-05)
    title: Heliora [-buys-]{+to buy+} Castelan

    …
    The sale closes in [-June-]{+July, says Castelan+}.
    ");
    let answer = json(&home, &["diff", &id, "--from", "1"]);
    assert_eq!(
        (&answer["from"]["number"], &answer["to"]["number"]),
        (&1.into(), &3.into())
    );
    let side = |other: &str| -> String {
        let parts = answer["body"].as_array().unwrap().iter();
        let side = parts.filter(|part| part["op"] != other);
        side.map(|part| part["text"].as_str().unwrap()).collect()
    };
    assert!(side("insert").contains("$2.5 billion"), "{answer}");
    assert_eq!(side("delete"), home.article("Heliora to buy")["body"]);
    home.run(["diff", &id, "--from", "3", "--to", "3"])
        .expect_code(0);
    home.run(["diff", &id, "--to", "7"]).expect_error(2);
    home.run(["diff", &id, "--from", "0"]).expect_error(2);
    home.run(["diff", &id, "--format", "csv"]).expect_error(2);
    home.run(["diff", "nobody"]).expect_error(1);
}

#[test]
fn records_of_newer_dumps_are_versions_too() {
    let home = TestHome::new();
    let row = |text: &str| format!("{{\"_id\":\"d1\",\"title\":\"Looms\",\"text\":\"{text}\"}}\n");
    for (name, text) in [
        ("a.jsonl", "Looms are scarce."),
        ("b.jsonl", "Looms are plenty."),
    ] {
        home.write(name, row(text));
        home.run(["add", name]).expect_code(0);
    }
    let ran = home.run(["diff", "d1"]).expect_code(0);
    assert!(
        ran.stdout.contains("Looms are [-scarce-]{+plenty+}."),
        "{ran}"
    );
    let only = home.run(["show", "d1", "--history", "--format", "jsonl"]);
    assert_eq!(only.rows().len(), 2);
}

#[test]
fn an_edited_file_says_so_and_a_removed_article_leaves_no_versions() {
    let home = home();
    let id = id(&home);
    let file = home.article_files().remove(0);
    let text = fs_err::read_to_string(&file).unwrap();
    fs_err::write(&file, text.replace("Nobody", "Somebody")).unwrap();
    let answer = json(&home, &["show", &id, "--history"]);
    assert_eq!(answer["versions"][2]["is_edited"], true);
    assert_eq!(answer["versions"][1]["is_edited"], false);
    let kept = home.place("corpus/.newsdex/history").join(&id);
    assert_eq!(fs_err::read_dir(&kept).unwrap().count(), 2);
    home.run(["rm", &format!("id:{id}"), "--yes"])
        .expect_code(0);
    assert!(!kept.try_exists().unwrap());
}

#[test]
fn an_article_that_never_changed_has_one_version() {
    let home = TestHome::with_articles();
    let article = home.article("Brightloom picks");
    let id = article["id"].as_str().unwrap();
    let answer = json(&home, &["show", id, "--history"]);
    assert_eq!(answer["versions"].as_array().unwrap().len(), 1);
    let ran = home.run(["diff", id]).expect_code(1);
    assert!(ran.stderr.contains("only one version"), "{ran}");
}
