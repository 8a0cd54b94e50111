//! Web pages that end lesser parsers: deep, wide, empty, or no pages at all.

use crate::support::TestHome;

/// The page is taken in or rejected with a reason, and what comes after it is taken in.
#[track_caller]
fn check(page: &str) {
    let home = TestHome::new();
    home.write("a.html", page);
    home.write(
        "b.md",
        "# Tarnwick opens a lab\n\nThe lab has ten rooms and a garden.\n",
    );
    let ran = home.run(["add", "a.html", "b.md"]);
    assert!(ran.code == 0 || ran.code == 4, "{ran}");
    let is_told = ran.code == 0 || ran.stderr.contains("rejected `a.html`: ");
    assert!(is_told, "{ran}");
    assert_eq!(home.titles(&["tarnwick"])[0], "Tarnwick opens a lab");
    home.run(["check"]).expect_code(0);
}

fn page(body: &str) -> String {
    format!("<!DOCTYPE html><html><head><title>Deep</title></head><body>{body}</body></html>")
}

#[test]
fn twenty_thousand_nested_boxes() {
    let inside = "<p>At the bottom of it all a company sells a cloud.</p>";
    check(&page(&format!(
        "{}{inside}{}",
        "<div>".repeat(20_000),
        "</div>".repeat(20_000)
    )));
    check(&page(&format!(
        "{}{inside}{}",
        "<span>".repeat(20_000),
        "</span>".repeat(20_000)
    )));
    // Never closed.
    check(&page(&format!("{}{inside}", "<div><span>".repeat(10_000))));
}

#[test]
fn five_thousand_nested_quotes() {
    let (open, close) = ("<blockquote>".repeat(5_000), "</blockquote>".repeat(5_000));
    check(&page(&format!("{open}A quote of a quote.{close}")));
}

#[test]
fn other_things_in_each_other() {
    for tag in [
        "table><tr><td",
        "ul><li",
        "b",
        "font",
        "a href=x",
        "svg",
        "select",
        "form",
        "template",
    ] {
        let open = format!("<{tag}>").repeat(3_000);
        check(&page(&format!("{open}A company sells a cloud.")));
    }
}

#[test]
fn sixty_thousand_paragraphs() {
    check(&page(
        &"<p>One more paragraph about a cloud.</p>\n".repeat(60_000),
    ));
}

#[test]
fn a_frameset_and_a_page_without_a_body() {
    check(
        "<html><head><title>Frames</title></head><frameset cols=\"1,2\"><frame src=\"a\"></frameset></html>",
    );
    check("<html><head><title>Only a head</title></head></html>");
    check("<html></html>");
    check("<!DOCTYPE html>");
    check("<!-- nothing");
    check(&format!(
        "<html><p {}>Text of a page.</p>",
        "a=b ".repeat(50_000)
    ));
    check(&format!("<html><body>{}", "<".repeat(100_000)));
    check(&format!("<html><body>{}", "&".repeat(100_000)));
    check(&format!("<html><script>{}", "x".repeat(1_000_000)));
}

#[test]
fn markdown_in_markdown() {
    let home = TestHome::new();
    home.write(
        "quotes.md",
        format!("# Quotes\n\n{}text", "> ".repeat(20_000)),
    );
    home.write(
        "lists.md",
        format!("# Lists\n\n{}text", "- ".repeat(20_000)),
    );
    home.write("links.md", format!("# Links\n\n{}text", "[".repeat(50_000)));
    home.write(
        "stars.md",
        format!("# Stars\n\n{}text", "*a_b".repeat(20_000)),
    );
    home.write(
        "front.md",
        format!(
            "---\ntitle: {}x{}\n---\ntext",
            "[".repeat(20_000),
            "]".repeat(20_000)
        ),
    );
    home.write("open.md", "---\ntitle: Never closed\n");
    // One anchor that stands for a thousand million.
    let mut bomb = String::from("---\na: &a [x,x,x,x,x,x,x,x,x,x]\n");
    for (name, of) in ["b", "c", "d", "e", "f", "g", "h", "i"]
        .iter()
        .zip(["a", "b", "c", "d", "e", "f", "g", "h"])
    {
        let ten = vec![format!("*{of}"); 10].join(",");
        bomb.extend([name, ": &", name, " [", &ten, "]\n"]);
    }
    home.write("bomb.md", format!("{bomb}title: Bomb\n---\ntext"));
    let ran = home.run(["add", "."]);
    assert!(ran.code == 0 || ran.code == 4, "{ran}");
    home.run(["check"]).expect_code(0);
}
