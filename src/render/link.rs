//! Names and links of passages.

use std::fmt::{Display, Write as _};

use super::plain::plain;

/// `ID@START+LEN`, as `newsdex show` takes it.
pub fn passage_id(article: impl Display, start: usize, len: usize) -> String {
    format!("{article}@{start}+{len}")
}

/// Words at each end of a passage that a link quotes: enough to be unique on a page, few enough that
/// the page's small print between them doesn't matter.
const QUOTED_WORDS: usize = 5;

/// Longest quoted text at each end, in bytes.
const MAX_QUOTED_BYTES: usize = 200;

/// The page, scrolled to the passage: `url#:~:text=first%20words,last%20words`.
///
/// The words are those of the passage as a reader sees them, without markup. `None` where the URL is
/// no web page's or the passage has no words.
pub fn passage_link(url: &str, markdown: &str) -> Option<String> {
    let is_page = url.starts_with("https://") || url.starts_with("http://");
    if !is_page {
        return None;
    }
    let text = plain(markdown, &[]).text;
    let mut blocks = text
        .lines()
        .map(without_bullet)
        .filter(|block| !block.is_empty());
    // A fragment must not run over the edge of a paragraph; each end quotes its own block only.
    let first = blocks.next()?;
    let last = blocks.next_back();
    let page = url.split(":~:").next().unwrap_or(url);
    let separator = if page.contains('#') { "" } else { "#" };
    let mut link = format!("{page}{separator}:~:text=");
    let words: Vec<&str> = first.split_whitespace().collect();
    match last {
        None if words.len() <= 2 * QUOTED_WORDS => encode(&words, &mut link),
        _ => {
            encode(words.get(..QUOTED_WORDS).unwrap_or(&words), &mut link);
            link.push(',');
            let words: Vec<&str> = last.unwrap_or(first).split_whitespace().collect();
            let start = words.len().saturating_sub(QUOTED_WORDS);
            encode(words.get(start..).unwrap_or(&words), &mut link);
        }
    }
    Some(link)
}

/// The bullet or number of a list is drawn by the browser and is no text of the page.
fn without_bullet(line: &str) -> &str {
    let line = line.trim();
    let line = line.strip_prefix("• ").unwrap_or(line);
    let after_digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = after_digits.len() < line.len();
    match after_digits.strip_prefix(". ") {
        Some(item) if is_numbered => item,
        _ => line,
    }
}

/// Percent-encodes all but letters, digits, `.`, `_` and `~`: dash, comma and ampersand have a meaning
/// in fragments.
fn encode(words: &[&str], link: &mut String) {
    let joined = words.join(" ");
    let mut end = joined.len().min(MAX_QUOTED_BYTES);
    while !joined.is_char_boundary(end) {
        end -= 1;
    }
    for byte in joined.bytes().take(end) {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'~') {
            link.push(char::from(byte));
        } else {
            // Writing to a string can't fail.
            let _ = write!(link, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::ArticleId;

    #[test]
    fn a_passage_is_named_by_its_bytes() {
        let id = ArticleId::new("a@b").unwrap();
        assert_eq!(passage_id(&id, 12, 3), "a@b@12+3");
    }

    #[test]
    fn a_link_quotes_the_first_and_last_words_as_a_reader_sees_them() {
        let check = |url: &str, markdown: &str, expected: Option<&str>| {
            assert_eq!(
                passage_link(url, markdown).as_deref(),
                expected,
                "{markdown}"
            );
        };
        check(
            "https://e.com/a",
            "**Short** one.",
            Some("https://e.com/a#:~:text=Short%20one."),
        );
        check(
            "https://e.com/a#top",
            "One two three four five six seven eight nine ten, eleven & the twelfth-and last.",
            Some(
                "https://e.com/a#top:~:text=One%20two%20three%20four%20five,eleven%20%26%20the%20twelfth%2Dand%20last.",
            ),
        );
        check(
            "https://e.com/a#:~:text=old",
            "- A list item\n- Another *item*",
            Some("https://e.com/a#:~:text=A%20list%20item,Another%20item"),
        );
        check(
            "https://e.com/é",
            "Café",
            Some("https://e.com/é#:~:text=Caf%C3%A9"),
        );
        check("file:///etc/passwd", "Words here.", None);
        check("https://e.com/a", " \n ", None);
    }
}
