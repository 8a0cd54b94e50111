//! The body of a person's Markdown: headings from `##` on, no images, nothing that only a site
//! generator understands.
//!
//! Line by line, because the person's own lines are to stay as they are; inside fenced code nothing is
//! touched.

use std::sync::LazyLock;

use regex::Regex;

use super::titles::letters;
use crate::collect::clean;

/// What was made of a body.
pub(crate) struct Normalised {
    /// The first heading of the first level (or the heading with which the text starts), where the
    /// caller knew no title or the same.
    pub(crate) headline: Option<String>,
    pub(crate) body: String,
}

/// Whether a body is Markdown, and not HTML or the text of a page that has only the suffix.
pub(crate) fn is_markdown(body: &str) -> bool {
    static SIGNS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?m)^#{1,6} \S|\]\(\S|^```|\*\*\S|^(?:[-*+]|\d{1,2}\.) \S|^> \S|^\|.*\|[ ]*$|(?:^|\s)[*_]\w[^*_\n]*[*_]|\[\[\S").ok()
    });
    let n_signs = SIGNS
        .as_ref()
        .map_or(1, |signs| signs.find_iter(body).take(10_000).count());
    let n_tags = [
        "<p>", "<p ", "</p>", "<div", "<li", "<h2", "<h3", "<br", "<figure", "<span",
    ]
    .iter()
    .map(|tag| body.matches(tag).count())
    .sum::<usize>();
    n_signs > 0 && n_signs * 2 > n_tags
}

/// Makes a body fit to be filed; `title` is what the front matter says.
pub(crate) fn normalised(body: &str, title: Option<&str>) -> Normalised {
    let lines = cleaned_lines(body);
    let headline_idx = headline(&lines, title);
    let headline = headline_idx
        .and_then(|idx| lines.get(idx))
        .map(|line| clean_heading(&line.text));
    let shift = shift(&lines, headline_idx);
    let mut out = String::with_capacity(body.len());
    for (idx, line) in lines.iter().enumerate() {
        if Some(idx) == headline_idx {
            continue;
        }
        match line.level {
            Some(level) => {
                let level = (level + shift).clamp(2, 6) as usize;
                out.push_str(&"#".repeat(level));
                out.push(' ');
                out.push_str(&line.text);
            }
            None => out.push_str(&line.text),
        }
        out.push('\n');
    }
    Normalised {
        headline,
        body: clean::tidy(&out),
    }
}

/// Takes out of a body that is no Markdown what a site generator would have: shortcodes, tags of
/// Liquid, imports and components of MDX. HTML stays.
pub(crate) fn without_program(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    for line in body.lines().filter(|line| !is_of_a_generator(line)) {
        out.push_str(&without_noise(line, false));
        out.push('\n');
    }
    out
}

/// A line of the body; a heading comes without its hash signs.
struct Line {
    level: Option<i32>,
    text: String,
}

impl Line {
    fn plain(text: &str) -> Self {
        Self {
            level: None,
            text: text.to_owned(),
        }
    }
}

fn cleaned_lines(body: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut fence: Option<String> = None;
    let mut is_in_comment = false;
    let mut is_in_remark = false;
    for line in body.lines() {
        if let Some(open) = &fence {
            if line.trim_start().starts_with(open.as_str()) {
                fence = None;
            }
            lines.push(Line::plain(line));
            continue;
        }
        let line = without_comments(line, &mut is_in_comment);
        fence = opens_fence(&line);
        if fence.is_some() {
            lines.push(Line::plain(&line));
            continue;
        }
        // A remark of Obsidian over several lines.
        is_in_remark ^= line.trim() == "%%";
        if is_in_remark || line.trim() == "%%" || is_of_a_generator(&line) {
            continue;
        }
        let clean = without_noise(&line, true);
        if clean.trim().is_empty() && !line.trim().is_empty() {
            continue;
        }
        if let Some(level) = underline(&clean, lines.last()) {
            if let Some(last) = lines.last_mut() {
                last.level = Some(level);
            }
            continue;
        }
        lines.push(
            heading(&clean)
                .unwrap_or_else(|| Line::plain(clean.strip_suffix('\\').unwrap_or(&clean))),
        );
    }
    lines
}

fn opens_fence(line: &str) -> Option<String> {
    let start = line.trim_start();
    ["```", "~~~"]
        .iter()
        .find(|fence| start.starts_with(**fence))
        .map(|fence| (*fence).to_owned())
}

