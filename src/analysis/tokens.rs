//! One pass over text: tokens as this field needs them.
//!
//! A token is a lower-case word without accents. What is special about news of this industry:
//!
//! - compounds (`GPT-4o`, `non-exclusive`, `Node.js`, `AT&T`) give their parts at consecutive
//!   positions and, as an *extra* at the first part's position, the parts joined (`gpt4o`);
//! - amounts (`$38B`, `$1.5bn`) give number and magnitude (`38` `billion`), so that `$38B` and
//!   `38 billion` find each other; the raw form (`38b`) is an extra;
//! - dotted capitals (`A.I.`) are joined (`ai`), unless that makes a function word: `U.S.` stays `u.s.`,
//!   and names that would read as a function word (`US`, `WHO`, `IT`) get the dotted form as an extra;
//! - `C++` and `C#` keep their signs; a possessive `'s` is no part of a word;
//! - Chinese, Japanese and Korean text gives bigrams;
//! - the target of a Markdown link (`](…)`) is no text.
//!
//! Two control characters structure a text that is put together for the index: [`GAP`] separates title,
//! heading and body by [`GAP_POSITIONS`] positions, [`SENTENCE`] stands before the first word of each
//! sentence and gives a token of its own where the caller asks for it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::beginnings::Beginnings;
use super::function_words::{is_function_word, is_name_in_capitals};

/// Separates title, heading and body; adds [`GAP_POSITIONS`] to the position.
pub const GAP: char = '\u{1e}';
/// Stands before each sentence.
pub const SENTENCE: char = '\u{1f}';
/// How far apart in positions the parts around a [`GAP`] are: more than any `near` distance.
pub const GAP_POSITIONS: u32 = 128;
/// The form of the token that a [`SENTENCE`] gives.
pub const SENTENCE_FORM: &str = "\u{1f}";
/// Longest form of a token in bytes; what is longer (encoded data) is cut.
const MAX_FORM_BYTES: usize = 64;
/// Most parts of a compound that are also joined.
const MAX_JOINED_PARTS: usize = 4;
/// Most letters that dots join; of more, each is a word.
const MAX_DOTTED: usize = 16;
/// Longest target of a Markdown link that is skipped, in bytes.
const MAX_LINK_BYTES: usize = 4096;

/// One token of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Token {
    /// Lower case, without accents.
    pub form: String,
    /// Byte offset of its first character in the text.
    pub start: usize,
    /// Byte offset after its last character.
    pub end: usize,
    /// Position in words.
    pub position: u32,
    /// A second reading at a position that has a token already.
    pub is_extra: bool,
}

/// The pass over one text; buffers are kept from text to text.
pub struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    next_position: u32,
    emits_sentences: bool,
    /// Plain words that begin otherwise are passed over.
    wanted: Option<&'t Beginnings>,
    /// Tokens that a compound gave at once, last first.
    waiting: Vec<Token>,
    parts: Vec<Token>,
    /// The token that [`Scanner::advance`] stands on.
    pub token: Token,
}

