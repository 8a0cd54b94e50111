//! The earlier versions of an article.
//!
//! When a newer text of an article replaces its file, the file as it stood goes to
//! `corpus/.newsdex/history/<id>/<number>-<day>.md.zst`, where the day is that on which the newer text came.
//! Collections need none of that: an older record stays in its own collection. A cleaner that makes another
//! text of the same bytes makes no version.

use std::io::{self, Read as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::changes::{self, CorpusFile, FileKind};
use super::front_matter::{Fields, Key};
use super::{CorpusError, Home, collections, file_format, files, slug};
use crate::article::{Article, ArticleId};

/// A text that an article had or has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The day on which it came, where one is known.
    pub came: Option<Date>,
    /// Hash of the bytes that it came from; `None` of a file that a person made.
    pub received: Option<String>,
    /// Its headline.
    pub title: String,
    /// Its day of publication: YYYY-MM-DD, YYYY-MM or YYYY.
    pub published: Option<String>,
    /// Its body.
    pub body: String,
    /// Whether a person edited it since it was filed.
    pub is_edited: bool,
}

/// All versions of an article, the oldest first; the last one is what stands at `path` now.
pub fn versions(home: &Home, id: &ArticleId, path: &str) -> Result<Vec<Version>, CorpusError> {
    let mut versions: Vec<Version> = Vec::new();
    let listing = changes::list(home)?;
    let is_collection = |file: &CorpusFile| matches!(file.kind, FileKind::Collection { .. });
    let dumps = listing.files.iter().filter(|file| is_collection(file));
    let mut dumps: Vec<&CorpusFile> = dumps.collect();
    // The lower numbers came first.
    dumps.sort_by(|a, b| b.precedence().cmp(&a.precedence()));
    for dump in dumps {
        if let Some(version) = in_collection(home, dump, id)? {
            push(&mut versions, version);
        }
    }
    let earlier = kept(&folder(home, id))?;
    for (idx, kept) in earlier.iter().enumerate() {
        let before = idx.checked_sub(1).and_then(|before| earlier.get(before));
        if let Some(mut version) = unpacked(&kept.path)? {
            version.came = before.map(|before| before.replaced).or(version.came);
            push(&mut versions, version);
        }
    }
    let file = changes::stat(home, path).filter(|file| !is_collection(file));
    if let Some(file) = file
        && let Some(mut version) = standing(home, &file, id)?
    {
        version.came = earlier.last().map(|kept| kept.replaced).or(version.came);
        push(&mut versions, version);
    }
    Ok(versions)
}

/// Texts of one and the same received bytes are one version: the last.
fn push(versions: &mut Vec<Version>, mut version: Version) {
    match versions.last_mut() {
        None => versions.push(version),
        Some(last) if last.received.is_some() && last.received == version.received => {
            version.came = last.came;
            *last = version;
        }
        Some(_) => versions.push(version),
    }
}

/// Files that wait to be kept because a newer text replaces them.
#[derive(Default)]
pub(super) struct History {
    waiting: Vec<(PathBuf, Vec<u8>)>,
    /// Versions past the cap, which go when those that wait stand.
    surplus: Vec<PathBuf>,
}

/// Zstandard's own default.
const COMPRESSION_LEVEL: i32 = 3;
/// Most versions of one article; of a page that changes every hour the oldest go.
const MAX_VERSIONS: usize = 200;

impl History {
    /// Keeps the text of an article's file, which another replaces on `day`.
    pub(super) fn keep(
        &mut self,
        home: &Home,
        id: &ArticleId,
        text: &str,
        day: Date,
    ) -> Result<(), CorpusError> {
        let folder = folder(home, id);
        let earlier = kept(&folder)?;
        let last = earlier.last();
        // A run that was killed before it wrote the newer text has kept this one already.
        if let Some(last) = last
            && read(&last.path)?.is_some_and(|kept| kept == text)
        {
            return Ok(());
        }
        let number = last.map_or(1, |last| last.number.saturating_add(1));
        let path = folder.join(format!("{number:04}-{day}{SUFFIX}"));
        let packed = zstd::encode_all(text.as_bytes(), COMPRESSION_LEVEL)
            .map_err(|error| CorpusError::write(&path, error))?;
        self.waiting.push((path, packed));
        let n_old = (earlier.len() + 1).saturating_sub(MAX_VERSIONS);
        let surplus = earlier.into_iter().take(n_old).map(|old| old.path);
        self.surplus.extend(surplus);
        Ok(())
    }

    /// Forces what waits to the disk: before the newer texts are written.
    pub(super) fn flush(&mut self) -> Result<(), CorpusError> {
        files::write_all(&self.waiting)?;
        self.waiting.clear();
        for path in self.surplus.drain(..) {
            fs_err::remove_file(&path).map_err(|error| CorpusError::write(&path, error))?;
        }
        Ok(())
    }
}

/// Deletes the earlier versions of an article.
pub(super) fn forget(home: &Home, id: &ArticleId) -> Result<(), CorpusError> {
    let folder = folder(home, id);
    match fs_err::remove_dir_all(&folder) {
        Ok(()) => files::sync_folder(&folder),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(CorpusError::write(&folder, error)),
    }
    Ok(())
}

/// How the name of a kept file ends.
const SUFFIX: &str = ".md.zst";