/// Takes out what stands between `<!--` and `-->`, over lines.
fn without_comments(line: &str, is_in_comment: &mut bool) -> String {
    let mut out = String::new();
    let mut rest = line;
    loop {
        if *is_in_comment {
            match rest.split_once("-->") {
                Some((_, after)) => rest = after,
                None => return out,
            }
            *is_in_comment = false;
        }
        match rest.split_once("<!--") {
            Some((before, after)) => {
                out.push_str(before);
                rest = after;
                *is_in_comment = true;
            }
            None => {
                out.push_str(rest);
                return out;
            }
        }
    }
}

/// Lines that are program: imports and exports of MDX, attributes of kramdown.
fn is_of_a_generator(line: &str) -> bool {
    static PROGRAM: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r#"^(?:import\s+(?:[\w{}*,\s$]+\s+from\s+)?['"][^'"]+['"];?\s*$|export\s+(?:const|default|function|let)\b|\{:.*\}\s*$|\[toc\]\s*$|\[\[_?toc_?\]\]\s*$)"#).ok()
    });
    PROGRAM
        .as_ref()
        .is_some_and(|program| program.is_match(line))
}

/// Images, shortcodes, components and, where `with_tags`, tags of HTML go; the text between them stays.
fn without_noise(line: &str, with_tags: bool) -> String {
    static NOISE: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        compiled(&[
            // A linked image, an image, an embedded note.
            (r"\[\s*!\[[^\]]*\]\([^)\s]*(?:\s[^)]*)?\)\s*\]\([^)]*\)", ""),
            (r"!\[[^\]]*\]\((?:[^()]|\([^()]*\))*\)", ""),
            (r"!\[[^\]]*\]\[[^\]]*\]", ""),
            (r"!\[\[[^\]]*\]\]", ""),
            // Obsidian's links: the words that a reader sees; its callouts, marks, remarks and names of
            // blocks.
            (r"\[\[[^\]|]*\|([^\]]+)\]\]", "$1"),
            (r"\[\[([^\]|]+)\]\]", "$1"),
            (r"^(\s*>\s*)\[![\w-]+\][+-]?\s*", "$1"),
            (r"==([^=\s](?:[^=]*[^=\s])?)==", "$1"),
            (r"%%[^%]+%%", ""),
            (r"\s\^[A-Za-z0-9-]+$", ""),
        ])
    });
    // What is only shown by a program: in `code` it is what the author writes about.
    static PROGRAM: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        compiled(&[
            // Shortcodes of Hugo, tags of Liquid, and links that hold nothing else.
            (r"\{\{.*?\}\}", ""),
            (r"\{%.*?%\}", ""),
            (r"\[\s*\]\(\s*\)", ""),
            // Components of MDX have capital letters.
            (r"</?[A-Z][A-Za-z0-9.]*(?:\s[^<>]*)?/?>", ""),
        ])
    });
    static TAGS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        compiled(&[(
            r"(?i)</?(?:p|div|span|br|hr|img|picture|source|figure|figcaption|center|details|summary|iframe|video|audio|font|sup|sub|small|section|article|aside|a|b|i|u|em|strong|mark|table|thead|tbody|tr|td|th|ul|ol|li|script|style|blockquote|h[1-6])(?:\s[^<>]*)?/?>",
            "",
        )])
    });
    if !line.contains(['!', '[', '<', '{', '&', '=', '%', '^']) {
        return line.to_owned();
    }
    let mut out = line.to_owned();
    let mut take_out = |noise: &[(Regex, &str)]| {
        for (noise, with) in noise {
            out = noise.replace_all(&out, *with).into_owned();
        }
    };
    take_out(&NOISE);
    if !line.contains('`') {
        take_out(&PROGRAM);
        if with_tags {
            take_out(&TAGS);
        }
    }
    if out != line {
        out = one_space(&out);
    }
    if out.contains("&nbsp;") || out.contains("&amp;") || out.contains("&#") {
        out = htmlize::unescape(out.as_str()).into_owned();
    }
    out
}

/// What was taken out leaves two spaces; the indent of a line stays.
fn one_space(line: &str) -> String {
    let text = line.trim_start();
    let indent = line.get(..line.len() - text.len()).unwrap_or_default();
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    format!("{indent}{}", words.join(" "))
}

