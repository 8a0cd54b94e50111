//! How a word's form differs from its stem, as a number small enough to stand beside each position.
//!
//! The index holds a word once, under its stem; which form stands where is told by the [`Ending`] in the
//! low bits of the position. So `"cloud deals"` is told from `"cloud dealing"` without a second list of
//! postings: that would cost a third of the time in which an index is built.

use std::num::NonZeroU8;

/// Bits of a position that hold the ending.
const BITS: u32 = 5;

/// What stands at the end of the stem alone and of the form alone, behind what both begin with.
///
/// The most frequent of 287 pairs in 5.1 million words of news: these make up 93 % of the words that are not
/// their own stem, so that of a hundred words of a text two have an ending that is none of them. Their order is
/// part of the index's format.
const ENDINGS: [(&str, &str); 31] = [
    ("", ""),
    ("", "s"),
    ("", "e"),
    ("", "ed"),
    ("i", "y"),
    ("", "ing"),
    ("", "es"),
    ("", "al"),
    ("", "er"),
    ("", "ion"),
    ("", "ly"),
    ("", "ation"),
    ("", "d"),
    ("e", "ing"),
    ("", "ers"),
    ("", "ment"),
    ("", "ic"),
    ("", "ity"),
    ("", "ive"),
    ("", "ness"),
    ("", "y"),
    ("", "ate"),
    ("", "ent"),
    ("", "ions"),
    ("", "ence"),
    ("", "ated"),
    ("", "ations"),
    ("", "ional"),
    ("", "able"),
    ("", "ities"),
    ("", "als"),
];

/// One of the usual ways in which a form differs from its stem.
///
/// Kept as its number from 1 on, so that a stem with its ending takes no more room than without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ending(NonZeroU8);

impl Ending {
    /// How `form` differs from `stem`; `None` where it is none of the usual ways.
    pub fn of(form: &str, stem: &str) -> Option<Self> {
        let same = form
            .bytes()
            .zip(stem.bytes())
            .take_while(|(a, b)| a == b)
            .count();
        let ends = (stem.get(same..)?, form.get(same..)?);
        let number = ENDINGS.iter().position(|known| *known == ends)?;
        Self::with_number(number)
    }

    /// The form of `stem` that has this ending; `None` where the stem has no such form.
    pub fn form_of(self, stem: &str) -> Option<String> {
        let (of_stem, of_form) = ENDINGS.get(self.number())?;
        Some([stem.strip_suffix(of_stem)?, of_form].concat())
    }

    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..ENDINGS.len()).filter_map(Self::with_number)
    }

    /// As an index into a list of [`Ending::COUNT`].
    pub fn number(self) -> usize {
        usize::from(self.0.get()) - 1
    }

    fn with_number(number: usize) -> Option<Self> {
        let is_one = number < ENDINGS.len();
        is_one
            .then(|| NonZeroU8::new(number as u8 + 1))
            .flatten()
            .map(Self)
    }

    /// How many there are.
    pub const COUNT: usize = ENDINGS.len();
}

/// A position with the ending of the word that stands there.
pub fn mark(position: u32, ending: Option<Ending>) -> u32 {
    let ending = ending.map_or(0, |ending| u32::from(ending.0.get()));
    // No passage has as many words; a text of separators alone might count so far.
    (position.min(u32::MAX >> BITS) << BITS) | ending
}

/// The position, and the ending of the word that stands there.
pub fn unmark(marked: u32) -> (u32, Option<Ending>) {
    let ending = (marked & ((1 << BITS) - 1)) as u8;
    (marked >> BITS, NonZeroU8::new(ending).map(Ending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::stems::Stems;

    #[test]
    fn a_form_is_its_stem_and_an_ending() {
        let mut stems = Stems::new();
        for form in [
            "cloud",
            "clouds",
            "company",
            "companies",
            "making",
            "h100s",
            "o3",
            "été",
        ] {
            let stem = stems.stem(form).to_owned();
            let ending = Ending::of(form, &stem).unwrap();
            assert_eq!(ending.form_of(&stem).as_deref(), Some(form));
            assert_eq!(unmark(mark(77, Some(ending))), (77, Some(ending)));
        }
        assert_eq!(Ending::of("dying", stems.stem("dying")), None);
        assert_eq!(unmark(mark(77, None)), (77, None));
        assert!(mark(u32::MAX, None) > mark(1 << 20, None));
    }

    #[test]
    fn no_ending_stands_there_twice() {
        for (place, ending) in ENDINGS.iter().enumerate() {
            assert!(!ENDINGS[..place].contains(ending), "{ending:?}");
        }
        assert!(ENDINGS.len() < 1 << BITS);
    }
}
