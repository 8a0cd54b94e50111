//! What can be seen of a line without understanding it.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Anchored, Input, StartKind};

use super::furniture::{BEGINNINGS, INSIDE, TAIL_HEADINGS, WHOLE_LINES};
use super::lines::{Line, Mark};
use crate::analysis::function_words::is_function_word;

/// What was measured of one line.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one fact of a line; they are measured and weighed together"
)]
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Features {
    pub(super) n_words: usize,
    /// Function words among the words, 0 to 1.
    pub(super) function: f64,
    /// Words that begin with a small letter, 0 to 1.
    pub(super) small: f64,
    /// Digits among the characters, 0 to 1.
    pub(super) digits: f64,
    /// Ends as a sentence does.
    pub(super) ends_sentence: bool,
    /// Ends with a colon.
    pub(super) ends_colon: bool,
    /// Sentence ends inside the line.
    pub(super) n_inner_ends: usize,
    pub(super) n_commas: usize,
    pub(super) is_item: bool,
    pub(super) is_quote: bool,
    pub(super) starts_small: bool,
    /// Begins with a quotation mark.
    pub(super) starts_quotation: bool,
    /// Separators of menus: `|`, `·`, `»`, `/` between spaces.
    pub(super) n_separators: usize,
    pub(super) has_link: bool,
    /// How often the same line stands in the text.
    pub(super) n_times: usize,
    pub(super) furniture: Furniture,
    pub(super) is_tail_heading: bool,
}

/// Which list of [`super::furniture`] knows the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Furniture {
    #[default]
    None,
    /// A piece inside.
    Inside,
    /// The beginning.
    Beginning,
    /// All of it.
    Whole,
}

/// Measures all lines.
pub(super) fn measure(lines: &[Line]) -> Vec<Features> {
    let keys: Vec<String> = lines.iter().map(|line| key(&line.text)).collect();
    let mut n_times: HashMap<&str, usize> = HashMap::new();
    for key in &keys {
        *n_times.entry(key).or_default() += 1;
    }
    lines
        .iter()
        .zip(&keys)
        .map(|(line, key)| Features {
            n_times: n_times.get(key.as_str()).copied().unwrap_or(1),
            ..of_line(line, key)
        })
        .collect()
}

/// Measures a line that stands for itself.
pub(super) fn measure_one(text: &str) -> Features {
    /// What a longer line is, its beginning tells.
    const LONGEST: usize = 2_000;
    let text = text
        .get(..text.floor_char_boundary(LONGEST))
        .unwrap_or(text);
    let line = Line {
        text: text.to_owned(),
        mark: Mark::Plain,
        after_blank: true,
        cells: Vec::new(),
    };
    of_line(&line, &key(text))
}

/// A line as it is compared: small letters and digits, single spaces.
pub(super) fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_alphanumeric() {
            if gap && !key.is_empty() {
                key.push(' ');
            }
            gap = false;
            key.extend(c.to_lowercase());
        } else {
            gap = true;
        }
    }
    key
}

fn of_line(line: &Line, key: &str) -> Features {
    let text = line.text.as_str();
    let words: Vec<&str> = key.split(' ').filter(|word| !word.is_empty()).collect();
    let share = |n: usize, of: usize| n as f64 / of.max(1) as f64;
    let starts: Vec<char> = text
        .split(' ')
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()))
        .collect();
    let bare = text.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»', '*']);
    Features {
        n_words: word_count(text, words.len()),
        function: share(
            words.iter().filter(|word| is_function_word(word)).count(),
            words.len(),
        ),
        small: share(
            starts.iter().filter(|c| c.is_lowercase()).count(),
            starts.len(),
        ),
        digits: share(text.bytes().filter(u8::is_ascii_digit).count(), text.len()),
        ends_sentence: bare.ends_with(['.', '!', '?', '…', '。', '！', '？']),
        ends_colon: bare.ends_with(':'),
        n_inner_ends: inner_ends(text),
        n_commas: text.matches([',', '、', '，']).count(),
        is_item: line.mark == Mark::Bullet,
        is_quote: line.mark == Mark::Quote,
        starts_small: text.starts_with(char::is_lowercase),
        starts_quotation: text.starts_with(['"', '“', '„', '«']),
        n_separators: [" | ", "|", " · ", " » ", " / ", " > ", " › ", " • ", " → "]
            .iter()
            .map(|separator| text.matches(separator).count())
            .sum(),
        has_link: text.contains("http") || text.contains("www.") || text.contains(".com"),
        n_times: 1,
        furniture: furniture(text, key),
        is_tail_heading: is_tail_heading(key),
    }
}

