//! Pairs with a likeness to groups, by average linkage.
//!
//! The two groups that are most alike on average over all their pairs are joined first, until none are
//! alike enough. A chain (A like B, B like C, A unlike C) does not hold under an average, so there is no
//! giant group. Pairs that are not given count as unlike.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

use super::pairs::Pair;

/// Joins things by `pairs` of (smaller, larger, likeness), which [`super::pairs::pairs`] has chosen: each
/// inside one component. Gives every group of two or more with its members rising. `labels` holds a label for each thing: the same label is one group whatever the pairs
/// say, two labels are never in one group.
pub(super) fn link(labels: &[Option<u32>], pairs: &[Pair], enough: f32) -> Vec<Vec<u32>> {
    let mut linking = Linking::new(labels, enough);
    for &(one, other, likeness) in pairs {
        linking.add_pair(one, other, likeness);
    }
    linking.join_labelled(labels);
    linking.join_alike();
    linking.into_members()
}

struct Linking {
    groups: Vec<Group>,
    offers: BinaryHeap<Offer>,
    enough: f32,
}

/// A group under the number of one of its members; one that was joined to another is empty.
#[derive(Default)]
struct Group {
    members: Vec<u32>,
    label: Option<u32>,
    /// Sum of the likenesses to another group's members.
    near: FxHashMap<u32, f32>,
}

impl Linking {
    fn new(labels: &[Option<u32>], enough: f32) -> Self {
        let group = |(member, label): (usize, &Option<u32>)| Group {
            members: vec![member as u32],
            label: *label,
            near: FxHashMap::default(),
        };
        Self {
            groups: labels.iter().enumerate().map(group).collect(),
            offers: BinaryHeap::new(),
            enough,
        }
    }

    fn add_pair(&mut self, one: u32, other: u32, likeness: f32) {
        for (from, to) in [(one, other), (other, one)] {
            if let Some(group) = self.groups.get_mut(from as usize) {
                group.near.insert(to, likeness);
            }
        }
        self.offer(one, other);
    }

    /// Joins what has the same label to the first that has it.
    fn join_labelled(&mut self, labels: &[Option<u32>]) {
        let mut firsts: FxHashMap<u32, u32> = FxHashMap::default();
        for (member, label) in labels.iter().enumerate() {
            let Some(label) = label else {
                continue;
            };
            let first = *firsts.entry(*label).or_insert(member as u32);
            if first != member as u32 {
                self.join(first, member as u32);
            }
        }
    }

    fn join_alike(&mut self) {
        while let Some(offer) = self.offers.pop() {
            // An offer of groups that have changed since is stale; a better one was made then.
            if self.likeness(offer.one, offer.other) == Some(offer.likeness) {
                self.join(offer.one, offer.other);
            }
        }
    }

    /// Offers two groups for joining, where they are alike enough.
    fn offer(&mut self, one: u32, other: u32) {
        let (one, other) = (one.min(other), one.max(other));
        if let Some(likeness) = self.likeness(one, other)
            && likeness >= self.enough
        {
            self.offers.push(Offer {
                likeness,
                one,
                other,
            });
        }
    }

    /// The likeness of two groups over all pairs of members; `None` where they can't be joined.
    fn likeness(&self, one: u32, other: u32) -> Option<f32> {
        let group = self.groups.get(one as usize)?;
        let second = self.groups.get(other as usize)?;
        if group.label.is_some() && second.label.is_some() {
            return None;
        }
        let n_pairs = group.members.len() * second.members.len();
        let sum = group.near.get(&other)?;
        (n_pairs > 0).then(|| sum / n_pairs as f32)
    }

    /// Joins the group `gone` to `kept` and makes new offers.
    fn join(&mut self, kept: u32, gone: u32) {
        let Some(joined) = self.groups.get_mut(gone as usize).map(std::mem::take) else {
            return;
        };
        let mut near: Vec<(u32, f32)> = joined.near.into_iter().collect();
        near.sort_unstable_by_key(|(third, _)| *third);
        for (third, sum) in near.into_iter().filter(|(third, _)| *third != kept) {
            if let Some(group) = self.groups.get_mut(third as usize) {
                group.near.remove(&gone);
                *group.near.entry(kept).or_default() += sum;
            }
            if let Some(group) = self.groups.get_mut(kept as usize) {
                *group.near.entry(third).or_default() += sum;
            }
        }
        let Some(group) = self.groups.get_mut(kept as usize) else {
            return;
        };
        group.near.remove(&gone);
        group.members.extend(joined.members);
        group.label = group.label.or(joined.label);
        let mut thirds: Vec<u32> = group.near.keys().copied().collect();
        thirds.sort_unstable();
        thirds.into_iter().for_each(|third| self.offer(kept, third));
    }

    fn into_members(self) -> Vec<Vec<u32>> {
        let members = self.groups.into_iter().map(|group| group.members);
        let mut members: Vec<Vec<u32>> = members.filter(|members| members.len() > 1).collect();
        members
            .iter_mut()
            .for_each(|members| members.sort_unstable());
        members.sort_unstable();
        members
    }
}

/// Two groups that may be joined; the most alike first, then the earliest.
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

/// What hangs together by labels and by pairs.
pub(super) struct Components {
    parents: Vec<u32>,
}

impl Components {
    pub(super) fn of(labels: &[Option<u32>], strong: impl Iterator<Item = Pair>) -> Self {
        let mut parents: Vec<u32> = (0..labels.len() as u32).collect();
        let mut firsts: FxHashMap<u32, u32> = FxHashMap::default();
        for (member, label) in labels.iter().enumerate() {
            if let Some(label) = label {
                let first = *firsts.entry(*label).or_insert(member as u32);
                unite(&mut parents, first, member as u32);
            }
        }
        for (one, other, _) in strong {
            unite(&mut parents, one, other);
        }
        Self { parents }
    }

    pub(super) fn are_together(&mut self, one: u32, other: u32) -> bool {
        root(&mut self.parents, one) == root(&mut self.parents, other)
    }
}

fn unite(parents: &mut [u32], one: u32, other: u32) {
    let (one, other) = (root(parents, one), root(parents, other));
    if let Some(parent) = parents.get_mut(one.max(other) as usize) {
        *parent = one.min(other);
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(labels: &[Option<u32>], pairs: &[Pair], expected: &[&[u32]]) {
        assert_eq!(link(labels, pairs, 0.5), expected);
    }

    #[test]
    fn a_chain_is_no_group() {
        let chain = [(0, 1, 0.9), (1, 2, 0.8), (2, 3, 0.7), (3, 4, 0.6)];
        check(&[None; 5], &chain, &[&[0, 1], &[2, 3]]);
    }

    #[test]
    fn all_that_are_alike_are_one_group() {
        let pairs = [(0, 1, 0.9), (0, 2, 0.6), (1, 2, 0.6), (3, 4, 0.55)];
        check(&[None; 6], &pairs, &[&[0, 1, 2], &[3, 4]]);
    }

    #[test]
    fn pairs_that_are_not_alike_enough_are_left() {
        check(&[None; 3], &[(0, 1, 0.49)], &[]);
        check(&[], &[], &[]);
    }

    #[test]
    fn one_label_is_one_group_and_two_labels_are_two() {
        let labels = [Some(7), Some(8), None, Some(7)];
        check(&labels, &[(0, 1, 0.9), (1, 2, 0.8)], &[&[0, 3], &[1, 2]]);
    }
}
