//! A query tree to what the engine understands: weighted terms, words that stand together, and a
//! formula that admits articles.

use jiff::civil::Date;
use tantivy::Term;
use tantivy::schema::Field;

use super::named::{self, Named};
use super::spans::{How, Together};
use super::tree::{Filter, Leaf, Node, Span};
use super::weights::{COMMON_NAME, MEMBER_OF_KIND, OTHER_NAME, PREFIX_WORDS};
use crate::analysis::function_words::is_function_word;
use crate::analysis::stems::Stems;
use crate::analysis::tokens::{SENTENCE_FORM, Token, tokens};
use crate::index::document::company_key;
use crate::index::{Alternatives, IndexError, Snapshot, days_since_epoch};

/// What the engine is to look for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// Words that score, in the order typed.
    pub(crate) words: Vec<Word>,
    /// Words that score where they stand together.
    pub(crate) together: Vec<Together>,
    /// Other names of what was typed.
    pub(crate) others: Vec<OtherName>,
    /// What an article must fulfil; `None` admits all.
    pub(crate) admits: Option<Formula>,
    /// Words that no article holds, as typed.
    pub(crate) unknown: Vec<String>,
}

/// A word that scores.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Word {
    /// Stems in the stemmed field; the best of them counts.
    pub(crate) stems: Vec<String>,
    /// Surface forms in the unstemmed field; the best of them counts.
    pub(crate) forms: Vec<String>,
    /// How often it was typed.
    pub(crate) weight: f64,
    /// Whether it makes a pair with the word before it.
    pub(crate) follows: bool,
    /// The name that it is a part of, see [`OtherName::of`].
    pub(crate) name: Option<usize>,
}

/// Another name of something that was typed; only the best of them counts, see [`super::rescore`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OtherName {
    /// What was typed: names are numbered as they come.
    pub(crate) of: usize,
    /// Its words, adjacent.
    pub(crate) together: Together,
    /// Its share of what was typed.
    pub(crate) weight: f64,
    /// The most that it may weigh, as idf: what was typed, where that stands anywhere.
    pub(crate) most_idf: f64,
}

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

/// Which articles a sequence of words takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Those that hold any word.
    Any,
    /// Those that hold all.
    All,
}

/// Plans a query. What is ranked by its words needs no formula beside them, unless `is_by_formula`.
pub(crate) fn plan(
    snapshot: &Snapshot,
    root: &Node,
    takes: Takes,
    is_by_formula: bool,
    with_others: bool,
) -> Result<Plan, IndexError> {
    let mut planner = Planner {
        snapshot,
        stems: Stems::new(),
        plan: Plan::default(),
        n_names: 0,
        with_others,
    };
    planner.score(root)?;
    keep_content_words(&mut planner.plan.words);
    let needs_formula = is_by_formula || takes == Takes::All || !is_plain(root);
    if needs_formula {
        planner.plan.admits = planner.formula(root, takes)?;
    }
    Ok(planner.plan)
}

/// The plan in words, for `--explain`.
pub(crate) fn describe(plan: &Plan) -> String {
    let mut parts: Vec<String> = plan
        .words
        .iter()
        .map(|word| {
            let terms = if word.stems.is_empty() {
                &word.forms
            } else {
                &word.stems
            };
            let exact = if word.stems.is_empty() { "=" } else { "" };
            format!("{exact}{}^{}", terms.join("|"), word.weight)
        })
        .collect();
    parts.extend(plan.others.iter().map(|other| {
        let words: Vec<String> = other
            .together
            .words
            .iter()
            .map(|w| w.terms.join("|"))
            .collect();
        format!("also({})^{}", words.join(" "), other.weight)
    }));
    parts.extend(plan.together.iter().map(|together| {
        let words: Vec<String> = together
            .words
            .iter()
            .map(|word| word.terms.join("|"))
            .filter(|word| word != SENTENCE_FORM)
            .collect();
        format!("{:?}({})", together.how, words.join(" "))
    }));
    if plan.admits.is_some() {
        parts.push("filters".to_owned());
    }
    parts.join(" ")
}

/// Whether any passage that scores is admitted anyway.
fn is_plain(root: &Node) -> bool {
    match root {
        Node::Leaf(_) => true,
        Node::Sequence(parts) | Node::Or(parts) => parts.iter().all(is_plain),
        _ => false,
    }
}

