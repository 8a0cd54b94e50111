//! What is new of watches: a page for a terminal, a mail in Markdown.

use std::fmt::Write as _;

use super::counted::counted;
use super::markdown;
use super::plain::plain_line;
use super::table::Table;
use super::terminal::{self, Look};
use super::wire::{StoryArticle, WatchListed};
use crate::query::answer::Hit;

/// A watch and what is new of it.
#[derive(Clone, Debug, Default)]
pub struct WatchNews {
    /// Its name.
    pub name: String,
    /// Its query as typed.
    pub query: String,
    /// What was ignored in the query, one sentence each.
    pub notices: Vec<String>,
    /// The stories that are new, the newest first.
    pub stories: Vec<Told>,
}

/// A story that is new.
#[derive(Clone, Debug)]
pub struct Told {
    /// The article that stands for it, with the passage that matches.
    pub hit: Hit,
    /// Its other articles.
    pub reports: Vec<StoryArticle>,
}

impl Told {
    /// "also in Daily Substrate, The Loom Ledger"
    fn also(&self) -> Option<String> {
        let mut sites: Vec<String> = Vec::new();
        for report in &self.reports {
            let site = report.site.as_deref().unwrap_or(&report.title);
            let site = plain_line(site, &[]).text;
            if !sites.contains(&site) {
                sites.push(site);
            }
        }
        let n_more = sites.len().saturating_sub(MOST_NAMED);
        sites.truncate(MOST_NAMED);
        let more = match n_more {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        (!sites.is_empty()).then(|| format!("also in {}{more}", sites.join(", ")))
    }
}

impl Told {
    /// "Daily Substrate · 2026-04-28 · +2 copies · also in The Loom Ledger"
    pub(super) fn origin(&self) -> String {
        let card = &self.hit.article;
        let site = card.site.as_deref().map(|site| plain_line(site, &[]).text);
        let parts = [
            site,
            Some(terminal::day(card.published)),
            terminal::copies(self.hit.copies),
            self.also(),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join(" · ")
    }
}

/// Publishers that are named of a story.
const MOST_NAMED: usize = 5;

/// The news as a page; watches without any are left out.
pub fn page(watches: &[WatchNews], look: Look) -> String {
    let mut text = String::new();
    for watch in watches.iter().filter(|watch| !watch.stories.is_empty()) {
        let head = format!("{} · {}", heading(watch), watch.query);
        text.push_str(&terminal::heading(&head, look));
        for told in &watch.stories {
            text.push('\n');
            text.push_str(&terminal::hit(&told.hit, told.also().as_deref(), look));
        }
        text.push('\n');
    }
    let trimmed = text.trim_end_matches('\n').len();
    text.truncate(trimmed);
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// The news as a mail: a section a watch, a heading a story, the passage as a quote.
pub fn mail(watches: &[WatchNews]) -> String {
    let mut text = String::new();
    for watch in watches.iter().filter(|watch| !watch.stories.is_empty()) {
        let query = plain_line(&watch.query, &[]);
        // Writing to a string can't fail.
        let _ = writeln!(text, "# {}\n", heading(watch));
        let _ = writeln!(text, "Watched for: {}\n", markdown::escaped(&query));
        for told in &watch.stories {
            text.push_str(&markdown::story(&told.hit, told.also().as_deref()));
        }
    }
    text
}

/// "cloud: 2 new stories"
fn heading(watch: &WatchNews) -> String {
    format!(
        "{}: {}",
        watch.name,
        counted(watch.stories.len(), "new story")
    )
}

/// The watches as a table with a row each.
pub fn table(watches: &[WatchListed]) -> Table {
    let mut table = Table::new(&["name", "query", "added", "last_run", "known"]);
    let row = |watch: &WatchListed| {
        vec![
            watch.name.clone(),
            plain_line(&watch.query, &[]).text,
            watch.added.clone(),
            watch.last_run.clone().unwrap_or_default(),
            watch.known.to_string(),
        ]
    };
    table.rows = watches.iter().map(row).collect();
    table
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::render::samples;

    pub(in crate::render) fn news() -> Vec<WatchNews> {
        let report = |site: &str| StoryArticle {
            id: "r".into(),
            title: "Another".into(),
            site: Some(site.into()),
            day: None,
            url: None,
            is_copy: false,
        };
        let mut hits = samples::answer().hits.into_iter();
        let mut first = hits.next().unwrap();
        first.explain = None;
        first.copies = 2;
        vec![
            WatchNews {
                name: "quiet".into(),
                query: "nobody".into(),
                ..WatchNews::default()
            },
            WatchNews {
                name: "cloud".into(),
                query: "openai *cloud*".into(),
                notices: Vec::new(),
                stories: vec![
                    Told {
                        hit: first,
                        reports: vec![report("Daily"), report("Loom"), report("Daily")],
                    },
                    Told {
                        hit: hits.next().unwrap(),
                        reports: Vec::new(),
                    },
                ],
            },
        ]
    }

    #[test]
    fn news_read_like_a_page() {
        let look = Look {
            width: 60,
            color: false,
        };
        insta::assert_snapshot!(page(&news(), look), @r"
        cloud: 2 new stories · openai *cloud*

        OpenAI widens its cloud
        news.example · ~2026-04-28 · +2 copies · also in Daily, Loom
        · What changed
        OpenAI signed a large cloud contract with Example Corp.
        k3f9@10+61
        https://news.example/a

        A note[31m
        undated
        corpus/undated/a-note-m2.md
        ");
        assert_eq!(page(&news()[..1], look), "");
    }

    #[test]
    fn a_mail_has_a_section_a_watch_and_a_heading_a_story() {
        insta::assert_snapshot!(mail(&news()), @r"
        # cloud: 2 new stories

        Watched for: openai \*cloud\*

        ## [**OpenAI** widens its **cloud**](<https://news.example/a>)

        news.example · ~2026-04-28 · +2 copies · also in Daily, Loom

        > **OpenAI** signed a large **cloud** contract with Example Corp.
        >
        > [`k3f9@10+61`](<https://news.example/a#:~:text=OpenAI%20signed%20a%20large%20cloud%20contract%20with%20Example%20Corp.>)

        ## A note\[31m

        undated
        ");
    }
}
