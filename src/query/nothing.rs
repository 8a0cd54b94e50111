//! What is said of a query by commands over all articles that hold it: nothing is corrected or loosened
//! there, so that a person must be told which part of it admits nothing, and what is near to that.

use jiff::civil::Date;

use super::notices::{admits_none, is_filter, notice_of_filters, notices_of_values, parts_of};
use super::plan::{Takes, plan};
use super::print::print;
use super::relax::{better_word, doubts, near_terms};
use super::search::{Mode, Request};
use super::tree::{Node, Parsed};
use crate::index::{IndexError, Snapshot};

/// Most words that are named.
const MOST_WORDS: usize = 5;

/// What was ignored in a query, which values and words of it no article has, and, where no article holds all
/// of it, why that is. Sentences for the person.
pub fn notices_of_set(
    snapshot: &Snapshot,
    parsed: &Parsed,
    today: Date,
) -> Result<Vec<String>, IndexError> {
    let root = &parsed.root;
    let mut said = parsed.notices.clone();
    let n_ignored = said.len();
    said.extend(notices_of_values(snapshot, root));
    let plan = plan(snapshot, root, Takes::All, true, true)?;
    for word in plan.unknown.iter().take(MOST_WORDS) {
        let meant = match better_word(snapshot, word) {
            Some(leaf) => format!(": did you mean `{}`?", print(&Node::Leaf(leaf))),
            None => String::new(),
        };
        said.push(format!("no article holds `{}`{meant}", word.typed));
    }
    said.extend(doubts(snapshot, root));
    let is_explained = said.len() > n_ignored;
    if !is_explained && admits_none(snapshot, root)? {
        said.extend(why_nothing(snapshot, root, today)?);
    }
    Ok(said)
}

/// Why no article holds all of a query whose words are all known.
fn why_nothing(
    snapshot: &Snapshot,
    root: &Node,
    today: Date,
) -> Result<Option<String>, IndexError> {
    let mut strict = Vec::new();
    for filter in parts_of(root).iter().filter(|part| is_filter(part)) {
        if admits_none(snapshot, filter)? {
            strict.push(format!("`{}`", print(filter)));
        }
    }
    if !strict.is_empty() {
        let admits = if strict.len() == 1 { "admits" } else { "admit" };
        let strict = strict.join(" and ");
        return Ok(Some(format!("{strict} {admits} nothing")));
    }
    let request = Request {
        mode: Mode::Set,
        ..Request::ranked(today)
    };
    if let Some(said) = notice_of_filters(snapshot, root, &request)? {
        return Ok(Some(said));
    }
    let near = near_terms(snapshot, root);
    let near: Vec<String> = near.iter().map(|word| format!("`{word}`")).collect();
    Ok(Some(if near.is_empty() {
        "no article holds all of that".to_owned()
    } else {
        format!(
            "no article holds all of that; near words are {}",
            near.join(", ")
        )
    }))
}
