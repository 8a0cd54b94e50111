//! Rounds: who raises how much, in which sentence.

use super::draft::Draft;
use super::line::{Item, Line};
use super::{investors, stakes};
use crate::enrich::names::EntityId;
use crate::enrich::tags::{DealKind, Qualifier, Role};
use crate::enrich::words::Class;

/// The investments that a sentence tells. A round's investors that follow in later sentences come as
/// drafts without investee; [`super::join`] gives them the round before.
pub(super) fn read(line: &Line, drafts: &mut Vec<Draft>) {
    let investors = investors::investors(line);
    let first = drafts.len();
    for at in 0..line.len() {
        match line.class(at) {
            Some(Class::Raise) => raise(line, at, &investors, drafts),
            Some(Class::Obtain) => obtain(line, at, &investors, drafts),
            Some(Class::Round) => owned_round(line, at, &investors, first, drafts),
            Some(Class::Invest) => stakes::invest(line, at, drafts),
            Some(Class::Investment) => stakes::investment(line, at, drafts),
            Some(Class::Stake) => stakes::stake(line, at, drafts),
            Some(Class::Back) => stakes::back(line, at, drafts),
            Some(Class::Investors) => stakes::investor_in(line, at, drafts),
            _ => {}
        }
    }
    let has_round = drafts
        .get(first..)
        .unwrap_or_default()
        .iter()
        .any(|draft| !matches!(draft.rule, "backed"));
    if !has_round && !investors.is_empty() {
        drafts.push(
            Draft::new(DealKind::Investment, "investors of the round", line.idx, 0)
                .with(&investors, Role::Investor),
        );
    }
}

fn raise(line: &Line, at: usize, investors: &[EntityId], drafts: &mut Vec<Draft>) {
    // "Orim's $3 billion raise": a noun.
    let owned = line
        .is_word(at, &["raise"])
        .then(|| line.price(at.saturating_sub(2)..at))
        .flatten();
    if let (Some(sum), Some(owner)) = (owned, line.possessor(at)) {
        push_round(
            line,
            at,
            "its round",
            &[owner],
            investors,
            Some(sum),
            drafts,
        );
        return;
    }
    let end = (at + 12).min(line.len());
    // Another verb's sum is not this one's.
    let stop = (at + 1..end)
        .find(|idx| {
            matches!(
                line.class(*idx),
                Some(Class::Raise | Class::Acquire | Class::Say)
            )
        })
        .unwrap_or(end);
    let sum = line.price(at..stop);
    let has_worth = (at..stop).any(|idx| match line.item(idx) {
        Some(Item::Money(money)) => line.is_large(money) || line.is_cut_off(money),
        _ => false,
    });
    let has_round = line.has(at + 1..stop, Class::Round);
    if sum.is_none() && !has_round && !has_worth || raises_a_price(line, at) {
        return;
    }
    // "has raised $3 billion to date": a sum of rounds, none of its own.
    let is_total = (at..(at + 11).min(line.len()))
        .any(|idx| line.is_word(idx, &["total", "date", "altogether", "overall"]));
    // "had previously raised about $3 billion": all rounds together, rounded.
    let is_rounded = sum
        .and_then(|idx| line.money.get(idx))
        .is_some_and(|money| money.amount.qualifier == Some(Qualifier::About));
    let is_total = is_total || is_rounded && line.has(at.saturating_sub(3)..at, Class::Past);
    if is_total && investors.is_empty() {
        return;
    }
    // A listing at an exchange is no round.
    let is_listing = line.is_word(0, &["ipo"])
        || (at..line.len().min(at + 14)).any(|idx| line.is_word(idx, &["ipo", "listing", "debut"]));
    if is_listing {
        return;
    }
    let investee = line.subject(at);
    push_round(line, at, "raises", &investee, investors, sum, drafts);
}

