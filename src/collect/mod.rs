//! Sources in, cleaned articles out.
//!
//! A source is a file, a folder, a dump of many records, a feed, standard input, or what was received
//! from a link ([`web`]). Each is recognised
//! by its content, decoded, read by one adapter of [`formats`], cleaned by [`clean`] and dated by
//! [`dates`]. What can't be read becomes a [`Rejection`] and stops nothing. Nothing here writes to
//! the corpus, and nothing here opens a connection.

pub mod clean;
pub mod dates;
pub mod formats;
pub mod web;

mod decode;
mod intake;
mod name;
mod open;
mod readers;
mod source;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

use crate::article::{Article, ByHand, ContentHash};

use intake::Intake;
use source::{Met, Source};

/// Reads all `sources` and hands what they hold to `sink`, in order.
///
/// A source is a file, a folder, a link, or `-` for `stdin`, which is read only then. What can't be
/// read reaches the sink as a [`Rejection`]. A source that is not there at all is an error, told after
/// the others have been read. The reading ends early, without an error, when the sink breaks it off.
pub fn collect(
    sources: &[impl AsRef<OsStr>],
    options: &Options,
    stdin: &mut dyn Read,
    sink: Sink<'_>,
) -> Result<(), CollectError> {
    let mut no_links = |name: &str| vec![readers::rejected(name, LINK.to_owned(), false)];
    collect_with(sources, options, stdin, &mut no_links, sink)
}

/// As [`collect`], with `links` to say what a link holds: whoever may open connections.
pub fn collect_with(
    sources: &[impl AsRef<OsStr>],
    options: &Options,
    stdin: &mut dyn Read,
    links: Links<'_>,
    sink: Sink<'_>,
) -> Result<(), CollectError> {
    let pool = intake::pool().map_err(|error| CollectError::Threads {
        reason: error.to_string(),
    })?;
    let mut intake = Intake::new(pool, options, sink);
    let mut missing = Vec::new();
    for source in sources {
        // The name is for people; the file is opened by its own bytes.
        let name = source.as_ref().to_string_lossy().into_owned();
        let flow = match source::recognise(source.as_ref()) {
            Source::Stdin => intake.stream(&name, stdin),
            Source::File(path) => intake.file(name, path, false),
            Source::Folder(path) => folder(&mut intake, &path),
            Source::Link => intake.batches(links(&name)),
            Source::Missing(similar) => {
                missing.push(Missing { name, similar });
                ControlFlow::Continue(())
            }
        };
        if flow.is_break() {
            return Ok(());
        }
    }
    if intake.flush().is_break() || missing.is_empty() {
        return Ok(());
    }
    Err(CollectError::Missing(missing))
}

/// Whether none of the sources is there: no file, no folder, no link.
pub fn are_all_missing(sources: &[impl AsRef<OsStr>]) -> bool {
    sources
        .iter()
        .all(|source| matches!(source::recognise(source.as_ref()), Source::Missing(_)))
}

const LINK: &str = "a link, and nothing is fetched here; save the page and add the file";

/// The links among the sources, in order.
pub fn links_of(sources: &[impl AsRef<OsStr>]) -> Vec<String> {
    sources
        .iter()
        .filter(|source| matches!(source::recognise(source.as_ref()), Source::Link))
        .map(|source| source.as_ref().to_string_lossy().into_owned())
        .collect()
}

fn folder(intake: &mut Intake<'_>, path: &std::path::Path) -> ControlFlow<()> {
    for met in source::walk(path) {
        match met {
            Met::File(path) => intake.file(path.display().to_string(), path, true)?,
            Met::Unreadable(path, reason) => {
                intake.reject(&path.display().to_string(), reason, true)?;
            }
        }
    }
    ControlFlow::Continue(())
}

/// Why sources could not be read at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CollectError {
    /// Nothing of these names is there; all other sources were read.
    #[error("{}", .0.iter().map(Missing::to_string).collect::<Vec<_>>().join("; "))]
    Missing(Vec<Missing>),
    /// The system gives no threads.
    #[error("cannot start the threads that read articles: {reason}")]
    Threads {
        /// What the system says.
        reason: String,
    },
}

