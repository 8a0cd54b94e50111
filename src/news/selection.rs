//! The articles that a command is about, and which of them are told again.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{News, NewsArticle};
use crate::article::PartialDay;

/// Some of the articles of a corpus.
pub struct Selection<'a> {
    /// All of the news.
    pub news: &'a News,
    /// Places of the chosen articles, ascending: by day, undated last.
    places: Vec<usize>,
    /// For each of `places`, whether an article before it has the same text.
    repeats: Vec<bool>,
}

impl<'a> Selection<'a> {
    /// Every article.
    pub fn all(news: &'a News) -> Self {
        Self::at(news, (0..news.articles.len()).collect())
    }

    /// The articles with these ids; ids that aren't known are passed over.
    pub fn of<S: AsRef<str>>(news: &'a News, ids: &[S]) -> Self {
        let wanted: FxHashSet<&str> = ids.iter().map(AsRef::as_ref).collect();
        let is_wanted = |place: &usize| {
            let article = news.articles.get(*place);
            article.is_some_and(|article| wanted.contains(article.id.as_str()))
        };
        Self::at(news, (0..news.articles.len()).filter(is_wanted).collect())
    }

    fn at(news: &'a News, places: Vec<usize>) -> Self {
        // Of a group of copies the first that is chosen stands for all.
        let mut told: FxHashSet<&str> = FxHashSet::default();
        let repeats = places
            .iter()
            .filter_map(|place| news.articles.get(*place))
            .map(|article| {
                let text = article.copy_of.as_deref().unwrap_or(&article.id);
                !told.insert(text)
            })
            .collect();
        Self {
            news,
            places,
            repeats,
        }
    }

    /// How many articles are chosen, copies included.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The chosen articles by day, undated last.
    pub fn articles(&self) -> impl Iterator<Item = Chosen<'a>> + '_ {
        let pairs = self.places.iter().zip(&self.repeats);
        pairs.filter_map(|(place, repeats)| {
            let article = self.news.articles.get(*place)?;
            // An article that is in no story is one by itself.
            let event = article
                .story
                .map_or(*place, |story| self.news.articles.len() + story);
            Some(Chosen {
                place: *place,
                article,
                event,
                repeats: *repeats,
            })
        })
    }
}

/// A chosen article.
#[derive(Clone, Copy, Debug)]
pub struct Chosen<'a> {
    /// Its place in [`News::articles`].
    pub place: usize,
    /// The article.
    pub article: &'a NewsArticle,
    /// The same for articles of one story.
    pub event: usize,
    /// Whether a chosen article before it has the same text.
    pub repeats: bool,
}

impl Chosen<'_> {
    /// When it was published.
    pub fn day(&self) -> Option<PartialDay> {
        self.article.day.as_ref()?.parse().ok()
    }
}

/// Articles, told twice or not, and the events that they tell.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Articles whose text no other has before them.
    pub n_articles: usize,
    /// Articles that repeat one.
    pub n_copies: usize,
    events: FxHashSet<usize>,
}

impl Tally {
    /// Counts an article, once a call.
    pub(super) fn add(&mut self, chosen: &Chosen<'_>) {
        if chosen.repeats {
            self.n_copies += 1;
        } else {
            self.n_articles += 1;
        }
        self.events.insert(chosen.event);
    }

    /// How many events the articles tell.
    pub(super) fn n_stories(&self) -> usize {
        self.events.len()
    }
}

/// Counts names; the answer is by count, then by name.
pub(super) fn counted<'n>(names: impl IntoIterator<Item = &'n str>) -> Vec<(&'n str, usize)> {
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_chosen_of_a_group_of_copies_stands_for_it() {
        let article = |id: &str, copy_of: Option<&str>| NewsArticle {
            id: id.to_owned(),
            copy_of: copy_of.map(str::to_owned),
            ..NewsArticle::default()
        };
        let news = News {
            articles: vec![
                article("a", None),
                article("b", Some("a")),
                article("c", Some("a")),
                article("d", None),
            ],
            stories: Vec::new(),
        };
        let check = |ids: &[&str], expected: &[bool]| {
            let selection = Selection::of(&news, ids);
            let repeats: Vec<bool> = selection.articles().map(|chosen| chosen.repeats).collect();
            assert_eq!(repeats, expected, "{ids:?}");
        };
        check(&["a", "b", "c", "d"], &[false, true, true, false]);
        check(&["c", "b", "zz"], &[false, true]);
        check(&[], &[]);
        assert_eq!(Selection::all(&news).len(), 4);
    }
}
