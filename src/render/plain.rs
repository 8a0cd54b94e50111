//! Text as a reader sees it: Markdown and control characters taken off, marks kept in their places.
//!
//! A passage is a slice of Markdown and its marks are spans of that slice; what a terminal shows has
//! neither asterisks nor escapes, so each mark moves with the characters that it covers. What could
//! take over a terminal (escape sequences) or turn its text around (bidirectional controls) goes.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Text without markup, and the spans of it that matched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    /// The text; blocks are separated by line feeds.
    pub text: String,
    /// Byte spans of `text`, ordered and disjoint.
    pub marks: Vec<Range<usize>>,
}

/// Takes the markup off a passage; `marks` are byte spans of `markdown`, ordered and disjoint.
pub fn plain(markdown: &str, marks: &[Range<usize>]) -> Plain {
    let mut writer = Writer::new(markdown, marks);
    for (event, range) in Parser::new_ext(markdown, Options::ENABLE_TABLES).into_offset_iter() {
        writer.event(event, range);
    }
    writer.finish()
}

/// Folds a title to one shown line; `marks` are byte spans of `title`, ordered and disjoint.
pub fn plain_line(title: &str, marks: &[Range<usize>]) -> Plain {
    let mut writer = Writer::new(title, marks);
    writer.source(title, 0);
    let mut plain = writer.finish();
    plain.text = plain.text.replace('\n', " ");
    plain
}

/// Markdown with all of its markup, and without what could take over a terminal or turn the text around.
pub fn without_controls(markdown: &str) -> String {
    let kept = |c| if c == '\t' { Some(c) } else { shown(c) };
    markdown.chars().filter_map(kept).collect()
}

/// The character that is shown for `c`; `None` where nothing is.
fn shown(c: char) -> Option<char> {
    let is_invisible = matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    );
    match c {
        '\n' => Some('\n'),
        '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        _ if is_invisible || c.is_control() => None,
        _ => Some(c),
    }
}

struct Writer<'a> {
    source: &'a str,
    source_marks: &'a [Range<usize>],
    plain: Plain,
    /// The next number of each open list; `None` for a list of bullets.
    lists: Vec<Option<u64>>,
    /// Whether the next block continues the line that its bullet or cell began.
    is_line_open: bool,
}

impl<'a> Writer<'a> {
    fn new(source: &'a str, source_marks: &'a [Range<usize>]) -> Self {
        Self {
            source,
            source_marks,
            plain: Plain::default(),
            lists: Vec::new(),
            is_line_open: false,
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.written(&text, range);
            }
            Event::SoftBreak => self.push(' ', self.is_marked(range.start)),
            Event::HardBreak => self.push('\n', false),
            Event::Rule => self.new_line(),
            Event::Start(tag) => self.start(&tag),
            Event::End(TagEnd::List(_)) => {
                self.lists.pop();
            }
            Event::End(TagEnd::TableCell) => self.is_line_open = false,
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Item => self.item(),
            Tag::List(first) => self.lists.push(*first),
            Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock => {
                let continues = std::mem::take(&mut self.is_line_open);
                self.block(continues);
            }
            Tag::TableHead | Tag::TableRow => {
                self.new_line();
                self.is_line_open = true;
            }
            Tag::TableCell if !std::mem::take(&mut self.is_line_open) => self.literal(" | "),
            _ => {}
        }
    }

    fn block(&mut self, continues_line: bool) {
        if !continues_line {
            self.new_line();
        }
    }

    fn item(&mut self) {
        self.new_line();
        let indent = "  ".repeat(self.lists.len().saturating_sub(1).min(8));
        let bullet = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number = number.saturating_add(1);
                format!("{indent}{}. ", *number - 1)
            }
            _ => format!("{indent}• "),
        };
        self.literal(&bullet);
        self.is_line_open = true;
    }

    fn new_line(&mut self) {
        if !self.plain.text.is_empty() && !self.plain.text.ends_with('\n') {
            self.plain.text.push('\n');
        }
    }

    fn literal(&mut self, text: &str) {
        self.plain.text.push_str(text);
    }

    /// Text of an event: mostly the source itself, or the source without its fence; else (an entity)
    /// the whole is marked where any of its source is.
    fn written(&mut self, text: &str, range: Range<usize>) {
        self.is_line_open = false;
        let source: &'a str = self.source;
        let within = source.get(range.clone()).unwrap_or("");
        if let Some(at) = within.find(text) {
            self.source(text, range.start + at);
            return;
        }
        let is_marked = range.clone().any(|at| self.is_marked(at));
        for c in text.chars() {
            self.push(c, is_marked);
        }
    }

    fn source(&mut self, text: &str, offset: usize) {
        for (at, c) in text.char_indices() {
            self.push(c, self.is_marked(offset + at));
        }
    }

    fn is_marked(&self, at: usize) -> bool {
        let idx = self.source_marks.partition_point(|mark| mark.end <= at);
        self.source_marks
            .get(idx)
            .is_some_and(|mark| mark.contains(&at))
    }

    fn push(&mut self, c: char, is_marked: bool) {
        let Some(c) = shown(c) else {
            return;
        };
        let start = self.plain.text.len();
        self.plain.text.push(c);
        if !is_marked {
            return;
        }
        let end = self.plain.text.len();
        match self.plain.marks.last_mut() {
            Some(last) if last.end == start => last.end = end,
            _ => self.plain.marks.push(start..end),
        }
    }

    fn finish(mut self) -> Plain {
        let len = self.plain.text.trim_end().len();
        self.plain.text.truncate(len);
        for mark in &mut self.plain.marks {
            mark.end = mark.end.min(len);
        }
        self.plain.marks.retain(|mark| mark.start < mark.end);
        self.plain
    }
}

