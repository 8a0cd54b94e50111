//! What the end of a line stands for: a space, a line or a paragraph.
//!
//! Plain text and Markdown break lines for three reasons: the column was full, a verse or a list of
//! names goes on, or the paragraph is over. A body has its paragraphs parted by blank lines, whatever
//! the source did; only the lines themselves can tell.

/// What stands between two lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineEnd {
    /// The column was full: the sentence goes on.
    Space,
    /// A line of its own, in one paragraph.
    Line,
    /// The paragraph is over.
    Paragraph,
}

/// What stands behind each of the lines but the last. They follow each other without a blank line, and none
/// is a heading, an item, a quote, code or a row of a table.
pub(super) fn line_ends(lines: &[&str]) -> Vec<LineEnd> {
    let full = full_lines(lines);
    let is_wrapped = full.contains(&true);
    pairs(lines)
        .zip(full)
        .map(|((line, below), is_full)| {
            if is_full {
                LineEnd::Space
            } else if is_wrapped && ends_sentence(line) || ends_paragraph(line, below) {
                LineEnd::Paragraph
            } else {
                LineEnd::Line
            }
        })
        .collect()
}

/// A longer line, in bytes, is no line of a column.
pub(super) const WIDEST: usize = 140;

/// A shorter line, in bytes, may be a label, a name or a verse.
const SHORT: usize = 50;

/// A longer line, in bytes, is running text.
const LONG: usize = 80;

fn pairs<'a>(lines: &'a [&'a str]) -> impl Iterator<Item = (&'a str, &'a str)> {
    lines
        .iter()
        .zip(lines.iter().skip(1))
        .map(|(line, below)| (*line, *below))
}

/// For each line but the last, whether it ends because the first word of the next had no room; all of them
/// are not where the text wasn't wrapped.
fn full_lines(lines: &[&str]) -> Vec<bool> {
    let width = lines.iter().map(|line| line.len()).max().unwrap_or(0);
    let full: Vec<bool> = pairs(lines)
        .map(|(line, below)| {
            let first_word = below.split(' ').next().map_or(0, str::len);
            line.len() >= SHORT && line.len() + 1 + first_word > width
        })
        .collect();
    let n_full = full.iter().filter(|is_full| **is_full).count();
    let n_going_on = pairs(lines)
        .zip(&full)
        .filter(|((line, below), is_full)| {
            **is_full && !ends_sentence(line) && below.starts_with(char::is_lowercase)
        })
        .count();
    let is_wrapped = width <= WIDEST && n_full * 10 >= full.len() * 6 && n_going_on * 3 >= n_full;
    if is_wrapped && n_going_on > 0 {
        full
    } else {
        vec![false; full.len()]
    }
}

fn ends_paragraph(line: &str, below: &str) -> bool {
    if below.starts_with(char::is_lowercase) {
        return line.len() > WIDEST && ends_sentence(line);
    }
    if ends_sentence(line) {
        line.len() >= SHORT || below.len() >= LONG
    } else {
        line.len() > WIDEST || line.len() < SHORT && below.len() >= LONG
    }
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»', '*'])
        .ends_with(['.', '!', '?', '…', ':', '。', '！', '？'])
}

/// Parts the paragraphs of a text by blank lines and joins the lines of a column; headings, lists, quotes,
/// tables and code keep their lines.
pub(super) fn parted(text: &str) -> String {
    let mut parted = String::with_capacity(text.len() + text.len() / 16);
    let mut fence = Fence::default();
    let mut run: Vec<&str> = Vec::new();
    let mut above = Kind::Blank;
    for line in text.split('\n') {
        let kind = if fence.holds(line) {
            Kind::Code
        } else {
            Kind::of(line)
        };
        if kind != Kind::Plain {
            write(&mut run, &mut parted);
        }
        let is_between = kind != Kind::Blank && above != Kind::Blank;
        if is_between && (kind != above || kind == Kind::Heading) {
            parted.push('\n');
        }
        above = kind;
        if kind == Kind::Plain {
            run.push(line);
        } else {
            parted.push_str(line);
            parted.push('\n');
        }
    }
    write(&mut run, &mut parted);
    parted
}

fn write(run: &mut Vec<&str>, parted: &mut String) {
    let ends = line_ends(run);
    for (line_idx, line) in run.iter().enumerate() {
        parted.push_str(line);
        parted.push_str(match ends.get(line_idx) {
            Some(LineEnd::Space) => " ",
            Some(LineEnd::Line) | None => "\n",
            Some(LineEnd::Paragraph) => "\n\n",
        });
    }
    run.clear();
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Blank,
    Plain,
    Heading,
    Item,
    Quote,
    Row,
    Code,
}

