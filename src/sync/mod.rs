//! The corpus into the index: the one place that runs the steps in order.
//!
//! ```text
//! list files ─compare with the ledger→ changed files ─read→ articles ─split→ blocks ─write→ commit
//! ```
//!
//! Files are read in the order of their precedence, so that the first that claims an id is the one
//! that speaks for it. The corpus is only read. Whatever happens before the commit, the last commit
//! stands.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

mod relating;

use crate::analysis::stems::Stems;
use crate::article::{ArticleId, ContentHash};
use crate::corpus::{self, CorpusError, CorpusFile, Filed, Home, Problem};
use crate::enrich::{Facts, Limits, Outline, by_hand, tag};
use crate::index::document::{content_hash, key_of, store_card};
use crate::index::{
    Fields, FileEntry, Found, IndexError, IndexFolder, Ledger, Relations, Row, Snapshot, Writer,
    WriterLimits, block,
};
use crate::lexicon::Lexicon;
use crate::relate::{self, Text};

/// Articles that are prepared side by side.
const BATCH: usize = 128;
/// Bytes of text after which a batch is prepared even if it is small.
const BATCH_BYTES: usize = 4 << 20;

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

/// Whether [`sync`] has anything to do.
pub fn is_stale(home: &Home) -> Result<bool, SyncError> {
    Ok(n_stale_files(home)? > 0)
}

/// How many files of the corpus the index doesn't reflect, those that are gone included; 0 only where it
/// is in step.
///
/// With another lexicon, or where relations must be found, that is all of them; after a removal the dumps
/// are read again. Damage beyond the list of segments isn't looked for: opening the index finds it.
pub fn n_stale_files(home: &Home) -> Result<u64, SyncError> {
    let files = corpus::list(home)?.files;
    let all = (files.len() as u64).max(1);
    let opened =
        IndexFolder::current(&home.index()).and_then(|folder| Ok((folder.generation()?, folder)));
    let (generation, folder) = match opened {
        Ok(opened) => opened,
        Err(error) if is_rebuilt_after(&error) => return Ok(all),
        Err(error) => return Err(error.into()),
    };
    let ledger = Ledger::read(&folder, &generation);
    if ledger.lexicon != lexicon_hash(home) || !Relations::exist(&folder, &generation) {
        return Ok(all);
    }
    let rereads_dumps = ledger.removed != removed_hash(&corpus::tombstones(home)?);
    if !rereads_dumps && is_in_step(home, &ledger, &files) {
        return Ok(0);
    }
    let entry = |path: &str| {
        let idx = ledger
            .files
            .binary_search_by(|entry| entry.path.as_str().cmp(path))
            .ok()?;
        ledger.files.get(idx)
    };
    let (mut n_stale, mut n_known) = (0, 0);
    for file in &files {
        let known = entry(&file.path);
        n_known += u64::from(known.is_some());
        let is_dump = !matches!(file.kind, corpus::FileKind::Article);
        let is_stale = (is_dump && rereads_dumps)
            || !known.is_some_and(|entry| is_unchanged(home, entry, file));
        n_stale += u64::from(is_stale);
    }
    let n_gone = (ledger.files.len() as u64).saturating_sub(n_known);
    Ok((n_stale + n_gone).max(1))
}

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
        if !Relations::exist(folder, &generation) {
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

/// Whether the ledger names exactly these files, unchanged.
fn is_in_step(home: &Home, ledger: &Ledger, files: &[CorpusFile]) -> bool {
    ledger.files.len() == files.len()
        && ledger
            .files
            .iter()
            .zip(files)
            .all(|(entry, file)| is_unchanged(home, entry, file))
}

fn is_unchanged(home: &Home, entry: &FileEntry, file: &CorpusFile) -> bool {
    let looks_same = entry.path == file.path
        && entry.size == file.size
        && entry.modified == i128::from(file.modified_ns);
    looks_same
        && entry.hash.as_ref().is_none_or(|hash| {
            fs_err::read(home.place(&file.path))
                .is_ok_and(|bytes| ContentHash::of(&bytes).to_string() == *hash)
        })
}

/// The lexicon of a home: the built-in one with the files of its `lexicon/` on top.
pub fn lexicon_of(home: &Home) -> Lexicon {
    Lexicon::with_overrides(&home.lexicon()).0
}

/// Changes whenever tags could come out otherwise: a file of the home's lexicon, another newsdex.
fn lexicon_hash(home: &Home) -> String {
    let mut all = env!("CARGO_PKG_VERSION").to_owned();
    let files = fs_err::read_dir(home.lexicon()).into_iter().flatten();
    let mut paths: Vec<_> = files.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let is_toml = path.extension().is_some_and(|suffix| suffix == "toml");
        if let Some(bytes) = is_toml.then(|| fs_err::read(&path).ok()).flatten() {
            all.push_str(&ContentHash::of(&bytes).to_string());
        }
    }
    ContentHash::of(all.as_bytes()).to_string()
}

fn removed_hash(removed: &BTreeSet<ArticleId>) -> String {
    let all: Vec<&str> = removed.iter().map(ArticleId::as_str).collect();
    ContentHash::of(all.join("\n").as_bytes()).to_string()
}

