//! What the form of a name and the words beside it say for or against an organisation, in points.

use std::ops::Range;

use super::Mention;
use super::deeds::{self, deed_of_all, is_word};
use crate::enrich::reading::{Reading, Sentence};
use crate::enrich::tags::Part;
use crate::enrich::words::Class;
use crate::lexicon::tokens::Shape;

pub(super) fn points_of_form(reading: &Reading, mention: &Mention) -> i32 {
    let run = &mention.tokens;
    let mut points = 0;
    if run.len() >= 2 && reading.ends_org(run.end - 1) {
        // "Orim AI" is a product as often as a company.
        let is_ai = reading
            .token(run.end - 1)
            .is_some_and(|token| token.is("ai"));
        points += if is_ai && run.len() == 2 { 2 } else { 3 };
    }
    if run.len() >= 2
        && run
            .clone()
            .any(|at| reading.class(at) == Class::Institution)
    {
        points += 3;
    }
    if run.len() >= 2 && is_word(reading, run.end - 1, &["cloud", "nuclear"]) {
        points += 2;
    }
    let Some(token) = reading.token(run.start) else {
        return points;
    };
    // Two plain capital words are a person more often than not.
    let is_plain = run.len() == 2
        && points == 0
        && run.clone().all(|at| {
            reading
                .token(at)
                .is_some_and(|token| token.shape == Shape::Title)
                && reading.class(at) == Class::Other
        });
    if is_plain {
        points -= 1;
    }
    if run.len() == 1 && token.shape == Shape::Mixed {
        points += if is_plural(reading, mention) { -2 } else { 2 };
    }
    if run.len() == 1 && token.shape == Shape::Upper && token.end - token.start >= 3 {
        points += 1;
    }
    if run.len() == 1 && has_digit(reading, mention) {
        points -= 2;
    }
    points
}

