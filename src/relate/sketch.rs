//! One article to its sketch: a sample of its runs of words and the words that can tell its event.
//!
//! One pass over title and body. Sketches are stored beside the index, so their bytes have a fixed form
//! ([`Sketch::to_bytes`]) and their hashes are the same on every machine.

use super::shingles::{self, Runs, hash};
use super::words::{Place, SEVERAL, Word, Words};
use crate::analysis::stems::Stems;
use crate::analysis::{Scanner, Token};

/// What of an article a sketch is made of.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// The headline.
    pub title: &'a str,
    /// The body, in Markdown.
    pub body: &'a str,
    /// The publisher; its name tells no event.
    pub site: Option<&'a str>,
}

/// An article, boiled down to about a kilobyte.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    /// The smallest hashes of the body's runs of words, rising.
    pub(super) runs: Vec<u32>,
    /// How many different runs the body has.
    pub(super) n_runs: u32,
    /// Hash of the headline's words.
    pub(super) title: u32,
    /// Hash of each sentence in which the words of the event were looked for, in order.
    pub(super) sentences: Vec<u32>,
    /// The words that can tell the event, by rising hash.
    pub(super) words: Vec<Word>,
}

/// Longest part of a body that is read, in bytes: a longer text that agrees so far is a copy.
const READ_BYTES: usize = 64 * 1024;
/// Words of the body in which the words of an event are looked for.
const EVENT_WORDS: u32 = 700;
/// Words of the body that count as its lead.
const LEAD_WORDS: u32 = 60;

/// Makes the sketch of an article. `stems` is kept from article to article.
pub fn sketch(text: &Text<'_>, stems: &mut Stems) -> Sketch {
    let outlet = outlet_words(text.site);
    let mut words = Words::default();
    let title = read_title(text.title, &outlet, stems, &mut words);
    let mut runs = Runs::default();
    let body = head(text.body);
    let mut scanner = Scanner::new(body);
    let mut event_words = EventWords {
        outlet: &outlet,
        words: &mut words,
        name_before: None,
    };
    let mut sentences = Sentences::default();
    while scanner.advance() {
        let token = &scanner.token;
        if token.is_extra {
            continue;
        }
        let word = hash(&token.form);
        runs.push(word);
        if token.position < EVENT_WORDS {
            let place = Place {
                is_in_title: false,
                sentence: sentences.push(body, token, word),
                is_in_lead: token.position < LEAD_WORDS,
                is_name: is_name(body, token.start),
                is_pair: false,
                is_number: token.form.bytes().any(|b| b.is_ascii_digit()),
            };
            event_words.push(&token.form, place, stems);
        }
    }
    let (runs, n_runs) = runs.finish();
    Sketch {
        runs,
        n_runs,
        title,
        sentences: sentences.hashes,
        words: words.finish(),
    }
}

/// Numbers and hashes the sentences of a body. Boilerplate is known by the same words between the same
/// stops, so any stop or line end will do.
#[derive(Default)]
struct Sentences {
    hashes: Vec<u32>,
    last_end: usize,
}

impl Sentences {
    /// Takes the next word; gives the number of its sentence.
    fn push(&mut self, body: &str, token: &Token, word: u64) -> u8 {
        let gap = body.as_bytes().get(self.last_end..token.start);
        let is_stop = |b: &u8| matches!(b, b'.' | b'!' | b'?' | b'\n' | b'|');
        let starts = self.hashes.is_empty() || gap.is_some_and(|gap| gap.iter().any(is_stop));
        self.last_end = token.end;
        if starts && self.hashes.len() < usize::from(SEVERAL) {
            self.hashes.push(0);
        }
        if let Some(hash) = self.hashes.last_mut() {
            *hash = (shingles::mix(u64::from(*hash) ^ word) >> 32) as u32;
        }
        self.hashes.len().saturating_sub(1) as u8
    }
}

struct EventWords<'a> {
    outlet: &'a [String],
    words: &'a mut Words,
    name_before: Option<u64>,
}

impl EventWords<'_> {
    fn push(&mut self, form: &str, place: Place, stems: &mut Stems) {
        let before = self.name_before.take();
        let Some(stem) = stems.content_stem(form) else {
            return;
        };
        let is_short = stem.len() < 2;
        if is_short || self.outlet.iter().any(|word| word == form) {
            return;
        }
        let hash = hash(stem);
        self.words.push((hash >> 32) as u32, place);
        if place.is_name {
            if let Some(before) = before {
                let pair = shingles::mix(before ^ hash.rotate_left(7));
                self.words.push(
                    (pair >> 32) as u32,
                    Place {
                        is_pair: true,
                        ..place
                    },
                );
            }
            self.name_before = Some(hash);
        }
    }
}

