//! White space and invisible characters.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::byline::compile;

/// Makes `text` fit to be filed: line ends are LF, no trailing white space, no control characters, no
/// terminal escapes, no zero-width or bidirectional controls, at most one blank line between blocks,
/// none at either end. Indentation and all visible characters stay.
pub fn tidy(text: &str) -> String {
    let text = without_escapes(text);
    let mut tidied = String::with_capacity(text.len());
    let mut pending_lines = 0_usize;
    let mut pending_spaces = String::new();
    let mut last = '\n';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match fate(c) {
            Fate::NewLine => {
                if c == '\r' && chars.peek() == Some(&'\n') {
                    continue;
                }
                pending_lines += 1;
                pending_spaces.clear();
            }
            Fate::Space => pending_spaces.push(if c == '\t' { '\t' } else { ' ' }),
            Fate::Joiner if last.is_ascii() || chars.peek().is_none_or(char::is_ascii) => {}
            Fate::Gone => {}
            Fate::Visible | Fate::Joiner => {
                if !tidied.is_empty() {
                    (0..pending_lines.min(2)).for_each(|_| tidied.push('\n'));
                }
                pending_lines = 0;
                tidied.push_str(&pending_spaces);
                pending_spaces.clear();
                tidied.push(c);
                last = c;
            }
        }
    }
    tidied
}

enum Fate {
    Visible,
    Space,
    NewLine,
    /// Zero-width (non-)joiner: spelling in Persian, Indic scripts and emoji, noise beside ASCII.
    Joiner,
    Gone,
}

fn fate(c: char) -> Fate {
    match c {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Fate::NewLine,
        '!'..='~' => Fate::Visible,
        '\u{200c}' | '\u{200d}' => Fate::Joiner,
        '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => Fate::Gone,
        '\t' => Fate::Space,
        c if c.is_control() => Fate::Gone,
        c if c.is_whitespace() => Fate::Space,
        _ => Fate::Visible,
    }
}

/// Takes out the sequences that colour text in a terminal, set its title or make links, with all that they
/// hold.
pub(crate) fn without_escapes(text: &str) -> Cow<'_, str> {
    static ESCAPES: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?:\x1b\[|\x{9b})[0-?]*[ -/]*[@-~]?|(?:\x1b[\]PX^_]|\x{9d})(?:[^\x07\x1b\x{9c}\n]{0,2000}(?:\x07|\x1b\\|\x{9c})|8;[^;\s]*;[^\s\x07\x1b]*)?|\x1b[@-~]?",
        )
    });
    if !text.contains(['\u{1b}', '\u{9b}', '\u{9d}']) {
        return Cow::Borrowed(text);
    }
    ESCAPES.replace_all(text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_goes_and_what_can_stays() {
        let check = |text: &str, expected: &str| assert_eq!(tidy(text), expected, "{text:?}");
        check("", "");
        check(" \r\n\t\n", "");
        check("a \r\nb\rc\n\n\n\nd  \n", "a\nb\nc\n\nd");
        check("  - a\n    - b", "  - a\n    - b");
        check("\u{1b}[31mred\u{1b}[0m \u{7}bell", "red bell");
        check(
            "\u{1b}]8;;http://e.example/x\u{7}link\u{1b}]8;;\u{7} and more",
            "link and more",
        );
        check("\u{1b}]0;title\u{1b}\\text \u{9b}1mbold", "text bold");
        check("\u{1b}]8;;http://e.example/x never closed", " never closed");
        check("a\u{1b}]b\u{1b}[", "ab");
        check("a\u{200b}b\u{202e}c\u{feff}d", "abcd");
        check("a\u{a0}b", "a b");
        check("a\u{2028}b", "a\nb");
        check("می\u{200c}خواهم a\u{200d}b", "می\u{200c}خواهم ab");
        check("\u{1b}", "");
    }
}
