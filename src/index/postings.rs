//! Where words stand together: one intersection with positions for phrases, `near` and `same`.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};

use super::entry::{Entry, Forms};
use super::{IndexError, Segment};

/// The positions of each word of a document, one list a word, ascending.
pub type Positions = Vec<Vec<u32>>;

/// One word of a phrase: it stands where any of these does.
pub type Alternatives = Vec<Entry>;

/// Calls `found` for each document of the segment that holds every word of `words`, with their
/// positions. The positions of a word are the union of its alternatives'.
pub fn positional(
    segment: &Segment,
    words: &[Alternatives],
    found: &mut dyn FnMut(DocId, &Positions),
) -> Result<(), IndexError> {
    visit(segment, words, &mut |doc| doc, found)
}

/// The same for some documents only, which are ascending.
pub fn positional_among(
    segment: &Segment,
    words: &[Alternatives],
    mut docs: &[DocId],
    found: &mut dyn FnMut(DocId, &Positions),
) -> Result<(), IndexError> {
    let mut next_of_them = |doc| {
        docs = docs
            .get(docs.partition_point(|own| *own < doc)..)
            .unwrap_or_default();
        docs.first().copied().unwrap_or(TERMINATED)
    };
    visit(segment, words, &mut next_of_them, found)
}

/// Calls `found` for each document of the segment that holds a stem, with the positions as they are held: each marked
/// with the word's ending.
pub fn marked(
    segment: &Segment,
    stem: &Entry,
    found: &mut dyn FnMut(DocId, &[u32]),
) -> Result<(), IndexError> {
    let inverted = segment.reader.inverted_index(stem.field)?;
    let option = IndexRecordOption::WithFreqsAndPositions;
    let Some(mut postings) = inverted.read_postings(&stem.key(), option)? else {
        return Ok(());
    };
    let mut positions = Vec::new();
    while postings.doc() != TERMINATED {
        if !segment.reader.is_deleted(postings.doc()) {
            positions.clear();
            postings.append_positions_with_offset(0, &mut positions);
            found(postings.doc(), &positions);
        }
        postings.advance();
    }
    Ok(())
}

/// `next` names the first document at or after another that is of interest.
fn visit(
    segment: &Segment,
    words: &[Alternatives],
    next: &mut dyn FnMut(DocId) -> DocId,
    found: &mut dyn FnMut(DocId, &Positions),
) -> Result<(), IndexError> {
    if words.is_empty() {
        return Ok(());
    }
    let mut lists: Vec<Vec<(SegmentPostings, Forms)>> = Vec::with_capacity(words.len());
    for word in words {
        let mut postings = Vec::new();
        for entry in word {
            let inverted = segment.reader.inverted_index(entry.field)?;
            let option = IndexRecordOption::WithFreqsAndPositions;
            let read = inverted.read_postings(&entry.key(), option)?;
            postings.extend(read.map(|read| (read, entry.forms)));
        }
        if postings.is_empty() {
            return Ok(());
        }
        lists.push(postings);
    }
    let mut positions: Positions = vec![Vec::new(); words.len()];
    let mut target = next(0);
    'documents: while target != TERMINATED {
        for list in &mut lists {
            let doc = seek_any(list, target);
            if doc == TERMINATED {
                return Ok(());
            }
            if doc > target {
                // All words must reach the higher document.
                target = next(doc);
                continue 'documents;
            }
        }
        if !segment.reader.is_deleted(target) {
            for (list, into) in lists.iter_mut().zip(&mut positions) {
                collect(list, target, into);
            }
            // A word may stand there in other forms alone.
            if positions.iter().all(|list| !list.is_empty()) {
                found(target, &positions);
            }
        }
        target = next(target + 1);
    }
    Ok(())
}

/// The first document at or after `target` that any of the lists holds.
fn seek_any(list: &mut [(SegmentPostings, Forms)], target: DocId) -> DocId {
    let mut first = TERMINATED;
    for (postings, _) in list {
        let doc = if postings.doc() < target {
            postings.seek(target)
        } else {
            postings.doc()
        };
        first = first.min(doc);
    }
    first
}

fn collect(list: &mut [(SegmentPostings, Forms)], doc: DocId, into: &mut Vec<u32>) {
    into.clear();
    let own = list
        .iter_mut()
        .filter(|(postings, _)| postings.doc() == doc);
    for (postings, forms) in own {
        let start = into.len();
        postings.append_positions_with_offset(0, into);
        keep(*forms, start, into);
    }
    if list.len() > 1 {
        into.sort_unstable();
    }
    into.dedup();
}

/// Makes positions as the engine holds them, from `start` on, those of the forms that are meant.
fn keep(forms: Forms, start: usize, positions: &mut Vec<u32>) {
    if forms == Forms::Unmarked {
        return;
    }
    let mut kept = start;
    for at in start..positions.len() {
        if let Some(position) = positions.get(at).and_then(|held| forms.position(*held))
            && let Some(place) = positions.get_mut(kept)
        {
            *place = position;
            kept += 1;
        }
    }
    positions.truncate(kept);
}
