//! Fields by their usual names: what records, rows and front matter have in common.
//!
//! A record is an object of named values, from JSON, CSV or front matter. The names are compared
//! without case, hyphens and underscores, so `publishedAt`, `published_at` and `Published-At` are one.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::super::clean;
use super::super::dates::{Candidate, day_in_url, parse_day};
use super::super::name::{Origin, RawArticle};
use super::fields::{Fields, Record, folded};
use super::titles;
use crate::article::urls;
use crate::article::{PublishedFrom, TitleFrom};

const ID: &[&str] = &["_id", "id"];
const TITLE: &[&str] = &["title", "headline"];
const BODY: &[&str] = &[
    "text",
    "body",
    "content",
    "articlebody",
    "fulltext",
    "contenttext",
    "contenthtml",
    "bodyhtml",
    "html",
    "markdown",
    "article",
    "story",
    "description",
    "summary",
    "abstract",
    "excerpt",
];
const DATE: &[&str] = &[
    "published",
    "publishedon",
    "publishedat",
    "publishedtime",
    "publisheddate",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "publicationdate",
    "publishtime",
    "datetime",
    "created",
    "createdat",
    "createddate",
    "timestamp",
    "time",
];
const UPDATED: &[&str] = &[
    "updated",
    "updatedat",
    "lastmod",
    "modified",
    "datemodified",
];
const URL: &[&str] = &[
    "url",
    "link",
    "sourceurl",
    "canonicalurl",
    "canonical",
    "originalurl",
    "permalink",
    "href",
    "externalurl",
    "source",
    "weburl",
];
const SITE: &[&str] = &[
    "site",
    "publisher",
    "sitename",
    "outlet",
    "publication",
    "newspaper",
    "source",
    "sourcename",
];
const AUTHOR: &[&str] = &[
    "author", "authors", "byline", "creator", "creators", "writer",
];
const LANGUAGE: &[&str] = &["language", "lang", "locale"];
const AS_OF: &[&str] = &[
    "asof",
    "fetchedat",
    "fetched",
    "fetchedon",
    "retrieved",
    "retrievedat",
    "accessed",
    "accessdate",
    "savedat",
    "saved",
    "clipped",
    "crawledat",
    "crawldate",
    "scrapedat",
    "downloadedat",
];

/// Reads a record of a dump; the body is cleaned as a field of a dump is.
pub(crate) fn article_of(
    record: &Record,
    map: &BTreeMap<String, String>,
    origin: &Origin,
) -> Result<RawArticle, String> {
    let fields = Fields::new(record, map);
    let body = fields.text(BODY);
    let mut raw = described(&fields, origin);
    raw.id = fields.line(ID);
    if map.is_empty() && is_own_export(record) {
        raw.body = body.unwrap_or_default();
        return Ok(raw);
    }
    let is_met = |ours: &&String| fields.is_mapped(ours);
    raw.mapped = map.keys().filter(is_met).cloned().collect();
    raw.title = raw.title.map(|(title, from)| {
        let title = titles::without_site(&title, raw.url.as_deref());
        let confirmed = titles::as_the_text_has_it(&title, body.as_deref().unwrap_or_default());
        (confirmed.to_owned(), from)
    });
    if let Some(body) = &body {
        let title = raw.title.as_ref().map(|(title, _)| title.as_str());
        let cleaned = clean::clean_field(body, title, origin.counted_from(), origin.today);
        raw.take_cleaned(cleaned);
    }
    if raw.body.trim().is_empty() && raw.title.is_none() {
        return Err(fields.lacking());
    }
    Ok(raw)
}

/// Whether a record is one of newsdex's own: its body was cleaned once, and stays as it is.
fn is_own_export(record: &Record) -> bool {
    ["id", "title", "body", "published_from", "added", "credits"]
        .iter()
        .all(|name| record.contains_key(*name))
}

/// Reads all fields but id and body.
pub(crate) fn described(fields: &Fields<'_>, origin: &Origin) -> RawArticle {
    let as_of = fields
        .line(AS_OF)
        .and_then(|text| Some(parse_day(&text, origin.counted_from())?.day.first()));
    let counted_from = as_of.unwrap_or(origin.counted_from());
    let url = fields.find_line(URL, urls::is_link);
    RawArticle {
        title: fields
            .line(TITLE)
            .map(|title| (plain_line(&title), title_from(fields))),
        days: days(fields, url.as_deref(), counted_from),
        site: fields
            .find_line(SITE, |site| !urls::is_link(site))
            .map(|site| plain_line(&site)),
        author: fields
            .line(AUTHOR)
            .map(|author| without_by(&plain_line(&author)).to_owned()),
        credits: fields.lines(&["credits"]),
        language: fields.line(LANGUAGE),
        added: fields.line(&["added"]).and_then(|day| day.parse().ok()),
        as_of,
        url,
        ..RawArticle::default()
    }
}

