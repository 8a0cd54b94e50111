//! The steps from a parsed query to an answer.

use std::ops::Range;

use jiff::civil::Date;
use tantivy::DocAddress;

use super::admit::admit;
use super::answer::{Answer, Hit, Part, PassageHit, Totals, Understood};
use super::bits::Bits;
use super::group::{Group, by_rank, group};
use super::marks::marks;
use super::plan::{Formula, Plan, Takes, plan};
use super::print::print;
use super::relax::{Step, next_step};
use super::rescore::rescore;
use super::retrieve::{Candidate, retrieve};
use super::tree::{Filter, Leaf, Node, Parsed};
use super::weights::{CANDIDATES, CANDIDATES_PER_RESULT, WHOLE_TITLE, Weights};
use crate::analysis::stems::Stems;
use crate::analysis::tokens::tokens;
use crate::enrich::{Limits, Passage, split};
use crate::index::{IndexError, Segment, Snapshot, days_since_epoch};

/// What is asked, beside the words.
#[derive(Clone, Debug)]
pub struct Request {
    /// Which articles are taken.
    pub mode: Mode,
    /// In which order.
    pub order: Order,
    /// How many articles are given.
    pub limit: usize,
    /// How many articles are left out before the first one given.
    pub offset: usize,
    /// Most passages of an article.
    pub passages: usize,
    /// Sentences shown before and after a passage.
    pub context: usize,
    /// Whether the parts of each score are given.
    pub explain: bool,
    /// Whether misspelled words and empty answers are helped along.
    pub relaxes: bool,
    /// Days in which an article loses half of its weight; `None` leaves age out.
    pub half_life_days: Option<f64>,
    /// The day from which age counts.
    pub today: Date,
    /// How the parts of a score are weighed.
    pub weights: Weights,
}

impl Request {
    /// Ranked search for ten articles with one passage each.
    pub fn ranked(today: Date) -> Self {
        Self {
            mode: Mode::Ranked,
            order: Order::Relevance,
            limit: 10,
            offset: 0,
            passages: 1,
            context: 0,
            explain: false,
            relaxes: true,
            half_life_days: None,
            today,
            weights: Weights::default(),
        }
    }
}

/// Which articles are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Those that hold any of the words.
    Ranked,
    /// Those that hold all of them.
    Set,
}

/// The order of the hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Best first.
    Relevance,
    /// Newest first; articles without a day last.
    Newest,
    /// Oldest first; articles without a day last.
    Oldest,
}

/// Answers one query.
pub fn search(
    snapshot: &Snapshot,
    text: &str,
    parsed: &Parsed,
    request: &Request,
) -> Result<Answer, IndexError> {
    let mut understood = Understood {
        text: text.to_owned(),
        parsed: print(&parsed.root),
        notices: parsed.notices.clone(),
        ..Understood::default()
    };
    understood
        .notices
        .extend(notices_of_intelligence(&parsed.root));
    let mut root = parsed.root.clone();
    let mut takes = if is_compound(&root) {
        Takes::All
    } else {
        takes_of(request)
    };
    let mut found = find(snapshot, text, &root, takes, request)?;
    let mut steps = 0;
    while request.relaxes && steps < MAX_STEPS {
        let Some(Step {
            root: next,
            takes: next_takes,
            said,
        }) = next_step(snapshot, &root, &found.plan, takes, found.is_empty())?
        else {
            break;
        };
        understood.relaxed.push(said);
        (root, takes) = (next, next_takes);
        found = find(snapshot, text, &root, takes, request)?;
        steps += 1;
    }
    understood.expanded = print(&root);
    understood.planned = super::plan::describe(&found.plan);
    let near_terms = if found.is_empty() {
        super::relax::near_terms(snapshot, &root)?
    } else {
        Vec::new()
    };
    let hits = show(snapshot, &found, request)?;
    Ok(Answer {
        understood,
        total: found.totals,
        covered: snapshot.covered(),
        hits,
        near_terms,
    })
}

