//! The last step: a [`RawArticle`] becomes an [`Article`] with id, title, day, site and language.
//!
//! Adapters say what they found; this file decides what it is called. It refuses only what holds
//! neither title nor text.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::clean::{CleanText, without_dateline, without_escapes};
use super::dates::{Candidate, Label, choose_published};
use crate::article::urls;
use crate::article::{
    Article, ArticleId, ByHand, ContentHash, PartialDay, PublishedFrom, Title, TitleFrom,
    cut_after_word,
};

/// What an adapter found in one source, cleaned but not yet checked.
#[derive(Clone, Debug, Default)]
pub(crate) struct RawArticle {
    /// The id that the record brought.
    pub(crate) id: Option<String>,
    /// The headline and where it came from.
    pub(crate) title: Option<(String, TitleFrom)>,
    /// Plain Markdown.
    pub(crate) body: String,
    /// Everything that may be the day of publication.
    pub(crate) days: Vec<Candidate>,
    /// The link of the article.
    pub(crate) url: Option<String>,
    /// What the id is made of, where the link names a page that holds several articles.
    pub(crate) place: Option<String>,
    /// The publisher, where the source names it.
    pub(crate) site: Option<String>,
    /// The authors, as the source names them.
    pub(crate) author: Option<String>,
    /// Papers that the article names as its source.
    pub(crate) credits: Vec<String>,
    /// The language that the source claims.
    pub(crate) language: Option<String>,
    /// What a person says in a front matter about what is found in the article.
    pub(crate) by_hand: ByHand,
    /// What in the source could not be read, a sentence each; it cost that value and not the article.
    pub(crate) notes: Vec<String>,
    /// Fields of ours that a map names and that the record holds.
    pub(crate) mapped: Vec<String>,
    /// The day on which the article was first taken in, where a file of newsdex's own says so.
    pub(crate) added: Option<Date>,
    /// The day of saving, where the source itself knows it better than its file.
    pub(crate) as_of: Option<Date>,
}

impl RawArticle {
    /// Takes the body from a cleaned field, and the rest where the record doesn't say it itself.
    pub(crate) fn take_cleaned(&mut self, cleaned: CleanText) {
        self.body = cleaned.body;
        self.days.extend(cleaned.days.iter().map(Candidate::from));
        self.author = self.author.take().or(cleaned.author);
        if self.title.is_none() {
            self.title = cleaned.title.map(|(title, from)| (title.to_string(), from));
        }
        if self.credits.is_empty() {
            self.credits = cleaned.credits;
        }
    }
}

/// What is known of an article besides its content.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    /// The source as typed, or the path of the file inside a folder as typed.
    pub(crate) source: String,
    /// The day on which the source was saved.
    pub(crate) as_of: Option<Date>,
    /// The current day.
    pub(crate) today: Date,
}

impl Origin {
    /// The day from which days without a year are counted.
    pub(crate) fn counted_from(&self) -> Date {
        self.as_of.unwrap_or(self.today)
    }

    /// The name of the file without folders and suffixes.
    pub(crate) fn stem(&self) -> &str {
        let name = self.source.rsplit(['/', '\\']).next().unwrap_or_default();
        name.split_once('.').map_or(name, |(stem, _)| stem)
    }

    /// The day in the name of the file: at its beginning, as Jekyll has it (`2026-04-28-title.md`), else
    /// anywhere between hyphens, unless it is only the day on which the file was saved.
    pub(crate) fn day_in_name(&self) -> Option<Candidate> {
        let stem = self.stem();
        let parts: Vec<&str> = stem.split(['-', '_', ' ']).collect();
        let mut days = parts.windows(3).enumerate().filter_map(|(at, window)| {
            let [year, month, day] = window else {
                return None;
            };
            let is_shaped = (year.len(), month.len(), day.len()) == (4, 2, 2);
            let day: PartialDay = format!("{year}-{month}-{day}").parse().ok()?;
            is_shaped.then_some((at, day))
        });
        let (_, day) = days.find(|(at, day)| *at == 0 || Some(day.first()) != self.as_of)?;
        Some(Candidate {
            day,
            from: PublishedFrom::File,
            label: Label::None,
        })
    }
}

