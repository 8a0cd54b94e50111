//! `search`: the query language, the order, the marks and the formats, as a person meets them.

use serde_json::Value;

use crate::support::{TestHome, fixture};

const BRIGHTLOOM: &str = "Brightloom picks Heliora as its primary cloud partner";
const CASTELAN: &str = "Castelan opens its own model, Vireo-4o, to rivals";
const EARNINGS: &str = "Heliora earnings beat forecasts";
const ZURICH: &str = "Zürcher Labor Alpenglow sammelt 120 Millionen ein";
const UNDATED: &str = "A note on chips without a day";

/// Each hit of an answer.
fn hits(answer: &Value) -> &[Value] {
    answer["hits"].as_array().unwrap()
}

#[test]
fn an_answer_is_pleasant_to_read() {
    let home = TestHome::with_articles();
    insta::assert_snapshot!(home.run(["search", "cloud", "partner", "-n", "2"]), @r"
    1  Brightloom picks Heliora as its primary cloud partner
       The Loom Ledger · 2026-03-02
       Brightloom has named Heliora its primary cloud partner, in a deal worth $38B
       over seven years. The two companies said on Monday that training will move to
       Heliora's data centres by the end of the year.
       brightloom-heliora@0+201
       https://loomledger.example/2026/03/brightloom-heliora

    2  Castelan opens its own model, Vireo-4o, to rivals
       Daily Substrate · 2026-05-11
       Castelan will sell access to Vireo-4o through the clouds of its rivals.
       Heliora is the first of them.
       The price is $2.50 for a million tokens. A spokesperson said that partners
       keep their own customers.
       castelan-vireo-4o@0+203
       https://substrate.example/castelan-vireo-4o

    2 of 5 passages in 4 articles · covered 2025-11-20 to 2026-05-11
    [stderr]
    [exit 0]
    ");
}

#[test]
fn the_query_language_does_what_its_page_says() {
    let home = TestHome::with_articles();
    let check = |query: &str, expected: &[&str]| {
        let mut found = home.titles(&[query]);
        found.sort();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected, "{query}");
    };
    check("brightloom", &[BRIGHTLOOM, EARNINGS]);
    check("\"primary cloud partner\"", &[BRIGHTLOOM]);
    check("\"the right of first refusal\"", &[BRIGHTLOOM]);
    check("+heliora +castelan", &[BRIGHTLOOM, CASTELAN]);
    check("heliora -earnings", &[BRIGHTLOOM, CASTELAN]);
    check("heliora NOT earnings", &[BRIGHTLOOM, CASTELAN]);
    check("earnings OR alpenglow", &[EARNINGS, ZURICH]);
    check("heliora AND castelan", &[BRIGHTLOOM, CASTELAN]);
    check("(earnings OR vireo) AND heliora", &[EARNINGS, CASTELAN]);
    check("part*", &[BRIGHTLOOM, CASTELAN, UNDATED]);
    check("vireo-4*", &[CASTELAN]);
    check("$9.1*", &[EARNINGS]);
    check("=partner", &[BRIGHTLOOM]);
    check("=partners", &[CASTELAN, UNDATED]);
    check("partner", &[BRIGHTLOOM, CASTELAN, UNDATED]);
    check("+\"castelan refusal\"~9", &[BRIGHTLOOM]);
    check("near/4(largest kind)", &[BRIGHTLOOM]);
    check("near/1(revenue quarter)", &[]);
    check("+near/9(alpenglow alpenglow) heliora", &[]);
    check("title:earnings", &[EARNINGS]);
    check("site:\"daily substrate\"", &[CASTELAN, EARNINGS]);
    check("author:quill", &[BRIGHTLOOM]);
    check("url:substrate.example", &[CASTELAN]);
    check("lang:de", &[ZURICH]);
    check("id:castelan-vireo-4o", &[CASTELAN]);
    check("date:2026-03", &[BRIGHTLOOM]);
    check("date:2026-04-15", &[EARNINGS]);
    check("date:2025-11..2026-03", &[BRIGHTLOOM, ZURICH]);
    check("before:2026-01-01", &[ZURICH]);
    check("since:2026-05", &[CASTELAN]);
    check("$38B", &[BRIGHTLOOM]);
    check("\"38 billion\"", &[BRIGHTLOOM]);
    check("zurcher", &[ZURICH]);
    check("Vireo-4o", &[CASTELAN]);
}

