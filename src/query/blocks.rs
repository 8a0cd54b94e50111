//! The postings of a word's terms, read block by block: an article and its passages together.
//!
//! What stands in the title stands in every passage of the block; in the article it counts once, and
//! [`TITLE_AGAIN`].

use std::ops::Range;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Term};

use super::plan::Word;
use super::retrieve::{in_article, in_passage};
use super::weights::TITLE_AGAIN;
use crate::analysis::tokens::GAP_POSITIONS;
use crate::index::{IndexError, Places, Segment, Snapshot};

/// A word's terms in both fields, each with its idf.
pub(super) struct Weighted {
    pub(super) stems: FieldTerms,
    pub(super) forms: FieldTerms,
}

impl Weighted {
    /// `n_articles` says how many articles hold each of the word's retrieved terms, where that was counted.
    pub(super) fn of(snapshot: &Snapshot, word: &Word, n_articles: Option<&[u64]>) -> Self {
        let fields = snapshot.fields();
        let (terms, is_surface) = word.retrieved();
        let field = if is_surface {
            fields.exact
        } else {
            fields.text
        };
        let mut stems = FieldTerms::of(snapshot, field, terms);
        let mut forms = FieldTerms::of(snapshot, fields.exact, &word.forms);
        if let Some(n_articles) = n_articles {
            let shift = stems.count_articles(snapshot, n_articles);
            forms.shift_articles(shift);
        }
        Self { stems, forms }
    }
}

/// Terms of one field that occur somewhere, each with its idf.
pub(super) struct FieldTerms {
    field: Field,
    terms: Vec<FieldTerm>,
    average_length: f64,
}

struct FieldTerm {
    /// Its place among the terms asked for.
    number: usize,
    places: Places,
    idf: f64,
    /// Over articles where those were counted, else over passages.
    article_idf: f64,
}

impl FieldTerms {
    pub(super) fn of(snapshot: &Snapshot, field: Field, terms: &[String]) -> Self {
        let statistics = snapshot.statistics();
        let weighted = terms.iter().enumerate().filter_map(|(number, term)| {
            let places = statistics.places(&Term::from_field_text(field, term));
            let frequency = places
                .iter()
                .flatten()
                .map(|place| u64::from(place.doc_freq))
                .sum();
            let idf = f64::from(statistics.idf(frequency));
            (frequency > 0).then_some(FieldTerm {
                number,
                places,
                idf,
                article_idf: idf,
            })
        });
        let average_length = f64::from(statistics.average_length(field));
        Self {
            field,
            terms: weighted.collect(),
            average_length,
        }
    }

    /// Weighs the terms in articles by how many of those hold each. A matter that few articles are full of
    /// is worth more than one that as many passages mention all over. The answer is what the most favoured
    /// of them gained.
    fn count_articles(&mut self, snapshot: &Snapshot, n_articles: &[u64]) -> f64 {
        let n_all = snapshot.statistics().n_articles() as f64;
        for term in &mut self.terms {
            if let Some(n) = n_articles.get(term.number).filter(|n| **n > 0) {
                let n = *n as f64;
                term.article_idf = (1.0 + (n_all.max(n) - n + 0.5) / (n + 0.5)).ln();
            }
        }
        let gained = |term: &FieldTerm| term.article_idf - term.idf;
        self.terms
            .iter()
            .map(gained)
            .reduce(f64::max)
            .unwrap_or(0.0)
    }

    /// Surface forms aren't counted by article: they gain what their stem does.
    fn shift_articles(&mut self, shift: f64) {
        for term in &mut self.terms {
            term.article_idf = (term.idf + shift).max(0.0);
        }
    }
}

/// The postings of one word's alternatives in one field, read block by block.
pub(super) struct Terms {
    alternatives: Vec<Alternative>,
    lengths: FieldNormReader,
    average_length: f64,
    with_positions: bool,
    /// Of the rarest alternative that occurs.
    pub(super) idf: f64,
}

struct Alternative {
    postings: SegmentPostings,
    idf: f64,
    article_idf: f64,
    /// Passages of the block that hold it, its frequency there, and its share of `positions`.
    block: Vec<(DocId, u32, Range<usize>)>,
    positions: Vec<u32>,
    /// Occurrences in the article, those of the title counted [`TITLE_AGAIN`].
    in_article: u32,
}