impl<'t> Scanner<'t> {
    /// A pass over `text` that takes [`SENTENCE`] as white space.
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            next_position: 0,
            emits_sentences: false,
            wanted: None,
            waiting: Vec::new(),
            parts: Vec::new(),
            token: Token::default(),
        }
    }

    /// The same, giving a token for each [`SENTENCE`] at the position of the word that follows.
    pub fn with_sentences(text: &'t str) -> Self {
        Self {
            emits_sentences: true,
            ..Self::new(text)
        }
    }

    /// The same as [`Scanner::new`], passing over most words that don't begin as one of the wanted ones.
    pub fn of_wanted(text: &'t str, wanted: &'t Beginnings) -> Self {
        Self {
            wanted: Some(wanted),
            ..Self::new(text)
        }
    }

    /// Goes to the next token; false at the end of the text.
    pub fn advance(&mut self) -> bool {
        if let Some(token) = self.waiting.pop() {
            self.token = token;
            return true;
        }
        while let Some(&byte) = self.bytes.get(self.at) {
            if byte.is_ascii_alphanumeric() || byte >= 0x80 {
                if self.read_word(self.at) {
                    return true;
                }
                continue;
            }
            match byte {
                0x1e => self.next_position += GAP_POSITIONS,
                0x1f if self.emits_sentences => {
                    self.at += 1;
                    self.set_token(SENTENCE_FORM, self.at, self.at, self.next_position);
                    return true;
                }
                b'$' if self.digit_at(self.at + 1) => {
                    let sign = self.at;
                    self.at += 1;
                    if self.read_word(sign) {
                        return true;
                    }
                    continue;
                }
                b']' if self.bytes.get(self.at + 1) == Some(&b'(') => {
                    self.at += self.link_target_length();
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
        false
    }

    fn digit_at(&self, at: usize) -> bool {
        self.bytes.get(at).is_some_and(u8::is_ascii_digit)
    }

    /// Length of `](target)` here, or 1 where it is none.
    fn link_target_length(&self) -> usize {
        let rest = self.bytes.get(self.at + 2..).unwrap_or_default();
        let target = rest
            .iter()
            .take(MAX_LINK_BYTES)
            .position(|b| b.is_ascii_whitespace() || *b == b')');
        match target {
            Some(length) if rest.get(length) == Some(&b')') => length + 3,
            _ => 1,
        }
    }

    fn set_token(&mut self, form: &str, start: usize, end: usize, position: u32) {
        self.token.form.clear();
        self.token.form.push_str(form);
        self.token.start = start;
        self.token.end = end;
        self.token.position = position;
        self.token.is_extra = false;
    }

    /// Reads the word or compound at `self.at`; its first token starts at `start` (before a currency
    /// sign). False where there was only punctuation beyond ASCII, or a word that isn't wanted; it is then
    /// behind us.
    fn read_word(&mut self, start: usize) -> bool {
        let from = self.at;
        // The plain case first: ASCII letters, then something that ends a word.
        let mut end = from;
        while self.bytes.get(end).is_some_and(u8::is_ascii_alphabetic) {
            end += 1;
        }
        let is_plain = end > from && end - from <= MAX_FORM_BYTES && start == from && {
            match self.bytes.get(end) {
                None | Some(b' ' | b',' | b'\n' | b';' | b':' | b')' | b'"' | 0x1e | 0x1f) => true,
                Some(b'.') => {
                    !self
                        .bytes
                        .get(end + 1)
                        .is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0x80)
                        && end - from > 1
                }
                _ => false,
            }
        };
        if is_plain {
            self.at = end;
            let position = self.next_position;
            self.next_position += 1;
            let word = self.text.get(from..end).unwrap_or_default();
            let is_wanted = |wanted: &Beginnings| wanted.take(word.as_bytes());
            // Capitals may have a second reading.
            if !self.wanted.is_none_or(is_wanted) && !is_capitals(word.as_bytes()) {
                return false;
            }
            self.token.form.clear();
            self.token.form.push_str(word);
            self.token.form.make_ascii_lowercase();
            (self.token.start, self.token.end) = (from, end);
            (self.token.position, self.token.is_extra) = (position, false);
            if is_capitals(word.as_bytes()) && is_name_in_capitals(&self.token.form) {
                self.wait_for_dotted(from, end, position);
            }
            return true;
        }
        match self.text.get(from..).and_then(|rest| rest.chars().next()) {
            Some(c) if is_cjk(c) => self.read_bigrams(),
            Some(c) if c.is_alphanumeric() => self.read_compound(start),
            Some(c) => {
                self.at += c.len_utf8();
                let is_currency = matches!(c, '€' | '£' | '¥' | '₹' | '₩');
                return is_currency && self.digit_at(self.at) && self.read_word(from);
            }
            None => return false,
        }
        self.waiting.reverse();
        self.waiting.pop().map(|token| self.token = token).is_some()
    }

    /// `US` gets `u.s.` as an extra.
    fn wait_for_dotted(&mut self, start: usize, end: usize, position: u32) {
        let form = self.token.form.chars().flat_map(|c| [c, '.']).collect();
        self.waiting.push(Token {
            form,
            start,
            end,
            position,
            is_extra: true,
        });
    }

    fn read_compound(&mut self, start: usize) {
        self.parts.clear();
        let mut part_start = start;
        let mut is_dotted = true;
        loop {
            let part = self.read_part(part_start);
            let is_letter =
                part.form.chars().count() == 1 && part.form.chars().all(char::is_alphabetic);
            self.parts.push(part);
            let Some(joiner) = self.joiner_length() else {
                is_dotted &= is_letter;
                break;
            };
            is_dotted &= is_letter && self.bytes.get(self.at) == Some(&b'.');
            self.at += joiner;
            part_start = self.at;
        }
        match self.parts.len() {
            1 => self.emit_single(),
            2..=MAX_DOTTED if is_dotted => self.emit_dotted(),
            _ => self.emit_parts(),
        }
    }

    /// Length of what joins the part before `self.at` to an alphanumeric after it.
    fn joiner_length(&self) -> Option<usize> {
        let length = match self.bytes.get(self.at)? {
            b'-' | b'.' | b'&' => 1,
            // U+2010 hyphen, U+2011 non-breaking hyphen
            0xe2 if matches!(
                self.bytes.get(self.at + 1..self.at + 3),
                Some([0x80, 0x90 | 0x91])
            ) =>
            {
                3
            }
            _ => return None,
        };
        let next = self.text.get(self.at + length..)?.chars().next()?;
        (next.is_alphanumeric() && !is_cjk(next)).then_some(length)
    }

    /// One run of letters and digits, lower-cased and without accents. An alphanumeric stands here.
    fn read_part(&mut self, start: usize) -> Token {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let mut form = String::new();
        let mut end = self.at;
        let mut chars = rest.char_indices().peekable();
        while let Some((offset, c)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            let goes_on = (c.is_alphanumeric() && !is_cjk(c))
                || is_combining_mark(c)
                || (is_apostrophe(c) && next.is_some_and(char::is_alphabetic))
                || (matches!(c, '.' | ',') && between_digits(rest, offset, c));
            if !goes_on {
                if is_sign_of_a_language(&form, rest, offset) {
                    let length = if c == '#' { 1 } else { 2 };
                    form.push_str(rest.get(offset..offset + length).unwrap_or_default());
                    end = self.at + offset + length;
                }
                break;
            }
            end = self.at + offset + c.len_utf8();
            if form.len() < MAX_FORM_BYTES && c != ',' {
                push_folded(c, &mut form);
            }
        }
        self.at = end;
        if form.ends_with("'s") {
            form.truncate(form.len() - 2);
            let possessive: usize = self.text.get(..end).map_or(0, |head| {
                head.chars().rev().take(2).map(char::len_utf8).sum()
            });
            end -= possessive;
        }
        Token {
            form,
            start,
            end,
            position: 0,
            is_extra: false,
        }
    }

    /// Chinese, Japanese, Korean: overlapping pairs of characters, a lone character by itself.
    fn read_bigrams(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let mut before: Option<(usize, char)> = None;
        let mut n_pairs = 0;
        let mut length = 0;
        for (offset, c) in rest.char_indices().take_while(|(_, c)| is_cjk(*c)) {
            length = offset + c.len_utf8();
            if let Some((start, first)) = before {
                let form = String::from_iter([first, c]);
                self.push_waiting(form, self.at + start, self.at + length, false);
                n_pairs += 1;
            }
            before = Some((offset, c));
        }
        if n_pairs == 0
            && let Some((start, only)) = before
        {
            self.push_waiting(only.to_string(), self.at + start, self.at + length, false);
        }
        self.at += length;
    }

    fn push_waiting(&mut self, form: String, start: usize, end: usize, is_extra: bool) {
        let position = if is_extra {
            self.next_position.saturating_sub(1)
        } else {
            self.next_position
        };
        if !is_extra {
            self.next_position += 1;
        }
        self.waiting.push(Token {
            form,
            start,
            end,
            position,
            is_extra,
        });
    }

    fn emit_single(&mut self) {
        let Some(part) = self.parts.pop().filter(|part| !part.form.is_empty()) else {
            return;
        };
        let source = self.text.get(part.start..part.end).unwrap_or_default();
        if let Some((number, magnitude)) = amount(&part.form, source) {
            // Folding may shorten a letter (`𝕂` to `k`): the split goes before it then.
            let suffix = (part.form.len() - number.len()).min(part.end - part.start);
            let split = self.text.floor_char_boundary(part.end - suffix);
            let (number, raw) = (number.to_owned(), part.form.clone());
            self.push_waiting(number, part.start, split, false);
            self.push_waiting(raw, part.start, part.end, true);
            self.push_waiting(magnitude.to_owned(), split, part.end, false);
            return;
        }
        let dotted = (is_capitals(source.as_bytes()) && is_name_in_capitals(&part.form))
            .then(|| part.form.chars().flat_map(|c| [c, '.']).collect::<String>());
        self.push_waiting(part.form, part.start, part.end, false);
        if let Some(dotted) = dotted {
            self.push_waiting(dotted, part.start, part.end, true);
        }
    }

    /// `A.I.` is `ai`, `U.S.` is `u.s.`.
    fn emit_dotted(&mut self) {
        let joined: String = self.parts.iter().map(|part| part.form.as_str()).collect();
        let start = self.parts.first().map_or(self.at, |part| part.start);
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
        }
        let form = if is_function_word(&joined) {
            joined.chars().flat_map(|c| [c, '.']).collect()
        } else {
            joined
        };
        self.push_waiting(form, start, self.at, false);
    }

    fn emit_parts(&mut self) {
        let joined: String = self.parts.iter().map(|part| part.form.as_str()).collect();
        let (start, end) = match (self.parts.first(), self.parts.last()) {
            (Some(first), Some(last)) => (first.start, last.end),
            _ => return,
        };
        let is_joined = self.parts.len() <= MAX_JOINED_PARTS && joined.len() <= MAX_FORM_BYTES;
        let mut joined = is_joined.then_some(joined);
        for part in std::mem::take(&mut self.parts) {
            if part.form.is_empty() {
                continue;
            }
            self.push_waiting(part.form, part.start, part.end, false);
            if let Some(joined) = joined.take() {
                self.push_waiting(joined, start, end, true);
            }
        }
    }
}

