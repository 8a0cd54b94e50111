//! Ranked lists: TREC's `qid Q0 docid rank score tag`, or the lines that `batch` writes, which hold
//! passages as well.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;
use std::ops::Range;
use std::path::Path;

use serde_json::Value;

use super::EvaluateError;
use super::beir::{id_in, record};
use super::lines::{each_line, open};

/// A document that was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranked {
    /// Its id.
    pub id: String,
    /// Its score; higher is better.
    pub score: f64,
    /// The passage that was shown, where that is known.
    pub passage: Option<Passage>,
}

/// A passage that was shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// Its first byte in the body; 0 where that is not known.
    pub start: usize,
    /// The headline above it.
    pub title: String,
    /// Its text.
    pub text: String,
    /// Byte spans of the text that matched.
    pub marks: Vec<Range<usize>>,
}

/// Queries, each with its documents, best first.
pub type Run = Vec<(String, Vec<Ranked>)>;

/// Reads a run, plain or compressed: queries in the order of their ids, each with its documents, best
/// first.
///
/// Scores must be finite. Like `trec_eval`, it ranks TREC's lines by score as a 32-bit number, whatever the rank that is written;
/// ties break by id, last first. Lines of `batch` stand in the order of their ranks.
pub fn read(path: &Path) -> Result<Run, EvaluateError> {
    read_from(open(path)?, path)
}

/// Reads a run from anywhere; `path` is what errors name.
pub fn read_from(reader: impl BufRead, path: &Path) -> Result<Run, EvaluateError> {
    let mut layout = None;
    let mut rows: BTreeMap<String, Vec<Ranked>> = BTreeMap::new();
    let mut lines = Lines::default();
    each_line(reader, path, |_, text| {
        let is_rows = *layout.get_or_insert_with(|| text.trim_start().starts_with('{'));
        if is_rows {
            let (query, found) = row(&record(text)?)?;
            rows.entry(query).or_default().push(found);
            return Ok(());
        }
        lines.take(text)
    })?;
    Ok(if layout == Some(true) {
        rows.into_iter().map(in_order_of_rank).collect()
    } else {
        lines.best_first()
    })
}

/// What TREC's lines say.
#[derive(Default)]
struct Lines {
    by_query: BTreeMap<String, BTreeMap<String, f32>>,
}

impl Lines {
    fn take(&mut self, text: &str) -> Result<(), String> {
        let by_tab: Vec<&str> = text.split('\t').map(str::trim).collect();
        let columns = if by_tab.len() == N_COLUMNS {
            by_tab
        } else {
            text.split_whitespace().collect()
        };
        let [query, _, id, _, score, _] = columns.as_slice() else {
            return Err(format!(
                "{} columns, not 6 (query, Q0, document, rank, score, name of the run)",
                columns.len()
            ));
        };
        let number: Option<f32> = score.parse().ok().filter(|score: &f32| score.is_finite());
        let score =
            number.ok_or_else(|| format!("`{score}` is no score, which is a finite number"))?;
        let ranked = self.by_query.entry((*query).to_owned()).or_default();
        match ranked.insert((*id).to_owned(), score) {
            Some(_) => Err(format!(
                "`{id}` stands twice in the list of query `{query}`"
            )),
            None => Ok(()),
        }
    }

    fn best_first(self) -> Run {
        let sorted = |(query, found): (String, BTreeMap<String, f32>)| {
            let mut found: Vec<(String, f32)> = found.into_iter().collect();
            found.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| b.0.cmp(&a.0)));
            let ranked = found.into_iter().map(|(id, score)| Ranked {
                id,
                score: f64::from(score),
                passage: None,
            });
            (query, ranked.collect())
        };
        self.by_query.into_iter().map(sorted).collect()
    }
}

const N_COLUMNS: usize = 6;

/// A line of `batch`; its rank stands for the score until the list is in order.
fn row(record: &Value) -> Result<(String, Ranked), String> {
    let name =
        |key: &str| id_in(record, &[key]).ok_or_else(|| format!("the record has no `{key}`"));
    let rank = record.get("rank").map_or(Some(0), Value::as_u64);
    let rank = rank.ok_or("`rank` is no whole number")?;
    let found = Ranked {
        id: name("article")?,
        score: -(rank as f64),
        passage: passage_in(record)?,
    };
    Ok((name("query")?, found))
}

/// The passage of a line of `batch`; null where the article was admitted by a filter alone.
fn passage_in(record: &Value) -> Result<Option<Passage>, String> {
    let passage = match record.get("passage") {
        None | Some(Value::Null) => return Ok(None),
        Some(passage) if passage.is_object() => passage,
        Some(_) => return Err("`passage` is no JSON object".to_owned()),
    };
    let text = passage.get("text").and_then(Value::as_str);
    let title = match record.get("title") {
        None | Some(Value::Null) => "",
        Some(title) => title.as_str().ok_or("`title` is no text")?,
    };
    let marks = match passage.get("marks") {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(marks) => spans(marks),
    };
    Ok(Some(Passage {
        start: 0,
        title: title.to_owned(),
        text: text.ok_or("`passage.text` is no text")?.to_owned(),
        marks: marks.ok_or("`passage.marks` is no list of `[start, end]`")?,
    }))
}

