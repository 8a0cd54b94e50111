//! The rows of the commands that count: `timeline`, `companies`, `topics`, `pairs`, `stats`.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::{Asked, Covered, DealRow};
use crate::news;

/// The answer of `timeline`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct TimelineAnswer {
    /// The version of this format.
    pub version: u32,
    /// What was asked.
    pub asked: Asked,
    /// Articles without a day, or with one that is not known well enough.
    pub unplaced: usize,
    /// The periods in order of time, empty ones included.
    pub periods: Vec<PeriodRow>,
}

/// A period and what was told in it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct PeriodRow {
    /// 2026-03-02, 2026-W10, 2026-03, 2026-Q1 or 2026.
    pub period: String,
    /// Its first day.
    pub from: String,
    /// Its last day.
    pub to: String,
    /// Stories whose first article is of this period; an article that is in no story is one.
    pub stories: usize,
    /// Articles, copies left out.
    pub articles: usize,
    /// Copies.
    pub copies: usize,
}

/// The answer of `companies`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct CompaniesAnswer {
    /// The version of this format.
    pub version: u32,
    /// What was asked.
    pub asked: Asked,
    /// How many companies there are, beyond those listed.
    pub total: usize,
    /// The companies, those in the most stories first.
    pub companies: Vec<CompanyRow>,
}

/// A company and how often it is told of.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct CompanyRow {
    /// Its name.
    pub company: String,
    /// Stories that name it.
    pub stories: usize,
    /// Articles that name it, copies left out.
    pub articles: usize,
    /// Copies of these.
    pub copies: usize,
    /// Articles that are about it, copies left out.
    pub primary: usize,
    /// Deals that it takes part in.
    pub deals: usize,
}

/// The answer of `topics`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct TopicsAnswer {
    /// The version of this format.
    pub version: u32,
    /// What was asked.
    pub asked: Asked,
    /// How many topics there are, beyond those listed.
    pub total: usize,
    /// The topics, those of the most stories first.
    pub topics: Vec<TopicRow>,
}

/// A topic and how often it is told of.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct TopicRow {
    /// Its name.
    pub topic: String,
    /// Stories of it.
    pub stories: usize,
    /// Articles of it, copies left out.
    pub articles: usize,
    /// Copies of these.
    pub copies: usize,
}

/// The answer of `pairs`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct PairsAnswer {
    /// The version of this format.
    pub version: u32,
    /// The company that was asked about.
    pub company: String,
    /// How many partners there are, beyond those listed.
    pub total: usize,
    /// The partners, those of the most stories first.
    pub partners: Vec<PartnerRow>,
}

/// Whom a company deals with.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct PartnerRow {
    /// Its name.
    pub partner: String,
    /// Stories that tell of their deals.
    pub stories: usize,
    /// Articles that do, copies left out.
    pub articles: usize,
    /// How many deals of each kind, by kind.
    pub kinds: BTreeMap<String, usize>,
    /// Sums of the amounts, the largest first.
    pub totals: Vec<TotalAmount>,
    /// The day of the first of their deals.
    pub first_day: Option<String>,
    /// The day of the last.
    pub last_day: Option<String>,
    /// Their deals, the newest first.
    pub deals: Vec<DealRow>,
}

/// A sum of money.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct TotalAmount {
    /// In whole units of the currency.
    pub value: f64,
    /// ISO 4217 code.
    pub currency: String,
}

/// The answer of `stats`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct StatsAnswer {
    /// The version of this format.
    pub version: u32,
    /// What was asked.
    pub asked: Asked,
    /// All articles that match.
    pub whole: CountsRow,
    /// Articles and copies without a publisher.
    pub without_site: usize,
    /// First and last day.
    pub covered: Option<Covered>,
    /// The longest times between these without an article, longest first.
    pub gaps: Vec<GapRow>,
    /// The longest runs of months without an article of a publisher that had some before and after, longest
    /// first; only by site.
    pub site_gaps: Vec<SiteGapRow>,
    /// Languages, those of the most articles first, copies included.
    pub languages: Vec<LanguageRow>,
    /// How many groups there are, beyond those listed.
    pub total: usize,
    /// The groups: by time where the first key is one, else the largest first.
    pub groups: Vec<GroupRow>,
}

