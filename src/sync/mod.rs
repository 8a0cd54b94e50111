//! The corpus into the index: the one place that runs the steps in order.
//!
//! ```text
//! list files ─compare with the ledger→ changed files ─read→ articles ─split→ blocks ─write→ commit
//! ```
//!
//! Files are read in the order of their precedence, so that the first that claims an id is the one
//! that speaks for it. The corpus is only read. Whatever happens before the commit, the last commit
//! stands.

use std::path::Path;

mod relating;
mod run;
mod stale;

use crate::corpus::{self, CorpusError, Home, Problem};
use crate::index::{IndexError, IndexFolder, Ledger, Snapshot, WriterLimits};
use crate::lexicon::Lexicon;
use run::Run;
use stale::{is_finished, is_in_step, lexicon_hash, removed_hash};
pub use stale::{is_stale, n_stale_files};

/// How to bring the index in step.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Whether to build it afresh, beside the old one.
    pub rebuild: bool,
    /// What the writer may use.
    pub limits: WriterLimits,
    /// Whether companies, topics, deals, copies and stories are found. Without them, which is for measuring
    /// what they cost, the index serves plain searches and the next run builds it again.
    pub finds_news: bool,
    /// Nanoseconds since 1970: files modified right before it are compared by content next time.
    pub now_ns: i64,
}

/// What changed.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Articles added.
    pub added: u64,
    /// Articles replaced.
    pub changed: u64,
    /// Articles removed.
    pub removed: u64,
    /// What could not be read; it stopped nothing.
    pub problems: Vec<Problem>,
    /// Whether a commit was made.
    pub committed: bool,
}

/// Why the index could not be brought in step.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// The corpus could not be read.
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    /// The index could not be written.
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// Told how many articles have been read so far, to draw a progress bar.
pub type Progress<'a> = &'a dyn Fn(u64);

/// Brings the index in step with the corpus.
pub fn sync(home: &Home, options: &Options, progress: Progress<'_>) -> Result<Report, SyncError> {
    let root = home.index();
    let current = match IndexFolder::current(&root) {
        Ok(folder) if !options.rebuild => Some(folder),
        Ok(_) => None,
        Err(error) if is_rebuilt_after(&error) => None,
        Err(error) => return Err(error.into()),
    };
    match current {
        Some(folder) => update(home, &folder, options, progress),
        None => build(home, &root, options, progress),
    }
}

/// Whether the index is built again where this is what opening it gave: the corpus has everything.
fn is_rebuilt_after(error: &IndexError) -> bool {
    matches!(
        error,
        IndexError::Missing { .. }
            | IndexError::Format { .. }
            | IndexError::Damaged { .. }
            | IndexError::Engine(_)
    )
}

fn build(
    home: &Home,
    root: &Path,
    options: &Options,
    progress: Progress<'_>,
) -> Result<Report, SyncError> {
    let folder = IndexFolder::create_next(root)?;
    let run = Run::new(home, &folder, Ledger::default(), options, progress)?;
    let report = run.run("0")?;
    folder.make_current()?;
    Ok(report)
}

fn update(
    home: &Home,
    folder: &IndexFolder,
    options: &Options,
    progress: Progress<'_>,
) -> Result<Report, SyncError> {
    let generation = match Snapshot::open(folder) {
        Ok(snapshot) => snapshot.generation().to_owned(),
        Err(error) if is_rebuilt_after(&error) => {
            return build(home, &home.index(), options, progress);
        }
        Err(error) => return Err(error.into()),
    };
    let mut ledger = Ledger::read(folder, &generation);
    let removed = corpus::tombstones(home)?;
    let listing = corpus::list(home)?;
    if ledger.lexicon != lexicon_hash(home) {
        return build(home, &home.index(), options, progress);
    }
    if ledger.removed == removed_hash(&removed) && is_in_step(home, &ledger, &listing.files) {
        if !is_finished(folder, &generation)? {
            relating::relate(folder)?;
        }
        return Ok(Report {
            problems: listing.problems,
            ..Report::default()
        });
    }
    if !ledger.read_rows(folder, &generation) {
        return build(home, &home.index(), options, progress);
    }
    Run::new(home, folder, ledger, options, progress)?.run(&generation)
}

