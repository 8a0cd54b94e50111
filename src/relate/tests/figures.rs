//! The figures on real material, which is not part of this repository: copies and stories.

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::super::*;
use crate::analysis::stems::Stems;
use crate::data::data;

/// The articles of a file of the material; `None`, said aloud, where it isn't there.
fn articles(file: &str) -> Option<Vec<Value>> {
    let text = fs_err::read_to_string(data(file)?).unwrap();
    let lines = text.split('\n').filter(|line| !line.is_empty());
    Some(
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
    )
}

fn text<'a>(article: &'a Value, key: &str) -> &'a str {
    article[key].as_str().unwrap_or_default()
}

fn relations(articles: &[Value]) -> Relations {
    let mut stems = Stems::new();
    let sketches: Vec<Sketch> = articles
        .iter()
        .map(|article| {
            let body = text(article, "text");
            let title = body.lines().next().unwrap_or_default();
            sketch(
                &Text {
                    title,
                    body,
                    site: None,
                },
                &mut stems,
            )
        })
        .collect();
    let entries: Vec<Entry<'_>> = articles
        .iter()
        .zip(&sketches)
        .map(|(article, sketch)| Entry {
            id: text(article, "id"),
            published: None,
            site: None,
            sketch,
            companies: &[],
            copy_of: CopyOf::Found,
            story: StoryOf::Found,
        })
        .collect();
    relate(&entries)
}

#[test]
fn all_planted_copies_are_found_and_none_invented() {
    let (Some(articles), Some(pairs)) = (
        articles("neardup/articles_1000.jsonl"),
        articles("neardup/pairs_1000.jsonl"),
    ) else {
        return;
    };
    let id = |place: usize| text(&articles[place], "id");
    let mut found: Vec<[&str; 2]> = Vec::new();
    let relations = relations(&articles);
    for group in &relations.copies {
        found.extend(
            group
                .copies
                .iter()
                .map(|copy| [id(group.original), id(copy.place)]),
        );
    }
    let mut planted: Vec<[&str; 2]> = pairs
        .iter()
        .map(|pair| [text(pair, "a"), text(pair, "b")])
        .collect();
    for pairs in [&mut found, &mut planted] {
        pairs.iter_mut().for_each(|pair| pair.sort_unstable());
        pairs.sort_unstable();
    }
    assert_eq!(found, planted);
}

#[test]
fn stories_are_told_apart() {
    let Some(articles) = articles("stories/ecbplus.jsonl") else {
        return;
    };
    let mut found: Vec<usize> = (0..articles.len()).collect();
    for (number, story) in relations(&articles).stories.iter().enumerate() {
        for member in &story.articles {
            found[member.place] = articles.len() + number;
        }
    }
    let told: Vec<&str> = articles
        .iter()
        .map(|article| text(article, "cluster"))
        .collect();
    let f1 = bcubed(&found, &told);
    println!("stories: BCubed F1 {f1:.4}");
    assert!(f1 >= 0.92, "{f1}");
}

/// The harmonic mean of precision and recall, each the average over articles (`BCubed`).
fn bcubed(found: &[usize], told: &[&str]) -> f64 {
    let mut both: FxHashMap<(usize, &str), f64> = FxHashMap::default();
    let (mut of_found, mut of_told) = (FxHashMap::default(), FxHashMap::default());
    for (found, told) in found.iter().zip(told) {
        *both.entry((*found, *told)).or_default() += 1.0;
        *of_found.entry(*found).or_insert(0.0) += 1.0;
        *of_told.entry(*told).or_insert(0.0) += 1.0;
    }
    let (mut precision, mut recall) = (0.0, 0.0);
    for (found, told) in found.iter().zip(told) {
        precision += both[&(*found, *told)] / of_found[found];
        recall += both[&(*found, *told)] / of_told[told];
    }
    2.0 * precision * recall / (precision + recall) / found.len() as f64
}
