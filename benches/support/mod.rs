//! What both benches need: a corpus, the plain Tantivy program, and clocks.

pub mod corpus;
pub mod generated;
pub mod measure;
pub mod plain;
