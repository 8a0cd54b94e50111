//! Incoming articles into the corpus, under the three-way rule.
//!
//! The same received bytes are the same article. Where they changed and the person has not touched the
//! file, the file is updated in its place; where both changed, the person's file stays and the conflict
//! is reported. A dump goes into one new collection that holds only what is new or changed in it.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use super::collections::Writer as CollectionWriter;
use super::file_format::{self, Provenance};
use super::front_matter::Key;
use super::known::{Known, Standing};
use super::ledger::{self, Removed, RemovedRow};
use super::{CorpusError, Holder, Home, WriterLock, files, lock, originals, rejected};
use crate::article::{Article, ContentHash};
use crate::collect::{Batch, Incoming, Item, Options, Original, Rejection};

/// Rejections that a tally holds for display; all of them stand in `rejected.jsonl`.
const MAX_SHOWN: usize = 20;

/// What became of what was added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Articles that were not there before.
    pub new: u64,
    /// Articles whose source had changed, and which were updated.
    pub changed: u64,
    /// Articles that were there already.
    pub same: u64,
    /// What could not be taken in.
    pub rejected: u64,
    /// Articles that a person removed earlier; they stay away.
    pub removed_earlier: u64,
    /// Articles that the person and the source both changed; the person's file stays.
    pub conflicts: Vec<Conflict>,
    /// The first rejections.
    pub rejections: Vec<Rejection>,
}

/// An article that both the person and its source changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The person's file, below the home.
    pub path: String,
    /// The source that changed.
    pub source: String,
}

/// The one who writes articles into a corpus; holds the writer's lock.
pub struct Filer {
    home: Home,
    options: Options,
    known: Known,
    removed: Removed,
    tally: Tally,
    sources: Vec<String>,
    rejections: BTreeMap<String, Vec<Rejection>>,
    dump: Option<Dump>,
    _lock: WriterLock,
}

/// A dump that is being taken in.
struct Dump {
    original: ContentHash,
    writer: Option<CollectionWriter>,
    path: String,
    /// Ids that the dump has brought so far: the first of two wins.
    seen: HashSet<ContentHash>,
}

impl Filer {
    /// Takes the writer's lock and reads what the corpus holds.
    pub fn open(
        home: &Home,
        holder: &Holder,
        wait: Duration,
        options: &Options,
    ) -> Result<Self, CorpusError> {
        let lock = lock::acquire(home, holder, wait)?;
        Ok(Self {
            home: home.clone(),
            options: options.clone(),
            known: Known::read(home)?,
            removed: Removed::read(home)?,
            tally: Tally::default(),
            sources: Vec::new(),
            rejections: BTreeMap::new(),
            dump: None,
            _lock: lock,
        })
    }

    /// Files what a source gave.
    pub fn file(&mut self, batch: Batch) -> Result<(), CorpusError> {
        self.file_under(batch, None)
    }

    /// What has been filed so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Notes what was rejected and gives the lock back.
    pub fn finish(mut self) -> Result<Tally, CorpusError> {
        self.finish_dump()?;
        self.sources.sort();
        rejected::replace(&self.home, &self.sources, &self.rejections)?;
        Ok(self.tally)
    }

    /// Files a batch whose original is kept already, as `reclean` has it.
    pub(super) fn file_under(
        &mut self,
        batch: Batch,
        original: Option<ContentHash>,
    ) -> Result<(), CorpusError> {
        if self.sources.last() != Some(&batch.source) {
            self.sources.push(batch.source.clone());
        }
        if batch.is_dump {
            self.file_dump(batch, original)
        } else {
            self.file_single(batch, original)
        }
    }

