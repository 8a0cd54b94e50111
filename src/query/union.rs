//! The union of scored terms over one segment, a window of documents at a time.
//!
//! Whole blocks of postings are added up in an array of scores, so that a posting costs a division and
//! an addition; Tantivy's own union pays for a cursor's step and a callback as well, about three times
//! as much. The articles of a window are counted by one addition for 64 documents.

use tantivy::DocId;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::Bm25Weight;
use tantivy::schema::{Field, IndexRecordOption};

use super::answer::Totals;
use super::fold::StoryCount;
use super::plan::Word;
use crate::index::{IndexError, Places, Segment, Snapshot};

/// Documents of a window: their scores (16 kB) stay in the nearest cache.
const WINDOW: usize = 4096;

/// Rows of 64 documents in a window: as many as fit a word as bits.
const ROWS: usize = WINDOW / 64;

/// Postings of a term, in a segment, after which its articles are no longer counted but estimated: counting
/// costs as much as a third of scoring, and the share of articles is known well by then.
const ENOUGH_POSTINGS: u64 = 1024;

/// A term and its BM25 weight.
pub(crate) struct Weighted {
    field: Field,
    places: Places,
    bm25: Bm25Weight,
}

/// All terms of all words, weighted as often as typed.
pub(crate) fn weighted(snapshot: &Snapshot, words: &[Word]) -> Result<Vec<Weighted>, IndexError> {
    let fields = snapshot.fields();
    let mut all = Vec::new();
    for word in words {
        let (terms, is_surface) = word.retrieved();
        let field = if is_surface {
            fields.exact
        } else {
            fields.text
        };
        for term in terms {
            let term = tantivy::Term::from_field_text(field, term);
            let bm25 = Bm25Weight::for_terms(snapshot.statistics(), std::slice::from_ref(&term))?;
            let bm25 = bm25.boost_by(word.weight as f32);
            all.push(Weighted {
                field,
                places: snapshot.statistics().places(&term),
                bm25,
            });
        }
    }
    Ok(all)
}

/// The postings of one term, read block by block.
struct Cursor<'w> {
    postings: BlockSegmentPostings,
    /// Place in the block.
    at: usize,
    lengths: FieldNormReader,
    bm25: &'w Bm25Weight,
    /// Which of all terms it is.
    term: usize,
    articles: ArticleCounter,
    /// Documents of the segment that hold the term.
    doc_freq: u64,
}

/// The windows of a segment, in order.
pub(crate) struct Union<'w> {
    segment: &'w Segment,
    cursors: Vec<Cursor<'w>>,
    /// Documents that score beside the terms, ascending.
    extra: std::iter::Peekable<std::vec::IntoIter<(DocId, f32)>>,
    next: DocId,
    end: DocId,
}

