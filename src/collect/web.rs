//! What was received from a link, read like any other source; the link tells what the bytes don't.
//!
//! - The page's own link (`rel=canonical`) counts where it is of the same site, else the link that it
//!   was found under.
//! - A page that a feed led to takes title, authors and site from the feed. Its day is the feed's,
//!   unless the page itself (JSON-LD, `<meta>`) names one that is more than a day earlier: feeds tell
//!   when an item was put into them or changed, and a change makes no article younger.
//!
//! Nothing here opens a connection.

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::{Arc, LazyLock};

use jiff::ToSpan;
use regex::Regex;
use url::Url;

use super::dates::{Candidate, Label, day_in_url};
use super::decode::decode_as;
use super::formats::recognise::{Head, Shape, recognise, root_name, start_of_markup};
use super::formats::{feed, html, markdown, text};
use super::intake::{self, Intake};
use super::name::{Origin, RawArticle, is_called_by_link};
use super::open::{MAX_ARTICLE_BYTES, Opened};
use super::readers::{feed_items, guarded, item, rejected};
use super::{Batch, CollectError, Item, Kind, Options, Original};
use crate::article::urls;
use crate::article::{Article, ContentHash, Precision, Published, PublishedFrom, TitleFrom};

/// Where bytes were fetched from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Web {
    /// The link under which they were found, redirects followed.
    pub url: String,
    /// The encoding that the server claims.
    pub charset: Option<String>,
    /// What the feed that led there says.
    pub item: Option<FeedItem>,
    /// Of a feed: the link under which it was first known, where that is another by now.
    pub feed: Option<String>,
}

/// What a feed says of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedItem {
    /// Its title.
    pub title: Option<String>,
    /// Its day of publication.
    pub published: Option<Published>,
    /// The publisher.
    pub site: Option<String>,
    /// The authors.
    pub author: Option<String>,
}

impl FeedItem {
    /// Whether the page of an article that was read from a feed holds that article and no other.
    pub fn has_page(article: &Article) -> bool {
        is_called_by_link(article)
    }

    /// What an article that was read from a feed says of its page.
    pub fn of(article: &Article) -> Self {
        let is_of_feed = article.title_from == TitleFrom::Feed;
        Self {
            title: is_of_feed.then(|| article.title.to_string()),
            published: article.published,
            site: article.site.clone(),
            author: article.author.clone(),
        }
    }
}

/// Reads bytes that were received from a link; `name` is the link as typed.
pub fn read(
    name: &str,
    bytes: &Arc<[u8]>,
    web: &Arc<Web>,
    options: &Options,
) -> Result<Vec<Batch>, CollectError> {
    let pool = intake::pool().map_err(|error| CollectError::Threads {
        reason: error.to_string(),
    })?;
    let batches = pool.install(|| whole(name, bytes, web, options));
    let mut batches = match batches {
        Ok(Some(batch)) => vec![batch],
        Ok(None) => {
            let mut batches = Vec::new();
            let mut sink = |batch| {
                batches.push(batch);
                ControlFlow::Continue(())
            };
            // The sink never breaks it off.
            let _ = Intake::new(pool, options, &mut sink)
                .original(name, Original::Bytes(Arc::clone(bytes)));
            batches
        }
        Err(reason) => vec![rejected(name, reason, false)],
    };
    for batch in &mut batches {
        batch.web = Some(Arc::clone(web));
    }
    Ok(batches)
}

/// What a link holds, for those who look for feeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// A feed, with what it calls itself and the page that it belongs to.
    Feed {
        /// Its title.
        title: Option<String>,
        /// Its page.
        page: Option<String>,
    },
    /// A list of feeds (OPML), as text.
    FeedList(String),
    /// Anything else, with the feeds that it names as its own, first things first.
    Page(Vec<String>),
}

/// Looks at bytes that were received from a link.
pub fn look(bytes: &Arc<[u8]>, web: &Web, options: &Options) -> Look {
    let text = decode_as(bytes, web.charset.as_deref());
    if is_feed_list(&text) {
        return Look::FeedList(text);
    }
    let head = Head {
        text: text
            .get(..text.floor_char_boundary(HEAD_BYTES))
            .unwrap_or(&text),
        is_all: text.len() <= HEAD_BYTES,
        name: "",
    };
    if matches!(recognise(&head, None), Ok(Shape::Feed)) {
        let origin = Origin {
            source: web.url.clone(),
            as_of: None,
            today: options.today,
        };
        let about = guarded(&|| Ok(feed::about(&text, &origin)));
        let (title, page) = about.unwrap_or_default();
        return Look::Feed { title, page };
    }
    Look::Page(feeds_of_page(&text, &web.url))
}

