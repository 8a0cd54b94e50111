//! Days and outlets named in plain words: `openai deals 2025`, `since june 2026`, `reuters nvidia`.
//!
//! They are wishes and never filters: the best articles of those days or that outlet are looked for beside the
//! best of all, and gain a share of their score; the words that say so weigh little. A text that looks ahead to 2030 names no day of
//! publication.

use std::ops::Range;

use jiff::civil::Date;

use super::bits::Bits;
use super::days_said;
use super::plan::{Formula, Plan, Word, days, site};
use super::print::print;
use super::search::admit_all;
use super::tree::{Filter, Leaf, Node};
use super::weights::WISH_WORD;
use crate::analysis::function_words::is_function_word;
use crate::analysis::tokens::tokens;
use crate::index::{IndexError, Snapshot};

/// Shortest name of an outlet; what is shorter is an ending such as `com` or `uk`.
const MIN_OUTLET_BYTES: usize = 4;

/// Parts of addresses that name no outlet.
const ENDINGS: &[&str] = &["blog", "blogs", "info", "news", "tech", "today", "www"];

/// Most words of a query that name one outlet: `south china morning post`.
const MOST_OUTLET_WORDS: usize = 4;

/// Articles of an outlet from which on its name says where to look: the name of one with fewer may be any word.
const ENOUGH_OF_OUTLET: u64 = 10;

/// Passages with a word for each article of the outlet of that name, from which on the word is meant and not the
/// outlet. Of 51,000 articles `reuters`, `techcrunch`, `verge` and `wired` have .1 to 4.5, `research`, `team` and
/// `first`, which are names of blogs too, 40 to 700.
const MOST_SAID_PER_ARTICLE: u64 = 5;

/// Most wishes of a query; a pasted list of years has more.
const MOST_WISHES: usize = 4;

/// What the words of a query wish for.
pub(super) struct Wishes {
    /// Which articles fulfil each of the wishes, by segment.
    each: Vec<Vec<Bits>>,
    /// The words that say so, as tokens.
    words: Vec<String>,
    /// The wishes in the query language.
    written: Vec<String>,
}

/// Articles that are wished for.
struct Wish {
    filter: Filter,
    /// Those that fulfil it, by segment.
    articles: Vec<Bits>,
    /// The words that say so; none where they may say something else as well.
    words: Range<usize>,
}

impl Wishes {
    /// What the words of `root` wish for.
    pub(super) fn of(snapshot: &Snapshot, root: &Node, today: Date) -> Result<Self, IndexError> {
        let words = words_of(root);
        let newest = || snapshot.covered().map_or(today, |(_, newest)| newest);
        let mut wishes = Vec::new();
        let said = days_said::read(&words, today, &newest).into_iter();
        for said in said.take(MOST_WISHES) {
            wishes.push(Wish {
                filter: Filter::Published(said.span),
                articles: admit_all(snapshot, &days(said.span, Formula::Published))?,
                words: said.words,
            });
        }
        // Who types one word alone asks about it.
        if words.len() > 1 {
            wishes.extend(outlets(snapshot, &words, MOST_WISHES - wishes.len())?);
        }
        let said = wishes
            .iter()
            .filter_map(|wish| words.get(wish.words.clone()));
        let tokens = said.flatten().flat_map(|word| tokens(word));
        Ok(Self {
            words: tokens.map(|token| token.form).collect(),
            written: wishes
                .iter()
                .map(|wish| print(&Node::Filter(wish.filter.clone())))
                .collect(),
            each: wishes.into_iter().map(|wish| wish.articles).collect(),
        })
    }

    /// Whether nothing was wished for.
    pub(super) fn is_empty(&self) -> bool {
        self.each.is_empty()
    }

    /// The articles that fulfil each of the wishes, by segment.
    pub(super) fn each(&self) -> &[Vec<Bits>] {
        &self.each
    }

    /// Notes the wishes in the plan, and lets the words that say them weigh less: `march` is a day that is meant more
    /// often than a word that is looked for.
    pub(super) fn note(&self, plan: &mut Plan) {
        let says_it = |word: &Word| {
            let mut forms = word.forms.iter();
            !word.forms.is_empty()
                && forms.all(|form| self.words.iter().any(|word| *word == form.word()))
        };
        for word in plan.words.iter_mut().filter(|word| says_it(word)) {
            word.weight *= WISH_WORD;
        }
        plan.wishes.clone_from(&self.written);
    }

    /// How many of the wishes an article fulfils.
    pub(super) fn fulfilled(&self, segment: usize, article: usize) -> usize {
        let holds = |sets: &&Vec<Bits>| sets.get(segment).is_some_and(|set| set.contains(article));
        self.each.iter().filter(holds).count()
    }
}

