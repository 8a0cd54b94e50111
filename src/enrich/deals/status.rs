//! How far a deal is, from the words around the one that told it.

use super::line::{Item, Line};
use crate::enrich::names::EntityId;
use crate::enrich::tags::{DealStatus, Role};
use crate::enrich::words::Class;

/// The status that the sentence gives the deal told at item `at`; `None` where it says nothing special.
pub(super) fn status(line: &Line, at: usize, parties: &[(EntityId, Role)]) -> Option<DealStatus> {
    let n = line.len();
    let near = at.saturating_sub(12)..(at + 12).min(n);
    let has = |class: Class| {
        near.clone()
            .any(|idx| line.is(idx, class) && !is_time(line, idx))
    };
    // "rejected the bid", however far from the words that told it.
    let refused = (0..n).any(|idx| refuses(line, idx));
    // "sues to block": nobody has.
    let blocked = near.clone().any(|idx| {
        line.is(idx, Class::Blocked)
            && !is_time(line, idx)
            && !(idx > 0 && line.is(idx - 1, Class::To))
            && blocks_a_deal(line, idx)
    });
    if blocked || refused {
        return Some(DealStatus::Blocked);
    }
    let is_end = |idx: usize| {
        line.is_word(idx, &["end"]) && line.is(idx + 1, Class::Of) && idx < at && at - idx <= 5
    };
    // "does not end the relationship": nobody has ended anything.
    let is_ended = near.clone().any(|idx| {
        line.is(idx, Class::Ended)
            && !is_time(line, idx)
            && !line.is_denied(idx)
            && !is_possible(line, idx)
            && ends_it(line, idx, at)
    });
    let falls = near
        .clone()
        .any(|idx| falls_through(line, idx) && !is_of_others(line, idx, parties));
    if is_ended || falls || near.clone().any(is_end) {
        return Some(DealStatus::Ended);
    }
    if has(Class::Revised) {
        return Some(DealStatus::Revised);
    }
    let by_sources = (0..n).any(|idx| {
        line.is_word(idx, &["familiar", "sources"])
            || line.is_word(idx, &["people", "source"])
                && (idx + 1..idx + 3).any(|at| line.is(at, Class::Say))
    });
    // "a partnership that could lead to": what may follow the deal hedges that, not the deal.
    let behind = (at + 1..(at + 8).min(n))
        .take_while(|idx| !matches!(line.class(*idx), Some(Class::That | Class::Which)));
    let is_right = (at.saturating_sub(30)..at).any(|idx| is_option(line, idx));
    let hedged = by_sources
        || is_right
        || (at.saturating_sub(14)..=at)
            .chain(behind)
            .any(|idx| hedges(line, idx));
    let by_press = (0..n).any(|idx| {
        let is_press = line.name(idx).is_some_and(|id| line.is_press(id));
        is_press
            && ((idx + 1..idx + 3)
                .any(|at| line.is(at, Class::Say) || line.is(at, Class::Reported))
                || (idx.saturating_sub(6)..idx).any(|at| line.is_word(at, &["according"]))
                // "reports the Courier"
                || (idx.saturating_sub(2)..idx)
                    .any(|at| line.is_word(at, &["reports", "reported", "says"])))
    });
    (hedged || by_press && !has_data(line)).then_some(DealStatus::Reported)
}

/// Whether who refuses or denies at `at` refuses a deal: `refused to sell`, `refused, on Monday, to be acquired`, but
/// not `declined to comment on the deal`, `denies that` and `refused, and`.
fn blocks_a_deal(line: &Line, at: usize) -> bool {
    const OF_ANYTHING: [&str; 6] = [
        "denied", "denies", "refused", "refuses", "declined", "declines",
    ];
    if !line.is_word(at, &OF_ANYTHING) {
        return true;
    }
    let is_comma = |idx: usize| line.item(idx) == Some(Item::Comma);
    let next = if is_comma(at + 1) {
        let close = (at + 2..at + 8).find(|idx| is_comma(*idx));
        match close.filter(|close| line.is(close + 1, Class::To)) {
            Some(close) => close + 1,
            None => return false,
        }
    } else {
        at + 1
    };
    match line.item(next) {
        Some(Item::Word(Class::That) | Item::Sign(_)) | None => false,
        Some(Item::Word(Class::To)) => is_of_a_deal(line, next + 1),
        _ => true,
    }
}

