//! HTML to plain Markdown, by a walk of our own.
//!
//! Fields of records and extracted articles are fragments, often broken and cut in the middle of a
//! tag. A tree would be built only to be read once from front to end; this walk reads tags as they
//! come, in linear time and without recursion, and a tag it doesn't know costs only itself.

use std::borrow::Cow;

use memchr::memchr;

use super::blocks::{Block, Blocks};
use super::tidy::tidy;
use super::tokens::{Token, Tokens, is_block};

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
    fn a_closing_tag_is_found_wherever_others_were_looked_for() {
        check("<nav>a<nav>b</nav>c", "c");
        check("<nav>a</nav>b<nav>c</nav>d", "bd");
        // The first is too far from its closing tag, the second is not.
        let far = "x".repeat(24_000);
        check(&format!("<nav>{far}<nav>menu</nav>c"), &format!("{far}c"));
        // The window of the first ends amid the closing tag.
        let amid = "x".repeat(20_000 - "<nav>".len() - 3);
        check(&format!("<nav>{amid}<nav></nav>c"), &format!("{amid}c"));
        check("<!-- a <!-- b --> c --> d", "c --> d");
        check("<!-- never closed > a", "a");
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
            "<nav>",
            "<select>x",
        ] {
            drop(html_to_markdown(&piece.repeat(100_000)));
        }
    }
}
