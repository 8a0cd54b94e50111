//! What the articles tell together: deals, stories, how many when, who with whom.
//!
//! Comes in: the [`News`] of a commit and a [`Selection`] of its articles. Goes out: rows that borrow from
//! the news. What one article tells was found when it was indexed ([`crate::enrich`]), which articles are
//! copies and stories as well ([`crate::relate`]); here it is only counted, joined and put in order.
//! Nothing here writes, and nothing depends on the order of a hash map.

mod deals;
mod fresh;
mod misunderstood;
mod names;
mod near;
mod pairs;
mod selection;
mod stats;
mod stories;
mod surfaces;
mod timeline;
mod why;

pub use deals::{Deal, DealParty, Mention, deals};
pub use fresh::{Fresh, fresh, same_events};
pub use misunderstood::{Misunderstood, misunderstood};
pub use names::{Named, companies, topics};
pub use near::{NearArticle, near};
pub use pairs::{Partner, parties_like, partners, party_called};
pub use selection::{Chosen, Selection};
pub use stats::{Counts, Gap, Group, Key, SiteGap, Stats, stats};
pub use stories::{Story, StoryArticle, stories};
pub use surfaces::surfaces;
pub use timeline::{Period, Step, Timeline, timeline};
pub use why::{Why, WhyStory, why};

pub use crate::index::{News, NewsArticle};
