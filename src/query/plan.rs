//! A query tree to what the engine understands: weighted terms, words that stand together, and a
//! formula that admits articles.

mod formula;
mod names;

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use tantivy::schema::Field;

pub(super) use formula::{Formula, company, days, site};

use super::spans::{How, Together};
use super::tree::{Leaf, Node};
use super::weights::PREFIX_WORDS;
use crate::analysis::function_words::is_function_word;
use crate::analysis::stems::Stems;
use crate::analysis::tokens::{SENTENCE_FORM, Token, tokens};
use crate::index::{Alternatives, Entry, IndexError, Snapshot};

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
    /// What retrieval looks for; the best of them counts.
    pub(crate) entries: Alternatives,
    /// The same in the forms that were typed; the best of them counts beside.
    pub(crate) forms: Alternatives,
    /// How often it was typed.
    pub(crate) weight: f64,
    /// The run of words typed side by side that it stands in: those make pairs. `None` for second readings, prefixes
    /// and what wasn't typed.
    pub(crate) run: Option<usize>,
    /// The name that it is a part of, see [`OtherName::of`].
    pub(crate) name: Option<usize>,
    /// Whether it is a function word that was typed like any other: dropped beside others.
    pub(crate) is_function: bool,
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
    planner.score(root);
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
            let is_exact = !word.entries.iter().any(Entry::is_stem);
            let exact = if is_exact { "=" } else { "" };
            format!("{exact}{}^{}", said(&word.entries), word.weight)
        })
        .collect();
    parts.extend(plan.others.iter().map(|other| {
        let words: Vec<String> = other.together.words.iter().map(|w| said(w)).collect();
        format!("also({})^{}", words.join(" "), other.weight)
    }));
    parts.extend(plan.together.iter().map(|together| {
        let words: Vec<String> = together
            .words
            .iter()
            .map(|word| said(word))
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

fn said(entries: &[Entry]) -> String {
    let words: Vec<_> = entries.iter().map(Entry::word).collect();
    words.join("|")
}

/// Whether any passage that scores is admitted anyway.
fn is_plain(root: &Node) -> bool {
    match root {
        Node::Leaf(_) => true,
        Node::Sequence(parts) | Node::Or(parts) => parts.iter().all(is_plain),
        _ => false,
    }
}

/// Drops function words unless nothing else was typed, and joins words that were typed twice.
fn keep_content_words(words: &mut Vec<Word>) {
    if !words.iter().all(|word| word.is_function) {
        words.retain(|word| !word.is_function);
    }
    let mut places: FxHashMap<(Alternatives, Alternatives), usize> = FxHashMap::default();
    let mut merged: Vec<Word> = Vec::with_capacity(words.len());
    for word in words.drain(..) {
        let key = (word.entries.clone(), word.forms.clone());
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
    fn score(&mut self, node: &Node) {
        match node {
            Node::Sequence(parts) => self.score_sequence(parts),
            Node::And(parts) | Node::Or(parts) => parts.iter().for_each(|part| {
                self.run += 1;
                self.score(part);
            }),
            Node::Required(part) => self.score(part),
            Node::Not(_) | Node::Filter(_) => {}
            Node::Leaf(Leaf::Word(_)) => self.score_sequence(std::slice::from_ref(node)),
            Node::Leaf(leaf) => self.score_leaf(leaf),
        }
    }

    /// Words side by side, and the names among them under their other names.
    fn score_sequence(&mut self, parts: &[Node]) {
        let mut named = self.names_in(parts).into_iter().peekable();
        let mut at = 0;
        while let Some(part) = parts.get(at) {
            let Some(named) = named.next_if(|named| named.at.start == at) else {
                match part {
                    Node::Leaf(leaf) => self.score_leaf(leaf),
                    other => self.score(other),
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
                self.score_leaf(leaf);
            }
            if self.add_others(&named, first_word) {
                // Another name of it is known: nothing was misspelled.
                self.plan.unknown.truncate(first_unknown);
            }
            at = named.at.end;
        }
    }

    fn score_leaf(&mut self, leaf: &Leaf) {
        match leaf {
            Leaf::Word(text) => {
                let found = tokens(text);
                for token in &found {
                    self.add_word(token);
                }
                let is_unknown = !found.is_empty()
                    && found.iter().all(|token| {
                        let entry = self.in_all_forms(&token.form);
                        entry.is_stem() && self.snapshot.document_frequency(&entry) == 0
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
            Leaf::Exact(text) => match self.exact(text) {
                Some(Together { mut words, .. }) if words.len() == 1 => {
                    self.add_exact(words.pop().unwrap_or_default(), true);
                }
                together => self.plan.together.extend(together),
            },
            Leaf::Prefix(text) => match self.prefix(text) {
                Some(Together { mut words, .. }) if words.len() == 1 => {
                    self.add_exact(words.pop().unwrap_or_default(), false);
                }
                together => self.plan.together.extend(together),
            },
            Leaf::Phrase { .. } | Leaf::Near { .. } | Leaf::Same(_) => match self.together(leaf) {
                Some(Together { mut words, .. }) if words.len() == 1 => {
                    let first_word = self.plan.words.len();
                    self.add_exact(words.pop().unwrap_or_default(), true);
                    if let Leaf::Phrase { text, .. } = leaf {
                        let typed = Node::Leaf(Leaf::Word(text.clone()));
                        for named in self.names_in(std::slice::from_ref(&typed)) {
                            self.add_others(&named, first_word);
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
    }

    /// A word in all its forms, the typed one ahead.
    fn add_word(&mut self, token: &Token) {
        let word = Word {
            entries: vec![self.in_all_forms(&token.form)],
            forms: vec![self.in_form(&token.form)],
            weight: 1.0,
            run: (!token.is_extra).then_some(self.run),
            name: None,
            is_function: is_function_word(&token.form),
        };
        self.plan.words.push(word);
    }

    /// A word under these entries alone.
    fn add_exact(&mut self, entries: Alternatives, is_in_run: bool) {
        let is_stem = entries.iter().any(Entry::is_stem);
        self.plan.words.push(Word {
            forms: if is_stem { Vec::new() } else { entries.clone() },
            entries,
            weight: 1.0,
            run: is_in_run.then_some(self.run),
            name: None,
            is_function: false,
        });
    }

    fn in_form(&mut self, form: &str) -> Entry {
        Entry::of_form(self.snapshot.fields(), &mut self.stems, form)
    }

    fn in_all_forms(&mut self, form: &str) -> Entry {
        Entry::of_word(self.snapshot.fields(), &mut self.stems, form)
    }

    /// A word in one form, its parts side by side where it has several: `=GPT-4o`. `None` where there is no word.
    fn exact(&mut self, text: &str) -> Option<Together> {
        let parts = primary(text).into_iter();
        let words: Vec<Alternatives> = parts.map(|t| vec![self.in_form(&t.form)]).collect();
        let how = How::Ordered(0);
        (!words.is_empty()).then_some(Together { words, how })
    }

    /// What a prefix stands for. `GPT-4*` looks for words that begin with `gpt4`, as whatever is written with a dash
    /// is one word too; of parts that make no such word the last is the prefix, behind the others. `None` where
    /// nothing begins so.
    fn prefix(&mut self, prefix: &str) -> Option<Together> {
        let found = tokens(prefix);
        let joined = found.iter().rfind(|token| token.is_extra);
        let mut parts: Vec<String> = match joined {
            Some(joined) => vec![joined.form.clone()],
            None => found.into_iter().map(|token| token.form).collect(),
        };
        let last = parts.pop()?;
        let begun = words_from(self.snapshot, &last);
        let mut words: Vec<Alternatives> =
            parts.iter().map(|form| vec![self.in_form(form)]).collect();
        words.push(begun.iter().map(|form| self.in_form(form)).collect());
        let is_any = words.iter().all(|word| !word.is_empty());
        is_any.then_some(Together {
            words,
            how: How::Ordered(0),
        })
    }

    /// Words that must stand together; `None` where there is no word.
    fn together(&mut self, leaf: &Leaf) -> Option<Together> {
        let (mut words, how) = match leaf {
            Leaf::Phrase { text, slop } => {
                let forms = primary(text).into_iter();
                let forms = forms.map(|token| vec![self.in_form(&token.form)]);
                (forms.collect::<Vec<_>>(), How::Ordered(*slop))
            }
            Leaf::Near { words, distance } => (self.stemmed(words), How::Within(*distance)),
            Leaf::Same(words) => (self.stemmed(words), How::Sentence),
            _ => return None,
        };
        if words.len() > 1 && how == How::Sentence {
            let unstemmed = self.snapshot.fields().unstemmed;
            words.push(vec![Entry::of_term(unstemmed, SENTENCE_FORM.to_owned())]);
        }
        (!words.is_empty()).then_some(Together { words, how })
    }

    fn stemmed(&mut self, words: &[String]) -> Vec<Alternatives> {
        let forms: Vec<Token> = words.iter().flat_map(|word| primary(word)).collect();
        forms
            .iter()
            .map(|token| vec![self.in_all_forms(&token.form)])
            .collect()
    }
}

/// The most frequent words of passages that start with `start`.
fn words_from(snapshot: &Snapshot, start: &str) -> Vec<String> {
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for words in snapshot.words() {
        words.beginning_with(start, &mut |form, n_passages| {
            *found.entry(form.to_owned()).or_default() += n_passages;
        });
    }
    most_frequent(found)
}

/// The most frequent words of an article's field that start with `start`.
fn words_of_field_from(
    snapshot: &Snapshot,
    field: Field,
    start: &str,
) -> Result<Vec<String>, IndexError> {
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
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
    Ok(most_frequent(found))
}

fn most_frequent(found: BTreeMap<String, u64>) -> Vec<String> {
    let mut words: Vec<(String, u64)> = found.into_iter().collect();
    words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    words.truncate(PREFIX_WORDS);
    words.into_iter().map(|(word, _)| word).collect()
}

fn leaf_of(node: &Node) -> Option<&Leaf> {
    match node {
        Node::Leaf(leaf) => Some(leaf),
        _ => None,
    }
}

fn primary(text: &str) -> Vec<Token> {
    tokens(text)
        .into_iter()
        .filter(|token| !token.is_extra)
        .collect()
}
