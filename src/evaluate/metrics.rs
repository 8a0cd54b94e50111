//! Measures of a ranked list, as `trec_eval` computes them.
//!
//! A list is given as the grades of its documents in order: 0 for what is not relevant or was never
//! judged. nDCG is `ndcg_cut` (linear gain, logarithm to base 2, the ideal list over all that is
//! judged); MAP, precision, recall and success count a document as relevant from grade 1.

use std::fmt;
use std::str::FromStr;

use super::qrels::Grades;

/// A measure of one ranked list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// `ndcg@K`: normalised discounted cumulative gain of the first K (`ndcg_cut`).
    Ndcg(usize),
    /// `map`: mean of the precision at each relevant document (`map`).
    MeanAveragePrecision,
    /// `mrr@K`: one over the rank of the first relevant document among the first K (`recip_rank`).
    ReciprocalRank(usize),
    /// `p@K`: relevant documents among the first K, over K (`P`).
    Precision(usize),
    /// `recall@K`: relevant documents among the first K, over all relevant ones (`recall`).
    Recall(usize),
    /// `hit@K`: whether a relevant document is among the first K (`success`).
    Success(usize),
}

impl Metric {
    /// What `eval run` reports: nDCG@10, MAP, MRR@10, Recall@100.
    pub const DEFAULT: [Self; 4] = [
        Self::Ndcg(10),
        Self::MeanAveragePrecision,
        Self::ReciprocalRank(10),
        Self::Recall(100),
    ];

    /// The value for a list whose documents have these grades, best rank first.
    pub fn of(self, ranked: &[u32], grades: &Grades) -> f64 {
        let first = |k: usize| ranked.get(..k).unwrap_or(ranked);
        match self {
            Self::Ndcg(k) => ratio(gain(first(k)), gain(&ideal(grades, k))),
            Self::MeanAveragePrecision => average_precision(ranked, grades.n_relevant()),
            Self::ReciprocalRank(k) => first_relevant(first(k)).map_or(0.0, |rank| 1.0 / rank),
            Self::Precision(k) => ratio(n_relevant(first(k)), k as f64),
            Self::Recall(k) => ratio(n_relevant(first(k)), grades.n_relevant() as f64),
            Self::Success(k) => f64::from(u8::from(first_relevant(first(k)).is_some())),
        }
    }

    /// How many results the measure looks at; `None` where it looks at all.
    pub fn depth(self) -> Option<usize> {
        match self {
            Self::MeanAveragePrecision => None,
            Self::Ndcg(k)
            | Self::ReciprocalRank(k)
            | Self::Precision(k)
            | Self::Recall(k)
            | Self::Success(k) => Some(k),
        }
    }
}

/// Grades of the best list that could be made, first K.
fn ideal(grades: &Grades, k: usize) -> Vec<u32> {
    let mut ideal: Vec<u32> = grades.iter().map(|(_, grade)| grade).collect();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    ideal.truncate(k);
    ideal
}

fn gain(ranked: &[u32]) -> f64 {
    let discounted = |(idx, grade): (usize, &u32)| f64::from(*grade) / (idx as f64 + 2.0).log2();
    ranked.iter().enumerate().map(discounted).sum()
}

fn average_precision(ranked: &[u32], n_relevant: usize) -> f64 {
    let (mut n_found, mut sum) = (0.0, 0.0);
    for (idx, _) in ranked.iter().enumerate().filter(|(_, grade)| **grade > 0) {
        n_found += 1.0;
        sum += n_found / (idx as f64 + 1.0);
    }
    ratio(sum, n_relevant as f64)
}

fn first_relevant(ranked: &[u32]) -> Option<f64> {
    let idx = ranked.iter().position(|grade| *grade > 0)?;
    Some(idx as f64 + 1.0)
}

fn n_relevant(ranked: &[u32]) -> f64 {
    ranked.iter().filter(|grade| **grade > 0).count() as f64
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ndcg(k) => write!(f, "ndcg@{k}"),
            Self::MeanAveragePrecision => f.write_str("map"),
            Self::ReciprocalRank(k) => write!(f, "mrr@{k}"),
            Self::Precision(k) => write!(f, "p@{k}"),
            Self::Recall(k) => write!(f, "recall@{k}"),
            Self::Success(k) => write!(f, "hit@{k}"),
        }
    }
}

