//! What the articles tell together: deals, stories, how many when, who with whom.
//!
//! Comes in: the [`News`] of a commit and a [`Selection`] of its articles. Goes out: rows that borrow from
//! the news. What one article tells was found when it was indexed ([`crate::enrich`]), which articles are
//! copies and stories as well ([`crate::relate`]); here it is only counted, joined and put in order.
//! Nothing here reads files, and nothing depends on the order of a hash map.

mod deals;
mod selection;
mod stories;

pub use deals::{Deal, DealParty, Mention, deals};
pub use selection::Selection;
pub use stories::{Story, StoryArticle, stories};

pub use crate::index::{News, NewsArticle};
