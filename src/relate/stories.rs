//! Stories: articles of one event in other words.
//!
//! Articles are near where they share words that are rare in the corpus, the more so where those are
//! names or stand in the headlines, and less the more days lie between them ([`super::pairs`]). Near
//! articles are joined by average linkage ([`super::linking`]). Copies follow their original.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::entry::StoryOf;
use super::linking::link;
use super::pairs::{Pair, pairs};
use super::vectors::{Vectors, WEIGHTS, weigh};
use super::{Copies, Copy, Entry};

/// Articles that report one event.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// The name that front matter gave it.
    pub name: Option<String>,
    /// By day and id; copies of an article right after it.
    pub articles: Vec<Member>,
    /// The words that its articles share, the most telling first; [`super::spell`] writes them out.
    pub words: Vec<u32>,
    /// The companies that at least half of its articles name.
    pub companies: Vec<String>,
    /// How alike its articles are on average, 0 to 1.
    pub likeness: f32,
}

/// An article in a story, and why it is there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Member {
    /// The article.
    pub place: usize,
    /// Whether it is a copy; then `nearest` is its original.
    pub is_copy: bool,
    /// The article of the story that is nearest to it; `None` where only its name put it there.
    pub nearest: Option<usize>,
    /// How alike the two are, 0 to 1.
    pub likeness: f32,
}

/// Average likeness from which groups are joined, in a corpus of up to [`FEW`] articles …
const ENOUGH: f32 = 0.145;
pub(super) const FEW: f32 = 500.0;
/// … and how much more for each time that there are e times as many: among more articles, more are
/// alike by chance.
const ENOUGH_PER_E: f32 = 0.0115;
/// Most words that are named as shared.
const MOST_WORDS: usize = 8;

/// Finds the stories among entries that stand by day and id.
pub(super) fn find(sorted: &[&Entry<'_>], copies: &[Copies]) -> Vec<Story> {
    let originals = Originals::of(sorted, copies);
    let vectors = weigh(&originals.entries, &WEIGHTS);
    let enough = enough(originals.entries.len());
    let (labels, names) = originals.labels(sorted);
    let pairs = pairs(&originals.entries, &vectors, &labels, enough);
    let mut groups = link(&labels, &pairs, enough);
    groups.extend(originals.alone_with_copies(&groups));
    groups.sort_unstable();
    let links = Links::of(&groups, &pairs, originals.entries.len());
    let story = |(number, group): (usize, &Vec<u32>)| {
        let label = group.iter().find_map(|idx| *labels.get(*idx as usize)?);
        let name = label.and_then(|label| names.get(label as usize));
        Story {
            name: name.map(|name| (*name).to_owned()),
            articles: originals.members(group, &links),
            words: shared_words(group, &vectors),
            companies: shared_companies(group, &originals.entries),
            likeness: links.average(number, group.len()),
        }
    };
    groups.iter().enumerate().map(story).collect()
}

fn enough(n_articles: usize) -> f32 {
    ENOUGH + ENOUGH_PER_E * (n_articles as f32 / FEW).max(1.0).ln()
}

/// The articles that are no copies: what stories are made of. Numbers of originals are places in
/// `entries`.
struct Originals<'e, 'a> {
    entries: Vec<&'e Entry<'a>>,
    /// Their ranks among all articles.
    ranks: Vec<usize>,
    copies: FxHashMap<usize, &'e Copies>,
}

impl<'e, 'a> Originals<'e, 'a> {
    fn of(sorted: &[&'e Entry<'a>], copies: &'e [Copies]) -> Self {
        let copied = copies.iter().flat_map(|group| &group.copies);
        let copied: FxHashSet<usize> = copied.map(|copy| copy.place).collect();
        let ranks = (0..sorted.len()).filter(|rank| !copied.contains(rank));
        let ranks: Vec<usize> = ranks.collect();
        let entries = ranks.iter().filter_map(|rank| sorted.get(*rank).copied());
        Self {
            entries: entries.collect(),
            copies: copies.iter().map(|group| (group.original, group)).collect(),
            ranks,
        }
    }

    fn rank(&self, idx: u32) -> Option<usize> {
        self.ranks.get(idx as usize).copied()
    }

    fn copies_of(&self, rank: usize) -> &'e [Copy] {
        self.copies.get(&rank).map_or(&[], |group| &group.copies)
    }

    /// The numbers of the stories that articles, or their copies, name; and the names by number.
    fn labels(&self, sorted: &[&'e Entry<'a>]) -> (Vec<Option<u32>>, Vec<&'a str>) {
        let name = |rank: &usize| match sorted.get(*rank)?.story {
            StoryOf::Named(name) => Some(name),
            StoryOf::Found | StoryOf::Nothing => None,
        };
        let named = self.ranks.iter().map(|rank| {
            let copies = self.copies_of(*rank).iter();
            name(rank).or_else(|| copies.map(|copy| copy.place).find_map(|copy| name(&copy)))
        });
        let named: Vec<Option<&'a str>> = named.collect();
        let mut names: Vec<&'a str> = named.iter().copied().flatten().collect();
        names.sort_unstable();
        names.dedup();
        let number = |name: &str| names.binary_search(&name).ok().map(|number| number as u32);
        let labels = named.iter().map(|name| name.and_then(number)).collect();
        (labels, names)
    }

    /// Originals that have copies and are in no group yet.
    fn alone_with_copies(&self, groups: &[Vec<u32>]) -> Vec<Vec<u32>> {
        let grouped: FxHashSet<u32> = groups.iter().flatten().copied().collect();
        let is_alone = |idx: &u32| {
            let rank = self.rank(*idx).unwrap_or_default();
            !grouped.contains(idx) && !self.copies_of(rank).is_empty()
        };
        let all = 0..self.ranks.len() as u32;
        all.filter(is_alone).map(|idx| vec![idx]).collect()
    }

    fn members(&self, group: &[u32], links: &Links) -> Vec<Member> {
        let mut members = Vec::new();
        for idx in group {
            let Some(place) = self.rank(*idx) else {
                continue;
            };
            let nearest = links.nearest.get(*idx as usize).copied().flatten();
            members.push(Member {
                place,
                is_copy: false,
                nearest: nearest.and_then(|(other, _)| self.rank(other)),
                likeness: nearest.map_or(0.0, |(_, likeness)| likeness),
            });
            members.extend(self.copies_of(place).iter().map(|copy| Member {
                place: copy.place,
                is_copy: true,
                nearest: Some(place),
                likeness: copy.share.unwrap_or(1.0),
            }));
        }
        members
    }
}

