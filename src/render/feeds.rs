//! Feeds as tables: the list, and what a round of visits brought.

use super::table::Table;
use super::wire::{FeedRow, FollowRow, VisitRow};

/// The list with what people look for.
pub fn short(rows: &[FeedRow]) -> Table {
    let mut table = Table::new(&["name", "url", "fetched", "items", "failures", "state"]);
    let cells = |row: &FeedRow| {
        vec![
            row.name.clone(),
            row.url.clone(),
            row.fetched
                .as_deref()
                .map_or_else(|| "never".to_owned(), to_minute),
            row.items.to_string(),
            row.failures.to_string(),
            row.state.clone(),
        ]
    };
    table.rows = rows.iter().map(cells).collect();
    table
}

/// The list with all that is known.
pub fn all(rows: &[FeedRow]) -> Table {
    let mut table = Table::new(&[
        "name",
        "title",
        "url",
        "page",
        "added",
        "state",
        "tried",
        "fetched",
        "brought",
        "newest",
        "items",
        "failures",
        "failure",
        "not_before",
    ]);
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let cells = |row: &FeedRow| {
        vec![
            row.name.clone(),
            text(&row.title),
            row.url.clone(),
            text(&row.page),
            row.added.clone(),
            row.state.clone(),
            text(&row.tried),
            text(&row.fetched),
            text(&row.brought),
            text(&row.newest),
            row.items.to_string(),
            row.failures.to_string(),
            text(&row.failure),
            text(&row.not_before),
        ]
    };
    table.rows = rows.iter().map(cells).collect();
    table
}

/// What a round of visits brought, a row a feed.
pub fn visits(rows: &[VisitRow]) -> Table {
    let mut table = Table::new(&[
        "feed",
        "new",
        "changed",
        "same",
        "conflicts",
        "rejected",
        "result",
    ]);
    let cells = |row: &VisitRow| {
        let result = match &row.reason {
            Some(reason) => format!("{}: {reason}", row.result),
            None => row.result.clone(),
        };
        vec![
            row.name.clone(),
            row.new.to_string(),
            row.changed.to_string(),
            row.same.to_string(),
            row.conflicts.to_string(),
            row.rejected.to_string(),
            result,
        ]
    };
    table.rows = rows.iter().map(cells).collect();
    table
}

/// What became of feeds that were to be followed.
pub fn followed(rows: &[FollowRow]) -> Table {
    let mut table = Table::new(&["name", "url", "result", "reason"]);
    let cells = |row: &FollowRow| {
        vec![
            row.name.clone().unwrap_or_default(),
            row.url.clone(),
            row.result.clone(),
            row.reason.clone().unwrap_or_default(),
        ]
    };
    table.rows = rows.iter().map(cells).collect();
    table
}

/// The same for people, a line each.
pub fn followed_line(row: &FollowRow) -> String {
    let name = row.name.as_deref().unwrap_or_default();
    let url: String = row.url.chars().filter(|c| !c.is_control()).collect();
    match row.result.as_str() {
        "added" => format!("added {name}  {url}"),
        "known" => format!("followed already: {name}  {url}"),
        _ => format!(
            "refused `{url}`: {}",
            row.reason.as_deref().unwrap_or_default()
        ),
    }
}

/// `2026-11-22T10:05:09Z` as `2026-11-22 10:05`.
fn to_minute(moment: &str) -> String {
    moment
        .chars()
        .take(16)
        .collect::<String>()
        .replace('T', " ")
}
