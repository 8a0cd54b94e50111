//! Pairs with a likeness to groups, by average linkage.
//!
//! The two groups that are most alike on average over all their pairs are joined first, until none are
//! alike enough. A chain (A like B, B like C, A unlike C) does not hold under an average, so there is no
//! giant group. Pairs that are not given count as unlike.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

/// Joins `n` things by `pairs` of (smaller, larger, likeness); every group with its members rising.
pub(crate) fn link(n: usize, pairs: &[(u32, u32, f32)], enough: f32) -> Vec<Vec<u32>> {
    let pairs = &within_components(n, pairs, enough);
    let mut groups: Vec<Group> = (0..n as u32)
        .map(|member| Group {
            members: vec![member],
            ..Group::default()
        })
        .collect();
    let mut queue = BinaryHeap::new();
    for &(one, other, likeness) in pairs {
        for (from, to) in [(one, other), (other, one)] {
            if let Some(group) = groups.get_mut(from as usize) {
                group.near.insert(to, likeness);
            }
        }
        if likeness >= enough {
            queue.push(Offer {
                likeness,
                one,
                other,
            });
        }
    }
    while let Some(offer) = queue.pop() {
        if is_stale(&groups, &offer) {
            continue;
        }
        join(&mut groups, &offer, enough, &mut queue);
    }
    let mut members: Vec<Vec<u32>> = groups
        .into_iter()
        .map(|group| group.members)
        .filter(|members| members.len() > 1)
        .collect();
    members
        .iter_mut()
        .for_each(|members| members.sort_unstable());
    members.sort_unstable();
    members
}

/// The pairs that can matter: both sides hang together by pairs that are alike enough.
fn within_components(n: usize, pairs: &[(u32, u32, f32)], enough: f32) -> Vec<(u32, u32, f32)> {
    let mut parents: Vec<u32> = (0..n as u32).collect();
    for (one, other, _) in pairs.iter().filter(|(_, _, likeness)| *likeness >= enough) {
        let (one, other) = (root(&mut parents, *one), root(&mut parents, *other));
        if let Some(parent) = parents.get_mut(one.max(other) as usize) {
            *parent = one.min(other);
        }
    }
    let mut are_together =
        |one: u32, other: u32| root(&mut parents, one) == root(&mut parents, other);
    pairs
        .iter()
        .filter(|(one, other, _)| are_together(*one, *other))
        .copied()
        .collect()
}

/// The smallest member of a component; halves the way there for the next who asks.
fn root(parents: &mut [u32], member: u32) -> u32 {
    let mut at = member;
    loop {
        let parent = parents.get(at as usize).copied().unwrap_or(at);
        if parent == at {
            return at;
        }
        let above = parents.get(parent as usize).copied().unwrap_or(parent);
        if let Some(parent) = parents.get_mut(at as usize) {
            *parent = above;
        }
        at = above;
    }
}

/// A group under the number of its smallest member; one that was joined to another is empty.
#[derive(Default)]
struct Group {
    members: Vec<u32>,
    /// Sum of the likenesses to another group's members.
    near: FxHashMap<u32, f32>,
}

/// Two groups that may be joined.
struct Offer {
    likeness: f32,
    one: u32,
    other: u32,
}

impl Ord for Offer {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_likeness = self.likeness.total_cmp(&other.likeness);
        by_likeness.then_with(|| (other.one, other.other).cmp(&(self.one, self.other)))
    }
}

impl PartialOrd for Offer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Offer {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Offer {}

/// Whether the groups have changed since the offer was made.
fn is_stale(groups: &[Group], offer: &Offer) -> bool {
    average(groups, offer.one, offer.other) != Some(offer.likeness)
}

/// The likeness of two groups, over all pairs.
fn average(groups: &[Group], one: u32, other: u32) -> Option<f32> {
    let (group, second) = (groups.get(one as usize)?, groups.get(other as usize)?);
    let sum = group.near.get(&other)?;
    let n_pairs = group.members.len() * second.members.len();
    (n_pairs > 0).then(|| sum / n_pairs as f32)
}

fn join(groups: &mut [Group], offer: &Offer, enough: f32, queue: &mut BinaryHeap<Offer>) {
    let Some(gone) = groups.get_mut(offer.other as usize).map(std::mem::take) else {
        return;
    };
    let mut near: Vec<(u32, f32)> = gone
        .near
        .into_iter()
        .filter(|(third, _)| *third != offer.one)
        .collect();
    near.sort_unstable_by_key(|(third, _)| *third);
    for (third, sum) in near {
        if let Some(group) = groups.get_mut(third as usize) {
            group.near.remove(&offer.other);
            *group.near.entry(offer.one).or_default() += sum;
        }
        if let Some(group) = groups.get_mut(offer.one as usize) {
            *group.near.entry(third).or_default() += sum;
        }
    }
    if let Some(group) = groups.get_mut(offer.one as usize) {
        group.near.remove(&offer.other);
        group.members.extend(gone.members);
    }
    let thirds: Vec<u32> = groups
        .get(offer.one as usize)
        .map(|group| group.near.keys().copied().collect())
        .unwrap_or_default();
    for third in thirds {
        let (one, other) = (offer.one.min(third), offer.one.max(third));
        if let Some(likeness) = average(groups, one, other)
            && likeness >= enough
        {
            queue.push(Offer {
                likeness,
                one,
                other,
            });
        }
    }
}
