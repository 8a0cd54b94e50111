//! Comma-separated values with a header line, one row a passage, article or result.
//!
//! Text is plain: markup and control characters are taken off, line feeds stay inside their quotes.

use std::io::{self, Write};

use super::link::{passage_id, passage_link};
use super::plain::{plain, plain_line};
use super::wire::{AddRow, BatchRow, Deal, ExportRow};
use crate::query::answer::{Answer, Hit, PassageHit};

/// Writes the hits of a search, one row a passage (and one for a hit without passages).
pub fn answer(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    let header = [
        "rank",
        "score",
        "article",
        "title",
        "published",
        "published_from",
        "site",
        "author",
        "url",
        "path",
        "passage",
        "heading",
        "text",
        "link",
    ];
    let rows = answer.hits.iter().flat_map(|hit| {
        let passages = hit.passages.iter().map(Some);
        let none = hit.passages.is_empty().then_some(None);
        passages.chain(none).map(|passage| hit_row(hit, passage))
    });
    write(&header, rows, out)
}

fn hit_row(hit: &Hit, passage: Option<&PassageHit>) -> Vec<String> {
    let card = &hit.article;
    let of_passage = |column: fn(&Hit, &PassageHit) -> String| {
        passage
            .map(|passage| column(hit, passage))
            .unwrap_or_default()
    };
    vec![
        hit.rank.to_string(),
        hit.score.to_string(),
        card.id.to_string(),
        title(&card.title),
        card.published
            .map(|published| published.day.to_string())
            .unwrap_or_default(),
        card.published
            .map(|published| published.from.to_string())
            .unwrap_or_default(),
        optional(card.site.as_ref()),
        optional(card.author.as_ref()),
        optional(card.url.as_ref()),
        card.path.clone(),
        of_passage(|hit, passage| passage_id(&hit.article.id, passage.start, passage.len)),
        of_passage(|_, passage| title(passage.heading.as_deref().unwrap_or(""))),
        of_passage(|_, passage| plain(&passage.text, &[]).text),
        of_passage(|hit, passage| {
            let url = hit.article.url.as_deref();
            url.and_then(|url| passage_link(url, &passage.text))
                .unwrap_or_default()
        }),
    ]
}

/// Writes the header line of `batch`, whose rows come query by query.
pub fn batch_header(out: &mut dyn Write) -> io::Result<()> {
    let header = [
        "query", "rank", "score", "article", "title", "passage", "text",
    ];
    write(&header, std::iter::empty(), out)
}

/// Writes rows of `batch`, without a header line.
pub fn batch(rows: impl IntoIterator<Item = BatchRow>, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    for row in rows {
        let passage = row.passage.as_ref();
        let id = passage.map(|passage| passage.id.clone());
        let text = passage.map(|passage| plain(&passage.text, &[]).text);
        writer.write_record([
            row.query,
            row.rank.to_string(),
            row.score.to_string(),
            row.article,
            title(&row.title),
            id.unwrap_or_default(),
            text.unwrap_or_default(),
        ])?;
    }
    writer.flush()
}

/// Writes the rows of `export`.
pub fn export(rows: impl IntoIterator<Item = ExportRow>, out: &mut dyn Write) -> io::Result<()> {
    let header = [
        "id",
        "title",
        "published",
        "published_from",
        "url",
        "site",
        "author",
        "credits",
        "language",
        "added",
        "companies",
        "topics",
        "deals",
        "copy_of",
        "story",
        "text",
    ];
    let rows = rows.into_iter().map(|row| {
        let companies: Vec<String> = row.companies.into_iter().map(|c| c.name).collect();
        let deals: Vec<String> = row.deals.iter().map(deal).collect();
        vec![
            row.id,
            title(&row.title),
            row.published.unwrap_or_default(),
            row.published_from.unwrap_or_default(),
            row.url.unwrap_or_default(),
            row.site.unwrap_or_default(),
            row.author.unwrap_or_default(),
            row.credits.join("; "),
            row.language.unwrap_or_default(),
            row.added,
            companies.join("; "),
            row.topics.join("; "),
            deals.join("; "),
            row.copy_of.unwrap_or_default(),
            row.story.unwrap_or_default(),
            plain(&row.body, &[]).text,
        ]
    });
    write(&header, rows, out)
}

/// "acquisition announced: Heliora (buyer), Castelan (target), $2.5 billion"
fn deal(deal: &Deal) -> String {
    let parties = deal.parties.iter();
    let parties: Vec<String> = parties
        .map(|p| format!("{} ({})", p.name, p.role))
        .collect();
    let amount = deal.amount.as_ref();
    let amount = amount.map_or_else(String::new, |amount| format!(", {}", amount.text));
    let background = if deal.background { ", background" } else { "" };
    let (kind, status) = (&deal.kind, &deal.status);
    format!(
        "{kind} {status}: {}{amount}{background}",
        parties.join(", ")
    )
}

/// Writes the rows of `add --dry-run`.
pub fn added(rows: impl IntoIterator<Item = AddRow>, out: &mut dyn Write) -> io::Result<()> {
    let header = [
        "source",
        "line",
        "title",
        "published",
        "published_from",
        "url",
        "site",
        "author",
        "text",
        "rejected",
    ];
    let rows = rows.into_iter().map(|row| match row {
        AddRow::Article(article) => vec![
            article.source,
            String::new(),
            title(&article.title),
            article.published.unwrap_or_default(),
            article.published_from.unwrap_or_default(),
            article.url.unwrap_or_default(),
            article.site.unwrap_or_default(),
            article.author.unwrap_or_default(),
            article.text,
            String::new(),
        ],
        AddRow::Rejected(rejected) => {
            let mut row = vec![String::new(); header.len()];
            let line = rejected
                .line
                .map(|line| line.to_string())
                .unwrap_or_default();
            for (column, value) in [(0, rejected.source), (1, line), (9, rejected.rejected)] {
                row.splice(column..=column, [value]);
            }
            row
        }
    });
    write(&header, rows, out)
}

fn write(
    header: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(&row)?;
    }
    writer.flush()
}

fn title(title: &str) -> String {
    plain_line(title, &[]).text
}

fn optional(value: Option<&String>) -> String {
    value.cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples;

    #[test]
    fn a_hit_is_a_row_of_plain_text() {
        let mut out = Vec::new();
        answer(&samples::answer(), &mut out).unwrap();
        let mut reader = csv::Reader::from_reader(out.as_slice());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(
            &rows[0][12],
            "OpenAI signed a large cloud contract with Example Corp."
        );
        assert_eq!((&rows[1][3], &rows[1][10]), ("A note[31m", ""));
    }

    #[test]
    fn a_rejected_source_is_a_row_with_its_reason() {
        let rows = samples::items().map(|item| AddRow::new(&item, "A body."));
        let mut out = Vec::new();
        added(rows, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.ends_with("b.jsonl,3,,,,,,,,no text\n"), "{text}");
    }
}
