//! Documents as TREC's collections hold them: `<DOC>` with `<DOCNO>`, a headline and `<TEXT>`.
//!
//! This is no XML: there is no root, entities are loose, tags are left open, and bytes are often Latin-1. Where
//! a document has no `<TEXT>`, all that stands in it but number, headline and day is its text.

use std::collections::{HashMap, VecDeque};
use std::io::BufRead;
use std::ops::Range;
use std::path::Path;

use super::lines::open;
use super::{Document, EvaluateError};

/// Longest document that is read, in bytes.
const MAX_DOCUMENT_BYTES: usize = 64 * 1024 * 1024;

const UNCLOSED: &str = "the document has no `</DOC>`";
const UNOPENED: &str = "no document begins with `<DOC>` before this `</DOC>`";

/// Elements that hold a headline, in the collections of TREC.
const HEADLINES: [&str; 6] = ["TITLE", "HEADLINE", "HEAD", "HL", "TTL", "TI"];
/// Elements that hold the day of publication.
const DAYS: [&str; 2] = ["DATE", "DATE_TIME"];

/// Calls `read` with each document of a file, in its order, and the line it begins in.
pub fn documents(
    file: &Path,
    mut read: impl FnMut(u64, Document) -> Result<(), String>,
) -> Result<(), EvaluateError> {
    let mut reader = open(file)?;
    let mut documents = Documents::default();
    let mut line = 0;
    loop {
        line += 1;
        let at = |(line, problem): (u64, String)| EvaluateError::Line {
            file: file.to_owned(),
            line,
            problem,
        };
        let text = next_line(&mut *reader, line == 1).map_err(|problem| at((line, problem)))?;
        let Some(text) = text else {
            return documents.end().map_err(at);
        };
        documents.line(line, &text, &mut read).map_err(at)?;
    }
}

/// The document whose lines are read: the line it begins in, and its text so far.
#[derive(Default)]
struct Documents {
    open: Option<(u64, String)>,
}

impl Documents {
    /// Takes a line, which may hold any part of any number of documents. What stands between them is
    /// no document's. An error names the line that it is about.
    fn line(
        &mut self,
        line: u64,
        text: &str,
        read: &mut impl FnMut(u64, Document) -> Result<(), String>,
    ) -> Result<(), (u64, String)> {
        let mut rest = text;
        while let Some((before, is_start, after)) = next_tag(rest) {
            match self.open.take() {
                Some((begun, _)) if is_start => return Err((begun, UNCLOSED.to_owned())),
                None if !is_start => return Err((line, UNOPENED.to_owned())),
                None => self.open = Some((line, String::new())),
                Some((begun, mut document)) => {
                    document.push_str(before);
                    let document = document_in(&document).map_err(|problem| (begun, problem))?;
                    read(begun, document).map_err(|problem| (begun, problem))?;
                }
            }
            rest = after;
        }
        if let Some((begun, document)) = &mut self.open {
            document.push_str(rest);
            if document.len() > MAX_DOCUMENT_BYTES {
                return Err((*begun, "the document is longer than 64 MiB".to_owned()));
            }
        }
        Ok(())
    }

    fn end(self) -> Result<(), (u64, String)> {
        match self.open {
            Some((begun, _)) => Err((begun, UNCLOSED.to_owned())),
            None => Ok(()),
        }
    }
}

/// The next `<DOC>` or `</DOC>`: what stands before it, whether it begins a document, and what follows.
fn next_tag(text: &str) -> Option<(&str, bool, &str)> {
    text.match_indices('<').find_map(|(at, _)| {
        let rest = text.get(at..)?;
        let tags = [("<DOC>", true), ("</DOC>", false)];
        let (tag, is_start) = tags.into_iter().find(|(tag, _)| starts_with(rest, tag))?;
        Some((text.get(..at)?, is_start, rest.get(tag.len()..)?))
    })
}

/// The next line, without the mark of UTF-8 that the first may begin with.
fn next_line(reader: &mut dyn BufRead, is_first: bool) -> Result<Option<String>, String> {
    use std::io::Read;
    let mut bytes = Vec::new();
    let n_read = reader
        .take(MAX_DOCUMENT_BYTES as u64)
        .read_until(b'\n', &mut bytes)
        .map_err(|error| format!("cannot read on: {error}"))?;
    if n_read == 0 {
        return Ok(None);
    }
    if n_read == MAX_DOCUMENT_BYTES {
        return Err("the line is longer than 64 MiB".to_owned());
    }
    if is_first && bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    Ok(Some(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(error.as_bytes())
            .0
            .into_owned(),
    }))
}

