//! Rounds, stakes, and who backs whom.

use super::acquisitions::owner_or_subject;
use super::draft::Draft;
use super::line::{Item, Line};
use crate::enrich::names::EntityId;
use crate::enrich::tags::{DealKind, Role};
use crate::enrich::words::Class;

/// The investments that a sentence tells. A round's investors that follow in later sentences come as
/// drafts without investee; [`super::join`] gives them the round before.
pub(super) fn read(line: &Line, drafts: &mut Vec<Draft>) {
    let investors = investors(line);
    let first = drafts.len();
    for at in 0..line.len() {
        match line.class(at) {
            Some(Class::Raise) => raise(line, at, &investors, drafts),
            Some(Class::Obtain) => obtain(line, at, &investors, drafts),
            Some(Class::Round) => owned_round(line, at, &investors, first, drafts),
            Some(Class::Invest) => invest(line, at, drafts),
            Some(Class::Investment) => investment(line, at, drafts),
            Some(Class::Stake) => stake(line, at, drafts),
            Some(Class::Back) => back(line, at, drafts),
            Some(Class::Investors) => investor_in(line, at, drafts),
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

/// Who leads or joins a round, wherever the sentence says so.
fn investors(line: &Line) -> Vec<EntityId> {
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
                add(list(line, at))
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
                add(list(line, at))
            }
            Some(Class::Including)
                if has_round && line.has(at.saturating_sub(3)..at, Class::Investors) =>
            {
                add(list(line, at))
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
                add(line.subject(at))
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
                add(line.subject(at))
            }
            _ => {}
        }
    }
    found
}

