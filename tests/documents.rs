//! The documents agree with the program: what a page tells a person to type works.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails says where"
)]

#[path = "support/mod.rs"]
mod support;

use std::path::Path;

use jiff::civil::date;
use newsdex::query::parse::parse;
use support::{PROGRAM, TestHome};

/// A page of the repository.
fn page(name: &str) -> String {
    fs_err::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The lines of the blocks that are fenced as `sh`, without prompts and comments; a line that ends with
/// a backslash goes on in the next.
fn shell_lines(markdown: &str) -> Vec<String> {
    let mut is_inside = false;
    let mut lines: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in markdown.lines() {
        let line = line.trim_end();
        if let Some(language) = line.trim_start().strip_prefix("```") {
            is_inside = !is_inside && matches!(language.trim(), "sh" | "bash" | "console");
            continue;
        }
        let is_command =
            is_inside && !line.trim().is_empty() && !line.trim_start().starts_with('#');
        if !is_command {
            continue;
        }
        let text = line.trim_start().trim_start_matches("$ ");
        let (text, is_open) = text
            .strip_suffix('\\')
            .map_or((text, false), |text| (text, true));
        match lines.last_mut().filter(|_| goes_on) {
            Some(last) => last.push_str(text),
            None => lines.push(text.to_owned()),
        }
        goes_on = is_open;
    }
    lines
}

#[test]
fn the_commands_of_the_readme_are_commands_of_the_program() {
    let home = TestHome::with_articles();
    for line in shell_lines(&page("README.md")) {
        // `cargo run --release -- search …` is `newsdex search …`; other lines of cargo build or test.
        let line = match line.split_once(" -- ") {
            Some((start, rest)) if start.starts_with("cargo run") => format!("newsdex {rest}"),
            _ => line,
        };
        for command in line
            .split(" | ")
            .filter_map(|part| part.trim().strip_prefix("newsdex "))
        {
            assert_is_understood(&home, command);
        }
    }
}

/// Runs a line of the shell as far as it reads: files that it names are not there, so that only the
/// form of the command is tested where it takes in files.
fn assert_is_understood(home: &TestHome, command: &str) {
    let output = std::process::Command::new("sh")
        .arg("-c")
        .arg(format!("'{PROGRAM}' {command}"))
        .env("NEWSDEX_HOME", home.root())
        .current_dir(home.source(""))
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    let names_files = ["add ", "batch ", "eval "]
        .iter()
        .any(|start| command.starts_with(start));
    let is_only_absent = names_files && stderr.starts_with("error: ") && stderr.contains("hint: ");
    let is_read = matches!(output.status.code(), Some(0 | 1)) || is_only_absent;
    let is_usage_error = stderr.contains("Usage:");
    assert!(is_read && !is_usage_error, "newsdex {command}: {stderr}");
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

#[test]
fn blocks_of_the_shell_are_read_line_by_line() {
    let text = "```sh\n# why\n$ newsdex add a \\\n  b\n\ncargo test\n```\n```json\n{}\n```\n";
    assert_eq!(shell_lines(text), ["newsdex add a b", "cargo test"]);
}
