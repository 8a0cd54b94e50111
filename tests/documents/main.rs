//! The documents agree with the program: what a page tells a person to type works, and what it says
//! of fields, constants and tests is so.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails says where"
)]

mod markdown;
mod promises;
#[cfg(unix)] // its lines are run by `/bin/sh`
mod readme;
#[path = "../support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::date;
use newsdex::query::parse::parse;

use crate::markdown::{code_spans, page, pages, shell_lines};
use crate::support::TestHome;

#[test]
fn the_gate_runs_the_tests_as_the_readme_says() {
    assert_eq!(shell_lines(&page("README.md"))[1], "cargo test");
    assert!(page(".ci/run").lines().any(|line| line == "cargo test"));
}

/// Commands below commands, whose flags are their own.
const NESTED: [&str; 12] = [
    "eval run",
    "eval score",
    "eval compare",
    "feed add",
    "feed list",
    "feed remove",
    "feed fetch",
    "lexicon check",
    "watch add",
    "watch list",
    "watch remove",
    "watch run",
];

#[test]
fn every_command_and_flag_that_a_page_names_is_in_the_help() {
    let home = TestHome::new();
    let commands = names_of_commands(&home);
    let help = |command: &str| {
        let asked: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        home.run(asked).expect_code(0).stdout
    };
    let flags: BTreeMap<&str, BTreeSet<String>> = commands
        .iter()
        .map(String::as_str)
        .chain(NESTED)
        .map(|command| (command, flags_in(&help(command))))
        .collect();
    let mut n_flags = 0;
    for (name, text) in pages() {
        for span in code_spans(&text) {
            let command = span.strip_prefix("newsdex ").unwrap_or(&span);
            let words: Vec<&str> = command.split(' ').collect();
            let known = commands.iter().any(|known| known == words[0]);
            assert!(
                known || !span.starts_with("newsdex ") || words[0].starts_with('-'),
                "{name}: `{span}` is no command"
            );
            let own = NESTED
                .into_iter()
                .find(|nested| command.starts_with(nested))
                .unwrap_or(words[0]);
            for flag in flags_in(command) {
                n_flags += 1;
                let is_known = match flags.get(own) {
                    Some(flags) => flags.contains(&flag),
                    None => flags.values().any(|flags| flags.contains(&flag)),
                };
                assert!(is_known, "{name}: `{span}`: no help knows `{flag}`");
            }
        }
    }
    assert!(n_flags > 40, "{n_flags}");
}

/// The commands that `newsdex help` lists.
fn names_of_commands(home: &TestHome) -> Vec<String> {
    let help = home.run(["help"]).expect_code(0).stdout;
    let list = help.split("Commands:\n").nth(1).unwrap();
    let names: Vec<String> = list
        .lines()
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .collect();
    assert!(names.len() > 10, "{names:?}");
    names
}

/// Every `--flag` in a text.
fn flags_in(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .filter(|word| {
            word.strip_prefix("--")
                .is_some_and(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
        })
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_examples_of_the_query_language_are_queries() {
    let today = date(2026, 8, 1);
    let mut n_examples = 0;
    for line in page("docs/query-syntax.md").lines() {
        let Some(example) = line.strip_prefix("    ") else {
            continue;
        };
        if let Some(words) = example.strip_prefix("newsdex search ") {
            // Typed at a shell: the words after the flags that a shell would take off.
            assert!(!words.is_empty());
            continue;
        }
        // Two spaces end an example and begin another or the words that explain it.
        let examples = example
            .split("  ")
            .map(str::trim)
            .filter(|part| !part.is_empty());
        for example in examples {
            let read = parse(example, today);
            assert!(read.is_ok(), "{example}: {read:?}");
            n_examples += 1;
        }
    }
    assert!(n_examples > 30, "{n_examples}");
}

#[test]
fn the_changelog_heads_with_what_is_to_come_or_with_this_version() {
    let changelog = page("CHANGELOG.md");
    let head = changelog
        .lines()
        .find_map(|line| line.strip_prefix("## "))
        .unwrap_or_else(|| panic!("no heading in CHANGELOG.md"));
    let is_current = head.starts_with("Unreleased") || head.contains(env!("CARGO_PKG_VERSION"));
    assert!(is_current, "{head}");
}

#[test]
fn every_page_that_a_page_links_to_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = vec![root.join("README.md"), root.join("CHANGELOG.md")];
    let docs = walkdir::WalkDir::new(root.join("docs")).into_iter();
    pages.extend(docs.map(|entry| entry.unwrap().into_path()));
    for page in pages
        .iter()
        .filter(|path| path.extension().is_some_and(|suffix| suffix == "md"))
    {
        let text = fs_err::read_to_string(page).unwrap();
        for rest in text.split("](").skip(1) {
            let target = rest.split([')', '#', ' ']).next().unwrap_or_default();
            let is_ours = !target.is_empty() && !target.contains(':') && !target.starts_with('<');
            let place = page.parent().unwrap().join(target);
            assert!(
                !is_ours || place.try_exists().unwrap(),
                "{} links to `{target}`",
                page.display()
            );
        }
    }
}
