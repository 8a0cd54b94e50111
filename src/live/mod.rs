//! The corpus grows from the live world: links, feeds, lists of feeds.
//!
//! [`links`] answers `add URL`, [`follow`] adds feeds to the list, [`visits`] brings what they hold that
//! is new. All of them read through [`crate::fetch`] and file through [`crate::corpus::Filer`], and what
//! they remember is written only after the articles stand: a run that is killed loses nothing, and the
//! next one finds filed what it had filed.

pub mod follow;
pub mod links;
pub mod opml;
pub mod visits;

mod items;

use std::sync::Mutex;

use crate::collect;
use crate::corpus::{CorpusError, Filer};
use crate::fetch::{FetchError, Fetcher};

/// What a run works with.
pub struct Tools<'a> {
    /// Opens connections.
    pub fetcher: &'a Fetcher<'a>,
    /// Files articles, and says which are known; without it everything is new.
    pub filer: Option<&'a Mutex<Filer>>,
    /// Whether the pages behind teasers are read.
    pub reads_pages: bool,
    /// How sources are read.
    pub options: &'a collect::Options,
}

/// Why a run ended early.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LiveError {
    /// The corpus could not be read or written.
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    /// Nothing can be fetched at all.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// Nothing can be read at all.
    #[error(transparent)]
    Collect(#[from] collect::CollectError),
}
