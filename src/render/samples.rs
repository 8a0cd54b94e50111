//! Small answers for the tests of this room.

use jiff::civil::date;

use super::wire::{Covered, IndexStatus, StaleFeed, Status, VERSION};
use crate::article::{
    Article, ArticleId, ContentHash, PartialDay, Published, PublishedFrom, Title, TitleFrom,
};
use crate::collect::{Incoming, Item, Rejection};
use crate::query::answer::{Answer, Card, Hit, Part, PassageHit, StoredFacts, Totals, Understood};

/// Two hits: one with everything, one with as little as there can be.
pub(super) fn answer() -> Answer {
    Answer {
        understood: Understood {
            text: "openai cloud".into(),
            parsed: "openai cloud".into(),
            expanded: "openai cloud".into(),
            planned: "openai^1 cloud^1".into(),
            relaxed: vec![],
            notices: vec!["the quote at the end is not closed".into()],
        },
        total: Totals {
            passages: 41,
            articles: 17,
            stories: 17,
        },
        covered: Some((date(2025, 1, 2), date(2026, 8, 22))),
        hits: vec![full(), bare()],
        near_terms: vec![],
    }
}

fn full() -> Hit {
    let text = "**OpenAI** signed a large cloud contract with *Example Corp*.";
    Hit {
        rank: 1,
        score: 12.5,
        article: Card {
            id: ArticleId::new("k3f9").unwrap(),
            title: "OpenAI widens its cloud".into(),
            title_from: TitleFrom::Text,
            url: Some("https://news.example/a".into()),
            site: Some("news.example".into()),
            author: None,
            credits: vec![],
            language: None,
            published: Some(Published {
                day: PartialDay::day(date(2026, 4, 28)),
                from: PublishedFrom::YearInferred,
            }),
            added: date(2026, 11, 22),
            path: "corpus/2026/04/2026-04-28-openai-widens-its-cloud-k3f9.md".into(),
            body_hash: "00".into(),
        },
        title_marks: vec![0..6, 18..23],
        passages: vec![PassageHit {
            start: 10,
            len: text.len(),
            score: 9.5,
            heading: Some("What changed".into()),
            before: String::new(),
            text: text.into(),
            after: String::new(),
            marks: vec![2..8, 26..31],
        }],
        facts: StoredFacts::default(),
        copies: 0,
        story: None,
        explain: Some(vec![
            Part {
                name: "passage".into(),
                value: 9.5,
            },
            Part {
                name: "title".into(),
                value: 3.0,
            },
        ]),
    }
}

fn bare() -> Hit {
    Hit {
        rank: 2,
        score: 1.0,
        article: Card {
            id: ArticleId::new("m2").unwrap(),
            title: "A note\u{1b}[31m".into(),
            title_from: TitleFrom::File,
            url: None,
            site: None,
            author: None,
            credits: vec![],
            language: None,
            published: None,
            added: date(2026, 11, 22),
            path: "corpus/undated/a-note-m2.md".into(),
            body_hash: "00".into(),
        },
        title_marks: vec![],
        passages: vec![],
        facts: StoredFacts::default(),
        copies: 0,
        story: None,
        explain: None,
    }
}

pub(super) fn article() -> Article {
    Article {
        id: ArticleId::new("k3f9").unwrap(),
        title: Title::new("OpenAI widens its cloud").unwrap(),
        title_from: TitleFrom::Given,
        published: None,
        url: None,
        site: Some("news.example".into()),
        author: None,
        credits: vec!["Example Times".into()],
        language: None,
        added: date(2026, 11, 22),
        as_of: None,
        body: "A *body*.".into(),
    }
}

pub(super) fn items() -> [Item; 2] {
    [
        Item::Article(Box::new(Incoming {
            source: "a.txt".into(),
            line: None,
            received: ContentHash::of(b""),
            has_own_id: false,
            article: article(),
            by_hand: crate::article::ByHand::default(),
            notes: Vec::new(),
            mapped: Vec::new(),
        })),
        Item::Rejected(Rejection {
            source: "b.jsonl".into(),
            line: Some(3),
            reason: "no text".into(),
        }),
    ]
}

pub(super) fn status() -> Status {
    Status {
        version: VERSION,
        home: "/home/me/news".into(),
        articles: 1200,
        collections: 1,
        covered: Some(Covered {
            from: "2025-01-02".into(),
            to: "2026-08-22".into(),
        }),
        undated: 2,
        files_without_title: vec![],
        files_without_date: vec!["corpus/undated/a-note-m2.md".into()],
        rejected: 3,
        removed: 0,
        feeds: 12,
        stale_feeds: vec![StaleFeed {
            name: "old-blog".into(),
            reason: "gone for good".into(),
        }],
        index: Some(IndexStatus {
            format: 1,
            articles: 1200,
            passages: 5400,
            bytes: 3_400_000,
            stale: 1,
        }),
    }
}
