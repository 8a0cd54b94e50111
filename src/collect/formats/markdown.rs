//! Markdown with or without front matter: Hugo, Jekyll, Astro, Obsidian, and newsdex's own files.
//!
//! What a person wrote stays as it is, links included; what only a site generator or a notebook
//! understands goes (see [`super::markdown_body`]). A body that is no Markdown at all, as exporters of
//! feeds leave it, is cleaned like the field of a dump.

use jiff::civil::Date;
use serde_json::Value;

use super::fields::{Fields, Record};
use super::record::{described, unread_day};
use super::{front_matter, markdown_body, titles};
use crate::article::{ByHand, PublishedFrom, TitleFrom};
use crate::collect::clean;
use crate::collect::dates::{Candidate, find_days};
use crate::collect::name::{Origin, RawArticle};

/// Reads a Markdown text.
pub(crate) fn read(text: &str, origin: &Origin) -> RawArticle {
    let (record, body) = front_matter::split(text);
    let fields = Fields::new(&record, &std::collections::BTreeMap::new());
    let mut raw = described(&fields, origin);
    raw.by_hand = by_hand(&record);
    if !is_own_file(&record) {
        raw.by_hand.keep_what_is_meant();
    }
    raw.notes.extend(front_matter::fault(text));
    raw.notes.extend(unread_day(&fields, origin.counted_from()));
    raw.author = raw.author.map(|author| without_brackets(&author));
    raw.id = fields
        .line(&["_id", "id"])
        .filter(|id| is_own_file(&record) || !is_of_its_site(id));
    if is_own_file(&record) {
        body.trim_matches('\n').clone_into(&mut raw.body);
        return raw;
    }
    raw.title = raw.title.map(|(title, from)| {
        let title = titles::without_site(&title, raw.url.as_deref());
        (titles::as_the_text_has_it(&title, body).to_owned(), from)
    });
    let counted_from = raw.as_of.unwrap_or(origin.counted_from());
    if !markdown_body::is_markdown(body) {
        return with_plain_body(raw, body, origin);
    }
    let cleaned =
        markdown_body::normalised(body, raw.title.as_ref().map(|(title, _)| title.as_str()));
    if raw.title.is_none() {
        raw.title = cleaned.headline.map(|headline| (headline, TitleFrom::Text));
    }
    raw.body = cleaned.body;
    add_days(&mut raw, origin, counted_from);
    raw
}

/// What a person says about companies, topics, story and copies; it stays theirs wherever the file goes.
fn by_hand(record: &Record) -> ByHand {
    let all = |key: &str| -> Vec<String> {
        let text = |value: &Value| match value {
            Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            _ => None,
        };
        match record.get(key) {
            Some(Value::Array(values)) => values.iter().filter_map(text).collect(),
            Some(value) => text(value).into_iter().collect(),
            None => Vec::new(),
        }
    };
    let one = |key: &str| all(key).into_iter().next();
    ByHand {
        companies: all("companies"),
        topics: all("topics"),
        story: one("story"),
        copy_of: one("copy_of"),
    }
}

/// What newsdex wrote says so by the hash of its body.
fn is_own_file(record: &Record) -> bool {
    record.contains_key("cleaned") && record.contains_key("title_from")
}

/// Whether an id names a file among those of one site only: `3`, `intro`, and the beginning of a day in
/// Base64 (`MjAyNi0w`), which one generator gives to all files of a month. Two sites, or two runs, would
/// take such an id for one article.
fn is_of_its_site(id: &str) -> bool {
    const FEWEST_DIGITS: usize = 6;
    let is_count = id.len() < FEWEST_DIGITS && id.bytes().all(|byte| byte.is_ascii_digit());
    let is_word = id.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_begun_day = id.len() == 8 && id.starts_with("MjAy");
    is_count || is_word || is_begun_day
}

/// Notebooks write `[[Jane Doe]]` where the author has a note of her own.
fn without_brackets(author: &str) -> String {
    author.replace("[[", "").replace("]]", "")
}

fn with_plain_body(mut raw: RawArticle, body: &str, origin: &Origin) -> RawArticle {
    let title = raw.title.as_ref().map(|(title, _)| title.as_str());
    let body = markdown_body::without_program(body);
    let cleaned = clean::clean_field(&body, title, origin.counted_from(), origin.today);
    raw.take_cleaned(cleaned);
    raw.days.extend(origin.day_in_name());
    raw
}

