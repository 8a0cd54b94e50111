//! The parts of a score add up to it, whatever was asked.

use std::sync::LazyLock;

use jiff::civil::date;
use newsdex::corpus::Home;
use newsdex::index::{IndexFolder, Snapshot};
use newsdex::query::parse::parse;
use newsdex::query::{Fold, Request, search};
use proptest::prelude::*;

use crate::support::TestHome;
use crate::{articles, folder};

/// Parts are sums of 64-bit numbers in another order.
const ROUNDING: f64 = 1e-9;

/// The judged articles, indexed once.
static INDEXED: LazyLock<(TestHome, Snapshot)> = LazyLock::new(|| {
    let home = TestHome::new();
    let corpus = folder().join("corpus.jsonl");
    home.run(["add".as_ref(), corpus.as_os_str()])
        .expect_code(0);
    let index = Home::open(&home.root()).unwrap().index();
    let snapshot = Snapshot::open(&IndexFolder::current(&index).unwrap()).unwrap();
    (home, snapshot)
});

/// Words of the articles, and their titles.
static WORDS: LazyLock<(Vec<String>, Vec<String>)> = LazyLock::new(|| {
    let articles = articles();
    let words = articles
        .iter()
        .flat_map(|article| article.text.split_whitespace());
    let titles = articles.iter().map(|article| article.title.clone());
    (words.map(str::to_owned).collect(), titles.collect())
});

/// Up to `n` words that follow each other in an article.
fn words(n: usize) -> impl Strategy<Value = String> {
    let words = &WORDS.0;
    (0..words.len() - n, 1..=n).prop_map(|(start, n)| words[start..start + n].join(" "))
}

fn filter() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&[
        "site:ledgerwire.example",
        "site:machineweekly",
        "since:2026-04",
        "date:2026-03..2026-05",
        "title:lanternfish",
        "id:heliora-chip",
        "topic:cloud",
    ])
}

fn part() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => words(3),
        2 => words(1).prop_map(|word| format!("+{word}")),
        1 => words(1).prop_map(|word| format!("-{word}")),
        1 => words(1).prop_map(|word| format!("={word}")),
        1 => words(1).prop_map(|word| format!("{}*", word.chars().take(3).collect::<String>())),
        2 => words(4).prop_map(|words| format!("\"{words}\"")),
        1 => words(4).prop_map(|words| format!("\"{words}\"~5")),
        1 => words(4).prop_map(|words| format!("near/8({words})")),
        1 => words(4).prop_map(|words| format!("same:({words})")),
        1 => (words(2), words(2)).prop_map(|(a, b)| format!("({a}) OR ({b})")),
        1 => filter().prop_map(str::to_owned),
        1 => prop::sample::select(&*WORDS.1),
        1 => "[a-z$€0-9-]{1,12}",
    ]
}

fn request() -> impl Strategy<Value = Request> {
    let folds = vec![Fold::Nothing, Fold::Copies, Fold::Stories];
    let half_lives = vec![None, None, Some(30.0), Some(365.0)];
    (
        prop::sample::select(folds),
        prop::sample::select(half_lives),
        1..4_usize,
    )
        .prop_map(|(fold, half_life_days, passages)| Request {
            fold,
            half_life_days,
            passages,
            limit: 20,
            explain: true,
            ..Request::ranked(date(2026, 8, 1))
        })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn the_parts_of_any_score_add_up_to_it(
        parts in prop::collection::vec(part(), 1..5),
        request in request(),
    ) {
        let text = parts.join(" ");
        // A misspelled field is no query; that is tested elsewhere.
        let Ok(parsed) = parse(&text, request.today) else { return Ok(()) };
        let answer = search(&INDEXED.1, &text, &parsed, &request).unwrap();
        for hit in &answer.hits {
            let parts = hit.explain.as_ref().unwrap();
            let sum: f64 = parts.iter().map(|part| part.value).sum();
            prop_assert!(
                (sum - hit.score).abs() <= ROUNDING * hit.score.abs().max(1.0),
                "{text}: {} scores {}, its parts {parts:?} make {sum}", hit.article.id, hit.score
            );
        }
    }
}
