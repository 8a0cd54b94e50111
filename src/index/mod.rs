//! Passages and articles in Tantivy.
//!
//! One index, one commit, two kinds of documents. An article and its passages are one *block*:
//! the article's document, then its passages in reading order, at consecutive document numbers of one
//! segment (merging and deleting whole blocks keep that). So a passage finds its article, its
//! neighbours and its siblings by counting, filters live on articles alone, and nothing is joined by
//! key.

pub mod document;
mod entry;
mod folder;
mod ledger;
mod names;
mod news;
mod packed;
mod postings;
mod queue;
mod readable;
mod relations;
mod schema;
mod segment;
mod snapshot;
mod statistics;
pub(crate) mod sums;
mod words;
mod writer;

use std::path::PathBuf;

pub use entry::{Entry, Forms};
pub use folder::IndexFolder;
pub use ledger::{FileEntry, Ledger, Row};
pub use names::{Also, Names, Outlet};
pub use news::{News, NewsArticle, NewsMember, NewsStory};
pub use postings::{Alternatives, Positions, marked, positional, positional_among};
pub use relations::{Place, Relations, SegmentRelations};
pub use schema::{FORMAT, Fields};
pub use segment::{DocumentRow, Segment};
pub use snapshot::{Snapshot, Stored, StoredFacts, days_since_epoch, from_days};
pub use statistics::{Places, Statistics};
pub use tantivy::DocAddress;
pub use words::{Words, are_words_kept, keep_words};
pub use writer::{Block, Found, Writer, WriterLimits, block};

/// What can go wrong with an index.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// There is no index yet.
    #[error("there is no index in `{path}`")]
    Missing {
        /// The folder looked at.
        path: PathBuf,
    },
    /// The index was written by another version.
    #[error(
        "cannot open the index in `{path}`: its format is {found}, this newsdex reads {FORMAT}"
    )]
    Format {
        /// The folder of the index.
        path: PathBuf,
        /// The format found there.
        found: String,
    },
    /// A file of the index is missing, cut short or changed.
    #[error("the index in `{path}` is damaged: {what}")]
    Damaged {
        /// The folder of the index.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// Reading or writing a file failed.
    #[error("cannot use the index file")]
    Io(#[from] std::io::Error),
    /// The engine gave up.
    #[error("the search engine failed: {0}")]
    Engine(#[from] tantivy::TantivyError),
}
