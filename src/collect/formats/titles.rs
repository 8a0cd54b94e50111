//! What is title in a title: headline against "| Site" and its kin.

use crate::collect::urls;

/// Separators between a headline and the name of its site.
const SEPARATORS: [&str; 8] = [" | ", " - ", " – ", " — ", " · ", " \\ ", " :: ", " » "];

/// Cuts off a tail that is the name of the site: all its letters stand in the host of the link.
pub(crate) fn without_site(title: &str, url: Option<&str>) -> String {
    let Some(host) = url.and_then(urls::site_of) else {
        return title.trim().to_owned();
    };
    let host = letters(&host);
    let is_site = |tail: &str| {
        let tail = letters(tail);
        tail.len() >= 3 && host.contains(&tail)
    };
    let kept = SEPARATORS
        .iter()
        .filter_map(|separator| title.rsplit_once(separator))
        .filter(|(head, tail)| is_site(tail) && !head.trim().is_empty())
        .map(|(head, _)| head)
        .min_by_key(|head| head.len());
    kept.unwrap_or(title).trim().to_owned()
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
        assert_eq!(without_site("A | Example", None), "A | Example");
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
