//! Writes blocks of plain Markdown, one after the other.
//!
//! The walks over HTML and over Markdown both end here, so that a body looks the same whatever it
//! came from: paragraphs, `##` headings, `- ` lists, `> ` quotes, fenced code, tables.

use super::line_ends::{LineEnd, WIDEST, line_ends};

/// What the text that follows is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Paragraph,
    /// 2 to 6 hash signs.
    Heading(u8),
    /// The depth, from 0, and the number of an ordered item.
    Item(usize, Option<u64>),
    /// Code: white space stays.
    Code,
}

/// Collects blocks; [`Blocks::finish`] gives the text.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    written: String,
    text: String,
    block: Option<Block>,
    last: Option<Block>,
    /// How many block quotes stand around the current block.
    quotes: usize,
    table: Option<Table>,
    /// The items around the next one: the depth of each, and the column at which its text begins.
    items: Vec<(usize, usize)>,
}

#[derive(Debug, Default)]
struct Table {
    rows: Vec<Vec<String>>,
    n_open: usize,
}

/// Deeper lists and quotes than this are flattened.
const DEEPEST: usize = 6;

impl Blocks {
    /// Ends the current block and begins another.
    pub(super) fn begin(&mut self, block: Block) {
        if self.table.is_some() {
            self.text(" ");
            return;
        }
        self.end();
        self.block = Some(block);
    }

    /// Adds running text; white space is folded when the block ends.
    pub(super) fn text(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Whether the text so far ends in the middle of a word or right after its mark.
    pub(super) fn ends_in_word(&self) -> bool {
        ends_in_word(&self.text)
    }

    /// Adds a line break inside the block.
    pub(super) fn line_break(&mut self) {
        self.text
            .push(if self.table.is_some() { ' ' } else { '\n' });
    }

    /// Adds the end of a line of the source, which most often means nothing.
    pub(super) fn soft_break(&mut self) {
        self.text.push(if self.table.is_some() {
            ' '
        } else {
            SOFT_BREAK
        });
    }

    /// Opens a block quote around what follows.
    pub(super) fn open_quote(&mut self) {
        self.end();
        self.quotes += 1;
    }

    /// Closes the innermost block quote.
    pub(super) fn close_quote(&mut self) {
        self.end();
        self.quotes = self.quotes.saturating_sub(1);
    }

    /// Whether the current block is code.
    pub(super) fn is_code(&self) -> bool {
        self.block == Some(Block::Code)
    }

    /// Whether a table is open.
    pub(super) fn is_table(&self) -> bool {
        self.table.is_some()
    }

    /// Opens a table; one inside another is flattened into its cell.
    pub(super) fn open_table(&mut self) {
        if let Some(table) = &mut self.table {
            table.n_open += 1;
        } else {
            self.end();
            self.table = Some(Table::default());
        }
    }

    /// Begins a row of the open table.
    pub(super) fn begin_row(&mut self) {
        self.begin_cell();
        if let Some(table) = self.table.as_mut().filter(|table| table.n_open == 0) {
            table.rows.push(Vec::new());
        }
    }

    /// Ends the cell before this one, where its tag was never closed.
    pub(super) fn begin_cell(&mut self) {
        if self.table.is_some() && !self.text.trim().is_empty() {
            self.end_cell();
        }
    }

    /// Ends a cell of the open table.
    pub(super) fn end_cell(&mut self) {
        let Some(table) = &mut self.table else {
            return;
        };
        if table.n_open > 0 {
            self.text.push(' ');
            return;
        }
        let cell = fold(&self.text);
        self.text.clear();
        match table.rows.last_mut() {
            Some(row) => row.push(cell),
            None if cell.is_empty() => {}
            None => table.rows.push(vec![cell]),
        }
    }

    /// Closes the innermost table and writes the outermost.
    pub(super) fn close_table(&mut self) {
        if let Some(table) = self.table.as_mut().filter(|table| table.n_open > 0) {
            table.n_open -= 1;
            return;
        }
        if !fold(&self.text).is_empty() {
            self.end_cell();
        }
        if let Some(table) = self.table.take() {
            self.write_table(table);
        }
    }

    /// A grid stays a table; rows of one cell are layout, each a paragraph.
    fn write_table(&mut self, table: Table) {
        let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.is_empty()).count();
        let rows: Vec<_> = table
            .rows
            .into_iter()
            .filter(|row| filled(row) > 0)
            .collect();
        let is_grid = rows.iter().filter(|row| filled(row) > 1).count() >= 2;
        if !is_grid {
            for row in rows {
                self.begin(Block::Paragraph);
                self.text(&row.join(" "));
                self.end();
            }
            return;
        }
        let n_columns = rows.iter().map(Vec::len).max().unwrap_or(1);
        let mut lines = Vec::new();
        for mut row in rows {
            row.resize(n_columns, String::new());
            let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
            lines.push(format!("| {} |", cells.join(" | ")));
            if lines.len() == 1 {
                lines.push(format!("|{}", " --- |".repeat(n_columns)));
            }
        }
        self.write(Block::Paragraph, &lines.join("\n"));
    }

