//! One article to its sketch: a sample of its runs of words and the words that can tell its event.
//!
//! Sketches are stored in the index, so their bytes have a fixed form ([`Sketch::to_bytes`]). Words
//! are kept as hashes; [`spell`] writes them out again where somebody asks why.

use super::reading::read;
use super::shingles::Runs;
use super::words::{Word, Words};
use crate::analysis::stems::Stems;

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
    /// Hash of the headline's words.
    pub(super) title: u32,
    /// Hash of each sentence in which the words of the event were looked for, in order.
    pub(super) sentences: Vec<u32>,
    /// The words that can tell the event, by rising hash.
    pub(super) words: Vec<Word>,
}

/// Makes the sketch of an article. `stems` is kept from article to article.
pub fn sketch(text: &Text<'_>, stems: &mut Stems) -> Sketch {
    let (mut runs, mut words) = (Runs::default(), Words::default());
    let passed = read(
        text,
        stems,
        |word| runs.push(word),
        |hash, place, _| words.push(hash, place),
    );
    Sketch {
        runs: runs.finish(),
        title: passed.title,
        sentences: passed.sentences,
        words: words.finish(),
    }
}

/// Writes out words of a [`super::Story`] as an article has them; those that it lacks are left out.
pub fn spell(words: &[u32], text: &Text<'_>, stems: &mut Stems) -> Vec<String> {
    let mut written: Vec<Option<String>> = vec![None; words.len()];
    let take = |hash: u32, _, found: &str| {
        let wanted = words.iter().position(|word| *word == hash);
        if let Some(slot) = wanted.and_then(|idx| written.get_mut(idx)) {
            slot.get_or_insert_with(|| found.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    };
    read(text, stems, |_| {}, take);
    written.into_iter().flatten().collect()
}

/// Bytes that are no sketch, or of another version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are no sketch of an article")]
pub struct InvalidSketch;

/// First byte of a stored sketch; another one for another way to make it.
const VERSION: u8 = 2;

impl Sketch {
    /// The bytes to store.
    pub fn to_bytes(&self) -> Vec<u8> {
        let n_numbers = self.runs.len() + self.sentences.len();
        let mut bytes = Vec::with_capacity(11 + n_numbers * 4 + self.words.len() * 9);
        bytes.push(VERSION);
        bytes.extend(self.title.to_le_bytes());
        for length in [self.runs.len(), self.sentences.len(), self.words.len()] {
            bytes.extend((length as u16).to_le_bytes());
        }
        for number in self.runs.iter().chain(&self.sentences) {
            bytes.extend(number.to_le_bytes());
        }
        for word in &self.words {
            bytes.extend(word.hash.to_le_bytes());
            bytes.push(word.signs());
            bytes.extend(word.sentences.to_le_bytes());
        }
        bytes
    }

    /// The sketch that [`Sketch::to_bytes`] stored.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidSketch> {
        let mut reader = Reader(bytes);
        if reader.take()? != [VERSION] {
            return Err(InvalidSketch);
        }
        let title = reader.number()?;
        let (n_kept, n_sentences, n_words) = (reader.length()?, reader.length()?, reader.length()?);
        let sketch = Self {
            runs: reader.many(n_kept, Reader::number)?,
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
        let [signs] = self.take()?;
        Ok(Word::new(hash, signs, self.number()?))
    }

    fn many<T>(
        &mut self,
        n: u16,
        read: fn(&mut Self) -> Result<T, InvalidSketch>,
    ) -> Result<Vec<T>, InvalidSketch> {
        // No more room than they take, for a corpus has many sketches, and none for what isn't there.
        let mut all = Vec::with_capacity(usize::from(n).min(self.0.len()));
        for _ in 0..n {
            all.push(read(self)?);
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made_up() -> Sketch {
        let text = Text {
            title: "Corvane buys the mill at Brill",
            body: "The miller Ada Merrow sold the mill to Corvane for $12 million. \
                   It has ground flour since 1911, and it will go on.",
            site: Some("Daily Harbour"),
        };
        sketch(&text, &mut Stems::new())
    }

    #[test]
    fn a_stored_sketch_comes_back() {
        for sketch in [made_up(), Sketch::default()] {
            assert_eq!(Sketch::from_bytes(&sketch.to_bytes()), Ok(sketch));
        }
    }

    #[test]
    fn bytes_that_are_no_sketch_are_refused() {
        let bytes = made_up().to_bytes();
        for end in 0..bytes.len() {
            assert_eq!(Sketch::from_bytes(&bytes[..end]), Err(InvalidSketch));
        }
        let longer = [&bytes[..], &[0]].concat();
        assert_eq!(Sketch::from_bytes(&longer), Err(InvalidSketch));
    }

    #[test]
    fn words_are_written_out_as_the_article_has_them() {
        let text = |title, body| Text {
            title,
            body,
            site: None,
        };
        let stems = &mut Stems::new();
        let one = sketch(&text("", "yesterday Ada Merrow sold mills"), stems);
        let hashes: Vec<u32> = one.words.iter().map(|word| word.hash).collect();
        let mut spelled = spell(&hashes, &text("Mill", "once the Ada  Merrow mill"), stems);
        spelled.sort();
        assert_eq!(spelled, ["Ada", "Ada Merrow", "Merrow", "Mill"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_a_sketch_that_can_be_stored(title in "\\PC{0,40}", body in "(\\PC{0,60}[\n.]){0,4}") {
            let sketch = sketch(&Text { title: &title, body: &body, site: Some(&title) }, &mut Stems::new());
            assert_eq!(Sketch::from_bytes(&sketch.to_bytes()), Ok(sketch));
        }

        #[test]
        fn any_bytes_are_a_sketch_or_refused(bytes in proptest::collection::vec(0_u8.., 0..200)) {
            if let Ok(sketch) = Sketch::from_bytes(&bytes) {
                assert_eq!(sketch.to_bytes(), bytes);
            }
        }
    }
}
