//! Which files of the corpus the index holds, and which articles came from which file.
//!
//! The ledger is written beside the engine's files before each commit, under the commit's generation;
//! the commit names the generation, so that the two always belong together. A ledger that is missing
//! or damaged only means that everything is read again.

use std::path::{Path, PathBuf};

use fs_err as fs;
use serde::{Deserialize, Serialize};

use super::folder::write_atomically;
use super::{IndexError, IndexFolder};
use crate::article::ContentHash;

/// The files of one generation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// Hash of the removed ids that were honoured.
    pub removed: String,
    /// Hash of the lexicon that the tags were made with.
    #[serde(default)]
    pub lexicon: String,
    /// The files, sorted by path.
    pub files: Vec<FileEntry>,
    /// The articles of each file, in the order of `files`; kept apart because they are seldom needed.
    #[serde(skip)]
    pub rows: Vec<Vec<Row>>,
}

/// A file of the corpus as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Path below the home, with `/` between folders.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// Modification time in nanoseconds since 1970.
    pub modified: i128,
    /// Hash of the content where the modification time was so recent that a later change could hide
    /// behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

/// An article that a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// 64-bit hash of its id.
    pub key: u64,
    /// Hash of everything that the index holds of it.
    pub content: ContentHash,
    /// Whether this file is the one that speaks for the id.
    pub is_owner: bool,
}

/// Bytes of a stored [`Row`].
const ROW_BYTES: usize = 25;

impl Ledger {
    /// Reads the files of a generation without their articles; an empty ledger where there is none.
    pub fn read(folder: &IndexFolder, generation: &str) -> Self {
        let [files, _] = paths(folder, generation);
        let read = fs::read(files)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        read.unwrap_or_default()
    }

    /// Reads the articles of the files too; false where they are damaged or missing.
    pub fn read_rows(&mut self, folder: &IndexFolder, generation: &str) -> bool {
        let [_, rows] = paths(folder, generation);
        let Some(rows) = fs::read(rows).ok().and_then(|bytes| decode(&bytes)) else {
            return false;
        };
        let fits = rows.len() == self.files.len();
        if fits {
            self.rows = rows;
        }
        fits
    }

    /// Writes both files of a generation.
    pub fn write(&self, folder: &IndexFolder, generation: &str) -> Result<(), IndexError> {
        let [files, rows] = paths(folder, generation);
        write_atomically(
            &files,
            &serde_json::to_vec(self).map_err(std::io::Error::from)?,
        )?;
        write_atomically(&rows, &encode(&self.rows)?)?;
        Ok(())
    }

    /// Removes the files of all other generations.
    pub fn remove_others(folder: &IndexFolder, generation: &str) -> Result<(), IndexError> {
        let keep = paths(folder, generation);
        for entry in fs::read_dir(folder.path())? {
            let path = entry?.path();
            let is_ledger = path
                .file_name()
                .and_then(|n| n.to_str())
                .is_some_and(|n| n.starts_with("ledger-"));
            if is_ledger && !keep.contains(&path) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }
}

fn paths(folder: &IndexFolder, generation: &str) -> [PathBuf; 2] {
    let base: &Path = folder.path();
    let safe: String = generation
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    [
        base.join(format!("ledger-{safe}.json")),
        base.join(format!("ledger-{safe}.rows")),
    ]
}

fn encode(rows: &[Vec<Row>]) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for file in rows {
        bytes.extend((file.len() as u64).to_le_bytes());
        for row in file {
            bytes.extend(row.key.to_le_bytes());
            bytes.extend(row.content.to_bytes());
            bytes.push(u8::from(row.is_owner));
        }
    }
    let mut sealed = ContentHash::of(&bytes).to_bytes().to_vec();
    sealed.append(&mut bytes);
    zstd::encode_all(sealed.as_slice(), 1)
}

fn decode(compressed: &[u8]) -> Option<Vec<Vec<Row>>> {
    let sealed = zstd::decode_all(compressed).ok()?;
    let (hash, mut rest) = sealed.split_at_checked(16)?;
    if ContentHash::of(rest).to_bytes() != hash {
        return None;
    }
    let mut rows = Vec::new();
    while !rest.is_empty() {
        let (n_rows, tail) = rest.split_first_chunk::<8>()?;
        let (file, tail) =
            tail.split_at_checked(u64::from_le_bytes(*n_rows) as usize * ROW_BYTES)?;
        rows.push(file.chunks_exact(ROW_BYTES).map_while(decode_row).collect());
        rest = tail;
    }
    Some(rows)
}

fn decode_row(bytes: &[u8]) -> Option<Row> {
    let (key, content) = bytes.split_first_chunk::<8>()?;
    let (content, owner) = content.split_first_chunk::<16>()?;
    let content = ContentHash::from_bytes(*content);
    Some(Row {
        key: u64::from_le_bytes(*key),
        content,
        is_owner: owner == [1],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read_back_and_damage_is_noticed() {
        let row = |n: u64| Row {
            key: n,
            content: ContentHash::of(&n.to_le_bytes()),
            is_owner: n != 2,
        };
        let rows = vec![vec![row(1), row(2)], vec![], vec![row(3)]];
        let bytes = encode(&rows).unwrap();
        assert_eq!(decode(&bytes), Some(rows));
        let mut cut = zstd::decode_all(bytes.as_slice()).unwrap();
        cut[20] ^= 1;
        assert_eq!(decode(&zstd::encode_all(cut.as_slice(), 1).unwrap()), None);
    }
}
