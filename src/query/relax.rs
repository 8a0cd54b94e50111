//! Never a bare nothing: what is tried, one step at a time, when a query finds nothing.
//!
//! Words that no article holds are corrected first, also where others were found: a person who types
//! `opnai cloud` means OpenAI. Then, only for an empty answer: phrases become words, required parts
//! become wishes, all becomes any. Filters are never loosened.

use tantivy::Term;

use super::plan::{Plan, Takes};
use super::print::print;
use super::spelling::near;
use super::tree::{Leaf, Node};
use crate::analysis::tokens::tokens;
use crate::index::{IndexError, Snapshot};

/// A query that asks a little less, and a sentence that says so.
pub(crate) struct Step {
    pub(crate) root: Node,
    pub(crate) takes: Takes,
    pub(crate) said: String,
}

/// The next step, or `None` where there is nothing left to try (or nothing wrong).
pub(crate) fn next_step(
    snapshot: &Snapshot,
    root: &Node,
    plan: &Plan,
    takes: Takes,
    is_empty: bool,
) -> Result<Option<Step>, IndexError> {
    for word in &plan.unknown {
        if let Some(better) = near(snapshot, &word.to_lowercase(), 1)?.pop() {
            let mut corrected = root.clone();
            replace_word(&mut corrected, word, &better);
            let said = format!("no article holds `{word}`: searched for `{better}`");
            return Ok(Some(Step {
                root: corrected,
                takes,
                said,
            }));
        }
    }
    if !is_empty {
        return Ok(None);
    }
    let step = |root, takes, said: &str| {
        Ok(Some(Step {
            root,
            takes,
            said: said.to_owned(),
        }))
    };
    let mut loose = root.clone();
    if loosen_phrases(&mut loose) {
        let said = format!(
            "nothing holds the words as asked: searched for {}",
            print(&loose)
        );
        return step(loose, takes, &said);
    }
    if loosen_required(&mut loose) {
        return step(
            loose,
            takes,
            "no article holds all required words: searched for any of them",
        );
    }
    if takes == Takes::All && plan.words.len() + plan.together.len() > 1 {
        return step(
            loose,
            Takes::Any,
            "no article holds all words: searched for any of them",
        );
    }
    Ok(None)
}

/// Words of the index near to those words of the query that it lacks.
pub(crate) fn near_terms(snapshot: &Snapshot, root: &Node) -> Result<Vec<String>, IndexError> {
    let mut words = Vec::new();
    gather_words(root, &mut words);
    let mut found = Vec::new();
    for word in words.iter().take(8) {
        for token in tokens(word) {
            let term = Term::from_field_text(snapshot.fields().exact, &token.form);
            if snapshot.statistics().document_frequency(&term) == 0 {
                found.extend(near(snapshot, &token.form, 3)?);
            }
        }
    }
    found.dedup();
    found.truncate(8);
    Ok(found)
}

fn gather_words<'n>(node: &'n Node, words: &mut Vec<&'n str>) {
    match node {
        Node::Sequence(parts) | Node::And(parts) | Node::Or(parts) => {
            parts.iter().for_each(|part| gather_words(part, words));
        }
        Node::Required(part) => gather_words(part, words),
        Node::Leaf(
            Leaf::Word(text) | Leaf::Exact(text) | Leaf::Prefix(text) | Leaf::Phrase { text, .. },
        ) => {
            words.push(text);
        }
        _ => {}
    }
}

fn parts_of(node: &mut Node) -> &mut [Node] {
    match node {
        Node::Sequence(parts) | Node::And(parts) | Node::Or(parts) => parts,
        Node::Required(part) | Node::Not(part) => std::slice::from_mut(part),
        Node::Leaf(_) | Node::Filter(_) => &mut [],
    }
}

fn replace_word(node: &mut Node, from: &str, to: &str) {
    match node {
        Node::Leaf(Leaf::Word(text)) if text == from => to.clone_into(text),
        _ => parts_of(node)
            .iter_mut()
            .for_each(|part| replace_word(part, from, to)),
    }
}

/// Phrases, `near` and `same` to the words in them; false where there were none.
fn loosen_phrases(node: &mut Node) -> bool {
    let words: Option<Vec<String>> = match node {
        Node::Leaf(Leaf::Phrase { text, .. }) => {
            Some(text.split_whitespace().map(str::to_owned).collect())
        }
        Node::Leaf(Leaf::Near { words, .. } | Leaf::Same(words)) => Some(words.clone()),
        Node::Leaf(Leaf::Exact(word)) => Some(vec![word.clone()]),
        Node::Not(_) => return false,
        _ => None,
    };
    if let Some(words) = words {
        *node = Node::Sequence(
            words
                .into_iter()
                .map(|word| Node::Leaf(Leaf::Word(word)))
                .collect(),
        );
        return true;
    }
    let mut is_changed = false;
    for part in parts_of(node) {
        is_changed |= loosen_phrases(part);
    }
    is_changed
}

/// `+part` to `part`, `AND` to side by side; false where there was none.
fn loosen_required(node: &mut Node) -> bool {
    match node {
        Node::Required(part) => {
            *node = std::mem::replace(part, Node::Sequence(Vec::new()));
            true
        }
        Node::And(parts)
            if parts
                .iter()
                .any(|part| !matches!(part, Node::Filter(_) | Node::Not(_))) =>
        {
            *node = Node::Sequence(std::mem::take(parts));
            true
        }
        Node::Not(_) | Node::Leaf(_) | Node::Filter(_) => false,
        Node::Sequence(parts) | Node::And(parts) | Node::Or(parts) => {
            let mut is_changed = false;
            for part in parts {
                is_changed |= loosen_required(part);
            }
            is_changed
        }
    }
}
