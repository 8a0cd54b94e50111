//! `add`: every form in which an article comes, and what a second time changes.

use serde_json::Value;

use crate::support::{Ran, TestHome, fixture};

fn add(home: &TestHome, names: &[&str]) -> Ran {
    let paths = names.iter().map(|name| fixture(name).into_os_string());
    home.run(std::iter::once("add".into()).chain(paths))
}

#[test]
fn every_format_is_recognised_by_its_content() {
    let check = |name: &str, n_articles: usize, title: &str, published: &str| {
        let home = TestHome::new();
        let ran = add(&home, &[name]).expect_code(0);
        assert_eq!(
            ran.last_line(),
            format!("{n_articles} new, 0 changed, 0 same, 0 rejected")
        );
        assert_eq!(home.article(title)["published"], published, "{name}");
    };
    check(
        "articles/castelan-gpt.md",
        1,
        "Castelan opens",
        "2026-05-11",
    );
    check(
        "page.html",
        1,
        "Quarrystone buys Tinfold for $450 million",
        "2026-02-14",
    );
    check("dump.jsonl", 3, "Gridhollow orders turbines", "2026-01-09");
    check("feed.xml", 2, "Ninefold trains on the ring", "2026-04-07");
    check(
        "dump-of-a-page.txt",
        1,
        "Lanternfish signs up Marrowbyte",
        "2026-06-03",
    );
}

