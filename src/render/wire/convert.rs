//! Inner types to the types of the wire.

use std::ops::Range;

use super::{
    AddRow, AddedArticle, ArticleCard, BatchPassage, BatchRow, Company, Covered, Deal, ExportRow,
    Hit, Mark, Part, Passage, QueryEcho, Rejected, SearchAnswer, Shown, Total, VERSION,
};
use crate::article::Published;
use crate::collect::Item;
use crate::enrich::Facts;
use crate::evaluate::run::Ranked;
use crate::query::answer::{self, Answer};
use crate::render::link::{passage_id, passage_link};

impl From<&Answer> for SearchAnswer {
    fn from(answer: &Answer) -> Self {
        let is_explained = answer.hits.iter().any(|hit| hit.explain.is_some());
        let understood = &answer.understood;
        Self {
            version: VERSION,
            query: QueryEcho {
                text: understood.text.clone(),
                parsed: understood.parsed.clone(),
                expanded: understood.expanded.clone(),
                planned: is_explained.then(|| understood.planned.clone()),
                relaxed: understood.relaxed.clone(),
                notices: understood.notices.clone(),
            },
            total: Total {
                passages: answer.total.passages,
                articles: answer.total.articles,
                stories: answer.total.stories,
            },
            covered: answer.covered.map(|(from, to)| Covered {
                from: from.to_string(),
                to: to.to_string(),
            }),
            hits: answer.hits.iter().map(Hit::from).collect(),
            near_terms: answer.near_terms.clone(),
        }
    }
}

impl Shown {
    /// An article, or `text` as the passage that begins at byte `start` of its body.
    pub fn new(card: &answer::Card, start: Option<usize>, text: &str, facts: ExportRow) -> Self {
        Self {
            version: VERSION,
            id: card.id.to_string(),
            title: card.title.clone(),
            url: card.url.clone(),
            site: card.site.clone(),
            author: card.author.clone(),
            published: card.published.map(|published| published.day.to_string()),
            published_from: card.published.map(|published| published.from.to_string()),
            path: card.path.clone(),
            body_hash: card.body_hash.clone(),
            passage: start.map(|start| passage_id(&card.id, start, text.len())),
            text: text.to_owned(),
            companies: facts.companies,
            topics: facts.topics,
            deals: facts.deals,
            copy_of: facts.copy_of,
            story: facts.story,
        }
    }
}

impl From<&answer::Hit> for Hit {
    fn from(hit: &answer::Hit) -> Self {
        let part = |part: &answer::Part| Part {
            part: part.name.clone(),
            value: finite(part.value),
        };
        let day = hit.article.published.map(|p| p.day.to_string());
        let deal = |deal| Deal::new(deal, day.as_deref());
        let facts = hit.facts.read();
        Self {
            rank: hit.rank,
            score: finite(hit.score),
            article: card(&hit.article, &hit.title_marks),
            passages: hit
                .passages
                .iter()
                .map(|found| passage(&hit.article, found))
                .collect(),
            companies: facts.companies.into_iter().map(|c| c.name).collect(),
            topics: facts.topics,
            deals: facts.deals.iter().map(deal).collect(),
            copies: hit.copies,
            story: hit.story.clone(),
            explain: hit
                .explain
                .as_ref()
                .map(|parts| parts.iter().map(part).collect()),
        }
    }
}

fn card(card: &answer::Card, title_marks: &[Range<usize>]) -> ArticleCard {
    let (published, published_from) = day(card.published);
    ArticleCard {
        id: card.id.to_string(),
        title: card.title.clone(),
        title_marks: marks(title_marks),
        title_from: card.title_from.to_string(),
        url: card.url.clone(),
        site: card.site.clone(),
        author: card.author.clone(),
        published,
        published_from,
        added: card.added.to_string(),
        path: card.path.clone(),
        body_hash: card.body_hash.clone(),
    }
}

