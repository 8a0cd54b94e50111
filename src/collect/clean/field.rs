//! The dirty text field of a record: HTML or Markdown or plain, with what a crawler left around it.
//!
//! Much less is taken away than from a dump: the field was meant to be the article, and a sentence lost
//! is worse than a button kept. Furniture goes where its form leaves no doubt: what stands above a
//! repeated headline, bylines and credits, lines that are nothing but a button, the last words of feeds.

use std::collections::HashSet;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::CleanText;
use super::byline::{author_of, compile, credits_of};
use super::features::{Features, Furniture, key, measure_one};
use super::glue::Glued;
use super::html::{decode, html_to_markdown};
use super::line_ends::{Fence, parted};
use super::markdown::simplify_markdown;
use super::marks::without_marks;
use super::plugs::{cut_plugs, is_cut_byline, is_plug, without_choice, without_credit};
use super::tidy::{tidy, without_escapes};
use super::tokens::{is_tag, name_of};
use crate::collect::dates::{FoundDay, Label, MONTH, find_days};

/// Cleans the text field of a record whose headline is `title`.
///
/// Days without a year count from `as_of`; a day after `today` is none. The result has no title of
/// its own: the record has one, or the caller finds one.
pub fn clean_field(text: &str, title: Option<&str>, as_of: Date, today: Date) -> CleanText {
    /// Below these no picture stands above the story.
    const FIRST_LINES: usize = 8;
    let markdown = without_marks(&to_markdown(text));
    let glued = Glued::of(&markdown);
    let mut lines: Vec<&str> = markdown.split('\n').collect();
    let mut cleaned = CleanText::default();
    let head = cut_head(&mut lines, title);
    for line in head {
        note(line, &mut cleaned, as_of, today);
    }
    cut_plugs(&mut lines);
    for line in cut_tail(&mut lines) {
        note(line, &mut cleaned, as_of, today);
    }
    let mut n_said = 0;
    let mut body = String::with_capacity(markdown.len());
    let mut fence = Fence::default();
    for line in lines {
        if fence.holds(line) {
            body.push_str(line);
        } else if is_furniture(line) {
            cleaned.credits.extend(credits_of(line).unwrap_or_default());
            continue;
        } else {
            n_said += usize::from(!line.is_empty());
            let line = if n_said <= FIRST_LINES {
                without_credit(line)
            } else {
                line
            };
            let shorter = without_choice(line);
            glued.part(shorter.as_deref().unwrap_or(line), &mut body);
        }
        body.push('\n');
    }
    // What was taken out may have parted what belongs together, or joined what doesn't.
    cleaned.body = tidy(&without_marks(&parted(&tidy(&body))));
    if cleaned.body.is_empty() {
        // Furniture alone is better than nothing.
        cleaned.body = markdown;
    }
    cleaned
}

/// Recognises the markup and turns it into plain Markdown.
fn to_markdown(text: &str) -> String {
    let text = without_escapes(text);
    let text = text.as_ref();
    let decoded;
    let text = if is_escaped_html(text) {
        decoded = decode(text).into_owned();
        decoded.as_str()
    } else {
        text
    };
    match (has_html(text), has_markdown(text)) {
        (_, true) => simplify_markdown(text),
        (true, false) => html_to_markdown(text),
        (false, false) => tidy(&parted(&unindented(&decode(text)))),
    }
}

/// HTML whose every `<` was escaped.
fn is_escaped_html(text: &str) -> bool {
    static ESCAPED: LazyLock<Regex> =
        LazyLock::new(|| compile(r"(?i)&lt;/(?:p|div|a|li|h\d|strong|em|span)&gt;"));
    !text.contains('<') && ESCAPED.is_match(text)
}