/// Our own files say where the title came from; whoever else names a title gives it.
fn title_from(fields: &Fields<'_>) -> TitleFrom {
    let own = fields
        .line(&["titlefrom"])
        .and_then(|word| word.parse().ok());
    own.unwrap_or(TitleFrom::Given)
}

/// The names of a byline: "By Jane Doe" names Jane Doe.
fn without_by(author: &str) -> &str {
    ["By ", "by ", "BY ", "By: ", "by: "]
        .iter()
        .find_map(|label| author.strip_prefix(label))
        .map(str::trim_start)
        .filter(|names| names.starts_with(char::is_uppercase))
        .unwrap_or(author)
}

fn days(fields: &Fields<'_>, url: Option<&str>, counted_from: Date) -> Vec<Candidate> {
    let mut days = Vec::new();
    let own = fields
        .line(&["publishedfrom"])
        .and_then(|word| word.parse().ok());
    // The first name that holds a date wins: `published` is surer than `date`, `date` than `created`.
    let given = DATE
        .iter()
        .filter_map(|name| fields.line(&[name]))
        .find_map(|text| parse_day(&text, counted_from));
    days.extend(given.map(|mut published| {
        published.from = own.unwrap_or(published.from);
        Candidate::from(published)
    }));
    days.extend(url.and_then(day_in_url).map(|day| Candidate {
        day,
        from: PublishedFrom::Url,
        label: super::super::dates::Label::None,
    }));
    let updated = fields
        .line(UPDATED)
        .and_then(|text| parse_day(&text, counted_from));
    days.extend(updated.map(|published| Candidate {
        label: super::super::dates::Label::Updated,
        ..Candidate::from(published)
    }));
    days
}

/// A day of publication that is none, as `name: value`; nothing where another field gives the day.
pub(crate) fn unread_day(fields: &Fields<'_>, counted_from: Date) -> Option<String> {
    let mut written = DATE
        .iter()
        .filter_map(|name| Some((*name, fields.line(&[name])?)));
    let (name, text) = written.next()?;
    let is_day = |text: &str| parse_day(text, counted_from).is_some();
    let is_read = is_day(&text) || written.any(|(_, text)| is_day(&text));
    (!is_read).then(|| format!("`{name}: {text}` is no day"))
}

/// Whether a column of this name is one of those that are read.
pub(crate) fn is_usual_name(name: &str) -> bool {
    let name = folded(name.trim());
    [ID, TITLE, BODY, DATE, URL, SITE, AUTHOR]
        .iter()
        .any(|names| names.contains(&name.as_str()))
}

/// Whether a field of this name makes its record an article.
pub(super) fn is_name_of_content(name: &str) -> bool {
    let name = folded(name);
    [TITLE, BODY]
        .iter()
        .any(|names| names.contains(&name.as_str()))
}

/// Whether a record holds a title or text of its own.
pub(crate) fn has_content(fields: &Fields<'_>) -> bool {
    fields.line(TITLE).is_some() || fields.text(BODY).is_some()
}

/// A headline or name without entities and tags.
pub(crate) fn plain_line(text: &str) -> String {
    if !text.contains(['&', '<']) {
        return text.trim().to_owned();
    }
    // Twice: feeds escape what was escaped already (`&amp;#8217;`).
    let once = htmlize::unescape(text);
    let twice = htmlize::unescape(once.as_ref());
    without_tags(&twice).trim().to_owned()
}

