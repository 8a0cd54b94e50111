//! Judgements: which document answers which question, and how well.
//!
//! Read from TREC's `qid 0 docid grade` and from BEIR's `query-id<TAB>corpus-id<TAB>score` with a header.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::Path;

use super::EvaluateError;
use super::lines::{each_line, open};

/// The judgements of a test collection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Qrels {
    by_query: BTreeMap<String, Grades>,
}

/// The judgements of one question: document → grade.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grades {
    by_document: BTreeMap<String, u32>,
}

impl Qrels {
    /// Reads a file of either format, plain or compressed.
    pub fn read(path: &Path) -> Result<Self, EvaluateError> {
        Self::read_from(open(path)?, path)
    }

    /// Reads judgements from anywhere; `path` is what errors name.
    pub fn read_from(reader: impl BufRead, path: &Path) -> Result<Self, EvaluateError> {
        let mut qrels = Self::default();
        each_line(reader, path, |line, text| {
            let columns = columns(text);
            if line == 1 && is_header(&columns) {
                return Ok(());
            }
            let ([query, document, grade] | [query, _, document, grade]) = columns.as_slice()
            else {
                return Err(format!(
                    "{} columns, not 3 (BEIR) or 4 (TREC)",
                    columns.len()
                ));
            };
            let grade: i64 = grade
                .parse()
                .map_err(|_| format!("`{grade}` is no grade"))?;
            qrels.insert(query, document, grade);
            Ok(())
        })?;
        Ok(qrels)
    }

    /// TREC marks spam with grades below zero; they are not relevant.
    fn insert(&mut self, query: &str, document: &str, grade: i64) {
        let grade = u32::try_from(grade.clamp(0, i64::from(u32::MAX))).unwrap_or(0);
        let grades = self.by_query.entry(query.to_owned()).or_default();
        grades.by_document.insert(document.to_owned(), grade);
    }

    /// The judgements of a question; `None` where it has none.
    pub fn of(&self, query: &str) -> Option<&Grades> {
        self.by_query.get(query)
    }

    /// How many questions have judgements.
    pub fn len(&self) -> usize {
        self.by_query.len()
    }

    /// Whether there are no judgements.
    pub fn is_empty(&self) -> bool {
        self.by_query.is_empty()
    }
}

impl Grades {
    /// The grade of a document; 0 where it was not judged.
    pub fn of(&self, document: &str) -> u32 {
        self.by_document.get(document).copied().unwrap_or(0)
    }

    /// How many documents are relevant (grade 1 or more).
    pub fn n_relevant(&self) -> usize {
        self.by_document
            .values()
            .filter(|grade| **grade > 0)
            .count()
    }

    /// Documents and grades, by document.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        self.by_document
            .iter()
            .map(|(document, grade)| (document.as_str(), *grade))
    }
}

impl FromIterator<(String, u32)> for Grades {
    fn from_iter<T: IntoIterator<Item = (String, u32)>>(grades: T) -> Self {
        Self {
            by_document: grades.into_iter().collect(),
        }
    }
}

/// Columns are parted by tabs where there are any, else by white space.
fn columns(text: &str) -> Vec<&str> {
    if text.contains('\t') {
        text.split('\t').map(str::trim).collect()
    } else {
        text.split_whitespace().collect()
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
        assert_eq!(beir, trec);
        assert_eq!((beir.len(), beir.of("1").unwrap().n_relevant()), (1, 1));
        assert_eq!(
            (
                beir.of("1").unwrap().of("a b"),
                beir.of("1").unwrap().of("x")
            ),
            (2, 0)
        );
    }

    #[test]
    fn a_grade_below_zero_is_not_relevant() {
        assert_eq!(read("q 0 a -2").unwrap().of("q").unwrap().n_relevant(), 0);
    }

    #[test]
    fn an_error_names_file_and_line() {
        let check = |text: &str, expected: &str| {
            assert_eq!(read(text).unwrap_err().to_string(), expected);
        };
        check(
            "q\ta\t1\nq\ta\n",
            "qrels.tsv:2: 2 columns, not 3 (BEIR) or 4 (TREC)",
        );
        check("q 0 a much", "qrels.tsv:1: `much` is no grade");
    }
}
