//! What `show --history` and `diff` write.

use schemars::JsonSchema;

use super::VERSION;
use crate::render::changes::{changes, n_words};

/// The answer of `show --history`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct HistoryAnswer {
    /// The version of this format.
    pub version: u32,
    /// The article's id.
    pub id: String,
    /// Its versions, the oldest first.
    pub versions: Vec<VersionRow>,
}

/// A version of an article.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct VersionRow {
    /// From 1, the oldest.
    pub number: usize,
    /// The day on which it came; null where that is not known.
    pub came: Option<String>,
    /// Hash of the bytes that it came from; null of a file that a person made.
    pub received: Option<String>,
    /// Its headline.
    pub title: String,
    /// Its day of publication: YYYY-MM-DD, YYYY-MM or YYYY.
    pub published: Option<String>,
    /// Words of title and body that the version before has and this one has not.
    pub words_out: usize,
    /// Words that this one has and the version before has not.
    pub words_in: usize,
    /// Whether a person edited its file.
    pub is_edited: bool,
    /// Whether it is the one that is found and shown.
    pub is_current: bool,
}

/// The answer of `diff`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct DiffAnswer {
    /// The version of this format.
    pub version: u32,
    /// The article's id.
    pub id: String,
    /// The older side; its counts of words are those against the version before it.
    pub from: VersionRow,
    /// The newer side.
    pub to: VersionRow,
    /// The headlines in parts: all but the inserted are the old one, all but the deleted the new one.
    pub title: Vec<Change>,
    /// The bodies in parts.
    pub body: Vec<Change>,
}

/// A part of one or both of two texts.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct Change {
    /// equal, delete or insert.
    pub op: String,
    /// The text: Markdown.
    pub text: String,
}

/// A version before it is told: its headline, days, body.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// The headline.
    pub title: &'a str,
    /// The body.
    pub body: &'a str,
}

impl HistoryAnswer {
    /// The answer with these versions.
    pub fn new(id: &str, versions: Vec<VersionRow>) -> Self {
        Self {
            version: VERSION,
            id: id.to_owned(),
            versions,
        }
    }
}

impl VersionRow {
    /// Counts the words that changed since the version before.
    pub fn count(&mut self, before: Option<Text<'_>>, now: Text<'_>) {
        let Some(before) = before else {
            return;
        };
        let (title_out, title_in) = n_words(&changes(before.title, now.title));
        let (body_out, body_in) = n_words(&changes(before.body, now.body));
        self.words_out = title_out + body_out;
        self.words_in = title_in + body_in;
    }
}

impl DiffAnswer {
    /// Compares two versions.
    pub fn new(id: &str, from: (VersionRow, Text<'_>), to: (VersionRow, Text<'_>)) -> Self {
        Self {
            version: VERSION,
            id: id.to_owned(),
            title: changes(from.1.title, to.1.title),
            body: changes(from.1.body, to.1.body),
            from: from.0,
            to: to.0,
        }
    }
}
