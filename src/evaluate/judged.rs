//! What the judgements say of one ranked list: all that a metric needs to know.

use std::collections::BTreeSet;

use super::evidence::Evidence;
use super::metrics::Cut;
use super::qrels::Grades;
use super::run::Ranked;

/// One ranked list, seen through the judgements of its query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// The grade of each document, best rank first; `None` where it was not judged.
    pub ranked: Vec<Option<u32>>,
    /// The grades of all judged documents, highest first.
    pub best_grades: Vec<u32>,
    /// How many documents are judged relevant.
    pub n_relevant: usize,
    /// How many documents are judged not relevant.
    pub n_not_relevant: usize,
    /// What each result shows, best rank first; empty where no passages were given.
    pub shown: Vec<Shown>,
    /// How many articles have evidence.
    pub n_evident: usize,
}

/// What a result shows of the evidence of its article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The article.
    pub article: String,
    /// Whether the passage holds evidence.
    pub holds_evidence: bool,
    /// How many marks the passage has.
    pub n_marks: usize,
    /// How many of them touch evidence.
    pub n_marks_on_evidence: usize,
}

impl Judged {
    /// Looks a list up in the judgements of its query. A document that is listed again, as passages of
    /// one article are, counts once.
    pub fn new(
        query: &str,
        ranked: &[Ranked],
        grades: &Grades,
        evidence: Option<&Evidence>,
    ) -> Self {
        let mut seen = BTreeSet::new();
        let documents = ranked.iter().filter(|found| seen.insert(found.id.as_str()));
        let documents = documents.map(|found| grades.of(&found.id)).collect();
        let mut best_grades: Vec<u32> = grades.iter().map(|(_, grade)| grade).collect();
        best_grades.sort_unstable_by(|a, b| b.cmp(a));
        let shown = |found: &Ranked| {
            let passage = found.passage.as_ref();
            evidence
                .zip(passage)
                .map(|(evidence, passage)| evidence.shown(query, &found.id, passage))
                .unwrap_or_default()
        };
        Self {
            ranked: documents,
            n_relevant: best_grades.iter().filter(|grade| **grade > 0).count(),
            n_not_relevant: best_grades.iter().filter(|grade| **grade == 0).count(),
            best_grades,
            shown: ranked.iter().map(shown).collect(),
            n_evident: evidence.map_or(0, |evidence| evidence.n_articles(query)),
        }
    }

    /// The grades of the first documents.
    pub(super) fn first(&self, cut: Cut) -> &[Option<u32>] {
        cut.and_then(|k| self.ranked.get(..k))
            .unwrap_or(&self.ranked)
    }

    /// What the first results show.
    pub(super) fn shown(&self, k: usize) -> &[Shown] {
        self.shown.get(..k).unwrap_or(&self.shown)
    }

    /// How many articles have their evidence among the first results.
    pub(super) fn n_evident_among(&self, k: usize) -> usize {
        let holding = self.shown(k).iter().filter(|shown| shown.holds_evidence);
        let articles: BTreeSet<&str> = holding.map(|shown| shown.article.as_str()).collect();
        articles.len()
    }
}
