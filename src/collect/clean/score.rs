//! Which lines of a dump are the article.
//!
//! The odds of single lines ([`super::signs`]) are noisy; an article is a run of lines. So the runs
//! with the highest sum are taken, where every further run (behind a gallery, a box, a video) costs a
//! price that a lone teaser can't pay. Inside the runs only lines that are plainly furniture go.

use super::byline::{author_of, credits_of};
use super::captions::{is_caption, is_credited};
use super::edges::keep_points_below;
use super::features::{Features, Furniture, key};
use super::field::is_dateline;
use super::lines::{Line, Mark};
use super::signs::odds;

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// No part of the article.
    Gone,
    /// Text of the article.
    Text,
    /// A heading of a section.
    Heading,
}

/// Decides for every line.
pub(super) fn fates(lines: &[Line], features: &[Features]) -> Vec<Fate> {
    let odds = odds(lines, features);
    let above = std::iter::once(None).chain(lines.iter().map(Some));
    let is_bad: Vec<bool> = lines
        .iter()
        .zip(features)
        .zip(above)
        .enumerate()
        .map(|(line_idx, ((line, this), above))| {
            is_bad(line, this)
                || is_repeated(this) && !is_asked(line, features, line_idx)
                || is_caption(line, this, above)
        })
        .collect();
    let mut is_kept = vec![false; lines.len()];
    for threshold in THRESHOLDS {
        let sums: Vec<f64> = odds
            .iter()
            .zip(features)
            .map(|(odds, features)| gain(*odds, features, threshold))
            .collect();
        is_kept = best_runs(&sums);
        for (is_kept, is_bad) in is_kept.iter_mut().zip(&is_bad) {
            *is_kept &= !is_bad;
        }
        let kept = is_kept
            .iter()
            .zip(features)
            .filter(|(is_kept, _)| **is_kept);
        if kept.map(|(_, features)| features.n_words).sum::<usize>() >= FEWEST_WORDS {
            break;
        }
    }
    let mut fates: Vec<Fate> = is_kept
        .iter()
        .map(|is_kept| if *is_kept { Fate::Text } else { Fate::Gone })
        .collect();
    settle_top(lines, features, &mut fates);
    settle_bottom(lines, features, &mut fates);
    keep_points_below(lines, features, &mut fates);
    mark_headings(lines, features, &mut fates);
    fates
}

/// Dates above the first paragraph are none of the article; points above it are.
fn settle_top(lines: &[Line], features: &[Features], fates: &mut [Fate]) {
    const FEWEST_WORDS: usize = 12;
    let is_prose = |line_idx: &usize| {
        features
            .get(*line_idx)
            .is_some_and(|features| features.n_words >= FEWEST_WORDS)
    };
    let is_kept = |fates: &[Fate], line_idx: usize| fates.get(line_idx) == Some(&Fate::Text);
    let kept = (0..fates.len()).filter(|line_idx| is_kept(fates, *line_idx));
    let top: Vec<usize> = kept.take_while(|line_idx| !is_prose(line_idx)).collect();
    for line_idx in top {
        let is_day = lines.get(line_idx).is_some_and(|line| {
            line.mark == Mark::Plain && line.cells.is_empty() && is_dateline(&line.text)
        });
        if let Some(fate) = fates.get_mut(line_idx).filter(|_| is_day) {
            *fate = Fate::Gone;
        }
    }
    let Some(first) = fates.iter().position(|fate| *fate != Fate::Gone) else {
        return;
    };
    for line_idx in points_above(lines, features, first) {
        if let Some(fate) = fates.get_mut(line_idx) {
            *fate = Fate::Text;
        }
    }
}