/// Names the article; `Err` says what it lacks.
pub(crate) fn named(
    raw: RawArticle,
    origin: &Origin,
    received: ContentHash,
) -> Result<(Article, bool), String> {
    let url = raw.url.as_deref().and_then(urls::canonical);
    let body = without_controls(&raw.body);
    let (title, title_from) = title_of(raw.title, &body, origin)
        .ok_or("holds neither a title nor text; if it should, name the format with `--type`")?;
    let own_id = raw.id.as_deref().and_then(|id| ArticleId::new(id).ok());
    let has_own_id = own_id.is_some();
    let as_of = raw.as_of.or(origin.as_of);
    let article = Article {
        id: own_id.unwrap_or_else(|| derived_id(raw.place.as_deref(), url.as_deref(), received)),
        title,
        title_from,
        published: choose_published(&raw.days, as_of.unwrap_or(origin.today), origin.today),
        site: raw
            .site
            .and_then(|site| one_line(&site, MAX_SITE_CHARS))
            .or_else(|| url.as_deref().and_then(urls::site_of)),
        author: raw
            .author
            .and_then(|author| one_line(&author, MAX_AUTHOR_CHARS)),
        credits: raw
            .credits
            .iter()
            .filter_map(|credit| one_line(credit, MAX_SITE_CHARS))
            .collect(),
        language: language_of(&body).or_else(|| raw.language.as_deref().and_then(language_code)),
        added: raw.added.unwrap_or(origin.today),
        as_of,
        body,
        url,
    };
    Ok((with_some_body(article), has_own_id))
}

const MAX_SITE_CHARS: usize = 100;
const MAX_AUTHOR_CHARS: usize = 200;

/// A headline alone is news as well: it stands as the text, so that it is found.
fn with_some_body(mut article: Article) -> Article {
    if article.body.is_empty() {
        article.body = article.title.to_string();
    }
    article
}

fn derived_id(place: Option<&str>, url: Option<&str>, received: ContentHash) -> ArticleId {
    let identity = url.map(urls::identity);
    match place.or(identity.as_deref()) {
        Some(place) => ArticleId::derived_from(place.as_bytes()),
        None => ArticleId::derived_from(received.to_string().as_bytes()),
    }
}

/// Whether an article is called by its link, and so is all of that page.
pub(crate) fn is_called_by_link(article: &Article) -> bool {
    article
        .url
        .as_deref()
        .is_some_and(|url| article.id == ArticleId::derived_from(urls::identity(url).as_bytes()))
}

fn title_of(
    given: Option<(String, TitleFrom)>,
    body: &str,
    origin: &Origin,
) -> Option<(Title, TitleFrom)> {
    let given = given.and_then(|(title, from)| Some((Title::new(&without_escapes(&title))?, from)));
    given
        .or_else(|| lead_of(body).map(|title| (title, TitleFrom::Lead)))
        .or_else(|| {
            let stem = origin.stem().replace(['-', '_'], " ");
            let has_text = !body.trim().is_empty();
            Title::new(&stem)
                .filter(|_| has_text)
                .map(|title| (title, TitleFrom::File))
        })
}

