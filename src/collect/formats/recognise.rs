//! Tells the format of a source from its first kilobytes, and from its name where they leave it open.

use serde_json::Value;

use super::csv::Header;
use super::envelope::list_in;
use super::jsonl::Layout;
use super::pieces::RECORD_SIGN;
use super::record::is_usual_name;
use crate::collect::Kind;

/// A format and, for JSON, how its records lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Text,
    Markdown,
    Html,
    Json(Layout),
    Csv,
    Feed,
}

impl Shape {
    /// The format without the layout.
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Text => Kind::Text,
            Self::Markdown => Kind::Markdown,
            Self::Html => Kind::Html,
            Self::Json(_) => Kind::Jsonl,
            Self::Csv => Kind::Csv,
            Self::Feed => Kind::Feed,
        }
    }
}

/// What the reader knows before it reads on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head<'a> {
    /// The first kilobytes as text.
    pub(crate) text: &'a str,
    /// Whether that is all there is.
    pub(crate) is_all: bool,
    /// The name of the file in lower case, without `.gz` and `.zst`.
    pub(crate) name: &'a str,
}

impl Head<'_> {
    fn has_suffix(&self, suffixes: &[&str]) -> bool {
        self.name
            .rsplit_once('.')
            .is_some_and(|(_, suffix)| suffixes.contains(&suffix))
    }
}

/// Recognises the format; `Err` names what is text but no article.
pub(crate) fn recognise(head: &Head<'_>, told: Option<Kind>) -> Result<Shape, String> {
    if let Some(kind) = told {
        return Ok(as_told(kind, head));
    }
    if let Some(reason) = no_article(head) {
        return Err(reason);
    }
    let is_markdown_file = head.has_suffix(&["md", "mdx", "markdown", "mdown", "mkd", "qmd"]);
    let shape = as_json(head, is_markdown_file)
        .or_else(|| is_front_matter(head.text).then_some(Shape::Markdown))
        .or_else(|| is_markdown_file.then_some(Shape::Markdown));
    if let Some(shape) = shape {
        return Ok(shape);
    }
    if let Some(shape) = as_markup(head)? {
        return Ok(shape);
    }
    if is_table(head) {
        return Ok(Shape::Csv);
    }
    Ok(if is_written_in_markdown(head.text) {
        Shape::Markdown
    } else {
        Shape::Text
    })
}

fn as_told(kind: Kind, head: &Head<'_>) -> Shape {
    match kind {
        Kind::Text => Shape::Text,
        Kind::Markdown => Shape::Markdown,
        Kind::Html => Shape::Html,
        Kind::Jsonl => Shape::Json(layout(head).unwrap_or(Layout::Lines)),
        Kind::Csv => Shape::Csv,
        Kind::Feed => Shape::Feed,
    }
}

/// Files that lie beside articles (a saved page brings dozens) and are text, but never news.
fn no_article(head: &Head<'_>) -> Option<String> {
    const PROGRAMS: [&str; 21] = [
        "js", "mjs", "cjs", "ts", "tsx", "jsx", "css", "scss", "less", "map", "py", "rs", "go",
        "c", "h", "cpp", "java", "sh", "php", "ipynb", "lock",
    ];
    const OTHERS: [(&[&str], &str); 5] = [
        (&["svg"], "a drawing, not an article"),
        (
            &["toml", "yaml", "yml", "ini", "cfg", "conf"],
            "a settings file, not an article",
        ),
        (
            &["mht", "mhtml"],
            "a web archive (MHTML); save the page as HTML",
        ),
        (&["eml", "mbox"], "a mail; save its text"),
        (&["bib", "ris"], "a list of references, not an article"),
    ];
    if head.has_suffix(&PROGRAMS) {
        return Some("program code, not an article; if it is one, say `--type text`".to_owned());
    }
    let is_archive = head.text.contains("Content-Type: multipart/related")
        && head.text.contains("MIME-Version:");
    if is_archive {
        return Some("a web archive (MHTML); save the page as HTML".to_owned());
    }
    OTHERS
        .iter()
        .find(|(suffixes, _)| head.has_suffix(suffixes))
        .map(|(_, reason)| (*reason).to_owned())
}

