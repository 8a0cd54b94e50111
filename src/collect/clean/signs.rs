//! How likely a line belongs to the article, by what it looks like and by what stands around it.
//!
//! The sum of some sixty signs, each with a weight ([`super::weights`]); a logistic regression over
//! dumps of real pages found the weights, as a list of rules by hand reached less (see there). No sign
//! looks at what the text is about.

use super::byline::{author_of, credits_of};
use super::features::{Features, Furniture};
use super::field::is_dateline;
use super::lines::Line;
use super::weights::{N_SIGNS, WEIGHTS};

/// For every line the logarithm of the odds that it belongs to the article.
pub(super) fn odds(lines: &[Line], features: &[Features]) -> Vec<f64> {
    let page = Page::of(features);
    lines
        .iter()
        .zip(features)
        .enumerate()
        .map(|(line_idx, (line, features))| {
            let signs = page.signs(line_idx, line, features);
            signs
                .iter()
                .zip(WEIGHTS)
                .map(|(sign, (_, weight))| sign * weight)
                .sum()
        })
        .collect()
}

/// Sums over the lines of the page, so that every window costs the same.
struct Page {
    /// What each line gives to its neighbours.
    near: Vec<Near>,
    /// The same, summed from the top; one longer.
    summed: Vec<Near>,
    /// Words of prose above each line, and headings of the tail among them.
    words_above: Vec<f64>,
    tails_above: Vec<f64>,
    n_words: f64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Near {
    length: f64,
    prose: f64,
    furniture: f64,
    item: f64,
}

impl Page {
    fn of(features: &[Features]) -> Self {
        /// A heading of the tail counts as such only under this many words of prose.
        const FEWEST_WORDS_ABOVE: f64 = 60.0;
        const MOST_TAILS: f64 = 3.0;
        let near: Vec<Near> = features.iter().map(Near::of).collect();
        let mut summed = vec![Near::default()];
        let (mut words_above, mut tails_above) = (Vec::new(), Vec::new());
        let (mut sum, mut n_words, mut n_tails) = (Near::default(), 0.0, 0.0_f64);
        for (near, features) in near.iter().zip(features) {
            words_above.push(n_words);
            tails_above.push(n_tails);
            n_words += near.prose * features.n_words as f64;
            if features.is_tail_heading && n_words >= FEWEST_WORDS_ABOVE {
                n_tails = (n_tails + 1.0).min(MOST_TAILS);
            }
            sum = sum.plus(near);
            summed.push(sum);
        }
        Self {
            near,
            summed,
            words_above,
            tails_above,
            n_words: n_words.max(1.0),
        }
    }

    fn at(&self, line_idx: usize, offset: isize) -> Near {
        line_idx
            .checked_add_signed(offset)
            .and_then(|line_idx| self.near.get(line_idx))
            .copied()
            .unwrap_or_default()
    }

    /// The mean over six lines above or below.
    fn window(&self, line_idx: usize, from: isize, to: isize) -> Near {
        let clamp = |offset: isize| line_idx.saturating_add_signed(offset).min(self.near.len());
        let sum = |at: usize| self.summed.get(at).copied().unwrap_or_default();
        sum(clamp(to))
            .minus(&sum(clamp(from)))
            .scaled(1.0 / (to - from) as f64)
    }

    /// In the order of [`WEIGHTS`].
    fn signs(&self, line_idx: usize, line: &Line, features: &Features) -> [f64; N_SIGNS] {
        let words = features.n_words;
        let is = |condition: bool| f64::from(u8::from(condition));
        let capped = |n: usize, most: usize| n.min(most) as f64;
        let (above, above_2) = (self.at(line_idx, -1), self.at(line_idx, -2));
        let (below, below_2) = (self.at(line_idx, 1), self.at(line_idx, 2));
        let (over, under) = (self.window(line_idx, -6, 0), self.window(line_idx, 1, 7));
        let n_tails = self.tails_above.get(line_idx).copied().unwrap_or(0.0);
        let words_above = self.words_above.get(line_idx).copied().unwrap_or(0.0);
        let share_above = words_above / self.n_words;
        [
            is(words <= 2),
            is((3..=4).contains(&words)),
            is((5..=7).contains(&words)),
            is((8..=11).contains(&words)),
            is((12..=19).contains(&words)),
            is((20..=39).contains(&words)),
            is(words >= 40),
            features.function,
            features.small,
            features.digits,
            is(features.ends_sentence),
            is(features.ends_colon),
            is(features.is_item),
            is(features.is_quote),
            is(features.starts_small),
            is(features.starts_quotation),
            is(features.has_link),
            is(features.is_tail_heading),
            is(line.after_blank),
            is(author_of(&line.text).is_some()),
            is(is_dateline(&line.text)),
            is(credits_of(&line.text).is_some()),
            capped(features.n_inner_ends, 3),
            capped(features.n_commas, 4),
            capped(features.n_separators, 3),
            capped(features.n_times.saturating_sub(1), 2),
            is(features.furniture == Furniture::Inside),
            is(features.furniture == Furniture::Beginning),
            is(features.furniture == Furniture::Whole),
            above.length,
            above.prose,
            above.furniture,
            above.item,
            above_2.length,
            above_2.prose,
            above_2.furniture,
            above_2.item,
            below.length,
            below.prose,
            below.furniture,
            below.item,
            below_2.length,
            below_2.prose,
            below_2.furniture,
            below_2.item,
            over.prose,
            under.prose,
            over.furniture,
            under.furniture,
            over.length,
            under.length,
            n_tails,
            is(n_tails > 0.0),
            share_above,
            is(words_above == 0.0),
            is(share_above > 0.98),
            is(share_above < 0.02),
            line_idx as f64 / self.near.len().max(1) as f64,
            1.0,
        ]
    }
}

impl Near {
    fn of(features: &Features) -> Self {
        const FEWEST_WORDS: usize = 12;
        const MOST_WORDS: usize = 100;
        let is_furniture = features.furniture != Furniture::None;
        let is_prose = features.n_words >= FEWEST_WORDS && features.ends_sentence && !is_furniture;
        Self {
            length: (features.n_words.min(MOST_WORDS) as f64).ln_1p(),
            prose: f64::from(u8::from(is_prose)),
            furniture: f64::from(u8::from(is_furniture)),
            item: f64::from(u8::from(features.is_item)),
        }
    }

    fn plus(self, other: &Self) -> Self {
        Self {
            length: self.length + other.length,
            prose: self.prose + other.prose,
            furniture: self.furniture + other.furniture,
            item: self.item + other.item,
        }
    }

    fn minus(self, other: &Self) -> Self {
        self.plus(&other.scaled(-1.0))
    }

    fn scaled(self, factor: f64) -> Self {
        Self {
            length: self.length * factor,
            prose: self.prose * factor,
            furniture: self.furniture * factor,
            item: self.item * factor,
        }
    }
}
