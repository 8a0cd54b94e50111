//! How many passages, articles and stories match, counted a row of 64 documents at a time.

use tantivy::DocId;

use super::answer::Totals;
use super::fold::StoryCount;
use super::window::{ROWS, WINDOW, Window};
use crate::index::Segment;

/// Counts the matches of a segment, windows in order.
pub(super) struct Counter<'s, 'c> {
    segment: &'s Segment,
    idx: usize,
    /// From the lower documents of an article that goes on in the next row.
    carry: bool,
    stories: &'c mut StoryCount<'s>,
    pub(super) totals: Totals,
}

impl<'s, 'c> Counter<'s, 'c> {
    /// Counts the matches of the segment with this index.
    pub(super) fn new(idx: usize, segment: &'s Segment, stories: &'c mut StoryCount<'s>) -> Self {
        Self {
            segment,
            idx,
            carry: false,
            stories,
            totals: Totals::default(),
        }
    }

    /// Counts the documents that are seen, their articles and stories.
    pub(super) fn count(&mut self, window: &Window) {
        let first = window.first_row();
        let (seen, mut alone, mut others) = (window.rows(), [0_u64; ROWS], [0_u64; ROWS]);
        let places = alone.iter_mut().zip(&mut others);
        for ((idx, (alone, others)), &seen) in places.enumerate().zip(seen) {
            if seen != 0 || self.carry {
                let row = self.segment.row(first + idx);
                let matching = runs_hit(seen, row.ends, &mut self.carry);
                *alone = matching & row.alone;
                *others = matching & !row.alone;
            }
        }
        let n_alone = n_ones(&alone);
        self.totals.passages += n_ones(seen);
        self.totals.articles += n_alone + n_ones(&others);
        self.stories.add_alone(n_alone);
        for (idx, &others) in others.iter().enumerate() {
            let row = self.segment.row(first + idx);
            let mut left = others;
            while left != 0 {
                self.stories
                    .insert(self.idx, row.article_of(left.trailing_zeros()));
                left &= left - 1;
            }
        }
    }
}

/// How many bits are set. A loop of its own: the compiler counts several words side by side.
fn n_ones(rows: &[u64; ROWS]) -> u64 {
    rows.iter().map(|row| u64::from(row.count_ones())).sum()
}

/// Counts the articles of a segment that hold one term, windows in order.
pub(super) struct ArticleCounter {
    seen: Box<[u64; ROWS]>,
    /// Which of `seen` are not 0, as bits: most words are rare, and most rows are empty.
    rows: u64,
    /// Whether the article that goes on in the next window holds the term.
    carry: bool,
    n_articles: u64,
}

impl ArticleCounter {
    pub(super) fn new() -> Self {
        Self {
            seen: Box::new([0; ROWS]),
            rows: 0,
            carry: false,
            n_articles: 0,
        }
    }

    /// Sees documents of the window.
    pub(super) fn see(&mut self, docs: &[DocId]) {
        for doc in docs {
            let idx = *doc as usize % WINDOW;
            if let Some(word) = self.seen.get_mut(idx / 64) {
                *word |= 1 << (idx % 64);
            }
            self.rows |= 1 << (idx / 64);
        }
    }

    /// Counts what was seen in the window; `ends` marks, for each of its rows, every article's last document.
    pub(super) fn count(&mut self, ends: impl Fn(usize) -> u64) {
        let mut row = 0;
        while row < ROWS && (self.carry || self.rows != 0) {
            if !self.carry {
                row = self.rows.trailing_zeros() as usize;
            }
            let Some(seen) = self.seen.get_mut(row) else {
                return;
            };
            let hit = runs_hit(*seen, ends(row), &mut self.carry);
            self.n_articles += u64::from(hit.count_ones());
            *seen = 0;
            self.rows &= !(1 << row);
            row += 1;
        }
    }

    /// How many articles hold the term, once all windows were counted.
    pub(super) fn n_articles(&self) -> u64 {
        self.n_articles + u64::from(self.carry)
    }
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
            let docs: Vec<DocId> = hits.iter().map(|hit| *hit as DocId).collect();
            counter.see(&docs);
            counter.count(|row| ends.get(row).copied().unwrap_or(0));
            assert_eq!(counter.n_articles() as usize, expected);
        }
    }
}
