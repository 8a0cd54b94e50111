//! Queries that no one should type, and everyone does.

use crate::support::TestHome;

#[test]
fn any_bytes_are_a_query() {
    let home = TestHome::with_articles();
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
    for query in [
        "a:(^",
        "\"primary cloud",
        "'",
        "\"",
        "\"\"",
        "()",
        "(",
        ")",
        "-",
        "+",
        "*",
        "=",
        "~",
        "^",
        ":",
        "a:b:c:d",
        "title:",
        "site:\"",
        "near/99999999999999999999(a b)",
        "\"a b\"~99999999999",
        "https://user:pw@substrate.example:8080/a?b=c&d=%20#:~:text=x",
        "😀",
        "👩‍👩‍👧 heliora",
        "\u{202e}evil",
        "\u{0}",
        "AND",
        "OR",
        "NOT",
        "a AND",
        "AND OR NOT",
        "heliora OR",
        "-heliora",
        "NOT heliora",
        "+",
        "+-+-a",
        "\\",
        "\\\\",
        "\\OR",
        "[a TO b]",
        "{a TO b}",
        "/regex.*/",
        "heliora^5",
        "%s%n",
        "$(reboot)",
        "; DROP TABLE articles",
        "**",
        "***",
        "=*",
        "date:..",
        "date:2026..2025",
        "id:",
        "１２３",
        "ﬁ",
        "İ",
        "ß",
        "日本語のニュース",
        "\t\n heliora",
        &brackets,
        &closing,
        &mixed,
        &nested,
        &negated,
        &nots,
        &ors,
        &near,
        &same,
        &words,
        &stars,
    ] {
        let ran = home.run_query(query);
        let shown: String = query.chars().take(60).collect();
        assert!(ran.code <= 2, "{shown}: {ran}");
        if ran.code == 2 {
            ran.expect_error(2);
        }
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
    for flags in [
        ["-n", "0"],
        ["-n", &most],
        ["--offset", &most],
        ["--passages", "0"],
        ["--passages", &most],
        ["--context", &most],
        ["-n", "-1"],
        ["--recency", "0d"],
        ["--since", "99999d"],
        ["--since", "0000-00-00"],
        ["--until", "9999-12-31"],
    ] {
        let ran = home.run(["search", "heliora", flags[0], flags[1]]);
        assert!(ran.code <= 2, "{flags:?}: {ran}");
    }
    home.write("queries.txt", "heliora\n");
    for depth in ["0", &most] {
        let ran = home.run(["batch", "queries.txt", "--depth", depth]);
        assert!(ran.code <= 2, "{depth}: {ran}");
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
