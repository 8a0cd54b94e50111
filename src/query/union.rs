//! The union of scored terms over one segment, a window of documents at a time.
//!
//! Whole blocks of postings are added up in an array of scores, so that a posting costs a division and
//! an addition; Tantivy's own union pays for a cursor's step and a callback as well, about three times
//! as much. The articles of a window are counted by one addition for 64 documents.

use tantivy::DocId;
use tantivy::directory::OwnedBytes;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::{Field, IndexRecordOption};

use super::plan::Word;
use super::retrieve::norm;
use super::totals::ArticleCounter;
use super::weights::{PASSAGE_B, PASSAGE_K1};
use super::window::{TermScore, WINDOW, Window};
use crate::index::{Entry, Forms, IndexError, Places, Segment, Snapshot};

/// A term and what its postings are worth.
pub(super) struct Weighted {
    field: Field,
    places: Places,
    score: TermScore,
}

/// All entries of all words, weighted as often as typed; `None` for those of one form, whose occurrences postings
/// alone don't tell.
pub(super) fn weighted(snapshot: &Snapshot, words: &[Word]) -> Vec<Option<Weighted>> {
    let statistics = snapshot.statistics();
    let norms = norms(f64::from(statistics.average_length()));
    let of_entry = |word: &Word, entry: &Entry| {
        if matches!(entry.forms, Forms::With(_)) {
            return None;
        }
        let term = entry.key();
        let idf = f64::from(statistics.idf(statistics.document_frequency(&term)));
        Some(Weighted {
            field: entry.field,
            places: statistics.places(&term),
            score: TermScore {
                weight: (word.weight * idf * (PASSAGE_K1 + 1.0)) as f32,
                norms,
            },
        })
    };
    let of_word = |word: &'_ Word| {
        let entries = word.entries.iter().map(|entry| of_entry(word, entry));
        entries.collect::<Vec<_>>()
    };
    words.iter().flat_map(of_word).collect()
}

fn norms(average_length: f64) -> [f32; 256] {
    let mut norms = [0.0; 256];
    for (id, norm_of) in (0..=u8::MAX).zip(&mut norms) {
        let length = f64::from(FieldNormReader::id_to_fieldnorm(id));
        *norm_of = norm(length / average_length, PASSAGE_K1, PASSAGE_B) as f32;
    }
    norms
}

/// The postings of one term, read block by block.
struct Cursor<'w> {
    postings: BlockSegmentPostings,
    /// Place in the block.
    at: usize,
    lengths: OwnedBytes,
    score: &'w TermScore,
    /// Which of all terms it is.
    term: usize,
    articles: Articles,
}

/// How many articles of the segment hold the term.
enum Articles {
    /// Counted with the commit.
    Known(u64),
    /// Counted while it is scored.
    Counted(ArticleCounter),
}

/// The windows of a segment, in order.
pub(super) struct Union<'w> {
    segment: &'w Segment,
    cursors: Vec<Cursor<'w>>,
    /// Documents that score beside the terms, ascending.
    extra: std::iter::Peekable<std::vec::IntoIter<(DocId, f32)>>,
    next: DocId,
    end: DocId,
}

impl<'w> Union<'w> {
    /// The union of `terms` and of `extra`, which is ascending, in the segment with number `idx`.
    pub(super) fn open(
        snapshot: &Snapshot,
        segment: &'w Segment,
        idx: usize,
        terms: &'w [Option<Weighted>],
        extra: Vec<(DocId, f32)>,
    ) -> Result<Self, IndexError> {
        let words = snapshot.words().get(idx);
        let lengths = segment.length_numbers(snapshot.fields().text)?;
        let mut cursors = Vec::with_capacity(terms.len());
        for (number, term) in terms.iter().enumerate() {
            let Some(term) = term else {
                continue;
            };
            let Some(place) = term.places.get(idx).and_then(Option::as_ref) else {
                continue;
            };
            let counted = words.and_then(|words| words.n_articles(term.field, place));
            let inverted = segment.reader.inverted_index(term.field)?;
            let option = IndexRecordOption::WithFreqs;
            cursors.push(Cursor {
                postings: inverted.read_block_postings_from_terminfo(place, option)?,
                at: 0,
                lengths: lengths.clone(),
                score: &term.score,
                term: number,
                articles: match counted {
                    Some(n_articles) => Articles::Known(n_articles),
                    None => Articles::Counted(ArticleCounter::new()),
                },
            });
        }
        Ok(Self {
            segment,
            cursors,
            extra: extra.into_iter().peekable(),
            next: 0,
            end: segment.reader.max_doc(),
        })
    }

    /// Fills `window` with the next documents, those below `threshold` left aside; false at the end of the segment.
    pub(super) fn advance(&mut self, window: &mut Window, threshold: f32) -> bool {
        if self.next >= self.end {
            return false;
        }
        window.clear(self.next, threshold);
        self.next += WINDOW as DocId;
        let first = window.first_row();
        for cursor in &mut self.cursors {
            cursor.read(window, self.next);
            if let Articles::Counted(counter) = &mut cursor.articles {
                counter.count(|row| self.segment.row(first + row).ends);
            }
        }
        while let Some((doc, score)) = self.extra.next_if(|(doc, _)| *doc < self.next) {
            window.add(doc, score);
        }
        true
    }

    /// Adds to each term's number how many articles of the segment hold it, once all windows were filled.
    pub(super) fn add_articles(&self, n_articles: &mut [u64]) {
        for cursor in &self.cursors {
            if let Some(sum) = n_articles.get_mut(cursor.term) {
                *sum += match &cursor.articles {
                    Articles::Known(n_articles) => *n_articles,
                    Articles::Counted(counter) => counter.n_articles(),
                };
            }
        }
    }
}

impl Cursor<'_> {
    /// Adds what stands before `end`.
    fn read(&mut self, window: &mut Window, end: DocId) {
        loop {
            let docs = self.postings.docs().get(self.at..).unwrap_or_default();
            let freqs = self.postings.freqs().get(self.at..).unwrap_or_default();
            let n = match docs.last() {
                None => return,
                Some(last) if *last < end => docs.len(),
                Some(_) => docs.partition_point(|doc| *doc < end),
            };
            let before = docs.get(..n).unwrap_or_default();
            if let Articles::Counted(counter) = &mut self.articles {
                counter.see(before);
            }
            window.add_postings(before, freqs, self.score, &self.lengths);
            if n < docs.len() {
                self.at += n;
                return;
            }
            self.postings.advance();
            self.at = 0;
        }
    }
}
