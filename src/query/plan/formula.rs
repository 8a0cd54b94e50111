//! What an article must fulfil to be admitted.

use jiff::civil::Date;
use tantivy::schema::Field;

use super::super::named::{self, Kind, Named};
use super::super::spans::{How, Together};
use super::super::tree::{Filter, Leaf, Node, Span};
use super::{Planner, Takes, is_plain, leaf_of, primary, words_of_field_from};
use crate::analysis::function_words::is_function_word;
use crate::analysis::tokens::{Token, tokens};
use crate::index::document::company_key;
use crate::index::{Alternatives, Entry, IndexError, Snapshot, days_since_epoch};

/// What an article must fulfil.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Formula {
    /// Each of these.
    All(Vec<Formula>),
    /// One of these at least.
    Any(Vec<Formula>),
    /// Not this.
    Not(Box<Formula>),
    /// The article, or one of its passages, holds one of these terms.
    Holds(Field, Vec<String>),
    /// One of the article's passages (or a field of its own) holds the words so.
    Together(Together),
    /// Published within these days since 1970-01-01, both included.
    Published(i64, i64),
    /// A deal of it has an amount from the first to the second, both included.
    Amount(f64, f64),
    /// Taken in within these days since 1970-01-01, both included.
    Added(i64, i64),
}

