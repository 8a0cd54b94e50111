//! Text dumps of pages and plain text: the cleaner finds headline, body and day.

use std::borrow::Cow;

use super::titles::without_site;
use crate::article::PublishedFrom;
use crate::collect::clean;
use crate::collect::dates::{Candidate, Label, day_in_url};
use crate::collect::name::{Origin, RawArticle};
use crate::collect::urls;

/// Reads a text dump.
pub(crate) fn read(text: &str, origin: &Origin) -> RawArticle {
    let head = Head::of(text);
    let parted = head.parted(text);
    let dump = clean::clean_dump(&parted, origin.counted_from(), origin.today);
    let mut days: Vec<Candidate> = dump.days.iter().map(Candidate::from).collect();
    let url = head.url;
    days.extend(url.as_deref().and_then(day_in_url).map(|day| Candidate {
        day,
        from: PublishedFrom::Url,
        label: Label::None,
    }));
    days.extend(origin.day_in_name());
    RawArticle {
        title: dump
            .title
            .map(|(title, from)| (without_site(title.as_str(), url.as_deref()), from)),
        body: dump.body,
        days,
        url,
        author: dump.author,
        credits: dump.credits,
        ..RawArticle::default()
    }
}

/// What people write above the text of a page that they save: its headline, its link.
#[derive(Default)]
struct Head<'a> {
    /// The lines of the link and of what stands between it and the headline, as they stand.
    lines: Vec<&'a str>,
    /// The headline without the name of the site.
    headline: Option<String>,
    url: Option<String>,
}

impl<'a> Head<'a> {
    /// A link that is a line of its own among the first few, and what stands above it.
    fn of(text: &'a str) -> Self {
        const FIRST_LINES: usize = 6;
        let top: Vec<&str> = text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .take(FIRST_LINES)
            .collect();
        let Some((at, url)) = top.iter().enumerate().find_map(|(at, line)| {
            let link = without_label(line);
            let url = urls::is_link(link).then(|| urls::canonical(link)).flatten();
            Some((at, url?))
        }) else {
            return Self::default();
        };
        let (above, below) = top.split_at(at);
        Self {
            headline: above.first().map(|line| without_site(line, Some(&url))),
            lines: above
                .iter()
                .rev()
                .take_while(|line| line.trim().bytes().all(|byte| byte.is_ascii_digit()))
                .chain(below.first())
                .copied()
                .collect(),
            url: Some(url),
        }
    }

    /// The text without the link's line. Where the page's menu, headline and story run together in one
    /// line, as some savers leave them, they get lines of their own.
    fn parted<'t>(&self, text: &'t str) -> Cow<'t, str> {
        const FEWEST_WORDS: usize = 4;
        const FIRST_LINES: usize = 40;
        if self.url.is_none() {
            return Cow::Borrowed(text);
        }
        let headline = self
            .headline
            .as_deref()
            .filter(|headline| headline.split_whitespace().count() >= FEWEST_WORDS);
        let mut parted = String::with_capacity(text.len() + 2);
        let mut is_first = true;
        for (line_idx, line) in text.lines().enumerate() {
            if line_idx < FIRST_LINES && self.lines.contains(&line) {
                continue;
            }
            let split = headline
                .filter(|_| line_idx < FIRST_LINES && !is_first)
                .and_then(|headline| Some((line.split_once(headline)?, headline)));
            match split {
                Some(((before, after), headline)) => {
                    parted.extend([before, "\n", headline, "\n", after.trim_start()]);
                }
                None => parted.push_str(line),
            }
            is_first &= line.trim().is_empty();
            parted.push('\n');
        }
        Cow::Owned(parted)
    }
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
    fn a_menu_that_runs_into_headline_and_story_is_parted() {
        let text = "OpenAI signs with Oracle for compute | The Example\n2021\nhttps://www.theexample.com/x\n\n\
                    Menu Home World Sign in Jane Doe OpenAI signs with Oracle for compute The two said on Monday that they \
                    had signed a contract over five years.\nIt is the largest of its kind, two people close to the talks said.\n";
        let head = Head::of(text);
        assert_eq!(
            head.parted(text),
            "OpenAI signs with Oracle for compute | The Example\n\nMenu Home World Sign in Jane Doe \n\
             OpenAI signs with Oracle for compute\nThe two said on Monday that they had signed a contract over five years.\n\
             It is the largest of its kind, two people close to the talks said.\n"
        );
        let without = "OpenAI signs\n\nText.";
        assert_eq!(Head::of(without).parted(without), without);
    }
}
