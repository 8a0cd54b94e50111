//! Text dumps of pages and plain text: the cleaner finds headline, body and day.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::titles::{without_headline, without_site};
use crate::article::urls;
use crate::article::{PublishedFrom, TitleFrom};
use crate::collect::clean;
use crate::collect::dates::{Candidate, Label, day_in_url};
use crate::collect::name::{Origin, RawArticle};

/// Reads a text dump.
pub(crate) fn read(text: &str, origin: &Origin) -> RawArticle {
    let head = Head::of(text);
    let dump = clean::clean_dump(
        &head.without_menu(text),
        origin.counted_from(),
        origin.today,
    );
    let body = without_footer(&dump.body);
    let mut days: Vec<Candidate> = dump.days.iter().map(Candidate::from).collect();
    let url = head.url;
    days.extend(url.as_deref().and_then(day_in_url).map(|day| Candidate {
        day,
        from: PublishedFrom::Url,
        label: Label::None,
    }));
    days.extend(origin.day_in_name());
    let title = dump.title.map(|(title, from)| {
        // A heading above everything is the headline, however little follows.
        let is_heading = body.starts_with("## ") && without_headline(body, title.as_str()) != body;
        let from = if is_heading { TitleFrom::Text } else { from };
        (without_site(title.as_str(), url.as_deref()), from)
    });
    RawArticle {
        body: match &title {
            Some((title, TitleFrom::Text)) => without_headline(body, title).to_owned(),
            _ => body.to_owned(),
        },
        title,
        days,
        url,
        author: dump.author,
        credits: dump.credits,
        ..RawArticle::default()
    }
}

/// What people and savers write above the text of a page: its headline, maybe a year, its link.
#[derive(Debug, Default, PartialEq, Eq)]
struct Head {
    /// The link of the page.
    url: Option<String>,
    /// The headline without the name of the site, where headline and link stand on top.
    headline: Option<String>,
    /// How many bytes of the text the two take.
    len: usize,
}

impl Head {
    /// A link that is a line of its own among the first few.
    fn of(text: &str) -> Self {
        const FIRST_LINES: usize = 6;
        let mut above: Vec<&str> = Vec::new();
        let mut len = 0;
        for line in text.split_inclusive('\n') {
            len += line.len();
            let line = without_label(line);
            if line.is_empty() {
                continue;
            }
            if urls::is_link(line)
                && let Some(url) = urls::canonical(line)
            {
                return Self::with(url, &above, len);
            }
            above.push(line);
            if above.len() == FIRST_LINES {
                break;
            }
        }
        Self::default()
    }

    fn with(url: String, above: &[&str], len: usize) -> Self {
        const FEWEST_WORDS: usize = 4;
        let is_number = |line: &&str| line.bytes().all(|byte| byte.is_ascii_digit());
        let headline = match above {
            [headline] => Some(headline),
            [headline, year] if is_number(year) => Some(headline),
            _ => None,
        };
        let headline = headline
            .map(|headline| without_site(headline, Some(&url)))
            .filter(|headline| headline.split_whitespace().count() >= FEWEST_WORDS);
        Self {
            url: Some(url),
            headline,
            len,
        }
    }

    /// The text below the page's own headline, with the headline on top. Savers that know no lines let
    /// menu, headline and story run into one another; only the headline tells where the story begins.
    fn without_menu<'t>(&self, text: &'t str) -> Cow<'t, str> {
        /// The longest menus of real pages hold half of this.
        const LONGEST_MENU: usize = 10_000;
        let (Some(headline), Some(rest)) = (&self.headline, text.get(self.len..)) else {
            return Cow::Borrowed(text);
        };
        let near = rest
            .get(..rest.floor_char_boundary(LONGEST_MENU))
            .unwrap_or(rest);
        let below = position(near, headline)
            .filter(|found| !holds_prose(near.get(..found.start).unwrap_or_default()))
            .and_then(|found| rest.get(found.end..))
            .map_or(rest, |below| without_repeats(below, headline));
        Cow::Owned(format!("{headline}\n\n{}", below.trim_start()))
    }
}

/// What follows the headline said again and buttons to share it, where they run into the story.
fn without_repeats<'t>(text: &'t str, headline: &str) -> &'t str {
    static BUTTONS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)^\s*(?:share (?:on|via|by|with) (?:facebook|twitter|x|linkedin|reddit|e-?mail|whatsapp)\b\s*)+",
        )
        .ok()
    });
    let text = text.trim_start();
    let text = position(
        text.get(..text.floor_char_boundary(1_000)).unwrap_or(text),
        headline,
    )
    .filter(|found| found.start == 0)
    .and_then(|found| text.get(found.end..))
    .unwrap_or(text);
    BUTTONS
        .as_ref()
        .and_then(|buttons| buttons.find(text))
        .and_then(|found| text.get(found.end()..))
        .unwrap_or(text)
}

