//! Two runs on the same questions: which is better, by how much, and where.

use super::metrics::Metric;
use super::statistics::{Interval, interval, is_tie, mean, randomisation_test};
use super::{Evaluation, PerQuery};

/// Two runs, metric by metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// How many queries were judged and counted.
    pub n_queries: usize,
    /// The metrics, in the order asked for.
    pub metrics: Vec<Compared>,
}

/// Two runs by one metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The metric.
    pub metric: Metric,
    /// How many queries count for it in both runs.
    pub n_queries: usize,
    /// Mean of the first run.
    pub first: f64,
    /// Mean of the second run.
    pub second: f64,
    /// How much higher the second is.
    pub difference: f64,
    /// The 95 % interval of the difference.
    pub interval: Interval,
    /// How likely such a difference is where both are as good (two-sided).
    pub p: f64,
    /// Queries on which the second is better.
    pub n_wins: usize,
    /// Queries on which both are the same.
    pub n_ties: usize,
    /// Queries on which the second is worse.
    pub n_losses: usize,
    /// Every query that counts, those that gained most first.
    pub per_query: Vec<Delta>,
}

/// A query under both runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Delta {
    /// The query.
    pub query: String,
    /// Its value under the first run.
    pub first: f64,
    /// Its value under the second run.
    pub second: f64,
    /// How much higher the second is.
    pub difference: f64,
}

/// Compares two evaluations of the same queries by the same metrics: of runs that are
/// [complete](super::complete).
///
/// Queries count for a metric where both runs have a value; a metric without such a query is left out.
pub fn compare(first: &Evaluation, second: &Evaluation) -> Comparison {
    let metrics = first.metrics.iter().enumerate();
    let compared = metrics.map(|(idx, metric)| {
        let pairs = first.per_query.iter().zip(&second.per_query);
        let deltas = pairs.filter_map(|(first, second)| delta(first, second, idx));
        compared(*metric, deltas.collect())
    });
    let compared = compared.filter(|compared| compared.n_queries > 0);
    Comparison {
        n_queries: first.per_query.len(),
        metrics: compared.collect(),
    }
}

fn delta(first: &PerQuery, second: &PerQuery, idx: usize) -> Option<Delta> {
    debug_assert_eq!(first.query, second.query, "both hold the judged queries");
    let value = |of: &PerQuery| of.values.get(idx).copied().flatten();
    let (before, after) = (value(first)?, value(second)?);
    Some(Delta {
        query: first.query.clone(),
        first: before,
        second: after,
        difference: after - before,
    })
}

fn compared(metric: Metric, mut deltas: Vec<Delta>) -> Compared {
    let of = |value: fn(&Delta) -> f64| deltas.iter().map(value).collect::<Vec<f64>>();
    let differences = of(|delta| delta.difference);
    let (first, second) = (of(|delta| delta.first), of(|delta| delta.second));
    let n_ties = differences.iter().filter(|value| is_tie(**value)).count();
    let n_wins = differences
        .iter()
        .filter(|value| **value > 0.0 && !is_tie(**value))
        .count();
    // A stable sort: equal queries stay in their order.
    deltas.sort_by(|a, b| b.difference.total_cmp(&a.difference));
    Compared {
        metric,
        n_queries: deltas.len(),
        first: mean(&first),
        second: mean(&second),
        difference: mean(&differences),
        interval: interval(&differences),
        p: randomisation_test(&differences),
        n_wins,
        n_ties,
        n_losses: differences.len() - n_wins - n_ties,
        per_query: deltas,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::qrels::Qrels;
    use crate::evaluate::run;
    use crate::evaluate::{complete, judge};

    #[test]
    fn wins_ties_and_losses_are_those_of_the_second_run() {
        let qrels = "q1 0 a 1\nq2 0 a 1\nq3 0 a 1\nq4 0 a 1\n";
        let qrels = Qrels::read_from(qrels.as_bytes(), "qrels".as_ref()).unwrap();
        let evaluation = |text: &str| {
            let mut run = run::read_from(text.as_bytes(), "run".as_ref()).unwrap();
            complete(&mut run, &qrels);
            judge(&run, &qrels, None, &["mrr".parse().unwrap()])
        };
        let first = evaluation("q1 Q0 a 1 1 t\nq2 Q0 b 1 2 t\nq2 Q0 a 2 1 t\nq4 Q0 a 1 1 t\n");
        let second = evaluation("q1 Q0 a 1 1 t\nq2 Q0 a 1 2 t\nq3 Q0 a 1 1 t\nq4 Q0 b 1 1 t\n");
        let comparison = compare(&first, &second);
        let by_rank = &comparison.metrics[0];
        assert_eq!(comparison.n_queries, 4);
        assert_eq!(
            (by_rank.n_wins, by_rank.n_ties, by_rank.n_losses),
            (2, 1, 1)
        );
        assert!((by_rank.first - 0.625).abs() < 1e-12 && (by_rank.second - 0.75).abs() < 1e-12);
        assert!((by_rank.difference - 0.125).abs() < 1e-12);
        let queries: Vec<&str> = by_rank.per_query.iter().map(|d| d.query.as_str()).collect();
        assert_eq!(queries, ["q3", "q2", "q1", "q4"]);
        assert!(by_rank.interval.low < 0.0 && by_rank.interval.high > 0.0);
        assert!(by_rank.p > 0.5);
    }

    #[test]
    fn a_query_counts_where_both_runs_have_a_value() {
        let of = |values: [Option<f64>; 3]| Evaluation {
            metrics: ["highlight@1", "highlight@3"]
                .map(|m| m.parse().unwrap())
                .to_vec(),
            means: Vec::new(),
            intervals: Vec::new(),
            n_counted: Vec::new(),
            per_query: ["q1", "q2", "q3"]
                .into_iter()
                .zip(values)
                .map(|(query, value)| PerQuery {
                    query: query.to_owned(),
                    values: vec![value, None],
                })
                .collect(),
        };
        let first = of([Some(0.5), None, Some(1.0)]);
        let comparison = compare(&first, &of([Some(1.0), Some(1.0), None]));
        assert_eq!(comparison.metrics.len(), 1);
        let by_marks = &comparison.metrics[0];
        assert_eq!((by_marks.n_queries, by_marks.per_query.len()), (1, 1));
        assert!((by_marks.difference - 0.5).abs() < 1e-12);
    }
}
