//! `show`: an article, or exactly some bytes of it.

use crate::support::TestHome;

#[test]
fn a_passage_is_exactly_what_show_prints() {
    let home = TestHome::with_articles();
    let answer = home.search_json(&["heliora", "alpenglow", "chips", "--passages", "5"]);
    let mut n_passages = 0;
    for hit in answer["hits"].as_array().unwrap() {
        for passage in hit["passages"].as_array().unwrap() {
            let shown = home
                .run(["show", passage["id"].as_str().unwrap()])
                .expect_code(0);
            let text = passage["text"].as_str().unwrap();
            assert_eq!(
                shown.stdout.strip_suffix('\n').unwrap_or(&shown.stdout),
                text
            );
            n_passages += 1;
        }
    }
    assert!(n_passages >= 6, "{n_passages}");
}

#[test]
fn an_article_is_shown_whole() {
    let home = TestHome::with_articles();
    insta::assert_snapshot!(home.run(["show", "castelan-vireo-4o"]), @r"
    Castelan opens its own model, Vireo-4o, to rivals
    Daily Substrate · 2026-05-11
    https://substrate.example/castelan-vireo-4o

    Castelan will sell access to Vireo-4o through the clouds of its rivals. Heliora
    is the first of them.
    The price is $2.50 for a million tokens. A spokesperson said that partners keep
    their own customers.
    [stderr]
    [exit 0]
    ");
}

#[test]
fn an_unknown_article_and_bytes_past_the_end_say_what_to_do() {
    let home = TestHome::with_articles();
    home.run(["show", "nobody"]).expect_error(1);
    home.run(["show", "castelan-vireo-4o@0+99999"])
        .expect_error(2);
    home.run(["show", ""]).expect_code(2);
}

#[test]
fn bytes_inside_a_character_are_refused() {
    let home = TestHome::with_articles();
    let article = home.article("Zürcher");
    let body = article["body"].as_str().unwrap();
    let inside = body.find('ü').unwrap() + 1;
    let id = article["id"].as_str().unwrap();
    home.run(["show", &format!("{id}@{inside}+3")])
        .expect_error(2);
}

#[test]
fn json_holds_to_its_schema_and_other_formats_are_refused() {
    let home = TestHome::with_articles();
    let schema = home.run(["schema", "show"]).expect_code(0).stdout;
    let schema = serde_json::from_str(&schema).unwrap();
    for cited in ["castelan-vireo-4o", "castelan-vireo-4o@0+8"] {
        let ran = home.run(["show", cited, "--format", "json"]).expect_code(0);
        let shown = serde_json::from_str(&ran.stdout).unwrap();
        jsonschema::validate(&schema, &shown).unwrap();
        assert_eq!(shown["version"], 1);
    }
    home.run(["show", "castelan-vireo-4o", "--format", "trec"])
        .expect_error(2);
}

#[test]
fn markdown_for_people_turns_no_text_around() {
    let home = TestHome::new();
    home.write(
        "a.md",
        "---\nid: a-1\ntitle: A\u{202e} deal\n---\n# Heading\n\nSome \u{202e}*text*.\n",
    );
    home.run(["add", "a.md"]).expect_code(0);
    let ran = home.run(["show", "a-1", "--format", "md"]).expect_code(0);
    assert!(
        ran.stdout.contains("*text*") && !ran.stdout.contains('\u{202e}'),
        "{ran}"
    );
}
