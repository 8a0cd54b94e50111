//! Articles to plain files and back.
//!
//! The corpus is the truth: one Markdown file an article, one compressed file a dump. What the program
//! must remember and people don't edit (originals, rejected records, removed ids) lies in
//! `corpus/.newsdex/`. Nothing here knows the index.

use crate::article::Article;

/// One article as it stands in the corpus.
#[derive(Clone, Debug)]
pub struct Filed {
    /// The article.
    pub article: Article,
    /// Its file (or its collection's), below the home, with `/` between folders.
    pub path: String,
}