/// Markup as only HTML has it: an element with its end, with attributes, at the start of a line, or a break
/// of a line. A text that speaks of `the <div> element` has none.
fn has_html(text: &str) -> bool {
    static TAG: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?i)</?(?:p|div|br|a|img|li|ul|ol|h[1-6]|span|strong|em|b|i|figure|blockquote|table|tr|td|pre|section|article)(?:\s[^<>]{0,2000})?/?>",
        )
    });
    if memchr::memchr(b'<', text.as_bytes()).is_none() {
        return false;
    }
    let mut opened = HashSet::new();
    TAG.find_iter(text)
        .filter(|tag| is_tag(tag.as_str()))
        .any(|tag| {
            let name = name_of(tag.as_str()).to_ascii_lowercase();
            if tag.as_str().starts_with("</") {
                return opened.contains(&name);
            }
            let before = text.get(..tag.start()).unwrap_or_default();
            let is_markup = tag.as_str().contains('=')
                || before.is_empty()
                || before.ends_with('\n')
                || name == "br" && !before.ends_with(' ');
            opened.insert(name);
            is_markup
        })
}

/// Headings, links, fences or bullets as only Markdown has them, and not a paragraph element.
fn has_markdown(text: &str) -> bool {
    static SIGN: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?m)^#{1,6} \S|\]\(https?://|^```|\*\*[^*\s][^*\n]{0,200}\*\*|^[-*] \S|^\d{1,3}\. \S.*\n {2,5}[-*] \S",
        )
    });
    static PARAGRAPH: LazyLock<Regex> = LazyLock::new(|| compile(r"(?i)<p[\s>]|</p>"));
    const ENOUGH: usize = 3;
    let n_signs = SIGN.find_iter(text).take(ENOUGH).count();
    n_signs > 0 && (n_signs == ENOUGH || !has_html(text)) && {
        let n_paragraphs = PARAGRAPH.find_iter(text).count();
        n_paragraphs == 0 || SIGN.find_iter(text).take(n_paragraphs + 1).count() > n_paragraphs
    }
}

/// Plain text of crawlers is indented as the page's source was.
fn unindented(text: &str) -> String {
    let mut unindented = String::with_capacity(text.len());
    for line in text.split('\n') {
        unindented.push_str(line.trim());
        unindented.push('\n');
    }
    unindented
}

/// Cuts what stands above the article and gives it back: everything down to the repeated headline
/// unless prose stands above it, then bylines, dates and credits.
fn cut_head<'a>(lines: &mut Vec<&'a str>, title: Option<&str>) -> Vec<&'a str> {
    const DEEPEST: usize = 60;
    let title = title.map(key).filter(|title| !title.is_empty());
    let is_headline = |line: &str| {
        line.len() < LONGEST_HEADLINE && title.as_ref().is_some_and(|title| key(line) == *title)
    };
    let mut top = lines.iter().take(DEEPEST);
    let mut head = Vec::new();
    if let Some(first) = top.position(|line| is_headline(line)) {
        let above = lines.get(..first).unwrap_or_default();
        if above.iter().any(|line| is_article(line)) {
            lines.remove(first);
        } else {
            head.extend(lines.drain(..=first));
        }
    }
    // Said again, it goes alone.
    let mut n_kept = 0;
    lines.retain(|line| {
        let is_again = n_kept < DEEPEST && is_headline(line);
        n_kept += usize::from(!is_again);
        !is_again
    });
    let top: Vec<&str> = lines.drain(..DEEPEST.min(lines.len())).collect();
    let mut kept = Vec::with_capacity(top.len());
    let mut is_above = true;
    let mut fence = Fence::default();
    for line in top {
        let text = bare(line);
        if text.is_empty() {
            kept.push(line);
            continue;
        }
        let features = measured(text);
        if let Some(rest) = byline_end(text) {
            head.push(text.get(..rest).unwrap_or(text));
            kept.extend(text.get(rest..).map(str::trim_start));
            is_above = false;
            continue;
        }
        is_above &= !is_prose(&features, text) && !fence.holds(line);
        if is_above && is_head_line(&features, text) {
            head.push(line);
        } else {
            kept.push(line);
        }
    }
    head.extend(cut_signature(&mut kept));
    lines.splice(..0, kept);
    head
}

