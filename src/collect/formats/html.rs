//! Web pages: the article out of the page, as Markdown.
//!
//! trafilatura finds the body (precision first, with its fallbacks), dom_smoothie stands in where it
//! finds none; both were measured. [`super::html_guard`] keeps pages from them that would take their
//! time or their stack: such a page is read without a tree, like a text dump.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use trafilatura::dom::Document;
use trafilatura::{ExtractionFocus, HtmlDateMode};

use super::html_breaks::with_paragraphs;
use super::html_code;
use super::html_dates::days_near_headline;
use super::html_guard::{Verdict, judge};
use super::html_inline::without_classes;
use super::html_meta;
use super::titles::without_headline;
use crate::article::TitleFrom;
use crate::collect::clean;
use crate::collect::dates::{Candidate, Label, find_days};
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
    let with_spare = spare_text(html);
    let html = with_spare.as_ref();
    let verdict = judge(html);
    if verdict == Verdict::NoTree {
        return without_tree(html, origin);
    }
    let with_code = html_code::marked(html);
    let meta = html_meta::read(&Document::parse(&with_code), origin.counted_from());
    let shown = with_paragraphs(&with_code);
    let shown = without_classes(&shown);
    let body = if verdict == Verdict::Full {
        extracted(&shown)
    } else {
        None
    };
    let to_markdown = |content: String| clean::html_to_markdown(&html_code::unmarked(&content));
    let body = body
        .map(to_markdown)
        .map(|body| said_once(body, || sturdy(&shown).map(to_markdown)))
        .or_else(|| sturdy(&shown).map(to_markdown))
        .filter(|body| !body.trim().is_empty())
        .ok_or("a page without article text; if the text is loaded by a script, save it from the browser")?;
    let mut raw = RawArticle {
        body: match &meta.title {
            Some(title) => without_headline(&body, title).to_owned(),
            None => body,
        },
        title: meta.title.map(|title| (title, TitleFrom::Meta)),
        days: meta.days,
        url: meta.url,
        site: meta.site,
        author: meta.author,
        language: meta.language,
        ..RawArticle::default()
    };
    if raw.days.iter().all(|day| day.label == Label::Updated) {
        let mut found = raw.title.as_ref().map_or_else(Vec::new, |(title, _)| {
            days_near_headline(html, title, origin.counted_from())
        });
        if found.is_empty() {
            found = days_in_text(&raw.body, origin);
        }
        raw.days.extend(found);
    }
    Ok(raw)
}

/// Shows the text that a page holds ready for readers without scripts, where it is an article's worth:
/// some blogs keep all of their text in a script and again in `<noscript>`.
fn spare_text(html: &str) -> Cow<'_, str> {
    /// Less is a picture, a pixel that counts, or the request to turn scripts on.
    const FEWEST_WORDS: usize = 80;
    static NOSCRIPT: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?is)<noscript\b[^<>]{0,200}>(.*?)</noscript\s{0,9}>").ok());
    let Some(noscript) = NOSCRIPT.as_ref() else {
        return Cow::Borrowed(html);
    };
    noscript.replace_all(html, |found: &Captures| {
        let inner = found.get(1).map_or("", |inner| inner.as_str());
        let is_article = inner.contains('<')
            && clean::html_to_markdown(inner)
                .split_whitespace()
                .take(FEWEST_WORDS)
                .count()
                == FEWEST_WORDS;
        if is_article {
            inner.to_owned()
        } else {
            found.get(0).map_or("", |whole| whole.as_str()).to_owned()
        }
    })
}

fn options(focus: ExtractionFocus) -> trafilatura::Options {
    trafilatura::Options::default()
        .with_fallback(true)
        .with_exclude_comments(true)
        .with_focus(focus)
        .with_html_date_mode(HtmlDateMode::Disabled)
}

/// The body as HTML: the text alone comes without its paragraphs.
fn extracted(html: &str) -> Option<String> {
    let extract = |focus: ExtractionFocus| {
        let page = trafilatura::extract(html, &options(focus)).ok()?;
        Some(page.content_html).filter(|content| content.len() > 40)
    };
    extract(ExtractionFocus::FavorPrecision).or_else(|| extract(ExtractionFocus::Balanced))
}

