//! Articles that came in, filed: the only way into `corpus/`.
//!
//! The [`Filer`] decides for every article by its id and the hash of what was received:
//!
//! | the corpus holds | the article |
//! | --- | --- |
//! | nothing of that id | becomes a file, or a line of its dump's collection |
//! | the same bytes | stays as it is, unless `--map`, `--type` or `--as-of` now read them otherwise |
//! | other bytes, in a file that nobody edited | is written anew at its old path |
//! | other bytes, in a file that a person edited | stays the person's; the conflict is reported |
//! | other bytes, in a collection | becomes a file, or a line of a newer collection |
//! | more than the teaser that a feed gives | stays as it is |
//! | the same article, from other bytes | stays as it is, as when an export is added |
//! | a tombstone | stays away, unless a person names this one source |
//!
//! Ids alone decide: two articles with own ids never merge by URL. Inside one run the first of two
//! equal ids counts ([`super::repeats`] says what becomes of the second), so that a second run of the
//! same sources changes nothing.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;

use super::dump::Dump;
use super::history::History;
use super::known::{self, HeldContent, HeldFile, Known};
use super::ledger::{self, Removed, RemovedRow};
use super::originals::Originals;
use super::queue::Queue;
use super::rejected::Rejected;
use super::repeats::{Look, Repeats};
use super::standing::{self, Kept, Standing};
use super::teasers::{self, Text};
use super::{CorpusError, Holder, Home, WriterLock, file_format, files, lock};
use crate::article::{Article, ArticleId, ContentHash};
use crate::collect::web::Web;
use crate::collect::{self, Batch, Incoming, Item, Kind, Original, Rejection};

/// Rejections that a tally holds for display.
const MAX_REJECTIONS_SHOWN: usize = 20;
/// Conflicts that a tally holds for display.
const MAX_CONFLICTS: usize = 10_000;

/// Files what was collected.
pub struct Filer {
    home: Home,
    options: collect::Options,
    known: Known,
    /// What speaks now, where the person tells how sources are to be read: they may have been read
    /// otherwise before.
    held: Option<HeldContent>,
    /// What collections hold, once records came that may say the same in other bytes.
    collected: Option<HeldContent>,
    removed: Removed,
    originals: Originals,
    rejected: Rejected,
    repeats: Repeats,
    history: History,
    queue: Queue,
    lifted: Vec<RemovedRow>,
    dump: Option<Dump>,
    tally: Tally,
    // Last, so that the lock is given back after everything else.
    _lock: WriterLock,
}

/// What became of the articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Articles whose id was not known.
    pub new: u64,
    /// Articles that were known and came with other content.
    pub changed: u64,
    /// Articles that were there already.
    pub same: u64,
    /// What was not taken in.
    pub rejected: u64,
    /// Articles that stay away because a person removed them.
    pub removed_earlier: u64,
    /// Articles of which the person's edited file was kept; the first 10,000.
    pub conflicts: Vec<Conflict>,
    /// The first rejections, for display; all of them stand in `rejected.jsonl`.
    pub rejections: Vec<Rejection>,
}

/// A newer text of an article whose file a person has edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The person's file, below the home, with `/` between folders; it stays as it is.
    pub path: String,
    /// The source of the newer text.
    pub source: String,
    /// The line of the record, where the source holds many.
    pub line: Option<u64>,
    /// Why the newer text was not written: lower case, no full stop.
    pub reason: String,
}

/// What the articles of one batch share.
struct Source {
    name: String,
    original: Original,
    /// When it was saved.
    as_of: Option<Date>,
    kind: Kind,
    is_dump: bool,
    from_folder: bool,
    /// Whether the person named just this article.
    is_named_singly: bool,
    /// Where it was fetched from.
    web: Option<Arc<Web>>,
    /// What collections say of the articles of a feed.
    in_collections: HashMap<ContentHash, Text>,
    /// The hash of the original once that is kept.
    kept: Option<ContentHash>,
}

impl Filer {
    /// Takes the writer's lock, waiting up to `wait` for it, and looks at what the corpus holds.
    pub fn open(
        home: &Home,
        holder: &Holder,
        wait: Duration,
        options: &collect::Options,
    ) -> Result<Self, CorpusError> {
        let lock = lock::acquire(home, holder, wait)?;
        files::sweep(&home.corpus());
        let known = Known::scan(home)?;
        let is_told = options.kind.is_some() || !options.map.is_empty() || options.as_of.is_some();
        Ok(Self {
            home: home.clone(),
            options: options.clone(),
            held: if is_told {
                Some(HeldContent::scan(home, &known)?)
            } else {
                None
            },
            collected: None,
            known,
            removed: Removed::read(home)?,
            originals: Originals::open(home)?,
            rejected: Rejected::default(),
            repeats: Repeats::default(),
            history: History::default(),
            queue: Queue::default(),
            lifted: Vec::new(),
            dump: None,
            tally: Tally::default(),
            _lock: lock,
        })
    }

