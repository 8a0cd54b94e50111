//! What pages say of fields, columns, keys, constants and tests.

use std::collections::BTreeSet;

use newsdex::analysis::tokens::GAP_POSITIONS;
use newsdex::enrich::Limits;
use newsdex::query::Weights;
use newsdex::query::weights;
use serde_json::Value;

use crate::markdown::{page, section, words_in_code};
use crate::support::{TestHome, fixture};

#[test]
fn the_wire_format_names_every_field_and_no_other() {
    let home = TestHome::new();
    let wire = page("docs/wire-format.md");
    let named = words_in_code(&wire);
    for (heading, command) in [
        ("## search", "search"),
        ("## add --dry-run", "add"),
        ("## export", "export"),
        ("## batch", "batch"),
        ("## eval run, eval score", "eval"),
        ("## eval compare", "eval-compare"),
        ("## status", "status"),
        ("## deals", "deals"),
        ("## stories", "stories"),
        ("## timeline", "timeline"),
        ("## companies", "companies"),
        ("## topics", "topics"),
        ("## pairs", "pairs"),
        ("## stats", "stats"),
        ("## why", "why"),
        ("## like", "like"),
        ("## lexicon check", "lexicon"),
        ("## watch run", "watch"),
        ("## watch list", "watches"),
        ("## show --history", "history"),
        ("## diff", "diff"),
        ("## feed list", "feed"),
        ("## feed add", "feed-add"),
        ("## feed fetch", "feed-fetch"),
    ] {
        let schema = home.run(["schema", command]).expect_code(0).stdout;
        let schema: Value = serde_json::from_str(&schema).unwrap();
        let mut fields = BTreeSet::new();
        gather_fields(&schema, &mut fields);
        for field in &fields {
            assert!(named.contains(field), "`{field}` of {command} is not told");
        }
        let section = section(&wire, heading);
        for row in section.lines().filter(|line| line.starts_with("| `")) {
            let cell = row.split('|').nth(1).unwrap();
            for name in cell.split('`').skip(1).step_by(2) {
                for part in name.split('.') {
                    let part = part.trim_end_matches("[]");
                    assert!(fields.contains(part), "{command} has no `{name}`");
                }
            }
        }
    }
}

/// The names of all properties in a schema.
fn gather_fields(schema: &Value, fields: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            for (key, value) in object {
                if key == "properties" {
                    fields.extend(value.as_object().unwrap().keys().cloned());
                }
                gather_fields(value, fields);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| gather_fields(value, fields)),
        _ => {}
    }
}

#[test]
fn the_columns_of_csv_are_those_of_the_wire_format() {
    let home = TestHome::with_articles();
    home.write("queries.txt", "heliora\n");
    home.write(
        "tiny/corpus.jsonl",
        r#"{"_id":"d1","text":"Chips are scarce."}"#,
    );
    home.write("tiny/queries.tsv", "q1\tscarce chips\n");
    home.write("tiny/qrels.tsv", "q1\td1\t1\n");
    home.write("a.run", "q1 Q0 d1 1 1 a\n");
    let page_of_html = fixture("page.html");
    let source = page_of_html.to_str().unwrap();
    let wire = page("docs/wire-format.md");
    let table = section(&wire, "## CSV");
    for arguments in [
        vec!["search", "heliora"],
        vec!["add --dry-run", source],
        vec!["export"],
        vec!["batch", "queries.txt"],
        vec!["deals"],
        vec!["stories"],
        vec!["timeline"],
        vec!["companies"],
        vec!["topics"],
        vec!["pairs heliora"],
        vec!["stats --by site"],
        vec!["lexicon check"],
        vec!["eval run", "tiny"],
        vec![
            "eval compare",
            "a.run",
            "a.run",
            "--qrels",
            "tiny/qrels.tsv",
        ],
        vec!["watch list"],
        vec!["feed list"],
        vec!["feed add --starter"],
    ] {
        let (name, rest) = arguments.split_first().unwrap();
        let asked = name.split(' ').chain(rest.iter().copied());
        // A table without rows has its header all the same.
        let ran = home.run(asked.chain(["--format", "csv"]));
        assert!(ran.code <= 1, "{ran}");
        let header = ran.stdout.lines().next().unwrap();
        let row = format!("| `{name}` | `{header}` |");
        assert!(table.contains(&row), "{row}");
    }
}

