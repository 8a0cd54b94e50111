//! Text dumps of web pages: what a person would have copied of them.
//!
//! The article is the run of lines with the highest score ([`super::score`]); furniture inside it goes
//! line by line, short lines between two paragraphs are headings, the headline is looked for above it.

use jiff::civil::Date;

use super::CleanText;
use super::bios::is_bio;
use super::byline::{credits_of, signature_of};
use super::edges::keep_lead;
use super::features::{Features, measure};
use super::field::is_dateline;
use super::lines::{Line, Mark, lines};
use super::promotion::without_promotion;
use super::score::{Fate, fates};
use super::tidy::tidy;
use super::title::{find_title, is_link_line, lead_title, without_label};
use crate::article::{PartialDay, Precision, PublishedFrom, Title, TitleFrom};
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
    let mut fates = fates(&lines, &features);
    let headline = find_title(&lines, &features, &fates);
    if let Some(headline) = headline {
        keep_lead(&lines, &features, &mut fates, headline);
    }
    cut_links_above(&lines, &mut fates, headline);
    let first = fates.iter().position(|fate| *fate != Fate::Gone);
    let near = near_headline(headline, first.unwrap_or(0), lines.len());
    let author = near
        .iter()
        .filter_map(|line_idx| lines.get(*line_idx))
        .find_map(|line| signature_of(&line.text));
    cut_bios(&lines, &mut fates, author.as_deref());
    let mut body = write(&lines, &fates, headline);
    body.truncate(without_promotion(&body).len());
    if body.is_empty() {
        return uncut(tidied);
    }
    let title = headline
        .and_then(|headline| Title::new(without_label(&lines.get(headline)?.text)))
        .map(|title| (title, TitleFrom::Text))
        .or_else(|| Some((lead_title(&body)?, TitleFrom::Lead)));
    CleanText {
        title,
        days: days(&lines, &features, &near, as_of, today),
        author,
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

/// The days near the headline. Where a line says nothing but when and by whom, days in sentences of the
/// story ("The mill was closed on May 4, 2019.") are none of the article's.
fn days(
    lines: &[Line],
    features: &[Features],
    near: &[usize],
    as_of: Date,
    today: Date,
) -> Vec<FoundDay> {
    /// A date in a longer line is most often part of the story.
    const MOST_WORDS: usize = 20;
    let dated: Vec<(&Line, &Features, Vec<FoundDay>)> = near
        .iter()
        .filter_map(|line_idx| Some((lines.get(*line_idx)?, features.get(*line_idx)?)))
        .filter(|(_, features)| features.n_words <= MOST_WORDS)
        .map(|(line, features)| {
            let mut found = find_days(&line.text, as_of);
            found.retain(|found| found.day.first() <= today);
            (line, features, found)
        })
        .collect();
    // The day of saving, written out, is most often the page's masthead.
    let is_sure = |found: &FoundDay| {
        found.day.precision() == Precision::Day
            && (found.day != PartialDay::day(as_of) || found.from == PublishedFrom::YearInferred)
    };
    let is_signed = dated.iter().any(|(line, _, found)| {
        found.iter().any(is_sure) && (is_dateline(&line.text) || signature_of(&line.text).is_some())
    });
    dated
        .into_iter()
        .filter(|(line, features, _)| {
            !is_signed || !features.ends_sentence || is_dateline(&line.text)
        })
        .flat_map(|(_, _, found)| found)
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

/// Links alone that stand above the article name its page.
fn cut_links_above(lines: &[Line], fates: &mut [Fate], headline: Option<usize>) {
    let kept = lines
        .iter()
        .zip(fates)
        .enumerate()
        .filter(|(line_idx, (_, fate))| Some(*line_idx) != headline && **fate != Fate::Gone);
    for (_, (_, fate)) in kept.take_while(|(_, (line, _))| is_link_line(&line.text)) {
        *fate = Fate::Gone;
    }
}

/// Cuts what the last lines say about the author, and the name above it.
fn cut_bios(lines: &[Line], fates: &mut [Fate], author: Option<&str>) {
    const MOST: usize = 4;
    for _ in 0..MOST {
        let Some(last) = fates.iter().rposition(|fate| *fate != Fate::Gone) else {
            return;
        };
        let is_about_author = lines.get(last).is_some_and(|line| {
            is_bio(&line.text, author) || author.is_some_and(|author| line.text == author)
        });
        match fates.get_mut(last).filter(|_| is_about_author) {
            Some(fate) => *fate = Fate::Gone,
            None => return,
        }
    }
}

/// Writes the kept lines as Markdown.
fn write(lines: &[Line], fates: &[Fate], headline: Option<usize>) -> String {
    let kept: Vec<(&Line, Fate)> = lines
        .iter()
        .zip(fates)
        .enumerate()
        .filter(|(line_idx, (_, fate))| **fate != Fate::Gone && Some(*line_idx) != headline)
        .map(|(_, (line, fate))| (line, *fate))
        .collect();
    let mut body = String::new();
    let mut above: Option<Mark> = None;
    let mut rest = kept.as_slice();
    while let Some((line, fate)) = rest.first() {
        let mark = match fate {
            Fate::Heading => Mark::Heading,
            _ => line.mark,
        };
        if let Some(above) = above {
            let is_list = above == Mark::Bullet && mark == Mark::Bullet;
            body.push_str(if is_list { "\n" } else { "\n\n" });
        }
        let n_rows = rows(rest);
        if n_rows > 1 {
            let (table, below) = rest.split_at_checked(n_rows).unwrap_or((rest, &[]));
            write_table(table, &mut body);
            rest = below;
            above = Some(Mark::Plain);
            continue;
        }
        body.push_str(match mark {
            Mark::Plain => "",
            Mark::Bullet => "- ",
            Mark::Quote => "> ",
            Mark::Heading => "## ",
        });
        body.push_str(&line.text);
        above = Some(mark);
        rest = rest.get(1..).unwrap_or_default();
    }
    body
}

/// How many of the first lines are rows of one table.
fn rows(lines: &[(&Line, Fate)]) -> usize {
    let n_cells = lines.first().map_or(0, |(line, _)| line.cells.len());
    lines
        .iter()
        .take_while(|(line, _)| {
            n_cells > 1 && line.cells.len() == n_cells && line.mark == Mark::Plain
        })
        .count()
}

fn write_table(rows: &[(&Line, Fate)], body: &mut String) {
    for (row_idx, (line, _)) in rows.iter().enumerate() {
        let cells: Vec<String> = line
            .cells
            .iter()
            .map(|cell| cell.replace('|', "\\|"))
            .collect();
        if row_idx > 0 {
            body.push('\n');
        }
        body.push_str("| ");
        body.push_str(&cells.join(" | "));
        body.push_str(" |");
        if row_idx == 0 {
            body.push_str("\n|");
            body.push_str(&" --- |".repeat(cells.len()));
        }
    }
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

    const STORY: &str = "Heliora opened its campus on Monday. The halls hold some forty thousand machines.\n\n\
         Work began two years ago. “We are glad,” said Ada Quill, who runs the site.\n\n\
         The company expects to hire three hundred people by the end of the year.";

    #[test]
    fn a_day_above_the_story_is_no_heading() {
        for written in [
            "March 4, 2026",
            "4. März 2026",
            "4 mars 2026",
            "2026年3月4日",
            "2026년 3월 4일",
            "4 marzo 2026",
            "4 maart 2026",
            "4 marca 2026",
            "4 Mart 2026",
            "4 марта 2026",
            "الأربعاء، ٤ مارس ٢٠٢٦",
        ] {
            let cleaned = clean(&format!(
                "Heliora opens its campus\n\n{written}\n\n{STORY}\n"
            ));
            assert_eq!(cleaned.body, STORY, "{written}");
            assert!(day(&cleaned).starts_with("2026-03-04"), "{written}");
        }
    }

    #[test]
    fn a_day_in_the_story_gives_way_to_the_one_that_stands_alone() {
        let told = "The mill was closed on May 4, 2019.";
        for (written, expected) in [
            ("3 hours ago", "2026-05-01 year-inferred"),
            ("April 28", "2026-04-28 year-inferred"),
            ("By Ada Quill", "2019-05-04 text"),
        ] {
            let cleaned = clean(&format!(
                "Heliora opens its campus\n\n{written}\n\n{told}\n\n{STORY}\n"
            ));
            assert_eq!(day(&cleaned), expected, "{written}");
        }
    }

    #[test]
    fn a_link_above_the_story_is_no_headline_and_no_heading() {
        let headline = "Heliora opens its campus";
        for head in [
            format!("URL: https://e.example/2026/3/4/a\nTitle: {headline}\nAuthor: Ada Quill"),
            format!("https://e.example/2026/3/4/a\n\n{headline}"),
            format!("Headline: {headline}\nBy: Ada Quill\nLink: https://e.example/a"),
        ] {
            let cleaned = clean(&format!("{head}\n\n{STORY}\n"));
            assert_eq!(title(&cleaned), (headline, TitleFrom::Text), "{head}");
            assert_eq!(cleaned.body, STORY, "{head}");
        }
    }

    #[test]
    fn a_short_sentence_at_the_end_stays_where_it_is_no_furniture() {
        let check = |last: &str, is_kept: bool| {
            let cleaned = clean(&format!("Heliora opens its campus\n\n{STORY}\n\n{last}\n"));
            assert_eq!(cleaned.body.ends_with(last), is_kept, "{last}");
        };
        check("Acme declined to comment.", true);
        check("Shares rose 4%.", true);
        check("Sign up for our newsletter.", false);
        check("By Ada Quill", false);
        check("Related stories", false);
    }

    #[test]
    fn points_above_the_story_stay_and_are_no_headline() {
        let points = "- Acme pays two billion dollars for Roe in shares\n- Jobs stay in Norwick\n- It closes in autumn";
        for headline in ["Acme buys Roe", "Acme to buy Roe for two billion dollars"] {
            for (mark, label) in [
                ("- ", ""),
                ("• ", ""),
                ("- ", "Key points\n\n"),
                ("* ", "Key takeaways\n"),
            ] {
                let text = format!(
                    "{headline}\n\n{label}{}\n\n{STORY}\n",
                    points.replace("- ", mark)
                );
                let cleaned = clean(&text);
                assert_eq!(title(&cleaned), (headline, TitleFrom::Text), "{text}");
                let heading = match label.trim() {
                    "" => String::new(),
                    label => format!("## {label}\n\n"),
                };
                assert_eq!(
                    cleaned.body,
                    format!("{heading}{points}\n\n{STORY}"),
                    "{text}"
                );
            }
        }
        // Buttons are no points.
        let cleaned = clean(&format!(
            "Acme to buy Roe for two billion dollars\n\n- Share\n- Print\n- Save for later\n\n{STORY}\n"
        ));
        assert!(!cleaned.body.contains("Print") && cleaned.body.ends_with(STORY));
    }

    #[test]
    fn a_label_is_no_part_of_the_headline() {
        for label in ["Title", "Subject", "Headline"] {
            let cleaned = clean(&format!(
                "{label}: Acme to buy Roe for two billion dollars\nDate: March 4, 2026\nAuthor: Ada Quill\n\n{STORY}\n"
            ));
            assert_eq!(
                title(&cleaned),
                ("Acme to buy Roe for two billion dollars", TitleFrom::Text)
            );
            assert_eq!(cleaned.author.as_deref(), Some("Ada Quill"));
        }
    }

    /// Long enough that nothing short stands in for it.
    const REPORT: &str = "Heliora has agreed to pay $2 billion over five years. It did not say who would supply the chips, but two people close to the talks named Roe.\n\n\
         “We have waited for this for years,” said Tom Loom, who runs the site. “It is the best news since the mill was closed.”\n\n\
         The town will be paid a share of the revenue, its mayor told reporters, and the company has promised to hire people who live nearby.\n\n\
         Work began two years ago, and the company expects to hire three hundred people by the end of the year.";

    /// A page around a story, with what stands behind it.
    fn page(story: &str) -> String {
        format!(
            "Skip to content\nMenu\n* Home\n* World\n\nHeliora opens its campus\n\nBy Ada Quill\nMarch 4, 2026\n\nShare\nFacebook\n\n\
             {story}\n\nShare this article\nFacebook\nTwitter\n\nRelated stories\nRoe shares fall after the chip order\n\
             Five things to know about data centres\nThe mill that closed\n\nLeave a comment\n© 2026 The Northern. All rights reserved.\n"
        )
    }

    #[test]
    fn points_and_rows_at_the_end_stay() {
        for end in [
            "The plan has three steps:\n\n- Build the halls\n- Wire them\n- Hire three hundred people",
            "What comes next:\n\n- The council votes in May\n- Work begins in June",
        ] {
            assert_eq!(
                clean(&page(&format!("{REPORT}\n\n{end}"))).body,
                format!("{REPORT}\n\n{end}")
            );
        }
        assert_eq!(
            clean(&page(&format!(
                "{REPORT}\n\nYear\tRevenue\n2024\t$1m\n2025\t$2m"
            )))
            .body,
            format!(
                "{REPORT}\n\n| Year | Revenue |\n| --- | --- |\n| 2024 | $1m |\n| 2025 | $2m |"
            )
        );
        // Nothing announces them as part of the story, or something as part of the page.
        for end in [
            "- Roe shares fall\n- Five things to know\n- The mill that closed",
            "Read more:\n\n- Roe shares fall again\n- The mill that closed",
            "Topics\tChips\nPlaces\tNorwick",
        ] {
            assert_eq!(clean(&page(&format!("{REPORT}\n\n{end}"))).body, REPORT);
        }
    }

    #[test]
    fn a_lead_stays_whatever_parts_it_from_the_rest() {
        let lead = "Heliora said on Monday that it would open a campus near Norwick, its largest so far, by the autumn.";
        for between in [
            "Advertisement\n\nStory continues below",
            "Sign up for our newsletter\nThe best stories, straight to your inbox.\nEnter your email",
            "Image\nThe halls of Heliora. Photo by Ada Quill/Getty Images",
        ] {
            let cleaned = clean(&page(&format!("{lead}\n\n{between}\n\n{REPORT}")));
            assert_eq!(cleaned.body, format!("{lead}\n\n{REPORT}"), "{between}");
        }
        // What stands above the byline is no lead.
        let text = page(REPORT).replace("By Ada Quill", &format!("{lead}\n\nBy Ada Quill"));
        assert_eq!(clean(&text).body, REPORT);
    }

    #[test]
    fn a_question_that_is_asked_again_stays() {
        let asked = "And what did you do then?";
        let answers = [
            "I sold the shed and rented a hall, which was the hardest month of my life.",
            "We hired three people from the mill, and they taught us how to keep machines cool.",
        ];
        let interview = format!("{asked}\n\n{}\n\n{asked}\n\n{}", answers[0], answers[1]);
        let cleaned = clean(&page(&format!("{REPORT}\n\n{interview}")));
        assert_eq!(headings(&cleaned.body), [asked; 2]);
        // A teaser that stands in the text twice is none.
        let text = page(REPORT).replace(
            "The mill that closed",
            "Why are chips dear?\nWhy are chips dear?",
        );
        assert_eq!(clean(&text).body, REPORT);
    }

    #[test]
    fn what_is_said_of_the_author_goes_from_the_end() {
        for bio in [
            "Ada Quill is a reporter covering power for The Northern.",
            "Ada Quill\n\nAda Quill covers power for The Northern and has written two books on mills.",
            "Tom Reed contributed to this report.",
        ] {
            assert_eq!(
                clean(&page(&format!("{REPORT}\n\n{bio}"))).body,
                REPORT,
                "{bio}"
            );
        }
        let end = "Tom Reed is a writer of songs who used to work in the mill, and he is glad.";
        assert!(
            clean(&page(&format!("{REPORT}\n\n{end}")))
                .body
                .ends_with(end)
        );
    }

    #[test]
    fn a_credit_of_a_picture_is_no_heading() {
        let (above, below) = REPORT.split_once("\n\n").unwrap();
        for credit in [
            "Ada Quill / Loom News",
            "A hall of Heliora (Ada Quill/Loom)",
            "Courtesy of Heliora",
        ] {
            let cleaned = clean(&page(&format!("{above}\n\n{credit}\n\n{below}")));
            assert_eq!(cleaned.body, REPORT, "{credit}");
        }
        for line in [
            "Solar eclipse seen from space station",
            "Courtesy call on the minister ends in row",
            "Open Source / Closed Source",
        ] {
            let cleaned = clean(&format!(
                "Heliora opens its campus\n\nBy Ada Quill\nMarch 4, 2026\n\n{above}\n\n{line}\n\n{below}\n"
            ));
            assert_eq!(headings(&cleaned.body), [line]);
            let cleaned = clean(&format!(
                "{line}\n\nBy Ada Quill\nMarch 4, 2026\n\n{REPORT}\n"
            ));
            assert_eq!(title(&cleaned), (line, TitleFrom::Text));
        }
    }

    #[test]
    fn rows_with_tabs_are_a_table() {
        let cleaned = clean(&format!(
            "Heliora opens its campus\n\n{STORY}\n\nYear\tRevenue\n2024\t$1m|€1m\n2025\t$2m\n\nThe owners of Heliora meet in May, and they are said to be content with what has been done.\n"
        ));
        assert!(
            cleaned.body.contains(
                "\n\n| Year | Revenue |\n| --- | --- |\n| 2024 | $1m\\|€1m |\n| 2025 | $2m |\n\n"
            ),
            "{}",
            cleaned.body
        );
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
