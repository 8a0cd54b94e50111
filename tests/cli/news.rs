//! `deals`, `stories`, `timeline`, `companies`, `topics`, `pairs`, `stats`, `why`, `like`, `lexicon
//! check`: what articles tell together.

use serde_json::Value;

use crate::support::{SET_COMMANDS, TestHome};

/// A sale told by three outlets, one of which copies another, and an article about nothing.
const ARTICLES: [[&str; 5]; 5] = [
    [
        "p1",
        "Heliora to acquire Castelan for $2.5 billion",
        "2026-03-02",
        "Daily Substrate",
        "Heliora Inc. said on Monday that it will acquire Castelan Labs for $2.5 billion in cash. The chip \
         maker expects the acquisition to close in June.\n\nCastelan Labs makes networking chips for data \
         centres in Zuidwal. Its founders will join Heliora Inc. and keep the office there.",
    ],
    [
        "p2",
        "Castelan sold: Heliora pays $3 billion, say people",
        "2026-03-03",
        "The Loom Ledger",
        "Heliora Inc. has agreed to acquire Castelan Labs for $3 billion, people with knowledge of the \
         matter said on Tuesday.\n\nThe networking chips of Castelan Labs connect servers in large data \
         centres. Zuidwal stays its home.",
    ],
    [
        "p3",
        "Heliora to acquire Castelan for $2.5 billion",
        "2026-03-04",
        "Mirror Wire",
        "Heliora Inc. said on Monday that it will acquire Castelan Labs for $2.5 billion in cash. The chip \
         maker expects the acquisition to close in June.\n\nCastelan Labs makes networking chips for data \
         centres in Zuidwal. Its founders will join Heliora Inc. and keep the office there.",
    ],
    [
        "p4",
        "Brightloom Systems raises $120 million",
        "2026-05-11",
        "Daily Substrate",
        "Brightloom Systems raised $120 million in a funding round led by Mordant Ventures, the company said. \
         The loom maker will hire forty weavers.",
    ],
    [
        "p5",
        "A quiet day",
        "",
        "",
        "Nothing was sold and nobody signed anything at all, the harbour master said.",
    ],
];

fn home() -> TestHome {
    let home = TestHome::new();
    let line = |[id, title, date, site, text]: [&str; 5]| {
        let mut row = serde_json::json!({"_id": id, "title": title, "text": text});
        for (key, value) in [("date", date), ("site", site)] {
            if !value.is_empty() {
                row[key] = value.into();
            }
        }
        row.to_string()
    };
    home.write("news.jsonl", ARTICLES.map(line).join("\n"));
    home.run(["add", "news.jsonl"]).expect_code(0);
    home
}

fn json(home: &TestHome, arguments: &[&str]) -> Value {
    let ran = home
        .run(arguments.iter().chain(&["--format", "json"]))
        .expect_code(0);
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(answer["version"], 1, "{arguments:?}");
    answer
}

#[test]
fn a_deal_is_one_row_whoever_tells_it_and_its_evidence_is_what_show_prints() {
    let home = home();
    let answer = json(&home, &["deals"]);
    assert_eq!(
        (&answer["total"], &answer["asked"]["articles"]),
        (&2.into(), &5.into())
    );
    let deals = answer["deals"].as_array().unwrap();
    let days: Vec<&Value> = deals.iter().map(|deal| &deal["day"]).collect();
    assert_eq!(days, ["2026-05-11", "2026-03-02"], "the newest first");
    let sale = &deals[1];
    assert_eq!(sale["kind"], "acquisition");
    assert_eq!(sale["parties"][0]["role"], "buyer");
    assert_eq!(sale["parties"][1]["role"], "target");
    assert_eq!(sale["needs_review"], true);
    assert_eq!(sale["amounts"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&sale["articles"], &sale["copies"], &sale["stories"]),
        (&2.into(), &1.into(), &1.into())
    );
    assert_eq!(
        sale["mentions"].as_array().unwrap().len(),
        2,
        "without the copy"
    );
    for mention in sale["mentions"].as_array().unwrap() {
        let evidence = &mention["evidence"];
        let shown = home
            .run(["show", evidence["id"].as_str().unwrap()])
            .expect_code(0);
        assert_eq!(shown.stdout, evidence["text"].as_str().unwrap());
    }
    let all = json(
        &home,
        &["deals", "--copies", "show", "--kind", "acquisition"],
    );
    assert_eq!(all["deals"][0]["mentions"].as_array().unwrap().len(), 3);
}

