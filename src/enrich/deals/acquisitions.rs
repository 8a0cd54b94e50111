//! Who buys, or merges with, whom.

use std::ops::Range;

use super::draft::Draft;
use super::handovers;
use super::line::{Item, Line};
use super::status;
use crate::enrich::names::EntityId;
use crate::enrich::names::deeds::is_snap;
use crate::enrich::tags::{DealKind, Role};
use crate::enrich::words::Class;

/// The acquisitions that a sentence tells.
pub(super) fn read(line: &Line, drafts: &mut Vec<Draft>) {
    for at in 0..line.len() {
        match line.class(at) {
            Some(Class::Acquire) => {
                if line.is_word(at, &["hired", "hires"]) {
                    handovers::hire(line, at, drafts);
                } else if snaps(line, at) {
                    phrase(line, at, drafts);
                } else if line.is_word(at, &["purchase", "purchases"]) && is_noun(line, at) {
                    noun(line, at, drafts);
                } else {
                    verb(line, at, drafts);
                }
            }
            Some(Class::Acquisition) if !is_product(line, at) => noun(line, at, drafts),
            Some(Class::Merge) => handovers::merge(line, at, drafts),
            Some(Class::Talks | Class::Offer) => bid(line, at, drafts),
            Some(Class::Sell) => handovers::sell(line, at, drafts),
            Some(Class::Other) => phrase(line, at, drafts),
            Some(Class::Join) => handovers::join(line, at, drafts),
            Some(Class::Pay) => handovers::pay(line, at, drafts),
            _ => {}
        }
    }
}

/// `Orim Takeout`: with a capital behind a name, in a line where capitals tell, a product.
fn is_product(line: &Line, at: usize) -> bool {
    at > 0
        && line.is_capital(at)
        && line.name(at - 1).is_some()
        && !line
            .sentence
            .is_title_case_at(line.tokens.get(at).copied().unwrap_or(0))
}

/// `Orim's bid for Vale`, `Vale rejected Orim's offer`.
fn bid(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    if !line.is_word(at, &["bid", "offer"]) {
        return;
    }
    let has_price = line.price(at.saturating_sub(3)..at).is_some();
    if let Some(target) = line
        .is(at + 1, Class::For)
        .then(|| line.object(at + 1))
        .filter(|found| !found.is_empty())
    {
        if has_price || line.is_word(at, &["bid"]) {
            let buyers = line.owner_or_subject(at, &target);
            push(line, at, "bids for", &buyers, &target, drafts);
        }
        return;
    }
    let refusal = (at.saturating_sub(7)..at).find(|idx| status::refuses(line, *idx));
    let buyer = line.possessor(at);
    if let (Some(refusal), Some(buyer)) = (refusal, buyer)
        && (has_price || line.is_word(at, &["bid"]))
    {
        let targets = line.subject(refusal);
        push(line, at, "bid refused", &[buyer], &targets, drafts);
        return;
    }
    // "Orim's $3 billion takeover bid": for whom the article is about.
    let is_takeover = at > 0 && line.is(at - 1, Class::Acquisition);
    if let Some(buyer) = buyer.filter(|_| is_takeover && line.is_word(at, &["bid"])) {
        let target = line.other_than(&[buyer], at);
        push(
            line,
            at,
            "takeover bid",
            &[buyer],
            target.as_slice(),
            drafts,
        );
    }
}

/// `snaps`, `scooped`: bought, where `up` follows.
fn snaps(line: &Line, at: usize) -> bool {
    let token = line.tokens.get(at).copied().unwrap_or(usize::MAX);
    is_snap(line.reading, token)
}

/// `snaps up Orim`, `takes Orim private`.
fn phrase(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    let first = if line.is(at, Class::Acquire) {
        line.object_at(at + 2, 8)
            .filter(|_| line.is_word(at + 1, &["up"]))
    } else if line.is_word(at, &["take", "takes", "took", "taking"]) {
        line.object_at(at + 1, 4)
            .filter(|first| line.is_word(first + 1, &["private"]))
    } else {
        None
    };
    let Some(first) = first else {
        return;
    };
    let targets = targets_from(line, first);
    push(line, at, "takes over", &line.subject(at), &targets, drafts);
}

