//! Measures on real pages and records, where they lie beside the repository.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::{items_of, options};
use crate::collect::{Item, clean};
use crate::data::data;

/// Counts of all runs of four words, the measure of article-extraction-benchmark.
fn shingles(text: &str) -> HashMap<Vec<&str>, usize> {
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .collect();
    let mut counts = HashMap::new();
    if words.len() < 4 {
        counts.insert(words, 1);
        return counts;
    }
    for run in words.windows(4) {
        *counts.entry(run.to_vec()).or_default() += 1;
    }
    counts
}

#[test]
fn pages_come_out_as_people_marked_them() {
    const LEAST_F1: f64 = 0.965;
    let Some(folder) = data("extraction") else {
        return;
    };
    let truth = fs_err::read_to_string(folder.join("truth.jsonl")).unwrap();
    let texts: BTreeMap<String, String> = truth
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|row| {
            (
                row["html"].as_str().unwrap().to_owned(),
                row["text"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    let (mut precision, mut recall) = (0.0, 0.0);
    let items = items_of(&folder.join("html"), &options());
    assert_eq!(items.len(), texts.len());
    for item in items {
        let Item::Article(incoming) = item else {
            panic!("{item:?}");
        };
        let name = incoming.source.rsplit('/').next().unwrap();
        let found = clean::plain_text(&incoming.article.body);
        let (wanted, found) = (shingles(&texts[&format!("html/{name}")]), shingles(&found));
        let shared: usize = wanted
            .iter()
            .map(|(run, n)| *n.min(found.get(run).unwrap_or(&0)))
            .sum();
        precision += shared as f64 / found.values().sum::<usize>() as f64;
        recall += shared as f64 / wanted.values().sum::<usize>() as f64;
    }
    let (precision, recall) = (precision / texts.len() as f64, recall / texts.len() as f64);
    let f1 = 2.0 * precision * recall / (precision + recall);
    assert!(
        f1 >= LEAST_F1,
        "F1 {f1:.4}, precision {precision:.4}, recall {recall:.4}"
    );
}

#[test]
fn every_file_that_people_have_is_an_article_or_has_a_reason() {
    let Some(folder) = data("raw") else { return };
    let items = items_of(&folder, &options());
    let mut sources: Vec<&str> = items
        .iter()
        .map(|item| match item {
            Item::Article(incoming) => incoming.source.as_str(),
            Item::Rejected(rejection) => rejection.source.as_str(),
        })
        .collect();
    sources.dedup();
    let n_files = walkdir::WalkDir::new(&folder)
        .into_iter()
        .filter(|entry| entry.as_ref().unwrap().file_type().is_file())
        .count();
    assert_eq!(sources.len(), n_files);
    for item in &items {
        if let Item::Rejected(rejection) = item {
            assert!(
                !rejection.reason.contains("mistake in newsdex"),
                "{rejection:?}"
            );
        }
    }
}

#[test]
fn every_record_keeps_its_id_and_its_day() {
    let Some(path) = data("ainews/articles.jsonl.gz") else {
        return;
    };
    let mut lines = String::new();
    let mut unpacked = flate2::read::MultiGzDecoder::new(fs_err::File::open(&path).unwrap());
    std::io::Read::read_to_string(&mut unpacked, &mut lines).unwrap();
    let items = items_of(&path, &options());
    let records: Vec<Value> = lines
        .split_terminator('\n')
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(items.len(), records.len());
    for (item, record) in items.iter().zip(&records) {
        let Item::Article(incoming) = item else {
            panic!("{item:?}");
        };
        let article = &incoming.article;
        assert_eq!(record["_id"].as_str(), Some(article.id.as_str()));
        let day = article.published.map(|published| published.day.to_string());
        assert_eq!(record["date"].as_str(), day.as_deref(), "{}", article.id);
    }
}
