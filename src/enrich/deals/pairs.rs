//! Two sides to drafts: one a pair, in the roles that grammar gives, else those that fit who offers what.

use super::draft::{Draft, roles};
use super::line::Line;
use crate::enrich::names::{EntityId, Kind};
use crate::enrich::tags::{DealKind, Role};

/// Pairs of parties to drafts, in roles that fit.
pub(super) fn push(
    line: &Line,
    at: usize,
    rule: &'static str,
    kind: DealKind,
    left: &[EntityId],
    right: &[EntityId],
    drafts: &mut Vec<Draft>,
) {
    let left: Vec<EntityId> = left
        .iter()
        .copied()
        .filter(|id| fits(line, kind, *id))
        .take(4)
        .collect();
    let right: Vec<EntityId> = right
        .iter()
        .copied()
        .filter(|id| fits(line, kind, *id) && !left.contains(id))
        .take(12)
        .collect();
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
        let (left_offer, right_offer) = ((line.provides)(first), (line.provides)(other));
        let (left_role, right_role) = match who_gives(rule, kind) {
            Some(Side::Left) => (giver, taker),
            Some(Side::Right) => (taker, giver),
            None if left_offer > right_offer => (giver, taker),
            None if right_offer > left_offer => (taker, giver),
            // Who gives can't be told: both only take part.
            None => (Role::Partner, Role::Partner),
        };
        drafts.push(
            Draft::new(kind, rule, line.idx, at)
                .with(&left, left_role)
                .with(&[other], right_role)
                .for_sum(sum),
        );
    }
}

/// One side of a pair.
enum Side {
    Left,
    Right,
}

/// Which side a rule's grammar makes the giver; `None` where a noun ties two of a kind.
fn who_gives(rule: &str, kind: DealKind) -> Option<Side> {
    match rule {
        "supplies" | "licenses to" => Some(Side::Left),
        // Who licenses to take a company out is its buyer.
        "licenses" if kind == DealKind::Acquisition => Some(Side::Left),
        "uses" | "customer of" | "provider" | "licenses" => Some(Side::Right),
        _ => None,
    }
}

/// Three and more that agree together are one deal.
pub(super) fn push_all(
    line: &Line,
    at: usize,
    kind: DealKind,
    all: &[EntityId],
    drafts: &mut Vec<Draft>,
) {
    let all: Vec<EntityId> = all
        .iter()
        .copied()
        .filter(|id| fits(line, kind, *id))
        .collect();
    if all.len() >= 3 {
        let (giver, _) = roles(kind);
        drafts.push(Draft::new(kind, "agree together", line.idx, at).with(&all, giver));
    }
}

/// Persons agree to nothing; papers, which are quoted far more often, only where rights are at stake.
fn fits(line: &Line, kind: DealKind, id: EntityId) -> bool {
    line.names.entity(id).is_some_and(|entity| {
        entity.kind != Kind::Person && (!entity.is_media || kind == DealKind::Licensing)
    })
}
