//! What is found in one article: companies, topics, deals, each with the place where it stands.

use std::ops::Range;

use crate::article::spelled;

/// Everything that was found in one article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tags {
    /// In the order of their first mention.
    pub companies: Vec<CompanyTag>,
    /// Each once, surest first.
    pub topics: Vec<TopicTag>,
    /// The deals that the article is about first, then those told as background.
    pub deals: Vec<Deal>,
}

/// An organisation that the article names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyTag {
    /// The canonical name.
    pub name: String,
    /// The forms that occur, each once.
    pub surfaces: Vec<String>,
    /// Where it is named, in order.
    pub spans: Vec<Span>,
    /// Whether the article is about it.
    pub primary: bool,
    /// How it was found.
    pub found_by: FoundBy,
}

/// How an organisation was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundBy {
    /// The lexicon lists the name.
    Lexicon,
    /// The name is written as one of an organisation, or stands beside words that tell one.
    Form,
    /// A party of a deal that nothing else tells.
    Context,
}

/// A place in an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Of which text.
    pub part: Part,
    /// Bytes of it.
    pub range: Range<usize>,
}

/// The texts of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The headline.
    Title,
    /// The body as filed.
    Body,
}

/// What an article is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicTag {
    /// Which topic.
    pub topic: Topic,
    /// The words or the deal that told it.
    pub why: String,
}

/// A commercial tie that the article reports.
#[derive(Clone, Debug, PartialEq)]
pub struct Deal {
    /// What is agreed.
    pub kind: DealKind,
    /// How far it is.
    pub status: DealStatus,
    /// Who, canonical names; never empty.
    pub parties: Vec<Party>,
    /// Its price or size.
    pub amount: Option<Amount>,
    /// One to three sentences that show it, the best first.
    pub evidence: Vec<Span>,
    /// Whether it is only mentioned in an article about something else.
    pub background: bool,
    /// The rule that found it.
    pub why: String,
}

/// One side of a deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Canonical name of an organisation, or a person's.
    pub name: String,
    /// What it does in the deal.
    pub role: Role,
}

/// A sum of money.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    /// In whole units of the currency.
    pub value: f64,
    /// ISO 4217: `USD`.
    pub currency: &'static str,
    /// As written, with what qualifies it.
    pub text: String,
    /// For a sum that comes again: each `month` or `year`.
    pub per: Option<Per>,
    /// Whether it is a limit.
    pub qualifier: Option<Qualifier>,
}

/// How often a sum is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// Each month.
    Month,
    /// Each year.
    Year,
}

/// What a sum is a limit of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qualifier {
    /// No more than it.
    UpTo,
    /// More than it.
    MoreThan,
    /// About it.
    About,
}

spelled!(
    /// What is agreed, most specific first.
    DealKind {
        /// One buys, or merges with, another.
        Acquisition = "acquisition",
        /// Money for equity or debt.
        Investment = "investment",
        /// Compute or hosting, or a model made available on a cloud.
        Cloud = "cloud",
        /// Chips, hardware, energy, data centres.
        Supply = "supply",
        /// Rights to content, data, technology.
        Licensing = "licensing",
        /// Any other agreement to work together.
        Partnership = "partnership",
    }
);

spelled!(
    /// How far a deal is.
    DealStatus {
        /// Agreed or confirmed, closed included.
        Announced = "announced",
        /// Sources say, in talks, considering.
        Reported = "reported",
        /// Changed after it was agreed.
        Revised = "revised",
        /// Over, or fallen through.
        Ended = "ended",
        /// Refused or stopped, by anybody.
        Blocked = "blocked",
    }
);

spelled!(
    /// What a party does in a deal.
    Role {
        /// Buys a company.
        Buyer = "buyer",
        /// Is bought.
        Target = "target",
        /// Gives money.
        Investor = "investor",
        /// Gets it.
        Investee = "investee",
        /// Sells compute or hosts a model.
        Provider = "provider",
        /// Buys compute, or has its model hosted.
        Customer = "customer",
        /// Delivers chips, power, buildings.
        Supplier = "supplier",
        /// Gives rights.
        Licensor = "licensor",
        /// Gets rights.
        Licensee = "licensee",
        /// Works together with the others.
        Partner = "partner",
    }
);

spelled!(
    /// What an article can be about.
    Topic {
        /// Firms that work together.
        Partnership = "partnership",
        /// Cloud and compute.
        Cloud = "cloud",
        /// Rounds and stakes.
        Funding = "funding",
        /// Who buys whom.
        Acquisition = "acquisition",
        /// Rights to content and technology.
        Licensing = "licensing",
        /// Hardware and energy contracts.
        Supply = "supply",
        /// Semiconductors.
        Chips = "chips",
        /// Buildings for compute, and their power.
        Datacentre = "datacentre",
        /// A new model.
        ModelRelease = "model-release",
        /// A new product or feature.
        Product = "product",
        /// Studies and papers.
        Research = "research",
        /// Laws and governments.
        Policy = "policy",
        /// Courts.
        Legal = "legal",
        /// Safety of AI.
        Safety = "safety",
        /// Attacks and holes.
        Security = "security",
        /// Who comes and goes.
        People = "people",
        /// Going public.
        Ipo = "ipo",
        /// Results of a quarter.
        Earnings = "earnings",
        /// Discounts and buying advice.
        Shopping = "shopping",
        /// None of these.
        Other = "other",
    }
);
