//! Files of questions: JSON Lines, TREC topics, a table, or one question a line; told apart by what they hold.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::beir::query_in;
use super::lines::{each_line, open};
use super::{EvaluateError, Query};

/// Reads the questions of a file, plain, `.gz` or `.zst`.
///
/// A first line that is a JSON object says that every line is one with `_id` and `text`; `<top>` says
/// that these are TREC topics, of which number and title are taken; else the number of the line, from 1,
/// is the question's id.
pub fn read(path: &Path) -> Result<Vec<Query>, EvaluateError> {
    read_from(open(path)?, path)
}

/// Reads the questions of a stream; `name` stands for it in errors.
pub fn read_from(stream: impl Read, name: &Path) -> Result<Vec<Query>, EvaluateError> {
    read_lines(BufReader::new(stream), name, Layout::Lines)
}

/// Reads the questions of a test collection, where judgements name them: the same, but lines that are
/// neither JSON nor topics are an id, a tab and the question.
pub fn read_with_ids(path: &Path) -> Result<Vec<Query>, EvaluateError> {
    read_lines(open(path)?, path, Layout::Table)
}

fn read_lines(
    reader: impl BufRead,
    name: &Path,
    otherwise: Layout,
) -> Result<Vec<Query>, EvaluateError> {
    let mut layout = None;
    let mut queries = Vec::new();
    let mut known = BTreeSet::new();
    let mut topics = Topics::default();
    each_line(reader, name, |line, text| {
        let text = text.trim();
        let found = match layout.get_or_insert_with(|| Layout::of(text, otherwise)) {
            Layout::Lines => vec![Query {
                id: line.to_string(),
                text: text.to_owned(),
                line,
            }],
            Layout::Table => vec![row(line, text)?],
            Layout::Records => vec![query_in(line, text)?],
            Layout::Topics => topics.line(line, text)?,
        };
        for query in found {
            if !known.insert(query.id.clone()) {
                return Err(format!("the query `{}` stands twice in the file", query.id));
            }
            queries.push(query);
        }
        Ok(())
    })?;
    match topics.open {
        Some(topic) => Err(EvaluateError::Line {
            file: name.to_owned(),
            line: topic.line,
            problem: "the topic has no `</top>`".to_owned(),
        }),
        None => Ok(queries),
    }
}

/// Plain questions that look like the records of another layout: a first line that is no JSON object has
/// said that every line is a question.
pub fn like_records(queries: &[Query]) -> impl Iterator<Item = &Query> {
    let is_plain = |query: &&Query| query.id == query.line.to_string();
    queries
        .iter()
        .filter(is_plain)
        .filter(|query| is_object(&query.text))
}

#[derive(Clone, Copy)]
enum Layout {
    Lines,
    Table,
    Records,
    Topics,
}

impl Layout {
    fn of(first_line: &str, otherwise: Self) -> Self {
        if is_object(first_line) {
            Self::Records
        } else if starts_with(first_line, "<top>") {
            Self::Topics
        } else {
            otherwise
        }
    }
}

fn is_object(text: &str) -> bool {
    serde_json::from_str::<serde_json::Map<_, serde_json::Value>>(text).is_ok()
}

/// Reads `id<TAB>question`; the question may be empty.
fn row(line: u64, text: &str) -> Result<Query, String> {
    if is_object(text) {
        return Err("a JSON object, and the first line is none".to_owned());
    }
    let (id, text) = text.split_once('\t').unwrap_or((text, ""));
    let id = id.trim();
    if id.contains(char::is_whitespace) {
        return Err("no tab between the id of a query and its words".to_owned());
    }
    Ok(Query {
        id: id.to_owned(),
        text: text.trim().to_owned(),
        line,
    })
}

/// Topics of TREC, of which one may be open.
#[derive(Default)]
struct Topics {
    open: Option<Topic>,
}

/// The topic whose lines are read.
#[derive(Default)]
struct Topic {
    line: u64,
    number: String,
    title: String,
    field: Field,
}

/// The element that the next words belong to.
#[derive(Clone, Copy, Default)]
enum Field {
    #[default]
    Other,
    Number,
    Title,
}

