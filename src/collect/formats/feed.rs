//! RSS, Atom and JSON Feed: one article an item.
//!
//! A feed that is broken somewhere is read item by item, so that the damage costs one item.

mod broken;
pub(crate) mod cut;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use feed_rs::model::{Entry, Feed};
use regex::Regex;

use super::record::plain_line;
use crate::article::urls;
use crate::article::{PublishedFrom, TitleFrom};
use crate::collect::clean;
use crate::collect::dates::{Candidate, Label, day_in_url, parse_day};
use crate::collect::name::{Origin, RawArticle};

/// One item: its line where it is known, bytes that stand for it, and the article or why there is none.
pub(crate) struct FeedItem {
    pub(crate) line: Option<u64>,
    pub(crate) received: Vec<u8>,
    pub(crate) read: Result<RawArticle, String>,
    /// Its link as it stands, and the id that the feed gives it.
    key: String,
    /// The id that the feed gives it; empty where it gives none.
    own_id: String,
}

/// Reads all items of a feed; `Err` if it is no feed at all. `link` is the one under which the feed is
/// known: an item without a link is called by it and by the item's own id, so that an edit is an update.
pub(crate) fn read(
    text: &str,
    origin: &Origin,
    link: Option<&str>,
) -> Result<Vec<FeedItem>, String> {
    let text = without_encoding(text);
    let (mut items, own_name) = match parse(&text, origin) {
        Ok(feed) => {
            let items = feed.entries.iter().map(|entry| item(entry, &feed, origin));
            (items.collect(), name_of(&feed))
        }
        Err(reason) => (broken::item_by_item(&text, origin).ok_or(reason)?, None),
    };
    let feed = link
        .map(|link| urls::canonical(link).unwrap_or_else(|| link.to_owned()))
        .or(own_name)
        .unwrap_or_else(|| origin.stem().to_owned());
    tell_apart(&mut items, &urls::identity(&feed));
    Ok(items)
}

/// What a feed that was saved to a file is known by: its own link, its page, its title.
fn name_of(feed: &Feed) -> Option<String> {
    let link = |wanted: &str| {
        let mut links = feed.links.iter();
        links.find(|link| link.rel.as_deref().unwrap_or("alternate") == wanted)
    };
    link("self")
        .or_else(|| link("alternate"))
        .and_then(|link| urls::canonical(&link.href))
        .or_else(|| feed.title.as_ref().map(|title| plain_line(&title.content)))
        .filter(|name| !name.is_empty())
}

/// Items of one page (a log of changes, a day of short news) are articles of their own: what tells them
/// apart is the place in the page, else the id that the feed gives them, else their titles. Items without
/// a link are told apart by their ids in `feed`.
fn tell_apart(items: &mut [FeedItem], feed: &str) {
    let mut titles: HashMap<String, HashSet<String>> = HashMap::new();
    let mut keys: HashMap<String, HashSet<String>> = HashMap::new();
    for item in items.iter() {
        let Ok(raw) = &item.read else { continue };
        let title = title_of(raw);
        titles
            .entry(raw.url.clone().unwrap_or_default())
            .or_default()
            .insert(title.to_owned());
        keys.entry(item.key.clone())
            .or_default()
            .insert(title.to_owned());
    }
    let is_shared = |map: &HashMap<String, HashSet<String>>, key: &str| {
        map.get(key).is_some_and(|titles| titles.len() > 1)
    };
    for item in items {
        let Ok(raw) = &mut item.read else { continue };
        let mut place = match &raw.url {
            Some(url) if is_shared(&titles, url) || names_a_part(&item.key) => {
                format!("{}\n{}", urls::identity(url), item.key)
            }
            None if !item.own_id.is_empty() => format!("{feed}\n\n{}", item.own_id),
            _ => continue,
        };
        if is_shared(&keys, &item.key) {
            place = format!("{place}\n{}", title_of(raw));
        }
        raw.place = Some(place);
    }
}

fn title_of(raw: &RawArticle) -> &str {
    raw.title.as_ref().map_or("", |(title, _)| title.as_str())
}

