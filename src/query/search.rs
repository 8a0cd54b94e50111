//! The steps from a parsed query to an answer.

use jiff::civil::Date;
use tantivy::DocAddress;

use super::admit::admit;
use super::answer::{Answer, Hit, Totals, Understood};
use super::bits::Bits;
use super::fold::Fold;
use super::group::{Group, by_rank};
use super::hints::{Wishes, days_alone};
use super::meant::{meant, takes_of};
use super::named::written_out;
use super::notices::{notice_of_filters, notice_of_unknown, notice_of_url, notices_of_values};
use super::plan::{Formula, Takes, plan};
use super::print::print;
use super::rank::{Found, by_day, by_relevance, dated, in_order, whole_titles};
use super::relax::{Ladder, Step};
use super::show::show;
use super::tree::{Node, Parsed};
use super::weights::{CANDIDATES, THOROUGH_CANDIDATES, Weights};
use crate::index::{IndexError, Snapshot};

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
    /// Passages that are scored again for the first results; more of them rank a little better and take longer.
    pub candidates: usize,
    /// Sentences shown before and after a passage.
    pub context: usize,
    /// What is folded into one article.
    pub fold: Fold,
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
            candidates: CANDIDATES,
            context: 0,
            fold: Fold::Copies,
            explain: false,
            relaxes: true,
            half_life_days: None,
            today,
            weights: Weights::default(),
        }
    }

    /// The same where no person waits.
    pub fn thorough(today: Date) -> Self {
        Self {
            candidates: THOROUGH_CANDIDATES,
            ..Self::ranked(today)
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
    let of_values = notices_of_values(snapshot, &parsed.root);
    let says_why = !of_values.is_empty();
    understood.notices.extend(of_values);
    understood.notices.extend(notice_of_url(snapshot, text)?);
    let mut root = meant(&parsed.root);
    let mut request = request.clone();
    if let Some(days) = days_asked(snapshot, text, &root, &request)? {
        if request.order == Order::Relevance {
            request.order = Order::Newest;
        }
        let shown = print(&days);
        let said = format!("nothing but days was typed: these are the articles of {shown}, by day");
        understood.notices.push(said);
        root = days;
    }
    let request = &request;
    let mut takes = takes_of(&root, request);
    let mut found = find(snapshot, text, &root, takes, request)?;
    let mut ladder = Ladder::default();
    let mut steps = 0;
    while request.relaxes && steps < MAX_STEPS {
        let Some(Step {
            root: next,
            takes: next_takes,
            said,
        }) = ladder.next_step(snapshot, &root, &found.plan, takes, found.is_empty())
        else {
            break;
        };
        understood.relaxed.push(said);
        (root, takes) = (next, next_takes);
        found = find(snapshot, text, &root, takes, request)?;
        steps += 1;
    }
    understood.notices.extend(notice_of_unknown(&found.plan));
    if request.relaxes {
        let doubts = super::relax::doubts(snapshot, &root);
        understood.notices.extend(doubts);
    }
    let is_by_day = request.order != Order::Relevance;
    let is_asked =
        |name: &str| is_by_day || found.plan.others.iter().any(|other| other.said == name);
    understood.expanded = print(&written_out(snapshot.names(), &root, &is_asked));
    understood.planned = super::plan::describe(&found.plan);
    let mut near_terms = Vec::new();
    if found.is_empty() {
        if !says_why {
            let notice = notice_of_filters(snapshot, &root, request)?;
            understood.notices.extend(notice);
        }
        near_terms = super::relax::near_terms(snapshot, &root);
    }
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
    let root = meant(&parsed.root);
    let found = find(snapshot, "", &root, takes_of(&root, &request), &request)?;
    let id = |group: &Group| {
        let segment = snapshot.segments().get(group.segment)?;
        Some((
            segment.id(*segment.articles.get(group.article)?),
            group.score,
        ))
    };
    Ok(found.groups.iter().take(depth).filter_map(id).collect())
}

/// The articles that hold all of the words, newest first; with `other_names`, names in the query are found
/// under their other names too.
pub fn articles_that_match(
    snapshot: &Snapshot,
    parsed: &Parsed,
    other_names: bool,
) -> Result<Vec<DocAddress>, IndexError> {
    let plan = plan(snapshot, &parsed.root, Takes::All, true, other_names)?;
    let Some(formula) = &plan.admits else {
        return Ok(Vec::new());
    };
    let admitted = admit_all(snapshot, formula)?;
    Ok(dated(snapshot, Some(&admitted), Order::Newest))
}

/// The articles at these addresses, in this order, with the passages that hold the words.
pub fn hits_at(
    snapshot: &Snapshot,
    parsed: &Parsed,
    addresses: &[DocAddress],
    request: &Request,
) -> Result<Vec<Hit>, IndexError> {
    let plan = plan(snapshot, &parsed.root, Takes::All, true, true)?;
    let request = Request {
        offset: 0,
        limit: addresses.len(),
        ..request.clone()
    };
    let found = in_order(snapshot, plan, addresses, &request)?;
    show(snapshot, &found, &request)
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
    let root = meant(&parsed.root);
    let found = find(snapshot, text, &root, takes_of(&root, request), request)?;
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

/// The days as a filter, where nothing else was typed, no headline is just that, and articles of those days are
/// found.
fn days_asked(
    snapshot: &Snapshot,
    text: &str,
    root: &Node,
    request: &Request,
) -> Result<Option<Node>, IndexError> {
    let days = days_alone(snapshot, root, request.today).into_iter();
    let days: Vec<Node> = days.map(Node::Filter).collect();
    if days.is_empty() || !whole_titles(snapshot, text, None)?.is_empty() {
        return Ok(None);
    }
    let root = Node::Or(days);
    let plan = plan(snapshot, &root, Takes::All, true, true)?;
    let Some(formula) = &plan.admits else {
        return Ok(None);
    };
    let admitted = admit_all(snapshot, formula)?;
    let is_any = admitted.iter().any(|set| set.count() > 0);
    Ok(is_any.then_some(root))
}

pub(super) fn find(
    snapshot: &Snapshot,
    text: &str,
    root: &Node,
    takes: Takes,
    request: &Request,
) -> Result<Found, IndexError> {
    let is_by_day = request.order != Order::Relevance;
    let mut plan = plan(snapshot, root, takes, is_by_day, true)?;
    let admitted = match &plan.admits {
        Some(formula) => Some(admit_all(snapshot, formula)?),
        None => None,
    };
    let scores_nothing = plan.words.is_empty() && plan.together.is_empty();
    if scores_nothing || is_by_day {
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
    let wishes = Wishes::of(snapshot, root, request.today)?;
    wishes.note(&mut plan);
    by_relevance(snapshot, text, plan, admitted.as_deref(), &wishes, request)
}

pub(super) fn admit_all(snapshot: &Snapshot, formula: &Formula) -> Result<Vec<Bits>, IndexError> {
    snapshot
        .segments()
        .iter()
        .map(|segment| admit(segment, formula))
        .collect()
}