/// Takes tags out; those of blocks only in pairs, for headlines speak of `the <video> element` as well.
fn without_tags(text: &str) -> String {
    const INLINE: [&str; 16] = [
        "a", "abbr", "b", "br", "cite", "code", "em", "i", "mark", "p", "small", "span", "strong",
        "sub", "sup", "u",
    ];
    let lower = text.to_ascii_lowercase();
    let is_taken_out = |tag: &str| {
        let name = clean::name_of_tag(tag).to_ascii_lowercase();
        let is_pair =
            || lower.contains(&format!("<{name}")) && lower.contains(&format!("</{name}"));
        clean::is_tag(tag) && (INLINE.contains(&name.as_str()) || is_pair())
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        out.push_str(before);
        let end = tag.find('>').map_or(1, |end| end + 1);
        let (whole, behind) = tag.split_at(end);
        if is_taken_out(whole) {
            rest = behind;
        } else {
            out.push('<');
            rest = tag.get(1..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use jiff::civil::date;
    use serde_json::json;

    fn read(record: &Value, map: &[(&str, &str)]) -> Result<RawArticle, String> {
        let map = map
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect();
        let origin = Origin {
            source: "dump.jsonl".to_owned(),
            as_of: Some(date(2026, 5, 1)),
            today: date(2026, 11, 20),
        };
        article_of(record.as_object().unwrap(), &map, &origin)
    }

    #[test]
    fn usual_names_need_no_map() {
        let check = |record: Value, title: &str, url: &str, site: &str, day: &str, author: &str| {
            let raw = read(&record, &[]).unwrap();
            let days: Vec<String> = raw.days.iter().map(|day| day.day.to_string()).collect();
            assert_eq!(
                (
                    raw.title
                        .map(|(title, _)| title)
                        .unwrap_or_default()
                        .as_str(),
                    raw.url.unwrap_or_default().as_str(),
                    raw.site.unwrap_or_default().as_str(),
                    days.first().map_or("", String::as_str),
                    raw.author.unwrap_or_default().as_str(),
                ),
                (title, url, site, day, author)
            );
        };
        check(
            json!({"_id": "1", "title": "A &amp;#8217; <em>b</em>", "text": "t", "source": "Reuters", "url": "https://e.com/1", "date": "2026-04-28"}),
            "A ’ b",
            "https://e.com/1",
            "Reuters",
            "2026-04-28",
            "",
        );
        check(
            json!({"headline": "H", "content": {"rendered": "<p>t</p>"}, "source": "https://e.com/2", "publishedAt": "2026-04-28T10:00:00Z", "authors": [{"name": "A"}, "B"]}),
            "H",
            "https://e.com/2",
            "",
            "2026-04-28",
            "A, B",
        );
        check(
            json!({"title": "N", "description": "d", "source": {"id": null, "name": "The Times"}}),
            "N",
            "",
            "The Times",
            "",
            "",
        );
    }

    #[test]
    fn a_map_goes_before_the_usual_names() {
        let record =
            json!({"title": "wrong", "fields": {"kicker": "right"}, "story": "s", "text": "t"});
        let raw = read(&record, &[("title", "fields.kicker"), ("body", "story")]).unwrap();
        assert_eq!(raw.title.unwrap().0, "right");
        assert_eq!(raw.body.trim(), "s");
    }

    #[test]
    fn a_record_without_title_and_text_names_its_fields() {
        let reason = read(&json!({"foo": 1, "bar": "x"}), &[]).unwrap_err();
        assert!(
            reason.contains("`foo`, `bar`") && reason.contains("--map"),
            "{reason}"
        );
    }

    #[test]
    fn a_byline_names_its_authors() {
        let author = |byline: &str| read(&json!({"title": "T", "byline": byline}), &[]).unwrap();
        let check = |byline: &str, expected: &str| {
            assert_eq!(author(byline).author.as_deref(), Some(expected), "{byline}");
        };
        check("By Carl Carlson", "Carl Carlson");
        check(
            "by Carl Carlson and Ada Quill",
            "Carl Carlson and Ada Quill",
        );
        check("Byron Carlson", "Byron Carlson");
        check("by staff", "by staff");
    }

    #[test]
    fn a_less_than_sign_is_no_tag() {
        assert_eq!(
            plain_line("if a < b and <b>c</b> > d"),
            "if a < b and c > d"
        );
        assert_eq!(plain_line("a<b and b>c"), "a<b and b>c");
        assert_eq!(plain_line("<h1>T</h1>"), "T");
        assert_eq!(plain_line("The <video> element"), "The <video> element");
    }

    #[test]
    fn a_body_of_an_export_is_not_cleaned_again() {
        let body =
            "T\n\nOne **bold** [link](https://e.com/a).\n\n* a\n\n>270 hours at the end.The next";
        let mut record = json!({"id": "1", "title": "T", "published": null, "published_from": null,
            "credits": [], "added": "2026-05-01", "body": body});
        assert_eq!(read(&record, &[]).unwrap().body, body);
        record.as_object_mut().unwrap().remove("published_from");
        assert_ne!(read(&record, &[]).unwrap().body, body);
    }

    #[test]
    fn terminal_sequences_go_whole() {
        let record = json!({"title": "A \u{1b}[31mred\u{1b}[0m day", "author": "Ada \u{1b}[1mQuill",
            "text": "It \u{1b}]8;;http://e.example\u{7}said\u{1b}]8;;\u{7} so."});
        let raw = read(&record, &[]).unwrap();
        assert_eq!(raw.body, "It said so.");
        let origin = Origin {
            source: "dump.jsonl".to_owned(),
            as_of: None,
            today: date(2026, 11, 20),
        };
        let (article, _) =
            super::super::super::name::named(raw, &origin, crate::article::ContentHash::of(b"x"))
                .unwrap();
        assert_eq!(article.title.as_str(), "A red day");
        assert_eq!(article.author.as_deref(), Some("Ada Quill"));
    }
}