/// The start of the first sentence of the first paragraph that is prose.
fn lead_of(body: &str) -> Option<Title> {
    /// About as long as a long headline.
    const MAX_CHARS: usize = 100;
    static MARKUP: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^(?:#{1,6}|[-*+>]|\d{1,3}[.)])\s+").ok());
    let line = body
        .lines()
        .map(str::trim)
        .find(|line| line.chars().any(char::is_alphanumeric))?;
    let line = MARKUP
        .as_ref()
        .map_or(line.into(), |markup| markup.replace(line, ""));
    let line = without_dateline(&line);
    let end = line
        .match_indices(['.', '!', '?', '。'])
        .map(|(at, mark)| at + mark.len())
        .find(|end| {
            let head = line.get(..*end).unwrap_or_default();
            let ends_here = line
                .get(*end..)
                .is_none_or(|rest| rest.is_empty() || rest.starts_with(' '));
            ends_here && head.split_whitespace().count() >= 4
        })
        .unwrap_or(line.len());
    let sentence = line
        .get(..end)
        .unwrap_or(line)
        .trim_end_matches(['.', '。']);
    Title::new(&cut_after_word(sentence, MAX_CHARS))
}

fn one_line(text: &str, max_chars: usize) -> Option<String> {
    Title::new(&without_escapes(text)).map(|line| cut_after_word(line.as_str(), max_chars))
}

/// Takes terminal escapes and other control characters out of a text; LF and tab stay.
pub(crate) fn without_controls(text: &str) -> String {
    let is_control = |c: char| c.is_control() && c != '\n' && c != '\t';
    let text = text.trim_matches(|c: char| c == '\n' || c == ' ');
    if !text.contains(is_control) {
        return text.to_owned();
    }
    without_escapes(text)
        .replace(is_control, "")
        .trim()
        .to_owned()
}

/// The language of a text that is long enough to tell.
fn language_of(body: &str) -> Option<String> {
    /// Trigrams are reliable from about two sentences on, and no surer after a screen of text.
    const ENOUGH_CHARS: std::ops::Range<usize> = 120..1200;
    body.char_indices().nth(ENOUGH_CHARS.start)?;
    let end = body
        .char_indices()
        .nth(ENOUGH_CHARS.end)
        .map_or(body.len(), |(end, _)| end);
    let found = whatlang::detect(body.get(..end)?)?;
    let code = two_letters(found.lang().code())?;
    found.is_reliable().then(|| code.to_owned())
}

/// `en-US`, `EN` → `en`; `None` for what is no language.
fn language_code(claimed: &str) -> Option<String> {
    let code = claimed
        .trim()
        .split(['-', '_'])
        .next()?
        .to_ascii_lowercase();
    let is_code = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase());
    if is_code {
        return Some(code);
    }
    two_letters(&code).map(str::to_owned)
}

