//! A temporary home and the real program in it.
//!
//! Each [`TestHome`] is a folder of its own: `home/` is the home of newsdex, `sources/` holds what a
//! test writes there. Paths and other things that change from run to run are redacted before anything
//! is compared.

#![allow(
    dead_code,
    reason = "each folder of tests compiles this file for itself and uses its own part"
)]

pub(crate) mod data;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

/// The program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_newsdex");

/// No command of any test may take longer.
const LIMIT: Duration = Duration::from_secs(100);

/// The day on which every test takes place, so that "today" never moves a result.
pub(crate) const TODAY: &str = "2026-08-01";

/// The commands over all articles that hold the words.
pub(crate) const SET_COMMANDS: [&str; 6] = [
    "deals",
    "stories",
    "timeline",
    "companies",
    "topics",
    "stats",
];

/// A file of `tests/fixtures`.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

/// A temporary home.
pub(crate) struct TestHome {
    folder: tempfile::TempDir,
}

impl TestHome {
    /// A place for a home that doesn't exist yet.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs_err::create_dir(folder.path().join("sources")).unwrap();
        Self { folder }
    }

    /// A home that holds the five articles of `tests/fixtures/articles`.
    pub(crate) fn with_articles() -> Self {
        let home = Self::new();
        let added = home.run(["add".as_ref(), fixture("articles").as_os_str()]);
        assert_eq!(
            added.stdout, "5 new, 0 changed, 0 same, 0 rejected\n",
            "{}",
            added.stderr
        );
        home
    }

    /// The folder that `--home` names.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// A place below the home.
    pub(crate) fn place(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// A place among the sources.
    pub(crate) fn source(&self, name: &str) -> PathBuf {
        self.folder.path().join("sources").join(name)
    }

    /// Writes a source, with the folders above it.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.source(name);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(&path, bytes).unwrap();
        path
    }

    /// The program with these arguments, not yet started; its working folder is that of the sources.
    pub(crate) fn command<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
    ) -> assert_cmd::Command {
        let mut command = assert_cmd::Command::new(PROGRAM);
        command
            .env_clear()
            .env("NEWSDEX_HOME", self.root())
            .env("TMPDIR", self.folder.path())
            .current_dir(self.folder.path().join("sources"))
            .args(["--today", TODAY])
            .args(arguments)
            .timeout(LIMIT);
        command
    }

    /// Runs the program.
    pub(crate) fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Ran {
        self.ended(&mut self.command(arguments))
    }

    /// Runs the program with something on its standard input.
    pub(crate) fn run_with_input<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
        input: impl Into<Vec<u8>>,
    ) -> Ran {
        self.ended(self.command(arguments).write_stdin(input))
    }

    /// Runs a search for exactly this text; a zero byte, which no argument can hold, is left out.
    pub(crate) fn run_query(&self, query: &str) -> Ran {
        self.run(["search", "--format", "ids", "--", &query.replace('\0', "")])
    }

    /// Waits for a command; none may panic, end by a signal or run into the limit of time.
    pub(crate) fn ended(&self, command: &mut assert_cmd::Command) -> Ran {
        let output = command.output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let code = output.status.code().unwrap_or_else(|| {
            panic!("ended by a signal or the limit of time: {command:?}\n{stderr}")
        });
        let is_panic = stderr.contains("panicked at") || stderr.contains("a fault of its own");
        assert!(!is_panic, "{command:?}\n{stderr}");
        Ran {
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: self.redacted(&stderr),
            code,
        }
    }

    /// `text` with the temporary folder as `[TMP]`.
    pub(crate) fn redacted(&self, text: &str) -> String {
        text.replace(&*self.folder.path().to_string_lossy(), "[TMP]")
    }

    /// Runs a search that writes JSON and finds something.
    pub(crate) fn search_json(&self, arguments: &[&str]) -> Value {
        let ran = self.run(
            ["search", "--format", "json"]
                .iter()
                .chain(arguments)
                .copied(),
        );
        assert!(ran.code <= 1, "{ran}");
        serde_json::from_str(&ran.stdout).unwrap()
    }

    /// The titles that a search finds as it was asked, best first: none where the query had to be
    /// relaxed to find anything.
    pub(crate) fn titles(&self, arguments: &[&str]) -> Vec<String> {
        let answer = self.search_json(arguments);
        let is_relaxed = !answer["query"]["relaxed"].as_array().unwrap().is_empty();
        if is_relaxed {
            return Vec::new();
        }
        let hits = answer["hits"].as_array().unwrap();
        let title = |hit: &Value| hit["article"]["title"].as_str().unwrap().to_owned();
        hits.iter().map(title).collect()
    }

    /// Every exported article, in the order of `export`.
    pub(crate) fn exported(&self) -> Vec<Value> {
        let ran = self.run(["export"]);
        assert!(ran.code <= 1, "{ran}");
        ran.rows()
    }

    /// The only article whose title begins so.
    pub(crate) fn article(&self, title: &str) -> Value {
        let is_wanted = |row: &Value| row["title"].as_str().unwrap().starts_with(title);
        let mut found = self.exported().into_iter().filter(is_wanted);
        let article = found.next().unwrap_or_else(|| panic!("no `{title}`"));
        assert!(found.next().is_none(), "two of `{title}`");
        article
    }

    /// The files of articles in the corpus, sorted.
    pub(crate) fn article_files(&self) -> Vec<PathBuf> {
        let is_article = |path: &PathBuf| path.extension().is_some_and(|suffix| suffix == "md");
        let mut files: Vec<PathBuf> = walkdir::WalkDir::new(self.place("corpus"))
            .into_iter()
            .map(|entry| entry.unwrap().into_path())
            .filter(is_article)
            .collect();
        files.sort();
        files
    }
}

/// What a command left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

impl Ran {
    /// Each line of the output as JSON.
    pub(crate) fn rows(&self) -> Vec<Value> {
        let row =
            |line: &str| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
        self.stdout.lines().map(row).collect()
    }

    /// The last line of the output: the counts of `add`.
    pub(crate) fn last_line(&self) -> &str {
        self.stdout.lines().last().unwrap_or_default()
    }

    /// Fails unless the command ended so.
    #[track_caller]
    pub(crate) fn expect_code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self}");
        self
    }

    /// Fails unless the command ended so, with an error and a hint.
    #[track_caller]
    pub(crate) fn expect_error(self, code: i32) -> Self {
        let ran = self.expect_code(code);
        let is_told = ran.stderr.contains("error: ") && ran.stderr.contains("hint: ");
        assert!(is_told, "no error with a hint: {ran}");
        ran
    }
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}[stderr]\n{}[exit {}]",
            self.stdout, self.stderr, self.code
        )
    }
}
