//! Hostile and damaged sources: each gives an article or a reason, soon, and nothing else stops.

use std::sync::mpsc;
use std::time::Duration;

use super::{articles, folder, items, items_in, items_of, options, told};
use crate::article::Title;
use crate::collect::{CollectError, Item};

/// Tells what would never end from what does, however busy the machine and slow the build: no measure of speed.
const HANGS: Duration = Duration::from_mins(5);

fn told_soon(name: &str, bytes: &[u8]) -> Vec<String> {
    let (send, receive) = mpsc::channel();
    let (owned_name, bytes) = (name.to_owned(), bytes.to_owned());
    std::thread::spawn(move || {
        let told: Vec<String> = items_in(&owned_name, &bytes).iter().map(told).collect();
        send.send(told)
    });
    let told = receive
        .recv_timeout(HANGS)
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(!told.is_empty(), "{name} gave nothing");
    told
}

#[test]
fn pages_that_are_bombs_cost_little() {
    let text =
        "<p>Example Cloud said on Tuesday that it will buy processors from Sample Chips.</p>";
    let around = |tag: &str, n: usize| {
        format!(
            "<html><body>{}{text}{}",
            format!("<{tag}>").repeat(n),
            format!("</{tag}>").repeat(n)
        )
    };
    for page in [
        around("div", 20_000),
        around("span", 20_000),
        around("blockquote", 5_000),
        around("table", 20_000),
        around("b x=1", 20_000),
        around("svg", 20_000),
        // Just below what the guard lets through.
        around("div", 390),
        around("blockquote", 390),
        around("table><tr><td", 390),
        around("div", 380).repeat(20),
        format!("<html><body>{}", text.repeat(60_000)),
        format!("<html><body><p>{}", "<span>a</span> ".repeat(25_000)),
        format!("<html><body><p>{}", "<b>a<i>b</b>c</i> ".repeat(8_000)),
        format!("<html><body><table>{}", "<tr><td>cell".repeat(12_000)),
        format!("<html><body><p>{}</p>", "word ".repeat(2_000_000)),
        format!("<html><body><p {}>{text}", "a=b ".repeat(100_000)),
    ] {
        let name = format!("{}.html", page.len());
        let told = told_soon(&name, page.as_bytes());
        assert_eq!(told.len(), 1, "{told:?}");
    }
}

#[test]
fn pages_without_an_article_are_rejected_with_a_reason() {
    for page in [
        "<html></html>",
        "<!DOCTYPE html><html><head><title>T</title></head>",
        "<html><frameset cols=\"50%,50%\"><frame src=\"a.html\"></frameset></html>",
        "<html><body><script>let a = 1;</script></body></html>",
        "<html><body><div id=\"root\"></div></body></html>",
    ] {
        let told = told_soon("a.html", page.as_bytes());
        assert!(told[0].starts_with("! a page without"), "{page}: {told:?}");
    }
}

#[test]
fn a_line_of_50_megabytes_is_read() {
    let line = |n_megabytes: usize| "word, and more. ".repeat((n_megabytes << 20) / 16);
    assert_eq!(told_soon("a.txt", line(50).as_bytes()).len(), 1);
    let record = format!(
        "{{\"title\": \"T\", \"text\": \"{}\"}}\n{{\"title\": \"U\", \"text\": \"t\"}}\n",
        line(5)
    );
    assert_eq!(told_soon("a.jsonl", record.as_bytes()), ["T (-)", "U (-)"]);
    let garbage = vec![b'{'; 50 << 20];
    let told = told_soon("b.jsonl", &garbage);
    assert!(told[0].starts_with("1! not valid JSON"), "{told:?}");
    assert_eq!(
        told_soon("c.csv", line(50).as_bytes()),
        ["! holds no record"]
    );
}

#[test]
fn an_article_larger_than_64_megabytes_is_rejected() {
    let text = "word ".repeat((65 << 20) / 5);
    assert!(told_soon("a.txt", text.as_bytes())[0].starts_with("! more than 64 MB"));
    let lines = format!("{{\"text\": \"{text}\"}}\n{{\"title\": \"U\", \"text\": \"t\"}}\n");
    assert_eq!(
        told_soon("a.jsonl", lines.as_bytes()),
        ["1! a record larger than 64 MB", "U (-)"]
    );
}

