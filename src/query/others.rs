//! Other names of what was typed, in the candidates: of all names for one thing only the best counts.

use rustc_hash::FxHashMap;
use tantivy::DocId;

use super::plan::{OtherName, Plan};
use super::rescore::Scored;
use super::retrieve::SpanScorer;
use super::spans::count;
use crate::index::{IndexError, Segment, Snapshot, positional_among};

/// What names count as typed, for each candidate: in its passage and in its article.
pub(super) struct TypedNames {
    n_candidates: usize,
    scores: Vec<(f64, f64)>,
}

impl TypedNames {
    pub(super) fn of(plan: &Plan, n_candidates: usize) -> Self {
        let n_names = plan
            .others
            .iter()
            .map(|other| other.of + 1)
            .max()
            .unwrap_or(0);
        Self {
            n_candidates,
            scores: vec![(0.0, 0.0); n_names * n_candidates],
        }
    }

    pub(super) fn add(&mut self, name: usize, candidate: usize, in_passage: f64, in_article: f64) {
        if let Some((passage, article)) = self.scores.get_mut(name * self.n_candidates + candidate)
        {
            *passage += in_passage;
            *article += in_article;
        }
    }

    fn get(&self, name: usize, candidate: usize) -> (f64, f64) {
        let score = self.scores.get(name * self.n_candidates + candidate);
        score.copied().unwrap_or_default()
    }
}

/// Adds what another name is worth where it is worth more than the name that was typed: the best of all
/// names counts, once for the passage and once for the article.
pub(super) fn add_others(
    snapshot: &Snapshot,
    segment: &Segment,
    others: &[OtherName],
    typed: &TypedNames,
    lengths: &[(usize, f64)],
    own: &mut [Scored],
) -> Result<(), IndexError> {
    let articles = lengths.iter().map(|(article, _)| *article);
    let docs: Vec<DocId> = articles
        .flat_map(|article| segment.passages_of(article))
        .collect();
    // The best score so far of each passage, and of each article by its place in `lengths`.
    let mut best: FxHashMap<DocId, f64> = FxHashMap::default();
    let mut best_of_article: Vec<f64> = vec![0.0; lengths.len()];
    for other in others {
        let scorer = SpanScorer::of_other(snapshot, segment, other)?;
        let mut in_article: Vec<u32> = vec![0; lengths.len()];
        positional_among(
            segment,
            &other.together.words,
            &docs,
            &mut |doc, positions| {
                let frequency = count(other.together.how, positions);
                if frequency == 0 {
                    return;
                }
                let best = best.entry(doc).or_default();
                *best = best.max(scorer.score(doc, frequency));
                let article = segment.article_of(doc);
                let place = lengths.partition_point(|(known, _)| *known < article);
                if let Some(sum) = in_article.get_mut(place) {
                    *sum += frequency;
                }
            },
        )?;
        for ((best, frequency), (_, length)) in
            best_of_article.iter_mut().zip(in_article).zip(lengths)
        {
            *best = best.max(scorer.score_of_article(frequency, *length));
        }
    }
    let name = others.first().map_or(0, |other| other.of);
    for (candidate, passage) in own.iter_mut().enumerate() {
        let (in_passage, in_article) = typed.get(name, candidate);
        let of_passage = best.get(&passage.candidate.doc).copied();
        passage.evidence.other_names += (of_passage.unwrap_or(0.0) - in_passage).max(0.0);
        passage.in_body |= of_passage.is_some();
        let place = lengths.partition_point(|(known, _)| *known < passage.article);
        let of_article = best_of_article.get(place).copied().unwrap_or(0.0);
        passage.evidence.article_other_names += (of_article - in_article).max(0.0);
    }
    Ok(())
}