/// A text that names no metric.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no metric; write ndcg@10, map, mrr@10, p@10, recall@100 or hit@10")]
pub struct InvalidMetric(pub String);

impl FromStr for Metric {
    type Err = InvalidMetric;

    fn from_str(text: &str) -> Result<Self, InvalidMetric> {
        let invalid = || InvalidMetric(text.to_owned());
        let folded = text.trim().to_ascii_lowercase();
        if folded == "map" {
            return Ok(Self::MeanAveragePrecision);
        }
        let (name, k) = folded.split_once('@').ok_or_else(invalid)?;
        let k: usize = k.parse().ok().filter(|k| *k > 0).ok_or_else(invalid)?;
        match name {
            "ndcg" => Ok(Self::Ndcg(k)),
            "mrr" => Ok(Self::ReciprocalRank(k)),
            "p" => Ok(Self::Precision(k)),
            "recall" => Ok(Self::Recall(k)),
            "hit" => Ok(Self::Success(k)),
            _ => Err(invalid()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Judged: a 3, b 2, c 1, d 0, e 1. The list is a, x (never judged), c, d, b.
    fn value(metric: &str) -> f64 {
        let judged = [("a", 3), ("b", 2), ("c", 1), ("d", 0), ("e", 1)];
        let grades: Grades = judged
            .into_iter()
            .map(|(id, grade)| (id.to_owned(), grade))
            .collect();
        let ranked = [3, 0, 1, 0, 2];
        metric.parse::<Metric>().unwrap().of(&ranked, &grades)
    }

    #[test]
    fn values_are_those_that_were_computed_by_hand() {
        let check = |metric: &str, expected: f64| {
            let value = value(metric);
            assert!(
                (value - expected).abs() < 1e-9,
                "{metric}: {value} is not {expected}"
            );
        };
        let log = |n: f64| n.log2();
        // Gain 3/1 + 1/2 + 2/log2(6) over the ideal 3/1 + 2/log2(3) + 1/2 + 1/log2(5).
        let gain = 3.0 + 0.5 + 2.0 / log(6.0);
        let ideal = 3.0 + 2.0 / log(3.0) + 0.5 + 1.0 / log(5.0);
        check("ndcg@10", gain / ideal);
        check("ndcg@10", 0.823_047_844_2);
        check("ndcg@1", 1.0);
        check("ndcg@3", 3.5 / (3.0 + 2.0 / log(3.0) + 0.5));
        // Precision at ranks 1, 3 and 5 over four relevant documents.
        check("map", (1.0 + 2.0 / 3.0 + 3.0 / 5.0) / 4.0);
        check("mrr@10", 1.0);
        check("p@5", 0.6);
        check("p@10", 0.3);
        check("recall@3", 0.5);
        check("recall@100", 0.75);
        check("hit@1", 1.0);
    }

    #[test]
    fn the_reciprocal_rank_ends_at_its_depth() {
        let grades: Grades = [("a".to_owned(), 1)].into_iter().collect();
        let ranked = [0, 0, 1];
        let check = |metric: Metric, expected: f64| {
            assert!((metric.of(&ranked, &grades) - expected).abs() < 1e-12);
        };
        check(Metric::ReciprocalRank(10), 1.0 / 3.0);
        check(Metric::ReciprocalRank(2), 0.0);
        check(Metric::Success(2), 0.0);
        check(Metric::Success(3), 1.0);
    }

    #[test]
    fn a_metric_is_read_as_it_is_written() {
        for metric in ["ndcg@10", "map", "mrr@10", "p@5", "recall@100", "hit@1"] {
            assert_eq!(metric.parse::<Metric>().unwrap().to_string(), metric);
        }
        for wrong in ["", "ndcg", "ndcg@0", "ndcg@-1", "map@10", "f1@3"] {
            assert!(wrong.parse::<Metric>().is_err(), "{wrong}");
        }
    }
}