impl<'w> Union<'w> {
    /// The union of `terms` and of `extra`, which is ascending, in the segment with number `idx`.
    pub(crate) fn open(
        segment: &'w Segment,
        idx: usize,
        terms: &'w [Weighted],
        extra: Vec<(DocId, f32)>,
    ) -> Result<Self, IndexError> {
        let mut cursors = Vec::with_capacity(terms.len());
        for (number, term) in terms.iter().enumerate() {
            let Some(place) = term.places.get(idx).and_then(Option::as_ref) else {
                continue;
            };
            let inverted = segment.reader.inverted_index(term.field)?;
            let option = IndexRecordOption::WithFreqs;
            cursors.push(Cursor {
                postings: inverted.read_block_postings_from_terminfo(place, option)?,
                at: 0,
                lengths: segment.reader.get_fieldnorms_reader(term.field)?,
                bm25: &term.bm25,
                term: number,
                articles: ArticleCounter::new(),
                doc_freq: u64::from(place.doc_freq),
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

    /// Fills `window` with the next documents; false at the end of the segment.
    pub(crate) fn advance(&mut self, window: &mut Window) -> bool {
        if self.next >= self.end {
            return false;
        }
        window.clear(self.next);
        self.next += WINDOW as DocId;
        let first = window.start as usize / 64;
        for cursor in &mut self.cursors {
            if cursor.articles.n_postings < ENOUGH_POSTINGS {
                cursor.read(window, self.next, ArticleCounter::see);
                cursor.articles.count(|row| self.segment.ends(first + row));
            } else {
                cursor.read(window, self.next, |_, _| ());
            }
        }
        while let Some((doc, score)) = self.extra.next_if(|(doc, _)| *doc < self.next) {
            window.add(doc, score);
        }
        true
    }
}

impl Union<'_> {
    /// Adds to each term's number how many articles of the segment hold it, once all windows were filled.
    pub(crate) fn add_articles(&self, n_articles: &mut [u64]) {
        for cursor in &self.cursors {
            if let Some(sum) = n_articles.get_mut(cursor.term) {
                *sum += cursor.articles.among(cursor.doc_freq);
            }
        }
    }
}

impl Cursor<'_> {
    /// Adds what stands before `end`; `see` is told of each.
    fn read(&mut self, window: &mut Window, end: DocId, see: impl Fn(&mut ArticleCounter, DocId)) {
        loop {
            let docs = self.postings.docs().get(self.at..).unwrap_or_default();
            let freqs = self.postings.freqs().get(self.at..).unwrap_or_default();
            let n = match docs.last() {
                None => return,
                Some(last) if *last < end => docs.len(),
                Some(_) => docs.partition_point(|doc| *doc < end),
            };
            for (doc, freq) in docs.iter().zip(freqs).take(n) {
                see(&mut self.articles, *doc);
                window.add(
                    *doc,
                    self.bm25.score(self.lengths.fieldnorm_id(*doc), *freq),
                );
            }
            if n < docs.len() {
                self.at += n;
                return;
            }
            self.postings.advance();
            self.at = 0;
        }
    }
}

/// Some consecutive documents, which of them match, and their scores.
pub(crate) struct Window {
    start: DocId,
    seen: [u64; WINDOW / 64],
    scores: Box<[f32; WINDOW]>,
}

impl Window {
    pub(crate) fn new() -> Self {
        Self {
            start: 0,
            seen: [0; WINDOW / 64],
            scores: Box::new([0.0; WINDOW]),
        }
    }

    fn clear(&mut self, start: DocId) {
        self.start = start;
        self.scores.fill(0.0);
        self.seen.fill(0);
    }

    /// `doc` lies in the window; the masks only tell the compiler so.
    #[inline]
    fn add(&mut self, doc: DocId, score: f32) {
        let idx = (doc - self.start) as usize % WINDOW;
        if let Some(word) = self.seen.get_mut(idx / 64) {
            *word |= 1 << (idx % 64);
        }
        if let Some(sum) = self.scores.get_mut(idx) {
            *sum += score;
        }
    }

    /// Leaves out what is not in the set of documents.
    pub(crate) fn keep(&mut self, admitted: &super::bits::Bits) {
        let first = self.start as usize / 64;
        for (idx, word) in self.seen.iter_mut().enumerate() {
            *word &= admitted.word(first + idx);
        }
    }

    /// Calls `take` with each document whose score is not below the threshold that it answers with.
    pub(crate) fn best(&self, mut threshold: f32, take: &mut dyn FnMut(DocId, f32) -> f32) {
        let rows = self.scores.chunks_exact(64).zip(&self.seen);
        for (row, (scores, seen)) in rows.enumerate() {
            if *seen == 0 || !any_reaches(threshold, scores) {
                continue;
            }
            let mut left = *seen;
            while left != 0 {
                let bit = left.trailing_zeros();
                left &= left - 1;
                let score = scores.get(bit as usize).copied().unwrap_or_default();
                if score >= threshold {
                    threshold = take(self.start + (row * 64) as DocId + bit, score);
                }
            }
        }
    }
}

/// Counts the articles that hold one term, windows in order.
struct ArticleCounter {
    seen: [u64; ROWS],
    /// Which of `seen` are not 0, as bits: most words are rare, and most rows are empty.
    rows: u64,
    /// Whether the article that goes on in the next window holds the term.
    carry: bool,
    n_postings: u64,
    n_articles: u64,
}

impl ArticleCounter {
    fn new() -> Self {
        Self {
            seen: [0; ROWS],
            rows: 0,
            carry: false,
            n_postings: 0,
            n_articles: 0,
        }
    }

    /// `doc` lies in the window.
    #[inline]
    fn see(&mut self, doc: DocId) {
        let idx = doc as usize % WINDOW;
        if let Some(word) = self.seen.get_mut(idx / 64) {
            *word |= 1 << (idx % 64);
        }
        self.rows |= 1 << (idx / 64);
    }

    /// Counts what was seen in the window; `ends` marks, for each of its rows, every article's last document.
    fn count(&mut self, ends: impl Fn(usize) -> u64) {
        let mut row = 0;
        while row < ROWS && (self.carry || self.rows != 0) {
            if !self.carry {
                row = self.rows.trailing_zeros() as usize;
            }
            let Some(seen) = self.seen.get_mut(row) else {
                return;
            };
            self.n_postings += u64::from(seen.count_ones());
            let hit = runs_hit(*seen, ends(row), &mut self.carry);
            self.n_articles += u64::from(hit.count_ones());
            *seen = 0;
            self.rows &= !(1 << row);
            row += 1;
        }
    }

    /// How many articles hold the term if `n_all` documents do: all were counted, or enough to tell.
    fn among(&self, n_all: u64) -> u64 {
        let n_articles = self.n_articles + u64::from(self.carry);
        if self.n_postings < ENOUGH_POSTINGS {
            n_articles
        } else {
            n_articles * n_all.max(self.n_postings) / self.n_postings
        }
    }
}

/// Counts the matches of a segment, windows in order.
pub(crate) struct Counter<'s, 'c> {
    segment: &'s Segment,
    /// From the lower documents of an article that goes on in the next word.
    carry: bool,
    /// How many articles end before the next word.
    n_ended: usize,
    idx: usize,
    stories: &'c mut StoryCount<'s>,
    pub(crate) totals: Totals,
}

impl<'s, 'c> Counter<'s, 'c> {
    /// Counts the matches of the segment with this index.
    pub(crate) fn new(idx: usize, segment: &'s Segment, stories: &'c mut StoryCount<'s>) -> Self {
        Self {
            segment,
            carry: false,
            n_ended: 0,
            idx,
            stories,
            totals: Totals::default(),
        }
    }

    /// Counts the documents that are seen, their articles and stories.
    pub(crate) fn count(&mut self, window: &Window) {
        let first = window.start as usize / 64;
        for (idx, &seen) in window.seen.iter().enumerate() {
            let ends = self.segment.ends(first + idx);
            self.totals.passages += u64::from(seen.count_ones());
            let mut matching = runs_hit(seen, ends, &mut self.carry);
            self.totals.articles += u64::from(matching.count_ones());
            while matching != 0 {
                let below = (1_u64 << matching.trailing_zeros()) - 1;
                let article = self.n_ended + (ends & below).count_ones() as usize;
                self.stories.insert(self.idx, article);
                matching &= matching - 1;
            }
            self.n_ended += ends.count_ones() as usize;
        }
    }
}

/// Whether one of the scores is not below `threshold`.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "scores are compared side by side, without a jump for each; a maximum would wait for the one before"
)]
fn any_reaches(threshold: f32, scores: &[f32]) -> bool {
    scores
        .iter()
        .fold(false, |any, score| any | (*score >= threshold))
}

