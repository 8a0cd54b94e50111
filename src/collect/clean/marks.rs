//! Marks of Markdown that nobody meant to be read: what is left of them when a text has been cleaned.
//!
//! Where a source has no space around bold text, escapes its marks or mixes them with HTML, they stay
//! as they are. A body is to read the same when it is cleaned again, so they go, and the words beside
//! them stay apart.

use std::borrow::Cow;

use super::line_ends::Fence;
use super::markdown::is_new_word;

/// Takes marks off that are left in plain Markdown, and the blank lines between the items of a list.
pub(super) fn without_marks(markdown: &str) -> String {
    let mut settled = String::with_capacity(markdown.len());
    let mut fence = Fence::default();
    let mut gap = "";
    let mut is_below_item = false;
    for line in markdown.split('\n') {
        if fence.holds(line) {
            settled.push_str(gap);
            settled.push_str(line);
            is_below_item = false;
        } else if line.is_empty() {
            gap = if settled.is_empty() { "" } else { "\n\n" };
            continue;
        } else {
            let line = without_emphasis(line);
            let is_item = is_item(&line);
            settled.push_str(if is_item && is_below_item { "\n" } else { gap });
            push_without_stars(&line, &mut settled);
            is_below_item = is_item;
        }
        gap = "\n";
    }
    settled
}

/// An item of a list as Markdown has it.
fn is_item(line: &str) -> bool {
    let text = line.trim_start();
    let behind_digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let n_digits = text.len() - behind_digits.len();
    text.starts_with("- ") || (1..=3).contains(&n_digits) && behind_digits.starts_with(". ")
}

/// A star above an item is a bullet, one around a line is emphasis; numbers have a full stop.
fn without_emphasis(line: &str) -> Cow<'_, str> {
    let behind_digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let n_digits = line.len() - behind_digits.len();
    if let (1..=2, Some(text)) = (n_digits, behind_digits.strip_prefix(") ")) {
        let number = line.get(..n_digits).unwrap_or_default();
        return Cow::Owned(format!("{number}. {text}"));
    }
    if let Some(text) = line.strip_prefix("* ").filter(|text| !text.contains('*')) {
        return Cow::Owned(format!("- {text}"));
    }
    ['*', '_']
        .iter()
        .filter_map(|mark| line.strip_prefix(*mark)?.strip_suffix(*mark))
        .find(|text| {
            !text.contains(['*', '_'])
                && text.starts_with(char::is_alphanumeric)
                && !text.ends_with(' ')
        })
        .map_or(Cow::Borrowed(line), Cow::Borrowed)
}

/// Adds a line without the stars of bold text. A power (`2**3`) keeps them, and so does a lone pair: it
/// hides the letters of a word.
fn push_without_stars(line: &str, settled: &mut String) {
    let pieces: Vec<&str> = line.split("**").collect();
    let is_power = |pair: &[&str]| match pair {
        [before, behind] => {
            before.trim_end().ends_with(|c: char| c.is_ascii_digit())
                && behind
                    .trim_start()
                    .starts_with(|c: char| c.is_ascii_digit())
        }
        _ => false,
    };
    if pieces.len() < 3
        || pieces.len().is_multiple_of(2)
        || line.contains('`')
        || line
            .split(|c: char| c != '*')
            .any(|run| matches!(run.len(), 3 | 5..))
        || pieces.windows(2).any(is_power)
    {
        settled.push_str(line);
        return;
    }
    for (piece_idx, piece) in pieces.iter().enumerate() {
        let is_word = if piece_idx % 2 == 1 {
            piece.starts_with(char::is_alphanumeric)
        } else {
            is_new_word(piece)
        };
        let is_parted = piece_idx > 0
            && settled.ends_with(|c: char| c.is_alphanumeric() || ".,;:!?”’)]".contains(c))
            && (is_word || piece.starts_with(['“', '‘', '(', '[', '$', '€', '£', '"']));
        if is_parted {
            settled.push(' ');
        }
        settled.push_str(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(markdown: &str, expected: &str) {
        assert_eq!(without_marks(markdown), expected, "{markdown}");
        assert_eq!(without_marks(expected), expected, "again: {markdown}");
    }

    #[test]
    fn stars_that_nobody_meant_go_and_words_stay_apart() {
        check(
            "They call him the**“Loom”**of it, and**Ada**and Tom have left **Acme**, they said.",
            "They call him the “Loom” of it, and Ada and Tom have left Acme, they said.",
        );
        check(
            "a**$2bn deal to buy Roe**- the maker",
            "a $2bn deal to buy Roe- the maker",
        );
        check(
            "It has a**new hall****.** Or**so****they** say.",
            "It has a new hall. Or so they say.",
        );
        check("*Roe, which nobody knows*", "Roe, which nobody knows");
        check("1) one\n2) two", "1. one\n2. two");
        check("* Loved it\n* Not for me", "- Loved it\n- Not for me");
    }

    #[test]
    fn stars_that_somebody_meant_stay() {
        for text in [
            "2**3 and 2 ** 4",
            "He called it sh** and left.",
            "f***ing **good** f***",
            "`**kwargs` and `**`",
            "```\n**a** x **b**\n```",
            "5 * 3 * 2",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn items_of_a_list_stand_one_below_the_other() {
        check(
            "- a\n\n- b\n\ntext\n\n1. c\n\n2. d\n\n> q",
            "- a\n- b\n\ntext\n\n1. c\n2. d\n\n> q",
        );
    }
}