fn passage(card: &answer::Card, found: &answer::PassageHit) -> Passage {
    Passage {
        id: passage_id(&card.id, found.start, found.len),
        start: found.start,
        len: found.len,
        score: finite(found.score),
        heading: found.heading.clone(),
        before: found.before.clone(),
        text: found.text.clone(),
        after: found.after.clone(),
        marks: marks(&found.marks),
        link: card
            .url
            .as_deref()
            .and_then(|url| passage_link(url, &found.text)),
    }
}

impl BatchRow {
    /// A row of `batch` from a hit; `passage_idx` says which of its passages.
    pub fn new(query: &str, rank: usize, hit: &answer::Hit, passage_idx: usize) -> Self {
        let found = hit.passages.get(passage_idx);
        Self {
            query: query.to_owned(),
            rank,
            score: finite(hit.score),
            article: hit.article.id.to_string(),
            title: hit.article.title.clone(),
            passage: found.map(|found| BatchPassage {
                id: passage_id(&hit.article.id, found.start, found.len),
                text: found.text.clone(),
                marks: marks(&found.marks),
            }),
        }
    }
}

impl BatchRow {
    /// A row like those of `batch` from a list that was evaluated.
    pub fn of(query: &str, rank: usize, found: &Ranked) -> Self {
        let passage = found.passage.as_ref();
        Self {
            query: query.to_owned(),
            rank,
            score: finite(found.score),
            article: found.id.clone(),
            title: passage.map_or_else(String::new, |passage| passage.title.clone()),
            passage: passage.map(|passage| BatchPassage {
                id: format!("{}@{}+{}", found.id, passage.start, passage.text.len()),
                text: passage.text.clone(),
                marks: marks(&passage.marks),
            }),
        }
    }
}

impl AddRow {
    /// A row of `add --dry-run`; `text` is the plain text of the article's body.
    pub fn new(item: &Item, text: &str) -> Self {
        match item {
            Item::Article(incoming) => {
                let article = &incoming.article;
                let (published, published_from) = day(article.published);
                Self::Article(Box::new(AddedArticle {
                    source: incoming.source.clone(),
                    title: article.title.to_string(),
                    title_from: article.title_from.to_string(),
                    body: article.body.clone(),
                    text: text.to_owned(),
                    published,
                    published_from,
                    url: article.url.clone(),
                    site: article.site.clone(),
                    author: article.author.clone(),
                    credits: article.credits.clone(),
                }))
            }
            Item::Rejected(rejection) => Self::Rejected(Rejected {
                source: rejection.source.clone(),
                line: rejection.line,
                rejected: rejection.reason.clone(),
            }),
        }
    }
}

impl ExportRow {
    /// A row of `export`, without what relates the article to others.
    pub fn new(card: &answer::Card, body: &str, facts: &Facts) -> Self {
        let (published, published_from) = day(card.published);
        let deal = |deal| Deal::new(deal, published.as_deref());
        Self {
            id: card.id.to_string(),
            title: card.title.clone(),
            companies: facts.companies.iter().map(Company::from).collect(),
            topics: facts.topics.clone(),
            deals: facts.deals.iter().map(deal).collect(),
            published,
            published_from,
            url: card.url.clone(),
            site: card.site.clone(),
            author: card.author.clone(),
            credits: card.credits.clone(),
            language: card.language.clone(),
            added: card.added.to_string(),
            body: body.to_owned(),
            copy_of: None,
            story: None,
        }
    }
}

/// `published` and `published_from`.
fn day(published: Option<Published>) -> (Option<String>, Option<String>) {
    published
        .map(|published| (published.day.to_string(), published.from.to_string()))
        .unzip()
}

fn marks(marks: &[Range<usize>]) -> Vec<Mark> {
    marks.iter().map(|mark| [mark.start, mark.end]).collect()
}

/// JSON has no word for what is not finite.
fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}
