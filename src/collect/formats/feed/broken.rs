//! A feed that is broken somewhere, item by item.

use std::sync::LazyLock;

use regex::Regex;

use super::{FeedItem, article, key, parse};
use crate::collect::name::Origin;

/// Longest root element that is written around each item of a broken feed.
const MAX_ROOT_BYTES: usize = 4096;

/// Cuts a broken feed at its items and reads each inside the root of the whole.
pub(super) fn item_by_item(text: &str, origin: &Origin) -> Option<Vec<FeedItem>> {
    static ROOT: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"<(?:rss|feed|rdf:RDF)\b[^<>]*>").ok());
    let (open, close) = item_tags(text);
    let root = ROOT
        .as_ref()?
        .find(text)
        .map(|root| root.as_str())
        .filter(|root| root.len() <= MAX_ROOT_BYTES)
        .unwrap_or("<rss version=\"2.0\">");
    let name = root
        .trim_start_matches('<')
        .split([' ', '>', '\n', '\t'])
        .next()?;
    let (before, after) = if name == "rss" {
        ("<channel>", "</channel>")
    } else {
        ("", "")
    };
    let mut items = Vec::new();
    let (mut rest, mut line) = (text, 1_u64);
    while let Some(start) = rest.find(open) {
        let (skipped, from) = rest.split_at_checked(start)?;
        line += n_lines(skipped);
        let next_start = from
            .get(open.len()..)
            .and_then(|tail| tail.find(open))
            .map_or(from.len(), |next| next + open.len());
        // An item that is never closed ends where the next one starts; no search looks past that, so
        // that all of them together read the text once.
        let own_end = from
            .get(..next_start)
            .and_then(|own| own.find(close))
            .map(|end| end + close.len());
        let (piece, behind) = from.split_at_checked(own_end.unwrap_or(next_start))?;
        let inside = if piece.ends_with(close) {
            piece.to_owned()
        } else {
            format!("{piece}{close}")
        };
        let alone = format!("{root}{before}{inside}{after}</{name}>");
        items.push(one_item(&alone, line, piece, origin));
        line += n_lines(piece);
        rest = behind;
    }
    (!items.is_empty()).then_some(items)
}

/// How items begin and end.
pub(super) fn item_tags(text: &str) -> (&'static str, &'static str) {
    let is_atom = !text.contains("<item") && text.contains("<entry");
    if is_atom {
        ("<entry", "</entry>")
    } else {
        ("<item", "</item>")
    }
}

fn one_item(alone: &str, line: u64, piece: &str, origin: &Origin) -> FeedItem {
    let parsed = parse(alone, origin).or_else(|_| parse(&with_whole_references(alone), origin));
    let entry = parsed.as_ref().ok().and_then(|feed| feed.entries.first());
    let key_of_entry = entry.map_or_else(String::new, key);
    let own_id = entry.map_or_else(String::new, |entry| entry.id.clone());
    let read = parsed.and_then(|feed| {
        let entry = feed.entries.first().ok_or("an item that holds nothing")?;
        article(entry, &feed, origin)
    });
    FeedItem {
        line: Some(line),
        received: piece.as_bytes().to_vec(),
        read,
        key: key_of_entry,
        own_id,
    }
}

fn n_lines(text: &str) -> u64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64
}

/// Escapes what HTML allows and XML does not: a bare `&`, names of entities.
fn with_whole_references(text: &str) -> String {
    static REFERENCE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"&(?:(amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)?").ok()
    });
    REFERENCE.as_ref().map_or_else(
        || text.to_owned(),
        |reference| {
            let whole = |found: &regex::Captures<'_>| match found.get(1) {
                Some(name) => format!("&{};", name.as_str()),
                None => "&amp;".to_owned(),
            };
            reference.replace_all(text, whole).into_owned()
        },
    )
}
