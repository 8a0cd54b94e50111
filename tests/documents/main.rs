//! The documents agree with the program: what a page tells a person to type works, and what it says
//! of fields, constants and tests is so.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails says where"
)]

mod markdown;
mod promises;
#[path = "../support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;

use jiff::civil::date;
use newsdex::query::parse::parse;

use crate::markdown::{blocks, code_spans, page, pages, shell_lines};
use crate::support::{PROGRAM, TestHome, fixture};

#[test]
fn the_readme_shows_what_its_first_command_prints() {
    let readme = page("README.md");
    let line = shell_lines(&readme).remove(0);
    let (_, arguments) = line.split_once(" -- ").unwrap();
    let shown = blocks(&readme, &["text"]).remove(0);
    let home = shipped_home(&shown);
    let ran = run_line(&home, &format!("newsdex {arguments}"));
    assert_eq!(String::from_utf8_lossy(&ran.stderr), "");
    let printed = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(
        printed == shown,
        "README.md should show what its first command prints:\n{printed}"
    );
}

#[test]
fn the_gate_runs_the_tests_as_the_readme_says() {
    assert_eq!(shell_lines(&page("README.md"))[1], "cargo test");
    assert!(page(".ci/run").lines().any(|line| line == "cargo test"));
}

#[test]
fn the_commands_of_the_readme_do_what_they_say() {
    let readme = page("README.md");
    let home = shipped_home(&blocks(&readme, &["text"]).remove(0));
    write_named_sources(&home);
    let mut n_commands = 0;
    for line in shell_lines(&readme) {
        for command in line.split(" | ").map(str::trim) {
            if !command.starts_with("newsdex ") {
                continue;
            }
            n_commands += 1;
            let ran = run_line(&home, command);
            let stderr = String::from_utf8_lossy(&ran.stderr);
            // Not every question has an answer in a corpus of two articles.
            let is_done = matches!(ran.status.code(), Some(0 | 1));
            assert!(
                is_done && !stderr.contains("error: "),
                "{command}: {stderr}"
            );
        }
    }
    assert!(n_commands > 20, "{n_commands}");
}

/// A home that holds the articles of this repository which `shown` names, and nothing that was added
/// to its corpus since.
fn shipped_home(shown: &str) -> TestHome {
    let home = TestHome::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs_err::create_dir_all(home.place("corpus/.newsdex")).unwrap();
    for path in shown.lines().map(str::trim) {
        if path.starts_with("corpus/") {
            fs_err::create_dir_all(home.place(path).parent().unwrap()).unwrap();
            fs_err::copy(root.join(path), home.place(path)).unwrap();
        }
    }
    home
}

/// The files that the README adds, asks and measures.
fn write_named_sources(home: &TestHome) {
    for (name, from) in [
        ("page.html", "page.html"),
        ("feed.xml", "feed.xml"),
        ("export.csv", "table.csv"),
        ("pasted.txt", "dump-of-a-page.txt"),
        ("notes/undated.md", "articles/undated.md"),
    ] {
        home.write(name, fs_err::read(fixture(from)).unwrap());
    }
    let mut dump = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    dump.write_all(&fs_err::read(fixture("dump.jsonl")).unwrap())
        .unwrap();
    home.write("dump.jsonl.gz", dump.finish().unwrap());
    let feeds =
        r#"<opml><body><outline text="A feed" xmlUrl="https://feeds.example/a"/></body></opml>"#;
    home.write("subscriptions.opml", feeds);
    home.write("questions.jsonl", r#"{"_id":"q1","text":"openai cloud"}"#);
    let corpus = r#"{"_id":"d1","title":"Chips","text":"Chips are scarce."}"#;
    home.write("collection/corpus.jsonl", corpus);
    let queries = r#"{"_id":"q1","text":"scarce chips"}"#;
    home.write("collection/queries.jsonl", queries);
    let judgements = "query-id\tcorpus-id\tscore\nq1\td1\t1\n";
    home.write("collection/qrels.tsv", judgements);
    home.write("before.run", "q1 Q0 d2 1 1.5 other\n");
}

/// Runs a line of the shell as a reader types it. No other program is there to be started.
fn run_line(home: &TestHome, line: &str) -> std::process::Output {
    let arguments = line.strip_prefix("newsdex ").unwrap();
    std::process::Command::new("/bin/sh")
        .arg("-c")
        .arg(format!("'{PROGRAM}' {arguments}"))
        .env_clear()
        .env("NEWSDEX_HOME", home.root())
        .env("PATH", home.source("no-programs"))
        .current_dir(home.source(""))
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap()
}

/// Commands below commands, whose flags are their own.
const NESTED: [&str; 11] = [
    "eval run",
    "eval score",
    "eval compare",
    "feed add",
    "feed list",
    "feed remove",
    "feed fetch",
    "lexicon check",
    "watch add",
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
