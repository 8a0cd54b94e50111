//! Markdown in, simpler Markdown or plain text out.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::blocks::{Block, Blocks};
use super::html::strip_tags;
use super::tidy::tidy;
use super::tokens::{is_tag, name_of};

/// Takes all markup off: headings, bullets, quotes, emphasis, links and tables become their text, blocks
/// stay apart by blank lines (items of a list by line ends).
pub fn plain_text(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut gap = "";
    for (event, range) in Parser::new_ext(markdown, OPTIONS).into_offset_iter() {
        match event {
            Event::Start(Tag::Emphasis | Tag::Strong)
            | Event::End(TagEnd::Emphasis | TagEnd::Strong) => {
                text.push_str(stars_between_figures(markdown, range));
            }
            Event::Text(piece)
            | Event::Code(piece)
            | Event::Html(piece)
            | Event::InlineHtml(piece) => {
                if !text.is_empty() {
                    text.push_str(gap);
                }
                gap = "";
                text.push_str(&piece);
            }
            Event::SoftBreak | Event::HardBreak => text.push('\n'),
            Event::End(TagEnd::TableCell) => gap = longer(gap, " "),
            Event::Start(Tag::Item)
            | Event::End(TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead) => {
                gap = longer(gap, "\n");
            }
            Event::Start(tag) if is_block_start(&tag) => gap = longer(gap, "\n\n"),
            Event::End(tag) if is_block_end(tag) => gap = longer(gap, "\n\n"),
            Event::Rule => gap = longer(gap, "\n\n"),
            _ => {}
        }
    }
    tidy(&text)
}

/// Makes Markdown as plain as a filed body: images go, links and emphasis keep their text, raw HTML
/// loses its tags, headings have at least two hash signs.
pub fn simplify_markdown(markdown: &str) -> String {
    let mut walk = Walk::default();
    for (event, range) in Parser::new_ext(markdown, OPTIONS).into_offset_iter() {
        walk.source = markdown.get(range.clone()).unwrap_or_default();
        walk.stars = stars_between_figures(markdown, range);
        walk.event(event);
    }
    tidy(&walk.blocks.finish())
}

/// Only what news is written in; no footnotes, math or smart quotes.
const OPTIONS: Options = Options::ENABLE_TABLES.union(Options::ENABLE_STRIKETHROUGH);

/// A line end goes before a space, a blank line before both.
fn longer(a: &'static str, b: &'static str) -> &'static str {
    let rank = |gap: &str| (gap.len(), gap.contains('\n'));
    if rank(a) >= rank(b) { a } else { b }
}

/// The stars of a span of emphasis that begins between two figures: those of `2*3*4` mean "times".
fn stars_between_figures(markdown: &str, span: Range<usize>) -> &str {
    let (Some(before), Some(source)) = (markdown.get(..span.start), markdown.get(span)) else {
        return "";
    };
    let inside = source.trim_start_matches('*');
    let n_stars = source.len() - inside.len();
    let is_between = before.ends_with(|c: char| c.is_ascii_digit())
        && inside.starts_with(|c: char| c.is_ascii_digit());
    source
        .get(..n_stars)
        .filter(|_| is_between)
        .unwrap_or_default()
}

fn is_block_start(tag: &Tag) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::CodeBlock(_)
            | Tag::Table(_)
    )
}

fn is_block_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::BlockQuote(_)
            | TagEnd::CodeBlock
            | TagEnd::Table
            | TagEnd::List(_)
            | TagEnd::HtmlBlock
    )
}

#[derive(Default)]
struct Walk<'a> {
    /// What the current event stands for in the source.
    source: &'a str,
    /// What [`stars_between_figures`] finds in the current event.
    stars: &'a str,
    blocks: Blocks,
    /// Open lists: the number of the next item of an ordered one.
    lists: Vec<Option<u64>>,
    /// The item whose first paragraph has not begun yet.
    fresh_item: bool,
    /// How many images stand around the current text: their alternative text is no article text.
    n_images: usize,
    html: String,
    /// Whether bold text or a link has just ended.
    after_span: bool,
}

