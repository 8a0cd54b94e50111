//! Text to sentences, tokens and stems: the same code for index, query and marks.
//!
//! Nothing here knows articles or Tantivy's schema; [`tokens::Scanner`] is the one pass over text,
//! [`tokenizer`] wraps it for the engine.

pub mod beginnings;
pub mod endings;
pub mod function_words;
pub mod sentences;
pub mod stems;
pub mod tokenizer;
pub mod tokens;

pub use tokens::{Scanner, Token};
