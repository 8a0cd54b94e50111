//! Web pages: the article out of the page, as Markdown.
//!
//! trafilatura finds the body (precision first, with its fallbacks), dom_smoothie stands in where it
//! finds none; both were measured. [`super::html_guard`] keeps pages from them that would take their
//! time or their stack: such a page is read without a tree, like a text dump.

use trafilatura::dom::Document;
use trafilatura::{ExtractionFocus, HtmlDateMode};

use super::html_guard::{Verdict, judge};
use super::html_meta;
use super::titles::letters;
use crate::article::TitleFrom;
use crate::collect::clean;
use crate::collect::dates::{Candidate, find_days};
use crate::collect::name::{Origin, RawArticle};

/// Largest page that is read; the largest real ones are a tenth of it.
const MAX_PAGE_BYTES: usize = 20 << 20;

/// Reads a page; `Err` says why there is no article in it.
pub(crate) fn read(html: &str, origin: &Origin) -> Result<RawArticle, String> {
    if html.len() > MAX_PAGE_BYTES {
        return Err(format!(
            "a page of {} MB, more than {} MB; save the text of the article instead",
            html.len() >> 20,
            MAX_PAGE_BYTES >> 20
        ));
    }
    let verdict = judge(html);
    if verdict == Verdict::NoTree {
        return without_tree(html, origin);
    }
    let document = Document::parse(html);
    let meta = html_meta::read(&document, origin.counted_from());
    let body = if verdict == Verdict::Full {
        extracted(html, document)
    } else {
        None
    };
    let body = body
        .or_else(|| sturdy(html))
        .map(|content| clean::html_to_markdown(&content))
        .filter(|body| !body.trim().is_empty())
        .ok_or("a page without article text; if the text is loaded by a script, save it from the browser")?;
    let mut raw = RawArticle {
        body: without_title(body, meta.title.as_deref()),
        title: meta.title.map(|title| (title, TitleFrom::Meta)),
        days: meta.days,
        url: meta.url,
        site: meta.site,
        author: meta.author,
        language: meta.language,
        ..RawArticle::default()
    };
    if raw.days.is_empty() {
        raw.days = days_in_text(&raw.body, origin);
    }
    Ok(raw)
}

fn options(focus: ExtractionFocus) -> trafilatura::Options {
    trafilatura::Options::default()
        .with_fallback(true)
        .with_exclude_comments(true)
        .with_focus(focus)
        .with_html_date_mode(HtmlDateMode::Disabled)
}

/// The body as HTML: the text alone comes without its paragraphs.
fn extracted(html: &str, document: Document) -> Option<String> {
    let is_filled = |content: &String| content.len() > 40;
    trafilatura::extract_document(document, &options(ExtractionFocus::FavorPrecision))
        .ok()
        .map(|page| page.content_html)
        .filter(is_filled)
        .or_else(|| {
            let balanced = trafilatura::extract(html, &options(ExtractionFocus::Balanced)).ok()?;
            Some(balanced.content_html).filter(is_filled)
        })
}

fn sturdy(html: &str) -> Option<String> {
    let article = dom_smoothie::Readability::new(html, None, None)
        .ok()?
        .parse()
        .ok()?;
    Some(article.content.to_string())
}

/// Reads a page that no tree is built of.
fn without_tree(html: &str, origin: &Origin) -> Result<RawArticle, String> {
    let text = clean::html_to_markdown(html);
    if text.trim().is_empty() {
        return Err("a page without text".to_owned());
    }
    Ok(super::text::read(&text, origin))
}

/// The headline often stands in the body again.
fn without_title(body: String, title: Option<&str>) -> String {
    let Some(title) = title.map(letters) else {
        return body;
    };
    let (first, rest) = body.split_once('\n').unwrap_or((&body, ""));
    let is_title = letters(first) == title && !rest.trim().is_empty();
    if is_title {
        rest.trim_start().to_owned()
    } else {
        body
    }
}

/// Dates in short lines at the top of the article: the last resort.
fn days_in_text(body: &str, origin: &Origin) -> Vec<Candidate> {
    const FIRST_LINES: usize = 8;
    const MAX_WORDS: usize = 14;
    body.lines()
        .filter(|line| !line.trim().is_empty())
        .take(FIRST_LINES)
        .filter(|line| line.split_whitespace().count() <= MAX_WORDS)
        .flat_map(|line| find_days(line, origin.counted_from()))
        .map(|found| Candidate::from(&found))
        .collect()
}