fn compiled(noise: &[(&str, &'static str)]) -> Vec<(Regex, &'static str)> {
    let compiled = noise
        .iter()
        .filter_map(|(pattern, with)| Some((Regex::new(pattern).ok()?, *with)));
    compiled.collect()
}

fn heading(line: &str) -> Option<Line> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let text = line.get(level..)?;
    let is_heading = (1..=6).contains(&level) && text.starts_with([' ', '\t']);
    let text = text.trim().trim_end_matches('#').trim_end();
    (is_heading && !text.is_empty()).then(|| Line {
        level: Some(level as i32),
        text: text.to_owned(),
    })
}

/// `====` and `----` under a line of text make it a heading.
fn underline(line: &str, last: Option<&Line>) -> Option<i32> {
    let line = line.trim_end();
    let level = match line.bytes().next()? {
        b'=' => 1,
        b'-' => 2,
        _ => return None,
    };
    let is_rule = line.len() >= 3 && line.bytes().all(|byte| byte == b'=' || byte == b'-');
    let last = last?;
    let is_under_text = last.level.is_none()
        && !last.text.trim().is_empty()
        && last.text.chars().count() <= 200
        && !last.text.trim_start().starts_with(['|', '-', '>', '*']);
    (is_rule && is_under_text).then_some(level)
}

/// The line that is the headline: it says what the title says, or there is no other title.
fn headline(lines: &[Line], title: Option<&str>) -> Option<usize> {
    const FIRST_LINES: usize = 30;
    let headings = || {
        lines
            .iter()
            .enumerate()
            .take(FIRST_LINES)
            .filter(|(_, line)| line.level.is_some())
    };
    match title {
        Some(title) => {
            let title = letters(title);
            headings()
                .find(|(_, line)| {
                    let heading = letters(&line.text);
                    let is_part = heading.len() >= 12 && title.contains(&heading);
                    heading == title || is_part || (title.len() >= 12 && heading.contains(&title))
                })
                .map(|(idx, _)| idx)
        }
        None => {
            let first_text = lines.iter().position(|line| !line.text.trim().is_empty());
            headings()
                .find(|(idx, line)| line.level == Some(1) || Some(*idx) == first_text)
                .map(|(idx, _)| idx)
        }
    }
}

/// How far all headings move so that the highest is `##`.
fn shift(lines: &[Line], headline_idx: Option<usize>) -> i32 {
    let highest = lines
        .iter()
        .enumerate()
        .filter(|(idx, _)| Some(*idx) != headline_idx)
        .filter_map(|(_, line)| line.level)
        .min();
    2 - highest.unwrap_or(2)
}

fn clean_heading(text: &str) -> String {
    text.trim_matches(|c: char| matches!(c, '*' | '_' | ' '))
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, title: Option<&str>, headline: Option<&str>, expected: &str) {
        let made = normalised(body, title);
        assert_eq!(
            (made.headline.as_deref(), made.body.as_str()),
            (headline, expected),
            "{body}"
        );
    }

    #[test]
    fn headings_start_at_the_second_level() {
        check(
            "# T\n\ntext\n\n## A\n\n### B",
            None,
            Some("T"),
            "text\n\n## A\n\n### B",
        );
        check(
            "# A\n\ntext\n\n# B\n\n## C",
            Some("Other"),
            None,
            "## A\n\ntext\n\n## B\n\n### C",
        );
        check("### A ###\n\n##### B", Some("x"), None, "## A\n\n#### B");
        check(
            "Title\n=====\n\ntext\n\nSection\n-------\nmore",
            None,
            Some("Title"),
            "text\n\n## Section\nmore",
        );
        check(
            "## **A deal**\ntext",
            Some("A deal"),
            Some("A deal"),
            "text",
        );
    }

    #[test]
    fn what_a_generator_needs_goes() {
        check(
            "import X from './x'\n\n<X client:load />\n\ntext {{< ref \"a\" >}}here\n{: .note}\n<!-- a\nb -->more",
            Some("t"),
            None,
            "text here\n\nmore",
        );
        check(
            "{% include a.html %}\n\nSee [[Page|the page]] and [[Other]].",
            Some("t"),
            None,
            "See the page and Other.",
        );
        check(
            "<p align=\"center\">\n<img src=\"a\" width=\"1\">\ncaption</p>",
            Some("t"),
            None,
            "caption",
        );
    }

    #[test]
    fn images_go_and_links_stay() {
        check(
            "[![a](b.png)](c) ![x](y_(z).png \"t\")\n\nA [link](https://e.com/a_b) <https://e.com>.\n\n![[note.png]]",
            Some("t"),
            None,
            "A [link](https://e.com/a_b) <https://e.com>.",
        );
    }

    #[test]
    fn code_is_not_touched() {
        let code = "```html\n<p>![a](b)</p>\n# no heading\n```";
        check(code, Some("t"), None, code);
        check("Use `<div>` here.", Some("t"), None, "Use `<div>` here.");
    }

    #[test]
    fn a_body_that_is_no_markdown_is_told() {
        for body in [
            "## A\n\ntext",
            "see [a](b)",
            "- one\n- two",
            "some *stressed* words",
        ] {
            assert!(is_markdown(body), "{body}");
        }
        for body in [
            "<p>one <b>two</b></p>",
            "Tech\n   Home\n  Text that goes on.",
            "<p>a</p><p>**b**</p><p>c</p>",
        ] {
            assert!(!is_markdown(body), "{body}");
        }
    }
}
