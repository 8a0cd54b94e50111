//! Stakes: who invests in, backs or owns a part of whom.

use super::draft::Draft;
use super::funding::is_org;
use super::investors::list;
use super::line::{Item, Line};
use crate::enrich::names::EntityId;
use crate::enrich::tags::{DealKind, Role};
use crate::enrich::words::Class;

/// `Orim invests $5 billion in Vale`.
pub(super) fn invest(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    let end = (at + 14).min(line.len());
    for preposition in (at + 1..end).filter(|idx| line.is(*idx, Class::In)) {
        let investors = line.subject(at);
        let mut into = line.object(preposition);
        let the_company = line.is_word(preposition + 1, &["the"])
            && line.is(preposition + 2, Class::OrgNoun)
            || line.is_word(preposition + 1, &["it"]);
        if into.is_empty() && the_company {
            into.extend(line.other_than(&investors, at));
        }
        if into.is_empty() {
            continue;
        }
        if respectively(line, at, preposition, &investors, &into, drafts) {
            continue;
        }
        let nearest = (at..preposition)
            .rev()
            .find_map(|idx| line.price(idx..idx + 1));
        let sum = nearest.or_else(|| line.price(at.saturating_sub(4)..at));
        push_stake(line, at, "invests in", &investors, &into, sum, drafts);
    }
}

/// `Orim and Vale invest $3 billion and $5 billion respectively in Heliora`: a stake each.
fn respectively(
    line: &Line,
    at: usize,
    preposition: usize,
    investors: &[EntityId],
    into: &[EntityId],
    drafts: &mut Vec<Draft>,
) -> bool {
    let sums: Vec<usize> = (at..preposition)
        .filter_map(|idx| line.price(idx..idx + 1))
        .collect();
    let is_each = (at..preposition + 4).any(|idx| line.is_word(idx, &["respectively"]));
    if !is_each || sums.len() < 2 || sums.len() != investors.len() {
        return false;
    }
    for (investor, sum) in investors.iter().zip(sums) {
        push_stake(
            line,
            at,
            "invests in",
            &[*investor],
            into,
            Some(sum),
            drafts,
        );
    }
    true
}

/// `Orim's investment in Vale`, `an investment from Orim`.
pub(super) fn investment(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    let end = (at + 8).min(line.len());
    let sum = line
        .price(at.saturating_sub(6)..at)
        .or_else(|| line.price(at..(at + 5).min(line.len())))
        .or_else(|| stated(line, at));
    if let Some(into) =
        (at + 1..end).find(|idx| line.is(*idx, Class::In) || line.is_word(*idx, &["with"]))
    {
        let investees = line.object(into);
        if !investees.is_empty() {
            // "the investment in Orim is $3 billion from Vale"
            let from = sum.and_then(|sum| {
                let is_sum = |idx: &usize| line.item(*idx) == Some(Item::Money(sum));
                (into..line.len()).find(is_sum).map(|money| money + 1)
            });
            let givers = from
                .filter(|from| line.is(*from, Class::From))
                .map(|from| line.object(from))
                .unwrap_or_default();
            let investors = if givers.is_empty() {
                line.owner_or_subject(at, &investees)
            } else {
                givers
            };
            push_stake(
                line,
                at,
                "investment in",
                &investors,
                &investees,
                sum,
                drafts,
            );
            return;
        }
    }
    if let Some(from) = (at + 1..(at + 3).min(line.len()))
        .find(|idx| line.is(*idx, Class::From) || line.is(*idx, Class::By))
    {
        let investors = line.object(from);
        if !investors.is_empty() {
            let investees = line.owner_or_subject(at, &investors);
            push_stake(
                line,
                at,
                "investment from",
                &investors,
                &investees,
                sum,
                drafts,
            );
        }
    }
}

/// `the investment in Orim is a staggering $3 billion`: the sum that the noun is said to be.
fn stated(line: &Line, at: usize) -> Option<usize> {
    let end = (at + 14).min(line.len());
    let is = (at + 1..end)
        .take_while(|idx| !matches!(line.item(*idx), Some(Item::Comma | Item::Sign(_))))
        .find(|idx| {
            line.is_word(
                *idx,
                &["is", "was", "totals", "totaled", "totalled", "reached"],
            )
        })?;
    line.price(is + 1..(is + 5).min(line.len()))
}