#[test]
fn all_in_one_sentence_means_one_sentence() {
    let home = TestHome::with_articles();
    assert!(home.titles(&["same:(heliora castelan)"]).is_empty());
    assert_eq!(home.titles(&["same:(castelan agreement)"]), [BRIGHTLOOM]);
}

#[test]
fn an_exact_title_or_url_comes_first() {
    let home = TestHome::with_articles();
    assert_eq!(home.titles(&["A note on chips without a day"])[0], UNDATED);
    assert_eq!(
        home.titles(&["heliora earnings beat forecasts"])[0],
        EARNINGS
    );
    let url = "https://substrate.example/castelan-vireo-4o?utm_medium=social";
    assert_eq!(home.titles(&[url])[0], CASTELAN);
}

#[test]
fn days_as_flags_and_the_order_by_day() {
    let home = TestHome::with_articles();
    let check = |arguments: &[&str], expected: &[&str]| {
        assert_eq!(home.titles(arguments), expected, "{arguments:?}");
    };
    check(
        &["heliora", "--sort", "newest"],
        &[CASTELAN, EARNINGS, BRIGHTLOOM],
    );
    check(
        &["heliora", "--sort", "oldest"],
        &[BRIGHTLOOM, EARNINGS, CASTELAN],
    );
    check(
        &["heliora", "--since", "2026-04-10", "--sort", "newest"],
        &[CASTELAN, EARNINGS],
    );
    check(&["heliora", "--until", "2026-03"], &[BRIGHTLOOM]);
    check(&["heliora", "--since", "85d"], &[CASTELAN]);
    check(
        &["--since", "2026-05-01", "--until", "2026-05-31", "*"],
        &[CASTELAN],
    );
    // Sorted by day, an article holds all of the words.
    check(
        &["heliora", "castelan", "--sort", "newest"],
        &[CASTELAN, BRIGHTLOOM],
    );
    home.run(["search", "heliora", "--since", "soon"])
        .expect_code(2);
}

#[test]
fn a_page_begins_where_the_last_one_ended() {
    let home = TestHome::with_articles();
    let all = home.titles(&["heliora", "partner", "chips"]);
    let first = home.titles(&["heliora", "partner", "chips", "-n", "2"]);
    let second = home.titles(&["heliora", "partner", "chips", "-n", "2", "--offset", "2"]);
    assert_eq!(all[..4], [first, second].concat());
    let answer = home.search_json(&["heliora", "partner", "chips", "-n", "1", "--offset", "2"]);
    assert_eq!(hits(&answer)[0]["rank"], 3);
}

#[test]
fn offsets_slice_the_body_and_marks_slice_the_text() {
    let home = TestHome::with_articles();
    let exported = home.exported();
    for query in [
        "heliora partner",
        "zürcher fonds",
        "\"first refusal\" -earnings",
        "part*",
    ] {
        let answer = home.search_json(&[query, "--passages", "9", "--context", "1"]);
        for hit in hits(&answer) {
            let id = &hit["article"]["id"];
            let row = exported.iter().find(|row| row["id"] == *id).unwrap();
            let body = row["body"].as_str().unwrap();
            let title = hit["article"]["title"].as_str().unwrap();
            assert_marks(title, &hit["article"]["title_marks"]);
            for passage in hit["passages"].as_array().unwrap() {
                let start = usize::try_from(passage["start"].as_u64().unwrap()).unwrap();
                let len = usize::try_from(passage["len"].as_u64().unwrap()).unwrap();
                let text = passage["text"].as_str().unwrap();
                assert_eq!(body.get(start..start + len), Some(text));
                assert_marks(text, &passage["marks"]);
                let around = (
                    passage["before"].as_str().unwrap(),
                    passage["after"].as_str().unwrap(),
                );
                assert!(
                    body.get(..start).unwrap().trim_end().ends_with(around.0),
                    "{around:?}"
                );
                assert!(
                    body.get(start + len..)
                        .unwrap()
                        .trim_start()
                        .starts_with(around.1),
                    "{around:?}"
                );
            }
        }
    }
}

