//! The articles nearest to one.

use rayon::prelude::*;

use crate::article::Card;
use crate::index::{DocAddress, IndexError, Snapshot};
use crate::relate::{self, CopyOf, Entry, Sketch, StoryOf};

/// An article near the one that was asked about.
#[derive(Clone, Debug)]
pub struct NearArticle {
    /// The article.
    pub card: Card,
    /// How near, 0 to 1.
    pub likeness: f32,
}

/// The `limit` articles nearest to the one with this id, nearest first.
///
/// `is_repeat` says of two ids whether the second is to be left out because the first is there: copies
/// of each other, mostly. `None` where there is no such article.
pub fn near(
    snapshot: &Snapshot,
    id: &str,
    limit: usize,
    is_repeat: &dyn Fn(&str, &str) -> bool,
) -> Result<Option<Vec<NearArticle>>, IndexError> {
    let known = known(snapshot)?;
    let entries: Vec<Entry<'_>> = known.iter().map(Known::entry).collect();
    let Some(place) = entries.iter().position(|entry| entry.id == id) else {
        return Ok(None);
    };
    let mut shown: Vec<NearArticle> = Vec::new();
    for near in relate::like(&entries, place, entries.len()) {
        if shown.len() >= limit {
            break;
        }
        let Some(found) = known.get(near.place) else {
            continue;
        };
        let other = found.card.id.as_str();
        let mut before = shown.iter().map(|shown| shown.card.id.as_str());
        if is_repeat(id, other) || before.any(|before| is_repeat(before, other)) {
            continue;
        }
        shown.push(NearArticle {
            card: found.card.clone(),
            likeness: near.likeness,
        });
    }
    Ok(Some(shown))
}

/// What the index keeps of an article for relating it.
struct Known {
    card: Card,
    names: Vec<String>,
    sketch: Sketch,
}

impl Known {
    fn entry(&self) -> Entry<'_> {
        Entry {
            id: self.card.id.as_str(),
            published: self.card.published.map(|published| published.day),
            site: self.card.site.as_deref(),
            sketch: &self.sketch,
            companies: &self.names,
            copy_of: CopyOf::Found,
            story: StoryOf::Found,
        }
    }
}

fn known(snapshot: &Snapshot) -> Result<Vec<Known>, IndexError> {
    let mut all = Vec::new();
    for (segment_idx, segment) in snapshot.segments().iter().enumerate() {
        let numbers: Vec<usize> = segment.alive_articles().collect();
        let read = numbers.par_iter().map(|number| {
            let doc = segment.articles.get(*number).copied().unwrap_or_default();
            let address = DocAddress::new(segment_idx as u32, doc);
            let stored = snapshot.stored(address)?;
            let companies = stored.facts.companies.into_iter();
            Ok(Known {
                card: stored.card,
                names: companies.map(|company| company.name).collect(),
                sketch: Sketch::from_bytes(&snapshot.sketch(address)?).unwrap_or_default(),
            })
        });
        all.extend(read.collect::<Result<Vec<Known>, IndexError>>()?);
    }
    Ok(all)
}
