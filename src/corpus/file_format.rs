//! One article as a Markdown file with YAML front matter, and as a line of a collection.
//!
//! Front matter and collection lines share their keys; this file says what the values mean. A value
//! that means nothing (a day that doesn't exist, an unknown `title_from`) is left out with a
//! [`Problem`](super::Problem), never an error: people edit these files.

use jiff::civil::Date;

use super::front_matter::{self, Fields, Key};
use super::{edit, slug};
use crate::article::{
    Article, ArticleId, ByHand, ContentHash, Precision, Published, PublishedFrom, Title, TitleFrom,
    cut_after_word,
};

/// Longest title that is made from the first words of a text, in characters.
const MAX_LEAD_CHARS: usize = 90;

/// What an article file or collection line remembers beside the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Provenance {
    /// Names the file in `originals/`.
    pub(super) original: ContentHash,
    /// Hash of the bytes that this article came from.
    pub(super) received: ContentHash,
}

/// An article file, read.
pub(super) struct Parsed {
    pub(super) article: Article,
    /// Line in the file and what is wrong there.
    pub(super) problems: Vec<(Option<u64>, String)>,
}

/// The text of a new article file.
pub(super) fn render(fields: &Fields, body: &str) -> String {
    let mut text = String::with_capacity(body.len() + 1024);
    text.push_str("---\n");
    for (key, name) in Key::ALL {
        let values = fields.all(key);
        if !values.is_empty() {
            text.push_str(&front_matter::line(name, key, values));
            text.push('\n');
        }
    }
    text.push_str("---\n\n");
    text.push_str(body);
    text.push('\n');
    text
}

/// The text of an article file with new values and a new body; everything that is not ours stays.
/// `None` where the front matter is written so that it can't be edited safely.
pub(super) fn update(text: &str, fields: &Fields, body: &str) -> Option<String> {
    let fences = front_matter::fences(text)?;
    let block = edit::edit(text.get(fences.block.clone())?, fields)?;
    let opening = text.get(..fences.block.start)?;
    let closing = text.get(fences.block.end..fences.rest)?;
    let rest = text.get(fences.rest..)?;
    if normal_body(rest) == body {
        return Some(format!("{opening}{block}{closing}{rest}"));
    }
    Some(format!(
        "{opening}{block}{}\n\n{body}\n",
        closing.trim_end()
    ))
}

/// The text of an article file with what a person says by hand, under keys that its front matter lacks.
pub(super) fn with_by_hand(text: String, by_hand: &ByHand) -> String {
    if by_hand.is_empty() {
        return text;
    }
    let Some(fences) = front_matter::fences(&text) else {
        return text;
    };
    let block = text.get(fences.block.clone()).unwrap_or_default();
    let lines = front_matter::lines_by_hand(block, by_hand);
    let (Some(before), Some(behind)) = (text.get(..fences.block.end), text.get(fences.block.end..))
    else {
        return text;
    };
    format!("{before}{lines}{behind}")
}

/// The article of a file that newsdex wrote; `None` where the file is of another making and has to
/// be cleaned like any source.
pub(super) fn parse(text: &str, modified: Date, path: &str) -> Option<Parsed> {
    let (fields, rest, mut problems) = fields_of(text)?;
    if !fields.are_ours() {
        return None;
    }
    let body = normal_body(rest);
    let article = article(&fields, body, modified, path, &mut problems);
    Some(Parsed { article, problems })
}

/// What a person says in a file about what is found in it; nothing where it has no front matter.
pub(super) fn by_hand(text: &str) -> ByHand {
    let block = front_matter::fences(text).and_then(|fences| text.get(fences.block));
    block.map(front_matter::by_hand).unwrap_or_default()
}

/// What is wrong and on which line.
type Problems = Vec<(Option<u64>, String)>;

/// The values of a front matter, the text after it, and what was wrong with it.
pub(super) fn fields_of(text: &str) -> Option<(Fields, &str, Problems)> {
    let fences = front_matter::fences(text)?;
    let block = text.get(fences.block)?;
    let rest = text.get(fences.rest..)?;
    match front_matter::parse(block) {
        Ok(fields) => Some((fields, rest, Vec::new())),
        Err(broken) => {
            let reason = format!(
                "the front matter is not valid YAML ({}); its lines were read one by one",
                broken.reason
            );
            let line = broken.line.map(|line| line + 1);
            Some((front_matter::rescue(block), rest, vec![(line, reason)]))
        }
    }
}

