//! Titles and ids as parts of file names.
//!
//! What comes out is made of `a-z 0-9 -` (ids also `_`), whatever goes in: never a separator, never
//! a leading dot, never a name that Windows keeps for itself.

use unicode_normalization::UnicodeNormalization as _;

use crate::article::{ArticleId, ContentHash};

/// Longest slug of a title, in bytes.
const MAX_SLUG_BYTES: usize = 60;
/// Longest id that a file name carries whole, in bytes.
const MAX_ID_BYTES: usize = 40;
/// How much of a longer id stays readable before its hash, in bytes.
const READABLE_ID_BYTES: usize = 24;
/// How many characters of the hash tell altered ids apart: 40 bits.
const HASH_CHARS: usize = 8;

/// A title in ASCII, words joined by `-`, cut after a word; empty where no letter has an ASCII form.
pub(super) fn slug(text: &str) -> String {
    cut(&words(text), MAX_SLUG_BYTES)
}

/// An id as it stands in a file name; one that can't stand there as it is carries a hash.
///
/// Capitals count as altered: file systems that fold case would take `Ab` and `aB` for one.
pub(super) fn file_safe_id(id: &ArticleId) -> String {
    let text = id.as_str();
    let is_safe = text.len() <= MAX_ID_BYTES
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b))
        && !text.starts_with('-')
        && !is_reserved(text);
    if is_safe {
        return text.to_owned();
    }
    let hash = ContentHash::of(text.as_bytes()).short();
    let hash = hash.get(..HASH_CHARS).unwrap_or(&hash);
    let readable = cut(&words(text), READABLE_ID_BYTES);
    if readable.is_empty() {
        hash.to_owned()
    } else {
        format!("{readable}-{hash}")
    }
}

/// Names that Windows opens as devices, whatever their suffix.
fn is_reserved(name: &str) -> bool {
    let is_port = name.len() == 4
        && (name.starts_with("com") || name.starts_with("lpt"))
        && name.ends_with(|c: char| c.is_ascii_digit());
    is_port || ["con", "prn", "aux", "nul"].contains(&name)
}

fn words(text: &str) -> String {
    let mut slug = String::new();
    // Twice the longest slug is enough to cut from; a title of a megabyte costs no more.
    for c in text.nfkd().take(1000) {
        match c {
            c if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            // "don't" is one word, and an accent is no gap.
            '\'' | '’' => {}
            c if unicode_normalization::char::is_combining_mark(c) => {}
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// Cuts pure ASCII after a word, or inside the first word where it alone is too long.
fn cut(slug: &str, max_bytes: usize) -> String {
    let Some(head) = slug.get(..max_bytes).filter(|_| slug.len() > max_bytes) else {
        return slug.to_owned();
    };
    let ends_word = slug.as_bytes().get(max_bytes) == Some(&b'-');
    let end = if ends_word {
        head.len()
    } else {
        head.rfind('-').unwrap_or(head.len())
    };
    head.get(..end)
        .unwrap_or(head)
        .trim_end_matches('-')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_plain_words() {
        let check = |title: &str, expected: &str| assert_eq!(slug(title), expected, "{title}");
        check(
            "OpenAI’s $38B deal with Oracle",
            "openais-38b-deal-with-oracle",
        );
        check("../../etc/passwd", "etc-passwd");
        check("Café Zürich — naïve", "cafe-zurich-naive");
        check("東京でAI", "ai");
        check("東京", "");
        check("...", "");
        check(
            "a title that is rather longer than sixty bytes and so is cut after a word",
            "a-title-that-is-rather-longer-than-sixty-bytes-and-so-is-cut",
        );
        check(&"x".repeat(10_000), &"x".repeat(60));
        check("\u{1b}[31mred\u{0}", "31mred");
    }

    #[test]
    fn an_id_in_a_file_name_is_safe_and_distinct() {
        let check = |id: &str, expected: &str| {
            assert_eq!(file_safe_id(&ArticleId::new(id).unwrap()), expected);
        };
        check("k3f9abcdefghi", "k3f9abcdefghi");
        check("doc_12", "doc_12");
        let altered = |id: &str| file_safe_id(&ArticleId::new(id).unwrap());
        assert_ne!(altered("Ab"), altered("aB"));
        assert_ne!(altered("con"), "con");
        assert_ne!(altered("com1"), "com1");
        for id in [
            "../../etc/passwd",
            ".hidden",
            "a/b",
            "ü",
            "https://e.com/x?y=1",
        ] {
            let name = altered(id);
            assert!(
                name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'),
                "{name}"
            );
            assert!(!name.starts_with('-') && name.len() <= 40, "{name}");
        }
    }
}
