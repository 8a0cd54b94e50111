//! Questions with known answers in, measures of quality out.
//!
//! [`beir`] reads a test collection, [`queries`] a file of questions, [`run`] and [`qrels`] read ranked lists and judgements,
//! [`metrics`] computes what `trec_eval` computes. The search engine is a function that is handed in:
//! nothing here knows how an answer comes about.

pub mod beir;
mod lines;
pub mod metrics;
pub mod qrels;
pub mod queries;
pub mod run;

use std::path::PathBuf;

use crate::evaluate::metrics::Metric;
use crate::evaluate::qrels::Qrels;
use crate::evaluate::run::Ranked;

/// A question of a test collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Its name in the judgements.
    pub id: String,
    /// The words.
    pub text: String,
}

/// How well questions were answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// The metrics, in the order asked for.
    pub metrics: Vec<Metric>,
    /// Mean of each metric over the judged queries.
    pub means: Vec<f64>,
    /// The judged queries in the order of the questions, each with its metrics.
    pub per_query: Vec<(String, Vec<f64>)>,
    /// What was ranked for each query, judged or not, in the order of the questions.
    pub run: Vec<(String, Vec<Ranked>)>,
}

/// Asks every query of `search` (text, depth → ranked ids) and measures the answers.
///
/// As in `trec_eval -c`, a judged query without results counts as zero; a query without a relevant
/// judgement is not counted.
pub fn evaluate<E>(
    queries: &[Query],
    qrels: &Qrels,
    metrics: &[Metric],
    depth: usize,
    mut search: impl FnMut(&str, usize) -> Result<Vec<Ranked>, E>,
) -> Result<Evaluation, E> {
    let mut run = Vec::with_capacity(queries.len());
    for query in queries {
        run.push((query.id.clone(), search(&query.text, depth)?));
    }
    Ok(judge(run, qrels, metrics))
}

/// Measures a run that exists already; judged queries that it leaves out are not counted.
pub fn judge(run: Vec<(String, Vec<Ranked>)>, qrels: &Qrels, metrics: &[Metric]) -> Evaluation {
    let mut per_query = Vec::new();
    for (query, ranked) in &run {
        let Some(grades) = qrels.of(query).filter(|grades| grades.n_relevant() > 0) else {
            continue;
        };
        let gains: Vec<u32> = ranked.iter().map(|found| grades.of(&found.id)).collect();
        let values = metrics.iter().map(|metric| metric.of(&gains, grades));
        per_query.push((query.clone(), values.collect()));
    }
    Evaluation {
        metrics: metrics.to_vec(),
        means: means(&per_query, metrics.len()),
        per_query,
        run,
    }
}

fn means(per_query: &[(String, Vec<f64>)], n_metrics: usize) -> Vec<f64> {
    let n_queries = per_query.len().max(1) as f64;
    (0..n_metrics)
        .map(|idx| {
            let values = per_query.iter().filter_map(|(_, values)| values.get(idx));
            values.sum::<f64>() / n_queries
        })
        .collect()
}

/// Why a test collection, run or judgement file could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluateError {
    /// A file could not be opened or read; the cause names it.
    #[error("cannot read the test collection")]
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
    /// None of these files is in the folder.
    #[error("`{}` holds no {names}", folder.display())]
    Missing {
        /// The folder.
        folder: PathBuf,
        /// The names that were looked for.
        names: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judged_queries_without_results_count_and_unjudged_ones_do_not() {
        let qrels = Qrels::read_from(
            "q1 0 a 1\nq2 0 b 1\nq3 0 c 0\n".as_bytes(),
            "qrels".as_ref(),
        )
        .unwrap();
        let query = |id: &str| Query {
            id: id.into(),
            text: id.into(),
        };
        let queries = ["q1", "q2", "q3", "q4"].map(query);
        let search = |text: &str, _depth| -> Result<Vec<Ranked>, ()> {
            let found = Ranked {
                id: "a".into(),
                score: 1.0,
            };
            Ok(if text == "q2" { vec![] } else { vec![found] })
        };
        let metrics = ["mrr@10".parse().unwrap(), Metric::MeanAveragePrecision];
        let evaluation = evaluate(&queries, &qrels, &metrics, 10, search).unwrap();
        assert_eq!(evaluation.means, [0.5, 0.5]);
        let judged: Vec<&str> = evaluation
            .per_query
            .iter()
            .map(|(id, _)| id.as_str())
            .collect();
        assert_eq!(judged, ["q1", "q2"]);
        assert_eq!(evaluation.run.len(), 4);
    }

    #[test]
    fn nothing_judged_is_zero() {
        let evaluation = judge(vec![], &Qrels::default(), &Metric::DEFAULT);
        assert_eq!(evaluation.means, [0.0; 4]);
    }
}