/// Cuts a byline with the day under it, and the picture's credit under that, where a standfirst stands
/// above them.
fn cut_signature<'a>(top: &mut Vec<&'a str>) -> Vec<&'a str> {
    /// Lines that say something, down to the byline: headline, standfirst, lead.
    const DEEPEST: usize = 5;
    const LONGEST_CREDIT_WORDS: usize = 8;
    let said: Vec<usize> = (0..top.len())
        .filter(|line_idx| {
            top.get(*line_idx)
                .is_some_and(|line| !line.trim().is_empty())
        })
        .take(DEEPEST + 2)
        .collect();
    let line = |nth: usize| said.get(nth).and_then(|line_idx| top.get(*line_idx));
    let is_signed = |nth: &usize| {
        line(*nth).is_some_and(|line| author_of(bare(line)).is_some())
            && line(nth + 1).is_some_and(|line| is_dateline(bare(line)))
    };
    let Some(byline) = (0..DEEPEST).find(is_signed) else {
        return Vec::new();
    };
    let is_credit = line(byline + 2).is_some_and(|line| {
        let features = measured(bare(line));
        features.n_words <= LONGEST_CREDIT_WORDS
            && !features.ends_sentence
            && !line.starts_with(['#', '-', '*', '>', '|', '`'])
    });
    let last = byline + if is_credit { 2 } else { 1 };
    let (Some(first), Some(last)) = (said.get(byline), said.get(last)) else {
        return Vec::new();
    };
    top.drain(*first..=*last).collect()
}

/// A longer line, in bytes, is no headline.
const LONGEST_HEADLINE: usize = 1_000;

/// Prose that tells the story, not how the page earns its money.
fn is_article(line: &str) -> bool {
    static DISCLOSURE: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?i)\bcommissions?\b|\baffiliate\b|\bsponsored\b|\badvertisers?\b|\bour (?:editorial|process|reviews)\b",
        )
    });
    let text = bare(line);
    is_prose(&measured(text), text) && !DISCLOSURE.is_match(text)
}

/// Where a byline ends that runs into the story: "Jane Doe, Editor  March 3, 2026 at 2:48 p.m. PT  The …".
fn byline_end(text: &str) -> Option<usize> {
    /// A byline, with roles and picture credits, is shorter.
    const REACH: usize = 500;
    static BYLINE: LazyLock<Regex> = LazyLock::new(|| {
        let name =
            r"(?:[Ww]ritten by\s+|[Bb]y\s+)?\p{Lu}[\p{L}.'’-]+(?:\s+\p{Lu}[\p{L}.'’-]*){1,4}";
        let role = r"(?:[\s,|/&–-]+(?:\p{Lu}[^\s!?:]{0,40}|and|of|at|for|the|&)){0,12}?";
        let day = format!(r"[\s,|·-]+(?i:{MONTH})\.?\s+\d{{1,2}},\s+20\d\d,?");
        let time = r"\s+(?:at\s+)?\d{1,2}:\d\d\s*(?:[ap]\.?m\.?)?(?:\s*[A-Z]{2,4}\b)?";
        let follow = r"(?:(?:[^.!?]{0,160}?Follow\s+[\p{L} ]{2,30}:)?\s*Add us as a preferred source on Google\.?)?";
        compile(&format!("^{name}{role}{day}(?:{time})?{follow}"))
    });
    let near = text.get(..text.floor_char_boundary(REACH))?;
    memchr::memmem::find(near.as_bytes(), b", 20")?;
    BYLINE.find(near).map(|found| found.end())
}

/// A line without its mark.
fn bare(line: &str) -> &str {
    line.trim_start_matches(['#', '>', '-', ' ', '|'])
        .trim_end()
}

/// A line that reads as part of the article.
fn is_prose(features: &Features, text: &str) -> bool {
    const FEWEST_WORDS: usize = 12;
    features.n_words >= FEWEST_WORDS
        && (features.ends_sentence || features.n_inner_ends > 0 || features.n_words >= 30)
        && author_of(text).is_none()
}

/// Says nothing but who wrote it, when, or whose picture it is.
fn is_head_line(features: &Features, text: &str) -> bool {
    features.furniture != Furniture::None && !features.ends_sentence && features.n_words < 12
        || author_of(text).is_some()
        || is_dateline(text)
}

