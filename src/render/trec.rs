//! Run lines as TREC's tools read them: `qid Q0 docid rank score newsdex`.
//!
//! White space parts their columns, and TREC knows no escape for it: an id that holds any is refused, as
//! the line would name another document.

use std::io::{self, Write};

/// The name of the run, last on each line.
const TAG: &str = "newsdex";

/// Writes the ranked ids of one query, best first.
///
/// TREC's tools rank by score and forget the rank that is written: scores are made to fall strictly,
/// as 32-bit numbers, so that ties keep our order.
pub fn run<'a>(
    query: &str,
    ranked: impl IntoIterator<Item = (&'a str, f64)>,
    out: &mut dyn Write,
) -> Result<(), RunError> {
    let query = one_column(query)?;
    let mut last = f32::INFINITY;
    for (idx, (id, score)) in ranked.into_iter().enumerate() {
        last = below(last, score);
        writeln!(
            out,
            "{query} Q0 {} {} {last} {TAG}",
            one_column(id)?,
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

/// An id that is one column of a line; else the error that says so.
pub fn one_column(id: &str) -> Result<&str, RunError> {
    let is_breaking = |c: char| c.is_whitespace() || c.is_control();
    if id.contains(is_breaking) {
        return Err(RunError::Id { id: id.to_owned() });
    }
    Ok(id)
}

/// Why a run could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The id of a query or a document can't stand in a run.
    #[error("a TREC run can't hold the id `{id}`: white space parts its columns")]
    Id {
        /// The id.
        id: String,
    },
    /// What is written to could not take it.
    #[error(transparent)]
    Write(#[from] io::Error),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_fall_strictly() {
        let mut out = Vec::new();
        run(
            "q",
            [("a", 2.5), ("b", 2.5), ("d", f64::NAN), ("e", 0.0)],
            &mut out,
        )
        .unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split(' ').collect()).collect();
        assert_eq!(lines[0], ["q", "Q0", "a", "1", "2.5", "newsdex"]);
        let scores: Vec<f32> = lines.iter().map(|line| line[4].parse().unwrap()).collect();
        assert!(scores.is_sorted_by(|a, b| a > b), "{scores:?}");
    }

    #[test]
    fn an_id_that_is_no_single_column_is_refused() {
        let check = |query: &str, document: &str, id: &str| {
            let error = run(query, [(document, 1.0)], &mut Vec::new()).unwrap_err();
            assert!(error.to_string().contains(&format!("`{id}`")), "{error}");
        };
        check("a b", "d", "a b");
        check("q", "d\te", "d\te");
        check("q", "d\u{a0}e", "d\u{a0}e");
    }
}
