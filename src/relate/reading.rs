//! One pass over title and body: every word in order, and the words that can tell the event.
//!
//! Nothing here decides what is kept; [`super::sketch()`] and [`super::spell`] do.

use super::Text;
use super::hashes::{hash, mix, short};
use super::words::{Place, bit};
use crate::analysis::stems::Stems;
use crate::analysis::{Scanner, Token};

/// Longest part of a body that is read, in bytes: a longer text that agrees so far is a copy.
const READ_BYTES: usize = 64 * 1024;
/// Words of the body in which the words of an event are looked for.
const EVENT_WORDS: u32 = 700;
/// Words of the body that count as its lead.
const LEAD_WORDS: u32 = 60;

/// Most sentences that are told apart; what follows counts as part of the last.
const MOST_SENTENCES: usize = 256;

/// Words that a sentence has at least: the lines of a menu go together.
const SHORT_SENTENCE: usize = 4;
/// Words from which a sentence is cut after one word in [`ONE_IN`].
const LONG_SENTENCE: usize = 24;
const ONE_IN: u64 = 4;

/// What a pass over an article leaves beside its words.
pub(super) struct Passed {
    /// Hash of the headline's words in order.
    pub(super) title: u32,
    /// Hash of each sentence in which event words were looked for.
    pub(super) sentences: Vec<u32>,
}

/// Gives every word of the body to `each_word`, and the event words of title and body, with how they
/// stand and how they are written, to `each_event_word`.
pub(super) fn read(
    text: &Text<'_>,
    stems: &mut Stems,
    mut each_word: impl FnMut(u64),
    each_event_word: impl FnMut(u32, Place, &str),
) -> Passed {
    let outlet = outlet_words(text.site);
    let mut event_words = EventWords {
        outlet: &outlet,
        name_before: None,
        take: each_event_word,
    };
    let title = read_title(text.title, stems, &mut event_words);
    event_words.name_before = None;
    let body = head(text.body);
    let mut sentences = Sentences::default();
    let mut scanner = Scanner::new(body);
    while scanner.advance() {
        let token = &scanner.token;
        if token.is_extra {
            continue;
        }
        let word = hash(&token.form);
        each_word(word);
        if token.position < EVENT_WORDS {
            let place = Place {
                sentence: sentences.push(body, token, word),
                is_in_title: false,
                is_in_lead: token.position < LEAD_WORDS,
                is_name: is_name(body, token.start),
                is_pair: false,
                is_number: holds_digit(&token.form),
            };
            event_words.push(body, token, place, stems);
        }
    }
    Passed {
        title,
        sentences: sentences.hashes,
    }
}

/// Reads the words of the headline; gives the hash of all of them.
fn read_title(
    title: &str,
    stems: &mut Stems,
    event_words: &mut EventWords<'_, impl FnMut(u32, Place, &str)>,
) -> u32 {
    let mut scanner = Scanner::new(title);
    let mut all = 0;
    while scanner.advance() {
        let token = &scanner.token;
        if token.is_extra {
            continue;
        }
        all = mix(all ^ hash(&token.form));
        let place = Place {
            sentence: 0,
            is_in_title: true,
            is_in_lead: false,
            // Headlines write every word like a name.
            is_name: false,
            is_pair: false,
            is_number: holds_digit(&token.form),
        };
        event_words.push(title, token, place, stems);
    }
    short(all)
}

/// Picks the words that can tell an event: content words, and two names in a row as one more.
struct EventWords<'a, Take> {
    outlet: &'a [String],
    /// Hash and start of the name that stands right before.
    name_before: Option<(u64, usize)>,
    take: Take,
}

impl<Take: FnMut(u32, Place, &str)> EventWords<'_, Take> {
    fn push(&mut self, text: &str, token: &Token, place: Place, stems: &mut Stems) {
        let before = self.name_before.take();
        let is_of_outlet = self.outlet.contains(&token.form);
        let Some(stem) = stems.content_stem(&token.form) else {
            return;
        };
        if stem.len() < 2 || is_of_outlet {
            return;
        }
        let hash = hash(stem);
        let written = |start: usize| text.get(start..token.end).unwrap_or_default();
        (self.take)(short(hash), place, written(token.start));
        if !place.is_name {
            return;
        }
        if let Some((before, start)) = before {
            let pair = mix(before ^ hash.rotate_left(7));
            let is_pair = true;
            (self.take)(short(pair), Place { is_pair, ..place }, written(start));
        }
        self.name_before = Some((hash, token.start));
    }
}

