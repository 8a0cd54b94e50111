//! What could not be taken in: `corpus/.newsdex/rejected.jsonl`, one row `{source, line, reason}`.
//!
//! The rows of a source are those of its last run: a run replaces them when it ends.

use std::collections::HashMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{CorpusError, Home, files, ledger};
use crate::collect::Rejection;

/// Rows that one source keeps, at most; the last one says how many are left out.
const MAX_ROWS_A_SOURCE: usize = 10_000;
/// Rows that are kept in all; the oldest go first.
const MAX_ROWS: usize = 200_000;

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RejectedRow {
    pub(super) source: String,
    pub(super) line: Option<u64>,
    pub(super) reason: String,
}

/// The rejections of one run.
#[derive(Default)]
pub(super) struct Rejected {
    rows: Vec<RejectedRow>,
    /// Rows of each source that was read, those left out too.
    n_rows: HashMap<String, usize>,
}

impl Rejected {
    /// Notes that a source is read: what an earlier run said of it is outdated.
    pub(super) fn begin(&mut self, source: &str) {
        if !self.n_rows.contains_key(source) {
            self.n_rows.insert(source.to_owned(), 0);
        }
    }

    pub(super) fn push(&mut self, rejection: Rejection) {
        let Rejection {
            source,
            line,
            reason,
        } = rejection;
        let n_rows = self.n_rows.entry(source.clone()).or_default();
        *n_rows += 1;
        if *n_rows < MAX_ROWS_A_SOURCE && self.rows.len() < MAX_ROWS {
            self.rows.push(RejectedRow {
                source,
                line,
                reason,
            });
        } else if *n_rows == MAX_ROWS_A_SOURCE {
            let reason = "more of this source was rejected; the list ends here".to_owned();
            self.rows.push(RejectedRow {
                source,
                line,
                reason,
            });
        }
    }

    /// Puts the rows of this run in place of what earlier runs said of the same sources.
    pub(super) fn write(self, home: &Home) -> Result<(), CorpusError> {
        let path = path(home);
        let mut rows = Vec::new();
        ledger::for_each(&path, |row: RejectedRow| rows.push(row))?;
        let n_before = rows.len();
        rows.retain(|row| !self.n_rows.contains_key(&row.source));
        if rows.len() == n_before && self.rows.is_empty() {
            return Ok(());
        }
        rows.extend(self.rows);
        let n_old = rows.len().saturating_sub(MAX_ROWS);
        let text: String = rows.iter().skip(n_old).map(ledger::line).collect();
        files::write(&path, text.as_bytes())
    }
}

/// How many rows stand in the list.
pub(super) fn count(home: &Home) -> Result<u64, CorpusError> {
    let mut n_rows = 0;
    ledger::for_each(&path(home), |_: RejectedRow| n_rows += 1)?;
    Ok(n_rows)
}

fn path(home: &Home) -> PathBuf {
    home.state().join("rejected.jsonl")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(home: &Home, sources: &[&str], rows: &[(&str, u64)]) {
        let mut rejected = Rejected::default();
        for source in sources {
            rejected.begin(source);
        }
        for (source, line) in rows {
            let (source, reason) = ((*source).to_owned(), "broken".to_owned());
            rejected.push(Rejection {
                source,
                line: Some(*line),
                reason,
            });
        }
        rejected.write(home).unwrap();
    }

    #[test]
    fn a_second_run_of_a_source_replaces_its_rows() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::create(dir.path()).unwrap();
        write(&home, &["a", "b"], &[("a", 1), ("a", 2), ("b", 1)]);
        assert_eq!(count(&home).unwrap(), 3);
        write(&home, &["a"], &[("a", 3)]);
        assert_eq!(count(&home).unwrap(), 2);
        write(&home, &["a", "b"], &[]);
        assert_eq!(count(&home).unwrap(), 0);
    }

    #[test]
    fn a_source_of_rubbish_does_not_fill_the_disk() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::create(dir.path()).unwrap();
        let rows: Vec<(&str, u64)> = (0..30_000).map(|line| ("a", line)).collect();
        write(&home, &["a"], &rows);
        assert_eq!(count(&home).unwrap(), MAX_ROWS_A_SOURCE as u64);
    }
}