/// The points that sum up the article, right above its first line, and the label above them.
fn points_above(lines: &[Line], features: &[Features], first: usize) -> std::ops::Range<usize> {
    /// More are a menu.
    const MOST: usize = 12;
    const FEWEST: usize = 2;
    /// Fewer words, without a label, are a button.
    const FEWEST_WORDS: usize = 4;
    let is_point = |line_idx: usize, fewest_words: usize| {
        let (Some(line), Some(features)) = (lines.get(line_idx), features.get(line_idx)) else {
            return false;
        };
        line.mark == Mark::Bullet
            && features.furniture == Furniture::None
            && features.n_words >= fewest_words
            && features.n_times == 1
            && author_of(&line.text).is_none()
            && !is_dateline(&line.text)
    };
    let begin = |fewest_words: usize| {
        let points = (0..first)
            .rev()
            .take_while(|line_idx| is_point(*line_idx, fewest_words));
        first - points.take(MOST + 1).count()
    };
    let labelled = begin(1);
    let label = labelled.checked_sub(1).filter(|label| {
        lines
            .get(*label)
            .is_some_and(|line| is_points_label(&line.text))
    });
    if let Some(label) = label.filter(|_| first - labelled <= MOST) {
        return label..first;
    }
    // Where nothing but a headline stands above, the text was no page.
    let bare = begin(if labelled <= 1 { 2 } else { FEWEST_WORDS });
    let is_in_list = lines
        .get(first)
        .is_some_and(|line| line.mark == Mark::Bullet);
    let n_points = first - bare + usize::from(is_in_list);
    // A list that goes on above with buttons is a menu.
    let is_whole = bare == labelled;
    if (FEWEST..=MOST).contains(&n_points) && is_whole {
        bare..first
    } else {
        first..first
    }
}

/// What stands above the points that sum up an article.
pub(super) fn is_points_label(text: &str) -> bool {
    const LABELS: [&str; 14] = [
        "key points",
        "key takeaways",
        "key facts",
        "key findings",
        "main points",
        "highlights",
        "in brief",
        "in short",
        "at a glance",
        "summary",
        "takeaways",
        "the main points",
        "das wichtigste in kürze",
        "l essentiel",
    ];
    let key = key(text);
    LABELS.contains(&key.as_str())
}

/// A short sentence right behind the last paragraph is the end of the article, not the page's.
fn settle_bottom(lines: &[Line], features: &[Features], fates: &mut [Fate]) {
    const MOST: usize = 2;
    const WORDS: std::ops::RangeInclusive<usize> = 3..=11;
    let Some(last) = fates.iter().rposition(|fate| *fate != Fate::Gone) else {
        return;
    };
    let ends_sentence = |line_idx: usize| {
        features
            .get(line_idx)
            .is_some_and(|features| features.ends_sentence)
    };
    if !ends_sentence(last) {
        return;
    }
    for line_idx in last + 1..=last + MOST {
        let (Some(line), Some(this)) = (lines.get(line_idx), features.get(line_idx)) else {
            return;
        };
        let is_closing = line.mark == Mark::Plain
            && line.after_blank
            && this.furniture == Furniture::None
            && this.n_times == 1
            && WORDS.contains(&this.n_words)
            && line.text.ends_with(['.', '。', '”', '"'])
            && this.ends_sentence
            && !this.starts_small
            && !this.has_link
            && this.n_separators == 0
            && author_of(&line.text).is_none()
            && credits_of(&line.text).is_none()
            && !is_dateline(&line.text);
        match fates.get_mut(line_idx).filter(|_| is_closing) {
            Some(fate) => *fate = Fate::Text,
            None => return,
        }
    }
}

/// Log odds above which a line speaks for a run; the next is tried where hardly anything is left.
const THRESHOLDS: [f64; 5] = [-0.8, -1.5, -2.2, -2.9, -3.6];

/// An article has at least so many words, if the page has.
const FEWEST_WORDS: usize = 60;

/// The price of a further run; a line of 35 words with sure odds brings 22.
const GAP: f64 = 60.0;

/// What a line adds to the sum of its run: its odds, held within bounds, times the root of its length.
fn gain(odds: f64, features: &Features, threshold: f64) -> f64 {
    const MOST_ODDS: f64 = 3.0;
    const MOST_WORDS: usize = 60;
    let length = (features.n_words.min(MOST_WORDS) + 1) as f64;
    length.sqrt() * (odds.clamp(-MOST_ODDS, MOST_ODDS) - threshold)
}