impl Walk<'_> {
    fn event(&mut self, event: Event) {
        self.after_span &= matches!(event, Event::Text(_) | Event::Code(_));
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.n_images == 0 => self.text(&text),
            Event::Code(code) if self.n_images == 0 => {
                if is_like_markup(&code) {
                    self.text(&self.code());
                } else {
                    self.text(&code);
                }
            }
            Event::InlineHtml(html) if self.n_images == 0 => self.inline_html(&html),
            Event::Html(html) => self.html.push_str(&html),
            Event::SoftBreak => self.blocks.soft_break(),
            Event::HardBreak => self.blocks.line_break(),
            Event::Rule => self.blocks.begin(Block::Paragraph),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if std::mem::take(&mut self.after_span) && is_new_word(text) && self.blocks.ends_in_word() {
            self.blocks.text(" ");
        }
        self.blocks.text(text);
    }

    /// Code with its marks, in one line.
    fn code(&self) -> String {
        let code = self.source.replace('\n', " ");
        if self.blocks.is_table() {
            // The bars of a table are escaped in code as well, and will be again.
            code.replace("\\|", "|")
        } else {
            code
        }
    }

    fn start(&mut self, tag: &Tag) {
        match tag {
            // A single tilde means "about".
            Tag::Strikethrough if !self.source.starts_with("~~") => self.blocks.text("~"),
            Tag::Emphasis | Tag::Strong if !self.stars.is_empty() => self.blocks.text(self.stars),
            Tag::Paragraph if self.fresh_item => self.fresh_item = false,
            Tag::Paragraph => self.blocks.begin(Block::Paragraph),
            Tag::Heading { level, .. } => {
                self.blocks
                    .begin(Block::Heading((*level as u8).clamp(2, 6)));
            }
            Tag::BlockQuote(_) => self.blocks.open_quote(),
            Tag::CodeBlock(CodeBlockKind::Indented) if is_prose(self.source) => {
                self.blocks.begin(Block::Paragraph);
            }
            Tag::CodeBlock(_) => self.blocks.begin(Block::Code),
            Tag::List(first) => {
                self.blocks.end();
                self.lists.push(*first);
            }
            Tag::Item => {
                let depth = self.lists.len().saturating_sub(1);
                let number = self.lists.last_mut().and_then(|number| {
                    let current = (*number)?;
                    *number = Some(current.saturating_add(1));
                    Some(current)
                });
                self.blocks.begin(Block::Item(depth, number));
                self.fresh_item = true;
            }
            Tag::Table(_) => self.blocks.open_table(),
            Tag::TableHead | Tag::TableRow => self.blocks.begin_row(),
            Tag::Strong | Tag::Link { .. } if self.blocks.ends_in_word() => self.blocks.text(" "),
            Tag::Image { .. } => self.n_images += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strikethrough if !self.source.starts_with("~~") => self.blocks.text("~"),
            TagEnd::Emphasis | TagEnd::Strong if !self.stars.is_empty() => {
                self.blocks.text(self.stars);
            }
            TagEnd::BlockQuote(_) => self.blocks.close_quote(),
            TagEnd::TableCell => self.blocks.end_cell(),
            TagEnd::Table => self.blocks.close_table(),
            TagEnd::Strong | TagEnd::Link => self.after_span = true,
            TagEnd::Image => self.n_images = self.n_images.saturating_sub(1),
            TagEnd::List(_) => {
                self.blocks.end();
                self.lists.pop();
            }
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.html);
                self.blocks.begin(Block::Paragraph);
                self.blocks.text(&strip_tags(&html));
                self.blocks.end();
            }
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::Item => {
                self.fresh_item = false;
                self.blocks.end();
            }
            _ => {}
        }
    }

    /// Drops tags of HTML; anything else in angle brackets is text.
    fn inline_html(&mut self, html: &str) {
        match name_of(html).to_ascii_lowercase().as_str() {
            "br" => self.blocks.line_break(),
            _ if is_tag(html) || html.starts_with("<!--") => {}
            _ => self.blocks.text(html),
        }
    }
}

/// Whether an indented block is text of a page that was indented as its source was, not code.
fn is_prose(block: &str) -> bool {
    const FEWEST_WORDS: usize = 12;
    block.lines().map(str::trim).any(|line| {
        line.ends_with(['.', '!', '?', '”', '"'])
            && !line.starts_with(['#', '/', '*', ';'])
            && line.split_whitespace().count() >= FEWEST_WORDS
    })
}