/// Whether the link of an item names a part of a page (`…/changes#v2`), and not how a reader came.
fn names_a_part(key: &str) -> bool {
    let link = key.split('\n').next().unwrap_or_default();
    link.split_once('#').is_some_and(|(_, part)| {
        let is_way = part.contains('=') || part.starts_with('/') || part.starts_with(':');
        !part.is_empty() && !is_way && !matches!(part, "comments" | "respond" | "top")
    })
}

/// The text is UTF-8 by now, whatever its first line says.
fn without_encoding(text: &str) -> Cow<'_, str> {
    static ENCODING: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*["'][^"']*["']"#).ok());
    ENCODING
        .as_ref()
        .map_or(text.into(), |encoding| encoding.replace(text, "$1"))
}

/// What a feed calls itself, and the page that it belongs to.
pub(crate) fn about(text: &str, origin: &Origin) -> (Option<String>, Option<String>) {
    let Ok(feed) = parse(&without_encoding(text), origin) else {
        return (None, None);
    };
    let title = feed.title.as_ref().map(|title| plain_line(&title.content));
    let is_page = |rel: Option<&str>| rel.is_none_or(|rel| rel == "alternate");
    let page = feed
        .links
        .iter()
        .filter(|link| is_page(link.rel.as_deref()))
        .find_map(|link| urls::canonical(&link.href));
    (title.filter(|title| !title.is_empty()), page)
}

fn parse(text: &str, origin: &Origin) -> Result<Feed, String> {
    let is_json = text.trim_start().starts_with('{');
    if !is_json && is_too_deep(text) {
        return Err("elements nested too deeply to be a feed".to_owned());
    }
    // Links that stand in a feed without their host count from where it was fetched.
    let fetched_from = Some(origin.source.as_str()).filter(|source| urls::is_link(source));
    let feed = parsed(text, origin, fetched_from)?;
    let is_bare = |link: &feed_rs::model::Link| !urls::is_link(&link.href);
    let has_bare = feed
        .entries
        .iter()
        .any(|entry| entry.links.iter().any(is_bare));
    // A feed that was saved says itself where it is from.
    let own = feed.links.iter().find(|link| !is_bare(link));
    match own.map(|link| link.href.clone()) {
        Some(own) if has_bare && fetched_from.is_none() => parsed(text, origin, Some(&own)),
        _ => Ok(feed),
    }
}

fn parsed(text: &str, origin: &Origin, base: Option<&str>) -> Result<Feed, String> {
    let counted_from = origin.counted_from();
    // The model holds instants in UTC; noon of the day as the publisher wrote it keeps that day.
    let noon = move |text: &str| {
        let day = parse_day(text, counted_from)?.day;
        format!("{}T12:00:00Z", day.first()).parse().ok()
    };
    feed_rs::parser::Builder::new()
        .timestamp_parser(noon)
        // An id that is made up, at worst by chance, tells nothing.
        .id_generator(|_, _, _| String::new())
        .base_uri(base)
        .build()
        .parse(text.as_bytes())
        .map_err(|error| format!("no feed that can be read: {error}"))
}

/// Whether elements lie in each other deeper than any feed needs: the parser calls itself for each.
fn is_too_deep(text: &str) -> bool {
    const MAX_DEPTH: usize = 400;
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        let skipped = [("![CDATA[", "]]>"), ("!--", "-->")]
            .iter()
            .find_map(|(open, close)| Some((after.strip_prefix(open)?, *close)));
        if let Some((inside, close)) = skipped {
            rest = inside.split_once(close).map_or("", |(_, behind)| behind);
        } else if after.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if after.starts_with(|c: char| c.is_alphabetic()) {
            let tag = after.split(['<', '>']).next().unwrap_or_default();
            let is_empty = tag.ends_with('/');
            depth += usize::from(!is_empty);
        }
        if depth > MAX_DEPTH {
            return true;
        }
    }
    false
}