/// Words beside days that ask for nothing more: `latest news`.
const FILLERS: &[&str] = &["articles", "headlines", "news", "stories"];

/// The days, as filters of which one is to be fulfilled, where nothing else was typed: `28 april 2026`, `news of
/// last week`.
pub(super) fn days_alone(snapshot: &Snapshot, root: &Node, today: Date) -> Vec<Filter> {
    let is_plain = match root {
        Node::Leaf(Leaf::Word(_)) => true,
        Node::Sequence(parts) => parts
            .iter()
            .all(|part| matches!(part, Node::Leaf(Leaf::Word(_)))),
        _ => false,
    };
    if !is_plain {
        return Vec::new();
    }
    let words = words_of(root);
    let newest = || snapshot.covered().map_or(today, |(_, newest)| newest);
    let said = days_said::read(&words, today, &newest);
    let is_said = |at: usize| said.iter().any(|said| said.words.contains(&at));
    let is_empty = |word: &str| FILLERS.contains(&word) || is_function_word(word);
    let says_days = |(at, word): (usize, &String)| is_said(at) || is_empty(word);
    if !words.iter().enumerate().all(says_days) {
        return Vec::new();
    }
    let spans = said.into_iter().take(MOST_WISHES);
    spans.map(|said| Filter::Published(said.span)).collect()
}

/// The plain words that were typed side by side, in lower case.
fn words_of(root: &Node) -> Vec<String> {
    match root {
        Node::Sequence(parts) => parts.iter().flat_map(words_of).collect(),
        Node::Leaf(Leaf::Word(text)) => {
            let trimmed = text.trim_matches(|c: char| !c.is_alphanumeric());
            vec![trimmed.to_lowercase()]
        }
        _ => Vec::new(),
    }
}

/// The first outlets that the words name, `most` of them, the longest name from each word on.
fn outlets(snapshot: &Snapshot, words: &[String], most: usize) -> Result<Vec<Wish>, IndexError> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < words.len() && found.len() < most {
        let rest = words.get(start..).unwrap_or_default();
        let Some((outlet, n_words)) = longest_outlet(snapshot, rest)? else {
            start += 1;
            continue;
        };
        // The name without its article may be any word: `verge`.
        let n_certain = if outlet.is_certain { n_words } else { 0 };
        found.push(Wish {
            filter: Filter::Site(outlet.name),
            articles: outlet.articles,
            words: start..start + n_certain,
        });
        start += n_words;
    }
    Ok(found)
}

/// The outlet whose name is the most of the words from the first on, and how many that are.
fn longest_outlet(
    snapshot: &Snapshot,
    words: &[String],
) -> Result<Option<(Outlet, usize)>, IndexError> {
    for n_words in (1..=MOST_OUTLET_WORDS.min(words.len())).rev() {
        let name = words.get(..n_words).unwrap_or_default();
        if let Some(outlet) = outlet_of(snapshot, name)? {
            return Ok(Some((outlet, n_words)));
        }
    }
    Ok(None)
}

/// An outlet that the index has articles of.
struct Outlet {
    name: String,
    /// By segment.
    articles: Vec<Bits>,
    /// Whether the words say it and nothing else.
    is_certain: bool,
}

/// The outlet of this name: `mit technology review`, `wsj`, and `verge` or `the verge` for theverge.com.
fn outlet_of(snapshot: &Snapshot, words: &[String]) -> Result<Option<Outlet>, IndexError> {
    let (typed, joined) = (words.join(" "), words.concat());
    let with_article = format!("the{joined}");
    let known = snapshot.site_words();
    let is_listed = snapshot.names().outlet(&typed).is_some();
    let is_short = joined.len() < MIN_OUTLET_BYTES || ENDINGS.contains(&&*joined);
    let name = if is_listed {
        &typed
    } else if is_short {
        return Ok(None);
    } else if known.contains_key(&*joined) {
        &joined
    } else if known.contains_key(&*with_article) {
        &with_article
    } else {
        return Ok(None);
    };
    // A company that publishes itself is asked about more often than read.
    if !is_listed && snapshot.lexicon().canonical(&typed).is_some() {
        return Ok(None);
    }
    let Some(formula) = site(snapshot, name)? else {
        return Ok(None);
    };
    let articles = admit_all(snapshot, &formula)?;
    let n_articles: u64 = articles.iter().map(Bits::count).sum();
    let n_said = snapshot.n_passages_with(&joined);
    let is_meant = n_articles > 0 && n_said <= n_articles * MOST_SAID_PER_ARTICLE;
    Ok(is_meant.then(|| Outlet {
        is_certain: n_articles >= ENOUGH_OF_OUTLET && *name != with_article,
        name: name.clone(),
        articles,
    }))
}
