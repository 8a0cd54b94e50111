//! A query tree to what the engine understands: weighted terms, words that stand together, and a
//! formula that admits articles.

mod formula;
mod names;

use rustc_hash::FxHashMap;
use tantivy::Term;
use tantivy::schema::Field;

pub(super) use formula::{Formula, company, days, site};

use super::spans::{How, Together};
use super::tree::{Leaf, Node};
use super::weights::PREFIX_WORDS;
use crate::analysis::function_words::is_function_word;
use crate::analysis::stems::Stems;
use crate::analysis::tokens::{SENTENCE_FORM, Token, tokens};
use crate::index::{Alternatives, IndexError, Snapshot};

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
    /// What is wished for beside, in the query language.
    pub(crate) wishes: Vec<String>,
    /// Words that no article holds.
    pub(crate) unknown: Vec<Unknown>,
}

/// A word that no article holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unknown {
    pub(crate) typed: String,
    /// Its one token; `None` where it has several.
    pub(crate) form: Option<String>,
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
    /// The run of words typed side by side that it stands in: those make pairs. `None` for second readings, prefixes
    /// and what wasn't typed.
    pub(crate) run: Option<usize>,
    /// The name that it is a part of, see [`OtherName::of`].
    pub(crate) name: Option<usize>,
}

impl Word {
    /// The terms that retrieval looks for, and whether they are surface forms.
    pub(crate) fn retrieved(&self) -> (&[String], bool) {
        if self.stems.is_empty() {
            (&self.forms, true)
        } else {
            (&self.stems, false)
        }
    }
}

