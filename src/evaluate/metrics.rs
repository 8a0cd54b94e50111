//! Measures of a ranked list: those of `trec_eval`, and those of passages that hold judged evidence.
//!
//! A document is relevant from grade 1. Documents that nobody judged, and those whose grade is below
//! zero, gain nothing; only [`Metric::BinaryPreference`] tells them from documents of grade 0.
//! `docs/evaluation.md` gives each formula and its source.

use std::fmt;
use std::str::FromStr;

use super::judged::Judged;
use super::statistics::sum;

/// A measure of one ranked list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// `ndcg`, `ndcg@K`: discounted cumulative gain over that of the best list that could be made; a
    /// document gains its grade (`ndcg`, `ndcg_cut`).
    Ndcg(Cut),
    /// `ndcg_exp@K`: the same; a document gains 2^grade - 1.
    NdcgExponential(Cut),
    /// `map`, `map@K`: mean of the precision at each relevant document (`map`, `map_cut`).
    MeanAveragePrecision(Cut),
    /// `mrr`, `mrr@K`: one over the rank of the first relevant document (`recip_rank`).
    ReciprocalRank(Cut),
    /// `p@K`: relevant documents among the first K, over K (`P`).
    Precision(usize),
    /// `recall@K`: relevant documents among the first K, over all relevant ones (`recall`).
    Recall(usize),
    /// `hit@K`: whether a relevant document is among the first K (`success`).
    Success(usize),
    /// `rprec`: precision at as many results as there are relevant documents (`Rprec`).
    RPrecision,
    /// `bpref`: how seldom documents judged not relevant stand above relevant ones (`bpref`).
    BinaryPreference,
    /// `evidence_hit@K`: whether a passage among the first K holds evidence.
    EvidenceHit(usize),
    /// `evidence_mrr@K`: one over the rank of the first passage that holds evidence.
    EvidenceRank(usize),
    /// `evidence_recall@K`: articles whose evidence is shown among the first K, over all that have
    /// evidence, or over K where there are more.
    EvidenceRecall(usize),
    /// `highlight@K`: share of the marks that lie on evidence, in the passages among the first
    /// K that hold evidence.
    HighlightPrecision(usize),
}

/// How many results count; `None` for all.
pub type Cut = Option<usize>;

impl Metric {
    /// What is reported unless others are asked for.
    pub const DEFAULT: [Self; 5] = [
        Self::Ndcg(Some(10)),
        Self::MeanAveragePrecision(None),
        Self::ReciprocalRank(Some(10)),
        Self::Precision(10),
        Self::Recall(100),
    ];

    /// What is reported besides where evidence was judged.
    pub const OF_EVIDENCE: [Self; 6] = [
        Self::EvidenceHit(1),
        Self::EvidenceHit(3),
        Self::EvidenceHit(10),
        Self::EvidenceRank(10),
        Self::EvidenceRecall(10),
        Self::HighlightPrecision(10),
    ];

    /// The value for one list; none where no list could be right or wrong: of a query without evidence,
    /// and of passages without a mark.
    pub fn of(self, list: &Judged) -> Option<f64> {
        let first = |k: usize| list.first(Some(k));
        if self.needs_evidence() && list.n_evident == 0 {
            return None;
        }
        Some(match self {
            Self::Ndcg(cut) => normalised_gain(list, cut, f64::from),
            Self::NdcgExponential(cut) => {
                normalised_gain(list, cut, |grade| f64::from(grade).exp2() - 1.0)
            }
            Self::MeanAveragePrecision(cut) => average_precision(list, cut),
            Self::ReciprocalRank(cut) => {
                reciprocal(list.first(cut).iter().position(|grade| is_relevant(*grade)))
            }
            Self::Precision(k) => ratio(n_relevant(first(k)), k as f64),
            Self::Recall(k) => ratio(n_relevant(first(k)), list.n_relevant as f64),
            Self::Success(k) => yes(n_relevant(first(k)) > 0.0),
            Self::RPrecision => ratio(n_relevant(first(list.n_relevant)), list.n_relevant as f64),
            Self::BinaryPreference => binary_preference(list),
            Self::EvidenceHit(k) => yes(list.shown(k).iter().any(|shown| shown.holds_evidence)),
            Self::EvidenceRank(k) => {
                reciprocal(list.shown(k).iter().position(|shown| shown.holds_evidence))
            }
            Self::EvidenceRecall(k) => {
                let n_reachable = list.n_evident.min(k);
                ratio(list.n_evident_among(k) as f64, n_reachable as f64)
            }
            Self::HighlightPrecision(k) => return highlight_precision(list, k),
        })
    }