fn is_noun(line: &Line, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| {
        matches!(
            line.class(before),
            Some(Class::Article | Class::Its | Class::Other | Class::Past)
        ) || line.item(before) == Some(Item::Possessive)
    })
}

/// A draft for each target, with the price that is told near `at`.
pub(super) fn push(
    line: &Line,
    at: usize,
    rule: &'static str,
    buyers: &[EntityId],
    targets: &[EntityId],
    drafts: &mut Vec<Draft>,
) {
    let buyers: Vec<EntityId> = buyers
        .iter()
        .copied()
        .filter(|id| !line.is_press(*id))
        .collect();
    for target in targets.iter().take(12) {
        if buyers.is_empty() || buyers.contains(target) || line.is_press(*target) {
            continue;
        }
        let price = price_of(line, at);
        drafts.push(
            Draft::new(DealKind::Acquisition, rule, line.idx, at)
                .with(&buyers, Role::Buyer)
                .with(&[*target], Role::Target)
                .for_sum(price.and_then(|idx| line.money.get(idx))),
        );
    }
}

/// The price near a word: that of the noun itself (`its $3 billion purchase`), else behind it, then before it.
fn price_of(line: &Line, at: usize) -> Option<usize> {
    // A company is not paid by the month.
    let price_at = |at: usize| {
        let is_whole = |idx: &usize| {
            let sum = line.money.get(*idx);
            sum.is_some_and(|sum| sum.amount.per.is_none())
        };
        line.price(at..at + 1).filter(is_whole)
    };
    let price = |range: Range<usize>| range.into_iter().find_map(price_at);
    let is_noun = line.is(at, Class::Acquisition);
    let own = is_noun.then(|| price(at.saturating_sub(3)..at)).flatten();
    own.or_else(|| price(at..end_of_clause(line, at)))
        .or_else(|| {
            (at.saturating_sub(8)..at)
                .filter(|sum| !is_of_another_verb(line, *sum, at))
                .find_map(price_at)
        })
}

/// `invested $3 billion in Orim, and acquired Vale`: whether a comma parts the sum at `sum` from what is told at
/// `at`, and a deal's verb stands before it in its own clause.
fn is_of_another_verb(line: &Line, sum: usize, at: usize) -> bool {
    const REACH: usize = 12;
    (sum..at).any(|idx| line.item(idx) == Some(Item::Comma))
        && (sum.saturating_sub(REACH)..sum)
            .rev()
            .take_while(|idx| !matches!(line.item(*idx), Some(Item::Comma | Item::Sign(_))))
            .any(|idx| {
                matches!(
                    line.class(idx),
                    Some(Class::Invest | Class::Raise | Class::Sell | Class::Acquire)
                )
            })
}

/// Where what is told at `at` ends, if it stands in brackets or in a clause of its own: `which bought Orim, raised`.
fn end_of_clause(line: &Line, at: usize) -> usize {
    const REACH: usize = 22;
    let end = (at + REACH).min(line.len());
    let in_clause = (at.saturating_sub(3)..at).any(|idx| line.is(idx, Class::Which));
    let mut n_open = 0;
    for idx in at..end {
        match line.item(idx) {
            Some(Item::Sign('(')) => n_open += 1,
            Some(Item::Sign(')')) if n_open == 0 => return idx,
            Some(Item::Sign(')')) => n_open -= 1,
            Some(Item::Comma) if in_clause && n_open == 0 => return idx,
            _ => {}
        }
    }
    end
}

