//! How many articles hold the words that very many passages hold, counted once for each commit.
//!
//! Every search asks for it, and counting costs a third of what scoring does; rarer words are counted
//! while they are scored. The counts stand beside the commit, in a small file of its generation. Where it
//! is missing or damaged all words are counted while they are scored.

use std::path::PathBuf;

use fs_err as fs;
use rayon::prelude::*;
use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};

use super::folder::write_atomically;
use super::packed::{Packer, Unpacker};
use super::{IndexError, IndexFolder, Segment, Snapshot};
use crate::article::ContentHash;

/// First bytes of the file; behind them the sum of the rest, as hexadecimal digits.
const MAGIC: &[u8] = b"newsdex frequent 1\n";
/// Digits of the sum.
const SUM_LEN: usize = 32;

/// Passages of a segment from which on the articles of a word are counted here.
const FREQUENT: u32 = 1024;

/// A term of a segment (see [`key`]) and how many of its articles hold it, ascending.
type Counts = Vec<(u64, u32)>;

/// The counts of one commit.
#[derive(Clone, Debug, Default)]
pub struct Frequent {
    /// By the segment's name.
    segments: Vec<(String, Counts)>,
}

impl Frequent {
    /// Counts the articles, deleted ones included, of all words of passages that are frequent.
    pub fn of(snapshot: &Snapshot) -> Result<Self, IndexError> {
        let fields = [snapshot.fields().text, snapshot.fields().exact];
        let counts = |segment: &Segment| Ok((segment.name(), counts_of(segment, fields)?));
        let segments: Result<Vec<_>, IndexError> =
            snapshot.segments().par_iter().map(counts).collect();
        Ok(Self {
            segments: segments?,
        })
    }

    /// How many articles of a segment hold the term whose postings lie at `place`; `None` where that was not
    /// counted.
    pub fn n_articles(&self, segment: &str, field: Field, place: &TermInfo) -> Option<u64> {
        let (_, counts) = self.segments.iter().find(|(name, _)| name == segment)?;
        let wanted = key(field, place);
        let at = counts.binary_search_by_key(&wanted, |(key, _)| *key).ok()?;
        counts.get(at).map(|(_, n)| u64::from(*n))
    }

    /// The name of the file of a generation.
    pub(crate) fn file_name(generation: &str) -> String {
        format!("frequent-{generation}")
    }

    /// Reads the counts of a generation; none where they are missing or damaged.
    pub(crate) fn read(folder: &IndexFolder, generation: &str) -> Self {
        let bytes = fs::read(path(folder, generation)).unwrap_or_default();
        decode(&bytes).unwrap_or_default()
    }

    /// Writes the counts of a generation.
    pub fn write(&self, folder: &IndexFolder, generation: &str) -> Result<(), IndexError> {
        Ok(write_atomically(&path(folder, generation), &self.encode())?)
    }

    fn encode(&self) -> Vec<u8> {
        let mut packer = Packer::default();
        packer.list(&self.segments, |packer, (name, counts)| {
            packer.text(name);
            let mut before = 0;
            packer.list(counts, |packer, (key, n)| {
                packer.number(key - before);
                packer.number(u64::from(*n));
                before = *key;
            });
        });
        let sum = ContentHash::of(&packer.0).to_string();
        [MAGIC, sum.as_bytes(), &packer.0].concat()
    }
}

fn decode(bytes: &[u8]) -> Option<Frequent> {
    let (sum, rest) = bytes.strip_prefix(MAGIC)?.split_at_checked(SUM_LEN)?;
    if ContentHash::of(rest).to_string().as_bytes() != sum {
        return None;
    }
    let segments = Unpacker(rest).list(|unpacker| {
        let name = unpacker.text()?;
        let mut before = 0_u64;
        let counts = unpacker.list(|unpacker| {
            before = before.checked_add(unpacker.number()?)?;
            Some((before, u32::try_from(unpacker.number()?).ok()?))
        })?;
        Some((name, counts))
    })?;
    Some(Frequent { segments })
}

/// No two terms of a segment share it: where the postings begin, and their field.
fn key(field: Field, place: &TermInfo) -> u64 {
    ((place.postings_range.start as u64) << 8) | u64::from(field.field_id() & 0xff)
}

fn counts_of(segment: &Segment, fields: [Field; 2]) -> Result<Counts, IndexError> {
    let mut counts = Vec::new();
    for field in fields {
        let inverted = segment.reader.inverted_index(field)?;
        let mut terms = inverted.terms().stream()?;
        while terms.advance() {
            let place = terms.value();
            if place.doc_freq < FREQUENT {
                continue;
            }
            let option = IndexRecordOption::Basic;
            let mut postings = inverted.read_block_postings_from_terminfo(place, option)?;
            let (mut n_articles, mut last) = (0, None);
            while !postings.docs().is_empty() {
                for doc in postings.docs() {
                    let article = Some(segment.article_of(*doc));
                    n_articles += u32::from(article != last);
                    last = article;
                }
                postings.advance();
            }
            counts.push((key(field, place), n_articles));
        }
    }
    counts.sort_unstable();
    Ok(counts)
}

fn path(folder: &IndexFolder, generation: &str) -> PathBuf {
    folder.path().join(Frequent::file_name(generation))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(start: usize) -> TermInfo {
        TermInfo {
            doc_freq: 2000,
            postings_range: start..start + 9,
            positions_range: 0..0,
        }
    }

    #[test]
    fn what_was_written_is_read_and_damage_is_noticed() {
        let (a, b) = (Field::from_field_id(0), Field::from_field_id(1));
        let counts = |start, n| (key(a, &place(start)), n);
        let frequent = Frequent {
            segments: vec![
                ("x".to_owned(), vec![counts(0, 7), counts(300, 90_000)]),
                ("y".to_owned(), Vec::new()),
            ],
        };
        let root = tempfile::tempdir().unwrap();
        let folder = IndexFolder::create_next(root.path()).unwrap();
        frequent.write(&folder, "3").unwrap();
        let read = Frequent::read(&folder, "3");
        let n_articles = |segment, field, start| read.n_articles(segment, field, &place(start));
        assert_eq!(n_articles("x", a, 0), Some(7));
        assert_eq!(n_articles("x", a, 300), Some(90_000));
        assert_eq!(n_articles("x", b, 300), None);
        assert_eq!(n_articles("x", a, 301), None);
        assert_eq!(n_articles("y", a, 0), None);
        assert_eq!(n_articles("z", a, 0), None);
        let whole = fs::read(path(&folder, "3")).unwrap();
        for n_bytes in 0..whole.len() {
            fs::write(path(&folder, "3"), whole.get(..n_bytes).unwrap()).unwrap();
            assert!(
                Frequent::read(&folder, "3").segments.is_empty(),
                "{n_bytes}"
            );
        }
    }
}