/// Companies, topics and deals of an article, and its sketch.
fn find(lexicon: &Lexicon, filed: &Filed, outline: &Outline<'_>, stems: &mut Stems) -> Found {
    let article = &filed.article;
    let (title, body) = (article.title.as_str(), article.body.as_str());
    let site = article.site.as_deref();
    let tags = tag(lexicon, title, outline, site);
    let text = Text { title, body, site };
    let mut facts = Facts::of(&tags, title, body);
    if !filed.by_hand.is_empty() {
        by_hand::apply(&mut facts, &filed.by_hand, lexicon);
    }
    Found {
        facts,
        sketch: relate::sketch(&text, stems).to_bytes(),
    }
}

/// One run over the changed files.
struct Run<'a> {
    home: &'a Home,
    folder: &'a IndexFolder,
    options: &'a Options,
    progress: Progress<'a>,
    lexicon: Lexicon,
    fields: Fields,
    writer: Writer,
    removed: BTreeSet<ArticleId>,
    /// The files now, in the order of their precedence, each with its index in `old` if unchanged.
    files: Vec<(CorpusFile, Option<usize>)>,
    old: Ledger,
    /// What the index holds: key → content.
    indexed: FxHashMap<u64, ContentHash>,
    /// Keys that a file of higher precedence has claimed in this run.
    claimed: FxHashSet<u64>,
    /// Those that an article file has claimed, and which.
    claimed_by: FxHashMap<u64, Arc<str>>,
    /// The article file at work.
    at: Option<Arc<str>>,
    report: Report,
    n_read: u64,
}

impl<'a> Run<'a> {
    fn new(
        home: &'a Home,
        folder: &'a IndexFolder,
        old: Ledger,
        options: &'a Options,
        progress: Progress<'a>,
    ) -> Result<Self, SyncError> {
        folder.remove_leftovers()?;
        let removed = corpus::tombstones(home)?;
        let listing = corpus::list(home)?;
        let rereads_collections = old.removed != removed_hash(&removed);
        let mut files: Vec<(CorpusFile, Option<usize>)> = listing
            .files
            .into_iter()
            .map(|file| {
                let entry = old
                    .files
                    .binary_search_by(|entry| entry.path.cmp(&file.path))
                    .ok();
                let unchanged = entry.filter(|idx| {
                    let is_file = matches!(file.kind, corpus::FileKind::Article);
                    (is_file || !rereads_collections)
                        && old
                            .files
                            .get(*idx)
                            .is_some_and(|entry| is_unchanged(home, entry, &file))
                });
                (file, unchanged)
            })
            .collect();
        files.sort_by(|a, b| a.0.precedence().cmp(&b.0.precedence()));
        let mut indexed = FxHashMap::default();
        for row in old.rows.iter().flatten().filter(|row| row.is_owner) {
            indexed.insert(row.key, row.content);
        }
        Ok(Self {
            home,
            folder,
            options,
            progress,
            lexicon: lexicon_of(home),
            fields: Fields::schema().1,
            writer: Writer::open(folder, options.limits)?,
            removed,
            files,
            old,
            indexed,
            claimed: FxHashSet::default(),
            claimed_by: FxHashMap::default(),
            at: None,
            report: Report {
                problems: listing.problems,
                ..Report::default()
            },
            n_read: 0,
        })
    }

    fn run(mut self, generation: &str) -> Result<Report, SyncError> {
        let files = std::mem::take(&mut self.files);
        let mut entries: Vec<(FileEntry, Vec<Row>)> = Vec::with_capacity(files.len());
        for (file, unchanged) in &files {
            let is_article = matches!(file.kind, corpus::FileKind::Article);
            self.at = is_article.then(|| file.path.as_str().into());
            let kept = unchanged.filter(|idx| self.still_speaks_for_all(*idx));
            // Before the file is read: what is written into it from here on is another content to the next run.
            let entry = self.entry(file, kept);
            let rows = match kept {
                Some(idx) => self.keep(idx),
                None => self.read(file)?,
            };
            entries.push((entry, rows));
        }
        let gone: Vec<u64> = self
            .indexed
            .keys()
            .copied()
            .filter(|key| !self.claimed.contains(key))
            .collect();
        for key in &gone {
            self.writer.delete(*key);
        }
        self.report.removed = gone.len() as u64;
        entries.sort_by(|a, b| a.0.path.cmp(&b.0.path));
        let (files, rows) = entries.into_iter().unzip();
        let ledger = Ledger {
            removed: removed_hash(&self.removed),
            lexicon: if self.options.finds_news {
                lexicon_hash(self.home)
            } else {
                String::new()
            },
            files,
            rows,
        };
        let next = (generation.parse::<u64>().unwrap_or(0) + 1).to_string();
        ledger.write(self.folder, &next)?;
        self.writer.commit(&next)?;
        Ledger::remove_others(self.folder, &next)?;
        if self.options.finds_news {
            relating::relate(self.folder)?;
        }
        self.report.committed = true;
        Ok(self.report)
    }