/// The ids of the best articles, best first, for runs: no text is read.
pub fn ids_by_article(
    snapshot: &Snapshot,
    parsed: &Parsed,
    depth: usize,
    request: &Request,
) -> Result<Vec<(String, f64)>, IndexError> {
    let request = Request {
        limit: depth,
        ..request.clone()
    };
    let found = find(snapshot, "", &parsed.root, takes_of(&request), &request)?;
    let id = |group: &Group| {
        let segment = snapshot.segments().get(group.segment)?;
        Some((
            segment.id(*segment.articles.get(group.article)?),
            group.score,
        ))
    };
    Ok(found.groups.iter().take(depth).filter_map(id).collect())
}

/// The articles that hold all of the words, newest first.
pub fn articles_that_match(
    snapshot: &Snapshot,
    parsed: &Parsed,
) -> Result<Vec<DocAddress>, IndexError> {
    let plan = plan(snapshot, &parsed.root, Takes::All)?;
    let Some(formula) = &plan.admits else {
        return Ok(Vec::new());
    };
    let admitted = admit_all(snapshot, formula)?;
    Ok(dated(snapshot, Some(&admitted), Order::Newest))
}

/// All articles, newest first.
pub fn every_article(snapshot: &Snapshot) -> Vec<DocAddress> {
    dated(snapshot, None, Order::Newest)
}

/// Passages, best first: each is a hit of its own with its article.
pub fn search_passages(
    snapshot: &Snapshot,
    text: &str,
    parsed: &Parsed,
    request: &Request,
) -> Result<Vec<Hit>, IndexError> {
    let found = find(snapshot, text, &parsed.root, takes_of(request), request)?;
    let single = |(group, idx): (&Group, usize)| {
        let passage = group.passages.get(idx).cloned()?;
        let article = passage.evidence.article(&request.weights);
        let score = passage.evidence.passage(&request.weights) + article;
        Some(Group {
            score,
            passages: vec![passage],
            best: 0,
            ..group.clone()
        })
    };
    let all = found
        .groups
        .iter()
        .flat_map(|group| (0..group.passages.len()).map(move |idx| (group, idx)));
    let mut groups: Vec<Group> = all.filter_map(single).collect();
    groups.sort_by(|a, b| by_rank(snapshot, a, b));
    show(snapshot, &Found { groups, ..found }, request)
}

/// Most steps of the ladder that helps an empty answer.
const MAX_STEPS: usize = 4;

fn takes_of(request: &Request) -> Takes {
    let is_set = request.mode == Mode::Set || request.order != Order::Relevance;
    if is_set { Takes::All } else { Takes::Any }
}

/// Whether one word of several parts (`$38B`, `GPT-4o`) is all that was typed: an article that holds
/// `billion` alone is no answer to it. Addresses are asked for by their words.
fn is_compound(root: &Node) -> bool {
    let n_parts = |text: &str| tokens(text).iter().filter(|token| !token.is_extra).count();
    match root {
        Node::Leaf(Leaf::Word(text)) => !text.contains('/') && n_parts(text) > 1,
        Node::Sequence(parts) => matches!(parts.as_slice(), [part] if is_compound(part)),
        _ => false,
    }
}

/// Articles found, in order, not yet shown.
struct Found {
    plan: Plan,
    groups: Vec<Group>,
    totals: Totals,
}

impl Found {
    fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}

fn find(
    snapshot: &Snapshot,
    text: &str,
    root: &Node,
    takes: Takes,
    request: &Request,
) -> Result<Found, IndexError> {
    let plan = plan(snapshot, root, takes)?;
    let admitted = match &plan.admits {
        Some(formula) => Some(admit_all(snapshot, formula)?),
        None => None,
    };
    let scores_nothing = plan.words.is_empty() && plan.together.is_empty();
    if scores_nothing || request.order != Order::Relevance {
        let is_filtered = plan.admits.is_some();
        return if is_filtered || !scores_nothing {
            by_day(snapshot, plan, admitted.as_deref(), request)
        } else {
            Ok(Found {
                plan,
                groups: Vec::new(),
                totals: Totals::default(),
            })
        };
    }
    by_relevance(snapshot, text, plan, admitted.as_deref(), request)
}