/// Whether what begins with the verb at `verb` is a deal, or is done to one: `be acquired`, `allow the acquisition`.
fn is_of_a_deal(line: &Line, verb: usize) -> bool {
    const OF_SPEECH: [&str; 20] = [
        "comment",
        "say",
        "confirm",
        "discuss",
        "disclose",
        "reveal",
        "share",
        "specify",
        "name",
        "identify",
        "give",
        "provide",
        "offer",
        "answer",
        "respond",
        "elaborate",
        "speak",
        "talk",
        "describe",
        "detail",
    ];
    if line.is(verb, Class::Ended) || line.is_word(verb, &OF_SPEECH) {
        return false;
    }
    let is_verb = matches!(
        line.class(verb),
        Some(Class::License | Class::Invest | Class::Partner | Class::Supply | Class::Team)
    );
    is_verb
        || (verb..verb + 7)
            .take_while(|idx| {
                !matches!(
                    line.item(*idx),
                    Some(Item::Comma | Item::Sign(_) | Item::Word(Class::That | Class::Which))
                        | None
                )
            })
            .any(|idx| {
                matches!(
                    line.class(idx),
                    Some(
                        Class::Acquire
                            | Class::Acquisition
                            | Class::Merge
                            | Class::Sell
                            | Class::Deal
                            | Class::Partnership
                            | Class::Investment
                    )
                )
            })
}

/// Whether the word at `at` makes the deal a report; the month of May and reported results don't.
fn hedges(line: &Line, at: usize) -> bool {
    let is_month = line.is_word(at, &["may"]) && at > 0 && line.is_capital(at);
    if line.is_word(at, &["offered"]) && line.is(at + 1, Class::To) {
        return true;
    }
    let is_result = line.is_word(at, &["reported", "reports"])
        && matches!(line.item(at + 1), Some(Item::Money(_)));
    // "it said it would buy": a promise, no rumour.
    let is_promise = line.is_word(at, &["would"])
        && (at.saturating_sub(6)..at).any(|idx| {
            line.is(idx, Class::Say) || line.is_word(idx, &["announced", "announces", "confirmed"])
        });
    if is_promise || is_of_the_sum(line, at) || is_afterthought(line, at) || is_outlook(line, at) {
        return false;
    }
    // "may be terminated"
    let ends =
        line.is_word(at, &["may", "might", "could"]) && line.has(at + 1..at + 4, Class::Ended);
    if ends {
        return false;
    }
    (line.is(at, Class::Reported) || line.is(at, Class::Talks)) && !is_month && !is_result
}

/// `reported a value of`, `was reportedly worth`: only the sum is hearsay.
fn is_of_the_sum(line: &Line, at: usize) -> bool {
    line.is_word(at, &["reported", "reportedly"])
        && (at + 1..at + 4).any(|idx| line.is(idx, Class::Valuation))
}

/// `may be terminated by either side`: nobody has.
fn is_possible(line: &Line, at: usize) -> bool {
    (at.saturating_sub(3)..at)
        .any(|idx| line.is_word(idx, &["may", "can", "could", "might"]) && !line.is_capital(idx))
}

/// `allows it to buy`, `an option to buy`: a right that nobody has used.
fn is_option(line: &Line, at: usize) -> bool {
    let is_right = line.is_word(
        at,
        &["allows", "allow", "allowing", "option", "right", "lets"],
    );
    let to = (at + 1..at + 5).find(|idx| is_right && line.is(*idx, Class::To));
    to.is_some_and(|to| {
        (to + 1..to + 4).any(|idx| {
            matches!(
                line.class(idx),
                Some(Class::Acquire | Class::Invest | Class::Merge)
            )
        })
    })
}

/// `, reportedly its first`: said of what is added behind a comma.
fn is_afterthought(line: &Line, at: usize) -> bool {
    at > 0
        && line.is_word(at, &["reportedly", "apparently", "likely", "possibly"])
        && line.item(at - 1) == Some(Item::Comma)
        && matches!(line.class(at + 1), Some(Class::Its | Class::Article))
}

/// `the deal could fuel a boom`: what a deal may bring about.
fn is_outlook(line: &Line, at: usize) -> bool {
    let is_modal = line.is_word(at, &["may", "might", "could", "would"]);
    let of_the_deal = at > 0
        && matches!(
            line.class(at - 1),
            Some(Class::Deal | Class::Acquisition | Class::Partnership | Class::Investment)
        );
    is_modal && of_the_deal && line.is(at + 1, Class::Other) && !line.is_word(at + 1, &["be"])
}

/// `rejected the bid`, `turned down Orim's offer`.
pub(super) fn refuses(line: &Line, at: usize) -> bool {
    let turns_down = line.is_word(at, &["turned", "turns"]) && line.is_word(at + 1, &["down"]);
    let is_verb = line.is(at, Class::Blocked)
        && !line.is_word(at, &["unsolicited"])
        && !(at > 0 && line.is(at - 1, Class::To));
    (turns_down || is_verb)
        && (at + 1..at + 7)
            .take_while(|idx| {
                !matches!(
                    line.item(*idx),
                    Some(Item::Comma | Item::Sign(_) | Item::Word(Class::To | Class::That))
                )
            })
            .any(|idx| {
                line.is_word(
                    idx,
                    &["bid", "bids", "offer", "offers", "takeover", "approach"],
                )
            })
}