/// A body as articles hold it: line ends are LF, no blank lines around it, no white space at its end.
pub(super) fn normal_body(text: &str) -> String {
    let unified;
    let text = if text.contains('\r') {
        unified = text.replace("\r\n", "\n").replace('\r', "\n");
        unified.as_str()
    } else {
        text
    };
    let mut body = text.trim_end();
    while let Some((first, rest)) = body.split_once('\n')
        && first.trim().is_empty()
    {
        body = rest;
    }
    body.to_owned()
}

/// The values that stand for an article. `cleaned` follows from the others and the body.
pub(super) fn fields(article: &Article, provenance: Provenance) -> Fields {
    let mut fields = Fields::default();
    let published = article.published.as_ref();
    fields.set(Key::Id, [article.id.to_string()]);
    fields.set(Key::Title, [article.title.to_string()]);
    fields.set(Key::TitleFrom, [article.title_from.to_string()]);
    fields.set(
        Key::Published,
        published.map(|published| published.day.to_string()),
    );
    fields.set(
        Key::PublishedFrom,
        published.map(|published| published.from.to_string()),
    );
    fields.set(Key::Url, article.url.clone());
    fields.set(Key::Site, article.site.clone());
    fields.set(Key::Author, article.author.clone());
    fields.set(Key::Credits, article.credits.iter().cloned());
    fields.set(Key::Language, article.language.clone());
    fields.set(Key::Added, [article.added.to_string()]);
    fields.set(Key::AsOf, article.as_of.map(|day| day.to_string()));
    fields.set(Key::Original, [provenance.original.to_string()]);
    fields.set(Key::Received, [provenance.received.to_string()]);
    let cleaned = fields.fingerprint(&article.body);
    fields.set(Key::Cleaned, [cleaned.to_string()]);
    fields
}

/// The article that values and a body stand for. `path` and `modified` help out where a title, an
/// id or the day of taking in is missing.
pub(super) fn article(
    fields: &Fields,
    body: String,
    modified: Date,
    path: &str,
    problems: &mut Problems,
) -> Article {
    let (title, title_from) = title(fields, &body, path);
    Article {
        id: id(fields, path, problems),
        title,
        title_from,
        published: published(fields, problems),
        url: text(fields, Key::Url),
        site: text(fields, Key::Site),
        author: text(fields, Key::Author),
        credits: fields.all(Key::Credits).to_vec(),
        language: text(fields, Key::Language),
        added: day(fields, Key::Added, problems).unwrap_or(modified),
        as_of: day(fields, Key::AsOf, problems),
        body,
    }
}

fn text(fields: &Fields, key: Key) -> Option<String> {
    fields.one(key).map(|text| text.trim().to_owned())
}

/// The id that the file gives, else what newsdex would have derived, else one of its path.
pub(super) fn id(fields: &Fields, path: &str, problems: &mut Problems) -> ArticleId {
    if let Some(given) = fields.one(Key::Id) {
        match ArticleId::new(given) {
            Ok(id) => return id,
            Err(error) => problems.push((None, format!("{error}; another one was derived"))),
        }
    }
    let derived = match (fields.one(Key::Url), fields.hash(Key::Received)) {
        (Some(url), _) => Ok(ArticleId::derived_from(url.as_bytes())),
        (None, Some(received)) => ArticleId::new(&received.short()),
        (None, None) => Ok(ArticleId::derived_from(path.as_bytes())),
    };
    derived.unwrap_or_else(|_| ArticleId::derived_from(path.as_bytes()))
}

