//! Test collections in BEIR's layout: a folder with `corpus.jsonl` (plain, `.gz` or `.zst`),
//! `queries.jsonl` and `qrels.tsv` or `qrels/test.tsv`.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::lines::{each_line, open};
use super::qrels::Qrels;
use super::queries;
use super::{EvaluateError, Query};

/// A test collection without its documents, which may be large: [`documents`] reads those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// The file of the documents.
    pub corpus: PathBuf,
    /// The questions, in the order of their file.
    pub queries: Vec<Query>,
    /// The judgements.
    pub qrels: Qrels,
}

/// A document of a test collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its name in the judgements.
    pub id: String,
    /// Its title; may be empty.
    pub title: String,
    /// Its text; may be empty.
    pub text: String,
}

/// Reads questions and judgements of a folder and finds its documents.
pub fn read(folder: &Path) -> Result<Collection, EvaluateError> {
    let corpus = find(
        folder,
        &["corpus.jsonl", "corpus.jsonl.gz", "corpus.jsonl.zst"],
    )?;
    let queries = find(
        folder,
        &["queries.jsonl", "queries.jsonl.gz", "queries.jsonl.zst"],
    )?;
    let qrels = find(folder, &["qrels.tsv", "qrels/test.tsv", "qrels.txt"])?;
    Ok(Collection {
        corpus,
        queries: queries::read(&queries)?,
        qrels: Qrels::read(&qrels)?,
    })
}

/// Calls `read` with each document of a corpus file, in its order.
pub fn documents(corpus: &Path, mut read: impl FnMut(Document)) -> Result<(), EvaluateError> {
    each_line(open(corpus)?, corpus, |_, text| {
        let record = record(text)?;
        read(Document {
            id: id(&record)?,
            title: string(&record, "title"),
            text: string(&record, "text"),
        });
        Ok(())
    })
}

/// Reads a question: `{"_id": "q1", "text": "…"}`.
pub(super) fn query_in(line: &str) -> Result<Query, String> {
    let record = record(line)?;
    Ok(Query {
        id: id(&record)?,
        text: string(&record, "text"),
    })
}

fn find(folder: &Path, names: &[&str]) -> Result<PathBuf, EvaluateError> {
    let present = |path: &PathBuf| path.try_exists().unwrap_or(false);
    let mut paths = names.iter().map(|name| folder.join(name));
    paths.find(present).ok_or_else(|| EvaluateError::Missing {
        folder: folder.to_owned(),
        names: names.join(", "),
    })
}

fn record(text: &str) -> Result<Value, String> {
    let record: Value = serde_json::from_str(text).map_err(|error| format!("no JSON: {error}"))?;
    if record.is_object() {
        Ok(record)
    } else {
        Err("no JSON object".to_owned())
    }
}

fn id(record: &Value) -> Result<String, String> {
    let id = ["_id", "id"]
        .into_iter()
        .find_map(|name| match record.get(name) {
            Some(Value::String(id)) if !id.is_empty() => Some(id.clone()),
            Some(Value::Number(id)) => Some(id.to_string()),
            _ => None,
        });
    id.ok_or_else(|| "the record has no `_id`".to_owned())
}

fn string(record: &Value, name: &str) -> String {
    record
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or("")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let write =
            |name: &str, text: &[u8]| fs_err::write(folder.path().join(name), text).unwrap();
        let corpus =
            b"{\"_id\":\"a\",\"title\":\"T\",\"text\":\"x\"}\n\n{\"_id\":7,\"text\":null}\n";
        write(
            "corpus.jsonl.zst",
            &zstd::encode_all(&corpus[..], 1).unwrap(),
        );
        write("queries.jsonl", b"{\"_id\":\"q\",\"text\":\"what\"}\n");
        fs_err::create_dir(folder.path().join("qrels")).unwrap();
        write("qrels/test.tsv", b"query-id\tcorpus-id\tscore\nq\ta\t1\n");
        let collection = read(folder.path()).unwrap();
        assert_eq!(
            collection.queries,
            [Query {
                id: "q".into(),
                text: "what".into()
            }]
        );
        assert_eq!(collection.qrels.len(), 1);
        let mut ids = Vec::new();
        documents(&collection.corpus, |document| {
            ids.push((document.id, document.title));
        })
        .unwrap();
        assert_eq!(
            ids,
            [
                ("a".to_owned(), "T".to_owned()),
                ("7".to_owned(), String::new())
            ]
        );
    }

    #[test]
    fn a_broken_folder_says_what_is_wrong_and_where() {
        let folder = tempfile::tempdir().unwrap();
        let error = read(folder.path()).unwrap_err().to_string();
        assert!(
            error.ends_with("holds no corpus.jsonl, corpus.jsonl.gz, corpus.jsonl.zst"),
            "{error}"
        );
        let path = folder.path().join("queries.jsonl");
        for (text, expected) in [
            (
                "{\"_id\":\"q\"}\n{\"_id\":\"q\"}",
                "queries.jsonl:2: the query `q` stands twice in the file",
            ),
            (
                "{\"text\":\"x\"}",
                "queries.jsonl:1: the record has no `_id`",
            ),
        ] {
            fs_err::write(&path, text).unwrap();
            let error = queries::read(&path).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn the_shared_collections_are_read() {
        let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/ir");
        for name in ["cranfield", "scifact", "time"] {
            let folder = shared.join(name);
            if !folder.try_exists().unwrap() {
                println!("skipped: {} is absent", folder.display());
                return;
            }
            let collection = read(&folder).unwrap();
            let judged = |query: &&Query| collection.qrels.of(&query.id).is_some();
            assert!(
                collection.queries.iter().filter(judged).count() > 50,
                "{name}"
            );
            let mut n_documents = 0;
            documents(&collection.corpus, |_| n_documents += 1).unwrap();
            assert!(n_documents > 100, "{name}");
        }
    }
}
