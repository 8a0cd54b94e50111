//! What could not be taken in: `rejected.jsonl`, one row a record, newest run of a source last.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{CorpusError, Home, files, ledger};
use crate::collect::Rejection;

/// Rows that are kept of one source; a dump of another format would fill the disk with reasons.
const MAX_ROWS_PER_SOURCE: usize = 10_000;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Row {
    source: String,
    line: Option<u64>,
    reason: String,
}

/// Replaces the rows of the sources that were read (those without rejections included).
pub(super) fn replace(
    home: &Home,
    sources: &[String],
    rejections: &BTreeMap<String, Vec<Rejection>>,
) -> Result<(), CorpusError> {
    let path = path(home);
    let mut kept = Vec::new();
    let mut has_old = false;
    ledger::for_each(&path, |row: Row| {
        if sources.binary_search(&row.source).is_ok() {
            has_old = true;
        } else {
            kept.push(row);
        }
    })?;
    if !has_old && rejections.is_empty() {
        return Ok(());
    }
    let new = rejections
        .values()
        .flat_map(|rows| rows.iter().take(MAX_ROWS_PER_SOURCE))
        .map(|r| Row {
            source: r.source.clone(),
            line: r.line,
            reason: r.reason.clone(),
        });
    let text: String = kept
        .into_iter()
        .chain(new)
        .map(|row| ledger::line(&row))
        .collect();
    files::write(&path, text.as_bytes())
}

/// How many rows there are.
pub(super) fn count(home: &Home) -> Result<u64, CorpusError> {
    let mut n_rows = 0;
    ledger::for_each(&path(home), |_: Row| n_rows += 1)?;
    Ok(n_rows)
}

fn path(home: &Home) -> PathBuf {
    home.state().join("rejected.jsonl")
}
