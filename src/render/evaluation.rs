//! Evaluations for people and for spreadsheets.

use std::fmt::Write as _;

use super::table::Table;
use super::terminal::Look;
use super::wire::{Comparison, Evaluation, MetricComparison, QueryComparison};

/// The name of the row that is no query but the mean of all.
const ALL: &str = "all";

/// Stands where no query counts.
const UNKNOWN: &str = "-";

/// A run for people: each metric with its interval, and with how many queries count for it where these
/// aren't all.
pub fn evaluation_text(evaluation: &Evaluation, look: Look) -> String {
    let n_counted = || evaluation.counted.0.iter().map(|(_, n)| *n);
    let counts_all = n_counted().all(|n| n == evaluation.queries);
    let columns = ["metric", "mean", "95 % interval", "queries"];
    let n_columns = columns.len() - usize::from(counts_all);
    let mut table = Table::new(columns.get(..n_columns).unwrap_or(&columns));
    let metrics = evaluation.metrics.0.iter().zip(&evaluation.intervals.0);
    table.rows = metrics
        .zip(n_counted())
        .map(|(((metric, mean), (_, interval)), n)| {
            let mut cells = vec![
                metric.clone(),
                mean.map_or(UNKNOWN.to_owned(), |mean| format!("{mean:.4}")),
                interval.map_or(UNKNOWN.to_owned(), |[low, high]| {
                    format!("{low:.4} to {high:.4}")
                }),
                n.to_string(),
            ];
            cells.truncate(n_columns);
            cells
        })
        .collect();
    format!(
        "{}\n\n{}",
        judged_queries(evaluation.queries),
        table.text(look)
    )
}

/// A run for spreadsheets: a row a value, the means first.
pub fn evaluation_table(evaluation: &Evaluation) -> Table {
    let mut table = Table::new(&["query", "metric", "value", "low", "high", "queries"]);
    let cell = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let means = evaluation.metrics.0.iter().zip(&evaluation.intervals.0);
    table.rows = means
        .zip(&evaluation.counted.0)
        .map(|(((metric, mean), (_, interval)), (_, n))| {
            let [low, high] = interval.map_or([None; 2], |ends| ends.map(Some));
            let [mean, low, high] = [*mean, low, high].map(cell);
            vec![
                ALL.to_owned(),
                metric.clone(),
                mean,
                low,
                high,
                n.to_string(),
            ]
        })
        .collect();
    for of in &evaluation.per_query {
        let row = |(metric, value): &(String, Option<f64>)| {
            let mut cells = vec![of.query.clone(), metric.clone(), cell(*value)];
            cells.resize(table.columns.len(), String::new());
            cells
        };
        table.rows.extend(of.scores.0.iter().map(row));
    }
    table
}

/// Two runs for people: each metric, and up to `n_queries` queries that gained and lost most by the first
/// of them.
pub fn comparison_text(comparison: &Comparison, n_queries: usize, look: Look) -> String {
    let [first, second] = &comparison.runs;
    let mut text = format!(
        "{}: the second run is better on +, the same on =, worse on -\nfirst   {first}\nsecond  {second}\n\n",
        judged_queries(comparison.queries)
    );
    let mut table = Table::new(&[
        "metric",
        "first",
        "second",
        "change",
        "95 % interval",
        "p",
        "+/=/-",
    ]);
    table.rows = comparison.metrics.iter().map(metric_cells).collect();
    text.push_str(&table.text(look));
    if let Some(metric) = comparison.metrics.first() {
        let mut table = Table::new(&["query", "first", "second", "change"]);
        let moved = moved(&metric.per_query, n_queries);
        table.rows = moved.into_iter().map(query_cells).collect();
        if !table.rows.is_empty() {
            // Writing to a string can't fail.
            let _ = write!(
                text,
                "\nMost changed by {}\n\n{}",
                metric.metric,
                table.text(look)
            );
        }
    }
    text
}

fn metric_cells(of: &MetricComparison) -> Vec<String> {
    let [low, high] = of.interval;
    vec![
        of.metric.clone(),
        format!("{:.4}", of.first),
        format!("{:.4}", of.second),
        signed(of.difference, 4),
        format!("{} to {}", signed(low, 3), signed(high, 3)),
        format!("{:.4}", of.p),
        format!("{}/{}/{}", of.wins, of.ties, of.losses),
    ]
}

fn query_cells(of: &QueryComparison) -> Vec<String> {
    vec![
        of.query.clone(),
        format!("{:.4}", of.first),
        format!("{:.4}", of.second),
        signed(of.difference, 4),
    ]
}

/// A number with its sign; what is rounded to 0 has none below it.
fn signed(value: f64, n_digits: usize) -> String {
    let text = format!("{value:+.n_digits$}");
    let is_zero = text.bytes().all(|byte| !matches!(byte, b'1'..=b'9'));
    if is_zero {
        text.replace('-', "+")
    } else {
        text
    }
}

/// The queries at either end of a list in order; none that stayed as it was.
fn moved(per_query: &[QueryComparison], n: usize) -> Vec<&QueryComparison> {
    let gained = per_query.iter().filter(|of| of.difference > 0.0).take(n);
    let lost = per_query
        .iter()
        .rev()
        .filter(|of| of.difference < 0.0)
        .take(n);
    let mut lost: Vec<&QueryComparison> = lost.collect();
    lost.reverse();
    gained.chain(lost).collect()
}