/// The tokens of `text`, extras included, as a list.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut scanner = Scanner::new(text);
    let mut tokens = Vec::new();
    while scanner.advance() {
        tokens.push(scanner.token.clone());
    }
    tokens
}

fn is_capitals(word: &[u8]) -> bool {
    word.len() > 1 && word.iter().all(u8::is_ascii_uppercase)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// Han, kana and Hangul: scripts that the index holds as pairs of characters.
pub fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3134f}')
        || c == '\u{3005}'
}

fn between_digits(text: &str, offset: usize, c: char) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let is_between = offset > 0 && digit(offset - 1) && digit(offset + 1);
    // A comma only groups thousands: 1,000 but not 1,2.
    is_between && (c == '.' || (digit(offset + 2) && digit(offset + 3) && !digit(offset + 4)))
}

/// `C++`, `C#`, `F#`: one letter and its signs, nothing alphanumeric after them.
fn is_sign_of_a_language(form: &str, rest: &str, offset: usize) -> bool {
    let after = rest.get(offset..).unwrap_or_default();
    let length = if after.starts_with("++") {
        2
    } else if after.starts_with('#') {
        1
    } else {
        return false;
    };
    let ends = after
        .get(length..)
        .and_then(|tail| tail.chars().next())
        .is_none_or(|c| !c.is_alphanumeric());
    form.len() == 1 && form.bytes().all(|b| b.is_ascii_lowercase()) && ends
}

