//! Finds the longest known name at a token: one look-up of its first word, then a comparison of the rest.

use rustc_hash::FxHashMap;

use super::OrgId;
use super::tokens::{Shape, Token, hash_of, tokenize};

/// A context rule, by its place.
pub type RuleId = u32;

/// A known name in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// How many tokens it spans.
    pub n_tokens: usize,
    /// What it stands for.
    pub means: Means,
    /// The rule that has to allow it.
    pub rule: Option<RuleId>,
}

/// What a known name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// The organisation itself.
    Org(OrgId),
    /// A product that points to the organisation.
    Product(OrgId),
    /// A phrase in which the words are no name.
    Nothing,
}

/// When a surface is a name: the phrases of which the article must hold one.
#[derive(Debug, Default)]
pub(super) struct Rule {
    pub(super) needs: Vec<Vec<u64>>,
}

/// How a token of a text must be written to be this one of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    Any,
    Capital,
    AllUpper,
    AllLower,
}

#[derive(Debug)]
struct Entry {
    rest: Box<[(u64, Case)]>,
    first: Case,
    means: Means,
    rule: Option<RuleId>,
}

/// All names, by the hash of their first word, longest first.
#[derive(Debug, Default)]
pub(super) struct Matcher {
    by_first: FxHashMap<u64, Vec<Entry>>,
    tickers: FxHashMap<u64, OrgId>,
    exchanges: Vec<u64>,
}

impl Matcher {
    pub(super) fn new() -> Self {
        Self {
            exchanges: ["nasdaq", "nyse", "hkex", "tse", "lse", "krx"]
                .map(hash_of)
                .to_vec(),
            ..Self::default()
        }
    }

    /// Adds a surface; one that is there already keeps its first meaning.
    pub(super) fn add(&mut self, surface: &str, means: Means, rule: Option<RuleId>) {
        let mut tokens = Vec::new();
        tokenize(surface, 0, surface.len(), &mut tokens);
        let Some((first, rest)) = tokens.split_first() else {
            return;
        };
        let is_alone = rest.is_empty();
        let is_phrase = means == Means::Nothing;
        let entry = Entry {
            first: case_of(first, is_alone, is_phrase),
            rest: rest
                .iter()
                .map(|token| (token.hash, case_of(token, false, is_phrase)))
                .collect(),
            means,
            rule,
        };
        let entries = self.by_first.entry(first.hash).or_default();
        let at = entries.partition_point(|known| known.rest.len() >= entry.rest.len());
        entries.insert(at, entry);
    }

    pub(super) fn add_ticker(&mut self, ticker: &str, org: OrgId) {
        self.tickers.entry(hash_of(ticker)).or_insert(org);
    }

    pub(super) fn longest_at(&self, tokens: &[Token], at: usize) -> Option<Found> {
        let first = tokens.get(at)?;
        if first.shape == Shape::Currency {
            return self.ticker_at(tokens, at + 1, 2);
        }
        if !first.shape.is_word() {
            return None;
        }
        if self.exchanges.contains(&first.hash)
            && tokens.get(at + 1).is_some_and(|colon| colon.sign == ':')
            && let Some(found) = self.ticker_at(tokens, at + 2, 3)
        {
            return Some(found);
        }
        let entries = self.by_first.get(&first.hash)?;
        let found = entries.iter().find(|entry| entry.stands_at(tokens, at))?;
        Some(Found {
            n_tokens: 1 + found.rest.len(),
            means: found.means,
            rule: found.rule,
        })
    }

    fn ticker_at(&self, tokens: &[Token], at: usize, n_tokens: usize) -> Option<Found> {
        let symbol = tokens.get(at)?;
        let is_symbol = symbol.shape == Shape::Upper || symbol.shape == Shape::Number;
        if !is_symbol || (n_tokens == 2 && (symbol.spaced || symbol.shape == Shape::Number)) {
            return None;
        }
        let org = *self.tickers.get(&symbol.hash)?;
        Some(Found {
            n_tokens,
            means: Means::Org(org),
            rule: None,
        })
    }
}

impl Entry {
    fn stands_at(&self, tokens: &[Token], at: usize) -> bool {
        let fits = |idx: usize, hash: Option<u64>, case: Case| {
            tokens.get(idx).is_some_and(|token| {
                hash.is_none_or(|hash| token.hash == hash) && case.admits(token)
            })
        };
        fits(at, None, self.first)
            && self
                .rest
                .iter()
                .enumerate()
                .all(|(offset, (hash, case))| fits(at + 1 + offset, Some(*hash), *case))
    }
}

fn case_of(token: &Token, is_alone: bool, is_phrase: bool) -> Case {
    let n_bytes = token.end - token.start;
    match token.shape {
        Shape::Upper if n_bytes > 1 || is_alone => Case::AllUpper,
        Shape::Upper | Shape::Title | Shape::Mixed => Case::Capital,
        Shape::Lower if is_alone && !is_phrase => Case::AllLower,
        _ => Case::Any,
    }
}

impl Case {
    fn admits(self, token: &Token) -> bool {
        match self {
            Self::Any => true,
            Self::Capital => token.shape.is_capital(),
            Self::AllUpper => matches!(token.shape, Shape::Upper | Shape::Number),
            Self::AllLower => token.shape == Shape::Lower,
        }
    }
}
