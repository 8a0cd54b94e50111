//! Names of companies in a query, and what else may be said for them.
//!
//! `aws` finds Amazon Web Services, `ChatGPT maker` finds OpenAI, a `hyperscaler` is one of several. What
//! was typed counts in full, another name for it a little less, and of all names in one passage only the
//! best counts: see [`super::rescore`].

use std::ops::Range;

use super::tree::{Leaf, Node};
use crate::analysis::tokens::tokens;
use crate::index::{Also, Names};

/// Most words of a name.
const MOST_WORDS: usize = 5;
/// Most other names that are looked for in place of one.
const MOST_OTHERS: usize = 8;

/// A name among some words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// Its words: places in what was given.
    pub(crate) at: Range<usize>,
    /// What else may be said for it: words in lower case, single spaces between.
    pub(crate) others: Vec<String>,
    /// What the others are.
    pub(crate) kind: Kind,
}

/// What else may be said for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Other names of the same organisation, as they are written.
    Name,
    /// Other ways to write the same word, in any of its forms.
    Way,
    /// Several organisations.
    Members,
}

/// The names among parts of a query, longest first from the left. Parts that are no plain words end them.
pub(crate) fn in_parts(names: &Names, parts: &[Node]) -> Vec<Named> {
    let forms: Vec<Option<String>> = parts.iter().map(forms_of).collect();
    find(names, &forms)
}

/// The names among the words of a phrase.
pub(crate) fn in_phrase(names: &Names, forms: &[String]) -> Vec<Named> {
    let forms: Vec<Option<String>> = forms.iter().cloned().map(Some).collect();
    find(names, &forms)
}

fn forms_of(part: &Node) -> Option<String> {
    let Node::Leaf(Leaf::Word(text)) = part else {
        return None;
    };
    let words = tokens(text).into_iter().filter(|token| !token.is_extra);
    let forms: Vec<String> = words.map(|token| token.form).collect();
    (!forms.is_empty()).then(|| forms.join(" "))
}

fn find(names: &Names, forms: &[Option<String>]) -> Vec<Named> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < forms.len() {
        let named = (1..=MOST_WORDS.min(forms.len() - start))
            .rev()
            .find_map(|n| name(names, forms, start..start + n));
        start = named.as_ref().map_or(start + 1, |named| named.at.end);
        found.extend(named);
    }
    found
}

fn name(names: &Names, forms: &[Option<String>], at: Range<usize>) -> Option<Named> {
    let words: Option<Vec<&str>> = forms
        .get(at.clone())?
        .iter()
        .map(Option::as_deref)
        .collect();
    let name = words?.join(" ");
    let (others, kind) = match names.also(&name)? {
        Also::Names(others) => (others, Kind::Name),
        Also::Ways(others) => (others, Kind::Way),
        Also::Members(members) => (members, Kind::Members),
    };
    let holds =
        |longer: &str, shorter: &str| format!(" {longer} ").contains(&format!(" {shorter} "));
    // Who looks for the one finds the other anyway: by the same words, or by another name of it.
    let is_found_anyway = |other: &str| {
        let is_part = kind != Kind::Members && other.split(' ').all(|word| holds(&name, word));
        is_part || holds(other, &name)
    };
    let all = others.clone();
    let is_longer = |other: &str| {
        all.iter()
            .any(|short| *short != other && holds(other, short))
    };
    let others = others
        .into_iter()
        .filter(|other| !is_found_anyway(other) && !is_longer(other))
        .take(MOST_OTHERS);
    Some(Named {
        at,
        others: others.map(str::to_owned).collect(),
        kind,
    })
}

/// The query with those of the other names in it that are looked for, for `--explain`.
pub(crate) fn written_out(names: &Names, node: &Node, is_asked: &dyn Fn(&str) -> bool) -> Node {
    let one = |part: &Node| written_out(names, part, is_asked);
    let all = |parts: &[Node]| parts.iter().map(one).collect();
    match node {
        Node::Sequence(parts) => Node::Sequence(sequence_written_out(names, parts, is_asked)),
        Node::And(parts) => Node::And(all(parts)),
        Node::Or(parts) => Node::Or(all(parts)),
        Node::Required(part) => Node::Required(Box::new(one(part))),
        Node::Not(part) => Node::Not(Box::new(one(part))),
        Node::Leaf(Leaf::Word(_)) => {
            let mut parts = sequence_written_out(names, std::slice::from_ref(node), is_asked);
            parts.pop().unwrap_or_else(|| node.clone())
        }
        Node::Leaf(Leaf::Phrase { text, slop }) => phrase_written_out(names, text, *slop, is_asked),
        Node::Leaf(_) | Node::Filter(_) => node.clone(),
    }
}

fn sequence_written_out(
    names: &Names,
    parts: &[Node],
    is_asked: &dyn Fn(&str) -> bool,
) -> Vec<Node> {
    let mut found = in_parts(names, parts);
    for named in &mut found {
        named.others.retain(|other| is_asked(other));
    }
    let mut written = Vec::with_capacity(parts.len());
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        let named = found.iter().find(|named| named.at.start == at);
        let Some(named) = named.filter(|named| !named.others.is_empty()) else {
            written.push(match part {
                Node::Leaf(Leaf::Word(_)) => part.clone(),
                other => written_out(names, other, is_asked),
            });
            at += 1;
            continue;
        };
        let typed = parts.get(named.at.clone()).unwrap_or_default();
        let typed = match typed {
            [one] => one.clone(),
            several => Node::Sequence(several.to_vec()),
        };
        let others = named.others.iter().map(|other| phrase(other, 0));
        written.push(Node::Or(std::iter::once(typed).chain(others).collect()));
        at = named.at.end;
    }
    written
}

fn phrase_written_out(
    names: &Names,
    text: &str,
    slop: u32,
    is_asked: &dyn Fn(&str) -> bool,
) -> Node {
    let variants = variants(names, text).into_iter();
    let mut variants: Vec<String> = variants.map(|words| words.join(" ")).collect();
    variants.retain(|variant| is_asked(variant));
    let typed = phrase(text, slop);
    if variants.is_empty() {
        return typed;
    }
    let others = variants.iter().map(|words| phrase(words, slop));
    Node::Or(std::iter::once(typed).chain(others).collect())
}

fn phrase(text: &str, slop: u32) -> Node {
    let is_word = !text.contains(' ') && slop == 0;
    Node::Leaf(if is_word {
        Leaf::Word(text.to_owned())
    } else {
        Leaf::Phrase {
            text: text.to_owned(),
            slop,
        }
    })
}

/// A phrase with one of its names said otherwise, each as words.
pub(crate) fn variants(names: &Names, text: &str) -> Vec<Vec<String>> {
    let words = tokens(text).into_iter().filter(|token| !token.is_extra);
    let forms: Vec<String> = words.map(|token| token.form).collect();
    let mut variants = Vec::new();
    for named in in_phrase(names, &forms) {
        for other in named.others.iter().filter(|_| named.kind != Kind::Members) {
            let mut words = forms.clone();
            words.splice(named.at.clone(), other.split(' ').map(str::to_owned));
            variants.push(words);
        }
    }
    variants.truncate(MOST_OTHERS);
    variants
}