#[test]
fn deals_are_chosen_by_words_days_kind_and_status() {
    let home = home();
    let ids = |arguments: &[&str], code: i32| {
        let ran = home.run(["deals", "--format", "ids"].iter().chain(arguments));
        ran.expect_code(code).stdout.lines().count()
    };
    assert_eq!(ids(&["heliora"], 0), 1);
    assert_eq!(ids(&["heliora", "brightloom"], 1), 0);
    assert_eq!(ids(&["--kind", "investment,cloud"], 0), 1);
    assert_eq!(ids(&["--status", "blocked"], 1), 0);
    assert_eq!(ids(&["--review"], 0), 1);
    assert_eq!(ids(&["--since", "2026-05"], 0), 1);
    assert_eq!(ids(&["--until", "2026-01"], 1), 0);
    assert_eq!(ids(&["-n", "1", "--sort", "oldest"], 0), 1);
    home.run(["deals", "--kind", "swap"]).expect_code(2);
    home.run(["deals", "since:soon"]).expect_error(2);
}

/// OpenAI buys in one article and is only named in two others.
fn home_of_mentions() -> TestHome {
    let home = TestHome::new();
    let rows = [
        "OpenAI said on Monday that it will acquire Castelan Labs for $2 billion in cash.",
        "Heliora Inc. said on Monday that it will acquire Mordant Labs for $1 billion in cash. OpenAI \
         declined to comment.",
        "Brightloom Systems raised $120 million in a funding round led by Harbour Ventures, the company \
         said. OpenAI took no part.",
    ];
    let rows = rows.iter().enumerate().map(|(idx, text)| {
        let day = format!("2026-03-0{}", idx + 1);
        serde_json::json!({"_id": format!("m{idx}"), "title": day, "text": text, "date": day})
            .to_string()
    });
    home.write("news.jsonl", rows.collect::<Vec<_>>().join("\n"));
    home.run(["add", "news.jsonl"]).expect_code(0);
    home
}

#[test]
fn deals_of_a_company_are_told_from_those_of_articles_that_name_it() {
    let home = home_of_mentions();
    let notice = "1 of 3 deals is OpenAI's: `--party openai` lists it";
    let all = json(&home, &["deals", "openai"]);
    assert_eq!(
        (&all["total"], &all["asked"]["notices"]),
        (&3.into(), &serde_json::json!([notice]))
    );
    assert!(home.run(["deals", "openai"]).stderr.contains(notice));
    for party in ["openai", "Open AI", "ChatGPT maker"] {
        let own = json(&home, &["deals", "--party", party]);
        assert_eq!(own["total"], 1, "{party}");
        assert_eq!(own["deals"][0]["parties"][0]["name"], "OpenAI");
        assert_eq!(own["asked"]["notices"], serde_json::json!([]));
    }
    let both = |other: &str| {
        let ran = home.run([
            "deals", "--party", "openai", "--party", other, "--format", "ids",
        ]);
        ran.stdout.lines().count()
    };
    assert_eq!((both("castelan labs"), both("heliora inc")), (1, 0));
    let ran = home.run(["deals", "--party", "opnai"]).expect_code(1);
    assert!(
        ran.stderr.contains("did you mean OpenAI?"),
        "{}",
        ran.stderr
    );
    // Most of the deals are its own: there is nothing to say.
    let ran = home.run(["deals", "castelan"]).expect_code(0);
    assert_eq!(ran.stderr, "");
}

#[test]
fn what_admits_nothing_is_named_with_what_is_near_to_it() {
    let home = home_of_mentions();
    let word = "no article holds `opnai`: did you mean `openai`?";
    let check = |arguments: &[&str], expected: &str| {
        let ran = home.run(arguments);
        assert!(
            ran.stderr.contains(expected),
            "{arguments:?}: {}",
            ran.stderr
        );
        if arguments[0] != "watch" {
            let ran = home
                .run(arguments.iter().chain(&["--format", "json"]))
                .expect_code(1);
            let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
            let notices = [&answer["asked"]["notices"], &answer["notices"]];
            let said = notices.iter().find_map(|all| all[0].as_str());
            assert!(said.is_some_and(|said| said.contains(expected)), "{answer}");
        }
    };
    for command in SET_COMMANDS.iter().chain(&["export"]) {
        check(&[command, "opnai"], word);
    }
    check(&["watch", "add", "w", "opnai", "castelan"], word);
    check(&["deals", "\"opnai will\""], "near words are `openai`");
    check(
        &["deals", "company:opnai"],
        "near to it is `company:openai`",
    );
    check(
        &["deals", "id:nope"],
        "`id:nope` admits nothing: no article has that id",
    );
    check(
        &["stats", "topic:clod"],
        "`topic:clod` admits nothing: there are",
    );
    check(
        &["deals", "author:nobody"],
        "`author:nobody` admits nothing",
    );
    check(
        &["deals", "openai", "since:2026-05"],
        "`date:2026-05-01..` admits nothing",
    );
    check(
        &["deals", "castelan", "heliora"],
        "no article holds all of that",
    );
    let ran = home.run(["pairs", "opnai"]).expect_error(1);
    assert!(
        ran.stderr.contains("did you mean OpenAI?"),
        "{}",
        ran.stderr
    );
}

