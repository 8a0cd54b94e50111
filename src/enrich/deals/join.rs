//! Drafts of single sentences to one deal a tie: parties under one name, sums and states brought together,
//! what a more specific deal tells already left out.

use super::draft::Draft;
use crate::enrich::names::{Entity, EntityId, Kind, Names};
use crate::enrich::reading::Reading;
use crate::enrich::tags::{Deal, DealKind, DealStatus, Party, Role};

/// What the article as a whole says of its news.
pub(super) struct News {
    /// The headline calls it a report.
    pub(super) is_hedged: bool,
    /// Somebody confirms it.
    pub(super) is_confirmed: bool,
}

/// Most deals that are kept of one article.
const MAX_DEALS: usize = 60;

pub(super) fn join(
    reading: &Reading,
    names: &Names,
    drafts: Vec<Draft>,
    about: Option<EntityId>,
    news: &News,
) -> (Vec<Deal>, Vec<EntityId>) {
    let drafts = with_rounds(drafts, about);
    let mut joined: Vec<Draft> = Vec::new();
    for draft in drafts {
        if joined.len() >= MAX_DEALS
            || draft.parties.iter().all(|(id, _)| !is_sure(names, *id))
                && draft.kind != DealKind::Investment
        {
            continue;
        }
        if own_unit(names, &draft) {
            continue;
        }
        match joined
            .iter_mut()
            .find(|known| is_same(names, known, &draft))
        {
            Some(known) => absorb(known, draft),
            None => joined.push(draft),
        }
    }
    pass_on_sums(names, &mut joined);
    pass_on_ends(names, &mut joined);
    let told: Vec<Draft> = joined
        .iter()
        .enumerate()
        .filter(|(idx, draft)| better_told(names, &joined, *idx, draft).next().is_none())
        .map(|(_, draft)| draft.clone())
        .collect();
    let mut parties: Vec<EntityId> = Vec::new();
    let mut deals: Vec<Deal> = Vec::new();
    for draft in told {
        let deal = finish(reading, names, &draft, news);
        for (id, _) in &draft.parties {
            if !parties.contains(id) {
                parties.push(*id);
            }
        }
        deals.push(deal);
    }
    deals.sort_by_key(|deal| deal.background);
    (deals, parties)
}

/// Gives investors without a company the round before them.
fn with_rounds(drafts: Vec<Draft>, about: Option<EntityId>) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::new();
    for draft in drafts {
        let is_loose =
            draft.kind == DealKind::Investment && draft.having(Role::Investee).next().is_none();
        if !is_loose {
            out.push(draft);
            continue;
        }
        let investors: Vec<EntityId> = draft.having(Role::Investor).collect();
        let sentence = draft.sentences.first().copied().unwrap_or(0);
        let is_near = |known: &&mut Draft| {
            known.kind == DealKind::Investment
                && is_round(known.rule)
                && (draft.is_latest
                    || sentence.saturating_sub(known.sentences.last().copied().unwrap_or(0)) <= 3)
        };
        let round = if draft.is_latest {
            out.iter_mut().find(is_near)
        } else {
            out.iter_mut().rev().find(is_near)
        };
        if let Some(round) = round {
            for id in investors {
                if !round.parties.iter().any(|(known, _)| *known == id) {
                    round.parties.push((id, Role::Investor));
                }
            }
            round.sentences.push(sentence);
        } else if let Some(about) =
            about.filter(|about| !investors.contains(about) && investors.len() > 1)
        {
            let mut draft = draft;
            draft.parties.push((about, Role::Investee));
            out.push(draft);
        }
    }
    out
}

fn is_round(rule: &str) -> bool {
    matches!(
        rule,
        "raises"
            | "secures a sum"
            | "closes a round"
            | "a round"
            | "its round"
            | "in a round"
            | "investors of the round"
    )
}

fn is_sure(names: &Names, id: EntityId) -> bool {
    names
        .entity(id)
        .is_some_and(|entity| matches!(entity.kind, Kind::Known | Kind::Org | Kind::Owner))
}

/// Whether all parties are one house.
fn own_unit(names: &Names, draft: &Draft) -> bool {
    let mut roots: Vec<&str> = draft
        .parties
        .iter()
        .map(|(id, _)| root(names, *id))
        .collect();
    roots.sort_unstable();
    roots.dedup();
    roots.len() < 2 && draft.parties.len() > 1
}

/// The name of the whole that a party belongs to.
fn root(names: &Names, id: EntityId) -> &str {
    let entity = names.entity(id);
    entity.map_or("", |entity| unit_of(entity).unwrap_or(&entity.name))
}