/// What holds the groups together.
struct Links {
    /// By original: the nearest of its group.
    nearest: Vec<Option<(u32, f32)>>,
    /// By group: sum of the likenesses of its pairs.
    sums: Vec<f32>,
}

impl Links {
    fn of(groups: &[Vec<u32>], pairs: &[Pair], n_originals: usize) -> Self {
        let mut group_of = vec![None; n_originals];
        for (number, idx) in groups
            .iter()
            .enumerate()
            .flat_map(|(number, group)| group.iter().map(move |idx| (number, idx)))
        {
            if let Some(slot) = group_of.get_mut(*idx as usize) {
                *slot = Some(number);
            }
        }
        let group_of = |idx: u32| group_of.get(idx as usize).copied().flatten();
        let mut links = Self {
            nearest: vec![None; n_originals],
            sums: vec![0.0; groups.len()],
        };
        for &(one, other, likeness) in pairs {
            let Some(number) = group_of(one).filter(|group| group_of(other) == Some(*group)) else {
                continue;
            };
            if let Some(sum) = links.sums.get_mut(number) {
                *sum += likeness;
            }
            links.note(one, other, likeness);
            links.note(other, one, likeness);
        }
        links
    }

    fn note(&mut self, idx: u32, other: u32, likeness: f32) {
        if let Some(nearest) = self.nearest.get_mut(idx as usize)
            && nearest.is_none_or(|(_, most)| likeness > most)
        {
            *nearest = Some((other, likeness));
        }
    }

    fn average(&self, number: usize, n_members: usize) -> f32 {
        let n_pairs = n_members * n_members.saturating_sub(1) / 2;
        let sum = self.sums.get(number).copied().unwrap_or_default();
        if n_pairs == 0 {
            1.0
        } else {
            sum / n_pairs as f32
        }
    }
}

/// The words that at least half of the articles (and two) hold, by their weight in all of them.
fn shared_words(group: &[u32], vectors: &Vectors) -> Vec<u32> {
    let mut weights: FxHashMap<u32, (usize, f32)> = FxHashMap::default();
    for (word, weight) in group
        .iter()
        .filter_map(|idx| vectors.of.get(*idx as usize))
        .flatten()
    {
        let (n_articles, sum) = weights.entry(*word).or_default();
        *n_articles += 1;
        *sum += weight;
    }
    let is_shared = |n_articles: usize| n_articles >= 2 && n_articles * 2 >= group.len();
    let mut shared: Vec<(u32, f32)> = weights
        .into_iter()
        .filter(|(_, (n_articles, _))| is_shared(*n_articles))
        .map(|(word, (_, sum))| (word, sum))
        .collect();
    shared.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    shared
        .into_iter()
        .take(MOST_WORDS)
        .map(|(word, _)| word)
        .collect()
}

/// The companies that at least half of the articles (and two) name, the most named first.
fn shared_companies(group: &[u32], entries: &[&Entry<'_>]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in group.iter().filter_map(|idx| entries.get(*idx as usize)) {
        let companies: BTreeSet<&str> = entry.companies.iter().map(String::as_str).collect();
        for company in companies {
            *counts.entry(company).or_default() += 1;
        }
    }
    let is_shared = |n_articles: usize| n_articles >= 2 && n_articles * 2 >= group.len();
    let mut shared: Vec<(&str, usize)> =
        counts.into_iter().filter(|(_, n)| is_shared(*n)).collect();
    shared.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    shared
        .into_iter()
        .map(|(company, _)| company.to_owned())
        .collect()
}
