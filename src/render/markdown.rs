//! A search as Markdown, to be pasted into notes.

use std::fmt::Write as _;
use std::ops::Range;

use super::link::{passage_id, passage_link};
use super::plain::{Plain, plain, plain_line};
use super::terminal::{copies, day, summary};
use crate::query::answer::{Answer, Hit, PassageHit};

/// The answer as a numbered list: title with its link, site and day, passages as quotes with marks in
/// bold and the passage's name.
pub fn answer(answer: &Answer) -> String {
    let mut text = String::new();
    let said = answer
        .understood
        .notices
        .iter()
        .chain(&answer.understood.relaxed);
    for sentence in said {
        let _ = writeln!(text, "> {}\n", escaped(&plain_line(sentence, &[])));
    }
    for hit in &answer.hits {
        write_hit(hit, &mut text);
    }
    let _ = writeln!(text, "{}", summary(answer));
    text
}

fn write_hit(hit: &Hit, text: &mut String) {
    let _ = write!(text, "{}. {}", hit.rank, linked_title(hit));
    for part in origin(hit) {
        let _ = write!(text, " · {part}");
    }
    text.push_str("\n\n");
    for passage in &hit.passages {
        write_passage(hit, passage, "   ", text);
    }
}

/// A story as a section: its headline with the link, where it is from, the passages as quotes.
pub(super) fn story(hit: &Hit, also: Option<&str>) -> String {
    let mut text = format!("## {}\n\n", linked_title(hit));
    let also = also.map(|also| escaped(&plain_line(also, &[])));
    let parts: Vec<String> = origin(hit).into_iter().chain(also).collect();
    let _ = writeln!(text, "{}\n", parts.join(" · "));
    for passage in &hit.passages {
        write_passage(hit, passage, "", &mut text);
    }
    text
}

fn linked_title(hit: &Hit) -> String {
    let title = escaped(&plain_line(&hit.article.title, &hit.title_marks));
    let url = hit.article.url.as_deref();
    match url.filter(|url| is_linkable(url)) {
        Some(url) => format!("[{title}](<{url}>)"),
        None => title,
    }
}

/// Publisher, day, copies.
fn origin(hit: &Hit) -> Vec<String> {
    let site = hit.article.site.as_deref();
    let site = site.map(|site| escaped(&plain_line(site, &[])));
    let day = day(hit.article.published);
    site.into_iter()
        .chain([day])
        .chain(copies(hit.copies))
        .collect()
}

fn write_passage(hit: &Hit, passage: &PassageHit, indent: &str, text: &mut String) {
    for line in escaped(&plain(&passage.text, &passage.marks)).lines() {
        let _ = writeln!(text, "{indent}> {line}");
    }
    let name = passage_id(&hit.article.id, passage.start, passage.len).replace('`', "'");
    let link = hit
        .article
        .url
        .as_deref()
        .and_then(|url| passage_link(url, &passage.text));
    let _ = match link.filter(|link| is_linkable(link)) {
        Some(link) => writeln!(text, "{indent}>\n{indent}> [`{name}`](<{link}>)\n"),
        None => writeln!(text, "{indent}>\n{indent}> `{name}`\n"),
    };
}

/// A URL that stays inside the `<…>` of a link.
fn is_linkable(url: &str) -> bool {
    let is_page = url.starts_with("https://") || url.starts_with("http://");
    is_page && !url.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\\".contains(c))
}

/// Plain text as Markdown: marks become bold, all that would be markup is escaped.
pub(super) fn escaped(plain: &Plain) -> String {
    let mut text = String::with_capacity(plain.text.len());
    let mut marks = plain.marks.iter().peekable();
    let mut open: Option<&Range<usize>> = None;
    for (at, c) in plain.text.char_indices() {
        if open.is_some_and(|mark| mark.end == at) {
            text.push_str("**");
            open = None;
        }
        if let Some(mark) = marks.next_if(|mark| mark.start == at) {
            text.push_str("**");
            open = Some(mark);
        }
        if is_markup(c) {
            text.push('\\');
        }
        text.push(c);
    }
    if open.is_some() {
        text.push_str("**");
    }
    text
}

/// Whether a character can be markup, or begin an entity that a reader would decode.
fn is_markup(c: char) -> bool {
    "\\`*_[]<>#|~&".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples;

    #[test]
    fn hits_are_a_list_with_links_and_bold_marks() {
        insta::assert_snapshot!(answer(&samples::answer()), @r"
        > the quote at the end is not closed

        1. [**OpenAI** widens its **cloud**](<https://news.example/a>) · news.example · ~2026-04-28

           > **OpenAI** signed a large **cloud** contract with Example Corp.
           >
           > [`k3f9@10+61`](<https://news.example/a#:~:text=OpenAI%20signed%20a%20large%20cloud%20contract%20with%20Example%20Corp.>)

        2. A note\[31m · undated

        1 of 41 passages in 17 articles · covered 2025-01-02 to 2026-08-22
        ");
    }

    #[test]
    fn text_of_an_article_is_no_markup() {
        assert_eq!(escaped(&plain("a \\* [b] `c|d`", &[])), r"a \* \[b\] c\|d");
        // A reader would make a tag of it.
        let title = plain_line("&lt;b&gt; R&D", &[]);
        assert_eq!(escaped(&title), r"\&lt;b\&gt; R\&D");
        assert!(!is_linkable("https://e.com/> <script>") && !is_linkable("javascript:1"));
    }
}