/// The last documents of the articles that hold one that is seen; `ends` marks every article's last.
///
/// An article's documents are a run of bits. All but the last of them being set, adding one bit
/// anywhere in the run carries into the last: so one addition tells it for all articles of the word,
/// and carries on into the next word.
fn runs_hit(seen: u64, ends: u64, carry: &mut bool) -> u64 {
    let (sum, over) = (seen & !ends).overflowing_add(!ends);
    let (sum, over_again) = sum.overflowing_add(u64::from(*carry));
    *carry = over | over_again;
    (sum | seen) & ends
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn an_article_is_counted_once_wherever_its_words_end(
            lengths in proptest::collection::vec(1usize..90, 1..40),
            hits in proptest::collection::vec(0usize..1500, 0..60),
        ) {
            let (mut ends, mut runs, mut at) = ([0u64; 64], Vec::new(), 0);
            for length in lengths {
                runs.push(at..at + length);
                at += length;
                ends[(at - 1) / 64] |= 1 << ((at - 1) % 64);
            }
            let hits: Vec<usize> = hits.into_iter().filter(|hit| *hit < at).collect();
            let mut seen = [0u64; 64];
            for hit in &hits {
                seen[hit / 64] |= 1 << (hit % 64);
            }
            let mut carry = false;
            let words = seen.iter().zip(ends);
            let found: u32 = words
                .map(|(seen, ends)| runs_hit(*seen, ends, &mut carry).count_ones())
                .sum();
            let expected = runs.iter().filter(|run| hits.iter().any(|hit| run.contains(hit)));
            let expected = expected.count();
            assert_eq!(found as usize, expected);
            let mut counter = ArticleCounter::new();
            hits.iter().for_each(|hit| counter.see(*hit as DocId));
            counter.count(|row| ends.get(row).copied().unwrap_or(0));
            assert_eq!(counter.among(hits.len() as u64) as usize, expected);
        }
    }
}
