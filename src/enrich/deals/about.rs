//! What an agreement is about: the words around it, else who makes it.

use super::clouds::{CHIPS, CLOUD, ENERGY, RIGHTS};
use super::line::Line;
use crate::enrich::names::EntityId;
use crate::enrich::tags::DealKind;
use crate::enrich::words::Class;

/// What the deal at `at` is about, from the words around it: before it what kind of deal it is called, behind
/// a deal (not a partnership, which is about many things) what it is for.
pub(super) fn kind(line: &Line, at: usize) -> DealKind {
    let n = line.len();
    let is_deal = line.is(at, Class::Deal);
    let before = if is_deal {
        at.saturating_sub(4)..at
    } else {
        at.saturating_sub(1)..at
    };
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
        let secures = is_deal
            || behind.clone().any(|idx| {
                line.is_word(
                    idx,
                    &[
                        "secure",
                        "deploy",
                        "supply",
                        "purchase",
                        "buy",
                        "megawatts",
                        "gigawatts",
                        "gigawatt",
                        "megawatt",
                    ],
                )
            });
        own.or_else(|| {
            behind
                .clone()
                .filter(|_| secures)
                .find(|idx| line.is(*idx, class))
        })
    };
    let services = behind.clone().find(|idx| {
        line.is_word(*idx, &["services"]) && line.is_word(idx - 1, &["center", "centers", "centre"])
    });
    let data_center = before.clone().chain(behind.clone()).find(|idx| {
        line.is_word(*idx, &["data"])
            && line.is_word(idx + 1, &["center", "centers", "centre", "centres"])
    });
    let compute = first(Class::Compute).or(services.filter(|_| is_deal));
    let hardware = first(Class::Hardware)
        .or_else(|| first(Class::Power))
        .or(data_center.filter(|_| is_deal));
    match (compute, hardware) {
        (Some(compute), Some(hardware)) if hardware < compute && hardware > at => DealKind::Supply,
        (Some(_), _) => DealKind::Cloud,
        (None, Some(_)) => DealKind::Supply,
        (None, None) => DealKind::Partnership,
    }
}

/// What a deal is about that doesn't say it, from who makes it.
pub(super) fn kind_among(
    line: &Line,
    at: usize,
    left: &[EntityId],
    right: &[EntityId],
) -> DealKind {
    let told = kind(line, at);
    if told != DealKind::Partnership || !line.is(at, Class::Deal) {
        return told;
    }
    let most = |ids: &[EntityId]| ids.iter().map(|id| (line.provides)(*id)).max().unwrap_or(0);
    match (most(left), most(right)) {
        (CLOUD, other) | (other, CLOUD) if other < CHIPS => DealKind::Cloud,
        (ENERGY, _) | (_, ENERGY) => DealKind::Supply,
        (CHIPS, other) | (other, CHIPS) if other < CHIPS => DealKind::Supply,
        (RIGHTS, other) | (other, RIGHTS) if other < RIGHTS => DealKind::Licensing,
        _ => DealKind::Partnership,
    }
}