/// Marks are ordered, disjoint, on the borders of characters, and never empty.
fn assert_marks(text: &str, marks: &Value) {
    let mut last = 0;
    for mark in marks.as_array().unwrap() {
        let at = |idx: usize| usize::try_from(mark[idx].as_u64().unwrap()).unwrap();
        let marked = text
            .get(at(0)..at(1))
            .unwrap_or_else(|| panic!("{mark} of {text}"));
        assert!(at(0) >= last && !marked.is_empty(), "{marks} of {text}");
        last = at(1);
    }
}

#[test]
fn only_what_matched_is_marked() {
    let home = TestHome::with_articles();
    let check = |query: &str, title: &str, expected: &[&str]| {
        let answer = home.search_json(&[query]);
        let hit = hits(&answer)
            .iter()
            .find(|hit| hit["article"]["title"] == title)
            .unwrap();
        let text = hit["passages"][0]["text"].as_str().unwrap();
        let marked: Vec<&str> = hit["passages"][0]["marks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|mark| {
                let at = |idx: usize| usize::try_from(mark[idx].as_u64().unwrap()).unwrap();
                text.get(at(0)..at(1)).unwrap()
            })
            .collect();
        assert_eq!(marked, expected, "{query}");
    };
    check("tokens -alpenglow", CASTELAN, &["tokens"]);
    check("partner", CASTELAN, &["partners"]);
    check("\"own customers\"", CASTELAN, &["own customers"]);
    check("zurcher", ZURICH, &["Zürcher"]);
}

/// What an index that keeps a word once, under its stem, must still tell apart.
#[test]
fn words_are_told_apart_by_their_forms() {
    let home = TestHome::new();
    let texts = [
        "Old stars are dying in the cold, which does not please the doe.",
        "A cloud deal and two cloud deals were signed by companies of the coast.",
        "The company deals in clouds. Its own cloud is for others.",
        "Dealers die out; clouding-s over the company’s coasts ties nobody.",
    ];
    let lines = texts.iter().enumerate().map(|(idx, text)| {
        let article =
            serde_json::json!({ "id": format!("a{idx}"), "title": "Weather", "text": text });
        format!("{article}\n")
    });
    let file = home.write("texts.jsonl", lines.collect::<String>());
    home.run(["add", file.to_str().unwrap()]).expect_code(0);
    let check = |query: &str, expected: &[(usize, &[&str])]| {
        let answer = home.search_json(&[query]);
        let mut found: Vec<(usize, Vec<&str>)> = hits(&answer)
            .iter()
            .map(|hit| {
                let id = hit["article"]["id"].as_str().unwrap();
                let idx: usize = id.trim_start_matches('a').parse().unwrap();
                let marks = hit["passages"][0]["marks"].as_array().unwrap().iter();
                let at = |mark: &Value, end: usize| mark[end].as_u64().unwrap() as usize;
                let marked = marks.map(|mark| texts[idx].get(at(mark, 0)..at(mark, 1)).unwrap());
                (idx, marked.collect())
            })
            .collect();
        found.sort_unstable();
        let found: Vec<(usize, &[&str])> = found.iter().map(|(idx, m)| (*idx, &**m)).collect();
        assert_eq!(found, expected, "{query}");
        let total = answer["total"]["articles"].as_u64().unwrap() as usize;
        assert_eq!(total, expected.len(), "{query}");
    };
    check("dying", &[(0, &["dying"]), (3, &["die"])]);
    check("die", &[(0, &["dying"]), (3, &["die"])]);
    check("=die", &[(3, &["die"])]);
    check("=dying", &[(0, &["dying"])]);
    check("doe", &[(0, &["doe"])]);
    check("=deals", &[(1, &["deals"]), (2, &["deals"])]);
    check("=deal", &[(1, &["deal"])]);
    check("\"cloud deals\"", &[(1, &["cloud deals"])]);
    check("\"cloud deal\"", &[(1, &["cloud deal"])]);
    check("compani*", &[(1, &["companies"])]);
    check("company*", &[(2, &["company"]), (3, &["company"])]);
    check(
        "deal*",
        &[(1, &["deal", "deals"]), (2, &["deals"]), (3, &["Dealers"])],
    );
    check("=cloudings", &[(3, &["clouding-s"])]);
    check("=clouding-s", &[(3, &["clouding-s"])]);
    check("=its-own", &[(2, &["Its own"])]);
    check("\"its own cloud\"", &[(2, &["Its own cloud"])]);
    check(
        "cloud -its",
        &[(1, &["cloud", "cloud"]), (3, &["clouding-s"])],
    );
    check(
        "coast:\"cloud deals\"",
        &[(1, &["cloud deals", "coast"]), (3, &["coasts"])],
    );
    check("near/1(own cloud)", &[(2, &["own", "cloud"])]);
}

