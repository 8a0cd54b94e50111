//! The stories that the chosen articles belong to.

use super::selection::{Selection, counted};
use super::{News, NewsArticle};
use crate::index::NewsStory;

/// A story: all of its articles, whichever were chosen.
#[derive(Clone, Debug)]
pub struct Story<'a> {
    /// Its name: that of the front matter, else the id of its first article.
    pub id: &'a str,
    /// Its first report.
    pub first: &'a NewsArticle,
    /// The day of its last article that has one.
    pub last_day: Option<&'a str>,
    /// Publishers, those with the most articles first.
    pub sources: Vec<(&'a str, usize)>,
    /// Its articles, the earliest first.
    pub articles: Vec<StoryArticle<'a>>,
    /// What relating knows of it: shared words and companies, likeness.
    pub known: &'a NewsStory,
    /// Articles, copies left out.
    pub n_articles: usize,
    /// Copies.
    pub n_copies: usize,
    /// Of all of these, how many were chosen.
    pub n_chosen: usize,
}

/// An article of a story.
#[derive(Clone, Copy, Debug)]
pub struct StoryArticle<'a> {
    /// The article.
    pub article: &'a NewsArticle,
    /// Whether it is a copy of one before it.
    pub is_copy: bool,
}

/// The stories of which an article is chosen: the largest first, of those of one size the newest.
pub fn stories<'a>(selection: &Selection<'a>) -> Vec<Story<'a>> {
    let news = selection.news;
    let mut n_chosen = vec![0_usize; news.stories.len()];
    for chosen in selection.articles() {
        let story = chosen.article.story;
        if let Some(n) = story.and_then(|story| n_chosen.get_mut(story)) {
            *n += 1;
        }
    }
    let mut stories: Vec<Story<'a>> = news
        .stories
        .iter()
        .zip(n_chosen)
        .filter(|(_, n_chosen)| *n_chosen > 0)
        .filter_map(|(known, n_chosen)| story(news, known, n_chosen))
        .collect();
    stories.sort_by(|a, b| {
        b.n_articles
            .cmp(&a.n_articles)
            .then_with(|| b.first.day.cmp(&a.first.day))
            .then_with(|| b.n_copies.cmp(&a.n_copies))
            .then_with(|| a.id.cmp(b.id))
    });
    stories
}

fn story<'a>(news: &'a News, known: &'a NewsStory, n_chosen: usize) -> Option<Story<'a>> {
    let articles: Vec<StoryArticle<'a>> = known
        .articles
        .iter()
        .filter_map(|member| {
            let article = news.articles.get(member.place)?;
            Some(StoryArticle {
                article,
                is_copy: member.is_copy,
            })
        })
        .collect();
    let n_copies = articles.iter().filter(|article| article.is_copy).count();
    let days = articles.iter().filter_map(|a| a.article.day.as_deref());
    Some(Story {
        id: &known.id,
        first: articles.first()?.article,
        last_day: days.max(),
        sources: counted(articles.iter().filter_map(|a| a.article.site.as_deref())),
        n_articles: articles.len() - n_copies,
        n_copies,
        n_chosen,
        known,
        articles,
    })
}