#[test]
fn a_folder_is_taken_in_whole_and_the_home_is_named() {
    let home = TestHome::new();
    let ran = add(&home, &["articles"]).expect_code(0);
    insta::assert_snapshot!(ran, @r"
    5 new, 0 changed, 0 same, 0 rejected
    [stderr]
    note: began a new corpus in `[TMP]/home`
    [exit 0]
    ");
}

#[test]
fn a_map_names_the_columns_of_a_table() {
    let home = TestHome::new();
    let table = fixture("table.csv");
    let map = "title=headline,date=day,body=story,url=page";
    let ran = home.run([
        "add".as_ref(),
        "--map".as_ref(),
        map.as_ref(),
        table.as_os_str(),
    ]);
    assert_eq!(
        ran.expect_code(0).last_line(),
        "2 new, 0 changed, 0 same, 0 rejected"
    );
    let article = home.article("Saltmarsh sued");
    assert_eq!(article["published"], "2026-06-20");
    assert_eq!(article["url"], "https://saltmarsh.example/sued");
    assert_eq!(
        article["body"],
        "A fourth label sued Saltmarsh. It asks for damages."
    );
}

#[test]
fn standard_input_is_a_source() {
    let home = TestHome::new();
    let page = fs_err::read(fixture("page.html")).unwrap();
    home.run_with_input(["add", "-"], page).expect_code(0);
    home.article("Quarrystone buys Tinfold");
}

#[test]
fn a_compressed_file_is_unpacked() {
    let home = TestHome::new();
    let dump = fs_err::read(fixture("dump.jsonl")).unwrap();
    home.write("dump.jsonl.zst", zstd::encode_all(&dump[..], 1).unwrap());
    let ran = home.run(["add", "dump.jsonl.zst"]).expect_code(0);
    assert_eq!(ran.last_line(), "3 new, 0 changed, 0 same, 0 rejected");
}

#[test]
fn a_second_time_nothing_is_new() {
    let home = TestHome::new();
    let all = [
        "articles",
        "page.html",
        "dump.jsonl",
        "feed.xml",
        "dump-of-a-page.txt",
    ];
    let first = add(&home, &all).expect_code(0);
    assert_eq!(first.last_line(), "12 new, 0 changed, 0 same, 0 rejected");
    let before = home.exported();
    let second = add(&home, &all).expect_code(0);
    assert_eq!(second.last_line(), "0 new, 0 changed, 12 same, 0 rejected");
    assert_eq!(home.exported(), before);
}

#[test]
fn a_changed_source_updates_a_file_that_nobody_touched() {
    let home = TestHome::new();
    let text = "---\ntitle: Tarnwick opens a lab\nurl: https://tarnwick.example/lab\ndate: 2026-01-02\n---\n";
    home.write("lab.md", format!("{text}The lab has ten rooms."));
    home.run(["add", "lab.md"]).expect_code(0);
    home.write("lab.md", format!("{text}The lab has twelve rooms."));
    let ran = home.run(["add", "lab.md"]).expect_code(0);
    assert_eq!(ran.last_line(), "0 new, 1 changed, 0 same, 0 rejected");
    assert_eq!(
        home.article("Tarnwick")["body"],
        "The lab has twelve rooms."
    );
    assert_eq!(home.titles(&["twelve"]), ["Tarnwick opens a lab"]);
}

#[test]
fn what_a_person_edited_stays_and_the_conflict_is_told() {
    let home = TestHome::new();
    let text = "---\ntitle: Tarnwick opens a lab\nurl: https://tarnwick.example/lab\ndate: 2026-01-02\n---\n";
    home.write("lab.md", format!("{text}The lab has ten rooms."));
    home.run(["add", "lab.md"]).expect_code(0);
    let file = home.article_files().remove(0);
    let edited = fs_err::read_to_string(&file)
        .unwrap()
        .replace("ten rooms", "ten sunny rooms");
    fs_err::write(&file, &edited).unwrap();

    // The source is as it was: the edit is the newer one, and nothing needs telling.
    let same = home.run(["add", "lab.md"]).expect_code(0);
    assert_eq!(same.last_line(), "0 new, 0 changed, 1 same, 0 rejected");

    home.write("lab.md", format!("{text}The lab has twelve rooms."));
    let both = home.run(["add", "lab.md"]).expect_code(0);
    assert!(both.stderr.contains("conflict: `corpus/2026/01/"), "{both}");
    assert_eq!(fs_err::read_to_string(&file).unwrap(), edited);
    assert_eq!(home.titles(&["sunny"]), ["Tarnwick opens a lab"]);
    assert!(home.titles(&["+twelve"]).is_empty());
}

#[test]
fn an_edit_by_hand_is_found_without_another_command() {
    let home = TestHome::with_articles();
    let file = home
        .article_files()
        .into_iter()
        .find(|path| path.to_string_lossy().contains("earnings"))
        .unwrap();
    let text = fs_err::read_to_string(&file).unwrap();
    fs_err::write(&file, text.replace("power, land and chips", "zeppelins")).unwrap();
    assert_eq!(
        home.titles(&["zeppelins"]),
        ["Heliora earnings beat forecasts"]
    );
    assert!(home.titles(&["+\"land and chips\""]).is_empty());
}

#[test]
fn a_dry_run_writes_rows_in_the_order_of_the_sources_and_nothing_else() {
    let home = TestHome::new();
    home.write("empty.txt", "");
    let page = fixture("page.html");
    let dump = fixture("dump.jsonl");
    let arguments = ["add", "--dry-run", "--format", "jsonl"].map(AsRef::as_ref);
    let sources = [dump.as_os_str(), "empty.txt".as_ref(), page.as_os_str()];
    let ran = home.run(arguments.iter().chain(&sources)).expect_code(4);
    let rows = ran.rows();
    let titles: Vec<&Value> = rows.iter().map(|row| &row["title"]).collect();
    assert_eq!(
        titles[..2],
        [
            "Umberfield leases four campuses",
            "Gridhollow orders turbines"
        ]
    );
    assert_eq!(rows[3]["source"], "empty.txt");
    assert_eq!(rows[3]["rejected"], "an empty file");
    assert_eq!(
        rows[4]["title"],
        "Quarrystone buys Tinfold for $450 million"
    );
    assert_eq!(rows[4]["published_from"], "meta");
    assert!(!home.root().try_exists().unwrap());
}

#[test]
fn a_source_that_is_not_there_is_an_error_after_the_others_were_taken_in() {
    let home = TestHome::new();
    let page = fixture("page.html");
    let ran = home
        .run(["add".as_ref(), "nowhere.md".as_ref(), page.as_os_str()])
        .expect_error(2);
    assert!(ran.stderr.contains("nowhere.md"), "{ran}");
    home.article("Quarrystone");
}

#[test]
fn what_is_rejected_is_told_kept_and_stops_nothing() {
    let home = TestHome::new();
    home.write("empty.md", " \n");
    home.write(
        "good.md",
        "# Tarnwick opens a lab\n\nThe lab has ten rooms and a garden.\n",
    );
    let ran = home.run(["add", "empty.md", "good.md"]).expect_code(4);
    assert_eq!(ran.last_line(), "1 new, 0 changed, 0 same, 1 rejected");
    assert!(
        ran.stderr.contains("rejected `empty.md`: an empty file"),
        "{ran}"
    );
    let kept = fs_err::read_to_string(home.place("corpus/.newsdex/rejected.jsonl")).unwrap();
    let row: Value = serde_json::from_str(kept.trim()).unwrap();
    assert_eq!(row["reason"], "an empty file");
}

#[test]
fn strict_stops_at_the_first_rejection() {
    let home = TestHome::new();
    home.write("empty.md", "");
    home.write(
        "good.md",
        "# Tarnwick opens a lab\n\nThe lab has ten rooms and a garden.\n",
    );
    let ran = home.run(["add", "--strict", "empty.md", "good.md"]);
    assert_eq!(
        ran.expect_code(4).last_line(),
        "0 new, 0 changed, 0 same, 1 rejected"
    );
}

#[test]
fn no_index_files_articles_and_leaves_the_index_to_later() {
    let home = TestHome::new();
    let articles = fixture("articles");
    home.run(["add".as_ref(), "--no-index".as_ref(), articles.as_os_str()])
        .expect_code(0);
    assert!(!home.place("index/current").try_exists().unwrap());
    assert!(!home.titles(&["heliora"]).is_empty());
}

/// As shells make of `<(…)`: what it holds can be read once.
#[cfg(unix)]
#[test]
fn a_pipe_that_is_named_like_a_file_is_read() {
    let text = "# Castelan leases a hall\n\nThe chip maker leases it for ten years.\n";
    for name in ["pipe.md", "list.xml"] {
        let home = TestHome::new();
        let pipe = home.source(name);
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        if !made.is_ok_and(|status| status.success()) {
            eprintln!("skipped: mkfifo can't make a pipe here");
            return;
        }
        let writer = std::thread::spawn(move || fs_err::write(pipe, text));
        let ran = home.run(["add", name]).expect_code(0);
        assert_eq!(ran.last_line(), "1 new, 0 changed, 0 same, 0 rejected");
        writer.join().unwrap().unwrap();
    }
}

#[test]
fn a_list_of_feeds_is_told_by_its_beginning() {
    let home = TestHome::new();
    let list = "<opml><body><outline xmlUrl=\"https://news.example/feed\"/></body></opml>";
    let long = format!("<opml><!-- {} --></opml>", "x".repeat(65 << 20));
    home.write("list.opml", list);
    home.write("long.opml", &long);
    home.write("page.opml", "<html><p>No list.</p></html>");
    let ran = home.run(["add", "list.opml"]).expect_code(0);
    assert!(ran.stderr.contains("is a list of 1 feeds"), "{ran}");
    let ran = home.run(["add", "long.opml"]).expect_code(4);
    assert!(ran.stderr.contains("a list of feeds (OPML)"), "{ran}");
    let ran = home
        .run(["feed", "add", "--offline", "long.opml"])
        .expect_error(3);
    let expected = "cannot read `long.opml`: larger than 64 MB: no list of feeds";
    assert!(ran.stderr.contains(expected), "{ran}");
    let ran = home.run_with_input(["feed", "add", "--offline", "-"], list);
    assert!(ran.expect_code(0).stdout.contains("followed already"));
    let ran = home
        .run(["feed", "add", "--offline", "page.opml"])
        .expect_error(2);
    assert!(ran.stderr.contains("is no list of feeds"), "{ran}");
}

/// A large reply of a news service, or an export as one object, stands on one line: once its head alone was
/// looked at, and it was taken for one record without title and text.
#[test]
fn an_object_around_articles_is_taken_in_whatever_its_size() {
    let check = |arguments: &[&str], text: &str, n_articles: usize| {
        let home = TestHome::new();
        let path = home.write("reply.json", text);
        let ran = if arguments.contains(&"-") {
            home.run_with_input(arguments.iter().copied(), text)
        } else {
            let arguments = arguments.iter().map(std::ffi::OsString::from);
            home.run(arguments.chain([path.into_os_string()]))
        };
        assert_eq!(
            ran.last_line(),
            format!("{n_articles} new, 0 changed, 0 same, 0 rejected"),
            "{arguments:?} {n_articles}"
        );
    };
    for n_articles in [3, 400] {
        let articles: Vec<Value> = (0..n_articles)
            .map(|idx| {
                let body = format!("Heliora opened campus {idx} for Brightloom. ").repeat(20);
                serde_json::json!({"id": format!("n-{idx}"), "title": format!("Campus {idx}"), "body": body})
            })
            .collect();
        let reply = serde_json::json!({"status": "ok", "articles": articles}).to_string();
        assert!(n_articles == 3 || reply.len() > 300_000);
        check(&["add"], &reply, n_articles);
        check(&["add", "--type", "jsonl"], &reply, n_articles);
        check(&["add", "-"], &reply, n_articles);
        // A line of JSON Lines may be a reply as well.
        check(
            &["add", "--type", "jsonl"],
            &format!("{reply}\n{{\"id\":\"m\",\"title\":\"M\"}}\n"),
            n_articles + 1,
        );
    }
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_record() {
    let lines = "\u{feff}{\"id\":\"a\",\"title\":\"A\"}\n{\"id\":\"b\",\"title\":\"B\"}\n";
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, lines.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    for (name, bytes) in [("a.jsonl", lines.as_bytes()), ("a.jsonl.gz", &packed)] {
        let home = TestHome::new();
        home.write(name, bytes);
        let ran = home.run(["add", name]).expect_code(0);
        assert_eq!(
            ran.last_line(),
            "2 new, 0 changed, 0 same, 0 rejected",
            "{name}"
        );
    }
}

#[test]
fn texts_of_a_sequence_and_rows_that_end_with_cr_are_records() {
    let home = TestHome::new();
    home.write(
        "a.json",
        "\u{1e}{\"title\":\"A\"}\n\u{1e}{\"title\":\"B\"}\n",
    );
    home.write("a.csv", "title,text\rC,Some text.\rD,Other text.\r");
    let ran = home.run(["add", "a.json", "a.csv"]).expect_code(0);
    assert_eq!(ran.last_line(), "4 new, 0 changed, 0 same, 0 rejected");
}

#[test]
fn a_feed_that_was_saved_says_where_its_links_count_from() {
    let home = TestHome::new();
    home.write(
        "feed.xml",
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>F</title><id>f</id>\
         <link rel=\"self\" href=\"https://heliora.example/news/feed.xml\"/>\
         <updated>2026-04-28T10:00:00Z</updated><entry><id>1</id><title>A deal</title>\
         <link href=\"/deals/1\"/><updated>2026-04-28T10:00:00Z</updated>\
         <summary>Some text</summary></entry></feed>",
    );
    home.run(["add", "feed.xml"]).expect_code(0);
    assert_eq!(
        home.article("A deal")["url"],
        "https://heliora.example/deals/1"
    );
}

#[test]
fn strict_stops_inside_a_dump() {
    let home = TestHome::new();
    home.write(
        "a.jsonl",
        "{\"id\":\"a\",\"title\":\"A\"}\n{broken\n{\"id\":\"c\",\"title\":\"C\"}\n",
    );
    let ran = home.run(["add", "--strict", "a.jsonl"]).expect_code(4);
    assert_eq!(ran.last_line(), "1 new, 0 changed, 0 same, 1 rejected");
    let ran = home.run([
        "add",
        "--strict",
        "--dry-run",
        "--format",
        "jsonl",
        "a.jsonl",
    ]);
    assert_eq!(ran.expect_code(4).stdout.lines().count(), 2);
}

#[test]
fn an_own_id_of_a_markdown_file_is_its_id() {
    let home = TestHome::new();
    home.write(
        "a.md",
        "---\nid: abc123\ntitle: A deal\n---\nHeliora buys Castelan.\n",
    );
    home.run(["add", "a.md"]).expect_code(0);
    assert_eq!(home.article("A deal")["id"], "abc123");
    let own = home.place("corpus/mine.md");
    fs_err::write(own, "---\nid: note-17\ntitle: Mine\n---\nA note of mine.\n").unwrap();
    home.run(["show", "note-17"]).expect_code(0);
}

/// Site generators keep tags of their own under `topics` and `companies`.
#[test]
fn tags_of_others_are_no_corrections() {
    let home = TestHome::new();
    let tags = "topics: [gpu-offloading, chips, vision]\ncompanies: [heliora, +Castelan]";
    home.write(
        "a.md",
        format!("---\ntitle: A deal\n{tags}\n---\nHeliora buys Castelan.\n"),
    );
    let ran = home.run(["add", "a.md"]).expect_code(0);
    assert!(!ran.stderr.contains("there is no topic"), "{ran}");
    let file = fs_err::read_to_string(home.article_files().first().unwrap()).unwrap();
    assert!(file.contains("topics: [\"chips\"]\n"), "{file}");
    assert!(file.contains("companies: [\"+Castelan\"]\n"), "{file}");
}

#[test]
fn what_an_added_file_says_wrongly_is_noted() {
    let home = TestHome::new();
    home.write(
        "a.md",
        "---\ntitle: Heliora: a deal\ndate: 2026-13-45\n---\nText of it.\n",
    );
    let ran = home.run(["add", "a.md"]).expect_code(0);
    assert!(
        ran.stderr
            .contains("note: `a.md`: the front matter is not valid YAML ("),
        "{ran}"
    );
    assert!(
        ran.stderr
            .contains("note: `a.md`: `date: 2026-13-45` is no day"),
        "{ran}"
    );
}

#[test]
fn conflicts_are_counted() {
    let home = TestHome::new();
    home.write(
        "a.md",
        "---\nid: a-1\ntitle: A deal\n---\nHeliora buys Castelan.\n",
    );
    home.run(["add", "a.md"]).expect_code(0);
    let filed = home.article_files().remove(0);
    let text = fs_err::read_to_string(&filed).unwrap();
    fs_err::write(&filed, text.replace("buys", "bought")).unwrap();
    home.write(
        "a.md",
        "---\nid: a-1\ntitle: A deal\n---\nHeliora sells Castelan.\n",
    );
    let ran = home.run(["add", "a.md"]).expect_code(0);
    assert_eq!(
        ran.last_line(),
        "0 new, 0 changed, 0 same, 0 rejected, 1 conflict"
    );
}
