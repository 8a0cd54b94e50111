//! What people are told where something is amiss: broken front matter, an id that stands twice, a field
//! that no record has, text that outlives its article.

use serde_json::Value;

use crate::support::TestHome;

/// A text of its own for each name.
fn text(name: &str) -> String {
    format!("Tarnwick leased two halls to {name}. The halls open in spring, both of them said.")
}

fn write(home: &TestHome, path: &str, text: &str) {
    let place = home.place(path);
    fs_err::create_dir_all(place.parent().unwrap()).unwrap();
    fs_err::write(place, text).unwrap();
}

#[test]
fn what_a_person_says_by_hand_goes_with_the_file() {
    let home = TestHome::with_articles();
    let file = home.article_files().remove(0);
    let by_hand = "companies: [-Meta, +Anthropic]\ntopics: [\"-cloud\"]\nstory: 'a sale'\ncopy_of: none\nmine: 1\n---\n\n";
    let filed = fs_err::read_to_string(&file).unwrap();
    let edited = filed.replacen("---\n\n", by_hand, 1);
    home.write("moved.md", &edited);
    let check = |other: &TestHome, path: &str| {
        let text = fs_err::read_to_string(other.place(path)).unwrap();
        for line in [
            "companies: [\"-Meta\", \"+Anthropic\"]\n",
            "topics: [\"-cloud\"]\n",
            "story: \"a sale\"\n",
            "copy_of: \"none\"\n",
        ] {
            assert_eq!(text.matches(line).count(), 1, "{line}: {text}");
        }
        assert!(!text.contains("mine"), "{text}");
        text
    };
    let other = TestHome::new();
    other.write("moved.md", &edited);
    other.run(["add", "moved.md"]).expect_code(0);
    let filed = other.article_files().remove(0);
    let path = filed.strip_prefix(other.root()).unwrap().to_str().unwrap();
    check(&other, path);
    let id = other.exported().remove(0)["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let why = other.run(["why", &id]).expect_code(0);
    assert!(why.stdout.contains("by hand"), "{why}");
    // What stands in the corpus goes before what the source says, and the source adds what is missing.
    let own = check(&other, path).replace("story: \"a sale\"", "story: mine");
    write(&other, path, &own.replace("copy_of: \"none\"\n", ""));
    other.write(
        "moved.md",
        edited.trim_end().to_owned() + "\n\nAnother line.\n",
    );
    let ran = other.run(["add", "moved.md"]).expect_code(0);
    assert_eq!(
        ran.last_line(),
        "0 new, 1 changed, 0 same, 0 rejected",
        "{ran}"
    );
    let now = fs_err::read_to_string(other.place(path)).unwrap();
    assert!(
        now.contains("story: mine\n") && !now.contains("a sale"),
        "{now}"
    );
    assert!(now.contains("copy_of: \"none\"\n"), "{now}");
}

#[test]
fn text_that_outlives_its_article_is_told() {
    let home = TestHome::with_articles();
    let record = |n: usize| serde_json::json!({"_id": format!("r{n}"), "title": format!("Lease {n}"), "text": text("Zollwerk")});
    home.write("dump.jsonl", format!("{}\n{}\n", record(1), record(2)));
    home.run(["add", "dump.jsonl"]).expect_code(0);
    let ran = home.run(["rm", "id:r1", "--yes"]).expect_code(0);
    assert_eq!(ran.stdout, "1 article removed\n");
    let note = ran
        .stderr
        .lines()
        .find(|line| line.contains("its text stays"));
    let note = note.unwrap_or_else(|| panic!("{ran}"));
    let named: Vec<&str> = note.split('`').skip(1).step_by(2).collect();
    assert_eq!(named.len(), 2, "{note}");
    assert!(
        named.iter().all(|path| home.place(path).is_file()),
        "{note}"
    );
    // Without the files that are named the text is gone.
    named
        .iter()
        .for_each(|path| fs_err::remove_file(home.place(path)).unwrap());
    home.write("dump.jsonl", format!("{}\n", record(2)));
    home.run(["add", "dump.jsonl"]).expect_code(0);
    assert_eq!(home.exported().len(), 6);
    // An article file goes with its text.
    let article = home.article("Heliora earnings beat forecasts");
    let id = article["id"].as_str().unwrap();
    let ran = home
        .run(["rm", &format!("id:{id}"), "--yes"])
        .expect_code(0);
    assert!(!ran.stderr.contains("stays"), "{ran}");
}

#[test]
fn a_broken_front_matter_and_an_id_that_stands_twice_are_told_with_their_lines() {
    let home = TestHome::with_articles();
    write(
        &home,
        "corpus/notes/broken.md",
        &format!("---\nauthor: Ann\ntitle: \"open\n---\n\n{}\n", text("Ann")),
    );
    let twin = |title: &str| {
        format!(
            "---\ntitle: {title}\nid: zollwerk-2026-lease-1\n---\n\n{}\n",
            text(title)
        )
    };
    write(&home, "corpus/notes/a.md", &twin("Castelan"));
    write(&home, "corpus/notes/b.md", &twin("Heliora"));
    let expected = [
        (
            "corpus/notes/b.md",
            3,
            "the same id or link as `corpus/notes/a.md`",
        ),
        (
            "corpus/notes/broken.md",
            3,
            "the front matter is not valid YAML",
        ),
    ];
    let ran = home.run(["index"]).expect_code(0);
    for (path, line, reason) in expected {
        let told = format!("note: `{path}` line {line}: {reason}");
        assert!(ran.stderr.contains(&told), "{told}\n{ran}");
    }
    let ran = home.run(["check"]).expect_code(3);
    for (path, line, reason) in expected {
        let told = format!("{path} line {line}: {reason}");
        assert!(ran.stdout.contains(&told), "{told}\n{ran}");
    }
    assert!(
        ran.stdout
            .contains("corpus: 8 articles in 8 files, 2 problems\n"),
        "{ran}"
    );
    // Whichever of the two comes last.
    fs_err::remove_file(home.place("corpus/notes/broken.md")).unwrap();
    write(&home, "corpus/notes/0.md", &twin("Brightloom"));
    let ran = home.run(["index"]).expect_code(0);
    assert!(
        ran.stderr
            .contains("`corpus/notes/a.md` line 3: the same id or link as `corpus/notes/0.md`"),
        "{ran}"
    );
    fs_err::remove_file(home.place("corpus/notes/b.md")).unwrap();
    let ran = home.run(["check"]).expect_code(3);
    assert!(ran.stdout.contains(", 1 problem\n"), "{ran}");
    fs_err::remove_file(home.place("corpus/notes/a.md")).unwrap();
    home.run(["check"]).expect_code(0);
}

#[test]
fn a_field_that_no_record_has_is_told() {
    let home = TestHome::new();
    home.write(
        "a.csv",
        "_id,kicker,text\n1,One,A body of some words.\n2,Two,Another body.\n",
    );
    let add = |map: &str, more: &[&str]| {
        let arguments = ["add", "a.csv", "--map", map];
        home.run(arguments.iter().chain(more)).expect_code(0)
    };
    let told = "`--map title=nosuch`: no article came with a field `nosuch`";
    assert!(add("title=nosuch", &["--dry-run"]).stderr.contains(told));
    let ran = add("title=kicker", &[]);
    assert!(!ran.stderr.contains("--map"), "{ran}");
    let ran = add("title=nosuch,date=kicker", &[]);
    assert!(
        ran.stderr.contains(told) && !ran.stderr.contains("kicker"),
        "{ran}"
    );
}

#[test]
fn slips_are_told_in_plain_words() {
    let home = TestHome::with_articles();
    let ran = home
        .run(["search", "openai", "--passages", "0"])
        .expect_error(2);
    assert!(ran.stderr.contains("--passages"), "{ran}");
    let ran = home
        .run(["eval", "compare", "a.trec", "b.trec", "--qrels", "no.tsv"])
        .expect_error(2);
    assert_eq!(ran.stderr.matches("os error 2").count(), 1, "{ran}");
    assert_eq!(ran.stderr.matches("no.tsv").count(), 1, "{ran}");
    // A variable that is set to nothing is as good as unset; a flag that names nothing is a slip.
    let inside = home.root();
    let mut unnamed = home.command(["status"]);
    let ran = home.ended(unnamed.env("NEWSDEX_HOME", "").current_dir(&inside));
    assert!(ran.expect_code(0).stdout.contains("5 articles"));
    let ran = home.run(["status", "--home", ""]).expect_error(2);
    assert!(ran.stderr.contains("`--home` names no folder"), "{ran}");
    let id = home.exported().remove(0)["id"].as_str().unwrap().to_owned();
    let ran = home.run(["diff", &id, "--format", "json"]).expect_code(1);
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        (&answer["from"]["number"], &answer["to"]["number"]),
        (&1.into(), &1.into())
    );
    let ops = answer["body"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| &part["op"]);
    assert!(ops.into_iter().all(|op| op == "equal"), "{answer}");
}

#[test]
fn one_article_is_no_plural_and_a_home_is_named_without_detours() {
    let home = TestHome::with_articles();
    let ran = home.run(["rm", "Alpenglow"]).expect_error(2);
    assert!(ran.stderr.contains("say `--yes` to remove it,"), "{ran}");
    let ran = home.run(["status", "--format", "csv"]).expect_error(2);
    assert!(ran.stderr.contains("choose text, json or jsonl"), "{ran}");
    home.write(
        "a.txt",
        "Heliora buys Castelan\n\nThe two companies said so on Monday.\n",
    );
    let ran = home
        .run(["--home", "../sources/fm", "add", "a.txt"])
        .expect_code(0);
    assert!(ran.stderr.contains("corpus in `[TMP]/sources/fm`"), "{ran}");
}
