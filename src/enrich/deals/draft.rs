//! A deal as a rule sees it in one sentence, before the article's are joined.

use crate::enrich::amounts::Money;
use crate::enrich::names::EntityId;
use crate::enrich::tags::{Amount, DealKind, DealStatus, Role};

/// What a rule found.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) kind: DealKind,
    pub(super) parties: Vec<(EntityId, Role)>,
    pub(super) amount: Option<Amount>,
    pub(super) status: Option<DealStatus>,
    pub(super) sentences: Vec<usize>,
    pub(super) rule: &'static str,
    /// Told of the new, the latest round.
    pub(super) is_latest: bool,
    /// Told of a year that is over: `and raised $3 million that year`.
    pub(super) is_past: bool,
    /// Told plainly as announced or confirmed.
    pub(super) is_told: bool,
    /// Item of the sentence that told it.
    pub(super) at: usize,
}

impl Draft {
    pub(super) fn new(kind: DealKind, rule: &'static str, sentence: usize, at: usize) -> Self {
        Self {
            kind,
            parties: Vec::new(),
            amount: None,
            status: None,
            sentences: vec![sentence],
            rule,
            is_latest: false,
            is_past: false,
            is_told: false,
            at,
        }
    }

    /// Adds parties in a role; each once.
    pub(super) fn with(mut self, names: &[EntityId], role: Role) -> Self {
        for name in names {
            if !self.parties.iter().any(|(known, _)| known == name) {
                self.parties.push((*name, role));
            }
        }
        self
    }

    pub(super) fn for_sum(mut self, money: Option<&Money>) -> Self {
        self.amount = money.map(|money| money.amount.clone());
        self
    }

    /// Those with the role.
    pub(super) fn having(&self, role: Role) -> impl Iterator<Item = EntityId> + '_ {
        self.parties
            .iter()
            .filter(move |(_, has)| *has == role)
            .map(|(name, _)| *name)
    }
}

/// The two roles of a kind: who gives, who gets.
pub(super) fn roles(kind: DealKind) -> (Role, Role) {
    match kind {
        DealKind::Acquisition => (Role::Buyer, Role::Target),
        DealKind::Investment => (Role::Investor, Role::Investee),
        DealKind::Cloud => (Role::Provider, Role::Customer),
        DealKind::Supply => (Role::Supplier, Role::Buyer),
        DealKind::Licensing => (Role::Licensor, Role::Licensee),
        DealKind::Partnership => (Role::Partner, Role::Partner),
    }
}