/// Numbers and hashes the sentences of a body. Boilerplate is known by the same words between the same
/// stops, so any stop or line end will do; a menu without stops is cut at words that hash to a round
/// number, which are the same wherever the menu stands.
#[derive(Default)]
struct Sentences {
    hashes: Vec<u32>,
    /// Words of the last sentence.
    n_words: usize,
    /// Hash and end of the last word.
    last: (u64, usize),
}

impl Sentences {
    /// Takes the next word; gives the bit of its sentence.
    fn push(&mut self, body: &str, token: &Token, word: u64) -> u32 {
        let (last, last_end) = self.last;
        self.last = (word, token.end);
        let is_stop = |b: &u8| matches!(b, b'.' | b'!' | b'?' | b'\n' | b'|');
        let gap = body.as_bytes().get(last_end..token.start);
        let has_stop = gap.is_some_and(|gap| gap.iter().any(is_stop));
        let is_long = self.n_words >= LONG_SENTENCE && last.is_multiple_of(ONE_IN);
        let ends = (has_stop && self.n_words >= SHORT_SENTENCE) || is_long;
        if self.hashes.is_empty() || (ends && self.hashes.len() < MOST_SENTENCES) {
            self.hashes.push(0);
            self.n_words = 0;
        }
        self.n_words += 1;
        if let Some(hash) = self.hashes.last_mut() {
            *hash = short(mix(u64::from(*hash) ^ word));
        }
        bit(self.hashes.len().saturating_sub(1))
    }
}

/// The start of a body, cut on a character boundary.
fn head(body: &str) -> &str {
    let mut end = body.len().min(READ_BYTES);
    while !body.is_char_boundary(end) {
        end -= 1;
    }
    body.get(..end).unwrap_or_default()
}

/// Whether a capital letter stands here where no sentence, quotation or list item starts.
fn is_name(text: &str, start: usize) -> bool {
    let first = text.get(start..).and_then(|rest| rest.chars().next());
    if !first.is_some_and(char::is_uppercase) {
        return false;
    }
    let before = text
        .get(..start)
        .unwrap_or_default()
        .trim_end_matches([' ', '*', '_']);
    let starts_a_sentence = |c: char| ".!?\n\"'`:#>-“‘".contains(c);
    before
        .chars()
        .next_back()
        .is_some_and(|c| !starts_a_sentence(c))
}

fn holds_digit(form: &str) -> bool {
    form.bytes().any(|b| b.is_ascii_digit())
}

/// The words of a publisher's name or host: they tell no event.
fn outlet_words(site: Option<&str>) -> Vec<String> {
    let mut words = Vec::new();
    let mut scanner = Scanner::new(site.unwrap_or_default());
    while scanner.advance() {
        words.push(scanner.token.form.clone());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event_words(title: &str, body: &str, site: Option<&str>) -> Vec<(String, Place)> {
        let text = Text { title, body, site };
        let mut words = Vec::new();
        let take = |_: u32, place: Place, written: &str| words.push((written.to_owned(), place));
        read(&text, &mut Stems::new(), |_| {}, take);
        words
    }

    fn check(body: &str, expected: &[&str]) {
        let names = event_words("", body, None)
            .into_iter()
            .filter(|(_, place)| place.is_name)
            .map(|(written, _)| written);
        assert_eq!(names.collect::<Vec<_>>(), expected, "{body}");
    }

    #[test]
    fn a_name_has_a_capital_where_no_sentence_starts() {
        check("Yesterday Corvane bought a mill.", &["Corvane"]);
        check("The mill. Corvane sold it.", &[]);
        check("“Corvane sold it”, said “Brill”", &[]);
        check("* Mills\n* Brooks", &[]);
    }

    #[test]
    fn two_names_in_a_row_are_a_third_word() {
        let names = ["Ada", "Merrow", "Ada Merrow"];
        check("yesterday Ada Merrow of the mill", &names);
    }

    #[test]
    fn the_outlet_tells_no_event() {
        let words = event_words("Corvane grows - Daily Harbour", "", Some("Daily Harbour"));
        let written: Vec<&str> = words.iter().map(|(written, _)| written.as_str()).collect();
        assert_eq!(written, ["Corvane", "grows"]);
    }

    #[test]
    fn the_same_sentence_has_the_same_hash_in_another_article() {
        let sentences = |body: &str| {
            let text = Text {
                title: "",
                body,
                site: None,
            };
            read(&text, &mut Stems::new(), |_| {}, |_, _, _| {}).sentences
        };
        let (one, other) = (
            sentences("Mills burn in Brill today. Follow us on every channel! More soon"),
            sentences("A quiet week passed.\nFollow us on every channel.\n"),
        );
        assert_eq!((one.len(), other.len()), (3, 2));
        assert_eq!(one.get(1), other.get(1));
    }
}
