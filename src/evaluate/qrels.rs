//! Judgements: which document answers which question, and how well.
//!
//! Read from TREC's `qid 0 docid grade`, from BEIR's `query-id<TAB>corpus-id<TAB>score` with a header, and
//! from JSON Lines `{"query":"…","article":"…","grade":2}`.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::Path;

use serde_json::Value;

use super::EvaluateError;
use super::beir::record;
use super::lines::{each_line, open};

/// The judgements of a test collection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Qrels {
    by_query: BTreeMap<String, Grades>,
}

/// The judgements of one question: document → grade.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grades {
    by_document: BTreeMap<String, Judgement>,
}

/// What was judged of one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Judgement {
    grade: i64,
    line: u64,
}

impl Qrels {
    /// Reads a file of either format, plain or compressed.
    pub fn read(path: &Path) -> Result<Self, EvaluateError> {
        Self::read_from(open(path)?, path)
    }

    /// Reads judgements from anywhere; `path` is what errors name.
    pub fn read_from(reader: impl BufRead, path: &Path) -> Result<Self, EvaluateError> {
        let mut qrels = Self::default();
        let mut has_header = false;
        each_line(reader, path, |line, text| {
            if text.trim_start().starts_with('{') {
                let (query, document, grade) = judgement_in(&record(text)?)?;
                return qrels.insert(&query, &document, grade, line);
            }
            let columns = columns(text, has_header);
            if line == 1 && is_header(&columns) {
                has_header = true;
                return Ok(());
            }
            let ([query, document, grade] | [query, _, document, grade]) = columns.as_slice()
            else {
                return Err(format!(
                    "{} columns, not 3 (query, document, grade) or 4 (query, 0, document, grade)",
                    columns.len()
                ));
            };
            let grade = grade
                .parse()
                .map_err(|_| format!("`{grade}` is no grade, which is a whole number"))?;
            qrels.insert(query, document, grade, line)
        })?;
        Ok(qrels)
    }

    fn insert(&mut self, query: &str, document: &str, grade: i64, line: u64) -> Result<(), String> {
        let grades = self.by_query.entry(query.to_owned()).or_default();
        let judgement = Judgement { grade, line };
        match grades.by_document.insert(document.to_owned(), judgement) {
            Some(other) if other.grade != grade => Err(format!(
                "`{document}` is judged {grade} for query `{query}`, and {} in line {}",
                other.grade, other.line
            )),
            _ => Ok(()),
        }
    }

    /// Every question with its judgements, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Grades)> {
        self.by_query
            .iter()
            .map(|(query, grades)| (query.as_str(), grades))
    }

    /// The judgements of a question; `None` where it has none.
    pub fn of(&self, query: &str) -> Option<&Grades> {
        self.by_query.get(query)
    }

    /// How many questions have judgements.
    pub fn len(&self) -> usize {
        self.by_query.len()
    }

    /// Whether a document is judged relevant to a question: only such a question says anything of a list.
    pub fn counts(&self, query: &str) -> bool {
        self.of(query).is_some_and(|grades| grades.n_relevant() > 0)
    }

    /// Whether there are no judgements.
    pub fn is_empty(&self) -> bool {
        self.by_query.is_empty()
    }
}

impl Grades {
    /// The grade of a document; `None` where it was not judged. TREC marks spam with grades below zero:
    /// like `trec_eval`, this takes them for not judged.
    pub fn of(&self, document: &str) -> Option<u32> {
        self.by_document.get(document).and_then(Judgement::counted)
    }

    /// How many documents are relevant (grade 1 or more).
    pub fn n_relevant(&self) -> usize {
        self.iter().filter(|(_, grade)| *grade > 0).count()
    }

    /// Documents and the grades that count, by document.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        self.by_document.iter().filter_map(|(document, judgement)| {
            judgement.counted().map(|grade| (document.as_str(), grade))
        })
    }

    /// Every document that is named, and the line of the file that names it.
    pub fn places(&self) -> impl Iterator<Item = (&str, u64)> {
        self.by_document
            .iter()
            .map(|(document, judgement)| (document.as_str(), judgement.line))
    }
}

impl Judgement {
    /// Grades are small; one past all reason is as good as the greatest.
    fn counted(&self) -> Option<u32> {
        let is_judged = self.grade >= 0;
        is_judged.then(|| u32::try_from(self.grade).map_or(MAX_GRADE, |grade| grade.min(MAX_GRADE)))
    }
}

/// Highest grade that counts: gains grow as 2^grade, which must stay finite.
const MAX_GRADE: u32 = 100;

