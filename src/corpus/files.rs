//! Writes that happen wholly or not at all.
//!
//! How that is done stands in [`crate::files`]; here errors name the file. What a killed program leaves
//! behind carries [`TEMPORARY_PREFIX`] and is swept away by the next writer.

use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tempfile::{NamedTempFile, TempDir};
use walkdir::WalkDir;

use super::CorpusError;
pub(super) use crate::files::sync_folder;
pub(super) use crate::files::{UNFINISHED as TEMPORARY_PREFIX, UNFINISHED_END as TEMPORARY_SUFFIX};

/// Puts `bytes` at `path`, in place of what stood there.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), CorpusError> {
    let staged = stage(path, bytes)?;
    put(staged, path)?;
    sync_folder(path);
    Ok(())
}

/// Writes many files, each wholly or not at all, in threads: forcing to the disk is mostly waiting.
pub(super) fn write_all(writes: &[(PathBuf, Vec<u8>)]) -> Result<(), CorpusError> {
    let staged: Vec<NamedTempFile> = writes
        .par_iter()
        .map(|(path, bytes)| stage(path, bytes))
        .collect::<Result<_, _>>()?;
    for (file, (path, _)) in staged.into_iter().zip(writes) {
        put(file, path)?;
    }
    let one_a_folder: BTreeMap<_, _> = writes
        .iter()
        .map(|(path, _)| (path.parent(), path))
        .collect();
    for path in one_a_folder.into_values() {
        sync_folder(path);
    }
    Ok(())
}

/// A folder inside `folder` that goes when it is dropped.
pub(super) fn temporary_folder(folder: &Path) -> Result<TempDir, CorpusError> {
    tempfile::Builder::new()
        .prefix(TEMPORARY_PREFIX)
        .suffix(TEMPORARY_SUFFIX)
        .tempdir_in(folder)
        .map_err(|error| CorpusError::write(folder, error))
}

/// Removes what killed writers left unfinished anywhere in `folder`. Only for the one writer.
pub(super) fn sweep(folder: &Path) {
    for entry in WalkDir::new(folder)
        .contents_first(true)
        .into_iter()
        .filter_map(Result::ok)
    {
        if is_temporary(&entry.file_name().to_string_lossy()) {
            // What can't be removed harms nobody: it is hidden and never read.
            drop(if entry.file_type().is_dir() {
                fs_err::remove_dir_all(entry.path())
            } else {
                fs_err::remove_file(entry.path())
            });
        }
    }
}

/// Writes `bytes` beside `path` and forces them to the disk.
pub(super) fn stage(path: &Path, bytes: &[u8]) -> Result<NamedTempFile, CorpusError> {
    make_folder(path)?;
    crate::files::stage(path, bytes, TEMPORARY_PREFIX)
        .map_err(|error| CorpusError::write(path, error))
}

/// An empty unfinished file in the folder of `path`, which is made where it is missing.
pub(super) fn temporary_beside(path: &Path) -> Result<NamedTempFile, CorpusError> {
    make_folder(path)?;
    crate::files::beside(path, TEMPORARY_PREFIX).map_err(|error| CorpusError::write(path, error))
}

fn make_folder(path: &Path) -> Result<(), CorpusError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs_err::create_dir_all(folder).map_err(|error| CorpusError::write(folder, error))
}

/// Renames a finished file to its place.
pub(super) fn put(file: NamedTempFile, path: &Path) -> Result<(), CorpusError> {
    crate::files::put(file, path).map_err(|error| CorpusError::write(path, error))
}

/// Appends whole lines and forces them to the disk; a torn last line is closed first.
pub(super) fn append(path: &Path, lines: &str) -> Result<(), CorpusError> {
    if lines.is_empty() {
        return Ok(());
    }
    let failed = |error| CorpusError::write(path, error);
    make_folder(path)?;
    let mut file = fs_err::OpenOptions::new()
        .read(true)
        .append(true)
        .create(true)
        .open(path)
        .map_err(failed)?;
    let is_torn = ends_without_newline(&mut file).map_err(failed)?;
    let text = if is_torn {
        format!("\n{lines}")
    } else {
        lines.to_owned()
    };
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_data())
        .map_err(failed)
}

fn ends_without_newline(file: &mut fs_err::File) -> std::io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

/// Whether a file name is that of an unfinished file of ours.
pub(super) fn is_temporary(name: &str) -> bool {
    name.starts_with(TEMPORARY_PREFIX) && name.ends_with(TEMPORARY_SUFFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_last_line_is_closed_before_the_next_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ledger.jsonl");
        append(&path, "{\"a\":1}\n").unwrap();
        fs_err::write(&path, "{\"a\":1}\n{\"a\":").unwrap();
        append(&path, "{\"a\":2}\n").unwrap();
        assert_eq!(
            fs_err::read_to_string(&path).unwrap(),
            "{\"a\":1}\n{\"a\":\n{\"a\":2}\n"
        );
    }

    #[test]
    fn a_write_that_fails_names_the_file_and_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("taken");
        fs_err::create_dir_all(path.join("inside")).unwrap();
        let error = write(&path, b"text").unwrap_err();
        assert!(error.to_string().contains("taken"), "{error}");
        assert_eq!(fs_err::read_dir(dir.path()).unwrap().count(), 1);
    }
}
