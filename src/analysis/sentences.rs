//! A paragraph to its sentences.
//!
//! English news breaks the general rules of UAX #29 in known ways: abbreviations ("Inc.", "Sen.",
//! "U.S."), initials, decimals, ellipses. So ASCII terminators are decided here, by what stands on both
//! sides of them; the terminators of other scripts (`。`, `؟`, `।`) are left to the Unicode
//! segmenter. Passages, context and `same:` all rest on these sentences.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// Abbreviations after which a sentence practically never ends.
const NEVER_LAST: &[&str] = &[
    "adm", "brig", "capt", "cf", "cmdr", "col", "dr", "e.g", "eq", "fig", "gen", "gov", "hon",
    "i.e", "lt", "maj", "messrs", "mr", "mrs", "ms", "mt", "mx", "pres", "prof", "rep", "reps",
    "rev", "sen", "sens", "sgt", "st", "viz", "vs",
];

/// Abbreviations after which a sentence ends only where the next word begins one: a capital that
/// is no part of the name, which a [`SENTENCE_OPENERS`] word tells.
const SELDOM_LAST: &[&str] = &[
    "a.m", "ala", "apr", "ariz", "assn", "aug", "ave", "bldg", "blvd", "bros", "calif", "co",
    "colo", "conn", "corp", "dec", "del", "dept", "div", "ed", "est", "etc", "feb", "fla", "ga",
    "ill", "inc", "ind", "intl", "jan", "jr", "kan", "ky", "ltd", "mass", "mich", "minn", "miss",
    "no", "nos", "nov", "oct", "okla", "ore", "p.m", "pa", "ph.d", "plc", "pp", "sep", "sept",
    "sr", "tenn", "tex", "univ", "va", "vol", "wash", "wis",
];

/// Words that open a sentence far more often than they go on a name.
const SENTENCE_OPENERS: &[&str] = &[
    "A",
    "After",
    "All",
    "Although",
    "Among",
    "An",
    "And",
    "Another",
    "As",
    "At",
    "Because",
    "Before",
    "Both",
    "But",
    "By",
    "During",
    "Each",
    "Even",
    "Every",
    "First",
    "For",
    "Founded",
    "From",
    "He",
    "Her",
    "Here",
    "His",
    "How",
    "However",
    "I",
    "If",
    "In",
    "Instead",
    "It",
    "Its",
    "Last",
    "Like",
    "Many",
    "Meanwhile",
    "More",
    "Most",
    "My",
    "No",
    "Not",
    "Now",
    "On",
    "One",
    "Or",
    "Other",
    "Our",
    "Over",
    "Read",
    "See",
    "She",
    "Since",
    "So",
    "Some",
    "Still",
    "That",
    "The",
    "Their",
    "Then",
    "There",
    "These",
    "They",
    "This",
    "Those",
    "Though",
    "Today",
    "Under",
    "Until",
    "We",
    "What",
    "When",
    "Where",
    "Whether",
    "Which",
    "While",
    "Who",
    "Why",
    "With",
    "Yet",
    "You",
    "Your",
];

/// Splits `paragraph` into sentences: ordered spans of bytes without white space at their ends, which
/// together hold everything but white space. A text of white space alone gives none.
pub fn sentences(paragraph: &str) -> Vec<Range<usize>> {
    let has_other_terminators = !paragraph.is_ascii()
        && paragraph
            .chars()
            .any(|c| matches!(c, '。' | '！' | '？' | '؟' | '۔' | '।' | '॥'));
    let mut found = Vec::new();
    if has_other_terminators {
        for (start, piece) in paragraph.split_sentence_bound_indices() {
            split_latin(paragraph, start, start + piece.len(), &mut found);
        }
        join_wrong_cuts(paragraph, &mut found);
    } else {
        split_latin(paragraph, 0, paragraph.len(), &mut found);
    }
    found
}

/// Undoes cuts of the Unicode segmenter behind an abbreviation.
fn join_wrong_cuts(text: &str, sentences: &mut Vec<Range<usize>>) {
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(sentences.len());
    for sentence in sentences.drain(..) {
        let goes_on = joined.last().is_some_and(|last| {
            let ascii_dot = text.get(..last.end).is_some_and(|head| head.ends_with('.'));
            ascii_dot && !ends_here(text, last.end - 1, last.end, sentence.start)
        });
        match joined.last_mut() {
            Some(last) if goes_on => last.end = sentence.end,
            _ => joined.push(sentence),
        }
    }
    *sentences = joined;
}

/// Cuts `text[from..to]` behind ASCII terminators.
fn split_latin(text: &str, from: usize, to: usize, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut start = from;
    let mut at = from;
    while let Some(offset) =
        memchr::memchr3(b'.', b'!', b'?', bytes.get(at..to).unwrap_or_default())
    {
        let terminator = at + offset;
        let mut end = terminator + 1;
        while bytes
            .get(end)
            .is_some_and(|b| matches!(b, b'.' | b'!' | b'?'))
            && end < to
        {
            end += 1;
        }
        end = skip_closing(text, end, to);
        let next = skip_white(bytes, end, to);
        if next > end && next < to && ends_here(text, terminator, end, next) {
            push_trimmed(text, start..end, found);
            start = next;
        }
        at = end;
    }
    push_trimmed(text, start..to, found);
}

fn push_trimmed(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let Some(slice) = text.get(range.clone()) else {
        return;
    };
    let head = slice.len() - slice.trim_start().len();
    let length = slice.trim().len();
    if length > 0 {
        found.push(range.start + head..range.start + head + length);
    }
}

