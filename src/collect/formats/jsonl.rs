//! JSON Lines, JSON arrays, and JSON objects that hold one article or a list of them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::fields::{Fields, Record};
use super::record::{article_of, has_content};
use crate::collect::name::{Origin, RawArticle};

/// How the records of a JSON file lie in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// One record a line.
    Lines,
    /// The elements of one array.
    Array,
    /// Objects one after the other, most often just one.
    Values,
    /// One object, larger than what was looked at, around a list of records.
    Envelope,
}

/// Reads an object that is an article or an envelope around a list of articles, as the replies of
/// news services are; gives each with the bytes that it came from.
pub(crate) fn read_envelope(
    bytes: &[u8],
    map: &BTreeMap<String, String>,
    origin: &Origin,
) -> Vec<(Vec<u8>, Result<RawArticle, String>)> {
    let object = match object(bytes) {
        Ok(object) => object,
        Err(reason) => return vec![(bytes.to_vec(), Err(reason))],
    };
    let Some(inner) = listed(&object, map) else {
        return vec![(bytes.to_vec(), article_of(&object, map, origin))];
    };
    inner
        .iter()
        .map(|element| {
            let article = match element {
                Value::Object(record) => article_of(record, map, origin),
                other => Err(no_object(other)),
            };
            (element.to_string().into_bytes(), article)
        })
        .collect()
}

/// The fields under which the replies of news services keep their articles.
pub(super) const ENVELOPES: [&str; 13] = [
    "articles",
    "items",
    "results",
    "data",
    "docs",
    "documents",
    "entries",
    "stories",
    "news",
    "posts",
    "records",
    "hits",
    "response",
];

/// The list inside an envelope; `None` where the object is an article itself.
fn listed<'a>(object: &'a Record, map: &BTreeMap<String, String>) -> Option<&'a Vec<Value>> {
    if has_content(&Fields::new(object, map)) {
        return None;
    }
    ENVELOPES.iter().find_map(|name| match object.get(*name)? {
        Value::Array(items) if items.iter().any(Value::is_object) => Some(items),
        Value::Object(inner) => listed(inner, map),
        _ => None,
    })
}

fn object(bytes: &[u8]) -> Result<Record, String> {
    let parsed = serde_json::from_slice(bytes).or_else(|error| {
        // The second chance is for what writers get wrong; the reason is that of the first.
        serde_json::from_str(&repaired(&String::from_utf8_lossy(bytes))).map_err(|_| error)
    });
    match parsed {
        Ok(Value::Object(record)) => Ok(record),
        Ok(other) => Err(no_object(&other)),
        Err(error) => Err(reason(&error)),
    }
}

fn no_object(value: &Value) -> String {
    let found = match value {
        Value::Null => "nothing (`null`)",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    format!("{found} where an object with fields was expected")
}

/// `expected value at line 1 column 9` says a line of the record, not of the file.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or_default();
    format!("not valid JSON: {what} at column {}", error.column())
}

/// What Python writes and JSON has not: halves of surrogate pairs where a text was cut, and `NaN`.
fn repaired(text: &str) -> String {
    static PAIR_OR_HALF: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}").ok()
    });
    static NO_NUMBER: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"("[ ]?:[ ]?)(?:NaN|-?Infinity)([ ]?[,}])"#).ok());
    let (Some(half), Some(no_number)) = (PAIR_OR_HALF.as_ref(), NO_NUMBER.as_ref()) else {
        return text.to_owned();
    };
    let whole = half.replace_all(text, |found: &regex::Captures<'_>| {
        let escape = found.get(0).map_or("", |all| all.as_str());
        if escape.len() == 6 {
            "\\ufffd".to_owned()
        } else {
            escape.to_owned()
        }
    });
    no_number.replace_all(&whole, "${1}null${2}").into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn origin() -> Origin {
        Origin {
            source: "a.jsonl".to_owned(),
            as_of: None,
            today: date(2026, 11, 20),
        }
    }

    fn read_one(text: &[u8]) -> Result<RawArticle, String> {
        read_envelope(text, &BTreeMap::new(), &origin())
            .pop()
            .unwrap()
            .1
    }

    #[test]
    fn a_record_that_is_none_says_what_it_is() {
        let check = |text: &[u8], expected: &str| {
            assert_eq!(read_one(text).unwrap_err(), expected);
        };
        check(
            b"{\"title\": }",
            "not valid JSON: expected value at column 11",
        );
        check(b"[1]", "a list where an object with fields was expected");
        check(b"{}", "an empty record");
    }

    #[test]
    fn what_python_writes_is_read() {
        let check = |text: &[u8], title: &str| {
            let raw = read_one(text).unwrap();
            assert_eq!(raw.title.unwrap().0, title);
        };
        check(br#"{"title": "cut \ud83d", "text": "t"}"#, "cut \u{fffd}");
        check(br#"{"title": "\ud83d\ude00", "score": NaN}"#, "😀");
        check(b"{\"title\": \"bad \xff byte\"}", "bad \u{fffd} byte");
    }

    #[test]
    fn the_reply_of_a_news_service_is_its_articles() {
        let reply =
            br#"{"status": "ok", "response": {"results": [{"title": "A"}, 5, {"title": "B"}]}}"#;
        let read: Vec<String> = read_envelope(reply, &BTreeMap::new(), &origin())
            .into_iter()
            .map(|(_, raw)| raw.map_or_else(|reason| reason, |raw| raw.title.unwrap().0))
            .collect();
        assert_eq!(
            read,
            [
                "A",
                "a number where an object with fields was expected",
                "B"
            ]
        );
    }
}
