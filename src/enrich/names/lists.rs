//! Lists of names that a word introduces: `investors including Orim, Vale and Heliora`. What tells one of them
//! tells all.

use super::deeds::is_word;
use super::{Mention, Names};
use crate::enrich::reading::{Reading, Sentence};
use crate::enrich::words::Class;

/// For each mention, whether it stands in a list that only organisations stand in.
pub(super) fn listed(reading: &Reading, names: &Names) -> Vec<bool> {
    let mut listed = vec![false; names.mentions.len()];
    let mut first = 0;
    while first < names.mentions.len() {
        let end = end_of_list(reading, names, first);
        if is_of_orgs(reading, names, first..end) {
            for flag in listed.get_mut(first..end).unwrap_or_default() {
                *flag = true;
            }
        }
        first = end;
    }
    listed
}

/// The mention behind the last of the list that begins with the one at `first`.
fn end_of_list(reading: &Reading, names: &Names, first: usize) -> usize {
    let mut end = first + 1;
    while let (Some(last), Some(next)) = (names.mentions.get(end - 1), names.mentions.get(end)) {
        if last.sentence != next.sentence || !joins(reading, last.tokens.end, next.tokens.start) {
            break;
        }
        end += 1;
    }
    end
}

/// Whether only what joins a list stands between two names: a comma, `and`, `as well as`, an article.
fn joins(reading: &Reading, from: usize, to: usize) -> bool {
    let is_word = |at: usize, words: &[&str]| {
        reading
            .token(at)
            .is_some_and(|token| words.iter().any(|word| token.is(word)))
    };
    let is_part = |at: usize| {
        matches!(reading.class(at), Class::And | Class::Or)
            || reading.token(at).is_some_and(|token| token.sign == ',')
            || is_word(at, &["as", "well", "the"])
    };
    let is_the = to == from + 1 && is_word(from, &["the", "as"]);
    (1..=5).contains(&to.saturating_sub(from)) && !is_the && (from..to).all(is_part)
}

fn is_of_orgs(reading: &Reading, names: &Names, list: std::ops::Range<usize>) -> bool {
    let members = names.mentions.get(list).unwrap_or_default();
    let Some(first) = members.first() else {
        return false;
    };
    let Some(sentence) = reading.sentences.get(first.sentence) else {
        return false;
    };
    if sentence.is_title_case {
        return false;
    }
    let end = members.last().map_or(0, |last| last.tokens.end);
    is_introduced(reading, sentence, first) || is_summed_up(reading, sentence, end)
}

/// Whether the words before a list say what is in it: `companies like`, `with participation from`, `led by`.
fn is_introduced(reading: &Reading, sentence: &Sentence, first: &Mention) -> bool {
    let mut at = first.tokens.start;
    let class_before = |at: usize, back: usize| {
        at.checked_sub(back)
            .filter(|at| *at >= sentence.tokens.start)
            .map(|at| reading.class(at))
    };
    // "from the", "as"
    while at > sentence.tokens.start
        && (reading.class(at - 1) == Class::Article
            || reading
                .token(at - 1)
                .is_some_and(|token| token.is("as") || token.sign == ':'))
    {
        at -= 1;
    }
    let is_like = at > sentence.tokens.start
        && (reading.class(at - 1) == Class::Including
            || reading.token(at - 1).is_some_and(|token| token.is("like")));
    let are_persons =
        (2..=4).any(|back| at >= back && is_word(reading, at - back, &["angels", "angel"]));
    if is_like {
        return !are_persons && (2..=5).any(|back| class_before(at, back).is_some_and(is_of_many));
    }
    match class_before(at, 1) {
        Some(Class::From) => (2..=3).any(|back| class_before(at, back) == Some(Class::Participate)),
        Some(Class::With) => (2..=3).any(|back| {
            matches!(
                class_before(at, back),
                Some(Class::Partnership | Class::Partner | Class::Deal)
            )
        }),
        Some(Class::By) => matches!(class_before(at, 2), Some(Class::Lead | Class::Back)),
        _ => false,
    }
}

/// `and other investors` behind a list.
fn is_summed_up(reading: &Reading, sentence: &Sentence, end: usize) -> bool {
    let from = end + usize::from(reading.token(end).is_some_and(|token| token.sign == ','));
    reading.class(from) == Class::And
        && reading
            .token(from + 1)
            .is_some_and(|token| token.is("other"))
        && (from + 2..(from + 6).min(sentence.tokens.end)).any(|at| is_of_many(reading.class(at)))
}

/// Words for several organisations at once.
fn is_of_many(class: Class) -> bool {
    matches!(
        class,
        Class::OrgNoun
            | Class::Investors
            | Class::Customer
            | Class::Partner
            | Class::Supplier
            | Class::Participate
    )
}
