//! Pages for people of which each entry stands behind its day.

use std::fmt::Write as _;

use super::plain::plain_line;
use super::terminal::Look;
use super::wrap::wrap;

/// Widest page, in columns.
const MAX_WIDTH: usize = 100;
/// Columns of the day and the gap behind it.
const INDENT: usize = 12;

/// Lines behind a column of days.
pub(super) struct Page {
    pub(super) text: String,
    width: usize,
}

impl Page {
    pub(super) fn new(look: Look) -> Self {
        Self {
            text: String::new(),
            width: look.width.min(MAX_WIDTH),
        }
    }

    /// The first lines of an entry, behind its day.
    pub(super) fn labelled(&mut self, day: &str, text: &str) {
        self.block(day, INDENT, text);
    }

    /// More of the entry.
    pub(super) fn indented(&mut self, text: &str) {
        self.block("", INDENT, text);
    }

    /// An id on one line, however long: it is there to be copied.
    pub(super) fn address(&mut self, id: &str) {
        let _ = writeln!(self.text, "{:INDENT$}{}", "", one_line(id));
    }

    /// A line that belongs to no entry.
    pub(super) fn end(&mut self, text: &str) {
        self.block("", 0, text);
    }

    pub(super) fn gap(&mut self) {
        self.text.push('\n');
    }

    fn block(&mut self, label: &str, indent: usize, text: &str) {
        let text = one_line(text);
        let lines = wrap(&text, self.width.saturating_sub(indent));
        for (idx, line) in lines.into_iter().enumerate() {
            let label = if idx == 0 { label } else { "" };
            let line = text.get(line).unwrap_or("");
            // Writing to a string can't fail.
            let _ = writeln!(self.text, "{label:<indent$}{line}");
        }
    }
}

fn one_line(text: &str) -> String {
    plain_line(text, &[]).text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids were broken at the end of the line, so that they could not be copied.
    #[test]
    fn an_id_is_never_broken_and_words_only_between_them() {
        let look = Look {
            width: 40,
            color: false,
        };
        let mut page = Page::new(look);
        page.labelled("2026-11-27", "Heliora buys Castelan for a large sum");
        page.indented("3 articles in 2 stories");
        page.address("2026-11-27-heliora-buys-castelan-cloverleaf@1014+147");
        page.gap();
        page.end("1 deal");
        insta::assert_snapshot!(page.text, @r"
        2026-11-27  Heliora buys Castelan for a
                    large sum
                    3 articles in 2 stories
                    2026-11-27-heliora-buys-castelan-cloverleaf@1014+147

        1 deal
        ");
    }
}