    /// Files one batch. After an error nothing that stood before is lost, and the same sources can be
    /// added again.
    pub fn file(&mut self, batch: Batch) -> Result<(), CorpusError> {
        self.rejected.begin(&batch.source);
        let is_another = |dump: &Dump| !batch.is_dump || dump.source() != batch.source;
        if self.dump.as_ref().is_some_and(is_another) {
            self.finish_dump()?;
        }
        let mut source = Source::of(&batch, &self.options);
        if batch.kind == Kind::Feed {
            let ids: Vec<&ArticleId> = articles_of(&batch).map(|article| &article.id).collect();
            source.in_collections = teasers::texts_in_collections(&self.home, &self.known, &ids)?;
        }
        if batch.is_dump {
            let dump = self.dump.get_or_insert_with(|| Dump::new(&batch.source));
            source.kept = dump.original();
        }
        for item in batch.items {
            match item {
                Item::Rejected(rejection) => self.reject(rejection),
                Item::Article(incoming) => self.take(*incoming, &mut source)?,
            }
        }
        if batch.is_dump && batch.is_last {
            self.finish_dump()?;
        }
        if self.queue.is_full() || self.originals.n_waiting_bytes() > Queue::MAX_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    /// Forces everything to the disk and gives the lock back.
    pub fn finish(mut self) -> Result<Tally, CorpusError> {
        self.finish_dump()?;
        self.flush()?;
        self.rejected.write(&self.home)?;
        Ok(self.tally)
    }

    /// Whether an article is filed, or stays away because a person removed it.
    pub fn knows(&self, id: &ArticleId) -> bool {
        self.known.file(id).is_some()
            || self.known.has_record(id)
            || self.removed.contains(id.as_str())
    }

    /// Whether an article is filed.
    pub fn is_filed(&self, id: &ArticleId) -> bool {
        let was_removed = self.removed.contains(id.as_str());
        self.known.file(id).is_some() || (self.known.has_record(id) && !was_removed)
    }

    /// Whether these very bytes became an article.
    pub fn has_received(&self, received: ContentHash) -> bool {
        self.known.has_received(received)
    }

    /// Notes what still can't be taken in and was told before: it stays in the list, and counts no more.
    pub fn still_reject(&mut self, rejections: Vec<Rejection>) {
        for rejection in rejections {
            self.rejected.push(rejection);
        }
    }

    /// Forces everything so far to the disk; what is remembered of sources may be written after it.
    pub fn checkpoint(&mut self) -> Result<(), CorpusError> {
        self.finish_dump()?;
        self.flush()
    }

    /// What became of the articles so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    fn take(&mut self, mut incoming: Incoming, source: &mut Source) -> Result<(), CorpusError> {
        let repeats = match (source.is_dump, &mut self.dump) {
            (true, Some(dump)) => dump.repeats(),
            _ => &mut self.repeats,
        };
        // One link names one page, whatever its title was at two moments.
        let kind = source.web.as_ref().map_or(source.kind, |_| Kind::Feed);
        match repeats.look(&mut incoming, kind, source.is_dump) {
            Look::First => {}
            Look::Same => {
                self.tally.same += 1;
                return Ok(());
            }
            Look::Rejected(reason) => {
                let Incoming { source, line, .. } = incoming;
                self.reject(Rejection {
                    source,
                    line,
                    reason,
                });
                return Ok(());
            }
        }
        let id = &incoming.article.id;
        let was_removed = self.removed.contains(id.as_str()) && self.known.file(id).is_none();
        // Without an id of its own, or where the id stands among the bytes of one file, the same bytes are the same article, whatever id a person, a
        // better cleaner or [`super::repeats`] has given it since.
        let is_one_file = source.kind == Kind::Markdown && !source.is_dump;
        let is_filed = self.known.has_record_of(id, incoming.received)
            || (!incoming.has_own_id || is_one_file || self.held.is_some())
                && self.known.has_received(incoming.received);
        if is_filed && !was_removed {
            return self.meet_same(incoming, source);
        }
        if let Some(held) = self.known.file(id).cloned() {
            return self.meet_file(&held, incoming, source);
        }
        if was_removed && !source.is_named_singly {
            self.tally.removed_earlier += 1;
            return Ok(());
        }
        if was_removed {
            let (id, day) = (id.to_string(), self.options.today);
            self.removed.forget(&id);
            self.lifted.push(RemovedRow {
                id,
                day,
                is_lifted: true,
            });
        }
        if is_filed {
            // A record of a collection that is no longer hidden is new to the person.
            self.tally.new += 1;
            return Ok(());
        }
        let is_known = self.known.has_record(id) && !was_removed;
        let in_collection = source.in_collections.get(&known::key(id));
        let is_teaser = |held: &Text| Text::of(&incoming.article).is_teaser_of(held);
        if is_known && (in_collection.is_some_and(is_teaser) || self.says_the_same(&incoming)?) {
            self.tally.same += 1;
            return Ok(());
        }
        *(if is_known {
            &mut self.tally.changed
        } else {
            &mut self.tally.new
        }) += 1;
        if source.is_dump {
            self.add_record(incoming, source)
        } else {
            self.add_file(incoming, source)
        }
    }

