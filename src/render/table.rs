//! Tables of short cells, for people: columns as wide as they must be, one of which gives way.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::markdown::escaped;
use super::plain::plain_line;
use super::terminal::Look;
use super::wrap::wrap;

/// Columns of a table and its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The heads of the columns.
    pub columns: Vec<&'static str>,
    /// The cells; those of a row are as many as the columns.
    pub rows: Vec<Vec<String>>,
}

/// Between two columns.
const GAP: usize = 2;
/// Narrowest that a column is made for want of space.
const NARROWEST: usize = 8;
/// Words of at most so many columns are kept whole, such as days.
const WHOLE_WORD: usize = 16;

impl Table {
    /// A table without rows.
    pub fn new(columns: &[&'static str]) -> Self {
        Self {
            columns: columns.to_vec(),
            rows: Vec::new(),
        }
    }

    /// Comma-separated values with a header line; cells are written as they are.
    pub fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(&self.columns)?;
        for row in &self.rows {
            writer.write_record(row)?;
        }
        writer.flush()
    }

    /// A table of Markdown.
    pub fn markdown(&self) -> String {
        let head: Vec<String> = self
            .columns
            .iter()
            .map(|name| name.replace('_', " "))
            .collect();
        let rule = vec!["---"; head.len()].join(" | ");
        let line = |row: &[String]| {
            let cells = row.iter().map(|cell| escaped(&plain_line(cell, &[])));
            format!("| {} |\n", cells.collect::<Vec<String>>().join(" | "))
        };
        let rows = self.rows.iter().map(|row| line(row));
        let rows: String = rows.collect();
        format!("{}| {rule} |\n{rows}", line(&head))
    }

    /// Aligned columns; numbers stand at the right. Where the page is too narrow, the widest columns
    /// are wrapped; where that isn't enough, the last ones are left out, which the last line says.
    pub fn text(&self, look: Look) -> String {
        let shown: Vec<Vec<String>> = self
            .rows
            .iter()
            .map(|row| row.iter().map(|cell| plain_line(cell, &[]).text).collect())
            .collect();
        let widths = self.fitting(&shown, look.width);
        let is_number: Vec<bool> = (0..self.columns.len())
            .map(|idx| {
                let mut cells = shown.iter().filter_map(|row| row.get(idx));
                cells.all(|cell| cell.chars().all(|c| c.is_ascii_digit() || "%.".contains(c)))
            })
            .collect();
        let head: Vec<String> = self
            .columns
            .iter()
            .map(|name| name.replace('_', " "))
            .collect();
        let mut text = String::new();
        for row in std::iter::once(&head).chain(&shown) {
            write_row(row, &widths, &is_number, &mut text);
        }
        let left_out = head.get(widths.len()..).unwrap_or_default();
        if !left_out.is_empty() {
            let said = format!("left out for want of width: {}", left_out.join(", "));
            for line in wrap(&said, look.width) {
                text.push_str(said.get(line).unwrap_or_default());
                text.push('\n');
            }
        }
        text
    }

    /// The widths of the columns that fit the page, from the first on.
    fn fitting(&self, shown: &[Vec<String>], page: usize) -> Vec<usize> {
        let mut n_columns = self.columns.len();
        loop {
            let widths = self.widths(shown, n_columns, page);
            if n_columns <= 1 || whole_width(&widths) <= page {
                return widths;
            }
            n_columns -= 1;
        }
    }

    fn widths(&self, shown: &[Vec<String>], n_columns: usize, page: usize) -> Vec<usize> {
        let columns = self.columns.iter().take(n_columns);
        let mut widths: Vec<usize> = columns.map(|name| name.width()).collect();
        for row in shown {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        let narrowest: Vec<usize> = (0..widths.len())
            .map(|idx| narrowest(shown.iter().filter_map(|row| row.get(idx))))
            .collect();
        loop {
            let too_much = whole_width(&widths).saturating_sub(page);
            let can_give = widths.iter_mut().zip(&narrowest);
            let can_give = can_give.filter(|(width, narrowest)| **width > **narrowest);
            let Some((widest, narrowest)) = can_give.max() else {
                return widths;
            };
            let cut = too_much.min(*widest - narrowest);
            if cut == 0 {
                return widths;
            }
            // Step by step, so that two wide columns share the loss.
            *widest -= cut.div_ceil(2);
        }
    }
}

/// How narrow a column can be made.
fn narrowest<'c>(cells: impl Iterator<Item = &'c String>) -> usize {
    let words = cells
        .flat_map(|cell| cell.split(' '))
        .map(UnicodeWidthStr::width);
    let whole = words.filter(|width| *width <= WHOLE_WORD).max();
    whole.unwrap_or(0).max(NARROWEST)
}

/// The columns with the gaps between them.
fn whole_width(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
}

fn write_row(row: &[String], widths: &[usize], is_number: &[bool], text: &mut String) {
    let cells: Vec<Vec<&str>> = row
        .iter()
        .zip(widths)
        .map(|(cell, width)| {
            let lines = wrap(cell, *width).into_iter();
            lines.filter_map(|line| cell.get(line)).collect()
        })
        .collect();
    let n_lines = cells.iter().map(Vec::len).max().unwrap_or(0);
    for line in 0..n_lines {
        for (idx, (cell, width)) in cells.iter().zip(widths).enumerate() {
            let part = cell.get(line).copied().unwrap_or("");
            let space = " ".repeat(width.saturating_sub(part.width()));
            if idx > 0 {
                text.push_str(&" ".repeat(GAP));
            }
            if is_number.get(idx).copied().unwrap_or(false) {
                text.push_str(&space);
                text.push_str(part);
            } else {
                text.push_str(part);
                text.push_str(&space);
            }
        }
        text.truncate(text.trim_end_matches(' ').len());
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        Table {
            columns: vec!["company", "articles"],
            rows: vec![
                vec!["Heliora".into(), "7".into()],
                vec!["Castelan | Systems of the far north".into(), "12".into()],
            ],
        }
    }

    #[test]
    fn columns_are_aligned_and_the_widest_gives_way() {
        let look = |width| Look {
            width,
            color: false,
        };
        insta::assert_snapshot!(table().text(look(80)), @r"
        company                              articles
        Heliora                                     7
        Castelan | Systems of the far north        12
        ");
        for width in [0, 1, 20, 33] {
            let text = table().text(look(width));
            let widest = text.lines().map(str::width).max().unwrap();
            assert!(widest <= width.max(NARROWEST), "{width}\n{text}");
        }
        insta::assert_snapshot!(table().text(look(17)), @r"
        company
        Heliora
        Castelan |
        Systems of the
        far north
        left out for want
        of width:
        articles
        ");
    }

    #[test]
    fn days_stay_whole_and_columns_that_do_not_fit_are_left_out() {
        let table = Table {
            columns: vec!["title", "came", "published"],
            rows: vec![vec![
                "Heliora buys Castelan for a sum".into(),
                "2026-11-27".into(),
                "2026-11-20".into(),
            ]],
        };
        for width in 20..60 {
            let look = Look {
                width,
                color: false,
            };
            let text = table.text(look);
            assert!(text.contains("2026-11-27"), "{width}\n{text}");
            let is_there = text.contains("2026-11-20") || text.contains("left out");
            assert!(is_there, "{width}\n{text}");
        }
    }

    #[test]
    fn cells_are_no_markup() {
        insta::assert_snapshot!(table().markdown(), @r"
        | company | articles |
        | --- | --- |
        | Heliora | 7 |
        | Castelan \| Systems of the far north | 12 |
        ");
    }
}
