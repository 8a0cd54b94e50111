//! What a name is said to do: the deal verb behind it, past auxiliaries, hedges and promises.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::enrich::reading::{Reading, Sentence};
use crate::enrich::words::Class;
use crate::lexicon::tokens::{Shape, hash_of};

/// Verbs that no class tells, because they need a certain word behind them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    /// Stands between a subject and the verb that tells: `has agreed to buy`, `plans to buy`.
    Promise,
    /// `takes a stake`, `takes it private`
    Take,
    /// `drops its bid`, `rejected the offer`
    Bid,
    /// `snaps up`
    Snap,
    /// `acqui-hires`
    AcquiHire,
}

const VERBS: [(Verb, &str); 5] = [
    (
        Verb::Promise,
        "agreed agrees plans planned planning intends set close near have has had wants wanted expects hopes ready",
    ),
    (Verb::Take, "take takes took taking taken"),
    (
        Verb::Bid,
        "drops dropped withdraws withdrew rejects rejected rebuffed makes made",
    ),
    (
        Verb::Snap,
        "snap snaps snapped snapping scoop scoops scooped scooping gobble gobbles gobbled",
    ),
    (Verb::AcquiHire, "acqui"),
];

static TABLE: LazyLock<FxHashMap<u64, Verb>> = LazyLock::new(|| {
    let words = VERBS
        .iter()
        .flat_map(|(verb, words)| words.split(' ').map(move |word| (hash_of(word), *verb)));
    words.collect()
});

fn verb_at(reading: &Reading, at: usize) -> Option<Verb> {
    TABLE.get(&reading.token(at)?.hash).copied()
}

/// `snaps`, `scooped`: a purchase with `up` behind, else none.
pub(in crate::enrich) fn is_snap(reading: &Reading, at: usize) -> bool {
    verb_at(reading, at) == Some(Verb::Snap)
}

/// Whether the token at `at` is one of these words, which are in lower case.
pub(super) fn is_word(reading: &Reading, at: usize, words: &[&str]) -> bool {
    reading
        .token(at)
        .is_some_and(|token| words.iter().any(|word| token.is(word)))
}

/// What is done by whoever is named right before `from`.
fn deed(reading: &Reading, sentence: &Sentence, from: usize) -> Option<Class> {
    let end = sentence.tokens.end.min(from + 7);
    for at in from..end {
        let class = reading.class(at);
        let verb = verb_at(reading, at);
        if let Some(deed) = phrase(reading, sentence, at, class, verb) {
            return Some(deed);
        }
        let is_photo = verb == Some(Verb::Snap) && !is_word(reading, at + 1, &["up"]);
        if tells(class) && verb != Some(Verb::Promise) && !is_photo {
            let is_done_to = at > from && is_passive(reading, sentence, at, class);
            return (!is_done_to).then_some(class);
        }
        let is_between = matches!(
            class,
            Class::Auxiliary
                | Class::Adverb
                | Class::Reported
                | Class::To
                | Class::Talks
                | Class::Article
                | Class::Deal
        ) || class == Class::In && at > from;
        if !is_between && verb != Some(Verb::Promise) {
            return None;
        }
    }
    None
}

/// `Concerns are raised`, `it was used`: what is done to anything, where `was acquired` is done to companies alone.
fn is_passive(reading: &Reading, sentence: &Sentence, at: usize, class: Class) -> bool {
    const BE: [&str; 6] = ["is", "are", "was", "were", "been", "being"];
    let of_companies = matches!(
        class,
        Class::Acquire | Class::Merge | Class::Sell | Class::Back | Class::Partner
    );
    let is_going_on = reading.text(sentence.part, &(at..at + 1)).ends_with("ing");
    // "has been selected by Orim"
    let is_chosen = class == Class::Use && reading.class(at + 1) == Class::By;
    !of_companies && !is_going_on && !is_chosen && is_word(reading, at - 1, &BE)
}

/// What a verb at `at` and a word behind it do together.
fn phrase(
    reading: &Reading,
    sentence: &Sentence,
    at: usize,
    class: Class,
    verb: Option<Verb>,
) -> Option<Class> {
    let behind = |reach: usize| at + 1..(at + 1 + reach).min(sentence.tokens.end);
    let has = |reach: usize, classes: &[Class]| {
        behind(reach).any(|at| classes.contains(&reading.class(at)))
    };
    let says = |reach: usize, words: &[&str]| behind(reach).any(|at| is_word(reading, at, words));
    let is_money = |at: usize| {
        reading
            .token(at)
            .is_some_and(|token| token.shape == Shape::Currency)
    };
    match (class, verb) {
        (_, Some(Verb::AcquiHire)) => Some(Class::Acquire),
        (_, Some(Verb::Take)) if has(6, &[Class::Stake]) => Some(Class::Invest),
        (_, Some(Verb::Take)) if says(6, &["private"]) => Some(Class::Acquire),
        (_, Some(Verb::Bid)) if says(6, &["bid", "offer", "takeover"]) => Some(Class::Acquire),
        // "secured $40 million"
        (Class::Obtain, _) if behind(3).any(is_money) => Some(Class::Raise),
        (Class::Ended, _) if has(4, &[Class::Partnership, Class::Deal]) => Some(Class::Partner),
        (Class::Join, _) if says(1, &["forces"]) => Some(Class::Partner),
        _ => None,
    }
}

/// What is done by all who are named from `from` on: `Orim, Vale and Heliora sign`.
pub(super) fn deed_of_all(reading: &Reading, sentence: &Sentence, from: usize) -> Option<Class> {
    let joins = |at: usize| {
        reading.class(at) == Class::And
            || reading
                .token(at)
                .is_some_and(|token| matches!(token.sign, ',' | '&'))
    };
    let mut at = from;
    let end = sentence.tokens.end.min(from + 9);
    while at < end && joins(at) {
        let next = (at..end).find(|at| !joins(*at))?;
        let is_name = |at: usize| {
            reading
                .token(at)
                .is_some_and(|token| token.shape.is_capital() || token.shape == Shape::Number)
        };
        if !is_name(next) {
            return None;
        }
        at = (next..end).find(|at| !is_name(*at))?;
    }
    deed(reading, sentence, at)
}

fn tells(class: Class) -> bool {
    points(class) > 0
}

/// How much a deed speaks for a company.
pub(super) fn points(class: Class) -> i32 {
    match class {
        Class::Raise | Class::Acquire => 3,
        Class::Invest | Class::Merge | Class::Sell | Class::Back => 2,
        Class::Obtain
        | Class::Partner
        | Class::Collaborate
        | Class::Team
        | Class::Lead
        | Class::Supply
        | Class::Use
        | Class::License
        | Class::Rent => 1,
        _ => 0,
    }
}