#[test]
fn the_page_of_deals_fits_eighty_columns() {
    let home = home();
    let ran = home.run(["deals", "--kind", "acquisition"]).expect_code(0);
    insta::assert_snapshot!(ran.stdout, @r"
    2026-03-02  acquisition · announced · $2.5 billion
                Heliora Inc (buyer), Castelan Labs (target)
                Heliora Inc. said on Monday that it will acquire Castelan Labs for
                $2.5 billion in cash.
                needs review: $2.5 billion or $3 billion
                2 articles, 1 copy
                p1@0+88

    1 deal
    ");
    for command in [
        &["deals"][..],
        &["stories"],
        &["timeline", "--by", "day"],
        &["companies"],
        &["topics"],
        &["pairs", "Heliora", "Inc"],
        &["stats", "--by", "site,month"],
        &["like", "p1"],
        &["why", "p1"],
    ] {
        let ran = home.run(command).expect_code(0);
        let widest = ran.stdout.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(80), "{command:?}\n{ran}");
    }
}

#[test]
fn a_story_is_headed_by_its_first_report() {
    let home = home();
    let answer = json(&home, &["stories", "heliora"]);
    let story = &answer["stories"][0];
    assert_eq!(story["first"]["id"], "p1");
    assert_eq!(
        (&story["articles"], &story["copies"]),
        (&2.into(), &1.into())
    );
    assert_eq!(
        (&story["day"], &story["last_day"]),
        (&"2026-03-02".into(), &"2026-03-04".into())
    );
    assert_eq!(story["sources"].as_array().unwrap().len(), 3);
    assert_eq!(story["members"].as_array().unwrap().len(), 2);
    let ran = home
        .run(["stories", "heliora", "--format", "ids"])
        .expect_code(0);
    assert_eq!(ran.stdout, "p1\n");
}

#[test]
fn a_timeline_counts_stories_and_not_copies() {
    let home = home();
    let answer = json(&home, &["timeline", "acquire", "--by", "quarter"]);
    let period = &answer["periods"][0];
    assert_eq!(
        (&period["period"], &period["stories"]),
        (&"2026-Q1".into(), &1.into())
    );
    assert_eq!(
        (&period["articles"], &period["copies"]),
        (&2.into(), &1.into())
    );
    let csv = home
        .run(["timeline", "--format", "csv"])
        .expect_code(0)
        .stdout;
    assert_eq!(csv.lines().count(), 4, "April is there\n{csv}");
    let svg = home
        .run(["timeline", "--format", "svg"])
        .expect_code(0)
        .stdout;
    assert!(
        svg.starts_with("<svg ") && svg.ends_with("</svg>\n"),
        "{svg}"
    );
}

#[test]
fn companies_topics_and_pairs_are_counted() {
    let home = home();
    let companies = json(&home, &["companies"]);
    let castelan = &companies["companies"][0];
    assert_eq!(castelan["company"], "Castelan Labs");
    let counts = ["stories", "articles", "copies", "primary", "deals"].map(|key| &castelan[key]);
    assert_eq!(counts, [1, 2, 1, 2, 1]);
    let topics = json(&home, &["topics", "heliora"]);
    assert_eq!(topics["topics"][0]["topic"], "acquisition");
    let pairs = json(&home, &["pairs", "heliora", "inc"]);
    let partner = &pairs["partners"][0];
    assert_eq!(partner["partner"], "Castelan Labs");
    assert_eq!(partner["kinds"]["acquisition"], 1);
    // Two articles tell two sums: the deal needs review and adds nothing.
    assert_eq!(partner["deals"][0]["needs_review"], true);
    assert_eq!(partner["totals"].as_array().unwrap().len(), 0);
    let dot = home
        .run(["pairs", "heliora inc", "--format", "dot"])
        .expect_code(0)
        .stdout;
    assert!(
        dot.contains("\"Heliora Inc\" -- \"Castelan Labs\""),
        "{dot}"
    );
    let xml = home
        .run(["pairs", "heliora inc", "--format", "graphml"])
        .expect_code(0)
        .stdout;
    assert!(
        xml.contains("<data key=\"name\">Castelan Labs</data>"),
        "{xml}"
    );
    let near = home.run(["pairs", "heliora"]).expect_error(1);
    assert!(near.stderr.contains("did you mean Heliora Inc?"), "{near}");
}

