//! Which of two texts of one article is only a teaser of the other.
//!
//! Feeds give a sentence or the headline where the page, or the record of a dump, gives the article. A
//! teaser never takes the place of the longer text, whichever of the two came later.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use super::known::{Known, key};
use super::{CorpusError, FileKind, Home, changes, collections, file_format};
use crate::article::{Article, ArticleId, ContentHash, TitleFrom};
use crate::corpus::front_matter::{Fields, Key};

/// What an article says, as far as teasers are told by it.
pub(super) struct Text {
    /// Words of headline and body: small letters, a space around each.
    title: String,
    body: String,
    is_of_feed: bool,
}

impl Text {
    pub(super) fn of(article: &Article) -> Self {
        Self {
            title: words(article.title.as_str()),
            body: words(&article.body),
            is_of_feed: article.title_from == TitleFrom::Feed,
        }
    }

    /// What stands in a file, or in a record of a collection.
    pub(super) fn filed(fields: &Fields, body: &str) -> Self {
        Self {
            title: words(fields.one(Key::Title).unwrap_or_default()),
            body: words(body),
            is_of_feed: fields.one(Key::TitleFrom) == Some(TitleFrom::Feed.as_str()),
        }
    }

    /// Whether the headline is all that there is.
    fn is_title(&self) -> bool {
        self.body == self.title
    }

    /// Whether this is only a teaser of `other`: its headline, a part of its text, or much less of it.
    pub(super) fn is_teaser_of(&self, other: &Self) -> bool {
        /// Feeds cut at a few sentences, while corrections change some words; in between are texts that
        /// were rewritten, and there the newer one counts.
        const MUCH_LONGER: usize = 2;
        if self.is_title() {
            return !other.is_title();
        }
        // A feed that gives its own text again under a new headline corrects it.
        let is_same_text = self.body == other.body;
        let is_part = other.body.contains(&self.body);
        let n_words = |text: &str| text.bytes().filter(|byte| *byte == b' ').count();
        is_part && !(is_same_text && other.is_of_feed)
            || n_words(&self.body) * MUCH_LONGER < n_words(&other.body)
    }

    /// Whether what stands is a feed's teaser of `other`.
    pub(super) fn is_feeds_teaser_of(&self, other: &Self) -> bool {
        self.is_of_feed && self.is_teaser_of(other)
    }
}

fn words(text: &str) -> String {
    let mut words = String::from(" ");
    let is_between = |c: char| !c.is_alphanumeric();
    for word in text.split(is_between).filter(|word| !word.is_empty()) {
        words.extend(word.chars().flat_map(char::to_lowercase));
        words.push(' ');
    }
    words
}

/// What the collections say of those of the articles that only they hold, by the keys of their ids.
pub(super) fn texts_in_collections(
    home: &Home,
    known: &Known,
    ids: &[&ArticleId],
) -> Result<HashMap<ContentHash, Text>, CorpusError> {
    let mut texts = HashMap::new();
    let wanted: HashSet<ContentHash> = ids
        .iter()
        .filter(|id| known.has_record(id) && known.file(id).is_none())
        .map(|id| key(id))
        .collect();
    if wanted.is_empty() {
        return Ok(texts);
    }
    let mut files = changes::list(home)?.files;
    files.retain(|file| matches!(file.kind, FileKind::Collection { .. }));
    // What speaks last stands last.
    files.sort_by(|a, b| b.precedence().cmp(&a.precedence()));
    for file in &files {
        collections::for_each_record(&home.place(&file.path), &mut |line, record| {
            if let Ok(record) = record {
                let path = format!("{}#{line}", file.path);
                let id = key(&file_format::id(&record.fields, &path, &mut Vec::new()));
                if wanted.contains(&id) {
                    texts.insert(id, Text::filed(&record.fields, &record.body));
                }
            }
            ControlFlow::Continue(())
        })?;
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::file_format::tests::article_named;

    fn text(title: &str, body: &str) -> Text {
        Text::of(&article_named("a", title, body))
    }

    #[test]
    fn a_teaser_is_a_headline_a_part_or_much_less() {
        let page = text(
            "Acme buys Roe",
            "Acme said on Friday that it will buy Roe.\n\nThe *deal* closes in May. Jobs stay.",
        );
        for teaser in [
            "Acme buys Roe",
            "Acme said on Friday that it will buy Roe. The deal closes in May…",
            "A purchase of Roe by Acme [...]",
        ] {
            let teaser = text("Acme buys Roe", teaser);
            assert!(teaser.is_teaser_of(&page) && !page.is_teaser_of(&teaser));
        }
        let corrected = "Acme said on Monday that it will buy Roe. The deal closes in June.";
        assert!(!text("Acme buys Roe", corrected).is_teaser_of(&page));
    }

    #[test]
    fn a_feed_may_correct_its_own_headline() {
        let (first, corrected) = (text("Acme buys Ro", "Acme buys Ro"), text("Roe", "Roe"));
        assert!(!corrected.is_teaser_of(&first));
        let mut own = text("Acme buys Ro", "Acme said so.");
        let again = text("Acme buys Roe", "Acme said so.");
        own.is_of_feed = true;
        assert!(!again.is_teaser_of(&own));
        own.is_of_feed = false;
        assert!(again.is_teaser_of(&own));
    }
}
