//! Reasons and near articles for people.

use std::fmt::Write as _;

use super::counted::counted;
use super::plain::plain_line;
use super::table::Table;
use super::terminal::Look;
use super::wire::{BY_HAND, NearRow, Party, WhyAnswer, WhyCompany, WhyDeal, WhySpan, WhyStory};
use super::wrap::wrap;

/// Places of a company that are listed.
const MOST_PLACES: usize = 6;
/// Copies that are listed.
const MOST_COPIES: usize = 10;

/// The reasons as a page.
pub fn why(answer: &WhyAnswer, look: Look) -> String {
    let mut page = Page::new(look);
    page.line(0, &answer.title);
    page.line(0, &answer.article);
    if !answer.by_hand.is_empty() {
        page.heading("by hand", false);
    }
    for said in &answer.by_hand {
        page.line(2, &format!("{}: {}", said.key, said.value));
    }
    page.heading("companies", answer.companies.is_empty());
    answer
        .companies
        .iter()
        .for_each(|company| page.company(company));
    page.heading("topics", answer.topics.is_empty());
    for topic in &answer.topics {
        page.line(2, &format!("{}: {}", topic.topic, topic.why));
    }
    page.heading("deals", answer.deals.is_empty());
    answer.deals.iter().for_each(|deal| page.deal(deal));
    page.heading("copy of", answer.copy_of.is_none());
    if let Some(copy) = &answer.copy_of {
        let why = share(copy.share);
        page.line(2, &format!("{} {} · {why}", copy.article, copy.title));
    }
    page.heading("copies", answer.copies.is_empty());
    for copy in answer.copies.iter().take(MOST_COPIES) {
        let why = share(copy.share);
        page.line(2, &format!("{} {} · {why}", copy.article, copy.title));
    }
    if let Some(more) = answer
        .copies
        .len()
        .checked_sub(MOST_COPIES)
        .filter(|more| *more > 0)
    {
        page.line(2, &format!("and {more} more"));
    }
    page.heading("story", answer.story.is_none());
    if let Some(story) = &answer.story {
        page.story(story, answer.by_hand.iter().any(|said| said.key == "story"));
    }
    page.text
}

fn share(share: Option<f32>) -> String {
    share.map_or_else(
        || BY_HAND.to_owned(),
        |share| format!("{:.0}% of its text stands there", share * 100.0),
    )
}

/// The near articles as a table.
pub fn near_table(near: &[NearRow]) -> Table {
    let mut table = Table::new(&["likeness", "published", "title", "site", "id", "url"]);
    let row = |row: &NearRow| {
        vec![
            format!("{:.3}", row.likeness),
            row.published.clone().unwrap_or_default(),
            row.title.clone(),
            row.site.clone().unwrap_or_default(),
            row.id.clone(),
            row.url.clone().unwrap_or_default(),
        ]
    };
    table.rows = near.iter().map(row).collect();
    table
}

/// The near articles as a page.
pub fn near(near: &[NearRow], look: Look) -> String {
    let mut page = Page::new(look);
    for row in near {
        page.labelled(&format!("{:.2}", row.likeness), 6, &row.title);
        let day = row.published.as_deref().unwrap_or("undated");
        let parts = [row.site.as_deref(), Some(day), Some(row.id.as_str())];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        page.line(6, &parts.join(" · "));
    }
    let _ = writeln!(page.text, "\n{}", counted(near.len(), "article"));
    page.text
}

struct Page {
    text: String,
    width: usize,
}

impl Page {
    fn new(look: Look) -> Self {
        Self {
            text: String::new(),
            width: look.width.min(100),
        }
    }

    fn heading(&mut self, name: &str, is_empty: bool) {
        let nothing = if is_empty { ": none" } else { "" };
        let _ = writeln!(self.text, "\n{name}{nothing}");
    }

    fn line(&mut self, indent: usize, text: &str) {
        self.labelled("", indent, text);
    }

    fn labelled(&mut self, label: &str, indent: usize, text: &str) {
        let text = plain_line(text, &[]).text;
        let lines = wrap(&text, self.width.saturating_sub(indent));
        for (idx, line) in lines.into_iter().enumerate() {
            let label = if idx == 0 { label } else { "" };
            let line = text.get(line).unwrap_or("");
            let _ = writeln!(self.text, "{label:<indent$}{line}");
        }
    }

    fn company(&mut self, company: &WhyCompany) {
        let primary = if company.primary {
            "primary"
        } else {
            "passing"
        };
        if company.found_by == "hand" {
            return self.line(2, &format!("{}: {primary}; {BY_HAND}", company.name));
        }
        let how = match company.found_by.as_str() {
            "lexicon" => "the lexicon lists it",
            "form" => "written as the name of a company",
            _ => "a party of a deal",
        };
        let surfaces = company.surfaces.join("”, “");
        self.line(
            2,
            &format!("{}: {primary}; {how}; as “{surfaces}”", company.name),
        );
        let places: Vec<String> = company.spans.iter().take(MOST_PLACES).map(place).collect();
        let more = company.spans.len() - places.len();
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        self.line(4, &format!("at {}{more}", places.join(", ")));
    }

    fn deal(&mut self, deal: &WhyDeal) {
        let party = |party: &Party| format!("{} ({})", party.name, party.role);
        let parties: Vec<String> = deal.parties.iter().map(party).collect();
        let mut facts = format!("{} · {} · {}", deal.kind, deal.status, parties.join(", "));
        if let Some(amount) = &deal.amount {
            let _ = write!(facts, " · {}", amount.text);
        }
        if deal.background {
            facts.push_str(" · background");
        }
        self.line(2, &facts);
        self.line(4, &format!("found by {}", deal.why));
        for span in &deal.evidence {
            self.line(4, &format!("{}: {}", place(span), span.text));
        }
    }

    fn story(&mut self, story: &WhyStory, is_by_hand: bool) {
        self.line(
            2,
            &format!("{} · {}", story.id, counted(story.articles, "article")),
        );
        if is_by_hand {
            self.line(2, BY_HAND);
        }
        match (&story.nearest, &story.nearest_title) {
            (Some(nearest), Some(title)) => {
                let likeness = story.likeness;
                self.line(2, &format!("nearest, at {likeness:.2}: {nearest} {title}"));
            }
            _ if is_by_hand => {}
            _ => self.line(2, "the file of another article says so"),
        }
        if !story.words.is_empty() {
            self.line(2, &format!("shared words: {}", story.words.join(", ")));
        }
        if !story.companies.is_empty() {
            self.line(
                2,
                &format!("shared companies: {}", story.companies.join(", ")),
            );
        }
    }
}

/// "title 0+7", "body 1204+6"
fn place(span: &WhySpan) -> String {
    format!("{} {}+{}", span.part, span.start, span.len)
}