/// How much of a page is searched for the names of its feeds.
const HEAD_BYTES: usize = 1 << 20;

/// The text of a list of feeds (OPML), if the bytes are one.
pub fn feed_list(bytes: &[u8], web: &Web) -> Option<String> {
    let text = decode_as(bytes, web.charset.as_deref());
    is_feed_list(&text).then_some(text)
}

/// Reads a list of feeds (OPML); `None` where the source is none, which its first bytes tell: the rest of
/// a large file is not read for that.
///
/// # Errors
/// Where the source can't be read, or is larger than any list.
pub fn read_feed_list(source: impl Read) -> io::Result<Option<String>> {
    let mut source = source.take(MAX_ARTICLE_BYTES as u64 + 1);
    let mut bytes = Vec::new();
    source
        .by_ref()
        .take(HEAD_BYTES as u64)
        .read_to_end(&mut bytes)?;
    if feed_list(&bytes, &Web::default()).is_none() {
        return Ok(None);
    }
    source.read_to_end(&mut bytes)?;
    if bytes.len() > MAX_ARTICLE_BYTES {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!(
                "larger than {} MB: no list of feeds",
                MAX_ARTICLE_BYTES >> 20
            ),
        ));
    }
    Ok(feed_list(&bytes, &Web::default()))
}

/// Whether a text is a list of feeds (OPML).
pub fn is_feed_list(text: &str) -> bool {
    root_name(&start_of_markup(text)).as_deref() == Some("opml")
}

/// The `<link rel="alternate">` of feeds; feeds of comments come last.
fn feeds_of_page(html: &str, url: &str) -> Vec<String> {
    static LINK: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?is)<(?:link|base)\b([^<>]{1,2000})>").ok());
    let Some(link) = LINK.as_ref() else {
        return Vec::new();
    };
    let html = html
        .get(..html.floor_char_boundary(HEAD_BYTES))
        .unwrap_or(html);
    let base = Url::parse(url).ok();
    let mut feeds: Vec<(bool, String)> = Vec::new();
    for found in link.captures_iter(html) {
        let tag = found.get(1).map_or("", |tag| tag.as_str());
        let get = |name: &str| attribute(tag, name).unwrap_or_default();
        let kind = get("type").to_ascii_lowercase();
        let is_feed = get("rel").to_ascii_lowercase().contains("alternate")
            && ["rss", "atom", "feed+json"]
                .iter()
                .any(|mark| kind.contains(mark));
        let href = get("href");
        let joined = base.as_ref().and_then(|base| base.join(href.trim()).ok());
        let Some(joined) = joined.filter(|_| is_feed && !href.is_empty()) else {
            continue;
        };
        let about = format!("{href} {}", get("title")).to_lowercase();
        let feed = (about.contains("comment"), String::from(joined));
        if !feeds.contains(&feed) {
            feeds.push(feed);
        }
    }
    feeds.sort_by_key(|(is_comments, _)| *is_comments);
    feeds.into_iter().map(|(_, feed)| feed).collect()
}

/// The value of an attribute inside a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    static ATTRIBUTE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r#"(?s)([A-Za-z-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"#).ok()
    });
    let found = ATTRIBUTE.as_ref()?.captures_iter(tag).find(|found| {
        found
            .get(1)
            .is_some_and(|key| key.as_str().eq_ignore_ascii_case(name))
    })?;
    let value = (2..=4).find_map(|group| found.get(group))?;
    Some(htmlize::unescape(value.as_str()).into_owned())
}

/// Runs something on one of the few threads that read articles: what it allocates there is used again, where
/// every thread that waits for a host would keep its own.
pub(crate) fn on_reader<T: Send>(run: impl FnOnce() -> T + Send) -> Result<T, CollectError> {
    let pool = intake::pool().map_err(|error| CollectError::Threads {
        reason: error.to_string(),
    })?;
    Ok(pool.install(run))
}

/// The bytes of a feed with those of its items only that are `wanted`, of all in their order; `None` where
/// it can't be cut so that just the items `received` are read from it.
pub fn only_items(
    feed: &Batch,
    wanted: &[bool],
    received: &[ContentHash],
    options: &Options,
) -> Option<Original> {
    let web = feed.web.as_ref()?;
    let unpacked = Opened::original(&feed.original).ok()?.read_all().ok()?;
    let text = decode_as(&unpacked, web.charset.as_deref());
    let cut: Arc<[u8]> = feed::cut::only(&text, wanted)?.into_bytes().into();
    let read_again = read(&feed.source, &cut, web, options).ok()?.pop()?;
    let read_from_it: Option<Vec<ContentHash>> = read_again
        .items
        .iter()
        .map(|item| match item {
            Item::Article(incoming) => Some(incoming.received),
            Item::Rejected(_) => None,
        })
        .collect();
    let is_alike = read_again.kind == Kind::Feed && read_from_it.as_deref() == Some(received);
    is_alike.then_some(Original::Bytes(cut))
}

