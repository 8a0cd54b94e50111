//! Text dumps of pages and plain text: the cleaner finds headline, body and day.

use crate::article::PublishedFrom;
use crate::collect::clean;
use crate::collect::dates::{Candidate, Label, day_in_url};
use crate::collect::name::{Origin, RawArticle};
use crate::collect::urls;

/// Reads a text dump.
pub(crate) fn read(text: &str, origin: &Origin) -> RawArticle {
    let url = own_link(text);
    let dump = clean::clean_dump(text, origin.counted_from(), origin.today);
    let mut days: Vec<Candidate> = dump.days.iter().map(Candidate::from).collect();
    days.extend(url.as_deref().and_then(day_in_url).map(|day| Candidate {
        day,
        from: PublishedFrom::Url,
        label: Label::None,
    }));
    days.extend(origin.day_in_name());
    RawArticle {
        title: dump.title.map(|(title, from)| (title.to_string(), from)),
        body: dump.body,
        days,
        url,
        author: dump.author,
        credits: dump.credits,
        ..RawArticle::default()
    }
}

/// The link that people save above the text of a page: a line of its own among the first few.
fn own_link(text: &str) -> Option<String> {
    const FIRST_LINES: usize = 6;
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .take(FIRST_LINES)
        .map(|line| {
            let line = line.trim();
            let labels = [
                "URL:", "Url:", "Link:", "Source:", "url:", "link:", "source:",
            ];
            labels
                .iter()
                .find_map(|label| line.strip_prefix(label))
                .unwrap_or(line)
                .trim()
        })
        .find(|line| urls::is_link(line))
        .and_then(urls::canonical)
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
}
