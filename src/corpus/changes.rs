//! What stands in `corpus/`: the files, and the articles of each.
//!
//! The index compares [`list`] with what it holds and asks [`read`] for the files that changed. Which
//! of several files speaks for an id is decided by [`owner`] alone, so that the answer does not depend
//! on the order in which files are read.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use walkdir::WalkDir;

use super::by_hand::{broken_front_matter, read_by_hand};
use super::ledger::Removed;
use super::{CorpusError, Filed, Home, Problem, collections, file_format};
use crate::article::{ArticleId, ContentHash};

/// Largest file that is read as one article, in bytes. What an article may have as received is less: filed as
/// UTF-8 it may take three times that.
pub(super) const MAX_FILE_BYTES: u64 = 256 << 20;

/// Lists the files of the corpus, sorted by path, with what could not be looked at.
///
/// Left out: hidden files and folders, `.newsdex/` among them, and files of foreign types.
pub fn list(home: &Home) -> Result<Listing, CorpusError> {
    let corpus = home.corpus();
    let mut listing = Listing::default();
    let entries = WalkDir::new(&corpus)
        .follow_links(true)
        .into_iter()
        .filter_entry(|entry| {
            entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
        });
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.depth() == 0 => {
                return Err(CorpusError::read(&corpus, error.into()));
            }
            // A link into its own parent, a folder without permission, a file that just vanished.
            Err(error) => {
                let path = error
                    .path()
                    .unwrap_or(&corpus)
                    .to_string_lossy()
                    .into_owned();
                listing.problems.push(Problem {
                    path,
                    line: None,
                    reason: error.to_string(),
                });
                continue;
            }
        };
        if !entry.file_type().is_file() {
            continue;
        }
        let below = entry
            .path()
            .strip_prefix(home.root())
            .unwrap_or(entry.path());
        let Some(path) = with_slashes(below) else {
            let path = below.to_string_lossy().into_owned();
            let reason = "the file name is not UTF-8; rename the file".to_owned();
            listing.problems.push(Problem {
                path,
                line: None,
                reason,
            });
            continue;
        };
        let Some(kind) = kind_of(&path) else { continue };
        let Ok(data) = entry.metadata() else { continue };
        let modified_ns = data.modified().map_or(0, nanoseconds);
        listing.files.push(CorpusFile {
            path,
            size: data.len(),
            modified_ns,
            kind,
        });
    }
    listing.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Ok(listing)
}

/// A path with `/` between its parts; `None` where it is not UTF-8. On Unix `\` may stand in a name.
fn with_slashes(path: &Path) -> Option<String> {
    let parts = path.components().map(|part| part.as_os_str().to_str());
    Some(parts.collect::<Option<Vec<&str>>>()?.join("/"))
}

/// Hands every article of `file` to `sink`, in the order of the file, until `sink` breaks.
///
/// What can't be read comes back as problems: one broken file or line stops nothing, and a file that
/// has vanished since it was listed has no articles.
pub fn read(
    home: &Home,
    file: &CorpusFile,
    sink: &mut dyn FnMut(Filed) -> ControlFlow<()>,
) -> Result<Vec<Problem>, CorpusError> {
    let place = home.place(&file.path);
    let problem = |reason| Problem {
        path: file.path.clone(),
        line: None,
        reason,
    };
    // One id stands once in a file: the first wins, as everywhere inside one source.
    let mut seen = HashSet::new();
    let mut repeated = Vec::new();
    let mut once = |filed: Filed| {
        if seen.insert(ContentHash::of(filed.article.id.as_str().as_bytes())) {
            return sink(filed);
        }
        let reason = format!(
            "the id `{}` stands twice in this file; the first counts",
            filed.article.id
        );
        if repeated.len() < 100 {
            repeated.push(problem(reason));
        }
        ControlFlow::Continue(())
    };
    let outcome = match file.kind {
        FileKind::Collection { .. } => {
            collections::read(&place, &file.path, file.modified_day(), &mut once)
        }
        FileKind::Article | FileKind::ByHand => read_file(home, file, &mut once),
    };
    let mut problems = match outcome {
        Ok(problems) => problems,
        Err(CorpusError::Read { source, .. }) => vec![problem(format!("cannot be read: {source}"))],
        Err(error) => return Err(error),
    };
    problems.extend(repeated);
    Ok(problems)
}

