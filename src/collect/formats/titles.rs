//! What is title in a title: headline against "| Site" and its kin.

use crate::article::urls;

/// Separators between a headline and the name of its site.
const SEPARATORS: [&str; 8] = [" | ", " - ", " – ", " — ", " · ", " \\ ", " :: ", " » "];

/// Cuts off tails that are the name of the site: all their letters stand in the host of the link, or
/// the host's name stands in a short tail.
pub(crate) fn without_site(title: &str, url: Option<&str>) -> String {
    /// "Headline | Site \\ Site" is seen; more is not.
    const MOST_TAILS: usize = 3;
    let mut kept = title.trim();
    let Some(host) = url.and_then(urls::site_of) else {
        return kept.to_owned();
    };
    for _ in 0..MOST_TAILS {
        let shorter = SEPARATORS
            .iter()
            .filter_map(|separator| kept.rsplit_once(separator))
            .filter(|(head, tail)| !head.trim().is_empty() && is_site(tail, &host))
            .map(|(head, _)| head)
            .min_by_key(|head| head.len());
        match shorter {
            Some(head) => kept = head.trim(),
            None => break,
        }
    }
    kept.to_owned()
}

/// Cuts off the first lines of a body that say the headline again, unless nothing else is left.
pub(crate) fn without_headline<'a>(body: &'a str, title: &str) -> &'a str {
    /// Once as the page's title, once above the story.
    const MOST_TIMES: usize = 2;
    let title = letters(title);
    let mut kept = body;
    for _ in 0..MOST_TIMES {
        let (first, rest) = kept.split_once('\n').unwrap_or((kept, ""));
        if letters(first) != title || rest.trim().is_empty() {
            break;
        }
        kept = rest.trim_start();
    }
    kept
}

fn is_site(tail: &str, host: &str) -> bool {
    const FEWEST_LETTERS: usize = 3;
    /// A shorter name of a host may stand in a tail by chance.
    const FEWEST_OF_NAME: usize = 6;
    const MOST_WORDS: usize = 4;
    let name = host
        .split('.')
        .max_by_key(|label| label.len())
        .map(letters)
        .unwrap_or_default();
    let is_short = tail.split_whitespace().count() <= MOST_WORDS;
    let tail = letters(tail);
    tail.len() >= FEWEST_LETTERS && letters(host).contains(&tail)
        || is_short && name.len() >= FEWEST_OF_NAME && tail.ends_with(&name)
}

/// Cuts off a short tail where the text itself begins with the headline without it.
pub(crate) fn as_the_text_has_it<'a>(title: &'a str, body: &str) -> &'a str {
    const FIRST_LINES: usize = 5;
    const MAX_TAIL_WORDS: usize = 4;
    let tops: Vec<String> = body
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(FIRST_LINES)
        .filter(|line| line.len() <= title.len() + 10)
        .map(letters)
        .collect();
    // A dash may belong to the headline.
    [" | ", " \\ ", " :: ", " » "]
        .iter()
        .filter_map(|separator| title.rsplit_once(separator))
        .filter(|(_, tail)| tail.split_whitespace().count() <= MAX_TAIL_WORDS)
        .map(|(head, _)| head.trim())
        .find(|head| {
            let head = letters(head);
            !head.is_empty() && tops.contains(&head)
        })
        .unwrap_or(title)
}

/// Cuts off a tail of at most four words behind a separator, if three words or more are left before
/// it; repeated, because pages say "Headline - Section | Site".
pub(crate) fn without_tail(title: &str) -> &str {
    const MAX_TAIL_WORDS: usize = 4;
    const MIN_HEAD_WORDS: usize = 3;
    let mut kept = title.trim();
    for _ in 0..2 {
        let shorter = SEPARATORS
            .iter()
            .filter_map(|separator| kept.rsplit_once(separator))
            .max_by_key(|(head, _)| head.len())
            .filter(|(head, tail)| {
                tail.split_whitespace().count() <= MAX_TAIL_WORDS
                    && head.split_whitespace().count() >= MIN_HEAD_WORDS
            });
        match shorter {
            Some((head, _)) => kept = head.trim_end(),
            None => break,
        }
    }
    kept
}

/// Letters and digits in lower case: what two spellings of one headline share.
pub(crate) fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_site_goes() {
        let check = |title: &str, expected: &str| {
            assert_eq!(
                without_site(title, Some("https://www.example-times.com/a")),
                expected
            );
        };
        check("A deal \\ Example Times", "A deal");
        check("A deal | World - Example", "A deal | World");
        check("A deal - and more", "A deal - and more");
        check("Example Times", "Example Times");
        check("A deal | Example \\ Example Times", "A deal");
        check("A deal | MIT Example Times", "A deal");
        check(
            "A deal - Example-Times’s first",
            "A deal - Example-Times’s first",
        );
        check(
            "A deal | What the example times say of it",
            "A deal | What the example times say of it",
        );
        assert_eq!(without_site("A | Example", None), "A | Example");
    }

    #[test]
    fn a_tail_goes_where_the_text_begins_without_it() {
        let check = |title: &str, body: &str, expected: &str| {
            assert_eq!(as_the_text_has_it(title, body), expected);
        };
        check("A deal | Product", "# A deal\n\nText.", "A deal");
        check("A deal | Product", "Text.\n", "A deal | Product");
        check("A | B | C", "A | B\n", "A | B");
        check("A - B", "A\n", "A - B");
        check("| x", "\n", "| x");
    }

    #[test]
    fn a_headline_is_not_said_again() {
        let check = |body: &str, expected: &str| {
            assert_eq!(without_headline(body, "A deal!"), expected);
        };
        check("## A deal\n\nA “deal”\n\nText.", "Text.");
        check("A deal\n", "A deal\n");
        check("Text.\n\nA deal", "Text.\n\nA deal");
    }

    #[test]
    fn a_short_tail_goes_from_a_long_title() {
        let check = |title: &str, expected: &str| assert_eq!(without_tail(title), expected);
        check(
            "OpenAI signs a deal - Business | The Times",
            "OpenAI signs a deal",
        );
        check("AI - the future", "AI - the future");
        check(
            "OpenAI signs with Oracle – what the new deal means for all of us",
            "OpenAI signs with Oracle – what the new deal means for all of us",
        );
    }
}
