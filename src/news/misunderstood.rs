//! What files say of articles by hand and nothing understands.

use rayon::prelude::*;

use crate::article::ByHand;
use crate::enrich::{Topic, by_hand};
use crate::index::{DocAddress, IndexError, Snapshot};

/// A value of a file that changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misunderstood {
    /// The file, below the home.
    pub path: String,
    /// The key.
    pub key: &'static str,
    /// Why: lower case, no full stop.
    pub reason: String,
}

/// The topics that there are not, and the originals that nobody knows, by file.
pub fn misunderstood(snapshot: &Snapshot) -> Result<Vec<Misunderstood>, IndexError> {
    let mut all = Vec::new();
    for (idx, segment) in snapshot.segments().iter().enumerate() {
        let docs = segment
            .alive_articles()
            .filter_map(|n| segment.articles.get(n));
        let docs: Vec<u32> = docs.copied().collect();
        let read = docs.par_iter().map(|doc| {
            let stored = snapshot.stored(DocAddress::new(idx as u32, *doc))?;
            of_article(snapshot, &stored.card.path, &stored.facts.by_hand)
        });
        let read: Vec<Vec<Misunderstood>> = read.collect::<Result<_, IndexError>>()?;
        all.extend(read.into_iter().flatten());
    }
    all.sort_by(|a, b| (&a.path, a.key, &a.reason).cmp(&(&b.path, b.key, &b.reason)));
    Ok(all)
}

fn of_article(
    snapshot: &Snapshot,
    path: &str,
    said: &ByHand,
) -> Result<Vec<Misunderstood>, IndexError> {
    let row = |key, reason| Misunderstood {
        path: path.to_owned(),
        key,
        reason,
    };
    let topics: Vec<&str> = Topic::ALL.iter().map(|topic| topic.as_str()).collect();
    let topics = topics.join(", ");
    let unknown = by_hand::unknown(said).into_iter();
    let mut rows: Vec<Misunderstood> = unknown
        .map(|text| {
            row(
                "topics",
                format!("there is no topic `{text}`, but {topics}"),
            )
        })
        .collect();
    if let Some(id) = said.copy_of.as_deref().filter(|id| *id != ByHand::NONE)
        && snapshot.articles_with(snapshot.fields().id, id)?.is_empty()
    {
        rows.push(row("copy_of", format!("there is no article `{id}`")));
    }
    Ok(rows)
}
