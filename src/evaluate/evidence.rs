//! Sentences that answer a question, as people chose them, and whether a passage holds one.
//!
//! A line of the file is `{"query":"q1","article":"a7","evidence":["…","…"]}`. Where a line has a
//! `grade`, it counts from 2 on: what only touches the matter has no evidence.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;
use std::ops::Range;
use std::path::Path;

use serde_json::Value;

use super::EvaluateError;
use super::beir::record;
use super::judged::Shown;
use super::lines::{each_line, open};
use super::run::Passage;

/// Words that are compared at once. Single words are everywhere, and whole sentences are cut apart
/// where a passage ends.
const N_WORDS: usize = 4;
/// The share of a sentence's runs of [`N_WORDS`] words that a passage must hold, over [`OF_SHARE`].
const LEAST_SHARE: usize = 3;
/// See [`LEAST_SHARE`]: three fifths.
const OF_SHARE: usize = 5;
/// The lowest grade of which evidence counts.
const LEAST_GRADE: i64 = 2;

/// The evidence of a test collection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    by_query: BTreeMap<String, BTreeMap<String, Vec<Runs>>>,
}

/// The runs of words of one sentence.
type Runs = BTreeSet<Vec<String>>;

impl Evidence {
    /// Reads a file, plain or compressed.
    pub fn read(path: &Path) -> Result<Self, EvaluateError> {
        Self::read_from(open(path)?, path)
    }

    /// Reads evidence from anywhere; `path` is what errors name.
    pub fn read_from(reader: impl BufRead, path: &Path) -> Result<Self, EvaluateError> {
        let mut evidence = Self::default();
        each_line(reader, path, |_, text| evidence.take(&record(text)?))?;
        Ok(evidence)
    }

    fn take(&mut self, record: &Value) -> Result<(), String> {
        let name = |key: &str| {
            let value = record.get(key).and_then(Value::as_str);
            value.ok_or_else(|| format!("the record has no `{key}`"))
        };
        let (query, article) = (name("query")?, name("article")?);
        let grade = match record.get("grade") {
            Some(grade) => Some(grade.as_i64().ok_or("`grade` is no whole number")?),
            None => None,
        };
        let is_graded_low = grade.is_some_and(|grade| grade < LEAST_GRADE);
        let sentences: Option<Vec<&str>> = match record.get("evidence") {
            Some(Value::String(sentence)) => Some(vec![sentence]),
            Some(Value::Array(list)) => list.iter().map(Value::as_str).collect(),
            _ => return Err("the record has no `evidence`".to_owned()),
        };
        let sentences = sentences.ok_or("`evidence` holds something that is no text")?;
        let runs = sentences
            .into_iter()
            .map(runs)
            .filter(|runs| !runs.is_empty());
        let runs: Vec<Runs> = runs.collect();
        let articles = self.by_query.entry(query.to_owned()).or_default();
        if !is_graded_low && !runs.is_empty() {
            articles.entry(article.to_owned()).or_default().extend(runs);
        }
        Ok(())
    }

    /// How many articles have evidence for a query.
    pub fn n_articles(&self, query: &str) -> usize {
        self.by_query.get(query).map_or(0, BTreeMap::len)
    }

    /// The queries and articles that are named, in order.
    pub fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.by_query.iter().flat_map(|(query, articles)| {
            articles
                .keys()
                .map(move |article| (query.as_str(), article.as_str()))
        })
    }

    /// What a passage of an article shows of the evidence for a query. The title above it counts as
    /// read together with it.
    pub(super) fn shown(&self, query: &str, article: &str, passage: &Passage) -> Shown {
        let of_article = self.by_query.get(query).and_then(|all| all.get(article));
        let sentences = of_article.map(Vec::as_slice).unwrap_or_default();
        let in_text = words(&passage.text);
        let mut read: Vec<String> = words(&passage.title)
            .into_iter()
            .map(|word| word.0)
            .collect();
        read.extend(in_text.iter().map(|word| word.0.clone()));
        let is_held = |runs: &Runs| {
            let n_words = runs.first().map_or(N_WORDS, Vec::len);
            let found: BTreeSet<&[String]> = read.windows(n_words).collect();
            let n_found = runs.iter().filter(|run| found.contains(run.as_slice()));
            let least = if n_words < N_WORDS {
                OF_SHARE
            } else {
                LEAST_SHARE
            };
            n_found.count() * OF_SHARE >= runs.len() * least
        };
        let covered = covered(&in_text, sentences);
        let on_evidence = |mark: &&Range<usize>| {
            covered
                .iter()
                .any(|word| word.start < mark.end && mark.start < word.end)
        };
        Shown {
            article: article.to_owned(),
            holds_evidence: sentences.iter().any(is_held),
            n_marks: passage.marks.len(),
            n_marks_on_evidence: passage.marks.iter().filter(on_evidence).count(),
        }
    }
}

