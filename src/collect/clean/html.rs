//! HTML to plain Markdown, by a walk of our own.
//!
//! Fields of records and extracted articles are fragments, often broken and cut in the middle of a
//! tag. A tree would be built only to be read once from front to end; this walk reads tags as they
//! come, in linear time and without recursion, and a tag it doesn't know costs only itself.

use std::borrow::Cow;

use memchr::memchr;

use super::blocks::{Block, Blocks};
use super::tidy::tidy;

/// Turns a piece of HTML into plain Markdown: links and emphasis keep their text, images, scripts and
/// captions go, entities are decoded (twice, where they were escaped twice).
pub fn html_to_markdown(html: &str) -> String {
    let mut walk = Walk::default();
    for token in Tokens::of(html) {
        match token {
            Token::Text(text) => walk.text(text),
            Token::Open(name) => walk.open(&name),
            Token::Close(name) => walk.close(&name),
        }
    }
    tidy(&walk.blocks.finish())
}

/// Takes the tags off and decodes entities; tags of blocks leave a line break.
pub(super) fn strip_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for token in Tokens::of(html) {
        match token {
            Token::Text(piece) => text.push_str(&decode(piece)),
            Token::Open(name) | Token::Close(name) if is_block(&name) => text.push('\n'),
            Token::Open(_) | Token::Close(_) => {}
        }
    }
    text
}

/// Decodes entities; those that were escaped twice (`&amp;#8217;`) as well.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let once = htmlize::unescape(text);
    if is_still_escaped(&once) {
        Cow::Owned(htmlize::unescape(once.as_ref()).into_owned())
    } else {
        once
    }
}

/// Whether a complete reference such as `&#8217;` or `&quot;` is left.
fn is_still_escaped(text: &str) -> bool {
    memchr::memchr_iter(b'&', text.as_bytes()).any(|at| {
        let rest = text.as_bytes().get(at + 1..).unwrap_or_default();
        let name = rest.iter().take(10).position(|b| *b == b';');
        name.is_some_and(|end| {
            end >= 2
                && rest
                    .iter()
                    .take(end)
                    .all(|b| b.is_ascii_alphanumeric() || *b == b'#')
        })
    })
}

fn is_block(name: &str) -> bool {
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

#[derive(Default)]
struct Walk {
    blocks: Blocks,
    /// Open lists: the number of the next item of an ordered one.
    lists: Vec<Option<u64>>,
    /// The open heading, so that a paragraph inside doesn't end it.
    in_heading: bool,
}

impl Walk {
    fn text(&mut self, text: &str) {
        let decoded = decode(text);
        if self.blocks.is_code() {
            self.blocks.text(&decoded);
            return;
        }
        // Line breaks in HTML are spaces; only <br> breaks a line.
        for (line_idx, line) in decoded.split(['\n', '\r']).enumerate() {
            if line_idx > 0 {
                self.blocks.text(" ");
            }
            self.blocks.text(line);
        }
    }

    fn open(&mut self, name: &str) {
        match name {
            "br" => self.blocks.line_break(),
            "hr" => self.blocks.begin(Block::Paragraph),
            "h1" | "h2" => self.heading(2),
            "h3" => self.heading(3),
            "h4" | "h5" | "h6" => self.heading(4),
            "ul" | "ol" => {
                self.blocks.end();
                self.lists.push((name == "ol").then_some(1));
            }
            "li" => {
                let depth = self.lists.len().saturating_sub(1);
                let number = self.lists.last_mut().and_then(|number| {
                    let current = (*number)?;
                    *number = Some(current + 1);
                    Some(current)
                });
                self.blocks.begin(Block::Item(depth, number));
            }
            "blockquote" => self.blocks.open_quote(),
            "pre" => self.blocks.begin(Block::Code),
            "table" => self.blocks.open_table(),
            "tr" => self.blocks.begin_row(),
            "td" | "th" => self.blocks.begin_cell(),
            // A paragraph right inside an item or a heading is that item.
            "p" | "div" | "span" if !self.lists.is_empty() || self.in_heading => {
                self.blocks.text(" ");
            }
            _ if is_block(name) => self.blocks.begin(Block::Paragraph),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.in_heading = false;
                self.blocks.begin(Block::Paragraph);
            }
            "ul" | "ol" => {
                self.blocks.end();
                self.lists.pop();
            }
            "li" | "pre" => self.blocks.end(),
            "blockquote" => self.blocks.close_quote(),
            "td" | "th" => self.blocks.end_cell(),
            "table" => self.blocks.close_table(),
            "tr" | "br" => {}
            "p" | "div" if !self.lists.is_empty() || self.in_heading => self.blocks.text(" "),
            _ if is_block(name) => self.blocks.begin(Block::Paragraph),
            _ => {}
        }
    }

    fn heading(&mut self, level: u8) {
        self.blocks.begin(Block::Heading(level));
        self.in_heading = true;
    }
}