#[test]
fn the_page_on_ranking_gives_the_constants_of_the_program() {
    let page = page("docs/ranking.md");
    let (weights, limits) = (Weights::default(), Limits::default());
    for (name, value) in [
        ("PASSAGE_K1", weights::PASSAGE_K1),
        ("PASSAGE_B", weights::PASSAGE_B),
        ("ARTICLE_K1", weights::ARTICLE_K1),
        ("ARTICLE_B", weights::ARTICLE_B),
        ("TITLE_AGAIN", f64::from(weights::TITLE_AGAIN)),
        ("exact", weights.exact),
        ("article", weights.article),
        ("pairs", weights.pairs),
        ("further", weights.further),
        ("PAIR_WINDOW", f64::from(weights::PAIR_WINDOW)),
        ("CANDIDATES", weights::CANDIDATES as f64),
        ("THOROUGH_CANDIDATES", weights::THOROUGH_CANDIDATES as f64),
        (
            "CANDIDATES_PER_RESULT",
            weights::CANDIDATES_PER_RESULT as f64,
        ),
        ("FEEDBACK_PASSAGES", weights::FEEDBACK_PASSAGES as f64),
        ("FEEDBACK_WORDS", weights::FEEDBACK_WORDS as f64),
        ("FEEDBACK_LEAST_SHARE", weights::FEEDBACK_LEAST_SHARE),
        ("OTHER_NAME", weights::OTHER_NAME),
        ("MEMBER_OF_KIND", weights::MEMBER_OF_KIND),
        ("COMMON_NAME", weights::COMMON_NAME as f64),
        ("LEAD", weights::LEAD),
        ("WISH", weights::WISH),
        ("WISH_WORD", weights::WISH_WORD),
        ("WHOLE_TITLE", weights::WHOLE_TITLE),
        ("PREFIX_WORDS", weights::PREFIX_WORDS as f64),
        ("enough_words", limits.enough_words as f64),
        ("max_words", limits.max_words as f64),
        ("min_words", limits.min_words as f64),
        ("max_sentence_words", limits.max_sentence_words as f64),
        ("GAP_POSITIONS", f64::from(GAP_POSITIONS)),
    ] {
        let row = format!("| `{name}` | {value} |");
        assert!(page.contains(&row), "docs/ranking.md lacks {row}");
    }
    // Written as what it is made of: the share of the learnt words over that of the query's own.
    let row = page
        .lines()
        .find_map(|line| line.strip_prefix("| `feedback` | "));
    let (learnt, own) = row
        .unwrap()
        .split(" |")
        .next()
        .unwrap()
        .split_once('/')
        .unwrap();
    let (learnt, own): (f64, f64) = (learnt.parse().unwrap(), own.parse().unwrap());
    assert!((learnt / own - weights.feedback).abs() < 1e-12);
}

#[test]
fn the_page_on_relating_gives_the_constants_of_the_files_it_names() {
    let mut source = String::new();
    let mut n_rows = 0;
    for line in page("docs/relating.md").lines() {
        if let Some((path, _)) = line
            .strip_prefix("In `")
            .and_then(|line| line.split_once('`'))
        {
            source = page(path);
        }
        let cells: Vec<&str> = line.split(" | ").collect();
        let name = cells[0]
            .strip_prefix("| `")
            .and_then(|cell| cell.strip_suffix('`'));
        let (Some(name), Some(value)) = (name, cells.get(1)) else {
            continue;
        };
        n_rows += 1;
        let is_constant = name.chars().all(|c| c.is_ascii_uppercase() || c == '_');
        let (start, end) = if is_constant {
            (format!("const {name}: "), format!(" = {value};"))
        } else {
            (format!("    {name}: "), format!(": {value},"))
        };
        let mut lines = source.lines();
        let is_there = lines.any(|line| line.contains(&start) && line.ends_with(&end));
        assert!(is_there, "`{name}` is not {value}");
    }
    assert!(n_rows > 40, "{n_rows}");
}

#[test]
fn the_keys_of_an_article_file_are_those_of_the_corpus_format() {
    let home = TestHome::with_articles();
    let page = page("docs/corpus-format.md");
    for file in home.article_files() {
        let text = fs_err::read_to_string(&file).unwrap();
        let front_matter = text.split("---\n").nth(1).unwrap();
        for line in front_matter.lines() {
            let (key, _) = line.split_once(": ").unwrap();
            assert!(page.contains(&format!("| `{key}` |")), "{key}");
        }
    }
}

#[test]
fn the_tests_and_rooms_that_the_architecture_names_are_there() {
    let page = page("docs/ARCHITECTURE.md");
    let mut n_tests = 0;
    for row in section(&page, "## Invariants, and the tests that hold them").lines() {
        let cells: Vec<&str> = row.split('|').collect();
        let Some(named) = cells.get(2) else { continue };
        let mut source = String::new();
        for name in named.split('`').skip(1).step_by(2) {
            if name.contains(".rs") {
                let path = if name.starts_with("src/") {
                    name.to_owned()
                } else {
                    format!("tests/{name}")
                };
                source = crate::markdown::page(&path);
            } else if name.contains('_') {
                n_tests += 1;
                assert!(source.contains(&format!("fn {name}(")), "{name}");
            }
        }
    }
    assert!(n_tests > 15, "{n_tests}");
    // The table of rooms is the one that is checked.
    let layering: String = crate::markdown::page("tests/layering.rs")
        .split_whitespace()
        .collect::<String>()
        .replace(",]", "]");
    for row in section(&page, "## The rooms, in the order of the data").lines() {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, room, used, _] = cells.as_slice() else {
            continue;
        };
        if ["room", "---", "cli"].contains(room) {
            continue;
        }
        let used: Vec<String> = used
            .trim_end_matches(": their types")
            .split(", ")
            .filter(|used| *used != "nothing of ours")
            .map(|used| format!("\"{used}\""))
            .collect();
        let rule = format!("(\"{room}\",&[{}]", used.join(","));
        assert!(layering.contains(&rule), "tests/layering.rs has no {rule}");
    }
}
