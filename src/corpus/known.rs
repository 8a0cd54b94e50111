//! What the corpus holds: which ids, and which received bytes of each.
//!
//! One scan when a writer begins: the heads of the article files, and for every collection a list of
//! its ids. A collection never changes, so its list is kept in `.newsdex/known/` and read instead of
//! the collection; a list that is missing or of another state of the file is made again.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::PathBuf;

use jiff::civil::Date;
use rayon::prelude::*;

use super::front_matter::{Fields, Key, MAX_FRONT_MATTER_BYTES};
use super::{CorpusError, CorpusFile, FileKind, Home, changes, collections, file_format, files};
use crate::article::{ArticleId, ContentHash};
use crate::collect::Incoming;

/// How much of an article file is read at first: front matters are shorter, but for strange ones.
const HEAD_BYTES: u64 = 16 << 10;

/// What the corpus holds.
#[derive(Default)]
pub(super) struct Known {
    /// Files by id; the one that speaks for the id first.
    files: HashMap<ContentHash, Vec<HeldFile>>,
    /// Id and received hash of every record of every collection, superseded ones too.
    records: HashSet<(ContentHash, ContentHash)>,
    /// The ids of those records, with the day on which each first came.
    record_ids: HashMap<ContentHash, Option<Date>>,
    /// Received hashes of all of them, whatever their ids.
    received: HashSet<ContentHash>,
    /// Number of the newest collection.
    last_sequence: u32,
}

/// An article file.
#[derive(Clone, Debug)]
pub(super) struct HeldFile {
    /// Below the home.
    pub(super) path: String,
    /// What the article came from, where the file says so.
    pub(super) received: Option<ContentHash>,
    /// When that was saved.
    pub(super) as_of: Option<Date>,
}

/// One record of a collection, by hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) id: ContentHash,
    pub(super) received: Option<ContentHash>,
    pub(super) cleaned: Option<ContentHash>,
    pub(super) added: Option<Date>,
}

impl Row {
    pub(super) fn new(id: &ArticleId, fields: &Fields) -> Self {
        Self {
            id: key(id),
            received: fields.hash(Key::Received),
            cleaned: fields.hash(Key::Cleaned),
            added: fields.one(Key::Added).and_then(|day| day.parse().ok()),
        }
    }
}

impl Known {
    /// Looks through the corpus. The lists of collections are kept for next time, so this is for the
    /// one writer.
    pub(super) fn scan(home: &Home) -> Result<Self, CorpusError> {
        let listing = changes::list(home)?;
        let mut known = Self::default();
        let heads: Vec<_> = listing
            .files
            .par_iter()
            .map(|file| head(home, file))
            .collect();
        for head in heads.into_iter().flatten() {
            match head {
                Head::Article(id, held) => known.add_file(&id, held),
                Head::Foreign(received) => drop(known.received.insert(received)),
            }
        }
        for file in &listing.files {
            if let FileKind::Collection { sequence } = file.kind {
                known.last_sequence = known.last_sequence.max(sequence.0);
                for row in rows(home, file, true)? {
                    known.add_record(row);
                }
            }
        }
        Ok(known)
    }

    /// The file that speaks for the id.
    pub(super) fn file(&self, id: &ArticleId) -> Option<&HeldFile> {
        self.files.get(&key(id))?.first()
    }

    /// Every file that claims the id.
    pub(super) fn files(&self, id: &ArticleId) -> &[HeldFile] {
        self.files.get(&key(id)).map_or(&[], Vec::as_slice)
    }

    /// Whether a collection holds the id.
    pub(super) fn has_record(&self, id: &ArticleId) -> bool {
        self.record_ids.contains_key(&key(id))
    }

    /// Whether a collection holds the id with these very bytes.
    pub(super) fn has_record_of(&self, id: &ArticleId, received: ContentHash) -> bool {
        self.records.contains(&(key(id), received))
    }

    /// Whether any article came from these very bytes.
    pub(super) fn has_received(&self, received: ContentHash) -> bool {
        self.received.contains(&received)
    }

    pub(super) fn add_file(&mut self, id: &ArticleId, held: HeldFile) {
        self.received.extend(held.received);
        self.files.entry(key(id)).or_default().push(held);
    }

    /// Notes that the file of `id` now stands for other bytes.
    pub(super) fn renew_file(
        &mut self,
        id: &ArticleId,
        received: ContentHash,
        as_of: Option<Date>,
    ) {
        if let Some(held) = self
            .files
            .get_mut(&key(id))
            .and_then(|held| held.first_mut())
        {
            self.received.extend([received]);
            held.received = Some(received);
            held.as_of = as_of;
        }
    }

