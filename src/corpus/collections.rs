//! A dump as one compressed file: `corpus/collections/<NNNN>-<slug>.jsonl.zst`, one line an article.
//!
//! A line has the keys of the front matter and `body`. A collection is written once and never
//! changed: when a dump comes again, what is new or different in it goes into a collection with a
//! higher number, and the higher number wins. Reading is streaming; a broken line is a
//! [`Problem`] and stops nothing.

use std::fmt;
use std::io::{self, BufReader, BufWriter, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use tempfile::NamedTempFile;

use super::front_matter::{Fields, Key};
use super::{CorpusError, Filed, Home, Problem, file_format, files, slug};
use crate::article::ByHand;

/// Longest line that is read, in bytes; a longer one is reported and passed over.
const MAX_LINE_BYTES: usize = 64 << 20;
/// Zstandard's own default: a third of the size of the text at hundreds of megabytes a second.
const COMPRESSION_LEVEL: i32 = 3;

/// Reads a collection from its start. `path` is the file below the home, `modified` stands in for a
/// missing `added`.
pub(super) fn read(
    place: &Path,
    path: &str,
    modified: Date,
    sink: &mut dyn FnMut(Filed) -> ControlFlow<()>,
) -> Result<Vec<Problem>, CorpusError> {
    let mut problems = Vec::new();
    let problem = |line, reason| Problem {
        path: path.to_owned(),
        line: Some(line),
        reason,
    };
    let outcome = for_each_record(place, &mut |line, record| {
        let record = match record {
            Ok(record) => record,
            Err(reason) => {
                push_bounded(&mut problems, problem(line, reason));
                return ControlFlow::Continue(());
            }
        };
        let mut wrong = Vec::new();
        let line_path = format!("{path}#{line}");
        let body = file_format::normal_body(&record.body);
        let article = file_format::article(&record.fields, body, modified, &line_path, &mut wrong);
        for (_, reason) in wrong {
            push_bounded(&mut problems, problem(line, reason));
        }
        sink(Filed {
            article,
            by_hand: ByHand::default(),
            path: path.to_owned(),
        })
    })?;
    if let Some(cut) = outcome {
        problems.push(problem(cut.after_line, cut.reason()));
    }
    Ok(problems)
}

/// Problems that one collection reports, at most.
const MAX_PROBLEMS: usize = 1000;

fn push_bounded(problems: &mut Vec<Problem>, problem: Problem) {
    if problems.len() < MAX_PROBLEMS {
        problems.push(problem);
    }
}

/// A collection that ends before its end.
pub(super) struct CutOff {
    after_line: u64,
    error: io::Error,
}

impl CutOff {
    fn reason(&self) -> String {
        format!(
            "the file is damaged after this line ({}); the articles before it were read; \
             restore it from a backup or add its dump again",
            self.error
        )
    }
}

/// One line of a collection.
pub(super) struct Record {
    pub(super) fields: Fields,
    pub(super) body: String,
}

/// Hands line number and record (or what is wrong with the line) to `take`.
pub(super) fn for_each_record(
    place: &Path,
    take: &mut dyn FnMut(u64, Result<Record, String>) -> ControlFlow<()>,
) -> Result<Option<CutOff>, CorpusError> {
    let file = fs_err::File::open(place).map_err(|error| CorpusError::read(place, error))?;
    let decoder = zstd::Decoder::new(file).map_err(|error| CorpusError::read(place, error))?;
    let mut reader = BufReader::with_capacity(1 << 17, decoder);
    let mut line = Vec::new();
    let mut n_lines = 0;
    loop {
        let is_whole = match next_line(&mut reader, &mut line) {
            Ok(None) => return Ok(None),
            Ok(Some(is_whole)) => is_whole,
            Err(error) => {
                return Ok(Some(CutOff {
                    after_line: n_lines,
                    error,
                }));
            }
        };
        n_lines += 1;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let record = if is_whole {
            serde_json::from_slice(&line)
                .map_err(|error| format!("the line is not a record: {error}"))
        } else {
            Err("the line is longer than 64 MB".to_owned())
        };
        if take(n_lines, record).is_break() {
            return Ok(None);
        }
    }
}

/// Reads one line into `line`. `Some(false)` is a line that was too long and of which only the start
/// was kept; `None` is the end.
fn next_line(reader: &mut impl io::BufRead, line: &mut Vec<u8>) -> io::Result<Option<bool>> {
    line.clear();
    let mut is_whole = true;
    let mut is_any = false;
    loop {
        let buffer = match reader.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if buffer.is_empty() {
            return Ok(is_any.then_some(is_whole));
        }
        is_any = true;
        let newline = memchr::memchr(b'\n', buffer);
        let part = newline.and_then(|at| buffer.get(..at)).unwrap_or(buffer);
        is_whole &= line.len() + part.len() <= MAX_LINE_BYTES;
        if is_whole {
            line.extend_from_slice(part);
        }
        let n_used = newline.map_or(buffer.len(), |at| at + 1);
        reader.consume(n_used);
        if newline.is_some() {
            return Ok(Some(is_whole));
        }
    }
}

/// A collection that is being written; nothing stands in the corpus until [`Writer::finish`].
pub(super) struct Writer {
    encoder: zstd::Encoder<'static, BufWriter<NamedTempFile>>,
    place: PathBuf,
    path: String,
}

impl Writer {
    /// Begins the collection number `sequence`, named after its source.
    pub(super) fn create(home: &Home, sequence: u32, source: &str) -> Result<Self, CorpusError> {
        let name = source.rsplit(['/', '\\']).next().unwrap_or(source);
        let slug = slug::slug(name.split('.').find(|part| !part.is_empty()).unwrap_or(""));
        let slug = if slug.is_empty() {
            "dump".to_owned()
        } else {
            slug
        };
        let path = format!("corpus/collections/{sequence:04}-{slug}.jsonl.zst");
        let place = home.place(&path);
        let file = BufWriter::with_capacity(1 << 17, files::temporary_beside(&place)?);
        let encoder = zstd::Encoder::new(file, COMPRESSION_LEVEL)
            .and_then(|mut encoder| encoder.include_checksum(true).map(|()| encoder))
            .map_err(|error| CorpusError::write(&place, error))?;
        Ok(Self {
            encoder,
            place,
            path,
        })
    }

    /// Where the collection will stand, below the home.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn push(&mut self, fields: &Fields, body: &str) -> Result<(), CorpusError> {
        serde_json::to_writer(&mut self.encoder, &json(fields, body))
            .map_err(io::Error::from)
            .and_then(|()| self.encoder.write_all(b"\n"))
            .map_err(|error| CorpusError::write(&self.place, error))
    }

    /// Forces the collection to the disk and puts it in its place.
    pub(super) fn finish(self) -> Result<(), CorpusError> {
        let place = self.place;
        let failed = |error| CorpusError::write(&place, error);
        let file = self.encoder.finish().map_err(failed)?;
        let file = file
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        file.as_file().sync_data().map_err(failed)?;
        files::put(file, &place)?;
        files::sync_folder(&place);
        Ok(())
    }
}

