//! Opens sources: takes compression off, looks at the first bytes, keeps sizes bounded.

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Original;
use super::decode::{binary_kind, encoding_of};
use super::source::plain_cause;

/// How much is looked at to recognise format and encoding.
pub(crate) const HEAD_BYTES: usize = 64 << 10;

/// Largest article or feed that is read into memory, as received.
pub(crate) const MAX_ARTICLE_BYTES: usize = 64 << 20;

/// Largest input from a pipe: what is larger is better named as a file.
const MAX_PIPE_BYTES: u64 = 16 << 30;

/// A stream of bytes, decompressed, with its first bytes already read.
pub(crate) struct Opened {
    /// Everything, the head included.
    pub(crate) reader: Box<dyn Read + Send>,
    /// The first bytes.
    pub(crate) head: Vec<u8>,
    /// Whether the head is all there is.
    pub(crate) is_all: bool,
}

impl Opened {
    /// Opens a file.
    pub(crate) fn file(path: &Path) -> Result<Self, String> {
        let file = fs_err::File::open(path).map_err(|error| unreadable(&error))?;
        Self::stream(io::BufReader::with_capacity(1 << 17, file))
    }

    /// Opens what was received already.
    pub(crate) fn original(original: &Original) -> Result<Self, String> {
        match original {
            Original::Bytes(bytes) => Self::stream(Cursor::new(Arc::clone(bytes))),
            Original::File(path) => Self::file(path),
        }
    }

    fn stream(mut raw: impl Read + Send + 'static) -> Result<Self, String> {
        let start = take(&mut raw, 8).map_err(|error| unreadable(&error))?;
        let is_gzip = start.starts_with(b"\x1f\x8b");
        let is_zstd = start.starts_with(b"\x28\xb5\x2f\xfd");
        let whole = Cursor::new(start).chain(raw);
        let mut reader: Box<dyn Read + Send> = if is_gzip {
            Box::new(flate2::read::MultiGzDecoder::new(whole))
        } else if is_zstd {
            Box::new(unpacked_zstd(whole).map_err(|error| unreadable(&error))?)
        } else {
            Box::new(whole)
        };
        let head = take(&mut reader, HEAD_BYTES).map_err(|error| unreadable(&error))?;
        let is_all = head.len() < HEAD_BYTES;
        Ok(Self {
            reader: Box::new(Cursor::new(head.clone()).chain(reader)),
            head,
            is_all,
        })
    }

    /// Refuses what is empty and what is no text, with its name.
    pub(crate) fn checked(self) -> Result<Self, String> {
        if self.head.trim_ascii().is_empty() && self.is_all {
            return Err("an empty file".to_owned());
        }
        match binary_kind(&self.head) {
            Some(kind) => Err(format!("{kind}, not text; {}", way_out(kind))),
            None => Ok(self),
        }
    }

    /// The first bytes as text.
    pub(crate) fn head_text(&self) -> String {
        let (text, _, _) = encoding_of(&self.head).decode(&self.head);
        super::decode::with_lf(&text)
    }

    /// All bytes of one article.
    pub(crate) fn read_all(self) -> Result<Vec<u8>, String> {
        let mut reader = self.reader;
        let bytes = take(&mut reader, MAX_ARTICLE_BYTES + 1).map_err(|error| unreadable(&error))?;
        if bytes.len() > MAX_ARTICLE_BYTES {
            return Err(format!(
                "more than {} MB in one article; if it holds many records, say `--type jsonl`",
                MAX_ARTICLE_BYTES >> 20
            ));
        }
        Ok(bytes)
    }
}

/// Windows of `zstd --long` up to 31, that is 2 GB.
fn unpacked_zstd(reader: impl Read + Send) -> io::Result<impl Read + Send> {
    const LARGEST_WINDOW_LOG: u32 = 31;
    let mut decoder = zstd::stream::read::Decoder::new(reader)?;
    decoder.window_log_max(LARGEST_WINDOW_LOG)?;
    Ok(decoder)
}

