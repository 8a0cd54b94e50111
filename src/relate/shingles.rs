//! Runs of words to a small sample of hashes, by which copies are found.
//!
//! The sample is the `k` smallest hashes of all runs of [`RUN_WORDS`] words ("bottom-k"): one list
//! answers both how much two texts share and how much of one stands in the other, and it lets shared
//! boilerplate be taken out afterwards.

use super::hashes::{mix, short};

/// Words in a run: four words recur in news by chance, six miss copies with light edits.
const RUN_WORDS: usize = 5;
/// Hashes kept: the standard error of a share of one half is .044.
pub(super) const KEPT: usize = 128;

/// Collects the runs of one text.
#[derive(Default)]
pub(super) struct Runs {
    last: [u64; RUN_WORDS],
    n_words: usize,
    hashes: Vec<u32>,
}

impl Runs {
    /// Takes the next word.
    pub(super) fn push(&mut self, word: u64) {
        self.last.rotate_left(1);
        if let Some(last) = self.last.last_mut() {
            *last = word;
        }
        self.n_words += 1;
        if self.n_words >= RUN_WORDS {
            let hash = self.last.iter().fold(0, |hash, word| mix(hash ^ *word));
            self.hashes.push(short(hash));
        }
    }

    /// The smallest hashes in rising order.
    pub(super) fn finish(mut self) -> Vec<u32> {
        self.hashes.sort_unstable();
        self.hashes.dedup();
        self.hashes.truncate(KEPT);
        self.hashes.shrink_to_fit();
        self.hashes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(words: &[u64]) -> Vec<u32> {
        let mut runs = Runs::default();
        words.iter().for_each(|word| runs.push(*word));
        runs.finish()
    }

    #[test]
    fn a_text_shorter_than_a_run_has_none() {
        assert_eq!(runs(&[1, 2, 3, 4]).len(), 0);
        assert_eq!(runs(&[1, 2, 3, 4, 5]).len(), 1);
    }

    #[test]
    fn the_sample_is_the_smallest_hashes_and_repeats_count_once() {
        let once: Vec<u64> = (0..504).map(|n| n % 500).collect();
        let twice: Vec<u64> = (0..1_000).map(|n| n % 500).collect();
        let sample = runs(&twice);
        assert_eq!((sample.len(), &sample), (KEPT, &runs(&once)));
        assert!(sample.is_sorted());
    }

    #[test]
    fn order_of_words_matters() {
        assert_ne!(runs(&[1, 2, 3, 4, 5]), runs(&[5, 4, 3, 2, 1]));
    }
}