/// A body whose first paragraph does not stand right below it again. Of reviews with boxes inside trafilatura
/// reads the summary twice, of some nothing else: then what `other` reads is the article, if it is far longer.
fn said_once(body: String, other: impl FnOnce() -> Option<String>) -> String {
    /// A shorter one may be meant to stand again, a line of a song or a label.
    const FEWEST_WORDS: usize = 20;
    /// Between the two stands the headline, a name, a day.
    const MOST_BETWEEN: usize = 2;
    const TIMES_LONGER: usize = 2;
    let Some((summary, rest)) = body.split_once("\n\n") else {
        return body;
    };
    let mut below = rest.split("\n\n");
    let is_again = summary.split_whitespace().count() >= FEWEST_WORDS
        && below
            .by_ref()
            .take(MOST_BETWEEN + 1)
            .any(|paragraph| paragraph == summary);
    if !is_again {
        return body;
    }
    let other = if below.next().is_none() {
        other()
    } else {
        None
    };
    other
        .filter(|other| other.len() > TIMES_LONGER * rest.len())
        .unwrap_or_else(|| rest.to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_keeps_its_lines_and_is_no_heading() {
        let page = "<html><body><article><h1>How to run Roe</h1>\
             <p>Acme has written down how its machines are started, and what its people have to type first.</p>\
             <p>The first part is a small file, which says where the machines are and what they are to do.</p>\
             <pre><code># A comment line\nfoo  bar\n  baz = 1\n</code></pre>\
             <p>The second part is not needed by most readers, who may stop here and go home, as Acme said.</p>\
             </article></body></html>";
        let origin = Origin {
            source: "a.html".to_owned(),
            as_of: None,
            today: jiff::civil::date(2026, 11, 20),
        };
        let body = read(page, &origin).unwrap().body;
        assert!(
            body.contains("\n\n```\n# A comment line\nfoo  bar\n  baz = 1\n```\n\nThe second"),
            "{body}"
        );
    }

    #[test]
    fn the_summary_of_a_review_is_read_once() {
        let summary = "The machine weaves fast, costs little and makes a lot of noise, and most mills will be glad to have one, \
             if they can pay for it and wait until autumn, when the first are sold.";
        let parts: Vec<String> = (2..14)
            .map(|n| format!("Part {n} of the machine weaves {n} yards of cloth in an hour, though the noise is hard to bear for those who sit beside it."))
            .collect();
        let blocks: Vec<String> = parts
            .iter()
            .map(|part| {
                format!("<div class='block'><div class='article-text c'><p>{part}</p></div></div>")
            })
            .collect();
        let page = format!(
            "<html><head><title>Loom 9 review</title></head><body><main><article class='c'><h1>Loom 9 review</h1>\
             <div><div class='article-text'><p>{summary}</p></div>{}</div></article></main></body></html>",
            blocks.concat()
        );
        let origin = Origin {
            source: "a.html".to_owned(),
            as_of: None,
            today: jiff::civil::date(2026, 11, 20),
        };
        let body = read(&page, &origin).unwrap().body;
        assert_eq!(body.matches(summary).count(), 1, "{body}");
        assert!(body.contains(&parts[11]), "{body}");

        let twice = format!("{summary}\n\n{summary}");
        let whole = format!("{summary}\n\n{}", parts.join("\n\n"));
        assert_eq!(said_once(twice.clone(), || Some(whole.clone())), whole);
        assert_eq!(said_once(twice, || None), summary);
        let refrain = format!("{}\n\n{summary}\n\n{summary}", parts[0]);
        assert_eq!(said_once(refrain.clone(), || None), refrain);
        let song = "La la la.\n\nLa la la.";
        assert_eq!(said_once(song.to_owned(), || Some(whole.clone())), song);
    }

    #[test]
    fn the_spare_text_of_a_page_is_shown_where_it_is_an_article() {
        let article = "<p>One of many words.</p>".repeat(25);
        let page = |inner: &str| format!("<div><noscript>{inner}</noscript></div>");
        assert_eq!(
            spare_text(&page(&article)),
            format!("<div>{article}</div>").as_str()
        );
        for other in ["<img src='x'>", "Please turn scripts on.", ""] {
            assert_eq!(spare_text(&page(other)), page(other).as_str());
        }
        assert_eq!(spare_text("<noscript>open"), "<noscript>open");
    }
}