fn as_json(head: &Head<'_>, is_markdown_file: bool) -> Option<Shape> {
    let layout = layout(head)?;
    if layout != Layout::Array && is_json_feed(head.text) {
        return Some(Shape::Feed);
    }
    // Hugo takes front matter in JSON as well.
    (!is_markdown_file).then_some(Shape::Json(layout))
}

/// Whether an object says that it is a feed. A record that only speaks of feeds has its quotes escaped.
fn is_json_feed(text: &str) -> bool {
    const KEY: &str = "\"version\"";
    text.match_indices(KEY).any(|(at, _)| {
        let value = text.get(at + KEY.len()..).unwrap_or_default();
        let value = value.trim_start().strip_prefix(':').unwrap_or_default();
        let start: String = value.trim_start().chars().take(60).collect();
        let start = start.replace("\\/", "/");
        ["\"https://", "\"http://"].iter().any(|scheme| {
            let rest = start.strip_prefix(scheme).unwrap_or_default();
            let rest = rest.strip_prefix("www.").unwrap_or(rest);
            rest.starts_with("jsonfeed.org/version/")
        })
    })
}

/// How JSON lies, if it is JSON at all.
fn layout(head: &Head<'_>) -> Option<Layout> {
    let text = head.text.trim_start();
    if let Some(text) = text.strip_prefix(char::from(RECORD_SIGN)) {
        return text.trim_start().starts_with('{').then_some(Layout::Values);
    }
    let after = |bracket: char| text.strip_prefix(bracket).map(str::trim_start);
    if let Some(inner) = after('[') {
        // `[ ]` alone is a list without records; before other text it is a page's check box.
        let is_array = inner.starts_with('{') || inner.trim_end() == "]";
        return is_array.then_some(Layout::Array);
    }
    let inner = after('{')?;
    if !inner.starts_with(['"', '}']) {
        // Whoever calls it JSON Lines is told what is wrong with its lines.
        return head
            .has_suffix(&["jsonl", "ndjson"])
            .then_some(Layout::Lines);
    }
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default();
    let has_more = !head.is_all || lines.any(|line| !line.trim().is_empty());
    let is_whole = serde_json::from_str::<Value>(first).is_ok();
    // A first line that fills the whole head can't be judged; pretty-printed JSON has short ones.
    let is_endless = !head.is_all && first.len() + 1 >= text.len();
    let is_named_lines = head.has_suffix(&["jsonl", "ndjson"]);
    if !head.is_all && !is_whole && !is_named_lines && list_in(text.as_bytes()).is_some() {
        return Some(Layout::Envelope);
    }
    // A broken first record of many: the next line starts a record as well.
    let next_is_record = text
        .lines()
        .nth(1)
        .is_some_and(|line| line.starts_with("{\""));
    let is_lines = (is_whole && has_more) || is_endless || next_is_record || is_named_lines;
    Some(if is_lines {
        Layout::Lines
    } else {
        Layout::Values
    })
}

fn is_front_matter(text: &str) -> bool {
    ["---", "+++"].iter().any(|fence| {
        let mut lines = text.lines();
        lines.next().is_some_and(|line| line.trim_end() == *fence)
            && lines.take(400).any(|line| line.trim_end() == *fence)
    })
}

