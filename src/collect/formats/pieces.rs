//! Cuts a stream of bytes into records, a bounded piece at a time.
//!
//! The cutters here look at quotes, brackets and line ends only; whether a piece is valid is for the
//! adapter to say. One damaged record costs that record, where its end can be found at all.

use std::io::{self, BufRead};

use super::envelope::ListAt;

/// The bytes of one record, or why there are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The line on which the record starts, from 1.
    pub(crate) line: u64,
    /// The bytes, or a reason for a rejection.
    pub(crate) bytes: Result<Vec<u8>, String>,
}

/// Largest record of a dump; the longest digests are far below, and one batch stays in memory.
pub(crate) const MAX_RECORD_BYTES: usize = 64 << 20;

/// A cutter of records.
pub(crate) trait Cutter: Send {
    /// The next record; `None` at the end.
    fn next_piece(&mut self) -> io::Result<Option<Piece>>;
}

/// One record a line; empty lines are skipped.
pub(crate) struct Lines<R> {
    reader: R,
    line: u64,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self { reader, line: 0 }
    }
}

impl<R: BufRead + Send> Cutter for Lines<R> {
    fn next_piece(&mut self) -> io::Result<Option<Piece>> {
        loop {
            let mut bytes = Vec::new();
            let Some(is_whole) = read_line(&mut self.reader, &mut bytes, MAX_RECORD_BYTES)? else {
                return Ok(None);
            };
            self.line += 1;
            if !is_whole {
                return Ok(Some(Piece {
                    line: self.line,
                    bytes: Err(too_large()),
                }));
            }
            if !bytes.trim_ascii().is_empty() {
                return Ok(Some(Piece {
                    line: self.line,
                    bytes: Ok(bytes),
                }));
            }
        }
    }
}

pub(crate) fn too_large() -> String {
    format!("a record larger than {} MB", MAX_RECORD_BYTES >> 20)
}

/// Appends a line with its end to `line`; `Some(false)` if it was longer than `max_bytes` (the rest is
/// skipped), `None` at the end of the stream.
pub(crate) fn read_line(
    reader: &mut impl BufRead,
    line: &mut Vec<u8>,
    max_bytes: usize,
) -> io::Result<Option<bool>> {
    let (mut n_read, mut is_whole) = (0_usize, true);
    loop {
        let available = reader.fill_buf()?;
        if available.is_empty() {
            return Ok((n_read > 0).then_some(is_whole));
        }
        let end = memchr::memchr(b'\n', available).map(|at| at + 1);
        let part = available
            .get(..end.unwrap_or(available.len()))
            .unwrap_or(available);
        is_whole &= line.len() + part.len() <= max_bytes;
        if is_whole {
            line.extend_from_slice(part);
        }
        let n_part = part.len();
        n_read += n_part;
        reader.consume(n_part);
        if end.is_some() {
            return Ok(Some(is_whole));
        }
    }
}

/// Stands before each text of a sequence (RFC 7464).
pub(crate) const RECORD_SIGN: u8 = 0x1e;

const MORE_OBJECTS: &str =
    "the file goes on behind its list of records; put each reply into a file of its own";

/// JSON values one after the other, or the elements of one array.
pub(crate) struct Values<R> {
    reader: R,
    line: u64,
    /// Whether the opening bracket of the array is still to come.
    is_before_array: bool,
    /// Objects that are open around the array.
    n_open: usize,
    is_done: bool,
}

/// Where in a JSON value the cutter stands.
#[derive(Default)]
struct Standing {
    depth: usize,
    is_in_string: bool,
    is_escaped: bool,
}

impl<R: BufRead> Values<R> {
    /// The elements of the array with which the stream starts.
    pub(crate) fn of_array(reader: R) -> Self {
        Self {
            reader,
            line: 1,
            is_before_array: true,
            n_open: 0,
            is_done: false,
        }
    }

    /// The elements of a list inside an object.
    pub(crate) fn of_list(reader: R, list: ListAt) -> io::Result<Self> {
        let mut values = Self::of_array(reader);
        for _ in 0..list.at {
            values.next_byte()?;
        }
        values.n_open = list.n_open;
        Ok(values)
    }

