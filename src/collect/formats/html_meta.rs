//! What a page says of itself: JSON-LD, `<meta>`, `<link>`, `<title>`; its days are read next door, in
//! [`super::html_dates`].

use jiff::civil::Date;
use serde_json::{Map, Value};
use trafilatura::dom::Document;

use super::html_dates;
use super::record::plain_line;
use super::titles::{letters, without_tail};
use crate::article::urls;
use crate::collect::dates::Candidate;

/// What a page says of itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageMeta {
    pub(crate) title: Option<String>,
    pub(crate) days: Vec<Candidate>,
    pub(crate) url: Option<String>,
    pub(crate) site: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) language: Option<String>,
}

/// Reads what the page says of itself; year-less dates count from `counted_from`.
pub(crate) fn read(document: &Document, counted_from: Date) -> PageMeta {
    let metas = Metas::of(document);
    let linked = LinkedData::of(document);
    let article = linked.article();
    let url = link(document, &metas, article);
    let site = site(&metas, article);
    PageMeta {
        title: title(document, &metas, article, site.as_deref()),
        days: html_dates::days(document, &metas, &linked, url.as_deref(), counted_from),
        site: site.filter(|name| !is_section(name, url.as_deref())),
        author: author(&metas, article),
        language: json_text(article, &["inLanguage"]).or_else(|| {
            let html = document.query_selector(document.root(), "html")?;
            document
                .get_attribute(html, "lang")
                .or_else(|| metas.first(&["og:locale", "content-language"]))
        }),
        url,
    }
}

/// All `<meta>` elements with content, names in lower case.
pub(super) struct Metas(Vec<(String, String)>);

impl Metas {
    fn of(document: &Document) -> Self {
        let metas = document.query_selector_all(document.root(), "meta[content]");
        let pairs = metas.into_iter().filter_map(|meta| {
            let name = ["property", "name", "itemprop", "http-equiv"]
                .iter()
                .find_map(|key| document.get_attribute(meta, key))?;
            let content = document.get_attribute(meta, "content")?.trim().to_owned();
            (!content.is_empty()).then(|| (name.trim().to_ascii_lowercase(), content))
        });
        Self(pairs.collect())
    }

    /// The first of these names that is there, in the order of the names.
    pub(super) fn first(&self, names: &[&str]) -> Option<String> {
        names
            .iter()
            .find_map(|name| self.0.iter().find(|(key, _)| key == name))
            .map(|(_, content)| content.clone())
    }
}

/// The JSON-LD of a page.
pub(super) struct LinkedData {
    /// The scripts that are JSON.
    values: Vec<Value>,
    /// The text of those that are broken.
    broken: Vec<String>,
}

impl LinkedData {
    fn of(document: &Document) -> Self {
        let (mut values, mut broken) = (Vec::new(), Vec::new());
        for script in document.scripts_with_type(&["application/ld+json"]) {
            let text = document.text_content(script);
            let text = text
                .trim()
                .trim_start_matches("<![CDATA[")
                .trim_end_matches("]]>");
            // Line ends inside strings are the most usual damage.
            let value = serde_json::from_str::<Value>(text)
                .or_else(|_| serde_json::from_str(&text.replace(['\n', '\r', '\t'], " ")));
            match value {
                Ok(value) => values.push(value),
                Err(_) => broken.push(text.to_owned()),
            }
        }
        Self { values, broken }
    }

    /// The first object that is an article, also inside lists and graphs.
    pub(super) fn article(&self) -> Option<&Value> {
        self.values
            .iter()
            .find_map(|value| object_in(value, &is_article, 0))
    }

    /// The first object that names a day of publication, whatever it is: a page, a review, a video.
    pub(super) fn dated(&self) -> Option<&Value> {
        let is_dated = |object: &Map<String, Value>| object.contains_key("datePublished");
        self.values
            .iter()
            .find_map(|value| object_in(value, &is_dated, 0))
    }

    /// The scripts that are no JSON, as they stand.
    pub(super) fn broken(&self) -> &[String] {
        &self.broken
    }
}

/// The first object that `is_wanted`, the outer before the inner.
fn object_in<'a>(
    value: &'a Value,
    is_wanted: &dyn Fn(&Map<String, Value>) -> bool,
    depth: usize,
) -> Option<&'a Value> {
    const MAX_DEPTH: usize = 6;
    if depth > MAX_DEPTH {
        return None;
    }
    match value {
        Value::Array(items) => items
            .iter()
            .find_map(|item| object_in(item, is_wanted, depth + 1)),
        Value::Object(object) if is_wanted(object) => Some(value),
        Value::Object(object) => ["@graph", "mainEntity", "mainEntityOfPage"]
            .iter()
            .filter_map(|key| object.get(*key))
            .find_map(|inner| object_in(inner, is_wanted, depth + 1)),
        _ => None,
    }
}

