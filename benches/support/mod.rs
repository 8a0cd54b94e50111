//! What both benches need: a corpus, the plain Tantivy program, and clocks.

pub mod corpus;
#[path = "../../tests/support/data.rs"]
mod data;
pub mod generated;
pub mod measure;
pub mod plain;