    /// Values that follow each other.
    pub(crate) fn in_a_row(reader: R) -> Self {
        Self {
            reader,
            line: 1,
            is_before_array: false,
            n_open: 0,
            is_done: false,
        }
    }

    /// What follows an array is no record; another object behind one that holds a list would be lost, so it
    /// is told.
    fn behind_list(&mut self) -> io::Result<Option<Piece>> {
        if self.n_open == 0 {
            return Ok(None);
        }
        let mut standing = Standing {
            depth: self.n_open,
            ..Standing::default()
        };
        while let Some(byte) = self.next_byte()? {
            if standing.ends_with(byte) {
                break;
            }
        }
        let is_more = self.first_byte()?.is_some();
        Ok(is_more.then(|| Piece {
            line: self.line,
            bytes: Err(MORE_OBJECTS.to_owned()),
        }))
    }

    /// The next byte that is no white space and no comma, nor the sign between the texts of a sequence.
    fn first_byte(&mut self) -> io::Result<Option<u8>> {
        while let Some(byte) = self.next_byte()? {
            let opens_array = self.is_before_array && byte == b'[';
            self.is_before_array &= !opens_array;
            let is_between =
                byte.is_ascii_whitespace() || matches!(byte, b',' | RECORD_SIGN) || opens_array;
            if !is_between && !matches!(byte, 0xef | 0xbb | 0xbf) {
                return Ok(Some(byte));
            }
        }
        Ok(None)
    }

    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        let byte = self.reader.fill_buf()?.first().copied();
        if let Some(byte) = byte {
            self.reader.consume(1);
            self.line += u64::from(byte == b'\n');
        }
        Ok(byte)
    }

    /// Takes what is left of the value out of the buffer; true when its end was in there.
    fn take(&mut self, bytes: &mut Vec<u8>, standing: &mut Standing) -> io::Result<Option<bool>> {
        let available = self.reader.fill_buf()?;
        if available.is_empty() {
            return Ok(None);
        }
        let mut n_taken = 0;
        let mut is_at_end = false;
        for byte in available {
            if standing.ends_before(*byte) {
                is_at_end = true;
                break;
            }
            n_taken += 1;
            self.line += u64::from(*byte == b'\n');
            if standing.ends_with(*byte) {
                is_at_end = true;
                break;
            }
        }
        bytes.extend_from_slice(available.get(..n_taken).unwrap_or_default());
        self.reader.consume(n_taken);
        Ok(Some(is_at_end))
    }
}

impl Standing {
    /// A number or word outside brackets ends before a comma, a bracket or white space.
    fn ends_before(&self, byte: u8) -> bool {
        let is_scalar = self.depth == 0 && !self.is_in_string;
        is_scalar && (byte.is_ascii_whitespace() || matches!(byte, b',' | b']' | b'}'))
    }

