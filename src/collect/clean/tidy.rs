//! White space and invisible characters.

/// Makes `text` fit to be filed: line ends are LF, no trailing white space, no control characters, no
/// terminal escapes, no zero-width or bidirectional controls, at most one blank line between blocks,
/// none at either end. Indentation and all visible characters stay.
pub fn tidy(text: &str) -> String {
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
            Fate::Escape => skip_terminal_sequence(&mut chars),
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
    /// Starts a terminal sequence.
    Escape,
    /// Zero-width (non-)joiner: spelling in Persian, Indic scripts and emoji, noise beside ASCII.
    Joiner,
    Gone,
}

fn fate(c: char) -> Fate {
    match c {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Fate::NewLine,
        '!'..='~' => Fate::Visible,
        '\u{1b}' | '\u{9b}' => Fate::Escape,
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

/// Skips what follows an escape character, at most this many characters.
fn skip_terminal_sequence(chars: &mut std::iter::Peekable<std::str::Chars>) {
    const LONGEST: usize = 32;
    if chars.peek() != Some(&'[') {
        return;
    }
    chars.next();
    for _ in 0..LONGEST {
        match chars.peek() {
            Some(c) if c.is_ascii_digit() || matches!(c, ';' | '?' | ' ') => {
                chars.next();
            }
            Some(c) if c.is_ascii_alphabetic() => {
                chars.next();
                return;
            }
            _ => return,
        }
    }
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
        check("a\u{200b}b\u{202e}c\u{feff}d", "abcd");
        check("a\u{a0}b", "a b");
        check("a\u{2028}b", "a\nb");
        check("می\u{200c}خواهم a\u{200d}b", "می\u{200c}خواهم ab");
        check("\u{1b}", "");
    }
}