/// `raises the price of`, `raised its forecast to $3 billion`, `raises questions`: no money comes in.
fn raises_a_price(line: &Line, at: usize) -> bool {
    const NO_MONEY: [&str; 34] = [
        "price",
        "prices",
        "pricing",
        "fee",
        "fees",
        "rate",
        "rates",
        "cost",
        "costs",
        "tax",
        "taxes",
        "cap",
        "limit",
        "limits",
        "ceiling",
        "bar",
        "profile",
        "stakes",
        "wages",
        "salaries",
        "minimum",
        "forecast",
        "forecasts",
        "guidance",
        "outlook",
        "estimate",
        "estimates",
        "target",
        "question",
        "questions",
        "concern",
        "concerns",
        "doubts",
        "awareness",
    ];
    (at + 1..(at + 7).min(line.len()))
        .take_while(|idx| {
            matches!(
                line.item(*idx),
                Some(Item::Word(_) | Item::Name(_) | Item::Product(_) | Item::Possessive)
            ) && !begins_a_phrase(line, *idx)
        })
        .any(|idx| line.is_word(idx, &NO_MONEY) && !describes_money(line, idx))
}

/// `raised tax startup funding`, `raised target capital`: whether the noun at `at` only says more of a round or of a
/// sum behind it.
fn describes_money(line: &Line, at: usize) -> bool {
    (at + 1..at + 5)
        .take_while(|idx| {
            !matches!(
                line.item(*idx),
                Some(
                    Item::Comma
                        | Item::Sign(_)
                        | Item::Word(
                            Class::Of | Class::And | Class::Or | Class::That | Class::Which
                        )
                )
            ) && !begins_a_phrase(line, *idx)
        })
        .any(|idx| {
            // "raised its forecast $3 billion to $9 billion"
            let is_step = || line.is(idx + 1, Class::Of) || begins_a_phrase(line, idx + 1);
            matches!(line.class(idx), Some(Class::Round | Class::Investment))
                || line.price(idx..idx + 1).is_some() && !is_step()
        })
}

/// Whether a preposition stands at `at` that begins what is no object.
fn begins_a_phrase(line: &Line, at: usize) -> bool {
    matches!(
        line.class(at),
        Some(
            Class::By
                | Class::With
                | Class::From
                | Class::In
                | Class::To
                | Class::For
                | Class::On
                | Class::Between
                | Class::Preposition
        )
    )
}

fn obtain(line: &Line, at: usize, investors: &[EntityId], drafts: &mut Vec<Draft>) {
    let end = (at + 12).min(line.len());
    // "secured $40 million in fresh funding"
    let is_in = |idx: usize| {
        line.is(idx, Class::In)
            && !(matches!(line.item(idx - 1), Some(Item::Money(_)))
                && line.has(idx + 1..idx + 4, Class::Round))
    };
    let stop = (at + 1..end)
        .find(|idx| {
            is_in(*idx)
                || matches!(
                    line.class(*idx),
                    Some(
                        Class::Raise
                            | Class::Acquire
                            | Class::Acquisition
                            | Class::Say
                            | Class::Invest
                            | Class::Which
                            | Class::That
                            | Class::Partnership
                    )
                )
        })
        .unwrap_or(end);
    let Some(round) = (at + 1..stop).find(|idx| {
        line.is(*idx, Class::Round) && line.item(idx - 1) != Some(Item::Hyphen)
            || line.is_word(*idx, &["raise"])
    }) else {
        // "received $40 million from Orim"
        let money = (at + 1..at + 4).find(|idx| matches!(line.item(*idx), Some(Item::Money(_))));
        let from = money.filter(|money| line.is(money + 1, Class::From));
        if let Some(from) = from.filter(|_| !is_had(line, at)) {
            let givers = investors::list(line, from + 1);
            let sum = line.price(at + 1..from + 1);
            if !givers.is_empty() && sum.is_some() {
                let rule = "secures a sum";
                push_round(line, at, rule, &line.subject(at), &givers, sum, drafts);
            }
            return;
        }
        // "secured $250 million at a $4 billion valuation"
        let sum = line.price(at + 1..stop.min(at + 4));
        let behind = line.has(at..end, Class::Valuation) && line.has(at..end, Class::Preposition);
        if sum.is_some() && behind {
            push_round(
                line,
                at,
                "secures a sum",
                &line.subject(at),
                investors,
                sum,
                drafts,
            );
        }
        return;
    };
    let sum = line.price(at..(round + 5).min(line.len()));
    let is_plain = is_had(line, at) || line.is_word(at, &["get", "gets", "got"]);
    if is_plain || sum.is_none() && investors.is_empty() && !is_of_money(line, at, round) {
        return;
    }
    push_round(
        line,
        at,
        "closes a round",
        &line.subject(at),
        investors,
        sum,
        drafts,
    );
}

