//! The postings of a word's entries, read block by block: an article and its passages together.
//!
//! Two things are counted in one reading: the word in all its forms, and in the form that was typed. What
//! stands in the title stands in every passage of the block; in the article it counts once, and
//! [`TITLE_AGAIN`].

use std::ops::Range;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Term};

use super::plan::Word;
use super::retrieve::{in_article, in_passage};
use super::weights::TITLE_AGAIN;
use crate::analysis::tokens::GAP_POSITIONS;
use crate::index::{Entry, Forms, IndexError, Places, Segment, Snapshot};

/// Something of a word in all its forms, and of the form that was typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Both<T> {
    pub(super) word: T,
    pub(super) form: T,
}

/// A word's entries that occur somewhere, each with its idf.
pub(super) struct Weighted {
    entries: Vec<WeightedEntry>,
    /// The field that tells how long passages are.
    text: Field,
    average_length: f64,
}

/// A term, and what its occurrences count for.
struct WeightedEntry {
    term: Term,
    places: Places,
    counts: Both<Option<Counted>>,
}

/// Which occurrences of a term count, and how much.
#[derive(Clone, Copy)]
struct Counted {
    forms: Forms,
    idf: f64,
    /// Over articles where those were counted, else over passages.
    article_idf: f64,
}

impl Weighted {
    /// `n_articles` says how many articles hold each of the word's entries, where that was counted.
    ///
    /// Weighed in articles by how many of those hold it, a matter that few articles are full of is worth more
    /// than one that as many passages mention all over. Typed forms aren't counted by article: they gain what
    /// the most favoured entry gains.
    pub(super) fn of(snapshot: &Snapshot, word: &Word, n_articles: Option<&[u64]>) -> Self {
        let statistics = snapshot.statistics();
        let mut weighted = Self {
            entries: Vec::with_capacity(word.entries.len() + word.forms.len()),
            text: snapshot.fields().text,
            average_length: f64::from(statistics.average_length()),
        };
        let n_all = statistics.n_articles() as f64;
        let mut gained: Option<f64> = None;
        for (number, entry) in word.entries.iter().enumerate() {
            let Some(idf) = idf(snapshot, entry) else {
                continue;
            };
            let n_articles = n_articles.and_then(|all| all.get(number));
            let article_idf = n_articles.filter(|n| **n > 0).map_or(idf, |n| {
                let n = *n as f64;
                (1.0 + (n_all.max(n) - n + 0.5) / (n + 0.5)).ln()
            });
            let gain = article_idf - idf;
            gained = Some(gained.map_or(gain, |most| most.max(gain)));
            let counted = Counted {
                forms: entry.forms,
                idf,
                article_idf,
            };
            let counts = Both {
                word: Some(counted),
                form: None,
            };
            weighted.add(snapshot, entry, counts);
        }
        let gained = gained.filter(|_| n_articles.is_some()).unwrap_or(0.0);
        for entry in &word.forms {
            let Some(idf) = idf(snapshot, entry) else {
                continue;
            };
            let counted = Counted {
                forms: entry.forms,
                idf,
                article_idf: (idf + gained).max(0.0),
            };
            let counts = Both {
                word: None,
                form: Some(counted),
            };
            weighted.add(snapshot, entry, counts);
        }
        weighted
    }

    /// Adds what an entry counts for, where its term is read already if there is still room.
    fn add(&mut self, snapshot: &Snapshot, entry: &Entry, counts: Both<Option<Counted>>) {
        let term = entry.key();
        let has_room = |known: &Both<Option<Counted>>| {
            (known.word.is_none() || counts.word.is_none())
                && (known.form.is_none() || counts.form.is_none())
        };
        let known = self
            .entries
            .iter_mut()
            .find(|known| known.term == term && has_room(&known.counts));
        if let Some(known) = known {
            known.counts = Both {
                word: known.counts.word.or(counts.word),
                form: known.counts.form.or(counts.form),
            };
            return;
        }
        self.entries.push(WeightedEntry {
            places: snapshot.statistics().places(&term),
            term,
            counts,
        });
    }
}

