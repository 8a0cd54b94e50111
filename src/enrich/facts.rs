//! What was found in an article, as the index keeps it: names and evidence in words, no working notes.

use serde::{Deserialize, Serialize};

use super::tags::{Amount, Deal, Part, Per, Qualifier, Span, Tags};
use crate::article::ByHand;

/// Companies, topics and deals of one article.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Organisations, in the order of their first mention.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub companies: Vec<CompanyFact>,
    /// Topics, surest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// Deals; those that the article is about first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deals: Vec<DealFact>,
    /// What a person says in the article's file; the others follow it already.
    #[serde(skip_serializing_if = "ByHand::is_empty")]
    pub by_hand: ByHand,
}

/// An organisation that an article names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyFact {
    /// The canonical name.
    pub name: String,
    /// Whether the article is about it.
    pub primary: bool,
}

/// A deal that an article tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DealFact {
    /// One of [`super::DealKind`].
    pub kind: String,
    /// One of [`super::DealStatus`].
    pub status: String,
    /// Who, with which role.
    pub parties: Vec<PartyFact>,
    /// Its price or size.
    pub amount: Option<AmountFact>,
    /// Whether it is only mentioned.
    pub background: bool,
    /// The sentence that shows it best.
    pub evidence: Option<EvidenceFact>,
}

/// One side of a deal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyFact {
    /// Canonical name.
    pub name: String,
    /// One of [`super::Role`].
    pub role: String,
}

/// A sum of money.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AmountFact {
    /// In whole units of the currency.
    pub value: f64,
    /// ISO 4217.
    pub currency: String,
    /// As written.
    pub text: String,
    /// `month` or `year` for a sum that comes again.
    pub per: Option<String>,
    /// `up to`, `more than` or `about`.
    pub qualifier: Option<String>,
}

/// A sentence of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceFact {
    /// First byte in the body; `None` where it is the headline.
    pub start: Option<usize>,
    /// The sentence.
    pub text: String,
}

impl Facts {
    /// Takes from tags what is kept, with the words of the article they were found in.
    pub fn of(tags: &Tags, title: &str, body: &str) -> Self {
        let company = |company: &super::CompanyTag| CompanyFact {
            name: company.name.clone(),
            primary: company.primary,
        };
        Self {
            companies: tags.companies.iter().map(company).collect(),
            topics: tags
                .topics
                .iter()
                .map(|tag| tag.topic.as_str().to_owned())
                .collect(),
            deals: tags
                .deals
                .iter()
                .map(|deal| DealFact::of(deal, title, body))
                .collect(),
            by_hand: ByHand::default(),
        }
    }
}

impl DealFact {
    fn of(deal: &Deal, title: &str, body: &str) -> Self {
        Self {
            kind: deal.kind.as_str().to_owned(),
            status: deal.status.as_str().to_owned(),
            parties: deal
                .parties
                .iter()
                .map(|party| PartyFact {
                    name: party.name.clone(),
                    role: party.role.as_str().to_owned(),
                })
                .collect(),
            amount: deal.amount.as_ref().map(AmountFact::of),
            background: deal.background,
            evidence: deal
                .evidence
                .first()
                .and_then(|span| EvidenceFact::of(span, title, body)),
        }
    }
}

impl AmountFact {
    fn of(amount: &Amount) -> Self {
        Self {
            value: amount.value,
            currency: amount.currency.to_owned(),
            text: amount.text.clone(),
            per: amount.per.map(|per| per_name(per).to_owned()),
            qualifier: amount.qualifier.map(|q| qualifier_name(q).to_owned()),
        }
    }
}

fn per_name(per: Per) -> &'static str {
    match per {
        Per::Month => "month",
        Per::Year => "year",
    }
}

fn qualifier_name(qualifier: Qualifier) -> &'static str {
    match qualifier {
        Qualifier::UpTo => "up to",
        Qualifier::MoreThan => "more than",
        Qualifier::About => "about",
    }
}

impl EvidenceFact {
    fn of(span: &Span, title: &str, body: &str) -> Option<Self> {
        let (text, start) = match span.part {
            Part::Title => (title, None),
            Part::Body => (body, Some(span.range.start)),
        };
        Some(Self {
            start,
            text: text.get(span.range.clone())?.to_owned(),
        })
    }
}
