//! Text that a page parts by empty lines (`<br><br>`) and not by paragraphs.
//!
//! The extraction knows text by its paragraphs; of bare text in a `<div>` it loses what stands behind a link.
//! So such text gets its paragraphs before.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

/// Puts bare text that is parted by empty lines into paragraphs.
pub(crate) fn with_paragraphs(html: &str) -> Cow<'_, str> {
    static BLOCK: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)<(/?)(address|article|aside|blockquote|body|button|center|d[dlt]|details|div|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|iframe|li|main|nav|noscript|ol|p|pre|script|section|select|style|summary|svg|table|tbody|td|textarea|tfoot|th|thead|title|tr|ul|video)(?:[\s/][^<>]{0,2000})?>").ok()
    });
    static EMPTY_LINE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?i)<br\s{0,9}/?>(?:(?:\s|&nbsp;)*<br\s{0,9}/?>)+").ok());
    let (Some(block), Some(empty_line)) = (BLOCK.as_ref(), EMPTY_LINE.as_ref()) else {
        return Cow::Borrowed(html);
    };
    if !empty_line.is_match(html) {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let (mut at, mut holds_text) = (0, false);
    for tag in block.captures_iter(html) {
        let Some(whole) = tag.get(0) else { continue };
        let run = html.get(at..whole.start()).unwrap_or_default();
        if holds_text && empty_line.is_match(run) {
            out.push_str("<p>");
            out.push_str(&empty_line.replace_all(run, "</p><p>"));
            out.push_str("</p>");
        } else {
            out.push_str(run);
        }
        out.push_str(whole.as_str());
        at = whole.end();
        let name = tag.get(2).map_or("", |name| name.as_str());
        let is_opened = tag.get(1).is_some_and(|slash| slash.is_empty());
        holds_text = is_opened
            && ["div", "td", "section", "article", "main", "center"]
                .iter()
                .any(|holder| holder.eq_ignore_ascii_case(name));
    }
    out.push_str(html.get(at..).unwrap_or_default());
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_lines_part_paragraphs() {
        let check = |html: &str, expected: &str| assert_eq!(with_paragraphs(html), expected);
        check(
            "<div class=a>One <em>two</em> three.<br> <br/>Four.<BR><br>&nbsp;<br>Five.</div>",
            "<div class=a><p>One <em>two</em> three.</p><p>Four.</p><p>Five.</p></div>",
        );
        for html in [
            "<div>One.<br>Two.</div>",
            "<p>One.<br><br>Two.</p>",
            "<pre>One.<br><br>Two.</pre>",
            "<div>never closed<br><br>",
        ] {
            check(html, html);
        }
    }
}