pub(super) fn stake(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    if line.is_word(at, &["shares"]) && !line.has(at.saturating_sub(4)..at, Class::Acquire) {
        return;
    }
    let Some(of) = (at + 1..(at + 3).min(line.len()))
        .find(|idx| line.is(*idx, Class::In) || line.is(*idx, Class::Of))
    else {
        return;
    };
    let investees = line.object(of);
    let investors = line.owner_or_subject(at, &investees);
    let sum = line
        .price(at.saturating_sub(5)..at)
        .or_else(|| line.price(at..(at + 8).min(line.len())));
    push_stake(line, at, "stake in", &investors, &investees, sum, drafts);
}

fn push_stake(
    line: &Line,
    at: usize,
    rule: &'static str,
    investors: &[EntityId],
    investees: &[EntityId],
    sum: Option<usize>,
    drafts: &mut Vec<Draft>,
) {
    let investors: Vec<EntityId> = investors
        .iter()
        .copied()
        .filter(|id| !investees.contains(id) && !line.is_press(*id))
        .collect();
    if investors.is_empty() {
        return;
    }
    for investee in investees.iter().filter(|id| is_org(line, **id)).take(8) {
        drafts.push(
            Draft::new(DealKind::Investment, rule, line.idx, at)
                .with(&investors, Role::Investor)
                .with(&[*investee], Role::Investee)
                .for_sum(sum.and_then(|idx| line.money.get(idx))),
        );
    }
}

/// `Orim-backed Vale`, `backed by Orim`, `Orim backs Vale`.
pub(super) fn back(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    let hyphen = at
        .checked_sub(1)
        .is_some_and(|before| line.item(before) == Some(Item::Hyphen));
    if hyphen {
        let investor = at.checked_sub(2).and_then(|before| line.name(before));
        let investees = line.object(at);
        push_stake(
            line,
            at,
            "backed",
            investor.as_slice(),
            investees.get(..1).unwrap_or_default(),
            None,
            drafts,
        );
    } else if line.is(at + 1, Class::By) {
        let investors = list(line, at + 1);
        push_stake(
            line,
            at,
            "backed by",
            &investors,
            &line.subject(at),
            None,
            drafts,
        );
    } else if line.is_word(at, &["backs", "backed"]) || is_to_back(line, at) {
        let investees = line
            .object_at(at + 1, 6)
            .map(|first| line.list_from(first, false))
            .unwrap_or_default();
        let sum = line.price(at..(at + 12).min(line.len()));
        push_stake(
            line,
            at,
            "backs",
            &line.subject(at),
            &investees,
            sum,
            drafts,
        );
    }
}

/// `to back Orim`; with any verb but an auxiliary before it, `back` is a direction: `brings back`.
fn is_to_back(line: &Line, at: usize) -> bool {
    line.is_word(at, &["back"])
        && at > 0
        && (matches!(
            line.class(at - 1),
            Some(Class::To | Class::Auxiliary | Class::Role | Class::Investors)
        ) || line.is_word(at - 1, &["could", "would", "may", "might"]))
}

/// `Orim, an investor in Vale`, `Vale investor Orim`.
pub(super) fn investor_in(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    if let Some(into) = (at + 1..(at + 3).min(line.len()))
        .find(|idx| line.is(*idx, Class::In) || line.is(*idx, Class::Of))
    {
        let investors = line.subject(at);
        let mut investees = line.object(into);
        if investees.is_empty()
            && line.is_word(into + 1, &["the"])
            && line.is(into + 2, Class::OrgNoun)
        {
            investees.extend(line.other_than(&investors, at));
        }
        push_stake(
            line,
            at,
            "investor in",
            &investors,
            &investees,
            None,
            drafts,
        );
        return;
    }
    let investee = at
        .checked_sub(1)
        .and_then(|before| line.name(before))
        .or_else(|| line.possessor(at));
    let behind = (at + 1..at + 3).find(|idx| matches!(line.item(*idx), Some(Item::Name(_))));
    if let (Some(investee), Some(behind)) = (investee, behind)
        && line.is_word(at, &["investor", "backer"])
    {
        push_stake(
            line,
            at,
            "investor",
            &line.list_from(behind, false),
            &[investee],
            None,
            drafts,
        );
    }
}
