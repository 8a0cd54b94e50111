//! Articles out of the corpus, for good.
//!
//! An article file is deleted; a record of a collection stays in its file, which is never rewritten.
//! Both leave a tombstone that hides them and keeps them away when their source comes again.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::civil::Date;

use super::known::Known;
use super::ledger::{self, Removed, RemovedRow};
use super::{CorpusError, Holder, Home, files, lock};
use crate::article::ArticleId;

/// What was removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removal {
    /// Article files deleted.
    pub files: u64,
    /// Records of collections hidden.
    pub records: u64,
}

/// Removes articles by id; ids that are not there leave a tombstone all the same.
pub fn remove(
    home: &Home,
    holder: &Holder,
    wait: Duration,
    ids: &BTreeSet<ArticleId>,
    today: Date,
) -> Result<Removal, CorpusError> {
    let _lock = lock::acquire(home, holder, wait)?;
    let known = Known::read(home)?;
    // Tombstones first: after a crash between the two steps, a file that is left is seen again and
    // removed by the same command.
    let rows: Vec<RemovedRow> = ids
        .iter()
        .map(|id| RemovedRow {
            id: id.to_string(),
            day: today,
            is_lifted: false,
        })
        .collect();
    ledger::append(&Removed::path(home), &rows)?;
    let mut removal = Removal::default();
    for id in ids {
        match known.get(id.as_str()) {
            Some(standing) if standing.is_file => {
                let place = home.place(&standing.path);
                match fs_err::remove_file(&place) {
                    Ok(()) => removal.files += 1,
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                    Err(error) => return Err(CorpusError::write(&place, error)),
                }
                files::sync_folder(&place);
            }
            Some(_) => removal.records += 1,
            None => {}
        }
    }
    Ok(removal)
}
