//! The ranking, held by questions with known answers: 49 articles of a made-up industry, 30 questions,
//! graded judgements and the sentences that answer.
//!
//! `INSTA_UPDATE=always cargo test --test judged` accepts the lists and figures as they are now; the
//! difference in `snapshots/` belongs to the commit that made it. `docs/evaluation.md` tells how to add
//! a question.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails says where"
)]

mod explain;
#[path = "../support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use newsdex::evaluate::collection::{self, Collection, Named};
use newsdex::evaluate::run::{self, Run};
use newsdex::evaluate::{Document, evidence};

use crate::support::{Ran, TestHome};

/// What the ranking must reach: a little less than it does.
const LEAST: [&str; 6] = [
    "ndcg@10=0.78",
    "map=0.70",
    "mrr@10=0.88",
    "evidence_hit@10=0.95",
    "evidence_mrr@10=0.75",
    "evidence_recall@10=0.91",
];

/// Results of a query that the golden lists show.
const N_SHOWN: usize = 5;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judged")
}

fn judged() -> Collection {
    collection::read(&folder(), &Named::default()).unwrap()
}

fn articles() -> Vec<Document> {
    let mut articles = Vec::new();
    collection::documents(&judged().documents, |document| {
        articles.push(document);
        Ok(())
    })
    .unwrap();
    articles
}

fn eval_run(home: &TestHome, arguments: &[&str]) -> Ran {
    let folder = folder();
    let start = ["eval", "run", folder.to_str().unwrap()];
    home.run(start.iter().chain(arguments))
}

/// What is ranked now.
fn ranked(home: &TestHome) -> Run {
    eval_run(home, &["--run-out", "run.jsonl"]).expect_code(0);
    run::read(&home.source("run.jsonl")).unwrap()
}

#[test]
fn the_ranking_is_as_good_as_it_was() {
    let home = TestHome::new();
    let thresholds = LEAST.iter().flat_map(|least| ["--fail-under", least]);
    let arguments: Vec<&str> = thresholds.collect();
    let ran = eval_run(&home, &arguments).expect_code(0);
    assert_eq!(ran.stderr, "");
    insta::assert_snapshot!("figures", ran.stdout);
}

#[test]
fn each_question_finds_what_it_found() {
    let home = TestHome::new();
    let (judged, run) = (judged(), ranked(&home));
    let mut lists = String::new();
    for (query, (id, ranked)) in judged.queries.iter().zip(&run) {
        assert_eq!(query.id, *id);
        let grades = judged.qrels.of(id).unwrap();
        writeln!(lists, "{id}  {}", query.text).unwrap();
        for found in ranked.iter().take(N_SHOWN) {
            let grade = grades
                .of(&found.id)
                .map_or("-".to_owned(), |grade| grade.to_string());
            writeln!(lists, "     {grade}  {}", found.id).unwrap();
        }
    }
    insta::assert_snapshot!("lists", lists);
}

#[test]
fn the_lists_are_the_same_whatever_the_threads() {
    let home = TestHome::new();
    let run = |threads: &str| {
        eval_run(&home, &["--threads", threads, "--run-out", "run.trec"]).expect_code(0);
        fs_err::read_to_string(home.source("run.trec")).unwrap()
    };
    let one = run("1");
    assert!(one.lines().count() > 500);
    assert_eq!(one, run("8"));
}

#[test]
fn the_judgements_hold_together() {
    let (judged, articles) = (judged(), articles());
    assert!(articles.len() >= 40 && judged.queries.len() >= 25);
    let texts: BTreeMap<&str, &str> = articles
        .iter()
        .map(|article| (article.id.as_str(), article.text.as_str()))
        .collect();
    for article in &articles {
        let n_words = article.text.split_whitespace().count();
        assert!(
            (110..=350).contains(&n_words),
            "{}: {n_words} words",
            article.id
        );
        assert!(
            article.date.is_some() && article.site.is_some(),
            "{}",
            article.id
        );
    }
    let asked: BTreeSet<&str> = judged
        .queries
        .iter()
        .map(|query| query.id.as_str())
        .collect();
    for (query, grades) in judged.qrels.iter() {
        assert!(asked.contains(query), "{query}");
        let mut best = 0;
        for (article, grade) in grades.iter() {
            assert!(
                texts.contains_key(article),
                "{query}: no article `{article}`"
            );
            assert!(grade <= 3, "{query}, {article}: {grade}");
            best = best.max(grade);
        }
        assert_eq!(best, 3, "{query} has no answer");
    }
    assert_eq!(judged.qrels.len(), judged.queries.len());
    evidence_is_in_its_articles(&judged, &texts);
}

/// Each article of grade 2 and more has evidence, word for word, and no other has.
fn evidence_is_in_its_articles(judged: &Collection, texts: &BTreeMap<&str, &str>) {
    let read = evidence::Evidence::read(&folder().join("evidence.jsonl")).unwrap();
    let named: BTreeSet<(&str, &str)> = read.names().collect();
    let grades = judged.qrels.iter().flat_map(|(query, grades)| {
        let good = grades.iter().filter(|(_, grade)| *grade >= 2);
        good.map(move |(article, _)| (query, article))
    });
    assert_eq!(named, grades.collect());
    for line in fs_err::read_to_string(folder().join("evidence.jsonl"))
        .unwrap()
        .lines()
    {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let article = row["article"].as_str().unwrap();
        for sentence in row["evidence"].as_array().unwrap() {
            let is_there = texts[article].contains(sentence.as_str().unwrap());
            assert!(is_there, "{article}: {sentence}");
        }
    }
}
