//! HTML cut into text and tags, and which names are elements.
//!
//! A tag is read where it stands: nothing is remembered of those that are open, and whatever is missing
//! (a `>`, a closing tag, the end of a comment) is looked for once.

use memchr::memchr;

pub(super) enum Token<'a> {
    Text(&'a str),
    Open(String),
    Close(String),
}

/// Cuts HTML into text and tags; elements without article text are skipped whole.
pub(super) struct Tokens<'a> {
    html: &'a str,
    at: usize,
    /// No `>` stands behind this point, so that it is looked for once only.
    no_end_from: usize,
    /// For each of [`SKIPPED`]: no closing tag stands before this point that was not passed already, so that no
    /// byte is looked at twice, however many of them are open.
    no_close_before: [usize; SKIPPED.len()],
    /// The same for the end of a comment.
    no_comment_end_before: usize,
    /// Bytes that were looked through for closing tags and ends of comments.
    #[cfg(test)]
    n_looked_at: usize,
}

/// Elements that are skipped with all that is in them, and how far the closing tag may be, in bytes. The cap
/// holds what a missing closing tag may cost.
const SKIPPED: [(&str, usize); 12] = [
    ("script", usize::MAX),
    ("style", usize::MAX),
    ("svg", usize::MAX),
    ("template", usize::MAX),
    ("noscript", 20_000),
    ("iframe", 5_000),
    ("figcaption", 2_000),
    ("button", 1_000),
    ("select", 20_000),
    ("video", 5_000),
    ("audio", 5_000),
    ("nav", 20_000),
];

impl<'a> Tokens<'a> {
    pub(super) fn of(html: &'a str) -> Self {
        Self {
            html,
            at: 0,
            no_end_from: html.len(),
            no_close_before: [0; SKIPPED.len()],
            no_comment_end_before: 0,
            #[cfg(test)]
            n_looked_at: 0,
        }
    }

    /// The end of the tag that begins at `start`: behind its `>`, quotes respected where they close soon.
    fn tag_end(&mut self, start: usize) -> Option<usize> {
        /// An attribute value is rarely longer; a quote left open must not swallow the article.
        const LONGEST_TAG: usize = 4_096;
        if start >= self.no_end_from {
            return None;
        }
        let bytes = self.html.as_bytes();
        let mut quote = None;
        for (offset, byte) in bytes.get(start..)?.iter().take(LONGEST_TAG).enumerate() {
            match (quote, byte) {
                (None, b'>') => return Some(start + offset + 1),
                (None, b'"' | b'\'') if bytes.get(start + offset - 1) == Some(&b'=') => {
                    quote = Some(*byte);
                }
                (Some(open), byte) if open == *byte => quote = None,
                _ => {}
            }
        }
        let end = memchr(b'>', bytes.get(start..)?).map(|offset| start + offset + 1);
        if end.is_none() {
            self.no_end_from = start;
        }
        end
    }

    /// Behind the closing tag of the element of [`SKIPPED`] with this place, which was opened at `from`.
    fn skip_to(&mut self, place: usize, from: usize) -> Option<usize> {
        let (name, reach) = SKIPPED.get(place)?;
        let known = self.no_close_before.get_mut(place)?;
        let end = self.html.len().min(from.saturating_add(*reach));
        let start = from.max(*known);
        // Empty where all of it was looked through before.
        let window = self.html.as_bytes().get(start..end)?;
        let found = memchr::memchr_iter(b'<', window).find(|at| {
            window.get(at + 1) == Some(&b'/')
                && window
                    .get(at + 2..at + 2 + name.len())
                    .is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
        });
        // One that the window's end cuts is looked for again.
        let n_passed = found.unwrap_or(window.len().saturating_sub(name.len() + 1));
        *known = start + n_passed;
        #[cfg(test)]
        {
            self.n_looked_at += found.unwrap_or(window.len());
        }
        self.tag_end(start + found?)
    }