fn item(entry: &Entry, feed: &Feed, origin: &Origin) -> FeedItem {
    FeedItem {
        line: None,
        received: received(entry),
        read: article(entry, feed, origin),
        key: key(entry),
        own_id: entry.id.clone(),
    }
}

fn key(entry: &Entry) -> String {
    let link = page_link(entry).map_or("", |link| link.href.as_str());
    format!("{link}\n{}", entry.id)
}

/// What makes one item different from the next: feeds are rewritten around items that stay.
fn received(entry: &Entry) -> Vec<u8> {
    let text = |text: &Option<feed_rs::model::Text>| {
        text.as_ref()
            .map(|text| text.content.clone())
            .unwrap_or_default()
    };
    let content = entry
        .content
        .as_ref()
        .and_then(|content| content.body.clone())
        .unwrap_or_default();
    [
        entry.id.clone(),
        text(&entry.title),
        text(&entry.summary),
        content,
    ]
    .join("\u{1f}")
    .into_bytes()
}

fn article(entry: &Entry, feed: &Feed, origin: &Origin) -> Result<RawArticle, String> {
    let title = entry
        .title
        .as_ref()
        .map(|title| plain_line(&title.content))
        .filter(|title| !title.is_empty());
    let url = link(entry);
    let body = body(entry);
    if title.is_none() && body.is_empty() {
        return Err("an item with neither title nor text".to_owned());
    }
    Ok(RawArticle {
        id: None,
        days: days(entry, url.as_deref(), origin),
        site: url
            .as_deref()
            .and_then(urls::site_of)
            .or_else(|| feed.title.as_ref().map(|title| plain_line(&title.content))),
        author: authors(entry, feed),
        language: entry.language.clone().or_else(|| feed.language.clone()),
        title: title.map(|title| (title, TitleFrom::Feed)),
        body,
        url,
        ..RawArticle::default()
    })
}

/// The link to the page; an id that is a link stands in.
fn link(entry: &Entry) -> Option<String> {
    page_link(entry)
        .and_then(|link| urls::canonical(&link.href))
        .or_else(|| urls::canonical(&entry.id))
}

fn page_link(entry: &Entry) -> Option<&feed_rs::model::Link> {
    let is_page = |rel: Option<&str>| rel.is_none_or(|rel| rel == "alternate");
    entry
        .links
        .iter()
        .find(|link| is_page(link.rel.as_deref()))
        .or(entry.links.first())
}

/// The longer of content and summary: some feeds put the article into either.
fn body(entry: &Entry) -> String {
    let content = entry
        .content
        .as_ref()
        .and_then(|content| content.body.as_deref());
    let summary = entry
        .summary
        .as_ref()
        .map(|summary| summary.content.as_str());
    let media = entry
        .media
        .iter()
        .find_map(|media| media.description.as_ref())
        .map(|text| text.content.as_str());
    [content, summary, media]
        .into_iter()
        .flatten()
        .map(|html| clean::without_last_words(&clean::html_to_markdown(html)).to_owned())
        .fold(String::new(), |longest, text| {
            if text.len() > longest.len() {
                text
            } else {
                longest
            }
        })
}

fn days(entry: &Entry, url: Option<&str>, origin: &Origin) -> Vec<Candidate> {
    let day = |time: Option<String>, label| {
        let published = parse_day(&time?, origin.counted_from())?;
        Some(Candidate {
            day: published.day,
            from: PublishedFrom::Feed,
            label,
        })
    };
    let mut days = Vec::new();
    let published = entry.published.map(|time| time.to_rfc3339());
    let updated = entry.updated.map(|time| time.to_rfc3339());
    // Atom asks for `updated` and not for `published`; where it is alone it is the day.
    let is_update = published.is_some();
    days.extend(day(published, Label::None));
    days.extend(day(
        updated,
        if is_update {
            Label::Updated
        } else {
            Label::None
        },
    ));
    days.extend(url.and_then(day_in_url).map(|day| Candidate {
        day,
        from: PublishedFrom::Url,
        label: Label::None,
    }));
    days
}