    /// Whether a collection holds just this article from other bytes, as an export of it is.
    fn says_the_same(&mut self, incoming: &Incoming) -> Result<bool, CorpusError> {
        if self.collected.is_none() {
            self.collected = Some(self.held_content()?);
        }
        let filed = self
            .collected
            .as_ref()
            .and_then(|held| held.filed(&incoming.article.id));
        Ok(filed.is_some_and(|filed| standing::filed_as(incoming, filed)))
    }

    fn add_file(&mut self, mut incoming: Incoming, source: &mut Source) -> Result<(), CorpusError> {
        let original = self.keep(source)?;
        self.hand_on_added(&mut incoming);
        let article = &incoming.article;
        let path = self
            .queue
            .free_path(&self.home, file_format::path_for(article));
        let text = file_format::render(&standing::fields_of(&incoming, original), &article.body);
        let text = file_format::with_by_hand(text, &incoming.by_hand);
        let held = HeldFile {
            path,
            received: Some(incoming.received),
            as_of: article.as_of,
        };
        self.queue.create(held.path.clone(), text);
        self.known.add_file(&article.id, held);
        Ok(())
    }

    fn add_record(
        &mut self,
        mut incoming: Incoming,
        source: &mut Source,
    ) -> Result<(), CorpusError> {
        let original = self.keep(source)?;
        self.add_record_of(&mut incoming, original)
    }

    fn add_record_of(
        &mut self,
        incoming: &mut Incoming,
        original: ContentHash,
    ) -> Result<(), CorpusError> {
        self.hand_on_added(incoming);
        let Some(dump) = &mut self.dump else {
            return Ok(());
        };
        let fields = standing::fields_of(incoming, original);
        let row = dump.push(&self.home, &mut self.known, &fields, &incoming.article)?;
        self.known.add_record(row);
        Ok(())
    }

    /// The day of first arrival stays when an article comes again.
    fn hand_on_added(&self, incoming: &mut Incoming) {
        if let Some(added) = self.known.record_added(&incoming.article.id) {
            incoming.article.added = added;
        }
    }

    /// The three-way rule for other bytes than those that were filed.
    fn meet_file(
        &mut self,
        held: &HeldFile,
        mut incoming: Incoming,
        source: &mut Source,
    ) -> Result<(), CorpusError> {
        let id = &incoming.article.id;
        // Of a file and a dump that came in one run, the file counts, unless it is a teaser of a feed.
        let is_beside = source.is_dump && self.repeats.has(id);
        let is_older = source.from_folder
            && held
                .as_of
                .zip(incoming.article.as_of)
                .is_some_and(|(held, new)| new < held);
        if held.received == Some(incoming.received) || is_older {
            self.tally.same += 1;
            return Ok(());
        }
        let Some(standing) = self.standing(held)? else {
            self.keep_file(&Kept::Edited, held, &incoming);
            return Ok(());
        };
        let says = Text::of(&incoming.article);
        let is_teaser = source.kind == Kind::Feed && says.is_teaser_of(standing.says());
        if is_teaser || is_beside && !standing.says().is_feeds_teaser_of(&says) {
            self.tally.same += 1;
            return Ok(());
        }
        // Pages differ from visit to visit in what no reader sees, and exports hold what stands there.
        // A page that says by now what a person wrote has caught up with the edit, an export has not.
        let has_caught_up = standing.is_edited() && source.kind != Kind::Jsonl;
        if standing.says_the_same(&incoming) && !has_caught_up
            || source.web.is_some() && standing.was_filed_as(&incoming)
        {
            self.tally.same += 1;
            return Ok(());
        }
        // What ends as a conflict leaves no original behind, so that is kept only now.
        if let Err(kept) = standing.may_become(&mut incoming) {
            self.keep_file(&kept, held, &incoming);
            return Ok(());
        }
        let original = self.keep(source)?;
        self.renew_file(&standing, held, &incoming, original)
    }