/// Two runs for spreadsheets: for each metric a row of the means, then a row a query.
pub fn comparison_table(comparison: &Comparison) -> Table {
    let mut table = Table::new(&[
        "metric",
        "query",
        "first",
        "second",
        "difference",
        "low",
        "high",
        "p",
        "wins",
        "ties",
        "losses",
    ]);
    for of in &comparison.metrics {
        let mut cells = vec![of.metric.clone(), ALL.to_owned()];
        let numbers = [
            of.first,
            of.second,
            of.difference,
            of.interval[0],
            of.interval[1],
            of.p,
        ];
        cells.extend(numbers.map(|value| value.to_string()));
        cells.extend([of.wins, of.ties, of.losses].map(|n| n.to_string()));
        table.rows.push(cells);
        for query in &of.per_query {
            let mut cells = vec![of.metric.clone(), query.query.clone()];
            let numbers = [query.first, query.second, query.difference];
            cells.extend(numbers.map(|value| value.to_string()));
            cells.resize(table.columns.len(), String::new());
            table.rows.push(cells);
        }
    }
    table
}

fn judged_queries(n: usize) -> String {
    match n {
        1 => "1 judged query".to_owned(),
        n => format!("{n} judged queries"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::wire::{ByMetric, QueryScores, VERSION};

    const LOOK: Look = Look {
        width: 80,
        color: false,
    };

    fn evaluation() -> Evaluation {
        let scores = |a, b| ByMetric(vec![("ndcg@10".into(), Some(a)), ("map".into(), Some(b))]);
        Evaluation {
            version: VERSION,
            queries: 1,
            metrics: scores(0.5, 0.25),
            intervals: ByMetric(vec![
                ("ndcg@10".into(), Some([0.4, 0.625])),
                ("map".into(), Some([0.125, 0.5])),
            ]),
            counted: ByMetric(vec![("ndcg@10".into(), 1), ("map".into(), 1)]),
            per_query: vec![QueryScores {
                query: "q1".into(),
                scores: scores(0.5, 0.25),
            }],
        }
    }

    fn comparison() -> Comparison {
        let query = |query: &str, first: f64, second: f64| QueryComparison {
            query: query.into(),
            first,
            second,
            difference: second - first,
        };
        Comparison {
            version: VERSION,
            runs: ["base.run".into(), "new.run".into()],
            queries: 4,
            metrics: vec![MetricComparison {
                metric: "ndcg@10".into(),
                queries: 4,
                first: 0.5,
                second: 0.5625,
                difference: 0.0625,
                interval: [-0.125, 0.25],
                p: 0.75,
                wins: 2,
                ties: 1,
                losses: 1,
                per_query: vec![
                    query("q3", 0.0, 0.5),
                    query("q2", 0.5, 0.75),
                    query("q4", 1.0, 1.0),
                    query("q1", 0.5, 0.0),
                ],
            }],
        }
    }

    fn csv(table: &Table) -> String {
        let mut out = Vec::new();
        table.csv(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_figure_stands_beside_its_interval() {
        insta::assert_snapshot!(evaluation_text(&evaluation(), LOOK), @r"
        1 judged query

        metric     mean  95 % interval
        ndcg@10  0.5000  0.4000 to 0.6250
        map      0.2500  0.1250 to 0.5000
        ");
        insta::assert_snapshot!(csv(&evaluation_table(&evaluation())), @r"
        query,metric,value,low,high,queries
        all,ndcg@10,0.5,0.4,0.625,1
        all,map,0.25,0.125,0.5,1
        q1,ndcg@10,0.5,,,
        q1,map,0.25,,,
        ");
    }

    #[test]
    fn what_no_query_counts_for_has_no_figure() {
        let mut evaluation = evaluation();
        evaluation.metrics.0[1].1 = None;
        evaluation.intervals.0[1].1 = None;
        evaluation.counted.0[1].1 = 0;
        evaluation.per_query[0].scores.0[1].1 = None;
        insta::assert_snapshot!(evaluation_text(&evaluation, LOOK), @r"
        1 judged query

        metric   mean    95 % interval     queries
        ndcg@10  0.5000  0.4000 to 0.6250        1
        map      -       -                       0
        ");
        insta::assert_snapshot!(csv(&evaluation_table(&evaluation)), @r"
        query,metric,value,low,high,queries
        all,ndcg@10,0.5,0.4,0.625,1
        all,map,,,,0
        q1,ndcg@10,0.5,,,
        q1,map,,,,
        ");
    }

    #[test]
    fn nothing_is_less_than_nothing() {
        let check = |value: f64, expected: &str| assert_eq!(signed(value, 4), expected);
        check(-0.000_01, "+0.0000");
        check(-0.0, "+0.0000");
        check(0.0, "+0.0000");
        check(-0.000_06, "-0.0001");
        check(0.25, "+0.2500");
    }

    #[test]
    fn two_runs_are_told_by_metric_and_by_query() {
        insta::assert_snapshot!(comparison_text(&comparison(), 1, LOOK), @r"
        4 judged queries: the second run is better on +, the same on =, worse on -
        first   base.run
        second  new.run

        metric    first  second  change   95 % interval          p  +/=/-
        ndcg@10  0.5000  0.5625  +0.0625  -0.125 to +0.250  0.7500  2/1/1

        Most changed by ndcg@10

        query   first  second  change
        q3     0.0000  0.5000  +0.5000
        q1     0.5000  0.0000  -0.5000
        ");
        insta::assert_snapshot!(csv(&comparison_table(&comparison())), @r"
        metric,query,first,second,difference,low,high,p,wins,ties,losses
        ndcg@10,all,0.5,0.5625,0.0625,-0.125,0.25,0.75,2,1,1
        ndcg@10,q3,0,0.5,0.5,,,,,,
        ndcg@10,q2,0.5,0.75,0.25,,,,,,
        ndcg@10,q4,1,1,0,,,,,,
        ndcg@10,q1,0.5,0,-0.5,,,,,,
        ");
    }
}
