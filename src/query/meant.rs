//! What a query means beyond its grammar: amounts of two words, the United States in lower case, words that are one
//! thing.

use super::plan::Takes;
use super::search::{Mode, Order, Request};
use super::tree::{Leaf, Node};
use crate::analysis::tokens::tokens;

/// The query as it was meant.
pub(super) fn meant(root: &Node) -> Node {
    let mut root = amount_joined(root.clone());
    name_the_states(&mut root);
    root
}

/// Which articles a query takes.
pub(super) fn takes_of(root: &Node, request: &Request) -> Takes {
    let is_set = request.mode == Mode::Set || request.order != Order::Relevance;
    if is_set || is_compound(root) {
        Takes::All
    } else {
        Takes::Any
    }
}

/// Whether one word of several parts (`$38B`, `GPT-4o`) is all that was typed, filters aside: an article that
/// holds `billion` alone is no answer to it. Addresses are asked for by their words.
fn is_compound(root: &Node) -> bool {
    let n_parts = |text: &str| tokens(text).iter().filter(|token| !token.is_extra).count();
    match root {
        Node::Leaf(Leaf::Word(text)) => !text.contains('/') && n_parts(text) > 1,
        Node::Sequence(parts) => {
            let mut asked = parts
                .iter()
                .filter(|part| !matches!(part, Node::Filter(_) | Node::Not(_)));
            asked.next().is_some_and(is_compound) && asked.next().is_none()
        }
        _ => false,
    }
}

/// `$38 billion` typed alone is one amount, as `$38B` is.
fn amount_joined(root: Node) -> Node {
    const SCALES: [&str; 8] = [
        "thousand", "million", "billion", "trillion", "m", "mn", "bn", "b",
    ];
    let Node::Sequence(parts) = &root else {
        return root;
    };
    let [
        Node::Leaf(Leaf::Word(number)),
        Node::Leaf(Leaf::Word(scale)),
        filters @ ..,
    ] = parts.as_slice()
    else {
        return root;
    };
    let digits = number.trim_start_matches(['$', '€', '£', '¥']);
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',');
    let is_scale = SCALES.contains(&scale.to_lowercase().as_str());
    let is_alone = filters
        .iter()
        .all(|part| matches!(part, Node::Filter(_) | Node::Not(_)));
    if !(is_number && is_scale && is_alone) {
        return root;
    }
    let amount = Node::Leaf(Leaf::Phrase {
        text: format!("{number} {scale}"),
        slop: 0,
    });
    Node::Sequence(
        std::iter::once(amount)
            .chain(filters.iter().cloned())
            .collect(),
    )
}

/// Verbs behind which `us` is whoever speaks.
const SPOKEN_TO: &[&str] = &[
    "about", "bring", "contact", "follow", "give", "help", "join", "let", "show", "teach", "tell",
];

/// `us chip exports` asks about the United States: the pronoun would be left out.
fn name_the_states(root: &mut Node) {
    let Node::Sequence(parts) = root else {
        return;
    };
    let word = |part: &Node| match part {
        Node::Leaf(Leaf::Word(text)) => text.to_lowercase(),
        _ => String::new(),
    };
    let mut before = String::new();
    for part in parts {
        let typed = word(part);
        if typed == "us" && !SPOKEN_TO.contains(&before.as_str()) {
            *part = Node::Leaf(Leaf::Word("US".to_owned()));
        }
        before = typed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{parse, print};

    fn check(text: &str, expected: &str) {
        let parsed = parse::parse(text, jiff::civil::date(2026, 7, 30)).unwrap();
        assert_eq!(print::print(&meant(&parsed.root)), expected, "{text}");
    }

    #[test]
    fn amounts_of_two_words_are_one() {
        check("$38 billion", "\"$38 billion\"");
        check("$38 billion deal", "$38 billion deal");
        check("38 deals", "38 deals");
    }

    #[test]
    fn the_states_are_told_from_those_who_speak() {
        check("us china chips", "US china chips");
        check("intel us government stake", "intel US government stake");
        check("tell us more", "tell us more");
        check("us", "us");
    }
}
