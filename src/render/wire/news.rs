//! The rows of the commands over many articles: `deals`, `stories` and their kin.

use schemars::JsonSchema;

use super::{Amount, Company, Deal, Evidence, Party, VERSION};
use crate::enrich::{AmountFact, CompanyFact, DealFact, EvidenceFact};
use crate::news;
use crate::render::link::passage_id;

/// What such a command was asked.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, JsonSchema)]
pub struct Asked {
    /// The query as typed; empty where all articles were asked for.
    pub query: String,
    /// What was ignored in it, one sentence each.
    pub notices: Vec<String>,
    /// How many articles match, copies included.
    pub articles: usize,
}

/// The answer of `deals`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct DealsAnswer {
    /// The version of this format.
    pub version: u32,
    /// What was asked.
    pub asked: Asked,
    /// How many deals there are, beyond those listed.
    pub total: usize,
    /// The deals, by day.
    pub deals: Vec<DealRow>,
}

/// A deal across articles.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct DealRow {
    /// acquisition, investment, cloud, supply, licensing or partnership.
    pub kind: String,
    /// announced, reported, revised, ended or blocked.
    pub status: String,
    /// Who takes part, those that most articles name first.
    pub parties: Vec<Party>,
    /// The amount that most articles give.
    pub amount: Option<Amount>,
    /// The day of the first report.
    pub day: Option<String>,
    /// The day of the last report.
    pub last_day: Option<String>,
    /// Whether no article is about it: it is only mentioned.
    pub background: bool,
    /// The sentence that shows it best.
    pub evidence: Option<CitedEvidence>,
    /// Stories that tell of it.
    pub stories: usize,
    /// Articles that tell of it, copies left out.
    pub articles: usize,
    /// Copies of these.
    pub copies: usize,
    /// Whether articles give amounts that can't both be right.
    pub needs_review: bool,
    /// Every amount that articles about it give, most frequent first.
    pub amounts: Vec<Amount>,
    /// Each article's own words on it, by day.
    pub mentions: Vec<DealMention>,
}

/// What one article tells of a deal.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct DealMention {
    /// Its id.
    pub article: String,
    /// Its headline.
    pub title: String,
    /// Its publisher.
    pub site: Option<String>,
    /// Its day.
    pub day: Option<String>,
    /// How far the deal is, as it tells.
    pub status: String,
    /// The amount that it gives.
    pub amount: Option<Amount>,
    /// Whether it only mentions the deal.
    pub background: bool,
    /// The sentence that shows it.
    pub evidence: Option<CitedEvidence>,
}

/// A sentence and how to show it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct CitedEvidence {
    /// ID@START+LEN as `newsdex show` takes it; the id of the article where it is the headline.
    pub id: String,
    /// First byte in the body; null where it is the headline.
    pub start: Option<usize>,
    /// Length in bytes.
    pub len: usize,
    /// The sentence.
    pub text: String,
}

/// The answer of `stories`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct StoriesAnswer {
    /// The version of this format.
    pub version: u32,
    /// What was asked.
    pub asked: Asked,
    /// How many stories there are, beyond those listed.
    pub total: usize,
    /// The stories, the largest first.
    pub stories: Vec<StoryRow>,
}

/// Articles of one event.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct StoryRow {
    /// Its name.
    pub id: String,
    /// The headline of its first report.
    pub title: String,
    /// The day of its first report.
    pub day: Option<String>,
    /// The day of its last report.
    pub last_day: Option<String>,
    /// Articles, copies left out.
    pub articles: usize,
    /// Copies.
    pub copies: usize,
    /// How many of all these match the query.
    pub matching: usize,
    /// Publishers, those with the most articles first.
    pub sources: Vec<String>,
    /// The first report.
    pub first: StoryArticle,
    /// Companies that at least half of its articles name.
    pub companies: Vec<String>,
    /// The words that its articles share.
    pub words: Vec<String>,
    /// How alike its articles are, 0 to 1.
    pub likeness: f32,
    /// All of its articles, the earliest first.
    pub members: Vec<StoryArticle>,
}

/// An article of a story.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct StoryArticle {
    /// Its id.
    pub id: String,
    /// Its headline.
    pub title: String,
    /// Its publisher.
    pub site: Option<String>,
    /// Its day.
    pub day: Option<String>,
    /// Its page.
    pub url: Option<String>,
    /// Whether it is a copy of an article of the story.
    pub is_copy: bool,
}

impl DealsAnswer {
    /// The answer with the deals that are listed.
    pub fn new(asked: Asked, total: usize, deals: Vec<DealRow>) -> Self {
        let version = VERSION;
        Self {
            version,
            asked,
            total,
            deals,
        }
    }
}

