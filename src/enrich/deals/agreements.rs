//! Deals, agreements and partnerships that a noun names.

use super::about::{kind, kind_among};
use super::draft::Draft;
use super::line::{Item, Line};
use super::pairs::{push, push_all};
use super::partners;
use crate::enrich::names::EntityId;
use crate::enrich::tags::DealKind;
use crate::enrich::words::Class;

/// The agreements that a sentence tells.
pub(super) fn read(line: &Line, drafts: &mut Vec<Draft>) {
    for at in 0..line.len() {
        match line.class(at) {
            Some(Class::Deal | Class::Partnership) => noun(line, at, drafts),
            Some(Class::Partner | Class::Collaborate | Class::Team | Class::Join) => {
                partners::verb(line, at, drafts);
            }
            Some(Class::License) => partners::license(line, at, drafts),
            _ => {}
        }
    }
}

/// Two sides that a noun ties.
struct Tie {
    rule: &'static str,
    kind: DealKind,
    left: Vec<EntityId>,
    right: Vec<EntityId>,
}

/// What a tie is called: deals are about something, partnerships stand for themselves, and a deal's kind may
/// be a guess from who makes it.
struct Rule {
    deal: &'static str,
    guessed: &'static str,
    partnership: &'static str,
}

impl Tie {
    fn new(line: &Line, at: usize, rule: &Rule, left: Vec<EntityId>, right: Vec<EntityId>) -> Self {
        let kind = kind_among(line, at, &left, &right);
        let rule = match line.class(at) {
            Some(Class::Deal) if kind == self::kind(line, at) => rule.deal,
            Some(Class::Deal) => rule.guessed,
            _ => rule.partnership,
        };
        Self {
            rule,
            kind,
            left,
            right,
        }
    }
}

/// `partnership with Orim`, `a deal between Orim and Vale`, `Orim and Vale sign a deal`.
fn noun(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    if is_shopping(line)
        || is_offer(line, at)
        || buys(line, at)
        || is_weak(line, at) && !line.is(at + 1, Class::With)
    {
        return;
    }
    let tie = between(line, at)
        .or_else(|| with(line, at))
        .or_else(|| including(line, at))
        .or_else(|| for_goods(line, at))
        .or_else(|| compound(line, at))
        .or_else(|| owned(line, at));
    match tie {
        Some(tie) => push(line, at, tie.rule, tie.kind, &tie.left, &tie.right, drafts),
        None if part_of(line, at, drafts) => {}
        None => signed_by(line, at, drafts),
    }
}

/// Discounts, or sums that no company would announce.
fn is_shopping(line: &Line) -> bool {
    line.has(0..line.len(), Class::Shopping)
        || line.money.iter().any(|money| money.amount.value < 5_000.0)
}

/// `the best Orim deals`, `Black Friday deals`: what shops have on offer.
fn is_offer(line: &Line, at: usize) -> bool {
    const PRAISE: [&str; 7] = [
        "best",
        "early",
        "favorite",
        "favourite",
        "great",
        "weekly",
        "holiday",
    ];
    const DAYS: [(&str, &str); 3] = [("black", "friday"), ("cyber", "monday"), ("prime", "day")];
    // "great cloud deals with Orim"
    if line.is(at + 1, Class::With) && !with_list(line, at + 1).is_empty() {
        return false;
    }
    let is_praised = || (at.saturating_sub(6)..at).any(|idx| line.is_word(idx, &PRAISE));
    let is_of_a_day = (at.saturating_sub(4)..at.saturating_sub(1)).any(|idx| {
        DAYS.iter()
            .any(|(first, second)| line.is_word(idx, &[first]) && line.is_word(idx + 1, &[second]))
    });
    line.is_word(at, &["deals"]) && is_praised()
        || line.is_word(at, &["deal", "deals"]) && is_of_a_day
}

