//! The best passages by BM25 alone, counted exactly, ties included.
//!
//! One flat OR over the stemmed field; what postings alone don't tell, forms and words that stand together, is found
//! first and added to it. On passages, which are all of about one length, pruning (block
//! max WAND) gains little, and it can neither count nor filter; even Tantivy's exhaustive union costs
//! .83 ms for 400 passages out of 530,000 where WAND costs .91 for 100.

use std::cmp::Ordering;

use tantivy::{DocAddress, DocId};

use super::answer::Totals;
use super::bits::Bits;
use super::fold::StoryCount;
use super::plan::{OtherName, Plan, Word};
use super::spans::{Together, count};
use super::totals::Counter;
use super::union::{Union, weighted};
use super::weights::{ARTICLE_B, ARTICLE_K1, PASSAGE_B, PASSAGE_K1};
use super::window::Window;
use crate::analysis::tokens::SENTENCE_FORM;
use crate::index::{Entry, Forms, IndexError, Segment, Snapshot, marked, positional};

/// A passage and its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) segment: usize,
    pub(crate) doc: DocId,
    pub(crate) score: f32,
}

/// What retrieval finds.
pub(crate) struct Retrieved {
    pub(crate) candidates: Vec<Candidate>,
    /// The best of each set of articles that is wished for; some may be among the candidates.
    pub(crate) wished: Vec<Candidate>,
    pub(crate) totals: Totals,
    /// How many articles hold each of the entries of a word, word by word, admitted or not; those that are deleted but
    /// not yet merged away count for stems, as they do everywhere, and not for forms.
    pub(crate) n_articles: Vec<Vec<u64>>,
}

/// The best `n_candidates` passages (more where the last ones tie) among the admitted articles, and
/// how many there are. The same of those of them that stand in each of the sets `wished`, by segment.
pub(crate) fn retrieve(
    snapshot: &Snapshot,
    plan: &Plan,
    admitted: Option<&[Bits]>,
    wished: &[Vec<Bits>],
    n_candidates: usize,
) -> Result<Retrieved, IndexError> {
    let terms = weighted(snapshot, &plan.words);
    let mut best = Best::new(n_candidates);
    let mut best_wished: Vec<Best> = wished.iter().map(|_| Best::new(n_candidates)).collect();
    let mut totals = Totals::default();
    let mut stories = StoryCount::new(snapshot);
    let mut window = Window::new();
    let mut n_articles = vec![0; terms.len()];
    for (idx, segment) in snapshot.segments().iter().enumerate() {
        let admitted = admitted.and_then(|sets| sets.get(idx));
        let admitted = admitted_documents(segment, admitted);
        let mut beside = spans_of(snapshot, segment, plan)?;
        add_forms(snapshot, segment, plan, &mut beside, &mut n_articles)?;
        let mut union = Union::open(snapshot, segment, idx, &terms, join(beside))?;
        let mut counter = Counter::new(idx, segment, &mut stories);
        let of_wish = |sets: &Vec<Bits>| documents_of(segment, sets.get(idx));
        let wished: Vec<Bits> = wished.iter().map(of_wish).collect();
        loop {
            let least = best_wished.iter().map(|best| best.threshold);
            if !union.advance(&mut window, least.fold(best.threshold, f32::min)) {
                break;
            }
            if let Some(admitted) = &admitted {
                window.keep(admitted);
            }
            counter.count(&window);
            best.take_from(&window, idx, None);
            for (best, wished) in best_wished.iter_mut().zip(&wished) {
                best.take_from(&window, idx, Some(wished));
            }
        }
        union.add_articles(&mut n_articles);
        totals.passages += counter.totals.passages;
        totals.articles += counter.totals.articles;
    }
    totals.stories = stories.count();
    let mut n_articles = n_articles.into_iter();
    let of_word = |word: &Word| n_articles.by_ref().take(word.entries.len()).collect();
    Ok(Retrieved {
        candidates: cut(snapshot, best.finish(), n_candidates),
        wished: best_wished
            .into_iter()
            .flat_map(|best| cut(snapshot, best.finish(), n_candidates))
            .collect(),
        totals,
        n_articles: plan.words.iter().map(of_word).collect(),
    })
}

