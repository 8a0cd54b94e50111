//! Lists of rows that only grow: one JSON object a line.
//!
//! A line that a dying program tore is skipped when reading and closed before the next append.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{CorpusError, Home, files};

/// Hands every readable row of a ledger to `take`; a missing file has none.
pub(super) fn for_each<T: DeserializeOwned>(
    path: &Path,
    mut take: impl FnMut(T),
) -> Result<(), CorpusError> {
    let failed = |error| CorpusError::read(path, error);
    let file = match fs_err::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).map_err(failed)? > 0 {
        if let Ok(row) = serde_json::from_slice(&line) {
            take(row);
        }
        line.clear();
    }
    Ok(())
}

/// A row as a line.
pub(super) fn line(row: &impl Serialize) -> String {
    serde_json::to_string(row).unwrap_or_default() + "\n"
}

/// Appends rows with one write.
pub(super) fn append<T: Serialize>(path: &Path, rows: &[T]) -> Result<(), CorpusError> {
    files::append(path, &rows.iter().map(line).collect::<String>())
}

/// The ids that a person removed, with the day on which they did.
#[derive(Clone, Debug, Default)]
pub(super) struct Removed {
    days: BTreeMap<String, Date>,
}

/// A tombstone, or its end.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RemovedRow {
    pub(super) id: String,
    pub(super) day: Date,
    /// The person added the article again, by name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_lifted: bool,
}

impl Removed {
    pub(super) fn read(home: &Home) -> Result<Self, CorpusError> {
        let mut removed = Self::default();
        for_each(&Self::path(home), |row: RemovedRow| {
            if row.is_lifted {
                removed.days.remove(&row.id);
            } else {
                removed.days.insert(row.id, row.day);
            }
        })?;
        Ok(removed)
    }

    pub(super) fn contains(&self, id: &str) -> bool {
        self.days.contains_key(id)
    }

    pub(super) fn forget(&mut self, id: &str) {
        self.days.remove(id);
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &String> {
        self.days.keys()
    }

    pub(super) fn path(home: &Home) -> PathBuf {
        home.state().join("removed.jsonl")
    }
}
