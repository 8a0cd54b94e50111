//! Who puts money into a round, wherever a sentence says so.

use super::line::{Item, Line};
use crate::enrich::names::EntityId;
use crate::enrich::words::Class;

/// Who leads or joins a round, wherever the sentence says so.
pub(super) fn investors(line: &Line) -> Vec<EntityId> {
    let mut found: Vec<EntityId> = Vec::new();
    let mut add = |names: Vec<EntityId>| {
        for name in names {
            if !found.contains(&name) && !line.is_press(name) {
                found.push(name);
            }
        }
    };
    let has_round = line.has(0..line.len(), Class::Round) || line.has(0..line.len(), Class::Raise);
    for at in 0..line.len() {
        match line.class(at) {
            // "led by", "co-led by", "backed by"
            Some(Class::By)
                if at > 0
                    && line.is(at - 1, Class::Lead)
                    && (has_round || line.has(0..line.len(), Class::Investors)) =>
            {
                add(list(line, at));
            }
            // "participation from", "funding from", "investors such as", "from investors including"
            Some(Class::From | Class::Including | Class::By)
                if at > 0
                    && (line.is(at - 1, Class::Participate)
                        || line.has(at.saturating_sub(3)..at, Class::Participate)) =>
            {
                add(list(line, at));
            }
            Some(Class::Including) if at > 0 && line.is(at - 1, Class::Investors) => {
                add(list(line, at));
            }
            Some(Class::Including)
                if has_round && line.has(at.saturating_sub(3)..at, Class::Investors) =>
            {
                add(list(line, at));
            }
            Some(Class::From)
                if line.has(at.saturating_sub(3)..at, Class::Round) || raised_before(line, at) =>
            {
                add(list(line, at));
            }
            // "Orim led the round"
            Some(Class::Lead)
                if (at + 1..at + 5).any(|idx| line.is(idx, Class::Round))
                    && !line.is(at + 1, Class::By) =>
            {
                add(line.subject(at));
            }
            // "Orim and Vale also participated"
            Some(Class::Participate)
                if has_round
                    && line.is_word(at, &["participated", "participating", "participate"])
                    && !line.is(at + 1, Class::From) =>
            {
                add(all_before(line, at));
            }
            // "investors in the round are Orim and Vale"
            Some(Class::Investors)
                if (at + 1..at + 5).any(|idx| line.is(idx, Class::Round))
                    && (at + 1..at + 7).any(|idx| line.is_word(idx, &["are", "were"])) =>
            {
                let verb = (at + 1..at + 7)
                    .find(|idx| line.is_word(*idx, &["are", "were"]))
                    .unwrap_or(at);
                add(list(line, verb));
            }
            Some(Class::Join) if (at + 1..at + 5).any(|idx| line.is(idx, Class::Round)) => {
                add(line.subject(at));
            }
            _ => {}
        }
    }
    found
}

pub(super) fn list(line: &Line, at: usize) -> Vec<EntityId> {
    let mut from = at + 1;
    // "from investors including Orim", "by existing backer Vale"
    let end = (at + 6).min(line.len());
    if let Some(including) = (at + 1..end)
        .take_while(|idx| line.name(*idx).is_none())
        .find(|idx| line.is(*idx, Class::Including))
    {
        from = including + 1;
    }
    let end = (from + 8).min(line.len());
    let first =
        (from..end).find(|idx| matches!(line.item(*idx), Some(Item::Name(_) | Item::Person(_))));
    let plain = |idx: usize| {
        !matches!(
            line.item(idx),
            Some(
                Item::Sign('.' | ';' | '(' | ':')
                    | Item::Word(Class::That | Class::Which | Class::To | Class::Say)
            )
        )
    };
    match first {
        Some(first) if (from..first).all(plain) => line.list_from(first, true),
        _ => Vec::new(),
    }
}

/// Every name of the list that is the subject of the verb at `at`.
fn all_before(line: &Line, at: usize) -> Vec<EntityId> {
    let subject = line.subject(at);
    let last = (0..at).rev().find(|idx| line.name(*idx).is_some());
    let Some(last) = last else {
        return subject;
    };
    let mut first = last;
    while first > 0
        && matches!(
            line.item(first - 1),
            Some(
                Item::Name(_)
                    | Item::Person(_)
                    | Item::Comma
                    | Item::Word(Class::And)
                    | Item::Possessive
            )
        )
    {
        first -= 1;
    }
    let found: Vec<EntityId> = (first..=last)
        .filter(|idx| line.item(idx + 1) != Some(Item::Possessive))
        .filter_map(|idx| match line.item(idx) {
            Some(Item::Name(id) | Item::Person(id)) => Some(id),
            _ => None,
        })
        .collect();
    if found.len() > subject.len() {
        found
    } else {
        subject
    }
}

/// `raises $15M from`: the money was raised right before.
fn raised_before(line: &Line, at: usize) -> bool {
    let start = at.saturating_sub(5);
    (start..at).any(|idx| line.is(idx, Class::Raise)) && line.price(start..at).is_some()
}