/// Units that articles name in place of their house.
fn unit_of(entity: &Entity) -> Option<&'static str> {
    Some(match entity.name.as_str() {
        "Amazon Web Services" => "Amazon",
        "Microsoft Azure" => "Microsoft",
        "Google Cloud" | "Google DeepMind" => "Google",
        "Oracle Cloud" => "Oracle",
        "IBM Cloud" => "IBM",
        _ => return None,
    })
}

/// The houses of a draft's parties in a role, or of all, each once.
fn roots<'a>(names: &'a Names, draft: &Draft, role: Option<Role>) -> Vec<&'a str> {
    let mut roots: Vec<&str> = draft
        .parties
        .iter()
        .filter(|(_, has)| role.is_none_or(|role| role == *has))
        .map(|(id, _)| root(names, *id))
        .collect();
    roots.sort_unstable();
    roots.dedup();
    roots
}

fn is_same(names: &Names, known: &Draft, draft: &Draft) -> bool {
    // A round of years ago is none of today's.
    if known.kind != draft.kind || known.is_past != draft.is_past {
        return false;
    }
    let roots = |draft: &Draft, role: Option<Role>| roots(names, draft, role);
    match draft.kind {
        DealKind::Investment => {
            let (a, b) = (
                roots(known, Some(Role::Investee)),
                roots(draft, Some(Role::Investee)),
            );
            if a != b {
                return false;
            }
            let sums_differ = match (&known.amount, &draft.amount) {
                (Some(a), Some(b)) => (a.value - b.value).abs() > 0.02 * a.value.max(b.value),
                _ => false,
            };
            if sums_differ {
                return false;
            }
            // A round without a sum is that of the sentence beside it, or of the headline.
            let distance = known
                .sentences
                .iter()
                .flat_map(|a| draft.sentences.iter().map(move |b| a.abs_diff(*b)))
                .min()
                .unwrap_or(0);
            let in_title = known.sentences.contains(&0) || draft.sentences.contains(&0);
            let one_has_sum = known.amount.is_some() != draft.amount.is_some();
            if one_has_sum
                && is_round(known.rule)
                && is_round(draft.rule)
                && distance > 2
                && !in_title
            {
                return false;
            }
            let (a, b) = (
                roots(known, Some(Role::Investor)),
                roots(draft, Some(Role::Investor)),
            );
            let shares = a.iter().any(|name| b.contains(name)) || a.is_empty() || b.is_empty();
            let both_rounds = is_round(known.rule) && is_round(draft.rule);
            let same_sum = known.amount.is_some() && draft.amount.is_some();
            shares || both_rounds && same_sum
        }
        DealKind::Acquisition => {
            let (a, b) = (roots(known, None), roots(draft, None));
            let merges = known.rule.contains("merge")
                || draft.rule.contains("merge")
                || known.rule == "name acquisition"
                || draft.rule == "name acquisition";
            a == b
                && (merges || roots(known, Some(Role::Target)) == roots(draft, Some(Role::Target)))
        }
        _ => {
            let (a, b) = (roots(known, None), roots(draft, None));
            a == b
                || b.iter().all(|name| a.contains(name))
                || a.iter().all(|name| b.contains(name)) && a.len() > 1
        }
    }
}

fn absorb(known: &mut Draft, draft: Draft) {
    if is_guess(known.rule) {
        known.rule = draft.rule;
    }
    for (id, role) in draft.parties {
        if !known.parties.iter().any(|(has, _)| *has == id) {
            known.parties.push((id, role));
        }
    }
    if known.amount.is_none() {
        known.amount = draft.amount;
    }
    known.is_told |= draft.is_told;
    known.status = match (known.status, draft.status) {
        (Some(a), Some(b)) => Some(strongest(a, b)),
        (a, b) => a.or(b),
    };
    for sentence in draft.sentences {
        if !known.sentences.contains(&sentence) {
            known.sentences.push(sentence);
        }
    }
}

fn strongest(a: DealStatus, b: DealStatus) -> DealStatus {
    let rank = |status: DealStatus| match status {
        DealStatus::Blocked => 4,
        DealStatus::Ended => 3,
        DealStatus::Revised => 2,
        DealStatus::Reported => 1,
        DealStatus::Announced => 0,
    };
    if rank(a) >= rank(b) { a } else { b }
}