/// Without a day in the front matter: the file's name, else a line above the first paragraph that
/// holds little but a date. Such a line goes from the body, as it says nothing else.
fn add_days(raw: &mut RawArticle, origin: &Origin, counted_from: Date) {
    const FIRST_LINES: usize = 12;
    const FIRST_PARAGRAPH_CHARS: usize = 200;
    let is_known = raw.days.iter().any(|day| day.from == PublishedFrom::Given);
    if is_known {
        return;
    }
    if let Some(day) = origin.day_in_name() {
        raw.days.push(day);
        return;
    }
    let top: Vec<&str> = raw
        .body
        .lines()
        .take_while(|line| line.len() < FIRST_PARAGRAPH_CHARS)
        .filter(|line| !line.trim().is_empty())
        .take(FIRST_LINES)
        .collect();
    let found = top.iter().find_map(|line| {
        let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
        let days = find_days(bare, counted_from);
        let n_dated: usize = days.iter().map(|day| day.span.len()).sum();
        (n_dated * 2 > bare.len()).then(|| ((*line).to_owned(), days))
    });
    if let Some((line, days)) = found {
        raw.days.extend(days.iter().map(Candidate::from));
        let body = raw.body.replacen(&format!("{line}\n"), "", 1);
        body.trim().clone_into(&mut raw.body);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, ContentHash};
    use crate::collect::name::named;
    use jiff::civil::date;

    fn article(name: &str, text: &str) -> Article {
        let origin = Origin {
            source: name.to_owned(),
            as_of: Some(date(2026, 5, 1)),
            today: date(2026, 11, 20),
        };
        named(
            read(text, &origin),
            &origin,
            ContentHash::of(text.as_bytes()),
        )
        .unwrap()
        .0
    }

    fn day(article: &Article) -> String {
        article.published.map_or("-".to_owned(), |published| {
            format!("{} {}", published.day, published.from)
        })
    }

    #[test]
    fn front_matter_of_every_generator_gives_the_same_article() {
        let check = |text: &str| {
            let article = article("post.md", text);
            assert_eq!(article.title.as_str(), "A deal", "{text}");
            assert_eq!(article.title_from, TitleFrom::Given);
            assert_eq!(day(&article), "2026-04-28 given", "{text}");
            assert_eq!(
                article.url.as_deref(),
                Some("https://example.com/a"),
                "{text}"
            );
            assert_eq!(article.author.as_deref(), Some("Ann, Bob"), "{text}");
            assert_eq!(
                article.body, "First *paragraph* with a [link](https://example.com/b).",
                "{text}"
            );
        };
        let body =
            "\n# A deal\n\n![](a.png)\n\nFirst *paragraph* with a [link](https://example.com/b).\n";
        check(&format!(
            "---\nlayout: post\ntitle: \"A deal\"\ndate: 2026-04-28 10:00:00 +0200\ncanonical_url: https://example.com/a\nauthor: [Ann, Bob]\n---{body}"
        ));
        check(&format!(
            "+++\ntitle = \"A deal\"\ndate = 2026-04-28\nlink = \"https://example.com/a#x\"\nauthors = [\"Ann\", \"Bob\"]\n+++{body}"
        ));
        check(&format!(
            "{{\"title\": \"A deal\", \"pubDate\": \"2026-04-28\", \"url\": \"https://example.com/a\", \"authors\": [{{\"name\": \"Ann\"}}, {{\"name\": \"Bob\"}}]}}\n{body}"
        ));
        check(&format!(
            "---\ntitle: A deal\npublished: 2026-04-28\nsource: https://example.com/a\nauthor: Ann, Bob\ntags: [x]\n---{body}"
        ));
    }

    #[test]
    fn what_only_a_generator_understands_goes_from_every_body() {
        let body = |name: &str, body: &str| {
            article(
                name,
                &format!("---\ntitle: A deal\nauthor: \"[[Jane Doe]]\"\n---\n{body}"),
            )
            .body
        };
        assert_eq!(
            body(
                "a.mdx",
                "import Foo from '../Foo.astro'\nexport const x = 1;\n\n<Foo client:load />\n\nReal text.\n"
            ),
            "Real text."
        );
        assert_eq!(
            body(
                "a.md",
                "{% include toc.html %}\nText {{ site.name }}of it.\n{% highlight x %}\n"
            ),
            "Text of it."
        );
        assert_eq!(
            body(
                "a.md",
                "# A deal\n\nSome ==marked== [[a|words]] %%mine%% ^id-1\n%%\nall mine\n%%\n\n> [!note] Called out\n> twice\n"
            ),
            "Some marked words\n\n> Called out\n> twice"
        );
        assert_eq!(
            body("a.md", "Say `{{ x }}` and *a == b*.\n"),
            "Say `{{ x }}` and *a == b*."
        );
        let named = article("a.md", "---\nauthor: \"[[Jane Doe]]\"\n---\nText.");
        assert_eq!(named.author.as_deref(), Some("Jane Doe"));
    }

    #[test]
    fn the_day_of_fetching_is_never_the_day_of_publication() {
        let article = article(
            "a.md",
            "---\ntitle: A\nfetched_at: \"2026-03-20T10:37:02Z\"\n---\n# A\n\nJul 7\n\nSome [text](https://e.com).",
        );
        assert_eq!(article.as_of, Some(date(2026, 3, 20)));
        assert_eq!(day(&article), "2025-07-07 year-inferred");
        assert_eq!(article.body, "Some [text](https://e.com).");
    }

    #[test]
    fn a_name_may_hold_the_day() {
        let article = article(
            "news/2026-04-28-a-deal.md",
            "# A deal\n\nText with *stars* of May 1, 2020.",
        );
        assert_eq!(day(&article), "2026-04-28 file");
        assert_eq!(
            (article.title.as_str(), article.title_from),
            ("A deal", TitleFrom::Text)
        );
    }

    #[test]
    fn an_id_is_taken_unless_it_names_a_file_of_one_site() {
        let id = |id: &str| {
            article("a.md", &format!("---\nid: {id}\ntitle: A\n---\nText."))
                .id
                .to_string()
        };
        let own = [
            "80165381-8741-4085",
            "abc123",
            "note-17",
            "20260304",
            "dup1",
            "a-deal",
            "two words",
            "smol:26-05-06",
        ];
        for own in own {
            assert_eq!(id(own), own);
        }
        for of_its_site in ["3", "2026", "MjAyNi0w", "introduction"] {
            assert_ne!(id(of_its_site), of_its_site);
        }
    }

    #[test]
    fn what_others_file_under_our_keys_is_no_correction() {
        let by_hand = |text: &str| {
            let origin = Origin {
                source: "a.md".to_owned(),
                as_of: None,
                today: date(2026, 11, 20),
            };
            read(text, &origin).by_hand
        };
        let foreign = by_hand(
            "---\ntitle: A\ntopics: [gpu-offloading, Chips, -cloud]\ncompanies: [heliora, +Castelan, -Meta]\n---\nText.",
        );
        assert_eq!(foreign.topics, ["Chips", "-cloud"]);
        assert_eq!(foreign.companies, ["+Castelan", "-Meta"]);
        let own = by_hand(
            "---\ntitle: \"A\"\ntitle_from: \"text\"\ncleaned: \"00\"\ntopics: [clud]\ncompanies: [Heliora]\n---\nText.",
        );
        assert_eq!(
            (own.topics, own.companies),
            (vec!["clud".to_owned()], vec!["Heliora".to_owned()])
        );
    }

    #[test]
    fn broken_front_matter_costs_nothing() {
        let article = article(
            "a.md",
            "---\ntitle: OpenAI: a deal\ndate: 2026-04-28\n\tx\n---\nText with *stars*.",
        );
        assert_eq!(
            (article.title.as_str(), day(&article).as_str()),
            ("OpenAI: a deal", "2026-04-28 given")
        );
        assert_eq!(article.body, "Text with *stars*.");
    }

    #[test]
    fn what_cannot_be_read_is_noted() {
        let notes = |text: &str| {
            let origin = Origin {
                source: "a.md".to_owned(),
                as_of: None,
                today: date(2026, 11, 20),
            };
            read(text, &origin).notes.join("; ")
        };
        assert_eq!(notes("---\ntitle: A\ndate: 2026-04-28\n---\nText."), "");
        assert_eq!(notes("Text."), "");
        assert_eq!(
            notes("---\ntitle: A\ndate: 2026-13-45\n---\nText."),
            "`date: 2026-13-45` is no day"
        );
        let broken = notes("---\ntitle: OpenAI: a deal\n---\nText.");
        assert!(
            broken.starts_with("the front matter is not valid YAML (")
                && broken.contains(", line 2)"),
            "{broken}"
        );
        let broken = notes("+++\ntitle = = 1\n+++\nText.");
        assert!(
            broken.starts_with("the front matter is not valid TOML ("),
            "{broken}"
        );
    }

    #[test]
    fn our_own_files_read_back_as_they_are() {
        let text = "---\nid: \"k3f9\"\ntitle: \"T | E\"\ntitle_from: lead\npublished: 2026-04\npublished_from: year-inferred\ncredits: [\"Thehindu\"]\nadded: 2026-05-02\nas_of: 2026-05-01\ncleaned: \"00\"\n---\n\n# kept\n\ntext\n";
        let article = article("a.md", text);
        assert_eq!(
            (article.id.as_str(), article.title.as_str()),
            ("k3f9", "T | E")
        );
        assert_eq!(
            (article.title_from, day(&article).as_str()),
            (TitleFrom::Lead, "2026-04 year-inferred")
        );
        assert_eq!(
            (article.credits, article.added),
            (vec!["Thehindu".to_owned()], date(2026, 5, 2))
        );
        assert_eq!(article.body, "# kept\n\ntext");
    }
}
