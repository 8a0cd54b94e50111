//! What is new of watches as an Atom feed (RFC 4287).
//!
//! An entry's id is made of the watch and the article alone, so that a reader who sees a story again knows
//! it. Passages are HTML with their marks; all else is plain text. Characters that XML has no place for are
//! left out.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::link::passage_link;
use super::plain::{Plain, plain, plain_line};
use super::watch::{Told, WatchNews};
use crate::query::answer::Hit;
use crate::xml::printable;

/// Writes the feed; `day` is that of the run, YYYY-MM-DD.
pub fn feed(watches: &[WatchNews], day: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("feed")
        .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
        .write_inner_content(|xml| {
            let names: Vec<&str> = watches.iter().map(|watch| watch.name.as_str()).collect();
            text(xml, "id", &format!("urn:newsdex:watch:{}", names.join("+")))?;
            text(xml, "title", &format!("newsdex: {}", names.join(", ")))?;
            text(xml, "updated", &instant(day))?;
            author(xml, "newsdex")?;
            for watch in watches {
                for told in &watch.stories {
                    entry(xml, &watch.name, told)?;
                }
            }
            Ok(())
        })?;
    xml.get_mut().write_all(b"\n")
}

type Xml<'w> = Writer<&'w mut dyn Write>;

fn entry(xml: &mut Xml<'_>, watch: &str, told: &Told) -> io::Result<()> {
    let hit = &told.hit;
    let card = &hit.article;
    let published = card.published.map(|published| published.day.to_string());
    let added = card.added.to_string();
    xml.create_element("entry").write_inner_content(|xml| {
        let id = percent_encoded(card.id.as_str());
        text(xml, "id", &format!("urn:newsdex:watch:{watch}:{id}"))?;
        text(xml, "title", &plain_line(&card.title, &[]).text)?;
        text(
            xml,
            "updated",
            &instant(published.as_deref().unwrap_or(&added)),
        )?;
        if let Some(published) = &published {
            text(xml, "published", &instant(published))?;
        }
        let who = card.author.as_ref().or(card.site.as_ref());
        author(xml, who.map_or("unknown", String::as_str))?;
        if let Some(link) = link(hit) {
            xml.create_element("link")
                .with_attributes([("rel", "alternate"), ("href", printable(&link).as_str())])
                .write_empty()?;
        }
        let topics = hit.facts.read().topics;
        for term in std::iter::once(watch).chain(topics.iter().map(String::as_str)) {
            xml.create_element("category")
                .with_attribute(("term", printable(term).as_str()))
                .write_empty()?;
        }
        xml.create_element("content")
            .with_attribute(("type", "html"))
            .write_text_content(BytesText::new(&printable(&html(told))))?;
        Ok(())
    })?;
    Ok(())
}

fn text(xml: &mut Xml<'_>, name: &str, value: &str) -> io::Result<()> {
    xml.create_element(name)
        .write_text_content(BytesText::new(&printable(value)))?;
    Ok(())
}

fn author(xml: &mut Xml<'_>, name: &str) -> io::Result<()> {
    xml.create_element("author")
        .write_inner_content(|xml| text(xml, "name", &plain_line(name, &[]).text))?;
    Ok(())
}

/// The page of an article, scrolled to its passage.
fn link(hit: &Hit) -> Option<String> {
    let url = hit.article.url.as_deref()?;
    let is_page = url.starts_with("https://") || url.starts_with("http://");
    let passage = hit.passages.first();
    let scrolled = passage.and_then(|passage| passage_link(url, &passage.text));
    is_page.then(|| scrolled.unwrap_or_else(|| url.to_owned()))
}

/// The passages as paragraphs, then where it is from.
fn html(told: &Told) -> String {
    let mut html = String::new();
    for passage in &told.hit.passages {
        for line in marked(&plain(&passage.text, &passage.marks)).lines() {
            if !line.trim().is_empty() {
                html.push_str("<p>");
                html.push_str(line);
                html.push_str("</p>\n");
            }
        }
    }
    html.push_str("<p><i>");
    html.push_str(&quick_xml::escape::escape(told.origin().as_str()));
    html.push_str("</i></p>");
    html
}

