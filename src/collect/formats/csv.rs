//! Comma-, semicolon- or tab-separated records with a header line.
//!
//! Rows are cut here, so that a quote that is never closed costs one row and not the rest of the file;
//! the `csv` crate then reads each row.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, BufRead};

use serde_json::Value;

use super::fields::Record;
use super::pieces::{Cutter, Piece, read_line};
use super::record::article_of;
use crate::collect::name::{Origin, RawArticle};

/// The names of the columns and what separates them.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    names: Vec<String>,
    delimiter: u8,
}

impl Header {
    /// Reads the header line.
    pub(crate) fn new(bytes: &[u8]) -> Result<Self, String> {
        let delimiter = delimiter_of(bytes);
        let names = cells(bytes, delimiter)?;
        Ok(Self { names, delimiter })
    }

    /// The names of the columns.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }
}

/// Reads one row.
pub(crate) fn read(
    bytes: &[u8],
    header: &Header,
    map: &BTreeMap<String, String>,
    origin: &Origin,
) -> Result<RawArticle, String> {
    let cells = cells(bytes, header.delimiter)?;
    if cells.len() != header.names.len() {
        return Err(format!(
            "{} fields where the header has {}; quote fields that hold `{}`",
            cells.len(),
            header.names.len(),
            char::from(header.delimiter).escape_default()
        ));
    }
    let record: Record = header
        .names
        .iter()
        .cloned()
        .zip(cells.into_iter().map(Value::String))
        .collect();
    article_of(&record, map, origin)
}

/// The delimiter that stands most often outside quotes in the header line.
pub(crate) fn delimiter_of(header: &[u8]) -> u8 {
    let mut is_quoted = false;
    let mut counts = [(b'\t', 0_usize), (b',', 0), (b';', 0), (b'|', 0)];
    for byte in header {
        is_quoted ^= *byte == b'"';
        for (delimiter, n) in &mut counts {
            *n += usize::from(!is_quoted && byte == delimiter);
        }
    }
    // The first of equal ones: a tab is never part of a name.
    let best = counts.iter().rev().max_by_key(|(_, n)| *n);
    best.filter(|(_, n)| *n > 0)
        .map_or(b',', |(delimiter, _)| *delimiter)
}

fn cells(bytes: &[u8], delimiter: u8) -> Result<Vec<String>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let mut record = csv::ByteRecord::new();
    let is_read = reader
        .read_byte_record(&mut record)
        .map_err(|error| format!("not a row of a table: {error}"))?;
    if !is_read {
        return Err("an empty row".to_owned());
    }
    Ok(record
        .iter()
        .map(|cell| {
            String::from_utf8_lossy(cell)
                .trim_start_matches('\u{feff}')
                .to_owned()
        })
        .collect())
}

/// Reads CR as LF: where lines end with CR alone.
pub(crate) struct CrAsLf<R>(pub(crate) R);

impl<R: io::Read> io::Read for CrAsLf<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = self.0.read(buffer)?;
        for byte in buffer.iter_mut().take(n_read) {
            if *byte == b'\r' {
                *byte = b'\n';
            }
        }
        Ok(n_read)
    }
}

/// Cuts rows at the line ends that stand outside quotes.
pub(crate) struct Rows<R> {
    reader: R,
    delimiter: u8,
    /// Lines that were read as part of a row whose quote was never closed.
    again: VecDeque<Vec<u8>>,
    line: u64,
    n_unclosed: usize,
}

/// Longest row over several lines; past it the quote that opened it is taken for damage.
const MAX_ROW_BYTES: usize = 8 << 20;
/// From so many unclosed quotes on, every line is a row of its own.
const MAX_UNCLOSED: usize = 8;

impl<R: BufRead> Rows<R> {
    /// Cuts what `reader` holds, the header line first.
    pub(crate) fn new(reader: R) -> Self {
        Self {
            reader,
            delimiter: b',',
            again: VecDeque::new(),
            line: 0,
            n_unclosed: 0,
        }
    }

    /// Says what separates the fields: only after it (and at the start of a line) a quote opens.
    pub(crate) fn set_delimiter(&mut self, header: &Header) {
        self.delimiter = header.delimiter;
    }

