//! One article to its passages, and to what it says: companies, topics, deals.
//!
//! Nothing here knows the index. [`Outline`] is the body read once; [`split()`] cuts the passages from it, [`tag`]
//! reads the tags; both keep places as bytes of the body.

mod amounts;
mod blocks;
pub mod by_hand;
mod companies;
mod deals;
mod facts;
mod names;
mod reading;
mod split;
mod tags;
mod topics;
mod words;

pub use blocks::Outline;
pub use facts::{AmountFact, CompanyFact, DealFact, EvidenceFact, Facts, PartyFact};
pub use split::{Limits, Passage, split};
pub use tags::{
    Amount, CompanyTag, Deal, DealKind, DealStatus, FoundBy, Part, Party, Per, Qualifier, Role,
    Span, Tags, Topic, TopicTag,
};
pub use topics::is_buying_advice;

use self::names::Names;
use self::reading::Reading;
use crate::lexicon::Lexicon;

/// Finds companies, topics and deals in an article.
///
/// `site` is the publisher, whose own name is no tag. Takes time linear in the text; any text will do.
pub fn tag(lexicon: &Lexicon, title: &str, body: &Outline<'_>, site: Option<&str>) -> Tags {
    let reading = Reading::new(title, body);
    let names = Names::of(lexicon, &reading);
    let found = deals::deals(lexicon, &reading, &names, site);
    Tags {
        companies: companies::companies(&reading, &names, &found.parties, found.speaker, site),
        topics: topics::topics(&reading, &found.deals),
        deals: found.deals,
    }
}

#[cfg(test)]
mod tests;
