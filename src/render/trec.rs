//! Run lines as TREC's tools read them: `qid Q0 docid rank score newsdex`.

use std::io::{self, Write};

/// The name of the run, last on each line.
const TAG: &str = "newsdex";

/// Writes the ranked ids of one query, best first.
///
/// TREC's tools rank by score and forget the rank that is written: scores are made to fall strictly,
/// as 32-bit numbers, so that ties keep our order. White space in ids becomes `_`.
pub fn run<'a>(
    query: &str,
    ranked: impl IntoIterator<Item = (&'a str, f64)>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let query = one_column(query);
    let mut last = f32::INFINITY;
    for (idx, (id, score)) in ranked.into_iter().enumerate() {
        last = below(last, score);
        writeln!(
            out,
            "{query} Q0 {} {} {last} {TAG}",
            one_column(id),
            idx + 1
        )?;
    }
    Ok(())
}

/// `score`, or the next smaller number than `last` where it isn't below that.
fn below(last: f32, score: f64) -> f32 {
    let score = if score.is_finite() { score as f32 } else { 0.0 };
    if score < last {
        score
    } else {
        last.next_down()
    }
}

fn one_column(text: &str) -> String {
    let is_breaking = |c: char| c.is_whitespace() || c.is_control();
    text.replace(is_breaking, "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_fall_strictly_and_ids_are_one_column() {
        let mut out = Vec::new();
        run(
            "q 1",
            [("a", 2.5), ("b c", 2.5), ("d", f64::NAN), ("e", 0.0)],
            &mut out,
        )
        .unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split(' ').collect()).collect();
        assert_eq!(lines[0], ["q_1", "Q0", "a", "1", "2.5", "newsdex"]);
        assert_eq!(lines[1][2], "b_c");
        let scores: Vec<f32> = lines.iter().map(|line| line[4].parse().unwrap()).collect();
        assert!(scores.is_sorted_by(|a, b| a > b), "{scores:?}");
    }
}
