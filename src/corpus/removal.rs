//! Articles taken out of the corpus by a person.
//!
//! A tombstone is left before the first file goes: a folder, dump or feed that holds the article does
//! not bring it back, and records of collections, which are never rewritten, are hidden by it. A
//! person who names the article's own source gets it back.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::time::Duration;

use jiff::civil::Date;

use super::front_matter::Key;
use super::history;
use super::known::{self, Known};
use super::ledger::{self, Removed, RemovedRow};
use super::{
    CorpusError, CorpusFile, FileKind, Holder, Home, changes, collections, files, lock, originals,
};
use crate::article::{ArticleId, ContentHash};

/// What was removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removal {
    /// Article files deleted.
    pub files: u64,
    /// Articles that only a tombstone hides, in collections and dumps.
    pub records: u64,
    /// Files below the home that still hold the text of those: collections, and what they came from.
    pub kept_in: Vec<String>,
}

/// Removes articles by id; ids that are not there leave a tombstone all the same.
///
/// The bytes that they came from go with them, unless another article still names those as its original.
/// Records of a collection are only hidden: a collection is never rewritten.
pub fn remove(
    home: &Home,
    holder: &Holder,
    wait: Duration,
    ids: &BTreeSet<ArticleId>,
    today: Date,
) -> Result<Removal, CorpusError> {
    let _lock = lock::acquire(home, holder, wait)?;
    files::sweep(&home.corpus());
    let paths = paths_of(home, ids)?;
    let removed = Removed::read(home)?;
    let rows: Vec<RemovedRow> = ids
        .iter()
        .filter(|id| !removed.contains(id.as_str()))
        .map(|id| RemovedRow {
            id: id.to_string(),
            day: today,
            is_lifted: false,
        })
        .collect();
    // Tombstones first: after a crash between the two steps, a file that is left is seen again and
    // removed by the same command.
    ledger::append(&Removed::path(home), &rows)?;
    let originals: BTreeSet<ContentHash> = paths
        .values()
        .flatten()
        .filter_map(|path| original_of(home, &changes::stat(home, path)?))
        .collect();
    let mut removal = Removal::default();
    for (id, paths) in &paths {
        removal.records += u64::from(paths.is_empty() && !removed.contains(id.as_str()));
        for path in paths {
            let place = home.place(path);
            match fs_err::remove_file(&place) {
                Ok(()) => removal.files += 1,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(CorpusError::write(&place, error)),
            }
            files::sync_folder(&place);
        }
    }
    if removal.records > 0 {
        removal.kept_in = files_that_keep(home, ids)?;
    }
    remove_originals(home, originals)?;
    ids.iter().try_for_each(|id| history::forget(home, id))?;
    Ok(removal)
}

/// The collections that hold any of the articles, each with its original.
fn files_that_keep(home: &Home, ids: &BTreeSet<ArticleId>) -> Result<Vec<String>, CorpusError> {
    let keys: BTreeSet<ContentHash> = ids.iter().map(known::key).collect();
    let mut kept_in = Vec::new();
    for file in changes::list(home)?.files {
        if !matches!(file.kind, FileKind::Collection { .. }) {
            if file.kind == FileKind::ByHand && holds_any(home, &file, ids)? {
                kept_in.push(file.path);
            }
            continue;
        }
        let rows = known::rows(home, &file, true)?;
        if rows.iter().any(|row| keys.contains(&row.id)) {
            let original = original_of(home, &file);
            kept_in.push(file.path);
            kept_in.extend(original.map(originals::path_of));
        }
    }
    kept_in.sort();
    kept_in.dedup();
    Ok(kept_in)
}

fn holds_any(
    home: &Home,
    file: &CorpusFile,
    ids: &BTreeSet<ArticleId>,
) -> Result<bool, CorpusError> {
    let mut is_found = false;
    changes::read(home, file, &mut |filed| {
        is_found = ids.contains(&filed.article.id);
        if is_found {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    Ok(is_found)
}

/// Deletes originals that nothing in the corpus names any more.
fn remove_originals(home: &Home, mut originals: BTreeSet<ContentHash>) -> Result<(), CorpusError> {
    if originals.is_empty() {
        return Ok(());
    }
    for file in changes::list(home)?.files {
        if let Some(named) = original_of(home, &file) {
            originals.remove(&named);
        }
    }
    originals
        .into_iter()
        .try_for_each(|original| originals::forget(home, original))
}

/// What a file names as its original; the records of a collection all name the same.
fn original_of(home: &Home, file: &CorpusFile) -> Option<ContentHash> {
    if file.kind == FileKind::Article {
        return known::head_fields(home, file)?.hash(Key::Original);
    }
    let mut original = None;
    collections::for_each_record(&home.place(&file.path), &mut |_, record| {
        original = record
            .ok()
            .and_then(|record| record.fields.hash(Key::Original));
        ControlFlow::Break(())
    })
    .ok()?;
    original
}

/// The article files of each id that the corpus holds; a record of a collection has none.
fn paths_of(
    home: &Home,
    ids: &BTreeSet<ArticleId>,
) -> Result<BTreeMap<ArticleId, BTreeSet<String>>, CorpusError> {
    let known = Known::scan(home)?;
    let mut paths: BTreeMap<ArticleId, BTreeSet<String>> = BTreeMap::new();
    let mut is_any_unknown = false;
    for id in ids {
        let files = known.files(id);
        if files.is_empty() && !known.has_record(id) {
            is_any_unknown = true;
        } else {
            paths.insert(
                id.clone(),
                files.iter().map(|held| held.path.clone()).collect(),
            );
        }
    }
    if is_any_unknown {
        add_files_by_hand(home, ids, &mut paths)?;
    }
    Ok(paths)
}

/// What a person put into `corpus/` has its id only once it is cleaned.
fn add_files_by_hand(
    home: &Home,
    ids: &BTreeSet<ArticleId>,
    paths: &mut BTreeMap<ArticleId, BTreeSet<String>>,
) -> Result<(), CorpusError> {
    for file in changes::list(home)?.files {
        if matches!(file.kind, FileKind::Collection { .. }) {
            continue;
        }
        changes::read(home, &file, &mut |filed| {
            let id = filed.article.id;
            if ids.contains(&id) {
                let paths = paths.entry(id).or_default();
                if file.kind == FileKind::Article {
                    paths.insert(file.path.clone());
                }
            }
            ControlFlow::Continue(())
        })?;
    }
    Ok(())
}
