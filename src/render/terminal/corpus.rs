//! What is in the corpus, and what would be: `status` and `add --dry-run`.

use super::page::Page;
use super::{Look, PLAIN, TITLE, joined};
use crate::render::counted::counted;
use crate::render::plain::{plain, plain_line};
use crate::render::wire::{AddRow, Status};

/// A row of `add --dry-run`: what would be filed.
pub fn added(row: &AddRow, look: Look) -> String {
    let mut page = Page::new(look);
    match row {
        AddRow::Article(article) => {
            page.block(&plain_line(&article.title, &[]), "", TITLE);
            let how = |value: &Option<String>, from: &Option<String>| {
                let from = from
                    .as_ref()
                    .map(|from| format!(" ({from})"))
                    .unwrap_or_default();
                value.as_ref().map(|value| format!("{value}{from}"))
            };
            let day = how(&article.published, &article.published_from);
            let day = day.unwrap_or_else(|| "undated".to_owned());
            let credits = (!article.credits.is_empty()).then(|| article.credits.join(", "));
            let parts = [
                article.site.clone(),
                Some(day),
                article.author.clone(),
                credits,
            ];
            page.dim(&joined(parts));
            page.gap();
            page.block(&plain(&article.body, &[]), "", PLAIN);
            page.address(article.url.as_ref().unwrap_or(&article.source));
        }
        AddRow::Rejected(rejected) => {
            let line = rejected
                .line
                .map(|line| format!(":{line}"))
                .unwrap_or_default();
            let text = format!("{}{line}: {}", rejected.source, rejected.rejected);
            page.sentence("rejected: ", &text);
        }
    }
    page.gap();
    page.text
}

/// What is here.
pub fn status(status: &Status, look: Look) -> String {
    let mut page = Page::new(look);
    page.sentence("home      ", &status.home);
    let collections = counted(status.collections, "collection");
    page.sentence(
        "corpus    ",
        &format!("{} ({collections})", counted(status.articles, "article")),
    );
    if let Some(covered) = &status.covered {
        let days = match (&covered.from, &covered.to) {
            (from, to) if from == to => from.clone(),
            (from, to) => format!("{from} to {to}"),
        };
        page.sentence("covered   ", &days);
    }
    let index = match &status.index {
        None => "none yet; `newsdex index` builds it".to_owned(),
        Some(index) => {
            let articles = counted(index.articles, "article");
            let passages = counted(index.passages, "passage");
            let state = match index.stale {
                0 => "up to date".to_owned(),
                n => format!("{} to index", counted(n, "changed file")),
            };
            let megabytes = index.bytes as f64 / 1e6;
            format!(
                "{passages} of {articles}, {megabytes:.1} MB, format {}, {state}",
                index.format
            )
        }
    };
    page.sentence("index     ", &index);
    let counts = [
        ("undated   ", status.undated, "article"),
        ("rejected  ", status.rejected, "record"),
        ("removed   ", status.removed, "article"),
    ];
    for (label, n, what) in counts.into_iter().filter(|(_, n, _)| *n > 0) {
        page.sentence(label, &counted(n, what));
    }
    if status.feeds > 0 {
        let stale = status.stale_feeds.len() as u64;
        let fare = if stale == 0 {
            "all well".to_owned()
        } else {
            format!("{stale} stale")
        };
        page.sentence(
            "feeds     ",
            &format!("{}, {fare}", counted(status.feeds, "feed")),
        );
        for feed in &status.stale_feeds {
            page.sentence("          ", &format!("{}: {}", feed.name, feed.reason));
        }
    }
    page.files("files without a title:", &status.files_without_title);
    page.files("files without a day:", &status.files_without_date);
    page.text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples;

    const BARE: Look = Look {
        width: 80,
        color: false,
    };

    #[test]
    fn status_says_what_is_here() {
        insta::assert_snapshot!(status(&samples::status(), BARE), @r"
        home      /home/me/news
        corpus    1200 articles (1 collection)
        covered   2025-01-02 to 2026-08-22
        index     5400 passages of 1200 articles, 3.4 MB, format 1, 1 changed file to
                  index
        undated   2 articles
        rejected  3 records
        feeds     12 feeds, 1 stale
                  old-blog: gone for good
        files without a day:
          corpus/undated/a-note-m2.md
        ");
    }

    #[test]
    fn a_dry_run_shows_what_would_be_filed() {
        let rows = samples::items().map(|item| AddRow::new(&item, "A body."));
        let text: String = rows.iter().map(|row| added(row, BARE)).collect();
        insta::assert_snapshot!(text, @r"
        OpenAI widens its cloud
        news.example · undated · Example Times

        A body.
        a.txt

        rejected: b.jsonl:3: no text
        ");
    }
}
