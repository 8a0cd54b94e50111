//! What the README tells a person to type does what it says, run by a shell as a person would.

use std::io::Write as _;
use std::path::Path;

use crate::markdown::{blocks, page, shell_lines};
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
