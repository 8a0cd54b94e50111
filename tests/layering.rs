//! Who may use whom, read from the source text: an unchecked rule decays.
//!
//! The rooms stand in the order in which data flows; each may use what the table grants it and nothing
//! else, so that a reader of one room knows which others can bear on it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails says where"
)]

use std::path::{Path, PathBuf};

/// A room, and the rooms it may use beside itself.
const MAY_USE: [(&str, &[&str]); 17] = [
    ("article", &[]),
    ("files", &[]),
    ("xml", &[]),
    ("analysis", &["article"]),
    ("collect", &["article", "analysis"]),
    // What was received is filed: the corpus takes batches from `collect`, and `reclean` and files put
    // there by hand go through the same cleaner.
    ("corpus", &["article", "analysis", "collect", "files"]),
    // Pages by their links; what is remembered of hosts and versions is the corpus's.
    ("fetch", &["corpus"]),
    // Links and feeds: fetched, read, filed.
    ("live", &["article", "collect", "corpus", "fetch", "xml"]),
    ("lexicon", &["article", "analysis"]),
    ("enrich", &["article", "analysis", "lexicon"]),
    (
        "index",
        &["article", "analysis", "enrich", "files", "lexicon"],
    ),
    // Pure: from sketches to relations; who stores and reads sketches is none of its business.
    ("relate", &["article", "analysis", "enrich"]),
    (
        "sync",
        &[
            "article", "analysis", "corpus", "enrich", "index", "lexicon", "relate",
        ],
    ),
    // What articles tell together, from what the index keeps of each.
    (
        "news",
        &[
            "article", "analysis", "enrich", "index", "lexicon", "relate",
        ],
    ),
    (
        "query",
        &["article", "analysis", "enrich", "index", "lexicon"],
    ),
    ("evaluate", &["article", "query", "sync"]),
    // Only types: the rows of `add --dry-run`, hits, evaluations.
    (
        "render",
        &[
            "article", "collect", "enrich", "news", "query", "evaluate", "xml",
        ],
    ),
];

/// Where the engine may be named: behind its door, in the query planner, and where our tokens are
/// handed to it.
const NAMES_THE_ENGINE: [&str; 3] = ["index/", "query/", "analysis/tokenizer.rs"];

#[test]
fn a_room_uses_only_the_rooms_it_may() {
    for file in sources() {
        let Some((_, allowed)) = MAY_USE.iter().find(|(room, _)| *room == file.room()) else {
            assert!(
                ["lib", "main", "cli"].contains(&file.room()),
                "`{}` is a room without a rule: add it to this test",
                file.room()
            );
            continue;
        };
        for (number, line) in file.code() {
            for used in names_after("crate::", line) {
                let is_own = used == file.room();
                let is_material = used == "data" && file.is_test();
                assert!(
                    is_own || is_material || allowed.contains(&used.as_str()),
                    "{}:{number}: `{}` may not use `{used}`",
                    file.name,
                    file.room()
                );
            }
        }
    }
}

#[test]
fn paths_of_the_crate_are_written_so_that_the_rule_above_can_read_them() {
    for file in sources() {
        for (number, line) in file.code() {
            assert!(
                !line.contains("crate::{"),
                "{}:{number}: one `use` a room",
                file.name
            );
        }
    }
}

#[test]
fn only_index_and_query_name_the_engine() {
    for file in sources() {
        let may = NAMES_THE_ENGINE
            .iter()
            .any(|start| file.name.starts_with(start));
        for (number, line) in file.code() {
            let names = line.contains("tantivy::") || line.contains("use tantivy");
            assert!(may || !names, "{}:{number}: names tantivy", file.name);
        }
    }
}

#[test]
fn the_library_never_prints_exits_reads_the_environment_or_the_clock() {
    const FORBIDDEN: [&str; 18] = [
        "println!",
        "print!",
        "eprintln!",
        "eprint!",
        "dbg!",
        "io::stdout",
        "io::stderr",
        "process::exit",
        "env::var",
        "env::args",
        "env::current_dir",
        "env::home_dir",
        "env::temp_dir",
        "SystemTime::now",
        "Instant::now",
        "Zoned::now",
        "ZonedDateTime::now",
        "Timestamp::now",
    ];
    for file in library() {
        for (number, line) in file.code() {
            for word in FORBIDDEN {
                assert!(!line.contains(word), "{}:{number}: {word}", file.name);
            }
        }
    }
}

#[test]
fn the_command_line_stays_out_of_the_library() {
    for file in library() {
        for (number, line) in file.code() {
            for name in ["clap::", "anyhow::", "indicatif::"] {
                assert!(!line.contains(name), "{}:{number}: {name}", file.name);
            }
        }
    }
}

