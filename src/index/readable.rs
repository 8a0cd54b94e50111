//! A folder of the engine that can be read where nothing can be written, and read through in little memory.
//!
//! To open a commit the engine takes a lock beside it, so that no writer removes files meanwhile. Where
//! the folder is read-only for us that lock can't be had; nobody is kept from reading for it.
//!
//! The engine maps its files into memory. Who goes through the texts of all articles would so have all of
//! them in memory at the end: for them the stores of texts are read piece by piece.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::directory::error::{
    DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError,
};
use tantivy::directory::{
    DirectoryLock, FileHandle, Lock, META_LOCK, MmapDirectory, OwnedBytes, WatchCallback,
    WatchHandle, WritePtr,
};
use tantivy::{Directory, HasLen};

use super::folder::write_atomically;

/// The folder, readable without its lock.
#[derive(Clone, Debug)]
pub(super) struct Readable {
    inner: MmapDirectory,
    path: PathBuf,
    stores: Stores,
}

/// How the files that hold the texts of articles are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stores {
    /// Mapped into memory: fastest for some of them.
    Mapped,
    /// Piece by piece: for all of them.
    Read,
}

impl Readable {
    /// Opens a folder.
    pub(super) fn open(path: &Path, stores: Stores) -> Result<Self, OpenDirectoryError> {
        Ok(Self {
            inner: MmapDirectory::open(path)?,
            path: path.to_owned(),
            stores,
        })
    }
}

/// A file that is read piece by piece.
#[derive(Debug)]
struct Pieces {
    file: Mutex<fs_err::File>,
    len: usize,
}

impl Pieces {
    fn open(path: &Path) -> io::Result<Self> {
        let file = fs_err::File::open(path)?;
        let len = file.metadata()?.len() as usize;
        Ok(Self {
            file: Mutex::new(file),
            len,
        })
    }
}

impl HasLen for Pieces {
    fn len(&self) -> usize {
        self.len
    }
}

impl FileHandle for Pieces {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let mut bytes = vec![0; range.len()];
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(range.start as u64))?;
        file.read_exact(&mut bytes)?;
        Ok(OwnedBytes::new(bytes))
    }
}

impl Directory for Readable {
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.inner.acquire_lock(lock) {
            Err(LockError::IoError(error))
                if lock.filepath == META_LOCK.filepath && is_read_only(&error) =>
            {
                Ok(DirectoryLock::from(Box::new(())))
            }
            outcome => outcome,
        }
    }

    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let is_store = path.extension().is_some_and(|suffix| suffix == "store");
        if is_store && self.stores == Stores::Read {
            return match Pieces::open(&self.path.join(path)) {
                Ok(pieces) => Ok(Arc::new(pieces)),
                Err(error) => Err(OpenReadError::wrap_io_error(error, path.to_owned())),
            };
        }
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.inner.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        // As readable for others as the other files.
        write_atomically(&self.path.join(path), data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    fn watch(&self, watch_callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(watch_callback)
    }
}

fn is_read_only(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
    )
}