    /// Behind the comment that begins at `start`, where it ends.
    fn comment_end(&mut self, start: usize) -> Option<usize> {
        const END: &[u8] = b"-->";
        let from = (start + "<!--".len()).max(self.no_comment_end_before);
        let rest = self.html.as_bytes().get(from..)?;
        let found = memchr::memmem::find(rest, END);
        self.no_comment_end_before = from + found.unwrap_or(rest.len());
        #[cfg(test)]
        {
            self.n_looked_at += found.unwrap_or(rest.len());
        }
        Some(from + found? + END.len())
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let bytes = self.html.as_bytes();
        loop {
            let start = self.at;
            let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
            if let Some(tag) = self.read_tag(start) {
                match tag {
                    Some(token) => return Some(token),
                    None => continue,
                }
            }
            // Text up to the next `<`; a `<` that begins no tag is text.
            let length =
                memchr(b'<', rest.get(1..).unwrap_or_default()).map_or(rest.len(), |at| at + 1);
            self.at = start + length;
            if let Some(text) = self.html.get(start..self.at) {
                return Some(Token::Text(text));
            }
        }
    }
}

impl<'a> Tokens<'a> {
    /// Reads the tag at `start`: `None` where there is none, `Some(None)` where it was skipped.
    #[expect(
        clippy::option_option,
        reason = "no tag, a skipped tag and a tag are three answers"
    )]
    fn read_tag(&mut self, start: usize) -> Option<Option<Token<'a>>> {
        let rest = self.html.get(start..)?;
        if rest.starts_with("<!--") {
            self.at = match self.comment_end(start) {
                Some(end) => end,
                None => self.tag_end(start)?,
            };
            return Some(None);
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            self.at = self.tag_end(start)?;
            return Some(None);
        }
        let inner = rest.strip_prefix('<')?;
        let (is_closing, inner) = match inner.strip_prefix('/') {
            Some(inner) => (true, inner),
            None => (false, inner),
        };
        let name_end = inner
            .bytes()
            .position(|b| !(b.is_ascii_alphanumeric() || b == b'-' || b == b':'))
            .unwrap_or(inner.len());
        let name = inner.get(..name_end).unwrap_or("").to_ascii_lowercase();
        if !is_name_of_tag(&name) {
            return None;
        }
        let end = self.tag_end(start)?;
        if !has_form_of_tag(self.html.get(start..end)?) {
            return None;
        }
        self.at = end;
        if is_closing {
            return Some(Some(Token::Close(name)));
        }
        if let Some(place) = SKIPPED.iter().position(|(skipped, _)| *skipped == name)
            && let Some(behind) = self.skip_to(place, end)
        {
            self.at = behind;
            return Some(None);
        }
        Some(Some(Token::Open(name)))
    }
}

/// Whether `tag`, from its `<` to its `>`, is a tag of HTML. What only looks like one is text: `Vec<String>`,
/// `a<b and b>c`, `<https://e.com>`.
pub(crate) fn is_tag(tag: &str) -> bool {
    is_name_of_tag(&name_of(tag).to_ascii_lowercase()) && has_form_of_tag(tag)
}

/// The name of a tag, as it is written.
pub(crate) fn name_of(tag: &str) -> &str {
    let inner = tag.trim_start_matches(['<', '/']);
    let end = inner
        .bytes()
        .position(|b| !(b.is_ascii_alphanumeric() || b == b'-' || b == b':'))
        .unwrap_or(inner.len());
    inner.get(..end).unwrap_or_default()
}

/// An element of HTML, or one of somebody's own (`amp-story`, `o:p`).
fn is_name_of_tag(name: &str) -> bool {
    let is_own = name
        .split_once(['-', ':'])
        .is_some_and(|(first, rest)| !first.is_empty() && !rest.is_empty());
    is_element(name) || is_own
}

