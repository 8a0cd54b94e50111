//! Deals, agreements and partnerships between two or more, and what they are about.

use super::acquisitions::owner_or_subject;
use super::clouds::{CHIPS, CLOUD, ENERGY, RIGHTS};
use super::draft::{Draft, roles};
use super::line::{Item, Line};
use crate::enrich::names::EntityId;
use crate::enrich::tags::DealKind;
use crate::enrich::words::Class;

/// The agreements that a sentence tells.
pub(super) fn read(line: &Line, provides: &dyn Fn(EntityId) -> u8, drafts: &mut Vec<Draft>) {
    for at in 0..line.len() {
        match line.class(at) {
            Some(Class::Deal | Class::Partnership) => noun(line, at, provides, drafts),
            Some(Class::Partner | Class::Collaborate | Class::Team) => verb(line, at, provides, drafts),
            Some(Class::License) => license(line, at, provides, drafts),
            _ => {}
        }
    }
}

/// Pairs of parties to drafts, in roles that fit.
pub(super) fn push(
    line: &Line,
    at: usize,
    rule: &'static str,
    kind: DealKind,
    left: &[EntityId],
    right: &[EntityId],
    provides: &dyn Fn(EntityId) -> u8,
    drafts: &mut Vec<Draft>,
) {
    let left: Vec<EntityId> = left.iter().copied().filter(|id| fits(line, *id)).take(4).collect();
    let right: Vec<EntityId> = right.iter().copied().filter(|id| fits(line, *id) && !left.contains(id)).take(12).collect();
    if left.is_empty() || right.is_empty() {
        return;
    }
    let sum = line
        .price(at.saturating_sub(7)..at)
        .or_else(|| line.price(at..(at + 16).min(line.len())))
        .and_then(|idx| line.money.get(idx));
    let (giver, taker) = roles(kind);
    for other in right {
        let first = left.first().copied().unwrap_or(other);
        let gives = provides(other) > provides(first);
        let (left_role, right_role) = if gives { (taker, giver) } else { (giver, taker) };
        drafts.push(
            Draft::new(kind, rule, line.idx, at)
                .with(&left, left_role)
                .with(&[other], right_role)
                .for_sum(sum),
        );
    }
}

/// Three and more that agree together are one deal.
fn push_all(line: &Line, at: usize, kind: DealKind, all: &[EntityId], drafts: &mut Vec<Draft>) {
    let all: Vec<EntityId> = all.iter().copied().filter(|id| fits(line, *id)).collect();
    if all.len() >= 3 {
        let (giver, _) = roles(kind);
        drafts.push(Draft::new(kind, "agree together", line.idx, at).with(&all, giver));
    }
}

fn fits(line: &Line, id: EntityId) -> bool {
    line.names.entity(id).is_some_and(|entity| entity.kind != crate::enrich::names::Kind::Person && !entity.is_media)
}