#[test]
fn only_fetch_opens_a_connection() {
    for file in sources().iter().filter(|file| file.room() != "fetch") {
        for (number, line) in file.code() {
            for name in ["std::net", "TcpStream", "UdpSocket", "ureq"] {
                assert!(!line.contains(name), "{}:{number}: {name}", file.name);
            }
        }
    }
}

#[test]
fn every_file_opens_with_prose_and_nothing_is_left_to_do() {
    for file in sources() {
        assert!(
            file.text.starts_with("//! "),
            "{} has no prose at its head",
            file.name
        );
        for (number, line) in file.text.lines().enumerate() {
            for word in ["todo!", "TODO", "FIXME", "XXX"] {
                assert!(!line.contains(word), "{}:{}: {word}", file.name, number + 1);
            }
        }
    }
}

#[test]
fn the_rule_reads_paths_in_code() {
    assert_eq!(
        names_after("crate::", "use crate::article::Title;"),
        ["article"]
    );
    assert_eq!(
        names_after("crate::", "fn f(a: crate::query::X) -> crate::index::Y"),
        ["query", "index"]
    );
    assert!(names_after("crate::", "use super::x;").is_empty());
}

#[test]
fn only_what_is_compiled_for_tests_is_passed_over() {
    let text = "\
mod a;
#[cfg(test)]
mod tests;

use b;
#[cfg(test)]
#[expect(
    c,
    reason = \"d\"
)]
mod e {
    fn f() {}
}
impl G {
    #[cfg(test)]
    fn h() {
        i();
    }
    // j
    fn k() {}
}
";
    let source = Source {
        name: "a.rs".to_owned(),
        text: text.to_owned(),
    };
    let code: Vec<&str> = source.code().map(|(_, line)| line.trim()).collect();
    assert_eq!(code, ["mod a;", "", "use b;", "impl G {", "fn k() {}", "}"]);
    assert_eq!(source.code().last(), Some((21, "}")));
}

#[test]
fn what_is_left_out_of_the_package_is_named_from_its_root() {
    // `index/` without the slash in front would leave out `src/index/` as well.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs_err::read_to_string(root.join("Cargo.toml")).unwrap();
    let line = manifest.lines().find(|line| line.starts_with("exclude = "));
    let left_out: Vec<&str> = line.unwrap().split('"').skip(1).step_by(2).collect();
    assert_eq!(left_out, ["/corpus/", "/index/"]);
}

/// A file of `src/`.
struct Source {
    /// Below `src/`, with `/` between folders.
    name: String,
    text: String,
}

impl Source {
    /// `query` for `query/parse/mod.rs`, `sync` for `sync.rs`.
    fn room(&self) -> &str {
        let first = self.name.split('/').next().unwrap();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// Whether all of it is unit tests.
    fn is_test(&self) -> bool {
        self.name.contains("/tests/") || self.name.ends_with("/tests.rs")
    }

    /// Lines of code with their numbers: no comments, and of what is compiled for tests alone nothing.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut test_indent = None;
        let is_code = move |(_, line): &(usize, &str)| {
            let indent = line.len() - line.trim_start().len();
            if let Some(begun_at) = test_indent {
                if indent == begun_at && ends_an_item(line) {
                    test_indent = None;
                }
                return false;
            }
            if line.trim_start() == "#[cfg(test)]" {
                test_indent = Some(indent);
                return false;
            }
            !line.trim_start().starts_with("//")
        };
        let lines = self.text.lines().enumerate();
        lines.map(|(idx, line)| (idx + 1, line)).filter(is_code)
    }
}

/// Whether a line as far to the left as an item's first one is its last, as `rustfmt` lays items out.
fn ends_an_item(line: &str) -> bool {
    line.ends_with(';') || line.ends_with('}')
}

fn library() -> impl Iterator<Item = Source> {
    let is_library = |file: &Source| !matches!(file.room(), "main" | "cli") && !file.is_test();
    sources().into_iter().filter(is_library)
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let is_rust = |path: &PathBuf| path.extension().is_some_and(|suffix| suffix == "rs");
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(&root)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(is_rust)
        .collect();
    files.sort();
    assert!(files.len() > 50, "{} files", files.len());
    let source = |path: PathBuf| {
        let parts = path.strip_prefix(&root).unwrap().iter();
        let parts: Vec<&str> = parts.map(|part| part.to_str().unwrap()).collect();
        Source {
            name: parts.join("/"),
            text: fs_err::read_to_string(&path).unwrap(),
        }
    };
    files.into_iter().map(source).collect()
}

/// The names that stand right behind `start` in a line.
fn names_after(start: &str, line: &str) -> Vec<String> {
    let is_part = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    line.split(start)
        .skip(1)
        .map(|rest| rest.chars().take_while(is_part).collect::<String>())
        .filter(|name| !name.is_empty())
        .collect()
}
