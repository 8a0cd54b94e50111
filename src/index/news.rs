//! The news of a whole corpus in one file: what every article tells, copies, stories.
//!
//! Commands over all articles read this file instead of the engine's store, where facts lie between
//! bodies. It belongs to a commit's generation like the relations; one JSON line an article, then one a
//! story.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use fs_err as fs;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{IndexError, IndexFolder};
use crate::enrich::Facts;

/// Everything that the commands over the corpus need.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct News {
    /// The articles by day of publication (undated last), then id.
    pub articles: Vec<NewsArticle>,
    /// The stories of two articles or more, the earliest first.
    pub stories: Vec<NewsStory>,
}

/// An article and what it tells.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewsArticle {
    /// Its id.
    pub id: String,
    /// Its headline.
    pub title: String,
    /// Day of publication: YYYY-MM-DD, YYYY-MM or YYYY.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// Publisher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Canonical URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Language code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Companies, topics, deals.
    #[serde(flatten)]
    pub facts: Facts,
    /// The article that it is a copy of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<String>,
    /// How much of it stands in that article, 0 to 1; `None` where a person said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<f32>,
    /// Place of its story in [`News::stories`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<usize>,
}

/// Articles of one event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewsStory {
    /// Its name: that of the front matter, else the id of its earliest article.
    pub id: String,
    /// Places of its articles in [`News::articles`], earliest first; a copy right after its original.
    pub articles: Vec<NewsMember>,
    /// The words that its articles share, the most telling first.
    pub words: Vec<String>,
    /// The companies that at least half of its articles name.
    pub companies: Vec<String>,
    /// How alike its articles are on average, 0 to 1.
    pub likeness: f32,
}

/// An article in a story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewsMember {
    /// Place in [`News::articles`].
    pub place: usize,
    /// Whether it is a copy of one before it.
    pub is_copy: bool,
    /// The article of the story that it is nearest to.
    pub nearest: Option<usize>,
    /// How alike the two are, 0 to 1.
    pub likeness: f32,
}

impl News {
    /// Reads the news of a generation.
    ///
    /// # Errors
    /// Where the file is missing or damaged: the next sync makes it again.
    pub fn read(folder: &IndexFolder, generation: &str) -> Result<Self, IndexError> {
        let path = path(folder, generation);
        let text = fs::read_to_string(&path)?;
        let damaged = || IndexError::Damaged {
            path: path.clone(),
            what: "a line of the news can't be read".to_owned(),
        };
        let (head, rest) = text.split_once('\n').ok_or_else(damaged)?;
        let n_articles: usize = head.parse().map_err(|_| damaged())?;
        let lines: Vec<&str> = rest.lines().collect();
        let (articles, stories) = lines.split_at_checked(n_articles).ok_or_else(damaged)?;
        Ok(Self {
            articles: parse(articles).ok_or_else(damaged)?,
            stories: parse(stories).ok_or_else(damaged)?,
        })
    }

    /// Writes the news of a generation.
    pub fn write(&self, folder: &IndexFolder, generation: &str) -> Result<(), IndexError> {
        let path = path(folder, generation);
        let mut new = tempfile::NamedTempFile::new_in(folder.path())?;
        let mut out = BufWriter::with_capacity(1 << 16, new.as_file_mut());
        writeln!(out, "{}", self.articles.len())?;
        for article in &self.articles {
            serde_json::to_writer(&mut out, article).map_err(std::io::Error::from)?;
            out.write_all(b"\n")?;
        }
        for story in &self.stories {
            serde_json::to_writer(&mut out, story).map_err(std::io::Error::from)?;
            out.write_all(b"\n")?;
        }
        out.flush()?;
        drop(out);
        new.persist(path).map_err(|error| error.error)?;
        Ok(())
    }
}

fn parse<T: Send + serde::de::DeserializeOwned>(lines: &[&str]) -> Option<Vec<T>> {
    lines
        .par_iter()
        .map(|line| serde_json::from_str(line).ok())
        .collect()
}

fn path(folder: &IndexFolder, generation: &str) -> PathBuf {
    folder.path().join(format!("news-{generation}.jsonl"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_are_read_as_written_and_damage_is_an_error() {
        let root = tempfile::tempdir().unwrap();
        let folder = IndexFolder::create_next(root.path()).unwrap();
        let article = |id: &str, story| NewsArticle {
            id: id.to_owned(),
            title: "Heliora\u{2028}buys".to_owned(),
            story,
            ..NewsArticle::default()
        };
        let news = News {
            articles: vec![article("a", Some(0)), article("b", None)],
            stories: vec![NewsStory {
                id: "a".to_owned(),
                ..NewsStory::default()
            }],
        };
        news.write(&folder, "3").unwrap();
        assert_eq!(News::read(&folder, "3").unwrap(), news);
        assert!(News::read(&folder, "4").is_err());
        fs::write(path(&folder, "3"), "2\n{}").unwrap();
        assert!(News::read(&folder, "3").is_err());
    }
}