/// The documents of the admitted articles that are not deleted; `None` where that is all of them.
fn admitted_documents(segment: &Segment, admitted: Option<&Bits>) -> Option<Bits> {
    if admitted.is_none() && !segment.reader.has_deletes() {
        return None;
    }
    Some(documents_of(segment, admitted))
}

/// The passages of the articles that are not deleted, those of a set where one is given.
fn documents_of(segment: &Segment, articles: Option<&Bits>) -> Bits {
    let mut documents = Bits::none(segment.reader.max_doc() as usize);
    let is_among = |article: &usize| articles.is_none_or(|set| set.contains(*article));
    for article in segment.alive_articles().filter(is_among) {
        let passages = segment.passages_of(article);
        documents.insert_all(passages.start as usize..passages.end as usize);
    }
    documents
}

/// The highest scores seen so far; all that tie with the last are kept.
struct Best {
    kept: Vec<Candidate>,
    wanted: usize,
    limit: usize,
    threshold: f32,
}

impl Best {
    fn new(wanted: usize) -> Self {
        let wanted = wanted.max(1);
        Self {
            kept: Vec::with_capacity(wanted * 4),
            wanted,
            limit: wanted * 4,
            threshold: f32::NEG_INFINITY,
        }
    }

    /// Takes the best of a window, of some documents only where a set is given.
    fn take_from(&mut self, window: &Window, segment: usize, among: Option<&Bits>) {
        window.best(among, self.threshold, &mut |doc, score| {
            self.push(Candidate {
                segment,
                doc,
                score,
            });
            self.threshold
        });
    }

    fn push(&mut self, candidate: Candidate) {
        self.kept.push(candidate);
        if self.kept.len() >= self.limit {
            self.shrink();
            self.limit = (self.kept.len() * 2).max(self.wanted * 4);
        }
    }

    fn shrink(&mut self) {
        if self.kept.len() > self.wanted {
            let (_, last, _) = self
                .kept
                .select_nth_unstable_by(self.wanted - 1, |a, b| b.score.total_cmp(&a.score));
            let threshold = last.score;
            self.kept.retain(|candidate| candidate.score >= threshold);
            self.threshold = threshold;
        }
    }

    fn finish(mut self) -> Vec<Candidate> {
        self.shrink();
        self.kept
    }
}

/// Cuts a list that may be too long by the ties at its end: newer day first, then id, then order in
/// the article.
fn cut(snapshot: &Snapshot, mut candidates: Vec<Candidate>, n_candidates: usize) -> Vec<Candidate> {
    if candidates.len() > n_candidates {
        let least = candidates
            .iter()
            .map(|c| c.score)
            .fold(f32::INFINITY, f32::min);
        let (sure, mut tied): (Vec<_>, Vec<_>) =
            candidates.into_iter().partition(|c| c.score > least);
        candidates = sure;
        let wanted = n_candidates.saturating_sub(candidates.len());
        // Days are cheap, ids are not: only the day at which the cut falls needs them.
        tied.sort_by_cached_key(|tied| std::cmp::Reverse(day(snapshot, *tied)));
        let last_day = tied
            .get(wanted.saturating_sub(1))
            .map(|last| day(snapshot, *last));
        let newer = tied.partition_point(|tied| Some(day(snapshot, *tied)) > last_day);
        let mut same_day = tied.split_off(newer);
        same_day.retain(|tied| Some(day(snapshot, *tied)) == last_day);
        let wanted = wanted.saturating_sub(newer);
        tied.extend(first_by_id(snapshot, same_day, wanted));
        candidates.append(&mut tied);
    }
    candidates
}

/// The first of these by id, then by place in the article. Inside a segment ids are numbered, so that few of their texts
/// are read.
fn first_by_id(
    snapshot: &Snapshot,
    mut candidates: Vec<Candidate>,
    n_candidates: usize,
) -> Vec<Candidate> {
    candidates.sort_by_cached_key(|own| (own.segment, id_number(snapshot, *own), own.doc));
    let of_segments = candidates.chunk_by(|a, b| a.segment == b.segment);
    let firsts = of_segments.flat_map(|own| own.get(..n_candidates).unwrap_or(own));
    let mut firsts: Vec<Candidate> = firsts.copied().collect();
    firsts.sort_by_cached_key(|own| (id(snapshot, *own), own.doc));
    firsts.truncate(n_candidates);
    firsts
}