/// Whether code would be read as Markdown without its marks.
fn is_like_markup(code: &str) -> bool {
    let is_outside_of_word = |(at, _): (usize, &str)| {
        let before = code.get(..at).and_then(|text| text.chars().next_back());
        let behind = code.get(at + 1..).and_then(|text| text.chars().next());
        ![before, behind]
            .iter()
            .all(|c| c.is_some_and(char::is_alphanumeric))
    };
    code.contains(['*', '[', '<', '\\', '&'])
        || code.contains("~~")
        || code.starts_with(['#', '>', '|'])
        || code.match_indices('_').any(is_outside_of_word)
}

/// Whether text right behind a link or bold text is a word of its own, not an ending ("models", "'s").
pub(super) fn is_new_word(text: &str) -> bool {
    const ENDINGS: [&str; 26] = [
        "s", "es", "d", "ed", "er", "ers", "ing", "ly", "y", "n", "en", "e", "em", "al", "ic",
        "th", "st", "nd", "rd", "t", "m", "ve", "re", "ll", "ish", "ist",
    ];
    let end = text
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(text.len());
    let word = text.get(..end).unwrap_or_default();
    !word.is_empty() && !ENDINGS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_has_no_markup() {
        let check = |markdown: &str, expected: &str| {
            assert_eq!(plain_text(markdown), expected, "{markdown}");
        };
        check(
            "## Head\n\nA *b* **c** [d](https://e.example).",
            "Head\n\nA b c d.",
        );
        check("- a\n- b\n\nc", "a\nb\n\nc");
        check("> quoted\n\nnot", "quoted\n\nnot");
        check("| A | B |\n| --- | --- |\n| 1 | 2 |", "A B\n1 2");
        check("Vec<String> and x < y", "Vec<String> and x < y");
        check("2*3*4 m, 2**3**4 m, *5* m", "2*3*4 m, 2**3**4 m, 5 m");
        check("one\ntwo", "one\ntwo");
        check("", "");
    }

    #[test]
    fn markdown_is_simplified() {
        let check = |markdown: &str, expected: &str| {
            assert_eq!(simplify_markdown(markdown), expected, "{markdown}");
        };
        check(
            "# Head\n\n![alt](x.png)\n\nA *b* [c](https://d.example)",
            "## Head\n\nA b c",
        );
        check(
            "* a\n* b\n    * c\n\n1. d\n2. e",
            "- a\n- b\n  - c\n1. d\n2. e",
        );
        check("* a\n\n* b", "- a\n- b");
        check(
            "to[raise](https://a.example)more, a**Bold one**said",
            "to raise more, a Bold one said",
        );
        check(
            "[model](https://a.example)s and **API**s",
            "models and APIs",
        );
        // Short words are words, not endings.
        check(
            "**about you**and the [offer](https://a.example)to the **town**in **2025**, **Roe**ed",
            "about you and the offer to the town in 2025, Roeed",
        );
        check(
            "1. a\n   - b\n   - c\n\n   d\n   - e\n10. f",
            "1. a\n   - b\n   - c\n\nd\n\n- e\n2. f",
        );
        check("about ~x~ and ~~y~~", "about ~x~ and y");
        check(
            "2*3*4 and 2**3**4 are *not* 2 * 3",
            "2*3*4 and 2**3**4 are not 2 * 3",
        );
        check(
            "`a` `*b*` `__c__` `d_e` `f[g](h)`",
            "a `*b*` `__c__` d_e `f[g](h)`",
        );
        check("Host: A\nMusic: B", "Host: A\nMusic: B");
        check(
            "One sentence in a line of its own, as some people write their texts today.\nAnd another one.",
            "One sentence in a line of its own, as some people write their texts today. And another one.",
        );
        check(
            "x\n\n    At the summit the makers of chips said that all of it had been sold, and more.\n",
            "x\n\nAt the summit the makers of chips said that all of it had been sold, and more.",
        );
        check(
            "<p align=\"center\">\n<img src=x>\nText\n</p>\n\nB<br>c <b>d</b>",
            "Text\n\nB\nc d",
        );
        check("> q\n\n```\ncode  x\n```", "> q\n\n```\ncode  x\n```");
        check(
            "| A | B |\n|--|--|\n| 1 | [2](x) |",
            "| A | B |\n| --- | --- |\n| 1 | 2 |",
        );
        check(
            "| A | B |\n|--|--|\n| 1\\|3 | `a\\|*b*` |",
            "| A | B |\n| --- | --- |\n| 1\\|3 | `a\\|*b*` |",
        );
    }
}
