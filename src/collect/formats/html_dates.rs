//! The days that a page names: JSON-LD, `<meta>`, `<time>`, its link, else the lines around its headline.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;
use trafilatura::dom::Document;

use super::html_meta::{LinkedData, Metas, json_text, one_line};
use super::titles::letters;
use crate::article::PublishedFrom;
use crate::collect::clean;
use crate::collect::dates::{Candidate, Label, day_in_url, find_days, parse_day};

const PUBLISHED_KEYS: [&str; 30] = [
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "og:pubdate",
    "datepublished",
    "date.published",
    "published_time",
    "published",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "pubdate",
    "pub_date",
    "publisheddate",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dcterms.available",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "citation_publication_date",
    "weibo:article:create_at",
    "cxenseparse:recs:publishtime",
    "bt:pubdate",
    "date",
];

/// Reads the days that the page's elements name.
pub(super) fn days(
    document: &Document,
    metas: &Metas,
    linked: &LinkedData,
    url: Option<&str>,
    counted_from: Date,
) -> Vec<Candidate> {
    let dated = |text: Option<String>, from: PublishedFrom, label: Label| {
        let published = parse_day(&text?, counted_from)?;
        Some(Candidate {
            day: published.day,
            from,
            label,
        })
    };
    let article = linked.article();
    let mut days = Vec::new();
    let in_json = json_text(article, &["datePublished", "dateCreated", "uploadDate"])
        .or_else(|| json_text(linked.dated(), &["datePublished"]))
        .or_else(|| linked.broken().iter().find_map(|text| day_in_broken(text)));
    days.extend(dated(in_json, PublishedFrom::JsonLd, Label::None));
    days.extend(
        PUBLISHED_KEYS
            .iter()
            .find_map(|key| dated(metas.first(&[key]), PublishedFrom::Meta, Label::None)),
    );
    days.extend(
        time_element(document).and_then(|text| dated(Some(text), PublishedFrom::Meta, Label::None)),
    );
    days.extend(url.and_then(day_in_url).map(|day| Candidate {
        day,
        from: PublishedFrom::Url,
        label: Label::None,
    }));
    if days.is_empty() {
        days.extend(dated(only_time(document), PublishedFrom::Meta, Label::None));
    }
    let modified = json_text(article, &["dateModified"]).or_else(|| {
        metas.first(&[
            "article:modified_time",
            "og:updated_time",
            "lastmod",
            "last-modified",
            "dcterms.modified",
        ])
    });
    days.extend(dated(modified, PublishedFrom::Meta, Label::Updated));
    days
}

/// Dates in the short lines right above and below the headline, in the whole page: what people read
/// where no element names the day. `title` is the headline as it was found.
pub(super) fn days_near_headline(html: &str, title: &str, counted_from: Date) -> Vec<Candidate> {
    const ABOVE: usize = 2;
    const BELOW: usize = 8;
    const MAX_WORDS: usize = 14;
    /// Menus and footers may say the headline again.
    const MOST_HEADLINES: usize = 5;
    let title = letters(title);
    let page = clean::html_to_markdown(html);
    let lines: Vec<&str> = page
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let is_headline = |line: &str| line.len() < 4 * title.len() + 40 && letters(line) == title;
    lines
        .iter()
        .enumerate()
        .filter(|(_, line)| is_headline(line))
        .take(MOST_HEADLINES)
        .map(|(at, _)| {
            let around = at.saturating_sub(ABOVE)..(at + BELOW + 1).min(lines.len());
            lines
                .get(around)
                .unwrap_or_default()
                .iter()
                .filter(|line| letters(line) != title)
                .filter(|line| line.split_whitespace().count() <= MAX_WORDS)
                .flat_map(|line| find_days(line, counted_from))
                .map(|found| Candidate::from(&found))
                .collect::<Vec<_>>()
        })
        .find(|days| !days.is_empty())
        .unwrap_or_default()
}

/// The day of publication in JSON-LD that is no JSON: a comma too many, a quotation mark unescaped.
fn day_in_broken(text: &str) -> Option<String> {
    static PUBLISHED: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#""datePublished"\s*:\s*"([^"\n]{4,60})""#).ok());
    let found = PUBLISHED.as_ref()?.captures(text)?;
    Some(found.get(1)?.as_str().to_owned())
}

/// A `<time>` that says it is the publication.
fn time_element(document: &Document) -> Option<String> {
    const SELECTORS: [&str; 6] = [
        "[itemprop=datePublished]",
        "time[pubdate]",
        "time.published",
        "time.entry-date",
        "abbr.published",
        "article header time[datetime]",
    ];
    SELECTORS.iter().find_map(|selector| {
        let element = document.query_selector(document.root(), selector)?;
        ["datetime", "content", "title"]
            .iter()
            .find_map(|name| document.get_attribute(element, name))
            .or_else(|| Some(one_line(&document.text_content(element))))
            .filter(|text| !text.trim().is_empty())
    })
}

/// The one `<time>` of a page that names a day: with two, one may be that of another article.
fn only_time(document: &Document) -> Option<String> {
    let mut times = document
        .query_selector_all(document.root(), "time[datetime]")
        .into_iter()
        .filter_map(|element| document.get_attribute(element, "datetime"));
    let first = times.next()?;
    times.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn near(body: &str) -> Vec<String> {
        days_near_headline(body, "A deal for compute", date(2026, 5, 1))
            .iter()
            .map(|found| found.day.to_string())
            .collect()
    }

    #[test]
    fn a_day_beside_the_headline_is_found_without_any_element() {
        let check = |body: &str, expected: &[&str]| assert_eq!(near(body), expected, "{body}");
        check(
            "<ul><li>May 1, 2026</li><li>a</li><li>b</li></ul><h1>A deal <i>for</i> compute</h1><p>By Ann</p><div>April 28, 2026 - 11:28</div><p>Text.</p>",
            &["2026-04-28"],
        );
        check(
            "<p>published on 27. April 2026</p><h1>A deal for compute</h1>",
            &["2026-04-27"],
        );
        check(
            "<h1>A deal for compute</h1><p>The deal of April 28, 2026 is one of the many that the two have signed since they met.</p>",
            &[],
        );
        check("<h1>Another headline</h1><p>April 28, 2026</p>", &[]);
    }

    #[test]
    fn the_day_of_broken_json_is_read() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(day_in_broken(text).as_deref(), expected);
        };
        check(
            r#"{"headline": "A "deal"", "datePublished" : "2026-04-28T10:00:00Z",}"#,
            Some("2026-04-28T10:00:00Z"),
        );
        check("{", None);
    }
}
