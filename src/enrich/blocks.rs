//! A Markdown body to its blocks, line by line, and their sentences.
//!
//! The splitter needs only to know where paragraphs, list items and table rows begin, which lines are
//! headings, and what lies inside a code fence; spans are bytes of the body, so that passages can be
//! exact slices of it.

use std::ops::Range;

use crate::analysis::sentences::sentences;

/// A body and its blocks: what passages are cut from, and names and deals read from.
#[derive(Debug)]
pub struct Outline<'b> {
    pub(super) body: &'b str,
    pub(super) blocks: Vec<Block>,
}

impl<'b> Outline<'b> {
    /// Reads a body, in time linear in its length.
    pub fn of(body: &'b str) -> Self {
        Self {
            body,
            blocks: blocks(body),
        }
    }
}

/// A run of lines that sentences never cross.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// A heading; the span is its words, without the signs.
    Heading(Range<usize>),
    /// Running text: a paragraph, or one item of a list or row of a table.
    Text {
        /// Bytes of the body, without white space at either end.
        span: Range<usize>,
        /// Whether a blank line or heading stands before it, so that a passage may well begin here.
        begins_paragraph: bool,
        /// Its sentences, as bytes of the body.
        sentences: Vec<Range<usize>>,
    },
}

/// The blocks of `body`, in order; together they hold everything but white space and heading signs.
fn blocks(body: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Range<usize>> = None;
    let mut begins_paragraph = true;
    let mut fence: Option<&str> = None;
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let trimmed = line.trim();
        let marker = fence_marker(trimmed);
        let is_heading = fence.is_none() && heading_signs(trimmed).is_some();
        let starts_block = fence.is_none() && (is_heading || starts_item(trimmed));
        if trimmed.is_empty() || starts_block {
            close(body, &mut open, &mut begins_paragraph, &mut blocks);
        }
        if trimmed.is_empty() {
            begins_paragraph = true;
            continue;
        }
        let first = start + (line.len() - line.trim_start().len());
        if is_heading {
            let words = first + heading_signs(trimmed).unwrap_or(0)..first + trimmed.len();
            blocks.push(Block::Heading(trim(body, words)));
            begins_paragraph = true;
            continue;
        }
        match (fence, marker) {
            (None, Some(marker)) => fence = Some(marker),
            (Some(open), Some(close)) if open == close => fence = None,
            _ => {}
        }
        open = Some(open.map_or(first, |open| open.start)..first + trimmed.len());
    }
    close(body, &mut open, &mut begins_paragraph, &mut blocks);
    blocks
}

fn close(body: &str, open: &mut Option<Range<usize>>, begins: &mut bool, blocks: &mut Vec<Block>) {
    if let Some(span) = open.take() {
        let span = trim(body, span);
        let in_body =
            |sentence: Range<usize>| span.start + sentence.start..span.start + sentence.end;
        let text = body.get(span.clone()).unwrap_or_default();
        blocks.push(Block::Text {
            sentences: sentences(text).into_iter().map(in_body).collect(),
            begins_paragraph: *begins,
            span,
        });
        *begins = false;
    }
}

fn trim(body: &str, span: Range<usize>) -> Range<usize> {
    let slice = body.get(span.clone()).unwrap_or_default();
    let head = slice.len() - slice.trim_start().len();
    span.start + head..span.start + head + slice.trim().len()
}

/// Length of `## ` in front of a heading's words; `None` where the line is no heading.
fn heading_signs(line: &str) -> Option<usize> {
    let signs = line.bytes().take_while(|b| *b == b'#').count();
    let is_heading = (1..=6).contains(&signs)
        && line
            .get(signs..)
            .is_some_and(|rest| rest.starts_with([' ', '\t']) && !rest.trim().is_empty());
    is_heading.then_some(signs + 1)
}

fn fence_marker(line: &str) -> Option<&'static str> {
    ["```", "~~~"]
        .into_iter()
        .find(|marker| line.starts_with(marker))
}

/// Whether a line begins a list item or is a table row or quote of its own.
fn starts_item(line: &str) -> bool {
    let bullet = ["- ", "* ", "+ ", "• ", "|"]
        .iter()
        .any(|marker| line.starts_with(marker));
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let number = (1..=3).contains(&digits)
        && line
            .get(digits..)
            .is_some_and(|rest| rest.starts_with(". ") || rest.starts_with(") "));
    bullet || number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_the_lines_a_reader_sees() {
        let body = "Lead one\ngoes on.\n\n## What changed\n\n- first\n  more\n- second\n\n```\n# no heading\n\nx\n```\n1. a\nEnd";
        let shown: Vec<String> = blocks(body)
            .into_iter()
            .map(|block| match block {
                Block::Heading(span) => format!("H:{}", body.get(span).unwrap()),
                Block::Text {
                    span,
                    begins_paragraph,
                    ..
                } => {
                    format!(
                        "{}:{}",
                        if begins_paragraph { "P" } else { "-" },
                        body.get(span).unwrap()
                    )
                }
            })
            .collect();
        assert_eq!(
            shown,
            [
                "P:Lead one\ngoes on.",
                "H:What changed",
                "P:- first\n  more",
                "-:- second",
                "P:```\n# no heading",
                "P:x\n```",
                "-:1. a\nEnd"
            ]
        );
    }
}
