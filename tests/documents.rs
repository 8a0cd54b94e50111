//! The documents agree with the program: what a page tells a person to type works.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails says where"
)]

#[path = "support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use newsdex::analysis::tokens::GAP_POSITIONS;
use newsdex::enrich::Limits;
use newsdex::query::Weights;
use newsdex::query::parse::parse;
use newsdex::query::weights;
use serde_json::Value;
use support::{PROGRAM, TestHome, fixture};

/// A page of the repository.
fn page(name: &str) -> String {
    fs_err::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// Every page of the repository, by name.
fn pages() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<PathBuf> = walkdir::WalkDir::new(root.join("docs"))
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|suffix| suffix == "md"))
        .collect();
    paths.extend([root.join("README.md"), root.join("CHANGELOG.md")]);
    paths.sort();
    let named = |path: PathBuf| {
        let name = path.strip_prefix(root).unwrap().display().to_string();
        (name, fs_err::read_to_string(&path).unwrap())
    };
    paths.into_iter().map(named).collect()
}

/// The texts of the fenced blocks in one of these languages.
fn blocks(markdown: &str, languages: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Option<String> = None;
    let mut is_inside = false;
    for line in markdown.lines() {
        if let Some(language) = line.strip_prefix("```") {
            is_inside = !is_inside;
            found.extend(open.take());
            open = (is_inside && languages.contains(&language.trim())).then(String::new);
        } else if let Some(block) = &mut open {
            block.push_str(line);
            block.push('\n');
        }
    }
    found
}

/// The text outside fenced and indented blocks.
fn without_blocks(markdown: &str) -> String {
    let mut is_inside = false;
    let mut prose = String::new();
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            is_inside = !is_inside;
        } else if !is_inside && !line.starts_with("    ") {
            prose.push_str(line);
            prose.push('\n');
        }
    }
    prose
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
    home.write("questions.jsonl", r#"{"_id":"q1","text":"openai cloud"}"#);
    let corpus = r#"{"_id":"d1","title":"Chips","text":"Chips are scarce."}"#;
    home.write("collection/corpus.jsonl", corpus);
    let queries = r#"{"_id":"q1","text":"scarce chips"}"#;
    home.write("collection/queries.jsonl", queries);
    let judgements = "query-id\tcorpus-id\tscore\nq1\td1\t1\n";
    home.write("collection/qrels.tsv", judgements);
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
        .chain(["eval run"])
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
            let own = if command.starts_with("eval run") {
                "eval run"
            } else {
                words[0]
            };
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
    let is_part = |c: &char| c.is_ascii_lowercase() || *c == '-';
    let is_start = |c: char| !c.is_alphanumeric() && c != '-';
    text.match_indices("--")
        .filter(|(at, _)| text[..*at].chars().next_back().is_none_or(is_start))
        .map(|(at, _)| text[at..].chars().take_while(is_part).collect::<String>())
        .filter(|flag| flag.len() > 2)
        .collect()
}

/// What stands between backticks, and the lines of shell blocks.
fn code_spans(markdown: &str) -> Vec<String> {
    let mut spans = shell_lines(markdown);
    let prose = without_blocks(markdown);
    spans.extend(prose.split('`').skip(1).step_by(2).map(|span| {
        let words: Vec<&str> = span.split_whitespace().collect();
        words.join(" ")
    }));
    spans.retain(|span| !span.starts_with("cargo ") && !span.is_empty());
    spans
}

#[test]
fn the_wire_format_names_every_field_and_no_other() {
    let home = TestHome::new();
    let wire = page("docs/wire-format.md");
    let named = words_in_code(&wire);
    for (heading, command) in [
        ("## search", "search"),
        ("## add --dry-run", "add"),
        ("## export", "export"),
        ("## batch", "batch"),
        ("## eval run", "eval"),
        ("## status", "status"),
    ] {
        let schema = home.run(["schema", command]).expect_code(0).stdout;
        let schema: Value = serde_json::from_str(&schema).unwrap();
        let mut fields = BTreeSet::new();
        gather_fields(&schema, &mut fields);
        for field in &fields {
            assert!(named.contains(field), "`{field}` of {command} is not told");
        }
        let section = section(&wire, heading);
        for row in section.lines().filter(|line| line.starts_with("| `")) {
            let cell = row.split('|').nth(1).unwrap();
            for name in cell.split('`').skip(1).step_by(2) {
                for part in name.split('.') {
                    let part = part.trim_end_matches("[]");
                    assert!(fields.contains(part), "{command} has no `{name}`");
                }
            }
        }
    }
}

/// The names of all properties in a schema.
fn gather_fields(schema: &Value, fields: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            for (key, value) in object {
                if key == "properties" {
                    fields.extend(value.as_object().unwrap().keys().cloned());
                }
                gather_fields(value, fields);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| gather_fields(value, fields)),
        _ => {}
    }
}

