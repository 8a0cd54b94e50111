//! Questions with known answers in, measures of quality out.
//!
//! [`collection`] finds the parts of a test collection in a folder: documents ([`beir`], [`trec`]), questions
//! ([`queries`]), judgements ([`qrels`]) and the sentences that answer ([`evidence`]). A [`run`] holds
//! what was found for each question; [`judge`] looks it up in the judgements ([`judged`]) and computes
//! [`metrics`], [`compare`](mod@compare) sets two side by side, [`statistics`] says how sure that is.
//! How an answer comes about is none of this room's business: it is handed in as a function.

pub mod beir;
pub mod collection;
pub mod compare;
#[cfg(test)]
mod conformance;
pub mod evidence;
pub mod judged;
mod lines;
pub mod metrics;
pub mod qrels;
pub mod queries;
pub mod run;
pub mod statistics;
pub mod trec;

use std::collections::BTreeSet;
use std::path::PathBuf;

pub use compare::{Comparison, compare};

use crate::evaluate::evidence::Evidence;
use crate::evaluate::judged::Judged;
use crate::evaluate::metrics::Metric;
use crate::evaluate::qrels::Qrels;
use crate::evaluate::run::{Ranked, Run};
use crate::evaluate::statistics::{Interval, interval, mean};

/// A question of a test collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Its name in the judgements.
    pub id: String,
    /// The words.
    pub text: String,
    /// The line of its file that it begins in, from 1.
    pub line: u64,
}

impl Query {
    /// Whether it holds anything that could be found: `?!` doesn't.
    pub fn has_words(&self) -> bool {
        self.text.chars().any(char::is_alphanumeric)
    }
}

/// A document of a test collection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its name in the judgements.
    pub id: String,
    /// Its title; may be empty.
    pub title: String,
    /// Its text; may be empty.
    pub text: String,
    /// The day of publication, as written.
    pub date: Option<String>,
    /// The publisher.
    pub site: Option<String>,
    /// The web address.
    pub url: Option<String>,
}

/// How well questions were answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// The metrics, in the order asked for.
    pub metrics: Vec<Metric>,
    /// Mean of each metric over the queries that count; none where no query does.
    pub means: Vec<Option<f64>>,
    /// The 95 % interval of each mean.
    pub intervals: Vec<Option<Interval>>,
    /// How many queries count for each metric.
    pub n_counted: Vec<usize>,
    /// The judged queries in the order of the run.
    pub per_query: Vec<PerQuery>,
}

/// How well one question was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct PerQuery {
    /// The query.
    pub query: String,
    /// Its metrics, in their order; none where nothing could be right or wrong.
    pub values: Vec<Option<f64>>,
}

/// Asks every query of `search` (text → ranked documents), in their order.
pub fn ask<E>(
    queries: &[Query],
    mut search: impl FnMut(&str) -> Result<Vec<Ranked>, E>,
) -> Result<Run, E> {
    let answered = queries
        .iter()
        .map(|query| Ok((query.id.clone(), search(&query.text)?)));
    answered.collect()
}

/// Adds the judged queries that a run leaves out, without results, and names them: who answers nothing
/// has found nothing (`trec_eval -c`). The queries are in the order of their ids then.
pub fn complete(run: &mut Run, qrels: &Qrels) -> Vec<String> {
    let known: BTreeSet<&str> = run.iter().map(|(query, _)| query.as_str()).collect();
    let is_missing = |(query, grades): &(&str, &qrels::Grades)| {
        grades.n_relevant() > 0 && !known.contains(query)
    };
    let missing = qrels.iter().filter(is_missing);
    let missing: Vec<String> = missing.map(|(query, _)| query.to_owned()).collect();
    run.extend(missing.iter().map(|query| (query.clone(), Vec::new())));
    run.sort_by(|a, b| a.0.cmp(&b.0));
    missing
}

/// Measures a run.
///
/// A query without results counts as zero. One without a relevant judgement is left out, and of a metric
/// one for which [`Metric::of`] has no value: no list can be right or wrong about it.
pub fn judge(
    run: &Run,
    qrels: &Qrels,
    evidence: Option<&Evidence>,
    metrics: &[Metric],
) -> Evaluation {
    let measured = |(query, ranked): &(String, Vec<Ranked>)| {
        let grades = qrels.of(query).filter(|grades| grades.n_relevant() > 0)?;
        let list = Judged::new(query, ranked, grades, evidence);
        Some(PerQuery {
            query: query.clone(),
            values: metrics.iter().map(|metric| metric.of(&list)).collect(),
        })
    };
    let per_query: Vec<PerQuery> = run.iter().filter_map(measured).collect();
    let by_metric: Vec<Vec<f64>> = (0..metrics.len())
        .map(|idx| {
            let values = per_query.iter().filter_map(|of| of.values.get(idx));
            values.copied().flatten().collect()
        })
        .collect();
    let measured = |values: &Vec<f64>| !values.is_empty();
    Evaluation {
        metrics: metrics.to_vec(),
        means: by_metric
            .iter()
            .map(|values| measured(values).then(|| mean(values)))
            .collect(),
        intervals: by_metric
            .iter()
            .map(|values| measured(values).then(|| interval(values)))
            .collect(),
        n_counted: by_metric.iter().map(Vec::len).collect(),
        per_query,
    }
}

