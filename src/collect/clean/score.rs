//! Which lines of a dump are the article.
//!
//! The odds of single lines ([`super::signs`]) are noisy; an article is a run of lines. So the runs
//! with the highest sum are taken, where every further run (behind a gallery, a box, a video) costs a
//! price that a lone teaser can't pay. Inside the runs only lines that are plainly furniture go.

use super::byline::{author_of, credits_of};
use super::features::{Features, Furniture, key};
use super::furniture::PICTURES;
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
        .map(|((line, features), above)| {
            is_bad(line, features) || is_caption(line, features, above)
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
    mark_headings(lines, features, &mut fates);
    fates
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
        _ if features.n_times > 1 && words < 20 => true,
        _ => author_of(&line.text).is_some() || credits_of(&line.text).is_some(),
    }
}

/// What stands under "Image" and says nothing with a verb.
fn is_caption(line: &Line, features: &Features, above: Option<&Line>) -> bool {
    const MOST_WORDS: usize = 20;
    const VERBS: [&str; 16] = [
        "is", "are", "was", "were", "be", "been", "has", "have", "had", "will", "would", "can",
        "could", "may", "said", "says",
    ];
    let is_under_picture = above.is_some_and(|above| {
        let text = above.text.trim_end_matches([':', '.']);
        PICTURES
            .iter()
            .any(|picture| text.eq_ignore_ascii_case(picture))
    });
    is_under_picture
        && features.n_words <= MOST_WORDS
        && features.n_inner_ends == 0
        && !features.starts_quotation
        && !key(&line.text).split(' ').any(|word| VERBS.contains(&word))
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
            && !this.ends_colon
            && !this.starts_quotation
            && !this.starts_small
            && (!this.ends_sentence || line.text.ends_with('?'));
        let is_above_text = below.is_some_and(|below| {
            below.n_words > this.n_words && (below.ends_sentence || below.ends_colon)
        });
        if is_short && is_above_text || line.mark == Mark::Heading {
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
