//! Breaks text into lines of a display width, as byte spans, so that marks stay where they are.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Narrowest width that is honoured, in columns.
const MIN_WIDTH: usize = 8;

/// The lines of `text` at `width` columns: spans without the spaces at which they were broken.
///
/// Lines break between words, beside wide characters (Chinese, Japanese, Korean), and inside a word
/// only where it is wider than a line. Line feeds break always.
pub(super) fn wrap(text: &str, width: usize) -> Vec<Range<usize>> {
    let width = width.max(MIN_WIDTH);
    let mut lines = Vec::new();
    let mut start = 0;
    for paragraph in text.split('\n') {
        wrap_paragraph(paragraph, start, width, &mut lines);
        start += paragraph.len() + 1;
    }
    lines
}

fn wrap_paragraph(text: &str, offset: usize, width: usize, lines: &mut Vec<Range<usize>>) {
    let mut line: Option<Range<usize>> = None;
    let mut columns = 0;
    for unit in units(text) {
        let unit_columns = text.get(unit.clone()).unwrap_or("").width();
        let line_end = line.as_ref().map_or(unit.start, |line| line.end);
        let gap = unit.start - line_end;
        if columns + gap + unit_columns > width
            && let Some(full) = line.take()
        {
            lines.push(full.start + offset..full.end + offset);
        }
        match &mut line {
            Some(line) => {
                line.end = unit.end;
                columns += gap + unit_columns;
            }
            None if unit_columns <= width => {
                // Spaces at the start of a paragraph are the indent of a list.
                let start = if unit.start == gap_before(text) {
                    0
                } else {
                    unit.start
                };
                line = Some(start..unit.end);
                columns = unit.start - start + unit_columns;
            }
            None => {
                let rest = cut_long(text, unit, width, offset, lines);
                columns = text.get(rest.clone()).unwrap_or("").width();
                line = Some(rest);
            }
        }
    }
    let last = line.unwrap_or(0..0);
    lines.push(last.start + offset..last.end + offset);
}

fn gap_before(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}

/// Words, and wide characters one by one: what a line never breaks inside of if it can help it.
fn units(text: &str) -> Vec<Range<usize>> {
    let mut units: Vec<Range<usize>> = Vec::new();
    let mut may_join = false;
    for (at, grapheme) in text.grapheme_indices(true) {
        let end = at + grapheme.len();
        let is_wide = grapheme.width() > 1;
        if grapheme == " " {
            may_join = false;
            continue;
        }
        match units.last_mut() {
            Some(last) if may_join && !is_wide => last.end = end,
            _ => units.push(at..end),
        }
        may_join = !is_wide;
    }
    units
}

/// Cuts a word that is wider than a line; full lines are pushed, the rest is returned.
fn cut_long(
    text: &str,
    unit: Range<usize>,
    width: usize,
    offset: usize,
    lines: &mut Vec<Range<usize>>,
) -> Range<usize> {
    let (mut start, mut columns) = (unit.start, 0);
    let word = text.get(unit.clone()).unwrap_or("");
    for (at, grapheme) in word.grapheme_indices(true) {
        let at = unit.start + at;
        let grapheme_columns = grapheme.width();
        if columns + grapheme_columns > width && at > start {
            lines.push(start + offset..at + offset);
            (start, columns) = (at, 0);
        }
        columns += grapheme_columns;
    }
    start..unit.end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let lines: Vec<&str> = wrap(text, 20)
            .into_iter()
            .map(|line| text.get(line).unwrap())
            .collect();
        assert_eq!(lines, expected);
        assert!(lines.iter().all(|line| line.width() <= 20));
    }

    #[test]
    fn lines_break_between_words() {
        check("", &[""]);
        check("one two", &["one two"]);
        check(
            "one two three four five six",
            &["one two three four", "five six"],
        );
        check("a  b", &["a  b"]);
        check("one\n\n  • two", &["one", "", "  • two"]);
    }

    #[test]
    fn a_narrow_terminal_is_filled_and_not_overrun() {
        let text = "OpenAI signed a large cloud contract";
        for width in MIN_WIDTH..24 {
            let lines = wrap(text, width).into_iter();
            let widest = lines.map(|line| text.get(line).unwrap().width()).max();
            assert!(widest <= Some(width), "{width}");
        }
    }

    #[test]
    fn a_word_wider_than_a_line_is_cut() {
        check(
            "see https://example.com/a/long/path now",
            &["see", "https://example.com/", "a/long/path now"],
        );
    }

    #[test]
    fn wide_characters_count_two_columns_and_may_break_anywhere() {
        check(
            "日本語の記事はここで折り返します",
            &["日本語の記事はここで", "折り返します"],
        );
        check("e\u{301}e\u{301} 👩‍👩‍👧 ok", &["e\u{301}e\u{301} 👩‍👩‍👧 ok"]);
    }
}