fn json(fields: &Fields, body: &str) -> serde_json::Map<String, serde_json::Value> {
    let mut row = serde_json::Map::new();
    for (key, name) in Key::ALL {
        let value = match fields.all(key) {
            [] => continue,
            [only] if key != Key::Credits => only.as_str().into(),
            many => many.into(),
        };
        row.insert(name.to_owned(), value);
    }
    row.insert("body".to_owned(), body.into());
    row
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RecordVisitor)
    }
}

struct RecordVisitor;

impl<'de> Visitor<'de> for RecordVisitor {
    type Value = Record;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an article")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
        let mut record = Record {
            fields: Fields::default(),
            body: String::new(),
        };
        while let Some(name) = map.next_key::<String>()? {
            if name == "body" {
                record.body = map.next_value()?;
            } else if let Some(key) = Key::named(&name) {
                match map.next_value()? {
                    OneOrMany::One(text) => record.fields.set(key, [text]),
                    OneOrMany::Many(texts) => record.fields.set(key, texts),
                    OneOrMany::Other(_) => {}
                }
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(record)
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
    Other(IgnoredAny),
}

/// The number in a collection's file name.
pub(super) fn sequence_of(name: &str) -> Option<u32> {
    let number = name.strip_suffix(".jsonl.zst")?.split('-').next()?;
    let is_number = number.len() >= 4 && number.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| number.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::ContentHash;
    use crate::corpus::file_format::Provenance;
    use crate::corpus::file_format::tests::article_named;

    const DAY: Date = jiff::civil::date(2026, 11, 22);

    fn written(home: &Home, n_articles: usize) -> PathBuf {
        let mut writer = Writer::create(home, 7, "../news dump.jsonl.gz").unwrap();
        for n in 0..n_articles {
            let article = article_named(&format!("id-{n}"), "Title", &format!("Body\u{2028}{n}."));
            let hash = ContentHash::of(&[0]);
            let fields = file_format::fields(
                &article,
                Provenance {
                    original: hash,
                    received: hash,
                },
            );
            writer.push(&fields, &article.body).unwrap();
        }
        let place = home.place(writer.path());
        writer.finish().unwrap();
        place
    }

    fn ids(place: &Path) -> (Vec<String>, Vec<Problem>) {
        let mut ids = Vec::new();
        let problems = read(place, "c", DAY, &mut |filed| {
            ids.push(filed.article.id.to_string());
            ControlFlow::Continue(())
        });
        (ids, problems.unwrap())
    }

    #[test]
    fn a_collection_gives_back_its_articles() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::create(dir.path()).unwrap();
        let place = written(&home, 3);
        assert!(place.ends_with("corpus/collections/0007-news-dump.jsonl.zst"));
        let mut articles = Vec::new();
        let problems = read(&place, "c", DAY, &mut |filed| {
            articles.push(filed.article);
            ControlFlow::Continue(())
        });
        assert_eq!(problems.unwrap(), []);
        assert_eq!(articles.len(), 3);
        assert_eq!(
            articles[2],
            article_named("id-2", "Title", "Body\u{2028}2.")
        );
    }

    #[test]
    fn a_broken_line_is_a_problem_and_stops_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("0001-x.jsonl.zst");
        let text =
            "{\"id\":\"a\",\"title\":\"A\"}\n{\"id\":\n\n{\"id\":\"b\",\"title\":7,\"more\":{}}\n";
        fs_err::write(&place, zstd::encode_all(text.as_bytes(), 1).unwrap()).unwrap();
        let (ids, problems) = ids(&place);
        assert_eq!(ids, ["a", "b"]);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].line, Some(2));
    }

    #[test]
    fn a_cut_off_collection_gives_what_stands_before_the_cut() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::create(dir.path()).unwrap();
        let place = written(&home, 20_000);
        let bytes = fs_err::read(&place).unwrap();
        fs_err::write(&place, &bytes[..bytes.len() / 2]).unwrap();
        let (ids, problems) = ids(&place);
        assert!(!ids.is_empty() && ids.len() < 20_000);
        assert!(
            problems.last().unwrap().reason.contains("damaged"),
            "{problems:?}"
        );
    }

    #[test]
    fn a_file_name_says_its_number() {
        let check = |name: &str, expected: Option<u32>| assert_eq!(sequence_of(name), expected);
        check("0007-x.jsonl.zst", Some(7));
        check("12345-x.jsonl.zst", Some(12345));
        check("0007.jsonl.zst", Some(7));
        check("7-x.jsonl.zst", None);
        check("0007-x.jsonl", None);
        check("news.jsonl.zst", None);
    }
}