fn folder(home: &Home, id: &ArticleId) -> PathBuf {
    home.state().join("history").join(slug::file_safe_id(id))
}

/// A kept file.
struct KeptFile {
    number: u32,
    /// The day on which another text replaced it.
    replaced: Date,
    path: PathBuf,
}

/// The kept files of an article, the oldest first.
fn kept(folder: &Path) -> Result<Vec<KeptFile>, CorpusError> {
    let entries = match fs_err::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(CorpusError::read(folder, error)),
    };
    let mut kept: Vec<KeptFile> = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| CorpusError::read(folder, error))?;
        let name = entry.file_name();
        let parts = name
            .to_str()
            .and_then(|name| name.strip_suffix(SUFFIX)?.split_once('-'));
        if let Some((number, day)) = parts
            && let (Ok(number), Ok(replaced)) = (number.parse(), day.parse())
        {
            let path = entry.path();
            kept.push(KeptFile {
                number,
                replaced,
                path,
            });
        }
    }
    kept.sort_by_key(|file| file.number);
    Ok(kept)
}

/// The text of a kept file; `None` where it is damaged, which is no reason to show none of the others.
fn read(path: &Path) -> Result<Option<String>, CorpusError> {
    let file = fs_err::File::open(path).map_err(|error| CorpusError::read(path, error))?;
    let mut text = String::new();
    let unpacked = zstd::Decoder::new(file).and_then(|decoder| {
        decoder
            .take(changes::MAX_FILE_BYTES)
            .read_to_string(&mut text)
    });
    Ok(unpacked.is_ok().then_some(text))
}

fn unpacked(path: &Path) -> Result<Option<Version>, CorpusError> {
    Ok(read(path)?.and_then(|text| of_text(&text)))
}

/// The version that the text of an article file is.
fn of_text(text: &str) -> Option<Version> {
    let (fields, rest, _) = file_format::fields_of(text)?;
    let body = file_format::normal_body(rest);
    let is_edited = fields.hash(Key::Cleaned) != Some(fields.fingerprint(&body));
    let mut wrong = Vec::new();
    let article = file_format::article(&fields, body, Date::ZERO, "", &mut wrong);
    Some(Version {
        is_edited: fields.are_ours() && is_edited,
        ..of_article(article, &fields)
    })
}

fn of_article(article: Article, fields: &Fields) -> Version {
    Version {
        came: fields.one(Key::Added).and_then(|day| day.parse().ok()),
        received: fields.hash(Key::Received).map(|hash| hash.to_string()),
        title: article.title.to_string(),
        published: article.published.map(|published| published.day.to_string()),
        body: article.body,
        is_edited: false,
    }
}

/// The version that stands as a file now.
fn standing(
    home: &Home,
    file: &CorpusFile,
    id: &ArticleId,
) -> Result<Option<Version>, CorpusError> {
    let mut version = None;
    if file.kind == FileKind::Article {
        let text = fs_err::read(home.place(&file.path)).ok();
        version = text.and_then(|bytes| of_text(&String::from_utf8_lossy(&bytes)));
    }
    if version
        .as_ref()
        .is_some_and(|version| version.received.is_some())
    {
        return Ok(version);
    }
    // A file of a person's making is read as the index reads it.
    changes::read(home, file, &mut |filed| {
        if filed.article.id != *id {
            return ControlFlow::Continue(());
        }
        version = Some(Version {
            came: Some(filed.article.added),
            ..of_article(filed.article, &Fields::default())
        });
        ControlFlow::Break(())
    })?;
    Ok(version)
}

fn in_collection(
    home: &Home,
    dump: &CorpusFile,
    id: &ArticleId,
) -> Result<Option<Version>, CorpusError> {
    let mut version = None;
    collections::for_each_record(&home.place(&dump.path), &mut |_, record| {
        let Ok(record) = record else {
            return ControlFlow::Continue(());
        };
        if record.fields.one(Key::Id) != Some(id.as_str()) {
            return ControlFlow::Continue(());
        }
        let body = file_format::normal_body(&record.body);
        let modified = dump.modified_day();
        let article = file_format::article(&record.fields, body, modified, "", &mut Vec::new());
        version = Some(Version {
            came: Some(modified),
            ..of_article(article, &record.fields)
        });
        ControlFlow::Break(())
    })?;
    Ok(version)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_oldest_version_goes_only_when_the_newest_stands() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::create(dir.path()).unwrap();
        let id = ArticleId::new("a").unwrap();
        let numbers = || -> Vec<u32> {
            let kept = kept(&folder(&home, &id)).unwrap();
            kept.iter().map(|file| file.number).collect()
        };
        let day = date(2026, 5, 1);
        fs_err::create_dir_all(folder(&home, &id)).unwrap();
        for number in 1..=MAX_VERSIONS {
            let name = format!("{number:04}-{day}{SUFFIX}");
            fs_err::write(folder(&home, &id).join(name), "").unwrap();
        }
        let mut history = History::default();
        history
            .keep(&home, &id, "The text until now.", day)
            .unwrap();
        // A run that is killed here, or finds the disk full, has lost nothing.
        assert!(numbers().into_iter().eq(1..=200));
        history.flush().unwrap();
        assert!(numbers().into_iter().eq(2..=201));
    }
}
