//! Words that the index doesn't know, to those that were probably meant.

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder};
use tantivy_fst::Automaton;

use crate::index::{IndexError, Snapshot};

/// Shortest word that is corrected, in characters.
const MIN_CHARS: usize = 4;
/// From this length on two edits are forgiven, below it one.
const TWO_EDITS_FROM_CHARS: usize = 8;

/// The words of the index nearest to `word`, best first: fewer edits, then more passages, then the
/// alphabet.
pub(crate) fn near(
    snapshot: &Snapshot,
    word: &str,
    n_words: usize,
) -> Result<Vec<String>, IndexError> {
    let n_chars = word.chars().count();
    if n_chars < MIN_CHARS {
        return Ok(Vec::new());
    }
    let edits = if n_chars >= TWO_EDITS_FROM_CHARS {
        2
    } else {
        1
    };
    let automaton = Near(LevenshteinAutomatonBuilder::new(edits, true).build_dfa(word));
    let mut found: std::collections::BTreeMap<String, u64> = std::collections::BTreeMap::new();
    for segment in snapshot.segments() {
        let inverted = segment.reader.inverted_index(snapshot.fields().exact)?;
        let mut stream = inverted.terms().search(&automaton).into_stream()?;
        while stream.advance() {
            if let Ok(term) = std::str::from_utf8(stream.key()) {
                *found.entry(term.to_owned()).or_default() += u64::from(stream.value().doc_freq);
            }
        }
    }
    let mut ranked: Vec<(u8, std::cmp::Reverse<u64>, String)> = found
        .into_iter()
        .map(|(term, df)| (automaton.distance(&term), std::cmp::Reverse(df), term))
        .collect();
    ranked.sort();
    Ok(ranked
        .into_iter()
        .take(n_words)
        .map(|(_, _, term)| term)
        .collect())
}

/// The automaton as the term dictionary wants it.
struct Near(DFA);

impl Near {
    fn distance(&self, term: &str) -> u8 {
        match self.0.eval(term) {
            Distance::Exact(edits) | Distance::AtLeast(edits) => edits,
        }
    }
}

impl Automaton for Near {
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
