//! Answers for people at a terminal: eighty columns that read like a page, with or without colour.
//!
//! Meaning never rests on colour: it only sets titles and marks off. Nothing from an article reaches
//! the terminal but characters that can be shown.

mod corpus;
mod page;

use anstyle::{AnsiColor, Style};

use super::counted::counted;
use super::link::passage_id;
use super::plain::{plain, plain_line};
use crate::article::{Published, PublishedFrom};
use crate::query::answer::{Answer, Card, Hit, Part, PassageHit};
use page::Page;

pub use corpus::{added, status};

/// How text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether colour and bold are used.
    pub color: bool,
}

/// Widest page, in columns: longer lines read badly.
const MAX_WIDTH: usize = 100;

const TITLE: Style = AnsiColor::Cyan.on_default();
const MARK: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const PLAIN: Style = Style::new();

/// The answer to a search: what there is to say about the question, the hits, a summary.
pub fn answer(answer: &Answer, look: Look) -> String {
    let mut page = Page::new(look);
    let understood = &answer.understood;
    for sentence in understood.notices.iter().chain(&understood.relaxed) {
        page.sentence("note: ", sentence);
    }
    let is_explained = answer.hits.iter().any(|hit| hit.explain.is_some());
    if is_explained {
        page.sentence("typed:    ", &understood.text);
        page.sentence("parsed:   ", &understood.parsed);
        page.sentence("expanded: ", &understood.expanded);
        page.sentence("planned:  ", &understood.planned);
    }
    page.gap();
    let rank_columns = answer
        .hits
        .last()
        .map_or(1, |hit| hit.rank.to_string().len());
    for hit in &answer.hits {
        page.hit(hit, &format!("{:>rank_columns$}  ", hit.rank), None);
        page.gap();
    }
    if answer.hits.is_empty() && !answer.near_terms.is_empty() {
        page.sentence("near words: ", &answer.near_terms.join(", "));
    }
    page.sentence("", &summary(answer));
    page.text
}

/// One hit without its rank; `also` stands beside its day.
pub(super) fn hit(hit: &Hit, also: Option<&str>, look: Look) -> String {
    let mut page = Page::new(look);
    page.hit(hit, "", also);
    page.text
}

/// A paragraph, wrapped.
pub(super) fn paragraph(text: &str, look: Look) -> String {
    let mut page = Page::new(look);
    page.block(&plain_line(text, &[]), "", PLAIN);
    page.text
}

/// A line that heads what follows.
pub(super) fn heading(text: &str, look: Look) -> String {
    let mut page = Page::new(look);
    page.block(&plain_line(text, &[]), "", MARK);
    page.text
}

/// A whole article: headline, where it is from, its text.
pub fn article(card: &Card, body: &str, look: Look) -> String {
    let mut page = Page::new(look);
    page.block(&plain_line(&card.title, &[]), "", TITLE);
    page.dim(&joined([
        card.site.clone(),
        card.author.clone(),
        Some(day(card.published)),
    ]));
    page.address(card.url.as_deref().unwrap_or(&card.path));
    page.gap();
    page.block(&plain(body, &[]), "", PLAIN);
    page.text
}

/// "10 of 41 passages in 17 articles · covered 2025-01-02 to 2026-08-22"
pub fn summary(answer: &Answer) -> String {
    let n_shown: usize = answer.hits.iter().map(|hit| hit.passages.len()).sum();
    let total = answer.total;
    let counts = if total.articles == 0 {
        "nothing found".to_owned()
    } else {
        format!(
            "{n_shown} of {} in {}",
            counted(total.passages, "passage"),
            counted(total.articles, "article")
        )
    };
    match answer.covered {
        Some((from, to)) if from == to => format!("{counts} · covered {from}"),
        Some((from, to)) => format!("{counts} · covered {from} to {to}"),
        None => counts,
    }
}

/// "+7 copies", where an article stands for others.
pub(super) fn copies(n_copies: u64) -> Option<String> {
    let noun = if n_copies == 1 { "copy" } else { "copies" };
    (n_copies > 0).then(|| format!("+{n_copies} {noun}"))
}

/// The day as people read it: `~` before a day whose year was inferred, `undated` where none is known.
pub fn day(published: Option<Published>) -> String {
    match published {
        Some(Published {
            day,
            from: PublishedFrom::YearInferred,
        }) => format!("~{day}"),
        Some(Published { day, .. }) => day.to_string(),
        None => "undated".to_owned(),
    }
}

fn joined(parts: impl IntoIterator<Item = Option<String>>) -> String {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(" · ")
}