/// `a deal to acquire`: the verb tells it.
fn buys(line: &Line, at: usize) -> bool {
    let is = |idx: usize, classes: &[Class]| {
        line.class(idx)
            .is_some_and(|class| classes.contains(&class))
    };
    let goods =
        (at + 1..(at + 12).min(line.len())).any(|idx| is(idx, &[Class::Compute, Class::Hardware]));
    let verbs = [
        Class::Acquire,
        Class::Invest,
        Class::Acquisition,
        Class::Merge,
    ];
    let nouns = [
        Class::Acquisition,
        Class::Acquire,
        Class::Investment,
        Class::Merge,
    ];
    !goods && (at + 1..at + 5).any(|idx| is(idx, &verbs))
        || at.checked_sub(1).is_some_and(|before| is(before, &nouns))
}

/// Nouns that name a partnership only with `with` behind them; a venture that is no joint one is a fund's or a
/// founder's.
fn is_weak(line: &Line, at: usize) -> bool {
    const WEAK: [&str; 5] = [
        "integration",
        "integrations",
        "initiative",
        "pilot",
        "consortium",
    ];
    let is_joint = at > 0 && line.is_word(at - 1, &["joint"]);
    line.is_word(at, &WEAK) || line.is_word(at, &["venture"]) && !is_joint
}

/// `a deal between Orim and Vale`.
fn between(line: &Line, at: usize) -> Option<Tie> {
    const RULE: Rule = Rule {
        deal: "deal between",
        guessed: "deal between, kind by its parties",
        partnership: "partnership between",
    };
    let between = (at + 1..(at + 4).min(line.len())).find(|idx| line.is(*idx, Class::Between))?;
    let mut left = line.object(between);
    let right = left.split_off(left.len().min(1));
    Some(Tie::new(line, at, &RULE, left, right))
}

/// `Orim's deal with Vale`.
fn with(line: &Line, at: usize) -> Option<Tie> {
    const RULE: Rule = Rule {
        deal: "deal with",
        guessed: "deal with, kind by its parties",
        partnership: "partnership with",
    };
    let is_break = |idx: usize| {
        let word = matches!(
            line.class(idx),
            Some(Class::That | Class::Which | Class::To)
        );
        word || matches!(line.item(idx), Some(Item::Comma | Item::Sign('.' | ';')))
    };
    let with = (at + 1..(at + 7).min(line.len()))
        .take_while(|idx| !is_break(*idx))
        .find(|idx| line.is(*idx, Class::With))?;
    let right = with_list(line, with);
    let left = if right.is_empty() {
        Vec::new()
    } else {
        line.owner_or_subject(at, &right)
    };
    Some(Tie::new(line, at, &RULE, left, right))
}

/// `deals with publishers, including Orim`.
fn including(line: &Line, at: usize) -> Option<Tie> {
    const RULE: Rule = Rule {
        deal: "deals including",
        guessed: "deals including, kind by its parties",
        partnership: "partnerships including",
    };
    const MANY: [&str; 5] = [
        "deals",
        "agreements",
        "contracts",
        "partnerships",
        "collaborations",
    ];
    if !line.is_word(at, &MANY) {
        return None;
    }
    let including =
        (at + 1..(at + 14).min(line.len())).find(|idx| line.is(*idx, Class::Including))?;
    let right = line.object(including + usize::from(line.is_word(including + 1, &["as"])));
    if right.is_empty() {
        return None;
    }
    let left = line.owner_or_subject(at, &right);
    Some(Tie::new(line, at, &RULE, left, right))
}

/// `a deal for compute from Orim`.
fn for_goods(line: &Line, at: usize) -> Option<Tie> {
    const RULE: Rule = Rule {
        deal: "deal for",
        guessed: "deal for",
        partnership: "partnership for",
    };
    let end = line.len();
    let is_goods = |idx: &usize| {
        matches!(
            line.class(*idx),
            Some(Class::Compute | Class::Hardware | Class::Power)
        )
    };
    let goods = (at + 1..(at + 12).min(end)).find(is_goods)?;
    let from = (goods + 1..(goods + 3).min(end)).find(|idx| line.is(*idx, Class::From))?;
    let right = line.object(from);
    let left = line.owner_or_subject(at, &right);
    Some(Tie::new(line, at, &RULE, left, right))
}