fn list(line: &Line, at: usize) -> Vec<EntityId> {
    let mut from = at + 1;
    // "from investors including Orim", "by existing backer Vale"
    let end = (at + 6).min(line.len());
    if let Some(including) = (at + 1..end).find(|idx| line.is(*idx, Class::Including)) {
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

fn raise(line: &Line, at: usize, investors: &[EntityId], drafts: &mut Vec<Draft>) {
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
    let has_worth = (at..stop).any(|idx| matches!(line.item(idx), Some(Item::Money(_))));
    let has_round = line.has(at + 1..stop, Class::Round);
    if sum.is_none() && !has_round && !has_worth {
        return;
    }
    // "has raised $3 billion to date": a sum of rounds, none of its own.
    let is_total = (at..(at + 11).min(line.len()))
        .any(|idx| line.is_word(idx, &["total", "date", "altogether", "overall"]));
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

fn obtain(line: &Line, at: usize, investors: &[EntityId], drafts: &mut Vec<Draft>) {
    let end = (at + 12).min(line.len());
    let stop = (at + 1..end)
        .find(|idx| {
            matches!(
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
                        | Class::In
                )
            )
        })
        .unwrap_or(end);
    let Some(round) = (at + 1..stop).find(|idx| {
        line.is(*idx, Class::Round) && line.item(idx - 1) != Some(Item::Hyphen)
            || line.is_word(*idx, &["raise"])
    }) else {
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
    let is_plain = line.is_word(
        at,
        &[
            "has", "had", "have", "having", "make", "makes", "made", "making", "get", "gets", "got",
        ],
    );
    if is_plain
        || (sum.is_none()
            && line.is_word(round, &["capital", "equity", "financing", "funding"])
            && investors.is_empty())
    {
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
    let investee: Vec<EntityId> = owner
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

fn is_org(line: &Line, id: EntityId) -> bool {
    line.names
        .entity(id)
        .is_some_and(|entity| entity.kind != crate::enrich::names::Kind::Person && !entity.is_media)
}

/// `Orim invests $5 billion in Vale`.
fn invest(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    let end = (at + 14).min(line.len());
    for preposition in (at + 1..end).filter(|idx| line.is(*idx, Class::In)) {
        let investors = line.subject(at);
        let mut into = line.object(preposition);
        let the_company = line.is_word(preposition + 1, &["the"])
            && line.is(preposition + 2, Class::OrgNoun)
            || line.is_word(preposition + 1, &["it"]);
        if into.is_empty() && the_company {
            into.extend(line.other_than(&investors, at));
        }
        if into.is_empty() {
            continue;
        }
        let nearest = (at..preposition)
            .rev()
            .find_map(|idx| line.price(idx..idx + 1));
        let sum = nearest.or_else(|| line.price(at.saturating_sub(4)..at));
        push_stake(line, at, "invests in", &investors, &into, sum, drafts);
    }
}

/// `Orim's investment in Vale`, `an investment from Orim`.
fn investment(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    let end = (at + 8).min(line.len());
    let sum = line
        .price(at.saturating_sub(6)..at)
        .or_else(|| line.price(at..(at + 5).min(line.len())));
    if let Some(into) =
        (at + 1..end).find(|idx| line.is(*idx, Class::In) || line.is_word(*idx, &["with"]))
    {
        let investees = line.object(into);
        if !investees.is_empty() {
            let investors = owner_or_subject(line, at, &investees);
            push_stake(
                line,
                at,
                "investment in",
                &investors,
                &investees,
                sum,
                drafts,
            );
            return;
        }
    }
    if let Some(from) = (at + 1..(at + 3).min(line.len()))
        .find(|idx| line.is(*idx, Class::From) || line.is(*idx, Class::By))
    {
        let investors = line.object(from);
        if !investors.is_empty() {
            let investees = owner_or_subject(line, at, &investors);
            push_stake(
                line,
                at,
                "investment from",
                &investors,
                &investees,
                sum,
                drafts,
            );
        }
    }
}

fn stake(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    if line.is_word(at, &["shares"]) && !line.has(at.saturating_sub(4)..at, Class::Acquire) {
        return;
    }
    let Some(of) = (at + 1..(at + 3).min(line.len()))
        .find(|idx| line.is(*idx, Class::In) || line.is(*idx, Class::Of))
    else {
        return;
    };
    let investees = line.object(of);
    let investors = owner_or_subject(line, at, &investees);
    let sum = line
        .price(at.saturating_sub(5)..at)
        .or_else(|| line.price(at..(at + 8).min(line.len())));
    push_stake(line, at, "stake in", &investors, &investees, sum, drafts);
}

fn push_stake(
    line: &Line,
    at: usize,
    rule: &'static str,
    investors: &[EntityId],
    investees: &[EntityId],
    sum: Option<usize>,
    drafts: &mut Vec<Draft>,
) {
    let investors: Vec<EntityId> = investors
        .iter()
        .copied()
        .filter(|id| !investees.contains(id) && !line.is_press(*id))
        .collect();
    if investors.is_empty() {
        return;
    }
    for investee in investees.iter().filter(|id| is_org(line, **id)).take(8) {
        drafts.push(
            Draft::new(DealKind::Investment, rule, line.idx, at)
                .with(&investors, Role::Investor)
                .with(&[*investee], Role::Investee)
                .for_sum(sum.and_then(|idx| line.money.get(idx))),
        );
    }
}

/// `Orim-backed Vale`, `backed by Orim`, `Orim backs Vale`.
fn back(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    let hyphen = at
        .checked_sub(1)
        .is_some_and(|before| line.item(before) == Some(Item::Hyphen));
    if hyphen {
        let investor = at.checked_sub(2).and_then(|before| line.name(before));
        let investees = line.object(at);
        push_stake(
            line,
            at,
            "backed",
            investor.as_slice(),
            investees.get(..1).unwrap_or_default(),
            None,
            drafts,
        );
    } else if line.is(at + 1, Class::By) {
        let investors = list(line, at + 1);
        push_stake(
            line,
            at,
            "backed by",
            &investors,
            &line.subject(at),
            None,
            drafts,
        );
    } else if line.is_word(at, &["backs", "backed", "back"]) {
        let investees = line
            .object_at(at + 1, 6)
            .map(|first| line.list_from(first, false))
            .unwrap_or_default();
        let sum = line.price(at..(at + 12).min(line.len()));
        push_stake(
            line,
            at,
            "backs",
            &line.subject(at),
            &investees,
            sum,
            drafts,
        );
    }
}

/// `Orim, an investor in Vale`, `Vale investor Orim`.
fn investor_in(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    if let Some(into) = (at + 1..(at + 3).min(line.len()))
        .find(|idx| line.is(*idx, Class::In) || line.is(*idx, Class::Of))
    {
        let investors = line.subject(at);
        let mut investees = line.object(into);
        if investees.is_empty()
            && line.is_word(into + 1, &["the"])
            && line.is(into + 2, Class::OrgNoun)
        {
            investees.extend(line.other_than(&investors, at));
        }
        push_stake(
            line,
            at,
            "investor in",
            &investors,
            &investees,
            None,
            drafts,
        );
        return;
    }
    let investee = at
        .checked_sub(1)
        .and_then(|before| line.name(before))
        .or_else(|| line.possessor(at));
    let behind = (at + 1..at + 3).find(|idx| matches!(line.item(*idx), Some(Item::Name(_))));
    if let (Some(investee), Some(behind)) = (investee, behind)
        && line.is_word(at, &["investor", "backer"])
    {
        push_stake(
            line,
            at,
            "investor",
            &line.list_from(behind, false),
            &[investee],
            None,
            drafts,
        );
    }
}
