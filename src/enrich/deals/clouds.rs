//! Compute that is bought, models that a cloud offers, and who supplies what.

use super::draft::{Draft, roles};
use super::line::{Item, Line};
use super::pairs::push;
use crate::enrich::names::EntityId;
use crate::enrich::tags::DealKind;
use crate::enrich::words::Class;

/// What a name offers, as far as the lexicon tells.
pub(super) const CLOUD: u8 = 5;
pub(super) const CHIPS: u8 = 4;
pub(super) const ENERGY: u8 = 3;
pub(super) const RIGHTS: u8 = 2;
pub(super) const HOST: u8 = 1;

pub(super) fn read(line: &Line, drafts: &mut Vec<Draft>) {
    for at in 0..line.len() {
        match line.class(at) {
            Some(Class::Available) => available(line, at, drafts),
            Some(Class::Supplier | Class::Partner) => supplier(line, at, drafts),
            Some(Class::Supply) => supplies(line, at, drafts),
            Some(Class::OrgNoun)
                if line.is_word(at, &["platform"]) && at > 0 && line.is(at - 1, Class::Compute) =>
            {
                supplier(line, at, drafts);
            }
            Some(Class::Offer) => offers(line, at, drafts),
            Some(Class::Pay | Class::Rent | Class::Use | Class::Acquire)
                if !chosen(line, at, drafts) =>
            {
                uses(line, at, drafts);
            }
            Some(Class::Obtain) if line.is_word(at, &["picks", "picked"]) => {
                chosen(line, at, drafts);
            }
            Some(Class::Customer) => customer(line, at, drafts),
            _ => {}
        }
    }
}

/// `Vale 3 is available on Orim Cloud`: a model of one on the cloud of another.
fn available(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    let end = (at + 12).min(line.len());
    let Some(on) = (at + 1..end).find(|idx| {
        matches!(
            line.class(*idx),
            Some(Class::On | Class::In | Class::By | Class::Preposition)
        )
    }) else {
        return;
    };
    let clouds: Vec<EntityId> = (on + 1..(on + 16).min(line.len()))
        .take_while(|idx| !matches!(line.item(*idx), Some(Item::Sign('.' | ';'))))
        .filter_map(|idx| line.owner(idx))
        .filter(|id| (line.provides)(*id) >= CLOUD)
        .collect();
    let owner = (0..at).rev().find_map(|idx| match line.item(idx) {
        Some(Item::Product(id)) if (line.provides)(id) < CLOUD => Some(id),
        Some(Item::Name(id))
            if (line.provides)(id) < CLOUD && !line.is_press(id) && line.is_sure(id) =>
        {
            Some(id)
        }
        _ => None,
    });
    let owner = owner
        .or(line.speaker)
        .or(line.topic.filter(|id| (line.provides)(*id) < CLOUD));
    push(
        line,
        at,
        "available on",
        DealKind::Cloud,
        owner.as_slice(),
        &clouds,
        drafts,
    );
}

/// `Orim Cloud offers Vale 3, along with models from makers such as`.
fn offers(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    let subject = line.subject(at);
    if !subject.iter().any(|id| (line.provides)(*id) == CLOUD) {
        return;
    }
    let product = (at + 1..at + 4).find_map(|idx| match line.item(idx) {
        Some(Item::Product(id)) => Some(id),
        _ => None,
    });
    let models = (at + 1..(at + 9).min(line.len())).any(|idx| line.is_word(idx, &["models"]));
    let including = (at + 1..(at + 14).min(line.len()))
        .find(|idx| line.is(*idx, Class::Including) || line.is(*idx, Class::From));
    let mut right: Vec<EntityId> = product.into_iter().collect();
    if models && let Some(including) = including {
        let from = (including + 1..including + 4)
            .find(|idx| line.is(*idx, Class::Including))
            .unwrap_or(including);
        right.extend(line.object(from + usize::from(line.is_word(from + 1, &["as"]))));
    }
    push(
        line,
        at,
        "offers",
        DealKind::Cloud,
        &subject,
        &right,
        drafts,
    );
}