    /// How many results the measure looks at; `None` where it looks at all.
    pub fn depth(self) -> Cut {
        match self {
            Self::RPrecision | Self::BinaryPreference => None,
            Self::Ndcg(cut)
            | Self::NdcgExponential(cut)
            | Self::MeanAveragePrecision(cut)
            | Self::ReciprocalRank(cut) => cut,
            Self::Precision(k)
            | Self::Recall(k)
            | Self::Success(k)
            | Self::EvidenceHit(k)
            | Self::EvidenceRank(k)
            | Self::EvidenceRecall(k)
            | Self::HighlightPrecision(k) => Some(k),
        }
    }

    /// Whether it looks at passages and needs evidence that was judged.
    pub fn needs_evidence(self) -> bool {
        matches!(
            self,
            Self::EvidenceHit(_)
                | Self::EvidenceRank(_)
                | Self::EvidenceRecall(_)
                | Self::HighlightPrecision(_)
        )
    }
}

fn is_relevant(grade: Option<u32>) -> bool {
    grade.is_some_and(|grade| grade > 0)
}

fn n_relevant(ranked: &[Option<u32>]) -> f64 {
    ranked.iter().filter(|grade| is_relevant(**grade)).count() as f64
}

fn normalised_gain(list: &Judged, cut: Cut, gain: impl Fn(u32) -> f64) -> f64 {
    let discounted = |grades: &mut dyn Iterator<Item = u32>| -> f64 {
        let ranked = grades.enumerate();
        sum(ranked.map(|(idx, grade)| gain(grade) / (idx as f64 + 2.0).log2()))
    };
    let n_ideal = cut.unwrap_or(list.best_grades.len());
    let ideal = discounted(&mut list.best_grades.iter().copied().take(n_ideal));
    let found = discounted(&mut list.first(cut).iter().map(|grade| grade.unwrap_or(0)));
    ratio(found, ideal)
}

fn average_precision(list: &Judged, cut: Cut) -> f64 {
    let (mut n_found, mut sum) = (0.0, 0.0);
    for (idx, grade) in list.first(cut).iter().enumerate() {
        if is_relevant(*grade) {
            n_found += 1.0;
            sum += n_found / (idx as f64 + 1.0);
        }
    }
    ratio(sum, list.n_relevant as f64)
}

/// Each relevant document loses by the documents judged not relevant above it, of which no more count
/// than there are relevant ones.
fn binary_preference(list: &Judged) -> f64 {
    let most = list.n_relevant.min(list.n_not_relevant) as f64;
    let (mut n_above, mut sum) = (0_usize, 0.0);
    for grade in list.first(None).iter().flatten() {
        if *grade == 0 {
            n_above += 1;
        } else {
            sum += 1.0 - ratio(n_above.min(list.n_relevant) as f64, most);
        }
    }
    ratio(sum, list.n_relevant as f64)
}

fn highlight_precision(list: &Judged, k: usize) -> Option<f64> {
    let holding = || list.shown(k).iter().filter(|shown| shown.holds_evidence);
    let n_marks: usize = holding().map(|shown| shown.n_marks).sum();
    let n_right: usize = holding().map(|shown| shown.n_marks_on_evidence).sum();
    (n_marks > 0).then(|| ratio(n_right as f64, n_marks as f64))
}

fn reciprocal(idx: Option<usize>) -> f64 {
    idx.map_or(0.0, |idx| 1.0 / (idx as f64 + 1.0))
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

fn yes(is_so: bool) -> f64 {
    f64::from(u8::from(is_so))
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name();
        match self.depth() {
            Some(k) => write!(f, "{name}@{k}"),
            None => f.write_str(name),
        }
    }
}