impl StoriesAnswer {
    /// The answer with the stories that are listed.
    pub fn new(asked: Asked, total: usize, stories: Vec<StoryRow>) -> Self {
        let version = VERSION;
        Self {
            version,
            asked,
            total,
            stories,
        }
    }
}

impl DealRow {
    /// A row of `deals`; copies are listed among its mentions only where they are asked for.
    pub fn new(deal: &news::Deal<'_>, lists_copies: bool) -> Self {
        let mentions = deal.mentions.iter();
        Self {
            kind: deal.kind.to_owned(),
            status: deal.status.to_owned(),
            parties: deal
                .parties
                .iter()
                .map(|party| Party {
                    name: party.name.to_owned(),
                    role: party.role.to_owned(),
                })
                .collect(),
            amount: deal.amount.map(Amount::from),
            day: deal.day.map(str::to_owned),
            last_day: deal.last_day.map(str::to_owned),
            background: deal.background,
            evidence: deal.mentions.get(deal.best).and_then(CitedEvidence::of),
            stories: deal.n_stories,
            articles: deal.n_articles,
            copies: deal.n_copies,
            needs_review: deal.needs_review,
            amounts: deal.amounts.iter().copied().map(Amount::from).collect(),
            mentions: mentions
                .filter(|mention| lists_copies || !mention.chosen.repeats)
                .map(DealMention::from)
                .collect(),
        }
    }
}

impl From<&news::Mention<'_>> for DealMention {
    fn from(mention: &news::Mention<'_>) -> Self {
        let article = mention.chosen.article;
        Self {
            article: article.id.clone(),
            title: article.title.clone(),
            site: article.site.clone(),
            day: article.day.clone(),
            status: mention.fact.status.clone(),
            amount: mention.fact.amount.as_ref().map(Amount::from),
            background: mention.fact.background,
            evidence: CitedEvidence::of(mention),
        }
    }
}

impl CitedEvidence {
    fn of(mention: &news::Mention<'_>) -> Option<Self> {
        let evidence = mention.fact.evidence.as_ref()?;
        let article = &mention.chosen.article.id;
        let (start, len) = (evidence.start, evidence.text.len());
        Some(Self {
            id: start.map_or_else(|| article.clone(), |start| passage_id(article, start, len)),
            start,
            len,
            text: evidence.text.clone(),
        })
    }
}

impl From<&news::Story<'_>> for StoryRow {
    fn from(story: &news::Story<'_>) -> Self {
        let members: Vec<StoryArticle> = story.articles.iter().map(StoryArticle::from).collect();
        Self {
            id: story.id.to_owned(),
            title: story.first.title.clone(),
            day: story.first.day.clone(),
            last_day: story.last_day.map(str::to_owned),
            articles: story.n_articles,
            copies: story.n_copies,
            matching: story.n_chosen,
            sources: story.sources.iter().map(|s| s.0.to_owned()).collect(),
            first: StoryArticle::new(story.first, false),
            companies: story.known.companies.clone(),
            words: story.known.words.clone(),
            likeness: story.known.likeness,
            members,
        }
    }
}

impl From<&news::StoryArticle<'_>> for StoryArticle {
    fn from(member: &news::StoryArticle<'_>) -> Self {
        Self::new(member.article, member.is_copy)
    }
}

impl StoryArticle {
    /// An article as a story lists it.
    pub fn new(article: &news::NewsArticle, is_copy: bool) -> Self {
        Self {
            id: article.id.clone(),
            title: article.title.clone(),
            site: article.site.clone(),
            day: article.day.clone(),
            url: article.url.clone(),
            is_copy,
        }
    }
}

impl From<&AmountFact> for Amount {
    fn from(amount: &AmountFact) -> Self {
        Self {
            value: amount.value,
            currency: amount.currency.clone(),
            text: amount.text.clone(),
        }
    }
}

impl From<&CompanyFact> for Company {
    fn from(company: &CompanyFact) -> Self {
        Self {
            name: company.name.clone(),
            primary: company.primary,
        }
    }
}

impl Deal {
    /// A deal as one article tells it; `day` is that of the article.
    pub fn new(deal: &DealFact, day: Option<&str>) -> Self {
        let party = |party: &crate::enrich::PartyFact| Party {
            name: party.name.clone(),
            role: party.role.clone(),
        };
        Self {
            kind: deal.kind.clone(),
            status: deal.status.clone(),
            parties: deal.parties.iter().map(party).collect(),
            amount: deal.amount.as_ref().map(Amount::from),
            day: day.map(str::to_owned),
            background: deal.background,
            evidence: deal.evidence.as_ref().map(Evidence::from),
        }
    }
}

impl From<&EvidenceFact> for Evidence {
    fn from(evidence: &EvidenceFact) -> Self {
        Self {
            start: evidence.start,
            len: evidence.text.len(),
            text: evidence.text.clone(),
        }
    }
}
