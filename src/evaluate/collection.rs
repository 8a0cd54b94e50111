//! A test collection in a folder: which file is which, by its name or by what it holds.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::evidence::Evidence;
use super::lines::open;
use super::qrels::Qrels;
use super::{Document, EvaluateError, Query, beir, queries, trec};

/// A test collection without its documents, which may be large: [`documents`] reads those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// The files of the documents, in the order in which they are read.
    pub documents: Vec<PathBuf>,
    /// The questions, in the order of their file.
    pub queries: Vec<Query>,
    /// The file of the questions.
    pub queries_file: PathBuf,
    /// The judgements.
    pub qrels: Qrels,
    /// The file of the judgements.
    pub qrels_file: PathBuf,
    /// The sentences that answer, where the collection has them.
    pub evidence: Option<Evidence>,
    /// The file of these sentences.
    pub evidence_file: Option<PathBuf>,
}

/// Files that a person named, which need not be looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// A file of documents, or a folder of such files.
    pub documents: Option<PathBuf>,
    /// The questions.
    pub queries: Option<PathBuf>,
    /// The judgements.
    pub qrels: Option<PathBuf>,
    /// The sentences that answer.
    pub evidence: Option<PathBuf>,
}

/// Reads questions and judgements of a folder and finds its documents.
pub fn read(folder: &Path, named: &Named) -> Result<Collection, EvaluateError> {
    if folder.is_file() {
        let path = folder.to_owned();
        return Err(EvaluateError::NoFolder { path });
    }
    let files = files(folder)?;
    let queries_file = match &named.queries {
        Some(file) => file.clone(),
        None => find(folder, &files, &QUERIES)?,
    };
    let qrels_file = match &named.qrels {
        Some(file) => file.clone(),
        None => find(folder, &files, &QRELS)?,
    };
    let evidence = named
        .evidence
        .clone()
        .or_else(|| named_so(folder, &EVIDENCE));
    let queries = queries::read_with_ids(&queries_file)?;
    if queries.is_empty() {
        let part = "queries";
        return Err(EvaluateError::Empty {
            file: queries_file,
            part,
        });
    }
    let qrels = Qrels::read(&qrels_file)?;
    if qrels.is_empty() {
        let part = "judgements";
        return Err(EvaluateError::Empty {
            file: qrels_file,
            part,
        });
    }
    Ok(Collection {
        documents: documents_of(folder, &files, named)?,
        queries,
        queries_file,
        qrels,
        qrels_file,
        evidence: evidence.as_deref().map(Evidence::read).transpose()?,
        evidence_file: evidence,
    })
}

/// Calls `read` with each document of some files, in their order; its error says what is wrong with the
/// document.
pub fn documents(
    files: &[PathBuf],
    mut read: impl FnMut(Document) -> Result<(), String>,
) -> Result<(), EvaluateError> {
    for file in files {
        if begins_with(file, TREC_DOCUMENT) {
            trec::documents(file, |_, document| read(document))?;
        } else {
            beir::documents(file, |_, document| read(document))?;
        }
    }
    Ok(())
}

/// Usual names of the file of documents, the most usual first.
const DOCUMENTS: [&str; 3] = ["corpus.jsonl", "corpus.jsonl.gz", "corpus.jsonl.zst"];

/// How the names of other files of documents in BEIR's layout end.
const DOCUMENTS_END: [&str; 3] = [".jsonl", ".jsonl.gz", ".jsonl.zst"];

/// How a file of TREC's documents begins, in lower case.
const TREC_DOCUMENT: &str = "<doc>";

/// Usual names of the file of sentences that answer, the most usual first.
const EVIDENCE: [&str; 3] = ["evidence.jsonl", "evidence.jsonl.gz", "evidence.jsonl.zst"];

/// How questions or judgements are known.
struct Part {
    what: &'static str,
    /// Usual names, the most usual first.
    names: &'static [&'static str],
    /// How the name of a file may begin otherwise.
    prefixes: &'static [&'static str],
    /// How its content may begin, in lower case.
    beginning: Option<&'static str>,
}

const QUERIES: Part = Part {
    what: "queries (queries.jsonl, queries.tsv, or TREC's topics)",
    names: &[
        "queries.jsonl",
        "queries.jsonl.gz",
        "queries.jsonl.zst",
        "queries.tsv",
    ],
    prefixes: &["queries", "topics"],
    beginning: Some("<top>"),
};

const QRELS: Part = Part {
    what: "judgements (qrels.tsv or TREC's qrels)",
    names: &["qrels.tsv", "qrels/test.tsv", "qrels.txt", "qrels.jsonl"],
    prefixes: &["qrels"],
    beginning: None,
};