fn is_article(object: &Map<String, Value>) -> bool {
    let is_named = |name: &str| {
        name.ends_with("Article")
            || name.ends_with("BlogPosting")
            || matches!(
                name,
                "Report" | "Posting" | "SocialMediaPosting" | "DiscussionForumPosting"
            )
    };
    match object.get("@type") {
        Some(Value::String(name)) => is_named(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(is_named),
        _ => false,
    }
}

/// A text, the name of an object, or the first of a list.
pub(super) fn json_text(article: Option<&Value>, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| match article?.get(*key)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Array(items) => items.iter().find_map(name_of),
        value => name_of(value),
    })
}

fn name_of(value: &Value) -> Option<String> {
    let text = value
        .as_str()
        .or_else(|| value.get("name")?.as_str())?
        .trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The longest `h1` that stands in `<title>` or `og:title`; else one of those without its site. An `h1`
/// that is the name of the site says nothing of the page.
fn title(
    document: &Document,
    metas: &Metas,
    article: Option<&Value>,
    site: Option<&str>,
) -> Option<String> {
    let root = document.root();
    let text_of = |selector: &str| {
        document
            .query_selector_all(root, selector)
            .into_iter()
            .take(50)
            .map(|id| one_line(&document.text_content(id)))
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
    };
    let head_title = text_of("head title").into_iter().next();
    let shared = metas.first(&["og:title", "twitter:title", "dc.title", "parsely-title"]);
    let said: Vec<String> = [&head_title, &shared]
        .into_iter()
        .flatten()
        .map(|title| letters(&plain_line(title)))
        .collect();
    let headings = text_of("h1");
    let confirmed = headings
        .iter()
        .filter(|heading| {
            let heading = letters(heading);
            let is_site = site.is_some_and(|site| letters(site) == heading);
            !heading.is_empty() && !is_site && said.iter().any(|title| title.contains(&heading))
        })
        .max_by_key(|heading| heading.chars().count());
    if let Some(heading) = confirmed {
        return Some(heading.clone());
    }
    json_text(article, &["headline"])
        .or(shared)
        .or(head_title)
        .map(|title| without_tail(&one_line(&plain_line(&title))).to_owned())
        .or_else(|| headings.into_iter().next())
}

/// The publisher's name, without its slogan; one that is a link is its host.
fn site(metas: &Metas, article: Option<&Value>) -> Option<String> {
    let named = metas
        .first(&[
            "og:site_name",
            "application-name",
            "twitter:app:name:iphone",
        ])
        .or_else(|| json_text(article, &["publisher"]))?;
    let name = plain_line(&named);
    if urls::is_link(&name) {
        return urls::site_of(&name);
    }
    let name = name.split(" | ").next().unwrap_or_default().trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// Whether a name is that of a section or a country, which says nothing of the publisher: "U.S." of
/// reuters.com, "Hosted" of hosted.ap.org.
fn is_section(name: &str, url: Option<&str>) -> bool {
    const SECTIONS: [&str; 24] = [
        "blog",
        "blogs",
        "business",
        "economy",
        "entertainment",
        "health",
        "home",
        "hosted",
        "india",
        "international",
        "markets",
        "news",
        "online",
        "opinion",
        "politics",
        "science",
        "sport",
        "sports",
        "tech",
        "technology",
        "uk",
        "us",
        "usa",
        "world",
    ];
    let letters: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    let letters = letters.to_lowercase();
    let Some(host) = url.and_then(urls::site_of) else {
        return false;
    };
    // The publisher's own label stands right before the end of the host: `ap` of `hosted.ap.org`.
    let mut labels = host.rsplit('.').skip(1);
    let is_own = labels.any(|label| label == letters && !host.starts_with(&format!("{label}.")))
        || host.split('.').count() == 2 && host.starts_with(&format!("{letters}."));
    SECTIONS.contains(&letters.as_str()) && !is_own
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn link(document: &Document, metas: &Metas, article: Option<&Value>) -> Option<String> {
    let root = document.root();
    let attribute = |selector: &str, name: &str| {
        let element = document.query_selector(root, selector)?;
        document.get_attribute(element, name)
    };
    let shared = metas.first(&["og:url", "twitter:url", "parsely-link"]);
    let base = attribute("base[href]", "href").or_else(|| shared.clone());
    // A canonical link to the front page is a mistake of the site's template.
    let is_page = |link: &String| {
        link.split_once("://")
            .is_none_or(|(_, rest)| rest.trim_end_matches('/').contains('/') || rest.contains('?'))
    };
    let candidates = [
        attribute("link[rel=canonical]", "href"),
        shared,
        json_text(article, &["url", "@id"]),
    ];
    let links: Vec<String> = candidates
        .into_iter()
        .flatten()
        .filter_map(|link| urls::joined(base.as_deref(), &link))
        .collect();
    links
        .iter()
        .find(|link| is_page(link))
        .or(links.first())
        .cloned()
}

fn author(metas: &Metas, article: Option<&Value>) -> Option<String> {
    let named = match article.and_then(|article| article.get("author")) {
        Some(Value::Array(people)) => {
            let mut names: Vec<String> = Vec::new();
            for name in people.iter().filter_map(name_of) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            Some(names.join(", "))
        }
        Some(person) => name_of(person),
        None => None,
    };
    let is_name =
        |name: &String| !urls::is_link(name) && !name.is_empty() && !name.starts_with('@');
    named
        .filter(is_name)
        .or_else(|| {
            metas
                .first(&[
                    "author",
                    "dc.creator",
                    "dcterms.creator",
                    "parsely-author",
                    "sailthru.author",
                    "byl",
                    "article:author",
                ])
                .filter(is_name)
        })
        .map(|name| without_by(&plain_line(&name)).to_owned())
}

/// "By Jane Doe" is Jane Doe.
fn without_by(name: &str) -> &str {
    ["By ", "by ", "BY "]
        .iter()
        .find_map(|by| name.strip_prefix(by))
        .map_or(name, str::trim_start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn meta(head: &str, body: &str) -> PageMeta {
        let page = format!("<html lang=\"en-GB\"><head>{head}</head><body>{body}</body></html>");
        read(&Document::parse(&page), date(2026, 5, 1))
    }

    #[test]
    fn the_heading_that_the_title_confirms_is_the_title() {
        let check = |head: &str, body: &str, expected: &str| {
            assert_eq!(meta(head, body).title.as_deref().unwrap_or("-"), expected);
        };
        check(
            "<title>A deal for compute | The Site</title>",
            "<h1>The Site</h1><h1>A deal <i>for</i>\n compute</h1>",
            "A deal for compute",
        );
        check(
            "<title>OpenAI signs a deal | The Site</title>",
            "<h1>Menu</h1>",
            "OpenAI signs a deal",
        );
        check(
            "<meta property=og:title content=\"Q&amp;amp;A\">",
            "",
            "Q&A",
        );
        check("", "<h1>Only a heading</h1>", "Only a heading");
        check("", "", "-");
    }

    #[test]
    fn days_say_where_they_come_from() {
        let check = |head: &str, expected: &[&str]| {
            let days: Vec<String> = meta(head, "")
                .days
                .iter()
                .map(|day| format!("{} {}", day.day, day.from))
                .collect();
            assert_eq!(days, expected);
        };
        check(
            r#"<script type="application/ld+json">{"@graph": [{"@type": "WebPage"}, {"@type": ["NewsArticle"], "datePublished": "2026-04-28T10:00:00Z", "author": [{"name": "Ann"}]}]}</script>"#,
            &["2026-04-28 json-ld"],
        );
        check(
            r#"<meta property="article:published_time" content="2026-04-27"><link rel="canonical" href="https://e.com/2026/04/26/x">"#,
            &["2026-04-27 meta", "2026-04-26 url"],
        );
    }

    #[test]
    fn a_section_is_no_site() {
        let check = |name: &str, url: &str, expected: bool| {
            assert_eq!(is_section(name, Some(url)), expected, "{name} of {url}");
        };
        check("U.S.", "https://www.reuters.com/a", true);
        check("Hosted", "https://hosted.ap.org/a", true);
        check("Reuters", "https://www.reuters.com/a", false);
        check("News", "https://news.com/a", false);
        check("World", "https://de.world.org/a", false);
        check("The E", "https://e.com/a", false);
    }

    #[test]
    fn link_site_author_and_language_are_read() {
        let meta = meta(
            r#"<link rel=canonical href="/a?utm_source=x"><meta property="og:url" content="https://e.com/b"><meta property="og:site_name" content="The E"><meta name=author content="Ann &amp; Bob">"#,
            "",
        );
        assert_eq!(meta.url.as_deref(), Some("https://e.com/a"));
        assert_eq!(
            (meta.site.as_deref(), meta.author.as_deref()),
            (Some("The E"), Some("Ann & Bob"))
        );
        assert_eq!(meta.language.as_deref(), Some("en-GB"));
    }
}