/// The words of a passage that stand in a run of its evidence.
fn covered(in_text: &[(String, Range<usize>)], sentences: &[Runs]) -> Vec<Range<usize>> {
    let mut covered = BTreeSet::new();
    for runs in sentences {
        let n_words = runs.first().map_or(N_WORDS, Vec::len);
        for (idx, window) in in_text.windows(n_words).enumerate() {
            let run: Vec<String> = window.iter().map(|word| word.0.clone()).collect();
            if runs.contains(&run) {
                covered.extend(idx..idx + n_words);
            }
        }
    }
    let span = |idx: usize| in_text.get(idx).map(|word| word.1.clone());
    covered.into_iter().filter_map(span).collect()
}

/// Every run of [`N_WORDS`] words of a sentence; of a shorter one, all its words.
fn runs(sentence: &str) -> Runs {
    let words: Vec<String> = words(sentence).into_iter().map(|word| word.0).collect();
    if words.is_empty() {
        return Runs::new();
    }
    let n_words = words.len().min(N_WORDS);
    words.windows(n_words).map(<[String]>::to_vec).collect()
}

/// Letters and digits in lower case, with their places. Targets of links are no words.
fn words(text: &str) -> Vec<(String, Range<usize>)> {
    let mut words: Vec<(String, Range<usize>)> = Vec::new();
    let (mut is_open, mut is_target) = (false, false);
    let mut last = ' ';
    for (at, c) in text.char_indices() {
        is_target = (is_target && c != ')' && !c.is_whitespace()) || (last == ']' && c == '(');
        let is_letter = !is_target && c.is_alphanumeric();
        if is_letter {
            if !is_open {
                words.push((String::new(), at..at));
            }
            if let Some((word, span)) = words.last_mut() {
                word.extend(c.to_lowercase());
                span.end = at + c.len_utf8();
            }
        }
        (is_open, last) = (is_letter, c);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = concat!(
        "{\"query\":\"q\",\"article\":\"a\",\"grade\":3,\"evidence\":[\"Lanternfish rents forty thousand chips from Marrowbyte.\"]}\n",
        "{\"query\":\"q\",\"article\":\"b\",\"grade\":1,\"evidence\":[\"It is mentioned.\"]}\n",
        "{\"query\":\"q\",\"article\":\"c\",\"evidence\":\"sold out\"}\n",
    );

    fn shown(article: &str, title: &str, text: &str, marked: &[&str]) -> (bool, usize, usize) {
        let evidence = Evidence::read_from(FILE.as_bytes(), "e".as_ref()).unwrap();
        let mark = |word: &&str| {
            let start = text.find(word).unwrap();
            start..start + word.len()
        };
        let passage = Passage {
            start: 0,
            title: title.to_owned(),
            text: text.to_owned(),
            marks: marked.iter().map(mark).collect(),
        };
        let shown = evidence.shown("q", article, &passage);
        (
            shown.holds_evidence,
            shown.n_marks,
            shown.n_marks_on_evidence,
        )
    }

    #[test]
    fn a_passage_holds_evidence_that_is_cut_a_little() {
        let whole = "On Monday: *Lanternfish* [rents](https://x.example/a) forty thousand CHIPS from Marrowbyte. More.";
        assert_eq!(
            shown("a", "", whole, &["Monday", "rents", "CHIPS"]),
            (true, 3, 2)
        );
        assert!(
            !shown(
                "a",
                "",
                "Lanternfish rents four chips from Marrowbyte.",
                &[]
            )
            .0
        );
        assert!(
            shown(
                "a",
                "",
                "It rents forty thousand chips from Marrowbyte.",
                &[]
            )
            .0
        );
        assert!(
            shown(
                "a",
                "Lanternfish rents",
                "forty thousand chips from Marrowbyte",
                &[]
            )
            .0
        );
    }

    #[test]
    fn evidence_of_few_words_must_stand_whole() {
        assert!(shown("c", "", "The chips are sold out.", &[]).0);
        assert!(!shown("c", "", "The chips are sold.", &[]).0);
        assert!(!shown("c", "", "", &[]).0);
    }

    #[test]
    fn what_only_touches_the_matter_has_no_evidence() {
        let evidence = Evidence::read_from(FILE.as_bytes(), "e".as_ref()).unwrap();
        assert_eq!(evidence.n_articles("q"), 2);
        assert_eq!(evidence.n_articles("other"), 0);
        assert!(!shown("b", "", "It is mentioned.", &[]).0);
    }

    #[test]
    fn an_error_names_file_and_line() {
        let check = |text: &str, expected: &str| {
            let error = Evidence::read_from(text.as_bytes(), "e.jsonl".as_ref()).unwrap_err();
            assert_eq!(error.to_string(), expected);
        };
        check(
            "{\"article\":\"a\"}",
            "e.jsonl:1: the record has no `query`",
        );
        check(
            "\n{\"query\":\"q\",\"article\":\"a\"}",
            "e.jsonl:2: the record has no `evidence`",
        );
        for grade in ["\"3\"", "2.5", "null"] {
            check(
                &format!(
                    "{{\"query\":\"q\",\"article\":\"a\",\"grade\":{grade},\"evidence\":[\"x\"]}}"
                ),
                "e.jsonl:1: `grade` is no whole number",
            );
        }
        check(
            "{\"query\":\"q\",\"article\":\"a\",\"evidence\":[\"x\",5]}",
            "e.jsonl:1: `evidence` holds something that is no text",
        );
    }
}