    /// The day on which a collection first brought the id.
    pub(super) fn record_added(&self, id: &ArticleId) -> Option<Date> {
        self.record_ids.get(&key(id)).copied().flatten()
    }

    pub(super) fn add_record(&mut self, row: Row) {
        let added = self.record_ids.entry(row.id).or_insert(row.added);
        *added = (*added).into_iter().chain(row.added).min();
        self.received.extend(row.received);
        self.records
            .extend(row.received.map(|received| (row.id, received)));
    }

    /// The number of the next collection.
    pub(super) fn next_sequence(&mut self) -> u32 {
        self.last_sequence += 1;
        self.last_sequence
    }
}

/// What `reclean` compares with: what speaks now, by the bytes that it came from.
pub(super) struct HeldContent {
    files: HashMap<ContentHash, Vec<(ContentHash, HeldFile)>>,
    /// The newest record of each id.
    records: HashMap<ContentHash, Row>,
    /// The ids of records by the bytes that they came from, read when first asked for.
    ids: OnceCell<HashMap<ContentHash, ArticleId>>,
}

impl HeldContent {
    pub(super) fn scan(home: &Home, known: &Known) -> Result<Self, CorpusError> {
        let mut held = Self {
            files: HashMap::new(),
            records: HashMap::new(),
            ids: OnceCell::new(),
        };
        let mut by_id: Vec<_> = known.files.iter().collect();
        by_id.sort_unstable_by_key(|(id, _)| **id);
        for (id, files) in by_id {
            for file in files {
                if let Some(received) = file.received {
                    held.files
                        .entry(received)
                        .or_default()
                        .push((*id, file.clone()));
                }
            }
        }
        let mut collections = changes::list(home)?.files;
        collections.retain(|file| matches!(file.kind, FileKind::Collection { .. }));
        // What speaks last stands last.
        collections.sort_by(|a, b| b.precedence().cmp(&a.precedence()));
        for file in &collections {
            held.records
                .extend(rows(home, file, true)?.into_iter().map(|row| (row.id, row)));
        }
        Ok(held)
    }

    /// The file that came from the same bytes: of the same id, else the only one.
    pub(super) fn file(&self, incoming: &Incoming) -> Option<&HeldFile> {
        let files = self.files.get(&incoming.received)?;
        let id = key(&incoming.article.id);
        let same_id = files.iter().find(|(other, _)| *other == id);
        let only = files
            .first()
            .filter(|_| files.len() == 1 && !incoming.has_own_id);
        same_id.or(only).map(|(_, file)| file)
    }

    /// The id of the record that came from these bytes, whatever id it would have now.
    pub(super) fn id_of_record(
        &self,
        home: &Home,
        received: ContentHash,
    ) -> Result<Option<ArticleId>, CorpusError> {
        if self.ids.get().is_none() {
            drop(self.ids.set(ids_of_records(home)?));
        }
        Ok(self.ids.get().and_then(|ids| ids.get(&received)).cloned())
    }

    /// The hash of what the newest record of the id says.
    pub(super) fn filed(&self, id: &ArticleId) -> Option<ContentHash> {
        self.records.get(&key(id))?.cleaned
    }

    /// The record that came from the same bytes under the same id.
    pub(super) fn record(&self, incoming: &Incoming) -> Option<&Row> {
        let row = self.records.get(&key(&incoming.article.id))?;
        (row.received == Some(incoming.received)).then_some(row)
    }
}

fn ids_of_records(home: &Home) -> Result<HashMap<ContentHash, ArticleId>, CorpusError> {
    let mut ids = HashMap::new();
    let mut collections = changes::list(home)?.files;
    collections.retain(|file| matches!(file.kind, FileKind::Collection { .. }));
    collections.sort_by(|a, b| b.precedence().cmp(&a.precedence()));
    for file in &collections {
        collections::for_each_record(&home.place(&file.path), &mut |line, record| {
            if let Ok(record) = record {
                let path = format!("{}#{line}", file.path);
                let id = file_format::id(&record.fields, &path, &mut Vec::new());
                ids.extend(record.fields.hash(Key::Received).map(|hash| (hash, id)));
            }
            ControlFlow::Continue(())
        })?;
    }
    Ok(ids)
}

/// An id as a key of fixed size.
pub(super) fn key(id: &ArticleId) -> ContentHash {
    ContentHash::of(id.as_str().as_bytes())
}