fn spans(marks: &Value) -> Option<Vec<Range<usize>>> {
    let span = |mark: &Value| {
        let [start, end] = mark.as_array()?.as_slice() else {
            return None;
        };
        let byte = |end: &Value| usize::try_from(end.as_u64()?).ok();
        Some(byte(start)?..byte(end)?)
    };
    marks.as_array()?.iter().map(span).collect()
}

/// Articles that come again keep every passage; a passage that comes again is dropped.
fn in_order_of_rank((query, mut ranked): (String, Vec<Ranked>)) -> (String, Vec<Ranked>) {
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut seen = BTreeSet::new();
    ranked.retain(|found| {
        let text = found.passage.as_ref().map(|passage| passage.text.clone());
        seen.insert((found.id.clone(), text))
    });
    (query, ranked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<(String, String)> {
        let run = read_from(text.as_bytes(), "run".as_ref()).unwrap();
        let joined = |(query, ranked): (String, Vec<Ranked>)| {
            (
                query,
                ranked.iter().map(|found| found.id.as_str()).collect(),
            )
        };
        run.into_iter().map(joined).collect()
    }

    #[test]
    fn a_run_is_ranked_by_score() {
        let text = "q1 Q0 a 1 1.5 t\nq1 Q0 b 2 2.5 t\nq1\tQ0\tc\t3\t1.5\tt\nq0 Q0 a 1 -1e9 t\n";
        let expected = [("q0".into(), "a".into()), ("q1".into(), "bca".into())];
        assert_eq!(ids(text), expected);
    }

    #[test]
    fn lines_of_batch_keep_their_ranks_and_passages() {
        let text = concat!(
            "{\"query\":\"q\",\"rank\":2,\"score\":9,\"article\":\"b\",\"passage\":null}\n",
            "{\"query\":\"q\",\"rank\":1,\"score\":1,\"article\":\"a\",\"title\":\"T\",\
             \"passage\":{\"text\":\"some\",\"marks\":[[0,4]]}}\n",
        );
        assert_eq!(ids(text), [("q".into(), "ab".into())]);
        let run = read_from(text.as_bytes(), "run".as_ref()).unwrap();
        let expected = Passage {
            start: 0,
            title: "T".into(),
            text: "some".into(),
            marks: std::iter::once(0..4).collect(),
        };
        assert_eq!(run[0].1[0].passage, Some(expected));
        assert_eq!(run[0].1[1].passage, None);
    }

    #[test]
    fn an_error_names_file_and_line() {
        let check = |text: &str, expected: &str| {
            let error = read_from(text.as_bytes(), "my.run".as_ref()).unwrap_err();
            assert_eq!(error.to_string(), expected);
        };
        check(
            "q Q0 a 1 2 t\nq Q0 b\n",
            "my.run:2: 3 columns, not 6 (query, Q0, document, rank, score, name of the run)",
        );
        for score in ["nan", "inf", "-inf", "1e400", "1e39", "high"] {
            check(
                &format!("q Q0 a 1 {score} t"),
                &format!("my.run:1: `{score}` is no score, which is a finite number"),
            );
        }
        check(
            "q Q0 a 1 2 t\nq Q0 a 2 1 t",
            "my.run:2: `a` stands twice in the list of query `q`",
        );
        check("{\"query\":\"q\"}", "my.run:1: the record has no `article`");
        check(
            "{\"query\":\"q\",\"article\":\"a\",\"rank\":-1}",
            "my.run:1: `rank` is no whole number",
        );
        let row = |rest: &str, expected: &str| {
            let good = "{\"query\":\"q\",\"article\":\"b\",\"passage\":null}";
            let text = format!("{good}\n{{\"query\":\"q\",\"article\":\"a\",{rest}}}");
            check(&text, &format!("my.run:2: {expected}"));
        };
        row("\"passage\":\"x\"", "`passage` is no JSON object");
        row("\"passage\":{}", "`passage.text` is no text");
        row(
            "\"passage\":{\"text\":[\"x\"]}",
            "`passage.text` is no text",
        );
        row(
            "\"title\":5,\"passage\":{\"text\":\"x\"}",
            "`title` is no text",
        );
        for marks in ["5", "[1]", "[[1]]", "[[0,\"1\"]]", "[[0,1,2]]"] {
            row(
                &format!("\"passage\":{{\"text\":\"x\",\"marks\":{marks}}}"),
                "`passage.marks` is no list of `[start, end]`",
            );
        }
    }
}
