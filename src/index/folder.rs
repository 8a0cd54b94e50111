//! `index/`: numbered folders, one of them current.
//!
//! A rebuild writes `index/vN+1` and then, in one rename of the small file `current`, makes it the index;
//! readers of the old one go on undisturbed until they end. An unknown format is never read and never
//! written into.

use std::path::{Path, PathBuf};

use fs_err as fs;
use serde::Deserialize;
use tantivy::index::SegmentComponent;
use tantivy::{Index, IndexSettings};

use super::IndexError;
use super::readable::{Readable, Stores};
use super::schema::{FORMAT, Fields};
use super::sums;
use crate::analysis::tokenizer;
use crate::files;

/// Names the current folder.
const CURRENT: &str = "current";
/// Holds the number of the format.
const FORMAT_FILE: &str = "format";

/// Bytes of articles that are compressed together: what is unpacked to show one of them. A quarter of the
/// engine's default; with 4 and 8 kB the store of 51,426 articles takes 204 and 198 MB.
const STORE_BLOCK_BYTES: usize = 4096;

/// A folder that holds one index of the format that this program reads.
#[derive(Clone, Debug)]
pub struct IndexFolder {
    path: PathBuf,
}

impl IndexFolder {
    /// The current index below `root` (`index/` of a home).
    pub fn current(root: &Path) -> Result<Self, IndexError> {
        let missing = || IndexError::Missing {
            path: root.to_owned(),
        };
        let Some(name) = small_file(&root.join(CURRENT))? else {
            return Err(missing());
        };
        let number = number_of(name.trim()).ok_or_else(|| IndexError::Damaged {
            path: root.to_owned(),
            what: format!("`{CURRENT}` names no folder"),
        })?;
        let path = root.join(format!("v{number}"));
        let Some(found) = small_file(&path.join(FORMAT_FILE))? else {
            return Err(missing());
        };
        if found.trim() != FORMAT.to_string() {
            let found = found.trim().chars().take(20).collect();
            return Err(IndexError::Format { path, found });
        }
        Ok(Self { path })
    }

    /// Makes an empty index beside the current one, which stays until [`IndexFolder::make_current`].
    pub fn create_next(root: &Path) -> Result<Self, IndexError> {
        fs::create_dir_all(root)?;
        let highest = numbers(root)?.into_iter().max().unwrap_or(0);
        let path = root.join(format!("v{}", highest + 1));
        fs::create_dir_all(path.join("engine"))?;
        let (schema, _) = Fields::schema();
        let directory = Readable::open(&path.join("engine"), Stores::Mapped);
        let settings = IndexSettings {
            docstore_blocksize: STORE_BLOCK_BYTES,
            ..IndexSettings::default()
        };
        Index::builder()
            .schema(schema)
            .settings(settings)
            .open_or_create(directory.map_err(tantivy::TantivyError::from)?)?;
        write_atomically(&path.join(FORMAT_FILE), FORMAT.to_string().as_bytes())?;
        Ok(Self { path })
    }

