//! The metrics are those of `trec_eval`: held against what its own code says of the runs in
//! `tests/fixtures/trec`, which `make.py` there writes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::metrics::Metric;
use super::qrels::Qrels;
use super::{complete, judge, run};

/// Equal to so many decimals, as both are rounded.
const HALF_A_DECIMAL: f64 = 0.000_05;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/trec")
        .join(name)
}

/// Query → metric → value, as the reference computed them.
fn expected(name: &str) -> BTreeMap<String, BTreeMap<String, f64>> {
    let mut expected: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
    for line in fs_err::read_to_string(fixture(name)).unwrap().lines() {
        let [query, metric, value] = *line.split('\t').collect::<Vec<_>>() else {
            panic!("{line}");
        };
        let values = expected.entry(query.to_owned()).or_default();
        values.insert(metric.to_owned(), value.parse().unwrap());
    }
    expected
}

fn check(name: &str, n_expected: usize) {
    let qrels = Qrels::read(&fixture(&format!("{name}.qrels"))).unwrap();
    let run = run::read(&fixture(&format!("{name}.run"))).unwrap();
    let expected = expected(&format!("{name}.expected"));
    let names = expected.values().next().unwrap().keys();
    let metrics: Vec<Metric> = names.map(|name| name.parse().unwrap()).collect();
    let evaluation = judge(&run, &qrels, None, &metrics);
    assert_eq!(evaluation.per_query.len(), n_expected);
    for of in &evaluation.per_query {
        for (metric, value) in metrics.iter().zip(&of.values) {
            let expected = expected[&of.query][&metric.to_string()];
            let value = value.unwrap();
            assert!(
                (value - expected).abs() < HALF_A_DECIMAL,
                "{name}, query {}: {metric} is {value}, the reference says {expected}",
                of.query
            );
        }
    }
    // `trec_eval -c`: queries that the run leaves out count as nothing.
    let mut run = run;
    let n_missing = complete(&mut run, &qrels).len();
    let evaluation = judge(&run, &qrels, None, &metrics);
    let n_queries = (n_expected + n_missing) as f64;
    for (metric, mean) in metrics.iter().zip(&evaluation.means) {
        let sum: f64 = expected.values().map(|of| of[&metric.to_string()]).sum();
        let expected = sum / n_queries;
        let mean = mean.unwrap();
        assert!(
            (mean - expected).abs() < HALF_A_DECIMAL,
            "{name}: {metric} is {mean}, the reference says {expected}"
        );
    }
}

#[test]
fn ties_gaps_and_grades_below_zero_are_taken_as_trec_eval_takes_them() {
    check("by-hand", 7);
}

#[test]
fn every_metric_of_a_drawn_run_is_that_of_trec_eval() {
    check("drawn", 22);
}
