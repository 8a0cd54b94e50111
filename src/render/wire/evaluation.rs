//! What `eval` says: one run, or two side by side.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::VERSION;
use crate::evaluate::statistics::Interval;
use crate::evaluate::{self, compare};

/// The result of `eval run` and `eval score`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct Evaluation {
    /// The version of this format.
    pub version: u32,
    /// How many queries were judged and counted.
    pub queries: usize,
    /// Means over these queries, by metric; null where no query counts for a metric.
    pub metrics: ByMetric<Option<f64>>,
    /// The 95 % interval of each mean: its lower and its upper end.
    pub intervals: ByMetric<Option<[f64; 2]>>,
    /// How many of the queries count for each metric.
    pub counted: ByMetric<usize>,
    /// Each query by itself: in the order of the queries file, or of the ids.
    pub per_query: Vec<QueryScores>,
}

/// The metrics of one query.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct QueryScores {
    /// The id of the query.
    pub query: String,
    /// Its values, by metric; null where it doesn't count.
    #[serde(flatten)]
    pub scores: ByMetric<Option<f64>>,
}

/// The result of `eval compare`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct Comparison {
    /// The version of this format.
    pub version: u32,
    /// The two runs, as typed.
    pub runs: [String; 2],
    /// How many queries were judged and counted.
    pub queries: usize,
    /// Each metric for which a query counts.
    pub metrics: Vec<MetricComparison>,
}

/// Two runs by one metric.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct MetricComparison {
    /// The metric.
    pub metric: String,
    /// How many queries count for it in both runs.
    pub queries: usize,
    /// Mean of the first run.
    pub first: f64,
    /// Mean of the second run.
    pub second: f64,
    /// The second less the first.
    pub difference: f64,
    /// The 95 % interval of the difference (paired bootstrap): its lower and its upper end.
    pub interval: [f64; 2],
    /// How likely such a difference is where both runs are as good (paired randomisation test, two-sided).
    pub p: f64,
    /// Queries on which the second run is better.
    pub wins: usize,
    /// Queries on which both are the same.
    pub ties: usize,
    /// Queries on which the second run is worse.
    pub losses: usize,
    /// Each query that counts, those that gained most first.
    pub per_query: Vec<QueryComparison>,
}

/// A query under both runs.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct QueryComparison {
    /// The id of the query.
    pub query: String,
    /// Its value under the first run.
    pub first: f64,
    /// Its value under the second run.
    pub second: f64,
    /// The second less the first.
    pub difference: f64,
}

/// Metrics, each with something, in the order in which they are written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ByMetric<T>(pub Vec<(String, T)>);

impl<T: Serialize> Serialize for ByMetric<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (metric, value) in &self.0 {
            map.serialize_entry(metric, value)?;
        }
        map.end()
    }
}

impl<T: JsonSchema> JsonSchema for ByMetric<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("ByMetric_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        BTreeMap::<String, T>::json_schema(generator)
    }
}

impl From<&evaluate::Evaluation> for Evaluation {
    fn from(evaluation: &evaluate::Evaluation) -> Self {
        let names: Vec<String> = evaluation.metrics.iter().map(ToString::to_string).collect();
        let scores = |values: &[Option<f64>]| {
            let values = values.iter().copied();
            ByMetric(names.iter().cloned().zip(values).collect())
        };
        let intervals = evaluation.intervals.iter();
        let intervals = intervals.map(|interval| interval.as_ref().map(ends));
        let counted = evaluation.n_counted.iter().copied();
        let per_query = evaluation.per_query.iter().map(|of| QueryScores {
            query: of.query.clone(),
            scores: scores(&of.values),
        });
        Self {
            version: VERSION,
            queries: evaluation.per_query.len(),
            metrics: scores(&evaluation.means),
            intervals: ByMetric(names.iter().cloned().zip(intervals).collect()),
            counted: ByMetric(names.iter().cloned().zip(counted).collect()),
            per_query: per_query.collect(),
        }
    }
}

impl Comparison {
    /// A comparison of the runs that were named so.
    pub fn new(runs: [String; 2], comparison: &compare::Comparison) -> Self {
        Self {
            version: VERSION,
            runs,
            queries: comparison.n_queries,
            metrics: comparison
                .metrics
                .iter()
                .map(MetricComparison::from)
                .collect(),
        }
    }
}

impl From<&compare::Compared> for MetricComparison {
    fn from(compared: &compare::Compared) -> Self {
        let query = |delta: &compare::Delta| QueryComparison {
            query: delta.query.clone(),
            first: delta.first,
            second: delta.second,
            difference: delta.difference,
        };
        Self {
            metric: compared.metric.to_string(),
            queries: compared.n_queries,
            first: compared.first,
            second: compared.second,
            difference: compared.difference,
            interval: ends(&compared.interval),
            p: compared.p,
            wins: compared.n_wins,
            ties: compared.n_ties,
            losses: compared.n_losses,
            per_query: compared.per_query.iter().map(query).collect(),
        }
    }
}

fn ends(interval: &Interval) -> [f64; 2] {
    [interval.low, interval.high]
}
