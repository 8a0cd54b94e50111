//! Runs of words to a small sample of hashes, by which copies are found.
//!
//! The sample is the `k` smallest hashes of all runs of [`RUN_WORDS`] words ("bottom-k"): one list
//! answers both how much two texts share and how much of one stands in the other, and it lets shared
//! boilerplate be taken out afterwards.

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
            self.hashes.push((hash >> 32) as u32);
        }
    }

    /// The smallest hashes in rising order, and how many different runs there are.
    pub(super) fn finish(mut self) -> (Vec<u32>, u32) {
        self.hashes.sort_unstable();
        self.hashes.dedup();
        let n_runs = self.hashes.len() as u32;
        self.hashes.truncate(KEPT);
        self.hashes.shrink_to_fit();
        (self.hashes, n_runs)
    }
}

/// Spreads every bit over all others (the finisher of SplitMix64).
pub(super) fn mix(value: u64) -> u64 {
    let mut value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// A hash of a word that is the same on every machine and in every version.
pub(super) fn hash(word: &str) -> u64 {
    let mut chunks = word.as_bytes().chunks_exact(8);
    let mut hash = word.len() as u64;
    for chunk in &mut chunks {
        let chunk: [u8; 8] = chunk.try_into().unwrap_or_default();
        hash = mix(hash ^ u64::from_le_bytes(chunk));
    }
    let mut rest = [0; 8];
    for (to, from) in rest.iter_mut().zip(chunks.remainder()) {
        *to = *from;
    }
    mix(hash ^ u64::from_le_bytes(rest))
}