/// XML by its root; HTML by its root or by the density of tags.
fn as_markup(head: &Head<'_>) -> Result<Option<Shape>, String> {
    let text = head.text.trim_start();
    let lower = start_of_markup(text);
    let root = root_name(&lower);
    let lower = lower
        .get(..lower.floor_char_boundary(4096))
        .unwrap_or(&lower);
    match root.as_deref() {
        Some(root) if is_root_of_feed(root) => return Ok(Some(Shape::Feed)),
        Some("opml") => {
            return Err("a list of feeds (OPML); follow them with `newsdex feed add` and the name of this file".to_owned());
        }
        Some("urlset" | "sitemapindex") => {
            return Err(
                "a sitemap, which names pages but holds none; add the pages by their links"
                    .to_owned(),
            );
        }
        Some("svg") => return Err("a drawing, not an article".to_owned()),
        Some("html" | "head" | "body" | "frameset") => return Ok(Some(Shape::Html)),
        _ => {}
    }
    let is_page = ["<!doctype html", "<html", "<body"]
        .iter()
        .any(|tag| lower.contains(tag))
        && root.is_some();
    let is_named_page =
        head.has_suffix(&["html", "htm", "xhtml", "shtml", "xml", "aspx"]) && text.contains('<');
    Ok((is_page || is_named_page || has_many_tags(head.text)).then_some(Shape::Html))
}

/// The name of the root element, past declarations and comments; `None` where text comes first. A page
/// that only declares itself one is called `html`, whatever its first element.
pub(crate) fn root_name(lower: &str) -> Option<String> {
    let mut rest = lower;
    let mut is_declared_html = false;
    let root = loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let behind = if let Some(after) = rest.strip_prefix("<!--") {
            after.split_once("-->").map(|(_, behind)| behind)
        } else if rest.starts_with("<!doctype") {
            is_declared_html |= rest.starts_with("<!doctype html");
            behind_doctype(rest)
        } else if rest.starts_with("<?") {
            let end = rest.split_once("?>").or_else(|| rest.split_once('>'));
            end.map(|(_, behind)| behind)
        } else if rest.starts_with("<!") {
            rest.split_once('>').map(|(_, behind)| behind)
        } else {
            break first_name(rest);
        };
        match behind {
            Some(behind) => rest = behind,
            None => break None,
        }
    };
    if is_declared_html && !root.as_deref().is_some_and(is_root_of_feed) {
        return Some("html".to_owned());
    }
    root
}

fn first_name(rest: &str) -> Option<String> {
    let name: String = rest
        .strip_prefix('<')?
        .chars()
        .take_while(|c| c.is_alphanumeric() || matches!(c, ':' | '-' | '_'))
        .collect();
    (!name.is_empty()).then_some(name)
}