/// A source that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The source as typed.
    pub name: String,
    /// Names that are nearly the same, nearest first.
    pub similar: Vec<String>,
}

impl std::fmt::Display for Missing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "there is no file or folder `{}`", self.name)?;
        let names: Vec<String> = self
            .similar
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        match names.as_slice() {
            [] => Ok(()),
            names => write!(f, ", but {}", names.join(" and ")),
        }
    }
}

/// What a person may say about the sources that they add.
#[derive(Clone, Debug)]
pub struct Options {
    /// The format, where the content should not decide.
    pub kind: Option<Kind>,
    /// Field of ours → name of the field in the records (`title` → `headline`).
    pub map: BTreeMap<String, String>,
    /// The day on which the sources were saved; without it, each file's own modification day.
    pub as_of: Option<Date>,
    /// The current day: becomes [`Article::added`], and no article is published after it.
    pub today: Date,
}

/// The format of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A text dump of a page, or plain text.
    Text,
    /// Markdown, with or without front matter.
    Markdown,
    /// A web page.
    Html,
    /// JSON Lines or a JSON array of records.
    Jsonl,
    /// Comma- or tab-separated records with a header line.
    Csv,
    /// RSS, Atom or JSON Feed.
    Feed,
}

/// One article as it came in: cleaned, dated, named.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The source as typed, or the path of the file inside a folder as typed.
    pub source: String,
    /// The line of the record, from 1, where the source holds many.
    pub line: Option<u64>,
    /// Hash of the bytes that this one article came from (the file, the record, the feed item).
    pub received: ContentHash,
    /// Whether the record brought its own id; such articles never merge by URL.
    pub has_own_id: bool,
    /// The article.
    pub article: Article,
    /// What a person says in its front matter about what is found in it.
    pub by_hand: ByHand,
    /// What in the source could not be read, a sentence each; it cost that value and not the article.
    pub notes: Vec<String>,
    /// Fields that [`Options::map`] names and that the record holds.
    pub mapped: Vec<String>,
}

/// Something that could not be taken in, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The source as typed, or the path of the file inside a folder as typed.
    pub source: String,
    /// The line of the record, from 1, where the source holds many.
    pub line: Option<u64>,
    /// Why, and what to do about it: lower case, no full stop.
    pub reason: String,
}

/// Articles and rejections in input order.
#[derive(Clone, Debug)]
pub enum Item {
    /// An article.
    Article(Box<Incoming>),
    /// Something that was not taken in.
    Rejected(Rejection),
}

/// The bytes of a source as they were received.
#[derive(Clone, Debug)]
pub enum Original {
    /// Held in memory: one page, one text, one feed, or what came through standard input.
    Bytes(Arc<[u8]>),
    /// Too large for that: read it again from here. What came through a pipe lies in a temporary file
    /// that goes when [`collect`] moves on to the next source.
    File(PathBuf),
}

/// What one source gave. A dump comes in several batches, in order, with the same `original`.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The source as typed, or the path of the file inside a folder as typed.
    pub source: String,
    /// The format that was recognised (or told).
    pub kind: Kind,
    /// The bytes as received.
    pub original: Original,
    /// Whether the source is a dump of many records, which stays one collection in the corpus.
    pub is_dump: bool,
    /// Whether the source was found by walking a folder, rather than named by the person.
    pub from_folder: bool,
    /// Whether nothing more comes from this source.
    pub is_last: bool,
    /// Where the source was fetched from.
    pub web: Option<Arc<web::Web>>,
    /// Articles and rejections, in the order of the source.
    pub items: Vec<Item>,
}

/// What a link holds, by the link as typed.
pub type Links<'a> = &'a mut dyn FnMut(&str) -> Vec<Batch>;

/// Where batches go; `Break` stops the reading.
pub type Sink<'a> = &'a mut dyn FnMut(Batch) -> ControlFlow<()>;
