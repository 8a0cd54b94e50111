//! The bytes as they were received, so that a better cleaner can read them again.
//!
//! `originals/<hash>.zst` holds the bytes, `originals.jsonl` what was said about them when they were
//! added: name, format, map, day of saving.

use std::collections::BTreeMap;
use std::io::{self, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{CorpusError, Home, files, ledger};
use crate::article::ContentHash;
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
}

impl OriginalRow {
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

/// Keeps the bytes of a source; answers with their hash. Bytes that are kept already are not written
/// again.
pub(super) fn keep(
    home: &Home,
    source: &str,
    original: &Original,
    as_of: Option<Date>,
    options: &Options,
) -> Result<ContentHash, CorpusError> {
    let hash = match original {
        Original::Bytes(bytes) => ContentHash::of(bytes),
        Original::File(path) => {
            hash_of_file(path).map_err(|error| CorpusError::read(path, error))?
        }
    };
    let place = place(home, hash);
    if place.try_exists().unwrap_or(false) {
        return Ok(hash);
    }
    match original {
        Original::Bytes(bytes) => compress(&place, &mut bytes.as_ref())?,
        Original::File(path) => {
            let file = fs_err::File::open(path).map_err(|error| CorpusError::read(path, error))?;
            compress(&place, &mut BufReader::new(file))?;
        }
    }
    let row = OriginalRow {
        hash: hash.to_string(),
        source: source.to_owned(),
        told: options.kind.map(|kind| name_of(kind).to_owned()),
        map: options.map.clone(),
        as_of,
    };
    ledger::append(&ledger_path(home), &[row])?;
    Ok(hash)
}

/// All sources that are kept, in the order in which they came.
pub(super) fn rows(home: &Home) -> Result<Vec<OriginalRow>, CorpusError> {
    let mut rows = Vec::new();
    ledger::for_each(&ledger_path(home), |row: OriginalRow| rows.push(row))?;
    Ok(rows)
}

/// Unpacks an original beside its packed form, into a file that goes when it is dropped.
pub(super) fn unpack(
    home: &Home,
    row: &OriginalRow,
) -> Result<Option<tempfile::NamedTempFile>, CorpusError> {
    let Ok(hash) = row.hash.parse() else {
        return Ok(None);
    };
    let place = place(home, hash);
    let packed = match fs_err::File::open(&place) {
        Ok(packed) => packed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(CorpusError::read(&place, error)),
    };
    let failed = |error| CorpusError::read(&place, error);
    let suffix = Path::new(&row.source)
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or("-");
    let mut file = tempfile::Builder::new()
        .prefix("newsdex-")
        .suffix(&format!("-{}", suffix.replace(['/', '\\'], "_")))
        .tempfile()
        .map_err(failed)?;
    let mut decoder = zstd::Decoder::new(packed).map_err(failed)?;
    io::copy(&mut decoder, &mut file)
        .and_then(|_| file.flush())
        .map_err(failed)?;
    Ok(Some(file))
}

fn ledger_path(home: &Home) -> PathBuf {
    home.state().join("originals.jsonl")
}

fn place(home: &Home, hash: ContentHash) -> PathBuf {
    home.state().join("originals").join(format!("{hash}.zst"))
}

fn hash_of_file(path: &Path) -> io::Result<ContentHash> {
    let mut file = fs_err::File::open(path)?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let n_read = file.read(&mut buffer)?;
        if n_read == 0 {
            let mut short = [0; 16];
            for (to, from) in short.iter_mut().zip(hasher.finalize().as_bytes()) {
                *to = *from;
            }
            return Ok(ContentHash::from_bytes(short));
        }
        hasher.update(buffer.get(..n_read).unwrap_or_default());
    }
}

fn compress(place: &Path, bytes: &mut dyn io::Read) -> Result<(), CorpusError> {
    let failed = |error| CorpusError::write(place, error);
    let mut file = files::temporary_beside(place)?;
    let mut encoder = zstd::Encoder::new(&mut file, 3).map_err(failed)?;
    io::copy(bytes, &mut encoder).map_err(failed)?;
    encoder.finish().map_err(failed)?;
    file.as_file().sync_data().map_err(failed)?;
    files::put(file, place)?;
    files::sync_folder(place);
    Ok(())
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