/// What follows a declaration, which may hold others in brackets, `>` in quotes, and comments.
fn behind_doctype(text: &str) -> Option<&str> {
    let mut rest = text.strip_prefix("<!")?;
    let (mut depth, mut quote) = (1_usize, None);
    while let Some(c) = rest.chars().next() {
        if quote.is_none()
            && let Some(after) = rest.strip_prefix("<!--")
        {
            rest = after.split_once("-->")?.1;
            continue;
        }
        rest = rest.get(c.len_utf8()..)?;
        match (c, quote) {
            (_, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(c),
            ('<' | '[', None) => depth += 1,
            ('>' | ']', None) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(rest);
        }
    }
    None
}

/// Whether a root element is that of a feed, whatever prefix its name space has.
fn is_root_of_feed(name: &str) -> bool {
    let local = name.rsplit(':').next().unwrap_or(name);
    matches!(local, "rss" | "feed" | "rdf" | "channel")
}

/// How much is searched for the root element: as much as a head holds, where markup comes first.
pub(crate) fn start_of_markup(text: &str) -> String {
    const MAX_BYTES: usize = 64 << 10;
    const MAX_BYTES_OF_TEXT: usize = 4096;
    let is_markup = text.trim_start().starts_with('<');
    let n_bytes = if is_markup {
        MAX_BYTES
    } else {
        MAX_BYTES_OF_TEXT
    };
    let start = text
        .get(..text.floor_char_boundary(n_bytes))
        .unwrap_or(text);
    start.to_ascii_lowercase()
}

/// At least ten block tags, and one in 300 bytes.
fn has_many_tags(text: &str) -> bool {
    let n_tags = [
        "<p>", "<p ", "</p>", "<div", "<li>", "<li ", "<h1", "<h2", "<h3", "<br", "<td",
    ]
    .iter()
    .map(|tag| text.matches(tag).count())
    .sum::<usize>();
    n_tags >= 10 && n_tags * 300 >= text.len()
}

/// A file that is called so, or two columns with names that we know.
fn is_table(head: &Head<'_>) -> bool {
    if head.has_suffix(&["csv", "tsv", "tab", "psv"]) {
        return true;
    }
    let first = head.text.trim_start().lines().next().unwrap_or_default();
    if first.len() > 2000 || !first.contains([',', '\t', ';', '|']) {
        return false;
    }
    Header::new(first.as_bytes()).is_ok_and(|header| {
        let n_known = header
            .names()
            .iter()
            .filter(|name| is_usual_name(name))
            .count();
        let is_short = |name: &String| name.len() <= 40 && !name.contains(". ");
        n_known >= 2 && n_known * 3 >= header.names().len() && header.names().iter().all(is_short)
    })
}

/// Headings with `#` together with links or more headings: no dump of a page has those.
fn is_written_in_markdown(text: &str) -> bool {
    let n_headings = text
        .lines()
        .filter(|line| {
            let level = line.bytes().take_while(|byte| *byte == b'#').count();
            (1..=6).contains(&level) && line.get(level..).is_some_and(|rest| rest.starts_with(' '))
        })
        .count();
    let n_links = text.matches("](http").count();
    n_headings >= 2 || (n_headings >= 1 && n_links >= 1) || n_links >= 5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_tells_the_format() {
        let check = |name: &str, text: &str, expected: Shape| {
            let head = Head {
                text,
                is_all: true,
                name,
            };
            assert_eq!(recognise(&head, None), Ok(expected), "{name}: {text}");
        };
        check(
            "a.txt",
            "OpenAI signs a deal\n\nThe company said.",
            Shape::Text,
        );
        check("a.txt", "[Update] OpenAI signs", Shape::Text);
        check("a.txt", "{braces} in a text", Shape::Text);
        check(
            "a.txt",
            "{\"title\": \"a\"}\n{\"title\": \"b\"}\n",
            Shape::Json(Layout::Lines),
        );
        check(
            "a.json",
            "{\"title\": \"a\"}\n",
            Shape::Json(Layout::Values),
        );
        check(
            "a.jsonl",
            "{\"title\": \"a\"}\n",
            Shape::Json(Layout::Lines),
        );
        check(
            "a.jsonl",
            "{\"title\": \n{\"title\": \"b\"}",
            Shape::Json(Layout::Lines),
        );
        check(
            "a.json",
            "{\n  \"title\": \"a\"\n}",
            Shape::Json(Layout::Values),
        );
        check(
            "a.json",
            " [\n {\"title\": \"a\"}]",
            Shape::Json(Layout::Array),
        );
        check(
            "a",
            "{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}",
            Shape::Feed,
        );
        check(
            "a",
            "{\"items\":[],\"version\" : \"http:\\/\\/jsonfeed.org\\/version\\/1\"}\n\n{",
            Shape::Feed,
        );
        check(
            "a",
            "{\"text\": \"say \\\"version\\\": \\\"https://jsonfeed.org/version/1\\\"\"}\n{}",
            Shape::Json(Layout::Lines),
        );
        check(
            "a",
            "\u{1e}{\"title\": \"a\"}\n\u{1e}{\"title\": \"b\"}\n",
            Shape::Json(Layout::Values),
        );
        check("a.md", "plain words", Shape::Markdown);
        check("a.md", "{\n \"title\": \"a\"\n}\nbody", Shape::Markdown);
        check("a.txt", "---\ntitle: a\n---\nbody", Shape::Markdown);
        check("a.txt", "# A\n\n## B\n", Shape::Markdown);
        check(
            "a.txt",
            "<?xml version=\"1.0\"?><!-- x --><rss version=\"2.0\">",
            Shape::Feed,
        );
        check(
            "a.xml",
            "<feed xmlns=\"http://www.w3.org/2005/Atom\">",
            Shape::Feed,
        );
        check("a.txt", "<!-- saved --><!DOCTYPE html><html>", Shape::Html);
        check("a.txt", "<!DOCTYPE html><title>T</title><p>x", Shape::Html);
        check("a.txt", "<!DOCTYPE html><!-- open", Shape::Html);
        check("a.html", "<p>one</p>", Shape::Html);
        check("-", &"<p>one paragraph</p>\n".repeat(6), Shape::Html);
        check("a.txt", "title,date,text\na,b,c", Shape::Csv);
        check("a.tsv", "x\ty\n", Shape::Csv);
        check(
            "a.txt",
            "In text, links, and titles, commas stand.",
            Shape::Text,
        );
    }

    #[test]
    fn a_feed_is_told_by_its_root_element_whatever_stands_before_it() {
        let check = |before: &str, root: &str| {
            let text = format!("{before}{root}<title>F</title>");
            let head = Head {
                text: &text,
                is_all: true,
                name: "",
            };
            assert_eq!(recognise(&head, None), Ok(Shape::Feed), "{text:.200}");
        };
        let subset = "<!DOCTYPE rss [ <!-- don't > --> <!ENTITY nbsp \"&#160;>\"> ]>\n";
        let long = format!("<!-- {} -->", "<html> a licence ".repeat(2000));
        for before in [
            "",
            "\u{feff}\n",
            "<?xml version=\"1.0\"?><?xml-stylesheet href=\"a>b.xsl\"?>",
            "<!-- made by > a program --><!-- twice -->\n",
            "<!DOCTYPE rss PUBLIC \"-//N//DTD RSS 0.91//EN\" \"http://e.example/rss.dtd\">",
            "<!DOCTYPE html>\n",
            subset,
            &long,
        ] {
            check(before, "<rss version=\"2.0\"><channel>");
            check(
                before,
                "<atom:feed xmlns:atom=\"http://www.w3.org/2005/Atom\">",
            );
            check(before, "<rdf:RDF>");
        }
    }

    #[test]
    fn what_is_no_article_is_named() {
        let check = |name: &str, text: &str| {
            let head = Head {
                text,
                is_all: true,
                name,
            };
            recognise(&head, None).unwrap_err();
            assert_eq!(recognise(&head, Some(Kind::Text)), Ok(Shape::Text));
        };
        check("a.js", "let a = 1;");
        check("a.xml", "<opml version=\"2.0\">");
        check("a", "MIME-Version: 1.0\nContent-Type: multipart/related;");
    }

    #[test]
    fn a_head_that_is_cut_in_its_first_line_is_lines() {
        let text = format!("{{\"text\": \"{}", "a".repeat(1000));
        let head = Head {
            text: &text,
            is_all: false,
            name: "-",
        };
        assert_eq!(recognise(&head, None), Ok(Shape::Json(Layout::Lines)));
    }

    #[test]
    fn a_head_that_is_cut_inside_a_list_is_an_envelope() {
        let text = format!(
            "{{\"version\":1,\"articles\":[{{\"body\": \"{}",
            "a".repeat(1000)
        );
        let check = |name: &str, told: Option<Kind>, expected: Layout| {
            let head = Head {
                text: &text,
                is_all: false,
                name,
            };
            assert_eq!(recognise(&head, told), Ok(Shape::Json(expected)), "{name}");
        };
        check("-", None, Layout::Envelope);
        check("e.json", None, Layout::Envelope);
        check("e.json", Some(Kind::Jsonl), Layout::Envelope);
        check("e.jsonl", None, Layout::Lines);
    }
}