/// Tags of topics. Others count only where a line begins with them: a title may hold a `<`.
const TAGS: [&str; 16] = [
    "<top>", "</top>", "<num>", "</num>", "<title>", "</title>", "<desc>", "</desc>", "<narr>",
    "</narr>", "<head>", "<dom>", "<smry>", "<con>", "<fac>", "<def>",
];

impl Topics {
    /// Takes a line and gives the topics that end in it; the question is empty where a topic has no title.
    fn line(&mut self, line: u64, text: &str) -> Result<Vec<Query>, String> {
        let mut ended = Vec::new();
        let (before, mut found) = to_tag(text);
        if let Some(topic) = &mut self.open {
            if before.starts_with('<') {
                topic.field = Field::Other;
            }
            topic.words(before);
        }
        while let Some((tag, after)) = found {
            let (words, next) = to_tag(after);
            ended.extend(self.tag(line, tag)?);
            if let Some(topic) = &mut self.open {
                topic.words(words);
            }
            found = next;
        }
        Ok(ended)
    }

    /// Takes a tag; the last of a topic gives the question.
    fn tag(&mut self, line: u64, tag: &str) -> Result<Option<Query>, String> {
        let open = self.open.as_mut();
        match (tag, open) {
            ("<top>", Some(topic)) => {
                return Err(format!(
                    "a topic begins, and that of line {} has no `</top>`",
                    topic.line
                ));
            }
            ("<top>", None) => {
                self.open = Some(Topic {
                    line,
                    ..Topic::default()
                });
            }
            ("</top>" | "<num>" | "<title>", None) => {
                return Err(format!("no topic begins with `<top>` before this `{tag}`"));
            }
            ("</top>", Some(_)) => return self.open.take().map(Topic::query).transpose(),
            ("<num>", Some(topic)) if !topic.number.is_empty() => {
                return Err(format!(
                    "a second `<num>` in the topic of line {}, which has no `</top>`",
                    topic.line
                ));
            }
            ("<num>", Some(topic)) => topic.field = Field::Number,
            ("<title>", Some(topic)) => topic.field = Field::Title,
            (_, Some(topic)) => topic.field = Field::Other,
            (_, None) => {}
        }
        Ok(None)
    }
}

impl Topic {
    /// Takes words of the element that is open, without what old topics begin it with.
    fn words(&mut self, text: &str) {
        let (place, label) = match self.field {
            Field::Other => return,
            Field::Number => (&mut self.number, "Number:"),
            Field::Title => (&mut self.title, "Topic:"),
        };
        let text = text.trim();
        let text = after(text, label)
            .filter(|_| place.is_empty())
            .unwrap_or(text)
            .trim();
        if !place.is_empty() && !text.is_empty() {
            place.push(' ');
        }
        place.push_str(text);
    }

    fn query(self) -> Result<Query, String> {
        if self.number.is_empty() {
            return Err("the topic that ends here has no number (`<num>`)".to_owned());
        }
        Ok(Query {
            id: self.number,
            text: self.title,
            line: self.line,
        })
    }
}

/// What stands before the next tag, and that tag in lower case with what follows it.
fn to_tag(text: &str) -> (&str, Option<(&'static str, &str)>) {
    let found = text.match_indices('<').find_map(|(at, _)| {
        let rest = text.get(at..)?;
        let tag = TAGS.into_iter().find(|tag| starts_with(rest, tag))?;
        Some((text.get(..at)?, (tag, rest.get(tag.len()..)?)))
    });
    match found {
        Some((before, tag)) => (before, Some(tag)),
        None => (text, None),
    }
}

fn after<'a>(line: &'a str, start: &str) -> Option<&'a str> {
    starts_with(line, start).then(|| line.get(start.len()..))?
}

