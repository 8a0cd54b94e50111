//! newsdex: a full-text search index over AI-industry news.
//!
//! The rooms below stand in the order in which data flows; read them from top to bottom:
//!
//! ```text
//! source ─collect→ Article ─corpus→ plain files
//! plain files ─enrich→ Passages ─index→ index/          (sync runs these steps)
//! all articles ─relate→ copies, stories
//! all articles ─news→ deals, stories, counts ─render→ …
//! words ─query→ ranked, grouped, marked hits ─render→ terminal, JSON, CSV, …
//! ```
//!
//! The corpus is the truth, the index is disposable. The library never prints, never exits, never
//! reads the environment or the clock: all of that belongs to the program in `main.rs` and `cli/`.

pub mod article;
mod files;
mod xml;

pub mod analysis;
pub mod lexicon;

pub mod collect;
pub mod corpus;
pub mod fetch;
pub mod live;

pub mod enrich;
pub mod index;
pub mod relate;
pub mod sync;

pub mod news;
pub mod query;

pub mod evaluate;
pub mod render;

#[cfg(test)]
#[path = "../tests/support/data.rs"]
mod data;