/// Whether attributes stand behind the name, or nothing.
fn has_form_of_tag(tag: &str) -> bool {
    const WITHOUT_VALUE: [&str; 12] = [
        "/",
        "allowfullscreen",
        "async",
        "autoplay",
        "checked",
        "controls",
        "defer",
        "disabled",
        "hidden",
        "itemscope",
        "nowrap",
        "selected",
    ];
    let Some((_, behind)) = tag.split_once(name_of(tag)) else {
        return false;
    };
    let attributes = behind.trim_end_matches('>');
    let is_parted =
        attributes.is_empty() || attributes.starts_with(['/', ' ', '\n', '\t', '\r', '"', '\'']);
    let is_attribute = |word: &str| WITHOUT_VALUE.contains(&word.to_ascii_lowercase().as_str());
    is_parted && (attributes.contains('=') || attributes.split_whitespace().all(is_attribute))
}

pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "main"
            | "aside"
            | "figure"
            | "ul"
            | "ol"
            | "dl"
            | "dt"
            | "dd"
            | "li"
            | "table"
            | "tr"
            | "td"
            | "th"
            | "thead"
            | "tbody"
            | "blockquote"
            | "pre"
            | "br"
            | "hr"
            | "address"
            | "details"
            | "summary"
            | "center"
            | "nav"
            | "form"
            | "fieldset"
            | "body"
            | "html"
            | "head"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "picture"
            | "video"
            | "iframe"
    )
}

/// Whether `name` is an element of HTML that this walk strips; anything else in `<>` is text.
pub(super) fn is_element(name: &str) -> bool {
    is_block(name)
        || matches!(
            name,
            "a" | "abbr"
                | "acronym"
                | "audio"
                | "b"
                | "base"
                | "bdi"
                | "bdo"
                | "big"
                | "button"
                | "canvas"
                | "caption"
                | "cite"
                | "code"
                | "col"
                | "colgroup"
                | "data"
                | "del"
                | "dfn"
                | "dialog"
                | "em"
                | "embed"
                | "figcaption"
                | "font"
                | "i"
                | "img"
                | "input"
                | "ins"
                | "kbd"
                | "label"
                | "legend"
                | "link"
                | "map"
                | "area"
                | "mark"
                | "math"
                | "meta"
                | "meter"
                | "noscript"
                | "object"
                | "optgroup"
                | "option"
                | "output"
                | "param"
                | "path"
                | "progress"
                | "q"
                | "rp"
                | "rt"
                | "ruby"
                | "s"
                | "samp"
                | "script"
                | "select"
                | "slot"
                | "small"
                | "source"
                | "span"
                | "strike"
                | "strong"
                | "style"
                | "sub"
                | "sup"
                | "svg"
                | "template"
                | "textarea"
                | "tfoot"
                | "time"
                | "title"
                | "track"
                | "tt"
                | "u"
                | "var"
                | "wbr"
                | "amp-img"
                | "hgroup"
                | "search"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each unclosed `<nav>` once cost the 20 kB behind it, 3.7 s a MB.
    #[test]
    fn what_is_never_closed_is_looked_for_once() {
        let n_looked_at = |piece: &str, n: usize| {
            let html = piece.repeat(n);
            let mut tokens = Tokens::of(&html);
            assert!(tokens.by_ref().count() >= n);
            tokens.n_looked_at
        };
        for (name, _) in SKIPPED {
            // Whole, and with a closing tag at the end that has no end itself.
            for piece in [format!("<{name}>x "), format!("<{name}>x </{name} ")] {
                let (once, twice) = (n_looked_at(&piece, 20_000), n_looked_at(&piece, 40_000));
                assert!(once <= 2 * 20_000 * piece.len(), "{piece}: {once}");
                assert!(twice * 10 <= once * 21, "{piece}: {once}, {twice}");
            }
        }
        let (once, twice) = (
            n_looked_at("<!-- x> ", 20_000),
            n_looked_at("<!-- x> ", 40_000),
        );
        assert!(once > 0 && twice * 10 <= once * 21, "{once}, {twice}");
    }
}
