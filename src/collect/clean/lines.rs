//! The lines of a text dump, as they stood before a terminal's width broke them.
//!
//! `w3m`, mail programs and editors wrap at a column, so that no single line tells a paragraph from a
//! menu. Wrapping is undone first; what comes out are the blocks of the page, one a line.

use super::blocks::fold;

/// One block of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The text, without its mark, white space folded.
    pub(super) text: String,
    /// What stands before the text.
    pub(super) mark: Mark,
    /// Whether a blank line stands before it.
    pub(super) after_blank: bool,
    /// The cells of a row of a table, where tabs part them; else none.
    pub(super) cells: Vec<String>,
}

/// What stands before the text of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing.
    Plain,
    /// A bullet.
    Bullet,
    /// `>`.
    Quote,
    /// `#` to `######`.
    Heading,
}

/// Cuts `text` into blocks; lines that hold nothing but a bullet give it to the line below.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let raw: Vec<&str> = text.split('\n').map(str::trim_end).collect();
    let width = wrap_width(&raw);
    let mut lines: Vec<Line> = Vec::new();
    let mut after_blank = true;
    let mut bullet_above = None;
    let mut chars_above = None;
    for line in raw {
        let (mark, text) = split_mark(line.trim_start());
        if text.is_empty() {
            match mark {
                Mark::Plain => after_blank = true,
                mark => bullet_above = Some(mark),
            }
            chars_above = None;
            continue;
        }
        let is_broken = |above: usize, width: usize| above + 1 + first_word(text) > width;
        let continues = mark == Mark::Plain
            && !after_blank
            && bullet_above.is_none()
            && matches!((chars_above, width), (Some(above), Some(width)) if is_broken(above, width));
        chars_above = Some(line.chars().count());
        match lines.last_mut().filter(|_| continues) {
            Some(above) => {
                above.text.push(' ');
                above.text.push_str(&fold(text));
            }
            None => lines.push(Line {
                text: fold(text),
                mark: bullet_above.filter(|_| mark == Mark::Plain).unwrap_or(mark),
                after_blank,
                cells: cells(text),
            }),
        }
        bullet_above = None;
        after_blank = false;
    }
    lines
}

/// Takes bullet, quote mark or hash signs off the start of a line.
fn split_mark(line: &str) -> (Mark, &str) {
    const BULLETS: [char; 13] = [
        '*', '•', '-', '–', '+', '·', '◦', '▪', '■', '●', '○', '□', '‣',
    ];
    let hashes = line.len() - line.trim_start_matches('#').len();
    if let (1..=6, Some(rest)) = (hashes, line.get(hashes..))
        && (rest.is_empty() || rest.starts_with(' '))
    {
        return (Mark::Heading, rest.trim());
    }
    if let Some(rest) = line.strip_prefix('>') {
        return (Mark::Quote, rest.trim_start_matches(['>', ' ']));
    }
    match line.strip_prefix(BULLETS) {
        Some("") => (Mark::Bullet, ""),
        Some(rest) if rest.starts_with([' ', '\t', '\u{a0}']) => {
            // Bullets inside bullets are one bullet.
            (Mark::Bullet, split_mark(rest.trim()).1)
        }
        _ => (Mark::Plain, line),
    }
}

/// The cells of a row; one cell is no row.
fn cells(text: &str) -> Vec<String> {
    let cells: Vec<String> = text
        .split('\t')
        .map(fold)
        .filter(|cell| !cell.is_empty())
        .collect();
    if cells.len() > 1 { cells } else { Vec::new() }
}

fn first_word(text: &str) -> usize {
    text.split_whitespace()
        .next()
        .map_or(0, |word| word.chars().count())
}

/// The column at which the text was wrapped, if it was: hardly a line is longer, and most long lines
/// have no room for the first word of the next.
fn wrap_width(raw: &[&str]) -> Option<usize> {
    const SAMPLE: usize = 3_000;
    const WIDTHS: std::ops::RangeInclusive<usize> = 50..=140;
    const MAX_LONGER: f64 = 0.02;
    const FEWEST: usize = 3;
    // (characters, characters of the first word of the next line if that stands right below)
    let sample = raw.get(..raw.len().min(SAMPLE)).unwrap_or(raw);
    let below = sample.iter().skip(1).copied().chain([""]);
    let measured: Vec<(usize, usize)> = sample
        .iter()
        .zip(below)
        .filter(|(line, _)| !line.is_empty())
        .map(|(line, below)| (line.chars().count(), first_word(below)))
        .collect();
    let most_longer = (measured.len() as f64 * MAX_LONGER) as usize;
    let (n_full, width) = WIDTHS
        .filter(|width| measured.iter().filter(|(n, _)| n > width).count() <= most_longer)
        .map(|width| {
            let is_full =
                |(n, next): &&(usize, usize)| *n <= width && *next > 0 && n + 1 + next > width;
            (measured.iter().filter(is_full).count(), width)
        })
        .max_by_key(|(n_full, width)| (*n_full, std::cmp::Reverse(*width)))?;
    let n_long = measured
        .iter()
        .filter(|(n, next)| *n * 10 >= width * 7 && *next > 0)
        .count();
    (n_full >= FEWEST && n_full * 10 >= n_long * 6).then_some(width)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, Mark, bool)]) {
        let found: Vec<(String, Mark, bool)> = lines(text)
            .into_iter()
            .map(|line| (line.text, line.mark, line.after_blank))
            .collect();
        let expected: Vec<(String, Mark, bool)> = expected
            .iter()
            .map(|(text, mark, blank)| ((*text).to_owned(), *mark, *blank))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn marks_are_taken_off_and_empty_bullets_go_to_the_line_below() {
        check(
            "Head\n\n  • one\n* two\n  •\n    three\n  *\n\n> said\n## Next\nC# and -5\n",
            &[
                ("Head", Mark::Plain, true),
                ("one", Mark::Bullet, true),
                ("two", Mark::Bullet, false),
                ("three", Mark::Bullet, false),
                ("said", Mark::Quote, true),
                ("Next", Mark::Heading, false),
                ("C# and -5", Mark::Plain, false),
            ],
        );
    }

    #[test]
    fn wrapping_is_undone_where_the_next_word_had_no_room() {
        let words = "The company said on Monday that it would build three more data centres. ";
        let paragraph = words.repeat(4);
        let mut wrapped = String::from("Short line\nAnother one\n");
        let mut column = 0;
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            if column + word.len() > 60 {
                wrapped.push('\n');
                column = 0;
            }
            wrapped.push_str(word);
            wrapped.push(' ');
            column += word.len() + 1;
        }
        check(
            &wrapped,
            &[
                ("Short line", Mark::Plain, true),
                ("Another one", Mark::Plain, false),
                (paragraph.trim(), Mark::Plain, false),
            ],
        );
    }
}