/// `the Orim deal`, `the Orim-Vale partnership`, `its Orim contract`.
fn compound(line: &Line, at: usize) -> Option<Tie> {
    const RULE: Rule = Rule {
        deal: "name deal",
        guessed: "name deal, kind by its parties",
        partnership: "name partnership",
    };
    let before = at.checked_sub(1)?;
    let right = line.name(before)?;
    let pair = line.list_ending_at(before);
    let hyphened = before
        .checked_sub(2)
        .filter(|other| line.item(other + 1) == Some(Item::Hyphen))
        .and_then(|other| line.name(other));
    let left = match hyphened {
        Some(other) => vec![other],
        None if pair.len() == 2 => pair,
        None => line.owner_or_subject(before, &[right]),
    };
    Some(Tie::new(line, at, &RULE, left, vec![right]))
}

/// `Orim and Vale's $3 billion deal`.
fn owned(line: &Line, at: usize) -> Option<Tie> {
    const RULE: Rule = Rule {
        deal: "their deal",
        guessed: "their deal, kind by its parties",
        partnership: "their partnership",
    };
    let owner = (at.saturating_sub(7)..at)
        .rev()
        .find(|idx| line.item(*idx) == Some(Item::Possessive))
        .and_then(|possessive| possessive.checked_sub(1))?;
    let mut left = line.list_ending_at(owner);
    if left.len() != 2 {
        return None;
    }
    let right = left.split_off(1);
    Some(Tie::new(line, at, &RULE, left, right))
}

/// `as part of a partnership`, said of the two that the sentence names.
fn part_of(line: &Line, at: usize, drafts: &mut Vec<Draft>) -> bool {
    let is_part = (at.saturating_sub(5)..at)
        .any(|idx| line.is_word(idx, &["part"]) && line.is(idx + 1, Class::Of));
    if !is_part {
        return false;
    }
    let mut named: Vec<EntityId> = (0..at).filter_map(|idx| line.name(idx)).collect();
    named.retain(|id| !line.is_press(*id));
    named.dedup();
    let [first, second] = named.as_slice() else {
        return false;
    };
    if !line.is_sure(*first) || !line.is_sure(*second) {
        return false;
    }
    let kind = kind(line, at);
    push(
        line,
        at,
        "part of a deal",
        kind,
        &[*first],
        &[*second],
        drafts,
    );
    true
}

/// `Orim and Vale announce a partnership`.
fn signed_by(line: &Line, at: usize, drafts: &mut Vec<Draft>) {
    let obtains = (at.saturating_sub(12)..at)
        .rev()
        .find(|idx| line.is(*idx, Class::Obtain));
    let Some(verb) = obtains else {
        return;
    };
    let pair = line.subject(verb);
    let kind = kind(line, at);
    if pair.len() >= 3 {
        push_all(line, at, kind, &pair, drafts);
    } else if let [first, second] = pair.as_slice() {
        let rule = match line.class(at) {
            Some(Class::Deal) => "sign a deal",
            _ => "announce a partnership",
        };
        push(line, at, rule, kind, &[*first], &[*second], drafts);
    }
}

/// The parties behind `with`; `the likes of` and `companies including` are passed over.
pub(super) fn with_list(line: &Line, with: usize) -> Vec<EntityId> {
    let direct = line.object(with);
    if !direct.is_empty() {
        return direct;
    }
    let including = (with + 1..(with + 6).min(line.len()))
        .find(|idx| line.is(*idx, Class::Including) || line.is_word(*idx, &["likes"]));
    including
        .map(|including| including + usize::from(line.is(including + 1, Class::Of)))
        .map(|including| line.object(including))
        .unwrap_or_default()
}