    fn file_single(&mut self, batch: Batch, kept: Option<ContentHash>) -> Result<(), CorpusError> {
        let is_named = !batch.from_folder && batch.items.len() == 1;
        let mut original = kept;
        for item in batch.items {
            let incoming = match item {
                Item::Article(incoming) => *incoming,
                Item::Rejected(rejection) => {
                    self.reject(rejection);
                    continue;
                }
            };
            if !self.is_wanted(&incoming, is_named)? {
                continue;
            }
            let is_recleaned = kept.is_some();
            if !is_recleaned && self.is_same(&incoming) {
                self.tally.same += 1;
                continue;
            }
            let hash = match original {
                Some(hash) => hash,
                None => self.keep(&batch.source, &batch.original, &incoming.article)?,
            };
            original = Some(hash);
            self.file_article(&incoming, hash, is_recleaned)?;
        }
        Ok(())
    }

    fn keep(
        &self,
        source: &str,
        original: &Original,
        article: &Article,
    ) -> Result<ContentHash, CorpusError> {
        originals::keep(&self.home, source, original, article.as_of, &self.options)
    }

    /// Whether the corpus holds this article as it came in.
    fn is_same(&self, incoming: &Incoming) -> bool {
        let stands = |id: &str| {
            self.known
                .get(id)
                .is_some_and(|standing| standing.received == Some(incoming.received))
        };
        // Without an id of its own, the same bytes are the same article, wherever its title or link
        // was corrected since.
        let by_bytes =
            || !incoming.has_own_id && self.known.received_as(incoming.received).is_some();
        stands(incoming.article.id.as_str()) || by_bytes()
    }

    /// False for an article that a person removed, unless they name it now.
    fn is_wanted(&mut self, incoming: &Incoming, is_named: bool) -> Result<bool, CorpusError> {
        let id = incoming.article.id.as_str();
        if !self.removed.contains(id) {
            return Ok(true);
        }
        if is_named {
            let day = self.options.today;
            let row = RemovedRow {
                id: id.to_owned(),
                day,
                is_lifted: true,
            };
            ledger::append(&Removed::path(&self.home), &[row])?;
            self.removed.forget(id);
            return Ok(true);
        }
        self.tally.removed_earlier += 1;
        Ok(false)
    }

    fn file_article(
        &mut self,
        incoming: &Incoming,
        original: ContentHash,
        is_recleaned: bool,
    ) -> Result<(), CorpusError> {
        let standing = self
            .known
            .get(incoming.article.id.as_str())
            .filter(|s| s.is_file)
            .cloned();
        match standing {
            Some(standing) => self.update_file(incoming, &standing.path, original, is_recleaned),
            None => self.new_file(incoming, original),
        }
    }

    fn new_file(&mut self, incoming: &Incoming, original: ContentHash) -> Result<(), CorpusError> {
        let is_known = self.known.get(incoming.article.id.as_str()).is_some();
        let path = file_format::path_for(&incoming.article);
        let place = self.home.place(&path);
        let provenance = Provenance {
            original,
            received: incoming.received,
        };
        let fields = file_format::fields(&incoming.article, provenance);
        files::write(
            &place,
            file_format::render(&fields, &incoming.article.body).as_bytes(),
        )?;
        self.note(incoming, path, true);
        if is_known {
            self.tally.changed += 1;
        } else {
            self.tally.new += 1;
        }
        Ok(())
    }

    fn update_file(
        &mut self,
        incoming: &Incoming,
        path: &str,
        original: ContentHash,
        is_recleaned: bool,
    ) -> Result<(), CorpusError> {
        let place = self.home.place(path);
        let bytes = fs_err::read(&place).map_err(|error| CorpusError::read(&place, error))?;
        let text = String::from_utf8_lossy(&bytes);
        let Some((old, rest, _)) = file_format::fields_of(&text) else {
            return self.new_file(incoming, original);
        };
        let is_touched =
            old.hash(Key::Cleaned) != Some(old.fingerprint(&file_format::normal_body(rest)));
        let mut article = incoming.article.clone();
        // The day of first arrival stays, whatever comes later.
        if let Some(added) = old.one(Key::Added).and_then(|day| day.parse().ok()) {
            article.added = added;
        }
        let fields = file_format::fields(
            &article,
            Provenance {
                original,
                received: incoming.received,
            },
        );
        let is_unchanged = fields.hash(Key::Cleaned) == old.hash(Key::Cleaned);
        if is_recleaned && (is_touched || is_unchanged) {
            self.tally.same += 1;
            return Ok(());
        }
        if is_touched {
            self.tally.conflicts.push(Conflict {
                path: path.to_owned(),
                source: incoming.source.clone(),
            });
            return Ok(());
        }
        let updated = file_format::update(&text, &fields, &article.body)
            .unwrap_or_else(|| file_format::render(&fields, &article.body));
        files::write(&place, updated.as_bytes())?;
        self.note(incoming, path.to_owned(), true);
        self.tally.changed += 1;
        Ok(())
    }

