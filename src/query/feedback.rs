//! The words that the best passages have in common, asked for as well.
//!
//! A relevance model (Lavrenko and Croft 2001, mixed with the query as in RM3): the probability of a
//! word in each of the best passages, weighed by the passage's own probability. Scores are taken as
//! logarithms of it, so that one clear winner counts nearly alone: a question for one known article
//! is asked again with that article's own words and keeps its answer, a broad one gathers what
//! several say. Only the candidates are scored again; nothing new is retrieved.

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, Term};

use super::group::{Group, by_rank, group};
use super::plan::{Plan, Word};
use super::rescore::{Scored, rescore_with};
use super::weights::{
    FEEDBACK_ARTICLES_PER_RESULT, FEEDBACK_LEAST_SHARE, FEEDBACK_PASSAGES, FEEDBACK_WORDS, Weights,
};
use crate::analysis::stems::Stems;
use crate::analysis::tokens::tokens;
use crate::index::{IndexError, Snapshot};

/// Ranks the articles again with the words of the best of them. `wanted` is how many will be given.
pub(crate) fn feed_back(
    snapshot: &Snapshot,
    plan: &Plan,
    mut groups: Vec<Group>,
    wanted: usize,
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
    let n_hopeful = wanted.saturating_mul(FEEDBACK_ARTICLES_PER_RESULT);
    let hopeless = groups.split_off(n_hopeful.min(groups.len()));
    let mut scored: Vec<Scored> = groups
        .into_iter()
        .flat_map(|group| group.passages)
        .collect();
    scored.sort_by_key(|passage| (passage.candidate.segment, passage.candidate.doc));
    rescore_with(snapshot, &words, &mut scored)?;
    let mut groups = group(snapshot, scored, weights);
    groups.extend(hopeless);
    groups.sort_by(|a, b| by_rank(snapshot, a, b));
    Ok(groups)
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
        .filter(|word| word.follows)
        .map(|word| word.weight)
        .sum();
    let best_score = groups.first().map_or(0.0, |group| group.score);
    // By stem: its share, and as which of all it was seen first.
    let mut shares: FxHashMap<String, (f64, usize)> = FxHashMap::default();
    for group in groups.iter().take(FEEDBACK_PASSAGES) {
        let share = (group.score - best_score).exp();
        if share < FEEDBACK_LEAST_SHARE {
            break;
        }
        let found = Stems::of_thread(|stems| stems_of(snapshot, group, stems))?;
        for stem in &found {
            let n_seen = shares.len();
            let (sum, _) = shares.entry(stem.clone()).or_insert((0.0, n_seen));
            *sum += share / found.len() as f64;
        }
    }
    let text = snapshot.fields().text;
    let statistics = snapshot.statistics();
    let is_telling = |stem: &str| {
        let is_number = stem.bytes().all(|byte| byte.is_ascii_digit());
        let is_elsewhere = || statistics.document_frequency(&Term::from_field_text(text, stem)) > 1;
        stem.len() > 1 && !is_number && is_elsewhere()
    };
    let mut ranked: Vec<(String, (f64, usize))> = shares.into_iter().collect();
    // Many words stand in a passage once: those that it says first go first.
    let by_share = |(_, a): &(String, (f64, usize)), (_, b): &(String, (f64, usize))| {
        b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
    };
    ranked.sort_by(by_share);
    let chosen: Vec<(String, f64)> = ranked
        .into_iter()
        .filter(|(stem, _)| is_telling(stem))
        .map(|(stem, (share, _))| (stem, share))
        .take(FEEDBACK_WORDS)
        .collect();
    let sum: f64 = chosen.iter().map(|(_, share)| share).sum();
    let word = |(stem, share): (String, f64)| Word {
        stems: vec![stem],
        forms: Vec::new(),
        weight: weights.feedback * n_typed * share / sum,
        follows: false,
        name: None,
    };
    Ok(chosen.into_iter().map(word).collect())
}

/// The stems of an article's title and of the passage that gave its score, function words left out.
fn stems_of(
    snapshot: &Snapshot,
    group: &Group,
    stems: &mut Stems,
) -> Result<Vec<String>, IndexError> {
    let place = snapshot.segments().get(group.segment).and_then(|segment| {
        let doc = *segment.articles.get(group.article)?;
        let span = segment.span(group.passages.get(group.best)?.candidate.doc);
        Some((DocAddress::new(group.segment as u32, doc), span))
    });
    let Some((address, span)) = place else {
        return Ok(Vec::new());
    };
    let (card, body) = snapshot.article(address)?;
    let texts = [card.title.as_str(), body.get(span).unwrap_or_default()];
    let mut found = Vec::new();
    for token in texts.into_iter().flat_map(tokens) {
        if !token.is_extra
            && let Some(stem) = stems.content_stem(&token.form)
        {
            found.push(stem.to_owned());
        }
    }
    Ok(found)
}
