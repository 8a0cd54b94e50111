//! Text dumps of web pages: what a person would have copied of them.
//!
//! The article is the run of lines with the highest score ([`super::score`]); furniture inside it goes
//! line by line, short lines between two paragraphs are headings, the headline is looked for above it.

use jiff::civil::Date;

use super::CleanText;
use super::byline::{author_of, credits_of};
use super::features::{Features, measure};
use super::lines::{Line, Mark, lines};
use super::score::{Fate, fates};
use super::tidy::tidy;
use super::title::{find_title, lead_title};
use crate::article::{Title, TitleFrom};
use crate::collect::dates::{FoundDay, find_days};

/// Cleans a text dump of a page, or a plain text.
///
/// Days without a year count from `as_of`; a day after `today` is none.
pub fn clean_dump(text: &str, as_of: Date, today: Date) -> CleanText {
    let tidied = tidy(text);
    let lines = lines(&tidied);
    if lines.len() > MOST_LINES {
        return uncut(tidied);
    }
    let features = measure(&lines);
    let fates = fates(&lines, &features);
    let headline = find_title(&lines, &features, &fates);
    let body = write(&lines, &fates, headline);
    if body.is_empty() {
        return uncut(tidied);
    }
    let title = headline
        .and_then(|headline| Title::new(&lines.get(headline)?.text))
        .map(|title| (title, TitleFrom::Text))
        .or_else(|| Some((lead_title(&body)?, TitleFrom::Lead)));
    let first = fates.iter().position(|fate| *fate != Fate::Gone);
    let near = near_headline(headline, first.unwrap_or(0), lines.len());
    CleanText {
        title,
        days: days(&lines, &features, &near, as_of, today),
        author: near
            .iter()
            .filter_map(|line_idx| lines.get(*line_idx))
            .find_map(|line| author_of(&line.text)),
        credits: credits(&lines, &fates),
        body,
    }
}

/// No page has more; what has is a log or a table and stays as it is.
const MOST_LINES: usize = 50_000;

/// A text in which no article was found.
fn uncut(body: String) -> CleanText {
    CleanText {
        title: lead_title(&body).map(|title| (title, TitleFrom::Lead)),
        body,
        ..CleanText::default()
    }
}

/// The lines in which day and author are looked for: from the headline to the first lines of the body, then
/// what stands above the headline, nearest first.
fn near_headline(headline: Option<usize>, first: usize, n_lines: usize) -> Vec<usize> {
    const BELOW: usize = 4;
    const ABOVE: usize = 12;
    let top = headline.unwrap_or(first).min(first);
    let bottom = (headline.unwrap_or(first).max(first) + BELOW).min(n_lines);
    (top..bottom)
        .chain((top.saturating_sub(ABOVE)..top).rev())
        .collect()
}

fn days(
    lines: &[Line],
    features: &[Features],
    near: &[usize],
    as_of: Date,
    today: Date,
) -> Vec<FoundDay> {
    /// A date in a longer line is most often part of the story.
    const MOST_WORDS: usize = 20;
    near.iter()
        .filter_map(|line_idx| Some((lines.get(*line_idx)?, features.get(*line_idx)?)))
        .filter(|(_, features)| features.n_words <= MOST_WORDS)
        .flat_map(|(line, _)| find_days(&line.text, as_of))
        .filter(|found| found.day.first() <= today)
        .collect()
}

fn credits(lines: &[Line], fates: &[Fate]) -> Vec<String> {
    const BELOW: usize = 3;
    let last = fates.iter().rposition(|fate| *fate != Fate::Gone);
    let end = last.map_or(0, |last| last + 1 + BELOW).min(lines.len());
    let mut credits = Vec::new();
    let begin = fates
        .iter()
        .position(|fate| *fate != Fate::Gone)
        .unwrap_or(0);
    for name in lines
        .get(begin..end)
        .unwrap_or_default()
        .iter()
        .filter_map(|line| credits_of(&line.text))
        .flatten()
    {
        if !credits.contains(&name) {
            credits.push(name);
        }
    }
    credits
}