fn verb(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    // "bought by": passive, or a shortened relative clause.
    let by = (at + 1..at + 4).find(|idx| line.is(*idx, Class::By));
    if let Some(by) = by.filter(|by| (at + 1..*by).all(|idx| line.name(idx).is_none())) {
        let is_relative = !(at.saturating_sub(3)..at).any(|idx| line.is(idx, Class::Auxiliary));
        let nearest = (at.saturating_sub(14)..at)
            .rev()
            .find_map(|idx| line.name(idx));
        let targets = if is_relative && nearest.is_some() {
            nearest.into_iter().collect()
        } else {
            line.subject(at)
        };
        push(line, at, "acquired by", &line.object(by), &targets, drafts);
        return;
    }
    let reach = (at + 1..(at + 9).min(line.len())).take_while(|idx| line.name(*idx).is_none());
    let buys_a_share = reach.clone().any(|idx| {
        line.is(idx, Class::Stake)
            || line.is_word(idx, &["percent", "licenses", "rights", "access"])
    });
    if buys_a_share {
        return;
    }
    let Some(first) = line.object_at(at + 1, 12) else {
        // "acquires assets from Orim"
        let assets = (at + 1..at + 4).find(|idx| line.is_word(*idx, &["assets", "technology"]));
        if let Some(from) = assets
            .map(|assets| assets + 1)
            .filter(|from| matches!(line.class(*from), Some(Class::From | Class::Of)))
        {
            push(
                line,
                at,
                "acquires assets",
                &line.subject(at),
                &line.object(from),
                drafts,
            );
            return;
        }
        // "talked with Orim about acquiring the startup"
        let is_owner = (at + 2..at + 6).any(|idx| line.item(idx) == Some(Item::Possessive));
        if (is_the_company(line, at + 1) || line.is_word(at + 1, &["it"])) && !is_owner {
            let buyers = line.subject(at);
            let target = line.other_than(&buyers, at);
            if buys_a_thing(line, at, &buyers, target) {
                return;
            }
            push(
                line,
                at,
                "acquires the company",
                &buyers,
                target.as_slice(),
                drafts,
            );
        }
        return;
    };
    if buys_goods(line, first) {
        return;
    }
    let buyers = line.subject(at);
    let targets = targets_from(line, first);
    push(line, at, "acquires", &buyers, &targets, drafts);
}

/// `the startup`, said of one that was named; `the maker of`, `the startup behind` say who it is themselves.
fn is_the_company(line: &Line, the: usize) -> bool {
    let noun = (the + 1..the + 4).find(|idx| line.is(*idx, Class::OrgNoun));
    let Some(noun) = noun.filter(|_| line.is_word(the, &["the"])) else {
        return false;
    };
    let is_told = matches!(
        line.class(noun + 1),
        Some(Class::Of | Class::That | Class::Which | Class::Use)
    );
    !is_told && !line.is_word(noun + 1, &["behind", "called", "known", "founded"])
}

/// `a good time to buy it`: who buys `it`, in words that shoppers use too, is a company only where the sentence
/// names both.
fn buys_a_thing(line: &Line, at: usize, buyers: &[EntityId], target: Option<EntityId>) -> bool {
    let is_named = |id: EntityId| (0..at).any(|idx| line.name(idx) == Some(id));
    let is_plain = !line.is_word(at, &["acquire", "acquires", "acquired", "acquiring"]);
    is_plain
        && line.is_word(at + 1, &["it"])
        && !(buyers.iter().copied().all(is_named) && target.is_some_and(is_named))
}

/// Whether what is bought is what a company makes: `Orim's chips`, `Orim GPUs`.
pub(super) fn buys_goods(line: &Line, name: usize) -> bool {
    let from = name + 1 + usize::from(line.item(name + 1) == Some(Item::Possessive));
    let product = matches!(line.item(from), Some(Item::Product(_)));
    (from..from + 3).any(|idx| match line.class(idx) {
        Some(Class::Hardware | Class::Compute | Class::Power | Class::Stake) => true,
        Some(Class::ProductNoun) => !product,
        _ => false,
    })
}

fn targets_from(line: &Line, first: usize) -> Vec<EntityId> {
    let mut targets = line.list_from(first, false);
    // "the Orim developer Vale": a name that only describes the next one.
    let described = (first + 1..first + 4).find(|idx| line.name(*idx).is_some());
    if targets.len() == 1
        && let Some(real) = described
        && (first + 1..real).all(|idx| matches!(line.class(idx), Some(Class::OrgNoun)))
        && real > first + 1
    {
        targets = line.list_from(real, false);
    }
    targets
}

