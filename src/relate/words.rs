//! The words of an article that can tell its event: stems with how often, where and how they stand.
//!
//! Which of them are rare only the corpus can say, so they are weighed later ([`super::vectors`]); here
//! the ones that cannot matter are left out.

use rustc_hash::FxHashMap;

/// Most words kept of an article.
pub(super) const KEPT: usize = 160;

/// One word of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Hash of the stem.
    pub(super) hash: u32,
    /// Count (at most 7) and signs, see the constants.
    signs: u8,
    /// The sentences of the body that hold it, one bit each, see [`bit`].
    pub(super) sentences: u32,
}

/// The bit that stands for a sentence. Few articles have more event sentences than bits; in those some
/// share one.
pub(super) fn bit(sentence: usize) -> u32 {
    1 << (sentence % 32)
}

const COUNT: u8 = 0b0000_0111;
const PAIR: u8 = 0b0000_1000;
const TITLE: u8 = 0b0001_0000;
const NAME: u8 = 0b0010_0000;
const NUMBER: u8 = 0b0100_0000;
/// Stands in the first words; only for [`promise`].
const LEAD: u8 = 0b1000_0000;

impl Word {
    pub(super) fn new(hash: u32, signs: u8, sentences: u32) -> Self {
        Self {
            hash,
            signs,
            sentences,
        }
    }
    pub(super) fn signs(self) -> u8 {
        self.signs
    }
    /// How often it stands in the text, at most 7.
    pub(super) fn count(self) -> u8 {
        self.signs & COUNT
    }
    /// Whether the headline has it.
    pub(super) fn is_in_title(self) -> bool {
        self.signs & TITLE != 0
    }
    /// Whether it is written as a name.
    pub(super) fn is_name(self) -> bool {
        self.signs & NAME != 0
    }
    /// Whether it is two names in a row.
    pub(super) fn is_pair(self) -> bool {
        self.signs & PAIR != 0
    }
    /// Whether it holds a digit.
    pub(super) fn is_number(self) -> bool {
        self.signs & NUMBER != 0
    }
    /// Whether it stands in the first words.
    fn is_in_lead(self) -> bool {
        self.signs & LEAD != 0
    }
}

/// How a word stands at one place.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent signs, each read by its name"
)]
pub(super) struct Place {
    pub(super) is_in_title: bool,
    /// The [`bit`] of its sentence; 0 in the headline.
    pub(super) sentence: u32,
    pub(super) is_in_lead: bool,
    /// Capital letter where no sentence starts.
    pub(super) is_name: bool,
    pub(super) is_pair: bool,
    pub(super) is_number: bool,
}

/// Collects the words of one text.
#[derive(Default)]
pub(super) struct Words {
    words: FxHashMap<u32, Tally>,
}

#[derive(Default)]
struct Tally {
    count: u8,
    signs: u8,
    sentences: u32,
}

impl Words {
    pub(super) fn push(&mut self, hash: u32, place: Place) {
        let tally = self.words.entry(hash).or_default();
        tally.count = tally.count.saturating_add(1);
        tally.sentences |= place.sentence;
        let flags = [
            (place.is_in_title, TITLE),
            (place.is_in_lead, LEAD),
            (place.is_name, NAME),
            (place.is_number, NUMBER),
            (place.is_pair, PAIR),
        ];
        for (is_set, flag) in flags {
            if is_set {
                tally.signs |= flag;
            }
        }
    }

    /// The words that can tell most, in rising order of hash.
    pub(super) fn finish(self) -> Vec<Word> {
        let mut words: Vec<Word> = self
            .words
            .into_iter()
            .map(|(hash, tally)| {
                Word::new(hash, tally.signs | tally.count.min(COUNT), tally.sentences)
            })
            .collect();
        if words.len() > KEPT {
            let rank = |word: &Word| (std::cmp::Reverse(promise(*word)), word.hash);
            words.select_nth_unstable_by_key(KEPT, rank);
            words.truncate(KEPT);
        }
        words.sort_unstable_by_key(|word| word.hash);
        words
    }
}

/// How much a word promises before its rarity is known.
fn promise(word: Word) -> u32 {
    let sign = |is_set: bool, weight: u32| if is_set { weight } else { 0 };
    u32::from(word.count().min(6))
        + sign(word.is_in_title(), 8)
        + sign(word.is_name(), 4)
        + sign(word.is_in_lead(), 3)
        + sign(word.is_number(), 1)
}
