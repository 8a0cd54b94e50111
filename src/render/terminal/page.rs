//! Lines of a terminal's width under construction: wrapped, indented, coloured where that is wanted.

use std::ops::Range;

use anstyle::Style;

use super::{DIM, Look, MARK, MAX_WIDTH, PLAIN};
use crate::render::plain::{Plain, plain_line};
use crate::render::wrap::wrap;

/// Text under construction.
pub(super) struct Page {
    pub(super) text: String,
    width: usize,
    color: bool,
    /// Stands before each line.
    pub(super) indent: String,
}

impl Page {
    pub(super) fn new(look: Look) -> Self {
        Self {
            text: String::new(),
            width: look.width.min(MAX_WIDTH),
            color: look.color,
            indent: String::new(),
        }
    }

    /// Wrapped text; the first line begins with `start` in place of as much of the indent.
    pub(super) fn block(&mut self, plain: &Plain, start: &str, style: Style) {
        if plain.text.is_empty() && start.is_empty() {
            return;
        }
        let indent = self.indent.clone();
        let width = self.width.saturating_sub(indent.len().max(start.len()));
        for (idx, line) in wrap(&plain.text, width).into_iter().enumerate() {
            let begins = if idx == 0 && !start.is_empty() {
                start
            } else {
                &indent
            };
            self.text.push_str(begins);
            self.styled(plain, line, style);
            self.text.truncate(self.text.trim_end_matches(' ').len());
            self.text.push('\n');
        }
    }

    /// One line, its marks set off from the rest.
    fn styled(&mut self, plain: &Plain, line: Range<usize>, style: Style) {
        let mut at = line.start;
        let overlaps = |mark: &&Range<usize>| mark.start < line.end && mark.end > line.start;
        for mark in plain.marks.iter().filter(overlaps) {
            let marked = mark.start.max(line.start)..mark.end.min(line.end);
            self.span(plain, at..marked.start, style);
            at = marked.end;
            self.span(plain, marked, style | MARK.get_effects());
        }
        self.span(plain, at..line.end, style);
    }

    fn span(&mut self, plain: &Plain, range: Range<usize>, style: Style) {
        let text = plain.text.get(range).unwrap_or("");
        if text.is_empty() {
            return;
        }
        if self.color && style != PLAIN {
            let styled = format!("{style}{text}{style:#}");
            self.text.push_str(&styled);
        } else {
            self.text.push_str(text);
        }
    }

    pub(super) fn dim(&mut self, text: &str) {
        self.block(&plain_line(text, &[]), "", DIM);
    }

    /// An id, URL or path on one line, however long: it is there to be clicked or copied.
    pub(super) fn address(&mut self, address: &str) {
        let plain = plain_line(address, &[]);
        self.text.push_str(&self.indent);
        self.span(&plain, 0..plain.text.len(), DIM);
        self.text.push('\n');
    }

    /// Wrapped text behind a label.
    pub(super) fn sentence(&mut self, label: &str, text: &str) {
        self.indent = " ".repeat(label.len());
        self.block(&plain_line(text, &[]), label, PLAIN);
        self.indent.clear();
    }

    pub(super) fn files(&mut self, label: &str, files: &[String]) {
        /// Most files that are named.
        const MAX_NAMED: usize = 20;
        if files.is_empty() {
            return;
        }
        self.sentence("", label);
        "  ".clone_into(&mut self.indent);
        for file in files.iter().take(MAX_NAMED) {
            let plain = plain_line(file, &[]);
            self.text.push_str(&self.indent);
            self.text.push_str(&plain.text);
            self.text.push('\n');
        }
        self.indent.clear();
        if let Some(more) = files.len().checked_sub(MAX_NAMED).filter(|more| *more > 0) {
            self.sentence("  ", &format!("and {more} more"));
        }
    }

    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }
}