#[test]
fn an_amount_is_marked_whole() {
    let home = TestHome::new();
    let text = "Heliora pays $38B for 5 halls, after $12 billion last year and 38 smaller deals.";
    let article = serde_json::json!({ "id": "halls", "title": "Halls", "text": text });
    let file = home.write("halls.jsonl", format!("{article}\n"));
    home.run(["add", file.to_str().unwrap()]).expect_code(0);
    for query in ["heliora $38B", "heliora $38 billion"] {
        let answer = home.search_json(&[query]);
        let passage = &hits(&answer)[0]["passages"][0];
        let at = |mark: &Value, idx: usize| usize::try_from(mark[idx].as_u64().unwrap()).unwrap();
        let marks = passage["marks"].as_array().unwrap().iter();
        let marked: Vec<&str> = marks
            .map(|mark| text.get(at(mark, 0)..at(mark, 1)).unwrap())
            .collect();
        assert_eq!(marked, ["Heliora", "$38B"], "{query}");
    }
}

#[test]
fn the_parts_of_a_score_add_up_to_it() {
    let home = TestHome::with_articles();
    for query in [
        "heliora cloud partner",
        "brightloom OR chips",
        "\"cloud partner\" heliora",
    ] {
        let answer = home.search_json(&[query, "--explain"]);
        for hit in hits(&answer) {
            let parts = hit["explain"].as_array().unwrap();
            let sum: f64 = parts
                .iter()
                .map(|part| part["value"].as_f64().unwrap())
                .sum();
            let score = hit["score"].as_f64().unwrap();
            assert!((sum - score).abs() < 1e-6 * score.max(1.0), "{hit:#}");
        }
    }
    assert!(hits(&home.search_json(&["heliora"]))[0]["explain"].is_null());
}

#[test]
fn more_passages_of_an_article_are_shown_when_asked_for() {
    let home = TestHome::with_articles();
    let n_passages = |n: &str| {
        let answer = home.search_json(&["castelan mordant brightloom", "--passages", n]);
        hits(&answer)[0]["passages"].as_array().unwrap().len()
    };
    assert_eq!((n_passages("1"), n_passages("3")), (1, 2));
}

#[test]
fn a_misspelled_word_is_corrected_and_that_is_said() {
    let home = TestHome::with_articles();
    let answer = home.search_json(&["brihgtloom"]);
    assert_eq!(hits(&answer).len(), 2);
    let relaxed = answer["query"]["relaxed"].to_string();
    assert!(relaxed.contains("brightloom"), "{relaxed}");
    for pasted in [
        "brihgtloom?",
        "brihgtloom,",
        "(brihgtloom.)",
        "brihgtloom's",
    ] {
        assert_eq!(hits(&home.search_json(&[pasted])).len(), 2, "{pasted}");
    }
    let shown = home.run(["search", "brihgtloom"]).expect_code(0);
    assert!(shown.stdout.contains("brightloom"), "{shown}");
}

