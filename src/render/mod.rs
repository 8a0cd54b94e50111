//! Answers to bytes, for people and for programs.
//!
//! [`wire`] holds the types that are promised to other programs (`docs/wire-format.md`), [`schema()`]
//! describes them, [`json`], [`csv`] and [`trec`] write them. [`terminal`] and [`markdown`] write for
//! people: they alone take markup and control characters off. Nothing here searches, and nothing here
//! knows whether it writes to a terminal: width and colour are arguments.

pub mod atom;
pub mod changes;
mod counted;
pub mod counts;
pub mod csv;
mod dated;
pub mod evaluation;
pub mod feeds;
pub mod json;
pub mod link;
pub mod markdown;
pub mod news;
pub mod plain;
#[cfg(test)]
mod samples;
mod schema;
pub mod table;
pub mod terminal;
pub mod trec;
pub mod watch;
pub mod why;
pub mod wire;
mod wrap;

pub use counted::{counted, shown_of};
pub use schema::schema;

use std::io::{self, Write};

/// Writes one id a line.
pub fn ids<'a>(ids: impl IntoIterator<Item = &'a str>, out: &mut dyn Write) -> io::Result<()> {
    ids.into_iter().try_for_each(|id| writeln!(out, "{id}"))
}
