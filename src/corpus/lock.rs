//! One writer at a time.
//!
//! The lock is the system's own lock on `corpus/.newsdex/lock`; the file's text only says who holds
//! it. A process that dies gives its lock back whatever way it dies, so there is no stale lock.

use std::fs::TryLockError;
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Home;

/// How often a waiting writer tries again.
const RETRY: Duration = Duration::from_millis(50);

/// Takes the writer's lock of `home`, waiting up to `wait` for another writer to finish.
///
/// A `wait` of zero tries once. The lock is held until the value is dropped.
pub fn acquire(home: &Home, holder: &Holder, wait: Duration) -> Result<WriterLock, LockError> {
    acquire_at(home.state().join("lock"), holder, wait)
}

/// Takes the lock of the file at `path` in the same way.
pub(super) fn acquire_at(
    path: PathBuf,
    holder: &Holder,
    wait: Duration,
) -> Result<WriterLock, LockError> {
    let io_error = |error| LockError::Io {
        path: path.clone(),
        source: super::bare(error),
    };
    let file = fs_err::OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(io_error)?
        .into_parts()
        .0;
    let mut left = wait;
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::Error(error)) => return Err(io_error(error)),
            Err(TryLockError::WouldBlock) if left.is_zero() => {
                return Err(LockError::Held {
                    path,
                    holder: holder_in(file),
                });
            }
            Err(TryLockError::WouldBlock) => {
                let pause = left.min(RETRY);
                thread::sleep(pause);
                left -= pause;
            }
        }
    }
    let lock = WriterLock { file };
    lock.name(holder).map_err(io_error)?;
    Ok(lock)
}

/// Who writes: told to a second writer that finds the lock taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The process.
    pub pid: u32,
    /// What was typed, or the name of the service.
    pub command: String,
    /// When it began, as a person reads it.
    pub started: String,
}

/// The right to write to a corpus; given back when dropped.
#[derive(Debug)]
pub struct WriterLock {
    file: std::fs::File,
}

impl WriterLock {
    fn name(&self, holder: &Holder) -> io::Result<()> {
        let mut file = &self.file;
        file.set_len(0)?;
        file.rewind()?;
        serde_json::to_writer(file, holder)?;
        file.flush()
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        // Closing the file gives the lock back as well; emptying it only keeps the folder tidy.
        drop(self.file.set_len(0));
    }
}

/// Why the lock could not be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// Another process writes.
    #[error("another newsdex writes to this corpus{}", described(holder.as_ref()))]
    Held {
        /// The lock file.
        path: PathBuf,
        /// Who holds the lock; `None` when it had not yet written its name.
        holder: Option<Holder>,
    },
    /// The lock file could not be opened or locked.
    #[error("cannot lock `{}` for writing", path.display())]
    Io {
        /// The lock file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl LockError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        let text = match self {
            Self::Held { .. } => {
                "wait for it to end; commands that write wait longer with `--lock-wait SECONDS`"
            }
            Self::Io { source, .. }
                if [
                    io::ErrorKind::PermissionDenied,
                    io::ErrorKind::ReadOnlyFilesystem,
                ]
                .contains(&source.kind()) =>
            {
                "this home is read-only for you: an index that is there is searched, all else needs another `--home DIR`"
            }
            Self::Io { .. } => return None,
        };
        Some(text.to_owned())
    }
}

fn described(holder: Option<&Holder>) -> String {
    holder.map_or_else(String::new, |holder| {
        format!(
            ": process {}, `{}`, since {}",
            holder.pid, holder.command, holder.started
        )
    })
}

fn holder_in(mut file: std::fs::File) -> Option<Holder> {
    let mut text = String::new();
    file.rewind().ok()?;
    file.read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder(command: &str) -> Holder {
        Holder {
            pid: 7,
            command: command.to_owned(),
            started: "09:30".to_owned(),
        }
    }

    #[test]
    fn the_second_writer_is_told_who_the_first_is() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::create(dir.path()).unwrap();
        let first = acquire(&home, &holder("newsdex add dump.jsonl"), Duration::ZERO).unwrap();
        let error = acquire(&home, &holder("newsdex rm"), Duration::from_millis(1)).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("process 7, `newsdex add dump.jsonl`, since 09:30")
        );
        drop(first);
        assert!(acquire(&home, &holder("newsdex rm"), Duration::ZERO).is_ok());
    }

    #[test]
    fn a_lock_file_that_a_dead_process_left_is_free() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::create(dir.path()).unwrap();
        fs_err::write(home.state().join("lock"), "{\"pid\":1,\"command\":\"gone").unwrap();
        assert!(acquire(&home, &holder("newsdex add"), Duration::ZERO).is_ok());
    }

    #[test]
    fn a_lock_that_cannot_be_opened_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::create(dir.path()).unwrap();
        fs_err::create_dir(home.state().join("lock")).unwrap();
        let error = acquire(&home, &holder("newsdex add"), Duration::ZERO).unwrap_err();
        assert!(error.to_string().contains("lock"), "{error}");
    }
}
