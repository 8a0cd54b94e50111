//! Files of questions: JSON Lines, TREC topics, or one question a line; told apart by what they hold.

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
    read_lines(BufReader::new(stream), name)
}

fn read_lines(reader: impl BufRead, name: &Path) -> Result<Vec<Query>, EvaluateError> {
    let mut layout = None;
    let mut queries = Vec::new();
    let mut known = BTreeSet::new();
    let mut topic = Topic::default();
    each_line(reader, name, |line, text| {
        let text = text.trim();
        let query = match layout.get_or_insert_with(|| Layout::of(text)) {
            Layout::Lines => Some(Query {
                id: line.to_string(),
                text: text.to_owned(),
            }),
            Layout::Records => Some(query_in(text)?),
            Layout::Topics => topic.line(text),
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

enum Layout {
    Lines,
    Records,
    Topics,
}

impl Layout {
    fn of(first_line: &str) -> Self {
        let is_object = serde_json::from_str::<serde_json::Map<_, serde_json::Value>>(first_line);
        if is_object.is_ok() {
            Self::Records
        } else if starts_with(first_line, "<top>") {
            Self::Topics
        } else {
            Self::Lines
        }
    }
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
    /// Takes a line; the last of a topic gives the question.
    fn line(&mut self, line: &str) -> Option<Query> {
        if starts_with(line, "</top>") {
            let topic = std::mem::take(self);
            let is_whole = !topic.number.is_empty() && !topic.title.is_empty();
            return is_whole.then_some(Query {
                id: topic.number,
                text: topic.title,
            });
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
            Field::Other => return None,
            Field::Number => &mut self.number,
            Field::Title => &mut self.title,
        };
        if !place.is_empty() && !text.is_empty() {
            place.push(' ');
        }
        place.push_str(text);
        None
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
             <top>\n<num>302</num>\n<title>chips</title>\n<narr> All.\n</top>\n<top>\n<num> 303\n",
            &[("301", "cloud deals of 2026"), ("302", "chips")],
        );
        check("<top>", &[]);
        check("<TOP>\n<num>\n<title>\n</top>\n<title> é", &[]);
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
            "{\"_id\":\"q\"}\n{\"_id\":\"q\"}\n",
            "q:2: the query `q` stands twice in the file",
        );
    }
}
