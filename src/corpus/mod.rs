//! Articles to plain files and back.
//!
//! The corpus is the truth: one Markdown file an article, one compressed file a dump. What the program
//! must remember and people don't edit (originals, rejected records, removed ids) lies in
//! `corpus/.newsdex/`. Nothing here knows the index.
//!
//! Writing goes through the [`Filer`], which holds the [`lock::WriterLock`]; reading needs no lock:
//! [`changes::list`] names the files and [`changes::read`] gives their articles. Every write is a file
//! beside the old one, forced to the disk and then renamed, so that whatever moment the program dies
//! at, each file is either the old one or the new one.

pub mod changes;
pub mod collections;
pub mod facts;
pub mod feeds;
pub mod file_format;
pub mod filing;
pub mod history;
pub mod home;
pub mod lock;
pub mod removal;
pub mod watches;
pub mod web;

mod by_hand;
mod dump;
mod edit;
mod files;
mod front_matter;
mod known;
mod ledger;
mod originals;
mod queue;
mod reclean;
mod rejected;
mod repeats;
mod slug;
mod standing;
mod starter;
mod teasers;

use std::io;
use std::path::{Path, PathBuf};

pub use crate::article::Filed;
pub use changes::{CorpusFile, FileKind, Listing, list, owner, read, repeated_id, tombstones};
pub use facts::{Facts, facts};
pub use filing::{Conflict, Filer, Tally};
pub use home::Home;
pub use lock::{Holder, LockError, WriterLock};
pub use reclean::reclean;
pub use removal::{Removal, remove};
pub use starter::STARTER_FEEDS;

/// Something in the corpus that could not be read as it should; it stops nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, below the home, with `/` between folders.
    pub path: String,
    /// The line, from 1, where one can be named.
    pub line: Option<u64>,
    /// What is wrong and what was done about it: lower case, no full stop.
    pub reason: String,
}

/// Why the corpus could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CorpusError {
    /// The folder holds no `corpus/.newsdex/`.
    #[error("`{}` is no newsdex home: it holds no `corpus/.newsdex` folder", dir.display())]
    NoHome {
        /// The folder that was named.
        dir: PathBuf,
    },
    /// A file or folder of the corpus could not be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file or folder could not be written; what stood there before still stands.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of the program's own state holds what it can't.
    #[error("cannot use `{}`: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The writer's lock could not be had.
    #[error(transparent)]
    Lock(#[from] LockError),
}

impl CorpusError {
    /// What to do next, where there is something to do.
    pub fn hint(&self) -> Option<String> {
        let (path, source) = match self {
            Self::NoHome { .. } => {
                return Some(
                    "run `newsdex add SOURCE` to create a home, or name one with `--home DIR`"
                        .to_owned(),
                );
            }
            Self::Read { path, source } => (path, source),
            Self::Write { path, source } => (path, source),
            Self::Damaged { path, .. } => {
                let path = path.display();
                return Some(format!(
                    "put it back from a backup, or move `{path}` away and begin anew"
                ));
            }
            Self::Lock(error) => return error.hint(),
        };
        let path = path.display();
        let text = match source.kind() {
            io::ErrorKind::PermissionDenied => {
                format!("give yourself access with `chmod u+rwX {path}`, or use `--home DIR`")
            }
            io::ErrorKind::ReadOnlyFilesystem => {
                "the disk is read-only: copy the home elsewhere and name it with `--home DIR`"
                    .to_owned()
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                "free some space and run the same command again; nothing stored is lost".to_owned()
            }
            io::ErrorKind::NotFound
            | io::ErrorKind::NotADirectory
            | io::ErrorKind::AlreadyExists
            | io::ErrorKind::InvalidFilename => {
                "name a folder that can be written with `--home DIR`".to_owned()
            }
            _ => return None,
        };
        Some(text)
    }

    pub(crate) fn read(path: &Path, error: io::Error) -> Self {
        Self::Read {
            path: path.to_owned(),
            source: bare(error),
        }
    }

    pub(crate) fn write(path: &Path, error: io::Error) -> Self {
        Self::Write {
            path: path.to_owned(),
            source: bare(error),
        }
    }
}

/// The system's own error, without the path that `fs_err` and `tempfile` put before it: our message
/// names the path already.
fn bare(error: io::Error) -> io::Error {
    let code = error
        .get_ref()
        .and_then(std::error::Error::source)
        .and_then(|source| source.downcast_ref::<io::Error>())
        .and_then(io::Error::raw_os_error);
    match (error.raw_os_error(), code) {
        (None, Some(code)) => io::Error::from_raw_os_error(code),
        (None, None) if error.get_ref().is_some() && error.kind() != io::ErrorKind::Other => {
            io::Error::from(error.kind())
        }
        _ => error,
    }
}
