//! Verbs of working together and of licensing.

use super::about::kind;
use super::agreements::with_list;
use super::draft::Draft;
use super::line::{Item, Line};
use super::pairs::push;
use crate::enrich::tags::DealKind;
use crate::enrich::words::Class;

/// `partners with Orim`, `teams up with Orim`, `Orim's partner Vale`.
pub(super) fn verb(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    let is_work = line.is_word(at, &["work", "works", "worked", "working"]);
    let is_team = line.is(at, Class::Team) || line.is(at, Class::Join);
    let up = line.is_word(at + 1, &["up", "forces"]);
    if is_team && !up {
        return;
    }
    let from = at + 1 + usize::from(is_team);
    let end = (from + if is_work { 2 } else { 5 }).min(line.len());
    let with = (from..end)
        .take_while(|idx| !matches!(line.item(*idx), Some(Item::Comma | Item::Sign(_))))
        .find(|idx| line.is(*idx, Class::With));
    if let Some(with) = with {
        let mut right = with_list(line, with);
        if right.is_empty() && line.is_word(with + 1, &["the"]) && line.is(with + 2, Class::OrgNoun)
        {
            right.extend(line.other_than(&line.subject(at), at));
        }
        let left = line.owner_or_subject(at, &right);
        if is_work
            && line
                .names
                .entity(*left.first().unwrap_or(&0))
                .is_none_or(|_| line.speaker.is_none())
        {
            return;
        }
        push(
            line,
            at,
            "partners with",
            kind(line, at),
            &left,
            &right,
            drafts,
        );
        return;
    }
    if is_work {
        return;
    }
    // "Orim and Vale are long-time partners", "a close partner of Vale"
    let is_noun = line.is_word(at, &["partner", "partners"])
        && (at.saturating_sub(4)..at).any(|idx| line.is(idx, Class::Auxiliary));
    if is_noun {
        let subject = line.subject(at);
        if subject.len() == 2 && line.is_word(at, &["partners"]) {
            let (first, rest) = subject.split_at(1);
            push(
                line,
                at,
                "are partners",
                kind(line, at),
                first,
                rest,
                drafts,
            );
        } else if line.is(at + 1, Class::Of) {
            push(
                line,
                at,
                "partner of",
                kind(line, at),
                &subject,
                &line.object(at + 1),
                drafts,
            );
        }
        return;
    }
    let is_verb = at.checked_sub(1).is_some_and(|before| {
        matches!(
            line.item(before),
            Some(
                Item::Name(_)
                    | Item::Word(Class::Auxiliary | Class::To | Class::Adverb | Class::Obtain)
            )
        )
    });
    if !is_verb {
        return;
    }
    let pair = line.subject(at);
    if pair.len() >= 2 && !line.is_word(at, &["partner"]) || pair.len() >= 2 && is_team {
        let (first, rest) = pair.split_at(1);
        push(line, at, "partner", kind(line, at), first, rest, drafts);
    }
}

/// `license Orim's technology`, `Orim licenses its archive to Vale`.
pub(super) fn license(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    let hires = (0..line.len()).any(|idx| line.is_word(idx, &["hire", "hires", "hired", "hiring"]));
    let end = (at + 12).min(line.len());
    let followed = matches!(
        line.class(at + 1),
        Some(Class::Deal | Class::Partnership | Class::Talks)
    );
    if followed {
        return;
    }
    if let Some(first) = line
        .object_at(at + 1, 5)
        .filter(|first| line.item(first + 1) == Some(Item::Possessive))
    {
        let licensor = line.list_from(first, false);
        let licensee = line.subject(at);
        let kind = if hires {
            DealKind::Acquisition
        } else {
            DealKind::Licensing
        };
        push(line, at, "licenses", kind, &licensee, &licensor, drafts);
        return;
    }
    if let Some(to) = (at + 1..end).find(|idx| line.is(*idx, Class::To)) {
        let licensee = line.object(to);
        push(
            line,
            at,
            "licenses to",
            DealKind::Licensing,
            &line.subject(at),
            &licensee,
            drafts,
        );
    }
}
