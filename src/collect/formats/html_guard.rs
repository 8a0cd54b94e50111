//! Looks at the tags of a page before any parser builds a tree of them.
//!
//! The extractors are super-linear in nesting depth and slow in the number of elements, and a tree of
//! HTML can be far larger than its source: unclosed formatting is opened again in every paragraph.
//! One linear pass over the tags tells how large the tree may become; see EXTRACTION in
//! `docs/decisions`.

use std::collections::HashMap;

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
            let end = memchr::memmem::find(after, b"-->");
            rest = end.and_then(|end| after.get(end + 3..)).unwrap_or_default();
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
        n_elements += 1 + open.n_formatting;
        if is_raw_text(&tag.name) {
            rest = after_raw_text(rest, &tag.name);
        } else {
            open.open(tag.name);
        }
        let is_deep = open.names.len() > MAX_DEPTH || open.n_formatting > MAX_FORMATTING;
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

struct Tag {
    name: String,
    n_attributes: usize,
    /// Up to and with the closing bracket.
    n_bytes: usize,
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
        let (mut n_attributes, mut quote) = (0, None);
        let mut was_space = false;
        for (at, byte) in bytes.iter().enumerate() {
            match quote {
                Some(open) => {
                    if *byte == open {
                        quote = None;
                    }
                }
                None if *byte == b'>' => {
                    return Self {
                        name,
                        n_attributes,
                        n_bytes: at + 1,
                    };
                }
                None if matches!(byte, b'"' | b'\'')
                    && at > 0
                    && bytes.get(at - 1) == Some(&b'=') =>
                {
                    quote = Some(*byte);
                }
                None => n_attributes += usize::from(was_space && !byte.is_ascii_whitespace()),
            }
            was_space = quote.is_none() && byte.is_ascii_whitespace();
        }
        Self {
            name,
            n_attributes,
            n_bytes: bytes.len(),
        }
    }
}

/// The elements that are open, as the parser would count them.
#[derive(Default)]
struct Open {
    names: Vec<String>,
    n_open: HashMap<String, usize>,
    n_formatting: usize,
}

impl Open {
    fn open(&mut self, name: String) {
        if is_void(&name) || closes_itself(&name) {
            return;
        }
        self.n_formatting += usize::from(is_formatting(&name));
        *self.n_open.entry(name.clone()).or_default() += 1;
        self.names.push(name);
    }

    /// Closes the innermost element of that name with all inside it; nothing if none is open.
    fn close(&mut self, name: &str) {
        if self.n_open.get(name).is_none_or(|n| *n == 0) {
            return;
        }
        while let Some(last) = self.names.pop() {
            if let Some(n) = self.n_open.get_mut(&last) {
                *n -= 1;
            }
            // Formatting that is closed by a block opens again behind it.
            if last == name {
                self.n_formatting -= usize::from(is_formatting(&last));
                break;
            }
        }
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
        "script"
            | "style"
            | "textarea"
            | "title"
            | "noscript"
            | "iframe"
            | "xmp"
            | "noembed"
            | "noframes"
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
        check(
            &format!("{}{}", "<b x=1>".repeat(41), "<p>a".repeat(100)),
            Verdict::NoTree,
        );
        check(
            &format!("{}{}", "<b x=1>".repeat(30), "<p>a".repeat(5000)),
            Verdict::NoTree,
        );
        check(&format!("<p {}>", "a ".repeat(100_000)), Verdict::NoTree);
        check("<p title=\"<div><div>\">a<", Verdict::Full);
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
