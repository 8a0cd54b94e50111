//! Numbers with their nouns.

use std::fmt::Display;

/// "1 story", "2 stories"
pub fn counted<N: Display + PartialEq + From<u8> + Copy>(n: N, what: &str) -> String {
    match what.strip_suffix('y') {
        _ if n == N::from(1) => format!("1 {what}"),
        Some(stem) if !stem.ends_with(['a', 'o']) => format!("{n} {stem}ies"),
        _ => format!("{n} {what}s"),
    }
}

/// "20 of 341 deals"
pub fn shown_of(n_shown: usize, total: usize, what: &str) -> String {
    if n_shown == total {
        counted(total, what)
    } else {
        format!("{n_shown} of {}", counted(total, what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_noun_follows_its_number() {
        assert_eq!(counted(1_u64, "copy"), "1 copy");
        assert_eq!(counted(0_usize, "copy"), "0 copies");
        assert_eq!(counted(2_usize, "day"), "2 days");
        assert_eq!(shown_of(20, 341, "deal"), "20 of 341 deals");
        assert_eq!(shown_of(1, 1, "deal"), "1 deal");
    }
}