/// Orders passages of equal score: newer day first, then id, then order in the article.
pub(crate) fn by_tie(snapshot: &Snapshot, a: Candidate, b: Candidate) -> Ordering {
    let by_id = || match (article(snapshot, a), article(snapshot, b)) {
        (Some((_, a_doc)), Some((_, b_doc))) => snapshot.compare_ids(
            DocAddress::new(a.segment as u32, a_doc),
            DocAddress::new(b.segment as u32, b_doc),
        ),
        _ => Ordering::Equal,
    };
    day(snapshot, b)
        .cmp(&day(snapshot, a))
        .then_with(by_id)
        .then_with(|| a.doc.cmp(&b.doc))
}

fn article(snapshot: &Snapshot, candidate: Candidate) -> Option<(&Segment, DocId)> {
    let segment = snapshot.segments().get(candidate.segment)?;
    Some((
        segment,
        *segment.articles.get(segment.article_of(candidate.doc))?,
    ))
}

fn day(snapshot: &Snapshot, candidate: Candidate) -> Option<i64> {
    article(snapshot, candidate).and_then(|(segment, doc)| segment.day_first.first(doc))
}

fn id_number(snapshot: &Snapshot, candidate: Candidate) -> Option<u64> {
    article(snapshot, candidate).and_then(|(segment, doc)| segment.id_number(doc))
}

fn id(snapshot: &Snapshot, candidate: Candidate) -> Option<String> {
    article(snapshot, candidate).map(|(segment, doc)| segment.id(doc))
}

/// Passages where words stand together as asked, with their BM25 score.
fn spans_of(
    snapshot: &Snapshot,
    segment: &Segment,
    plan: &Plan,
) -> Result<Vec<(DocId, f32)>, IndexError> {
    let mut found: Vec<(DocId, f32)> = Vec::new();
    let mut all: Vec<(&Together, SpanScorer)> = Vec::new();
    for together in &plan.together {
        all.push((together, SpanScorer::new(snapshot, segment, together)?));
    }
    for other in &plan.others {
        let scorer = SpanScorer::of_other(snapshot, segment, other)?;
        all.push((&other.together, scorer));
    }
    for (together, scorer) in all {
        positional(segment, &together.words, &mut |doc, positions| {
            let frequency = count(together.how, positions);
            if frequency > 0 {
                found.push((doc, scorer.score(doc, frequency) as f32));
            }
        })?;
    }
    Ok(found)
}

/// Adds the passages that hold a word in one form, with their BM25 score, for the entries that ask for one; their
/// articles are added to the numbers of the entries. Forms of one stem, as a prefix has many, are read together.
fn add_forms(
    snapshot: &Snapshot,
    segment: &Segment,
    plan: &Plan,
    found: &mut Vec<(DocId, f32)>,
    n_articles: &mut [u64],
) -> Result<(), IndexError> {
    let mut asked: Vec<AskedForm<'_>> = Vec::new();
    let entries = plan
        .words
        .iter()
        .flat_map(|word| word.entries.iter().map(move |entry| (word, entry)));
    for (number, (word, entry)) in entries.enumerate() {
        if matches!(entry.forms, Forms::With(_)) {
            let idf = idf(snapshot, entry) * word.weight;
            asked.push(AskedForm {
                entry,
                number,
                scorer: SpanScorer::of(snapshot, segment, idf)?,
                last_article: None,
            });
        }
    }
    asked.sort_by(|a, b| a.entry.term.cmp(&b.entry.term));
    for forms in asked.chunk_by_mut(|a, b| a.entry.term == b.entry.term) {
        let Some(stem) = forms.first().map(|form| form.entry.clone()) else {
            continue;
        };
        marked(segment, &stem, &mut |doc, positions| {
            let article = segment.article_of(doc);
            let mut score = 0.0;
            for form in &mut *forms {
                let own = |held: &&u32| form.entry.forms.position(**held).is_some();
                let frequency = positions.iter().filter(own).count() as u32;
                if frequency == 0 {
                    continue;
                }
                score += form.scorer.score(doc, frequency);
                if form.last_article.replace(article) != Some(article)
                    && let Some(sum) = n_articles.get_mut(form.number)
                {
                    *sum += 1;
                }
            }
            if score > 0.0 {
                found.push((doc, score as f32));
            }
        })?;
    }
    Ok(())
}

