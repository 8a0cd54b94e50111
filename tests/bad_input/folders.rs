//! Folders that loop, hide, change or run out of space.

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::support::{PROGRAM, TestHome};

const GOOD: &str = "# Tarnwick opens a lab\n\nThe lab has ten rooms and a garden.\n";

#[cfg(unix)]
#[test]
fn links_that_lead_back_or_nowhere() {
    use std::os::unix::fs::symlink;
    let home = TestHome::new();
    home.write("folder/a/good.md", GOOD);
    symlink(home.source("folder"), home.source("folder/a/up")).unwrap();
    symlink(home.source("folder/a/self"), home.source("folder/a/self")).unwrap();
    symlink(home.source("nowhere"), home.source("folder/a/gone.md")).unwrap();
    symlink(
        home.source("folder/a/good.md"),
        home.source("folder/again.md"),
    )
    .unwrap();
    let ran = home.run(["add", "folder"]);
    assert!(ran.code == 0 || ran.code == 4, "{ran}");
    assert_eq!(home.titles(&["tarnwick"]), ["Tarnwick opens a lab"]);
    // The same inside the corpus itself.
    symlink(home.place("corpus"), home.place("corpus/loop")).unwrap();
    assert_eq!(home.titles(&["tarnwick"]), ["Tarnwick opens a lab"]);
    home.run(["index", "--rebuild"]).expect_code(0);
    home.run(["status"]).expect_code(0);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_rejected() {
    let home = TestHome::new();
    home.write("folder/good.md", GOOD);
    let made = Command::new("mkfifo")
        .arg(home.source("folder/pipe.md"))
        .status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("skipped: mkfifo can't make a pipe here");
        return;
    }
    // Nobody ever writes into the pipe: opening it would wait for ever.
    let ran = home.run(["add", "folder"]);
    assert!(ran.code == 0 || ran.code == 4, "{ran}");
    assert_eq!(home.titles(&["tarnwick"]), ["Tarnwick opens a lab"]);
}

/// The program as a person who is not root: root may read everything.
#[cfg(unix)]
fn as_nobody(home: &TestHome, arguments: &[&str]) -> Option<std::process::Output> {
    use std::os::unix::fs::PermissionsExt;
    let is_root = fs_err::read_to_string("/proc/self/status")
        .is_ok_and(|status| status.lines().any(|line| line.starts_with("Uid:\t0\t")));
    let root = home.root();
    let everyone = std::fs::Permissions::from_mode(0o777);
    fs_err::set_permissions(root.parent().unwrap(), everyone).unwrap();
    let drop_root = [
        "setpriv",
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
    ];
    let run = |arguments: &[&str]| {
        let line: Vec<&str> = if is_root {
            drop_root.to_vec()
        } else {
            Vec::new()
        };
        let line: Vec<&str> = line
            .into_iter()
            .chain([PROGRAM])
            .chain(arguments.iter().copied())
            .collect();
        Command::new(line[0])
            .args(&line[1..])
            .env("NEWSDEX_HOME", &root)
            .current_dir(home.source(""))
            .output()
    };
    let can_run = run(&["--version"]).is_ok_and(|output| output.status.success());
    if !can_run {
        eprintln!("skipped: root can't give up its rights here");
        return None;
    }
    Some(run(arguments).unwrap())
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_rejected_and_stops_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let home = TestHome::new();
    home.write("folder/good.md", GOOD);
    let secret = home.write("folder/secret.md", "# Secret\n\nNobody may read this.\n");
    fs_err::set_permissions(&secret, std::fs::Permissions::from_mode(0o000)).unwrap();
    home.write(
        "folder/locked/inside.md",
        "# Inside\n\nNobody may look here.\n",
    );
    let locked = home.source("folder/locked");
    fs_err::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).unwrap();
    let output = as_nobody(&home, &["add", "folder"]);
    fs_err::set_permissions(&locked, std::fs::Permissions::from_mode(0o755)).unwrap();
    let Some(output) = output else { return };
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(4), "{stderr}");
    assert!(
        stderr.contains("secret.md") && stderr.contains("locked"),
        "{stderr}"
    );
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(
        stdout.contains("1 new, 0 changed, 0 same, 2 rejected"),
        "{stdout}{stderr}"
    );
}