/// `Orim's main cloud provider, Vale`, `Orim is Vale's cloud partner`.
fn supplier(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    let is_cloud = line.has(at.saturating_sub(3)..at, Class::Compute);
    let is_hardware = line.is(at, Class::Supplier) && line.is_word(at, &["supplier", "suppliers"]);
    if !is_cloud && !is_hardware {
        return;
    }
    let kind = if is_cloud {
        DealKind::Cloud
    } else {
        DealKind::Supply
    };
    let Some(owner) = line.possessor(at) else {
        return;
    };
    let behind = (at + 1..(at + 3).min(line.len())).find_map(|idx| line.name(idx));
    let giver = behind.into_iter().collect::<Vec<_>>();
    // "Orim, our cloud provider"
    let apposed = (at.saturating_sub(9)..at)
        .rev()
        .find(|idx| line.item(*idx) == Some(Item::Comma))
        .and_then(|comma| line.name(comma.checked_sub(1)?))
        .filter(|id| *id != owner);
    let giver = if giver.is_empty() && apposed.is_some() {
        apposed.into_iter().collect()
    } else if giver.is_empty() {
        line.subject(at)
            .into_iter()
            .filter(|id| *id != owner)
            .collect()
    } else {
        giver
    };
    push(line, at, "provider", kind, &[owner], &giver, drafts);
}

/// `Orim will supply Vale with chips`.
fn supplies(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    let end = (at + 16).min(line.len());
    // "supply growth": a noun.
    let is_noun = line.is_word(
        at,
        &["supply", "supplies", "power", "build", "host", "provide"],
    ) && !at.checked_sub(1).is_some_and(|before| {
        matches!(
            line.item(before),
            Some(
                Item::Name(_)
                    | Item::Comma
                    | Item::Word(
                        Class::To
                            | Class::Auxiliary
                            | Class::Adverb
                            | Class::That
                            | Class::Which
                            | Class::And
                            | Class::Reported
                            | Class::Pronoun
                            | Class::OrgNoun
                    )
            )
        )
    });
    if is_noun || line.is_word(at, &["host", "hosts", "hosted", "hosting"]) {
        return;
    }
    let goods = at + 1..end;
    let compute = line.has(goods.clone(), Class::Compute);
    let hardware = line.has(goods, Class::Hardware) || line.has(at + 1..end, Class::Power);
    if !compute && !hardware {
        return;
    }
    let direct = line.object_at(at + 1, 3);
    let to = (at + 1..end)
        .find(|idx| line.is(*idx, Class::To) || line.is(*idx, Class::For))
        .and_then(|to| line.object_at(to + 1, 4));
    let Some(first) = direct
        .filter(|first| line.item(first + 1) != Some(Item::Possessive))
        .or(to)
    else {
        return;
    };
    let kind = if compute && !line.is_word(at, &["build", "builds", "built", "building"]) {
        DealKind::Cloud
    } else {
        DealKind::Supply
    };
    let left = line.subject(at);
    let right = line.list_from(first, false);
    push(line, at, "supplies", kind, &left, &right, drafts);
}

/// `Orim picked Vale as its cloud provider`, `Vale was selected by Orim as a partner`.
fn chosen(line: &Line, at: usize, drafts: &mut Vec<Draft>) -> bool {
    if line.is(at, Class::Pay) {
        return false;
    }
    let Some(role_from) =
        (at + 2..(at + 8).min(line.len())).find(|idx| line.is_word(*idx, &["as"]))
    else {
        return false;
    };
    let end = (role_from + 9).min(line.len());
    let Some(role) = (role_from + 1..end)
        .find(|idx| matches!(line.class(*idx), Some(Class::Supplier | Class::Partner)))
    else {
        return false;
    };
    let by = (at + 1..at + 3).find(|idx| line.is(*idx, Class::By));
    let (chooser, picked) = match by {
        Some(by) => (line.object(by), line.subject(at)),
        None => (line.subject(at), line.object(at)),
    };
    let offers = |least: u8| picked.iter().any(|id| (line.provides)(*id) == least);
    let says = |class: Class| line.has(role_from + 1..role, class);
    let kind = if says(Class::Compute) || offers(CLOUD) {
        DealKind::Cloud
    } else if says(Class::Hardware)
        || says(Class::Power)
        || offers(CHIPS)
        || line.is_word(role, &["supplier"])
    {
        DealKind::Supply
    } else {
        DealKind::Partnership
    };
    let before = drafts.len();
    let (giver, taker) = roles(kind);
    for picked in picked.iter().take(4).filter(|id| !chooser.contains(id)) {
        if !chooser.is_empty() && !line.is_press(*picked) {
            drafts.push(
                Draft::new(kind, "chosen as", line.idx, at)
                    .with(&[*picked], giver)
                    .with(&chooser, taker),
            );
        }
    }
    drafts.len() > before
}