/// ISO 639-3 → ISO 639-1, for the languages that the detector knows.
fn two_letters(code: &str) -> Option<&'static str> {
    const CODES: [(&str, &str); 69] = [
        ("epo", "eo"),
        ("eng", "en"),
        ("rus", "ru"),
        ("cmn", "zh"),
        ("spa", "es"),
        ("por", "pt"),
        ("ita", "it"),
        ("ben", "bn"),
        ("fra", "fr"),
        ("deu", "de"),
        ("ukr", "uk"),
        ("kat", "ka"),
        ("ara", "ar"),
        ("hin", "hi"),
        ("jpn", "ja"),
        ("heb", "he"),
        ("yid", "yi"),
        ("pol", "pl"),
        ("amh", "am"),
        ("jav", "jv"),
        ("kor", "ko"),
        ("nob", "no"),
        ("dan", "da"),
        ("swe", "sv"),
        ("fin", "fi"),
        ("tur", "tr"),
        ("nld", "nl"),
        ("hun", "hu"),
        ("ces", "cs"),
        ("ell", "el"),
        ("bul", "bg"),
        ("bel", "be"),
        ("mar", "mr"),
        ("kan", "kn"),
        ("ron", "ro"),
        ("slv", "sl"),
        ("hrv", "hr"),
        ("srp", "sr"),
        ("mkd", "mk"),
        ("lit", "lt"),
        ("lav", "lv"),
        ("est", "et"),
        ("tam", "ta"),
        ("vie", "vi"),
        ("urd", "ur"),
        ("tha", "th"),
        ("guj", "gu"),
        ("uzb", "uz"),
        ("pan", "pa"),
        ("aze", "az"),
        ("ind", "id"),
        ("tel", "te"),
        ("pes", "fa"),
        ("mal", "ml"),
        ("ori", "or"),
        ("mya", "my"),
        ("nep", "ne"),
        ("sin", "si"),
        ("khm", "km"),
        ("tuk", "tk"),
        ("aka", "ak"),
        ("zul", "zu"),
        ("sna", "sn"),
        ("afr", "af"),
        ("lat", "la"),
        ("slk", "sk"),
        ("cat", "ca"),
        ("tgl", "tl"),
        ("hye", "hy"),
    ];
    CODES
        .iter()
        .find(|(three, _)| *three == code)
        .map(|(_, two)| *two)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn origin() -> Origin {
        Origin {
            source: "news/some-file.txt".to_owned(),
            as_of: Some(date(2026, 5, 1)),
            today: date(2026, 11, 20),
        }
    }

    fn article(raw: RawArticle) -> Article {
        named(raw, &origin(), ContentHash::of(b"x")).unwrap().0
    }

    #[test]
    fn an_id_is_the_records_own_else_of_the_link_else_of_the_bytes() {
        let with = |id: Option<&str>, url: Option<&str>| {
            article(RawArticle {
                id: id.map(str::to_owned),
                url: url.map(str::to_owned),
                body: "Some text.".to_owned(),
                ..RawArticle::default()
            })
            .id
        };
        assert_eq!(
            with(Some("a:1"), Some("https://example.com/")).as_str(),
            "a:1"
        );
        let link = with(None, Some("https://www.example.com/a?utm_source=x"));
        assert_eq!(link, with(Some(" \n"), Some("http://example.com/a/")));
        assert_ne!(link, with(None, None));
    }

    #[test]
    fn a_text_without_headline_is_called_by_its_first_sentence() {
        let title = |body: &str| {
            let article = article(RawArticle {
                body: body.to_owned(),
                ..RawArticle::default()
            });
            (article.title.to_string(), article.title_from)
        };
        assert_eq!(
            title("- OpenAI signs with Oracle for $1.5B. More text follows."),
            (
                "OpenAI signs with Oracle for $1.5B".to_owned(),
                TitleFrom::Lead
            )
        );
        assert_eq!(title("…"), ("some file".to_owned(), TitleFrom::File));
        let (long, _) = title(&"word ".repeat(5000));
        assert!(long.chars().count() <= 101, "{long}");
    }

    #[test]
    fn nothing_is_refused_but_nothing() {
        assert!(named(RawArticle::default(), &origin(), ContentHash::of(b"")).is_err());
        let only_title = article(RawArticle {
            title: Some(("../../etc/passwd".to_owned(), TitleFrom::Given)),
            ..RawArticle::default()
        });
        assert_eq!(only_title.body, "../../etc/passwd");
    }

    #[test]
    fn a_day_in_the_future_is_no_day() {
        let raw = RawArticle {
            body: "Text.".to_owned(),
            days: vec![Candidate {
                day: PartialDay::day(date(2099, 1, 1)),
                from: PublishedFrom::Given,
                label: Label::None,
            }],
            ..RawArticle::default()
        };
        assert_eq!(article(raw).published, None);
    }

    #[test]
    fn a_day_in_the_name_of_a_file_is_found() {
        let check = |name: &str, expected: Option<&str>| {
            let origin = Origin {
                source: format!("news/{name}"),
                ..origin()
            };
            let found = origin.day_in_name().map(|found| found.day.to_string());
            assert_eq!(found.as_deref(), expected, "{name}");
        };
        check("2026-04-28-a-deal.md", Some("2026-04-28"));
        check("2026-05-01.md", Some("2026-05-01"));
        check("blog__2026-04-28-a-deal.md", Some("2026-04-28"));
        check("a_deal_2026_04_28.txt", Some("2026-04-28"));
        check("clip 2026-05-01.txt", None);
        check("a-2026-13-01-b.md", None);
        check("12026-04-28.md", None);
        check("26-04-28.md", None);
    }

    #[test]
    fn escapes_go_and_lines_stay() {
        let check = |text: &str, expected: &str| assert_eq!(without_controls(text), expected);
        check("a\x1b[31mred\x1b[0m\nb\tc\u{7}", "ared\nb\tc");
        check("\x1b]0;title\x07x", "x");
        check("\u{85}x\u{9b}", "x");
    }

    #[test]
    fn a_language_is_told_only_from_enough_text() {
        assert_eq!(language_of("Hello there"), None);
        let german = "Die Bundesregierung hat am Mittwoch beschlossen, dass künftig mehr Rechenzentren \
                      gebaut werden sollen, um den Bedarf der Wirtschaft an Künstlicher Intelligenz zu decken.";
        assert_eq!(language_of(german).as_deref(), Some("de"));
        assert_eq!(language_code("en-US").as_deref(), Some("en"));
        assert_eq!(language_code("English language"), None);
    }
}