fn admit_all(snapshot: &Snapshot, formula: &Formula) -> Result<Vec<Bits>, IndexError> {
    snapshot
        .segments()
        .iter()
        .map(|segment| admit(segment, formula))
        .collect()
}

fn by_relevance(
    snapshot: &Snapshot,
    text: &str,
    plan: Plan,
    admitted: Option<&[Bits]>,
    request: &Request,
) -> Result<Found, IndexError> {
    let wanted = request.offset + request.limit;
    let mut n_candidates = CANDIDATES.max(wanted.saturating_mul(CANDIDATES_PER_RESULT));
    let whole = whole_titles(snapshot, text, admitted)?;
    loop {
        let (mut candidates, totals) = retrieve(snapshot, &plan, admitted, n_candidates)?;
        let is_all = candidates.len() as u64 >= totals.passages;
        candidates.extend(
            whole
                .iter()
                .flat_map(|(segment, article)| passages_of(snapshot, *segment, *article)),
        );
        let mut groups = group(
            snapshot,
            rescore(snapshot, &plan, candidates, &request.weights)?,
            &request.weights,
        );
        if groups.len() >= wanted || is_all {
            weigh(snapshot, &mut groups, &whole, request);
            return Ok(Found {
                plan,
                groups,
                totals,
            });
        }
        n_candidates = n_candidates.saturating_mul(4);
    }
}

/// Applies what counts for whole articles: age, and a title or URL that was typed whole.
fn weigh(snapshot: &Snapshot, groups: &mut [Group], whole: &[(usize, usize)], request: &Request) {
    if whole.is_empty() && request.half_life_days.is_none() {
        return;
    }
    for group in groups.iter_mut() {
        group.score += recency(snapshot, group, request) + whole_title(group, whole);
    }
    groups.sort_by(|a, b| by_rank(snapshot, a, b));
}

fn whole_title(group: &Group, whole: &[(usize, usize)]) -> f64 {
    if whole.contains(&(group.segment, group.article)) {
        WHOLE_TITLE
    } else {
        0.0
    }
}

/// What age takes from a score: half of it a half-life; nothing where the day is unknown or age is off.
fn recency(snapshot: &Snapshot, group: &Group, request: &Request) -> f64 {
    let day = snapshot.segments().get(group.segment).and_then(|segment| {
        segment
            .day_first
            .first(*segment.articles.get(group.article)?)
    });
    match (request.half_life_days, day) {
        (Some(half_life), Some(day)) => {
            let age = (days_since_epoch(request.today) - day).max(0) as f64;
            group.evidence_score(&request.weights) * ((-age / half_life).exp2() - 1.0)
        }
        (Some(_), None) => -group.evidence_score(&request.weights),
        (None, _) => 0.0,
    }
}

/// Articles whose whole title or URL is `text`, as segment and article number.
fn whole_titles(
    snapshot: &Snapshot,
    text: &str,
    admitted: Option<&[Bits]>,
) -> Result<Vec<(usize, usize)>, IndexError> {
    let trimmed = text.trim().trim_matches('"');
    if trimmed.is_empty() {
        return Ok(Vec::new());
    }
    let fields = snapshot.fields();
    let title = crate::index::document::title_key(trimmed);
    let mut found = snapshot.articles_with(fields.title_key, &title)?;
    if trimmed.contains('.') && !trimmed.contains(char::is_whitespace) {
        found.extend(
            snapshot.articles_with(fields.url_key, &crate::index::document::url_key(trimmed))?,
        );
    }
    let is_admitted = |(segment, article): &(usize, usize)| {
        admitted.is_none_or(|sets| sets.get(*segment).is_some_and(|set| set.contains(*article)))
    };
    Ok(found
        .into_iter()
        .filter_map(|address| place(snapshot, address))
        .filter(is_admitted)
        .collect())
}

