//! Abbreviations that stand in brackets behind what they are short for: `Orim Vale Lab (OVL)` is one name, and
//! `text generation inference (TGI)` is none.

use std::ops::Range;

use super::{EntityId, Kind, Mention, Names};
use crate::enrich::reading::{Reading, Sentence};
use crate::enrich::words::Class;
use crate::lexicon::tokens::Shape;

/// Makes one name of an abbreviation and its long form, and takes those of things for things.
pub(super) fn join(reading: &Reading, names: &mut Names) {
    // By entity: whom it is short for, or itself where it is short for a thing.
    let mut longs: Vec<Option<EntityId>> = vec![None; names.entities.len()];
    for (idx, mention) in names.mentions.iter().enumerate() {
        let is_unknown = names
            .entity(mention.entity)
            .is_some_and(|entity| entity.org.is_none() && entity.kind != Kind::Person);
        if !is_unknown || mention.tokens.len() != 1 {
            continue;
        }
        let Some(long) = long_form(reading, mention) else {
            continue;
        };
        let before = idx.checked_sub(1).and_then(|idx| names.mentions.get(idx));
        let named = before.filter(|before| before.tokens.end == long.end && !before.is_product);
        let org = named.map(|before| before.entity).filter(|id| {
            names
                .entity(*id)
                .is_some_and(|entity| matches!(entity.kind, Kind::Known | Kind::Org))
        });
        let Some(known) = longs.get_mut(mention.entity) else {
            continue;
        };
        match org {
            Some(org) if known.is_none_or(|known| known == mention.entity) => *known = Some(org),
            None if known.is_none() && is_of_a_thing(reading, &long) => {
                *known = Some(mention.entity);
            }
            _ => {}
        }
    }
    for (short, entity) in names.entities.iter_mut().enumerate() {
        if longs.get(short) == Some(&Some(short)) {
            entity.kind = Kind::Other;
        }
    }
    for mention in &mut names.mentions {
        if let Some(Some(long)) = longs.get(mention.entity) {
            mention.entity = *long;
        }
    }
}

/// Whether a long form has words in small letters: `text generation inference`, and not those of `Lab of Sails`.
fn is_of_a_thing(reading: &Reading, long: &Range<usize>) -> bool {
    long.clone().any(|at| {
        let is_small = reading
            .token(at)
            .is_some_and(|token| token.shape == Shape::Lower);
        is_small && !joins_words(reading.class(at))
    })
}

/// Small words inside names.
fn joins_words(class: Class) -> bool {
    matches!(
        class,
        Class::Of | Class::For | Class::And | Class::Article | Class::In | Class::To
    )
}

/// The words before a bracket whose first letters are the abbreviation in it.
fn long_form(reading: &Reading, mention: &Mention) -> Option<Range<usize>> {
    let sign = |at: usize| reading.token(at).map_or(' ', |token| token.sign);
    let bracket = mention.tokens.start.checked_sub(1)?;
    if sign(bracket) != '(' || sign(mention.tokens.end) != ')' {
        return None;
    }
    let sentence = reading.sentences.get(mention.sentence)?;
    let short = reading.text(sentence.part, &mention.tokens);
    let short = short.strip_suffix('s').unwrap_or(short);
    let is_short = (2..=8).contains(&short.len()) && short.bytes().all(|b| b.is_ascii_uppercase());
    let start = is_short.then(|| start_of(reading, sentence, short, bracket))??;
    Some(start..bracket)
}

/// Where the words begin that end before `end` and have these first letters; small words between may have none.
fn start_of(reading: &Reading, sentence: &Sentence, short: &str, end: usize) -> Option<usize> {
    let mut at = end;
    for letter in short.chars().rev() {
        loop {
            at = at
                .checked_sub(1)
                .filter(|at| *at >= sentence.tokens.start)?;
            let text = reading.text(sentence.part, &(at..at + 1));
            if text
                .chars()
                .next()
                .is_some_and(|first| first.eq_ignore_ascii_case(&letter))
            {
                break;
            }
            if !joins_words(reading.class(at)) && text != "-" {
                return None;
            }
        }
    }
    Some(at)
}
