//! What `watch run` and `watch list` write.

use schemars::JsonSchema;

use super::{ArticleCard, Deal, Hit, Passage, StoryArticle, VERSION};
use crate::render::watch::{Told, WatchNews};

/// The answer of `watch run`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct WatchAnswer {
    /// The version of this format.
    pub version: u32,
    /// The day of the run.
    pub day: String,
    /// How many stories are new, over all watches.
    pub total: usize,
    /// The watches that were run, by name.
    pub watches: Vec<WatchRow>,
}

/// A watch and what is new of it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct WatchRow {
    /// Its name.
    pub name: String,
    /// Its query as typed.
    pub query: String,
    /// What was ignored in the query, one sentence each.
    pub notices: Vec<String>,
    /// The stories that are new, the newest first.
    pub stories: Vec<WatchStory>,
}

/// A story that is new.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct WatchStory {
    /// The name of the watch that tells it.
    pub watch: String,
    /// Its earliest article that matches and is new.
    pub article: ArticleCard,
    /// The passage that matches best; empty where the article has no text.
    pub passages: Vec<Passage>,
    /// Companies named in the article.
    pub companies: Vec<String>,
    /// What the article is about.
    pub topics: Vec<String>,
    /// Deals that the article reports.
    pub deals: Vec<Deal>,
    /// The name of the story; null where the article is the only one.
    pub story: Option<String>,
    /// Other articles of the story that match and are new, copies left out.
    pub reports: Vec<StoryArticle>,
    /// How many copies of all these match and are new.
    pub copies: u64,
}

/// The answer of `watch list`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct WatchesAnswer {
    /// The version of this format.
    pub version: u32,
    /// The watches, by name.
    pub watches: Vec<WatchListed>,
}

/// A watch.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct WatchListed {
    /// Its name.
    pub name: String,
    /// Its query as typed.
    pub query: String,
    /// The day on which it was added.
    pub added: String,
    /// The day of its last run; null before the first.
    pub last_run: Option<String>,
    /// Articles that it has told, or that matched already when it was added.
    pub known: usize,
}

impl WatchAnswer {
    /// The answer of a run on `day`.
    pub fn new(day: String, watches: &[WatchNews]) -> Self {
        let row = |news: &WatchNews| WatchRow {
            name: news.name.clone(),
            query: news.query.clone(),
            notices: news.notices.clone(),
            stories: news.rows().collect(),
        };
        Self {
            version: VERSION,
            day,
            total: watches.iter().map(|news| news.stories.len()).sum(),
            watches: watches.iter().map(row).collect(),
        }
    }
}

impl WatchNews {
    /// The stories as rows.
    pub fn rows(&self) -> impl Iterator<Item = WatchStory> + '_ {
        let stories = self.stories.iter();
        stories.map(|told| WatchStory::new(&self.name, told))
    }
}

impl WatchStory {
    fn new(watch: &str, told: &Told) -> Self {
        let hit = Hit::from(&told.hit);
        Self {
            watch: watch.to_owned(),
            article: hit.article,
            passages: hit.passages,
            companies: hit.companies,
            topics: hit.topics,
            deals: hit.deals,
            story: hit.story,
            reports: told.reports.clone(),
            copies: told.hit.copies,
        }
    }
}

impl WatchesAnswer {
    /// The answer that lists these watches.
    pub fn new(watches: Vec<WatchListed>) -> Self {
        let version = VERSION;
        Self { version, watches }
    }
}
