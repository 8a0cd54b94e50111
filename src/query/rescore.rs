//! The candidates again, with all the evidence: surface forms, the whole article, neighbouring words.
//!
//! `score = passage + 0.3 exact + 0.15 pairs + 2 (article + 0.3 article exact)`, and the same for the words
//! that feedback adds, without exact forms and pairs. Everything is read by
//! seeking in postings in document order. All sums run in one fixed order and in `f64`, so that equal evidence gives equal scores.

use rustc_hash::FxHashMap;
use tantivy::DocId;

use super::answer::Part;
use super::blocks::{Both, Terms, Weighted};
use super::others::{TypedNames, add_others};
use super::plan::{Plan, Word};
use super::retrieve::{Candidate, SpanScorer, in_passage};
use super::spans::count;
use super::weights::{PAIR_WINDOW, Weights};
use crate::analysis::tokens::GAP_POSITIONS;
use crate::index::{IndexError, Segment, Snapshot, positional_among};

/// Words at or behind this position stand in the body: two gaps come before it.
const BODY_POSITION: u32 = 2 * GAP_POSITIONS;

/// A passage with all its evidence.
#[derive(Clone, Debug)]
pub(crate) struct Scored {
    pub(crate) candidate: Candidate,
    /// The article's number in its segment.
    pub(crate) article: usize,
    /// 0 for the article's first passage.
    pub(crate) place_in_article: u32,
    pub(crate) evidence: Evidence,
    /// Whether a word stands in the body and not only in the title or heading.
    pub(crate) in_body: bool,
}

/// The parts of a score, unweighted.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Evidence {
    stems: f64,
    forms: f64,
    together: f64,
    pairs: f64,
    article_stems: f64,
    article_forms: f64,
    pub(super) other_names: f64,
    pub(super) article_other_names: f64,
    learnt: f64,
    article_learnt: f64,
}

impl Evidence {
    /// What the passage itself is worth.
    pub(crate) fn passage(&self, weights: &Weights) -> f64 {
        self.stems
            + weights.exact * self.forms
            + self.together
            + weights.pairs * self.pairs
            + self.other_names
            + self.learnt
    }

    /// What its article adds.
    pub(crate) fn article(&self, weights: &Weights) -> f64 {
        weights.article
            * (self.article_stems
                + weights.exact * self.article_forms
                + self.article_other_names
                + self.article_learnt)
    }

    /// The same as a list that adds up to the sum of both.
    pub(crate) fn parts(&self, weights: &Weights) -> Vec<Part> {
        [
            ("words in the passage", self.stems),
            ("exact forms in the passage", weights.exact * self.forms),
            ("words standing together", self.together),
            ("neighbouring words", weights.pairs * self.pairs),
            ("words in the article", weights.article * self.article_stems),
            (
                "exact forms in the article",
                weights.article * weights.exact * self.article_forms,
            ),
            ("other names in the passage", self.other_names),
            (
                "other names in the article",
                weights.article * self.article_other_names,
            ),
            ("learnt words in the passage", self.learnt),
            (
                "learnt words in the article",
                weights.article * self.article_learnt,
            ),
        ]
        .into_iter()
        .filter(|(_, value)| *value != 0.0)
        .map(|(name, value)| Part {
            name: name.to_owned(),
            value,
        })
        .collect()
    }
}

/// Scores the candidates again; the order is by segment and document. `n_articles` is as [`Retrieved`] has it.
///
/// [`Retrieved`]: super::retrieve::Retrieved
pub(crate) fn rescore(
    snapshot: &Snapshot,
    plan: &Plan,
    n_articles: Option<&[Vec<u64>]>,
    mut candidates: Vec<Candidate>,
    weights: &Weights,
) -> Result<Vec<Scored>, IndexError> {
    candidates.sort_by_key(|candidate| (candidate.segment, candidate.doc));
    candidates.dedup_by_key(|candidate| (candidate.segment, candidate.doc));
    let words: Vec<Weighted> = plan
        .words
        .iter()
        .enumerate()
        .map(|(idx, word)| {
            let n_articles = n_articles.and_then(|all| all.get(idx));
            Weighted::of(snapshot, word, n_articles.map(Vec::as_slice))
        })
        .collect();
    let mut scored = Vec::with_capacity(candidates.len());
    for (idx, segment) in snapshot.segments().iter().enumerate() {
        let from = candidates.partition_point(|candidate| candidate.segment < idx);
        let to = candidates.partition_point(|candidate| candidate.segment <= idx);
        if let Some(own) = candidates.get(from..to).filter(|own| !own.is_empty()) {
            score_segment(snapshot, segment, plan, &words, own, weights, &mut scored)?;
        }
    }
    Ok(scored)
}