fn take(reader: &mut impl Read, n_bytes: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(n_bytes as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(error: &io::Error) -> String {
    format!("cannot read it: {}", plain_cause(error))
}

fn way_out(kind: &str) -> &'static str {
    if kind.ends_with("compressed") || kind.ends_with("archive") {
        "unpack it and add what is inside"
    } else if kind.ends_with("document") || kind.ends_with("book") || kind.ends_with("presentation")
    {
        "save its text or the page it came from"
    } else if kind.ends_with("workbook") || kind.ends_with("database") {
        "save the table as CSV"
    } else {
        "newsdex reads text, Markdown, HTML, JSON, CSV and feeds"
    }
}

/// The day on which a file was last changed, in UTC so that it is the same on every machine.
pub(crate) fn changed_on(path: &Path) -> Option<Date> {
    let changed = fs_err::metadata(path).ok()?.modified().ok()?;
    let timestamp = Timestamp::try_from(changed).ok()?;
    Some(TimeZone::UTC.to_datetime(timestamp).date())
}

/// What came through standard input or a pipe: small in memory, large in a file that lives as long as
/// this value.
pub(crate) struct Piped {
    pub(crate) original: Original,
    _spool: Option<tempfile::TempPath>,
}

/// Reads a stream that can be read only once.
pub(crate) fn pipe(stream: &mut dyn Read) -> Result<Piped, String> {
    let start = take(&mut (&mut *stream), MAX_ARTICLE_BYTES).map_err(|error| unreadable(&error))?;
    if start.len() < MAX_ARTICLE_BYTES {
        return Ok(Piped {
            original: Original::Bytes(start.into()),
            _spool: None,
        });
    }
    let start: Arc<[u8]> = start.into();
    // What is no text is not kept at any length: some pipes never end.
    Opened::original(&Original::Bytes(Arc::clone(&start)))?.checked()?;
    spooled(&start, stream).map_err(|error| {
        format!(
            "cannot keep it in a temporary file: {}",
            plain_cause(&error)
        )
    })
}

fn spooled(start: &[u8], stream: &mut dyn Read) -> io::Result<Piped> {
    let mut file = tempfile::NamedTempFile::new()?;
    io::Write::write_all(&mut file, start)?;
    let n_copied = io::copy(&mut (&mut *stream).take(MAX_PIPE_BYTES), &mut file)?;
    if n_copied == MAX_PIPE_BYTES {
        return Err(io::Error::other("the pipe never ends; save it to a file"));
    }
    file.as_file_mut().seek(SeekFrom::Start(0))?;
    let path = file.into_temp_path();
    Ok(Piped {
        original: Original::File(path.to_path_buf()),
        _spool: Some(path),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<String, String> {
        let opened = Opened::stream(Cursor::new(bytes.to_vec()))?.checked()?;
        Ok(String::from_utf8(opened.read_all()?).unwrap())
    }

    #[test]
    fn compression_is_told_by_the_bytes() {
        let text = "a line\n".repeat(50_000);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        io::Write::write_all(&mut gzip, text.as_bytes()).unwrap();
        assert_eq!(read(&gzip.finish().unwrap()).unwrap(), text);
        assert_eq!(
            read(&zstd::encode_all(text.as_bytes(), 1).unwrap()).unwrap(),
            text
        );
        assert_eq!(read(text.as_bytes()).unwrap(), text);
    }

    #[test]
    fn what_cannot_be_an_article_says_what_it_is() {
        let check = |bytes: &[u8], expected: &str| {
            let reason = read(bytes).unwrap_err();
            assert!(reason.contains(expected), "{reason}");
        };
        check(b"", "an empty file");
        check(b" \n\t", "an empty file");
        check(b"%PDF-1.4", "a PDF document, not text; save its text");
        check(b"\x1f\x8b\x08\x00 cut", "cannot read it");
    }

    #[test]
    fn a_bomb_is_read_up_to_the_cap() {
        let bomb =
            zstd::encode_all(io::repeat(b'a').take(MAX_ARTICLE_BYTES as u64 * 2), 1).unwrap();
        assert!(read(&bomb).unwrap_err().contains("--type jsonl"));
    }

    #[test]
    fn a_pipe_is_kept() {
        let piped = pipe(&mut &b"abc"[..]).unwrap();
        assert!(matches!(piped.original, Original::Bytes(bytes) if &bytes[..] == b"abc"));
        let zeros = pipe(&mut io::repeat(0)).map(drop).unwrap_err();
        assert!(zeros.contains("not text"), "{zeros}");
        let piped = pipe(&mut io::repeat(b'a').take(MAX_ARTICLE_BYTES as u64 + 5)).unwrap();
        let Original::File(path) = &piped.original else {
            panic!("kept in memory");
        };
        assert_eq!(
            fs_err::metadata(path).unwrap().len(),
            MAX_ARTICLE_BYTES as u64 + 5
        );
    }
}