fn document_in(text: &str) -> Result<Document, String> {
    let elements = elements(text);
    let of = |name: &str| -> Vec<String> {
        let named = elements.iter().filter(|(own, _)| own == name);
        named.map(|(_, text)| plain(text)).collect()
    };
    let first = |names: &[&str]| {
        let texts = names.iter().flat_map(|name| of(name));
        texts.into_iter().find(|text| !text.is_empty())
    };
    let title = first(&HEADLINES).unwrap_or_default();
    let mut texts = of("TEXT");
    if texts.is_empty() {
        let is_known =
            |name: &str| name == "DOCNO" || HEADLINES.contains(&name) || DAYS.contains(&name);
        let others = elements.iter().filter(|(name, _)| !is_known(name));
        texts = others.map(|(_, text)| plain(text)).collect();
        texts.retain(|text| !text.is_empty());
    }
    Ok(Document {
        id: first(&["DOCNO"]).ok_or("the document has no `<DOCNO>`")?,
        title: title.split_whitespace().collect::<Vec<_>>().join(" "),
        text: texts.join("\n\n"),
        date: first(&DAYS),
        site: None,
        url: None,
    })
}

/// The elements of the first level below `<DOC>`, by name in capitals, with what stands in them; what
/// stands beside them or behind a tag that is never closed has no name.
fn elements(text: &str) -> Vec<(String, &str)> {
    let mut closings = closings(text);
    let mut found = Vec::new();
    let mut read = 0;
    for (span, tag) in tags(text) {
        if span.start < read {
            continue;
        }
        found.push((String::new(), text.get(read..span.start)));
        read = span.end;
        let name = tag.split_whitespace().next().unwrap_or_default();
        let name = name.to_ascii_uppercase();
        if let Some(closing) = closing_behind(read, closings.get_mut(&name)) {
            found.push((name, text.get(read..closing.start)));
            read = closing.end;
        }
    }
    found.push((String::new(), text.get(read..)));
    let found = found.into_iter();
    found.filter_map(|(name, own)| Some((name, own?))).collect()
}

/// Where each `</NAME>` stands, by name in capitals: read once, so that a document of nothing but tags that
/// are never closed takes no longer than another.
fn closings(text: &str) -> HashMap<String, VecDeque<Range<usize>>> {
    let mut closings: HashMap<String, VecDeque<Range<usize>>> = HashMap::new();
    for (span, tag) in tags(text) {
        if let Some(name) = tag.strip_prefix('/') {
            let name = name.trim_end().to_ascii_uppercase();
            closings.entry(name).or_default().push_back(span);
        }
    }
    closings
}

/// The first of some closing tags that stands at `start` or behind it; those before are taken off.
fn closing_behind(
    start: usize,
    closings: Option<&mut VecDeque<Range<usize>>>,
) -> Option<Range<usize>> {
    let closings = closings?;
    while closings.front().is_some_and(|span| span.start < start) {
        closings.pop_front();
    }
    closings.front().cloned()
}

/// Text without tags and entities.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut read = 0;
    for (span, _) in tags(text) {
        plain.push_str(text.get(read..span.start).unwrap_or_default());
        read = span.end;
    }
    plain.push_str(text.get(read..).unwrap_or_default());
    htmlize::unescape(plain.trim()).into_owned()
}