impl Planner<'_> {
    /// The formula of what is ranked by its words: passages that hold none of them aren't retrieved, so that
    /// only what filters asks for one.
    pub(super) fn formula_of_ranked(
        &mut self,
        root: &Node,
        takes: Takes,
    ) -> Result<Option<Formula>, IndexError> {
        let Node::Sequence(parts) = root else {
            return self.formula(root, takes);
        };
        let (plain, others): (Vec<Node>, Vec<Node>) = parts.iter().cloned().partition(is_plain);
        if takes == Takes::All || plain.is_empty() || others.iter().any(|part| !is_strict(part)) {
            return self.formula(root, takes);
        }
        self.sequence(&others, takes)
    }

    /// What an article must fulfil for `node` to hold; `None` where it always does.
    pub(super) fn formula(
        &mut self,
        node: &Node,
        takes: Takes,
    ) -> Result<Option<Formula>, IndexError> {
        Ok(match node {
            Node::Sequence(parts) => self.sequence(parts, takes)?,
            Node::And(parts) => join(self.formulas(parts, takes)?, Formula::All),
            Node::Or(parts) => {
                let alternatives = self.formulas(parts, takes)?;
                join(alternatives, Formula::Any)
            }
            Node::Required(part) => self.formula(part, takes)?,
            Node::Not(part) => {
                let formula = match &**part {
                    // A function word that is asked for is left out; one that is ruled out is not.
                    Node::Leaf(Leaf::Word(text)) => self
                        .formula(part, takes)?
                        .or_else(|| self.exact(text).map(Formula::Together)),
                    part => self.formula(part, takes)?,
                };
                formula.map(|f| Formula::Not(Box::new(f)))
            }
            Node::Leaf(Leaf::Word(_)) => self.sequence(std::slice::from_ref(node), takes)?,
            Node::Leaf(leaf) => self.leaf_formula(leaf)?,
            Node::Filter(filter) => self.filter(filter)?,
        })
    }

    fn formulas(&mut self, parts: &[Node], takes: Takes) -> Result<Vec<Formula>, IndexError> {
        let mut formulas = Vec::with_capacity(parts.len());
        for part in parts {
            formulas.extend(self.formula(part, takes)?);
        }
        Ok(formulas)
    }

    fn sequence(&mut self, parts: &[Node], takes: Takes) -> Result<Option<Formula>, IndexError> {
        let (mut strict, mut optional) = (Vec::new(), Vec::new());
        let mut has_required = false;
        let named = self.names_in(parts).into_iter();
        let mut named = named.filter(|named| named.kind != Kind::Members).peekable();
        let mut at = 0;
        while let Some(part) = parts.get(at) {
            if let Some(named) = named.next_if(|named| named.at.start == at) {
                at = named.at.end;
                let formula = self.name_formula(&named, parts)?;
                if takes == Takes::All {
                    strict.extend(formula);
                } else {
                    optional.extend(formula);
                }
                continue;
            }
            at += 1;
            let is_strict = is_strict(part);
            let formula = match part {
                Node::Leaf(leaf) => self.leaf_formula(leaf)?,
                other => self.formula(other, takes)?,
            };
            let Some(formula) = formula else {
                continue;
            };
            has_required |= matches!(part, Node::Required(_));
            if is_strict || takes == Takes::All {
                strict.push(formula);
            } else {
                optional.push(formula);
            }
        }
        if !has_required {
            strict.extend(join(optional, Formula::Any));
        }
        Ok(join(strict, Formula::All))
    }

    /// The name as typed, all of it, or another name.
    fn name_formula(
        &mut self,
        named: &Named,
        parts: &[Node],
    ) -> Result<Option<Formula>, IndexError> {
        let mut typed = Vec::new();
        let words = parts.get(named.at.clone()).unwrap_or_default();
        for leaf in words.iter().filter_map(leaf_of) {
            typed.extend(self.leaf_formula(leaf)?);
        }
        let others = named.others.iter();
        let others: Vec<Formula> = others
            .map(|other| Formula::Together(self.said_otherwise(named, other)))
            .collect();
        let any = join(typed, Formula::All).into_iter().chain(others);
        Ok(join(any.collect(), Formula::Any))
    }

    fn leaf_formula(&mut self, leaf: &Leaf) -> Result<Option<Formula>, IndexError> {
        let fields = *self.snapshot.fields();
        Ok(match leaf {
            Leaf::Word(text) => {
                let found = tokens(text);
                let parts: Vec<&Token> = found.iter().filter(|t| !t.is_extra).collect();
                let is_function =
                    parts.iter().all(|t| is_function_word(&t.form)) && parts.len() == found.len();
                if is_function {
                    return Ok(None);
                }
                let mut any: Vec<Formula> = found
                    .iter()
                    .filter(|t| t.is_extra || parts.len() == 1)
                    .map(|t| Formula::Holds(fields.text, vec![self.stems.stem(&t.form).to_owned()]))
                    .collect();
                if parts.len() > 1 {
                    let words = parts.iter().map(|t| vec![self.in_form(&t.form)]);
                    any.push(adjacent(words.collect()));
                }
                join(any, Formula::Any)
            }
            Leaf::Exact(text) => self.exact(text).map(Formula::Together),
            Leaf::Prefix(text) => Some(match self.prefix(text) {
                Some(together) => Formula::Together(together),
                None => Formula::Any(Vec::new()),
            }),
            Leaf::Phrase { text, slop } => {
                let variants = self
                    .variants(text, *slop)
                    .into_iter()
                    .map(|(_, together)| Formula::Together(together));
                let typed = self.together(leaf).map(Formula::Together);
                join(typed.into_iter().chain(variants).collect(), Formula::Any)
            }
            Leaf::Near { .. } | Leaf::Same(_) => self.together(leaf).map(Formula::Together),
        })
    }

    fn filter(&self, filter: &Filter) -> Result<Option<Formula>, IndexError> {
        let fields = self.snapshot.fields();
        let adjacent = |field, text: &str| adjacent_in(self.snapshot, field, text).map(Some);
        Ok(match filter {
            Filter::Title(text) => {
                let mut ways: Vec<Formula> = adjacent(fields.title, text)?.into_iter().collect();
                if self.with_others {
                    for words in named::variants(self.snapshot.names(), text) {
                        ways.extend(adjacent(fields.title, &words.join(" "))?);
                    }
                }
                join(ways, Formula::Any)
            }
            Filter::Site(text) => site(self.snapshot, text)?,
            Filter::Author(text) => adjacent(fields.author, text)?,
            Filter::Url(text) => adjacent(fields.url, text)?,
            Filter::Lang(code) => Some(Formula::Holds(fields.lang, vec![code.to_lowercase()])),
            Filter::Id(id) => Some(Formula::Holds(fields.id, vec![id.clone()])),
            Filter::Published(span) => Some(days(*span, Formula::Published)),
            Filter::Added(span) => Some(days(*span, Formula::Added)),
            Filter::Company(name) => {
                let (field, names) = company(self.snapshot, name);
                Some(Formula::Holds(field, names))
            }
            Filter::Topic(topic) => Some(Formula::Holds(fields.topic, vec![topic.to_lowercase()])),
            Filter::Deal(kind) => Some(Formula::Holds(fields.deal, vec![kind.to_lowercase()])),
            Filter::Status(status) => {
                Some(Formula::Holds(fields.status, vec![status.to_lowercase()]))
            }
            Filter::Amount { least, most } => Some(Formula::Amount(
                least.unwrap_or(f64::NEG_INFINITY),
                most.unwrap_or(f64::INFINITY),
            )),
        })
    }
}

