//! The articles nearest to one.

use super::Entry;
use super::vectors::{WEIGHTS, product, weigh};

/// An article near another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Its place.
    pub place: usize,
    /// How near, 0 to 1.
    pub likeness: f32,
}

/// The articles nearest to the one at `place`, nearest first, then by id.
pub fn like(entries: &[Entry<'_>], place: usize, limit: usize) -> Vec<Near> {
    let all: Vec<&Entry<'_>> = entries.iter().collect();
    let vectors = weigh(&all, &WEIGHTS);
    let Some(vector) = vectors.of.get(place) else {
        return Vec::new();
    };
    let near = |(other, second): (usize, &Vec<(u32, f32)>)| {
        let likeness = product(vector, second);
        (other != place && likeness > 0.0).then_some(Near {
            place: other,
            likeness,
        })
    };
    let mut nearest: Vec<Near> = vectors.of.iter().enumerate().filter_map(near).collect();
    let id = |near: &Near| entries.get(near.place).map(|entry| entry.id);
    nearest.sort_unstable_by(|a, b| {
        b.likeness
            .total_cmp(&a.likeness)
            .then_with(|| id(a).cmp(&id(b)))
    });
    nearest.truncate(limit);
    nearest
}
