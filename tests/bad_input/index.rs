//! An index that is damaged, of another format, or gone: `check` finds it, a search answers or says
//! what to do, and the corpus is never touched.

use std::path::{Path, PathBuf};

use crate::support::TestHome;

/// The files of the index, those of the engine and ours.
fn index_files(home: &TestHome) -> Vec<PathBuf> {
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        path.is_file() && !name.contains("lock")
    };
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(home.place("index"))
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(is_ours)
        .collect();
    files.sort();
    files
}

/// What was damaged is answered from or refused with a way out, and can be built again.
#[track_caller]
fn assert_survives(home: &TestHome, what: &str) {
    for arguments in [
        &[
            "search",
            "heliora",
            "\"cloud partner\"",
            "part*",
            "--no-sync",
        ][..],
        &["search", "heliora", "brihgtloom"],
        &["show", "castelan-vireo-4o"],
        &["status"],
        &["export", "--format", "ids"],
    ] {
        let ran = home.run(arguments);
        let is_answer = ran.code == 0 || ran.code == 1;
        let is_refusal =
            ran.code == 3 && ran.stderr.contains("error: ") && ran.stderr.contains("hint: ");
        assert!(is_answer || is_refusal, "{what}: {arguments:?}: {ran}");
    }
    home.run(["index", "--rebuild"]).expect_code(0);
    assert_eq!(home.titles(&["heliora"]).len(), 3, "{what}");
    home.run(["check"]).expect_code(0);
}

fn changed(path: &Path, change: &str) {
    let mut bytes = fs_err::read(path).unwrap();
    let middle = bytes.len() / 2;
    match change {
        "emptied" => bytes.clear(),
        "cut in half" => bytes.truncate(middle),
        "grown" => bytes.extend_from_slice(b"more"),
        "flipped in the middle" => bytes[middle] ^= 0x10,
        "flipped at the start" => bytes[0] ^= 0x80,
        _ => {
            let last = bytes.len().saturating_sub(30);
            bytes[last] ^= 0x01;
        }
    }
    // A new file: the old one may be mapped into memory.
    fs_err::remove_file(path).unwrap();
    fs_err::write(path, bytes).unwrap();
}

#[test]
fn a_damaged_file_is_found_by_check_and_never_a_panic() {
    const CHANGES: [&str; 6] = [
        "emptied",
        "cut in half",
        "grown",
        "flipped in the middle",
        "flipped at the start",
        "flipped near the end",
    ];
    let home = TestHome::with_articles();
    let intact = home.place("intact");
    copy(&home.place("index"), &intact);
    let files = index_files(&home);
    // Each kind of file is changed in each way, spread over its files.
    let mut seen: Vec<(String, usize)> = Vec::new();
    for file in &files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let is_the_engines = file.parent().unwrap().ends_with("engine") && name != ".managed.json";
        let kind = match file.extension() {
            Some(suffix) if suffix != "json" => suffix.to_string_lossy().into_owned(),
            _ => name.clone(),
        };
        for (idx, change) in CHANGES.iter().enumerate() {
            if seen.contains(&(kind.clone(), idx)) {
                continue;
            }
            seen.push((kind.clone(), idx));
            fs_err::remove_dir_all(home.place("index")).unwrap();
            copy(&intact, &home.place("index"));
            changed(file, change);
            let what = format!("{name} {change}");
            let ran = home.run(["check"]);
            assert!(ran.code == 3 || !is_the_engines, "{what}: {ran}");
            assert_survives(&home, &what);
        }
    }
    assert!(seen.len() > 40, "{}", seen.len());
}

#[test]
fn single_bits_at_random_places_never_make_a_panic() {
    let home = TestHome::with_articles();
    let intact = home.place("intact");
    copy(&home.place("index"), &intact);
    let files: Vec<PathBuf> = index_files(&home)
        .into_iter()
        .filter(|file| file.parent().unwrap().ends_with("engine"))
        .collect();
    let mut random = crate::random::Random(20_260_801);
    for _ in 0..120 {
        fs_err::remove_dir_all(home.place("index")).unwrap();
        copy(&intact, &home.place("index"));
        let file = &files[random.below(files.len())];
        let mut bytes = fs_err::read(file).unwrap();
        let bit = random.below(bytes.len().max(1) * 8);
        if let Some(byte) = bytes.get_mut(bit / 8) {
            *byte ^= 1 << (bit % 8);
        }
        fs_err::remove_file(file).unwrap();
        fs_err::write(file, &bytes).unwrap();
        let what = format!("bit {bit} of {}", file.display());
        let query = "heliora \"cloud partner\" part* zurcher brihgtloom near/4(revenue quarter)";
        let arguments = ["search", query, "--no-sync", "--explain", "--context", "2"];
        let ran = home.run(arguments);
        let is_answer = ran.code == 0 || ran.code == 1;
        let is_refusal = ran.code == 3 && ran.stderr.contains("hint: ");
        assert!(is_answer || is_refusal, "{what}: {ran}");
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let place = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs_err::create_dir_all(place).unwrap();
        } else {
            fs_err::copy(entry.path(), place).unwrap();
        }
    }
}