#[test]
fn damaged_bytes_cost_themselves() {
    let told = told_soon("a.txt", b"A caf\xc3\xa9 opens in M\xc3\xbcnchen for all\n\nThe caf\xc3\xa9 \xff\xfe opened in M\xc3\xbcnchen and stayed open for a long time, they said.");
    assert!(
        told[0].contains("café") && !told[0].contains('Ã'),
        "{told:?}"
    );
    let lines = told_soon(
        "a.jsonl",
        b"{\"title\": \"Caf\xc3\xa9s, M\xc3\xbcnchen\", \"text\": \"t\"}\n{\"title\": \"B\xff\", \"text\": \"t\"}\n",
    );
    assert_eq!(lines, ["Cafés, München (-)", "B\u{fffd} (-)"]);
}

#[test]
fn broken_records_name_their_line() {
    let lines = told_soon("a.jsonl", b"{\"title\": \"A\", \"text\": \"t\"}\n{\"title\": \"B\", \"text\"\n\n[1]\n{\"x\": 1}\n{\"title\": \"C\", \"text\": \"t\"}");
    assert_eq!(lines[0], "A (-)");
    assert!(lines[1].starts_with("2! not valid JSON"), "{lines:?}");
    assert!(lines[2].starts_with("4! a list where"), "{lines:?}");
    assert!(
        lines[3].starts_with("5! neither title nor text"),
        "{lines:?}"
    );
    assert_eq!(lines[4], "C (-)");
    let rows = told_soon("a.csv", b"title,text\nA,t\nB,t,u\nC\nD,t\n");
    assert!(
        rows[1].starts_with("3! 3 fields where the header has 2"),
        "{rows:?}"
    );
    assert!(rows[2].starts_with("4! 1 fields"), "{rows:?}");
    assert_eq!((rows[0].as_str(), rows[3].as_str()), ("A (-)", "D (-)"));
}

#[test]
fn what_holds_nothing_says_so() {
    let check = |name: &str, bytes: &[u8], expected: &str| {
        assert_eq!(told_soon(name, bytes), [expected], "{name}");
    };
    check("a.txt", b"", "! an empty file");
    check("a.md", b" \n\n\t", "! an empty file");
    check("a.json", b"[]", "! holds no record");
    check("a.csv", b"title,text\n", "! holds no record");
    assert!(told_soon("a.pdf", b"%PDF-1.7\n%\xe2\xe3")[0].contains("a PDF document"));
    assert!(told_soon("a.txt", b"\x00\x01\x02\x03\x00\x00")[0].contains("binary data"));
}

#[test]
fn deep_json_and_yaml_end_nothing() {
    let deep = "[".repeat(1_000_000);
    told_soon("a.jsonl", format!("{{\"title\": {deep}\n").as_bytes());
    told_soon("a.json", format!("[{{\"title\": {deep}").as_bytes());
    told_soon(
        "a.md",
        format!("---\ntitle: {}\n---\ntext", "[".repeat(100_000)).as_bytes(),
    );
    told_soon(
        "b.md",
        format!("+++\ntitle = {}\n+++\ntext", "[".repeat(100_000)).as_bytes(),
    );
    told_soon("c.md", format!("{}text", "> ".repeat(100_000)).as_bytes());
    told_soon("d.md", "- ".repeat(100_000).as_bytes());
    told_soon("e.md", "[![".repeat(100_000).as_bytes());
    told_soon("f.md", "*_[`<".repeat(100_000).as_bytes());
}

#[test]
fn a_day_in_the_future_is_no_day() {
    let check = |name: &str, text: &str| {
        let told = told_soon(name, text.as_bytes());
        assert!(told[0].ends_with("(-)"), "{told:?}");
    };
    check(
        "a.jsonl",
        "{\"title\": \"A\", \"text\": \"t\", \"date\": \"2099-01-01\"}",
    );
    check("a.md", "---\ntitle: A\ndate: 2099-01-01\n---\nSome *text*.");
    check("2099-01-01-a.md", "# A\n\nSome *text*.");
}

