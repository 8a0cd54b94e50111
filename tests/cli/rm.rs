//! `rm` and `reclean`: what was removed stays away until it is named.

use crate::support::{TestHome, fixture};

#[test]
fn a_removed_article_stays_away_from_its_folder_and_comes_back_when_named() {
    let home = TestHome::with_articles();
    let removed = home.run(["rm", "earnings", "--yes"]).expect_code(0);
    assert_eq!(removed.stdout, "1 article removed\n");
    assert_eq!(home.exported().len(), 4);
    assert!(home.titles(&["+earnings"]).is_empty());

    let folder = fixture("articles");
    let again = home
        .run(["add".as_ref(), folder.as_os_str()])
        .expect_code(0);
    assert!(again.stderr.contains("1 removed earlier"), "{again}");
    assert_eq!(home.exported().len(), 4);

    let file = fixture("articles/heliora-earnings.md");
    let named = home.run(["add".as_ref(), file.as_os_str()]).expect_code(0);
    assert_eq!(named.last_line(), "1 new, 0 changed, 0 same, 0 rejected");
    assert_eq!(
        home.titles(&["+earnings"]),
        ["Heliora earnings beat forecasts"]
    );
}

#[test]
fn nothing_is_removed_where_nothing_was_named() {
    let home = TestHome::with_articles();
    for query in ["", "   "] {
        let ran = home.run(["rm", query, "--yes"]).expect_code(2);
        assert!(ran.stderr.contains("hint: say what to remove"), "{ran}");
    }
    assert_eq!(home.exported().len(), 5);
}

#[test]
fn a_record_of_a_dump_can_be_removed() {
    let home = TestHome::new();
    let dump = fixture("dump.jsonl");
    home.run(["add".as_ref(), dump.as_os_str()]).expect_code(0);
    home.run(["rm", "id:rec-2", "--yes"]).expect_code(0);
    let ids: Vec<String> = home
        .exported()
        .iter()
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 2);
    assert!(!ids.contains(&"rec-2".to_owned()), "{ids:?}");
    home.run(["index", "--rebuild"]).expect_code(0);
    assert_eq!(home.exported().len(), 2);
}

#[test]
fn nothing_is_removed_without_a_yes() {
    let home = TestHome::with_articles();
    home.run(["rm", "earnings"]).expect_error(2);
    let dry = home.run(["rm", "earnings", "--dry-run"]).expect_code(0);
    assert!(
        dry.stdout.ends_with("1 article would be removed\n"),
        "{dry}"
    );
    assert_eq!(home.exported().len(), 5);
}

#[test]
fn rm_takes_articles_that_hold_all_of_the_words() {
    let home = TestHome::with_articles();
    let dry = home.run(["rm", "heliora", "vireo", "--dry-run"]);
    assert!(
        dry.expect_code(0)
            .stdout
            .ends_with("1 article would be removed\n")
    );
    home.run(["rm", "heliora", "qqqq", "--yes"]).expect_code(1);
    assert_eq!(home.exported().len(), 5);
}

#[test]
fn cleaning_again_changes_nothing_where_the_cleaner_is_the_same() {
    let home = TestHome::with_articles();
    let before = home.exported();
    let ran = home.run(["reclean"]).expect_code(0);
    assert_eq!(ran.last_line(), "0 new, 0 changed, 5 same, 0 rejected");
    assert_eq!(home.exported(), before);
}

#[test]
fn what_is_removed_takes_its_original_along() {
    let home = TestHome::new();
    let page = home.write("a.md", "# Acme buys Roe\n\nA secret of the two.\n");
    home.write("b.md", "# Castelan opens\n\nOther words.\n");
    home.run(["add", "."]).expect_code(0);
    let n_originals = || {
        fs_err::read_dir(home.place("corpus/.newsdex/originals"))
            .unwrap()
            .count()
    };
    assert_eq!(n_originals(), 2);
    home.run(["rm", "title:acme", "--yes"]).expect_code(0);
    assert_eq!(n_originals(), 1);
    home.run(["reclean"]).expect_code(0);
    assert_eq!(home.exported().len(), 1);
    let back = home.run(["add", &page.to_string_lossy()]).expect_code(0);
    assert_eq!(back.last_line(), "1 new, 0 changed, 0 same, 0 rejected");
    assert_eq!(n_originals(), 2);
}
