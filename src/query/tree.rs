//! What a person asks for, as a tree that knows nothing of Tantivy.
//!
//! [`super::parse`] makes it from any bytes at all; [`super::plan`] turns it into what the engine
//! understands. Words stand in it as typed: analysis comes later.

use jiff::civil::Date;

/// A part of a query.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Parts side by side. Ranked search takes articles that hold any of them, set commands those
    /// that hold all; filters and required parts always hold, negated ones never.
    Sequence(Vec<Node>),
    /// All of these (`AND`).
    And(Vec<Node>),
    /// Any of these (`OR`).
    Or(Vec<Node>),
    /// `+part`: articles without it are left out.
    Required(Box<Node>),
    /// `-part`, `NOT part`: articles with it are left out.
    Not(Box<Node>),
    /// Something to look for.
    Leaf(Leaf),
    /// Something that admits or excludes articles and never scores.
    Filter(Filter),
}

/// Something to look for in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// A word as typed; it may analyse to several tokens (`GPT-4o`) or to none (`!`).
    Word(String),
    /// `=word`: this form only, no stemming.
    Exact(String),
    /// `prefix*`: any word that starts so.
    Prefix(String),
    /// `"some words"~slop`: in this order with at most `slop` other words between; 0 is adjacent.
    Phrase {
        /// The words as typed.
        text: String,
        /// How many positions may be skipped altogether.
        slop: u32,
    },
    /// `near/8(openai oracle)`: all within `distance` words, in any order.
    Near {
        /// The words as typed.
        words: Vec<String>,
        /// Largest distance in words between the first and the last.
        distance: u32,
    },
    /// `same:(openai oracle cloud)`: all in one sentence.
    Same(Vec<String>),
}

/// Something that admits or excludes articles.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// `title:word`, `title:"some words"`: adjacent in the headline.
    Title(String),
    /// `site:techcrunch`.
    Site(String),
    /// `author:"jane doe"`.
    Author(String),
    /// `url:openai.com/blog`.
    Url(String),
    /// `lang:en`.
    Lang(String),
    /// `id:k3f9…`.
    Id(String),
    /// `company:openai`, `company:openai!primary`.
    Company(String),
    /// `topic:cloud`.
    Topic(String),
    /// `deal:acquisition`.
    Deal(String),
    /// `status:announced`.
    Status(String),
    /// `amount:>1b`, in units of any currency; both ends included.
    Amount {
        /// Least amount.
        least: Option<f64>,
        /// Largest amount.
        most: Option<f64>,
    },
    /// `date:2025-09`, `date:2025-09..2025-12`, `since:7d`, `before:2026-01-01`: published within.
    Published(Span),
    /// `added:…`: taken in within.
    Added(Span),
}

/// Days from `from` to `to`, both included; an open end is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

/// A query as understood, and what was ignored on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The tree; an empty sequence where nothing was asked.
    pub root: Node,
    /// What was ignored or read in an unexpected way, one sentence each, for the person.
    pub notices: Vec<String>,
}