/// Drops function words unless nothing else was typed: then their surface forms are looked for.
fn keep_content_words(words: &mut Vec<Word>) {
    let is_function = |word: &Word| {
        !word.stems.is_empty() && word.forms.iter().all(|form| is_function_word(form))
    };
    if words.iter().all(is_function) {
        words.iter_mut().for_each(|word| word.stems.clear());
    }
    words.retain(|word| !is_function(word));
    let mut merged: Vec<Word> = Vec::with_capacity(words.len());
    for word in words.drain(..) {
        match merged
            .iter_mut()
            .find(|m| m.stems == word.stems && m.forms == word.forms)
        {
            Some(same) => {
                same.weight += word.weight;
                same.name = same.name.or(word.name);
            }
            None => merged.push(word),
        }
    }
    *words = merged;
}

struct Planner<'s> {
    snapshot: &'s Snapshot,
    stems: Stems,
    plan: Plan,
    /// How many names have been found.
    n_names: usize,
    /// Whether names are looked for under their other names.
    with_others: bool,
}

impl Planner<'_> {
    /// Gathers what scores: every leaf that isn't negated.
    fn score(&mut self, node: &Node) -> Result<(), IndexError> {
        match node {
            Node::Sequence(parts) => self.score_sequence(parts),
            Node::And(parts) | Node::Or(parts) => {
                parts.iter().try_for_each(|part| self.score(part))
            }
            Node::Required(part) => self.score(part),
            Node::Not(_) | Node::Filter(_) => Ok(()),
            Node::Leaf(Leaf::Word(_)) => self.score_sequence(std::slice::from_ref(node)),
            Node::Leaf(leaf) => self.score_leaf(leaf),
        }
    }

    /// Words side by side, and the names among them under their other names.
    fn score_sequence(&mut self, parts: &[Node]) -> Result<(), IndexError> {
        let mut named = self.names_in(parts).into_iter().peekable();
        let mut at = 0;
        while let Some(part) = parts.get(at) {
            let Some(named) = named.next_if(|named| named.at.start == at) else {
                match part {
                    Node::Leaf(leaf) => self.score_leaf(leaf)?,
                    other => self.score(other)?,
                }
                at += 1;
                continue;
            };
            let (first_word, first_unknown) = (self.plan.words.len(), self.plan.unknown.len());
            let typed = parts.get(named.at.clone()).unwrap_or_default();
            for leaf in typed.iter().filter_map(leaf_of) {
                self.score_leaf(leaf)?;
            }
            if self.add_others(&named, first_word) {
                // Another name of it is known: nothing was misspelled.
                self.plan.unknown.truncate(first_unknown);
            }
            at = named.at.end;
        }
        Ok(())
    }

    fn names_in(&self, parts: &[Node]) -> Vec<Named> {
        if !self.with_others {
            return Vec::new();
        }
        let mut found = named::in_parts(self.snapshot.names(), parts);
        found.retain(|named| !named.others.is_empty());
        found
    }

    /// Plans the other names of what the words from `first_word` on say; whether any of them stands
    /// somewhere.
    fn add_others(&mut self, named: &Named, first_word: usize) -> bool {
        let name = self.n_names;
        self.n_names += 1;
        let statistics = self.snapshot.statistics();
        let text = self.snapshot.fields().text;
        let typed = self.plan.words.get_mut(first_word..).unwrap_or_default();
        let (mut held, mut idf) = (u64::MAX, 0.0);
        for word in typed.iter_mut().filter(|word| word.follows) {
            word.name = Some(name);
            let count =
                |stem: &String| statistics.document_frequency(&Term::from_field_text(text, stem));
            let n = word.stems.iter().map(count).max().unwrap_or(0);
            held = held.min(n);
            idf += f64::from(statistics.idf(n));
        }
        let mut is_known = false;
        for other in &named.others {
            let together = self.adjacent(other);
            if !self.may_stand(&together) {
                continue;
            }
            is_known = true;
            if held > COMMON_NAME {
                continue;
            }
            self.plan.others.push(OtherName {
                of: name,
                together,
                weight: if named.is_kind {
                    MEMBER_OF_KIND
                } else {
                    OTHER_NAME
                },
                most_idf: if held > 0 { idf } else { f64::INFINITY },
            });
        }
        is_known
    }

    /// Words in lower case, adjacent.
    fn adjacent(&self, words: &str) -> Together {
        let exact = self.snapshot.fields().exact;
        let words = words.split(' ').map(|word| surface(exact, word.to_owned()));
        Together {
            words: words.collect(),
            how: How::Ordered(0),
        }
    }

    /// Whether each of the words stands somewhere.
    fn may_stand(&self, together: &Together) -> bool {
        let mut words = together.words.iter();
        words.all(|word| {
            word.terms
                .iter()
                .any(|term| self.is_known(word.field, term))
        })
    }

    fn score_leaf(&mut self, leaf: &Leaf) -> Result<(), IndexError> {
        match leaf {
            Leaf::Word(text) => {
                let found = tokens(text);
                for token in &found {
                    let stem = self.stems.stem(&token.form).to_owned();
                    self.add_word(vec![stem], vec![token.form.clone()], !token.is_extra);
                }
                let text_field = self.snapshot.fields().text;
                let is_unknown = !found.is_empty()
                    && found.iter().all(|token| {
                        let stem = self.stems.stem(&token.form).to_owned();
                        !self.is_known(text_field, &stem)
                    });
                if is_unknown {
                    self.plan.unknown.push(text.clone());
                }
            }
            Leaf::Exact(text) => {
                for token in primary(text) {
                    self.add_word(Vec::new(), vec![token.form], true);
                }
            }
            Leaf::Prefix(text) => {
                let forms = self.expand_prefix(text)?;
                if !forms.is_empty() {
                    self.add_word(Vec::new(), forms, false);
                }
            }
            Leaf::Phrase { .. } | Leaf::Near { .. } | Leaf::Same(_) => match self.together(leaf) {
                Some(together) if together.words.len() == 1 => {
                    if let Some(word) = together.words.into_iter().next() {
                        let is_surface = word.field == self.snapshot.fields().exact;
                        let stems = if is_surface {
                            Vec::new()
                        } else {
                            word.terms.clone()
                        };
                        self.add_word(
                            stems,
                            if is_surface { word.terms } else { Vec::new() },
                            false,
                        );
                    }
                }
                Some(together) => {
                    self.plan.together.push(together);
                    if let Leaf::Phrase { text, slop } = leaf {
                        self.add_variants(text, *slop);
                    }
                }
                None => {}
            },
        }
        Ok(())
    }

    /// A phrase with its names said otherwise.
    fn add_variants(&mut self, text: &str, slop: u32) {
        let variants = self.variants(text, slop);
        if variants.is_empty() {
            return;
        }
        let of = self.n_names;
        self.n_names += 1;
        for together in variants {
            self.plan.others.push(OtherName {
                of,
                together,
                weight: OTHER_NAME,
                most_idf: f64::INFINITY,
            });
        }
    }

    fn variants(&self, text: &str, slop: u32) -> Vec<Together> {
        if !self.with_others {
            return Vec::new();
        }
        let variants = named::variants(self.snapshot.names(), text);
        let together = |words: Vec<String>| Together {
            how: How::Ordered(slop),
            ..self.adjacent(&words.join(" "))
        };
        let mut variants: Vec<Together> = variants.into_iter().map(together).collect();
        variants.retain(|together| self.may_stand(together));
        variants
    }

    fn add_word(&mut self, stems: Vec<String>, forms: Vec<String>, follows: bool) {
        self.plan.words.push(Word {
            stems,
            forms,
            weight: 1.0,
            follows,
            name: None,
        });
    }

    fn is_known(&self, field: Field, term: &str) -> bool {
        self.snapshot
            .statistics()
            .document_frequency(&Term::from_field_text(field, term))
            > 0
    }

    /// The most frequent words that start with `prefix`.
    fn expand_prefix(&self, prefix: &str) -> Result<Vec<String>, IndexError> {
        let Some(start) = primary(prefix).pop().map(|token| token.form) else {
            return Ok(Vec::new());
        };
        let exact = self.snapshot.fields().exact;
        let mut found: std::collections::BTreeMap<String, u64> = std::collections::BTreeMap::new();
        for segment in self.snapshot.segments() {
            let inverted = segment.reader.inverted_index(exact)?;
            let mut stream = inverted
                .terms()
                .range()
                .ge(start.as_bytes())
                .into_stream()?;
            while stream.advance() {
                let Ok(word) = std::str::from_utf8(stream.key()) else {
                    continue;
                };
                if !word.starts_with(&start) {
                    break;
                }
                *found.entry(word.to_owned()).or_default() += u64::from(stream.value().doc_freq);
            }
        }
        let mut words: Vec<(String, u64)> = found.into_iter().collect();
        words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        words.truncate(PREFIX_WORDS);
        Ok(words.into_iter().map(|(word, _)| word).collect())
    }

    /// Words that must stand together; `None` where there is no word.
    fn together(&mut self, leaf: &Leaf) -> Option<Together> {
        let fields = *self.snapshot.fields();
        let (mut words, how) = match leaf {
            Leaf::Phrase { text, slop } => {
                let forms = primary(text)
                    .into_iter()
                    .map(|token| surface(fields.exact, token.form));
                (forms.collect::<Vec<_>>(), How::Ordered(*slop))
            }
            Leaf::Near { words, distance } => (self.stemmed(words), How::Within(*distance)),
            Leaf::Same(words) => (self.stemmed(words), How::Sentence),
            _ => return None,
        };
        if words.len() > 1 && how == How::Sentence {
            words.push(surface(fields.exact, SENTENCE_FORM.to_owned()));
        }
        (!words.is_empty()).then_some(Together { words, how })
    }

    fn stemmed(&mut self, words: &[String]) -> Vec<Alternatives> {
        let fields = *self.snapshot.fields();
        let forms: Vec<Token> = words.iter().flat_map(|word| primary(word)).collect();
        forms
            .into_iter()
            .map(|token| match self.stems.content_stem(&token.form) {
                Some(stem) => surface(fields.text, stem.to_owned()),
                None => surface(fields.exact, token.form),
            })
            .collect()
    }

    /// What an article must fulfil for `node` to hold; `None` where it always does.
    fn formula(&mut self, node: &Node, takes: Takes) -> Result<Option<Formula>, IndexError> {
        Ok(match node {
            Node::Sequence(parts) => self.sequence(parts, takes)?,
            Node::And(parts) => join(self.formulas(parts, takes)?, Formula::All),
            Node::Or(parts) => {
                let alternatives = self.formulas(parts, takes)?;
                join(alternatives, Formula::Any)
            }
            Node::Required(part) => self.formula(part, takes)?,
            Node::Not(part) => self
                .formula(part, takes)?
                .map(|f| Formula::Not(Box::new(f))),
            Node::Leaf(Leaf::Word(_)) => self.sequence(std::slice::from_ref(node), takes)?,
            Node::Leaf(leaf) => self.leaf_formula(leaf)?,
            Node::Filter(filter) => self.filter(filter),
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
        let mut named = named.filter(|named| !named.is_kind).peekable();
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
            let is_strict = matches!(part, Node::Required(_) | Node::Not(_) | Node::Filter(_))
                || is_filters_alone(part);
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
        let others = named
            .others
            .iter()
            .map(|other| Formula::Together(self.adjacent(other)));
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
                    let words = parts
                        .iter()
                        .map(|t| surface(fields.exact, t.form.clone()))
                        .collect();
                    any.push(Formula::Together(Together {
                        words,
                        how: How::Ordered(0),
                    }));
                }
                join(any, Formula::Any)
            }
            Leaf::Exact(text) => {
                let forms = primary(text);
                join(
                    forms
                        .into_iter()
                        .map(|t| Formula::Holds(fields.exact, vec![t.form]))
                        .collect(),
                    Formula::All,
                )
            }
            Leaf::Prefix(text) => Some(Formula::Holds(fields.exact, self.expand_prefix(text)?)),
            Leaf::Phrase { text, slop } => {
                let variants = self
                    .variants(text, *slop)
                    .into_iter()
                    .map(Formula::Together);
                let typed = self.together(leaf).map(Formula::Together);
                join(typed.into_iter().chain(variants).collect(), Formula::Any)
            }
            Leaf::Near { .. } | Leaf::Same(_) => self.together(leaf).map(Formula::Together),
        })
    }

    fn filter(&self, filter: &Filter) -> Option<Formula> {
        let fields = self.snapshot.fields();
        let adjacent = |field: Field, text: &str| {
            let words: Vec<Alternatives> = primary(text)
                .into_iter()
                .map(|t| surface(field, t.form))
                .collect();
            Some(Formula::Together(Together {
                words,
                how: How::Ordered(0),
            }))
        };
        match filter {
            Filter::Title(text) => adjacent(fields.title, text),
            Filter::Site(text) => adjacent(fields.site, text),
            Filter::Author(text) => adjacent(fields.author, text),
            Filter::Url(text) => adjacent(fields.url, text),
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
        }
    }
}

/// `openai`, `aws`, `hyperscaler`, `openai!primary`: the field and the names in it, under which a company is
/// found; a name that the lexicon doesn't know as it was found in articles.
pub(super) fn company(snapshot: &Snapshot, name: &str) -> (Field, Vec<String>) {
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

fn leaf_of(node: &Node) -> Option<&Leaf> {
    match node {
        Node::Leaf(leaf) => Some(leaf),
        _ => None,
    }
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

fn days(span: Span, make: fn(i64, i64) -> Formula) -> Formula {
    let number = |day: Option<Date>, open: i64| day.map_or(open, days_since_epoch);
    make(number(span.from, i64::MIN), number(span.to, i64::MAX))
}

fn surface(field: Field, form: String) -> Alternatives {
    Alternatives {
        field,
        terms: vec![form],
    }
}

fn primary(text: &str) -> Vec<Token> {
    tokens(text)
        .into_iter()
        .filter(|token| !token.is_extra)
        .collect()
}
