//! What an article is: the words that the whole program shares.
//!
//! Everything that reaches a value of these types has been checked: an [`ArticleId`] fits on one
//! line, a [`PartialDay`] exists in the calendar, a [`Title`] has no control characters. Nothing here
//! reads files, and nothing here knows how an article is stored, indexed or shown.

pub mod urls;

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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

/// Where a headline came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TitleFrom {
    /// The record or front matter gave it.
    Given,
    /// The feed's item gave it.
    Feed,
    /// The page's heading or metadata.
    Meta,
    /// A line of the text that stands as its headline.
    Text,
    /// No headline: the start of the first sentence.
    Lead,
    /// Nothing but a file name.
    File,
}

impl TitleFrom {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Given,
        Self::Feed,
        Self::Meta,
        Self::Text,
        Self::Lead,
        Self::File,
    ];
}

/// The day of publication and how it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// The day, month or year.
    pub day: PartialDay,
    /// How it is known.
    pub from: PublishedFrom,
}

/// How the day of publication is known, surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PublishedFrom {
    /// The record, the front matter or the person gave it.
    Given,
    /// The feed's item.
    Feed,
    /// JSON-LD `datePublished` of the page.
    JsonLd,
    /// Another metadata element of the page.
    Meta,
    /// The path of the URL (`/2026/04/28/`).
    Url,
    /// A date written in the text.
    Text,
    /// A date without a year in the text, or a relative one ("2 days ago"): counted from `as_of`.
    YearInferred,
    /// The name or front matter of the file.
    File,
}

/// Gives an enum one spelling for files, JSON and people: `as_str`, `Display` and `FromStr`.
macro_rules! spelled {
    ($type:ty { $($variant:ident = $text:literal),+ $(,)? }) => {
        impl $type {
            /// The spelling in files and JSON.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl FromStr for $type {
            type Err = ();
            fn from_str(text: &str) -> Result<Self, ()> {
                match text { $($text => Ok(Self::$variant),)+ _ => Err(()) }
            }
        }
    };
}

spelled!(TitleFrom { Given = "given", Feed = "feed", Meta = "meta", Text = "text", Lead = "lead", File = "file" });
spelled!(PublishedFrom {
    Given = "given", Feed = "feed", JsonLd = "json-ld", Meta = "meta", Url = "url", Text = "text",
    YearInferred = "year-inferred", File = "file",
});

/// A day, a month or a year of the calendar; a partial date stands for its whole span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDay {
    first: Date,
    precision: Precision,
}

/// How much of a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// Only the year.
    Year,
    /// Year and month.
    Month,
    /// The day.
    Day,
}

impl PartialDay {
    /// A whole year; `None` outside the calendar (-9999 to 9999).
    pub fn year(year: i16) -> Option<Self> {
        let first = Date::new(year, 1, 1).ok()?;
        Some(Self {
            first,
            precision: Precision::Year,
        })
    }

    /// A whole month; `None` where there is no such month.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        let first = Date::new(year, month, 1).ok()?;
        Some(Self {
            first,
            precision: Precision::Month,
        })
    }

    /// One day.
    pub fn day(day: Date) -> Self {
        Self {
            first: day,
            precision: Precision::Day,
        }
    }

    /// The first day of the span.
    pub fn first(self) -> Date {
        self.first
    }

    /// The last day of the span.
    pub fn last(self) -> Date {
        match self.precision {
            Precision::Year => self.first.last_of_year(),
            Precision::Month => self.first.last_of_month(),
            Precision::Day => self.first,
        }
    }

    /// How much is known.
    pub fn precision(self) -> Precision {
        self.precision
    }
}

impl fmt::Display for PartialDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.precision {
            Precision::Year => write!(f, "{:04}", self.first.year()),
            Precision::Month => write!(f, "{:04}-{:02}", self.first.year(), self.first.month()),
            Precision::Day => write!(f, "{}", self.first),
        }
    }
}

/// A text that is no `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no day; write 2026-04-28, 2026-04 or 2026")]
pub struct InvalidDay(pub String);

impl FromStr for PartialDay {
    type Err = InvalidDay;

    fn from_str(text: &str) -> Result<Self, InvalidDay> {
        let invalid = || InvalidDay(text.to_owned());
        let is_shaped = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let mut parts = text.splitn(3, '-');
        let (year, month, day) = (parts.next().unwrap_or(""), parts.next(), parts.next());
        if !is_shaped || year.len() != 4 {
            return Err(invalid());
        }
        let year: i16 = year.parse().map_err(|_| invalid())?;
        let number = |part: &str| part.parse::<i8>().map_err(|_| invalid());
        match (month, day) {
            (None, _) => Self::year(year),
            (Some(month), None) => Self::month(year, number(month)?),
            (Some(month), Some(day)) => Date::new(year, number(month)?, number(day)?)
                .ok()
                .map(Self::day),
        }
        .ok_or_else(invalid)
    }
}

/// BLAKE3 of some bytes: the identity of what was received or filed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentHash([u8; 16]);

impl ContentHash {
    /// Hashes `bytes`; the first 128 bits are kept.
    pub fn of(bytes: &[u8]) -> Self {
        blake3::hash(bytes).into()
    }

    /// The 16 bytes.
    pub fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    /// The hash that [`ContentHash::to_bytes`] gave.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// 13 characters of lower-case base 32, enough to name an article.
    pub fn short(self) -> String {
        const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let mut bits = u128::from_be_bytes(self.0);
        (0..13)
            .map(|_| {
                bits = bits.rotate_left(5);
                char::from(ALPHABET.get((bits & 31) as usize).copied().unwrap_or(b'a'))
            })
            .collect()
    }

    /// The first 64 bits, as a key.
    pub fn key(self) -> u64 {
        (u128::from_be_bytes(self.0) >> 64) as u64
    }
}

impl From<blake3::Hash> for ContentHash {
    /// The hash of what was hashed piece by piece.
    fn from(hash: blake3::Hash) -> Self {
        let mut short = [0; 16];
        for (to, from) in short.iter_mut().zip(hash.as_bytes()) {
            *to = *from;
        }
        Self(short)
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ContentHash {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let bits = (text.len() == 32)
            .then(|| u128::from_str_radix(text, 16).ok())
            .flatten();
        bits.map(|bits| Self(bits.to_be_bytes())).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partial_day_is_its_whole_span() {
        let check = |text: &str, first: &str, last: &str| {
            let day: PartialDay = text.parse().unwrap();
            assert_eq!(
                (day.first().to_string(), day.last().to_string()),
                (first.into(), last.into())
            );
            assert_eq!(day.to_string(), text);
        };
        check("2026", "2026-01-01", "2026-12-31");
        check("2024-02", "2024-02-01", "2024-02-29");
        check("2026-04-28", "2026-04-28", "2026-04-28");
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "26",
            "2026-13",
            "2026-02-30",
            "2026-04-28-01",
            "28 Apr",
            "２０２６",
            "-2026",
        ] {
            assert!(text.parse::<PartialDay>().is_err(), "{text}");
        }
    }

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

    #[test]
    fn a_hash_reads_back_and_a_short_one_has_13_characters() {
        let hash = ContentHash::of(b"abc");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!(hash.short().len(), 13);
        assert_ne!(ContentHash::of(b"abd").short(), hash.short());
    }
}