#[cfg(test)]
#[expect(
    clippy::single_range_in_vec_init,
    reason = "marks are lists of spans, often of one"
)]
mod tests {
    use super::*;

    /// Marks are written as `[…]`.
    fn check(markdown: &str, marks: &[Range<usize>], expected: &str) {
        let plain = plain(markdown, marks);
        let mut text = plain.text.clone();
        for mark in plain.marks.iter().rev() {
            text.insert(mark.end, ']');
            text.insert(mark.start, '[');
        }
        assert_eq!(text, expected, "{markdown:?}");
    }

    #[test]
    fn markup_goes_and_marks_stay_on_their_words() {
        check("A **bold** word", &[4..8], "A [bold] word");
        check("A **bold** word", &[2..15], "A [bold word]");
        check("one\ntwo", &[0..7], "[one two]");
        check("R&amp;D and `code`", &[0..7, 13..17], "[R&D] and [code]");
        check(r"5 \* 6", &[3..4], "5 [*] 6");
        check("[link](https://e.com) end", &[1..5], "[link] end");
        check("café [x", &[0..5], "[café] [x");
    }

    #[test]
    fn blocks_stand_on_lines_of_their_own() {
        check("First.\n\nSecond.", &[], "First.\nSecond.");
        check(
            "- one\n- two\n  - three",
            &[2..5],
            "• [one]\n• two\n  • three",
        );
        check("3. one\n4. two\n\n   more", &[], "3. one\n4. two\nmore");
        check("## Head\n\n> quoted", &[], "Head\nquoted");
        check("| a | b |\n| - | - |\n| c | d |", &[2..3], "[a] | b\nc | d");
    }

    #[test]
    fn nothing_that_moves_a_terminal_is_left() {
        check(
            "a\u{1b}[31mb\u{202e}c\u{7}\u{9b}d\te",
            &[0..2],
            "[a][31mbcd e",
        );
        assert_eq!(plain_line("a\nb\u{200f}", &[0..1]).text, "a b");
    }

    #[test]
    fn any_marks_and_any_markdown_give_spans_on_character_boundaries() {
        for markdown in [
            "é*é*&eacute;`é`",
            "",
            "***",
            "|\n|-|\n",
            "<b>é</b>",
            "1. \n2. é",
            "[é]: x",
        ] {
            for start in 0..=markdown.len() {
                let plain = plain(markdown, &[start..markdown.len() + 3]);
                assert!(
                    plain
                        .marks
                        .iter()
                        .all(|mark| plain.text.get(mark.clone()).is_some())
                );
            }
        }
    }
}
