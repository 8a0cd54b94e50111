//! Documents on their way to the engine's threads, and how many bytes of them may wait there.
//!
//! The engine queues up to 10,000 blocks; of long articles that would be gigabytes. So every block
//! holds a share of a budget until its last document has been indexed, and the one who brings blocks
//! waits while the budget is used up.

use std::iter::Empty;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use tantivy::Document;
use tantivy::schema::document::{ReferenceValue, ReferenceValueLeaf};
use tantivy::schema::{Field, Value};

/// Bytes of text that may wait for the engine's threads.
const WAITING_BYTES: usize = 12 << 20;

/// One document: its values by field, texts shared between fields.
#[derive(Debug)]
pub(super) struct Queued {
    pub(super) values: Vec<(Field, Piece)>,
    pub(super) share: Option<Arc<Share>>,
}

/// A value of a document.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    Text(Arc<str>),
    Number(u64),
    Day(i64),
    Amount(f64),
    Bytes(Arc<[u8]>),
}

impl<'a> Value<'a> for &'a Piece {
    type ArrayIter = Empty<Self>;
    type ObjectIter = Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match self {
            Piece::Text(text) => ReferenceValueLeaf::Str(text),
            Piece::Number(number) => ReferenceValueLeaf::U64(*number),
            Piece::Day(day) => ReferenceValueLeaf::I64(*day),
            Piece::Amount(amount) => ReferenceValueLeaf::F64(*amount),
            Piece::Bytes(bytes) => ReferenceValueLeaf::Bytes(bytes),
        })
    }
}

/// The values of a document, as the engine walks through them.
pub(super) struct Values<'a>(std::slice::Iter<'a, (Field, Piece)>);

impl<'a> Iterator for Values<'a> {
    type Item = (Field, &'a Piece);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(field, piece)| (*field, piece))
    }
}

impl Document for Queued {
    type Value<'a> = &'a Piece;
    type FieldsValuesIter<'a> = Values<'a>;

    fn iter_fields_and_values(&self) -> Values<'_> {
        Values(self.values.iter())
    }
}

/// The bytes that wait, shared by all who bring blocks.
#[derive(Clone, Debug, Default)]
pub(super) struct Budget(Arc<(Mutex<usize>, Condvar)>);

impl Budget {
    /// Waits until `n_bytes` more may wait; one block is let in however large it is.
    pub(super) fn take(&self, n_bytes: usize) -> Share {
        let (used, freed) = &*self.0;
        let mut used = used.lock().unwrap_or_else(PoisonError::into_inner);
        while *used > 0 && *used + n_bytes > WAITING_BYTES {
            used = freed.wait(used).unwrap_or_else(PoisonError::into_inner);
        }
        *used += n_bytes;
        Share {
            budget: self.clone(),
            n_bytes,
        }
    }
}

/// A share of the budget; given back when dropped.
#[derive(Debug)]
pub(super) struct Share {
    budget: Budget,
    n_bytes: usize,
}

impl Drop for Share {
    fn drop(&mut self) {
        let (used, freed) = &*self.budget.0;
        let mut used = used.lock().unwrap_or_else(PoisonError::into_inner);
        *used = used.saturating_sub(self.n_bytes);
        freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_comes_back_when_its_block_is_done() {
        let budget = Budget::default();
        let large = budget.take(WAITING_BYTES * 2);
        let second = {
            let budget = budget.clone();
            std::thread::spawn(move || budget.take(1).n_bytes)
        };
        drop(large);
        assert_eq!(second.join().unwrap(), 1);
    }
}
