//! The bytes as they were received, so that a better cleaner can read them again.
//!
//! `originals/<hash>.zst` holds the bytes, `originals.jsonl` what was said about them when they were
//! added: name, format, map, day of saving.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{CorpusError, Home, files, ledger};
use crate::article::{ContentHash, Published};
use crate::collect::web::{FeedItem, Web};
use crate::collect::{Kind, Options, Original};

/// What `originals.jsonl` says of one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OriginalRow {
    /// Names the file in `originals/`.
    pub(super) hash: String,
    /// The source as typed.
    pub(super) source: String,
    /// The format that was told; absent where the content decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) told: Option<String>,
    /// Field of ours → name in the records.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) map: BTreeMap<String, String>,
    /// The day on which the source was saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) as_of: Option<Date>,
    /// Where it was fetched from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) web: Option<WebRow>,
}

/// What was known of bytes that were fetched, and does not stand in them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct WebRow {
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    charset: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<ItemRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed: Option<String>,
}

/// What the feed said that led there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct ItemRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    site: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<String>,
}

impl From<&Web> for WebRow {
    fn from(web: &Web) -> Self {
        let item = web.item.as_ref().map(|item| ItemRow {
            title: item.title.clone(),
            published: item.published.map(|published| published.day.to_string()),
            published_from: item.published.map(|published| published.from.to_string()),
            site: item.site.clone(),
            author: item.author.clone(),
        });
        Self {
            url: web.url.clone(),
            charset: web.charset.clone(),
            item,
            feed: web.feed.clone(),
        }
    }
}

impl From<&WebRow> for Web {
    fn from(row: &WebRow) -> Self {
        let item = row.item.as_ref().map(|item| FeedItem {
            title: item.title.clone(),
            published: item.day(),
            site: item.site.clone(),
            author: item.author.clone(),
        });
        Self {
            url: row.url.clone(),
            charset: row.charset.clone(),
            item,
            feed: row.feed.clone(),
        }
    }
}

impl ItemRow {
    fn day(&self) -> Option<Published> {
        Some(Published {
            day: self.published.as_ref()?.parse().ok()?,
            from: self.published_from.as_ref()?.parse().ok()?,
        })
    }
}

impl OriginalRow {
    /// Whether both were read under the same options.
    pub(super) fn is_read_like(&self, other: &Self) -> bool {
        (&self.told, &self.map, self.as_of) == (&other.told, &other.map, other.as_of)
    }

    /// The options under which the source was read.
    pub(super) fn options(&self, options: &Options) -> Options {
        let kind = self.told.as_deref().and_then(kind_named);
        Options {
            kind,
            map: self.map.clone(),
            as_of: self.as_of,
            today: options.today,
        }
    }
}

/// The originals of a corpus, with those that wait to be written.
///
/// An original stands, with its row, before the first article that names it: whoever writes articles
/// calls [`Originals::flush`] first.
pub(super) struct Originals {
    home: Home,
    /// What the ledger says last of each original.
    rows: HashMap<String, OriginalRow>,
    waiting: Vec<(PathBuf, Vec<u8>)>,
    waiting_rows: Vec<OriginalRow>,
    n_waiting_bytes: usize,
}

impl Originals {
    pub(super) fn open(home: &Home) -> Result<Self, CorpusError> {
        Ok(Self {
            home: home.clone(),
            rows: rows(home)?
                .into_iter()
                .map(|row| (row.hash.clone(), row))
                .collect(),
            waiting: Vec::new(),
            waiting_rows: Vec::new(),
            n_waiting_bytes: 0,
        })
    }

    /// Keeps the bytes of a source; answers with their hash. What is held in memory waits for
    /// [`Originals::flush`], a file is copied at once. Bytes that are kept already are not written
    /// again.
    pub(super) fn keep(
        &mut self,
        source: &str,
        original: &Original,
        as_of: Option<Date>,
        web: Option<&Web>,
        options: &Options,
    ) -> Result<ContentHash, CorpusError> {
        let hash = match original {
            Original::Bytes(bytes) => {
                let hash = ContentHash::of(bytes);
                let place = place(&self.home, hash);
                let is_kept = self.rows.contains_key(&hash.to_string())
                    && (place.try_exists().unwrap_or(false)
                        || self.waiting.iter().any(|(path, _)| *path == place));
                if !is_kept {
                    let packed = zstd::encode_all(bytes.as_ref(), COMPRESSION_LEVEL)
                        .map_err(|error| CorpusError::write(&place, error))?;
                    self.n_waiting_bytes += packed.len();
                    self.waiting.push((place, packed));
                }
                hash
            }
            Original::File(path) => copy(&self.home, path)?,
        };
        let row = OriginalRow {
            hash: hash.to_string(),
            source: source.to_owned(),
            told: options.kind.map(|kind| name_of(kind).to_owned()),
            map: options.map.clone(),
            as_of,
            web: web.map(WebRow::from),
        };
        if self.rows.get(&row.hash) != Some(&row) {
            self.rows.insert(row.hash.clone(), row.clone());
            self.waiting_rows.push(row);
        }
        Ok(hash)
    }

    /// Bytes that wait to be written.
    pub(super) fn n_waiting_bytes(&self) -> usize {
        self.n_waiting_bytes
    }

    /// Forces everything that waits to the disk.
    pub(super) fn flush(&mut self) -> Result<(), CorpusError> {
        files::write_all(&self.waiting)?;
        self.waiting.clear();
        self.n_waiting_bytes = 0;
        ledger::append(&ledger_path(&self.home), &self.waiting_rows)?;
        self.waiting_rows.clear();
        Ok(())
    }
}

