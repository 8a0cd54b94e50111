//! Balances brackets and caps their depth, so that the parser may trust both.

use super::Notices;
use super::lexer::Token;

/// Deepest nesting of brackets that is kept; a person's query rarely has three.
pub(super) const MAX_DEPTH: usize = 50;

/// Leaves out closing brackets that close nothing and brackets below [`MAX_DEPTH`], and closes what
/// was left open.
pub(super) fn balance(tokens: Vec<Token>, notices: &mut Notices) -> Vec<Token> {
    let mut balanced = Vec::with_capacity(tokens.len());
    let mut depth = 0_usize;
    for token in tokens {
        let is_kept = match token {
            Token::Open => {
                depth += 1;
                depth <= MAX_DEPTH
            }
            Token::Close if depth == 0 => {
                notices.add("a `)` that closes nothing was ignored");
                false
            }
            Token::Close => {
                depth -= 1;
                depth < MAX_DEPTH
            }
            _ => true,
        };
        if is_kept {
            balanced.push(token);
        } else if depth > MAX_DEPTH {
            notices.add(format!(
                "brackets nested deeper than {MAX_DEPTH} were ignored"
            ));
        }
    }
    if depth > 0 {
        notices.add("a `(` was never closed; the group ends with the text");
        balanced.extend(std::iter::repeat_n(Token::Close, depth.min(MAX_DEPTH)));
    }
    balanced
}
