//! Cuts the text of a query into tokens: brackets, operators, and finished leaves and filters.
//!
//! A piece is what stands between white space and brackets. Only its first character can make it
//! special (`+ - = \ "`), or its last (`*`), or a known name before a colon or slash; a hyphen or
//! quotation mark inside a word is part of that word. Every byte is read once, but for the few that
//! follow a piece and decide what it is.

use jiff::civil::Date;

use super::fields::{self, Field};
use super::{Notices, QueryError};
use crate::analysis::tokens::GAP_POSITIONS;
use crate::article::cut_after_word;
use crate::query::tree::{Leaf, Node};

/// One step of a query.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// `(`
    Open,
    /// `)`
    Close,
    /// `AND`
    And,
    /// `OR`
    Or,
    /// `NOT`
    Not,
    /// `+` before a part.
    Must,
    /// `-` before a part.
    MustNot,
    /// A leaf or a filter.
    Part(Node),
}

impl Token {
    /// The spelling of an operator that is a word.
    pub(super) fn operator(&self) -> Option<&'static str> {
        match self {
            Self::And => Some("AND"),
            Self::Or => Some("OR"),
            Self::Not => Some("NOT"),
            _ => None,
        }
    }

    /// Whether it stands before a part and changes what the part means.
    pub(super) fn is_sign(&self) -> bool {
        matches!(self, Self::Not | Self::Must | Self::MustNot)
    }
}

/// Tokens in the order of the text, and what was ignored.
pub(super) struct Lexed {
    pub(super) tokens: Vec<Token>,
    pub(super) notices: Notices,
}

/// Cuts `text` into tokens.
pub(super) fn lex(text: &str, today: Date) -> Result<Lexed, QueryError> {
    let mut lexer = Lexer {
        text,
        at: 0,
        today,
        tokens: Vec::new(),
        notices: Notices::default(),
    };
    while let Some(first) = lexer.peek() {
        lexer.step(first)?;
    }
    Ok(Lexed {
        tokens: lexer.tokens,
        notices: lexer.notices,
    })
}

/// Whether `printed`, read alone, is this leaf and nothing else; the printer escapes it otherwise.
pub(in crate::query) fn is_read_as_this_leaf(printed: &str, leaf: &Leaf) -> bool {
    let any_day = Date::constant(2000, 1, 1);
    lex(printed, any_day).is_ok_and(|lexed| match lexed.tokens.as_slice() {
        [Token::Part(Node::Leaf(read))] => read == leaf,
        _ => false,
    })
}

/// Most words of a phrase; each costs a list of postings.
const MAX_PHRASE_WORDS: usize = 100;
/// Most words of `near` and `same`: which of them stand together is tried for each of all.
const MAX_NEAR_WORDS: usize = 32;

/// Largest slop or distance, in words: a longer one would reach from the title into the text.
const MAX_DISTANCE: u32 = GAP_POSITIONS - 1;

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    today: Date,
    tokens: Vec<Token>,
    notices: Notices,
}

impl<'t> Lexer<'t> {
    /// Reads one token or skips one thing; always moves forward.
    fn step(&mut self, first: char) -> Result<(), QueryError> {
        if first.is_whitespace() {
            self.skip(first);
        } else if first == '(' {
            self.skip(first);
            self.tokens.push(Token::Open);
        } else if first == ')' {
            self.skip(first);
            self.tokens.push(Token::Close);
        } else if is_quote(first) {
            self.phrase();
        } else if let Some(sign) = self.sign(first) {
            self.skip(first);
            self.tokens.push(sign);
        } else if is_url(self.rest()) {
            let url = self.take_url();
            self.push(Leaf::Word(url.to_owned()));
        } else {
            self.piece()?;
        }
        Ok(())
    }

    /// `+` or `-` that stands directly before a part; `--` and a lone `-` are no signs.
    fn sign(&self, first: char) -> Option<Token> {
        let sign = match first {
            '+' => Token::Must,
            '-' => Token::MustNot,
            _ => return None,
        };
        let next = self.rest().chars().nth(1)?;
        let stands_before_a_part = !next.is_whitespace() && !matches!(next, '+' | '-' | ')');
        stands_before_a_part.then_some(sign)
    }

    /// Whatever begins like a word.
    fn piece(&mut self) -> Result<(), QueryError> {
        let start = self.at;
        let piece = self.take_while(|c| !c.is_whitespace() && !is_bracket(c));
        if let Some(word) = piece.strip_prefix('\\').filter(|word| !word.is_empty()) {
            self.push(Leaf::Word(word.to_owned()));
        } else if let Some(form) = piece.strip_prefix('=') {
            self.exact(start, form);
        } else if let Some(distance) = self.near_distance(piece) {
            self.near(piece, distance);
        } else if let Some((name, value)) = named_value(piece) {
            self.named(start, piece, name, value)?;
        } else {
            self.word(piece);
        }
        Ok(())
    }

