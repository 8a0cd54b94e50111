//! The words of a segment: which forms of them stand in it, in how many passages, and in how many articles
//! the most frequent ones.
//!
//! Postings are kept by stem, so that no dictionary of the engine lists forms: what begins with a prefix,
//! what is nearly a misspelled word, and how rare a form is, are asked here. Article counts are kept for
//! words that very many passages hold: every search asks for them, and counting costs a third of what
//! scoring does.
//!
//! A segment never changes, so that its words are gathered once, in a file beside the engine's. Where that
//! is missing or cut they are gathered again for the one who asks, and the next sync writes it; a sync writes one
//! anew whose sum is wrong, which a search has no time to ask for.

use std::path::Path;

use fs_err as fs;
use rayon::prelude::*;
use tantivy::DocSet as _;
use tantivy::TERMINATED;
use tantivy::directory::{Directory as _, MmapDirectory, OwnedBytes};
use tantivy::postings::{Postings as _, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy_fst::raw::Fst;
use tantivy_fst::{Automaton, IntoStreamer as _, Map, MapBuilder, Streamer as _};

use super::folder::write_atomically;
use super::packed::{Packer, Unpacker};
use super::{Fields, IndexError, IndexFolder, Segment, Snapshot};
use crate::analysis::endings::{Ending, unmark};
use crate::analysis::tokens::SENTENCE_FORM;
use crate::article::ContentHash;

/// First and last bytes of the file.
const MAGIC: &[u8] = b"newsdex words 1\n";
/// How the names of the files begin; the segment's name follows.
const FILE: &str = "words-";
/// Digits of a sum, as hexadecimal: one stands before all that follows, another before the article counts.
const SUM_LEN: usize = 32;

/// Passages of a segment from which on the articles of a word are counted here.
const FREQUENT: u32 = 1024;

/// A term (see [`key`]) and how many articles hold it, ascending.
type Counts = Vec<(u64, u32)>;

/// The words of one segment.
pub struct Words {
    /// Passages of each form, deleted ones included.
    forms: Map<OwnedBytes>,
    articles: Counts,
}

impl Words {
    /// How many passages hold the word in this form.
    pub fn n_passages(&self, form: &str) -> u64 {
        self.forms.get(form).unwrap_or(0)
    }

    /// How many articles hold the term whose postings lie at `place`; `None` where that was not counted.
    pub fn n_articles(&self, field: Field, place: &TermInfo) -> Option<u64> {
        let wanted = key(field, place);
        let counts = &self.articles;
        let at = counts.binary_search_by_key(&wanted, |(key, _)| *key).ok()?;
        counts.get(at).map(|(_, n)| u64::from(*n))
    }

    /// Calls `found` for each form that begins with `start`, with the number of passages.
    pub fn beginning_with(&self, start: &str, found: &mut dyn FnMut(&str, u64)) {
        let mut stream = self.forms.range().ge(start).into_stream();
        while let Some((form, n_passages)) = stream.next() {
            let Ok(form) = std::str::from_utf8(form) else {
                continue;
            };
            if !form.starts_with(start) {
                return;
            }
            found(form, n_passages);
        }
    }

    /// Calls `found` for each form that the automaton takes, with the number of passages.
    pub fn taken_by(&self, automaton: impl Automaton, found: &mut dyn FnMut(&str, u64)) {
        let mut stream = self.forms.search(automaton).into_stream();
        while let Some((form, n_passages)) = stream.next() {
            if let Ok(form) = std::str::from_utf8(form) {
                found(form, n_passages);
            }
        }
    }

    /// The words of a segment: as they are kept, else gathered now.
    pub(super) fn read_or_gather(folder: &IndexFolder, segment: &Segment, fields: &Fields) -> Self {
        let gathered = || Self::decode(&OwnedBytes::new(encode(segment, fields).ok()?));
        Self::read(folder, &file_name(&segment.name()))
            .or_else(gathered)
            // A segment that can't be read has no words; whoever reads it otherwise is told.
            .unwrap_or_default()
    }

    fn read(folder: &IndexFolder, file_name: &str) -> Option<Self> {
        let engine = MmapDirectory::open(folder.path()).ok()?;
        let file = engine.open_read(Path::new(file_name));
        Self::decode(&file.ok()?.read_bytes().ok()?)
    }

    fn decode(bytes: &OwnedBytes) -> Option<Self> {
        let (_, rest) = bytes.strip_prefix(MAGIC)?.split_at_checked(SUM_LEN)?;
        let (n_bytes, rest) = rest.split_first_chunk::<8>()?;
        let n_bytes = usize::try_from(u64::from_le_bytes(*n_bytes)).ok()?;
        let (counts, forms) = rest.split_at_checked(n_bytes)?;
        let articles = decode_counts(counts)?;
        // Its last bytes say where the map begins: of a file that was cut they could say anything.
        let forms = forms.strip_suffix(MAGIC)?;
        let start = bytes.len() - forms.len() - MAGIC.len();
        let forms = Fst::new(bytes.slice(start..start + forms.len())).ok()?;
        Some(Self {
            forms: forms.into(),
            articles,
        })
    }
}

impl Default for Words {
    fn default() -> Self {
        let nothing = Map::from_iter(std::iter::empty::<(&str, u64)>()).ok();
        let bytes = nothing.map_or_else(Vec::new, |map| map.as_fst().to_vec());
        let forms = Fst::new(OwnedBytes::new(bytes));
        Self {
            #[expect(clippy::expect_used, reason = "the bytes come from the builder")]
            forms: forms.expect("an empty map").into(),
            articles: Counts::default(),
        }
    }
}

/// Gathers the words of the segments that have no intact file yet, and removes the files of segments that are gone,
/// as far as that is possible.
pub fn keep_words(snapshot: &Snapshot) -> Result<(), IndexError> {
    let folder = snapshot.folder();
    let names: Vec<String> = file_names(snapshot.segments().iter().map(Segment::name));
    let missing = snapshot.segments().par_iter().zip(&names);
    missing
        .filter(|(_, name)| !is_intact(&folder.path().join(name)))
        .try_for_each(|(segment, name)| {
            let bytes = encode(segment, snapshot.fields())?;
            if folder.path().join(name).is_dir() {
                // Put there by hand.
                fs::remove_dir_all(folder.path().join(name))?;
            }
            Ok::<(), IndexError>(write_atomically(&folder.path().join(name), &bytes)?)
        })?;
    for entry in fs::read_dir(folder.path())? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with(FILE) && !names.contains(&name) {
            drop(fs::remove_file(folder.path().join(name)));
        }
    }
    Ok(())
}

