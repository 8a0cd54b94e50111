//! Ranked lists, as TREC's tools write and read them: `qid Q0 docid rank score tag`.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::Path;

use super::EvaluateError;
use super::lines::{each_line, open};

/// A document that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// Its id.
    pub id: String,
    /// Its score; higher is better.
    pub score: f64,
}

/// Reads a run: queries in the order of their ids, each with its documents, best first.
///
/// Like `trec_eval`, it ranks by score, whatever the rank that is written; ties break by id, last
/// first.
pub fn read(path: &Path) -> Result<Vec<(String, Vec<Ranked>)>, EvaluateError> {
    read_from(open(path)?, path)
}

/// Reads a run from anywhere; `path` is what errors name.
pub fn read_from(
    reader: impl BufRead,
    path: &Path,
) -> Result<Vec<(String, Vec<Ranked>)>, EvaluateError> {
    let mut by_query: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
    each_line(reader, path, |_, text| {
        let columns: Vec<&str> = text.split_whitespace().collect();
        let [query, _, id, _, score, _] = columns.as_slice() else {
            return Err(format!(
                "{} columns, not 6 (qid Q0 docid rank score tag)",
                columns.len()
            ));
        };
        let number: Option<f64> = score.parse().ok().filter(|score: &f64| !score.is_nan());
        let score = number.ok_or_else(|| format!("`{score}` is no score"))?;
        let ranked = by_query.entry((*query).to_owned()).or_default();
        match ranked.insert((*id).to_owned(), score) {
            Some(_) => Err(format!(
                "`{id}` stands twice in the list of query `{query}`"
            )),
            None => Ok(()),
        }
    })?;
    Ok(by_query
        .into_iter()
        .map(|(query, ranked)| (query, best_first(ranked)))
        .collect())
}

fn best_first(ranked: BTreeMap<String, f64>) -> Vec<Ranked> {
    let mut ranked: Vec<Ranked> = ranked
        .into_iter()
        .map(|(id, score)| Ranked { id, score })
        .collect();
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| b.id.cmp(&a.id)));
    ranked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_ranked_by_score() {
        let text = "q1 Q0 a 1 1.5 t\nq1 Q0 b 2 2.5 t\nq1 Q0 c 3 1.5 t\nq0 Q0 a 1 -1 t\n";
        let run = read_from(text.as_bytes(), "run".as_ref()).unwrap();
        let ids: Vec<(&str, String)> = run
            .iter()
            .map(|(query, ranked)| {
                (
                    query.as_str(),
                    ranked.iter().map(|r| r.id.as_str()).collect(),
                )
            })
            .collect();
        assert_eq!(ids, [("q0", "a".into()), ("q1", "bca".into())]);
    }

    #[test]
    fn an_error_names_file_and_line() {
        let check = |text: &str, expected: &str| {
            let error = read_from(text.as_bytes(), "my.run".as_ref()).unwrap_err();
            assert_eq!(error.to_string(), expected);
        };
        check(
            "q Q0 a 1 2 t\nq Q0 b\n",
            "my.run:2: 3 columns, not 6 (qid Q0 docid rank score tag)",
        );
        check("q Q0 a 1 nan t", "my.run:1: `nan` is no score");
        check(
            "q Q0 a 1 2 t\nq Q0 a 2 1 t",
            "my.run:2: `a` stands twice in the list of query `q`",
        );
    }
}
