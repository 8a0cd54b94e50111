//! What went wrong, what to type next, and the exit code for it.

use std::fmt;

use newsdex::corpus::{CorpusError, LockError};
use newsdex::index::IndexError;
use newsdex::query::parse::QueryError;
use newsdex::sync::SyncError;

/// Found or done.
pub(crate) const FOUND: u8 = 0;
/// Nothing found.
pub(crate) const NOTHING: u8 = 1;
/// A usage error or a bad query.
pub(crate) const USAGE: u8 = 2;
/// Corpus or index not usable.
pub(crate) const UNUSABLE: u8 = 3;
/// Done, with some of the input rejected.
pub(crate) const SOME_REJECTED: u8 = 4;

/// An error that ends a command.
#[derive(Debug)]
pub(crate) struct Failure {
    error: anyhow::Error,
    hint: Option<String>,
    /// The exit code.
    pub(crate) code: u8,
    /// Whether the reader of our output went away: no error at all.
    pub(crate) is_broken_pipe: bool,
}

impl Failure {
    /// A usage error with what to type instead.
    pub(crate) fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(anyhow::anyhow!(message.into()), Some(hint.into()), USAGE)
    }

    /// Corpus or index can't be used, and what to type next.
    pub(crate) fn unusable(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(anyhow::anyhow!(message.into()), Some(hint.into()), UNUSABLE)
    }

    fn new(error: anyhow::Error, hint: Option<String>, code: u8) -> Self {
        Self {
            error,
            hint,
            code,
            is_broken_pipe: false,
        }
    }
}

impl fmt::Display for Failure {
    /// One line a cause, then the hint.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut causes: Vec<String> = self
            .error
            .chain()
            .map(|cause| printable(&cause.to_string()))
            .collect();
        causes.dedup();
        write!(f, "error: {}", causes.join(": "))?;
        match &self.hint {
            Some(hint) => write!(f, "\nhint: {}", printable(hint)),
            None => Ok(()),
        }
    }
}

/// A text in one line. File names and articles, which errors and notes may quote, are of others' making:
/// nothing of those reaches the terminal but text.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::new(error, None, UNUSABLE)
    }
}

impl From<CorpusError> for Failure {
    fn from(error: CorpusError) -> Self {
        let hint = error.hint();
        Self::new(error.into(), hint, UNUSABLE)
    }
}

impl From<LockError> for Failure {
    fn from(error: LockError) -> Self {
        CorpusError::from(error).into()
    }
}

impl From<IndexError> for Failure {
    fn from(error: IndexError) -> Self {
        let hint = match &error {
            IndexError::Missing { .. } => Some("run `newsdex index` to build it"),
            IndexError::Format { .. } | IndexError::Damaged { .. } => {
                Some("run `newsdex index --rebuild`; the corpus is not touched")
            }
            _ => Some(
                "run `newsdex check`; the index can be built again with `newsdex index --rebuild`",
            ),
        };
        Self::new(error.into(), hint.map(str::to_owned), UNUSABLE)
    }
}

impl From<SyncError> for Failure {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Corpus(error) => error.into(),
            SyncError::Index(error) => error.into(),
            other => Self::new(other.into(), None, UNUSABLE),
        }
    }
}

impl From<QueryError> for Failure {
    fn from(error: QueryError) -> Self {
        let hint = error.hint.clone();
        Self::new(error.into(), Some(hint), USAGE)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        let kind = error.kind();
        let hint = (kind == std::io::ErrorKind::StorageFull).then_some(
            "free some space there, or write to another disk; then run the command again",
        );
        Self {
            is_broken_pipe: kind == std::io::ErrorKind::BrokenPipe,
            ..Self::new(error.into(), hint.map(str::to_owned), UNUSABLE)
        }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        std::io::Error::from(error).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_says_what_to_do() {
        let error = std::io::Error::from(std::io::ErrorKind::StorageFull);
        let said = Failure::from(error).to_string();
        assert!(said.contains("\nhint: free some space"), "{said}");
    }
}