/// Whether each segment of the last commit has its file, and none is cut; each search asks.
pub fn are_words_kept(folder: &IndexFolder) -> Result<bool, IndexError> {
    let names = file_names(folder.segments()?.into_iter());
    Ok(names.iter().all(|name| Words::read(folder, name).is_some()))
}

fn is_intact(path: &Path) -> bool {
    let is_right = |bytes: Vec<u8>| {
        let (sum, rest) = bytes.strip_prefix(MAGIC)?.split_at_checked(SUM_LEN)?;
        Some(ContentHash::of(rest).to_string().as_bytes() == sum)
    };
    fs::read(path).ok().and_then(is_right).unwrap_or(false)
}

/// The names of the files of these segments.
pub(super) fn file_names(segments: impl Iterator<Item = String>) -> Vec<String> {
    segments.map(|segment| file_name(&segment)).collect()
}

fn file_name(segment: &str) -> String {
    format!("{FILE}{segment}")
}

/// What is gathered of a segment, on its way into a file.
#[derive(Default)]
struct Gathered {
    forms: Vec<(String, u64)>,
    articles: Counts,
}

fn encode(segment: &Segment, fields: &Fields) -> Result<Vec<u8>, IndexError> {
    let mut gathered = Gathered::default();
    gathered.add_stems(segment, fields.text)?;
    gathered.add_others(segment, fields.unstemmed)?;
    gathered.forms.sort_unstable();
    gathered.articles.sort_unstable();
    write(gathered.forms.into_iter(), &gathered.articles)
}

/// The bytes of a file; both lists are ascending.
fn write(
    forms: impl Iterator<Item = (String, u64)>,
    articles: &Counts,
) -> Result<Vec<u8>, IndexError> {
    let counts = encode_counts(articles);
    let n_bytes = counts.len() as u64;
    let start = [&n_bytes.to_le_bytes(), &*counts].concat();
    let unwritten = |error: tantivy_fst::Error| std::io::Error::other(error.to_string());
    let mut map = MapBuilder::new(start).map_err(unwritten)?;
    for (form, n_passages) in forms {
        map.insert(form, n_passages).map_err(unwritten)?;
    }
    let mut rest = map.into_inner().map_err(unwritten)?;
    rest.extend_from_slice(MAGIC);
    let sum = ContentHash::of(&rest).to_string();
    Ok([MAGIC, sum.as_bytes(), &rest].concat())
}

impl Gathered {
    fn add_stems(&mut self, segment: &Segment, field: Field) -> Result<(), IndexError> {
        let inverted = segment.reader.inverted_index(field)?;
        let mut terms = inverted.terms().stream()?;
        let mut positions = Vec::new();
        while terms.advance() {
            let (stem, place) = (terms.key(), terms.value());
            let option = IndexRecordOption::WithFreqsAndPositions;
            let mut postings = inverted.read_postings_from_terminfo(place, option)?;
            let mut n_passages = [0_u64; Ending::COUNT];
            let (mut n_articles, mut last) = (0, None);
            while postings.doc() != TERMINATED {
                for number in endings(&mut postings, &mut positions) {
                    if let Some(n) = n_passages.get_mut(number) {
                        *n += 1;
                    }
                }
                if place.doc_freq >= FREQUENT {
                    let article = Some(segment.article_of(postings.doc()));
                    n_articles += u32::from(article != last);
                    last = article;
                }
                postings.advance();
            }
            if place.doc_freq >= FREQUENT {
                self.articles.push((key(field, place), n_articles));
            }
            let Ok(stem) = std::str::from_utf8(stem) else {
                continue;
            };
            for (ending, n) in Ending::all().zip(n_passages).filter(|(_, n)| *n > 0) {
                self.forms
                    .extend(ending.form_of(stem).map(|form| (form, n)));
            }
        }
        Ok(())
    }