fn passages_of(snapshot: &Snapshot, segment: usize, article: usize) -> Vec<Candidate> {
    let docs = snapshot
        .segments()
        .get(segment)
        .map_or(0..0, |s| s.passages_of(article));
    docs.take(CANDIDATES)
        .map(|doc| Candidate {
            segment,
            doc,
            score: 0.0,
        })
        .collect()
}

/// Admitted articles by day; the passages of those on the page are scored.
fn by_day(
    snapshot: &Snapshot,
    plan: Plan,
    admitted: Option<&[Bits]>,
    request: &Request,
) -> Result<Found, IndexError> {
    let dated = dated(snapshot, admitted, request.order);
    let totals = Totals {
        passages: dated
            .iter()
            .map(|address| n_passages(snapshot, *address))
            .sum(),
        articles: dated.len() as u64,
        stories: dated.len() as u64,
    };
    let mut groups = Vec::new();
    for address in dated.into_iter().take(request.offset + request.limit) {
        let Some((segment, article)) = place(snapshot, address) else {
            continue;
        };
        let passages = passages_of(snapshot, segment, article);
        let scored = rescore(snapshot, &plan, passages, &request.weights)?;
        let mut found = group(snapshot, scored, &request.weights);
        found.iter_mut().for_each(|group| group.score = 0.0);
        groups.append(&mut found);
    }
    Ok(Found {
        plan,
        groups,
        totals,
    })
}

/// Admitted articles by day; those without a day last.
fn dated(snapshot: &Snapshot, admitted: Option<&[Bits]>, order: Order) -> Vec<DocAddress> {
    let mut dated: Vec<(i64, String, DocAddress)> = Vec::new();
    for (idx, segment) in snapshot.segments().iter().enumerate() {
        let set = admitted.and_then(|sets| sets.get(idx));
        for article in segment
            .alive_articles()
            .filter(|a| set.is_none_or(|set| set.contains(*a)))
        {
            let Some(&doc) = segment.articles.get(article) else {
                continue;
            };
            let day = segment.day_first.first(doc);
            let key = match order {
                Order::Oldest => day.unwrap_or(i64::MAX),
                _ => day.map_or(i64::MAX, |day| -day),
            };
            dated.push((key, segment.id(doc), DocAddress::new(idx as u32, doc)));
        }
    }
    dated.sort();
    dated.into_iter().map(|(_, _, address)| address).collect()
}

fn n_passages(snapshot: &Snapshot, address: DocAddress) -> u64 {
    let Some((segment, article)) = place(snapshot, address) else {
        return 0;
    };
    snapshot
        .segments()
        .get(segment)
        .map_or(0, |s| s.passages_of(article).len() as u64)
}

/// Segment and article number of an article's document.
fn place(snapshot: &Snapshot, address: DocAddress) -> Option<(usize, usize)> {
    let idx = address.segment_ord as usize;
    Some((
        idx,
        snapshot.segments().get(idx)?.article_of(address.doc_id),
    ))
}

/// Reads the texts of the page that was asked for and marks them.
fn show(snapshot: &Snapshot, found: &Found, request: &Request) -> Result<Vec<Hit>, IndexError> {
    let mut stems = Stems::new();
    let mut hits = Vec::new();
    let page = found
        .groups
        .iter()
        .enumerate()
        .skip(request.offset)
        .take(request.limit);
    for (idx, group) in page {
        hits.push(show_hit(
            snapshot,
            &found.plan,
            group,
            idx + 1,
            request,
            &mut stems,
        )?);
    }
    Ok(hits)
}

