//! The articles that a formula lets in, as a set for each segment.
//!
//! Filters act before the cut: retrieval sees only passages of admitted articles, so that a filter
//! never loses a hit that it admits.

use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Term};

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
        Formula::Published(from, to) => {
            let days = segment.published();
            let overlap = |(first, last): &(i64, i64)| first <= to && last >= from;
            those(segment, |article| {
                days.get(article)
                    .and_then(Option::as_ref)
                    .is_some_and(overlap)
            })
        }
        Formula::Amount(least, most) => those(segment, |article| {
            let doc = segment.articles.get(article).copied();
            let mut amounts = doc
                .into_iter()
                .flat_map(|d| segment.amounts.values_for_doc(d));
            amounts.any(|amount| amount >= *least && amount <= *most)
        }),
        Formula::Added(from, to) => those(segment, |article| {
            let doc = segment.articles.get(article);
            doc.and_then(|doc| segment.added.first(*doc))
                .is_some_and(|day| day >= *from && day <= *to)
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
        let option = IndexRecordOption::Basic;
        let Some(mut postings) = inverted.read_block_postings(&term, option)? else {
            continue;
        };
        let mut articles = Articles::of(segment);
        while !postings.docs().is_empty() {
            for doc in postings.docs() {
                found.insert(articles.article_of(*doc));
            }
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

/// Articles whose number passes a test.
fn those(segment: &Segment, test: impl Fn(usize) -> bool) -> Bits {
    let mut found = Bits::none(segment.articles.len());
    (0..segment.articles.len())
        .filter(|article| test(*article))
        .for_each(|article| found.insert(article));
    found
}

/// Finds the articles of documents that come in ascending order.
struct Articles<'s> {
    starts: &'s [DocId],
    at: usize,
}

impl<'s> Articles<'s> {
    fn of(segment: &'s Segment) -> Self {
        Self {
            starts: &segment.articles,
            at: 0,
        }
    }

    /// The number of the article whose block holds `doc`.
    fn article_of(&mut self, doc: DocId) -> usize {
        let starts_before = |at: usize| self.starts.get(at).is_some_and(|start| *start <= doc);
        let (mut low, mut step) = (self.at, 1);
        while starts_before(low + step) {
            low += step;
            step *= 2;
        }
        // The next one lies between `low` and `low + step`, neither included.
        let between = self.starts.get(low + 1..).unwrap_or_default();
        let between = between.get(..step - 1).unwrap_or(between);
        self.at = low + between.partition_point(|start| *start <= doc);
        self.at
    }
}
