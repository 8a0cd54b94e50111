//! What the index keeps of an article so that an answer needs no file of the corpus.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::analysis::tokens::Scanner;
use crate::article::{ArticleId, Card, ContentHash, Filed, Published, urls};

/// The stored form of a [`Card`].
#[derive(Debug, Serialize, Deserialize)]
struct StoredCard {
    id: String,
    title: String,
    title_from: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    site: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    author: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    credits: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    published: Option<(String, String)>,
    added: String,
    path: String,
    body_hash: String,
}

/// What is shown of a filed article beside its body, as stored.
pub fn store_card(filed: &Filed) -> String {
    let article = &filed.article;
    let stored = StoredCard {
        id: article.id.to_string(),
        title: article.title.to_string(),
        title_from: article.title_from.to_string(),
        url: article.url.clone(),
        site: article.site.clone(),
        author: article.author.clone(),
        credits: article.credits.clone(),
        language: article.language.clone(),
        published: article
            .published
            .map(|p| (p.day.to_string(), p.from.to_string())),
        added: article.added.to_string(),
        path: filed.path.clone(),
        body_hash: ContentHash::of(article.body.as_bytes()).to_string(),
    };
    serde_json::to_string(&stored).unwrap_or_default()
}

/// Reads a stored card back; `None` where it is damaged.
pub(crate) fn read_card(stored: &str) -> Option<Card> {
    let stored: StoredCard = serde_json::from_str(stored).ok()?;
    let published = stored.published.and_then(|(day, from)| {
        Some(Published {
            day: day.parse().ok()?,
            from: from.parse().ok()?,
        })
    });
    Some(Card {
        id: ArticleId::new(&stored.id).ok()?,
        title: stored.title,
        title_from: stored.title_from.parse().ok()?,
        url: stored.url,
        site: stored.site,
        author: stored.author,
        credits: stored.credits,
        language: stored.language,
        published,
        added: stored.added.parse::<Date>().ok()?,
        path: stored.path,
        body_hash: stored.body_hash,
    })
}

/// Identity of everything that the index holds of an article: when it changes, the block is replaced. The
/// card ([`store_card`]) speaks for the body by its hash.
pub(crate) fn content_hash(filed: &Filed, card: &str) -> ContentHash {
    let mut whole = card.to_owned();
    if !filed.by_hand.is_empty() {
        whole.push('\0');
        whole.push_str(&serde_json::to_string(&filed.by_hand).unwrap_or_default());
    }
    ContentHash::of(whole.as_bytes())
}

/// A headline as its words, one space between: what makes two titles the same.
pub(crate) fn title_key(title: &str) -> String {
    let mut key = String::new();
    let mut scanner = Scanner::new(title);
    while scanner.advance() {
        if !scanner.token.is_extra {
            if !key.is_empty() {
                key.push(' ');
            }
            key.push_str(&scanner.token.form);
        }
    }
    key
}

/// A company's name as the index holds it.
pub(crate) fn company_key(name: &str) -> String {
    name.to_lowercase()
}

/// A URL as its page: without what makes no difference to a reader (scheme, `www.`, tracking parameters,
/// fragment, last slash).
pub(crate) fn url_key(url: &str) -> String {
    let whole = if urls::is_link(url) {
        urls::canonical(url)
    } else {
        urls::canonical(&format!("https://{url}"))
    };
    urls::identity(whole.as_deref().unwrap_or(url))
}

/// The key under which an article's block is deleted.
pub(crate) fn key_of(id: &ArticleId) -> u64 {
    ContentHash::of(id.as_str().as_bytes()).key()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_one_page_however_it_is_typed() {
        let check = |typed: &str| assert_eq!(url_key(typed), "news.example/a/deal?id=7", "{typed}");
        check("https://www.news.example/a/deal?id=7");
        check("http://news.example/a/deal?id=7&utm_source=x&src=rss#top");
        check("NEWS.example/a/deal?id=7&src=rss");
        check("https://m.news.example/a/deal?id=7");
    }
}