enum Token<'a> {
    Text(&'a str),
    Open(String),
    Close(String),
}

/// Cuts HTML into text and tags; elements without article text are skipped whole.
struct Tokens<'a> {
    html: &'a str,
    at: usize,
    /// No `>` stands behind this point, so that it is looked for once only.
    no_end_from: usize,
    /// Elements whose closing tag was looked for in vain.
    unclosed: Vec<&'static str>,
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
    fn of(html: &'a str) -> Self {
        Self {
            html,
            at: 0,
            no_end_from: html.len(),
            unclosed: Vec::new(),
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

    /// Behind the closing tag of a skipped element that was opened at `from`.
    fn skip_to(&mut self, name: &'static str, reach: usize, from: usize) -> Option<usize> {
        if self.unclosed.contains(&name) {
            return None;
        }
        let rest = self.html.as_bytes().get(from..)?;
        let window = rest.get(..reach.min(rest.len()))?;
        let found = memchr::memchr_iter(b'<', window).find(|at| {
            window.get(at + 1) == Some(&b'/')
                && window
                    .get(at + 2..at + 2 + name.len())
                    .is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
        });
        if found.is_none() && reach == usize::MAX {
            self.unclosed.push(name);
        }
        self.tag_end(from + found?)
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
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = memchr::memmem::find(comment.as_bytes(), b"-->");
            self.at = match end {
                Some(end) => start + 4 + end + 3,
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
        if !is_element(&name) && !name.contains(['-', ':']) || name.is_empty() {
            return None;
        }
        let end = self.tag_end(start)?;
        self.at = end;
        if is_closing {
            return Some(Some(Token::Close(name)));
        }
        if let Some((skipped, reach)) = SKIPPED.iter().find(|(skipped, _)| *skipped == name)
            && let Some(behind) = self.skip_to(skipped, *reach, end)
        {
            self.at = behind;
            return Some(None);
        }
        Some(Some(Token::Open(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        assert_eq!(html_to_markdown(html), expected, "{html}");
    }

    #[test]
    fn blocks_become_markdown() {
        check("<p>One.</p><p>Two <b>bold</b>.</p>", "One.\n\nTwo bold.");
        check("<h1>A</h1><h3>B</h3>c", "## A\n\n### B\n\nc");
        check(
            "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul><p>d</p>",
            "- a\n- b\n  - c\n\nd",
        );
        check("<ol><li>a<li>b</ol>", "1. a\n2. b");
        check(
            "<blockquote><p>a</p><p>b</p></blockquote>c",
            "> a\n\n> b\n\nc",
        );
        check("<pre>x\n  y</pre>", "```\nx\n  y\n```");
        check("a<br>b<br><br>c", "a\nb\n\nc");
        check(
            "<table><tr><th>A<th>B</tr><tr><td>1</td><td>2</td></tr></table>",
            "| A | B |\n| --- | --- |\n| 1 | 2 |",
        );
        check(
            "<table><tr><td>A|B</td><td>C</td></tr><tr><td>1</td><td>2</td></tr></table>",
            "| A\\|B | C |\n| --- | --- |\n| 1 | 2 |",
        );
        check("<pre>```\nx\n```</pre>", "````\n```\nx\n```\n````");
        check("<table><tr><td>only text</td></tr></table>", "only text");
    }

    #[test]
    fn links_keep_their_text_and_pictures_go() {
        check(
            r#"<p><a href="https://a.example/?a>b" title="x">Link</a> text<img alt="no" src="x"></p>"#,
            "Link text",
        );
        check(
            "<figure><img src=x><figcaption>no</figcaption></figure><p>yes</p>",
            "yes",
        );
        check("a<script>if (a<b) {}</script>b<!-- c -->d", "abd");
    }

    #[test]
    fn entities_are_decoded_even_when_escaped_twice() {
        check("it&#8217;s &amp; R&amp;D", "it’s & R&D");
        check("it&amp;#8217;s &amp;quot;x&amp;quot;", "it’s \"x\"");
    }

    #[test]
    fn broken_html_loses_nothing_but_tags() {
        check("a < b and c > d", "a < b and c > d");
        check(
            "cut in a <a href=\"https://exam",
            "cut in a <a href=\"https://exam",
        );
        check("<script>never closed <p>text</p>", "never closed\n\ntext");
        check("Vec<String> stays", "Vec<String> stays");
        check("<p title=\"open>kept</p>", "kept");
        check("</div></p></li>x", "x");
        check("", "");
        check("<", "<");
    }

    #[test]
    fn hostile_html_takes_linear_time() {
        for piece in [
            "<a",
            "<script>",
            "<p",
            "<!--",
            "<div>",
            "<table>",
            "<ul><li>",
            "<blockquote>",
            "<svg>x",
            "&",
            "<figcaption>",
        ] {
            drop(html_to_markdown(&piece.repeat(100_000)));
        }
    }
}
