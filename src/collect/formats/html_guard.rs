//! Looks at the tags of a page before any parser builds a tree of them.
//!
//! The extractors are super-linear in nesting depth and slow in the number of elements, and a tree of
//! HTML can be far larger than its source: unclosed formatting is opened again in every paragraph.
//! One linear pass over the tags tells how large the tree may become; see
//! `docs/decisions/0002-html-extraction.md`.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Which reader a page may be given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The best extractor.
    Full,
    /// The sturdy one: large but flat.
    Sturdy,
    /// No tree at all: take the tags off.
    NoTree,
}

/// Open elements above which no tree is built. Real pages stay below 100; the extractors' time grows
/// with the square (2,000 nested `div` take a second, 20,000 half a minute).
const MAX_DEPTH: usize = 400;
/// Formatting elements open at once; each is opened again in every block that follows.
const MAX_FORMATTING: usize = 40;
/// Elements up to which the best extractor stays below a second or two.
const MAX_ELEMENTS: usize = 30_000;
/// Elements up to which the sturdy extractor stays below a second or two.
const MAX_STURDY_ELEMENTS: usize = 120_000;
/// Attributes of one tag: the parser compares each with all before it.
const MAX_ATTRIBUTES: usize = 400;

/// Judges a page.
pub(crate) fn judge(html: &str) -> Verdict {
    let mut open = Open::default();
    let mut n_elements = 0_usize;
    let mut rest = html.as_bytes();
    while let Some(at) = memchr::memchr(b'<', rest) {
        rest = rest.get(at + 1..).unwrap_or_default();
        if let Some(after) = rest.strip_prefix(b"!--") {
            rest = after_comment(after);
            continue;
        }
        let is_closing = rest.first() == Some(&b'/');
        let start = rest.get(usize::from(is_closing)..).unwrap_or_default();
        if !start.first().is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let tag = Tag::read(start);
        rest = start.get(tag.n_bytes..).unwrap_or_default();
        if tag.n_attributes > MAX_ATTRIBUTES {
            return Verdict::NoTree;
        }
        if is_closing {
            open.close(&tag.name);
            continue;
        }
        n_elements += 1 + open.formatting.len();
        if is_raw_text(&tag.name) && !open.reads_tags_in_raw_text(&tag.name) {
            rest = after_raw_text(rest, &tag.name);
        } else {
            open.open(tag);
        }
        let is_deep = open.names.len() > MAX_DEPTH || open.formatting.len() > MAX_FORMATTING;
        if is_deep || n_elements > MAX_STURDY_ELEMENTS {
            return Verdict::NoTree;
        }
    }
    if n_elements > MAX_ELEMENTS {
        Verdict::Sturdy
    } else {
        Verdict::Full
    }
}

/// Skips to the end of a comment; `<!-->` and `<!--->` are whole comments, and `--!>` ends one.
fn after_comment(after: &[u8]) -> &[u8] {
    if let Some(rest) = after
        .strip_prefix(b">")
        .or_else(|| after.strip_prefix(b"->"))
    {
        return rest;
    }
    let mut from = 0;
    while let Some(at) = after
        .get(from..)
        .and_then(|tail| memchr::memmem::find(tail, b"--"))
    {
        let tail = after.get(from + at + 2..).unwrap_or_default();
        if let Some(rest) = tail.strip_prefix(b">").or_else(|| tail.strip_prefix(b"!>")) {
            return rest;
        }
        from += at + 1;
    }
    &[]
}

struct Tag {
    name: String,
    n_attributes: usize,
    /// Up to and with the closing bracket.
    n_bytes: usize,
    /// Tells two tags of one name apart by their attributes.
    hash: u64,
}

/// Where inside a tag a byte stands, as the tokenizer of HTML has it: a quote counts only as the
/// first byte of a value, else it could hide the tags that follow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum InTag {
    Name,
    BetweenAttributes,
    AttributeName,
    AfterAttributeName,
    BeforeValue,
    Unquoted,
    Quoted(u8),
}