/// The lexicon of a home: the built-in one with the files of its `lexicon/` on top.
pub fn lexicon_of(home: &Home) -> Lexicon {
    Lexicon::with_overrides(&home.lexicon()).0
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    /// The moment at which the files of these tests were written, and at which they are indexed.
    const MOMENT: Duration = Duration::from_secs(1_780_000_000);

    fn write(home: &Home, path: &str, text: &str) {
        let place = home.place(path);
        fs_err::create_dir_all(place.parent().unwrap()).unwrap();
        fs_err::write(&place, text).unwrap();
        let file = fs_err::OpenOptions::new().write(true).open(&place).unwrap();
        let moment = SystemTime::UNIX_EPOCH + MOMENT;
        file.file().set_modified(moment).unwrap();
    }

    fn sync_while(home: &Home, progress: Progress<'_>) -> Report {
        let options = Options {
            rebuild: false,
            limits: WriterLimits {
                n_threads: 1,
                max_memory_bytes: WriterLimits::MIN_THREAD_BYTES,
            },
            finds_news: true,
            now_ns: i64::try_from(MOMENT.as_nanos()).unwrap(),
        };
        sync(home, &options, progress).unwrap()
    }

    fn home() -> (tempfile::TempDir, Home) {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::create(dir.path()).unwrap();
        write(
            &home,
            "corpus/c.md",
            "# C lease\n\nOracle leases the first hall.\n",
        );
        let report = sync_while(&home, &|_| {});
        assert_eq!((report.added, n_stale_files(&home).unwrap()), (1, 0));
        (dir, home)
    }

    #[test]
    fn an_edit_amid_a_run_that_size_and_time_do_not_show_is_indexed_by_the_next() {
        let (_dir, home) = home();
        write(
            &home,
            "corpus/b.md",
            "# B lease\n\nOracle leases the third hall.\n",
        );
        let report = sync_while(&home, &|_| {
            write(
                &home,
                "corpus/b.md",
                "# B lease\n\nOracle leases the fifth hall.\n",
            );
            // One that this run does not read: its hash is that of the content it was compared by.
            write(
                &home,
                "corpus/c.md",
                "# C lease\n\nOracle leases the other hall.\n",
            );
        });
        assert_eq!((report.added, report.changed), (1, 0));
        assert!(is_stale(&home).unwrap());
        assert_eq!(sync_while(&home, &|_| {}).changed, 2);
        assert!(!is_stale(&home).unwrap());
    }

    /// The files that hold the words of segments.
    fn words_of(folder: &IndexFolder) -> Vec<std::path::PathBuf> {
        let entries = fs_err::read_dir(folder.path()).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        let is_one = |path: &std::path::PathBuf| path.to_string_lossy().contains("/words-");
        paths.filter(is_one).collect()
    }

    #[test]
    fn the_words_of_segments_are_kept_and_gathered_where_they_are_gone() {
        let (_dir, home) = home();
        write(
            &home,
            "corpus/b.md",
            "# B lease\n\nOracle leases halls. The halls are dying of heat.\n",
        );
        sync_while(&home, &|_| {});
        let folder = IndexFolder::current(&home.index()).unwrap();
        let n_passages = || {
            let snapshot = Snapshot::open(&folder).unwrap();
            ["leases", "halls", "hall", "dying", "the", "leas"]
                .map(|form| snapshot.n_passages_with(form))
        };
        let expected = [2, 1, 1, 1, 2, 0];
        assert_eq!(n_passages(), expected);
        let n_segments = Snapshot::open(&folder).unwrap().segments().len();
        let files = words_of(&folder);
        assert_eq!(files.len(), n_segments);
        let whole = fs_err::read(&files[0]).unwrap();
        fs_err::write(&files[0], "newsdex").unwrap();
        assert_eq!(n_passages(), expected);
        assert_eq!(n_stale_files(&home).unwrap(), 2);
        fs_err::remove_file(&files[0]).unwrap();
        assert_eq!(n_passages(), expected);
        assert_eq!(n_stale_files(&home).unwrap(), 2);
        sync_while(&home, &|_| {});
        assert_eq!(fs_err::read(&files[0]).unwrap(), whole);
        assert!(!is_stale(&home).unwrap());
        // Damage that reading doesn't notice is mended by the next sync.
        let mut damaged = whole.clone();
        let amid_forms = damaged.len() - 30;
        damaged[amid_forms] ^= 0x55;
        fs_err::write(&files[0], &damaged).unwrap();
        write(&home, "corpus/d.md", "# D lease\n\nA hall is let.\n");
        sync_while(&home, &|_| {});
        assert!(
            words_of(&folder)
                .iter()
                .all(|path| fs_err::read(path).unwrap() != damaged)
        );
        assert!(folder.damaged_files().unwrap().is_empty());
        // A segment that is gone leaves none behind.
        write(&home, "corpus/b.md", "# B lease\n\nNothing is let.\n");
        sync_while(&home, &|_| {});
        let n_segments = Snapshot::open(&folder).unwrap().segments().len();
        assert_eq!(words_of(&folder).len(), n_segments);
    }

    #[test]
    fn whatever_a_sync_would_do_is_counted_as_stale() {
        let (_dir, home) = home();
        write(
            &home,
            "corpus/b.md",
            "# B lease\n\nOracle leases the third hall.\n",
        );
        assert_eq!(n_stale_files(&home).unwrap(), 1);
        sync_while(&home, &|_| {});
        fs_err::remove_file(home.place("corpus/b.md")).unwrap();
        assert_eq!(n_stale_files(&home).unwrap(), 1);
        sync_while(&home, &|_| {});
        write(
            &home,
            "corpus/.newsdex/removed.jsonl",
            "{\"id\":\"x\",\"day\":\"2026-05-01\"}\n",
        );
        assert_eq!(n_stale_files(&home).unwrap(), 1);
        sync_while(&home, &|_| {});
        write(&home, "lexicon/companies.toml", "");
        assert_eq!(n_stale_files(&home).unwrap(), 1);
        sync_while(&home, &|_| {});
        assert_eq!(n_stale_files(&home).unwrap(), 0);
        let folder = IndexFolder::current(&home.index()).unwrap();
        let generation = folder.generation().unwrap();
        fs_err::remove_file(folder.path().join(format!("relations-{generation}"))).unwrap();
        assert_eq!(n_stale_files(&home).unwrap(), 1);
        sync_while(&home, &|_| {});
        assert!(!is_stale(&home).unwrap());
    }
}