    fn next_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        if let Some(line) = self.again.pop_front() {
            self.line += 1;
            return Ok(Some(line));
        }
        let mut line = Vec::new();
        let is_read = read_line(&mut self.reader, &mut line, super::pieces::MAX_RECORD_BYTES)?;
        self.line += u64::from(is_read.is_some());
        // A line past the cap comes back short and fails as a row.
        Ok(is_read.map(|_| line))
    }

    /// Gives back the lines after the first, to be cut anew.
    fn unclosed(&mut self, mut lines: Vec<Vec<u8>>, first_line: u64) -> Piece {
        self.n_unclosed += 1;
        lines.remove(0);
        self.line = first_line;
        for line in lines.into_iter().rev() {
            self.again.push_front(line);
        }
        Piece {
            line: first_line,
            bytes: Err("a quote opens here and is never closed".to_owned()),
        }
    }
}

impl<R: BufRead + Send> Cutter for Rows<R> {
    fn next_piece(&mut self) -> io::Result<Option<Piece>> {
        let mut lines = Vec::new();
        let (mut n_bytes, mut first_line, mut is_quoted) = (0_usize, 0_u64, false);
        while let Some(line) = self.next_line()? {
            if lines.is_empty() {
                if line.trim_ascii().is_empty() {
                    continue;
                }
                first_line = self.line;
            }
            is_quoted = is_quoted_after(&line, self.delimiter, is_quoted);
            n_bytes += line.len();
            lines.push(line);
            if !is_quoted || self.n_unclosed >= MAX_UNCLOSED {
                return Ok(Some(Piece {
                    line: first_line,
                    bytes: Ok(lines.concat()),
                }));
            }
            if n_bytes > MAX_ROW_BYTES {
                break;
            }
        }
        Ok((!lines.is_empty()).then(|| self.unclosed(lines, first_line)))
    }
}

/// Whether a quoted field is still open at the end of a line.
fn is_quoted_after(line: &[u8], delimiter: u8, was_quoted: bool) -> bool {
    let mut is_quoted = was_quoted;
    let mut is_at_start = true;
    let mut bytes = line.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if is_quoted && byte == b'"' {
            // Two quotes inside a quoted field stand for one.
            is_quoted = bytes.next_if_eq(&b'"').is_some();
        } else if byte == b'"' && is_at_start {
            is_quoted = true;
        }
        is_at_start = !is_quoted && byte == delimiter;
    }
    is_quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// `line:title=body` or `line:! reason` for each row after the header.
    fn rows(text: &str) -> Vec<String> {
        let origin = Origin {
            source: "a.csv".to_owned(),
            as_of: None,
            today: date(2026, 11, 20),
        };
        let mut cutter = Rows::new(io::BufReader::with_capacity(5, text.as_bytes()));
        let header = cutter.next_piece().unwrap().unwrap().bytes.unwrap();
        let header = Header::new(&header).unwrap();
        cutter.set_delimiter(&header);
        let mut out = Vec::new();
        while let Some(piece) = cutter.next_piece().unwrap() {
            let read = piece
                .bytes
                .and_then(|bytes| read(&bytes, &header, &BTreeMap::new(), &origin));
            out.push(match read {
                Ok(raw) => format!(
                    "{}:{}={}",
                    piece.line,
                    raw.title.unwrap().0,
                    raw.body.split_whitespace().collect::<Vec<_>>().join(" ")
                ),
                Err(reason) => format!("{}:! {reason}", piece.line),
            });
        }
        out
    }

    #[test]
    fn rows_are_read_whatever_separates_them() {
        assert_eq!(rows("title,text\na,b\n"), ["2:a=b"]);
        assert_eq!(rows("title;text\r\n\"a;1\";b\r\n"), ["2:a;1=b"]);
        assert_eq!(rows("\u{feff}title\ttext\na\tb"), ["2:a=b"]);
    }

    #[test]
    fn a_quoted_field_may_hold_line_ends_and_quotes() {
        assert_eq!(
            rows("title,text\na,\"First words.\n\nThey said \"\"d\"\", e.\"\nf,5\" disk\n"),
            ["2:a=First words. They said \"d\", e.", "5:f=5\" disk"]
        );
    }

    #[test]
    fn a_ragged_row_costs_itself() {
        let ragged = rows("title,text\na,b,c\nd\ne,f\n");
        assert!(
            ragged[0].starts_with("2:! 3 fields where the header has 2"),
            "{ragged:?}"
        );
        assert!(ragged[1].starts_with("3:! 1 fields"), "{ragged:?}");
        assert_eq!(ragged[2], "4:e=f");
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_row() {
        assert_eq!(
            rows("title,text\na,\"b\nc,d\ne,f\n"),
            [
                "2:! a quote opens here and is never closed",
                "3:c=d",
                "4:e=f"
            ]
        );
    }
}