/// Why a test collection, run or judgement file could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluateError {
    /// A file could not be opened or read; the cause names it.
    #[error("cannot read what is to be evaluated")]
    Read(#[source] std::io::Error),
    /// A line does not have the format of its file.
    #[error("{}:{line}: {problem}", file.display())]
    Line {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        problem: String,
    },
    /// A test collection is a folder, and this is none.
    #[error("`{}` is no folder", path.display())]
    NoFolder {
        /// What was named.
        path: PathBuf,
    },
    /// A file was expected, and this is a folder.
    #[error("`{}` is a folder, not a file", path.display())]
    Folder {
        /// What was named.
        path: PathBuf,
    },
    /// A part of a test collection was not found.
    #[error("`{}` holds no {part}", folder.display())]
    Missing {
        /// The folder.
        folder: PathBuf,
        /// What was looked for, in words.
        part: String,
    },
    /// Several files could be a part of a test collection.
    #[error("`{}` holds several {part}: {}", folder.display(), names.join(", "))]
    Several {
        /// The folder.
        folder: PathBuf,
        /// What was looked for, in words.
        part: String,
        /// The files, below the folder.
        names: Vec<String>,
    },
    /// A file holds nothing of what it should.
    #[error("`{}` holds no {part}", file.display())]
    Empty {
        /// The file.
        file: PathBuf,
        /// What was looked for, in words.
        part: &'static str,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(id: &str) -> Ranked {
        Ranked {
            id: id.into(),
            score: 1.0,
            passage: None,
        }
    }

    #[test]
    fn judged_queries_without_results_count_and_unjudged_ones_do_not() {
        let qrels = "q1 0 a 1\nq2 0 b 1\nq3 0 c 0\nq5 0 a 1\n";
        let qrels = Qrels::read_from(qrels.as_bytes(), "qrels".as_ref()).unwrap();
        let query = |id: &str| Query {
            id: id.into(),
            text: id.into(),
            line: 1,
        };
        let queries = ["q4", "q3", "q2", "q1"].map(query);
        let mut run = ask(&queries, |text| -> Result<Vec<Ranked>, ()> {
            Ok(if text == "q2" {
                vec![]
            } else {
                vec![ranked("a")]
            })
        })
        .unwrap();
        let metrics = ["mrr@10", "map"].map(|metric| metric.parse().unwrap());
        let evaluation = judge(&run, &qrels, None, &metrics);
        assert_eq!(evaluation.means, [Some(0.5), Some(0.5)]);
        let judged: Vec<&str> = evaluation
            .per_query
            .iter()
            .map(|of| of.query.as_str())
            .collect();
        assert_eq!(judged, ["q2", "q1"]);
        assert_eq!(complete(&mut run, &qrels), ["q5"]);
        let evaluation = judge(&run, &qrels, None, &metrics);
        let third = 1.0 / 3.0;
        assert!(
            evaluation
                .means
                .iter()
                .all(|mean| (mean.unwrap() - third).abs() < 1e-12)
        );
    }

    #[test]
    fn nothing_judged_has_no_mean() {
        let evaluation = judge(&vec![], &Qrels::default(), None, &Metric::DEFAULT);
        assert_eq!(evaluation.means, [None; 5]);
        assert_eq!(evaluation.n_counted, [0; 5]);
        assert!(evaluation.per_query.is_empty());
    }

    #[test]
    fn a_query_without_evidence_says_nothing_of_passages() {
        let qrels = Qrels::read_from("q1 0 a 2\nq2 0 a 2\n".as_bytes(), "qrels".as_ref()).unwrap();
        let line = "{\"query\":\"q1\",\"article\":\"a\",\"evidence\":[\"sold out\"]}\n";
        let evidence = Evidence::read_from(line.as_bytes(), "e".as_ref()).unwrap();
        let found = Ranked {
            passage: Some(run::Passage {
                text: "It is sold out.".into(),
                ..run::Passage::default()
            }),
            ..ranked("a")
        };
        let run = ["q1", "q2"].map(|query| (query.to_owned(), vec![found.clone()]));
        let metrics =
            ["ndcg@10", "evidence_hit@1", "highlight@1"].map(|metric| metric.parse().unwrap());
        let evaluation = judge(&run.to_vec(), &qrels, Some(&evidence), &metrics);
        // No passage is marked, so that no mark lies right or wrong.
        assert_eq!(evaluation.means, [Some(1.0), Some(1.0), None]);
        assert_eq!(evaluation.n_counted, [2, 1, 0]);
        assert_eq!(evaluation.per_query[1].values, [Some(1.0), None, None]);
    }
}