fn score_segment(
    snapshot: &Snapshot,
    segment: &Segment,
    plan: &Plan,
    words: &[Weighted],
    candidates: &[Candidate],
    weights: &Weights,
    scored: &mut Vec<Scored>,
) -> Result<(), IndexError> {
    let first = scored.len();
    scored.extend(candidates.iter().map(|&candidate| Scored {
        candidate,
        article: segment.article_of(candidate.doc),
        place_in_article: 0,
        evidence: Evidence::default(),
        in_body: false,
    }));
    let Some(own) = scored.get_mut(first..) else {
        return Ok(());
    };
    for passage in own.iter_mut() {
        let start = segment.passages_of(passage.article).start;
        // A damaged posting may name the document of the article itself, which lies before.
        passage.place_in_article = passage.candidate.doc.saturating_sub(start);
    }
    let wants_pairs = weights.pairs > 0.0 && plan.words.len() > 1;
    let lengths = article_lengths(snapshot, segment, own)?;
    let idx = candidates.first().map_or(0, |first| first.segment);
    let mut typed = TypedNames::of(plan, own.len());
    // Run and idf of the word before, and its positions for each candidate.
    let mut before: Option<(usize, f64, Lists)> = None;
    for (word, weighted) in plan.words.iter().zip(words) {
        let mut terms = Terms::open(segment, idx, weighted, true)?;
        let mut positions = Lists::default();
        let mut place = 0;
        let blocks = own.chunk_by_mut(|a, b| a.article == b.article);
        for (block, (article, length)) in blocks.zip(&lengths) {
            let docs = segment.passages_of(*article);
            terms.read_block(docs);
            let in_article = terms.of_article(*length);
            for passage in block {
                let doc = passage.candidate.doc;
                let at = positions.add(|all| terms.positions_in(doc, all));
                passage.in_body |= at.last().is_some_and(|last| *last >= BODY_POSITION);
                let in_passage = terms.of_passage(doc);
                passage.evidence.stems += word.weight * in_passage.word;
                passage.evidence.forms += word.weight * in_passage.form;
                passage.evidence.article_stems += word.weight * in_article.word;
                passage.evidence.article_forms += word.weight * in_article.form;
                if let Some(name) = word.name {
                    let sum = |both: Both<f64>| both.word + weights.exact * both.form;
                    typed.add(name, place, sum(in_passage), sum(in_article));
                }
                place += 1;
            }
        }
        if let Some(run) = word.run.filter(|_| wants_pairs) {
            let idf = terms.idf;
            if let Some((run_before, idf_before, before)) = &before
                && *run_before == run
            {
                add_pairs(own, before, &positions, idf_before + idf);
            }
            before = Some((run, idf, positions));
        }
    }
    let docs: Vec<DocId> = own.iter().map(|passage| passage.candidate.doc).collect();
    for together in &plan.together {
        let scorer = SpanScorer::new(snapshot, segment, together)?;
        let mut found: FxHashMap<DocId, f64> = FxHashMap::default();
        positional_among(segment, &together.words, &docs, &mut |doc, positions| {
            let frequency = count(together.how, positions);
            if frequency > 0 {
                found.insert(doc, scorer.score(doc, frequency));
            }
        })?;
        for passage in own.iter_mut() {
            if let Some(score) = found.get(&passage.candidate.doc) {
                passage.evidence.together += score;
                passage.in_body = true;
            }
        }
    }
    for others in plan.others.chunk_by(|a, b| a.of == b.of) {
        add_others(snapshot, segment, others, &typed, &lengths, own)?;
    }
    Ok(())
}

