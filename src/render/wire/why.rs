//! `why` and `like`: the reasons for what is said of one article, and the articles near to it.

use schemars::JsonSchema;

use super::{Amount, Party, VERSION};
use crate::article::ByHand;
use crate::enrich::{self, DealFact, FoundBy, Part};
use crate::news;

/// The answer of `why`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct WhyAnswer {
    /// The version of this format.
    pub version: u32,
    /// The article.
    pub article: String,
    /// Its headline.
    pub title: String,
    /// What a person wrote into its file about all this.
    pub by_hand: Vec<WhyByHand>,
    /// The companies in it.
    pub companies: Vec<WhyCompany>,
    /// What it is about.
    pub topics: Vec<WhyTopic>,
    /// The deals that it tells.
    pub deals: Vec<WhyDeal>,
    /// The article that it is a copy of; null where it is none.
    pub copy_of: Option<WhyCopy>,
    /// The articles that are copies of it.
    pub copies: Vec<WhyCopy>,
    /// The story that it is in; null where it is in none.
    pub story: Option<WhyStory>,
}

/// What stands in the file of an article.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct WhyByHand {
    /// companies, topics, story or `copy_of`.
    pub key: String,
    /// As written there.
    pub value: String,
}

/// A company and where it is named.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct WhyCompany {
    /// Its name.
    pub name: String,
    /// Whether the article is about it.
    pub primary: bool,
    /// lexicon, form (written as a name of a company), context (a party of a deal) or hand (its file says so).
    pub found_by: String,
    /// The forms that occur.
    pub surfaces: Vec<String>,
    /// Where.
    pub spans: Vec<WhySpan>,
}

/// A topic and what told it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct WhyTopic {
    /// The topic.
    pub topic: String,
    /// The words or the deal that told it.
    pub why: String,
}

/// A deal and the rule that found it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct WhyDeal {
    /// Its kind.
    pub kind: String,
    /// How far it is.
    pub status: String,
    /// Who takes part.
    pub parties: Vec<Party>,
    /// The amount of money.
    pub amount: Option<Amount>,
    /// Whether the article only mentions it.
    pub background: bool,
    /// The rule.
    pub why: String,
    /// The sentences, the best first.
    pub evidence: Vec<WhySpan>,
}

/// A place in an article.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct WhySpan {
    /// title or body.
    pub part: String,
    /// First byte of it.
    pub start: usize,
    /// Length in bytes.
    pub len: usize,
    /// What stands there.
    pub text: String,
}

/// A copy, or what it is a copy of.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct WhyCopy {
    /// The other article.
    pub article: String,
    /// Its headline.
    pub title: String,
    /// How much of the copy stands in the original, 0 to 1; null where a person said so.
    pub share: Option<f32>,
}

/// Why an article is in a story.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct WhyStory {
    /// The story.
    pub id: String,
    /// How many articles it has, copies included.
    pub articles: usize,
    /// The article of the story that this one is nearest to; null where only a name put it there.
    pub nearest: Option<String>,
    /// The headline of that.
    pub nearest_title: Option<String>,
    /// How alike the two are, 0 to 1.
    pub likeness: f32,
    /// The words that the articles of the story share.
    pub words: Vec<String>,
    /// The companies that at least half of them name.
    pub companies: Vec<String>,
}

/// The answer of `like`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct LikeAnswer {
    /// The version of this format.
    pub version: u32,
    /// The article that was asked about.
    pub article: String,
    /// The articles nearest to it, nearest first.
    pub near: Vec<NearRow>,
}

/// An article near another.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct NearRow {
    /// Its id.
    pub id: String,
    /// How near it is, 0 to 1.
    pub likeness: f32,
    /// Its headline.
    pub title: String,
    /// Its publisher.
    pub site: Option<String>,
    /// Its day.
    pub published: Option<String>,
    /// Its page.
    pub url: Option<String>,
}

/// The answer of `lexicon check`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct LexiconAnswer {
    /// The version of this format.
    pub version: u32,
    /// What is wrong.
    pub problems: Vec<LexiconRow>,
    /// Names that occur in no article.
    pub unused: Vec<LexiconRow>,
    /// How many of the built-in names occur in no article.
    pub unused_built_in: usize,
}

/// A line of a lexicon file and what is to be said of it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, JsonSchema)]
pub struct LexiconRow {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub text: String,
}

impl WhyAnswer {
    /// The answer on one article with its headline and body.
    pub fn new(why: &news::Why<'_>, id: &str, title: &str, body: &str) -> Self {
        let texts = Texts { title, body };
        let tags = &why.tags;
        let share = why.article.and_then(|article| article.share);
        Self {
            version: VERSION,
            article: id.to_owned(),
            title: title.to_owned(),
            by_hand: by_hand(why.by_hand),
            companies: companies(why, &texts),
            topics: topics(why),
            deals: tags
                .deals
                .iter()
                .filter(|deal| counts(why, deal))
                .map(|deal| texts.deal(deal))
                .collect(),
            copy_of: why.original.map(|original| copy(original, share)),
            copies: why
                .copies
                .iter()
                .map(|other| copy(other, other.share))
                .collect(),
            story: why.story.as_ref().map(|story| WhyStory {
                id: story.story.id.clone(),
                articles: story.story.articles.len(),
                nearest: story.nearest.map(|nearest| nearest.id.clone()),
                nearest_title: story.nearest.map(|nearest| nearest.title.clone()),
                likeness: story.member.likeness,
                words: story.story.words.clone(),
                companies: story.story.companies.clone(),
            }),
        }
    }
}

