//! Words that the index doesn't know, to those that were probably meant.

use std::sync::LazyLock;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder};
use tantivy::schema::Field;
use tantivy_fst::Automaton;

use crate::index::{IndexError, Snapshot};

/// Shortest word that is corrected, in characters.
const MIN_CHARS: usize = 4;
/// From this length on two edits are forgiven, below it one.
const TWO_EDITS_FROM_CHARS: usize = 8;

/// Longest: what is longer is no word, and the automaton grows with it.
const MAX_CHARS: usize = 32;

/// What all words share is made once.
static ONE: LazyLock<LevenshteinAutomatonBuilder> =
    LazyLock::new(|| LevenshteinAutomatonBuilder::new(1, true));
static TWO: LazyLock<LevenshteinAutomatonBuilder> =
    LazyLock::new(|| LevenshteinAutomatonBuilder::new(2, true));

/// A word of the index.
pub(crate) struct Near {
    pub(crate) word: String,
    /// Letters that are other, missing, too many or swapped with the next.
    pub(crate) edits: u8,
    /// How many passages hold it.
    pub(crate) n_passages: u64,
}

/// The words of passages nearest to `word`, best first: fewer edits, then those with the same letters and
/// with the same first letter, then more passages, then the alphabet.
pub(crate) fn near(snapshot: &Snapshot, word: &str, most_edits: u8, n_words: usize) -> Vec<Near> {
    let Some(automaton) = Edits::of(word, most_edits) else {
        return Vec::new();
    };
    let mut found = Found::new();
    for words in snapshot.words() {
        words.taken_by(&automaton, &mut |form, n_passages| {
            *found.entry(form.to_owned()).or_default() += n_passages;
        });
    }
    best(found, word, &automaton, n_words)
}

/// The same among the words of a field of articles.
pub(crate) fn near_in(
    snapshot: &Snapshot,
    field: Field,
    word: &str,
    most_edits: u8,
    n_words: usize,
) -> Result<Vec<Near>, IndexError> {
    let Some(automaton) = Edits::of(word, most_edits) else {
        return Ok(Vec::new());
    };
    let mut found = Found::new();
    for segment in snapshot.segments() {
        let inverted = segment.reader.inverted_index(field)?;
        let mut stream = inverted.terms().search(&automaton).into_stream()?;
        while stream.advance() {
            if let Ok(term) = std::str::from_utf8(stream.key()) {
                *found.entry(term.to_owned()).or_default() += u64::from(stream.value().doc_freq);
            }
        }
    }
    Ok(best(found, word, &automaton, n_words))
}

/// Words, each with how many passages (articles, in a field of theirs) hold it.
type Found = std::collections::BTreeMap<String, u64>;

fn best(found: Found, word: &str, automaton: &Edits, n_words: usize) -> Vec<Near> {
    let mut ranked: Vec<Near> = found
        .into_iter()
        .map(|(found, n_passages)| Near {
            edits: automaton.distance(&found),
            word: found,
            n_passages,
        })
        .collect();
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    let typed = letters(word);
    ranked.sort_by_cached_key(|near| {
        (
            near.edits,
            letters(&near.word) != typed,
            near.word.chars().next() != word.chars().next(),
            std::cmp::Reverse(near.n_passages),
            near.word.clone(),
        )
    });
    ranked.truncate(n_words);
    ranked
}

/// The automaton as the term dictionary wants it.
struct Edits(DFA);

impl Edits {
    /// `None` where the word is too short or too long to be corrected.
    fn of(word: &str, most_edits: u8) -> Option<Self> {
        let n_chars = word.chars().count();
        if !(MIN_CHARS..=MAX_CHARS).contains(&n_chars) {
            return None;
        }
        let edits = if n_chars >= TWO_EDITS_FROM_CHARS {
            most_edits.min(2)
        } else {
            1
        };
        let builder = if edits == 1 { &*ONE } else { &*TWO };
        Some(Self(builder.build_dfa(word)))
    }

    fn distance(&self, term: &str) -> u8 {
        match self.0.eval(term) {
            Distance::Exact(edits) | Distance::AtLeast(edits) => edits,
        }
    }
}

impl Automaton for Edits {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != levenshtein_automata::SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}