/// `partnership with Orim`, `a deal between Orim and Vale`, `Orim and Vale sign a deal`.
fn noun(line: &Line, at: usize, provides: &dyn Fn(EntityId) -> u8, drafts: &mut Vec<Draft>) {
    let is_shopping = line.has(0..line.len(), Class::Shopping) || line.money.iter().any(|money| money.amount.value < 5_000.0);
    let goods = (at + 1..(at + 12).min(line.len())).any(|idx| matches!(line.class(idx), Some(Class::Compute | Class::Hardware)));
    let buys = !goods && (at + 1..at + 5).any(|idx| matches!(line.class(idx), Some(Class::Acquire | Class::Invest | Class::Acquisition | Class::Merge)))
        || at.checked_sub(1).is_some_and(|before| matches!(line.class(before), Some(Class::Acquisition | Class::Acquire | Class::Investment | Class::Merge)));
    if is_shopping || buys || line.is_word(at, &["integration", "integrations", "initiative", "pilot", "consortium"]) && !line.is(at + 1, Class::With) {
        return;
    }
    let end = line.len();
    let between = (at + 1..(at + 4).min(end)).find(|idx| line.is(*idx, Class::Between));
    if let Some(between) = between {
        let parties = line.object(between);
        if parties.len() >= 2 {
            let (first, rest) = parties.split_at(1);
            push(line, at, named(line, at, "deal between", "partnership between"), kind(line, at), first, rest, provides, drafts);
        }
        return;
    }
    let with = (at + 1..(at + 7).min(end))
        .take_while(|idx| !matches!(line.item(*idx), Some(Item::Comma | Item::Sign('.' | ';') | Item::Word(Class::That | Class::Which | Class::To))))
        .find(|idx| line.is(*idx, Class::With));
    if let Some(with) = with {
        let right = with_list(line, with);
        if right.is_empty() {
            return;
        }
        let left = owner_or_subject(line, at, &right);
        let kind = kind_among(line, at, &left, &right, provides);
        let rule = named(line, at, if kind == self::kind(line, at) { "deal with" } else { "deal with, kind by its parties" }, "partnership with");
        push(line, at, rule, kind, &left, &right, provides, drafts);
        return;
    }
    // "deals with publishers, including Orim"
    let is_many = line.is_word(at, &["deals", "agreements", "contracts", "partnerships", "collaborations"]);
    let including = (at + 1..(at + 14).min(end)).find(|idx| line.is(*idx, Class::Including));
    if let Some(including) = including.filter(|_| is_many) {
        let right = line.object(including + usize::from(line.is_word(including + 1, &["as"])));
        if !right.is_empty() {
            let left = owner_or_subject(line, at, &right);
            let kind = kind_among(line, at, &left, &right, provides);
            push(line, at, named(line, at, "deals including", "partnerships including"), kind, &left, &right, provides, drafts);
            return;
        }
    }
    // "a deal for compute from Orim"
    let goods = (at + 1..(at + 12).min(end)).find(|idx| matches!(line.class(*idx), Some(Class::Compute | Class::Hardware | Class::Power)));
    let from = goods.and_then(|goods| (goods + 1..(goods + 3).min(end)).find(|idx| line.is(*idx, Class::From)));
    if let Some(from) = from {
        let right = line.object(from);
        let left = owner_or_subject(line, at, &right);
        push(line, at, named(line, at, "deal for", "partnership for"), kind(line, at), &left, &right, provides, drafts);
        return;
    }
    let before = at.checked_sub(1);
    // "the Orim deal", "the Orim-Vale partnership", "its compute deal"
    let compound = before.and_then(|before| line.name(before));
    if let Some(right) = compound {
        let pair = before.map(|before| line.list_ending_at(before)).unwrap_or_default();
        let hyphened = before.and_then(|before| before.checked_sub(2)).filter(|other| line.item(other + 1) == Some(Item::Hyphen)).and_then(|other| line.name(other));
        let left = match hyphened {
            Some(other) => vec![other],
            None if pair.len() == 2 => pair,
            None => owner_or_subject(line, at - 1, &[right]),
        };
        let kind = kind_among(line, at, &left, &[right], provides);
        let rule = named(line, at, if kind == self::kind(line, at) { "name deal" } else { "name deal, kind by its parties" }, "name partnership");
        push(line, at, rule, kind, &left, &[right], provides, drafts);
        return;
    }
    // "Orim and Vale announce a partnership"
    let obtains = (at.saturating_sub(12)..at).rev().find(|idx| line.is(*idx, Class::Obtain));
    if let Some(verb) = obtains {
        let pair = line.subject(verb);
        if pair.len() >= 3 {
            push_all(line, at, kind(line, at), &pair, drafts);
        } else if pair.len() == 2 {
            let (first, rest) = pair.split_at(1);
            push(line, at, named(line, at, "sign a deal", "announce a partnership"), kind(line, at), first, rest, provides, drafts);
        }
    }
}

/// The rule's name: deals are about something, partnerships stand for themselves.
fn named(line: &Line, at: usize, deal: &'static str, partnership: &'static str) -> &'static str {
    if line.is(at, Class::Deal) { deal } else { partnership }
}

/// What a deal is about that doesn't say it, from who makes it.
fn kind_among(
    line: &Line,
    at: usize,
    left: &[EntityId],
    right: &[EntityId],
    provides: &dyn Fn(EntityId) -> u8,
) -> DealKind {
    let told = kind(line, at);
    if told != DealKind::Partnership || !line.is(at, Class::Deal) {
        return told;
    }
    let most = |ids: &[EntityId]| ids.iter().map(|id| provides(*id)).max().unwrap_or(0);
    match (most(left), most(right)) {
        (CLOUD, other) | (other, CLOUD) if other < CHIPS => DealKind::Cloud,
        (ENERGY, _) | (_, ENERGY) => DealKind::Supply,
        (CHIPS, other) | (other, CHIPS) if other < CHIPS => DealKind::Supply,
        (RIGHTS, other) | (other, RIGHTS) if other < RIGHTS => DealKind::Licensing,
        _ => DealKind::Partnership,
    }
}

/// The parties behind `with`; `the likes of` and `companies including` are passed over.
fn with_list(line: &Line, with: usize) -> Vec<EntityId> {
    let direct = line.object(with);
    if !direct.is_empty() {
        return direct;
    }
    let including = (with + 1..(with + 6).min(line.len())).find(|idx| line.is(*idx, Class::Including) || line.is_word(*idx, &["likes"]));
    including
        .map(|including| including + usize::from(line.is(including + 1, Class::Of)))
        .map(|including| line.object(including))
        .unwrap_or_default()
}

