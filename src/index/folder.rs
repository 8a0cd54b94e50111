//! `index/`: numbered folders, one of them current.
//!
//! A rebuild writes `index/vN+1` and then, in one rename of the small file `current`, makes it the index;
//! readers of the old one go on undisturbed until they end. An unknown format is never read and never
//! written into.

use std::path::{Path, PathBuf};

use fs_err as fs;
use tantivy::directory::MmapDirectory;
use tantivy::index::SegmentComponent;
use tantivy::{Index, IndexSettings};

use super::IndexError;
use super::readable::{Readable, Stores};
use super::schema::{FORMAT, Fields};
use super::sums;
use crate::analysis::tokenizer;

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
            let found: String = found
                .trim()
                .chars()
                .take(20)
                .filter(|c| !c.is_control())
                .collect();
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
        let directory = MmapDirectory::open(path.join("engine"));
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

    /// Makes this the current index and removes the others.
    pub fn make_current(&self) -> Result<(), IndexError> {
        let root = self.path.parent().unwrap_or(&self.path);
        let name = self
            .path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        write_atomically(&root.join(CURRENT), name.as_bytes())?;
        remove_others(root, name)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
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
        damaged.extend(sums::damaged(self, &generation));
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

/// The text of one of our own small files, whatever its bytes have become; `None` where there is none.
fn small_file(path: &Path) -> Result<Option<String>, IndexError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Removes index folders that are not current; a reader elsewhere may keep one open for a while.
fn remove_others(root: &Path, current: &str) -> Result<(), IndexError> {
    for number in numbers(root)? {
        let name = format!("v{number}");
        if name != current
            && let Err(error) = fs::remove_dir_all(root.join(&name))
            && error.kind() != std::io::ErrorKind::NotFound
        {
            return Err(error.into());
        }
    }
    Ok(())
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

/// Writes beside, flushes to disk, renames: after a crash the file is the old one or the new one.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The process's own mask applies, as for any file: others may search the index of a home.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