#[test]
fn a_number_is_never_corrected_but_parted_from_its_word() {
    let home = TestHome::with_articles();
    let relaxed = |query: &str| {
        let answer = home.search_json(&[query]);
        answer["query"]["relaxed"].to_string()
    };
    assert_eq!(relaxed("vireo9 heliora"), "[]");
    assert_eq!(relaxed("39b heliora"), "[]");
    assert!(relaxed("chips38 heliora").contains("\\\"chips 38\\\""));
}

#[test]
fn what_a_person_should_know_beside_the_hits_is_said() {
    let home = TestHome::with_articles();
    let said = |query: &[&str]| {
        let answer = home.search_json(query);
        let near: Vec<String> =
            serde_json::from_value(answer["near_terms"].clone()).unwrap_or_default();
        let notices: Vec<String> =
            serde_json::from_value(answer["query"]["notices"].clone()).unwrap_or_default();
        (notices.join("; "), near.join(" "))
    };
    let check = |query: &[&str], notice: &str| {
        assert_eq!(said(query), (notice.to_owned(), String::new()), "{query:?}");
    };
    check(&["heliora", "cloud"], "");
    check(
        &["heliora", "date:2024"],
        "`date:2024-01-01..2024-12-31` admits none: without it, 3 articles hold the words",
    );
    check(
        &["earnings", "lang:en", "since:2030"],
        "`date:2030-01-01..` admits none: without it, 1 article holds the words",
    );
    check(
        &["earnings", "site:\"loom ledger\"", "lang:de"],
        "`site:\"loom ledger\"` and `lang:de` admit none: without them, 1 article holds the words",
    );
    check(&["https://substrate.example/castelan-vireo-4o"], "");
    check(
        &["https://substrate.example/heliora"],
        "no article has this address: searched for its words; `newsdex add URL` takes an article in",
    );
    // Only words that no article holds have words near to them.
    assert_eq!(
        said(&["brigtloom*", "heliora*", "since:2030"]).1,
        "brightloom"
    );
}

#[test]
fn exit_codes_are_found_nothing_usage_and_unusable() {
    let home = TestHome::with_articles();
    home.run(["search", "heliora"]).expect_code(0);
    home.run(["search", "qqqqzzzz"]).expect_code(1);
    home.run(["search", "heliora", "since:2030"]).expect_code(1);
    home.run(["search", "compnay:openai"]).expect_error(2);
    home.run(["search", "heliora", "since:soon"])
        .expect_error(2);
    home.run(["search", ""]).expect_error(2);
    home.run(["search"]).expect_code(2);
    home.run(["--home", "nowhere", "search", "heliora"])
        .expect_error(3);
}

#[test]
fn a_word_with_a_dash_is_a_word_and_known_flags_stay_flags() {
    let home = TestHome::with_articles();
    let ran = home.run([
        "search",
        "heliora",
        "-earnings",
        "--format",
        "ids",
        "-n",
        "1",
    ]);
    assert_eq!(ran.expect_code(0).stdout.lines().count(), 1);
    let ran = home.run(["search", "--format", "ids", "--", "heliora", "-n"]);
    assert_eq!(ran.expect_code(0).stdout.lines().count(), 3);
}