    /// An operator, a prefix, a lone sign or a plain word.
    fn word(&mut self, piece: &str) {
        match piece {
            "AND" => self.tokens.push(Token::And),
            "OR" => self.tokens.push(Token::Or),
            "NOT" => self.tokens.push(Token::Not),
            _ if piece.chars().all(is_dash_or_plus) => {
                self.ignore(piece, "it stands alone");
            }
            _ => self.push_or_prefix(piece, |word| Leaf::Word(word.to_owned())),
        }
    }

    /// `=word`, `="some words"`.
    fn exact(&mut self, start: usize, form: &str) {
        let form = form.trim_start_matches('=');
        if form.starts_with(is_quote) {
            let skipped = self.text.get(start..).unwrap_or_default();
            let n_signs = skipped.len() - skipped.trim_start_matches('=').len();
            self.at = start + n_signs;
            self.phrase();
        } else if form.is_empty() {
            self.ignore("=", "no word follows it");
        } else {
            self.push_or_prefix(form, |word| Leaf::Exact(word.to_owned()));
        }
    }

    /// `prefix*`, else what `otherwise` makes of it.
    fn push_or_prefix(&mut self, piece: &str, otherwise: fn(&str) -> Leaf) {
        let stem = piece.trim_end_matches('*');
        if stem.is_empty() {
            self.ignore(piece, "no word stands before it");
        } else if stem.len() < piece.len() && stem.chars().any(char::is_alphanumeric) {
            self.push(Leaf::Prefix(stem.to_owned()));
        } else {
            if piece.starts_with('*') {
                self.notices.add(
                    "a `*` in front of a word has no effect; words are found by how they begin",
                );
            }
            self.push(otherwise(piece));
        }
    }

    /// `"some words"`, `"some words"~8`.
    fn phrase(&mut self) {
        let mut text = self.take_quoted().to_owned();
        let slop = self.take_slop();
        let words: Vec<&str> = text.split_whitespace().collect();
        if let Some(first) = words.get(..MAX_PHRASE_WORDS)
            && words.len() > MAX_PHRASE_WORDS
        {
            text = first.join(" ");
            self.notices.add(format!(
                "of a phrase the first {MAX_PHRASE_WORDS} words are looked for"
            ));
        }
        if text.is_empty() {
            self.notices
                .add("quotation marks around nothing were ignored");
        } else {
            self.push(Leaf::Phrase { text, slop });
        }
    }

    fn take_slop(&mut self) -> u32 {
        let digits = self.rest().strip_prefix('~').map(leading_digits);
        match digits {
            Some(digits) if !digits.is_empty() => {
                self.at += 1 + digits.len();
                self.number_of_words(digits)
            }
            _ => 0,
        }
    }

    /// The distance of `near/8` where a bracket follows.
    fn near_distance(&mut self, piece: &str) -> Option<u32> {
        let is_near = piece
            .get(..5)
            .is_some_and(|name| name.eq_ignore_ascii_case("near/"));
        let digits = piece.get(5..).filter(|digits| {
            is_near && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
        })?;
        self.rest()
            .starts_with('(')
            .then(|| self.number_of_words(digits))
    }

    /// A slop or distance, as far as passages go.
    fn number_of_words(&mut self, digits: &str) -> u32 {
        let n = digits.parse().unwrap_or(u32::MAX);
        if n > MAX_DISTANCE {
            self.notices.add(format!(
                "words are looked for at most {MAX_DISTANCE} words apart"
            ));
        }
        n.min(MAX_DISTANCE)
    }

    fn near(&mut self, piece: &str, distance: u32) {
        let words = self.take_bracketed_words();
        let words = self.few(words);
        if words.is_empty() {
            self.ignore(piece, "it has no words");
        } else {
            self.push(Leaf::Near { words, distance });
        }
    }

    /// The first of the words of `near` or `same`.
    fn few(&mut self, mut words: Vec<String>) -> Vec<String> {
        if words.len() > MAX_NEAR_WORDS {
            words.truncate(MAX_NEAR_WORDS);
            self.notices.add(format!(
                "of words that stand together the first {MAX_NEAR_WORDS} are looked for"
            ));
        }
        words
    }