/// `partners with Orim`, `teams up with Orim`, `Orim's partner Vale`.
fn verb(line: &Line, at: usize, provides: &dyn Fn(EntityId) -> u8, drafts: &mut Vec<Draft>) {
    let is_work = line.is_word(at, &["work", "works", "worked", "working"]);
    let is_team = line.is(at, Class::Team);
    let up = line.is_word(at + 1, &["up"]);
    if is_team && !up {
        return;
    }
    let from = at + 1 + usize::from(is_team);
    let end = (from + if is_work { 2 } else { 5 }).min(line.len());
    let with = (from..end)
        .take_while(|idx| !matches!(line.item(*idx), Some(Item::Comma | Item::Sign(_))))
        .find(|idx| line.is(*idx, Class::With));
    if let Some(with) = with {
        let mut right = with_list(line, with);
        if right.is_empty() && line.is_word(with + 1, &["the"]) && line.is(with + 2, Class::OrgNoun) {
            right.extend(line.other_than(&line.subject(at), at));
        }
        let left = owner_or_subject(line, at, &right);
        if is_work && !line.names.entity(*left.first().unwrap_or(&0)).is_some_and(|_| line.speaker.is_some()) {
            return;
        }
        push(line, at, "partners with", kind(line, at), &left, &right, provides, drafts);
        return;
    }
    if is_work {
        return;
    }
    // "Orim and Vale are long-time partners", "a close partner of Vale"
    let is_noun = line.is_word(at, &["partner", "partners"]) && (at.saturating_sub(4)..at).any(|idx| line.is(idx, Class::Auxiliary));
    if is_noun {
        let subject = line.subject(at);
        if subject.len() == 2 && line.is_word(at, &["partners"]) {
            let (first, rest) = subject.split_at(1);
            push(line, at, "are partners", kind(line, at), first, rest, provides, drafts);
        } else if line.is(at + 1, Class::Of) {
            push(line, at, "partner of", kind(line, at), &subject, &line.object(at + 1), provides, drafts);
        }
        return;
    }
    let is_verb = at.checked_sub(1).is_some_and(|before| matches!(line.item(before), Some(Item::Name(_) | Item::Word(Class::Auxiliary | Class::To | Class::Adverb | Class::Obtain))));
    if !is_verb {
        return;
    }
    let pair = line.subject(at);
    if pair.len() >= 2 && !line.is_word(at, &["partner"]) || pair.len() >= 2 && is_team {
        let (first, rest) = pair.split_at(1);
        push(line, at, "partner", kind(line, at), first, rest, provides, drafts);
    }
}

/// `license Orim's technology`, `Orim licenses its archive to Vale`.
fn license(line: &Line, at: usize, provides: &dyn Fn(EntityId) -> u8, drafts: &mut Vec<Draft>) {
    let hires = (0..line.len()).any(|idx| line.is_word(idx, &["hire", "hires", "hired", "hiring"]));
    let end = (at + 12).min(line.len());
    let followed = matches!(line.class(at + 1), Some(Class::Deal | Class::Partnership | Class::Talks));
    if followed {
        return;
    }
    if let Some(first) = line.object_at(at + 1, 5).filter(|first| line.item(first + 1) == Some(Item::Possessive)) {
        let licensor = line.list_from(first, false);
        let licensee = line.subject(at);
        let kind = if hires { DealKind::Acquisition } else { DealKind::Licensing };
        push(line, at, "licenses", kind, &licensee, &licensor, provides, drafts);
        return;
    }
    if let Some(to) = (at + 1..end).find(|idx| line.is(*idx, Class::To)) {
        let licensee = line.object(to);
        push(line, at, "licenses to", DealKind::Licensing, &line.subject(at), &licensee, provides, drafts);
    }
}

/// What the deal at `at` is about, from the words around it: before it what kind of deal it is called, behind
/// a deal (not a partnership, which is about many things) what it is for.
pub(super) fn kind(line: &Line, at: usize) -> DealKind {
    let n = line.len();
    let is_deal = line.is(at, Class::Deal);
    let before = if is_deal { at.saturating_sub(4)..at } else { at.saturating_sub(1)..at };
    let behind = at + 1..(at + if is_deal { 20 } else { 9 }).min(n);
    let licenses = |idx: usize| line.is(idx, Class::License) && !line.is_word(idx, &["licenses"]);
    if before.clone().chain(at + 1..(at + 8).min(n)).any(licenses) {
        return DealKind::Licensing;
    }
    if is_deal && before.clone().any(|idx| line.is(idx, Class::Rights)) {
        return DealKind::Licensing;
    }
    let first = |class: Class| {
        let own = before.clone().find(|idx| line.is(*idx, class));
        let secures = is_deal || behind.clone().any(|idx| line.is_word(idx, &["secure", "deploy", "supply", "purchase", "buy", "megawatts", "gigawatts", "gigawatt", "megawatt"]));
        own.or_else(|| behind.clone().filter(|_| secures).find(|idx| line.is(*idx, class)))
    };
    let services = behind.clone().find(|idx| line.is_word(*idx, &["services"]) && line.is_word(idx - 1, &["center", "centers", "centre"]));
    let data_center = before.clone().chain(behind.clone()).find(|idx| line.is_word(*idx, &["data"]) && line.is_word(idx + 1, &["center", "centers", "centre", "centres"]));
    let compute = first(Class::Compute).or(services.filter(|_| is_deal));
    let hardware = first(Class::Hardware).or_else(|| first(Class::Power)).or(data_center.filter(|_| is_deal));
    match (compute, hardware) {
        (Some(compute), Some(hardware)) if hardware < compute && hardware > at => DealKind::Supply,
        (Some(_), _) => DealKind::Cloud,
        (None, Some(_)) => DealKind::Supply,
        (None, None) => DealKind::Partnership,
    }
}
