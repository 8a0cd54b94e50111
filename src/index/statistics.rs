//! Counts for BM25 over passages.
//!
//! Tantivy counts all documents of an index alike, and counts deleted ones until they are merged away.
//! Here passages and articles are counted apart, and the count of passages is never below a term's
//! document frequency, because both count deleted documents.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use tantivy::postings::TermInfo;
use tantivy::query::Bm25StatisticsProvider as _;
use tantivy::{Searcher, SegmentReader, Term};

use super::schema::Fields;
use super::segment::Segment;

/// Most terms that are remembered.
const MAX_REMEMBERED: usize = 10_000;

/// Where a term's postings lie, for each segment; `None` where it doesn't occur.
pub type Places = Arc<[Option<TermInfo>]>;

/// The counts of one commit.
#[derive(Clone)]
pub struct Statistics {
    searcher: Searcher,
    n_passages: u64,
    n_articles: u64,
    /// Mean number of stems of a passage.
    average_length: f32,
    /// Terms looked up so far: planning, retrieval and second scoring ask for the same ones.
    known: Arc<Mutex<FxHashMap<Term, Places>>>,
}

impl Statistics {
    pub(crate) fn of(searcher: &Searcher, segments: &[Segment], fields: &Fields) -> Self {
        let n_articles = segments
            .iter()
            .map(|segment| segment.articles.len() as u64)
            .sum();
        let n_documents: u64 = segments.iter().map(|s| u64::from(s.reader.max_doc())).sum();
        let n_passages = n_documents.saturating_sub(n_articles);
        let n_tokens = searcher.total_num_tokens(fields.text).unwrap_or(0);
        let average_length = n_tokens as f32 / n_passages.max(1) as f32;
        Self {
            searcher: searcher.clone(),
            n_passages,
            n_articles,
            average_length: average_length.max(1.0),
            known: Arc::default(),
        }
    }

    /// Passages, deleted ones included; at least 1.
    pub fn n_passages(&self) -> u64 {
        self.n_passages.max(1)
    }

    /// Articles, deleted ones included; at least 1.
    pub fn n_articles(&self) -> u64 {
        self.n_articles.max(1)
    }

    /// Mean number of stems of a passage, function words left out; at least 1.
    pub fn average_length(&self) -> f32 {
        self.average_length
    }

    /// Documents that hold `term`, deleted ones included.
    pub fn document_frequency(&self, term: &Term) -> u64 {
        let places = self.places(term);
        let frequency = |place: &TermInfo| u64::from(place.doc_freq);
        places.iter().flatten().map(frequency).sum()
    }

    /// Where `term` stands in each segment.
    pub fn places(&self, term: &Term) -> Places {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(places) = known.get(term) {
            return Arc::clone(places);
        }
        if known.len() >= MAX_REMEMBERED {
            known.clear();
        }
        let place = |reader: &SegmentReader| {
            let inverted = reader.inverted_index(term.field()).ok()?;
            inverted.get_term_info(term).ok()?
        };
        let places: Places = self.searcher.segment_readers().iter().map(place).collect();
        known.insert(term.clone(), Arc::clone(&places));
        places
    }

    /// `ln(1 + (N - n + 0.5) / (n + 0.5))` over passages, as in Lucene and Tantivy.
    pub fn idf(&self, document_frequency: u64) -> f32 {
        let n_passages = self.n_passages().max(document_frequency) as f32;
        let n = document_frequency as f32;
        (1.0 + (n_passages - n + 0.5) / (n + 0.5)).ln()
    }
}