fn noun(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    let end = line.len();
    // "new purchases for": what shoppers do.
    let is_purchase = line.is(at, Class::Acquire);
    let of = (at + 1..(at + 4).min(end))
        .find(|idx| line.is(*idx, Class::Of) || !is_purchase && line.is(*idx, Class::For));
    let with = (at + 1..(at + 5).min(end))
        .find(|idx| line.is(*idx, Class::With) || line.is(*idx, Class::Between));
    let by = (at + 1..(at + 10).min(end)).find(|idx| line.is(*idx, Class::By));
    let including = (at + 1..(at + 9).min(end)).find(|idx| line.is(*idx, Class::Including));
    if let Some(of) = of {
        let targets = line.object(of);
        if targets.len() >= 2 && is_merger(line, at) {
            let (first, rest) = targets.split_at(1);
            push(line, at, "merger of", first, rest, drafts);
            return;
        }
        let buyers = by
            .map(|by| line.object(by))
            .filter(|found| !found.is_empty());
        let buyers = buyers.unwrap_or_else(|| line.owner_or_subject(at, &targets));
        push(line, at, "acquisition of", &buyers, &targets, drafts);
        return;
    }
    if let Some(including) = including.filter(|_| {
        line.is_word(at, &["acquisitions", "takeovers", "hires", "mergers"])
            || line.is(at, Class::Acquisition)
    }) {
        let targets = line.object(including);
        let from =
            (at + 1..including).find(|idx| line.is(*idx, Class::From) || line.is(*idx, Class::By));
        let buyers = from.map_or_else(
            || line.owner_or_subject(at, &targets),
            |from| line.object(from),
        );
        push(
            line,
            at,
            "acquisitions including",
            &buyers,
            &targets,
            drafts,
        );
        return;
    }
    if let Some(with) = with.filter(|with| is_with_it(line, at, *with)) {
        let others = line.object(with);
        let own = line.owner_or_subject(at, &others);
        if is_merger(line, at) {
            push(line, at, "merger with", &own, &others, drafts);
        } else {
            // "Orim has been in acquisition talks with Vale": who is spoken of is to be bought.
            push(line, at, "acquisition talks with", &others, &own, drafts);
        }
        return;
    }
    // "the Orim acquisition", "the Orim-Vale merger", "Orim's Vale takeover"
    let before = at.checked_sub(1);
    if let Some(target) = before.and_then(|before| line.name(before)) {
        let other = before
            .and_then(|before| before.checked_sub(2))
            .and_then(|other| {
                matches!(
                    line.item(other + 1),
                    Some(Item::Hyphen | Item::Sign('/') | Item::Word(Class::And))
                )
                .then(|| line.name(other))
                .flatten()
            });
        let buyers: Vec<EntityId> = match other {
            Some(other) => vec![other],
            None => line.owner_or_subject(at - 1, &[target]),
        };
        push(line, at, "name acquisition", &buyers, &[target], drafts);
        return;
    }
    if let Some(by) = by {
        let buyers = line.object(by);
        let targets = line
            .possessor(at)
            .map_or_else(|| line.subject(at), |id| vec![id]);
        push(line, at, "acquisition by", &buyers, &targets, drafts);
        return;
    }
    // "Orim and Vale are holding merger talks"
    let pair = line.subject(at);
    if is_merger(line, at) && pair.len() == 2 {
        let (first, rest) = pair.split_at(1);
        push(line, at, "merger talks", first, rest, drafts);
    }
    // "held acquisition talks for Orim"
    let talks = line.is(at + 1, Class::Talks);
    if talks
        && let Some(of) =
            (at + 2..at + 4).find(|idx| line.is(*idx, Class::For) || line.is(*idx, Class::With))
    {
        let targets = line.object(of);
        push(
            line,
            at,
            "acquisition talks",
            &line.subject(at),
            &targets,
            drafts,
        );
    }
}

fn is_merger(line: &Line, at: usize) -> bool {
    line.is_word(at, &["merger", "mergers"])
}

/// Whether `with` says with whom an acquisition is talked about: `merger with`, `takeover talks with`, but not
/// `acquisitions, competition with`.
fn is_with_it(line: &Line, at: usize, with: usize) -> bool {
    let has_talks = line.has(at + 1..with, Class::Talks);
    let is_plain = (at + 1..with).all(|idx| matches!(line.item(idx), Some(Item::Word(_))));
    is_plain && (has_talks || is_merger(line, at))
}