/// Closing quotes and brackets belong to the sentence that they close.
fn skip_closing(text: &str, mut at: usize, to: usize) -> usize {
    while at < to {
        match text.get(at..).and_then(|rest| rest.chars().next()) {
            Some(c) if matches!(c, '"' | '\'' | ')' | ']' | '*' | '_' | '”' | '’' | '»') => {
                at += c.len_utf8();
            }
            _ => break,
        }
    }
    at.min(to)
}

fn skip_white(bytes: &[u8], mut at: usize, to: usize) -> usize {
    while at < to {
        match bytes.get(at..at + 2) {
            _ if bytes.get(at).is_some_and(u8::is_ascii_whitespace) => at += 1,
            Some([0xc2, 0xa0]) => at += 2,
            _ => break,
        }
    }
    at
}

/// Whether the terminator at `terminator` ends a sentence, closing marks up to `end` and white space up
/// to `next` behind it.
fn ends_here(text: &str, terminator: usize, end: usize, next: usize) -> bool {
    let Some(next_char) = text.get(next..).and_then(|rest| rest.chars().next()) else {
        return true;
    };
    let is_full_stop = text.as_bytes().get(terminator) == Some(&b'.');
    // What follows goes on in lower case: "Yahoo! said", "… and", "vs. the".
    if next_char.is_lowercase() {
        return false;
    }
    if !is_full_stop || end > terminator + 1 {
        return true;
    }
    let before = word_before(text, terminator);
    let lower = before
        .trim_start_matches(['(', '"', '“', '‘', '\'', '*', '_'])
        .to_lowercase();
    if NEVER_LAST.binary_search(&lower.as_str()).is_ok() {
        return false;
    }
    let is_initial =
        before.chars().count() == 1 && before.chars().all(char::is_uppercase) && before != "I";
    let is_dotted = lower.contains('.') && lower.split('.').all(|part| part.chars().count() == 1);
    if is_initial || is_dotted || SELDOM_LAST.binary_search(&lower.as_str()).is_ok() {
        return opens_a_sentence(text, next, &lower);
    }
    // "No. 1 customer", "1. First": a number in front is a list's, handled by the caller's blocks.
    true
}

fn opens_a_sentence(text: &str, next: usize, before: &str) -> bool {
    let rest = text.get(next..).unwrap_or_default();
    let word: &str = rest
        .trim_start_matches(['"', '“', '‘', '\'', '(', '*', '_'])
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    let is_number = word.starts_with(|c: char| c.is_ascii_digit());
    let is_quoted = rest.starts_with(['"', '“']);
    let is_time_zone = word.len() <= 4 && word.bytes().all(|b| b.is_ascii_uppercase());
    let is_time = matches!(before, "a.m" | "p.m" | "etc") && !is_time_zone;
    !is_number && (is_quoted || is_time || SENTENCE_OPENERS.binary_search(&word).is_ok())
}

/// The characters before `at`, back to white space.
fn word_before(text: &str, at: usize) -> &str {
    let head = text.get(..at).unwrap_or_default();
    let start = head
        .char_indices()
        .rev()
        .take(24)
        .take_while(|(_, c)| !c.is_whitespace())
        .last()
        .map_or(at, |(start, _)| start);
    head.get(start..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = sentences(text)
            .into_iter()
            .map(|r| text.get(r).unwrap())
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn lists_are_sorted() {
        assert!(NEVER_LAST.is_sorted() && SELDOM_LAST.is_sorted() && SENTENCE_OPENERS.is_sorted());
    }

    #[test]
    fn sentences_end_where_a_reader_would_say() {
        check("One. Two! Three? Four", &["One.", "Two!", "Three?", "Four"]);
        check(
            "It raised $1.5B. Shares rose 3.2%.",
            &["It raised $1.5B.", "Shares rose 3.2%."],
        );
        check(
            "Apple Inc. Chief Tim Cook spoke. He left.",
            &["Apple Inc. Chief Tim Cook spoke.", "He left."],
        );
        check(
            "Apple sued Masimo Corp. The court agreed.",
            &["Apple sued Masimo Corp.", "The court agreed."],
        );
        check(
            "Sen. Warren wrote to Dr. Li. They met.",
            &["Sen. Warren wrote to Dr. Li.", "They met."],
        );
        check(
            "The U.S. Commerce Department acted.",
            &["The U.S. Commerce Department acted."],
        );
        check(
            "It sells to the U.S. The rest is banned.",
            &["It sells to the U.S.", "The rest is banned."],
        );
        check(
            "He said \"It works.\" Then he left.",
            &["He said \"It works.\"", "Then he left."],
        );
        check(
            "“It works.” Altman said so.",
            &["“It works.”", "Altman said so."],
        );
        check(
            "Yahoo! said it. J. Smith agreed.",
            &["Yahoo! said it.", "J. Smith agreed."],
        );
        check(
            "At 5 p.m. ET it closed. It was No. 1 there.",
            &["At 5 p.m. ET it closed.", "It was No. 1 there."],
        );
        check("Wait... what? Yes.", &["Wait... what?", "Yes."]);
        check("  \n ", &[]);
        check("模型发布了。价格下降。", &["模型发布了。", "价格下降。"]);
        check(
            "Well… Sen. Warren wrote. Fine.",
            &["Well… Sen. Warren wrote.", "Fine."],
        );
    }

    proptest::proptest! {
        #[test]
        fn sentences_are_ordered_and_hold_everything_but_white_space(text in "[a-zA-Z .!?\"”。…\\n$0-9]{0,120}") {
            let found = sentences(&text);
            let mut at = 0;
            for range in &found {
                assert!(text.get(at..range.start).unwrap().trim().is_empty());
                assert!(!text.get(range.clone()).unwrap().trim().is_empty());
                at = range.end;
            }
            assert!(text.get(at..).unwrap().trim().is_empty());
        }
    }
}
