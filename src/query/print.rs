//! Prints a tree in the query language, so that a person sees how their question was understood.
//!
//! What [`super::parse`] made is read back as the same tree: a word that would be read as syntax gets
//! a backslash, groups get the brackets they need and no others.

use std::fmt::Write;

use jiff::civil::Date;

use super::parse::is_read_as_this_leaf;
use super::tree::{Filter, Leaf, Node, Span};

/// Prints `node`; an empty sequence prints as nothing.
pub fn print(node: &Node) -> String {
    match node {
        Node::Sequence(parts) => joined(parts, " ", Binding::Sequence),
        Node::Or(parts) => joined(parts, " OR ", Binding::Or),
        Node::And(parts) => joined(parts, " AND ", Binding::And),
        Node::Required(part) => format!("+{}", after_sign(part)),
        Node::Not(part) => format!("-{}", after_sign(part)),
        Node::Leaf(leaf) => print_leaf(leaf),
        Node::Filter(filter) => print_filter(filter),
    }
}

/// How tightly a node holds together, loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Sequence,
    Or,
    And,
    Part,
}

fn binding(node: &Node) -> Binding {
    match node {
        Node::Sequence(_) => Binding::Sequence,
        Node::Or(_) => Binding::Or,
        Node::And(_) => Binding::And,
        _ => Binding::Part,
    }
}

fn joined(parts: &[Node], between: &str, outer: Binding) -> String {
    let is_alone = parts.len() == 1;
    let print_part = |part: &Node| {
        if is_alone || binding(part) > outer {
            print(part)
        } else {
            bracketed(&print(part))
        }
    };
    parts
        .iter()
        .map(print_part)
        .collect::<Vec<_>>()
        .join(between)
}

fn after_sign(part: &Node) -> String {
    let printed = print(part);
    // `--word` is a word that begins with two hyphens, not a part that is negated twice.
    if binding(part) < Binding::Part || printed.starts_with(['+', '-']) {
        bracketed(&printed)
    } else {
        printed
    }
}

fn bracketed(printed: &str) -> String {
    // A URL may hold brackets, so it must not touch the one that closes the group.
    let space = match printed.rsplit(' ').next() {
        Some(last) if last.contains("://") => " ",
        _ => "",
    };
    format!("({printed}{space})")
}

fn print_leaf(leaf: &Leaf) -> String {
    let or_escaped = |printed: &str, escape: char| {
        if is_read_as_this_leaf(printed, leaf) {
            printed.to_owned()
        } else {
            format!("{escape}{printed}")
        }
    };
    match leaf {
        Leaf::Word(word) => or_escaped(word, '\\'),
        Leaf::Exact(word) => format!("={word}"),
        Leaf::Prefix(start) => or_escaped(&format!("{start}*"), '='),
        Leaf::Phrase { text, slop: 0 } => format!("\"{text}\""),
        Leaf::Phrase { text, slop } => format!("\"{text}\"~{slop}"),
        Leaf::Near { words, distance } => format!("near/{distance}({})", words.join(" ")),
        Leaf::Same(words) => format!("same:({})", words.join(" ")),
    }
}

fn print_filter(filter: &Filter) -> String {
    match filter {
        Filter::Title(value) => field("title", value),
        Filter::Site(value) => field("site", value),
        Filter::Author(value) => field("author", value),
        Filter::Url(value) => field("url", value),
        Filter::Lang(value) => field("lang", value),
        Filter::Id(value) => field("id", value),
        Filter::Company(value) => field("company", value),
        Filter::Topic(value) => field("topic", value),
        Filter::Deal(value) => field("deal", value),
        Filter::Status(value) => field("status", value),
        Filter::Amount { least, most } => amounts(*least, *most),
        Filter::Published(Span { from, to }) => days("date", *from, *to),
        Filter::Added(Span { from, to }) => days("added", *from, *to),
    }
}

/// A value stands bare where it is one safe word, else in quotes. Only a bare one can hold a
/// quotation mark, because any such mark ends a quoted one.
fn field(name: &str, value: &str) -> String {
    let is_safe = |c: char| c.is_alphanumeric() || "-_.!/&$+#@:".contains(c);
    let has_quote = value.contains(['"', '“', '”', '„', '‟', '«', '»', '″', '＂']);
    if has_quote || (!value.is_empty() && value.chars().all(is_safe)) {
        format!("{name}:{value}")
    } else {
        format!("{name}:\"{value}\"")
    }
}

/// `>1b` is kept as the number next to it, which has many more digits.
fn amounts(least: Option<f64>, most: Option<f64>) -> String {
    let is_shorter = |a: f64, b: f64| a.to_string().len() < b.to_string().len();
    match (least, most) {
        (Some(least), None) if is_shorter(least.next_down(), least) => {
            format!("amount:>{}", least.next_down())
        }
        (None, Some(most)) if is_shorter(most.next_up(), most) => {
            format!("amount:<{}", most.next_up())
        }
        _ => range("amount", least, most),
    }
}

fn days(name: &str, from: Option<Date>, to: Option<Date>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from == to => format!("{name}:{from}"),
        _ => range(name, from, to),
    }
}

fn range<T: std::fmt::Display>(name: &str, from: Option<T>, to: Option<T>) -> String {
    let mut text = format!("{name}:");
    let mut end = |end: Option<T>, before: &str| {
        text.push_str(before);
        if let Some(end) = end {
            // Writing to a string can't fail.
            let _ = write!(text, "{end}");
        }
    };
    end(from, "");
    end(to, "..");
    text
}
