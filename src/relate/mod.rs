//! Across articles: which are copies of one another, which report one event, which are near.
//!
//! Each article is boiled down once, while it is indexed, to a [`Sketch`] of about a kilobyte
//! ([`sketch()`]); [`relate`] then reads only sketches, days, sites and companies. Nothing here reads files
//! or knows the index, and nothing depends on the order in which articles come: entries are put in the
//! order of day and id first, and every tie is broken by that order.

mod boilerplate;
mod copies;
mod entry;
mod hashes;
mod like;
mod linking;
mod pairs;
mod reading;
mod shingles;
mod sketch;
mod stories;
mod vectors;
mod words;

pub use copies::{Copies, Copy};
pub use entry::{CopyOf, Entry, StoryOf};
pub use like::{Near, like};
pub use sketch::{InvalidSketch, Sketch, Text, sketch, spell};
pub use stories::{Member, Story};

/// What holds between the articles of a corpus.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Relations {
    /// Groups of copies, by the place of their original.
    pub copies: Vec<Copies>,
    /// Stories of two articles or more (copies counted), the earliest first.
    pub stories: Vec<Story>,
}

/// Finds copies and stories. Places in the answer are places in `entries`.
pub fn relate(entries: &[Entry<'_>]) -> Relations {
    let order = entry::in_order(entries);
    let sorted: Vec<&Entry<'_>> = order
        .iter()
        .filter_map(|place| entries.get(*place))
        .collect();
    let copies = copies::find(&sorted);
    let stories = stories::find(&sorted, &copies);
    in_places(&order, copies, stories)
}

/// From places in the order of day and id to places as the caller counts them.
fn in_places(order: &[usize], mut copies: Vec<Copies>, mut stories: Vec<Story>) -> Relations {
    let place = |rank: &mut usize| *rank = order.get(*rank).copied().unwrap_or_default();
    for group in &mut copies {
        place(&mut group.original);
        group
            .copies
            .iter_mut()
            .for_each(|copy| place(&mut copy.place));
    }
    for member in stories.iter_mut().flat_map(|story| &mut story.articles) {
        place(&mut member.place);
        member.nearest.as_mut().map(place);
    }
    Relations { copies, stories }
}

#[cfg(test)]
mod tests;
