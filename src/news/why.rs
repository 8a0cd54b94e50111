//! Why an article has its tags, its original and its story.

use super::{News, NewsArticle};
use crate::article::ByHand;
use crate::enrich::{self, Facts, Outline, Tags};
use crate::index::{NewsMember, NewsStory};
use crate::lexicon::Lexicon;

/// The decisions on one article.
#[derive(Clone, Debug)]
pub struct Why<'a> {
    /// What was found in it, with the places and the rules.
    pub tags: Tags,
    /// The article among the others; `None` where they have not been related yet.
    pub article: Option<&'a NewsArticle>,
    /// The article that it is a copy of.
    pub original: Option<&'a NewsArticle>,
    /// The articles that are copies of it.
    pub copies: Vec<&'a NewsArticle>,
    /// Its story, and its own place there.
    pub story: Option<WhyStory<'a>>,
    /// What a person says in its file.
    pub by_hand: &'a ByHand,
    /// Companies, topics and deals as they count: what was found, and what the file says.
    pub facts: &'a Facts,
}

/// Why an article is in a story.
#[derive(Clone, Copy, Debug)]
pub struct WhyStory<'a> {
    /// The story.
    pub story: &'a NewsStory,
    /// The article in it.
    pub member: NewsMember,
    /// The article of the story that it is nearest to.
    pub nearest: Option<&'a NewsArticle>,
}

/// Reads the article again, with the reasons, and looks up what relating said of it.
pub fn why<'a>(
    lexicon: &Lexicon,
    news: &'a News,
    id: &str,
    title: &str,
    body: &str,
    site: Option<&str>,
    facts: &'a Facts,
) -> Why<'a> {
    let place = news.articles.iter().position(|article| article.id == id);
    let article = place.and_then(|place| news.articles.get(place));
    let is_copy_of_it = |article: &&NewsArticle| article.copy_of.as_deref() == Some(id);
    let with_id = |id: &str| news.articles.iter().find(|article| article.id == id);
    let story = article
        .and_then(|article| news.stories.get(article.story?))
        .and_then(|story| {
            let mut members = story.articles.iter();
            let member = members.find(|member| Some(member.place) == place)?;
            Some(WhyStory {
                story,
                member: *member,
                nearest: member.nearest.and_then(|place| news.articles.get(place)),
            })
        });
    Why {
        tags: enrich::tag(lexicon, title, &Outline::of(body), site),
        article,
        original: article.and_then(|article| with_id(article.copy_of.as_deref()?)),
        copies: news.articles.iter().filter(is_copy_of_it).collect(),
        story,
        by_hand: &facts.by_hand,
        facts,
    }
}