#[test]
fn files_of_the_index_that_are_gone() {
    let home = TestHome::with_articles();
    let intact = home.place("intact");
    copy(&home.place("index"), &intact);
    for file in index_files(&home) {
        fs_err::remove_dir_all(home.place("index")).unwrap();
        copy(&intact, &home.place("index"));
        fs_err::remove_file(&file).unwrap();
        assert_survives(&home, &format!("without {}", file.display()));
    }
}

#[test]
fn an_index_of_an_unknown_format_is_never_read_and_is_built_again() {
    let home = TestHome::with_articles();
    let format = home.place("index/v1/format");
    fs_err::write(&format, "99").unwrap();
    let ran = home.run(["search", "heliora", "--no-sync"]).expect_error(3);
    assert!(ran.stderr.contains("its format is 99"), "{ran}");
    let ran = home.run(["check"]).expect_code(3);
    assert!(ran.stdout.contains("its format is 99"), "{ran}");
    assert_eq!(home.titles(&["heliora"]).len(), 3);
    assert!(home.place("index/v2").try_exists().unwrap());
    home.run(["check"]).expect_code(0);
}

#[test]
fn an_article_file_that_is_damaged_is_told_and_stops_nothing() {
    let home = TestHome::with_articles();
    let broken: [(&str, &[u8]); 6] = [
        ("open.md", b"---\ntitle: Never closed\n"),
        ("yaml.md", b"---\n: : {[\n---\nA text about pewter.\n"),
        ("bytes.md", b"\xff\xfe\x00\x00\x01"),
        ("empty.md", b""),
        ("id.md", b"---\nid: castelan-vireo-4o\ntitle: Another\n---\nAn article that claims a name.\n"),
        ("day.md", b"---\nid: x-1\ntitle: No day\npublished: 2026-99-99\nadded: never\n---\nA text about tin.\n"),
    ];
    for (name, bytes) in broken {
        fs_err::write(home.place("corpus").join(name), bytes).unwrap();
    }
    assert_eq!(home.titles(&["heliora"]).len(), 3);
    home.run(["status"]).expect_code(0);
    let ran = home.run(["check"]);
    assert!(ran.code == 0 || ran.code == 3, "{ran}");
    assert!(home.exported().len() >= 5);
}

#[test]
fn a_collection_that_is_damaged_is_told_and_stops_nothing() {
    let home = TestHome::with_articles();
    let dump = crate::support::fixture("dump.jsonl");
    home.run(["add".as_ref(), dump.as_os_str()]).expect_code(0);
    let file = home.place("corpus/collections/0001-dump.jsonl.zst");
    let bytes = fs_err::read(&file).unwrap();
    fs_err::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    let ran = home
        .run(["search", "heliora", "--format", "ids"])
        .expect_code(0);
    assert!(ran.stdout.lines().count() >= 3, "{ran}");
    let ran = home.run(["check"]).expect_code(3);
    assert!(ran.stdout.contains("0001-dump.jsonl.zst"), "{ran}");
}

#[test]
fn what_the_program_remembers_may_be_damaged() {
    let home = TestHome::with_articles();
    for name in ["originals.jsonl", "rejected.jsonl", "removed.jsonl", "lock"] {
        fs_err::write(
            home.place("corpus/.newsdex").join(name),
            b"{\"half\":\n\xff\xfe\n[1,2",
        )
        .unwrap();
    }
    assert_eq!(home.titles(&["heliora"]).len(), 3);
    let articles = crate::support::fixture("articles");
    let ran = home.run(["add".as_ref(), articles.as_os_str()]);
    assert!(ran.code == 0 || ran.code == 3, "{ran}");
    home.run(["status"]).expect_code(0);
    assert_eq!(home.exported().len(), 5);
}