/// Whether a line says little but a day.
pub(super) fn is_dateline(text: &str) -> bool {
    const LONGEST: usize = 120;
    /// "Last updated yesterday", with room for another language.
    const LONGEST_WITHOUT_FIGURES: usize = 40;
    let far = Date::constant(2100, 1, 1);
    if !text.contains(char::is_numeric) {
        // In words alone a day is also said of anything: "Yesterday was fun".
        return text.len() <= LONGEST_WITHOUT_FIGURES
            && find_days(text, far).first().is_some_and(|found| {
                let (before, rest) = (text.get(..found.span.start), text.get(found.span.end..));
                let says_more = |part: Option<&str>| {
                    part.is_some_and(|part| part.contains(char::is_alphanumeric))
                };
                !says_more(rest) && (!says_more(before) || found.label != Label::None)
            });
    }
    if text.len() > LONGEST {
        return false;
    }
    let n_dated: usize = find_days(text, far)
        .iter()
        .map(|found| found.span.len())
        .sum();
    n_dated * 3 > text.len()
}

/// Keeps day and author of a line that is cut.
fn note(line: &str, cleaned: &mut CleanText, as_of: Date, today: Date) {
    const LONGEST: usize = 400;
    let text = bare(line);
    if text.len() > LONGEST {
        return;
    }
    let found: Vec<FoundDay> = find_days(text, as_of)
        .into_iter()
        .filter(|found| found.day.first() <= today)
        .collect();
    cleaned.days.extend(found);
    if cleaned.author.is_none() {
        let after_label = byline_end(text).map(|_| format!("By {text}"));
        cleaned.author = author_of(after_label.as_deref().unwrap_or(text));
    }
}

/// Cuts the last words of feeds: "The post … appeared first on …", "Read the full story at …". Gives back
/// the lines that say when it was published or updated.
fn cut_tail<'a>(lines: &mut Vec<&'a str>) -> Vec<&'a str> {
    let mut dated = Vec::new();
    while let Some(last) = lines.last() {
        let text = bare(last);
        let features = measure_one(text);
        // Where a text was cut, its last letter alone on a line goes, which `measured` would keep.
        let is_button = features.furniture == Furniture::Whole
            || features.furniture == Furniture::Beginning
                && features.n_words < 10
                && !features.ends_sentence;
        let is_dated = is_labelled_day(text);
        let is_end =
            text.is_empty() || is_button || is_dated || is_last_word(text) || is_cut_byline(text);
        if last.starts_with("```") || !is_end {
            break;
        }
        dated.extend(lines.pop().filter(|_| is_dated));
    }
    dated
}

/// "Last updated on March 4, 2026": a day and the word for what happened on it.
fn is_labelled_day(text: &str) -> bool {
    let far = Date::constant(2100, 1, 1);
    is_dateline(text)
        && find_days(text, far)
            .first()
            .is_some_and(|found| found.label != Label::None)
}

/// Cuts what a feed adds to every item: "The post … appeared first on …".
pub fn without_last_words(markdown: &str) -> &str {
    let mut kept = markdown;
    while let Some((above, _)) = kept
        .rsplit_once('\n')
        .filter(|(_, last)| last.is_empty() || is_last_word(bare(last)))
    {
        kept = above;
    }
    kept
}

fn is_last_word(text: &str) -> bool {
    const LONGEST: usize = 400;
    static LAST_WORDS: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?i)^(?:the post .{1,300} (?:appeared first|first appeared) on |this (?:article|story|post) (?:was )?(?:originally|first) (?:appeared|published|posted) (?:on|at|in|by) |read the (?:full|entire|whole) (?:story|article|post|report) |continue reading|\[?read more\b.{0,40}$|read .{0,60} on .{1,40}$|source$)",
        )
    });
    text.len() <= LONGEST && LAST_WORDS.is_match(text)
}