/// Where a text holds the words of a headline, whatever stands between them.
fn position(text: &str, headline: &str) -> Option<Range<usize>> {
    let words: Vec<String> = headline
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(regex::escape)
        .collect();
    let pattern = format!(r#"(?i)\b{}\b[”’"')?!]*"#, words.join(r"[^\p{L}\p{N}]{1,4}"));
    let found = Regex::new(&pattern).ok()?.find(text)?;
    Some(found.range())
}

/// Whether lines of a text read as a story: two may be notices of the site.
fn holds_prose(text: &str) -> bool {
    const FEWEST_WORDS: usize = 12;
    const MOST_NOTICES: usize = 2;
    let is_prose = |line: &&str| {
        line.trim_end().ends_with(['.', '”', '"', '。'])
            && line.split_whitespace().count() >= FEWEST_WORDS
    };
    text.lines().filter(is_prose).count() > MOST_NOTICES
}

/// Cuts a last line off that runs through the links at the foot of a page, back to the last sentence
/// before them.
fn without_footer(body: &str) -> &str {
    static LEGAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(?:privacy (?:policy|notice)|terms (?:of|and) (?:use|service|conditions)|cookie policy|do not sell)\b",
        )
        .ok()
    });
    static OWNED: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?i)©|\(c\) ?20\d\d|all rights reserved").ok());
    let begin = body.rfind('\n').map_or(0, |end| end + 1);
    let (above, last) = body.split_at_checked(begin).unwrap_or(("", body));
    let (Some(legal), Some(owned)) = (LEGAL.as_ref(), OWNED.as_ref()) else {
        return body;
    };
    let Some(found) = legal.find(last).filter(|_| owned.is_match(last)) else {
        return body;
    };
    let before = last.get(..found.start()).unwrap_or_default();
    let sentences = [". ", "! ", "? "]
        .iter()
        .filter_map(|end| before.rfind(end))
        .max()
        .map_or(0, |end| end + 1);
    let kept = body.get(..begin + sentences).unwrap_or(above).trim_end();
    if kept.is_empty() { body } else { kept }
}

fn without_label(line: &str) -> &str {
    let line = line.trim();
    let labels = [
        "URL:", "Url:", "Link:", "Source:", "url:", "link:", "source:",
    ];
    labels
        .iter()
        .find_map(|label| line.strip_prefix(label))
        .unwrap_or(line)
        .trim()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_link_on_a_line_of_its_own_is_the_link_of_the_page() {
        let origin = Origin {
            source: "a.txt".to_owned(),
            as_of: None,
            today: date(2026, 11, 20),
        };
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(read(text, &origin).url.as_deref(), expected);
        };
        check(
            "Title\n2021\nhttps://example.com/2021/05/01/x?utm_source=a\n\nText.",
            Some("https://example.com/2021/05/01/x"),
        );
        check(
            "Title\nURL: https://example.com/x\n",
            Some("https://example.com/x"),
        );
        check("Title\nSee https://example.com/x for more\n", None);
    }

    #[test]
    fn a_heading_above_a_single_paragraph_is_the_headline() {
        let origin = Origin {
            source: "a.txt".to_owned(),
            as_of: None,
            today: date(2026, 11, 20),
        };
        let raw = read(
            "Acme buys Roe\n\nAcme said on Monday that it would buy Roe for two billion dollars.\n",
            &origin,
        );
        assert_eq!(
            raw.title,
            Some(("Acme buys Roe".to_owned(), TitleFrom::Text))
        );
        assert!(raw.body.starts_with("Acme said"), "{}", raw.body);
    }

    #[test]
    fn a_menu_that_runs_into_headline_and_story_goes() {
        let check = |text: &str, expected: &str| {
            assert_eq!(Head::of(text).without_menu(text), expected);
        };
        let story = "The two said on Monday that they had signed a contract over five years.\n\
                     It is the largest of its kind, two people close to the talks have said.\n\
                     Neither of the two would say how much of it had been paid in advance so far.\n";
        check(
            &format!(
                "Acme's deal with Roe for compute | The Example\n2021\nhttps://www.theexample.com/x\n\n\
                 To read this story again, visit your profile, then view your saved stories.\n\
                 Menu Home World Sign in Jane Doe Acme’s deal with Roe for compute Share on X Share via email {story}"
            ),
            &format!("Acme's deal with Roe for compute\n\n{story}"),
        );
        check(
            &format!(
                "Acme's deal with Roe for compute\nhttps://e.com/x\n{story}Read also: Acme's deal with Roe for compute\n"
            ),
            &format!(
                "Acme's deal with Roe for compute\n\n{story}Read also: Acme's deal with Roe for compute\n"
            ),
        );
        let without = "Menu\nHome\nWorld\nhttps://e.com/x\nAcme signs with Roe for compute\n";
        check(without, without);
        assert_eq!(Head::of(without).url.as_deref(), Some("https://e.com/x"));
    }

    #[test]
    fn the_links_at_the_foot_of_a_page_go() {
        let check = |body: &str, expected: &str| assert_eq!(without_footer(body), expected);
        check(
            "Text.\n\nIt ends. The Example Home Contact Privacy Policy Careers © 2026 The Example.",
            "Text.\n\nIt ends.",
        );
        check("Text.\n\nHome Terms of Use All Rights Reserved", "Text.");
        for kept in ["", "Its privacy policy has changed.", "Terms of Use © 2026"] {
            check(kept, kept);
        }
    }
}
