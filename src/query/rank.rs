//! From a plan to articles in order: by relevance, with feedback, or by day.

use tantivy::DocAddress;

use super::answer::Totals;
use super::bits::Bits;
use super::feedback::feed_back;
use super::fold::{Places, StoryCount, fold_articles, fold_groups};
use super::group::{Group, by_rank, group};
use super::hints::Wishes;
use super::plan::Plan;
use super::rescore::rescore;
use super::retrieve::{Candidate, Retrieved, retrieve};
use super::search::{Order, Request};
use super::weights::{CANDIDATES_PER_RESULT, WHOLE_TITLE, WISH};
use crate::index::document::{title_key, url_key};
use crate::index::{IndexError, Snapshot, days_since_epoch};

/// Articles found, in order, not yet shown.
pub(super) struct Found {
    pub(super) plan: Plan,
    pub(super) groups: Vec<Group>,
    pub(super) totals: Totals,
}

impl Found {
    pub(super) fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}

/// Articles by what they hold, as many as are wanted.
///
/// As many candidates as the request says give the first of them, one for [`CANDIDATES_PER_RESULT`]. Where more are
/// wanted, four times as many candidates are scored, and what they add is put behind: whoever asks for more gets the
/// same list, only longer, and pages are slices of it.
pub(super) fn by_relevance(
    snapshot: &Snapshot,
    text: &str,
    plan: Plan,
    admitted: Option<&[Bits]>,
    wishes: &Wishes,
    request: &Request,
) -> Result<Found, IndexError> {
    let wanted = request.offset + request.limit;
    let whole = whole_titles(snapshot, text, admitted)?;
    let places = Places::of(snapshot);
    let mut n_candidates = request.candidates.max(CANDIDATES_PER_RESULT);
    let mut groups: Vec<Group> = Vec::new();
    loop {
        let Retrieved {
            mut candidates,
            wished,
            totals,
            n_articles,
        } = retrieve(snapshot, &plan, admitted, wishes.each(), n_candidates)?;
        let is_all = candidates.len() as u64 >= totals.passages;
        candidates.extend(wished);
        candidates.extend(
            whole
                .iter()
                .flat_map(|(segment, article)| passages_of(snapshot, *segment, *article)),
        );
        let scored = rescore(
            snapshot,
            &plan,
            Some(&n_articles),
            candidates,
            &request.weights,
        )?;
        let mut found = group(snapshot, scored, &request.weights);
        found = feed_back(snapshot, &plan, found, &request.weights)?;
        weigh(snapshot, &mut found, &whole, wishes, request);
        found = fold_groups(&places, found, request.fold);
        groups = places.continued(groups, found, request.fold);
        let n_results = n_candidates / CANDIDATES_PER_RESULT;
        if is_all || groups.len().min(n_results) >= wanted {
            return Ok(Found {
                plan,
                groups,
                totals,
            });
        }
        groups.truncate(n_results);
        n_candidates = n_candidates.saturating_mul(4);
    }
}

