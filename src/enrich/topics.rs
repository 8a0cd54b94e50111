//! What an article is about, from its deals and from the words of its title and lead.

use super::reading::Reading;
use super::tags::{Deal, DealKind, Topic, TopicTag};

/// The topics of an article.
pub(super) fn topics(_reading: &Reading, deals: &[Deal]) -> Vec<TopicTag> {
    let mut topics: Vec<TopicTag> = Vec::new();
    for deal in deals.iter().filter(|deal| !deal.background) {
        let topic = match deal.kind {
            DealKind::Acquisition => Topic::Acquisition,
            DealKind::Investment => Topic::Funding,
            DealKind::Cloud => Topic::Cloud,
            DealKind::Supply => Topic::Supply,
            DealKind::Licensing => Topic::Licensing,
            DealKind::Partnership => Topic::Partnership,
        };
        if !topics.iter().any(|known| known.topic == topic) {
            topics.push(TopicTag {
                topic,
                why: format!("a deal of kind {}", deal.kind),
            });
        }
    }
    topics
}
