//! The hits of a page: texts, marks, neighbouring sentences, and the parts of a score.

use std::ops::Range;

use tantivy::DocAddress;

use super::answer::{Hit, Part, PassageHit};
use super::group::Group;
use super::marks::marks;
use super::plan::Plan;
use super::rank::{Found, recency};
use super::search::{Order, Request};
use super::weights::WHOLE_TITLE;
use crate::analysis::stems::Stems;
use crate::enrich::{Limits, Passage, split};
use crate::index::{IndexError, Segment, Snapshot};

/// Reads the texts of the page that was asked for and marks them.
pub(super) fn show(
    snapshot: &Snapshot,
    found: &Found,
    request: &Request,
) -> Result<Vec<Hit>, IndexError> {
    Stems::of_thread(|stems| show_page(snapshot, found, request, stems))
}

fn show_page(
    snapshot: &Snapshot,
    found: &Found,
    request: &Request,
    stems: &mut Stems,
) -> Result<Vec<Hit>, IndexError> {
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
            stems,
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
    let address = DocAddress::new(group.segment as u32, doc);
    let (card, body, facts) = snapshot.article_with_facts(address)?;
    let title_marks = marks(&card.title, plan, stems);
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
                marks: marks(&text, plan, stems),
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
        facts,
        copies: group.copies,
        story: snapshot.story(group.segment, group.article),
        explain,
    })
}

fn heading(segment: &Segment, doc: u32, body: &str) -> Option<String> {
    body.get(segment.heading(doc)?).map(str::to_owned)
}

fn explain(snapshot: &Snapshot, group: &Group, request: &Request) -> Vec<Part> {
    if request.order != Order::Relevance {
        return Vec::new();
    }
    let evidence = group
        .passages
        .get(group.best)
        .map(|p| p.evidence.parts(&request.weights));
    let mut parts = evidence.unwrap_or_default();
    if group.further != 0.0 {
        parts.push(Part {
            name: "further passages".to_owned(),
            value: group.further,
        });
    }
    if group.behind != 0.0 {
        parts.push(Part {
            name: "behind what was found first".to_owned(),
            value: group.behind,
        });
    }
    if group.wishes != 0.0 {
        parts.push(Part {
            name: "day or outlet that was named".to_owned(),
            value: group.wishes,
        });
    }
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