fn title(fields: &Fields, body: &str, path: &str) -> (Title, TitleFrom) {
    if let Some(title) = fields.one(Key::Title).and_then(Title::new) {
        let from = fields
            .one(Key::TitleFrom)
            .and_then(|from| from.parse().ok());
        return (title, from.unwrap_or(TitleFrom::Given));
    }
    let lead = body
        .lines()
        .map(|line| line.trim_start_matches(['#', '>', '-', '*', ' ']));
    let lead = lead
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or("");
    if let Some(title) = Title::new(&cut_after_word(lead, MAX_LEAD_CHARS)) {
        return (title, TitleFrom::Lead);
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let title = Title::new(stem)
        .or_else(|| Title::new(name))
        .or_else(|| Title::new("untitled"));
    (title.unwrap_or_else(untitled), TitleFrom::File)
}

#[expect(clippy::expect_used, reason = "a constant word is a title")]
fn untitled() -> Title {
    Title::new("untitled").expect("not empty")
}

fn published(fields: &Fields, problems: &mut Problems) -> Option<Published> {
    let given = fields.one(Key::Published)?.trim();
    // People paste moments as well: 2026-04-28T09:30:00Z names the day.
    let moment_day = given
        .get(..10)
        .filter(|_| given.get(10..11).is_some_and(|t| "Tt ".contains(t)));
    let Ok(day) = moment_day.unwrap_or(given).parse() else {
        let reason = format!("`published: {given}` is no day; write 2026-04-28, 2026-04 or 2026");
        problems.push((None, reason));
        return None;
    };
    let from = fields
        .one(Key::PublishedFrom)
        .and_then(|from| from.parse().ok());
    Some(Published {
        day,
        from: from.unwrap_or(PublishedFrom::Given),
    })
}

fn day(fields: &Fields, key: Key, problems: &mut Problems) -> Option<Date> {
    let given = fields.one(key)?.trim();
    let day = given.get(..10).unwrap_or(given).parse().ok();
    if day.is_none() {
        problems.push((None, format!("`{given}` is no day; write 2026-04-28")));
    }
    day
}

/// Where a new article file goes, below the home. The path never changes afterwards: links to it,
/// and the person's own version control, outlive a corrected title or day.
pub(super) fn path_for(article: &Article) -> String {
    let id = slug::file_safe_id(&article.id);
    let slug = slug::slug(article.title.as_str());
    let name = if slug.is_empty() {
        id
    } else {
        format!("{slug}-{id}")
    };
    let Some(published) = article.published else {
        return format!("corpus/undated/{name}.md");
    };
    let (first, day) = (published.day.first(), published.day);
    if published.day.precision() == Precision::Year {
        return format!("corpus/{:04}/{day}-{name}.md", first.year());
    }
    format!(
        "corpus/{:04}/{:02}/{day}-{name}.md",
        first.year(),
        first.month()
    )
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY: Date = jiff::civil::date(2026, 11, 22);

    pub(in crate::corpus) fn article_named(id: &str, title: &str, body: &str) -> Article {
        Article {
            id: ArticleId::new(id).unwrap(),
            title: Title::new(title).unwrap(),
            title_from: TitleFrom::Text,
            published: Some(Published {
                day: "2026-04-28".parse().unwrap(),
                from: PublishedFrom::YearInferred,
            }),
            url: Some("https://example.com/a".to_owned()),
            site: None,
            author: Some("A. \"Q\" Writer".to_owned()),
            credits: vec!["The Paper".to_owned()],
            language: Some("en".to_owned()),
            added: DAY,
            as_of: Some(DAY),
            body: body.to_owned(),
        }
    }

    fn provenance() -> Provenance {
        Provenance {
            original: ContentHash::of(b"o"),
            received: ContentHash::of(b"r"),
        }
    }

    fn rendered(article: &Article) -> String {
        render(&fields(article, provenance()), &article.body)
    }

    #[test]
    fn a_new_file_lists_the_keys_in_order_and_quotes_every_string() {
        let text = rendered(&article_named(
            "k3f9",
            "A \"deal\": $38B",
            "First.\n\n## Then\n\nMore.",
        ));
        let expected = "---\nid: \"k3f9\"\ntitle: \"A \\\"deal\\\": $38B\"\ntitle_from: \"text\"\n\
            published: \"2026-04-28\"\npublished_from: \"year-inferred\"\n\
            url: \"https://example.com/a\"\nauthor: \"A. \\\"Q\\\" Writer\"\n\
            credits: [\"The Paper\"]\nlanguage: \"en\"\nadded: \"2026-11-22\"\nas_of: \"2026-11-22\"\n\
            original: ";
        assert!(text.starts_with(expected), "{text}");
        assert!(
            text.ends_with("---\n\nFirst.\n\n## Then\n\nMore.\n"),
            "{text}"
        );
    }

    #[test]
    fn an_edit_of_title_or_body_counts_and_other_edits_do_not() {
        let text = rendered(&article_named("k3f9", "Title", "One.\n\nTwo."));
        let check = |edited: &str, is_untouched: bool| {
            let (fields, rest, _) = fields_of(edited).unwrap();
            let now = fields.fingerprint(&normal_body(rest));
            assert_eq!(
                fields.hash(Key::Cleaned) == Some(now),
                is_untouched,
                "{edited}"
            );
        };
        check(&text, true);
        check(&text.replace("Title", "Better title"), false);
        check(&text.replace("Two.", "Three."), false);
        check(&text.replace("2026-04-28", "2026-04-29"), false);
        check(
            &text.replace("author: \"A. \\\"Q\\\" Writer\"\n", ""),
            false,
        );
        check(&text.replace('\n', "\r\n"), true);
        check(
            &text.replace("---\n\n", "tags: [a, b] # mine\n---\n\n\n"),
            true,
        );
        check(&text.replace("title: \"Title\"", "title: Title"), true);
        check(&format!("{text}\n\n"), true);
    }

    #[test]
    fn an_update_keeps_what_a_person_added() {
        let before = rendered(&article_named("k3f9", "Title", "Old."));
        let before = before.replace("url:", "tags: [mine] # keep\n# a note\nurl:");
        let newer = article_named("k3f9", "New title", "New.");
        let after = update(&before, &fields(&newer, provenance()), &newer.body).unwrap();
        assert!(
            after.contains("tags: [mine] # keep\n# a note\nurl:"),
            "{after}"
        );
        assert_eq!(parse(&after, DAY, "x.md").unwrap().article, newer);
    }

    #[test]
    fn what_a_person_broke_is_read_as_well_as_it_goes() {
        let text =
            "---\nid: a1\ntitle: Deal: done\npublished: soon\nadded: 2026-11-01\n---\n\nText.";
        let parsed = parse(text, DAY, "corpus/x.md").unwrap();
        assert_eq!(parsed.article.id.as_str(), "a1");
        assert_eq!(parsed.article.title.as_str(), "Deal: done");
        assert_eq!(parsed.article.published, None);
        assert_eq!(parsed.article.added.to_string(), "2026-11-01");
        assert_eq!(parsed.problems.len(), 2);
    }

    #[test]
    fn a_file_of_another_making_is_not_taken_for_ours() {
        assert!(parse("---\ntitle: A\ndate: 2026-01-01\n---\nText", DAY, "a.md").is_none());
        assert!(parse("Text", DAY, "a.md").is_none());
    }

    #[test]
    fn a_path_says_day_title_and_id() {
        let check = |day: Option<&str>, id: &str, title: &str, expected: &str| {
            let mut article = article_named(id, title, "");
            article.published = day.map(|day| Published {
                day: day.parse().unwrap(),
                from: PublishedFrom::Given,
            });
            assert_eq!(path_for(&article), expected);
        };
        check(
            Some("2026-04-28"),
            "k3f9",
            "A deal",
            "corpus/2026/04/2026-04-28-a-deal-k3f9.md",
        );
        check(
            Some("2026-04"),
            "k3f9",
            "A deal",
            "corpus/2026/04/2026-04-a-deal-k3f9.md",
        );
        check(
            Some("2026"),
            "k3f9",
            "A deal",
            "corpus/2026/2026-a-deal-k3f9.md",
        );
        check(
            None,
            "k3f9",
            "../../etc/passwd",
            "corpus/undated/etc-passwd-k3f9.md",
        );
        check(None, "k3f9", "東京", "corpus/undated/k3f9.md");
    }

    proptest! {
        #[test]
        fn an_article_comes_back_from_its_file(
            id in "[a-z0-9:/ \"#é-]{1,20}",
            title in any::<String>(),
            author in any::<Option<String>>(),
            body in any::<String>(),
        ) {
            let (Ok(_), Some(_)) = (ArticleId::new(&id), Title::new(&title)) else { return Ok(()) };
            let mut article = article_named(&id, &title, &normal_body(&body));
            article.author = author.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
            let parsed = parse(&rendered(&article), DAY, "x.md").unwrap();
            prop_assert_eq!(parsed.problems, vec![]);
            prop_assert_eq!(parsed.article, article);
        }

        #[test]
        fn a_body_is_normal_after_one_pass(text in any::<String>()) {
            let once = normal_body(&text);
            prop_assert_eq!(normal_body(&once), once.clone());
        }
    }
}