#[test]
fn every_format_holds_the_same_hits() {
    let home = TestHome::with_articles();
    let run = |format: &str| {
        home.run(["search", "heliora", "--format", format])
            .expect_code(0)
    };
    let ids: Vec<String> = run("ids").stdout.lines().map(str::to_owned).collect();
    assert_eq!(ids.len(), 3);
    let id_of = |row: &Value| row["article"]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        run("jsonl").rows().iter().map(id_of).collect::<Vec<_>>(),
        ids
    );
    let json = run("json").rows().remove(0);
    assert_eq!(json["version"], 1);
    assert_eq!(hits(&json).iter().map(id_of).collect::<Vec<_>>(), ids);
    let table = run("csv").stdout;
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let column = |row: csv::StringRecord| row[2].to_owned();
    assert_eq!(
        reader
            .records()
            .map(|row| column(row.unwrap()))
            .collect::<Vec<_>>(),
        ids
    );
    let markdown = run("md").stdout;
    assert!(ids.iter().all(|id| markdown.contains(id)), "{markdown}");
}

#[test]
fn colour_is_for_terminals_and_those_who_ask() {
    let home = TestHome::with_articles();
    let plain = home.run(["search", "heliora"]).stdout;
    assert!(!plain.contains('\u{1b}'));
    let mut command = home.command(["search", "heliora", "--color", "auto"]);
    assert!(
        !home
            .ended(command.env("NO_COLOR", "1"))
            .stdout
            .contains('\u{1b}')
    );
    let colored = home.run(["search", "heliora", "--color", "always"]).stdout;
    assert!(colored.contains('\u{1b}'));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let home = TestHome::with_articles();
    let dump = fixture("dump.jsonl");
    home.run(["add".as_ref(), dump.as_os_str()]).expect_code(0);
    for arguments in [
        &["search", "heliora"][..],
        &["export"],
        &["help", "query"],
        &["man"],
    ] {
        // The reading end is closed before the program begins, as `| head -0` would do it.
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = std::process::Command::new(crate::support::PROGRAM)
            .env("NEWSDEX_HOME", home.root())
            .args(arguments)
            .stdout(writer)
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {stderr}");
        assert_eq!(stderr, "", "{arguments:?}");
    }
}

#[test]
fn programs_are_told_what_changed_in_their_query() {
    let home = TestHome::with_articles();
    for format in ["ids", "csv", "jsonl"] {
        let ran = home
            .run(["search", "brightlom", "--format", format])
            .expect_code(0);
        assert!(
            ran.stderr.contains("note: ") && ran.stderr.contains("`brightloom`"),
            "{ran}"
        );
        let quiet = home.run(["-q", "search", "brightlom", "--format", format]);
        assert_eq!(quiet.stderr, "");
    }
    let quiet = home.run(["-q", "search", "brightlom"]).expect_code(0);
    assert!(
        !quiet.stdout.contains("note:") && quiet.stderr.is_empty(),
        "{quiet}"
    );
}

#[test]
fn a_page_behind_the_last_hit_says_so() {
    let home = TestHome::with_articles();
    let ran = home
        .run(["search", "heliora", "--offset", "999"])
        .expect_code(1);
    assert!(
        ran.stderr.contains("the page lies behind the last hit"),
        "{ran}"
    );
}

#[test]
fn passages_are_counted_alike_in_every_order() {
    let home = TestHome::with_articles();
    let count = |order: &str| {
        let answer = home.search_json(&["refusal", "--sort", order]);
        answer["total"]["passages"].as_u64().unwrap()
    };
    assert_eq!(
        (count("newest"), count("oldest")),
        (count("relevance"), count("relevance"))
    );
    let ran = home.run(["search", "heliora", "--sort", "newest", "--explain"]);
    assert!(!ran.stdout.contains("0.00 ="), "{ran}");
}

#[test]
fn a_site_that_there_is_not_is_told_with_those_that_are_near() {
    let home = TestHome::with_articles();
    let notice = |query: &str| {
        let answer = home.search_json(&[query]);
        answer["query"]["notices"].to_string()
    };
    let near = notice("site:substrat");
    assert!(
        near.contains("no article is of that site; near to it is `site:substrate`"),
        "{near}"
    );
    let far = notice("site:zzzzzz");
    assert!(far.contains("`newsdex stats --by site`"), "{far}");
    assert_eq!(notice("site:substrate"), "[]");
    home.run(["search", "site:"]).expect_error(2);
    home.run(["search", "id:"]).expect_error(2);
}