/// A word that is asked for in one form.
struct AskedForm<'p> {
    entry: &'p Entry,
    /// Its place among the entries of all words.
    number: usize,
    scorer: SpanScorer,
    last_article: Option<usize>,
}

/// One score for each passage, in document order.
fn join(mut found: Vec<(DocId, f32)>) -> Vec<(DocId, f32)> {
    found.sort_by_key(|(doc, _)| *doc);
    found.dedup_by(|later, first| {
        let same = later.0 == first.0;
        if same {
            first.1 += later.1;
        }
        same
    });
    found
}

fn idf(snapshot: &Snapshot, entry: &Entry) -> f64 {
    let statistics = snapshot.statistics();
    f64::from(statistics.idf(snapshot.document_frequency(entry)))
}

/// BM25 of words that stand together: the sum of their idf, the frequency of their meeting.
pub(crate) struct SpanScorer {
    idf: f64,
    average_length: f64,
    lengths: tantivy::fieldnorm::FieldNormReader,
}

impl SpanScorer {
    pub(crate) fn new(
        snapshot: &Snapshot,
        segment: &Segment,
        together: &Together,
    ) -> Result<Self, IndexError> {
        let is_word = |entry: &&Entry| entry.term != SENTENCE_FORM;
        let best = |word: &Vec<Entry>| {
            let entries = word.iter().filter(is_word);
            let each = entries.map(|entry| idf(snapshot, entry));
            each.reduce(f64::min)
        };
        let sum = together.words.iter().filter_map(best).sum();
        Self::of(snapshot, segment, sum)
    }

    fn of(snapshot: &Snapshot, segment: &Segment, idf: f64) -> Result<Self, IndexError> {
        let text = snapshot.fields().text;
        Ok(Self {
            idf,
            average_length: f64::from(snapshot.statistics().average_length()),
            lengths: segment.reader.get_fieldnorms_reader(text)?,
        })
    }

    /// For another name of what was typed.
    pub(crate) fn of_other(
        snapshot: &Snapshot,
        segment: &Segment,
        other: &OtherName,
    ) -> Result<Self, IndexError> {
        let mut scorer = Self::new(snapshot, segment, &other.together)?;
        scorer.idf = scorer.idf.min(other.most_idf) * other.weight;
        Ok(scorer)
    }

    /// The score in a whole article, given how long it is beside the average one.
    pub(crate) fn score_of_article(&self, frequency: u32, relative_length: f64) -> f64 {
        self.idf * in_article(f64::from(frequency), relative_length)
    }

    pub(crate) fn score(&self, doc: DocId, frequency: u32) -> f64 {
        let length = f64::from(self.lengths.fieldnorm(doc));
        self.idf * in_passage(f64::from(frequency), length / self.average_length)
    }
}

/// BM25's share of term frequency in a passage, given its length relative to the average.
pub(crate) fn in_passage(frequency: f64, relative_length: f64) -> f64 {
    saturation(frequency, relative_length, PASSAGE_K1, PASSAGE_B)
}

/// The same in a whole article.
pub(crate) fn in_article(frequency: f64, relative_length: f64) -> f64 {
    saturation(frequency, relative_length, ARTICLE_K1, ARTICLE_B)
}

fn saturation(frequency: f64, relative_length: f64, k1: f64, b: f64) -> f64 {
    frequency * (k1 + 1.0) / (frequency + norm(relative_length, k1, b))
}

/// What length does to BM25: the frequency that is half as good as any.
pub(super) fn norm(relative_length: f64, k1: f64, b: f64) -> f64 {
    k1 * (1.0 - b + b * relative_length)
}
