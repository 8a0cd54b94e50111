//! `schema`, `completions`, `man`, `help`, `--version`: what the program says of itself.

use serde_json::Value;

use crate::support::{SET_COMMANDS, TestHome, fixture};

fn assert_valid(home: &TestHome, command: &str, output: &Value) {
    let schema = home.run(["schema", command]).expect_code(0);
    let schema: Value = serde_json::from_str(&schema.stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(output)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{command}: {errors:#?}\n{output:#}");
}

#[test]
fn every_output_fits_its_schema() {
    let home = TestHome::with_articles();
    assert_valid(
        &home,
        "search",
        &home.search_json(&["heliora", "--explain", "--context", "1"]),
    );
    assert_valid(&home, "search", &home.search_json(&["qqqq"]));
    assert_valid(
        &home,
        "search",
        &home.search_json(&["brihgtloom", "chips", "--passages", "3"]),
    );
    for row in home.exported() {
        assert_valid(&home, "export", &row);
    }
    home.write("empty.md", "");
    let page = fixture("page.html");
    let arguments = ["add", "--dry-run", "--format", "jsonl", "empty.md"].map(AsRef::as_ref);
    let added = home.run(arguments.iter().chain(&[page.as_os_str()]));
    for row in added.expect_code(4).rows() {
        assert_valid(&home, "add", &row);
    }
    home.write("queries.txt", "heliora cloud\nchips\n");
    for row in home.run(["batch", "queries.txt"]).expect_code(0).rows() {
        assert_valid(&home, "batch", &row);
    }
    let status = home.run(["status", "--format", "json"]).expect_code(0);
    assert_valid(&home, "status", &status.rows().remove(0));
    for command in SET_COMMANDS {
        let ran = home.run([command, "--format", "json"]);
        assert_valid(&home, command, &ran.rows().remove(0));
    }
    let article = home.article("Brightloom picks");
    let id = article["id"].as_str().unwrap();
    for command in ["why", "like"] {
        let ran = home.run([command, id, "--format", "json"]);
        assert_valid(&home, command, &ran.rows().remove(0));
    }
    let ran = home.run(["show", id, "--history", "--format", "json"]);
    assert_valid(&home, "history", &ran.rows().remove(0));
    home.run(["watch", "add", "chips", "chips", "--since", "2020"])
        .expect_code(0);
    for (command, name) in [("run", "watch"), ("list", "watches")] {
        let ran = home.run(["watch", command, "--format", "json"]);
        assert_valid(&home, name, &ran.expect_code(0).rows().remove(0));
    }
    let ran = home
        .run(["pairs", "heliora", "--format", "json"])
        .expect_code(0);
    assert_valid(&home, "pairs", &ran.rows().remove(0));
    let ran = home
        .run(["lexicon", "check", "--format", "json"])
        .expect_code(0);
    assert_valid(&home, "lexicon", &ran.rows().remove(0));
}

#[test]
fn help_explains_the_query_language() {
    let home = TestHome::new();
    let ran = home.run(["help", "query"]).expect_code(0);
    assert!(ran.stdout.contains("near/8(openai oracle)"));
    let ran = home.run(["help", "search"]).expect_code(0);
    assert!(ran.stdout.contains("--since"));
    home.run(["help", "dance"]).expect_error(2);
}

#[test]
fn every_shell_gets_completions_and_there_is_a_manual() {
    let home = TestHome::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = home.run(["completions", shell]).expect_code(0);
        assert!(ran.stdout.contains("reclean"), "{shell}");
    }
    let ran = home.run(["man"]).expect_code(0);
    assert!(ran.stdout.contains(".TH newsdex 1"), "{ran}");
}

#[test]
fn the_version_is_the_packages() {
    let home = TestHome::new();
    let ran = home.run(["--version"]).expect_code(0);
    assert_eq!(
        ran.stdout,
        format!("newsdex {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn a_format_that_a_command_cannot_write_is_a_usage_error() {
    let home = TestHome::with_articles();
    home.run(["search", "chips", "--format", "trec"])
        .expect_error(2);
    home.run(["status", "--format", "csv"]).expect_error(2);
    home.run(["export", "--format", "md"]).expect_error(2);
}