/// Adds what further words are worth to passages in order of segment and document.
pub(crate) fn rescore_with(
    snapshot: &Snapshot,
    words: &[Word],
    scored: &mut [Scored],
) -> Result<(), IndexError> {
    let weighted: Vec<(f64, Weighted)> = words
        .iter()
        .map(|word| (word.weight, Weighted::of(snapshot, word, None)))
        .collect();
    for own in scored.chunk_by_mut(|a, b| a.candidate.segment == b.candidate.segment) {
        let idx = own.first().map_or(0, |passage| passage.candidate.segment);
        let Some(segment) = snapshot.segments().get(idx) else {
            continue;
        };
        let lengths = article_lengths(snapshot, segment, own)?;
        for (weight, weighted) in &weighted {
            let mut terms = Terms::open(segment, idx, weighted, false)?;
            let blocks = own.chunk_by_mut(|a, b| a.article == b.article);
            for (block, (article, length)) in blocks.zip(&lengths) {
                terms.read_block(segment.passages_of(*article));
                let article_learnt = weight * terms.of_article(*length).word;
                for passage in block {
                    let of_passage = terms.of_passage(passage.candidate.doc);
                    passage.evidence.learnt += weight * of_passage.word;
                    passage.evidence.article_learnt += article_learnt;
                }
            }
        }
    }
    Ok(())
}

/// Ascending positions, one list for each candidate.
#[derive(Default)]
struct Lists {
    all: Vec<u32>,
    ends: Vec<usize>,
}

impl Lists {
    /// Adds the list that `append` puts behind the others.
    fn add(&mut self, append: impl FnOnce(&mut Vec<u32>)) -> &[u32] {
        let start = self.all.len();
        append(&mut self.all);
        self.ends.push(self.all.len());
        self.all.get(start..).unwrap_or_default()
    }

    fn iter(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let ranges = starts.zip(&self.ends).map(|(start, end)| start..*end);
        ranges.map(|range| self.all.get(range).unwrap_or_default())
    }
}

fn add_pairs(own: &mut [Scored], before: &Lists, after: &Lists, idf: f64) {
    for ((passage, first), second) in own.iter_mut().zip(before.iter()).zip(after.iter()) {
        let (ordered, unordered) = meetings(first, second);
        for frequency in [ordered, unordered] {
            if frequency > 0 {
                passage.evidence.pairs += idf * in_passage(f64::from(frequency), 1.0);
            }
        }
    }
}

/// How often `second` stands right behind a `first`, and how often within [`PAIR_WINDOW`] of one.
fn meetings(first: &[u32], second: &[u32]) -> (u32, u32) {
    let (mut ordered, mut unordered) = (0, 0);
    for at in second {
        let near = first.partition_point(|p| *p + PAIR_WINDOW <= *at);
        let near = first.get(near..).unwrap_or_default();
        let within = near.iter().take_while(|p| **p < *at + PAIR_WINDOW);
        for p in within {
            unordered += 1;
            ordered += u32::from(*p + 1 == *at);
        }
    }
    (ordered, unordered)
}

/// The length of each article that has a candidate, relative to the average article.
///
/// An article's length is that of its passages, less the title that each of them repeats; the share of
/// titles is taken as the same everywhere, which BM25's length norm is coarse enough to allow.
fn article_lengths(
    snapshot: &Snapshot,
    segment: &Segment,
    own: &[Scored],
) -> Result<Vec<(usize, f64)>, IndexError> {
    let statistics = snapshot.statistics();
    let lengths = segment
        .reader
        .get_fieldnorms_reader(snapshot.fields().text)?;
    let per_article = statistics.n_passages() as f64 / statistics.n_articles() as f64;
    let average = f64::from(statistics.average_length()) * per_article;
    let blocks = own
        .chunk_by(|a, b| a.article == b.article)
        .filter_map(|block| block.first());
    let length = |passage: &Scored| {
        let tokens: u64 = segment
            .passages_of(passage.article)
            .map(|doc| u64::from(lengths.fieldnorm(doc)))
            .sum();
        (passage.article, tokens as f64 / average)
    };
    Ok(blocks.map(length).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_words_are_counted() {
        assert_eq!(meetings(&[1, 20], &[2, 26]), (1, 2));
        assert_eq!(meetings(&[5], &[4]), (0, 1));
        assert_eq!(meetings(&[], &[4]), (0, 0));
    }
}