fn find(folder: &Path, files: &[PathBuf], part: &Part) -> Result<PathBuf, EvaluateError> {
    if let Some(file) = named_so(folder, part.names) {
        return Ok(file);
    }
    let is_prefixed = |file: &&PathBuf| {
        let name = file
            .file_name()
            .map(|name| name.to_string_lossy().to_lowercase());
        name.is_some_and(|name| part.prefixes.iter().any(|prefix| name.starts_with(prefix)))
    };
    let mut found: Vec<&PathBuf> = files.iter().filter(is_prefixed).collect();
    if found.is_empty()
        && let Some(beginning) = part.beginning
    {
        found = files
            .iter()
            .filter(|file| begins_with(file, beginning))
            .collect();
    }
    match found.as_slice() {
        [file] => Ok((*file).clone()),
        [] => Err(missing(folder, part.what)),
        several => {
            let name = |file: &&PathBuf| {
                file.strip_prefix(folder)
                    .unwrap_or(file)
                    .display()
                    .to_string()
            };
            Err(EvaluateError::Several {
                folder: folder.to_owned(),
                part: part.what.to_owned(),
                names: several.iter().map(name).collect(),
            })
        }
    }
}

fn named_so(folder: &Path, names: &[&str]) -> Option<PathBuf> {
    let mut paths = names.iter().map(|name| folder.join(name));
    paths.find(|path| path.is_file())
}

fn documents_of(
    folder: &Path,
    files: &[PathBuf],
    named: &Named,
) -> Result<Vec<PathBuf>, EvaluateError> {
    match &named.documents {
        Some(named) if named.is_dir() => {
            let holds_documents =
                |file: &Path| begins_with(file, TREC_DOCUMENT) || is_json_lines(file);
            let what = "documents (*.jsonl, or TREC's <DOC>)";
            documents_in(named, &self::files(named)?, holds_documents, what)
        }
        Some(file) => Ok(vec![file.clone()]),
        None => {
            // Beside the documents, the folder of a collection holds other files of JSON Lines.
            let holds_documents = |file: &Path| begins_with(file, TREC_DOCUMENT);
            let what = "documents (corpus.jsonl, or TREC's <DOC>)";
            documents_in(folder, files, holds_documents, what)
        }
    }
}

/// The file of a folder with the usual name, else those of its files that hold documents.
fn documents_in(
    folder: &Path,
    files: &[PathBuf],
    holds_documents: impl Fn(&Path) -> bool,
    what: &str,
) -> Result<Vec<PathBuf>, EvaluateError> {
    if let Some(corpus) = named_so(folder, &DOCUMENTS) {
        return Ok(vec![corpus]);
    }
    let found = files.iter().filter(|file| holds_documents(file));
    let found: Vec<PathBuf> = found.cloned().collect();
    if found.is_empty() {
        Err(missing(folder, what))
    } else {
        Ok(found)
    }
}

fn is_json_lines(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default();
    let name = name.to_string_lossy().to_lowercase();
    DOCUMENTS_END.iter().any(|end| name.ends_with(end))
}

fn missing(folder: &Path, what: &str) -> EvaluateError {
    EvaluateError::Missing {
        folder: folder.to_owned(),
        part: what.to_owned(),
    }
}

/// Every file of a folder and of those below it, in the order of their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>, EvaluateError> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| EvaluateError::Read(error.into()))?;
        if entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

/// Whether the text of a file, plain or compressed, begins so.
fn begins_with(file: &Path, beginning: &str) -> bool {
    let Ok(reader) = open(file) else { return false };
    let mut head = Vec::new();
    if reader.take(N_BYTES_OF_HEAD).read_to_end(&mut head).is_err() {
        return false;
    }
    let head = String::from_utf8_lossy(&head).to_lowercase();
    head.trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with(beginning)
}

