//! What an organisation has to offer in a deal: from the lexicon, else from its name and from how the article
//! describes it. The kind of a deal and the roles in it follow from that where no word tells them.

use std::ops::Range;

use super::clouds::{CHIPS, CLOUD, ENERGY, HOST, RIGHTS};
use crate::enrich::names::{EntityId, Mention, Names};
use crate::enrich::reading::Reading;
use crate::enrich::words::Class;
use crate::lexicon::Lexicon;
use crate::lexicon::tokens::hash_of;

/// What each name of an article offers.
pub(super) fn offers(lexicon: &Lexicon, reading: &Reading, names: &Names) -> Vec<u8> {
    let mut offers: Vec<u8> = (0..names.entities.len())
        .map(|id| by_lexicon(lexicon, names, id))
        .collect();
    for mention in &names.mentions {
        let is_unknown = names
            .entity(mention.entity)
            .is_some_and(|entity| entity.org.is_none());
        if let Some(offer) = offers
            .get_mut(mention.entity)
            .filter(|offer| is_unknown && **offer == 0)
        {
            *offer = by_words(reading, mention);
        }
    }
    offers
}

fn by_lexicon(lexicon: &Lexicon, names: &Names, id: EntityId) -> u8 {
    let Some(org) = names.entity(id).and_then(|entity| entity.org) else {
        return 0;
    };
    let org = lexicon.org(org);
    match org.group.as_str() {
        "clouds" => CLOUD,
        "chips" => CHIPS,
        "bigtech" if org.name == "Nvidia" => CHIPS,
        "bigtech" if matches!(org.name.as_str(), "Oracle" | "SpaceX") => CLOUD,
        "energy" if is_utility(&org.name) => ENERGY,
        "media" => RIGHTS,
        "bigtech" => HOST,
        _ => 0,
    }
}

/// The file of energy holds industry around it too.
fn is_utility(name: &str) -> bool {
    ["Energy", "Power", "Utilities", "Electric", "Nuclear"]
        .iter()
        .any(|word| name.contains(word))
}

/// `chipmaker Orim`, `the cloud provider Orim`, `Orim, a publisher of`, `Orim Energy`.
fn by_words(reading: &Reading, mention: &Mention) -> u8 {
    let Some(sentence) = reading.sentences.get(mention.sentence) else {
        return 0;
    };
    let run = &mention.tokens;
    let own = run.clone().skip(1);
    let before = run.start.saturating_sub(3).max(sentence.tokens.start)..run.start;
    let is_explained = reading
        .token(run.end)
        .is_some_and(|token| token.sign == ',')
        && reading.class(run.end + 1) == Class::Article;
    let behind = run.end + 2..if is_explained {
        (run.end + 8).min(sentence.tokens.end)
    } else {
        run.end
    };
    let says = |range: Range<usize>, words: &[&str]| {
        range
            .into_iter()
            .take_while(|at| !reading.token(*at).is_some_and(|token| token.sign == ','))
            .any(|at| is_one_of(reading, at, words))
    };
    for (offer, names, nouns) in OFFERS {
        let named = own.clone().any(|at| is_one_of(reading, at, names));
        if named || says(behind.clone(), nouns) || says_before(reading, before.clone(), nouns) {
            return *offer;
        }
    }
    0
}

/// Words of a name that tell what it offers, and words for who does.
const OFFERS: &[(u8, &[&str], &[&str])] = &[
    (
        CLOUD,
        &["cloud", "compute"],
        &[
            "cloud",
            "neocloud",
            "neoclouds",
            "hyperscaler",
            "colocation",
        ],
    ),
    (
        CHIPS,
        &["semiconductor", "semiconductors", "microsystems"],
        &[
            "chipmaker",
            "chipmakers",
            "chip",
            "semiconductor",
            "memory",
            "foundry",
        ],
    ),
    (
        ENERGY,
        &["energy", "power", "electric", "nuclear", "utilities"],
        &["utility", "energy", "nuclear", "geothermal"],
    ),
    (
        RIGHTS,
        &["records", "publishing", "press", "magazine"],
        &[
            "publisher",
            "publishers",
            "newspaper",
            "magazine",
            "label",
            "labels",
            "broadcaster",
        ],
    ),
];

/// Whether the words right before a name describe it: nothing but a noun for a company lies between.
fn says_before(reading: &Reading, before: Range<usize>, words: &[&str]) -> bool {
    before
        .rev()
        .take_while(|at| {
            is_one_of(reading, *at, words)
                || reading.class(*at) == Class::OrgNoun
                || reading.class(*at) == Class::Supplier
        })
        .any(|at| is_one_of(reading, at, words))
}

fn is_one_of(reading: &Reading, at: usize, words: &[&str]) -> bool {
    reading
        .token(at)
        .is_some_and(|token| words.iter().any(|word| token.hash == hash_of(word)))
}