#[cfg(unix)]
#[test]
fn a_home_that_may_only_be_read_is_searched() {
    use std::os::unix::fs::PermissionsExt;
    let home = TestHome::with_articles();
    for entry in walkdir::WalkDir::new(home.root()) {
        let entry = entry.unwrap();
        let mode = if entry.file_type().is_dir() {
            0o555
        } else {
            0o444
        };
        fs_err::set_permissions(entry.path(), std::fs::Permissions::from_mode(mode)).unwrap();
    }
    let Some(found) = as_nobody(&home, &["search", "heliora", "--format", "ids"]) else {
        return;
    };
    let stderr = String::from_utf8_lossy(&found.stderr);
    assert_eq!(found.status.code(), Some(0), "{stderr}");
    assert_eq!(String::from_utf8_lossy(&found.stdout).lines().count(), 3);
    // One more article, which nobody can index.
    fs_err::write(home.place("corpus/mine.md"), GOOD).unwrap();
    let found = as_nobody(&home, &["search", "heliora", "--format", "ids"]).unwrap();
    let stderr = String::from_utf8_lossy(&found.stderr);
    assert_eq!(found.status.code(), Some(0), "{stderr}");
    assert!(
        stderr.contains("answered from the index as it was"),
        "{stderr}"
    );
    home.write("good.md", GOOD);
    let added = as_nobody(&home, &["add", "good.md"]).unwrap();
    let stderr = String::from_utf8_lossy(&added.stderr);
    assert_eq!(added.status.code(), Some(3), "{stderr}");
    assert!(stderr.contains("hint: "), "{stderr}");
}

#[test]
fn a_folder_that_changes_while_it_is_read() {
    let home = TestHome::new();
    let text = |n: usize| format!("# Lab number {n}\n\nThe lab has {n} rooms, and a garden.\n");
    for n in 0..200 {
        home.write(&format!("folder/{n}.md"), text(n));
    }
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in (0..200).cycle() {
                if is_over.load(Ordering::Relaxed) {
                    break;
                }
                let path = home.source(&format!("folder/{n}.md"));
                drop(fs_err::remove_file(&path));
                drop(fs_err::write(&path, text(n)));
            }
        });
        let ran = home.run(["add", "folder"]);
        is_over.store(true, Ordering::Relaxed);
        assert!(ran.code == 0 || ran.code == 4, "{ran}");
    });
    for n in 0..200 {
        home.write(&format!("folder/{n}.md"), text(n));
    }
    home.run(["add", "folder"]).expect_code(0);
    let numbered = |n: usize| format!("Lab number {n}");
    let mut titles: Vec<String> = home
        .exported()
        .iter()
        .map(|row| row["title"].as_str().unwrap().to_owned())
        .collect();
    titles.sort();
    titles.dedup();
    let mut expected: Vec<String> = (0..200).map(numbered).collect();
    expected.sort();
    assert_eq!(titles, expected);
    home.run(["check"]).expect_code(0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_nothing() {
    let home = TestHome::new();
    let record = |n: usize| {
        format!(
            "{{\"_id\":\"r{n}\",\"title\":\"Record {n}\",\"text\":\"{}\"}}\n",
            noise(n)
        )
    };
    home.write("small.jsonl", (0..5).map(record).collect::<String>());
    home.write("large.jsonl", (100..3000).map(record).collect::<String>());
    for n in 0..300 {
        home.write(
            &format!("many/{n}.md"),
            format!("# Page {n}\n\n{}\n", noise(n)),
        );
    }
    fs_err::create_dir(home.root()).unwrap();
    // A disk of two megabytes, which only the shell below sees.
    let script = format!(
        "mount -t tmpfs -o size=2m tmpfs '{home}' || exit 99
        '{PROGRAM}' add small.jsonl || exit 1
        for what in large.jsonl many large.jsonl; do
            '{PROGRAM}' add $what; echo \"code $?\"
            '{PROGRAM}' search record --format ids; echo \"search $?\"
        done
        '{PROGRAM}' export --no-sync --format ids; echo \"export $?\"",
        home = home.root().display()
    );
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", &script])
        .env("NEWSDEX_HOME", home.root())
        .current_dir(home.source(""))
        .output();
    let is_mounted = output
        .as_ref()
        .is_ok_and(|output| output.status.code() != Some(99) && !output.stdout.is_empty());
    if !is_mounted {
        eprintln!("skipped: no small disk can be mounted here");
        return;
    }
    let output = output.unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!stderr.contains("panicked at"), "{stderr}");
    assert!(stdout.contains("code 3"), "{stdout}{stderr}");
    assert!(stderr.contains("hint: free some space"), "{stderr}");
    assert!(
        !stdout.contains("search 2") && !stdout.contains("search 101"),
        "{stdout}{stderr}"
    );
    assert!(stdout.ends_with("export 0\n"), "{stdout}{stderr}");
    for n in 0..5 {
        let id = format!("r{n}\n");
        assert!(
            stdout.rsplit("search").next().unwrap().contains(&id),
            "{stdout}{stderr}"
        );
    }
}

/// Two kilobytes of words that compress badly.
#[cfg(target_os = "linux")]
fn noise(seed: usize) -> String {
    let mut state = seed as u64 + 1;
    let mut words = String::from("a record of");
    while words.len() < 2000 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        words.extend([" w", &(state >> 24).to_string()]);
    }
    words
}