/// The reason of what a person put in.
pub(in crate::render) const BY_HAND: &str = "set by hand in the file";

fn by_hand(by_hand: &ByHand) -> Vec<WhyByHand> {
    let all = |key: &'static str, values: &[String]| -> Vec<WhyByHand> {
        let row = |value: &String| WhyByHand {
            key: key.to_owned(),
            value: value.clone(),
        };
        values.iter().map(row).collect()
    };
    [
        all("companies", &by_hand.companies),
        all("topics", &by_hand.topics),
        all("story", by_hand.story.as_slice()),
        all("copy_of", by_hand.copy_of.as_slice()),
    ]
    .concat()
}

/// The companies that count: what was found and not taken out, then what was put in.
fn companies(why: &news::Why<'_>, texts: &Texts<'_>) -> Vec<WhyCompany> {
    let found = &why.tags.companies;
    if why.by_hand.companies.is_empty() {
        return found.iter().map(|tag| texts.company(tag)).collect();
    }
    let company = |fact: &enrich::CompanyFact| {
        let tag = found.iter().find(|tag| tag.name == fact.name);
        tag.map_or_else(
            || WhyCompany {
                name: fact.name.clone(),
                primary: fact.primary,
                found_by: "hand".to_owned(),
                surfaces: Vec::new(),
                spans: Vec::new(),
            },
            |tag| texts.company(tag),
        )
    };
    why.facts.companies.iter().map(company).collect()
}

fn topics(why: &news::Why<'_>) -> Vec<WhyTopic> {
    let found = why.tags.topics.iter().map(|tag| WhyTopic {
        topic: tag.topic.as_str().to_owned(),
        why: tag.why.clone(),
    });
    let found: Vec<WhyTopic> = found.collect();
    if why.by_hand.topics.is_empty() {
        return found;
    }
    let topic = |name: &String| {
        let found = found.iter().find(|topic| topic.topic == *name);
        found.cloned().unwrap_or_else(|| WhyTopic {
            topic: name.clone(),
            why: BY_HAND.to_owned(),
        })
    };
    why.facts.topics.iter().map(topic).collect()
}

/// Whether a deal that was found is still told, or went with a company that was taken out.
fn counts(why: &news::Why<'_>, deal: &enrich::Deal) -> bool {
    let is_it = |fact: &DealFact| {
        let parties = fact.parties.iter().map(|party| &party.name);
        fact.kind == deal.kind.as_str() && parties.eq(deal.parties.iter().map(|party| &party.name))
    };
    why.by_hand.companies.is_empty() || why.facts.deals.iter().any(is_it)
}

fn copy(article: &news::NewsArticle, share: Option<f32>) -> WhyCopy {
    WhyCopy {
        article: article.id.clone(),
        title: article.title.clone(),
        share,
    }
}

/// The texts that spans are places of.
struct Texts<'t> {
    title: &'t str,
    body: &'t str,
}

impl Texts<'_> {
    fn company(&self, tag: &enrich::CompanyTag) -> WhyCompany {
        let found_by = match tag.found_by {
            FoundBy::Lexicon => "lexicon",
            FoundBy::Form => "form",
            FoundBy::Context => "context",
        };
        WhyCompany {
            name: tag.name.clone(),
            primary: tag.primary,
            found_by: found_by.to_owned(),
            surfaces: tag.surfaces.clone(),
            spans: tag.spans.iter().map(|span| self.span(span)).collect(),
        }
    }

    fn deal(&self, deal: &enrich::Deal) -> WhyDeal {
        let party = |party: &enrich::Party| Party {
            name: party.name.clone(),
            role: party.role.as_str().to_owned(),
        };
        WhyDeal {
            kind: deal.kind.as_str().to_owned(),
            status: deal.status.as_str().to_owned(),
            parties: deal.parties.iter().map(party).collect(),
            amount: deal.amount.as_ref().map(|amount| Amount {
                value: amount.value,
                currency: amount.currency.to_owned(),
                text: amount.text.clone(),
            }),
            background: deal.background,
            why: deal.why.clone(),
            evidence: deal.evidence.iter().map(|span| self.span(span)).collect(),
        }
    }

    fn span(&self, span: &enrich::Span) -> WhySpan {
        let (part, text) = match span.part {
            Part::Title => ("title", self.title),
            Part::Body => ("body", self.body),
        };
        WhySpan {
            part: part.to_owned(),
            start: span.range.start,
            len: span.range.len(),
            text: text.get(span.range.clone()).unwrap_or("").to_owned(),
        }
    }
}

impl From<&news::NearArticle> for NearRow {
    fn from(near: &news::NearArticle) -> Self {
        let card = &near.card;
        Self {
            id: card.id.to_string(),
            likeness: near.likeness,
            title: card.title.clone(),
            site: card.site.clone(),
            published: card.published.map(|published| published.day.to_string()),
            url: card.url.clone(),
        }
    }
}