    /// Makes this the current index and removes the others, as far as that is possible.
    pub fn make_current(&self) -> Result<(), IndexError> {
        let root = self.path.parent().unwrap_or(&self.path);
        let name = self
            .path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        write_atomically(&root.join(CURRENT), name.as_bytes())?;
        remove_others(root, name);
        Ok(())
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The word that the writer left in the last commit, without opening the engine: each search asks.
    pub fn generation(&self) -> Result<String, IndexError> {
        Ok(self.last_commit()?.payload.unwrap_or_default())
    }

    /// The names of the segments of the last commit, as [`super::Segment::name`] gives them, without opening the engine.
    pub(super) fn segments(&self) -> Result<Vec<String>, IndexError> {
        let segments = self.last_commit()?.segments.into_iter();
        Ok(segments
            .map(|segment| segment.segment_id.replace('-', ""))
            .collect())
    }

    fn last_commit(&self) -> Result<Commit, IndexError> {
        let path = self.path.join("engine").join("meta.json");
        let damaged = |what: String| IndexError::Damaged {
            path: self.path.clone(),
            what,
        };
        let bytes = fs::read(&path).map_err(|error| damaged(error.to_string()))?;
        serde_json::from_slice(&bytes)
            .map_err(|error| damaged(format!("`meta.json` can't be read: {error}")))
    }

    /// The folder of the person's own lexicon, beside `index/`.
    pub fn lexicon(&self) -> PathBuf {
        let home = self.path.parent().and_then(Path::parent);
        home.unwrap_or(&self.path).join("lexicon")
    }

    /// Checks every file against its checksum; the names of the damaged ones.
    pub fn damaged_files(&self) -> Result<Vec<PathBuf>, IndexError> {
        let engine = self.open_engine()?;
        let mut damaged: Vec<PathBuf> = engine.validate_checksum()?.into_iter().collect();
        let generation = engine.load_metas()?.payload.unwrap_or_default();
        let segments = engine.searchable_segment_ids()?.into_iter();
        let segments = segments.map(|id| id.uuid_string());
        damaged.extend(sums::damaged(self, &generation, segments));
        damaged.sort();
        Ok(damaged)
    }

    /// Removes what a writer left that was ended amid its work: files that no commit names.
    ///
    /// The next writer counts on from the last commit and gives its files of deletions the same names;
    /// the engine refuses to write over what is there. For the one who holds the writer's lock.
    pub(crate) fn remove_leftovers(&self) -> Result<(), IndexError> {
        let mut index = self.open_engine()?;
        let segments = index.searchable_segment_metas()?;
        let is_living = |path: &Path| {
            let name = path.to_string_lossy();
            let Some(segment) = segments
                .iter()
                .find(|segment| name.starts_with(&segment.id().uuid_string()))
            else {
                return path == Path::new("meta.json");
            };
            !name.ends_with(".del") || path == segment.relative_path(SegmentComponent::Delete)
        };
        let mut living = index.directory().list_managed_files();
        living.retain(|path| is_living(path));
        index.directory_mut().garbage_collect(|| living)?;
        Ok(())
    }

    pub(crate) fn open_engine(&self) -> Result<Index, IndexError> {
        self.open_engine_with(Stores::Mapped)
    }

    pub(super) fn open_engine_with(&self, stores: Stores) -> Result<Index, IndexError> {
        let damaged = |what: String| IndexError::Damaged {
            path: self.path.clone(),
            what,
        };
        let directory = Readable::open(&self.path.join("engine"), stores)
            .map_err(|error| damaged(error.to_string()))?;
        let index = Index::open(directory).map_err(|error| damaged(error.to_string()))?;
        let (schema, _) = Fields::schema();
        if index.schema() != schema {
            return Err(IndexError::Format {
                path: self.path.clone(),
                found: "another schema".into(),
            });
        }
        tokenizer::register(index.tokenizers());
        Ok(index)
    }
}

/// What the engine's list of segments says of the last commit.
#[derive(Deserialize)]
struct Commit {
    payload: Option<String>,
    segments: Vec<CommittedSegment>,
}

#[derive(Deserialize)]
struct CommittedSegment {
    segment_id: String,
}

/// The text of one of our own small files, whatever its bytes have become; `None` where there is none.
fn small_file(path: &Path) -> Result<Option<String>, IndexError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Removes index folders that are not current. What can't be removed, because a reader elsewhere has it
/// open, harms nobody: the new index stands, and the next rebuild sweeps again.
fn remove_others(root: &Path, current: &str) {
    for number in numbers(root).unwrap_or_default() {
        let name = format!("v{number}");
        if name != current {
            drop(fs::remove_dir_all(root.join(&name)));
        }
    }
}

fn numbers(root: &Path) -> Result<Vec<u32>, IndexError> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(root)? {
        numbers.extend(entry?.file_name().to_str().and_then(number_of));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

fn number_of(name: &str) -> Option<u32> {
    name.strip_prefix('v')
        .and_then(|digits| digits.parse().ok())
}

/// Writes a file of the index wholly or not at all.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    files::write(path, bytes, files::UNFINISHED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Writer, WriterLimits};

    #[test]
    fn an_old_index_that_cannot_be_removed_does_not_undo_the_new_one() {
        let root = tempfile::tempdir().unwrap();
        // In place of a folder that a reader keeps open: removing it as a folder fails everywhere.
        fs::write(root.path().join("v1"), "").unwrap();
        let folder = IndexFolder::create_next(root.path()).unwrap();
        folder.make_current().unwrap();
        let current = IndexFolder::current(root.path()).unwrap();
        assert_eq!(current.path(), root.path().join("v2"));
    }

    #[test]
    fn the_generation_is_read_from_the_list_of_segments() {
        let root = tempfile::tempdir().unwrap();
        let folder = IndexFolder::create_next(root.path()).unwrap();
        assert_eq!(folder.generation().unwrap(), "");
        let limits = WriterLimits {
            n_threads: 1,
            max_memory_bytes: WriterLimits::MIN_THREAD_BYTES,
        };
        Writer::open(&folder, limits).unwrap().commit("7").unwrap();
        assert_eq!(folder.generation().unwrap(), "7");
        fs::write(folder.path().join("engine/meta.json"), "{").unwrap();
        let error = folder.generation().unwrap_err();
        assert!(matches!(error, IndexError::Damaged { .. }), "{error}");
    }
}
