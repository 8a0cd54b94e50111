//! A feed with some of its items only: what is kept of a feed that brings a few new items among many
//! known ones.
//!
//! What stands around the items stays as it is, so that the rest is read as before. Whoever cuts makes
//! sure of that; a feed whose items can't be told apart here is not cut.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

/// The feed with those of its items that are wanted; `None` where the items are not as many as `wanted`
/// says.
pub(crate) fn only(text: &str, wanted: &[bool]) -> Option<String> {
    if text.trim_start().starts_with('{') {
        return only_of_json(text, wanted);
    }
    [ranges_of_elements(text), Some(ranges_of_text(text))]
        .into_iter()
        .flatten()
        .find(|ranges| ranges.len() == wanted.len())
        .and_then(|ranges| without(text, &ranges, wanted))
}

fn only_of_json(text: &str, wanted: &[bool]) -> Option<String> {
    let mut feed: Value = serde_json::from_str(text).ok()?;
    let items = feed.get_mut("items")?.as_array_mut()?;
    if items.len() != wanted.len() {
        return None;
    }
    let mut is_wanted = wanted.iter();
    items.retain(|_| is_wanted.next().copied().unwrap_or(true));
    Some(feed.to_string())
}

fn without(text: &str, ranges: &[Range<usize>], wanted: &[bool]) -> Option<String> {
    let mut kept = String::new();
    let mut from = 0;
    for (range, is_wanted) in ranges.iter().zip(wanted) {
        if !is_wanted {
            kept.push_str(text.get(from..range.start)?);
            from = range.end;
        }
    }
    kept.push_str(text.get(from..)?);
    Some(kept)
}

/// Where the items of a feed stand that is well formed.
fn ranges_of_elements(text: &str) -> Option<Vec<Range<usize>>> {
    /// RSS has its items in the channel, all others have them in the root.
    const MAX_DEPTH: usize = 2;
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut ranges = Vec::new();
    let (mut depth, mut open) = (0_usize, None);
    loop {
        let start = usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let end = usize::try_from(reader.buffer_position()).ok()?;
        let is_outermost = open.is_none() && depth <= MAX_DEPTH;
        match event {
            Event::Start(element) => {
                if is_outermost && is_item(element.local_name().as_ref()) {
                    open = Some((depth, start));
                }
                depth += 1;
            }
            Event::Empty(element) if is_outermost && is_item(element.local_name().as_ref()) => {
                ranges.push(start..end);
            }
            Event::End(_) => {
                depth = depth.checked_sub(1)?;
                if let Some((_, start)) = open.filter(|(own_depth, _)| *own_depth == depth) {
                    ranges.push(start..end);
                    open = None;
                }
            }
            Event::Eof => return Some(ranges),
            _ => {}
        }
    }
}

fn is_item(name: &str) -> bool {
    matches!(name, "item" | "entry")
}

/// Where the items of a broken feed stand: from one beginning to its end, or to the next beginning.
fn ranges_of_text(text: &str) -> Vec<Range<usize>> {
    let (open, close) = super::broken::item_tags(text);
    let starts: Vec<usize> = text.match_indices(open).map(|(at, _)| at).collect();
    let next = |n: usize| starts.get(n + 1).copied().unwrap_or(text.len());
    let range = |(n, start): (usize, &usize)| {
        let own = text.get(*start..next(n)).unwrap_or_default();
        let end = own.find(close).map(|end| start + end + close.len());
        *start..end.unwrap_or(next(n))
    };
    starts.iter().enumerate().map(range).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::collect::decode::decode;
    use crate::collect::name::Origin;

    #[test]
    fn what_stands_around_the_wanted_items_stays() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(only(text, &[false, true, false]).as_deref(), expected);
        };
        check(
            "<!-- <item> --><rss><channel><title>F</title><item>a</item>\n<item><![CDATA[<item>]]></item>\n<item/></channel></rss>",
            Some(
                "<!-- <item> --><rss><channel><title>F</title>\n<item><![CDATA[<item>]]></item>\n</channel></rss>",
            ),
        );
        check(
            "<feed><id>f</id><entry><id>a</id></entry><entry>b<source><entry/></source></entry><entry>c</entry></feed>",
            Some("<feed><id>f</id><entry>b<source><entry/></source></entry></feed>"),
        );
        check(
            "<rss><channel><item>a & b</item><item>b<item>c</item></channel></rss",
            Some("<rss><channel><item>b</channel></rss"),
        );
        check(
            "{\"title\": \"F\", \"items\": [1, {\"id\": 2}, 3]}",
            Some("{\"title\":\"F\",\"items\":[{\"id\":2}]}"),
        );
        check("<rss><channel><item>a</item></channel></rss>", None);
        check("{\"items\": [1]}", None);
        check("", None);
    }

    #[test]
    fn the_saved_feeds_are_cut_at_any_item() {
        let Some(folder) = crate::data::data("raw/rss_atom") else {
            return;
        };
        let origin = |file: &Path| Origin {
            source: file.display().to_string(),
            as_of: None,
            today: jiff::civil::date(2026, 11, 20),
        };
        let (mut n_feeds, mut n_cut) = (0, 0);
        for entry in walkdir::WalkDir::new(&folder) {
            let file = entry.unwrap().into_path();
            let Ok(bytes) = fs_err::read(&file) else {
                continue;
            };
            let text = decode(&bytes);
            let Ok(items) = super::super::read(&text, &origin(&file), None) else {
                continue;
            };
            if items.len() < 2 {
                continue;
            }
            n_feeds += 1;
            let wanted: Vec<bool> = (0..items.len()).map(|n| n % 3 == 1).collect();
            let expected = items.iter().zip(&wanted).filter(|(_, wanted)| **wanted);
            let cut = only(&text, &wanted)
                .and_then(|cut| super::super::read(&cut, &origin(&file), None).ok())
                .unwrap_or_default();
            let is_alike = cut
                .iter()
                .map(|item| &item.received)
                .eq(expected.map(|(item, _)| &item.received));
            n_cut += usize::from(is_alike);
            if !is_alike {
                eprintln!("not cut: {}", file.display());
            }
        }
        assert!(n_cut * 100 >= n_feeds * 95, "{n_cut} of {n_feeds}");
        eprintln!("{n_cut} of {n_feeds} feeds are cut");
    }
}
