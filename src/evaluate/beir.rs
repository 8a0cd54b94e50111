//! Documents and records in BEIR's layout: JSON Lines with `_id`, `title` and `text`, and, where the program
//! is to see them, `date`, `site` and `url`.

use std::path::Path;

use serde_json::Value;

use super::lines::{each_line, open};
use super::{Document, EvaluateError, Query};

/// Calls `read` with each document of a file, in its order, and the line it stands in.
pub fn documents(
    corpus: &Path,
    mut read: impl FnMut(u64, Document) -> Result<(), String>,
) -> Result<(), EvaluateError> {
    each_line(open(corpus)?, corpus, |line, text| {
        let record = record(text)?;
        let optional = |name: &str| Some(string(&record, name)).filter(|text| !text.is_empty());
        let document = Document {
            id: id(&record)?,
            title: string(&record, "title"),
            text: string(&record, "text"),
            date: optional("date"),
            site: optional("site"),
            url: optional("url"),
        };
        read(line, document)
    })
}

/// Reads a question: `{"_id": "q1", "text": "…"}`.
pub(super) fn query_in(line: u64, text: &str) -> Result<Query, String> {
    let record = record(text)?;
    let id = id(&record)?;
    match record.get("text") {
        Some(Value::String(text)) => Ok(Query {
            id,
            text: text.clone(),
            line,
        }),
        Some(other) => Err(format!("the `text` of query `{id}` is no text: {other}")),
        None => Err(format!("the query `{id}` has no `text`")),
    }
}

/// Reads a line as a JSON object.
pub(super) fn record(text: &str) -> Result<Value, String> {
    let record: Value = serde_json::from_str(text).map_err(|error| format!("no JSON: {error}"))?;
    if record.is_object() {
        Ok(record)
    } else {
        Err("no JSON object".to_owned())
    }
}

/// The first of these fields that holds a name: a text or a number.
pub(super) fn id_in(record: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match record.get(name) {
        Some(Value::String(id)) if !id.is_empty() => Some(id.clone()),
        Some(Value::Number(id)) => Some(id.to_string()),
        _ => None,
    })
}

fn id(record: &Value) -> Result<String, String> {
    id_in(record, &["_id", "id"]).ok_or_else(|| "the record has no `_id`".to_owned())
}

fn string(record: &Value, name: &str) -> String {
    let value = record.get(name).and_then(Value::as_str);
    value.unwrap_or("").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_come_in_order_with_what_they_hold() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("corpus.jsonl.zst");
        let corpus = concat!(
            "{\"_id\":\"a\",\"title\":\"T\",\"text\":\"x\",\"date\":\"2026-01-02\",\"site\":\"s\"}\n",
            "\n{\"_id\":7,\"text\":null}\n",
        );
        fs_err::write(&path, zstd::encode_all(corpus.as_bytes(), 1).unwrap()).unwrap();
        let mut found = Vec::new();
        documents(&path, |line, document| {
            found.push((line, document));
            Ok(())
        })
        .unwrap();
        let first = Document {
            id: "a".into(),
            title: "T".into(),
            text: "x".into(),
            date: Some("2026-01-02".into()),
            site: Some("s".into()),
            url: None,
        };
        let second = Document {
            id: "7".into(),
            ..Document::default()
        };
        assert_eq!(found, [(1, first), (3, second)]);
    }
}