/// Another name of something that was typed; only the best of them counts, see [`super::rescore`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OtherName {
    /// What was typed: names are numbered as they come.
    pub(crate) of: usize,
    /// In lower case, with single spaces.
    pub(crate) said: String,
    /// Its words, adjacent.
    pub(crate) together: Together,
    /// Its share of what was typed.
    pub(crate) weight: f64,
    /// The most that it may weigh, as idf: what was typed, where that stands anywhere.
    pub(crate) most_idf: f64,
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
        run: 0,
        with_others,
    };
    planner.score(root)?;
    keep_content_words(&mut planner.plan.words);
    let needs_formula = is_by_formula || takes == Takes::All || !is_plain(root);
    if needs_formula {
        planner.plan.admits = if is_by_formula {
            planner.formula(root, takes)?
        } else {
            planner.formula_of_ranked(root, takes)?
        };
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
    parts.extend(plan.wishes.iter().map(|wish| format!("wish({wish})")));
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
        let mut forms = word.forms.iter();
        !word.stems.is_empty() && !word.forms.is_empty() && forms.all(|form| is_function_word(form))
    };
    if words.iter().all(is_function) {
        words.iter_mut().for_each(|word| word.stems.clear());
    }
    words.retain(|word| !is_function(word));
    let mut places: FxHashMap<(Vec<String>, Vec<String>), usize> = FxHashMap::default();
    let mut merged: Vec<Word> = Vec::with_capacity(words.len());
    for word in words.drain(..) {
        let key = (word.stems.clone(), word.forms.clone());
        let place = *places.entry(key).or_insert(merged.len());
        match merged.get_mut(place) {
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
    /// The run of words that the next one stands in.
    run: usize,
    /// Whether names are looked for under their other names.
    with_others: bool,
}

impl Planner<'_> {
    /// Gathers what scores: every leaf that isn't negated.
    fn score(&mut self, node: &Node) -> Result<(), IndexError> {
        match node {
            Node::Sequence(parts) => self.score_sequence(parts),
            Node::And(parts) | Node::Or(parts) => parts.iter().try_for_each(|part| {
                self.run += 1;
                self.score(part)
            }),
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
                if !matches!(
                    part,
                    Node::Leaf(Leaf::Word(_) | Leaf::Exact(_)) | Node::Required(_)
                ) {
                    self.run += 1;
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

    fn score_leaf(&mut self, leaf: &Leaf) -> Result<(), IndexError> {
        match leaf {
            Leaf::Word(text) => {
                let found = tokens(text);
                for token in &found {
                    let stem = self.stems.stem(&token.form).to_owned();
                    self.add_word(vec![stem], vec![token.form.clone()], !token.is_extra);
                }
                let text_field = self.snapshot.fields().text;
                // The stemmed field holds no function words.
                let is_unknown = !found.is_empty()
                    && found.iter().all(|token| {
                        let stem = self.stems.stem(&token.form).to_owned();
                        !is_function_word(&token.form) && !self.is_known(text_field, &stem)
                    });
                if is_unknown {
                    let mut forms = found.into_iter().filter(|token| !token.is_extra);
                    let form = forms.next().map(|token| token.form);
                    self.plan.unknown.push(Unknown {
                        typed: text.clone(),
                        form: form.filter(|_| forms.next().is_none()),
                    });
                }
            }
            Leaf::Exact(text) => {
                for token in primary(text) {
                    self.add_word(Vec::new(), vec![token.form], true);
                }
            }
            Leaf::Prefix(text) => match self.prefix(text)? {
                Some(Together { mut words, .. }) if words.len() == 1 => {
                    let forms = words.pop().map_or_else(Vec::new, |word| word.terms);
                    self.add_word(Vec::new(), forms, false);
                }
                together => self.plan.together.extend(together),
            },
            Leaf::Phrase { .. } | Leaf::Near { .. } | Leaf::Same(_) => match self.together(leaf) {
                Some(together) if together.words.len() == 1 => {
                    if let Some(word) = together.words.into_iter().next() {
                        let is_surface = word.field == self.snapshot.fields().exact;
                        let stems = if is_surface {
                            Vec::new()
                        } else {
                            word.terms.clone()
                        };
                        let first_word = self.plan.words.len();
                        let forms = if is_surface { word.terms } else { Vec::new() };
                        self.add_word(stems, forms, true);
                        if let Leaf::Phrase { text, .. } = leaf {
                            let typed = Node::Leaf(Leaf::Word(text.clone()));
                            for named in self.names_in(std::slice::from_ref(&typed)) {
                                self.add_others(&named, first_word);
                            }
                        }
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

    fn add_word(&mut self, stems: Vec<String>, forms: Vec<String>, is_in_run: bool) {
        self.plan.words.push(Word {
            stems,
            forms,
            weight: 1.0,
            run: is_in_run.then_some(self.run),
            name: None,
        });
    }

    fn is_known(&self, field: Field, term: &str) -> bool {
        self.snapshot
            .statistics()
            .document_frequency(&Term::from_field_text(field, term))
            > 0
    }

    /// What a prefix stands for. `GPT-4*` looks for words that begin with `gpt4`, as whatever is written with a dash
    /// is one word too; of parts that make no such word the last is the prefix, behind the others. `None` where
    /// nothing begins so.
    fn prefix(&self, prefix: &str) -> Result<Option<Together>, IndexError> {
        let found = tokens(prefix);
        let joined = found.iter().rfind(|token| token.is_extra);
        let mut parts: Vec<String> = match joined {
            Some(joined) => vec![joined.form.clone()],
            None => found.into_iter().map(|token| token.form).collect(),
        };
        let Some(last) = parts.pop() else {
            return Ok(None);
        };
        let exact = self.snapshot.fields().exact;
        let mut words: Vec<Alternatives> =
            parts.into_iter().map(|form| surface(exact, form)).collect();
        words.push(Alternatives {
            field: exact,
            terms: words_from(self.snapshot, exact, &last)?,
        });
        let is_any = words.iter().all(|word| !word.terms.is_empty());
        Ok(is_any.then_some(Together {
            words,
            how: How::Ordered(0),
        }))
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
}

/// The most frequent words of a field that start with `start`.
fn words_from(snapshot: &Snapshot, field: Field, start: &str) -> Result<Vec<String>, IndexError> {
    let mut found: std::collections::BTreeMap<String, u64> = std::collections::BTreeMap::new();
    for segment in snapshot.segments() {
        let inverted = segment.reader.inverted_index(field)?;
        let mut stream = inverted
            .terms()
            .range()
            .ge(start.as_bytes())
            .into_stream()?;
        while stream.advance() {
            let Ok(word) = std::str::from_utf8(stream.key()) else {
                continue;
            };
            if !word.starts_with(start) {
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

fn leaf_of(node: &Node) -> Option<&Leaf> {
    match node {
        Node::Leaf(leaf) => Some(leaf),
        _ => None,
    }
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
