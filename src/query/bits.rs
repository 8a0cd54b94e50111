//! A set of article or document numbers of one segment.

/// Bits `0..len`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    /// The empty set.
    pub(crate) fn none(len: usize) -> Self {
        Self {
            words: vec![0; len.div_ceil(64)],
            len,
        }
    }

    /// All of `0..len`.
    pub(crate) fn all(len: usize) -> Self {
        let mut all = Self {
            words: vec![u64::MAX; len.div_ceil(64)],
            len,
        };
        all.clear_tail();
        all
    }

    pub(crate) fn insert(&mut self, idx: usize) {
        if let Some(word) = self.words.get_mut(idx / 64) {
            *word |= 1 << (idx % 64);
        }
    }

    /// How many it holds.
    pub(crate) fn count(&self) -> u64 {
        self.words
            .iter()
            .map(|word| u64::from(word.count_ones()))
            .sum()
    }

    pub(crate) fn contains(&self, idx: usize) -> bool {
        self.words
            .get(idx / 64)
            .is_some_and(|word| word & (1 << (idx % 64)) != 0)
    }

    /// Inserts a run of numbers.
    pub(crate) fn insert_all(&mut self, range: std::ops::Range<usize>) {
        range.for_each(|idx| self.insert(idx));
    }

    /// The numbers `64 * idx..64 * idx + 64` as bits, the least one lowest.
    pub(crate) fn word(&self, idx: usize) -> u64 {
        self.words.get(idx).copied().unwrap_or(0)
    }

    pub(crate) fn and(&mut self, other: &Self) {
        self.words
            .iter_mut()
            .zip(&other.words)
            .for_each(|(a, b)| *a &= b);
    }

    pub(crate) fn or(&mut self, other: &Self) {
        self.words
            .iter_mut()
            .zip(&other.words)
            .for_each(|(a, b)| *a |= b);
    }

    pub(crate) fn negate(&mut self) {
        self.words.iter_mut().for_each(|word| *word = !*word);
        self.clear_tail();
    }

    fn clear_tail(&mut self) {
        if !self.len.is_multiple_of(64)
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << (self.len % 64)) - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ones(bits: &Bits) -> Vec<usize> {
        (0..bits.len).filter(|idx| bits.contains(*idx)).collect()
    }

    #[test]
    fn sets_combine() {
        let mut a = Bits::none(70);
        a.insert(3);
        a.insert(69);
        let mut b = a.clone();
        b.negate();
        assert_eq!(ones(&b).len(), 68);
        b.or(&a);
        assert_eq!(b, Bits::all(70));
        b.and(&a);
        assert_eq!(ones(&b), [3, 69]);
    }
}
