//! Queries that no one should type, and everyone does.

use crate::support::TestHome;

#[test]
fn a_filter_of_no_word_is_refused_and_a_far_distance_cut() {
    let home = TestHome::with_articles();
    // A segment with a removed article is read another way.
    home.run(["rm", "id:undated-note", "--yes"]).expect_code(0);
    for query in ["title:!", "site:\"—\"", "author:\"?\"", "url:/", "-title:!"] {
        home.run_query(query).expect_error(2);
    }
    for query in [
        "near/99999(heliora cloud)",
        "near/3(heliora heliora)",
        "title:\"heliora earnings\"~3",
    ] {
        home.run_query(query).expect_code(0);
    }
}

#[test]
fn any_bytes_are_a_query() {
    let home = TestHome::with_articles();
    let check = |query: &str, code: Option<i32>| {
        let ran = home.run_query(query);
        let shown: String = query.chars().take(60).collect();
        assert!(ran.code <= 2, "{shown}: {ran}");
        assert_eq!(code.unwrap_or(ran.code), ran.code, "{shown}: {ran}");
        if ran.code == 2 {
            ran.expect_error(2);
        }
    };
    let brackets = "(".repeat(10_000);
    let closing = ")".repeat(10_000);
    let mixed = "([{\"".repeat(2_500);
    let nested = format!("{}heliora{}", "(".repeat(5_000), ")".repeat(5_000));
    let negated = "-".repeat(10_000);
    let nots = "NOT ".repeat(2_500);
    let ors = "OR ".repeat(2_500);
    let near = "near/3(".repeat(1_400);
    let same = "same:(".repeat(1_600);
    let words = (0..2000).fold(String::new(), |words, n| format!("{words} w{n}"));
    let stars = "a* ".repeat(3_000);
    // 0: something is found; 1: nothing, and that is no error; 2: nothing was asked for, or a filter can't be read.
    for (query, code) in [
        ("\"primary cloud", 0),
        ("'", 1),
        ("\"", 2),
        ("\"\"", 2),
        ("()", 2),
        ("(", 2),
        (")", 2),
        ("-", 2),
        ("+", 2),
        ("*", 2),
        ("=", 2),
        (":", 1),
        ("site:\"", 2),
        ("😀", 1),
        ("👩‍👩‍👧 heliora", 0),
        ("AND", 2),
        ("OR", 2),
        ("NOT", 2),
        ("AND OR NOT", 2),
        ("heliora OR", 0),
        ("-heliora", 0),
        ("NOT heliora", 0),
        ("\\OR", 1),
        ("heliora^5", 0),
        ("%s%n", 1),
        ("$(reboot)", 1),
        ("; DROP TABLE articles", 1),
        ("**", 2),
        ("***", 2),
        ("=*", 2),
        ("date:..", 2),
        ("date:2026..2025", 2),
        ("日本語のニュース", 1),
        ("\t\n heliora", 0),
        ("\u{0}", 2),
        (&brackets, 2),
        (&closing, 2),
        (&nested, 0),
        (&negated, 2),
        (&nots, 2),
        (&ors, 2),
        (&near, 1),
        (&same, 1),
        (&words, 1),
        (&stars, 0),
    ] {
        check(query, Some(code));
    }
    // What these find is nobody's promise; that they end is.
    for query in [
        "a:(^",
        "~",
        "^",
        "a:b:c:d",
        "title:",
        "near/99999999999999999999(a b)",
        "\"a b\"~99999999999",
        "https://user:pw@substrate.example:8080/a?b=c&d=%20#:~:text=x",
        "\u{202e}evil",
        "a AND",
        "+-+-a",
        "\\",
        "\\\\",
        "[a TO b]",
        "{a TO b}",
        "/regex.*/",
        "id:",
        "１２３",
        "ﬁ",
        "İ",
        "ß",
        &mixed,
    ] {
        check(query, None);
    }
}

#[test]
fn a_pasted_address_finds_its_article_or_its_words() {
    let home = TestHome::with_articles();
    let found = home.titles(&["https://www.substrate.example/castelan-vireo-4o/?utm_source=x#top"]);
    assert_eq!(
        found[0],
        "Castelan opens its own model, Vireo-4o, to rivals"
    );
}

#[test]
fn a_misspelled_field_is_an_error_that_names_it() {
    let home = TestHome::with_articles();
    let ran = home.run(["search", "compnay:openai"]).expect_error(2);
    assert!(ran.stderr.contains("`company:openai`"), "{ran}");
}

#[test]
fn an_unclosed_quote_ends_with_the_text() {
    let home = TestHome::with_articles();
    assert_eq!(
        home.titles(&["\"primary cloud partner"]),
        ["Brightloom picks Heliora as its primary cloud partner"]
    );
}

#[test]
fn an_empty_query_is_a_usage_error() {
    let home = TestHome::with_articles();
    for query in ["", " ", "\t\n"] {
        home.run(["search", query]).expect_error(2);
    }
}

#[test]
fn extreme_numbers_are_answered_or_refused() {
    let home = TestHome::with_articles();
    let most = usize::MAX.to_string();
    for (flags, code) in [
        (["-n", "0"], 2),
        (["-n", &most], 0),
        (["-n", "-1"], 2),
        (["--offset", &most], 1),
        (["--passages", "0"], 2),
        (["--passages", &most], 0),
        (["--context", &most], 0),
        (["--recency", "0d"], 2),
        (["--since", "99999d"], 2),
        (["--since", "0000-00-00"], 2),
        (["--until", "9999-12-31"], 0),
    ] {
        let ran = home.run(["search", "heliora", flags[0], flags[1]]);
        assert_eq!(ran.code, code, "{flags:?}: {ran}");
        if code == 2 {
            ran.expect_error(2);
        }
    }
    home.write("queries.txt", "heliora\n");
    for (depth, code) in [("0", 2), (most.as_str(), 0)] {
        let ran = home.run(["batch", "queries.txt", "--depth", depth]);
        assert_eq!(ran.code, code, "{depth}: {ran}");
    }
}

#[test]
fn files_of_queries_may_be_broken() {
    let home = TestHome::with_articles();
    home.write(
        "broken.jsonl",
        "{\"_id\":\"1\",\"text\":\"heliora\"}\nnot json\n\n{\"text\":7}\n",
    );
    home.write("bytes.txt", b"heliora \xff\xfe\n\0\n");
    home.write("empty.txt", "");
    for name in ["broken.jsonl", "bytes.txt", "empty.txt", "."] {
        let ran = home.run(["batch", name]);
        let is_told = ran.code != 2 || ran.stderr.contains("hint: ");
        assert!(ran.code <= 2 && is_told, "{name}: {ran}");
    }
}
