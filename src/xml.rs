//! Text as XML holds it, for all that is written as XML: feeds, lists of feeds, pictures, graphs.

/// Text without the characters that XML 1.0 has no place for.
pub(crate) fn printable(text: &str) -> String {
    let is_fit = |c: &char| {
        let is_space = matches!(c, '\t' | '\n');
        (is_space || !c.is_control()) && !matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    text.chars().filter(is_fit).collect()
}

/// Text on one line that is no markup, for elements and for values in quotes.
pub(crate) fn escaped(text: &str) -> String {
    let line = printable(text).replace(['\t', '\n'], " ");
    quick_xml::escape::escape(line).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_is_one_line_without_markup() {
        let check = |text: &str, expected: &str| assert_eq!(escaped(text), expected);
        check(
            "A <b> & \"c\" 'd'",
            "A &lt;b&gt; &amp; &quot;c&quot; &apos;d&apos;",
        );
        check("a\u{fffe}b\u{ffff}c\u{1b}[31m\u{0}\u{85}", "abc[31m");
        check("one\n\ttwo", "one  two");
        check("日本語 \u{fffd}", "日本語 \u{fffd}");
        assert_eq!(printable("one\n\ttwo\u{7} <"), "one\n\ttwo <");
    }
}
