//! Sources in, cleaned articles out.
//!
//! A source is a file, a folder, a dump of many records, a feed or standard input. Each is recognised
//! by its content, decoded, read by one adapter of [`formats`], cleaned by [`clean`] and dated by
//! [`dates`]. What can't be read becomes a [`Rejection`] and stops nothing. Nothing here writes to
//! the corpus, and nothing here opens a connection.

pub mod clean;
pub mod dates;
pub mod formats;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

use crate::article::{Article, ContentHash};

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
    /// A dump, too large for that: read it again from here.
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
    /// Articles and rejections, in the order of the source.
    pub items: Vec<Item>,
}

/// Where batches go; `Break` stops the reading.
pub type Sink<'a> = &'a mut dyn FnMut(Batch) -> ControlFlow<()>;
