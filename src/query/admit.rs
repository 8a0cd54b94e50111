//! The articles that a formula lets in, as a set for each segment.
//!
//! Filters act before the cut: retrieval sees only passages of admitted articles, so that a filter
//! never loses a hit that it admits.

use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, Term};

use super::bits::Bits;
use super::plan::Formula;
use super::spans::{Together, count};
use crate::index::{IndexError, Segment, positional};

/// The articles of `segment` that fulfil `formula` and are not deleted.
pub(crate) fn admit(segment: &Segment, formula: &Formula) -> Result<Bits, IndexError> {
    let mut admitted = evaluate(segment, formula)?;
    if segment.reader.has_deletes() {
        let mut alive = Bits::none(segment.articles.len());
        segment.alive_articles().for_each(|idx| alive.insert(idx));
        admitted.and(&alive);
    }
    Ok(admitted)
}

fn evaluate(segment: &Segment, formula: &Formula) -> Result<Bits, IndexError> {
    let len = segment.articles.len();
    Ok(match formula {
        Formula::All(parts) => {
            let mut all = Bits::all(len);
            for part in parts {
                all.and(&evaluate(segment, part)?);
            }
            all
        }
        Formula::Any(parts) => {
            let mut any = Bits::none(len);
            for part in parts {
                any.or(&evaluate(segment, part)?);
            }
            any
        }
        Formula::Not(part) => {
            let mut rest = evaluate(segment, part)?;
            rest.negate();
            rest
        }
        Formula::Holds(field, terms) => holds(segment, *field, terms)?,
        Formula::Together(together) => stand_together(segment, together)?,
        Formula::Published(from, to) => by_column(segment, |doc| {
            let first = segment.day_first.first(doc)?;
            Some(first <= *to && segment.day_last.first(doc)? >= *from)
        }),
        Formula::Amount(least, most) => by_column(segment, |doc| {
            let mut amounts = segment.amounts.values_for_doc(doc);
            Some(amounts.any(|amount| amount >= *least && amount <= *most))
        }),
        Formula::Added(from, to) => by_column(segment, |doc| {
            segment
                .added
                .first(doc)
                .map(|day| day >= *from && day <= *to)
        }),
    })
}

fn holds(
    segment: &Segment,
    field: tantivy::schema::Field,
    terms: &[String],
) -> Result<Bits, IndexError> {
    let mut found = Bits::none(segment.articles.len());
    let inverted = segment.reader.inverted_index(field)?;
    for term in terms {
        let term = Term::from_field_text(field, term);
        let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)? else {
            continue;
        };
        while postings.doc() != TERMINATED {
            found.insert(segment.article_of(postings.doc()));
            postings.advance();
        }
    }
    Ok(found)
}

fn stand_together(segment: &Segment, together: &Together) -> Result<Bits, IndexError> {
    let mut found = Bits::none(segment.articles.len());
    positional(segment, &together.words, &mut |doc, positions| {
        if count(together.how, positions) > 0 {
            found.insert(segment.article_of(doc));
        }
    })?;
    Ok(found)
}

/// Articles whose column fulfils `test`; one without a value never does.
fn by_column(segment: &Segment, test: impl Fn(u32) -> Option<bool>) -> Bits {
    let mut found = Bits::none(segment.articles.len());
    for (idx, doc) in segment.articles.iter().enumerate() {
        if test(*doc) == Some(true) {
            found.insert(idx);
        }
    }
    found
}