/// What a batch that was to be a feed is instead: lower case, no full stop.
pub fn what_it_is(batch: Option<&Batch>) -> String {
    let Some(batch) = batch else {
        return "nothing".to_owned();
    };
    if let [Item::Rejected(rejection)] = batch.items.as_slice() {
        return rejection.reason.clone();
    }
    let what = match batch.kind {
        Kind::Html => "a web page",
        Kind::Jsonl => "records in JSON",
        Kind::Csv => "a table",
        Kind::Text | Kind::Markdown | Kind::Feed => "plain text",
    };
    let named = match (&batch.original, &batch.web) {
        (Original::Bytes(bytes), Some(web)) if batch.kind == Kind::Html => {
            let text = decode_as(bytes, web.charset.as_deref());
            feeds_of_page(&text, &web.url).into_iter().next()
        }
        _ => None,
    };
    named.map_or_else(
        || what.to_owned(),
        |feed| format!("{what}, which names the feed `{feed}`"),
    )
}

/// A source that could not be fetched.
pub fn refused(name: &str, reason: String) -> Batch {
    rejected(name, reason, false)
}

/// Reads what is no dump of records.
fn whole(
    name: &str,
    bytes: &Arc<[u8]>,
    web: &Web,
    options: &Options,
) -> Result<Option<Batch>, String> {
    let original = Original::Bytes(Arc::clone(bytes));
    let opened = Opened::original(&original)?.checked()?;
    let head = opened.head_text();
    let head = Head {
        text: &head,
        is_all: opened.is_all,
        name: &name_of_file(&web.url),
    };
    let shape = recognise(&head, options.kind)?;
    if matches!(shape, Shape::Csv | Shape::Json(_)) {
        return Ok(None);
    }
    let origin = Origin {
        // Links in a feed count from here.
        source: web.url.clone(),
        as_of: options.as_of.or(Some(options.today)),
        today: options.today,
    };
    let unpacked = opened.read_all()?;
    let text = decode_as(&unpacked, web.charset.as_deref());
    let received = ContentHash::of(bytes);
    let mut items = match shape {
        Shape::Feed => {
            let link = web.feed.as_deref().unwrap_or(name);
            feed_items(&text, &origin, Some(link))?
        }
        _ => vec![item(
            None,
            received,
            &origin,
            guarded(&|| {
                let raw = match shape {
                    Shape::Html => html::read(&text, &origin)?,
                    Shape::Markdown => markdown::read(&text, &origin),
                    _ => text::read(&text, &origin),
                };
                Ok(completed(raw, web))
            }),
        )],
    };
    for item in &mut items {
        name.clone_into(match item {
            Item::Article(incoming) => &mut incoming.source,
            Item::Rejected(rejection) => &mut rejection.source,
        });
    }
    Ok(Some(Batch {
        source: name.to_owned(),
        kind: shape.kind(),
        original,
        is_dump: false,
        from_folder: false,
        is_last: true,
        web: None,
        items,
    }))
}

/// The suffix of a link decides only where it is of a format that has no mark of its own.
fn name_of_file(url: &str) -> String {
    const SUFFIXES: [&str; 6] = ["jsonl", "ndjson", "csv", "tsv", "md", "markdown"];
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default().to_lowercase();
    let is_telling = name
        .rsplit_once('.')
        .is_some_and(|(_, suffix)| SUFFIXES.contains(&suffix));
    if is_telling { name } else { String::new() }
}

/// Adds what the link and the feed know.
fn completed(mut raw: RawArticle, web: &Web) -> RawArticle {
    let found = urls::canonical(&web.url);
    let own = raw
        .url
        .take()
        .filter(|own| urls::is_same_site(own, &web.url));
    raw.url = own.or(found);
    let day = raw.url.as_deref().and_then(day_in_url);
    raw.days.extend(day.map(|day| Candidate {
        day,
        from: PublishedFrom::Url,
        label: Label::None,
    }));
    let Some(item) = &web.item else {
        return raw;
    };
    if let Some(title) = &item.title {
        raw.title = Some((title.clone(), TitleFrom::Feed));
    }
    raw.site = item.site.clone().or(raw.site);
    raw.author = item.author.clone().or(raw.author);
    if let Some(published) = item.published
        && !is_told_earlier(&raw.days, published)
    {
        raw.days.insert(0, published.into());
    }
    raw
}