/// Counts of articles.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct CountsRow {
    /// Stories.
    pub stories: usize,
    /// Articles, copies left out.
    pub articles: usize,
    /// Copies.
    pub copies: usize,
    /// The share of copies among all, 0 to 1.
    pub copy_rate: f64,
    /// Articles and copies without a day.
    pub undated: usize,
}

/// Articles that have something in common.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct GroupRow {
    /// What they have in common, by key; null where it isn't known.
    pub by: BTreeMap<String, Option<String>>,
    /// The counts.
    #[serde(flatten)]
    pub counts: CountsRow,
}

/// Days in a row without an article.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct GapRow {
    /// The first of them.
    pub from: String,
    /// The last.
    pub to: String,
    /// How many.
    pub days: i64,
}

/// Months in a row without an article of a publisher.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct SiteGapRow {
    /// The publisher.
    pub site: String,
    /// The first month: YYYY-MM.
    pub from: String,
    /// The last.
    pub to: String,
    /// How many.
    pub months: u32,
}

/// A language.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct LanguageRow {
    /// ISO 639-1 code; `und` where none could be told.
    pub language: String,
    /// Its articles, copies included.
    pub articles: usize,
}

impl From<&news::SiteGap> for SiteGapRow {
    fn from(gap: &news::SiteGap) -> Self {
        Self {
            site: gap.site.clone(),
            from: gap.from.clone(),
            to: gap.to.clone(),
            months: gap.n_months,
        }
    }
}

impl From<&(String, usize)> for LanguageRow {
    fn from((language, articles): &(String, usize)) -> Self {
        Self {
            language: language.clone(),
            articles: *articles,
        }
    }
}

impl From<&news::Period> for PeriodRow {
    fn from(period: &news::Period) -> Self {
        Self {
            period: period.name.clone(),
            from: period.from.to_string(),
            to: period.to.to_string(),
            stories: period.n_stories,
            articles: period.n_articles,
            copies: period.n_copies,
        }
    }
}

impl From<&news::Named<'_>> for CompanyRow {
    fn from(named: &news::Named<'_>) -> Self {
        Self {
            company: named.name.to_owned(),
            stories: named.n_stories,
            articles: named.n_articles,
            copies: named.n_copies,
            primary: named.n_primary,
            deals: named.n_deals,
        }
    }
}

impl From<&news::Named<'_>> for TopicRow {
    fn from(named: &news::Named<'_>) -> Self {
        Self {
            topic: named.name.to_owned(),
            stories: named.n_stories,
            articles: named.n_articles,
            copies: named.n_copies,
        }
    }
}

impl PartnerRow {
    /// A row of `pairs`; `deals` is the list that the partner's places count in.
    pub fn new(partner: &news::Partner<'_>, deals: &[news::Deal<'_>]) -> Self {
        let shared = partner.deals.iter().filter_map(|place| deals.get(*place));
        let kinds = partner.kinds.iter();
        let totals = partner.totals.iter();
        Self {
            partner: partner.name.to_owned(),
            stories: partner.n_stories,
            articles: partner.n_articles,
            kinds: kinds.map(|(kind, n)| ((*kind).to_owned(), *n)).collect(),
            totals: totals
                .map(|(currency, value)| TotalAmount {
                    value: *value,
                    currency: (*currency).to_owned(),
                })
                .collect(),
            first_day: partner.first_day.map(str::to_owned),
            last_day: partner.last_day.map(str::to_owned),
            deals: shared.map(|deal| DealRow::new(deal, false)).collect(),
        }
    }
}

impl From<&news::Counts> for CountsRow {
    fn from(counts: &news::Counts) -> Self {
        Self {
            stories: counts.n_stories,
            articles: counts.n_articles,
            copies: counts.n_copies,
            copy_rate: (counts.copy_rate() * 1e4).round() / 1e4,
            undated: counts.n_undated,
        }
    }
}

impl From<&news::Gap> for GapRow {
    fn from(gap: &news::Gap) -> Self {
        Self {
            from: gap.from.to_string(),
            to: gap.to.to_string(),
            days: gap.n_days,
        }
    }
}

impl GroupRow {
    /// A group with the names of its keys.
    pub fn new(group: &news::Group, keys: &[String]) -> Self {
        let values = group.values.iter().cloned();
        Self {
            by: keys.iter().cloned().zip(values).collect(),
            counts: CountsRow::from(&group.counts),
        }
    }
}