const N_BYTES_OF_HEAD: u64 = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with these files.
    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, text).unwrap();
        }
        folder
    }

    fn ids(collection: &Collection) -> (Vec<String>, Vec<String>) {
        let mut found = Vec::new();
        documents(&collection.documents, |document| {
            found.push(document.id);
            Ok(())
        })
        .unwrap();
        let queries = collection.queries.iter().map(|query| query.id.clone());
        (found, queries.collect())
    }

    #[test]
    fn a_folder_of_beir_is_read_whole() {
        let folder = folder(&[
            ("corpus.jsonl", "{\"_id\":\"a\",\"text\":\"x\"}\n"),
            ("queries.jsonl", "{\"_id\":\"q\",\"text\":\"what\"}\n"),
            ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq\ta\t1\n"),
            (
                "evidence.jsonl",
                "{\"query\":\"q\",\"article\":\"a\",\"evidence\":[\"x\"]}\n",
            ),
        ]);
        let collection = read(folder.path(), &Named::default()).unwrap();
        assert_eq!(
            ids(&collection),
            (vec!["a".to_owned()], vec!["q".to_owned()])
        );
        assert_eq!(collection.qrels.len(), 1);
        assert_eq!(collection.evidence.unwrap().n_articles("q"), 1);
    }

    #[test]
    fn files_of_trec_are_told_by_what_they_hold() {
        let folder = folder(&[
            ("disk1/b", "<DOC>\n<DOCNO>b</DOCNO>\n</DOC>\n"),
            ("disk1/a", "\n<doc>\n<DOCNO>a</DOCNO>\n</DOC>\n"),
            ("readme", "not a document"),
            (
                "301-350",
                "<top>\n<num> Number: 301\n<title> chips\n</top>\n",
            ),
            ("qrels.301-350", "301 0 a 1\n"),
        ]);
        let collection = read(folder.path(), &Named::default()).unwrap();
        let expected = (vec!["a".to_owned(), "b".to_owned()], vec!["301".to_owned()]);
        assert_eq!(ids(&collection), expected);
        assert!(collection.evidence.is_none());
    }

    #[test]
    fn what_is_named_is_not_looked_for() {
        let folder = folder(&[
            ("docs/one", "<DOC>\n<DOCNO>one</DOCNO>\n</DOC>\n"),
            ("other/two.jsonl", "{\"_id\":\"two\"}\n"),
            ("empty/readme", "no document"),
            ("t.tsv", "q1\twhat is new\n"),
            ("judged.txt", "q1 0 two 1\n"),
        ]);
        let named = Named {
            documents: Some(folder.path().join("other/two.jsonl")),
            queries: Some(folder.path().join("t.tsv")),
            qrels: Some(folder.path().join("judged.txt")),
            evidence: None,
        };
        let collection = read(folder.path(), &named).unwrap();
        assert_eq!(
            ids(&collection),
            (vec!["two".to_owned()], vec!["q1".to_owned()])
        );
        // Of a folder that a person named, files of either layout.
        let of = |name: &str| {
            let documents = Some(folder.path().join(name));
            let named = Named {
                documents,
                ..named.clone()
            };
            read(folder.path(), &named)
        };
        assert_eq!(ids(&of("docs").unwrap()).0, ["one"]);
        assert_eq!(ids(&of("other").unwrap()).0, ["two"]);
        let error = of("empty").unwrap_err().to_string();
        let expected = "empty` holds no documents (*.jsonl, or TREC's <DOC>)";
        assert!(error.ends_with(expected), "{error}");
    }

    #[test]
    fn what_is_missing_doubtful_or_empty_is_named() {
        let check = |files: &[(&str, &str)], expected: &str| {
            let folder = folder(files);
            let error = read(folder.path(), &Named::default())
                .unwrap_err()
                .to_string();
            assert!(error.ends_with(expected), "{error}");
        };
        check(
            &[],
            "holds no queries (queries.jsonl, queries.tsv, or TREC's topics)",
        );
        let queries = ("queries.tsv", "q\twhat\n");
        check(
            &[queries],
            "holds no judgements (qrels.tsv or TREC's qrels)",
        );
        check(
            &[queries, ("qrels.a", "q 0 a 1\n"), ("qrels.b", "q 0 a 1\n")],
            "several judgements (qrels.tsv or TREC's qrels): qrels.a, qrels.b",
        );
        let qrels = ("qrels.txt", "q 0 a 1\n");
        check(
            &[queries, qrels],
            "holds no documents (corpus.jsonl, or TREC's <DOC>)",
        );
        check(
            &[("queries.tsv", "\n"), qrels],
            "queries.tsv` holds no queries",
        );
        check(
            &[queries, ("qrels.txt", "")],
            "qrels.txt` holds no judgements",
        );
    }

    #[test]
    fn the_shared_collections_are_read() {
        for name in ["cranfield", "scifact", "time"] {
            let Some(folder) = crate::data::data(&format!("ir/{name}")) else {
                continue;
            };
            let collection = read(&folder, &Named::default()).unwrap();
            let judged = |query: &&Query| collection.qrels.of(&query.id).is_some();
            let n_judged = collection.queries.iter().filter(judged).count();
            assert!(n_judged > 50, "{name}");
            let mut n_documents = 0;
            let count = |_| {
                n_documents += 1;
                Ok(())
            };
            documents(&collection.documents, count).unwrap();
            assert!(n_documents > 100, "{name}");
        }
    }
}
