//! The edges of an article: what the best run of lines leaves out at its top and takes in at its bottom.
//!
//! An advert right under the first paragraph makes that look like a teaser, and points right above the
//! buttons at the end look like a menu. Their form and their place tell them from both.

use super::byline::{author_of, credits_of, signature_of};
use super::features::{Features, Furniture};
use super::field::is_dateline;
use super::lines::{Line, Mark};
use super::score::Fate;

/// The points or rows of a table with which an article ends, right below its last line.
///
/// "The plan has three steps:" announces them, the last line or one below it; rows that hold figures need
/// nothing above them.
pub(super) fn keep_points_below(lines: &[Line], features: &[Features], fates: &mut [Fate]) {
    /// More are a menu.
    const MOST: usize = 30;
    const FEWEST: usize = 2;
    /// Fewer words, under a line that is no part of the article for sure, are a button or a tag.
    const FEWEST_WORDS: usize = 3;
    let Some(last) = fates.iter().rposition(|fate| *fate != Fate::Gone) else {
        return;
    };
    let is_announced = features.get(last).is_some_and(|last| last.ends_colon);
    let is_labelled = !is_announced && is_label_of_points(lines, features, last + 1);
    let begin = last + 1 + usize::from(is_labelled);
    let below = lines.iter().zip(features).skip(begin);
    let points: Vec<(&Line, &Features)> = below
        .take_while(|(line, features)| is_point_below(line, features))
        .take(MOST + 1)
        .collect();
    let are_sure = points.iter().all(|(line, features)| {
        let is_row = !line.cells.is_empty();
        is_labelled && (is_row || features.n_words >= FEWEST_WORDS)
            || is_row && points.iter().any(|(_, features)| features.digits > 0.0)
    });
    if (FEWEST..=MOST).contains(&points.len()) && (is_announced || are_sure) {
        for fate in fates.iter_mut().take(begin + points.len()).skip(last + 1) {
            *fate = Fate::Text;
        }
    }
}

/// "What comes next:" between an article and the points below it.
fn is_label_of_points(lines: &[Line], features: &[Features], line_idx: usize) -> bool {
    const WORDS: std::ops::RangeInclusive<usize> = 2..=20;
    let (Some(line), Some(features)) = (lines.get(line_idx), features.get(line_idx)) else {
        return false;
    };
    features.ends_colon
        && WORDS.contains(&features.n_words)
        && matches!(line.mark, Mark::Plain | Mark::Heading)
        && features.furniture == Furniture::None
        && features.n_times == 1
        && !features.is_tail_heading
        && author_of(&line.text).is_none()
        && credits_of(&line.text).is_none()
}

/// One of several points or rows, and no link, name or day of the page's own.
fn is_point_below(line: &Line, features: &Features) -> bool {
    let is_numbered = || {
        let text = line.text.trim_start_matches(|c: char| c.is_ascii_digit());
        (1..=2).contains(&(line.text.len() - text.len()))
            && (text.starts_with(". ") || text.starts_with(") "))
    };
    (line.mark == Mark::Bullet || !line.cells.is_empty() || is_numbered())
        && features.furniture == Furniture::None
        && features.n_times == 1
        && !features.has_link
        && author_of(&line.text).is_none()
        && (!line.cells.is_empty() || !is_dateline(&line.text))
}

/// The paragraphs above the rest of the article, where an advert, a box or a caption parts them from it.
///
/// They stand below the byline; what stands above that is a standfirst. Where there is none, only a
/// longer paragraph below the headline is no standfirst.
pub(super) fn keep_lead(
    lines: &[Line],
    features: &[Features],
    fates: &mut [Fate],
    headline: usize,
) {
    /// Picture, buttons or a box take no more lines.
    const MOST_BETWEEN: usize = 16;
    const FEWEST_WORDS: usize = 12;
    const FEWEST_WORDS_UNSIGNED: usize = 20;
    let Some(first) = fates.iter().position(|fate| *fate != Fate::Gone) else {
        return;
    };
    // The paragraphs of a page are set in one way.
    let is_apart = lines.get(first).is_some_and(|line| line.after_blank);
    let signed = (headline + 1..first).rfind(|line_idx| {
        lines
            .get(*line_idx)
            .is_some_and(|line| signature_of(&line.text).is_some() || is_dateline(&line.text))
    });
    let fewest_words = if signed.is_some() {
        FEWEST_WORDS
    } else {
        FEWEST_WORDS_UNSIGNED
    };
    let mut below = first;
    for line_idx in (signed.unwrap_or(headline) + 1..first).rev() {
        let (Some(line), Some(features)) = (lines.get(line_idx), features.get(line_idx)) else {
            return;
        };
        if below - line_idx > MOST_BETWEEN {
            return;
        }
        let is_set_alike = line.after_blank || !is_apart;
        if features.n_words >= fewest_words && is_set_alike && is_paragraph(line, features) {
            below = line_idx;
            if let Some(fate) = fates.get_mut(line_idx) {
                *fate = Fate::Text;
            }
        }
    }
}

/// A paragraph that can't be of a box: whole sentences that speak of no letter, link or picture.
fn is_paragraph(line: &Line, features: &Features) -> bool {
    line.mark == Mark::Plain
        && features.ends_sentence
        && features.furniture == Furniture::None
        && features.n_times == 1
        && !features.has_link
        && author_of(&line.text).is_none()
        && !is_dateline(&line.text)
}
