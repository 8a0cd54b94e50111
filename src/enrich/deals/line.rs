//! A sentence as deal rules read it: names, sums and words as single items, and the questions that grammar
//! answers about them — who is the subject of this verb, what is its object, who has this noun.

use std::ops::Range;

use crate::enrich::amounts::{Money, amounts, is_valuation};
use crate::enrich::names::{EntityId, Kind, Mention, Names};
use crate::enrich::reading::{Reading, Sentence};
use crate::enrich::words::Class;
use crate::lexicon::tokens::Shape;

/// One thing in a sentence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Item {
    /// An organisation, or what may be one.
    Name(EntityId),
    /// A product of a company.
    Product(EntityId),
    Person(EntityId),
    /// Index into [`Line::money`].
    Money(usize),
    Word(Class),
    /// `'s`
    Possessive,
    Comma,
    Hyphen,
    /// Any other sign.
    Sign(char),
}

/// A sentence.
pub(super) struct Line<'a> {
    pub(super) reading: &'a Reading<'a>,
    pub(super) names: &'a Names,
    pub(super) sentence: &'a Sentence,
    pub(super) idx: usize,
    pub(super) items: Vec<Item>,
    /// The first token of each item.
    pub(super) tokens: Vec<usize>,
    pub(super) money: Vec<Money>,
    /// Whether each sum is a worth or a penalty and no price.
    pub(super) is_worth: Vec<bool>,
    /// What a name has to offer in a deal about compute or hardware.
    pub(super) provides: &'a dyn Fn(EntityId) -> u8,
    /// Whom `it` and `the company` mean at the start.
    pub(super) topic: Option<EntityId>,
    /// Whom the article is about.
    pub(super) about: Option<EntityId>,
    /// Whom `we` means, in a company's own words.
    pub(super) speaker: Option<EntityId>,
}

impl<'a> Line<'a> {
    pub(super) fn new(
        reading: &'a Reading<'a>,
        names: &'a Names,
        idx: usize,
        sentence: &'a Sentence,
        mentions: &[Mention],
        provides: &'a dyn Fn(EntityId) -> u8,
    ) -> Self {
        let money = amounts(reading, sentence);
        let is_worth = money
            .iter()
            .map(|money| {
                is_valuation(reading, sentence, money) || is_penalty(reading, sentence, money)
            })
            .collect();
        let mut line = Self {
            reading,
            names,
            sentence,
            idx,
            items: Vec::with_capacity(sentence.tokens.len()),
            tokens: Vec::with_capacity(sentence.tokens.len()),
            money,
            is_worth,
            provides,
            topic: None,
            about: None,
            speaker: None,
        };
        line.fill(mentions);
        line
    }

    fn fill(&mut self, mentions: &[Mention]) {
        let mut mentions = mentions.iter().peekable();
        let mut next_money = 0;
        let mut at = self.sentence.tokens.start;
        while at < self.sentence.tokens.end {
            while mentions
                .peek()
                .is_some_and(|mention| mention.tokens.start < at)
            {
                mentions.next();
            }
            let (item, end) = if let Some(money) = self
                .money
                .get(next_money)
                .filter(|money| money.tokens.start == at)
            {
                next_money += 1;
                (Item::Money(next_money - 1), money.tokens.end)
            } else if let Some(mention) =
                mentions.peek().filter(|mention| mention.tokens.start == at)
            {
                (self.name_item(mention), mention.tokens.end)
            } else {
                (self.plain_item(at), at + 1)
            };
            self.items.push(item);
            self.tokens.push(at);
            at = end.max(at + 1);
        }
    }

    fn name_item(&self, mention: &Mention) -> Item {
        let Some(entity) = self.names.entity(mention.entity) else {
            return Item::Word(Class::Other);
        };
        match entity.kind {
            Kind::Person => Item::Person(mention.entity),
            Kind::Other => Item::Word(Class::Other),
            _ if mention.is_product => Item::Product(mention.entity),
            _ => Item::Name(mention.entity),
        }
    }