    /// Ends the current block.
    pub(super) fn end(&mut self) {
        if self.table.is_some() {
            return;
        }
        let block = self.block.take().unwrap_or(Block::Paragraph);
        let text = std::mem::take(&mut self.text);
        if block == Block::Code {
            let code = text.trim_matches('\n');
            if !code.trim().is_empty() {
                let fence = fence_around(code);
                self.write(block, &format!("{fence}\n{code}\n{fence}"));
            }
            return;
        }
        let parts = match block {
            Block::Paragraph => paragraphs(&text),
            _ => parts(&text),
        };
        for (part_idx, part) in parts.into_iter().enumerate() {
            let block = if part_idx == 0 {
                block
            } else {
                Block::Paragraph
            };
            let line = match block {
                Block::Heading(level) => {
                    format!("{} {}", "#".repeat(level.clamp(2, 6).into()), fold(&part))
                }
                Block::Item(depth, number) => {
                    let mark = number.map_or("- ".to_owned(), |number| format!("{number}. "));
                    let indent = self.indent(depth.min(DEEPEST), mark.len());
                    format!("{}{mark}{}", " ".repeat(indent), fold(&part))
                }
                _ => part,
            };
            self.write(block, &line);
        }
    }

    /// The indent of an item. Markdown has an item inside another only right below it and behind its
    /// mark; what stands between them ends the list.
    fn indent(&mut self, depth: usize, mark_len: usize) -> usize {
        if !matches!(self.last, Some(Block::Item(..))) {
            self.items.clear();
        }
        while self
            .items
            .last()
            .is_some_and(|(around, _)| *around >= depth)
        {
            self.items.pop();
        }
        let indent = self.items.last().map_or(0, |(_, column)| *column);
        self.items.push((depth, indent + mark_len));
        indent
    }

    fn write(&mut self, block: Block, lines: &str) {
        let is_item = |block: Option<Block>| matches!(block, Some(Block::Item(..)));
        if !self.written.is_empty() {
            let is_same_list = is_item(self.last) && is_item(Some(block));
            self.written
                .push_str(if is_same_list { "\n" } else { "\n\n" });
        }
        let quote = "> ".repeat(self.quotes.min(DEEPEST));
        for (line_idx, line) in lines.split('\n').enumerate() {
            if line_idx > 0 {
                self.written.push('\n');
            }
            self.written.push_str(&quote);
            self.written.push_str(line);
        }
        self.last = Some(block);
    }

    /// Ends what is open and gives the text.
    pub(super) fn finish(mut self) -> String {
        while self.table.is_some() {
            self.close_table();
        }
        self.end();
        self.written
    }
}

/// Whether a text ends in the middle of a word or right after its mark.
pub(super) fn ends_in_word(text: &str) -> bool {
    text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | ';' | ':' | '!' | '?'))
}

/// Folds white space into single spaces, none at either end.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// The end of a line of the source inside a block.
const SOFT_BREAK: char = '\r';

/// A fence that is longer than any in the code.
fn fence_around(code: &str) -> String {
    let longest = code
        .lines()
        .map(str::trim_start)
        .map(|line| line.len() - line.trim_start_matches('`').len())
        .max();
    "`".repeat(longest.map_or(3, |longest| longest + 1).max(3))
}

/// Splits at two or more line breaks; folds the rest line by line.
fn parts(text: &str) -> Vec<String> {
    split(text, |_, _, _| LineEnd::Line)
}

/// Splits running text where a paragraph ends: at two or more line breaks, and where the lines are those of
/// paragraphs. The lines of a column are joined.
fn paragraphs(text: &str) -> Vec<String> {
    split(text, |line, is_soft, end| match end {
        LineEnd::Paragraph if is_soft && line.len() <= WIDEST => LineEnd::Space,
        end => end,
    })
}

/// Splits text at blank lines and where `decide` says so: by the line, whether its end is only one of the
/// source, and what the lines themselves say.
fn split(text: &str, decide: impl Fn(&str, bool, LineEnd) -> LineEnd) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut lines: Vec<(String, bool)> = Vec::new();
    let mut flush = |lines: &mut Vec<(String, bool)>| {
        let texts: Vec<&str> = lines.iter().map(|(line, _)| line.as_str()).collect();
        let ends = line_ends(&texts);
        let mut part = String::new();
        for (line_idx, (line, is_soft)) in lines.iter().enumerate() {
            part.push_str(line);
            match ends.get(line_idx).map(|end| decide(line, *is_soft, *end)) {
                Some(LineEnd::Space) => part.push(' '),
                Some(LineEnd::Line) => part.push('\n'),
                Some(LineEnd::Paragraph) | None => parts.push(std::mem::take(&mut part)),
            }
        }
        lines.clear();
    };
    for piece in text.split_inclusive(['\n', SOFT_BREAK]) {
        let is_soft = piece.ends_with(SOFT_BREAK);
        let line = fold(piece);
        if !line.is_empty() {
            lines.push((line, is_soft));
        } else if !is_soft {
            flush(&mut lines);
        }
    }
    flush(&mut lines);
    parts
}