/// The tags in a text: where each stands, and what it holds between `<` and `>`.
fn tags(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    text.match_indices('<').filter_map(|(at, _)| {
        let behind = text.get(at + 1..)?;
        if !behind.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)) {
            return None;
        }
        let len = behind.find(['<', '>'])?;
        let (tag, end) = behind.split_at_checked(len)?;
        end.starts_with('>')
            .then_some((at..at + len + "<>".len(), tag))
    })
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<(u64, Document)>, EvaluateError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("docs");
        fs_err::write(&path, bytes).unwrap();
        let mut found = Vec::new();
        documents(&path, |line, document| {
            found.push((line, document));
            Ok(())
        })?;
        Ok(found)
    }

    #[test]
    fn number_headline_and_text_are_taken() {
        let text = b"<DOC>\n<DOCNO> LF-1 </DOCNO>\n<DATE>2026-02-03</DATE>\n<HEADLINE>Chips\nfor all</HEADLINE>\n\
            <TEXT>\n<P>Lanternfish &amp; Marrowbyte: a < b.</P>\n</TEXT>\n<BYLINE>Nobody</BYLINE>\n</DOC>\n\
            <doc><docno>LF-2</docno>\n<p>Caf\xe9 news</p></doc>\n";
        let found = read(text).unwrap();
        assert_eq!(found[0].0, 1);
        let first = &found[0].1;
        assert_eq!(
            (first.id.as_str(), first.title.as_str()),
            ("LF-1", "Chips for all")
        );
        assert_eq!(first.text, "Lanternfish & Marrowbyte: a < b.");
        assert_eq!(first.date.as_deref(), Some("2026-02-03"));
        let second = &found[1];
        assert_eq!(
            (second.0, second.1.id.as_str(), second.1.text.as_str()),
            (11, "LF-2", "Café news")
        );
    }

    #[test]
    fn an_error_names_file_and_line() {
        let check = |text: &str, expected: &str| {
            let error = read(text.as_bytes()).unwrap_err().to_string();
            assert!(error.ends_with(expected), "{error}");
        };
        check(
            "\n<DOC>\n<TEXT>x</TEXT>\n</DOC>",
            "docs:2: the document has no `<DOCNO>`",
        );
        check(
            "<DOC>\n<DOCNO>a</DOCNO>",
            "docs:1: the document has no `</DOC>`",
        );
        check(
            "<DOC>\nx\n<DOC>\ny</DOC>",
            "docs:1: the document has no `</DOC>`",
        );
        check(
            "\n<DOC><DOCNO>a</DOCNO><DOC><DOCNO>b</DOCNO></DOC>",
            "docs:2: the document has no `</DOC>`",
        );
        check(
            "<DOC><DOCNO>a</DOCNO></DOC>\n<DOCNO>b</DOCNO>\n</DOC>",
            "docs:3: no document begins with `<DOC>` before this `</DOC>`",
        );
    }

    /// A mark of UTF-8 hid the first document, and the end of a line all that followed on it.
    #[test]
    fn no_document_is_lost_to_where_its_tags_stand() {
        let text = "\u{feff}<DOC><DOCNO>a</DOCNO><TEXT>x</TEXT></DOC><doc><DOCNO>b</DOCNO></doc> <DOC>\n\
            <DOCNO>c</DOCNO></DOC>\n";
        let found = read(text.as_bytes()).unwrap();
        let ids: Vec<(u64, &str)> = found.iter().map(|(n, d)| (*n, d.id.as_str())).collect();
        assert_eq!(ids, [(1, "a"), (1, "b"), (1, "c")]);
        assert_eq!(found[0].1.text, "x");
        let latin = read(b"\xef\xbb\xbf<DOC><DOCNO>a</DOCNO><TEXT>Caf\xe9</TEXT></DOC>").unwrap();
        assert_eq!(latin[0].1.text, "Caf\u{e9}");
    }

    /// Only the first thousand elements were looked at, and what stood behind `<P>` without `</P>` was lost.
    #[test]
    fn no_text_is_lost_to_tags_that_are_left_open_or_many() {
        let text_of = |inside: &str| {
            let text = format!("<DOC><DOCNO>a</DOCNO>{inside}</DOC>");
            read(text.as_bytes()).unwrap()[0].1.text.clone()
        };
        assert_eq!(
            text_of("<P>one <B>two</B> three<P>four"),
            "one\n\ntwo\n\nthree\n\nfour"
        );
        assert_eq!(text_of("<TEXT>one\n<HL>A title</HL> two"), "one\n\ntwo");
        assert_eq!(text_of("one < two"), "one < two");
        assert_eq!(text_of("<P>one</p >two"), "one\n\ntwo");
        for paragraph in ["<P>word</P>", "<P>word", "<P/>word"] {
            let text = text_of(&paragraph.repeat(3000));
            assert_eq!(text.matches("word").count(), 3000, "{paragraph}");
        }
    }

    /// Looking for the end of each tag through the rest of the document would take minutes.
    #[test]
    fn a_document_of_open_tags_is_read_in_one_go() {
        let names: Vec<String> = (0..200_000).map(|n| format!("<p{n}>")).collect();
        for inside in [
            "<a".repeat(1_000_000),
            names.concat(),
            "</p>".repeat(500_000),
        ] {
            let text = format!("<DOC><DOCNO>a</DOCNO>{inside}</DOC>");
            assert_eq!(read(text.as_bytes()).unwrap().len(), 1);
        }
    }

    #[test]
    fn broken_markup_ends() {
        assert!(read(b"<<<>><DOC").unwrap().is_empty());
        let found = read(b"<DOC><DOCNO>a</DOCNO><TEXT>x <b y</TEXT> < > </DOC>").unwrap();
        assert_eq!(found[0].1.text, "x <b y");
    }
}