/// The sum of a draft that another tells better is the other's, where that has none.
fn pass_on_sums(names: &Names, all: &mut [Draft]) {
    for idx in 0..all.len() {
        let Some(draft) = all.get(idx).filter(|draft| draft.amount.is_some()) else {
            continue;
        };
        // Money for a stake or a company before money for goods.
        let better = better_told(names, all, idx, draft)
            .min_by_key(|better| all.get(*better).map(|draft| draft.kind));
        let Some(better) = better else {
            continue;
        };
        let amount = draft.amount.clone();
        if let Some(better) = all.get_mut(better).filter(|better| better.amount.is_none()) {
            better.amount = amount;
        }
    }
}

/// Where a deal that is only called one has ended, so has what is told of it more closely.
fn pass_on_ends(names: &Names, all: &mut [Draft]) {
    for idx in 0..all.len() {
        let Some(draft) = all
            .get(idx)
            .filter(|draft| draft.status == Some(DealStatus::Ended) && draft.rule.contains("deal"))
        else {
            continue;
        };
        let better: Vec<usize> = better_told(names, all, idx, draft).collect();
        for better in better {
            if let Some(better) = all.get_mut(better) {
                better.status = Some(DealStatus::Ended);
            }
        }
    }
}

/// The drafts that tell the same tie better: a deal of another kind of the same pair, where this one is only
/// called a deal.
fn better_told<'a>(
    names: &'a Names,
    all: &'a [Draft],
    idx: usize,
    draft: &'a Draft,
) -> impl Iterator<Item = usize> + 'a {
    let roots = roots(names, draft, None);
    let holds_all = move |other: &Draft| {
        let others = self::roots(names, other, None);
        roots.iter().all(|name| others.contains(name))
    };
    let others = all.iter().enumerate();
    others
        .filter(move |(other_idx, other)| {
            *other_idx != idx && tells_more(draft, other) && holds_all(other)
        })
        .map(|(other_idx, _)| other_idx)
}

/// Whether `other`, of the same parties, says more of a tie than `draft`.
fn tells_more(draft: &Draft, other: &Draft) -> bool {
    let is_generic = draft.rule.contains("deal");
    // A kind that was only guessed from who the parties are.
    let is_guess = is_guess(draft.rule);
    let shares = || {
        let own = &draft.sentences;
        other
            .sentences
            .iter()
            .any(|sentence| own.contains(sentence))
    };
    match (draft.kind, other.kind) {
        (DealKind::Partnership, DealKind::Partnership) => false,
        (DealKind::Partnership, DealKind::Investment) => is_generic && shares(),
        (DealKind::Partnership, _) => is_generic,
        // A take-out licenses too.
        (DealKind::Licensing, DealKind::Acquisition) => {
            matches!(other.rule, "licenses" | "hires and licenses")
        }
        (DealKind::Supply, DealKind::Cloud) => is_generic || shares(),
        (_, DealKind::Partnership) => false,
        _ => is_guess && !self::is_guess(other.rule),
    }
}

fn is_guess(rule: &str) -> bool {
    rule.contains("by its parties")
}

fn finish(reading: &Reading, names: &Names, draft: &Draft, news: &News) -> Deal {
    let mut sentences = draft.sentences.clone();
    // A sentence of the body shows more than the title.
    sentences.sort_by_key(|idx| (*idx == 0, *idx));
    let in_title = draft.sentences.contains(&0);
    let in_lead = sentences.iter().any(|idx| *idx <= 2);
    let named_in_title = draft
        .parties
        .iter()
        .filter(|(id, _)| {
            names
                .mentions
                .iter()
                .take_while(|mention| mention.sentence == 0)
                .any(|mention| mention.entity == *id)
        })
        .count();
    let is_news = in_title || in_lead && named_in_title >= 1 || named_in_title >= 2;
    let is_main = is_news && !draft.is_past;
    let mut status = draft.status;
    if is_main && status.is_none() && news.is_hedged && in_title && draft.rule != "backed" {
        status = Some(DealStatus::Reported);
    }
    let is_told = draft.is_told && !news.is_hedged;
    if (in_title && news.is_confirmed || is_told) && status == Some(DealStatus::Reported) {
        status = None;
    }
    Deal {
        kind: draft.kind,
        status: status.unwrap_or(DealStatus::Announced),
        parties: draft
            .parties
            .iter()
            .filter_map(|(id, role)| {
                names.entity(*id).map(|entity| Party {
                    name: entity.name.clone(),
                    role: *role,
                })
            })
            .collect(),
        amount: draft.amount.clone(),
        evidence: sentences
            .iter()
            .take(3)
            .filter_map(|idx| reading.sentences.get(*idx))
            .map(Reading::span)
            .collect(),
        background: !is_main,
        why: format!("rule `{}`", draft.rule),
    }
}
