//! The words that the best passages have in common, asked for as well.
//!
//! A relevance model (Lavrenko and Croft 2001, mixed with the query as in RM3): the probability of a
//! word in each of the best passages, weighed by the passage's own probability. Scores are taken as
//! logarithms of it, so that one clear winner counts nearly alone: a question for one known article
//! is asked again with that article's own words and keeps its answer, a broad one gathers what
//! several say. Only the candidates are scored again; nothing new is retrieved.

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, Term};

use super::group::{Group, group};
use super::plan::{Plan, Word};
use super::rescore::{Scored, rescore_with};
use super::weights::{FEEDBACK_LEAST_SHARE, FEEDBACK_PASSAGES, FEEDBACK_WORDS, Weights};
use crate::analysis::stems::Stems;
use crate::analysis::tokens::Scanner;
use crate::index::{Entry, IndexError, Snapshot};

/// Ranks the articles again with the words of the best of them.
pub(crate) fn feed_back(
    snapshot: &Snapshot,
    plan: &Plan,
    groups: Vec<Group>,
    weights: &Weights,
) -> Result<Vec<Group>, IndexError> {
    // Who asks for words that stand together, or for one article alone, wants just that.
    let asks = weights.feedback > 0.0 && plan.together.is_empty() && groups.len() > 1;
    let words = if asks {
        learn(snapshot, plan, &groups, weights)?
    } else {
        Vec::new()
    };
    if words.is_empty() {
        return Ok(groups);
    }
    let mut scored: Vec<Scored> = groups
        .into_iter()
        .flat_map(|group| group.passages)
        .collect();
    scored.sort_by_key(|passage| (passage.candidate.segment, passage.candidate.doc));
    rescore_with(snapshot, &words, &mut scored)?;
    Ok(group(snapshot, scored, weights))
}

/// The most probable words of the best passages, with their weights.
fn learn(
    snapshot: &Snapshot,
    plan: &Plan,
    groups: &[Group],
    weights: &Weights,
) -> Result<Vec<Word>, IndexError> {
    let n_typed: f64 = plan
        .words
        .iter()
        .filter(|word| word.run.is_some())
        .map(|word| word.weight)
        .sum();
    let best_score = groups.first().map_or(0.0, |group| group.score);
    let mut said = Said::default();
    for group in groups.iter().take(FEEDBACK_PASSAGES) {
        let share = (group.score - best_score).exp();
        if share < FEEDBACK_LEAST_SHARE {
            break;
        }
        Stems::of_thread(|stems| said.add(snapshot, group, share, stems))?;
    }
    let text = snapshot.fields().text;
    let statistics = snapshot.statistics();
    let is_telling = |stem: &str| {
        let is_number = stem.bytes().all(|byte| byte.is_ascii_digit());
        let is_elsewhere = || statistics.document_frequency(&Term::from_field_text(text, stem)) > 1;
        stem.len() > 1 && !is_number && is_elsewhere()
    };
    let chosen: Vec<(Box<str>, f64)> = said
        .ranked()
        .into_iter()
        .filter(|(stem, _)| is_telling(stem))
        .take(FEEDBACK_WORDS)
        .collect();
    let sum: f64 = chosen.iter().map(|(_, share)| share).sum();
    let word = |(stem, share): (Box<str>, f64)| Word {
        entries: vec![Entry::of_stem(snapshot.fields(), stem.into())],
        forms: Vec::new(),
        weight: weights.feedback * n_typed * share / sum,
        run: None,
        name: None,
        is_function: false,
    };
    Ok(chosen.into_iter().map(word).collect())
}

/// What passages say: stems with their shares.
#[derive(Default)]
struct Said {
    /// The places of stems in `shares`.
    places: FxHashMap<Box<str>, usize>,
    /// In the order in which the stems were seen first.
    shares: Vec<f64>,
    /// The places of one passage's stems.
    found: Vec<usize>,
}

impl Said {
    /// Adds the stems of an article's title and of the passage that gave its score, function words left out;
    /// together they get `share`.
    fn add(
        &mut self,
        snapshot: &Snapshot,
        group: &Group,
        share: f64,
        stems: &mut Stems,
    ) -> Result<(), IndexError> {
        let place = snapshot.segments().get(group.segment).and_then(|segment| {
            let doc = *segment.articles.get(group.article)?;
            let span = segment.span(group.passages.get(group.best)?.candidate.doc);
            Some((DocAddress::new(group.segment as u32, doc), span))
        });
        let Some((address, span)) = place else {
            return Ok(());
        };
        let (card, body) = snapshot.article(address)?;
        self.found.clear();
        for text in [card.title.as_str(), body.get(span).unwrap_or_default()] {
            let mut scanner = Scanner::new(text);
            while scanner.advance() {
                if !scanner.token.is_extra
                    && let Some(stem) = stems.content_stem(&scanner.token.form)
                {
                    let place = self.place(stem);
                    self.found.push(place);
                }
            }
        }
        let each = share / self.found.len() as f64;
        for place in &self.found {
            if let Some(sum) = self.shares.get_mut(*place) {
                *sum += each;
            }
        }
        Ok(())
    }

    fn place(&mut self, stem: &str) -> usize {
        if let Some(place) = self.places.get(stem) {
            return *place;
        }
        let place = self.shares.len();
        self.shares.push(0.0);
        self.places.insert(stem.into(), place);
        place
    }

    /// The stems, greatest share first. Many stand in a passage once: those that it says first go first.
    fn ranked(self) -> Vec<(Box<str>, f64)> {
        let share = |place: usize| self.shares.get(place).copied().unwrap_or_default();
        let mut ranked: Vec<(Box<str>, usize)> = self.places.into_iter().collect();
        ranked.sort_unstable_by(|(_, a), (_, b)| share(*b).total_cmp(&share(*a)).then(a.cmp(b)));
        let with_share = ranked.into_iter().map(|(stem, place)| (stem, share(place)));
        with_share.collect()
    }
}