impl Metric {
    fn name(self) -> &'static str {
        match self {
            Self::Ndcg(_) => "ndcg",
            Self::NdcgExponential(_) => "ndcg_exp",
            Self::MeanAveragePrecision(_) => "map",
            Self::ReciprocalRank(_) => "mrr",
            Self::Precision(_) => "p",
            Self::Recall(_) => "recall",
            Self::Success(_) => "hit",
            Self::RPrecision => "rprec",
            Self::BinaryPreference => "bpref",
            Self::EvidenceHit(_) => "evidence_hit",
            Self::EvidenceRank(_) => "evidence_mrr",
            Self::EvidenceRecall(_) => "evidence_recall",
            Self::HighlightPrecision(_) => "highlight",
        }
    }
}

/// A text that names no metric.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no metric; there are ndcg, ndcg@10, ndcg_exp@10, map, map@10, mrr, mrr@10, p@10, recall@100, hit@1, \
     rprec, bpref, evidence_hit@1, evidence_mrr@10, evidence_recall@10 and highlight@10"
)]
pub struct InvalidMetric(pub String);

impl FromStr for Metric {
    type Err = InvalidMetric;

    fn from_str(text: &str) -> Result<Self, InvalidMetric> {
        let invalid = || InvalidMetric(text.trim().to_owned());
        let folded = text.trim().to_ascii_lowercase();
        let (name, cut) = match folded.split_once('@') {
            Some((name, k)) => {
                let is_number = k.bytes().all(|byte| byte.is_ascii_digit());
                let k = k.parse().ok().filter(|k| is_number && *k > 0);
                (name, Some(k.ok_or_else(invalid)?))
            }
            None => (folded.as_str(), None),
        };
        Ok(match (name, cut) {
            ("ndcg", cut) => Self::Ndcg(cut),
            ("ndcg_exp", cut) => Self::NdcgExponential(cut),
            ("map", cut) => Self::MeanAveragePrecision(cut),
            ("mrr", cut) => Self::ReciprocalRank(cut),
            ("p", Some(k)) => Self::Precision(k),
            ("recall", Some(k)) => Self::Recall(k),
            ("hit", Some(k)) => Self::Success(k),
            ("rprec", None) => Self::RPrecision,
            ("bpref", None) => Self::BinaryPreference,
            ("evidence_hit", Some(k)) => Self::EvidenceHit(k),
            ("evidence_mrr", Some(k)) => Self::EvidenceRank(k),
            ("evidence_recall", Some(k)) => Self::EvidenceRecall(k),
            ("highlight", Some(k)) => Self::HighlightPrecision(k),
            _ => return Err(invalid()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::judged::Shown;

    /// Judged: a 3, b 2, c 1, d 0, e 1. The list is a, x (never judged), c, d, b.
    fn list() -> Judged {
        Judged {
            ranked: vec![Some(3), None, Some(1), Some(0), Some(2)],
            best_grades: vec![3, 2, 1, 1, 0],
            n_relevant: 4,
            n_not_relevant: 1,
            ..Judged::default()
        }
    }

    fn check(list: &Judged, metric: &str, expected: f64) {
        let value = metric.parse::<Metric>().unwrap().of(list).unwrap();
        assert!(
            (value - expected).abs() < 1e-9,
            "{metric}: {value} is not {expected}"
        );
    }

    #[test]
    fn values_are_those_that_were_computed_by_hand() {
        let list = list();
        let log = |n: f64| n.log2();
        // Gain 3/1 + 1/2 + 2/log2(6) over the ideal 3/1 + 2/log2(3) + 1/2 + 1/log2(5).
        let gain = 3.0 + 0.5 + 2.0 / log(6.0);
        let ideal = 3.0 + 2.0 / log(3.0) + 0.5 + 1.0 / log(5.0);
        check(&list, "ndcg@10", gain / ideal);
        check(&list, "ndcg", gain / ideal);
        check(&list, "ndcg@10", 0.823_047_844_2);
        check(&list, "ndcg@1", 1.0);
        check(&list, "ndcg@3", 3.5 / (3.0 + 2.0 / log(3.0) + 0.5));
        let ideal = 7.0 + 3.0 / log(3.0) + 0.5;
        check(&list, "ndcg_exp@3", 7.5 / ideal);
        // Precision at ranks 1, 3 and 5 over four relevant documents.
        check(&list, "map", (1.0 + 2.0 / 3.0 + 3.0 / 5.0) / 4.0);
        check(&list, "map@3", (1.0 + 2.0 / 3.0) / 4.0);
        check(&list, "mrr@10", 1.0);
        check(&list, "p@5", 0.6);
        check(&list, "p@10", 0.3);
        check(&list, "recall@3", 0.5);
        check(&list, "recall@100", 0.75);
        check(&list, "hit@1", 1.0);
        check(&list, "rprec", 0.5);
        // The last of three found has the only document judged not relevant above it.
        check(&list, "bpref", 2.0 / 4.0);
    }

    #[test]
    fn the_reciprocal_rank_ends_at_its_depth() {
        let list = Judged {
            ranked: vec![None, Some(0), Some(1)],
            n_relevant: 1,
            ..Judged::default()
        };
        check(&list, "mrr", 1.0 / 3.0);
        check(&list, "mrr@10", 1.0 / 3.0);
        check(&list, "mrr@2", 0.0);
        check(&list, "hit@2", 0.0);
        check(&list, "hit@3", 1.0);
    }

    #[test]
    fn passages_count_by_the_evidence_they_hold() {
        let shown = |article: &str, holds_evidence, n_marks, n_marks_on_evidence| Shown {
            article: article.to_owned(),
            holds_evidence,
            n_marks,
            n_marks_on_evidence,
        };
        let list = Judged {
            shown: vec![
                shown("a", false, 9, 0),
                shown("b", true, 4, 3),
                shown("b", true, 4, 1),
                shown("c", true, 0, 0),
            ],
            n_evident: 3,
            ..Judged::default()
        };
        check(&list, "evidence_hit@1", 0.0);
        check(&list, "evidence_hit@2", 1.0);
        check(&list, "evidence_mrr@10", 0.5);
        check(&list, "evidence_recall@2", 0.5);
        check(&list, "evidence_recall@10", 2.0 / 3.0);
        check(&list, "highlight@2", 0.75);
        check(&list, "highlight@10", 0.5);
        // Nothing is right or wrong about a query without evidence, or passages without marks.
        let none = |list: &Judged, metric: &str| {
            assert_eq!(metric.parse::<Metric>().unwrap().of(list), None, "{metric}");
        };
        none(&list, "highlight@1");
        for metric in [
            "evidence_hit@1",
            "evidence_mrr@10",
            "evidence_recall@10",
            "highlight@10",
        ] {
            none(&Judged::default(), metric);
        }
    }

    #[test]
    fn nothing_found_is_plain_zero() {
        let list = Judged {
            best_grades: vec![1],
            n_relevant: 1,
            ..Judged::default()
        };
        for metric in [
            "ndcg@10",
            "ndcg",
            "ndcg_exp@5",
            "map",
            "mrr",
            "p@5",
            "rprec",
            "bpref",
        ] {
            let value = metric.parse::<Metric>().unwrap().of(&list).unwrap();
            assert!(
                value == 0.0 && value.is_sign_positive(),
                "{metric}: {value}"
            );
        }
    }

    #[test]
    fn a_metric_is_read_as_it_is_written() {
        let metrics = "ndcg ndcg@10 ndcg_exp@5 map map@10 mrr mrr@10 p@5 recall@100 hit@1 rprec bpref evidence_hit@3 \
                       evidence_mrr@10 evidence_recall@10 highlight@10";
        for metric in metrics.split(' ') {
            assert_eq!(metric.parse::<Metric>().unwrap().to_string(), metric);
        }
        assert_eq!(" nDCG@10".parse(), Ok(Metric::Ndcg(Some(10))));
        for wrong in [
            "",
            "p",
            "ndcg@0",
            "ndcg@-1",
            "ndcg@+1",
            "rprec@10",
            "f1@3",
            "p@99999999999999999999",
        ] {
            assert!(wrong.parse::<Metric>().is_err(), "{wrong}");
        }
    }
}
