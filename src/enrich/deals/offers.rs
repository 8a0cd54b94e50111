//! What an organisation has to offer in a deal: from the lexicon, else from its name and from how the article
//! describes it. The kind of a deal and the roles in it follow from that where no word tells them.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

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
    let word = |at: usize, words: &FxHashMap<u64, u8>| {
        reading
            .token(at)
            .and_then(|token| words.get(&token.hash))
            .copied()
    };
    let named = (run.start + 1..run.end).find_map(|at| word(at, &NAMES));
    let before = run.start.saturating_sub(3).max(sentence.tokens.start)..run.start;
    let described = || {
        let is_noun = |at: &usize| {
            word(*at, &NOUNS).is_some()
                || matches!(reading.class(*at), Class::OrgNoun | Class::Supplier)
        };
        before
            .rev()
            .take_while(is_noun)
            .find_map(|at| word(at, &NOUNS))
    };
    let explained = || {
        let is_comma = |at: usize| reading.token(at).is_some_and(|token| token.sign == ',');
        let is_explained = is_comma(run.end) && reading.class(run.end + 1) == Class::Article;
        (run.end + 2..(run.end + 8).min(sentence.tokens.end))
            .take_while(|at| is_explained && !is_comma(*at))
            .find_map(|at| word(at, &NOUNS))
    };
    named.or_else(described).or_else(explained).unwrap_or(0)
}

/// What a word of a name says that it offers.
static NAMES: LazyLock<FxHashMap<u64, u8>> = LazyLock::new(|| {
    table(&[
        (CLOUD, "cloud compute"),
        (CHIPS, "semiconductor semiconductors microsystems"),
        (ENERGY, "energy power electric nuclear utilities"),
        (RIGHTS, "records publishing press magazine"),
    ])
});

/// What a word beside a name says.
static NOUNS: LazyLock<FxHashMap<u64, u8>> = LazyLock::new(|| {
    table(&[
        (CLOUD, "cloud neocloud neoclouds hyperscaler colocation"),
        (
            CHIPS,
            "chipmaker chipmakers chip semiconductor memory foundry",
        ),
        (ENERGY, "utility energy nuclear geothermal"),
        (
            RIGHTS,
            "publisher publishers newspaper magazine label labels broadcaster",
        ),
    ])
});

fn table(words: &[(u8, &str)]) -> FxHashMap<u64, u8> {
    words
        .iter()
        .flat_map(|(offer, words)| words.split(' ').map(|word| (hash_of(word), *offer)))
        .collect()
}
