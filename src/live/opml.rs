//! Lists of feeds as readers exchange them: OPML in and out.
//!
//! Reading takes what it can get: any bytes give a list, perhaps an empty one.

use std::collections::HashSet;
use std::fmt::Write as _;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::article::urls;
use crate::corpus::feeds::Feed;
use crate::xml::escaped;

/// A feed as a list names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedFeed {
    /// Its link.
    pub url: String,
    /// What it is called there.
    pub title: Option<String>,
    /// The page that it belongs to.
    pub page: Option<String>,
}

/// More feeds than anybody follows.
const MAX_FEEDS: usize = 10_000;

/// The feeds of a list, in its order, each once.
pub fn read(text: &str) -> Vec<ListedFeed> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut seen = HashSet::new();
    let mut feeds = Vec::new();
    while feeds.len() < MAX_FEEDS {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                let feed = feed_of(&tag);
                feeds.extend(feed.filter(|feed| seen.insert(urls::identity(&feed.url))));
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    feeds
}

fn feed_of(tag: &BytesStart<'_>) -> Option<ListedFeed> {
    if !tag.name().as_ref().eq_ignore_ascii_case("outline") {
        return None;
    }
    let mut feed = ListedFeed::default();
    let mut text = None;
    for attribute in tag.html_attributes().with_checks(false).flatten() {
        let value = htmlize::unescape(attribute.value.as_ref())
            .trim()
            .to_owned();
        if value.is_empty() {
            continue;
        }
        let name = attribute.key.as_ref().to_ascii_lowercase();
        match name.as_str() {
            "xmlurl" => feed.url = value,
            "htmlurl" => feed.page = urls::canonical(&value),
            "title" => feed.title = Some(value),
            "text" => text = Some(value),
            _ => {}
        }
    }
    feed.title = feed.title.or(text);
    urls::is_link(&feed.url).then_some(feed)
}

/// A list that other readers take.
pub fn write(feeds: &[Feed]) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n    \
         <title>Feeds of newsdex</title>\n  </head>\n  <body>\n",
    );
    for feed in feeds {
        let title = escaped(feed.title.as_deref().unwrap_or(&feed.name));
        let url = escaped(&feed.url);
        let page = feed.page.as_deref().map_or_else(String::new, |page| {
            format!(" htmlUrl=\"{}\"", escaped(page))
        });
        // Writing to a string can't fail.
        let _ = writeln!(
            text,
            "    <outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{url}\"{page}/>"
        );
    }
    text.push_str("  </body>\n</opml>\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_are_read_from_any_depth_each_once() {
        let text = "<?xml version='1.0'?><opml><body><outline text='AI &amp; chips'>\
            <outline text=\"One\" title=\"One &#x26; all\" xmlUrl=\"https://one.example/f?a=1&amp;b=2\" htmlUrl=\"https://one.example/\"/>\
            <OUTLINE text='Again' xmlurl='http://www.one.example/f?a=1&amp;b=2'></outline></outline>\
            <!-- no feed --><outline text='A file' xmlUrl='file:///etc/passwd'/>\
            <outline text=Two xmlUrl=https://two.example/feed></body>";
        let feeds = read(text);
        let links: Vec<&str> = feeds.iter().map(|feed| feed.url.as_str()).collect();
        assert_eq!(
            links,
            ["https://one.example/f?a=1&b=2", "https://two.example/feed"]
        );
        assert_eq!(feeds[0].title.as_deref(), Some("One & all"));
        assert_eq!(feeds[0].page.as_deref(), Some("https://one.example/"));
        assert_eq!(read("\u{0}<opml <<< &&& \u{1b}"), []);
    }

    #[test]
    fn what_is_written_is_read() {
        let feed = Feed {
            name: "a".to_owned(),
            url: "https://a.example/?x=1&y=\"2\"".to_owned(),
            title: Some("A <b> & \u{1b}[31m\u{ffff}c".to_owned()),
            page: Some("https://a.example/".to_owned()),
            added: jiff::civil::date(2026, 11, 22),
        };
        let read = read(&write(std::slice::from_ref(&feed)));
        assert_eq!(read[0].url, feed.url);
        assert_eq!(read[0].title.as_deref(), Some("A <b> & [31mc"));
        assert_eq!(read[0].page, feed.page);
    }
}