impl Tag {
    /// Reads a tag from its name on.
    fn read(bytes: &[u8]) -> Self {
        const LONGEST_NAME: usize = 32;
        let name: String = bytes
            .iter()
            .take_while(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'>' | b'/'))
            .take(LONGEST_NAME)
            .map(|byte| char::from(byte.to_ascii_lowercase()))
            .collect();
        let (mut n_attributes, mut standing) = (0, InTag::Name);
        let mut n_bytes = bytes.len();
        for (at, byte) in bytes.iter().enumerate() {
            let next = standing.after(*byte);
            let Some(next) = next else {
                n_bytes = at + 1;
                break;
            };
            let is_start = next == InTag::AttributeName && standing != InTag::AttributeName;
            n_attributes += usize::from(is_start);
            standing = next;
        }
        let mut hasher = DefaultHasher::new();
        bytes.get(..n_bytes).unwrap_or(bytes).hash(&mut hasher);
        Self {
            name,
            n_attributes,
            n_bytes,
            hash: hasher.finish(),
        }
    }
}

impl InTag {
    /// Where the tokenizer stands after `byte`; `None` when it closes the tag.
    fn after(self, byte: u8) -> Option<Self> {
        let is_space = byte.is_ascii_whitespace();
        Some(match (self, byte) {
            (Self::Quoted(quote), _) if byte == quote => Self::BetweenAttributes,
            (Self::Quoted(_), _) => self,
            (_, b'>') => return None,
            (Self::BeforeValue, b'"' | b'\'') => Self::Quoted(byte),
            (Self::BeforeValue, _) if is_space => self,
            (Self::BeforeValue | Self::Unquoted, _) if !is_space => Self::Unquoted,
            (Self::Unquoted, _) => Self::BetweenAttributes,
            (Self::Name, _) if !is_space && byte != b'/' => self,
            (Self::AttributeName | Self::AfterAttributeName, b'=') => Self::BeforeValue,
            (Self::AttributeName | Self::AfterAttributeName, _) if is_space => {
                Self::AfterAttributeName
            }
            (_, b'/') => Self::BetweenAttributes,
            (_, _) if is_space => Self::BetweenAttributes,
            _ => Self::AttributeName,
        })
    }
}

/// The elements that are open, as the parser would count them.
#[derive(Default)]
struct Open {
    names: Vec<String>,
    n_open: HashMap<String, usize>,
    /// Formatting that is opened again in every block: name, and a hash of the whole tag.
    formatting: Vec<(String, u64)>,
}

impl Open {
    fn open(&mut self, tag: Tag) {
        // In drawings and formulas nothing is void and nothing closes itself.
        let is_flat = is_void(&tag.name) || closes_itself(&tag.name);
        if is_flat && !self.is_foreign() {
            return;
        }
        if is_formatting(&tag.name) {
            self.open_formatting(&tag);
        }
        *self.n_open.entry(tag.name.clone()).or_default() += 1;
        self.names.push(tag.name);
    }

    /// A second link closes the first; of other tags the parser keeps three that are the same.
    fn open_formatting(&mut self, tag: &Tag) {
        const MAX_SAME: usize = 3;
        if matches!(tag.name.as_str(), "a" | "nobr") {
            self.formatting.retain(|(name, _)| *name != tag.name);
        }
        let is_same = |(_, hash): &&(String, u64)| *hash == tag.hash;
        if self.formatting.iter().filter(is_same).count() < MAX_SAME {
            self.formatting.push((tag.name.clone(), tag.hash));
        }
    }

    /// Closes the innermost element of that name with all inside it; nothing if none is open.
    fn close(&mut self, name: &str) {
        // Formatting that a block closed is still to be opened again, until it is closed itself.
        if let Some(at) = self.formatting.iter().rposition(|(open, _)| open == name) {
            self.formatting.remove(at);
        }
        if self.n_open(name) == 0 {
            return;
        }
        while let Some(last) = self.names.pop() {
            if let Some(n) = self.n_open.get_mut(&last) {
                *n -= 1;
            }
            if last == name {
                break;
            }
        }
    }

    fn n_open(&self, name: &str) -> usize {
        self.n_open.get(name).copied().unwrap_or_default()
    }

    fn is_foreign(&self) -> bool {
        self.n_open("svg") > 0 || self.n_open("math") > 0
    }