    /// Steps over `byte`; true when it closes the value.
    fn ends_with(&mut self, byte: u8) -> bool {
        if self.is_in_string {
            // JSON has no line ends inside strings: a quote that is still open there is damage, and
            // must not swallow the records that follow.
            self.is_in_string = byte != b'\n' && (self.is_escaped || byte != b'"');
            self.is_escaped = byte == b'\\' && !self.is_escaped;
            return byte == b'"' && !self.is_in_string && self.depth == 0;
        }
        match byte {
            b'"' => self.is_in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}

impl<R: BufRead + Send> Cutter for Values<R> {
    fn next_piece(&mut self) -> io::Result<Option<Piece>> {
        let is_array = self.is_before_array;
        let Some(first) = self.first_byte()?.filter(|_| !self.is_done) else {
            return Ok(None);
        };
        let line = self.line;
        if first == b']' {
            self.is_done = true;
            return self.behind_list();
        }
        let mut bytes = vec![first];
        let mut standing = Standing::default();
        let mut is_at_end = standing.ends_with(first);
        while !is_at_end && bytes.len() <= MAX_RECORD_BYTES {
            match self.take(&mut bytes, &mut standing)? {
                Some(ended) => is_at_end = ended,
                None => break,
            }
        }
        let reason = if bytes.len() > MAX_RECORD_BYTES {
            self.is_done = true;
            Some(too_large())
        } else if !is_at_end && standing.depth > 0 {
            Some("the file ends in the middle of this record".to_owned())
        } else {
            None
        };
        debug_assert!(
            !is_array || !self.is_before_array,
            "an array starts with its bracket"
        );
        Ok(Some(Piece {
            line,
            bytes: reason.map_or(Ok(bytes), Err),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut cutter: impl Cutter) -> Vec<String> {
        let mut out = Vec::new();
        while let Some(piece) = cutter.next_piece().unwrap() {
            let text = piece.bytes.map_or_else(
                |reason| format!("! {reason}"),
                |bytes| String::from_utf8_lossy(bytes.trim_ascii()).into_owned(),
            );
            out.push(format!("{}:{text}", piece.line));
        }
        out
    }

    /// A tiny buffer, so that every cut falls on some border.
    fn reader(text: &str) -> impl BufRead + Send + '_ {
        io::BufReader::with_capacity(3, text.as_bytes())
    }

    #[test]
    fn lines_are_cut_and_counted() {
        assert_eq!(
            all(Lines::new(reader("{}\n\n \r\n{1}\n{2}"))),
            ["1:{}", "4:{1}", "5:{2}"]
        );
        assert_eq!(all(Lines::new(reader(""))), [""; 0]);
    }

    #[test]
    fn values_are_cut_by_their_brackets() {
        let array = "\u{feff}[\n {\"a\": \"]}\\\"\"},\n {\"b\": [1, {}]}, 7, \"x,y\"\n] rest";
        assert_eq!(
            all(Values::of_array(reader(array))),
            [
                "2:{\"a\": \"]}\\\"\"}",
                "3:{\"b\": [1, {}]}",
                "3:7",
                "3:\"x,y\""
            ]
        );
        assert_eq!(
            all(Values::in_a_row(reader("{\n\"a\": 1\n}\n{}"))),
            ["1:{\n\"a\": 1\n}", "4:{}"]
        );
    }

    #[test]
    fn a_list_inside_an_object_is_cut_like_an_array() {
        let object =
            "{\"n\": 1,\n\"hits\": [{\"a\": 1},\n{\"b\": \"]\"}], \"x\": [{\"c\": \"}\"}]}\n";
        let list = super::super::envelope::list_in(object.as_bytes()).unwrap();
        let cut = |text: &str| all(Values::of_list(reader(text), list).unwrap());
        assert_eq!(cut(object), ["2:{\"a\": 1}", "3:{\"b\": \"]\"}"]);
        let twice = cut(&object.repeat(2));
        assert_eq!(twice.len(), 3, "{twice:?}");
        assert!(twice[2].ends_with(MORE_OBJECTS));
    }

    #[test]
    fn the_texts_of_a_sequence_are_cut_at_their_sign() {
        let cut = all(Values::in_a_row(reader(
            "\u{1e}{\"a\": 1}\n\u{1e}{\"b\":\n 2}\n",
        )));
        assert_eq!(cut, ["1:{\"a\": 1}", "2:{\"b\":\n 2}"]);
    }

    #[test]
    fn damage_costs_one_record() {
        assert_eq!(
            all(Values::of_array(reader(
                "[{\"a\": \"open},\n{\"b\": 1}\n,{\"c\": 2"
            )))
            .len(),
            1
        );
        let cut = all(Values::of_array(reader("[{\"a\": 1},\n{\"c\": 2")));
        assert_eq!(
            cut,
            [
                "1:{\"a\": 1}",
                "2:! the file ends in the middle of this record"
            ]
        );
        let open = all(Values::of_array(reader("[{\"a\": \"open\n},\n{\"b\": 1}]")));
        assert_eq!(open, ["1:{\"a\": \"open\n}", "3:{\"b\": 1}"]);
    }

    #[test]
    fn a_line_that_is_too_long_is_skipped_whole() {
        let mut line = Vec::new();
        let mut input = reader("abcdefgh\nxy\n");
        assert_eq!(read_line(&mut input, &mut line, 4).unwrap(), Some(false));
        line.clear();
        assert_eq!(read_line(&mut input, &mut line, 4).unwrap(), Some(true));
        assert_eq!(line, b"xy\n");
        assert_eq!(read_line(&mut input, &mut line, 4).unwrap(), None);
    }
}
