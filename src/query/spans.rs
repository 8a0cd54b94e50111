//! Words that must stand together: phrases, `near` and `same`, decided on their positions.

use crate::index::Alternatives;

/// Words and how they must stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Together {
    /// The words, in order.
    pub(crate) words: Vec<Alternatives>,
    /// How they must stand. For [`How::Sentence`] the last of `words` is the mark of sentence starts.
    pub(crate) how: How,
}

/// How words must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// In this order, with at most this many other positions between them altogether.
    Ordered(u32),
    /// In any order, the last at most this far behind the first.
    Within(u32),
    /// In one sentence.
    Sentence,
}

/// Counts how often the words stand as asked; `positions` has one ascending list a word.
pub(crate) fn count(how: How, positions: &[Vec<u32>]) -> u32 {
    let mut n = 0;
    each(how, positions, &mut |_| n += 1);
    n
}

/// The occurrences: for each, one position a word (the mark of sentence starts left out).
pub(crate) fn occurrences(how: How, positions: &[Vec<u32>]) -> Vec<Vec<u32>> {
    let mut found = Vec::new();
    each(how, positions, &mut |occurrence| {
        found.push(occurrence.to_vec());
    });
    found
}

fn each(how: How, positions: &[Vec<u32>], found: &mut dyn FnMut(&[u32])) {
    match how {
        How::Ordered(slop) => ordered(slop, positions, found),
        How::Within(distance) => within(distance, positions, found),
        How::Sentence => {
            if let Some((starts, words)) = positions.split_last() {
                in_one_sentence(starts, words, found);
            }
        }
    }
}

fn ordered(slop: u32, positions: &[Vec<u32>], found: &mut dyn FnMut(&[u32])) {
    let Some((first, rest)) = positions.split_first() else {
        return;
    };
    let mut taken = Vec::with_capacity(positions.len());
    for &start in first {
        let last_allowed = start + rest.len() as u32 + slop;
        let mut at = start;
        taken.clear();
        taken.push(start);
        for list in rest {
            let Some(&next) = list.get(list.partition_point(|p| *p <= at)) else {
                // Nor does it stand behind a later start.
                return;
            };
            at = next;
            taken.push(next);
        }
        if at <= last_allowed {
            found(&taken);
        }
    }
}

fn within(distance: u32, positions: &[Vec<u32>], found: &mut dyn FnMut(&[u32])) {
    let mut heads = vec![0usize; positions.len()];
    let mut current = Vec::with_capacity(positions.len());
    loop {
        current.clear();
        let own = positions.iter().zip(&heads);
        current.extend(own.filter_map(|(list, head)| list.get(*head).copied()));
        let (Some(&least), Some(&most)) = (current.iter().min(), current.iter().max()) else {
            return;
        };
        if current.len() < positions.len() {
            return;
        }
        let is_distinct = |(idx, position): (usize, &u32)| {
            !current
                .get(..idx)
                .is_some_and(|before| before.contains(position))
        };
        // The same word asked for twice must stand there twice.
        if most - least <= distance && current.iter().enumerate().all(is_distinct) {
            found(&current);
        }
        // Only moving the first of them can bring them closer together.
        if let Some(first) = current.iter().position(|p| *p == least)
            && let Some(head) = heads.get_mut(first)
        {
            *head += 1;
        }
    }
}

fn in_one_sentence(starts: &[u32], words: &[Vec<u32>], found: &mut dyn FnMut(&[u32])) {
    let mut firsts = Vec::with_capacity(words.len());
    // What stands before the first sentence (title and heading) counts as one.
    let bounds = std::iter::once(0).chain(starts.iter().copied());
    let ends = starts.iter().copied().chain(std::iter::once(u32::MAX));
    for (start, end) in bounds.zip(ends) {
        firsts.clear();
        firsts.extend(words.iter().filter_map(|list| {
            let first = list.get(list.partition_point(|p| *p < start));
            first.copied().filter(|p| *p < end)
        }));
        if !firsts.is_empty() && firsts.len() == words.len() {
            found(&firsts);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_together() {
        let lists = |lists: &[&[u32]]| lists.iter().map(|l| l.to_vec()).collect::<Vec<_>>();
        let check = |how, positions: &[&[u32]], n| {
            assert_eq!(count(how, &lists(positions)), n, "{how:?} {positions:?}");
        };
        check(How::Ordered(0), &[&[1, 7], &[2, 9], &[3]], 1);
        check(How::Ordered(0), &[&[1], &[3]], 0);
        check(How::Ordered(1), &[&[1], &[3]], 1);
        check(How::Ordered(1), &[&[3], &[1]], 0);
        check(How::Within(8), &[&[3, 40], &[1, 60]], 1);
        check(How::Within(8), &[&[3], &[1], &[30]], 0);
        check(How::Within(8), &[&[3], &[3]], 0);
        check(How::Within(8), &[&[3, 9], &[3, 9]], 1);
        check(How::Sentence, &[&[3, 12], &[14], &[2, 10]], 1);
        check(How::Sentence, &[&[3], &[14], &[2, 10]], 0);
        check(How::Sentence, &[&[0], &[1], &[2, 10]], 1);
    }
}
