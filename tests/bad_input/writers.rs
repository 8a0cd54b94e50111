//! Two writers at once, and readers beside a writer.

use std::time::Duration;

use newsdex::corpus::{Holder, Home, lock};

use crate::support::TestHome;

#[test]
fn the_second_writer_names_the_first() {
    let home = TestHome::with_articles();
    home.write(
        "more.md",
        "# Tarnwick opens a lab\n\nThe lab has ten rooms and a garden.\n",
    );
    let holder = Holder {
        pid: 4711,
        command: "newsdex add dump.jsonl".into(),
        started: "2026-08-01 09:30:00".into(),
    };
    let held = lock::acquire(&Home::open(&home.root()).unwrap(), &holder, Duration::ZERO).unwrap();
    for arguments in [
        &["add", "more.md", "--lock-wait", "0"][..],
        &["index", "--rebuild", "--lock-wait", "0"],
        &["rm", "earnings", "--yes", "--lock-wait", "0"],
        &["reclean", "--lock-wait", "1"],
    ] {
        let ran = home.run(arguments).expect_error(3);
        let is_named = ran
            .stderr
            .contains("process 4711, `newsdex add dump.jsonl`, since 2026-08-01 09:30:00");
        assert!(is_named, "{ran}");
    }
    // Reading goes on, from the last commit where the corpus has changed.
    fs_err::write(
        home.place("corpus/mine.md"),
        "# Wickerby\n\nThe kiln of Wickerby.\n",
    )
    .unwrap();
    let ran = home
        .run(["search", "heliora", "--format", "ids"])
        .expect_code(0);
    assert_eq!(ran.stdout.lines().count(), 3);
    assert!(
        ran.stderr.contains("answered from the index as it was"),
        "{ran}"
    );
    drop(held);
    home.run(["add", "more.md", "--lock-wait", "0"])
        .expect_code(0);
    assert_eq!(home.titles(&["wickerby"]), ["Wickerby"]);
}

#[test]
fn many_writers_at_once_lose_nothing() {
    let home = TestHome::with_articles();
    for writer in 0..4 {
        for n in 0..5 {
            home.write(
                &format!("from-{writer}/{n}.md"),
                format!("# Page {n} of writer {writer}\n\nWriter {writer} tells of turbine {n}.\n"),
            );
        }
    }
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let home = &home;
            scope.spawn(move || {
                let folder = format!("from-{writer}");
                home.run(["add", &folder, "--lock-wait", "60"])
                    .expect_code(0);
            });
            scope.spawn(move || home.run(["search", "turbine"]));
        }
    });
    assert_eq!(home.exported().len(), 25);
    home.run(["check"]).expect_code(0);
}