/// The idf of an entry; `None` where it occurs nowhere.
fn idf(snapshot: &Snapshot, entry: &Entry) -> Option<f64> {
    let frequency = snapshot.document_frequency(entry);
    (frequency > 0).then(|| f64::from(snapshot.statistics().idf(frequency)))
}

/// The postings of one word, read block by block.
pub(super) struct Terms {
    alternatives: Vec<Alternative>,
    lengths: FieldNormReader,
    average_length: f64,
    with_positions: bool,
    /// Of the rarest entry that occurs.
    pub(super) idf: f64,
}

struct Alternative {
    postings: SegmentPostings,
    counts: Both<Option<Counted>>,
    /// Passages of the block that hold it, how often, and where the word stands: its share of `positions`.
    block: Vec<(DocId, Both<u32>, Range<usize>)>,
    positions: Vec<u32>,
    /// Those of a passage as the engine holds them.
    held: Vec<u32>,
    /// Occurrences in the article, those of the title counted [`TITLE_AGAIN`].
    in_article: Both<u32>,
}

impl Terms {
    pub(super) fn open(
        segment: &Segment,
        idx: usize,
        weighted: &Weighted,
        with_positions: bool,
    ) -> Result<Self, IndexError> {
        let option = if with_positions {
            IndexRecordOption::WithFreqsAndPositions
        } else {
            IndexRecordOption::WithFreqs
        };
        let mut alternatives = Vec::with_capacity(weighted.entries.len());
        for entry in &weighted.entries {
            if let Some(place) = entry.places.get(idx).and_then(Option::as_ref) {
                let inverted = segment.reader.inverted_index(entry.term.field())?;
                // Put together where it stays: postings hold a kilobyte of what was unpacked.
                alternatives.push(Alternative {
                    postings: inverted.read_postings_from_terminfo(place, option)?,
                    counts: entry.counts,
                    block: Vec::new(),
                    positions: Vec::new(),
                    held: Vec::new(),
                    in_article: Both::default(),
                });
            }
        }
        let words = weighted
            .entries
            .iter()
            .filter_map(|entry| entry.counts.word);
        Ok(Self {
            alternatives,
            lengths: segment.reader.get_fieldnorms_reader(weighted.text)?,
            average_length: weighted.average_length,
            with_positions,
            idf: words.map(|counted| counted.idf).fold(0.0, f64::max),
        })
    }

    /// Reads the postings of one article's passages; blocks must come in ascending order.
    ///
    /// Every passage repeats the title, so that the article's frequency takes it off again: the occurrences
    /// in the title are counted by their positions, or taken from what all passages have where those aren't
    /// read.
    pub(super) fn read_block(&mut self, docs: Range<DocId>) {
        let mut in_title = 0;
        for alternative in &mut self.alternatives {
            alternative.read_block(docs.clone(), self.with_positions);
            if alternative.counts.word.is_some() {
                let n_in_title = alternative.in_title(&docs, self.with_positions);
                alternative.in_article.word =
                    alternative.count_article(n_in_title, self.with_positions, |n| n.word);
                in_title = in_title.max(n_in_title);
            }
        }
        for alternative in &mut self.alternatives {
            alternative.in_article.form = alternative.count_article(in_title, true, |n| n.form);
        }
    }

    /// BM25 of the best alternative in a passage of the block.
    pub(super) fn of_passage(&self, doc: DocId) -> Both<f64> {
        let relative_length = f64::from(self.lengths.fieldnorm(doc)) / self.average_length;
        let score = |counted: &Counted, n: u32| match n {
            0 => 0.0,
            n => counted.idf * in_passage(f64::from(n), relative_length),
        };
        self.best(score, |alternative| {
            let mut held = alternative.block.iter();
            held.find(|(held, _, _)| *held == doc)
                .map_or_else(Both::default, |(_, n, _)| *n)
        })
    }

    /// BM25 of the best alternative in the whole article.
    pub(super) fn of_article(&self, relative_length: f64) -> Both<f64> {
        let score = |counted: &Counted, n: u32| {
            counted.article_idf * in_article(f64::from(n), relative_length)
        };
        self.best(score, |alternative| alternative.in_article)
    }