fn read_file(
    home: &Home,
    file: &CorpusFile,
    sink: &mut dyn FnMut(Filed) -> ControlFlow<()>,
) -> Result<Vec<Problem>, CorpusError> {
    if file.kind == FileKind::Article {
        let place = home.place(&file.path);
        if file.size > MAX_FILE_BYTES {
            let reason = "larger than 256 MB: no article; was a dump meant? (`newsdex add`)";
            return Ok(vec![Problem {
                path: file.path.clone(),
                line: None,
                reason: reason.into(),
            }]);
        }
        let bytes = fs_err::read(&place).map_err(|error| CorpusError::read(&place, error))?;
        let text = String::from_utf8_lossy(&bytes);
        let by_hand = file_format::by_hand(&text);
        if let Some(parsed) = file_format::parse(&text, file.modified_day(), &file.path) {
            let problem = |(line, reason)| Problem {
                path: file.path.clone(),
                line,
                reason,
            };
            let problems = parsed.problems.into_iter().map(problem).collect();
            if sink(Filed {
                article: parsed.article,
                by_hand,
                path: file.path.clone(),
            })
            .is_break()
            {
                return Ok(problems);
            }
            return Ok(problems);
        }
        let broken = broken_front_matter(&text);
        let mut problems = read_by_hand(home, file, &mut |filed| {
            let by_hand = by_hand.clone();
            sink(Filed { by_hand, ..filed })
        })?;
        problems.extend(broken.map(|(line, reason)| Problem {
            path: file.path.clone(),
            line,
            reason,
        }));
        return Ok(problems);
    }
    read_by_hand(home, file, sink)
}

/// One file of the corpus as [`list`] would name it; `None` where it doesn't stand.
pub(super) fn stat(home: &Home, path: &str) -> Option<CorpusFile> {
    let data = fs_err::metadata(home.place(path)).ok()?;
    let modified_ns = data.modified().map_or(0, nanoseconds);
    Some(CorpusFile {
        path: path.to_owned(),
        size: data.len(),
        modified_ns,
        kind: kind_of(path)?,
    })
}

/// The ids that a person removed.
///
/// A tombstone hides records of collections and dumps. An article file that stands in the corpus all
/// the same (a person put it back) is seen.
pub fn tombstones(home: &Home) -> Result<BTreeSet<ArticleId>, CorpusError> {
    let removed = Removed::read(home)?;
    Ok(removed
        .ids()
        .filter_map(|id| ArticleId::new(id).ok())
        .collect())
}

/// Which of the files that claim one id speaks for it.
///
/// An article file wins over a dump that a person put into `corpus/`, that over a collection, a
/// higher collection over a lower one; among equals the first path in byte order. What the others
/// say is not lost: they speak again when the winner is gone.
pub fn owner<'a>(claims: impl IntoIterator<Item = &'a CorpusFile>) -> Option<&'a CorpusFile> {
    claims
        .into_iter()
        .min_by(|a, b| a.precedence().cmp(&b.precedence()))
}

/// What to tell of an article file whose id another one, which speaks for it, has as well.
pub fn repeated_id(home: &Home, path: &str, owner: &str) -> Problem {
    const FIRST_LINES: usize = 400;
    let text = fs_err::read_to_string(home.place(path)).unwrap_or_default();
    let is_id = |line: &str| {
        let name = line.split(':').next().unwrap_or_default();
        line.contains(':') && matches!(name.trim().trim_matches(['"', '\'']), "id" | "_id" | "url")
    };
    let line = text.lines().take(FIRST_LINES).position(is_id);
    Problem {
        path: path.to_owned(),
        line: line.map(|line| line as u64 + 1),
        reason: format!(
            "the same id or link as `{owner}`, which counts; this file is not searched"
        ),
    }
}

/// What [`list`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The files, sorted by path.
    pub files: Vec<CorpusFile>,
    /// Folders and names that could not be looked at.
    pub problems: Vec<Problem>,
}

/// A file of the corpus that may hold articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorpusFile {
    /// The file, below the home, with `/` between folders.
    pub path: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its time of modification, in nanoseconds since 1970.
    pub modified_ns: i64,
    /// What it holds.
    pub kind: FileKind,
}

impl CorpusFile {
    /// Sorts the file that speaks for an id before the others that claim it.
    pub fn precedence(&self) -> (FileKind, &str) {
        (self.kind, &self.path)
    }

    /// The day of modification, in UTC.
    pub fn modified_day(&self) -> Date {
        jiff::Timestamp::from_nanosecond(i128::from(self.modified_ns))
            .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
            .to_zoned_datetime(TimeZone::UTC)
            .date()
    }
}

/// What a file of the corpus holds; what speaks first for an id comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// One article: written by newsdex, or a text, page or Markdown file put there by hand.
    Article,
    /// A dump put there by hand.
    ByHand,
    /// A dump taken in by newsdex; the higher number wins.
    Collection {
        /// Rises with every collection; reversed, so that the higher number sorts first.
        sequence: Reverse<u32>,
    },
}