/// Scripts without spaces count two characters a word.
fn word_count(text: &str, n_words: usize) -> usize {
    let is_unspaced = |c: &char| matches!(*c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{e00}'..='\u{e7f}');
    if text.is_ascii() {
        return n_words;
    }
    n_words.max(text.chars().filter(is_unspaced).count() / 2)
}

fn inner_ends(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ascii = bytes
        .windows(2)
        .filter(|pair| matches!(pair, [b'.' | b'!' | b'?', b' ']))
        .count();
    ascii + text.matches('。').count()
}

/// A longer line, in bytes, is prose whatever it says.
const LONGEST_FURNITURE: usize = 400;

fn furniture(text: &str, key: &str) -> Furniture {
    if text.len() > LONGEST_FURNITURE {
        return Furniture::None;
    }
    let is_bracketed = text.starts_with('[') && text.ends_with(']');
    if key.len() < 2
        || is_bracketed
        || key.bytes().all(|b| b.is_ascii_digit())
        || is_whole_furniture(key)
    {
        return Furniture::Whole;
    }
    if begins_furniture(text) {
        return Furniture::Beginning;
    }
    if holds_furniture(text) {
        return Furniture::Inside;
    }
    Furniture::None
}

/// A sentence that begins as furniture does and holds a piece of it as well, or is nothing but furniture: what a page
/// says for itself, not what an article says of others.
pub(super) fn is_promotion(sentence: &str) -> bool {
    is_whole_furniture(&key(sentence)) || begins_furniture(sentence) && holds_furniture(sentence)
}

fn is_whole_furniture(key: &str) -> bool {
    static WHOLE: LazyLock<HashSet<String>> =
        LazyLock::new(|| WHOLE_LINES.iter().map(|line| self::key(line)).collect());
    WHOLE.contains(key)
}

fn begins_furniture(text: &str) -> bool {
    static START: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .start_kind(StartKind::Anchored)
            .build(BEGINNINGS)
            .ok()
    });
    let anchored = Input::new(text).anchored(Anchored::Yes);
    START.as_ref().is_some_and(|start| start.is_match(anchored))
}

fn holds_furniture(text: &str) -> bool {
    static PIECE: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(INSIDE)
            .ok()
    });
    PIECE.as_ref().is_some_and(|piece| piece.is_match(text))
}

fn is_tail_heading(key: &str) -> bool {
    const MOST_WORDS: usize = 6;
    static HEADINGS: LazyLock<HashSet<String>> =
        LazyLock::new(|| TAIL_HEADINGS.iter().map(|line| self::key(line)).collect());
    if HEADINGS.contains(key) {
        return true;
    }
    let mut words = key.split(' ');
    let (first, second) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let is_count = !first.is_empty() && first.bytes().all(|b| b.is_ascii_digit());
    let counts_comments = is_count
        && [
            "comment",
            "comments",
            "response",
            "responses",
            "replies",
            "thoughts",
            "reactions",
        ]
        .contains(&second);
    let begins = [
        "related",
        "more from",
        "more in",
        "more on",
        "most read",
        "comments",
    ]
    .iter()
    .any(|start| {
        key.strip_prefix(start)
            .is_some_and(|rest| rest.starts_with(' '))
    });
    (counts_comments || begins)
        && words.count() + 2 <= MOST_WORDS + usize::from(counts_comments) * 6
}