/// Applies what counts for whole articles: age, days and outlets that were named, and a title or URL that was
/// typed whole.
fn weigh(
    snapshot: &Snapshot,
    groups: &mut [Group],
    whole: &[(usize, usize)],
    wishes: &Wishes,
    request: &Request,
) {
    if whole.is_empty() && wishes.is_empty() && request.half_life_days.is_none() {
        return;
    }
    for group in groups.iter_mut() {
        let n_fulfilled = wishes.fulfilled(group.segment, group.article) as f64;
        group.wishes = WISH * n_fulfilled * group.evidence_score(&request.weights);
        group.score += group.wishes + recency(snapshot, group, request) + whole_title(group, whole);
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

/// What age takes from a score: half of it a half-life, nearly all where the day is unknown, nothing where age is
/// off.
pub(super) fn recency(snapshot: &Snapshot, group: &Group, request: &Request) -> f64 {
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
        (Some(_), None) => -group.evidence_score(&request.weights) * (1.0 - UNDATED),
        (None, _) => 0.0,
    }
}

/// The share of its score that an article without a day keeps where age counts: behind all others, in order.
const UNDATED: f64 = 1e-3;

/// Articles whose whole title or URL is `text`, as segment and article number.
pub(super) fn whole_titles(
    snapshot: &Snapshot,
    text: &str,
    admitted: Option<&[Bits]>,
) -> Result<Vec<(usize, usize)>, IndexError> {
    let trimmed = text.trim().trim_matches('"');
    if trimmed.is_empty() {
        return Ok(Vec::new());
    }
    let fields = snapshot.fields();
    let titled = |title: &str| snapshot.articles_with(fields.title_key, &title_key(title));
    let mut found = titled(trimmed)?;
    if found.is_empty()
        && let Some(title) = without_outlet(trimmed)
    {
        found = titled(title)?;
    }
    if trimmed.contains('.') && !trimmed.contains(char::is_whitespace) {
        found.extend(at_address(snapshot, trimmed)?);
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

/// The articles of an address, which may be wrapped: `<https://…>`, `(https://…).`
pub(super) fn at_address(snapshot: &Snapshot, text: &str) -> Result<Vec<DocAddress>, IndexError> {
    let field = snapshot.fields().url_key;
    let found = snapshot.articles_with(field, &url_key(text))?;
    if found.is_empty() {
        snapshot.articles_with(field, &url_key(unwrapped(text)))
    } else {
        Ok(found)
    }
}

pub(super) fn unwrapped(text: &str) -> &str {
    text.trim_start_matches(['<', '(', '[', '"', '\'', '“'])
        .trim_end_matches(['>', ')', ']', '"', '\'', '”', '.', ',', ';', ':'])
}

/// A title as a browser's tab has it, without the outlet behind it: `TITLE - The Verge`, `TITLE | Daily Substrate`.
fn without_outlet(title: &str) -> Option<&str> {
    let parts = [" | ", " - ", " – ", " — "].into_iter();
    let shorter = parts.filter_map(|mark| title.rsplit_once(mark));
    let longest = shorter.max_by_key(|(title, _)| title.len());
    longest.map(|(title, _)| title)
}

fn passages_of(snapshot: &Snapshot, segment: usize, article: usize) -> Vec<Candidate> {
    let docs = snapshot
        .segments()
        .get(segment)
        .map_or(0..0, |s| s.passages_of(article));
    docs.map(|doc| Candidate {
        segment,
        doc,
        score: 0.0,
    })
    .collect()
}

/// Admitted articles by day; the passages of those on the page are scored.
pub(super) fn by_day(
    snapshot: &Snapshot,
    plan: Plan,
    admitted: Option<&[Bits]>,
    request: &Request,
) -> Result<Found, IndexError> {
    let dated: Vec<(usize, usize)> = dated(snapshot, admitted, request.order)
        .into_iter()
        .filter_map(|address| place(snapshot, address))
        .collect();
    let mut stories = StoryCount::new(snapshot);
    dated
        .iter()
        .for_each(|(segment, article)| stories.insert(*segment, *article));
    let scores_nothing = plan.words.is_empty() && plan.together.is_empty();
    let totals = Totals {
        // Those that hold words; where none are asked, all of them.
        passages: if scores_nothing {
            dated.iter().map(|place| n_passages(snapshot, *place)).sum()
        } else {
            retrieve(snapshot, &plan, admitted, &[], 1)?.totals.passages
        },
        articles: dated.len() as u64,
        stories: stories.count(),
    };
    let folded = fold_articles(&Places::of(snapshot), &dated, request.fold);
    let page = folded.into_iter().take(request.offset + request.limit);
    let groups = score_each(snapshot, &plan, page, request)?;
    Ok(Found {
        plan,
        groups,
        totals,
    })
}

/// The articles at these addresses, in this order, with their passages scored.
pub(super) fn in_order(
    snapshot: &Snapshot,
    plan: Plan,
    addresses: &[DocAddress],
    request: &Request,
) -> Result<Found, IndexError> {
    let places = addresses
        .iter()
        .filter_map(|address| Some((place(snapshot, *address)?, 0)));
    let groups = score_each(snapshot, &plan, places, request)?;
    Ok(Found {
        plan,
        groups,
        totals: Totals::default(),
    })
}

/// A group for each article, which stands for so many copies.
fn score_each(
    snapshot: &Snapshot,
    plan: &Plan,
    articles: impl Iterator<Item = ((usize, usize), u64)>,
    request: &Request,
) -> Result<Vec<Group>, IndexError> {
    let mut groups = Vec::new();
    for (idx, ((segment, article), copies)) in articles.enumerate() {
        if idx < request.offset {
            groups.push(Group::unscored(segment, article));
            continue;
        }
        let passages = passages_of(snapshot, segment, article);
        let scored = rescore(snapshot, plan, None, passages, &request.weights)?;
        let mut found = group(snapshot, scored, &request.weights);
        for group in &mut found {
            (group.score, group.copies) = (0.0, copies);
        }
        groups.append(&mut found);
    }
    Ok(groups)
}

/// Admitted articles by day; those without a day last.
pub(super) fn dated(
    snapshot: &Snapshot,
    admitted: Option<&[Bits]>,
    order: Order,
) -> Vec<DocAddress> {
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

fn n_passages(snapshot: &Snapshot, (segment, article): (usize, usize)) -> u64 {
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
