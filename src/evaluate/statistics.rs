//! How sure a figure is: intervals by the bootstrap, and the paired randomisation test.
//!
//! Queries are few and their values far from normal, so nothing is assumed of their distribution
//! (Smucker, Allan and Carterette 2007; Sakai 2006). Draws come from a generator with a fixed seed: the same
//! values give the same interval, on every machine.

/// How often queries are drawn anew, and signs flipped.
pub const N_DRAWS: usize = 10_000;

/// Begins every series of draws.
const SEED: u64 = 20_260_801;

/// The share of draws left out on either side of an interval.
const TAIL: f64 = 0.025;

/// Differences that rounding alone can make.
const NOTHING: f64 = 1e-9;

/// Where a mean lies with 95 in 100 draws of as many queries.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The mean; 0 of nothing.
pub fn mean(values: &[f64]) -> f64 {
    sum(values.iter().copied()) / values.len().max(1) as f64
}

/// The sum; that of nothing is 0, and not the -0 of the standard library.
pub(super) fn sum(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |sum, value| sum + value)
}

/// The 95 % interval of the mean: queries are drawn with replacement, as many as there are, and the
/// middle 95 in 100 of the means are kept (percentile bootstrap).
///
/// Of the differences between two runs, query by query, it is the paired bootstrap.
pub fn interval(values: &[f64]) -> Interval {
    if values.is_empty() {
        return Interval::default();
    }
    let mut draws = Draws::new();
    let mut means: Vec<f64> = (0..N_DRAWS)
        .map(|_| {
            let drawn = (0..values.len()).filter_map(|_| values.get(draws.below(values.len())));
            sum(drawn.copied()) / values.len() as f64
        })
        .collect();
    means.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let idx = (share * (N_DRAWS - 1) as f64).round() as usize;
        means.get(idx).copied().unwrap_or_default()
    };
    Interval {
        low: at(TAIL),
        high: at(1.0 - TAIL),
    }
}

/// How likely a mean difference at least this far from 0 is where the two runs are as good as each
/// other (two-sided): the sign of each query's difference is then as likely plus as minus.
///
/// All combinations of signs are tried where they are no more than [`N_DRAWS`], else that many are
/// drawn, and the one that was observed counts as one of them.
pub fn randomisation_test(differences: &[f64]) -> f64 {
    let differences: Vec<f64> = differences
        .iter()
        .copied()
        .filter(|difference| difference.abs() > NOTHING)
        .collect();
    let observed = differences.iter().sum::<f64>().abs() - NOTHING;
    let is_as_far = |signs: &mut dyn FnMut() -> bool| {
        let signed = differences
            .iter()
            .map(|value| if signs() { *value } else { -value });
        signed.sum::<f64>().abs() >= observed
    };
    let n_exact = u32::try_from(differences.len())
        .ok()
        .and_then(|n| 1_usize.checked_shl(n))
        .filter(|n| *n <= N_DRAWS);
    if let Some(n_all) = n_exact {
        let is_far = |bits: &usize| {
            let mut rest = *bits;
            is_as_far(&mut || {
                let sign = rest & 1 == 1;
                rest >>= 1;
                sign
            })
        };
        return (0..n_all).filter(is_far).count() as f64 / n_all as f64;
    }
    let mut draws = Draws::new();
    let n_far = (0..N_DRAWS)
        .filter(|_| is_as_far(&mut || draws.next() >> 63 == 1))
        .count();
    (n_far + 1) as f64 / (N_DRAWS + 1) as f64
}

/// Whether two values of a metric are the same.
pub fn is_tie(difference: f64) -> bool {
    difference.abs() <= NOTHING
}

/// `SplitMix64` (Steele, Lea and Flood 2014).
struct Draws(u64);

impl Draws {
    fn new() -> Self {
        Self(SEED)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A number below `n`: the upper half of the product, whose bias is less than n in 2^64.
    fn below(&mut self, n: usize) -> usize {
        let product = u128::from(self.next()) * n as u128;
        usize::try_from(product >> 64).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_holds_the_mean_and_narrows_with_more_queries() {
        let few: Vec<f64> = (0..20).map(|n| f64::from(n % 5) / 4.0).collect();
        let many = few.repeat(20);
        let (wide, narrow) = (interval(&few), interval(&many));
        assert!(wide.low < 0.5 && 0.5 < wide.high, "{wide:?}");
        assert!(narrow.high - narrow.low < (wide.high - wide.low) / 3.0);
        // The normal approximation: 0.5 +- 1.96 * 0.3536 / sqrt(400).
        assert!((narrow.low - 0.4654).abs() < 0.003, "{narrow:?}");
        assert_eq!(interval(&few), wide);
    }

    #[test]
    fn what_never_varies_has_no_width() {
        assert_eq!(
            interval(&[0.25; 8]),
            Interval {
                low: 0.25,
                high: 0.25
            }
        );
        assert_eq!(interval(&[]), Interval::default());
        assert!(mean(&[]).is_sign_positive());
    }

    #[test]
    fn few_differences_are_tested_exactly() {
        let check = |differences: &[f64], expected: f64| {
            let p = randomisation_test(differences);
            assert!((p - expected).abs() < 1e-12, "{differences:?}: {p}");
        };
        // Only all plus and all minus of 32 are as far.
        check(&[0.1, 0.2, 0.1, 0.4, 0.3], 2.0 / 32.0);
        check(&[0.1, -0.1], 1.0);
        check(&[0.1, 0.0, 0.1, 0.0], 0.5);
        check(&[], 1.0);
        check(&[0.0; 40], 1.0);
    }

    #[test]
    fn many_differences_are_drawn() {
        let worse_and_better: Vec<f64> = (0..50)
            .map(|n| if n % 2 == 0 { 0.1 } else { -0.1 })
            .collect();
        assert!(randomisation_test(&worse_and_better) > 0.9);
        let better: Vec<f64> = (0..50).map(|n| f64::from(n % 7) * 0.01 + 0.01).collect();
        assert!(randomisation_test(&better) < 0.001);
        // Ten of fifty worse by as much as the others are better.
        let mixed: Vec<f64> = (0..50)
            .map(|n| if n % 3 == 0 { -0.1 } else { 0.1 })
            .collect();
        // The sum is 16 of 50 steps: P(|S| >= 16) of a fair walk is .0328.
        let p = randomisation_test(&mixed);
        assert!((p - 0.0328).abs() < 0.006, "{p}");
    }
}