#[test]
fn stats_tell_what_is_missing() {
    let home = home();
    let answer = json(&home, &["stats", "--by", "site,month"]);
    let whole = &answer["whole"];
    assert_eq!(
        (&whole["articles"], &whole["copies"], &whole["undated"]),
        (&4.into(), &1.into(), &1.into())
    );
    assert_eq!(whole["copy_rate"], 0.2);
    assert_eq!(answer["without_site"], 1);
    assert_eq!(answer["gaps"][0]["days"], 67);
    let first = &answer["groups"][0]["by"];
    assert!(
        first["site"].is_null() && first["month"].is_null(),
        "{answer}"
    );
    home.run(["stats", "--by", "weather"]).expect_code(2);
}

#[test]
fn why_names_the_rule_and_the_place_of_each_tag() {
    let home = home();
    let answer = json(&home, &["why", "p3"]);
    let body = home.article("A quiet day");
    assert!(body["deals"].as_array().unwrap().is_empty());
    let company = &answer["companies"][0];
    for span in company["spans"].as_array().unwrap() {
        let surface = span["text"].as_str().unwrap();
        let surfaces = company["surfaces"].as_array().unwrap();
        assert!(surfaces.iter().any(|known| known == surface), "{company}");
    }
    assert_ne!(answer["deals"][0]["why"], "");
    assert_eq!(answer["copy_of"]["article"], "p1");
    assert!(answer["copy_of"]["share"].as_f64().unwrap() > 0.8);
    assert_eq!(answer["story"]["id"], "p1");
    let original = json(&home, &["why", "p1"]);
    assert_eq!(original["copies"][0]["article"], "p3");
    home.run(["why", "nobody"]).expect_error(1);
}

#[test]
fn like_lists_the_nearest_and_folds_copies() {
    let home = home();
    let ids = |arguments: &[&str]| {
        let ran = home.run(["like", "--format", "ids"].iter().chain(arguments));
        let stdout = ran.expect_code(0).stdout;
        stdout.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(ids(&["p1", "-n", "1"]), ["p2"]);
    assert_eq!(ids(&["p1", "-n", "2", "--copies", "show"]), ["p3", "p2"]);
    home.run(["like", "nobody"]).expect_error(1);
}

#[test]
fn export_and_show_tell_facts_and_relations() {
    let home = home();
    let copy = home
        .exported()
        .into_iter()
        .find(|row| row["id"] == "p3")
        .unwrap();
    assert_eq!(
        (&copy["copy_of"], &copy["story"]),
        (&"p1".into(), &"p1".into())
    );
    assert_eq!(copy["companies"].as_array().unwrap().len(), 2);
    assert_eq!(copy["deals"][0]["day"], "2026-03-04");
    let shown = json(&home, &["show", "p3"]);
    for key in ["companies", "topics", "deals", "copy_of", "story"] {
        assert_eq!(shown[key], copy[key], "{key}");
    }
}

#[test]
fn what_is_wrong_in_a_lexicon_is_told_with_file_and_line() {
    let home = home();
    let answer = json(&home, &["lexicon", "check"]);
    assert_eq!(answer["problems"], Value::Array(Vec::new()));
    fs_err::create_dir_all(home.place("lexicon")).unwrap();
    let own = "[orgs]\n\"Heliora Inc\" = [\"Heliora\"]\n\"Zuidwal Dredging\" = [\"the\"]\n[colours]\nred = []\n";
    fs_err::write(home.place("lexicon/own.toml"), own).unwrap();
    let ran = home.run(["lexicon", "check"]).expect_code(4);
    for told in [
        "own.toml:3: `the` is a stop word",
        "own.toml:4: no section is called `colours`",
        "own.toml:3: `Zuidwal Dredging` occurs in no article",
    ] {
        assert!(ran.stdout.contains(told), "{ran}");
    }
    assert!(!ran.stdout.contains("Heliora"), "{ran}");
}

#[test]
fn nothing_is_found_in_an_empty_home() {
    let home = TestHome::new();
    home.write("none.jsonl", "");
    home.run(["add", "none.jsonl"]);
    fs_err::create_dir_all(home.place("corpus/.newsdex")).unwrap();
    for command in SET_COMMANDS {
        for format in ["text", "json", "jsonl", "csv", "md"] {
            home.run([command, "--format", format]).expect_code(1);
        }
    }
    home.run(["pairs", "heliora"]).expect_error(1);
    home.run(["like", "p1"]).expect_error(1);
    home.run(["why", "p1"]).expect_error(1);
    home.run(["lexicon", "check"]).expect_code(0);
}