/// All words inside backticks and fences.
fn words_in_code(markdown: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut code = blocks(markdown, &["json", "text"]);
    code.extend(code_spans(markdown));
    let words = code.iter().flat_map(|code| code.split(|c| !is_part(c)));
    words.map(str::to_owned).collect()
}

/// The text below a heading of the second level.
fn section<'p>(markdown: &'p str, heading: &str) -> &'p str {
    let (_, rest) = markdown
        .split_once(&format!("\n{heading}\n"))
        .unwrap_or_else(|| panic!("no `{heading}`"));
    rest.split("\n## ").next().unwrap()
}

#[test]
fn the_columns_of_csv_are_those_of_the_wire_format() {
    let home = TestHome::with_articles();
    home.write("queries.txt", "heliora\n");
    let page_of_html = fixture("page.html");
    let source = page_of_html.to_str().unwrap();
    let wire = page("docs/wire-format.md");
    let table = section(&wire, "## CSV");
    for arguments in [
        vec!["search", "heliora"],
        vec!["add --dry-run", source],
        vec!["export"],
        vec!["batch", "queries.txt"],
    ] {
        let (name, rest) = arguments.split_first().unwrap();
        let asked = name.split(' ').chain(rest.iter().copied());
        let ran = home.run(asked.chain(["--format", "csv"])).expect_code(0);
        let header = ran.stdout.lines().next().unwrap();
        let row = format!("| `{name}` | `{header}` |");
        assert!(table.contains(&row), "{row}");
    }
}

#[test]
fn the_page_on_ranking_gives_the_constants_of_the_program() {
    let page = page("docs/ranking.md");
    let (weights, limits) = (Weights::default(), Limits::default());
    for (name, value) in [
        ("K1", weights::K1),
        ("B", weights::B),
        ("exact", weights.exact),
        ("article", weights.article),
        ("pairs", weights.pairs),
        ("PAIR_WINDOW", f64::from(weights::PAIR_WINDOW)),
        ("CANDIDATES", weights::CANDIDATES as f64),
        (
            "CANDIDATES_PER_RESULT",
            weights::CANDIDATES_PER_RESULT as f64,
        ),
        ("WHOLE_TITLE", weights::WHOLE_TITLE),
        ("PREFIX_WORDS", weights::PREFIX_WORDS as f64),
        ("enough_words", limits.enough_words as f64),
        ("max_words", limits.max_words as f64),
        ("min_words", limits.min_words as f64),
        ("max_sentence_words", limits.max_sentence_words as f64),
        ("GAP_POSITIONS", f64::from(GAP_POSITIONS)),
    ] {
        let row = format!("| `{name}` | {value} |");
        assert!(page.contains(&row), "docs/ranking.md lacks {row}");
    }
}

#[test]
fn the_keys_of_an_article_file_are_those_of_the_corpus_format() {
    let home = TestHome::with_articles();
    let page = page("docs/corpus-format.md");
    for file in home.article_files() {
        let text = fs_err::read_to_string(&file).unwrap();
        let front_matter = text.split("---\n").nth(1).unwrap();
        for line in front_matter.lines() {
            let (key, _) = line.split_once(": ").unwrap();
            assert!(page.contains(&format!("| `{key}` |")), "{key}");
        }
    }
}

#[test]
fn the_tests_and_rooms_that_the_architecture_names_are_there() {
    let page = page("docs/ARCHITECTURE.md");
    let mut n_tests = 0;
    for row in section(&page, "## Invariants, and the tests that hold them").lines() {
        let cells: Vec<&str> = row.split('|').collect();
        let Some(named) = cells.get(2) else { continue };
        let mut source = String::new();
        for name in named.split('`').skip(1).step_by(2) {
            if name.contains(".rs") {
                let path = if name.starts_with("src/") {
                    name.to_owned()
                } else {
                    format!("tests/{name}")
                };
                source = self::page(&path);
            } else if name.contains('_') {
                n_tests += 1;
                assert!(source.contains(&format!("fn {name}(")), "{name}");
            }
        }
    }
    assert!(n_tests > 15, "{n_tests}");
    // The table of rooms is the one that is checked.
    let layering: String = self::page("tests/layering.rs")
        .split_whitespace()
        .collect::<String>()
        .replace(",]", "]");
    for row in section(&page, "## The rooms, in the order of the data").lines() {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, room, used, _] = cells.as_slice() else {
            continue;
        };
        if ["room", "---", "cli"].contains(room) {
            continue;
        }
        let used: Vec<String> = used
            .trim_end_matches(": their types")
            .split(", ")
            .filter(|used| *used != "nothing of ours")
            .map(|used| format!("\"{used}\""))
            .collect();
        let rule = format!("(\"{room}\",&[{}]", used.join(","));
        assert!(layering.contains(&rule), "tests/layering.rs has no {rule}");
    }
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
