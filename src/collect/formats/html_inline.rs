//! Words inside a sentence, through an extraction that throws elements away by their names.
//!
//! Boxes for sharing, captions and lists of links are told by their classes (`share`, `link`, `author`), and
//! so are links and names in the middle of a sentence, which then loses them. Where an element stands
//! inside running text its attributes say nothing of that kind, and they go before the extraction.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Takes the classes off the inline elements of paragraphs of running text.
pub(crate) fn without_classes(html: &str) -> Cow<'_, str> {
    static PARAGRAPH: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?is)(<p\b[^<>]{0,500}>)(.*?)(</p\s{0,9}>)").ok());
    let Some(paragraph) = PARAGRAPH.as_ref() else {
        return Cow::Borrowed(html);
    };
    paragraph.replace_all(html, |found: &Captures| {
        let group = |nth: usize| found.get(nth).map_or("", |group| group.as_str());
        if is_running_text(group(2)) {
            format!("{}{}{}", group(1), plain(group(2)), group(3))
        } else {
            group(0).to_owned()
        }
    })
}

/// Whether a paragraph says a sentence outside of the elements in it, and no blocks stand in it.
fn is_running_text(inner: &str) -> bool {
    /// "By Ada Quill in Norwick, updated at" is a byline with a name and a day in it; sentences say more.
    const FEWEST_WORDS: usize = 8;
    static TAG: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"<(/?)([A-Za-z][A-Za-z0-9]*)[^<>]*>").ok());
    let Some(tag) = TAG.as_ref().filter(|_| inner.contains('<')) else {
        return false;
    };
    let (mut n_open, mut n_words, mut at) = (0_usize, 0, 0);
    for found in tag.captures_iter(inner) {
        let Some(whole) = found.get(0) else { continue };
        let name = found.get(2).map_or("", |name| name.as_str());
        let is_inline = INLINE
            .iter()
            .any(|inline| inline.eq_ignore_ascii_case(name));
        let is_empty = ["br", "img", "wbr"]
            .iter()
            .any(|empty| empty.eq_ignore_ascii_case(name));
        if !is_inline && !is_empty {
            return false;
        }
        if n_open == 0 {
            n_words += words(inner.get(at..whole.start()));
        }
        at = whole.end();
        if found.get(1).is_some_and(|slash| !slash.is_empty()) {
            n_open = n_open.saturating_sub(1);
        } else if is_inline {
            n_open += 1;
        }
    }
    n_words + words(inner.get(at..).filter(|_| n_open == 0)) >= FEWEST_WORDS
}

const INLINE: [&str; 19] = [
    "a", "abbr", "b", "cite", "code", "em", "font", "i", "ins", "mark", "q", "s", "small", "span",
    "strong", "sub", "sup", "time", "u",
];

fn words(text: Option<&str>) -> usize {
    text.unwrap_or_default().split_whitespace().count()
}

/// The elements of a sentence without their attributes; a link keeps where it goes, what is hidden its own.
fn plain(inner: &str) -> Cow<'_, str> {
    static OPENED: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"<(/?)([A-Za-z]+)((?:\s[^<>]*)?)>").ok());
    static LINK: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"(?i)\shref\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+)"#).ok());
    static HIDDEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)hidden|display\s*:\s*none|screen-?reader|sr-only|visually").ok()
    });
    let (Some(opened), Some(link), Some(hidden)) =
        (OPENED.as_ref(), LINK.as_ref(), HIDDEN.as_ref())
    else {
        return Cow::Borrowed(inner);
    };
    opened.replace_all(inner, |found: &Captures| {
        let group = |nth: usize| found.get(nth).map_or("", |group| group.as_str());
        let (slash, attributes) = (group(1), group(3));
        let name = group(2).to_ascii_lowercase();
        if !INLINE.contains(&name.as_str()) || hidden.is_match(attributes) {
            return group(0).to_owned();
        }
        // The extraction takes every <time> for the day above an article.
        let name = if name == "time" { "span" } else { &name };
        let link = link.find(attributes).map_or("", |link| link.as_str());
        format!("<{slash}{name}{link}>")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_of_a_sentence_lose_their_classes_and_others_do_not() {
        let check = |html: &str, expected: &str| assert_eq!(without_classes(html), expected);
        check(
            "<p class=x>Acme said on Monday that <span class=\"link\"><a class='share' href=\"/r\" \
             target=_blank>it buys Roe</a></span> in <time datetime=2026>May</time>, all of it.</p>",
            "<p class=x>Acme said on Monday that <span><a href=\"/r\">it buys Roe</a></span> \
             in <span>May</span>, all of it.</p>",
        );
        for html in [
            "<p>By <span class=author>Ada Quill</span>, <time>May 3</time></p>",
            "<p><span class=share>Share this story with all of your friends and your family</span></p>",
            "<p>One of many words that are said in here <div class=share>Share</div></p>",
            "<p>One of many words that are said in here <span class=hidden>Share</span></p>",
            "<p>never closed <span class=link>",
        ] {
            check(html, html);
        }
    }
}
