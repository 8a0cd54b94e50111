//! What of the corpus the index doesn't reflect: every search asks, so it is told from the ledger alone.

use std::collections::BTreeSet;

use super::{SyncError, is_rebuilt_after};
use crate::article::{ArticleId, ContentHash};
use crate::corpus::{self, CorpusFile, Home};
use crate::index::{FileEntry, IndexFolder, Ledger, Relations, are_words_kept};

/// Whether [`sync`](super::sync) has anything to do.
pub fn is_stale(home: &Home) -> Result<bool, SyncError> {
    Ok(n_stale_files(home)? > 0)
}

/// How many files of the corpus the index doesn't reflect, those that are gone included; 0 only where it
/// is in step.
///
/// With another lexicon, or where relations must be found or words gathered, that is all of them; after a removal the dumps
/// are read again. Damage beyond the list of segments isn't looked for: opening the index finds it.
pub fn n_stale_files(home: &Home) -> Result<u64, SyncError> {
    let files = corpus::list(home)?.files;
    let all = (files.len() as u64).max(1);
    let opened =
        IndexFolder::current(&home.index()).and_then(|folder| Ok((folder.generation()?, folder)));
    let (generation, folder) = match opened {
        Ok(opened) => opened,
        Err(error) if is_rebuilt_after(&error) => return Ok(all),
        Err(error) => return Err(error.into()),
    };
    let ledger = Ledger::read(&folder, &generation);
    if ledger.lexicon != lexicon_hash(home) || !is_finished(&folder, &generation)? {
        return Ok(all);
    }
    let rereads_dumps = ledger.removed != removed_hash(&corpus::tombstones(home)?);
    if !rereads_dumps && is_in_step(home, &ledger, &files) {
        return Ok(0);
    }
    let entry = |path: &str| {
        let idx = ledger
            .files
            .binary_search_by(|entry| entry.path.as_str().cmp(path))
            .ok()?;
        ledger.files.get(idx)
    };
    let (mut n_stale, mut n_known) = (0, 0);
    for file in &files {
        let known = entry(&file.path);
        n_known += u64::from(known.is_some());
        let is_dump = !matches!(file.kind, corpus::FileKind::Article);
        let is_stale = (is_dump && rereads_dumps)
            || !known.is_some_and(|entry| is_unchanged(home, entry, file));
        n_stale += u64::from(is_stale);
    }
    let n_gone = (ledger.files.len() as u64).saturating_sub(n_known);
    Ok((n_stale + n_gone).max(1))
}

/// Whether everything that a sync puts beside a commit is there.
pub(super) fn is_finished(folder: &IndexFolder, generation: &str) -> Result<bool, SyncError> {
    Ok(Relations::exist(folder, generation) && are_words_kept(folder)?)
}

/// Whether the ledger names exactly these files, unchanged.
pub(super) fn is_in_step(home: &Home, ledger: &Ledger, files: &[CorpusFile]) -> bool {
    ledger.files.len() == files.len()
        && ledger
            .files
            .iter()
            .zip(files)
            .all(|(entry, file)| is_unchanged(home, entry, file))
}

pub(super) fn is_unchanged(home: &Home, entry: &FileEntry, file: &CorpusFile) -> bool {
    let looks_same = entry.path == file.path
        && entry.size == file.size
        && entry.modified == i128::from(file.modified_ns);
    looks_same
        && entry.hash.as_ref().is_none_or(|hash| {
            fs_err::read(home.place(&file.path))
                .is_ok_and(|bytes| ContentHash::of(&bytes).to_string() == *hash)
        })
}

/// Changes whenever tags could come out otherwise: a file of the home's lexicon, another newsdex.
pub(super) fn lexicon_hash(home: &Home) -> String {
    let mut all = env!("CARGO_PKG_VERSION").to_owned();
    let files = fs_err::read_dir(home.lexicon()).into_iter().flatten();
    let mut paths: Vec<_> = files.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let is_toml = path.extension().is_some_and(|suffix| suffix == "toml");
        if let Some(bytes) = is_toml.then(|| fs_err::read(&path).ok()).flatten() {
            all.push_str(&ContentHash::of(&bytes).to_string());
        }
    }
    ContentHash::of(all.as_bytes()).to_string()
}

pub(super) fn removed_hash(removed: &BTreeSet<ArticleId>) -> String {
    let all: Vec<&str> = removed.iter().map(ArticleId::as_str).collect();
    ContentHash::of(all.join("\n").as_bytes()).to_string()
}
