//! Scored passages to articles, best first.

use std::cmp::Ordering;

use super::rescore::Scored;
use super::retrieve::by_tie;
use super::weights::{LEAD, Weights};
use crate::index::Snapshot;

/// An article and those of its passages that were scored.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// The article's segment.
    pub(crate) segment: usize,
    /// The article's number in its segment.
    pub(crate) article: usize,
    /// The score that ranks it: its best passage's and the article's own.
    pub(crate) score: f64,
    /// Its passages: those whose body matches first, then by score and place, then in reading order.
    pub(crate) passages: Vec<Scored>,
    /// The passage that gave the score.
    pub(crate) best: usize,
    /// What its further passages add to the score, already weighed.
    pub(crate) further: f64,
    /// What it gains for days or an outlet that were named in plain words, already weighed.
    pub(crate) wishes: f64,
    /// What it loses because others were found before it, see [`super::rank::by_relevance`]; not above 0.
    pub(crate) behind: f64,
    /// How many others it stands for.
    pub(crate) copies: u64,
}

/// Gathers passages by article and ranks the articles; equal ones by newer day, then id.
pub(crate) fn group(snapshot: &Snapshot, scored: Vec<Scored>, weights: &Weights) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for passage in scored {
        let (segment, article) = (passage.candidate.segment, passage.article);
        match groups.last_mut() {
            Some(group) if group.segment == segment && group.article == article => {
                group.passages.push(passage);
            }
            _ => {
                let mut group = Group::unscored(segment, article);
                group.passages.push(passage);
                groups.push(group);
            }
        }
    }
    groups.iter_mut().for_each(|group| group.order(weights));
    groups.sort_by(|a, b| by_rank(snapshot, a, b));
    groups
}

impl Group {
    /// An article none of whose passages was scored.
    pub(crate) fn unscored(segment: usize, article: usize) -> Self {
        Self {
            segment,
            article,
            score: 0.0,
            passages: Vec::new(),
            best: 0,
            further: 0.0,
            wishes: 0.0,
            behind: 0.0,
            copies: 0,
        }
    }

    /// The score by evidence alone: the best passage, its article, further passages.
    pub(crate) fn evidence_score(&self, weights: &Weights) -> f64 {
        self.passages.get(self.best).map_or(0.0, |best| {
            best.evidence.passage(weights) + best.evidence.article(weights) + self.further
        })
    }

    /// The second best passage and half of the third.
    fn beside(&self, best: usize, weights: &Weights) -> f64 {
        let (mut second, mut third) = (0.0_f64, 0.0_f64);
        for (idx, passage) in self.passages.iter().enumerate() {
            let score = passage.evidence.passage(weights);
            if idx == best {
                continue;
            }
            if score > second {
                (second, third) = (score, second);
            } else {
                third = third.max(score);
            }
        }
        second + third / 2.0
    }

    fn order(&mut self, weights: &Weights) {
        self.passages.sort_by(|a, b| {
            let score = |p: &Scored| {
                p.evidence.passage(weights) + LEAD / (1.0 + f64::from(p.place_in_article))
            };
            b.in_body
                .cmp(&a.in_body)
                .then_with(|| score(b).total_cmp(&score(a)))
                .then_with(|| a.candidate.doc.cmp(&b.candidate.doc))
        });
        let mut best = (0, f64::NEG_INFINITY);
        for (idx, passage) in self.passages.iter().enumerate() {
            let score = passage.evidence.passage(weights) + passage.evidence.article(weights);
            if score > best.1 {
                best = (idx, score);
            }
        }
        self.best = best.0;
        self.further = weights.further * self.beside(best.0, weights);
        self.score = best.1 + self.further;
    }
}

/// Higher score first; equal scores by newer day, then id.
pub(crate) fn by_rank(snapshot: &Snapshot, a: &Group, b: &Group) -> Ordering {
    let tie = || match (a.passages.first(), b.passages.first()) {
        (Some(a), Some(b)) => by_tie(snapshot, a.candidate, b.candidate),
        _ => Ordering::Equal,
    };
    b.score.total_cmp(&a.score).then_with(tie)
}