    fn plain_item(&self, at: usize) -> Item {
        let Some(token) = self.reading.token(at) else {
            return Item::Word(Class::Other);
        };
        match token.shape {
            Shape::Possessive => Item::Possessive,
            Shape::Sign => match token.sign {
                ',' => Item::Comma,
                '-' | '–' if !token.spaced => Item::Hyphen,
                '—' | '–' => Item::Comma,
                sign => Item::Sign(sign),
            },
            _ => Item::Word(self.reading.class(at)),
        }
    }

    pub(super) fn item(&self, at: usize) -> Option<Item> {
        self.items.get(at).copied()
    }

    pub(super) fn class(&self, at: usize) -> Option<Class> {
        match self.item(at) {
            Some(Item::Word(class)) => Some(class),
            _ => None,
        }
    }

    pub(super) fn is(&self, at: usize, class: Class) -> bool {
        self.class(at) == Some(class)
    }

    /// Whether the item at `at` is one of these words.
    pub(super) fn is_word(&self, at: usize, words: &[&str]) -> bool {
        let token = self.tokens.get(at).and_then(|at| self.reading.token(*at));
        let text = token.and_then(|token| {
            let part = self.reading.part(self.sentence.part);
            part.get(token.start..token.end)
        });
        text.is_some_and(|text| words.iter().any(|word| word.eq_ignore_ascii_case(text)))
    }

    pub(super) fn is_capital(&self, at: usize) -> bool {
        let token = self.tokens.get(at).and_then(|at| self.reading.token(*at));
        token.is_some_and(|token| token.shape.is_capital())
    }

    /// Whether any item in `range` has the class.
    pub(super) fn has(&self, range: Range<usize>, class: Class) -> bool {
        range.into_iter().any(|at| self.is(at, class))
    }

    /// Whether the token at `at` stands in its base form or ends in `-s`: no past.
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// The name at `at`, of a company or of its product.
    pub(super) fn owner(&self, at: usize) -> Option<EntityId> {
        match self.item(at) {
            Some(Item::Name(id) | Item::Product(id)) => Some(id),
            _ => None,
        }
    }

    pub(super) fn name(&self, at: usize) -> Option<EntityId> {
        match self.item(at) {
            Some(Item::Name(id)) => Some(id),
            _ => None,
        }
    }

    /// Whether a paper is named that is quoted and no party.
    pub(super) fn is_press(&self, id: EntityId) -> bool {
        self.names.entity(id).is_some_and(|entity| entity.is_media)
    }

    /// Deals among companies begin far above what a person pays.
    pub(super) fn is_large(&self, money: usize) -> bool {
        self.money
            .get(money)
            .is_some_and(|money| money.amount.value >= 50_000.0)
    }

    /// `has raised $41` at the end of a text that was cut inside `$41 million`.
    pub(super) fn is_cut_off(&self, money: usize) -> bool {
        let money = self.money.get(money);
        money.is_some_and(|money| money.tokens.end == self.reading.tokens.len())
    }

    /// The first price in `range`, no worth.
    pub(super) fn price(&self, range: Range<usize>) -> Option<usize> {
        range.into_iter().find_map(|at| match self.item(at) {
            Some(Item::Money(idx))
                if !self.is_worth.get(idx).copied().unwrap_or(false) && self.is_large(idx) =>
            {
                Some(idx)
            }
            _ => None,
        })
    }
}

/// `a penalty of $3 million`, `a $3 million settlement`: what is paid for a wrong is no price.
fn is_penalty(reading: &Reading, sentence: &Sentence, money: &Money) -> bool {
    const WORDS: [&str; 8] = [
        "penalty",
        "penalties",
        "fine",
        "fined",
        "settlement",
        "settle",
        "damages",
        "lawsuit",
    ];
    let before = money
        .tokens
        .start
        .saturating_sub(4)
        .max(sentence.tokens.start);
    let behind = (money.tokens.end + 4).min(sentence.tokens.end);
    (before..behind).any(|at| {
        let token = reading.token(at);
        token.is_some_and(|token| WORDS.iter().any(|word| token.is(word)))
    })
}
