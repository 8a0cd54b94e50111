//! What a person says of an article in its file goes before what is found in it.

use super::facts::{CompanyFact, Facts};
use super::tags::Topic;
use crate::article::ByHand;
use crate::lexicon::Lexicon;

/// Puts companies and topics in or takes them out as the file says, and remembers that it does.
///
/// A company is known under all its names. With one that is taken out go the deals in which it takes part;
/// one that is put in is what the article is about. A topic that there is not changes nothing; [`unknown`]
/// names it.
pub fn apply(facts: &mut Facts, by_hand: &ByHand, lexicon: &Lexicon) {
    for (name, takes_out) in by_hand.companies.iter().map(|text| ByHand::signed(text)) {
        let canonical = lexicon.canonical(name).unwrap_or(name);
        let is_it = |other: &str| is_same(other, canonical) || is_same(other, name);
        if takes_out {
            facts.companies.retain(|company| !is_it(&company.name));
            let names_it = |party: &super::PartyFact| is_it(&party.name);
            facts
                .deals
                .retain(|deal| !deal.parties.iter().any(names_it));
        } else if !facts.companies.iter().any(|company| is_it(&company.name)) {
            facts.companies.push(CompanyFact {
                name: canonical.to_owned(),
                primary: true,
            });
        }
    }
    for (topic, takes_out) in by_hand.topics.iter().filter_map(|text| topic(text)) {
        let is_it = |other: &String| other == topic.as_str();
        if takes_out {
            facts.topics.retain(|topic| !is_it(topic));
        } else if !facts.topics.iter().any(is_it) {
            facts.topics.push(topic.as_str().to_owned());
        }
    }
    facts.by_hand = by_hand.clone();
}

/// The topics of the file that there are not, as written there.
pub fn unknown(by_hand: &ByHand) -> Vec<&str> {
    let topics = by_hand.topics.iter().map(String::as_str);
    topics.filter(|text| topic(text).is_none()).collect()
}

/// Names in a lexicon, or in a file, differ in capitals at most.
fn is_same(one: &str, other: &str) -> bool {
    one == other || one.to_lowercase() == other.to_lowercase()
}

fn topic(text: &str) -> Option<(Topic, bool)> {
    let (name, takes_out) = ByHand::signed(text);
    let name = name.to_lowercase();
    let known = Topic::ALL.iter().find(|topic| topic.as_str() == name);
    known.map(|topic| (*topic, takes_out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enrich::{DealFact, PartyFact};

    #[test]
    fn the_topics_of_a_front_matter_are_those_that_are_found() {
        let all: Vec<&str> = Topic::ALL.iter().map(|topic| topic.as_str()).collect();
        assert_eq!(all, ByHand::TOPICS);
    }

    #[test]
    fn what_the_file_says_goes_before_what_was_found() {
        let lexicon = Lexicon::builtin();
        let check = |companies: &[&str], topics: &[&str], expected: &str| {
            let party = |name: &str| PartyFact {
                name: name.to_owned(),
                role: "partner".to_owned(),
            };
            let mut facts = Facts {
                companies: vec![CompanyFact {
                    name: "Meta".to_owned(),
                    primary: false,
                }],
                topics: vec!["cloud".to_owned()],
                deals: vec![DealFact {
                    kind: "partnership".to_owned(),
                    status: "announced".to_owned(),
                    parties: vec![party("Meta"), party("Heliora")],
                    amount: None,
                    background: false,
                    evidence: None,
                }],
                ..Facts::default()
            };
            let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
            let by_hand = ByHand {
                companies: owned(companies),
                topics: owned(topics),
                ..ByHand::default()
            };
            apply(&mut facts, &by_hand, &lexicon);
            let named = facts.companies.iter().map(|company| {
                let primary = if company.primary { "!" } else { "" };
                format!("{}{primary}", company.name)
            });
            let named: Vec<String> = named.collect();
            let shown = format!(
                "{} | {} | {}",
                named.join(","),
                facts.topics.join(","),
                facts.deals.len()
            );
            assert_eq!(shown, expected, "{companies:?} {topics:?}");
        };
        check(&[], &[], "Meta | cloud | 1");
        check(&["-meta"], &["-cloud"], " |  | 0");
        check(
            &["- Meta Platforms"],
            &["+Chips", "chips"],
            " | cloud,chips | 0",
        );
        check(
            &["+Anthropic", "Heliora"],
            &["nonsense"],
            "Meta,Anthropic!,Heliora! | cloud | 1",
        );
        check(&["Meta"], &["cloud", "-none"], "Meta | cloud | 1");
    }

    #[test]
    fn topics_that_there_are_not_are_named() {
        let by_hand = ByHand {
            topics: ["-cloud", "clud", "+weather"].map(str::to_owned).to_vec(),
            ..ByHand::default()
        };
        assert_eq!(unknown(&by_hand), ["clud", "+weather"]);
    }
}
