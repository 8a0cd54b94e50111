//! Copies, or whole stories, folded into one of their articles.

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::DocAddress;

use super::bits::Bits;
use super::group::{Group, by_rank};
use crate::index::{Place, Relations, Segment, SegmentRelations, Snapshot};

/// What stands for several articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fold {
    /// Nothing: every article for itself.
    Nothing,
    /// The earliest of its copies.
    #[default]
    Copies,
    /// The best article of its story.
    Stories,
}

/// The places of the articles in the relations of a commit.
pub(crate) struct Places<'s> {
    snapshot: &'s Snapshot,
    segments: Vec<Option<SegmentRelations<'s>>>,
}

/// What makes two articles the same to a reader.
type Key = (bool, u32);

impl<'s> Places<'s> {
    pub(crate) fn of(snapshot: &'s Snapshot) -> Self {
        Self {
            snapshot,
            segments: relations_of(snapshot),
        }
    }

    pub(crate) fn place(&self, segment: usize, article: usize) -> Option<Place> {
        self.segments.get(segment)?.as_ref()?.place(article)
    }

    fn key(&self, segment: usize, article: usize, fold: Fold) -> Option<Key> {
        let place = self.place(segment, article)?;
        match (fold, place.story) {
            (Fold::Nothing, _) => None,
            (Fold::Stories, Some(story)) => Some((true, story)),
            _ => Some((false, place.group)),
        }
    }

    /// A list that goes on with what is in another and not yet in it.
    pub(crate) fn continued(
        &self,
        mut list: Vec<Group>,
        longer: Vec<Group>,
        fold: Fold,
    ) -> Vec<Group> {
        if list.is_empty() {
            return longer;
        }
        let same = |group: &Group| {
            let key = self.key(group.segment, group.article, fold);
            (key, key.is_none().then_some((group.segment, group.article)))
        };
        let listed: FxHashSet<_> = list.iter().map(same).collect();
        let further = longer
            .into_iter()
            .filter(|group| !listed.contains(&same(group)));
        let mut least = list.last().map_or(f64::INFINITY, |last| last.score);
        for mut group in further {
            // Lists are sorted by their scores, also where trec_eval reads those as 32-bit numbers.
            least = group.score.min(least - least.abs() * 1e-6);
            group.behind = least - group.score;
            group.score = least;
            list.push(group);
        }
        list
    }

    /// Whether one article (segment, number) is older than the other: undated last, then by day and id.
    fn is_older(&self, a: (usize, usize), b: (usize, usize)) -> bool {
        let found = |(idx, article): (usize, usize)| {
            let segment = self.snapshot.segments().get(idx)?;
            let doc = *segment.articles.get(article)?;
            let day = segment.day_first.first(doc);
            Some(((day.is_none(), day), DocAddress::new(idx as u32, doc)))
        };
        let (Some((a_day, a)), Some((b_day, b))) = (found(a), found(b)) else {
            return false;
        };
        let by_id = || self.snapshot.compare_ids(a, b);
        a_day.cmp(&b_day).then_with(by_id).is_lt()
    }
}

/// Folds groups that stand best first; each that stays says how many it stands for.
pub(crate) fn fold_groups(places: &Places<'_>, groups: Vec<Group>, fold: Fold) -> Vec<Group> {
    let mut kept: Vec<Group> = Vec::with_capacity(groups.len());
    let mut seen: FxHashMap<Key, usize> = FxHashMap::default();
    for mut group in groups {
        let key = places.key(group.segment, group.article, fold);
        let first = key.and_then(|key| seen.get(&key).copied());
        let Some(first) = first.and_then(|idx| kept.get_mut(idx)) else {
            if let Some(key) = key {
                seen.insert(key, kept.len());
            }
            kept.push(group);
            continue;
        };
        let place = |group: &Group| (group.segment, group.article);
        if fold == Fold::Copies && places.is_older(place(&group), place(first)) {
            std::mem::swap(&mut group, first);
            first.copies = group.copies;
        }
        first.copies += 1;
    }
    // An earlier copy may score a little less than the one that it stands for.
    kept.sort_by(|a, b| by_rank(places.snapshot, a, b));
    kept
}

/// Folds articles (segment, number) that stand by day: of copies the earliest stays, whichever way the
/// list runs. The second of each answer is how many others it stands for.
pub(crate) fn fold_articles(
    places: &Places<'_>,
    articles: &[(usize, usize)],
    fold: Fold,
) -> Vec<((usize, usize), u64)> {
    let mut members: FxHashMap<Key, (usize, u64)> = FxHashMap::default();
    for (idx, (segment, article)) in articles.iter().enumerate() {
        let Some(key) = places.key(*segment, *article, fold) else {
            continue;
        };
        let best = members.entry(key).or_insert((idx, 0));
        if best.0 != idx {
            best.1 += 1;
            let known = articles.get(best.0).copied().unwrap_or_default();
            if places.is_older((*segment, *article), known) {
                best.0 = idx;
            }
        }
    }
    let stays = |(idx, (segment, article)): (usize, &(usize, usize))| {
        let Some(key) = places.key(*segment, *article, fold) else {
            return Some(((*segment, *article), 0));
        };
        let (best, n_others) = *members.get(&key)?;
        (best == idx).then_some(((*segment, *article), n_others))
    };
    articles.iter().enumerate().filter_map(stays).collect()
}

/// Copies and stories of each segment, where they were found.
fn relations_of(snapshot: &Snapshot) -> Vec<Option<SegmentRelations<'_>>> {
    let relations = snapshot.relations();
    let of_segment = |segment: &Segment| relations?.of_segment(&segment.name());
    snapshot.segments().iter().map(of_segment).collect()
}

/// Counts stories among articles; one that is in no story counts for itself, its copies with it.
pub(crate) struct StoryCount<'s> {
    segments: Vec<Option<SegmentRelations<'s>>>,
    counted: Bits,
    n_alone: u64,
}

impl<'s> StoryCount<'s> {
    pub(crate) fn new(snapshot: &'s Snapshot) -> Self {
        Self {
            segments: relations_of(snapshot),
            counted: Bits::none(snapshot.relations().map_or(0, Relations::n_counted)),
            n_alone: 0,
        }
    }

    /// Adds articles that are counted for themselves and were not inserted.
    pub(crate) fn add_alone(&mut self, n: u64) {
        self.n_alone += n;
    }

    #[inline]
    pub(crate) fn insert(&mut self, segment: usize, article: usize) {
        let relations = self.segments.get(segment).copied().flatten();
        match relations.and_then(|relations| relations.counts_for(article)) {
            Some(number) => self.counted.insert(number as usize),
            None => self.n_alone += 1,
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.counted.count() + self.n_alone
    }
}
