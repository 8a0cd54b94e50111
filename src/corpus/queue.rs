//! Article files that wait to be written together, because forcing each to the disk alone is slow.

use std::collections::HashSet;

use super::{Conflict, CorpusError, Home, files};
use crate::article::ContentHash;

/// Files that are written together, at most.
const MAX_FILES: usize = 128;

/// Article files that wait to be written.
#[derive(Default)]
pub(super) struct Queue {
    waiting: Vec<Waiting>,
    paths: HashSet<String>,
    n_bytes: usize,
}

struct Waiting {
    path: String,
    text: String,
    /// The file that is replaced, as it was read, and what to report where it is another by now.
    before: Option<(ContentHash, Option<Conflict>)>,
}

impl Queue {
    /// Bytes that wait, at most (a single larger file is written alone).
    pub(super) const MAX_BYTES: usize = 16 << 20;

    /// Queues a new file.
    pub(super) fn create(&mut self, path: String, text: String) {
        self.push(Waiting {
            path,
            text,
            before: None,
        });
    }

    /// Queues a file that replaces `before`; `conflict` comes back where somebody else was quicker.
    pub(super) fn update(
        &mut self,
        path: String,
        before: &str,
        text: String,
        conflict: Option<Conflict>,
    ) {
        let before = Some((ContentHash::of(before.as_bytes()), conflict));
        self.push(Waiting { path, text, before });
    }

    fn push(&mut self, waiting: Waiting) {
        self.n_bytes += waiting.text.len();
        self.paths.insert(waiting.path.clone());
        self.waiting.push(waiting);
    }

    /// Whether this file waits.
    pub(super) fn writes(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    pub(super) fn is_full(&self) -> bool {
        self.waiting.len() >= MAX_FILES || self.n_bytes >= Self::MAX_BYTES
    }

    /// `path`, or where another article's file stands there, `path` with a number.
    pub(super) fn free_path(&self, home: &Home, path: String) -> String {
        let is_free =
            |path: &str| !self.writes(path) && home.place(path).symlink_metadata().is_err();
        if is_free(&path) {
            return path;
        }
        let stem = path.strip_suffix(".md").unwrap_or(&path);
        let mut numbered = (2_u64..).map(|n| format!("{stem}-{n}.md"));
        numbered.find(|path| is_free(path)).unwrap_or(path)
    }

    /// Forces everything that waits to the disk. Gives back the conflicts of files that changed while
    /// their update waited; those are left alone.
    pub(super) fn flush(&mut self, home: &Home) -> Result<Vec<Conflict>, CorpusError> {
        let mut overtaken = Vec::new();
        let mut writes = Vec::with_capacity(self.waiting.len());
        self.paths.clear();
        self.n_bytes = 0;
        for Waiting { path, text, before } in self.waiting.drain(..) {
            let place = home.place(&path);
            if let Some((hash, conflict)) = before {
                let now = fs_err::read(&place)
                    .ok()
                    .map(|bytes| ContentHash::of(&bytes));
                if now != Some(hash) {
                    overtaken.extend(conflict);
                    continue;
                }
            }
            writes.push((place, text.into_bytes()));
        }
        files::write_all(&writes)?;
        Ok(overtaken)
    }
}
