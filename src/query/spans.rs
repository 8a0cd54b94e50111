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
    occurrences(how, positions).len() as u32
}

/// The occurrences: for each, one position a word (the mark of sentence starts left out).
pub(crate) fn occurrences(how: How, positions: &[Vec<u32>]) -> Vec<Vec<u32>> {
    match how {
        How::Ordered(slop) => ordered(slop, positions),
        How::Within(distance) => within(distance, positions),
        How::Sentence => match positions.split_last() {
            Some((starts, words)) => in_one_sentence(starts, words),
            None => Vec::new(),
        },
    }
}

fn ordered(slop: u32, positions: &[Vec<u32>]) -> Vec<Vec<u32>> {
    let Some((first, rest)) = positions.split_first() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for &start in first {
        let mut at = start;
        let mut taken = vec![start];
        let last_allowed = start + rest.len() as u32 + slop;
        for list in rest {
            let Some(&next) = list.get(list.partition_point(|p| *p <= at)) else {
                break;
            };
            at = next;
            taken.push(next);
        }
        if taken.len() == positions.len() && at <= last_allowed {
            found.push(taken);
        }
    }
    found
}

fn within(distance: u32, positions: &[Vec<u32>]) -> Vec<Vec<u32>> {
    let mut heads = vec![0usize; positions.len()];
    let mut found: Vec<Vec<u32>> = Vec::new();
    loop {
        let current: Option<Vec<u32>> = positions
            .iter()
            .zip(&heads)
            .map(|(list, head)| list.get(*head).copied())
            .collect();
        let Some(current) = current else { return found };
        let (Some(&least), Some(&most)) = (current.iter().min(), current.iter().max()) else {
            return found;
        };
        let is_distinct = |(idx, position): (usize, &u32)| {
            !current
                .get(..idx)
                .is_some_and(|before| before.contains(position))
        };
        // The same word asked for twice must stand there twice.
        if most - least <= distance && current.iter().enumerate().all(is_distinct) {
            found.push(current.clone());
        }
        // Only moving the first of them can bring them closer together.
        if let Some(first) = current.iter().position(|p| *p == least)
            && let Some(head) = heads.get_mut(first)
        {
            *head += 1;
        }
    }
}

fn in_one_sentence(starts: &[u32], words: &[Vec<u32>]) -> Vec<Vec<u32>> {
    let mut found = Vec::new();
    // What stands before the first sentence (title and heading) counts as one.
    let bounds = std::iter::once(0).chain(starts.iter().copied());
    let ends = starts.iter().copied().chain(std::iter::once(u32::MAX));
    for (start, end) in bounds.zip(ends) {
        let firsts: Option<Vec<u32>> = words
            .iter()
            .map(|list| {
                list.get(list.partition_point(|p| *p < start))
                    .copied()
                    .filter(|p| *p < end)
            })
            .collect();
        found.extend(firsts.filter(|firsts| !firsts.is_empty()));
    }
    found
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