    fn note(&mut self, incoming: &Incoming, path: String, is_file: bool) {
        let standing = Standing {
            path,
            is_file,
            received: Some(incoming.received),
        };
        self.known.filed(&incoming.article.id, standing);
    }

    fn file_dump(&mut self, batch: Batch, kept: Option<ContentHash>) -> Result<(), CorpusError> {
        let mut dump = match self.dump.take() {
            Some(dump) => dump,
            None => Dump {
                original: match kept {
                    Some(hash) => hash,
                    None => originals::keep(
                        &self.home,
                        &batch.source,
                        &batch.original,
                        self.options.as_of,
                        &self.options,
                    )?,
                },
                writer: None,
                path: String::new(),
                seen: HashSet::new(),
            },
        };
        for item in batch.items {
            match item {
                Item::Article(incoming) => {
                    self.file_record(&mut dump, &batch.source, &incoming, kept.is_some())?;
                }
                Item::Rejected(rejection) => self.reject(rejection),
            }
        }
        self.dump = Some(dump);
        if batch.is_last {
            self.finish_dump()?;
        }
        Ok(())
    }

    fn file_record(
        &mut self,
        dump: &mut Dump,
        source: &str,
        incoming: &Incoming,
        is_recleaned: bool,
    ) -> Result<(), CorpusError> {
        let id = ContentHash::of(incoming.article.id.as_str().as_bytes());
        if !dump.seen.insert(id) {
            self.tally.same += 1;
            return Ok(());
        }
        if !self.is_wanted(incoming, false)? {
            return Ok(());
        }
        let standing = self.known.get(incoming.article.id.as_str()).cloned();
        let is_file = standing.as_ref().is_some_and(|s| s.is_file);
        if is_file && (is_recleaned || !self.is_same(incoming)) {
            // The article has a file of its own: the three-way rule decides there.
            return self.file_article(incoming, dump.original, is_recleaned);
        }
        if !is_recleaned && self.is_same(incoming) {
            self.tally.same += 1;
            return Ok(());
        }
        if dump.writer.is_none() {
            let writer = CollectionWriter::create(&self.home, self.known.next_sequence(), source)?;
            writer.path().clone_into(&mut dump.path);
            dump.writer = Some(writer);
        }
        let provenance = Provenance {
            original: dump.original,
            received: incoming.received,
        };
        let fields = file_format::fields(&incoming.article, provenance);
        if let Some(writer) = &mut dump.writer {
            writer.push(&fields, &incoming.article.body)?;
        }
        if standing.is_some() {
            self.tally.changed += 1;
        } else {
            self.tally.new += 1;
        }
        self.note(incoming, dump.path.clone(), false);
        Ok(())
    }

    fn finish_dump(&mut self) -> Result<(), CorpusError> {
        match self.dump.take().and_then(|dump| dump.writer) {
            Some(writer) => writer.finish(),
            None => Ok(()),
        }
    }

    fn reject(&mut self, rejection: Rejection) {
        self.tally.rejected += 1;
        if self.tally.rejections.len() < MAX_SHOWN {
            self.tally.rejections.push(rejection.clone());
        }
        self.rejections
            .entry(rejection.source.clone())
            .or_default()
            .push(rejection);
    }
}
