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
    let mut topic = Topic::default();
    each_line(reader, name, |line, text| {
        let text = text.trim();
        let query = match layout.get_or_insert_with(|| Layout::of(text, otherwise)) {
            Layout::Lines => Some(Query {
                id: line.to_string(),
                text: text.to_owned(),
            }),
            Layout::Table => Some(row(text)?),
            Layout::Records => Some(query_in(text)?),
            Layout::Topics => topic.line(text)?,
        };
        if let Some(query) = query {
            if !known.insert(query.id.clone()) {
                return Err(format!("the query `{}` stands twice in the file", query.id));
            }
            queries.push(query);
        }
        Ok(())
    })?;
    Ok(queries)
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
        let is_object = serde_json::from_str::<serde_json::Map<_, serde_json::Value>>(first_line);
        if is_object.is_ok() {
            Self::Records
        } else if starts_with(first_line, "<top>") {
            Self::Topics
        } else {
            otherwise
        }
    }
}

/// Reads `id<TAB>question`; the question may be empty.
fn row(text: &str) -> Result<Query, String> {
    let (id, text) = text.split_once('\t').unwrap_or((text, ""));
    let id = id.trim();
    if id.contains(char::is_whitespace) {
        return Err("no tab between the id of a query and its words".to_owned());
    }
    Ok(Query {
        id: id.to_owned(),
        text: text.trim().to_owned(),
    })
}

/// The topic whose lines are read.
#[derive(Default)]
struct Topic {
    number: String,
    title: String,
    field: Field,
}

/// The element that the next lines without one belong to.
#[derive(Default)]
enum Field {
    #[default]
    Other,
    Number,
    Title,
}

impl Topic {
    /// Takes a line; the last of a topic gives the question, which is empty where the topic has no title.
    fn line(&mut self, line: &str) -> Result<Option<Query>, String> {
        if starts_with(line, "</top>") {
            let topic = std::mem::take(self);
            if topic.number.is_empty() {
                return Err("the topic that ends here has no number (`<num>`)".to_owned());
            }
            return Ok(Some(Query {
                id: topic.number,
                text: topic.title,
            }));
        }
        let mut text = line;
        if let Some(rest) = after(line, "<num>") {
            self.field = Field::Number;
            text = after(rest.trim_start(), "Number:").unwrap_or(rest);
        } else if let Some(rest) = after(line, "<title>") {
            self.field = Field::Title;
            text = after(rest.trim_start(), "Topic:").unwrap_or(rest);
        } else if line.starts_with('<') {
            self.field = Field::Other;
        }
        let text = text.split("</").next().unwrap_or("").trim();
        let place = match self.field {
            Field::Other => return Ok(None),
            Field::Number => &mut self.number,
            Field::Title => &mut self.title,
        };
        if !place.is_empty() && !text.is_empty() {
            place.push(' ');
        }
        place.push_str(text);
        Ok(None)
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
             <top>\n<num> 303\n</top>\n<top>\n<num> 304\n",
            &[
                ("301", "cloud deals of 2026"),
                ("302", "chips"),
                ("303", ""),
            ],
        );
        check("<top>", &[]);
        check("<TOP>\n<num>7\n<title>\n</top>\n<title> é", &[("7", "")]);
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
            "{\"_id\":\"q\"}\n{\"_id\":\"q\"}\n",
            "q:2: the query `q` stands twice in the file",
        );
    }
}