    /// `name:value`, where `name` is a field, a misspelled field, or just a word with a colon.
    fn named(
        &mut self,
        start: usize,
        piece: &str,
        name: &str,
        value: &str,
    ) -> Result<(), QueryError> {
        let has_value = !value.is_empty() || self.rest().starts_with('(');
        let Some(field) = Field::named(name) else {
            if has_value && !value.starts_with("//") {
                fields::refuse_misspelled(name, value)?;
            }
            if value.starts_with(is_quote) {
                // `label:"two words"`: a word and a phrase.
                self.at = start + name.len() + 1;
                self.word(name);
            } else {
                self.word(piece);
            }
            return Ok(());
        };
        if !has_value {
            let is_all = self.tokens.is_empty() && self.rest().trim().is_empty();
            if is_all {
                return Err(fields::empty_value(field.name()));
            }
            self.notices.add(format!(
                "`{piece}` is read as a word; a filter has its value directly after the colon"
            ));
            self.push(Leaf::Word(piece.to_owned()));
            return Ok(());
        }
        self.at = start + name.len() + 1;
        if field == Field::Same {
            self.same();
            return Ok(());
        }
        let value = self.take_value(field)?;
        let filter = fields::filter(field, value, self.today)?;
        self.tokens.push(Token::Part(Node::Filter(filter)));
        Ok(())
    }

    /// `same:(a b c)`, `same:"a b c"`.
    fn same(&mut self) {
        let words = match self.peek() {
            Some('(') => self.take_bracketed_words(),
            Some(quote) if is_quote(quote) => words_of(self.take_quoted()),
            _ => words_of(self.take_while(|c| !c.is_whitespace() && !is_bracket(c))),
        };
        let words = self.few(words);
        if words.is_empty() {
            self.ignore("same:", "it has no words");
        } else {
            self.push(Leaf::Same(words));
        }
    }

    /// The value of a filter: a word, or words in quotation marks.
    fn take_value(&mut self, field: Field) -> Result<&'t str, QueryError> {
        let name = field.name();
        let value = match self.peek() {
            Some('(') => return Err(fields::brackets_after(name)),
            Some(quote) if is_quote(quote) => self.take_quoted(),
            _ if field == Field::Url => self.take_url(),
            _ => self
                .take_while(|c| !c.is_whitespace() && !is_bracket(c))
                .trim_end_matches([',', ';']),
        };
        if value.is_empty() {
            return Err(fields::empty_value(name));
        }
        if self.rest().starts_with('~') {
            self.take_slop();
            self.notices.add(format!(
                "words in `{name}:\"…\"` stand side by side: `~` was ignored"
            ));
        }
        Ok(value)
    }

    /// What stands in quotation marks, without white space at its ends; the position is at the
    /// opening mark. Any double mark closes, since people mix straight and curly ones.
    fn take_quoted(&mut self) -> &'t str {
        self.skip_char();
        let inner = self.take_while(|c| !is_quote(c));
        if self.peek().is_none() {
            self.notices
                .add("a quotation mark was never closed; the phrase ends with the text");
        }
        self.skip_char();
        inner.trim()
    }

    /// The words in `(…)`; the position is at the opening bracket.
    fn take_bracketed_words(&mut self) -> Vec<String> {
        self.skip_char();
        let inner = self.take_while(|c| c != ')');
        if self.peek().is_none() {
            self.notices
                .add("a `(` was never closed; the group ends with the text");
        }
        self.skip_char();
        words_of(inner)
    }

    /// A URL, which may hold brackets; one that closes a group around the URL is not part of it.
    fn take_url(&mut self) -> &'t str {
        let run = self.take_while(|c| !c.is_whitespace() && !is_quote(c));
        let n_opening = run.matches('(').count();
        let mut n_surplus = run.matches(')').count().saturating_sub(n_opening);
        let mut url = run;
        while n_surplus > 0
            && let Some(shorter) = url.strip_suffix(')')
        {
            url = shorter;
            n_surplus -= 1;
        }
        self.at -= run.len() - url.len();
        url
    }

    fn take_while(&mut self, is_wanted: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !is_wanted(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip(&mut self, c: char) {
        self.at += c.len_utf8();
    }

    fn skip_char(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    fn push(&mut self, leaf: Leaf) {
        self.tokens.push(Token::Part(Node::Leaf(leaf)));
    }

    fn ignore(&mut self, piece: &str, why: &str) {
        let piece = shown(piece);
        self.notices
            .add(format!("`{piece}` was ignored, because {why}"));
    }
}

/// A piece of a query as it stands in a message: one short line.
pub(super) fn shown(piece: &str) -> String {
    const MAX_CHARS: usize = 60;
    let clean: String = piece
        .chars()
        .take(MAX_CHARS + 1)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    cut_after_word(&clean, MAX_CHARS)
}

/// `name:rest` where the name is letters only.
fn named_value(piece: &str) -> Option<(&str, &str)> {
    piece
        .split_once(':')
        .filter(|(name, _)| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// Words between white space, brackets and quotation marks.
fn words_of(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || is_bracket(c) || is_quote(c))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn leading_digits(text: &str) -> &str {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// Whether `text` begins with a scheme of the web.
pub(in crate::query) fn is_url(text: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '＂')
}

fn is_bracket(c: char) -> bool {
    matches!(c, '(' | ')')
}

fn is_dash_or_plus(c: char) -> bool {
    matches!(c, '-' | '+' | '–' | '—' | '‐' | '‑' | '−')
}
