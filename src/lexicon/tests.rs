//! The built-in files, names under their aliases, and a person's own files, sound and broken.

use super::tokens::tokenize;
use super::*;

/// The built-in files with one more.
fn with(own: &str) -> (Lexicon, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    fs_err::write(folder.path().join("own.toml"), own).unwrap();
    let (lexicon, problems) = Lexicon::with_overrides(folder.path());
    (lexicon, problems.iter().map(ToString::to_string).collect())
}

/// What the lexicon finds in a text, by canonical name.
fn found(lexicon: &Lexicon, text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    tokenize(text, 0, text.len(), &mut tokens);
    let mut names = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let found = lexicon.name_at(&tokens, at);
        if let Some(Found {
            means: Means::Org(id),
            ..
        }) = found
        {
            names.push(lexicon.org(id).name.clone());
        }
        at += found.map_or(1, |found| found.n_tokens);
    }
    names
}

#[test]
fn the_built_in_files_are_without_fault() {
    let mut problems = Vec::new();
    let files = BUILT_IN.map(|(group, text)| load::load(group, text, &mut problems));
    let lexicon = build::build(&files, &mut problems);
    assert_eq!(problems, []);
    assert!(lexicon.orgs().len() > 600);
}

#[test]
fn names_are_known_under_their_aliases_in_any_case() {
    let lexicon = Lexicon::builtin();
    let check = |name: &str, canonical: Option<&str>| {
        assert_eq!(lexicon.canonical(name), canonical, "{name}");
    };
    check("aws", Some("Amazon Web Services"));
    check("Facebook", Some("Meta"));
    check("big blue", Some("IBM"));
    check("Land O'Lakes", Some("Land O’Lakes"));
    check("Brightloom", None);
    assert!(
        lexicon
            .aliases("openai")
            .contains(&"ChatGPT maker".to_owned())
    );
    assert!(
        lexicon
            .members_of_hypernym("Record Labels")
            .contains(&"Sony Music".to_owned())
    );
    assert!(lexicon.members_of_hypernym("gardener").is_empty());
}

#[test]
fn the_longest_name_is_found_as_it_is_written() {
    let lexicon = Lexicon::builtin();
    let check = |text: &str, expected: &[&str]| assert_eq!(found(&lexicon, text), expected);
    check(
        "Google DeepMind and Google Cloud",
        &["Google DeepMind", "Google Cloud"],
    );
    check("NVIDIA, Nvidia and nvidia", &["Nvidia", "Nvidia"]);
    check("the ChatGPT-maker", &["OpenAI"]);
    check("shares ($NVDA, NASDAQ: CRWV)", &["Nvidia", "CoreWeave"]);
    check("the Oracle of Omaha", &[]);
    check("an ice age", &[]);
}

#[test]
fn a_persons_own_file_adds_and_removes() {
    let own = "[orgs]\n\"Brightloom\" = [\"Bloom Labs\"]\n\"OpenAI\" = [\"-Open AI\", \"The Gardeners\"]\n";
    let (lexicon, problems) = with(own);
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(lexicon.canonical("bloom labs"), Some("Brightloom"));
    assert_eq!(lexicon.canonical("the gardeners"), Some("OpenAI"));
    assert_eq!(lexicon.canonical("Open AI"), None);
}

#[test]
fn what_is_wrong_in_a_file_is_told_with_its_line_and_the_rest_works() {
    let check = |own: &str, expected: &[&str]| {
        let (lexicon, problems) = with(own);
        assert_eq!(problems.len(), expected.len(), "{problems:?}");
        for (problem, start) in problems.iter().zip(expected) {
            assert!(problem.starts_with(start), "{problem}");
        }
        assert_eq!(lexicon.canonical("openai"), Some("OpenAI"));
    };
    check("[orgs]\n\"Brightloom\" = [\n\n", &["own.toml:"]);
    check("[orgs]\n\"Brightloom\" = 3\n", &["own.toml:2: "]);
    check(
        "[organs]\n\"Brightloom\" = []\n",
        &["own.toml:1: no section is called `organs`"],
    );
    check(
        "[orgs]\n\n\"Brightloom\" = [\"OpenAI\"]\n",
        &["own.toml:3: `OpenAI` is already OpenAI's (labs:"],
    );
    check(
        "[orgs]\n\"Brightloom\" = [\"the\"]\n",
        &["own.toml:2: `the` is a stop word"],
    );
    check(
        "[words]\n\"Nobody\" = { needs = [\"x\"] }\n",
        &["own.toml:2: no organisation is called `Nobody`"],
    );
    check(
        "[words]\n\"Scale\" = { need = [\"x\"] }\n",
        &["own.toml:2: unknown field `need`"],
    );
}

#[test]
fn names_that_never_occur_can_be_asked_for() {
    let (lexicon, _) = with("[orgs]\n\"Brightloom\" = [\"Bloom Labs\"]\n");
    let unseen = lexicon.never_seen(&["brightloom"]);
    assert!(unseen.contains(&"Bloom Labs") && !unseen.contains(&"Brightloom"));
}

#[test]
fn outlets_have_the_names_of_their_addresses() {
    let own = "[orgs]\n\"Daily Substrate\" = [\"Substrate\"]\n[outlets]\n\"Daily Substrate\" = [\"dsub\"]\n\"Nobody\" = [\"n\"]\n";
    let (lexicon, problems) = with(own);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].contains("Nobody"), "{problems:?}");
    let sites = |name: &str| lexicon.org(lexicon.find(name).unwrap()).sites.clone();
    assert_eq!(sites("substrate"), ["dsub"]);
    assert_eq!(sites("nyt"), ["nytimes"]);
    assert!(sites("disney").is_empty());
}

#[test]
fn the_example_of_the_docs_is_a_lexicon() {
    let docs = include_str!("../../docs/lexicon.md");
    let (_, rest) = docs.split_once("```toml\n").unwrap();
    let (own, _) = rest.split_once("```").unwrap();
    let (lexicon, problems) = with(own);
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(
        lexicon.canonical("dockside hosting"),
        Some("Harbour Compute")
    );
    assert_eq!(lexicon.canonical("open ai"), None);
    assert_eq!(lexicon.members_of_hypernym("port cloud").len(), 2);
    let substrate = lexicon.find("substrate").unwrap();
    assert_eq!(lexicon.org(substrate).sites, ["dsub"]);
}
