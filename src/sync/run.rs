//! One run over the files of the corpus: those that changed are read, their articles written, and all is
//! committed at once.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::stale::{is_unchanged, lexicon_hash, removed_hash};
use super::{Options, Progress, Report, SyncError, lexicon_of, relating};
use crate::analysis::stems::Stems;
use crate::article::{ArticleId, ContentHash};
use crate::corpus::{self, CorpusFile, Filed, Home, Problem};
use crate::enrich::{Facts, Limits, Outline, by_hand, tag};
use crate::index::document::{content_hash, key_of, store_card};
use crate::index::{
    Fields, FileEntry, Found, IndexFolder, Ledger, Row, Snapshot, Writer, block, keep_words,
};
use crate::lexicon::Lexicon;
use crate::relate::{self, Text};

/// Articles that are prepared side by side.
const BATCH: usize = 128;
/// Bytes of text after which a batch is prepared even if it is small.
const BATCH_BYTES: usize = 4 << 20;

/// One run over the changed files.
pub(super) struct Run<'a> {
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
    pub(super) fn new(
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

    pub(super) fn run(mut self, generation: &str) -> Result<Report, SyncError> {
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
        } else {
            keep_words(&Snapshot::open(self.folder)?)?;
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
