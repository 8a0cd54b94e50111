//! Which of the chosen articles tell something that was not told before.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::selection::Selection;
use super::{News, NewsArticle};

/// A story that was not told before.
#[derive(Clone, Debug)]
pub struct Fresh<'a> {
    /// Its earliest chosen article.
    pub first: &'a NewsArticle,
    /// Its other chosen articles that are no copies, the earliest first.
    pub reports: Vec<&'a NewsArticle>,
    /// How many chosen articles of it are copies.
    pub n_copies: u64,
}

/// The stories of the chosen articles of which no article is known yet, the newest first, undated last.
///
/// An article in no story is one with its copies. A story of which any article is known was told before,
/// whichever article of it comes now.
pub fn fresh<'a>(selection: &Selection<'a>, known: &BTreeSet<String>) -> Vec<Fresh<'a>> {
    let told: FxHashSet<Event<'a>> = selection
        .news
        .articles
        .iter()
        .filter(|article| known.contains(&article.id))
        .map(Event::of)
        .collect();
    let mut places: BTreeMap<Event<'a>, usize> = BTreeMap::new();
    let mut stories: Vec<Fresh<'a>> = Vec::new();
    for chosen in selection.articles() {
        let event = Event::of(chosen.article);
        if told.contains(&event) {
            continue;
        }
        let place = places.get(&event).copied();
        match place.and_then(|place| stories.get_mut(place)) {
            Some(story) if chosen.repeats => story.n_copies += 1,
            Some(story) => story.reports.push(chosen.article),
            None => {
                places.insert(event, stories.len());
                stories.push(Fresh {
                    first: chosen.article,
                    reports: Vec::new(),
                    n_copies: 0,
                });
            }
        }
    }
    // Articles come by day, undated last: so do stories, which now turn round.
    stories.sort_by(|a, b| b.first.day.cmp(&a.first.day));
    stories
}

/// What makes two articles tell the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Event<'a> {
    Story(usize),
    Text(&'a str),
}

impl<'a> Event<'a> {
    fn of(article: &'a NewsArticle) -> Self {
        let text = article.copy_of.as_deref().unwrap_or(&article.id);
        article.story.map_or(Self::Text(text), Self::Story)
    }
}

/// The ids of the articles that tell what these tell: their stories and copies whole.
pub fn same_events(news: &News, ids: &BTreeSet<String>) -> BTreeSet<String> {
    let is_among = |article: &&NewsArticle| ids.contains(&article.id);
    let events: FxHashSet<Event<'_>> = news
        .articles
        .iter()
        .filter(is_among)
        .map(Event::of)
        .collect();
    let tells = |article: &&NewsArticle| events.contains(&Event::of(article));
    let all = news.articles.iter().filter(tells);
    all.map(|article| article.id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(id: &str, day: &str, copy_of: Option<&str>, story: Option<usize>) -> NewsArticle {
        NewsArticle {
            id: id.to_owned(),
            day: Some(day.to_owned()).filter(|day| !day.is_empty()),
            copy_of: copy_of.map(str::to_owned),
            story,
            ..NewsArticle::default()
        }
    }

    fn news() -> News {
        News {
            articles: vec![
                article("a", "2026-03-01", None, Some(0)),
                article("b", "2026-03-02", None, Some(0)),
                article("c", "2026-03-02", Some("a"), Some(0)),
                article("d", "2026-03-05", None, None),
                article("e", "2026-03-06", Some("d"), None),
                article("f", "", None, None),
            ],
            stories: Vec::new(),
        }
    }

    #[test]
    fn a_story_is_told_once_whichever_of_its_articles_comes() {
        let news = news();
        let check = |chosen: &[&str], known: &[&str], expected: &str| {
            let known = known.iter().map(|id| (*id).to_owned()).collect();
            let told = fresh(&Selection::of(&news, chosen), &known);
            let told: Vec<String> = told
                .iter()
                .map(|story| {
                    let reports: Vec<&str> = story.reports.iter().map(|a| a.id.as_str()).collect();
                    format!(
                        "{}[{}]+{}",
                        story.first.id,
                        reports.join(","),
                        story.n_copies
                    )
                })
                .collect();
            assert_eq!(told.join(" "), expected, "{chosen:?} {known:?}");
        };
        let all = ["a", "b", "c", "d", "e", "f"];
        check(&all, &[], "d[]+1 a[b]+1 f[]+0");
        check(&all, &["c"], "d[]+1 f[]+0");
        check(&all, &["e", "f"], "a[b]+1");
        check(&["c", "e"], &[], "e[]+0 c[]+0");
        check(&all, &all, "");
        check(&[], &[], "");
    }

    #[test]
    fn what_tells_the_same_is_named_whole() {
        let ids =
            |ids: &[&str]| -> BTreeSet<String> { ids.iter().map(|id| (*id).to_owned()).collect() };
        assert_eq!(
            same_events(&news(), &ids(&["b", "e"])),
            ids(&["a", "b", "c", "d", "e"])
        );
        assert_eq!(same_events(&news(), &ids(&["f", "gone"])), ids(&["f"]));
    }
}