fn show_hit(
    snapshot: &Snapshot,
    plan: &Plan,
    group: &Group,
    rank: usize,
    request: &Request,
    stems: &mut Stems,
) -> Result<Hit, IndexError> {
    let damaged = || IndexError::Damaged {
        path: "index".into(),
        what: "a hit points nowhere".into(),
    };
    let segment = snapshot.segments().get(group.segment).ok_or_else(damaged)?;
    let doc = *segment.articles.get(group.article).ok_or_else(damaged)?;
    let (card, body) = snapshot.article(DocAddress::new(group.segment as u32, doc))?;
    let fields = snapshot.fields();
    let title_marks = marks(&card.title, plan, fields, stems);
    let sections = if request.context > 0 {
        split(&body, &Limits::default())
    } else {
        Vec::new()
    };
    let passages = group
        .passages
        .iter()
        .take(request.passages.max(1))
        .map(|scored| {
            let span = segment.span(scored.candidate.doc);
            let text = body.get(span.clone()).unwrap_or_default().to_owned();
            let (before, after) = context(&body, &sections, &span, request.context);
            PassageHit {
                start: span.start,
                len: text.len(),
                score: scored.evidence.passage(&request.weights),
                heading: heading(segment, scored.candidate.doc, &body),
                before,
                marks: marks(&text, plan, fields, stems),
                text,
                after,
            }
        })
        .collect();
    let explain = request.explain.then(|| explain(snapshot, group, request));
    Ok(Hit {
        rank,
        score: group.score,
        article: card,
        title_marks,
        passages,
        explain,
    })
}

fn heading(segment: &Segment, doc: u32, body: &str) -> Option<String> {
    body.get(segment.heading(doc)?).map(str::to_owned)
}

fn explain(snapshot: &Snapshot, group: &Group, request: &Request) -> Vec<Part> {
    let is_by_day = group.score == 0.0;
    if is_by_day {
        return Vec::new();
    }
    let evidence = group
        .passages
        .get(group.best)
        .map(|p| p.evidence.parts(&request.weights));
    let mut parts = evidence.unwrap_or_default();
    let recency = recency(snapshot, group, request);
    if recency != 0.0 {
        parts.push(Part {
            name: "age".to_owned(),
            value: recency,
        });
    }
    let known: f64 = parts.iter().map(|part| part.value).sum();
    if group.score - known > WHOLE_TITLE / 2.0 {
        parts.push(Part {
            name: "whole title or URL".to_owned(),
            value: WHOLE_TITLE,
        });
    }
    parts
}

/// Up to `n` sentences of the same section before and after a passage.
fn context(body: &str, sections: &[Passage], span: &Range<usize>, n: usize) -> (String, String) {
    let Some(own) = sections.iter().find(|passage| passage.span == *span) else {
        return (String::new(), String::new());
    };
    let neighbours = || {
        sections
            .iter()
            .filter(|p| p.heading == own.heading)
            .flat_map(|p| &p.sentences)
    };
    let before: Vec<_> = neighbours().filter(|s| s.end <= span.start).collect();
    let after: Vec<_> = neighbours().filter(|s| s.start >= span.end).collect();
    let start = before
        .get(before.len().saturating_sub(n)..)
        .and_then(|tail| tail.first());
    let end = after.iter().take(n).next_back();
    let slice = |range: Range<usize>| body.get(range).unwrap_or_default().trim().to_owned();
    (
        start.map_or_else(String::new, |start| slice(start.start..span.start)),
        end.map_or_else(String::new, |end| slice(span.end..end.end)),
    )
}

/// Says which filters can't act yet.
fn notices_of_intelligence(node: &Node) -> Vec<String> {
    match node {
        Node::Sequence(parts) | Node::And(parts) | Node::Or(parts) => {
            parts.iter().flat_map(notices_of_intelligence).collect()
        }
        Node::Required(part) | Node::Not(part) => notices_of_intelligence(part),
        Node::Filter(
            filter @ (Filter::Company(_)
            | Filter::Topic(_)
            | Filter::Deal(_)
            | Filter::Status(_)
            | Filter::Amount { .. }),
        ) => {
            let shown = print(&Node::Filter(filter.clone()));
            vec![format!(
                "`{shown}` is ignored: this index holds no companies, topics and deals yet"
            )]
        }
        Node::Filter(_)
        | Node::Leaf(
            Leaf::Word(_)
            | Leaf::Exact(_)
            | Leaf::Prefix(_)
            | Leaf::Phrase { .. }
            | Leaf::Near { .. }
            | Leaf::Same(_),
        ) => Vec::new(),
    }
}
