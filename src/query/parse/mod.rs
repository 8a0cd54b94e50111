//! Turns the text that a person typed into a [`Parsed`] tree.
//!
//! Any bytes are a query and parsing always ends, in time that grows with the length of the text and
//! no faster. What can't be understood is searched as plain words or left out, and a notice says so.
//! The one thing that is refused is a filter that can't be understood: a search that quietly ignores
//! `since:yestrday` would answer another question than the one asked.
//!
//! ```text
//! text ─lexer→ tokens ─brackets→ balanced tokens ─this file→ tree
//! ```
//!
//! `AND` binds tighter than `OR`, `OR` tighter than parts side by side. A group of one part is that
//! part. Nothing here knows aliases, stems or the engine; [`super::print`] is the way back.

mod brackets;
mod days;
mod fields;
mod lexer;

use jiff::civil::Date;

use super::tree::{Leaf, Node, Parsed};
use lexer::{Lexed, Token};

pub use days::{Day, InvalidDayText};
pub(super) use lexer::{is_read_as_this_leaf, is_url};

/// Reads `text` in the query language; relative days count from `today`.
///
/// # Errors
///
/// A filter whose name is misspelled (`compnay:openai`) or whose value can't be read (`since:soon`).
pub fn parse(text: &str, today: Date) -> Result<Parsed, QueryError> {
    let Lexed {
        tokens,
        mut notices,
    } = lexer::lex(text, today)?;
    let tokens = operators_in_capitals_are_words(tokens, &mut notices);
    let tokens = brackets::balance(tokens, &mut notices);
    let mut parser = Parser {
        tokens: tokens.into_iter().peekable(),
        notices,
    };
    let root = parser.sequence();
    Ok(Parsed {
        root,
        notices: parser.notices.into_sentences(),
    })
}

/// Reads `text` as plain words: whatever stands between white space is a word, nothing is syntax.
pub fn plain(text: &str) -> Parsed {
    let words = text
        .split_whitespace()
        .map(|word| Node::Leaf(Leaf::Word(word.to_owned())))
        .collect();
    Parsed {
        root: joined(words, Node::Sequence).unwrap_or(Node::Sequence(Vec::new())),
        notices: Vec::new(),
    }
}

/// A query that was not run, because a filter in it could not be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to type instead.
    pub hint: String,
}

/// Sentences for the person, each once, not more than a screen can hold.
#[derive(Debug, Default)]
struct Notices(Vec<String>);

impl Notices {
    /// Ten thousand stray brackets deserve one sentence, and a person reads a few at most.
    const MAX: usize = 12;

    fn add(&mut self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        if self.0.len() < Self::MAX && !self.0.contains(&sentence) {
            self.0.push(sentence);
        }
    }

    fn into_sentences(self) -> Vec<String> {
        self.0
    }
}

/// In a text all in capitals `AND`, `OR` and `NOT` are words: it is a pasted headline.
///
/// Judged by what the tokens print as, so that a printed tree is read the same way again.
fn operators_in_capitals_are_words(tokens: Vec<Token>, notices: &mut Notices) -> Vec<Token> {
    let mut has_capital = false;
    for token in &tokens {
        if let Token::Part(node) = token {
            let printed = super::print::print(node);
            if printed.chars().any(char::is_lowercase) {
                return tokens;
            }
            has_capital |= printed.chars().any(char::is_uppercase);
        }
    }
    if !has_capital {
        return tokens;
    }
    let read_as_word = |token: Token| match token.operator() {
        Some(word) => {
            notices.add(format!(
                "`{word}` is read as a word, because the whole text is in capitals"
            ));
            Token::Part(Node::Leaf(Leaf::Word(word.to_owned())))
        }
        None => token,
    };
    tokens.into_iter().map(read_as_word).collect()
}

/// Reads balanced tokens; the depth of its recursion is the depth of the brackets, which is capped.
struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    notices: Notices,
}

impl Parser {
    /// Parts side by side, up to the closing bracket or the end.
    fn sequence(&mut self) -> Node {
        let mut parts = Vec::new();
        while !matches!(self.tokens.peek(), None | Some(Token::Close)) {
            parts.extend(self.any());
        }
        joined(parts, Node::Sequence).unwrap_or(Node::Sequence(Vec::new()))
    }

    /// `a OR b OR c`.
    fn any(&mut self) -> Option<Node> {
        let mut parts = Vec::from_iter(self.all());
        let mut n_wanted = 1;
        while self.tokens.next_if_eq(&Token::Or).is_some() {
            n_wanted += 1;
            parts.extend(self.all());
        }
        self.report_missing_side("OR", parts.len(), n_wanted);
        joined(parts, Node::Or)
    }

    /// `a AND b AND c`.
    fn all(&mut self) -> Option<Node> {
        let mut parts = Vec::from_iter(self.signed());
        let mut n_wanted = 1;
        while self.tokens.next_if_eq(&Token::And).is_some() {
            n_wanted += 1;
            parts.extend(self.signed());
        }
        self.report_missing_side("AND", parts.len(), n_wanted);
        joined(parts, Node::And)
    }

    /// A part with the signs before it: `+part`, `-part`, `NOT part`.
    fn signed(&mut self) -> Option<Node> {
        let (mut is_required, mut is_negated, mut has_sign) = (false, false, false);
        while let Some(sign) = self.tokens.next_if(Token::is_sign) {
            has_sign = true;
            match sign {
                Token::Must => is_required = true,
                _ => is_negated = !is_negated,
            }
        }
        let Some(part) = self.part() else {
            if has_sign {
                self.notices.add("a sign before nothing was ignored");
            }
            return None;
        };
        Some(match (is_negated, is_required) {
            (true, _) => Node::Not(Box::new(part)),
            (false, true) => Node::Required(Box::new(part)),
            (false, false) => part,
        })
    }

    /// A leaf, a filter or a group in brackets.
    fn part(&mut self) -> Option<Node> {
        let is_part = |token: &Token| matches!(token, Token::Part(_) | Token::Open);
        match self.tokens.next_if(is_part)? {
            Token::Part(node) => Some(node),
            _ => self.group(),
        }
    }

    /// What stands in brackets; the opening one is read already.
    fn group(&mut self) -> Option<Node> {
        let inner = self.sequence();
        self.tokens.next_if_eq(&Token::Close);
        if inner == Node::Sequence(Vec::new()) {
            self.notices.add("empty brackets were ignored");
            return None;
        }
        Some(inner)
    }

    fn report_missing_side(&mut self, operator: &str, n_parts: usize, n_wanted: usize) {
        // One wanted part that is missing was no operator at all.
        if n_wanted > 1 && n_parts < n_wanted {
            self.notices.add(format!(
                "`{operator}` needs something on both sides and was ignored"
            ));
        }
    }
}

/// Several parts joined, one part as it is, none as nothing.
fn joined(mut parts: Vec<Node>, join: fn(Vec<Node>) -> Node) -> Option<Node> {
    if parts.len() > 1 {
        Some(join(parts))
    } else {
        parts.pop()
    }
}

#[cfg(test)]
mod tests;