impl Kind {
    fn of(line: &str) -> Self {
        let text = line.trim_start();
        let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let n_digits = text.len() - rest.len();
        let is_numbered = (1..=3).contains(&n_digits) && rest.starts_with([')', '.']);
        let behind_mark = match text.chars().next() {
            Some('-' | '*' | '+' | '•' | '–' | '·' | '◦' | '▪' | '●') => {
                text.chars().nth(1)
            }
            _ if is_numbered => rest.chars().nth(1),
            _ => None,
        };
        if text.is_empty() {
            Self::Blank
        } else if behind_mark == Some(' ') {
            Self::Item
        } else if text.starts_with('#') {
            Self::Heading
        } else if text.starts_with('>') {
            Self::Quote
        } else if text.starts_with('|') || text.contains('\t') {
            Self::Row
        } else {
            Self::Plain
        }
    }
}

/// Follows fenced code from line to line.
#[derive(Debug, Default)]
pub(super) struct Fence {
    /// How many backticks opened the code; 0 outside of it.
    n_ticks: usize,
}

impl Fence {
    /// Whether `line` is code, its first fence or its last.
    pub(super) fn holds(&mut self, line: &str) -> bool {
        let text = line.trim_start_matches(['>', ' ']);
        let n_ticks = text.len() - text.trim_start_matches('`').len();
        let is_closed = self.n_ticks == 0;
        if is_closed && n_ticks >= 3 && !text.trim_start_matches('`').contains('`') {
            self.n_ticks = n_ticks;
        } else if is_closed {
            return false;
        } else if n_ticks >= self.n_ticks && text.trim_end().len() == n_ticks {
            self.n_ticks = 0;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAD: &str = "Heliora said on Monday that it had opened a campus in Norwick, its third.";
    const MORE: &str =
        "The first halls are to be ready in autumn, and the town is glad of the work.";

    fn check(text: &str, expected: &str) {
        assert_eq!(parted(text).trim_end(), expected, "{text}");
        assert_eq!(parted(expected).trim_end(), expected, "again: {text}");
    }

    #[test]
    fn paragraphs_are_parted_by_blank_lines() {
        check(
            &format!("{LEAD} {MORE}\n{MORE} {LEAD}\nLast words."),
            &format!("{LEAD} {MORE}\n\n{MORE} {LEAD}\n\nLast words."),
        );
        check(
            &format!("Loom\n{LEAD} {MORE}"),
            &format!("Loom\n\n{LEAD} {MORE}"),
        );
    }

    #[test]
    fn short_lines_lists_tables_and_code_keep_their_lines() {
        for text in [
            "Hosts: Ada Quill and Tom Reed\nProducer: Ann Moor\nMusic: Loom",
            "- one\n- two\n  - three",
            "1. one\n2. two",
            "• one\n• two",
            "> one\n> two",
            "| A | B |\n| --- | --- |\n| 1 | 2 |",
            "```\nx = 1.\ny = 2.\n```",
        ] {
            check(text, text);
        }
        check(
            "It has:\n- one\n- two\nThe end.",
            "It has:\n\n- one\n- two\n\nThe end.",
        );
        check("# Head\nText", "# Head\n\nText");
    }

    #[test]
    fn lines_of_a_column_are_one_paragraph() {
        check(
            "Heliora said on Monday that it had opened a campus in Norwick, its\n\
             third in the country, and that the first halls of it would be ready\n\
             in autumn. The town is glad of the work. Nobody said how much it is\n\
             to cost.\n\
             The mayor, who was there as well, said that the mill would be next,\n\
             and that it was about time.",
            "Heliora said on Monday that it had opened a campus in Norwick, its \
             third in the country, and that the first halls of it would be ready \
             in autumn. The town is glad of the work. Nobody said how much it is \
             to cost.\n\n\
             The mayor, who was there as well, said that the mill would be next, \
             and that it was about time.",
        );
    }

    #[test]
    fn fences_are_followed() {
        let mut fence = Fence::default();
        let held: Vec<bool> = ["a", "````sh", "```", "b", "````", "c", "```x``` y"]
            .iter()
            .map(|line| fence.holds(line))
            .collect();
        assert_eq!(held, [false, true, true, true, true, false, false]);
    }
}