/// Reads the words of the headline; gives the hash of all of them.
fn read_title(title: &str, outlet: &[String], stems: &mut Stems, words: &mut Words) -> u32 {
    let mut event_words = EventWords {
        outlet,
        words,
        name_before: None,
    };
    let mut scanner = Scanner::new(title);
    let mut all = 0;
    while scanner.advance() {
        let token = &scanner.token;
        if token.is_extra {
            continue;
        }
        all = shingles::mix(all ^ hash(&token.form));
        let place = Place {
            is_in_title: true,
            sentence: SEVERAL,
            is_in_lead: false,
            // Headlines write every word like a name.
            is_name: false,
            is_pair: false,
            is_number: token.form.bytes().any(|b| b.is_ascii_digit()),
        };
        event_words.push(&token.form, place, stems);
    }
    (all >> 32) as u32
}

/// The start of a body, cut on a character boundary.
fn head(body: &str) -> &str {
    let mut end = body.len().min(READ_BYTES);
    while !body.is_char_boundary(end) {
        end -= 1;
    }
    body.get(..end).unwrap_or_default()
}

/// A capital letter (or a capital within) where no sentence starts.
fn is_name(text: &str, start: usize) -> bool {
    let Some(first) = text.get(start..).and_then(|rest| rest.chars().next()) else {
        return false;
    };
    if !first.is_uppercase() {
        return false;
    }
    let before = text.get(..start).unwrap_or_default();
    let mut before = before
        .bytes()
        .rev()
        .filter(|b| !matches!(b, b' ' | b'*' | b'_'));
    !matches!(
        before.next(),
        None | Some(
            b'.' | b'!'
                | b'?'
                | b'\n'
                | b'"'
                | b'\''
                | b'`'
                | b':'
                | b'#'
                | b'>'
                | b'-'
                | 0x9c
                | 0x98
        )
    )
}

/// The words of a publisher's name or host.
fn outlet_words(site: Option<&str>) -> Vec<String> {
    let mut words = Vec::new();
    let site = site.unwrap_or_default();
    let mut scanner = Scanner::new(site);
    while scanner.advance() {
        words.push(scanner.token.form.clone());
    }
    words
}

/// Bytes that are no sketch, or of another version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are no sketch of an article")]
pub struct InvalidSketch;

/// First byte of a stored sketch; another one for another way to make it.
const VERSION: u8 = 1;

impl Sketch {
    /// The bytes to store.
    pub fn to_bytes(&self) -> Vec<u8> {
        let n_numbers = self.runs.len() + self.sentences.len();
        let mut bytes = Vec::with_capacity(15 + n_numbers * 4 + self.words.len() * 6);
        bytes.push(VERSION);
        for number in [self.n_runs, self.title] {
            bytes.extend(number.to_le_bytes());
        }
        for length in [self.runs.len(), self.sentences.len(), self.words.len()] {
            bytes.extend((length as u16).to_le_bytes());
        }
        for number in self.runs.iter().chain(&self.sentences) {
            bytes.extend(number.to_le_bytes());
        }
        for word in &self.words {
            bytes.extend(word.hash.to_le_bytes());
            bytes.extend([word.signs(), word.sentence]);
        }
        bytes
    }

    /// The sketch that [`Sketch::to_bytes`] stored.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidSketch> {
        let mut reader = Reader(bytes);
        if reader.take()? != [VERSION] {
            return Err(InvalidSketch);
        }
        let (n_runs, title) = (reader.number()?, reader.number()?);
        let (n_kept, n_sentences, n_words) = (reader.length()?, reader.length()?, reader.length()?);
        let sketch = Self {
            runs: reader.many(n_kept, Reader::number)?,
            n_runs,
            title,
            sentences: reader.many(n_sentences, Reader::number)?,
            words: reader.many(n_words, Reader::word)?,
        };
        let is_rising = sketch.runs.is_sorted() && sketch.words.is_sorted_by_key(|word| word.hash);
        let is_whole = reader.0.is_empty() && is_rising;
        is_whole.then_some(sketch).ok_or(InvalidSketch)
    }
}

/// Reads numbers off the front of some bytes.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], InvalidSketch> {
        let (first, rest) = self.0.split_first_chunk::<N>().ok_or(InvalidSketch)?;
        self.0 = rest;
        Ok(*first)
    }

    fn number(&mut self) -> Result<u32, InvalidSketch> {
        self.take().map(u32::from_le_bytes)
    }

    fn length(&mut self) -> Result<u16, InvalidSketch> {
        self.take().map(u16::from_le_bytes)
    }

    fn word(&mut self) -> Result<Word, InvalidSketch> {
        let hash = self.number()?;
        let [signs, sentence] = self.take()?;
        Ok(Word::new(hash, signs, sentence))
    }

    fn many<T>(
        &mut self,
        n: u16,
        read: fn(&mut Self) -> Result<T, InvalidSketch>,
    ) -> Result<Vec<T>, InvalidSketch> {
        (0..n).map(|_| read(self)).collect()
    }
}