impl Page {
    fn hit(&mut self, hit: &Hit, rank: &str, also: Option<&str>) {
        self.indent = " ".repeat(rank.len());
        self.block(
            &plain_line(&hit.article.title, &hit.title_marks),
            rank,
            TITLE,
        );
        let card = &hit.article;
        let section = hit
            .passages
            .first()
            .and_then(|passage| passage.heading.clone());
        self.dim(&joined([
            card.site.clone(),
            Some(day(card.published)),
            copies(hit.copies),
            also.map(str::to_owned),
            section.clone(),
        ]));
        let mut last_section = section;
        for (idx, passage) in hit.passages.iter().enumerate() {
            if idx > 0 {
                self.gap();
            }
            if passage.heading != last_section {
                last_section.clone_from(&passage.heading);
                self.dim(passage.heading.as_deref().unwrap_or(""));
            }
            self.passage(passage);
            self.address(&passage_id(&card.id, passage.start, passage.len));
        }
        self.address(card.url.as_deref().unwrap_or(&card.path));
        // Where the order is by day, nothing was scored.
        if let Some(parts) = hit.explain.as_ref().filter(|parts| !parts.is_empty()) {
            for line in explained(hit.score, parts) {
                self.dim(&line);
            }
        }
        self.indent.clear();
    }

    fn passage(&mut self, passage: &PassageHit) {
        let around = [&passage.before, &passage.after].map(|text| plain(text, &[]));
        let [before, after] = &around;
        self.block(before, "", DIM);
        self.block(&plain(&passage.text, &passage.marks), "", PLAIN);
        self.block(after, "", DIM);
    }
}

/// The score and its parts, a line each, numbers below each other.
fn explained(score: f64, parts: &[Part]) -> Vec<String> {
    let rows = parts.iter().map(|part| (part.value, part.name.as_str()));
    let rows: Vec<(String, &str)> = std::iter::once((score, "score, the sum of"))
        .chain(rows)
        .map(|(value, name)| (format!("{value:.2}").replace('-', "−"), name))
        .collect();
    let width = rows.iter().map(|(number, _)| number.chars().count()).max();
    let width = width.unwrap_or(0);
    let line = |(number, name): &(String, &str)| format!("{number:>width$}  {name}");
    rows.iter().map(line).collect()
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
    fn an_answer_reads_like_a_page() {
        insta::assert_snapshot!(answer(&samples::answer(), BARE), @r"
        note: the quote at the end is not closed
        typed:    openai cloud
        parsed:   openai cloud
        expanded: openai cloud
        planned:  openai^1 cloud^1

        1  OpenAI widens its cloud
           news.example · ~2026-04-28 · What changed
           OpenAI signed a large cloud contract with Example Corp.
           k3f9@10+61
           https://news.example/a
           12.50  score, the sum of
            9.50  passage
            3.00  title

        2  A note[31m
           undated
           corpus/undated/a-note-m2.md

        1 of 41 passages in 17 articles · covered 2025-01-02 to 2026-08-22
        ");
    }

    #[test]
    fn the_parts_of_a_score_stand_below_each_other() {
        let part = |name: &str, value| Part {
            name: name.to_owned(),
            value,
        };
        let parts = [part("passage", 6.243), part("age", -17.96)];
        let lines = explained(-11.717, &parts);
        let expected = [
            "−11.72  score, the sum of",
            "  6.24  passage",
            "−17.96  age",
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn marks_are_bold_where_there_is_colour() {
        let look = Look {
            color: true,
            ..BARE
        };
        let text = answer(&samples::answer(), look);
        assert!(
            text.contains("\u{1b}[1mOpenAI\u{1b}[0m signed a large \u{1b}[1mcloud"),
            "{text}"
        );
        let without: String = anstream::adapter::strip_str(&text).to_string();
        assert_eq!(without, answer(&samples::answer(), BARE));
    }

    #[test]
    fn nothing_found_says_what_is_covered_and_what_is_near() {
        let empty = Answer {
            covered: samples::answer().covered,
            near_terms: vec!["openai".into(), "openais".into()],
            ..Answer::default()
        };
        insta::assert_snapshot!(answer(&empty, BARE), @r"
        near words: openai, openais
        nothing found · covered 2025-01-02 to 2026-08-22
        ");
    }

    #[test]
    fn no_line_of_text_is_wider_than_the_terminal() {
        let mut wide = samples::answer();
        let text = "日本語 and many words to wrap around ".repeat(20);
        let marks = &mut wide.hits[0].passages[0].marks;
        marks.truncate(1);
        marks[0] = 3..text.len();
        wide.hits[0].passages[0].text = text;
        for width in [30, 80, 500] {
            let text = answer(
                &wide,
                Look {
                    width,
                    color: false,
                },
            );
            let is_text = |line: &&str| !line.contains("corpus/") && !line.contains("https:");
            for line in text.lines().filter(is_text) {
                assert!(
                    unicode_width::UnicodeWidthStr::width(line) <= width.min(100),
                    "{line}"
                );
            }
        }
    }
}