/// Copies a file of any size in one pass that hashes and packs it.
fn copy(home: &Home, from: &Path) -> Result<ContentHash, CorpusError> {
    let unreadable = |error| CorpusError::read(from, error);
    let folder = place(home, ContentHash::of(b""));
    let unwritable = |error| CorpusError::write(&folder, error);
    let mut reader = fs_err::File::open(from).map_err(unreadable)?;
    let file = BufWriter::with_capacity(1 << 17, files::temporary_beside(&folder)?);
    let mut packer = zstd::Encoder::new(file, COMPRESSION_LEVEL).map_err(unwritable)?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 17];
    loop {
        let n_read = match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(n_read) => n_read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable(error)),
        };
        let part = buffer.get(..n_read).unwrap_or_default();
        hasher.update(part);
        packer.write_all(part).map_err(unwritable)?;
    }
    let file = packer.finish().map_err(unwritable)?;
    let file = file
        .into_inner()
        .map_err(|error| unwritable(error.into_error()))?;
    let hash = ContentHash::from(hasher.finalize());
    let place = place(home, hash);
    if !place.try_exists().unwrap_or(false) {
        file.as_file().sync_data().map_err(unwritable)?;
        files::put(file, &place)?;
        files::sync_folder(&place);
    }
    Ok(hash)
}

/// Zstandard's own default.
const COMPRESSION_LEVEL: i32 = 3;

/// All sources that are kept, in the order in which they came.
pub(super) fn rows(home: &Home) -> Result<Vec<OriginalRow>, CorpusError> {
    let mut rows = Vec::new();
    ledger::for_each(&ledger_path(home), |row: OriginalRow| rows.push(row))?;
    Ok(rows)
}

/// What was said last about each original, in the order in which they first came.
pub(super) fn newest_rows(home: &Home) -> Result<Vec<OriginalRow>, CorpusError> {
    let mut newest: Vec<OriginalRow> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in rows(home)? {
        match places.get(&row.hash).and_then(|at| newest.get_mut(*at)) {
            Some(older) => *older = row,
            None => {
                places.insert(row.hash.clone(), newest.len());
                newest.push(row);
            }
        }
    }
    Ok(newest)
}

/// Unpacks an original into `folder` under the name that its source had, because titles and days may
/// come from there. `None` where it was never kept.
pub(super) fn unpack(
    home: &Home,
    row: &OriginalRow,
    folder: &Path,
) -> Result<Option<PathBuf>, CorpusError> {
    let Ok(hash) = row.hash.parse() else {
        return Ok(None);
    };
    let place = place(home, hash);
    let packed = match fs_err::File::open(&place) {
        Ok(packed) => packed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(CorpusError::read(&place, error)),
    };
    let name = row.source.rsplit(['/', '\\']).find(|name| !name.is_empty());
    let name = name
        .filter(|name| ![".", "..", "-"].contains(name))
        .unwrap_or("stdin");
    let path = folder.join(name);
    let unwritable = |error| CorpusError::write(&path, error);
    let mut file = fs_err::File::create(&path).map_err(unwritable)?;
    zstd::stream::copy_decode(packed, &mut file)
        .and_then(|()| file.flush())
        .map_err(|error| CorpusError::read(&place, error))?;
    Ok(Some(path))
}

/// The bytes of an original that was fetched; `None` where it was never kept.
pub(super) fn bytes(home: &Home, row: &OriginalRow) -> Result<Option<Arc<[u8]>>, CorpusError> {
    let Ok(hash) = row.hash.parse() else {
        return Ok(None);
    };
    let place = place(home, hash);
    let packed = match fs_err::File::open(&place) {
        Ok(packed) => packed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(CorpusError::read(&place, error)),
    };
    let bytes = zstd::decode_all(packed).map_err(|error| CorpusError::read(&place, error))?;
    Ok(Some(bytes.into()))
}

/// Deletes the bytes of an original; what was said of it stays, and says nothing without them.
pub(super) fn forget(home: &Home, original: ContentHash) -> Result<(), CorpusError> {
    let place = place(home, original);
    match fs_err::remove_file(&place) {
        Ok(()) => files::sync_folder(&place),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(CorpusError::write(&place, error)),
    }
    Ok(())
}

/// Where an original lies, below the home.
pub(super) fn path_of(original: ContentHash) -> String {
    format!("corpus/.newsdex/originals/{original}.zst")
}

fn ledger_path(home: &Home) -> PathBuf {
    home.state().join("originals.jsonl")
}

fn place(home: &Home, hash: ContentHash) -> PathBuf {
    home.state().join("originals").join(format!("{hash}.zst"))
}

const KINDS: [(Kind, &str); 6] = [
    (Kind::Text, "text"),
    (Kind::Markdown, "markdown"),
    (Kind::Html, "html"),
    (Kind::Jsonl, "jsonl"),
    (Kind::Csv, "csv"),
    (Kind::Feed, "feed"),
];

fn name_of(kind: Kind) -> &'static str {
    KINDS
        .iter()
        .find(|(known, _)| *known == kind)
        .map_or("text", |(_, name)| name)
}

fn kind_named(name: &str) -> Option<Kind> {
    KINDS
        .iter()
        .find(|(_, known)| *known == name)
        .map(|(kind, _)| *kind)
}