/// Writes the kept lines as Markdown.
fn write(lines: &[Line], fates: &[Fate], headline: Option<usize>) -> String {
    let mut body = String::new();
    let mut above: Option<Mark> = None;
    for (line_idx, (line, fate)) in lines.iter().zip(fates).enumerate() {
        if *fate == Fate::Gone || Some(line_idx) == headline {
            continue;
        }
        let mark = match fate {
            Fate::Heading => Mark::Heading,
            _ => line.mark,
        };
        if let Some(above) = above {
            let is_list = above == Mark::Bullet && mark == Mark::Bullet;
            body.push_str(if is_list { "\n" } else { "\n\n" });
        }
        body.push_str(match mark {
            Mark::Plain => "",
            Mark::Bullet => "- ",
            Mark::Quote => "> ",
            Mark::Heading => "## ",
        });
        body.push_str(&line.text);
        above = Some(mark);
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::dates::{Candidate, choose_published};
    use jiff::civil::date;

    fn clean(text: &str) -> CleanText {
        clean_dump(text, date(2026, 5, 1), date(2026, 11, 20))
    }

    fn title(cleaned: &CleanText) -> (&str, TitleFrom) {
        let (title, from) = cleaned.title.as_ref().unwrap();
        (title.as_str(), *from)
    }

    fn day(cleaned: &CleanText) -> String {
        let candidates: Vec<Candidate> = cleaned.days.iter().map(Candidate::from).collect();
        choose_published(&candidates, date(2026, 5, 1), date(2026, 11, 20))
            .map_or("-".to_owned(), |published| {
                format!("{} {}", published.day, published.from)
            })
    }

    fn headings(body: &str) -> Vec<&str> {
        body.lines()
            .filter_map(|line| line.strip_prefix("## "))
            .collect()
    }

    #[test]
    fn the_first_seed_comes_out_as_a_person_would_clean_it() {
        let cleaned = clean(include_str!(
            "../../../tests/fixtures/seeds/000_acdaee790a228121.txt"
        ));
        assert_eq!(
            title(&cleaned),
            (
                "OpenAI and Microsoft Rework Their AI Alliance, Opening a New Chapter in the Cloud Race",
                TitleFrom::Text
            )
        );
        assert_eq!(day(&cleaned), "2026-04-28 year-inferred");
        assert_eq!(
            headings(&cleaned.body),
            [
                "What Changed",
                "Why This Is Trending So Hard",
                "What It Means for Businesses and Developers",
                "What It Means for Microsoft",
                "What It Means for OpenAI",
                "The Bigger Story Behind the Headlines",
                "Takeaway",
            ]
        );
        assert!(
            cleaned
                .body
                .starts_with("The AI industry rarely slows down")
        );
        assert!(
            cleaned
                .body
                .ends_with("most important AI stories in the news right now.")
        );
        for furniture in [
            "Banner",
            "Published on",
            "\n0",
            "Image",
            "navigating the next phase",
            "Sources:",
        ] {
            assert!(!cleaned.body.contains(furniture), "{furniture}");
        }
        assert_eq!(cleaned.body.split("\n\n").count(), 33);
        assert_eq!((cleaned.author, cleaned.credits), (None, Vec::new()));
    }

    #[test]
    fn the_second_seed_gets_its_headline_from_the_lead() {
        let cleaned = clean(include_str!(
            "../../../tests/fixtures/seeds/004_98d5611c22dbc91d.txt"
        ));
        assert_eq!(
            title(&cleaned),
            (
                "Microsoft and OpenAI have rewritten the rules of their flagship alliance",
                TitleFrom::Lead
            )
        );
        assert_eq!(day(&cleaned), "-");
        assert_eq!(
            headings(&cleaned.body),
            [
                "OpenAI gets more freedom on cloud sales",
                "A relationship that was bound to get messy",
                "What the Microsoft and OpenAI partnership means for cloud rivals",
            ]
        );
        assert!(
            cleaned
                .body
                .starts_with("Microsoft and OpenAI have rewritten")
        );
        assert!(cleaned.body.contains(
            "\n\n- OpenAI can serve customers across competing cloud platforms\n- The partnership’s"
        ));
        assert!(
            cleaned
                .body
                .ends_with("a much tougher habit to build than a partnership agreement.")
        );
        assert_eq!(cleaned.credits, ["Thehindu"]);
    }

    #[test]
    fn a_page_with_menus_boxes_and_teasers_gives_its_article() {
        let cleaned = clean(
            "Skip to content\nMenu\n* Home\n* World\n* Business\n* Sign in\nNovember 20, 2026\n\n\
             Acme to build three data centres in the north\n\nBy Jane Doe, Staff Writer\nPublished 3 March 2026, 9:15 am\n\
             Share this story\nFacebook\nTwitter\n\n\
             Acme said on Monday that it would build three data centres in the north, its largest order so far, and that work would begin in the spring.\n\n\
             The company has agreed to pay $2 billion over five years. It did not say who would supply the chips, but two people close to the talks named Roe.\n\n\
             Advertisement\n\nWhat the town gets\n\n\
             The town will be paid a share of the revenue, its mayor told reporters, and the company has promised to hire people who live nearby.\n\n\
             Sign up for our newsletter and never miss a story\n\n\
             “We have waited for this for years,” she said. “It is the best news since the mill was closed.”\n\n\
             Related stories\nRoe shares fall after the chip order\nFive things to know about data centres\nThe mill that closed\n\n\
             Leave a comment\nYour email address will not be published.\n© 2026 The Northern. All rights reserved.\n",
        );
        assert_eq!(
            title(&cleaned),
            (
                "Acme to build three data centres in the north",
                TitleFrom::Text
            )
        );
        assert_eq!(day(&cleaned), "2026-03-03 text");
        assert_eq!(cleaned.author.as_deref(), Some("Jane Doe"));
        assert_eq!(headings(&cleaned.body), ["What the town gets"]);
        let starts: Vec<&str> = cleaned
            .body
            .split("\n\n")
            .filter_map(|block| block.split(' ').next())
            .collect();
        assert_eq!(starts, ["Acme", "The", "##", "The", "“We"]);
    }

    #[test]
    fn any_text_has_an_answer() {
        let check = |text: &str, body: &str| assert_eq!(clean(text).body, body, "{text:?}");
        check("", "");
        check("\n\n \u{7}", "");
        check("Acme buys Roe.", "Acme buys Roe.");
        check("Advertisement\n", "Advertisement");
        assert_eq!(clean("").title, None);
        for piece in [
            "a\n",
            "* \n",
            "Advertisement\n",
            "May 3, 2026 ",
            "By Jane Doe\n",
            "[",
            ">",
            "# x\n",
        ] {
            drop(clean(&piece.repeat(20_000)));
        }
    }
}
