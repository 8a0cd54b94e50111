//! Rows of typed text and the tree it means, written as the tree prints.

use jiff::civil::Date;
use proptest::prelude::*;

use super::*;
use crate::query::print::print;
use crate::query::tree::{Filter, Span};

const TODAY: Date = Date::constant(2026, 11, 25);

fn read(text: &str) -> Parsed {
    parse(text, TODAY).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The tree in its own words, brackets shown: an independent view beside the printer.
fn sketch(node: &Node) -> String {
    let list = |name: &str, parts: &[Node]| {
        let parts: Vec<String> = parts.iter().map(sketch).collect();
        format!("{name}[{}]", parts.join(", "))
    };
    match node {
        Node::Sequence(parts) => list("seq", parts),
        Node::And(parts) => list("and", parts),
        Node::Or(parts) => list("or", parts),
        Node::Required(part) => format!("must {}", sketch(part)),
        Node::Not(part) => format!("not {}", sketch(part)),
        Node::Leaf(Leaf::Word(word)) => word.clone(),
        Node::Leaf(leaf) => format!("{leaf:?}"),
        Node::Filter(filter) => format!("{filter:?}"),
    }
}

fn check(text: &str, expected: &str) {
    assert_eq!(sketch(&read(text).root), expected, "{text}");
}

fn check_leaf(text: &str, expected: Leaf) {
    assert_eq!(read(text).root, Node::Leaf(expected), "{text}");
}

fn check_filter(text: &str, expected: Filter) {
    assert_eq!(read(text).root, Node::Filter(expected), "{text}");
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

#[test]
fn and_binds_tighter_than_or_and_or_tighter_than_side_by_side() {
    check("openai oracle", "seq[openai, oracle]");
    check(
        "openai microsoft OR oracle",
        "seq[openai, or[microsoft, oracle]]",
    );
    check("a AND b OR c", "or[and[a, b], c]");
    check("a OR b AND c", "or[a, and[b, c]]");
    check("a AND b c", "seq[and[a, b], c]");
    check("(a OR b) AND c", "and[or[a, b], c]");
    check("a (b c)", "seq[a, seq[b, c]]");
    check("((a))", "a");
    check("OR(a b)", "seq[a, b]");
    check("", "seq[]");
    check(" \u{2028}\t", "seq[]");
}

#[test]
fn signs_stand_directly_before_a_part() {
    check("+must -not", "seq[must must, not not]");
    check("NOT a b", "seq[not a, b]");
    check("a AND NOT b", "and[a, not b]");
    check("NOT NOT a", "a");
    check("-(a b)", "not seq[a, b]");
    check("-\"a b\"", "not Phrase { text: \"a b\", slop: 0 }");
    check("GPT-4o state-of-the-art", "seq[GPT-4o, state-of-the-art]");
    check("openai - oracle", "seq[openai, oracle]");
    check("C++ --verbose", "seq[C++, --verbose]");
    check("+$38B", "must $38B");
}

#[test]
fn in_a_text_all_in_capitals_operators_are_words() {
    check("TO BE OR NOT TO BE", "seq[TO, BE, OR, NOT, TO, BE]");
    check("aws OR IBM", "or[aws, IBM]");
    check("2025 OR 2026", "or[2025, 2026]");
    check(
        "AWS OR IBM since:1d",
        "seq[or[AWS, IBM], Published(Span { from: Some(2026-11-24), to: None })]",
    );
    assert_eq!(read("AI AND WAR").notices.len(), 1);
}

#[test]
fn leaves_are_read_in_all_their_spellings() {
    let phrase = |text: &str, slop| Leaf::Phrase {
        text: text.to_owned(),
        slop,
    };
    check_leaf(
        "\"primary cloud partner\"",
        phrase("primary cloud partner", 0),
    );
    check_leaf(
        "“primary cloud partner”",
        phrase("primary cloud partner", 0),
    );
    check_leaf("„mixed marks\"", phrase("mixed marks", 0));
    check_leaf("\"openai oracle\"~8", phrase("openai oracle", 8));
    check_leaf("=\"openai\"", phrase("openai", 0));
    check_leaf("\"never closed", phrase("never closed", 0));
    check_leaf("=partners", Leaf::Exact("partners".into()));
    check_leaf("partner*", Leaf::Prefix("partner".into()));
    check_leaf(
        "near/8(openai oracle)",
        Leaf::Near {
            words: words(&["openai", "oracle"]),
            distance: 8,
        },
    );
    check_leaf(
        "NEAR/99999999999(a b",
        Leaf::Near {
            words: words(&["a", "b"]),
            distance: 127,
        },
    );
    check_leaf(
        "same:(openai oracle cloud)",
        Leaf::Same(words(&["openai", "oracle", "cloud"])),
    );
    check_leaf(
        "same:\"openai oracle\"",
        Leaf::Same(words(&["openai", "oracle"])),
    );
    check_leaf("\\OR", Leaf::Word("OR".into()));
    check_leaf("\\title:x", Leaf::Word("title:x".into()));
    check_leaf("12\"", Leaf::Word("12\"".into()));
    check_leaf("🤖", Leaf::Word("🤖".into()));
}

#[test]
fn a_pasted_url_is_one_word() {
    let url = "https://example.org/a_(b)?q=c:d#e";
    check_leaf(url, Leaf::Word(url.into()));
    check(
        "(https://example.org/a cloud)",
        "seq[https://example.org/a, cloud]",
    );
    check("(https://example.org/a)", "https://example.org/a");
    check("-https://example.org", "not https://example.org");
}

#[test]
fn a_colon_makes_a_filter_only_after_a_field_and_before_a_value() {
    check_filter("title:openai", Filter::Title("openai".into()));
    check_filter("Title:\"some words\"", Filter::Title("some words".into()));
    check_filter("author:“jane doe”", Filter::Author("jane doe".into()));
    check_filter("url:openai.com/blog", Filter::Url("openai.com/blog".into()));
    check_filter(
        "company:openai!primary",
        Filter::Company("openai!primary".into()),
    );
    check_filter("site:techcrunch,", Filter::Site("techcrunch".into()));
    check_filter(
        "amount:>1b",
        Filter::Amount {
            least: Some(1e9_f64.next_up()),
            most: None,
        },
    );
    check("Deal: OpenAI buys it", "seq[Deal:, OpenAI, buys, it]");
    check("OpenAI:the story", "seq[OpenAI:the, story]");
    check("10:30 a:b std::vec", "seq[10:30, a:b, std::vec]");
    check("a:(^", "seq[a:, ^]");
    check("file://x", "file://x");
    assert_eq!(read("title: openai").notices.len(), 1);
}

#[test]
fn days_become_spans() {
    let check = |text: &str, from: Option<&str>, to: Option<&str>| {
        let day = |day: Option<&str>| day.map(|day| day.parse::<Date>().unwrap());
        let span = Span {
            from: day(from),
            to: day(to),
        };
        assert_eq!(
            read(text).root,
            Node::Filter(Filter::Published(span)),
            "{text}"
        );
    };
    check("date:2025-09", Some("2025-09-01"), Some("2025-09-30"));
    check(
        "date:2025-09..2025-12",
        Some("2025-09-01"),
        Some("2025-12-31"),
    );
    check("date:..2025", None, Some("2025-12-31"));
    check("date:2025..", Some("2025-01-01"), None);
    check("date:7d", Some("2026-11-18"), None);
    check("date:yesterday", Some("2026-11-24"), Some("2026-11-24"));
    check("date:30d..7d", Some("2026-10-26"), Some("2026-11-18"));
    check("since:2w", Some("2026-11-11"), None);
    check("until:2026-02", None, Some("2026-02-28"));
    check("before:2026-01-01", None, Some("2025-12-31"));
    check("after:2026-02", Some("2026-03-01"), None);
    let added = Span {
        from: Some(TODAY),
        to: Some(TODAY),
    };
    check_filter("added:today", Filter::Added(added));
}

#[test]
fn a_filter_that_cannot_be_understood_is_refused_with_a_way_out() {
    let check = |text: &str, in_message: &str, in_hint: &str| {
        let error = parse(text, TODAY).expect_err(text);
        assert!(
            error.message.contains(in_message),
            "{text}: {}",
            error.message
        );
        assert!(error.hint.contains(in_hint), "{text}: {}", error.hint);
    };
    check("compnay:openai", "`compnay`", "`company:openai`");
    check("x (titel:\"a b\"", "`titel`", "title:");
    check("since:soon", "`soon` in `since:`", "7d");
    check("date:2025-13", "2025-13", "2025-09..2025-12");
    check("date:2026..2025", "ends before it begins", "earlier");
    check("date:..", "no day", "");
    check("before:0000", "no day", "");
    check("after:9999", "no day", "");
    check("amount:lots", "no amount", "amount:1b..");
    check("company:(a OR b)", "no brackets", "OR");
    check("title:\"\"", "no value", "title:word");
}

#[test]
fn what_was_ignored_is_said_once() {
    let check = |text: &str, expected: &str, notice: &str| {
        let parsed = read(text);
        assert_eq!(sketch(&parsed.root), expected, "{text}");
        assert_eq!(parsed.notices.len(), 1, "{text}: {:?}", parsed.notices);
        assert!(
            parsed.notices[0].contains(notice),
            "{text}: {:?}",
            parsed.notices
        );
    };
    check("a - b - c", "seq[a, b, c]", "`-`");
    check("a )))) b", "seq[a, b]", "closes nothing");
    check("((a b", "seq[a, b]", "never closed");
    check("a ()", "a", "empty brackets");
    check("a OR OR b", "or[a, b]", "both sides");
    check("AND a b", "seq[a, b]", "both sides");
    check("a b NOT", "seq[a, b]", "before nothing");
    check("a *", "a", "`*`");
    check("a \"\"", "a", "around nothing");
    check("a near/3()", "a", "no words");
}

#[test]
fn ten_thousand_brackets_and_five_thousand_words_are_a_query() {
    for text in [
        "(".repeat(10_000),
        ")".repeat(10_000),
        "(a ".repeat(5_000),
        "-(".repeat(5_000),
    ] {
        let notices = read(&text).notices;
        assert!(!notices.is_empty() && notices.len() <= 12);
    }
    let many = "cloud ".repeat(5_000);
    assert!(matches!(read(&many).root, Node::Sequence(parts) if parts.len() == 5_000));
    read(&"NOT ".repeat(50_000));
    read(&"\"".repeat(50_001));
    read(&"a(".repeat(50_000));
    read(&"https://".repeat(50_000));
}

#[test]
fn plain_text_has_no_syntax() {
    let check = |text: &str, expected: &str| assert_eq!(sketch(&plain(text).root), expected);
    check("-a OR \"b compnay:c (", "seq[-a, OR, \"b, compnay:c, (]");
    check("one", "one");
    check("", "seq[]");
}

#[test]
fn a_printed_tree_has_the_brackets_it_needs_and_no_others() {
    let check = |text: &str, expected: &str| assert_eq!(print(&read(text).root), expected);
    check(
        "openai  microsoft OR (oracle)",
        "openai microsoft OR oracle",
    );
    check("(a b) OR ((c) AND d)", "(a b) OR c AND d");
    check("NOT --x", "-(--x)");
    check("since:7d", "date:2026-11-18..");
    check("amount:>$1.5b", "amount:>1500000000");
    check("amount:>=$1.5b", "amount:1500000000..");
    check("amount:<2m", "amount:<2000000");
    check("(b https://x/( )", "b https://x/(");
    check("a (b https://x/( )", "a (b https://x/( )");
    check("author:'x", "author:\"'x\"");
}

/// Bits of syntax in any order: far more of these meet each other than in random characters.
fn anything() -> impl Strategy<Value = String> {
    let bit = prop::sample::select(vec![
        "a",
        "Open",
        "AI",
        "OR",
        "AND",
        "NOT",
        "(",
        ")",
        "\"",
        "“",
        "+",
        "-",
        "=",
        "*",
        "~",
        "8",
        ":",
        "\\",
        " ",
        " ",
        " ",
        "title:",
        "since:",
        "7d",
        "date:",
        "2025",
        "..",
        "near/3",
        "same:",
        "https://x",
        "amount:",
        "1b",
        ">",
        ",",
        "é",
        "联想",
        "\u{0}",
        "url:",
        "!",
        ".",
        "compnay:",
    ]);
    prop_oneof![
        3 => prop::collection::vec(bit, 0..24).prop_map(|bits| bits.concat()),
        1 => any::<String>(),
    ]
}

#[test]
fn signs_and_brackets_in_one_another_print_in_time() {
    let text = format!("{}openai{}", "-(".repeat(48), ")".repeat(48));
    let parsed = parse(&text, TODAY).unwrap();
    // Twice the time for each bracket would outlast the sun.
    assert!(print(&parsed.root).len() < 400);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4000) })]

    #[test]
    fn any_text_is_read_and_prints_as_what_it_means(text in anything()) {
        if let Ok(parsed) = parse(&text, TODAY) {
            let printed = print(&parsed.root);
            let again = parse(&printed, TODAY);
            prop_assert_eq!(again.map(|again| again.root), Ok(parsed.root), "{}", printed);
        }
        plain(&text);
    }
}

#[test]
fn of_many_words_that_stand_together_the_first_are_looked_for() {
    let many = "cloud ".repeat(500);
    for (text, n_words) in [
        (format!("\"{many}\""), 100),
        (format!("near/8({many})"), 32),
        (format!("same:({many})"), 32),
    ] {
        let parsed = read(&text);
        assert_eq!(parsed.notices.len(), 1, "{:?}", parsed.notices);
        let found = match &parsed.root {
            Node::Leaf(Leaf::Phrase { text, .. }) => text.split(' ').count(),
            Node::Leaf(Leaf::Near { words, .. } | Leaf::Same(words)) => words.len(),
            other => panic!("{other:?}"),
        };
        assert_eq!(found, n_words);
    }
}
