//! What a name is said to do: the deal verb behind it, past auxiliaries, hedges and promises.

use crate::enrich::reading::{Reading, Sentence};
use crate::enrich::words::Class;
use crate::lexicon::tokens::{Shape, hash_of};

/// Words between a subject and the verb that tells: `has agreed to buy`, `is in talks to buy`.
const PROMISES: [&str; 17] = [
    "agreed", "agrees", "plans", "planned", "planning", "intends", "set", "close", "near", "have",
    "has", "had", "wants", "wanted", "expects", "hopes", "ready",
];

const DROPS: [&str; 11] = [
    "drops",
    "dropped",
    "withdraws",
    "withdrew",
    "rejects",
    "rejected",
    "rebuffed",
    "raises",
    "raised",
    "makes",
    "made",
];

const TAKES: [&str; 5] = ["take", "takes", "took", "taking", "taken"];

/// `snaps`, `scooped`: a purchase with `up` behind, else none.
pub(in crate::enrich) fn is_snap(reading: &Reading, at: usize) -> bool {
    const VERBS: [&str; 11] = [
        "snap", "snaps", "snapped", "snapping", "scoop", "scoops", "scooped", "scooping", "gobble",
        "gobbles", "gobbled",
    ];
    is_word(reading, at, &VERBS)
}

/// Whether the token at `at` is one of these words, which are in lower case.
pub(super) fn is_word(reading: &Reading, at: usize, words: &[&str]) -> bool {
    reading
        .token(at)
        .is_some_and(|token| words.iter().any(|word| token.hash == hash_of(word)))
}

/// What is done by whoever is named right before `from`.
pub(super) fn deed(reading: &Reading, sentence: &Sentence, from: usize) -> Option<Class> {
    let end = sentence.tokens.end.min(from + 7);
    for at in from..end {
        let class = reading.class(at);
        if is_word(reading, at, &PROMISES) {
            continue;
        }
        let behind = |reach: usize, is: &dyn Fn(usize) -> bool| {
            (at + 1..(at + 1 + reach).min(sentence.tokens.end)).any(is)
        };
        let is_money = |at: usize| {
            reading
                .token(at)
                .is_some_and(|token| token.shape == Shape::Currency)
        };
        match class {
            // "secured $40 million"
            Class::Obtain if behind(3, &is_money) => return Some(Class::Raise),
            // "have ended their partnership"
            Class::Ended
                if behind(4, &|at| {
                    matches!(reading.class(at), Class::Partnership | Class::Deal)
                }) =>
            {
                return Some(Class::Partner);
            }
            _ => {}
        }
        let takes = is_word(reading, at, &TAKES);
        if takes && behind(6, &|at| reading.class(at) == Class::Stake) {
            return Some(Class::Invest);
        }
        // "drops its bid for", "rejected the offer"
        let bids = is_word(reading, at, &DROPS)
            && behind(6, &|at| is_word(reading, at, &["bid", "offer", "takeover"]));
        if bids
            || takes && behind(6, &|at| is_word(reading, at, &["private"]))
            || is_word(reading, at, &["acqui"])
        {
            return Some(Class::Acquire);
        }
        if class == Class::Join && is_word(reading, at + 1, &["forces"]) {
            return Some(Class::Partner);
        }
        if is_snap(reading, at) && !is_word(reading, at + 1, &["up"]) {
            return None;
        }
        if tells(class) {
            return Some(class);
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
        if !is_between {
            return None;
        }
    }
    None
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
