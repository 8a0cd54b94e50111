//! Some consecutive documents, which of them match, and their scores.

use tantivy::DocId;

use super::bits::Bits;

/// Documents of a window: their scores (16 kB) stay in the nearest cache.
pub(super) const WINDOW: usize = 4096;

/// Rows of 64 documents in a window: as many as fit a word as bits.
pub(super) const ROWS: usize = WINDOW / 64;

/// Postings that are scored side by side; the engine unpacks as many at once.
const BLOCK: usize = 128;

/// What a posting of one term is worth: BM25 with everything that doesn't change computed before.
pub(super) struct TermScore {
    /// `idf · (k1 + 1)`, times what the word weighs in the query.
    pub(super) weight: f32,
    /// `k1 · (1 - b + b · length / average)` for each of the engine's 256 numbers for a length.
    pub(super) norms: [f32; 256],
}

/// The window.
pub(super) struct Window {
    start: DocId,
    seen: [u64; ROWS],
    /// Those whose score reached the threshold when it was last added to.
    high: [u64; ROWS],
    threshold: f32,
    scores: Box<[f32; WINDOW]>,
}

impl Window {
    pub(super) fn new() -> Self {
        Self {
            start: 0,
            seen: [0; ROWS],
            high: [0; ROWS],
            threshold: f32::NEG_INFINITY,
            scores: Box::new([0.0; WINDOW]),
        }
    }

    /// Begins anew at `start`, a multiple of [`WINDOW`]; scores below `threshold` won't be asked for.
    pub(super) fn clear(&mut self, start: DocId, threshold: f32) {
        self.start = start;
        self.threshold = threshold;
        *self.scores = [0.0; WINDOW];
        self.seen = [0; ROWS];
        self.high = [0; ROWS];
    }

    /// Adds to one document's score. It lies in the window; the remainder only tells the compiler so.
    #[inline]
    pub(super) fn add(&mut self, doc: DocId, score: f32) {
        let idx = doc as usize % WINDOW;
        if let Some(word) = self.seen.get_mut(idx / 64) {
            *word |= 1 << (idx % 64);
        }
        if let Some(sum) = self.scores.get_mut(idx) {
            *sum += score;
            if *sum >= self.threshold
                && let Some(word) = self.high.get_mut(idx / 64)
            {
                *word |= 1 << (idx % 64);
            }
        }
    }

    /// Adds postings of one term. `lengths` are the numbers for the lengths of all documents.
    ///
    /// In three passes, because the middle one, with its division, does four postings at a time.
    pub(super) fn add_postings(
        &mut self,
        docs: &[DocId],
        freqs: &[u32],
        term: &TermScore,
        lengths: &[u8],
    ) {
        let mut scores = [0.0_f32; BLOCK];
        for (docs, freqs) in docs.chunks(BLOCK).zip(freqs.chunks(BLOCK)) {
            for (score, doc) in scores.iter_mut().zip(docs) {
                let length = lengths.get(*doc as usize).copied().unwrap_or_default();
                *score = term.norms.get(usize::from(length)).copied().unwrap_or(1.0);
            }
            for (score, freq) in scores.iter_mut().zip(freqs) {
                // Signed: the processor turns only those into fractions side by side.
                let freq = freq.cast_signed() as f32;
                *score = term.weight * freq / (freq + *score);
            }
            self.add_all(docs, &scores);
        }
    }

    /// Adds to the scores of documents, ascending, from four places at once: neighbours share a word of
    /// `seen`, and each would wait for the one before.
    fn add_all(&mut self, docs: &[DocId], scores: &[f32; BLOCK]) {
        let quarter = docs.len() / 4;
        let (mut rest, mut rest_of_scores) = (docs, scores.as_slice());
        let parts: [(&[DocId], &[f32]); 4] = std::array::from_fn(|_| {
            let (docs, after) = rest.split_at(quarter);
            let (scores, scores_after) = rest_of_scores.split_at(quarter);
            (rest, rest_of_scores) = (after, scores_after);
            (docs, scores)
        });
        for idx in 0..quarter {
            for (docs, scores) in parts {
                if let (Some(doc), Some(score)) = (docs.get(idx), scores.get(idx)) {
                    self.add(*doc, *score);
                }
            }
        }
        for (doc, score) in rest.iter().zip(rest_of_scores) {
            self.add(*doc, *score);
        }
    }

    /// Number of the first row in the segment.
    pub(super) fn first_row(&self) -> usize {
        self.start as usize / 64
    }

    /// Which documents of each row match, as bits.
    pub(super) fn rows(&self) -> &[u64; ROWS] {
        &self.seen
    }

    /// Leaves out what is not in the set of documents.
    pub(super) fn keep(&mut self, admitted: &Bits) {
        let first = self.first_row();
        for (idx, word) in self.seen.iter_mut().enumerate() {
            *word &= admitted.word(first + idx);
        }
    }

    /// Calls `take` with each document, among those of a set where one is given, whose score is not below the
    /// threshold that it answers with. The first threshold is at least the window's own.
    pub(super) fn best(
        &self,
        among: Option<&Bits>,
        mut threshold: f32,
        take: &mut dyn FnMut(DocId, f32) -> f32,
    ) {
        let first = self.first_row();
        let rows = self
            .scores
            .chunks_exact(64)
            .zip(self.seen.iter().zip(&self.high));
        for (row, (scores, (seen, high))) in rows.enumerate() {
            let mut left = seen & high;
            if let Some(among) = among {
                left &= among.word(first + row);
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn postings_add_up_to_bm25(
            first in proptest::collection::btree_map(0_u32..4096, 1_u32..9, 0..400),
            second in proptest::collection::btree_map(0_u32..4096, 1_u32..9, 0..400),
            start in 0_u32..3,
        ) {
            let start = start * WINDOW as DocId;
            let lengths: Vec<u8> = (0..start + WINDOW as DocId).map(|doc| (doc % 256) as u8).collect();
            let norms = std::array::from_fn(|length| 0.5 + length as f32 / 100.0);
            let terms = [2.0, 3.5].map(|weight| TermScore { weight, norms });
            let mut window = Window::new();
            window.clear(start, f32::NEG_INFINITY);
            let mut expected = std::collections::BTreeMap::new();
            for (postings, term) in [&first, &second].into_iter().zip(&terms) {
                let docs: Vec<DocId> = postings.keys().map(|doc| start + doc).collect();
                let freqs: Vec<u32> = postings.values().copied().collect();
                window.add_postings(&docs, &freqs, term, &lengths);
                for (doc, freq) in docs.iter().zip(&freqs) {
                    let freq = *freq as f32;
                    let norm = norms[usize::from(lengths[*doc as usize])];
                    *expected.entry(*doc).or_insert(0.0) += term.weight * freq / (freq + norm);
                }
            }
            let mut found = std::collections::BTreeMap::new();
            window.best(None, f32::NEG_INFINITY, &mut |doc, score| {
                found.insert(doc, score);
                f32::NEG_INFINITY
            });
            proptest::prop_assert_eq!(found, expected);
        }
    }
}