fn push_folded(c: char, form: &mut String) {
    if c.is_ascii() {
        form.push(c.to_ascii_lowercase());
    } else if is_apostrophe(c) {
        form.push('\'');
    } else {
        let folded = c
            .nfkd()
            .filter(|part| !is_combining_mark(*part))
            .flat_map(char::to_lowercase);
        form.extend(folded);
    }
}

/// `38b`, written `$38B`: the number and its magnitude in words.
///
/// With a currency sign any magnitude counts; without one only what can hardly be a name: `70B`, `1.5bn`,
/// not `3M`, `4K` or `5G`.
fn amount<'f>(form: &'f str, source: &str) -> Option<(&'f str, &'static str)> {
    let split = form.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, suffix) = (form.get(..split)?, form.get(split..)?);
    let magnitude = match suffix {
        "k" => "thousand",
        "m" | "mn" | "mm" | "mln" => "million",
        "b" | "bn" | "bln" => "billion",
        "t" | "tn" | "trn" => "trillion",
        _ => return None,
    };
    let has_currency = !source.starts_with(|c: char| c.is_ascii_digit());
    let is_plain_amount = number.len() > 1
        && (suffix.len() > 1 || (source.ends_with(['B', 'M', 'T']) && suffix != "t"));
    (!number.is_empty() && (has_currency || is_plain_amount)).then_some((number, magnitude))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Primary forms, each followed by its extras in brackets.
    fn shown(text: &str) -> String {
        let mut out = String::new();
        for token in tokens(text) {
            match (token.is_extra, out.is_empty()) {
                (true, _) => out.extend(["[", &token.form, "]"]),
                (false, true) => out.push_str(&token.form),
                (false, false) => out.extend([" ", &token.form]),
            }
        }
        out
    }

    #[test]
    fn tokens_keep_what_the_field_needs() {
        for (text, expected) in [
            ("OpenAI's cloud, again.", "openai cloud again"),
            ("OpenAI’s Azure", "openai azure"),
            ("GPT-4o and o3-mini", "gpt[gpt4o] 4o and o3[o3mini] mini"),
            ("GPT-3.5", "gpt[gpt3.5] 3.5"),
            (
                "a non-exclusive licence",
                "a non[nonexclusive] exclusive licence",
            ),
            ("C++, C# and C.", "c++ c# and c"),
            ("the U.S. and A.I. today", "the u.s. and ai today"),
            ("in the US.", "in the us[u.s.]"),
            ("IN THE US AND WHO", "in the us[u.s.] and who[w.h.o.]"),
            ("$38B over", "38[38b] billion over"),
            ("\u{9d7}0𝕂", "0[0k] thousand"),
            ("\u{9d7}0𝕂", "0[0k] thousand"),
            ("$38 billion", "38 billion"),
            ("€1.5bn", "1.5[1.5bn] billion"),
            (
                "70B models, 4K TV, 3M, 5G",
                "70[70b] billion models 4k tv 3m 5g",
            ),
            ("1,000 GPUs; 3.5, 4", "1000 gpus 3.5 4"),
            ("Café Zürich", "cafe zurich"),
            ("AT&T R&D", "at[att] t r[rd] d"),
            ("[text](https://a.b/c?d) end", "text end"),
            ("don't stop", "don't stop"),
            ("日本語 AI", "日本 本語 ai"),
            ("中", "中"),
            ("OpenAI与微软", "openai 与微 微软"),
            ("Node.js 2.0.", "node[nodejs] js 2.0"),
            ("— … “quoted”", "quoted"),
            ("", ""),
            ("$ 5 $x", "5 x"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn offsets_are_the_words_in_the_text() {
        let text = "“OpenAI’s” GPT-4o for $38B in the U.S., 日本語 x";
        let slices: Vec<&str> = tokens(text)
            .iter()
            .map(|t| text.get(t.start..t.end).unwrap())
            .collect();
        assert_eq!(
            slices,
            [
                "OpenAI", "GPT", "GPT-4o", "4o", "for", "$38", "$38B", "B", "in", "the", "U.S.",
                "日本", "本語", "x"
            ]
        );
    }

    #[test]
    fn gaps_and_sentences_stand_in_the_positions() {
        let text = "Big title\u{1e}\u{1e}\u{1f}One two. \u{1f}Three";
        let mut scanner = Scanner::with_sentences(text);
        let mut shown = Vec::new();
        while scanner.advance() {
            shown.push((scanner.token.form.clone(), scanner.token.position));
        }
        let expected = [
            ("big", 0),
            ("title", 1),
            ("\u{1f}", 258),
            ("one", 258),
            ("two", 259),
            ("\u{1f}", 260),
            ("three", 260),
        ];
        assert_eq!(
            shown,
            expected.map(|(form, position)| (form.to_owned(), position))
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_ends_and_offsets_are_on_character_boundaries(text in "\\PC{0,80}|[$.&a-zA-Z0-9'’日€U\\]\\(\\) -]{0,60}") {
            let mut last = 0;
            for token in tokens(&text) {
                assert!(text.get(token.start..token.end).is_some());
                assert!(token.position >= last && !token.form.is_empty());
                last = token.position;
            }
        }
    }
}
