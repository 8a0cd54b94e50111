//! What an article is about: from its deals, and from words of its headline and first sentences.
//!
//! Each topic has its words; a word of the headline counts as several of the text. A topic needs
//! [`ENOUGH`] points, so that a word in passing makes none.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::reading::Reading;
use super::tags::{Deal, DealKind, Topic, TopicTag};
use crate::lexicon::tokens::hash_of;

/// Points that make a topic.
const ENOUGH: u32 = 3;
/// Points of a word in the headline; one in the text has one.
const IN_TITLE: u32 = 3;
/// Words of a topic count at most so often in the text.
const MAX_IN_TEXT: u32 = 6;
/// Sentences of the body that tell what an article is about.
const N_SENTENCES: usize = 14;

const WORDS: &[(Topic, &str)] = &[
    (
        Topic::Datacentre,
        "datacenter datacenters datacentre datacentres megawatts megawatt gigawatts gigawatt hyperscale turbines grid campus electricity",
    ),
    (
        Topic::Chips,
        "chip chips chipmaker chipmakers gpu gpus tpu tpus semiconductor semiconductors processor processors fab fabs hbm wafer foundry lithography",
    ),
    (
        Topic::Cloud,
        "cloud compute aws azure bedrock hyperscaler hyperscalers neocloud",
    ),
    (
        Topic::ModelRelease,
        "model models benchmark benchmarks reasoning parameters weights llm multimodal haiku sonnet opus gpt",
    ),
    (
        Topic::Product,
        "launches launch launched feature features app apps assistant update updates rolling rollout users device devices tool tools browser gadget headset earbuds",
    ),
    (
        Topic::Research,
        "researchers research study paper scientists experiment findings arxiv scientific",
    ),
    (
        Topic::Policy,
        "regulation regulators government lawmakers congress senate bill law policy tariffs export administration ministry regulatory eu parliament governor",
    ),
    (
        Topic::Legal,
        "lawsuit sued sues suing court judge lawsuits copyright plaintiffs complaint settlement antitrust jury trial subpoena infringement attorneys",
    ),
    (
        Topic::Safety,
        "safety safeguards alignment misuse harmful suicide guardrails risks classifier jailbreak",
    ),
    (
        Topic::Security,
        "security vulnerability vulnerabilities hackers hacked breach malware cyberattack cybersecurity exploit phishing bugs ransomware",
    ),
    (
        Topic::People,
        "hires hired joins departs departure resigns resigned steps exits ceo cofounder fired layoffs laid leaving leaves appointed poached",
    ),
    (
        Topic::Ipo,
        "ipo listing prospectus s-1 nasdaq debut underwriters",
    ),
    (
        Topic::Earnings,
        "earnings quarter quarterly revenue profit analysts guidance shareholders fiscal",
    ),
    (
        Topic::Shopping,
        "deals discount discounts off sale cheapest prime friday save shopping retailers price",
    ),
    (
        Topic::Licensing,
        "licensing license licenses rights royalties",
    ),
];

/// The topics of an article; never none.
pub(super) fn topics(reading: &Reading, deals: &[Deal]) -> Vec<TopicTag> {
    let mut topics: Vec<TopicTag> = Vec::new();
    for deal in deals.iter().filter(|deal| !deal.background) {
        let topic = topic_of(deal.kind);
        if !topics.iter().any(|known| known.topic == topic) {
            let why = format!("a deal of kind {}", deal.kind);
            topics.push(TopicTag { topic, why });
        }
    }
    let mut scored = scores(reading);
    let n_product = scored
        .iter()
        .find(|(topic, ..)| *topic == Topic::Product)
        .map_or(0, |scored| scored.1);
    scored.sort_by_key(|(topic, points, _)| (std::cmp::Reverse(*points), *topic));
    for (topic, points, word) in scored {
        let is_new = !topics.iter().any(|known| known.topic == topic);
        let enough = if topic == Topic::Product {
            ENOUGH + 2
        } else {
            ENOUGH
        };
        if points >= enough && is_new && topics.len() < 4 {
            let why = format!("{points} points for words such as `{word}`");
            topics.push(TopicTag { topic, why });
        }
    }
    if topics.is_empty() {
        // What no other words claim and names a feature or an update is about a product.
        let topic = if n_product > 0 {
            Topic::Product
        } else {
            Topic::Other
        };
        topics.push(TopicTag {
            topic,
            why: "no words of another topic".to_owned(),
        });
    }
    topics
}