fn judgement_in(record: &Value) -> Result<(String, String, i64), String> {
    let name = |key: &str| {
        let value = record.get(key).and_then(Value::as_str);
        value
            .map(str::to_owned)
            .ok_or_else(|| format!("the record has no `{key}`"))
    };
    let grade = record.get("grade").and_then(Value::as_i64);
    let grade = grade.ok_or("the record has no `grade`, which is a whole number")?;
    Ok((name("query")?, name("article")?, grade))
}

/// Columns are parted by tabs where these make three or four, else by any white space. Three by tabs are
/// four of TREC's where white space shows its second, unless a header has said that the file is BEIR's.
fn columns(text: &str, has_header: bool) -> Vec<&str> {
    let by_tab: Vec<&str> = text.split('\t').map(str::trim).collect();
    let by_space: Vec<&str> = text.split_whitespace().collect();
    let is_mixed = matches!(by_space.as_slice(), [_, "0" | "Q0", _, _]) && !has_header;
    match by_tab.len() {
        3 if is_mixed => by_space,
        3 | 4 => by_tab,
        _ => by_space,
    }
}

/// BEIR's header: three or four names, the last of them no number.
fn is_header(columns: &[&str]) -> bool {
    let is_named = |name: &str| ["score", "grade", "relevance", "label", "rel"].contains(&name);
    columns.len() >= 3
        && columns
            .last()
            .is_some_and(|last| is_named(&last.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Qrels, EvaluateError> {
        Qrels::read_from(text.as_bytes(), "qrels.tsv".as_ref())
    }

    #[test]
    fn both_formats_say_the_same() {
        let beir = read("query-id\tcorpus-id\tscore\n1\ta b\t2\r\n1\tc\t0\n").unwrap();
        let trec = read("1\t0\ta b\t2\n\n1 0 c 0").unwrap();
        let pairs = |qrels: &Qrels| -> Vec<(String, u32)> {
            let grades = qrels.of("1").unwrap();
            grades
                .iter()
                .map(|(id, grade)| (id.to_owned(), grade))
                .collect()
        };
        assert_eq!(pairs(&beir), pairs(&trec));
        let rows = "{\"query\":\"1\",\"article\":\"a b\",\"grade\":2}\n{\"query\":\"1\",\"article\":\"c\",\"grade\":0}\n";
        assert_eq!(pairs(&beir), pairs(&read(rows).unwrap()));
        assert_eq!((beir.len(), beir.of("1").unwrap().n_relevant()), (1, 1));
        assert_eq!(
            (
                beir.of("1").unwrap().of("a b"),
                beir.of("1").unwrap().of("x")
            ),
            (Some(2), None)
        );
    }

    #[test]
    fn any_white_space_parts_columns() {
        let qrels = read("1 0  b\t0\n1 0\tc\t1\n1\t0  d\t2\n1\t0\te 3\n").unwrap();
        let grades: Vec<(&str, u32)> = qrels.of("1").unwrap().iter().collect();
        assert_eq!(grades, [("b", 0), ("c", 1), ("d", 2), ("e", 3)]);
        // Below BEIR's header, tabs alone part columns.
        let qrels = read("query-id\tcorpus-id\tscore\n1\t0 b\t2\n").unwrap();
        assert_eq!(qrels.of("1").unwrap().of("0 b"), Some(2));
    }

    #[test]
    fn a_grade_below_zero_is_as_good_as_none() {
        let qrels = read("q 0 a -2\nq 0 b 0\nq 0 c 999999999999\n").unwrap();
        let grades = qrels.of("q").unwrap();
        assert_eq!((grades.of("a"), grades.of("b")), (None, Some(0)));
        assert_eq!(grades.of("c"), Some(MAX_GRADE));
        let places: Vec<(&str, u64)> = grades.places().collect();
        assert_eq!(places, [("a", 1), ("b", 2), ("c", 3)]);
    }

    #[test]
    fn an_error_names_file_and_line() {
        let check = |text: &str, expected: &str| {
            assert_eq!(read(text).unwrap_err().to_string(), expected);
        };
        check(
            "q\ta\t1\nq\ta\n",
            "qrels.tsv:2: 2 columns, not 3 (query, document, grade) or 4 (query, 0, document, grade)",
        );
        check(
            "q 0 a much",
            "qrels.tsv:1: `much` is no grade, which is a whole number",
        );
        check(
            "q 0 a 1\nq 0 a 1\nq 0 a 2",
            "qrels.tsv:3: `a` is judged 2 for query `q`, and 1 in line 2",
        );
        check(
            "{\"query\":\"q\",\"article\":\"a\",\"grade\":1.5}",
            "qrels.tsv:1: the record has no `grade`, which is a whole number",
        );
    }
}