fn starts_with(line: &str, start: &str) -> bool {
    line.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let queries = read_from(text.as_bytes(), "queries".as_ref()).unwrap();
        let found: Vec<(&str, &str)> = queries
            .iter()
            .map(|query| (query.id.as_str(), query.text.as_str()))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_first_line_tells_what_the_others_are() {
        check(
            "\u{feff}first\r\n\n third \n",
            &[("1", "first"), ("3", "third")],
        );
        check(
            "{\"_id\":\"q\",\"text\":\"what\"}\n\n{\"_id\":7,\"text\":\"who\"}\n",
            &[("q", "what"), ("7", "who")],
        );
        check("{openai} deals\n", &[("1", "{openai} deals")]);
        check("", &[]);
    }

    #[test]
    fn number_and_title_of_topics_are_taken() {
        check(
            "<top>\n<num> Number: 301\n<title> cloud deals\nof 2026\n\n<desc> Description:\nWhich?\n</top>\n\
             <top>\n<num>302</num>\n<title>chips</title>\n<narr> All.\n</top>\n\
             <top>\n<num> 303\n</top>\n",
            &[
                ("301", "cloud deals of 2026"),
                ("302", "chips"),
                ("303", ""),
            ],
        );
        check("<TOP>\n<num>7\n<title>\n</top>\né <x", &[("7", "")]);
        // Whatever stands on one line.
        check(
            "<top><num>51</num><title>openai < chips</title><desc>Which?</desc></top><top>\n\
             <num>Number: 52 <title>Topic: cloud <narr>All.\nof them</top>\n",
            &[("51", "openai < chips"), ("52", "cloud")],
        );
    }

    #[test]
    fn a_plain_first_line_makes_records_plain_questions() {
        let text = "chips\n{\"_id\":\"q\",\"text\":\"who\"}\n{openai}\n";
        let queries = read_from(text.as_bytes(), "queries".as_ref()).unwrap();
        let lines: Vec<u64> = like_records(&queries).map(|query| query.line).collect();
        assert_eq!(lines, [2]);
    }

    #[test]
    fn questions_of_a_test_collection_have_ids() {
        let read = |text: &str| read_lines(text.as_bytes(), "q.tsv".as_ref(), Layout::Table);
        let queries = read("q1\twho sells chips\nq2\n").unwrap();
        let found: Vec<(&str, &str)> = queries
            .iter()
            .map(|q| (q.id.as_str(), q.text.as_str()))
            .collect();
        assert_eq!(found, [("q1", "who sells chips"), ("q2", "")]);
        let error = read("q1\ta\n{\"_id\":\"q\",\"text\":\"x\"}\n").unwrap_err();
        let expected = "q.tsv:2: a JSON object, and the first line is none";
        assert_eq!(error.to_string(), expected);
        let error = read("q1\ta\nwho sells chips\n").unwrap_err().to_string();
        assert_eq!(
            error,
            "q.tsv:2: no tab between the id of a query and its words"
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let check = |text: &str, expected: &str| {
            let error = read_from(text.as_bytes(), "q".as_ref()).unwrap_err();
            assert_eq!(error.to_string(), expected);
        };
        check(
            "{\"_id\":\"q\",\"text\":\"a\"}\nplain\n",
            "q:2: no JSON: expected value at line 1 column 1",
        );
        check(
            "<top>\n<title> chips\n</top>",
            "q:3: the topic that ends here has no number (`<num>`)",
        );
        check(
            "{\"_id\":\"q\",\"text\":\"\"}\n{\"_id\":\"q\",\"text\":\"a\"}\n",
            "q:2: the query `q` stands twice in the file",
        );
        check("{\"_id\":\"q\"}", "q:1: the query `q` has no `text`");
        for text in ["5", "null", "[\"a\"]"] {
            check(
                &format!("\n{{\"_id\":\"q\",\"text\":{text}}}"),
                &format!("q:2: the `text` of query `q` is no text: {text}"),
            );
        }
        // Two topics became one with the id `51 52`.
        check(
            "<top>\n<num>51\n<title>a\n<top>\n<num>52\n</top>",
            "q:4: a topic begins, and that of line 1 has no `</top>`",
        );
        check(
            "<top>\n<num>51\n<num>52\n</top>",
            "q:3: a second `<num>` in the topic of line 1, which has no `</top>`",
        );
        check("<top>\n<num>51\n", "q:1: the topic has no `</top>`");
        check(
            "<top>\n<num>51\n</top>\n<num>52\n</top>",
            "q:4: no topic begins with `<top>` before this `<num>`",
        );
    }
}