/// Articles whose publisher or host holds the words side by side, or one of the outlet's other names: `wsj`,
/// `new york times`, `theverge.com`.
pub(in crate::query) fn site(
    snapshot: &Snapshot,
    text: &str,
) -> Result<Option<Formula>, IndexError> {
    let fields = snapshot.fields();
    let mut ways = vec![adjacent_in(snapshot, fields.site, text)?];
    if text.contains('.') {
        ways.push(adjacent_in(snapshot, fields.url, text)?);
    }
    if let Some(outlet) = snapshot.names().outlet(text) {
        for name in outlet.names {
            ways.push(adjacent_in(snapshot, fields.site, name)?);
        }
        let sites = outlet.sites.into_iter().map(str::to_owned);
        ways.push(Formula::Holds(fields.site, sites.collect()));
    }
    Ok(join(ways, Formula::Any))
}

/// The words of `text` side by side in a field of articles; behind a `*` the last is how a word begins.
fn adjacent_in(snapshot: &Snapshot, field: Field, text: &str) -> Result<Formula, IndexError> {
    let in_field = |word| Entry::of_term(field, word);
    let mut words: Vec<Alternatives> = primary(text)
        .into_iter()
        .map(|token| vec![in_field(token.form)])
        .collect();
    if text.ends_with('*')
        && let Some(last) = words.last_mut()
        && let Some(start) = last.pop()
    {
        let begun = words_of_field_from(snapshot, field, &start.term)?;
        last.extend(begun.into_iter().map(in_field));
    }
    Ok(adjacent(words))
}

fn adjacent(words: Vec<Alternatives>) -> Formula {
    let how = How::Ordered(0);
    Formula::Together(Together { words, how })
}

/// `openai`, `aws`, `hyperscaler`, `openai!primary`: the field and the names in it, under which a company is
/// found; a name that the lexicon doesn't know as it was found in articles.
pub(in crate::query) fn company(snapshot: &Snapshot, name: &str) -> (Field, Vec<String>) {
    let fields = snapshot.fields();
    let (name, field) = match name.strip_suffix("!primary") {
        Some(name) => (name, fields.primary),
        None => (name, fields.company),
    };
    let lexicon = snapshot.lexicon();
    let members = lexicon.members_of_hypernym(name);
    let names = if members.is_empty() {
        vec![company_key(lexicon.canonical(name).unwrap_or(name))]
    } else {
        members.iter().map(|member| company_key(member)).collect()
    };
    (field, names)
}

/// Whether a part of a sequence must hold, whatever else does.
fn is_strict(part: &Node) -> bool {
    matches!(part, Node::Required(_) | Node::Not(_) | Node::Filter(_)) || is_filters_alone(part)
}

fn is_filters_alone(node: &Node) -> bool {
    match node {
        Node::Filter(_) => true,
        Node::And(parts) | Node::Or(parts) | Node::Sequence(parts) => {
            !parts.is_empty() && parts.iter().all(is_filters_alone)
        }
        Node::Not(part) | Node::Required(part) => is_filters_alone(part),
        Node::Leaf(_) => false,
    }
}

fn join(mut parts: Vec<Formula>, make: fn(Vec<Formula>) -> Formula) -> Option<Formula> {
    if parts.len() > 1 {
        Some(make(parts))
    } else {
        parts.pop()
    }
}

/// Articles of these days: of publication, or those on which they were taken in.
pub(in crate::query) fn days(span: Span, make: fn(i64, i64) -> Formula) -> Formula {
    let number = |day: Option<Date>, open: i64| day.map_or(open, days_since_epoch);
    make(number(span.from, i64::MIN), number(span.to, i64::MAX))
}