    fn add_others(&mut self, segment: &Segment, field: Field) -> Result<(), IndexError> {
        let inverted = segment.reader.inverted_index(field)?;
        let mut terms = inverted.terms().stream()?;
        while terms.advance() {
            if let Ok(form) = std::str::from_utf8(terms.key())
                && form != SENTENCE_FORM
            {
                let n_passages = u64::from(terms.value().doc_freq);
                self.forms.push((form.to_owned(), n_passages));
            }
        }
        Ok(())
    }
}

/// The numbers of the endings that a word has in the passage that `postings` stand on, each once.
fn endings(
    postings: &mut SegmentPostings,
    positions: &mut Vec<u32>,
) -> impl Iterator<Item = usize> {
    positions.clear();
    postings.append_positions_with_offset(0, positions);
    let mut found = 0_u64;
    for marked in positions.iter() {
        if let (_, Some(ending)) = unmark(*marked) {
            found |= 1 << ending.number();
        }
    }
    (0..Ending::COUNT).filter(move |number| found & (1 << number) != 0)
}

fn encode_counts(counts: &Counts) -> Vec<u8> {
    let mut packer = Packer::default();
    let mut before = 0;
    packer.list(counts, |packer, (key, n)| {
        packer.number(key - before);
        packer.number(u64::from(*n));
        before = *key;
    });
    let sum = ContentHash::of(&packer.0).to_string();
    [sum.as_bytes(), &packer.0].concat()
}

fn decode_counts(bytes: &[u8]) -> Option<Counts> {
    let (sum, rest) = bytes.split_at_checked(SUM_LEN)?;
    if ContentHash::of(rest).to_string().as_bytes() != sum {
        return None;
    }
    let mut before = 0_u64;
    Unpacker(rest).list(|unpacker| {
        before = before.checked_add(unpacker.number()?)?;
        Some((before, u32::try_from(unpacker.number()?).ok()?))
    })
}

/// No two terms of a segment share it: where the postings begin, and their field.
fn key(field: Field, place: &TermInfo) -> u64 {
    ((place.postings_range.start as u64) << 8) | u64::from(field.field_id() & 0xff)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(forms: &[(&str, u64)], counts: &Counts) -> Vec<u8> {
        write(
            forms.iter().map(|(form, n)| ((*form).to_owned(), *n)),
            counts,
        )
        .unwrap()
    }

    #[test]
    fn what_was_written_is_read_and_less_is_refused() {
        let field = Field::from_field_id(0);
        let place = |start: usize| TermInfo {
            doc_freq: 2000,
            postings_range: start..start + 9,
            positions_range: 0..0,
        };
        let counts = vec![
            (key(field, &place(0)), 7),
            (key(field, &place(300)), 90_000),
        ];
        let forms = [("cloud", 3), ("clouds", 2), ("deal", 1)];
        let whole = encoded(&forms, &counts);
        let words = Words::decode(&OwnedBytes::new(whole.clone())).unwrap();
        assert_eq!(words.n_articles(field, &place(300)), Some(90_000));
        assert_eq!(words.n_articles(field, &place(301)), None);
        assert_eq!(words.n_articles(Field::from_field_id(1), &place(0)), None);
        assert_eq!((words.n_passages("clouds"), words.n_passages("cl")), (2, 0));
        let mut begun = Vec::new();
        words.beginning_with("cloud", &mut |form, n| begun.push((form.to_owned(), n)));
        assert_eq!(begun, [("cloud".to_owned(), 3), ("clouds".to_owned(), 2)]);
        for n_bytes in 0..whole.len() {
            let cut = OwnedBytes::new(whole[..n_bytes].to_vec());
            assert!(Words::decode(&cut).is_none(), "{n_bytes}");
        }
        let mut flipped = whole;
        flipped[MAGIC.len() + SUM_LEN + 8 + SUM_LEN] ^= 1;
        assert!(Words::decode(&OwnedBytes::new(flipped)).is_none());
    }

    #[test]
    fn a_segment_without_words_has_none() {
        let words = Words::default();
        assert_eq!(words.n_passages("cloud"), 0);
        words.beginning_with("", &mut |form, _| panic!("{form}"));
    }
}
