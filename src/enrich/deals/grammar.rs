//! What grammar tells of a sentence: who is the subject of a verb, what is its object, who has a noun, whom a
//! pronoun means. Close enough for the press, and bounded: nothing looks further than some dozens of items.

use super::line::{Item, Line};
use crate::enrich::names::{EntityId, Kind};
use crate::enrich::tags::Part;
use crate::enrich::words::Class;

/// How far back a subject is looked for, in items.
const MAX_LEFT: usize = 45;
/// How far on an object is looked for.
const MAX_RIGHT: usize = 14;
/// Longest list of parties that is read.
const MAX_LIST: usize = 40;

impl Line<'_> {
    /// Who does the verb at `verb`; empty where nobody is named.
    pub(super) fn subject(&self, verb: usize) -> Vec<EntityId> {
        let mut weak: Option<EntityId> = None;
        let stop = verb.saturating_sub(MAX_LEFT);
        let mut at = verb;
        while at > stop {
            at -= 1;
            match self.item(at) {
                Some(Item::Sign(')')) => {
                    at = self.opening(at);
                }
                Some(Item::Name(id)) => {
                    if self.is_press(id) {
                        let is_quoted = matches!(
                            self.class(at + 1),
                            Some(Class::Say | Class::Reported | Class::Role)
                        );
                        if weak.is_none() && !is_quoted && !self.is_preposed(at) {
                            weak = Some(id);
                        }
                        continue;
                    }
                    let is_owner = self.item(at + 1) == Some(Item::Possessive)
                        || self.is(at + 1, Class::Role)
                        || self.item(at + 1) == Some(Item::Hyphen);
                    if is_owner || self.is_preposed(at) {
                        if is_owner && weak.is_none() && !self.is_preposed(at) {
                            weak = Some(id);
                        }
                        continue;
                    }
                    return self.list_ending_at(at);
                }
                Some(Item::Person(id)) if !self.is_preposed(at) && weak.is_none() => {
                    if let Some(Item::Name(org)) = at.checked_sub(2).and_then(|at| self.item(at))
                        && self.is(at - 1, Class::Role)
                    {
                        return vec![org];
                    }
                    return vec![id];
                }
                Some(Item::Word(Class::Pronoun)) if self.is_word(at, &["it", "they"]) => {
                    return self.antecedent(at).into_iter().collect();
                }
                Some(Item::Word(Class::Pronoun)) if self.is_word(at, &["he", "she"]) => {
                    return self.person_before(at).into_iter().collect();
                }
                Some(Item::Product(id)) if weak.is_none() && !self.is_preposed(at) => {
                    weak = Some(id);
                }
                Some(Item::Word(Class::We)) if !self.is_word(at, &["us", "our"]) => {
                    return self.speaker.into_iter().collect();
                }
                Some(Item::Word(Class::OrgNoun))
                    if self.is_the_company(at) && !self.is_preposed(at) =>
                {
                    return self.antecedent(at).into_iter().collect();
                }
                Some(Item::Sign(';' | ':')) => break,
                _ => {}
            }
        }
        weak.into_iter().collect()
    }

    /// `the company`, `the AI startup`, with no name behind it.
    fn is_the_company(&self, at: usize) -> bool {
        if self.name(at + 1).is_some() || self.item(at + 1) == Some(Item::Possessive) {
            return false;
        }
        (1..=4).any(|back| {
            at.checked_sub(back)
                .is_some_and(|at| self.is_word(at, &["the", "this"]))
        })
    }

    /// Whom a pronoun at `at` stands for.
    pub(super) fn antecedent(&self, at: usize) -> Option<EntityId> {
        let stop = at.saturating_sub(MAX_LEFT);
        let mut second = None;
        for idx in (stop..at).rev() {
            if let Some(Item::Name(id)) = self.item(idx) {
                if self.is_press(id) || !self.is_sure(id) {
                    continue;
                }
                if !self.is_preposed(idx) {
                    return Some(id);
                }
                second = second.or(Some(id));
            }
        }
        self.topic.or(second)
    }

    /// Whom `he` or `she` at `at` stands for: the last person that the sentence named.
    fn person_before(&self, at: usize) -> Option<EntityId> {
        let before = (at.saturating_sub(MAX_LEFT)..at).rev();
        before
            .filter_map(|idx| self.item(idx))
            .find_map(|item| match item {
                Item::Person(id) => Some(id),
                _ => None,
            })
    }

    /// Where the bracket that closes at `at` was opened.
    fn opening(&self, at: usize) -> usize {
        let stop = at.saturating_sub(MAX_LEFT);
        (stop..at)
            .rev()
            .find(|idx| self.item(*idx) == Some(Item::Sign('(')))
            .unwrap_or(at)
    }

    /// Whether a preposition governs the name at `at`: it is no subject.
    pub(super) fn is_preposed(&self, at: usize) -> bool {
        for back in 1..=5 {
            let Some(idx) = at.checked_sub(back) else {
                return false;
            };
            match self.item(idx) {
                Some(Item::Word(
                    Class::By
                    | Class::With
                    | Class::From
                    | Class::In
                    | Class::Of
                    | Class::To
                    | Class::For
                    | Class::On
                    | Class::Between
                    | Class::Preposition
                    | Class::Including,
                )) => return true,
                Some(
                    Item::Word(
                        Class::Other
                        | Class::Article
                        | Class::OrgNoun
                        | Class::Past
                        | Class::Hardware
                        | Class::Compute
                        | Class::Adverb
                        | Class::NoName
                        | Class::Place
                        | Class::Role
                        | Class::Round
                        | Class::Its
                        | Class::Power
                        | Class::Rights,
                    )
                    | Item::Hyphen,
                ) => {}
                // "by former Orim researcher Vale"
                Some(Item::Name(_)) if back > 1 && self.is(idx + 1, Class::Role) => {}
                Some(Item::Word(Class::And) | Item::Comma) if back == 1 => {
                    // In a list the first member decides.
                    return idx.checked_sub(1).is_some_and(|before| {
                        self.name(before).is_some() && self.is_preposed(before)
                    });
                }
                _ => return false,
            }
        }
        false
    }

    /// The list of names that ends at `at`: `A, B and C`.
    pub(super) fn list_ending_at(&self, at: usize) -> Vec<EntityId> {
        let mut found: Vec<EntityId> = self.owner(at).into_iter().collect();
        let mut at = at;
        while found.len() < MAX_LIST {
            let mut described = at;
            while described > 0
                && at - described < 4
                && matches!(
                    self.item(described - 1),
                    Some(
                        Item::Hyphen
                            | Item::Word(
                                Class::Other
                                    | Class::OrgNoun
                                    | Class::Article
                                    | Class::Past
                                    | Class::Compute
                                    | Class::Hardware
                                    | Class::Power
                                    | Class::NoName
                                    | Class::ProductNoun
                            )
                    )
                )
            {
                described -= 1;
            }
            let described = if described > 0 && self.is(described - 1, Class::And) {
                described
            } else {
                at
            };
            let mut before = described;
            while before > 0
                && matches!(
                    self.item(before - 1),
                    Some(Item::Comma | Item::Word(Class::And) | Item::Sign('/'))
                )
            {
                before -= 1;
            }
            if before == described || before == 0 || described - before > 2 {
                break;
            }
            // Two clauses joined by a comma are no list: only `and` makes one of two.
            let has_and = (before..at)
                .any(|idx| self.is(idx, Class::And) || self.item(idx) == Some(Item::Sign('/')));
            match self.name(before - 1) {
                Some(id) if has_and || found.len() > 1 || self.sentence.part == Part::Title => {
                    found.push(id);
                    at = before - 1;
                }
                _ => break,
            }
        }
        found.reverse();
        found
    }

    /// The names that the item at `at` has as its object or complement, the first within reach.
    pub(super) fn object(&self, at: usize) -> Vec<EntityId> {
        match self.object_at(at + 1, MAX_RIGHT) {
            Some(first) => self.list_from(first, false),
            None => Vec::new(),
        }
    }

    /// Where the first name behind `from` stands, if nothing but its description lies between.
    pub(super) fn object_at(&self, from: usize, reach: usize) -> Option<usize> {
        let mut after_owner = false;
        for at in from..(from + reach).min(self.len()) {
            match self.item(at)? {
                // "the Orim-backed Vale"
                Item::Name(_)
                    if self.item(at + 1) == Some(Item::Hyphen)
                        && !matches!(self.item(at + 2), Some(Item::Name(_))) => {}
                Item::Name(_) => return Some(at),
                Item::Person(_) if self.item(at + 1) == Some(Item::Possessive) => {
                    after_owner = true;
                }
                Item::Person(_) => return None,
                Item::Product(_) if self.item(at + 1) == Some(Item::Possessive) => return Some(at),
                Item::Product(_) | Item::Possessive | Item::Money(_) | Item::Hyphen => {}
                Item::Comma if after_owner => after_owner = false,
                Item::Comma | Item::Sign('(' | ')' | ':' | ';') => return None,
                Item::Sign(_) => {}
                Item::Word(
                    Class::Other
                    | Class::Article
                    | Class::OrgNoun
                    | Class::Past
                    | Class::Hardware
                    | Class::Compute
                    | Class::Adverb
                    | Class::NoName
                    | Class::Place
                    | Class::Its
                    | Class::Round
                    | Class::Power
                    | Class::Rights
                    | Class::ProductNoun
                    | Class::Back
                    | Class::Supplier
                    | Class::Partner
                    | Class::Institution
                    | Class::Pair
                    | Class::FirstName
                    | Class::Customer
                    | Class::Supply,
                ) => {}
                Item::Word(Class::Of)
                    if self.is_word(at.wrapping_sub(1), &["all", "part", "most", "parts"]) => {}
                Item::Word(Class::Role) if after_owner => {}
                Item::Word(_) => return None,
            }
        }
        None
    }

    /// The list of names that begins at `first`; persons too where `persons`.
    pub(super) fn list_from(&self, first: usize, persons: bool) -> Vec<EntityId> {
        let mut found = Vec::new();
        let mut at = first;
        loop {
            // A person named by his company counts as the person: "Orim CEO Ana Vale".
            let by_role =
                self.is(at + 1, Class::Role) && matches!(self.item(at + 2), Some(Item::Person(_)));
            if by_role {
                at += 2;
            }
            match self.item(at) {
                // "Orim's former designer"
                Some(Item::Name(_))
                    if self.item(at + 1) == Some(Item::Possessive)
                        && (at + 2..at + 6).any(|idx| {
                            self.is(idx, Class::Role)
                                || matches!(self.item(idx), Some(Item::Person(_)))
                        }) => {}
                Some(Item::Name(id) | Item::Product(id)) => found.push(id),
                Some(Item::Person(id)) if persons => found.push(id),
                Some(Item::Person(_)) => {}
                _ => break,
            }
            if found.len() >= MAX_LIST {
                break;
            }
            match self.next_in_list(at) {
                Some(next) => at = next,
                None => break,
            }
        }
        found
    }

    /// The next member of a list behind the one at `at`.
    fn next_in_list(&self, at: usize) -> Option<usize> {
        let mut next = at + 1;
        if self.item(next) == Some(Item::Sign('(')) {
            next = (next..(next + 6).min(self.len()))
                .find(|idx| self.item(*idx) == Some(Item::Sign(')')))?
                + 1;
        }
        let mut joined = false;
        let mut n_words = 0;
        while next < self.len() && n_words < 6 {
            match self.item(next)? {
                // "Orim, a maker of": said of the one before.
                Item::Comma if n_words == 0 && self.is(next + 1, Class::Article) => return None,
                Item::Comma | Item::Word(Class::And | Class::Or) if n_words == 0 => joined = true,
                Item::Word(Class::Adverb | Class::With) if joined && n_words == 0 => {}
                // "A, as well as B"
                Item::Word(_)
                    if n_words == 0
                        && self.is_word(next, &["as"])
                        && self.is_word(next + 1, &["well"]) =>
                {
                    joined = true;
                    next += 2;
                }
                Item::Name(_) | Item::Product(_) if joined => return Some(next),
                Item::Person(_) if joined => {
                    // "Matt Vale's Orim"
                    if self.item(next + 1) == Some(Item::Possessive)
                        && self.name(next + 2).is_some()
                    {
                        return Some(next + 2);
                    }
                    return Some(next);
                }
                Item::Word(
                    Class::Other
                    | Class::OrgNoun
                    | Class::Article
                    | Class::Past
                    | Class::Investors
                    | Class::Adverb
                    | Class::Institution
                    | Class::Place
                    | Class::NoName
                    | Class::Its,
                )
                | Item::Hyphen
                    if joined =>
                {
                    n_words += 1;
                }
                Item::Possessive if joined && n_words > 0 => n_words += 1,
                _ => return None,
            }
            next += 1;
        }
        None
    }

    /// Who has the noun at `noun`: `Orim's $3 billion stake`, `its stake`.
    pub(super) fn possessor(&self, noun: usize) -> Option<EntityId> {
        for back in 1..=9 {
            let at = noun.checked_sub(back)?;
            match self.item(at)? {
                Item::Possessive => {
                    let owner = at.checked_sub(1)?;
                    return match self.item(owner) {
                        Some(Item::Name(id) | Item::Product(id) | Item::Person(id)) => Some(id),
                        Some(Item::Word(Class::OrgNoun)) => self.antecedent(owner),
                        _ => None,
                    };
                }
                Item::Word(Class::Its) if self.is_word(at, &["his", "her"]) => {
                    return self.person_before(at);
                }
                Item::Word(Class::Its) => return self.antecedent(at),
                Item::Word(Class::We) => return self.speaker,
                Item::Name(_) | Item::Product(_) if back > 3 => return None,
                Item::Name(_) | Item::Product(_) | Item::Money(_) | Item::Hyphen => {}
                Item::Word(
                    Class::Other
                    | Class::Round
                    | Class::Past
                    | Class::Compute
                    | Class::Hardware
                    | Class::Power
                    | Class::Rights
                    | Class::Adverb
                    | Class::NoName
                    | Class::Pair
                    | Class::License
                    | Class::Supplier
                    | Class::Partner
                    | Class::Supply
                    | Class::Place
                    | Class::And
                    | Class::Acquisition
                    | Class::OrgNoun
                    | Class::Revised
                    | Class::Ended
                    | Class::Deal
                    | Class::Investment
                    | Class::Reported
                    | Class::Article,
                ) => {}
                _ => return None,
            }
        }
        None
    }

    /// Who has the noun at `at`, else who does the clause's verb, else whom the article is about.
    pub(super) fn owner_or_subject(&self, at: usize, others: &[EntityId]) -> Vec<EntityId> {
        if let Some(owner) = self.possessor(at).filter(|id| !others.contains(id)) {
            return vec![owner];
        }
        let subject: Vec<EntityId> = self
            .subject(at)
            .into_iter()
            .filter(|id| !others.contains(id))
            .collect();
        if !subject.is_empty() {
            return subject;
        }
        let is_other = |id: &EntityId| !others.contains(id);
        self.about
            .filter(is_other)
            .or(self.topic.filter(is_other))
            .into_iter()
            .collect()
    }

    /// Whom `the company` or `it` as an object means: somebody else than the subject.
    pub(super) fn other_than(&self, subject: &[EntityId], at: usize) -> Option<EntityId> {
        let is_other =
            |id: &EntityId| !subject.contains(id) && !self.is_press(*id) && self.is_sure(*id);
        let stop = at.saturating_sub(25);
        let in_sentence = (stop..at).rev().find_map(|idx| {
            let is_owner = self.item(idx + 1) == Some(Item::Possessive);
            self.name(idx).filter(|_| !is_owner).filter(is_other)
        });
        in_sentence.or(self.topic.filter(is_other)).or_else(|| {
            let mut in_title = self
                .names
                .mentions
                .iter()
                .take_while(|mention| mention.sentence == 0);
            in_title.find_map(|mention| Some(mention.entity).filter(is_other))
        })
    }

    /// Whether a name is an organisation beyond doubt.
    pub(super) fn is_sure(&self, id: EntityId) -> bool {
        self.names
            .entity(id)
            .is_some_and(|entity| matches!(entity.kind, Kind::Known | Kind::Org | Kind::Owner))
    }

    /// Whether the words before the item at `at` deny it.
    pub(super) fn is_denied(&self, at: usize) -> bool {
        (at.saturating_sub(4)..at).any(|idx| self.is(idx, Class::Negation))
    }
}