#[test]
fn a_title_is_one_line_of_bounded_length_and_names_no_file() {
    let record = |title: &str| format!("{{\"title\": \"{title}\", \"text\": \"t\"}}");
    let long = items_in("a.jsonl", record(&"word ".repeat(2_000)).as_bytes());
    let title = articles(long).remove(0).article.title;
    assert!(title.as_str().chars().count() <= Title::MAX_CHARS + 1);
    assert_eq!(
        told_soon("a.jsonl", record("../../etc/passwd").as_bytes()),
        ["../../etc/passwd (-)"]
    );
    assert_eq!(
        told_soon("a.jsonl", record("a\\u001b[31m\\nb\\u0000").as_bytes()),
        ["a b (-)"]
    );
}

#[test]
fn a_body_holds_no_terminal_escapes() {
    let text = "Red \\u001b[31malert\\u001b[0m \\u001b]0;owned\\u0007and \\u009b2J more text that is long enough.";
    for (name, source) in [
        (
            "a.jsonl",
            format!("{{\"title\": \"A\", \"text\": \"{text}\"}}"),
        ),
        (
            "a.txt",
            format!(
                "A\n\n{}",
                text.replace("\\u001b", "\u{1b}")
                    .replace("\\u0007", "\u{7}")
                    .replace("\\u009b", "\u{9b}")
            ),
        ),
    ] {
        for incoming in articles(items_in(name, source.as_bytes())) {
            let body = incoming.article.body;
            assert!(
                body.chars()
                    .all(|c| !c.is_control() || c == '\n' || c == '\t'),
                "{body:?}"
            );
            assert!(body.contains("alert"), "{body:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_folder_with_loops_and_closed_doors_is_read_to_its_end() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder(&[
        ("a.md", b"# A\n\n*t*"),
        ("closed.md", b"# B\n\n*t*"),
        ("z/z.md", b"# Z\n\n*t*"),
    ]);
    symlink("..", folder.path().join("z/loop")).unwrap();
    symlink("nowhere", folder.path().join("gone.md")).unwrap();
    let closed = folder.path().join("closed.md");
    fs_err::set_permissions(&closed, std::fs::Permissions::from_mode(0o0)).unwrap();
    let told: Vec<String> = items_of(folder.path(), &options())
        .iter()
        .map(told)
        .collect();
    // A superuser reads every file.
    let is_closed = fs_err::read(&closed).is_err();
    let second = if is_closed {
        "! cannot read it: permission denied"
    } else {
        "B (-)"
    };
    assert_eq!(
        told,
        ["A (-)", second, "! a link that leads nowhere", "Z (-)"]
    );
}

#[test]
fn a_source_that_is_not_there_is_told_after_the_others() {
    let folder = folder(&[("articles.md", b"# A\n\n*t*")]);
    let name = |name: &str| folder.path().join(name).display().to_string();
    let sources = [
        name("artcles.md"),
        "https://example.com/a".to_owned(),
        name("articles.md"),
    ];
    let (found, error) = items(&sources, &options(), b"");
    let told: Vec<String> = found.iter().map(told).collect();
    assert_eq!(
        told,
        [
            "! a link, and nothing is fetched here; save the page and add the file",
            "A (-)"
        ]
    );
    let Some(CollectError::Missing(missing)) = error else {
        panic!("{error:?}");
    };
    assert_eq!(missing[0].similar, [name("articles.md")]);
}

#[test]
fn a_pile_of_noise_panics_nowhere() {
    // A fixed generator: the same noise in every run.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let pieces = [
        "<p>",
        "</div>",
        "<a href=\"",
        "\">",
        "---\n",
        "title: ",
        "{\"text\": \"",
        "\"}",
        "\n",
        "\n\n",
        "# ",
        "- ",
        ",",
        "\"",
        "28 Apr",
        "2026-04-28",
        "&amp;#8217;",
        "&",
        "<",
        "Source: ",
        "\u{2028}",
        "é",
        "日本",
        "word ",
        "Published ",
        "By Ann Example\n",
        "```\n",
        "|",
        "[x](",
        ")",
        "\r",
        "\u{feff}",
        "\u{1b}[",
    ];
    let names = [
        "a.txt", "a.md", "a.html", "a.jsonl", "a.json", "a.csv", "a.xml",
    ];
    for round in 0..300 {
        let n = random(60);
        let noise: String = (0..n).map(|_| pieces[random(pieces.len())]).collect();
        for item in items_in(names[round % names.len()], noise.as_bytes()) {
            if let Item::Rejected(rejection) = item {
                assert!(
                    !rejection.reason.contains("mistake in newsdex"),
                    "{noise:?}"
                );
            }
        }
    }
}