impl Terms {
    pub(super) fn open(
        segment: &Segment,
        idx: usize,
        terms: &FieldTerms,
        with_positions: bool,
    ) -> Result<Self, IndexError> {
        let inverted = segment.reader.inverted_index(terms.field)?;
        let option = if with_positions {
            IndexRecordOption::WithFreqsAndPositions
        } else {
            IndexRecordOption::WithFreqs
        };
        let mut alternatives = Vec::with_capacity(terms.terms.len());
        for term in &terms.terms {
            if let Some(place) = term.places.get(idx).and_then(Option::as_ref) {
                // Put together where it stays: postings hold a kilobyte of what was unpacked.
                alternatives.push(Alternative {
                    postings: inverted.read_postings_from_terminfo(place, option)?,
                    idf: term.idf,
                    article_idf: term.article_idf,
                    block: Vec::new(),
                    positions: Vec::new(),
                    in_article: 0,
                });
            }
        }
        Ok(Self {
            alternatives,
            lengths: segment.reader.get_fieldnorms_reader(terms.field)?,
            average_length: terms.average_length,
            with_positions,
            idf: terms.terms.iter().map(|term| term.idf).fold(0.0, f64::max),
        })
    }

    /// Reads the postings of one article's passages; blocks must come in ascending order.
    ///
    /// Every passage repeats the title, so that the article's frequency takes it off again: the
    /// occurrences in the title are given, or counted by their positions, or taken from what all passages
    /// have where those aren't read. They are the answer.
    pub(super) fn read_block(&mut self, docs: Range<DocId>, n_in_title: Option<u32>) -> u32 {
        let mut most = 0;
        for alternative in &mut self.alternatives {
            let n_in_title = alternative.read_block(docs.clone(), self.with_positions, n_in_title);
            most = most.max(n_in_title);
        }
        most
    }

    /// BM25 of the best alternative in a passage of the block.
    pub(super) fn of_passage(&self, doc: DocId) -> f64 {
        let relative_length = f64::from(self.lengths.fieldnorm(doc)) / self.average_length;
        self.best(|alternative| {
            let mut held = alternative.block.iter();
            let (_, n, _) = held.find(|(held, _, _)| *held == doc)?;
            Some(alternative.idf * in_passage(f64::from(*n), relative_length))
        })
    }

    /// BM25 of the best alternative in the whole article.
    pub(super) fn of_article(&self, relative_length: f64) -> f64 {
        self.best(|alternative| {
            let n = f64::from(alternative.in_article);
            Some(alternative.article_idf * in_article(n, relative_length))
        })
    }

    fn best(&self, score: impl Fn(&Alternative) -> Option<f64>) -> f64 {
        let scores = self.alternatives.iter().filter_map(score);
        scores.fold(0.0, f64::max)
    }

    /// Appends the positions of all alternatives in a passage of the block, ascending.
    pub(super) fn positions_in(&self, doc: DocId, positions: &mut Vec<u32>) {
        let start = positions.len();
        for alternative in &self.alternatives {
            for (_, _, range) in alternative.block.iter().filter(|(held, _, _)| *held == doc) {
                positions.extend(alternative.positions.get(range.clone()).unwrap_or_default());
            }
        }
        if self.alternatives.len() > 1
            && let Some(own) = positions.get_mut(start..)
        {
            own.sort_unstable();
        }
    }
}

impl Alternative {
    fn read_block(
        &mut self,
        docs: Range<DocId>,
        with_positions: bool,
        in_title: Option<u32>,
    ) -> u32 {
        self.block.clear();
        self.positions.clear();
        let mut n_all = 0;
        let mut doc = self.postings.doc();
        if doc < docs.start {
            doc = self.postings.seek(docs.start);
        }
        while doc < docs.end {
            let start = self.positions.len();
            if with_positions {
                self.postings
                    .append_positions_with_offset(0, &mut self.positions);
            }
            let frequency = self.postings.term_freq();
            n_all += frequency;
            self.block
                .push((doc, frequency, start..self.positions.len()));
            doc = self.postings.advance();
        }
        let counted = || {
            let first = self
                .block
                .first()
                .and_then(|(_, _, range)| self.positions.get(range.clone()));
            first
                .unwrap_or_default()
                .iter()
                .filter(|p| **p < GAP_POSITIONS)
                .count() as u32
        };
        // Without positions: what stands in every passage stands in the title, as far as can be told.
        let everywhere = || {
            let is_everywhere = self.block.len() == docs.len();
            let least = self.block.iter().map(|(_, n, _)| *n).min();
            least.filter(|_| is_everywhere).unwrap_or(0)
        };
        // What merely stands in every passage may stand in no title.
        let is_title_known = in_title.is_some() || with_positions;
        let n_in_title = in_title.unwrap_or_else(|| {
            if with_positions {
                counted()
            } else {
                everywhere()
            }
        });
        let n_passages = self.block.len() as u32;
        let repeated = n_in_title * n_passages.saturating_sub(1);
        self.in_article = n_all.saturating_sub(repeated).max(u32::from(n_all > 0));
        if is_title_known && n_all > 0 {
            self.in_article += TITLE_AGAIN * n_in_title;
        }
        n_in_title
    }
}