/// `Orim will pay Vale $3 billion for compute`, `Orim runs on Vale's cloud`.
fn uses(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    let end = (at + 22).min(line.len());
    let compute = line.has(at + 1..end, Class::Compute);
    let hardware = line.has(at + 1..end, Class::Hardware) || line.has(at + 1..end, Class::Supplier);
    let is_acquire = line.is(at, Class::Acquire);
    let power = line.has(at + 1..end, Class::Power);
    let has_goods = compute || hardware || power;
    if (0..at).any(|idx| line.is_word(idx, &["customers", "clients"])) || is_acquire && !has_goods {
        return;
    }
    let is_pay = line.is(at, Class::Pay);
    let direct = line.object_at(at + 1, if is_pay { 3 } else { 8 });
    let from = (at + 1..end)
        .find(|idx| line.is(*idx, Class::From))
        .filter(|_| line.is(at, Class::Rent) || is_acquire)
        .and_then(|from| line.object_at(from + 1, 4));
    let of = (at + 1..at + 4)
        .find(|idx| line.is(*idx, Class::Of))
        .and_then(|of| line.object_at(of + 1, 3));
    // "relies heavily on Orim"
    let on = (at + 1..at + 3)
        .find(|idx| line.is(*idx, Class::On))
        .and_then(|on| line.object_at(on + 1, 4));
    let direct = if is_acquire { None } else { direct };
    let Some(first) = direct.or(from).or(on).or(of) else {
        return;
    };
    let right = line.list_from(first, false);
    let gives_cloud = right.iter().any(|id| (line.provides)(*id) >= CLOUD);
    let gives_chips = right.iter().any(|id| (line.provides)(*id) == CHIPS);
    let is_rent = line.is(at, Class::Rent);
    let buys_compute = compute && (is_pay || is_rent);
    let kind = if buys_compute || gives_cloud {
        DealKind::Cloud
    } else if hardware && (gives_chips || is_rent || is_acquire) || power && is_acquire {
        DealKind::Supply
    } else {
        return;
    };
    let mut left = line.subject(at);
    if left.is_empty() {
        left.extend(line.possessor(at));
    }
    push(line, at, "uses", kind, &left, &right, drafts);
}

/// `Orim will become the first customer of Vale's data centers`.
fn customer(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    let of = line.is(at + 1, Class::Of) || line.is(at + 1, Class::For);
    if !of || line.is_word(at, &["customers", "clients"]) {
        return;
    }
    let Some(first) = line.object_at(at + 2, 5) else {
        return;
    };
    let right = line.list_from(first, false);
    let has_cloud = right.iter().any(|id| (line.provides)(*id) >= CLOUD);
    let kind = if has_cloud {
        DealKind::Cloud
    } else {
        DealKind::Supply
    };
    let concerns = has_cloud
        || line.has(at..line.len(), Class::Compute)
        || line.has(at..line.len(), Class::Hardware)
        || (at..line.len()).any(|idx| line.is_word(idx, &["data"]));
    if concerns {
        push(
            line,
            at,
            "customer of",
            kind,
            &line.subject(at),
            &right,
            drafts,
        );
    }
}