    fn best(
        &self,
        score: impl Fn(&Counted, u32) -> f64,
        frequency: impl Fn(&Alternative) -> Both<u32>,
    ) -> Both<f64> {
        let mut best = Both::default();
        for alternative in &self.alternatives {
            let n = frequency(alternative);
            let of = |counted: &Option<Counted>, n| {
                counted.as_ref().map_or(0.0, |counted| score(counted, n))
            };
            best = Both {
                word: of(&alternative.counts.word, n.word).max(best.word),
                form: of(&alternative.counts.form, n.form).max(best.form),
            };
        }
        best
    }

    /// Appends the positions of the word in a passage of the block, ascending.
    pub(super) fn positions_in(&self, doc: DocId, positions: &mut Vec<u32>) {
        let start = positions.len();
        for alternative in &self.alternatives {
            for (_, _, range) in alternative.block.iter().filter(|(held, _, _)| *held == doc) {
                positions.extend(alternative.positions.get(range.clone()).unwrap_or_default());
            }
        }
        if self.alternatives.len() > 1
            && let Some(own) = positions.get_mut(start..)
        {
            own.sort_unstable();
        }
    }
}

impl Alternative {
    fn read_block(&mut self, docs: Range<DocId>, with_positions: bool) {
        self.block.clear();
        self.positions.clear();
        let mut doc = self.postings.doc();
        if doc < docs.start {
            doc = self.postings.seek(docs.start);
        }
        while doc < docs.end {
            let start = self.positions.len();
            let n = if with_positions {
                self.read_positions()
            } else {
                // Only stems are read so.
                let n = self.postings.term_freq();
                Both { word: n, form: n }
            };
            if n != Both::default() {
                self.block.push((doc, n, start..self.positions.len()));
            }
            doc = self.postings.advance();
        }
    }

    /// Reads where the term stands in the passage at hand.
    fn read_positions(&mut self) -> Both<u32> {
        self.held.clear();
        self.postings
            .append_positions_with_offset(0, &mut self.held);
        let of = |counted: &Counted| {
            let forms = counted.forms;
            let held = self.held.iter();
            held.filter_map(move |held| forms.position(*held))
        };
        let start = self.positions.len();
        let word = self.counts.word.as_ref().map(of);
        self.positions.extend(word.into_iter().flatten());
        let form = self.counts.form.as_ref().map(of);
        Both {
            word: (self.positions.len() - start) as u32,
            form: form.map_or(0, Iterator::count) as u32,
        }
    }

    /// How often the word stands in the title.
    fn in_title(&self, docs: &Range<DocId>, with_positions: bool) -> u32 {
        if with_positions {
            let first = self.block.first().map(|(_, _, range)| range.clone());
            let first = first.and_then(|range| self.positions.get(range));
            let own = first.unwrap_or_default().iter();
            return own.filter(|p| **p < GAP_POSITIONS).count() as u32;
        }
        // What stands in every passage stands in the title, as far as can be told.
        let is_everywhere = self.block.len() == docs.len();
        let least = self.block.iter().map(|(_, n, _)| n.word).min();
        least.filter(|_| is_everywhere).unwrap_or(0)
    }

    /// Occurrences in the article, as `of` a passage counts them.
    fn count_article(
        &self,
        n_in_title: u32,
        is_title_known: bool,
        of: impl Fn(&Both<u32>) -> u32,
    ) -> u32 {
        let held = self.block.iter().map(|(_, n, _)| of(n));
        let held = held.filter(|n| *n > 0);
        let (n_passages, n_all) = held.fold((0_u32, 0), |(n, all), own| (n + 1, all + own));
        let repeated = n_in_title * n_passages.saturating_sub(1);
        let in_article = n_all.saturating_sub(repeated).max(u32::from(n_all > 0));
        // What merely stands in every passage may stand in no title.
        if is_title_known && n_all > 0 {
            in_article + TITLE_AGAIN * n_in_title
        } else {
            in_article
        }
    }
}