/// `by the end of`, `at the end of`, `weekend`: a time and no end.
fn is_time(line: &Line, at: usize) -> bool {
    line.is_word(at, &["end", "ends", "split"])
        && (line.is(at + 1, Class::Of)
            || line.is(at + 1, Class::In)
            || at > 0 && line.is(at - 1, Class::Article))
        || line.is_word(at, &["block", "blocks"]) && line.item(at + 1) == Some(Item::Hyphen)
}

/// Whether a word of an end at `idx` can end the deal told at `at`: `ended up selling` and `end-to-end` tell of
/// none, `ends a feud over its deal` of another, and who abandons or terminates says what.
fn ends_it(line: &Line, idx: usize, at: usize) -> bool {
    let is_joined = [idx.checked_sub(1), Some(idx + 1)]
        .into_iter()
        .flatten()
        .any(|beside| line.item(beside) == Some(Item::Hyphen));
    let ends_up = line.is_word(idx + 1, &["up"]);
    let is_about = (idx + 1..at).any(|between| line.is_word(between, &["over", "amid", "despite"]));
    let needs_object = line.is_word(
        idx,
        &[
            "abandon",
            "abandons",
            "terminate",
            "terminates",
            "cancel",
            "cancels",
        ],
    );
    let has_object = || {
        (idx.saturating_sub(4)..idx + 7).any(|near| {
            matches!(
                line.class(near),
                Some(
                    Class::Deal
                        | Class::Partnership
                        | Class::Acquisition
                        | Class::Merge
                        | Class::Investment
                        | Class::Round
                        | Class::Talks
                        | Class::License
                )
            )
        })
    };
    !is_joined && !ends_up && !is_about && (!needs_object || has_object())
}

/// `the contract that Anthropic walked away from`: said of somebody who is no party.
fn is_of_others(line: &Line, at: usize, parties: &[(EntityId, Role)]) -> bool {
    let before = (at.saturating_sub(5)..at).rev();
    let who = before
        .take_while(|idx| line.item(*idx) != Some(Item::Comma))
        .find_map(|idx| line.name(idx));
    who.is_some_and(|who| !parties.iter().any(|(id, _)| *id == who))
}

/// Whether the phrase at `at` tells that a deal fell through.
fn falls_through(line: &Line, at: usize) -> bool {
    line.is_word(at, &["fell", "falls", "fall", "fallen"])
        && line.is_word(at + 1, &["apart", "through"])
        || line.is_word(at, &["called", "calls", "calling", "call"])
            && line.is_word(at + 1, &["off"])
        || line.is_word(
            at,
            &[
                "drops",
                "dropped",
                "withdraws",
                "withdrew",
                "shelved",
                "shelves",
            ],
        ) && (at + 1..at + 6)
            .any(|idx| line.is_word(idx, &["bid", "offer", "plan", "plans", "deal", "talks"]))
        || line.is_word(at, &["gave", "gives", "give"]) && line.is_word(at + 1, &["up"])
        || line.is_word(at, &["walked", "walks", "backed", "pulled", "pulls"])
            && line.is_word(at + 1, &["away", "out"])
        || line.is_word(at, &["come", "came"])
            && line.is_word(at + 1, &["together"])
            && line.is_denied(at)
        || line.is_word(at, &["come", "comes", "came"])
            && line.is_word(at + 1, &["to"])
            && line.is_word(at + 3, &["end"])
        || line.is_word(at, &["parted"]) && line.is_word(at + 1, &["ways"])
}

/// `according to PitchBook data`: a fact, no rumour.
fn has_data(line: &Line) -> bool {
    (0..line.len()).any(|at| line.is_word(at, &["pitchbook", "crunchbase", "data"]))
}

/// Whether the headline tells that the news is somebody's report.
pub(super) fn title_is_hedged(line: &Line) -> bool {
    // "a partnership that might end in": the partnership is no rumour.
    (0..line.len())
        .take_while(|at| *at < 3 || !line.is_word(*at, &["that", "which"]))
        .any(|at| hedges(line, at))
}

/// Whether somebody announces or confirms what is told at item `at`.
pub(super) fn is_told(line: &Line, at: usize) -> bool {
    (at.saturating_sub(10)..(at + 3).min(line.len())).any(|idx| {
        line.is_word(
            idx,
            &[
                "announced",
                "announces",
                "announcing",
                "confirmed",
                "confirms",
                "unveiled",
            ],
        ) && !line.is_denied(idx)
    })
}