/// Whether the page itself names a day that is more than a day before the feed's.
fn is_told_earlier(days: &[Candidate], published: Published) -> bool {
    let Ok(day_before) = published.day.first().checked_sub(1.day()) else {
        return false;
    };
    days.iter().any(|candidate| {
        let is_own = matches!(candidate.from, PublishedFrom::JsonLd | PublishedFrom::Meta);
        let is_day = candidate.day.precision() == Precision::Day;
        is_own && is_day && candidate.label == Label::None && candidate.day.first() < day_before
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::date;

    use super::*;
    use crate::article::PartialDay;

    const TEXT: &str = "Tarnwick and Heliora signed a lease of two halls on Tuesday, both said. \
                        The halls open in spring and hold forty thousand chips of the newest kind.";

    fn article(page: &str, web: Web) -> Article {
        let options = Options {
            kind: None,
            map: BTreeMap::new(),
            as_of: None,
            today: date(2026, 11, 22),
        };
        let bytes: Arc<[u8]> = page.as_bytes().into();
        let mut batches = read("typed", &bytes, &Arc::new(web), &options).unwrap();
        match batches.remove(0).items.remove(0) {
            Item::Article(incoming) => incoming.article,
            Item::Rejected(rejection) => panic!("{rejection:?}"),
        }
    }

    fn page(head: &str) -> String {
        format!(
            "<html><head><title>A lease</title>{head}</head><body><article><h1>A lease</h1>\
             <p>{TEXT}</p><p>{TEXT}</p></article></body></html>"
        )
    }

    fn found_at(url: &str) -> Web {
        Web {
            url: url.to_owned(),
            ..Web::default()
        }
    }

    #[test]
    fn a_page_is_called_by_its_own_link_where_that_is_of_its_site() {
        let check = |canonical: &str, expected: &str| {
            let head = format!("<link rel=canonical href=\"{canonical}\">");
            let web = found_at("https://m.e.example/a?utm_source=x");
            assert_eq!(article(&page(&head), web).url.as_deref(), Some(expected));
        };
        check("https://www.e.example/b", "https://www.e.example/b");
        check("https://other.example/b", "https://m.e.example/a");
        check("", "https://m.e.example/a");
    }

    #[test]
    fn the_feed_names_the_day_unless_the_page_knows_an_earlier_one() {
        let check = |page_day: &str, expected: &str| {
            let head = format!("<meta property=\"article:published_time\" content=\"{page_day}\">");
            let item = FeedItem {
                title: Some("A lease of two halls".to_owned()),
                published: Some(Published {
                    day: PartialDay::day(date(2026, 4, 28)),
                    from: PublishedFrom::Feed,
                }),
                ..FeedItem::default()
            };
            let web = Web {
                item: Some(item),
                ..found_at("https://e.example/a")
            };
            let article = article(&page(&head), web);
            assert_eq!(article.title.as_str(), "A lease of two halls");
            let published = article.published.unwrap();
            assert_eq!(format!("{} {}", published.day, published.from), expected);
        };
        check("2026-04-28", "2026-04-28 feed");
        check("2026-04-29", "2026-04-28 feed");
        check("2026-04-27", "2026-04-28 feed");
        check("2026-04-20", "2026-04-20 meta");
        check("", "2026-04-28 feed");
    }

    #[test]
    fn a_page_names_its_feeds() {
        let check = |html: &str, expected: &[&str]| {
            assert_eq!(feeds_of_page(html, "https://e.example/blog/"), expected);
        };
        check(
            "<link rel=alternate type=application/rss+xml href=feed.xml>",
            &["https://e.example/blog/feed.xml"],
        );
        check(
            "<link href='/c?a=1&amp;b=2' title='Comments' type='application/rss+xml' rel='alternate'>\
             <LINK REL=\"Alternate\" TYPE=\"application/atom+xml\" HREF=\"/atom\">\
             <link rel=alternate hreflang=de href=/de><link rel=stylesheet href=x>",
            &["https://e.example/atom", "https://e.example/c?a=1&b=2"],
        );
        check("<link", &[]);
    }

    #[test]
    fn the_content_decides_what_a_link_holds() {
        let name = |url: &str| name_of_file(url);
        assert_eq!(name("https://e.example/a/b.py?x"), "");
        assert_eq!(name("https://e.example/a/B.JSONL?x"), "b.jsonl");
        let text = article(
            "A title\n\nSome text of an article.\n",
            found_at("https://e.example/x"),
        );
        assert_eq!(text.url.as_deref(), Some("https://e.example/x"));
    }
}