    fn standing(&mut self, held: &HeldFile) -> Result<Option<Standing>, CorpusError> {
        if self.queue.writes(&held.path) {
            self.flush()?;
        }
        Ok(Standing::read(&self.home, held))
    }

    fn renew_file(
        &mut self,
        standing: &Standing,
        held: &HeldFile,
        incoming: &Incoming,
        original: ContentHash,
    ) -> Result<(), CorpusError> {
        let text = match standing.renewed(incoming, original) {
            Ok(text) => text,
            Err(kept) => {
                self.keep_file(&kept, held, incoming);
                return Ok(());
            }
        };
        if standing.received() != Some(incoming.received) {
            let (id, day) = (&incoming.article.id, self.options.today);
            self.history.keep(&self.home, id, standing.text(), day)?;
        }
        let overtaken = Kept::Edited.conflict(&held.path, incoming);
        self.queue
            .update(held.path.clone(), standing.text(), text, overtaken);
        let (received, as_of) = (incoming.received, incoming.article.as_of);
        self.known.renew_file(&incoming.article.id, received, as_of);
        self.tally.changed += 1;
        Ok(())
    }

    fn keep_file(&mut self, kept: &Kept, held: &HeldFile, incoming: &Incoming) {
        match kept.conflict(&held.path, incoming) {
            None => self.tally.same += 1,
            Some(conflict) if self.tally.conflicts.len() < MAX_CONFLICTS => {
                self.tally.conflicts.push(conflict);
            }
            Some(_) => {}
        }
    }

    /// Keeps the original of a batch when its first article is filed.
    fn keep(&mut self, source: &mut Source) -> Result<ContentHash, CorpusError> {
        if let Some(kept) = source.kept {
            return Ok(kept);
        }
        let Source {
            name,
            original,
            as_of,
            web,
            ..
        } = &*source;
        let web = web.as_deref();
        let kept = self
            .originals
            .keep(name, original, *as_of, web, &self.options)?;
        source.kept = Some(kept);
        if let (true, Some(dump)) = (source.is_dump, &mut self.dump) {
            dump.set_original(kept);
        }
        Ok(kept)
    }

    fn finish_dump(&mut self) -> Result<(), CorpusError> {
        let Some(dump) = self.dump.take() else {
            return Ok(());
        };
        // The collection names its original: that stands first.
        self.flush()?;
        dump.finish(&self.home)
    }

    fn flush(&mut self) -> Result<(), CorpusError> {
        self.originals.flush()?;
        self.history.flush()?;
        let overtaken = self.queue.flush(&self.home)?;
        self.tally.changed = self.tally.changed.saturating_sub(overtaken.len() as u64);
        self.tally.conflicts.extend(overtaken);
        ledger::append(&Removed::path(&self.home), &self.lifted)?;
        self.lifted.clear();
        Ok(())
    }

    fn reject(&mut self, rejection: Rejection) {
        self.tally.rejected += 1;
        if self.tally.rejections.len() < MAX_REJECTIONS_SHOWN {
            self.tally.rejections.push(rejection.clone());
        }
        self.rejected.push(rejection);
    }
}

impl Source {
    fn of(batch: &Batch, options: &collect::Options) -> Self {
        let first = articles_of(batch).next();
        let is_page = !batch.is_dump && batch.kind != Kind::Feed && batch.items.len() == 1;
        Self {
            original: batch.original.clone(),
            name: batch.source.clone(),
            as_of: options.as_of.or_else(|| first?.as_of),
            kind: batch.kind,
            is_dump: batch.is_dump,
            from_folder: batch.from_folder,
            is_named_singly: is_page && batch.is_last && !batch.from_folder,
            web: batch.web.clone(),
            in_collections: HashMap::new(),
            kept: None,
        }
    }
}

fn articles_of(batch: &Batch) -> impl Iterator<Item = &Article> {
    batch.items.iter().filter_map(|item| match item {
        Item::Article(incoming) => Some(&incoming.article),
        Item::Rejected(_) => None,
    })
}

mod again;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
