//! Deals and stories for people and for spreadsheets.

use std::fmt::Write as _;

use super::counted::{counted, shown_of};
use super::dated::Page;
use super::plain::{plain, plain_line};
use super::table::Table;
use super::terminal::Look;
use super::wire::{Amount, DealRow, Party, StoryRow};

/// The deals as a table with a row each.
pub fn deals_table(deals: &[DealRow]) -> Table {
    let mut table = Table::new(&[
        "day",
        "kind",
        "status",
        "parties",
        "amount",
        "value",
        "currency",
        "background",
        "stories",
        "articles",
        "needs_review",
        "evidence",
        "text",
    ]);
    table.rows = deals.iter().map(deal_cells).collect();
    table
}

fn deal_cells(deal: &DealRow) -> Vec<String> {
    let amount = deal.amount.as_ref();
    let evidence = deal.evidence.as_ref();
    vec![
        deal.day.clone().unwrap_or_default(),
        deal.kind.clone(),
        deal.status.clone(),
        parties(&deal.parties),
        amount.map(|amount| amount.text.clone()).unwrap_or_default(),
        amount
            .map(|amount| amount.value.to_string())
            .unwrap_or_default(),
        amount
            .map(|amount| amount.currency.clone())
            .unwrap_or_default(),
        yes(deal.background),
        deal.stories.to_string(),
        deal.articles.to_string(),
        yes(deal.needs_review),
        evidence
            .map(|evidence| evidence.id.clone())
            .unwrap_or_default(),
        evidence
            .map(|evidence| plain(&evidence.text, &[]).text)
            .unwrap_or_default(),
    ]
}

fn yes(is_so: bool) -> String {
    if is_so {
        "yes".to_owned()
    } else {
        String::new()
    }
}

/// "Heliora (buyer), Castelan (target)"
fn parties(parties: &[Party]) -> String {
    let party = |party: &Party| format!("{} ({})", party.name, party.role);
    let all: Vec<String> = parties.iter().map(party).collect();
    all.join(", ")
}

/// The deals as a page: a line of facts, the sentence that shows it, where to read on.
pub fn deals(deals: &[DealRow], total: usize, look: Look) -> String {
    let mut page = Page::new(look);
    for deal in deals {
        let day = deal.day.as_deref().unwrap_or("undated");
        let mut facts = format!("{} · {}", deal.kind, deal.status);
        if let Some(amount) = &deal.amount {
            let _ = write!(facts, " · {}", one_line(&amount.text));
        }
        if deal.background {
            facts.push_str(" · background");
        }
        page.labelled(day, &facts);
        page.indented(&parties(&deal.parties));
        if let Some(evidence) = &deal.evidence {
            page.indented(&one_line(&plain(&evidence.text, &[]).text));
        }
        if deal.needs_review {
            let amounts: Vec<String> = deal.amounts.iter().map(amount_text).collect();
            page.indented(&format!("needs review: {}", amounts.join(" or ")));
        }
        page.indented(&told(deal.articles, deal.stories, deal.copies));
        if let Some(evidence) = &deal.evidence {
            page.address(&evidence.id);
        }
        page.gap();
    }
    page.end(&shown_of(deals.len(), total, "deal"));
    page.text
}

fn amount_text(amount: &Amount) -> String {
    one_line(&amount.text)
}

/// "3 articles in 2 stories, 4 copies"
fn told(articles: usize, stories: usize, copies: usize) -> String {
    let mut text = counted(articles, "article");
    if stories > 1 {
        let _ = write!(text, " in {}", counted(stories, "story"));
    }
    if copies > 0 {
        let _ = write!(text, ", {}", counted(copies, "copy"));
    }
    text
}

/// The stories as a table with a row each.
pub fn stories_table(stories: &[StoryRow]) -> Table {
    let mut table = Table::new(&[
        "articles",
        "copies",
        "day",
        "last_day",
        "title",
        "sources",
        "first",
        "url",
        "companies",
        "words",
    ]);
    table.rows = stories
        .iter()
        .map(|story| {
            vec![
                story.articles.to_string(),
                story.copies.to_string(),
                story.day.clone().unwrap_or_default(),
                story.last_day.clone().unwrap_or_default(),
                one_line(&story.title),
                story.sources.join(", "),
                story.first.id.clone(),
                story.first.url.clone().unwrap_or_default(),
                story.companies.join(", "),
                story.words.join(", "),
            ]
        })
        .collect();
    table
}

/// Publishers and companies that are named on the page.
const MOST_NAMED: usize = 5;

/// The stories as a page: size, days, headline, who reported, whom it is about.
pub fn stories(stories: &[StoryRow], total: usize, look: Look) -> String {
    let mut page = Page::new(look);
    for story in stories {
        let first = story.day.as_deref().unwrap_or("undated");
        page.labelled(first, &one_line(&story.title));
        let mut facts = counted(story.articles, "article");
        if story.copies > 0 {
            let _ = write!(facts, ", {}", counted(story.copies, "copy"));
        }
        if let Some(last) = story.last_day.as_deref().filter(|last| *last != first) {
            let _ = write!(facts, " · until {last}");
        }
        if let Some(site) = &story.first.site {
            let _ = write!(facts, " · first in {}", one_line(site));
        }
        page.indented(&facts);
        if story.sources.len() > 1 {
            page.indented(&named("sources", &story.sources));
        }
        if !story.companies.is_empty() {
            page.indented(&named("companies", &story.companies));
        }
        page.address(&story.first.id);
        page.gap();
    }
    page.end(&shown_of(stories.len(), total, "story"));
    page.text
}

fn named(label: &str, names: &[String]) -> String {
    let shown: Vec<String> = names
        .iter()
        .take(MOST_NAMED)
        .map(|name| one_line(name))
        .collect();
    let more = names.len() - shown.len();
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{label}: {}{more}", shown.join(", "))
}

fn one_line(text: &str) -> String {
    plain_line(text, &[]).text
}