fn authors(entry: &Entry, feed: &Feed) -> Option<String> {
    let people = if entry.authors.is_empty() {
        &feed.authors
    } else {
        &entry.authors
    };
    let mut names: Vec<String> = Vec::new();
    for person in people {
        let name = plain_line(person.name.as_deref().unwrap_or_default());
        let is_name = !name.is_empty() && name != "unknown" && !names.contains(&name);
        if is_name {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn items(text: &str) -> Vec<String> {
        let origin = Origin {
            source: "a.xml".to_owned(),
            as_of: None,
            today: date(2026, 11, 20),
        };
        read(text, &origin, None)
            .unwrap()
            .into_iter()
            .map(|item| match item.read {
                Ok(raw) => format!(
                    "{}|{}|{}|{}",
                    raw.title.map(|(title, _)| title).unwrap_or_default(),
                    raw.body,
                    raw.url.unwrap_or_default(),
                    raw.days
                        .first()
                        .map(|day| day.day.to_string())
                        .unwrap_or_default()
                ),
                Err(reason) => format!("! {reason}"),
            })
            .collect()
    }

    #[test]
    fn every_kind_of_feed_is_read() {
        let expected = ["A & B|Some text|https://e.com/1|2026-04-28"];
        assert_eq!(
            items(
                "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><rss version=\"2.0\"><channel><title>F</title><item><title>A &amp;amp; B</title><link>https://e.com/1?utm_source=rss</link><description>&lt;p&gt;Some text&lt;/p&gt;</description><pubDate>Tue, 28 Apr 2026 10:00:00 +0000</pubDate></item></channel></rss>"
            ),
            expected
        );
        assert_eq!(
            items(
                "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>F</title><id>f</id><updated>2026-04-28T10:00:00Z</updated><entry><id>1</id><title>A &amp; B</title><link href=\"https://e.com/1\"/><updated>2026-04-28T10:00:00Z</updated><summary>Some text</summary></entry></feed>"
            ),
            expected
        );
        assert_eq!(
            items(
                "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"F\", \"items\": [{\"id\": \"1\", \"title\": \"A & B\", \"url\": \"https://e.com/1\", \"content_html\": \"<p>Some text</p>\", \"date_published\": \"2026-04-28T10:00:00Z\"}]}"
            ),
            expected
        );
    }

    #[test]
    fn what_a_feed_adds_to_every_item_goes() {
        let item = "<rss version=\"2.0\"><channel><item><title>A</title><description>&lt;p&gt;Some text.&lt;/p&gt;&lt;p&gt;The post &lt;a href='https://e.com/1'&gt;A&lt;/a&gt; appeared first on &lt;a href='https://e.com'&gt;E&lt;/a&gt;.&lt;/p&gt;</description></item></channel></rss>";
        assert_eq!(items(item), ["A|Some text.||"]);
    }

    #[test]
    fn items_of_one_page_are_told_apart() {
        let ids = |items: &[(&str, &str, &str)]| {
            let items: Vec<String> = items
                .iter()
                .map(|(title, link, guid)| {
                    format!(
                        "<item><title>{title}</title><link>{link}</link><guid>{guid}</guid></item>"
                    )
                })
                .collect();
            let items = items.concat();
            let text = format!("<rss version=\"2.0\"><channel>{items}</channel></rss>");
            let origin = Origin {
                source: "a.xml".to_owned(),
                as_of: None,
                today: date(2026, 11, 20),
            };
            let places = read(&text, &origin, None).unwrap().into_iter().map(|item| {
                let raw = item.read.unwrap();
                raw.place.or(raw.url).unwrap()
            });
            places.collect::<Vec<_>>()
        };
        let log = "https://e.com/log";
        let by_link = ids(&[("v1", log, "1")]);
        assert_eq!(by_link, [log]);
        let three = ids(&[("v3", log, "3"), ("v2", log, "2"), ("v1", log, "1")]);
        assert_eq!(three.iter().collect::<HashSet<_>>().len(), 3, "{three:?}");
        // What came before stays what it was when others are added.
        assert_eq!(three[1..], ids(&[("v2", log, "2"), ("v1", log, "1")]));
        let same_guid = ids(&[("v2", log, log), ("v1", log, log)]);
        assert_ne!(same_guid[0], same_guid[1]);
        let part = "https://e.com/log#v2";
        assert_eq!(
            ids(&[("v2", part, part)]),
            ids(&[("v2", part, part), ("v1", log, "1")])[..1]
        );
        assert_ne!(ids(&[("v2", part, part)]), [log]);
        for way in ["https://e.com/log#ref=rss", "https://e.com/log#comments"] {
            assert_eq!(ids(&[("v1", way, "1")]), [log], "{way}");
        }
        // An item that stands twice is one.
        assert_eq!(ids(&[("v1", log, "1"), ("v1", log, "2")]), [log, log]);
    }

    #[test]
    fn an_item_without_a_link_is_called_by_its_own_id_in_its_feed() {
        let origin = Origin {
            source: "saved/feed.xml".to_owned(),
            as_of: None,
            today: date(2026, 11, 20),
        };
        let place = |head: &str, guid: &str, words: &str, link: Option<&str>| {
            let text = format!(
                "<rss version=\"2.0\"><channel>{head}<item><title>{words}</title>{guid}</item></channel></rss>"
            );
            let mut items = read(&text, &origin, link).unwrap();
            items.remove(0).read.unwrap().place
        };
        let guid = "<guid isPermaLink=\"false\">7</guid>";
        let feed = Some("https://e.com/feed");
        let first = place("", guid, "A lease", feed);
        assert!(first.is_some());
        assert_eq!(first, place("", guid, "A longer lease", feed));
        assert_eq!(first, place("", guid, "A", Some("http://www.e.com/feed/")));
        assert_ne!(first, place("", guid, "A lease", Some("https://e.com/b")));
        assert_eq!(place("", "", "A lease", feed), None);
        // A file is known by what the feed calls itself, else by its name.
        let own = "<atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"self\" href=\"https://e.com/feed\"/>";
        assert_eq!(first, place(own, guid, "A", None));
        let titled = place("<title>F</title>", guid, "A", None);
        assert_ne!(titled, place("<title>G</title>", guid, "A", None));
        assert_ne!(titled, place("", guid, "A", None));
    }

    #[test]
    fn the_same_bytes_give_the_same_items() {
        let text = "<rss version=\"2.0\"><channel><item><description>Words.</description></item></channel></rss>";
        let origin = Origin {
            source: "a.xml".to_owned(),
            as_of: None,
            today: date(2026, 11, 20),
        };
        let received = || read(text, &origin, None).unwrap().remove(0).received;
        assert_eq!(received(), received());
    }

    #[test]
    fn a_broken_feed_gives_what_can_be_read() {
        let broken = "<rss version=\"2.0\"><channel><item><title>A & B</title><link>https://e.com/1</link></item>\n<item><title>C</title><link>https://e.com/2</link>\n<item><title>D &nbsp; E</title></item>";
        let read = items(broken);
        assert_eq!(read.len(), 3, "{read:?}");
        assert!(
            read[0].starts_with("A & B|") && read[1].starts_with("C|"),
            "{read:?}"
        );
    }

    #[test]
    fn a_feed_that_nests_without_end_is_no_feed() {
        let origin = Origin {
            source: "a.xml".to_owned(),
            as_of: None,
            today: date(2026, 11, 20),
        };
        let deep = format!("<rss version=\"2.0\">{}", "<a>".repeat(1_000_000));
        assert!(read(&deep, &origin, None).err().unwrap().contains("nested"));
        let open = format!("<rss><channel>{}", "<item ".repeat(200_000));
        drop(read(&open, &origin, None));
    }

    #[test]
    fn an_item_of_nothing_is_rejected_with_a_reason() {
        let read = items("<rss version=\"2.0\"><channel><item></item></channel></rss>");
        assert_eq!(read, ["! an item with neither title nor text"]);
    }
}