/// Plain text as HTML, its marks in bold.
fn marked(plain: &Plain) -> String {
    let mut html = String::with_capacity(plain.text.len());
    let mut at = 0;
    let mut push = |range: std::ops::Range<usize>, is_marked: bool| {
        let text = quick_xml::escape::escape(plain.text.get(range).unwrap_or(""));
        if is_marked {
            html.push_str("<b>");
        }
        html.push_str(&text);
        if is_marked {
            html.push_str("</b>");
        }
    };
    for mark in &plain.marks {
        push(at..mark.start, false);
        push(mark.clone(), true);
        at = mark.end;
    }
    push(at..plain.text.len(), false);
    html
}

/// A day, a month or a year as the instant at which it begins.
fn instant(day: &str) -> String {
    let rest = match day.len() {
        4 => "-01-01",
        7 => "-01",
        _ => "",
    };
    format!("{day}{rest}T00:00:00Z")
}

/// An id inside a URN: all but letters, digits and `-._~` as `%XX`.
fn percent_encoded(id: &str) -> String {
    let encoded = id.bytes().map(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    });
    encoded.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::watch::tests::news;

    fn written(watches: &[WatchNews]) -> String {
        let mut bytes = Vec::new();
        feed(watches, "2026-08-01", &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_feed_is_read_as_it_was_meant() {
        let text = written(&news());
        let feed = feed_rs::parser::parse(text.as_bytes()).unwrap();
        assert_eq!(feed.id, "urn:newsdex:watch:quiet+cloud");
        let ids: Vec<&str> = feed.entries.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(
            ids,
            ["urn:newsdex:watch:cloud:k3f9", "urn:newsdex:watch:cloud:m2"]
        );
        let first = &feed.entries[0];
        assert_eq!(
            first.title.as_ref().unwrap().content,
            "OpenAI widens its cloud"
        );
        assert!(
            first.links[0]
                .href
                .starts_with("https://news.example/a#:~:text=")
        );
        let content = first.content.as_ref().unwrap().body.as_ref().unwrap();
        assert!(
            content.starts_with("<p><b>OpenAI</b> signed a large <b>cloud</b> contract"),
            "{content}"
        );
        assert!(feed.entries[1].links.is_empty());
        assert_eq!(written(&news()), text);
    }

    #[test]
    fn nothing_of_an_article_is_markup_or_breaks_the_feed() {
        let mut watches = news();
        let hit = &mut watches[1].stories[0].hit;
        hit.article.title = "a <b> & \u{0}\u{b}]]> \u{ffff}\u{202e}x".into();
        hit.article.site = Some("</author>\u{1b}[31m".into());
        hit.article.url = Some("https://e.com/?a=1&b=\"<x>".into());
        hit.passages[0].text = "1 < 2 && `<script>alert(1)</script>` ]]>".into();
        hit.passages[0].marks = vec![0..1, 4..5];
        let text = written(&watches);
        let feed = feed_rs::parser::parse(text.as_bytes()).unwrap();
        let title = &feed.entries[0].title.as_ref().unwrap().content;
        assert!(title.contains("<b>") && title.contains(']'), "{title}");
        let content = feed.entries[0].content.as_ref().unwrap();
        assert!(!content.body.as_ref().unwrap().contains("<script>"));
        assert!(!text.contains('\u{1b}') && !text.contains('\u{0}'));
    }

    #[test]
    fn a_feed_without_news_is_a_feed() {
        let feed = feed_rs::parser::parse(written(&news()[..1]).as_bytes()).unwrap();
        assert!(feed.entries.is_empty());
    }

    #[test]
    fn days_are_the_instants_at_which_they_begin() {
        assert_eq!(instant("2026"), "2026-01-01T00:00:00Z");
        assert_eq!(instant("2026-04"), "2026-04-01T00:00:00Z");
        assert_eq!(instant("2026-04-28"), "2026-04-28T00:00:00Z");
        assert_eq!(percent_encoded("a:b/é"), "a%3Ab%2F%C3%A9");
    }
}