/// Measures a line of a field: a letter is a short text here, and only X the name of a place to share.
fn measured(text: &str) -> Features {
    let mut features = measure_one(text);
    let is_letter = text.len() == 1 && text.starts_with(|c: char| c.is_ascii_alphabetic());
    if is_letter && !text.eq_ignore_ascii_case("x") {
        features.furniture = Furniture::None;
    }
    features
}

/// A line that is nothing but a button, a caption's credit or a source line.
fn is_furniture(line: &str) -> bool {
    let text = bare(line);
    if text.is_empty() || line.starts_with(['|', '#']) {
        return false;
    }
    if is_plug(text) {
        return true;
    }
    let features = measured(text);
    match features.furniture {
        Furniture::Whole => true,
        Furniture::Beginning | Furniture::Inside => {
            features.n_words < 12 && !features.ends_sentence && !line.starts_with(['-', '>'])
        }
        Furniture::None => credits_of(text).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, title: &str, body: &str, author: Option<&str>, n_days: usize) {
        let today = Date::constant(2026, 6, 1);
        let cleaned = clean_field(text, Some(title), today, today);
        assert_eq!(cleaned.body.trim_end(), body);
        assert_eq!(cleaned.author.as_deref(), author);
        assert_eq!(cleaned.days.len(), n_days);
    }

    const TITLE: &str = "Heliora opens a campus in Norwick";
    const STANDFIRST: &str =
        "The company says that the first halls of the new campus will be ready for use in autumn.";
    const LEAD: &str =
        "Heliora said on Monday that it had opened a campus in Norwick, its third in the country.";

    #[test]
    fn a_byline_under_a_standfirst_goes_with_its_day_and_the_credit_of_the_picture() {
        check(
            &format!(
                "{TITLE}\n\n{STANDFIRST}\n\nBy Ada Quill\n\nMay 3, 2026 9:30 am EST\n\nAda Quill / Loom\n\n{LEAD}"
            ),
            TITLE,
            &format!("{STANDFIRST}\n\n{LEAD}"),
            Some("Ada Quill"),
            1,
        );
    }

    #[test]
    fn what_only_looks_like_a_signature_stays() {
        // No day under it.
        let text = format!("{STANDFIRST}\n\nBy Ada Quill\n\n{LEAD}");
        check(&text, TITLE, &text, None, 0);
        // A list of dated reports, deep in the text.
        let text = format!(
            "{LEAD}\n\n{LEAD}\n\n{LEAD}\n\n{LEAD}\n\n{LEAD}\n\nBy Ada Quill\n\nMay 3, 2026"
        );
        check(&text, TITLE, &text, None, 0);
        // The line under the day is the story.
        check(
            &format!("{STANDFIRST}\n\nBy Ada Quill\n\nMay 3, 2026\n\n{LEAD}"),
            TITLE,
            &format!("{STANDFIRST}\n\n{LEAD}"),
            Some("Ada Quill"),
            1,
        );
    }

    #[test]
    fn a_day_below_the_story_is_none_of_it() {
        for (last, n_days) in [
            ("Last updated on March 4, 2026", 1),
            ("*Published: 4 March 2026, 9:15 am*", 1),
        ] {
            check(&format!("{LEAD}\n\n{last}"), TITLE, LEAD, None, n_days);
        }
        for last in ["March 4, 2026", "Loom updated its plans in March 2026."] {
            let text = format!("{LEAD}\n\n{last}");
            check(&text, TITLE, &text, None, 0);
        }
    }

    #[test]
    fn a_line_that_says_a_day_in_words_is_a_dateline() {
        for text in ["Yesterday", "Updated an hour ago", "Posted: yesterday"] {
            assert!(is_dateline(text), "{text}");
        }
        for text in ["Yesterday was fun", "The mill of yesterday", "Today", ""] {
            assert!(!is_dateline(text), "{text}");
        }
    }

    #[test]
    fn code_keeps_both_fences_and_paragraphs_stay_apart() {
        let code = "Short lead.\n\n```\nx = 1\n\n  y = 2\n```\n\nThird para.";
        check(code, TITLE, code, None, 0);
        check(
            "<p>Short lead.</p>\n<pre>x = 1\n\n  y = 2</pre><p>Third para.</p>",
            TITLE,
            code,
            None,
            0,
        );
        check("```\nshare\n```", TITLE, "```\nshare\n```", None, 0);
        check(
            &format!("{LEAD}\n{STANDFIRST}\nThe end."),
            TITLE,
            &format!("{LEAD}\n\n{STANDFIRST}\n\nThe end."),
            None,
            0,
        );
        check(
            "<p>Short.</p>\n<p>Again.</p>",
            TITLE,
            "Short.\n\nAgain.",
            None,
            0,
        );
    }

    #[test]
    fn what_only_speaks_of_tags_is_text() {
        for text in [
            "a<b and b>c; if (a<b){return;} Vec<String> HashMap<K,V> <T> generics",
            "Use the <div> element and </p> in pages, the <script> tag runs code. More text.",
            "It is **bold** to write Vec<String> where a<b and b>c.",
        ] {
            check(text, TITLE, text.replace("**", "").as_str(), None, 0);
        }
        check(
            "<p>a &lt; b, Vec<String> and a<b and b>c of <https://e.example/x>",
            TITLE,
            "a < b, Vec<String> and a<b and b>c of <https://e.example/x>",
            None,
            0,
        );
    }

    #[test]
    fn a_paragraph_of_one_letter_beside_a_table_stays() {
        check(
            "<p>A</p><table><tr><td>B</td><td>C</td></tr><tr><td>1</td><td>2</td></tr></table><p>And D.</p>",
            TITLE,
            "A\n\n| B | C |\n| --- | --- |\n| 1 | 2 |\n\nAnd D.",
            None,
            0,
        );
    }

    #[test]
    fn a_cleaned_body_is_cleaned_already() {
        let today = Date::constant(2026, 6, 1);
        for text in [
            "Hosts: Ada Quill\nProducer: Tom Reed\nMusic: Loom\n\n## Why\n\nText of it.",
            "1. one\n   - two\n   - three\n2. four",
            "- **Intro**:\n  - sub\n\n    para\n\n  - other\n    - deep",
            "## About ~5 and ~x~\n\nA ~~line~~ of `a_b` and `x[0](y)` and `__init__`.",
            "## Code\n\n````\n```\ninside\n```\n````\n\n> ```\n> quoted\n> ```",
            "| A | B |\n| --- | --- |\n| 1\\|2 | 3 |",
            "<h2>List</h2><ol><li>a<ul><li>b</li></ul></li><li>c<br>d</li></ol>one<br>two<br>",
            "He said.Then she said.And so on, at[Acme](https://e.example)and**Roe**and\\*\\*so\\*\\*on.",
            "Heliora opens a campus in Norwick\n\nBy the way.\n\n# Heliora opens a campus in Norwick\n\nText.",
        ] {
            let once = clean_field(text, Some(TITLE), today, today).body;
            let twice = clean_field(&once, Some(TITLE), today, today).body;
            assert_eq!(twice, once, "{text}");
        }
    }

    #[test]
    fn what_a_publisher_says_for_itself_goes_from_records() {
        check(
            &format!(
                "{TITLE}\n\n{STANDFIRST}\n\nTom Reed/Getty Images{LEAD}\n\nSend this to 1 friend and receive our list of makers!\n\n\
                 {STANDFIRST} You can opt in/out of email frequencies!\n\n### How was today's email?\n\n- Loved it\n- Meh"
            ),
            TITLE,
            &format!("{STANDFIRST}\n\n{LEAD}\n\n{STANDFIRST}"),
            None,
            0,
        );
        check(
            &format!("{TITLE}\n\n{LEAD}\n\n## Related content\n\n### Roe grows\n\nRoe said so."),
            TITLE,
            LEAD,
            None,
            0,
        );
        check(
            &format!("{LEAD}\n\n{STANDFIRST}\n\nJane Roe, Editor, Wearables & Health"),
            TITLE,
            &format!("{LEAD}\n\n{STANDFIRST}"),
            None,
            0,
        );
    }
}
