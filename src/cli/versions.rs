//! `show ID --history` and `diff ID`: the versions of an article, and what changed between two.

use std::io::Write;

use newsdex::corpus::history::{Version, versions};
use newsdex::render::wire::{DiffAnswer, HistoryAnswer, Text, VersionRow};
use newsdex::render::{changes, json};

use super::args::DiffArgs;
use super::context::Context;
use super::failure::{FOUND, Failure, NOTHING};
use super::news::write_table;
use super::show::article_called;
use super::values::{Cited, Format};

/// Lists the versions of an article.
pub(super) fn history(context: &Context, cited: &Cited) -> Result<u8, Failure> {
    let format = context.format(Format::Text);
    let (id, versions) = versions_of(context, cited)?;
    let rows = rows(&versions);
    let mut out = std::io::stdout().lock();
    match format {
        Format::Json => json::line(&HistoryAnswer::new(&id, rows), &mut out)?,
        Format::Jsonl => json::lines(&rows, &mut out)?,
        Format::Text => write!(out, "{}", changes::versions_page(&rows, context.look()))?,
        Format::Csv | Format::Md => {
            let is_for_people = format != Format::Csv;
            let table = changes::table(&rows, is_for_people);
            write_table(&table, format, context, &mut out)?;
        }
        _ => {
            let fitting = "text, json, jsonl, csv or md";
            return Err(super::unfit(format, "show --history", fitting));
        }
    }
    out.flush()?;
    Ok(FOUND)
}

/// Shows what changed between two versions.
pub(crate) fn diff(context: &Context, arguments: &DiffArgs) -> Result<u8, Failure> {
    let format = context.format(Format::Text);
    if !matches!(format, Format::Text | Format::Json | Format::Jsonl) {
        return Err(super::unfit(format, "diff", "text or json"));
    }
    let (id, versions) = versions_of(context, &arguments.cited)?;
    if versions.len() < 2 {
        context.note(&format!(
            "there is only one version of `{id}`; a version is kept when a newer text comes"
        ));
        if let (Some(version), Some(row)) = (versions.first(), rows(&versions).pop())
            && format != Format::Text
        {
            let side = || (row.clone(), text(version));
            let answer = DiffAnswer::new(&id, side(), side());
            json::line(&answer, &mut std::io::stdout().lock())?;
        }
        return Ok(NOTHING);
    }
    let to = arguments.to.unwrap_or(versions.len());
    let from = arguments
        .from
        .unwrap_or_else(|| to.saturating_sub(1).max(1));
    let rows = rows(&versions);
    let side = |number: usize| {
        let idx = number.checked_sub(1);
        let found = idx.and_then(|idx| Some((rows.get(idx)?.clone(), text(versions.get(idx)?))));
        found.ok_or_else(|| {
            Failure::usage(
                format!("`{id}` has no version {number}"),
                format!(
                    "it has {}; `newsdex show {id} --history` lists them",
                    versions.len()
                ),
            )
        })
    };
    let newer = side(to)?;
    let answer = DiffAnswer::new(&id, side(from)?, newer);
    let mut out = std::io::stdout().lock();
    match format {
        Format::Text => write!(out, "{}", changes::page(&answer, context.look()))?,
        _ => json::line(&answer, &mut out)?,
    }
    out.flush()?;
    Ok(FOUND)
}

fn versions_of(context: &Context, cited: &Cited) -> Result<(String, Vec<Version>), Failure> {
    let home = context.home()?;
    let snapshot = context.snapshot(&home, false)?;
    let (card, _) = article_called(&snapshot, cited)?;
    let versions = versions(&home, &card.id, &card.path)?;
    Ok((card.id.to_string(), versions))
}

fn rows(versions: &[Version]) -> Vec<VersionRow> {
    let row = |(idx, version): (usize, &Version)| {
        let mut row = VersionRow {
            number: idx + 1,
            came: version.came.map(|day| day.to_string()),
            received: version.received.clone(),
            title: version.title.clone(),
            published: version.published.clone(),
            words_out: 0,
            words_in: 0,
            is_edited: version.is_edited,
            is_current: idx + 1 == versions.len(),
        };
        let before = idx.checked_sub(1).and_then(|before| versions.get(before));
        row.count(before.map(text), text(version));
        row
    };
    versions.iter().enumerate().map(row).collect()
}

fn text(version: &Version) -> Text<'_> {
    Text {
        title: &version.title,
        body: &version.body,
    }
}
