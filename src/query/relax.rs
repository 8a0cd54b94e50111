//! Never a bare nothing: what is tried, one step at a time, when a query finds nothing.
//!
//! Words that no article holds are corrected first, also where others were found: a person who types
//! `opnai cloud` means OpenAI. Then, only for an empty answer: phrases become words, required parts
//! become optional, all becomes any. Filters are never loosened.

use super::plan::{Plan, Takes, Unknown};
use super::print::print;
use super::spelling::near;
use super::tree::{Leaf, Node};
use crate::analysis::tokens::tokens;
use crate::index::Snapshot;

/// A query that asks a little less, and a sentence that says so.
pub(crate) struct Step {
    pub(crate) root: Node,
    pub(crate) takes: Takes,
    pub(crate) said: String,
}

/// What has been tried for one query.
#[derive(Default)]
pub(crate) struct Ladder {
    /// Words that nothing is near to, as typed.
    hopeless: Vec<String>,
}

impl Ladder {
    /// The next step, or `None` where there is nothing left to try (or nothing wrong).
    pub(crate) fn next_step(
        &mut self,
        snapshot: &Snapshot,
        root: &Node,
        plan: &Plan,
        takes: Takes,
        is_empty: bool,
    ) -> Option<Step> {
        for word in &plan.unknown {
            if self.hopeless.contains(&word.typed) {
                continue;
            }
            let Some(better) = better_word(snapshot, word) else {
                self.hopeless.push(word.typed.clone());
                continue;
            };
            let mut corrected = root.clone();
            let shown = print(&Node::Leaf(better.clone()));
            let typed = word.form.as_ref().unwrap_or(&word.typed);
            replace_word(&mut corrected, &word.typed, &better);
            return Some(Step {
                root: corrected,
                takes,
                said: format!("no article holds `{typed}`: searched for `{shown}`"),
            });
        }
        if is_empty {
            loosened(root, plan, takes)
        } else {
            None
        }
    }
}

/// What was probably meant: the nearest word, or for a number that was joined to a word the two of them.
pub(super) fn better_word(snapshot: &Snapshot, word: &Unknown) -> Option<Leaf> {
    let form = word.form.as_ref()?;
    if form.contains(|c: char| c.is_numeric()) {
        // Another number is another thing.
        let is_boundary = |(at, c): &(usize, char)| {
            let before = form
                .get(..*at)
                .and_then(|before| before.chars().next_back());
            before.is_some_and(|before| before.is_numeric() != c.is_numeric())
        };
        let parts = form.char_indices().find(is_boundary);
        let parts = parts.and_then(|(at, _)| form.split_at_checked(at));
        let parts = parts.filter(|(a, b)| is_held(snapshot, a) && is_held(snapshot, b));
        return parts.map(|(a, b)| Leaf::Phrase {
            text: format!("{a} {b}"),
            slop: 0,
        });
    }
    let found = near(snapshot, form, 2, 1).pop();
    found.map(|near| Leaf::Word(near.word))
}

/// Whether any article holds the word in this form.
fn is_held(snapshot: &Snapshot, form: &str) -> bool {
    snapshot.n_passages_with(form) > 0
}

/// Says which words that hardly any article holds are nearly others that many do.
pub(crate) fn doubts(snapshot: &Snapshot, root: &Node) -> Vec<String> {
    let mut words = Vec::new();
    gather_words(root, &mut words);
    let mut said = Vec::new();
    if words.len() > MOST_DOUBTED {
        return said;
    }
    for word in words {
        let found = tokens(word);
        let [token] = found.as_slice() else {
            continue;
        };
        let form = &token.form;
        let n = snapshot.n_passages_with(form);
        if n == 0 || n > RARE || form.len() < DOUBTED_FROM_BYTES || form.contains(char::is_numeric)
        {
            continue;
        }
        let others = near(snapshot, form, 1, 2);
        let likely = others.iter().find(|near| near.word != *form);
        if let Some(likely) = likely.filter(|near| near.n_passages >= n * FAR_MORE) {
            let passages = if n == 1 { "passage" } else { "passages" };
            said.push(format!(
                "`{form}` stands in {n} {passages} only: did you mean `{}`?",
                likely.word
            ));
        }
    }
    said
}

/// Words in so many passages at most may be misspelled there as well.
const RARE: u64 = 2;
/// How many times as frequent a word is that was probably meant.
const FAR_MORE: u64 = 100;
/// Shorter words are too often near to others.
const DOUBTED_FROM_BYTES: usize = 5;
/// Words of a query that are doubted: of more, few are misspelled, and each takes a millisecond.
const MOST_DOUBTED: usize = 3;

/// The query, asking a little less.
fn loosened(root: &Node, plan: &Plan, takes: Takes) -> Option<Step> {
    let step = |root, takes, said: &str| {
        let said = said.to_owned();
        Some(Step { root, takes, said })
    };
    let mut loose = root.clone();
    if loosen_phrases(&mut loose) {
        let words = print(&loose);
        let said = format!("nothing holds the words as asked: searched for {words}");
        return step(loose, takes, &said);
    }
    if loosen_required(&mut loose) {
        let said = "no article holds all required words: searched for any of them";
        return step(loose, takes, said);
    }
    if takes == Takes::All && plan.words.len() + plan.together.len() > 1 {
        let said = "no article holds all words: searched for any of them";
        return step(loose, Takes::Any, said);
    }
    None
}

/// Words of the index near to those words of the query that it lacks.
pub(crate) fn near_terms(snapshot: &Snapshot, root: &Node) -> Vec<String> {
    let mut words = Vec::new();
    gather_words(root, &mut words);
    let mut found = Vec::new();
    for word in words.iter().take(8) {
        for token in tokens(word) {
            if is_held(snapshot, &token.form) {
                continue;
            }
            for near in near(snapshot, &token.form, 2, 3) {
                if !found.contains(&near.word) {
                    found.push(near.word);
                }
            }
        }
    }
    found.truncate(8);
    found
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

fn replace_word(node: &mut Node, from: &str, to: &Leaf) {
    match node {
        Node::Leaf(leaf) if *leaf == Leaf::Word(from.to_owned()) => leaf.clone_from(to),
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