/// The runs with the highest sum, [`GAP`] taken off for every one but the first.
fn best_runs(gains: &[f64]) -> Vec<bool> {
    // Best sum of runs of which the last holds this line, or ended above it; and where it came from.
    #[derive(Clone, Copy, PartialEq)]
    enum From {
        Start,
        Run,
        Gap,
    }
    let (mut run, mut gap) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    let mut came: Vec<(From, From)> = Vec::with_capacity(gains.len());
    let (mut best, mut best_end) = (0.0, None);
    for (line_idx, gain) in gains.iter().enumerate() {
        let mut from = (From::Start, 0.0);
        for option in [(From::Run, run), (From::Gap, gap - GAP)] {
            if option.1 > from.1 {
                from = option;
            }
        }
        let into_gap = if run >= gap { From::Run } else { From::Gap };
        gap = gap.max(run);
        run = from.1 + gain;
        came.push((from.0, into_gap));
        if run > best {
            (best, best_end) = (run, Some(line_idx));
        }
    }
    let mut is_kept = vec![false; gains.len()];
    let mut at = best_end.map(|line_idx| (line_idx, From::Run));
    while let Some((line_idx, state)) = at {
        let Some((to_run, to_gap)) = came.get(line_idx).copied() else {
            break;
        };
        let is_in_run = state == From::Run;
        if let Some(is_kept) = is_kept.get_mut(line_idx) {
            *is_kept = is_in_run;
        }
        let before = if is_in_run { to_run } else { to_gap };
        at = line_idx
            .checked_sub(1)
            .map(|above| (above, before))
            .filter(|_| before != From::Start);
    }
    is_kept
}

/// Furniture inside the article.
fn is_bad(line: &Line, features: &Features) -> bool {
    let words = features.n_words;
    match features.furniture {
        Furniture::Whole => true,
        Furniture::Beginning if words < 30 => true,
        Furniture::Inside if words < 15 => true,
        _ => {
            author_of(&line.text).is_some()
                || credits_of(&line.text).is_some()
                || is_credited(line, features)
        }
    }
}

/// A line that stands in the text several times is a button, a teaser or a caption.
fn is_repeated(features: &Features) -> bool {
    const MOST_WORDS: usize = 19;
    features.n_times > 1 && features.n_words <= MOST_WORDS
}

/// A question between two answers, as interviews ask it again and again.
fn is_asked(line: &Line, features: &[Features], line_idx: usize) -> bool {
    const FEWEST_WORDS: usize = 3;
    let is_answer = |features: Option<&Features>| {
        features.is_some_and(|features| {
            features.furniture == Furniture::None
                && features.n_times == 1
                && features.ends_sentence
                && features.n_words >= FEWEST_WORDS
        })
    };
    let above = line_idx
        .checked_sub(1)
        .and_then(|above| features.get(above));
    line.text.ends_with(['?', '？'])
        && line.mark == Mark::Plain
        && is_answer(above)
        && is_answer(features.get(line_idx + 1))
}

/// Short lines without an end mark right above longer text are headings.
fn mark_headings(lines: &[Line], features: &[Features], fates: &mut [Fate]) {
    const MOST_WORDS: usize = 12;
    let mut below: Option<&Features> = None;
    for line_idx in (0..fates.len()).rev() {
        let (Some(line), Some(this), Some(fate)) = (
            lines.get(line_idx),
            features.get(line_idx),
            fates.get_mut(line_idx),
        ) else {
            continue;
        };
        if *fate == Fate::Gone {
            continue;
        }
        let is_short = (1..=MOST_WORDS).contains(&this.n_words)
            && line.mark == Mark::Plain
            && line.cells.is_empty()
            && !this.ends_colon
            && !this.starts_quotation
            && !this.starts_small
            && (!this.ends_sentence || line.text.ends_with('?'));
        let is_above_text = below.is_some_and(|below| {
            below.n_words > this.n_words && (below.ends_sentence || below.ends_colon)
        });
        let is_above_points = lines
            .get(line_idx + 1)
            .is_some_and(|below| below.mark == Mark::Bullet)
            && is_points_label(&line.text);
        if is_short && (is_above_text || is_above_points) || line.mark == Mark::Heading {
            *fate = Fate::Heading;
        }
        below = Some(this);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_further_run_must_pay_for_the_gap() {
        let check = |gains: &[f64], expected: &[u8]| {
            let kept: Vec<u8> = best_runs(gains).into_iter().map(u8::from).collect();
            assert_eq!(kept, expected, "{gains:?}");
        };
        check(&[], &[]);
        check(&[-1.0, -2.0], &[0, 0]);
        check(&[-1.0, 5.0, -2.0, 4.0, -9.0], &[0, 1, 1, 1, 0]);
        check(&[50.0, -200.0, 40.0], &[1, 0, 0]);
        check(
            &[50.0, -200.0, 70.0, -100.0, 100.0, -3.0],
            &[0, 0, 1, 0, 1, 0],
        );
        check(
            &[90.0, -200.0, 70.0, -1.0, 100.0, -3.0],
            &[1, 0, 1, 1, 1, 0],
        );
    }
}