/// Whether an article is above all about what to buy: its words, and an offer in its headline.
pub fn is_buying_advice(topics: &[String], title: &str) -> bool {
    const OFFERS: [&str; 18] = [
        "deals",
        "deal:",
        "deal ",
        "on sale",
        "sales",
        "discount",
        "% off",
        "percent off",
        " off ",
        "black friday",
        "cyber monday",
        "prime day",
        "lowest price",
        "record low",
        "low price",
        "save up to",
        "save $",
        "cheaper",
    ];
    let is_shopping = topics
        .first()
        .is_some_and(|topic| topic == Topic::Shopping.as_str());
    let title = title.to_lowercase();
    // Deals among companies.
    let is_news = ["billion", "million", " sign", "strike"]
        .iter()
        .any(|word| title.contains(word));
    is_shopping
        && !is_news
        && OFFERS.iter().any(|offer| {
            // "$90 off", but not "laying off"
            title.contains(offer) && (*offer != " off " || title.contains('$'))
        })
}

fn topic_of(kind: DealKind) -> Topic {
    match kind {
        DealKind::Acquisition => Topic::Acquisition,
        DealKind::Investment => Topic::Funding,
        DealKind::Cloud => Topic::Cloud,
        DealKind::Supply => Topic::Supply,
        DealKind::Licensing => Topic::Licensing,
        DealKind::Partnership => Topic::Partnership,
    }
}

/// Each topic that has a word in the article, its points and the word that came first.
fn scores(reading: &Reading) -> Vec<(Topic, u32, String)> {
    static TABLE: LazyLock<FxHashMap<u64, Topic>> = LazyLock::new(|| {
        let words = WORDS
            .iter()
            .flat_map(|(topic, words)| words.split(' ').map(|word| (hash_of(word), *topic)));
        words.collect()
    });
    let mut scored: Vec<(Topic, u32, u32, String)> = Vec::new();
    for (idx, sentence) in reading.sentences.iter().take(N_SENTENCES + 1).enumerate() {
        for at in sentence.tokens.clone() {
            let is_data_center = is_data_center(reading, at);
            let word = reading.token(at).and_then(|token| TABLE.get(&token.hash));
            let Some(topic) = (if is_data_center {
                Some(&Topic::Datacentre)
            } else {
                word
            }) else {
                continue;
            };
            let position = scored.iter().position(|(known, ..)| known == topic);
            let position = position.unwrap_or_else(|| {
                let word = reading.text(sentence.part, &(at..at + 1)).to_lowercase();
                scored.push((*topic, 0, 0, word));
                scored.len() - 1
            });
            if let Some((_, in_title, in_text, _)) = scored.get_mut(position) {
                match idx {
                    0 => *in_title += IN_TITLE,
                    _ => *in_text = (*in_text + 1).min(MAX_IN_TEXT),
                }
            }
        }
    }
    scored
        .into_iter()
        .filter(|(topic, in_title, ..)| *in_title > 0 || !needs_title(*topic))
        .map(|(topic, in_title, in_text, word)| (topic, in_title + in_text, word))
        .collect()
}

/// `data center`, written as two words.
fn is_data_center(reading: &Reading, at: usize) -> bool {
    let is = |at: usize, words: &[&str]| {
        let token = reading.token(at);
        token.is_some_and(|token| words.iter().any(|word| token.is(word)))
    };
    is(at, &["data"]) && is(at + 1, &["center", "centers", "centre", "centres"])
}

/// Topics whose words stand in articles about anything.
fn needs_title(topic: Topic) -> bool {
    matches!(
        topic,
        Topic::Shopping
            | Topic::ModelRelease
            | Topic::Product
            | Topic::Cloud
            | Topic::Chips
            | Topic::People
    )
}

#[cfg(test)]
mod tests {
    use super::is_buying_advice;

    fn check(topic: &str, title: &str, expected: bool) {
        assert_eq!(
            is_buying_advice(&[topic.to_owned()], title),
            expected,
            "{title}"
        );
    }

    #[test]
    fn offers_are_told_from_news_that_shares_their_words() {
        check("shopping", "The best Black Friday laptop deals", true);
        check("shopping", "This air purifier is $90 off right now", true);
        check("shopping", "Our favorite earbuds are 40% off", true);
        check("shopping", "Heliora is laying off 200 people", false);
        check("shopping", "How to turn off AI in documents", false);
        check("shopping", "Heliora strikes deals with singers", false);
        check("funding", "Heliora signs deals for its share sale", false);
    }
}