/// Whether a round of which neither sum nor investors are told is one of money: `closed its round`, `nabs seed
/// funding`, `lands a funding round`; who wins a round may play.
fn is_of_money(line: &Line, verb: usize, round: usize) -> bool {
    if line.is_word(round, &["capital", "equity", "financing", "funding"]) {
        return line.is(round + 1, Class::Round);
    }
    let closes = line.is_word(verb, &["close", "closes", "closed", "closing"]);
    let is_named = [round.wrapping_sub(1), round + 1]
        .iter()
        .any(|beside| matches!(line.class(*beside), Some(Class::Round | Class::Investment)));
    closes || is_named || line.is_word(round, &["series", "raise"])
}

/// Verbs that say nothing of how money was come by.
fn is_had(line: &Line, at: usize) -> bool {
    line.is_word(
        at,
        &[
            "has", "had", "have", "having", "make", "makes", "made", "making",
        ],
    )
}

/// `Orim's $40 million Series B round`.
fn owned_round(
    line: &Line,
    at: usize,
    investors: &[EntityId],
    first: usize,
    drafts: &mut Vec<Draft>,
) {
    let of = line
        .is(at + 1, Class::Of)
        .then(|| line.price(at + 1..(at + 4).min(line.len())))
        .flatten();
    let sum = line.price(at.saturating_sub(4)..at).or(of);
    let is_total = (at.saturating_sub(3)..at).any(|idx| line.is_word(idx, &["total", "more"]));
    if sum.is_none() && investors.is_empty() || is_total {
        return;
    }
    let known = drafts.get(first..).unwrap_or_default().iter().any(|draft| {
        draft.rule != "backed" && draft.kind == DealKind::Investment && same_sum(line, sum, draft)
    });
    if known {
        return;
    }
    let after_hyphen = at > 0 && line.item(at - 1) == Some(Item::Hyphen);
    if after_hyphen {
        return;
    }
    let owner = line
        .possessor(at)
        .or_else(|| at.checked_sub(1).and_then(|before| line.name(before)));
    // "leads a round in Orim"
    let into = (line.is(at + 1, Class::In))
        .then(|| line.object(at + 1))
        .and_then(|found| found.first().copied());
    let investee: Vec<EntityId> = into
        .or(owner)
        .filter(|id| !investors.contains(id))
        .into_iter()
        .collect();
    if investee.is_empty()
        && !investors.is_empty()
        && sum.is_none()
        && line.is_word(at, &["round", "rounds", "funding"])
    {
        let subject: Vec<EntityId> = line
            .subject(at)
            .into_iter()
            .filter(|id| !investors.contains(id))
            .collect();
        push_round(line, at, "in a round", &subject, investors, sum, drafts);
        return;
    }
    if investee.is_empty() && sum.is_some() && line.is_word(at, &["round", "seed", "series"]) {
        let topic: Vec<EntityId> = line
            .antecedent(at)
            .filter(|id| !investors.contains(id))
            .or(line.topic)
            .into_iter()
            .collect();
        push_round(line, at, "a round", &topic, investors, sum, drafts);
        return;
    }
    push_round(line, at, "its round", &investee, investors, sum, drafts);
}

fn same_sum(line: &Line, sum: Option<usize>, draft: &Draft) -> bool {
    let value = |idx: usize| line.money.get(idx).map(|money| money.amount.value);
    match (sum.and_then(value), &draft.amount) {
        (Some(sum), Some(amount)) => (sum - amount.value).abs() < 1.0,
        _ => true,
    }
}

fn push_round(
    line: &Line,
    at: usize,
    rule: &'static str,
    investee: &[EntityId],
    investors: &[EntityId],
    sum: Option<usize>,
    drafts: &mut Vec<Draft>,
) {
    let investee: Vec<EntityId> = investee
        .iter()
        .copied()
        .filter(|id| !investors.contains(id) && is_org(line, *id))
        .take(1)
        .collect();
    if investee.is_empty() {
        return;
    }
    drafts.push(
        Draft::new(DealKind::Investment, rule, line.idx, at)
            .with(&investee, Role::Investee)
            .with(investors, Role::Investor)
            .for_sum(sum.and_then(|idx| line.money.get(idx))),
    );
}

pub(super) fn is_org(line: &Line, id: EntityId) -> bool {
    line.names
        .entity(id)
        .is_some_and(|entity| entity.kind != crate::enrich::names::Kind::Person && !entity.is_media)
}
