//! Code on a page, through an extraction that folds its white space.
//!
//! Line ends and indents of `<pre>` are hidden in marks that no page uses, and found again in what was
//! extracted. Single spaces stay, so that the words of the code weigh what they weighed.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Where code begins and ends, and what stands for a line end and for a space that would be folded.
const BEGIN: char = '\u{10ff00}';
const END: char = '\u{10ff01}';
const LINE_END: char = '\u{10ff02}';
const SPACE: char = '\u{10ff03}';

/// Hides the white space of code in marks.
pub(crate) fn marked(html: &str) -> Cow<'_, str> {
    static CODE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?is)(<pre\b[^<>]{0,500}>)(.*?)(</pre\s{0,9}>)").ok());
    let Some(code) = CODE.as_ref() else {
        return Cow::Borrowed(html);
    };
    code.replace_all(html, |found: &Captures| {
        let group = |nth: usize| found.get(nth).map_or("", |group| group.as_str());
        format!("{}{}{}", group(1), hidden(group(2)), group(3))
    })
}

fn hidden(inner: &str) -> String {
    static TAG: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?i)(<br\s{0,9}/?>)|</?[a-z][^<>]*>").ok());
    let text = TAG.as_ref().map_or(inner.into(), |tag| {
        tag.replace_all(
            inner,
            |found: &Captures| {
                if found.get(1).is_some() { "\n" } else { "" }
            },
        )
    });
    let text = text.replace("\r\n", "\n").replace('\t', "    ");
    let lines: Vec<String> = text
        .trim_matches('\n')
        .split('\n')
        .map(|line| {
            let line = line.trim_end();
            let code = line.trim_start_matches(' ');
            let indent = SPACE.to_string().repeat(line.len() - code.len());
            format!("{indent}{}", code.replace("  ", &format!("{SPACE} ")))
        })
        .collect();
    format!("{BEGIN}{}{END}", lines.join(&format!("{LINE_END} ")))
}

/// Brings the code of an extracted text back, each piece as an element of its own.
pub(crate) fn unmarked(html: &str) -> Cow<'_, str> {
    static CODE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"\x{10ff00}([^\x{10ff00}\x{10ff01}]*)\x{10ff01}|[\x{10ff00}-\x{10ff03}]").ok()
    });
    let Some(code) = CODE.as_ref().filter(|code| code.is_match(html)) else {
        return Cow::Borrowed(html);
    };
    code.replace_all(html, |found: &Captures| match found.get(1) {
        Some(inner) => {
            let code = inner
                .as_str()
                .replace(&format!("{LINE_END} "), "\n")
                .replace(LINE_END, "\n")
                .replace(SPACE, " ");
            format!("<pre>{code}</pre>")
        }
        None => " ".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_comes_through_with_its_lines_and_indents() {
        let page = "<p>a  b</p><PRE class=x><code># <b>one</b>\r\nfoo  bar\n\n\tbaz<br>end\n</code></PRE>c";
        let marked = marked(page);
        assert!(
            !marked.contains('\n') && !marked.contains("foo  "),
            "{marked}"
        );
        assert_eq!(
            unmarked(&marked),
            "<p>a  b</p><PRE class=x><pre># one\nfoo  bar\n\n    baz\nend</pre></PRE>c"
        );
        let half = marked.replace(END, "");
        assert!(
            !unmarked(&half).contains([BEGIN, LINE_END, SPACE]),
            "{half}"
        );
        for plain in ["<p>no code</p>", "<pre>never closed\n x", ""] {
            assert_eq!(super::marked(plain), plain);
            assert_eq!(unmarked(plain), plain);
        }
    }
}