fn kind_of(path: &str) -> Option<FileKind> {
    let name = path.rsplit('/').next()?;
    if path.starts_with("corpus/collections/")
        && let Some(sequence) = collections::sequence_of(name)
    {
        return Some(FileKind::Collection {
            sequence: Reverse(sequence),
        });
    }
    let lower = name.to_ascii_lowercase();
    let plain = [".gz", ".zst"]
        .iter()
        .find_map(|suffix| lower.strip_suffix(suffix));
    let has = |name: &str, suffixes: &[&str]| suffixes.iter().any(|suffix| name.ends_with(suffix));
    if has(plain.unwrap_or(&lower), &[".jsonl", ".ndjson"]) {
        return Some(FileKind::ByHand);
    }
    has(&lower, &[".md", ".markdown", ".txt", ".html", ".htm"]).then_some(FileKind::Article)
}

fn nanoseconds(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |ns| -ns),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home_with(files: &[(&str, &str)]) -> (tempfile::TempDir, Home) {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::create(dir.path()).unwrap();
        for (path, text) in files {
            let place = home.place(path);
            fs_err::create_dir_all(place.parent().unwrap()).unwrap();
            fs_err::write(place, text).unwrap();
        }
        (dir, home)
    }

    #[test]
    fn hidden_foreign_and_unfinished_files_are_not_listed() {
        let (_dir, home) = home_with(&[
            ("corpus/2026/b.md", "B"),
            ("corpus/a.TXT", "A"),
            ("corpus/page.html", "<p>"),
            ("corpus/dump.jsonl.gz", ""),
            ("corpus/collections/0002-x.jsonl.zst", ""),
            ("corpus/.newsdex/rejected.jsonl", "{}"),
            ("corpus/.obsidian/x.md", ""),
            ("corpus/.newsdex-abc.tmp", ""),
            ("corpus/picture.png", ""),
        ]);
        let files = list(&home).unwrap().files;
        let found: Vec<(&str, FileKind)> =
            files.iter().map(|f| (f.path.as_str(), f.kind)).collect();
        let collection = FileKind::Collection {
            sequence: Reverse(2),
        };
        assert_eq!(
            found,
            [
                ("corpus/2026/b.md", FileKind::Article),
                ("corpus/a.TXT", FileKind::Article),
                ("corpus/collections/0002-x.jsonl.zst", collection),
                ("corpus/dump.jsonl.gz", FileKind::ByHand),
                ("corpus/page.html", FileKind::Article),
            ]
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_backslash_in_a_name_is_a_letter() {
        let text = "---\nid: a\nadded: 2026-01-01\n---\nText";
        let (_dir, home) = home_with(&[("corpus/x\\y/a\\b.md", text)]);
        let files = list(&home).unwrap().files;
        assert_eq!(files[0].path, "corpus/x\\y/a\\b.md");
        let mut ids = Vec::new();
        let problems = read(&home, &files[0], &mut |filed| {
            ids.push(filed.article.id.to_string());
            ControlFlow::Continue(())
        });
        assert_eq!((problems.unwrap(), ids), (Vec::new(), vec!["a".to_owned()]));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_loop_ends_and_is_reported() {
        let (_dir, home) = home_with(&[("corpus/a/b.md", "B")]);
        std::os::unix::fs::symlink(home.corpus(), home.place("corpus/a/loop")).unwrap();
        let listing = list(&home).unwrap();
        assert_eq!(listing.files.len(), 1);
        assert_eq!(listing.problems.len(), 1);
    }

    #[test]
    fn article_files_come_before_dumps_and_newer_collections_before_older_ones() {
        let file = |path: &str, kind| CorpusFile {
            path: path.into(),
            size: 0,
            modified_ns: 0,
            kind,
        };
        let old = file(
            "c/1",
            FileKind::Collection {
                sequence: Reverse(1),
            },
        );
        let new = file(
            "c/2",
            FileKind::Collection {
                sequence: Reverse(2),
            },
        );
        let dump = file("d", FileKind::ByHand);
        let (a, b) = (file("a", FileKind::Article), file("b", FileKind::Article));
        assert_eq!(owner([&old, &new]), Some(&new));
        assert_eq!(owner([&new, &dump, &old]), Some(&dump));
        assert_eq!(owner([&dump, &b, &a]), Some(&a));
        assert_eq!(owner([]), None);
    }

    #[test]
    fn a_file_that_vanished_or_cannot_be_read_is_a_problem() {
        let (_dir, home) =
            home_with(&[("corpus/a.md", "---\nid: a\nadded: 2026-01-01\n---\nText")]);
        let mut file = list(&home).unwrap().files.remove(0);
        file.path = "corpus/gone.md".into();
        let problems = read(&home, &file, &mut |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].path, "corpus/gone.md");
    }
}
