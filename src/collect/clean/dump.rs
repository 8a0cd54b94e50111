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
    let lines = lines(&tidy(text));
    let features = measure(&lines);
    let fates = fates(&lines, &features);
    let first = fates.iter().position(|fate| *fate != Fate::Gone);
    let first = first.unwrap_or(0);
    let headline = find_title(&lines, &features, &fates);
    let body = write(
        &lines,
        &fates,
        headline.as_ref().map(|(line_idx, _)| *line_idx),
    );
    let title = headline
        .as_ref()
        .and_then(|(_, title)| Some((Title::new(title)?, TitleFrom::Text)))
        .or_else(|| Some((lead_title(&body)?, TitleFrom::Lead)));
    let near = near_headline(headline.map(|(line_idx, _)| line_idx), first, lines.len());
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
