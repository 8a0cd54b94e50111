//! What a page says for itself behind the last sentence of an article that was saved as one line.

use super::features::is_promotion;

/// Takes promotion off the end of a body whose last line runs through it: "… by May. Follow us on Facebook.
/// © 2026 Loom. All rights reserved."
pub(super) fn without_promotion(body: &str) -> &str {
    /// A shorter last line is no article that ran into its page.
    const FEWEST_BYTES: usize = 400;
    const MOST_SENTENCES: usize = 12;
    let begin = body.rfind('\n').map_or(0, |end| end + 1);
    let mut kept = body;
    for _ in 0..MOST_SENTENCES {
        let line = kept.get(begin..).unwrap_or_default();
        if line.len() < FEWEST_BYTES {
            break;
        }
        match last_sentence(line).filter(|at| is_promotion(line.get(*at..).unwrap_or_default())) {
            Some(at) => kept = kept.get(..begin + at).unwrap_or(kept).trim_end(),
            None => break,
        }
    }
    kept
}

/// Where the last sentence of a line begins, if it is short enough to be promotion.
fn last_sentence(line: &str) -> Option<usize> {
    const LONGEST: usize = 600;
    let from = line.ceil_char_boundary(line.len().saturating_sub(LONGEST));
    let near = line.get(from..)?.trim_end();
    near.match_indices(". ")
        .chain(near.match_indices("! "))
        .chain(near.match_indices("? "))
        .chain(near.match_indices("” "))
        .map(|(at, end)| at + end.len())
        .filter(|at| {
            near.get(*at..)
                .is_some_and(|rest| !rest.starts_with(char::is_lowercase))
        })
        .max()
        .map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "Heliora said on Monday that it had opened a campus in Norwick, its third. The halls hold some forty thousand machines. \
        “We are glad,” said Ada Quill, who runs the site. The company expects to hire three hundred people by the end of the year, and \
        the mayor, who had waited for this for years, said that the town would be paid a share of what the machines earn. Work began two years ago.";

    #[test]
    fn promotion_behind_the_last_sentence_goes() {
        for promotion in [
            "Sign up for our newsletter to get the best stories every morning. Follow us on Twitter and Facebook.",
            "© 2026 The Northern. All rights reserved.",
            "Share this article Facebook Twitter LinkedIn Related stories Looms grow dear © 2026 The Northern. All rights reserved.",
        ] {
            let text = format!("Head\n\n{STORY} {promotion}");
            assert_eq!(without_promotion(&text), format!("Head\n\n{STORY}"));
        }
    }

    #[test]
    fn the_end_of_a_story_stays() {
        for end in [
            "Customers have to sign up by May.",
            "Join the queue, he said.",
            "It asks readers to subscribe to a newsletter.",
            "“Share this,” she said.",
        ] {
            let text = format!("{STORY} {end}");
            assert_eq!(without_promotion(&text), text);
        }
        let short = "It is over. All rights reserved.";
        assert_eq!(without_promotion(short), short);
        assert_eq!(without_promotion(""), "");
    }
}