/// What the head of an article file tells.
enum Head {
    Article(ArticleId, HeldFile),
    /// A file that a person put there and that brings no id: only its bytes are known. What id it
    /// has in the index only cleaning tells, which is too slow to do here.
    Foreign(ContentHash),
}

fn head(home: &Home, file: &CorpusFile) -> Option<Head> {
    if file.kind != FileKind::Article {
        return None;
    }
    let fields = head_fields(home, file).unwrap_or_default();
    let path = file.path.clone();
    if fields.are_ours() {
        let id = file_format::id(&fields, &file.path, &mut Vec::new());
        let as_of = fields.one(Key::AsOf).and_then(|day| day.parse().ok());
        let received = fields.hash(Key::Received);
        return Some(Head::Article(
            id,
            HeldFile {
                path,
                received,
                as_of,
            },
        ));
    }
    let received = ContentHash::of(&fs_err::read(home.place(&file.path)).ok()?);
    match fields.one(Key::Id).and_then(|id| ArticleId::new(id).ok()) {
        Some(id) => {
            let received = Some(received);
            Some(Head::Article(
                id,
                HeldFile {
                    path,
                    received,
                    as_of: None,
                },
            ))
        }
        None => Some(Head::Foreign(received)),
    }
}

/// The front matter of a file, of which only the head is read.
pub(super) fn head_fields(home: &Home, file: &CorpusFile) -> Option<Fields> {
    let mut head = Vec::new();
    let mut source = fs_err::File::open(home.place(&file.path)).ok()?;
    // A fence and a line that is longer than the front matter may be come on top.
    for more in [HEAD_BYTES, MAX_FRONT_MATTER_BYTES as u64 + HEAD_BYTES] {
        (&mut source).take(more).read_to_end(&mut head).ok()?;
        if let Some((fields, ..)) = file_format::fields_of(&String::from_utf8_lossy(&head)) {
            return Some(fields);
        }
        if !head.starts_with(b"---") && !head.starts_with(b"\xef\xbb\xbf---") {
            return None;
        }
    }
    None
}

/// The records of a collection, from its list where that is of this state of the file.
pub(super) fn rows(
    home: &Home,
    file: &CorpusFile,
    may_write: bool,
) -> Result<Vec<Row>, CorpusError> {
    let path = list_path(home, file);
    if let Ok(text) = fs_err::read_to_string(&path)
        && let Some(rows) = rows_in(&text, file)
    {
        return Ok(rows);
    }
    let mut rows = Vec::new();
    collections::for_each_record(&home.place(&file.path), &mut |line, record| {
        if let Ok(record) = record {
            let path = format!("{}#{line}", file.path);
            let id = file_format::id(&record.fields, &path, &mut Vec::new());
            rows.push(Row::new(&id, &record.fields));
        }
        ControlFlow::Continue(())
    })?;
    if may_write {
        // The list only saves time, so a full disk must not stop a removal here.
        drop(write_rows(home, file, &rows));
    }
    Ok(rows)
}

/// Keeps the list of a collection's records.
pub(super) fn write_rows(home: &Home, file: &CorpusFile, rows: &[Row]) -> Result<(), CorpusError> {
    let mut text = first_line(file);
    for row in rows {
        let hash = |hash: Option<ContentHash>| hash.map_or("-".to_owned(), |hash| hash.to_string());
        let (received, cleaned) = (hash(row.received), hash(row.cleaned));
        let added = row.added.map_or("-".to_owned(), |day| day.to_string());
        text.extend([
            &row.id.to_string(),
            " ",
            &received,
            " ",
            &cleaned,
            " ",
            &added,
            "\n",
        ]);
    }
    files::write(&list_path(home, file), text.as_bytes())
}

fn first_line(file: &CorpusFile) -> String {
    format!(
        "newsdex known records 1 {} {}\n",
        file.size, file.modified_ns
    )
}

fn rows_in(text: &str, file: &CorpusFile) -> Option<Vec<Row>> {
    let rows = text.strip_prefix(&first_line(file))?.lines().map(|line| {
        let mut words = line.split(' ');
        Some(Row {
            id: words.next()?.parse().ok()?,
            received: words.next()?.parse().ok(),
            cleaned: words.next()?.parse().ok(),
            added: words.next()?.parse().ok(),
        })
    });
    rows.collect()
}

fn list_path(home: &Home, file: &CorpusFile) -> PathBuf {
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    home.state().join("known").join(format!("{name}.txt"))
}
