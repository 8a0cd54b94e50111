//! Which lines of a dump are the article.

use super::byline::{author_of, credits_of};
use super::features::{Features, Furniture};
use super::lines::{Line, Mark};

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Gone,
    Text,
    Heading,
}

/// Decides for every line.
pub(super) fn fates(lines: &[Line], features: &[Features]) -> Vec<Fate> {
    let scores: Vec<f64> = features.iter().map(score).collect();
    let (start, end) = maximal_run(&scores);
    let mut fates = vec![Fate::Gone; lines.len()];
    for (idx, fate) in fates.iter_mut().enumerate().take(end).skip(start) {
        let (Some(line), Some(features)) = (lines.get(idx), features.get(idx)) else {
            continue;
        };
        if is_bad(line, features) {
            continue;
        }
        *fate = Fate::Text;
    }
    headings(lines, features, &mut fates);
    fates
}

fn score(f: &Features) -> f64 {
    let words = f.n_words.min(60) as f64;
    let mut s = words - 3.0;
    if f.n_words < 8 {
        s = -4.0;
    }
    if !f.ends_sentence {
        s -= 6.0;
    }
    match f.furniture {
        Furniture::None => {}
        Furniture::Inside => s -= 6.0,
        Furniture::Beginning => s = s.min(0.0) - 8.0,
        Furniture::Whole => s = -8.0,
    }
    if f.is_tail_heading {
        s -= 20.0;
    }
    s
}

fn is_bad(line: &Line, f: &Features) -> bool {
    if matches!(f.furniture, Furniture::Whole) {
        return true;
    }
    if f.furniture == Furniture::Beginning && f.n_words < 30 {
        return true;
    }
    if f.furniture == Furniture::Inside && (f.n_words < 15) {
        return true;
    }
    if credits_of(&line.text).is_some() || author_of(&line.text).is_some() {
        return true;
    }
    if f.n_times > 1 && f.n_words < 20 {
        return true;
    }
    false
}

fn maximal_run(scores: &[f64]) -> (usize, usize) {
    let (mut best, mut best_sum, mut start, mut sum) = ((0, 0), 0.0, 0, 0.0);
    for (idx, score) in scores.iter().enumerate() {
        if sum <= 0.0 {
            start = idx;
            sum = 0.0;
        }
        sum += score;
        if sum > best_sum {
            best_sum = sum;
            best = (start, idx + 1);
        }
    }
    best
}

/// Short lines without an end mark between two kept paragraphs are headings.
fn headings(lines: &[Line], features: &[Features], fates: &mut [Fate]) {
    let kept: Vec<usize> = (0..fates.len())
        .filter(|i| fates.get(*i) == Some(&Fate::Text))
        .collect();
    for trio in kept.windows(2) {
        let [at, next] = trio else { continue };
        let (Some(f), Some(below), Some(line)) =
            (features.get(*at), features.get(*next), lines.get(*at))
        else {
            continue;
        };
        let short = (1..=12).contains(&f.n_words)
            && !f.ends_sentence
            && !f.ends_colon
            && line.mark == Mark::Plain
            && !f.starts_quotation;
        if (short && below.n_words > f.n_words && below.ends_sentence || line.mark == Mark::Heading)
            && let Some(fate) = fates.get_mut(*at)
        {
            *fate = Fate::Heading;
        }
    }
}
