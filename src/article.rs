//! What an article is: the words that the whole program shares.
//!
//! Everything that reaches a value of these types has been checked: an [`ArticleId`] fits on one
//! line, a [`PartialDay`] exists in the calendar, a [`Title`] has no control characters. Nothing here
//! reads files, and nothing here knows how an article is stored, indexed or shown.

mod hash;
mod published;
mod spelled;
pub mod urls;

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use hash::ContentHash;
pub use published::{InvalidDay, PartialDay, Precision, Published, PublishedFrom};
pub(crate) use spelled::spelled;

/// One piece of news, cleaned, dated and named: what `corpus/` stores and what the index holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// The name by which an article is cited; unique in a corpus.
    pub id: ArticleId,
    /// The headline.
    pub title: Title,
    /// Where the headline came from.
    pub title_from: TitleFrom,
    /// The day of publication, where one is known.
    pub published: Option<Published>,
    /// The canonical URL, tracking parameters stripped.
    pub url: Option<String>,
    /// The publisher: a name or a host without `www.`.
    pub site: Option<String>,
    /// The author or authors, as the page names them.
    pub author: Option<String>,
    /// Papers that the article itself names as its source ("Source: …").
    pub credits: Vec<String>,
    /// ISO 639-1 code of the language of the body, where it could be told.
    pub language: Option<String>,
    /// The day on which the article was first taken in.
    pub added: Date,
    /// The day on which the source was saved; year-less and relative days count from it.
    pub as_of: Option<Date>,
    /// Plain Markdown; line ends are LF; no trailing white space; no newline at the end.
    pub body: String,
}

/// One article as it stands in the corpus.
#[derive(Clone, Debug)]
pub struct Filed {
    /// The article.
    pub article: Article,
    /// What its file says about what is found in it.
    pub by_hand: ByHand,
    /// Its file (or its collection's), below the home, with `/` between folders.
    pub path: String,
}

/// What a person wrote into an article's file about what newsdex would otherwise find by itself.
///
/// Texts as they stand there: `-Meta` takes a company out, `Meta` or `+Meta` puts it in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ByHand {
    /// Companies to put in or take out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub companies: Vec<String>,
    /// Topics to put in or take out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// The name of its story; `none` for no story.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub story: Option<String>,
    /// The id of the article that it is a copy of; `none` for no copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<String>,
}

impl ByHand {
    /// What says that there is no story, or no original.
    pub const NONE: &'static str = "none";

    /// Whether the file says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The topics that there are; `enrich` finds them.
    pub const TOPICS: [&'static str; 20] = [
        "partnership",
        "cloud",
        "funding",
        "acquisition",
        "licensing",
        "supply",
        "chips",
        "datacentre",
        "model-release",
        "product",
        "research",
        "policy",
        "legal",
        "safety",
        "security",
        "people",
        "ipo",
        "earnings",
        "shopping",
        "other",
    ];

    /// Keeps of the front matter of another program what a person wrote for newsdex: texts with a sign, and
    /// topics that there are. Others use the same keys for tags of their own.
    pub fn keep_what_is_meant(&mut self) {
        let has_sign = |text: &String| text.starts_with(['+', '-']);
        self.companies.retain(has_sign);
        let is_known = |text: &String| Self::TOPICS.contains(&text.to_lowercase().as_str());
        self.topics.retain(|text| has_sign(text) || is_known(text));
    }

    /// A text without its sign, and whether it takes out.
    pub fn signed(text: &str) -> (&str, bool) {
        match text.strip_prefix('-') {
            Some(name) => (name.trim(), true),
            None => (text.strip_prefix('+').unwrap_or(text).trim(), false),
        }
    }
}

/// What is shown of an article beside its passages.
#[derive(Clone, Debug)]
pub struct Card {
    /// Its name.
    pub id: ArticleId,
    /// Its headline.
    pub title: String,
    /// Where the headline came from.
    pub title_from: TitleFrom,
    /// Canonical URL.
    pub url: Option<String>,
    /// Publisher.
    pub site: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// Papers that it names as its source.
    pub credits: Vec<String>,
    /// Its language, where that is known.
    pub language: Option<String>,
    /// Day of publication.
    pub published: Option<Published>,
    /// Day on which it was taken in.
    pub added: Date,
    /// File below the home, with `/` between folders.
    pub path: String,
    /// Hash of the body as filed, in hexadecimal.
    pub body_hash: String,
}

/// The name of an article: its record's own id, else a hash of its URL or bytes.
///
/// Never empty, at most [`ArticleId::MAX_BYTES`] long, no white space at either end and no control
/// characters inside.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArticleId(String);

impl ArticleId {
    /// Longest id that is taken in, in bytes.
    pub const MAX_BYTES: usize = 512;

    /// Checks `text` and makes it an id.
    pub fn new(text: &str) -> Result<Self, InvalidId> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(InvalidId::Empty);
        }
        if trimmed.len() > Self::MAX_BYTES {
            return Err(InvalidId::TooLong);
        }
        if trimmed.chars().any(char::is_control) {
            return Err(InvalidId::ControlCharacter);
        }
        Ok(Self(trimmed.to_owned()))
    }

    /// Makes an id from what identifies the article (canonical URL or received bytes):
    /// 13 characters of lower-case base 32, 65 bits of BLAKE3.
    pub fn derived_from(bytes: &[u8]) -> Self {
        Self(ContentHash::of(bytes).short())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ArticleId {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Self::new(text)
    }
}

/// Why a text is no article id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidId {
    /// Nothing but white space.
    #[error("an article id is empty")]
    Empty,
    /// More than [`ArticleId::MAX_BYTES`] bytes.
    #[error("an article id is longer than 512 bytes")]
    TooLong,
    /// A control character inside.
    #[error("an article id holds a control character")]
    ControlCharacter,
}

/// A headline: one line, white space folded, no control characters, never empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Title(String);

impl Title {
    /// Longest title that is kept, in characters; a longer one is cut after a word, with an ellipsis.
    pub const MAX_CHARS: usize = 300;

    /// Folds white space and control characters into single spaces; `None` when nothing is left.
    pub fn new(text: &str) -> Option<Self> {
        let folded = text
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        if folded.is_empty() {
            return None;
        }
        Some(Self(cut_after_word(&folded, Self::MAX_CHARS)))
    }

    /// The title as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Cuts `text` to at most `max_chars` characters, after a whole word where there is one.
pub fn cut_after_word(text: &str, max_chars: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(max_chars) else {
        return text.to_owned();
    };
    let head = text.get(..end).unwrap_or(text);
    let kept = head
        .rfind(char::is_whitespace)
        .and_then(|space| head.get(..space))
        .filter(|kept| kept.len() * 2 > head.len())
        .unwrap_or(head);
    format!("{}…", kept.trim_end())
}

spelled!(
    /// Where a headline came from.
    TitleFrom {
        /// The record or front matter gave it.
        Given = "given",
        /// The feed's item gave it.
        Feed = "feed",
        /// The page's heading or metadata.
        Meta = "meta",
        /// A line of the text that stands as its headline.
        Text = "text",
        /// No headline: the start of the first sentence.
        Lead = "lead",
        /// Nothing but a file name.
        File = "file",
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_clean_line() {
        assert_eq!(
            Title::new(" A\tB\u{1b}[31m\n C ").unwrap().as_str(),
            "A B [31m C"
        );
        assert_eq!(Title::new(" \n\u{7} "), None);
        let long = Title::new(&"word ".repeat(4000)).unwrap();
        assert!(
            long.as_str().chars().count() <= Title::MAX_CHARS + 1 && long.as_str().ends_with('…')
        );
    }
}