    /// Whether an unchanged file needs no reading: none of the articles that another file spoke for
    /// has become free.
    fn still_speaks_for_all(&self, idx: usize) -> bool {
        let mut rows = self.old.rows.get(idx).into_iter().flatten();
        rows.all(|row| row.is_owner || self.claimed.contains(&row.key))
    }

    fn keep(&mut self, idx: usize) -> Vec<Row> {
        let mut rows = self.old.rows.get(idx).cloned().unwrap_or_default();
        for row in &mut rows {
            let was_owner = row.is_owner;
            row.is_owner = self.claim(row.key, was_owner);
        }
        rows
    }

    /// Whether the file at work speaks for the id; another article file that does is told, if it `is_news`.
    fn claim(&mut self, key: u64, is_news: bool) -> bool {
        let is_owner = self.claimed.insert(key);
        let Some(at) = &self.at else {
            return is_owner;
        };
        if is_owner {
            self.claimed_by.insert(key, Arc::clone(at));
        } else if let Some(owner) = self.claimed_by.get(&key).filter(|_| is_news) {
            let problem = corpus::repeated_id(self.home, at, owner);
            self.report.problems.push(problem);
        }
        is_owner
    }

    /// What the ledger keeps of a file that is about to be read, or whose articles are `kept` from before.
    fn entry(&self, file: &CorpusFile, kept: Option<usize>) -> FileEntry {
        /// Modification times finer than this can't be told apart on every file system.
        const RECENT_NS: i64 = 2_000_000_000;
        let is_recent = file.modified_ns > self.options.now_ns - RECENT_NS;
        let known = kept.and_then(|idx| self.old.files.get(idx)?.hash.clone());
        let read = || {
            let bytes = fs_err::read(self.home.place(&file.path)).ok()?;
            Some(ContentHash::of(&bytes).to_string())
        };
        let hash = is_recent.then(|| known.or_else(read)).flatten();
        FileEntry {
            path: file.path.clone(),
            size: file.size,
            modified: i128::from(file.modified_ns),
            hash,
        }
    }

    fn read(&mut self, file: &CorpusFile) -> Result<Vec<Row>, SyncError> {
        let mut rows = Vec::new();
        let mut batch: Vec<Filed> = Vec::with_capacity(BATCH);
        let mut batch_bytes = 0;
        let mut failure = None;
        let is_collection = !matches!(file.kind, corpus::FileKind::Article);
        let problems = corpus::read(self.home, file, &mut |filed| {
            if is_collection && self.removed.contains(&filed.article.id) {
                return ControlFlow::Continue(());
            }
            batch_bytes += filed.article.body.len();
            batch.push(filed);
            if batch.len() < BATCH && batch_bytes < BATCH_BYTES {
                return ControlFlow::Continue(());
            }
            batch_bytes = 0;
            match self.write(std::mem::take(&mut batch), &mut rows) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failure = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        if let Some(error) = failure {
            return Err(error);
        }
        self.write(batch, &mut rows)?;
        self.report.problems.extend(problems);
        Ok(rows)
    }

    fn write(&mut self, batch: Vec<Filed>, rows: &mut Vec<Row>) -> Result<(), SyncError> {
        self.n_read += batch.len() as u64;
        (self.progress)(self.n_read);
        let carded: Vec<(Row, String, Filed)> = batch
            .into_par_iter()
            .map(|filed| {
                let card = store_card(&filed);
                let row = Row {
                    key: key_of(&filed.article.id),
                    content: content_hash(&filed, &card),
                    is_owner: false,
                };
                (row, card, filed)
            })
            .collect();
        let mut fresh: Vec<(Filed, String, bool)> = Vec::with_capacity(carded.len());
        for (mut row, card, filed) in carded {
            row.is_owner = self.claim(row.key, true);
            rows.push(row);
            if !row.is_owner {
                continue;
            }
            match self.indexed.get(&row.key) {
                Some(content) if *content == row.content => {}
                Some(_) => {
                    self.report.changed += 1;
                    fresh.push((filed, card, false));
                }
                None => {
                    self.report.added += 1;
                    fresh.push((filed, card, true));
                }
            }
        }
        for (filed, ..) in fresh.iter().filter(|(filed, ..)| !filed.by_hand.is_empty()) {
            let unknown = by_hand::unknown(&filed.by_hand).into_iter();
            self.report.problems.extend(unknown.map(|text| Problem {
                path: filed.path.clone(),
                line: None,
                reason: format!("`topics`: there is no topic `{text}`"),
            }));
        }
        let (fields, writer, lexicon) = (&self.fields, &self.writer, &self.lexicon);
        let finds_news = self.options.finds_news;
        fresh
            .into_par_iter()
            .try_for_each(|(filed, card, is_new)| {
                let outline = Outline::of(&filed.article.body);
                let found = if finds_news {
                    Stems::of_thread(|stems| find(lexicon, &filed, &outline, stems))
                } else {
                    Found::default()
                };
                let passages = outline.passages(&Limits::default());
                writer.put(
                    &filed.article.id,
                    block(fields, &filed, card, passages, found),
                    is_new,
                )
            })?;
        Ok(())
    }
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