/// `K2.5`, `FP8`: a version or a format more often than a company.
fn has_digit(reading: &Reading, mention: &Mention) -> bool {
    let part = reading.sentences.get(mention.sentence).map(|s| s.part);
    let text = part.map_or("", |part| reading.text(part, &mention.tokens));
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// `VPNs`, `APIs`: many of a thing.
fn is_plural(reading: &Reading, mention: &Mention) -> bool {
    let part = reading.sentences.get(mention.sentence).map(|s| s.part);
    let text = part.map_or("", |part| reading.text(part, &mention.tokens));
    text.strip_suffix('s')
        .is_some_and(|short| short.bytes().all(|byte| byte.is_ascii_uppercase()))
}

pub(super) fn points_of_place(reading: &Reading, sentence: &Sentence, mention: &Mention) -> i32 {
    let run = &mention.tokens;
    let inside = |at: usize| sentence.tokens.contains(&at);
    let before = run.start.checked_sub(1).filter(|at| inside(*at));
    let two_before = run
        .start
        .checked_sub(2)
        .filter(|at| inside(*at))
        .map(|at| reading.class(at));
    let sign_before = before
        .and_then(|at| reading.token(at))
        .map_or(' ', |token| token.sign);
    let next = reading.token(run.end).filter(|_| inside(run.end));
    let class_behind = next.map(|_| reading.class(run.end));
    let sign_behind = next.map_or(' ', |token| token.sign);
    let is_possessive = next.is_some_and(|token| token.shape == Shape::Possessive);
    let mut points = points_before(reading, sentence, run);
    // "has acquired": the verb behind tells.
    let deed = deed_of_all(reading, sentence, run.end).map_or(0, deeds::points);
    // Headlines begin with who does it.
    points += deed + i32::from(deed > 0 && sentence.part == Part::Title);
    if is_chosen(reading, sentence, run.end) {
        points += 3;
    }
    points += match class_behind {
        Some(Class::Role) => 3,
        Some(Class::Say) if !reading.ends_org(run.end - 1) => -1,
        Some(Class::ProductNoun) => -3,
        _ => 0,
    };
    points += points_of_object(reading, sentence, run.start);
    if is_possessive {
        points += 1;
        let role = (run.end + 1..run.end + 3).any(|at| {
            inside(at)
                && matches!(
                    reading.class(at),
                    Class::Role | Class::Valuation | Class::Round | Class::Investors
                )
        });
        points += if role { 3 } else { 0 };
    }
    // "its business partner, Orim,"
    let apposed = matches!(
        two_before,
        Some(Class::OrgNoun | Class::Partner | Class::Supplier)
    );
    if sign_before == ',' && sign_behind == ',' && apposed {
        points += 3;
    }
    if sign_behind == '-'
        && (reading.class(run.end + 1) == Class::Back
            || is_word(reading, run.end + 1, &["owned", "led", "funded", "listed"]))
    {
        points += 4;
    }
    if sign_behind == ',' && is_described(reading, sentence, run.end + 1) {
        points += 4;
    }
    // "Orim, based in Oslo", "the Oslo-based Orim"
    let is_based = sign_behind == ',' && is_word(reading, run.end + 1, &["based", "headquartered"])
        || before.is_some_and(|before| is_word(reading, before, &["based", "headquartered"]));
    if is_based {
        points += 3;
    }
    if next.is_some_and(|token| token.shape == Shape::Number) {
        points -= 2;
    }
    if sign_before == '“' || sign_before == '"' || sign_before == '‘' {
        points -= 1;
    }
    points
}

/// What the word before a name says of it.
fn points_before(reading: &Reading, sentence: &Sentence, run: &Range<usize>) -> i32 {
    let class_at = |back: usize| {
        run.start
            .checked_sub(back)
            .filter(|at| sentence.tokens.contains(at))
            .map(|at| reading.class(at))
    };
    let (class_before, two_before) = (class_at(1), class_at(2));
    match class_before {
        Some(Class::OrgNoun) => 3,
        Some(Class::Acquire | Class::Back) => 2,
        Some(Class::Use | Class::Supply | Class::Rent) => 1,
        Some(Class::Preposition)
            if run.start >= 2
                && (deeds::is_snap(reading, run.start - 2)
                    || is_word(reading, run.start - 2, &["team"])) =>
        {
            2
        }
        Some(_) if is_word(reading, run.end, &["private"]) && takes(reading, run.start) => 2,
        Some(Class::By)
            if matches!(two_before, Some(Class::Lead | Class::Back | Class::Acquire)) =>
        {
            4
        }
        Some(Class::By) if is_owned(reading, run.start) => 3,
        Some(Class::By) if matches!(two_before, Some(Class::Use | Class::Supply)) => 1,
        Some(Class::Of) if two_before == Some(Class::Acquisition) => 3,
        Some(Class::In)
            if matches!(
                two_before,
                Some(Class::Invest | Class::Investment | Class::Stake)
            ) =>
        {
            4
        }
        Some(Class::With)
            if matches!(
                two_before,
                Some(Class::Partner | Class::Partnership | Class::Deal | Class::Merge)
            ) =>
        {
            3
        }
        Some(Class::From)
            if matches!(
                two_before,
                Some(Class::Participate | Class::Investment | Class::Round)
            ) =>
        {
            4
        }
        Some(Class::ProductNoun) => -2,
        // "chief executive of Orim", "head of research at Orim"
        Some(Class::Of) if is_chief(reading, run.start) => 3,
        Some(Class::Preposition)
            if is_at(reading, run.start - 1) && follows_role(reading, sentence, run.start) =>
        {
            3
        }
        _ => 0,
    }
}

/// `take` right before a name.
fn takes(reading: &Reading, at: usize) -> bool {
    at > 0 && is_word(reading, at - 1, &["take", "takes", "took", "taking"])
}

/// `as its cloud provider` behind a name that is picked.
fn is_chosen(reading: &Reading, sentence: &Sentence, end: usize) -> bool {
    is_word(reading, end, &["as"])
        && matches!(reading.class(end + 1), Class::Its | Class::Article)
        && (end + 2..(end + 7).min(sentence.tokens.end))
            .any(|at| matches!(reading.class(at), Class::Supplier | Class::Partner))
}

fn is_at(reading: &Reading, at: usize) -> bool {
    is_word(reading, at, &["at"])
}

/// `the chief executive of`: who heads something by name heads a company; a department has directors.
fn is_chief(reading: &Reading, at: usize) -> bool {
    const CHIEFS: [&str; 8] = [
        "ceo",
        "executive",
        "founder",
        "cofounder",
        "founders",
        "chairman",
        "chairwoman",
        "boss",
    ];
    at >= 2 && is_word(reading, at - 2, &CHIEFS)
}

/// `owned by`, `operated by`
fn is_owned(reading: &Reading, at: usize) -> bool {
    at >= 2 && is_word(reading, at - 2, &["owned", "operated"])
}

/// What a preposition further from its verb tells: `invested $3 billion in`, `sold its unit to`, `team up with`.
fn points_of_object(reading: &Reading, sentence: &Sentence, at: usize) -> i32 {
    let Some(before) = at
        .checked_sub(1)
        .filter(|before| *before > sentence.tokens.start)
    else {
        return 0;
    };
    let near = |reach: usize, classes: &[Class]| {
        (before.saturating_sub(reach).max(sentence.tokens.start)..before)
            .rev()
            .take_while(|at| {
                let sign = reading.token(*at).map_or(' ', |token| token.sign);
                !matches!(sign, ',' | ';' | ':' | '(')
            })
            // What stands right before it counts already.
            .any(|at| at + 1 < before && classes.contains(&reading.class(at)))
    };
    match reading.class(before) {
        Class::In if near(8, &[Class::Invest, Class::Investment]) => 3,
        Class::In if reading.class(before - 1) == Class::Round => 2,
        Class::From if near(8, &[Class::Acquire, Class::Rent]) => 2,
        Class::For if is_word(reading, before - 1, &["bid", "offer"]) => 3,
        Class::To if near(8, &[Class::Sell, Class::License]) => 2,
        Class::With if near(3, &[Class::Team, Class::Partner, Class::Join]) => 2,
        Class::With if near(4, &[Class::Partnership, Class::Deal]) => 2,
        _ => 0,
    }
}

/// Whether a role stands shortly before `at`, in the same breath: `head of research at`.
fn follows_role(reading: &Reading, sentence: &Sentence, at: usize) -> bool {
    let from = at.saturating_sub(7).max(sentence.tokens.start);
    (from..at.saturating_sub(1))
        .rev()
        .take_while(|at| {
            reading
                .token(*at)
                .is_some_and(|token| token.shape.is_word())
        })
        .any(|at| reading.class(at) == Class::Role)
}

/// `, a startup that …`, `, the maker of …`, `, which raised`: an organisation is explained.
pub(super) fn is_described(reading: &Reading, sentence: &Sentence, from: usize) -> bool {
    let end = (from + 9).min(sentence.tokens.end);
    if reading.class(from) != Class::Article {
        return false;
    }
    for at in from + 1..end {
        match reading.class(at) {
            Class::OrgNoun | Class::Institution => return true,
            Class::Role | Class::ProductNoun | Class::That | Class::Which => return false,
            _ => {}
        }
        if reading.token(at).is_some_and(|token| token.sign == ',') {
            return false;
        }
    }
    false
}