    /// Where the parser takes no notice of `<iframe>` and its kin, the tags behind it are tags.
    fn reads_tags_in_raw_text(&self, name: &str) -> bool {
        self.is_foreign() || (self.n_open("select") > 0 && name != "script")
    }
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// A second one closes the first, so many of them are no depth; lists and tables around them are.
fn closes_itself(name: &str) -> bool {
    matches!(
        name,
        "p" | "li"
            | "dt"
            | "dd"
            | "tr"
            | "td"
            | "th"
            | "option"
            | "tbody"
            | "thead"
            | "html"
            | "body"
            | "head"
    )
}

fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "a" | "b"
            | "big"
            | "code"
            | "em"
            | "font"
            | "i"
            | "nobr"
            | "s"
            | "small"
            | "strike"
            | "strong"
            | "tt"
            | "u"
    )
}

fn is_raw_text(name: &str) -> bool {
    matches!(
        name,
        "script" | "style" | "textarea" | "title" | "iframe" | "xmp" | "noembed" | "noframes"
    )
}

/// Skips to the closing tag; without one, everything is the element's text.
fn after_raw_text<'a>(rest: &'a [u8], name: &str) -> &'a [u8] {
    let mut from = 0;
    while let Some(at) = rest
        .get(from..)
        .and_then(|tail| memchr::memmem::find(tail, b"</"))
    {
        let start = from + at + 2;
        let is_end = rest
            .get(start..start + name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
        if is_end {
            return rest.get(start..).unwrap_or_default();
        }
        from = start;
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_pages_pass_and_bombs_do_not() {
        let check = |html: &str, expected: Verdict| assert_eq!(judge(html), expected);
        check("", Verdict::Full);
        check(&"<ul><li>a<li>b</ul><p>c<p>d".repeat(2000), Verdict::Full);
        check(&"<div><b>a</div>".repeat(30), Verdict::Full);
        check(&"<p>a</p>".repeat(60_000), Verdict::Sturdy);
        check(&"<p>a</p>".repeat(200_000), Verdict::NoTree);
        for tag in ["div", "span", "blockquote", "table"] {
            check(&format!("<{tag}>").repeat(20_000), Verdict::NoTree);
        }
        let fonts =
            |n: usize| (0..n).fold(String::new(), |page, i| page + &format!("<font size={i}>"));
        check(
            &format!("{}{}", fonts(41), "<p>a".repeat(100)),
            Verdict::NoTree,
        );
        check(
            &format!("{}{}", fonts(30), "<p>a".repeat(5000)),
            Verdict::NoTree,
        );
        check(&format!("<p {}>", "a ".repeat(100_000)), Verdict::NoTree);
        check("<p title=\"<div><div>\">a<", Verdict::Full);
    }

    #[test]
    fn nothing_hides_a_bomb() {
        let bomb = "<div>".repeat(1000);
        for before in [
            "<!-->",
            "<!--->",
            "<!-- a --!>",
            "<a =\">",
            "<a href=x?y=\">",
            "<noscript>",
            "<select><iframe></select>",
            "<svg><style>",
            "<svg><title>",
        ] {
            let html = format!("{before}{bomb}</iframe></style></title>-->");
            assert_eq!(judge(&html), Verdict::NoTree, "{before}");
        }
        let cells = format!("<svg>{}", "<td>".repeat(1000));
        assert_eq!(judge(&cells), Verdict::NoTree);
    }

    #[test]
    fn sloppy_pages_are_no_bombs() {
        let check = |html: &str| assert_eq!(judge(html), Verdict::Full, "{}", html.len());
        check(&"<p><b>never closed</p>".repeat(300));
        check(&"<div><a href=x>never closed</div>".repeat(300));
        check(&"<td><i>a</b></td>".repeat(300));
        check(&"<a title='a > b' href = \"x>y\">c</a>".repeat(300));
    }

    #[test]
    fn what_is_no_tag_is_not_counted() {
        let script = format!(
            "<script>{}</script>",
            "document.write('<div>');".repeat(5000)
        );
        assert_eq!(judge(&script), Verdict::Full);
        assert_eq!(
            judge(&format!("<!-- {} -->", "<div>".repeat(5000))),
            Verdict::Full
        );
        assert_eq!(judge(&"a < b > c <3 </ ".repeat(5000)), Verdict::Full);
    }
}
