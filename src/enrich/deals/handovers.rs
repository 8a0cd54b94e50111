//! Companies that come together or change hands in other words than those of buying: mergers, sales, take-outs by
//! hiring.

use super::acquisitions::{buys_goods, push};
use super::draft::Draft;
use super::line::{Item, Line};
use crate::enrich::names::Kind;
use crate::enrich::words::Class;

/// `merges Orim with Heliora`, `Orim and Heliora merge`.
pub(super) fn merge(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    let subject = line.subject(at);
    let with = (at + 1..at + 4).find(|idx| line.is(*idx, Class::With) || line.is(*idx, Class::In));
    if let Some(with) = with {
        // "Ana Vale merges Orim with Heliora"
        let own = line.object_at(at + 1, with - at - 1);
        let own = own.map_or(subject, |own| line.list_from(own, false));
        push(line, at, "merges with", &own, &line.object(with), drafts);
    } else if subject.len() == 2 {
        let (first, rest) = subject.split_at(1);
        push(line, at, "merge", first, rest, drafts);
    }
}

/// `sold Orim to Vale`, `sold to Vale`.
pub(super) fn sell(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    let end = (at + 14).min(line.len());
    let Some(to) = (at + 1..end).find(|idx| line.is(*idx, Class::To)) else {
        return;
    };
    let buyers = line.object(to);
    if to == at + 1 {
        let passive = at.checked_sub(1).is_some_and(|before| {
            line.is_word(before, &["be", "was", "been", "is", "were", "being"])
        });
        if passive {
            push(line, at, "sold to", &buyers, &line.subject(at), drafts);
        }
        return;
    }
    let named = (at + 1..to).rev().find_map(|idx| line.name(idx));
    // "sold its robotics unit to Vale": a part of the seller.
    let is_part = (at + 1..to).any(|idx| {
        line.is_word(
            idx,
            &["unit", "division", "business", "arm", "subsidiary", "brand"],
        )
    });
    let target = named.or_else(|| line.subject(at).first().copied().filter(|_| is_part));
    let has_goods = (at + 1..to).any(|idx| {
        matches!(
            line.class(idx),
            Some(Class::Hardware | Class::Compute | Class::Power | Class::Stake)
        )
    });
    if !has_goods {
        push(line, at, "sells to", &buyers, target.as_slice(), drafts);
    }
}

/// `Orim is joining Vale`, said of a company.
pub(super) fn join(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    let Some(buyer) = line.name(at + 1) else {
        return;
    };
    let ends = matches!(
        line.item(at + 2),
        None | Some(Item::Sign('.' | '!') | Item::Comma)
    );
    let subject = line.subject(at);
    let is_is = at
        .checked_sub(1)
        .is_some_and(|before| line.is_word(before, &["is", "are", "will"]));
    // "Orim founder Ana Vale is joining": the person is.
    let is_of_a_person = at
        .checked_sub(2)
        .is_some_and(|before| matches!(line.item(before), Some(Item::Person(_))));
    let are_orgs = subject.iter().all(|id| {
        line.names
            .entity(*id)
            .is_some_and(|entity| entity.kind != Kind::Person)
    });
    if ends && is_is && !is_of_a_person && are_orgs && subject.len() == 1 {
        push(line, at, "joins", &[buyer], &subject, drafts);
    }
}

/// `pays $3 billion for Orim`.
pub(super) fn pay(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    let Some(money) = (at + 1..at + 4).find(|idx| matches!(line.item(*idx), Some(Item::Money(_))))
    else {
        return;
    };
    let Some(target) = line
        .name(money + 2)
        .filter(|_| line.is(money + 1, Class::For))
    else {
        return;
    };
    if line.item(money + 3) != Some(Item::Possessive)
        && line.is_sure(target)
        && !buys_goods(line, money + 2)
    {
        push(line, at, "pays for", &line.subject(at), &[target], drafts);
    }
}

/// A take-out by hiring: people are hired and technology is licensed.
pub(super) fn hire(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    // "acqui-hired the team behind Orim"
    if at >= 2 && line.item(at - 1) == Some(Item::Hyphen) && line.is_word(at - 2, &["acqui"]) {
        let is_noun = line.is(at + 1, Class::From)
            || at >= 3
                && matches!(
                    line.class(at - 3),
                    Some(Class::Of | Class::Article | Class::Its)
                );
        if is_noun {
            return;
        }
        let target = (at + 1..(at + 8).min(line.len()))
            .take_while(|idx| !matches!(line.item(*idx), Some(Item::Comma | Item::Sign(_))))
            .find_map(|idx| line.name(idx));
        let buyers = line.subject(at - 2);
        push(line, at, "acqui-hires", &buyers, target.as_slice(), drafts);
        return;
    }
    let licenses = line.has(0..line.len(), Class::License);
    let Some(of) = (at + 1..(at + 6).min(line.len()))
        .find(|idx| line.is(*idx, Class::Of) || line.is(*idx, Class::From))
    else {
        return;
    };
    if licenses {
        push(
            line,
            at,
            "hires and licenses",
            &line.subject(at),
            &line.object(of),
            drafts,
        );
    }
}
