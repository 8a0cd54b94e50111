//! Bytes to text: which encoding it is, and whether it is text at all.
//!
//! A byte order mark decides; then valid UTF-8; then what the page says of itself; then the guess that
//! browsers make. What is no text is named ([`binary_kind`]), so that a person knows what to do.
//! Line ends come out as LF. Nothing here knows formats of articles.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The text of some bytes, whatever their encoding; bytes that are no character become U+FFFD.
pub(crate) fn decode(bytes: &[u8]) -> String {
    let (text, _, _) = encoding_of(bytes).decode(bytes);
    with_lf(&text)
}

/// As [`decode`], with the encoding that a server claims: it counts where the bytes don't tell.
pub(crate) fn decode_as(bytes: &[u8], claimed: Option<&str>) -> String {
    let is_plain = Encoding::for_bom(bytes).is_some()
        || wide_encoding(bytes).is_some()
        || is_mostly_utf8(bytes);
    let claimed = claimed
        .and_then(|label| Encoding::for_label(label.as_bytes()))
        .filter(|encoding| !is_plain && *encoding != UTF_8);
    match claimed {
        Some(encoding) => with_lf(&encoding.decode(bytes).0),
        None => decode(bytes),
    }
}

/// Line ends as LF, no byte order mark.
pub(crate) fn with_lf(text: &str) -> String {
    let text = text.trim_start_matches('\u{feff}');
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.to_owned()
    }
}

/// The encoding of a text, told from its first bytes (all of them, or a generous head).
pub(crate) fn encoding_of(head: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return encoding;
    }
    if let Some(encoding) = wide_encoding(head) {
        return encoding;
    }
    if is_mostly_utf8(head) {
        return UTF_8;
    }
    declared(head).unwrap_or_else(|| guessed(head))
}

/// UTF-16 without a mark: in Latin text every second byte is zero.
fn wide_encoding(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.get(..head.len().min(1024)).unwrap_or(head);
    let zeros = |first: usize| {
        head.iter()
            .skip(first)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let half = head.len() / 2;
    if half >= 4 && odd * 10 > half * 6 && even * 10 < half {
        return Some(UTF_16LE);
    }
    (half >= 4 && even * 10 > half * 6 && odd * 10 < half).then_some(UTF_16BE)
}

/// Valid UTF-8, or with so few broken bytes that they are damage and not another encoding.
fn is_mostly_utf8(head: &[u8]) -> bool {
    let (mut broken, mut wide) = (0_usize, 0_usize);
    for chunk in head.utf8_chunks() {
        // The head may end in the middle of a character.
        let is_cut = chunk.invalid().len() < 4 && head.ends_with(chunk.invalid());
        broken += usize::from(!chunk.invalid().is_empty() && !is_cut);
        wide += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
    }
    let is_little_damage = broken <= FEW_BROKEN && wide >= broken;
    broken == 0 || wide > broken * 10 || (is_little_damage && guessed(head).is_single_byte())
}

/// So few broken bytes in a short text are damage, unless the guess is an encoding of East Asia, where
/// some pairs of bytes happen to be UTF-8 as well.
const FEW_BROKEN: usize = 3;

/// What an HTML page (`charset=`) or an XML file (`encoding=`) says of itself in its first lines.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let start = head
        .get(..head.len().min(4096))
        .unwrap_or(head)
        .to_ascii_lowercase();
    if !start.contains(&b'<') {
        return None;
    }
    [&b"charset="[..], b"encoding="].iter().find_map(|key| {
        let at = memchr::memmem::find(&start, key)? + key.len();
        let label: Vec<u8> = start
            .get(at..)?
            .iter()
            .copied()
            .skip_while(|byte| matches!(byte, b'"' | b'\'' | b' '))
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            .collect();
        // The bytes are no UTF-8, whatever the page says.
        Encoding::for_label(&label).filter(|encoding| *encoding != UTF_8)
    })
}

fn guessed(head: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, true);
    detector.guess(None, Utf8Detection::Allow)
}

/// Names what the bytes are if they are no text: `a PDF document`, `a PNG image`.
pub(crate) fn binary_kind(head: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 25] = [
        (b"%PDF-", "a PDF document"),
        (b"{\\rtf", "an RTF document"),
        (b"\x89PNG", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"II*\0", "a TIFF image"),
        (b"MM\0*", "a TIFF image"),
        (b"BM\0", "a bitmap image"),
        (b"\0\0\x01\0", "an icon"),
        (b"wOFF", "a font"),
        (b"wOF2", "a font"),
        (b"\xd0\xcf\x11\xe0", "an old Office document"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"\xfd7zXZ\0", "xz-compressed"),
        (b"BZh", "bzip2-compressed"),
        (b"\x1f\x9d", "compress-compressed"),
        (b"Rar!", "a RAR archive"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\x7fELF", "a program"),
        (b"MZ\x90", "a program"),
        (b"ID3", "an audio file"),
        (b"OggS", "an audio file"),
        (b"fLaC", "an audio file"),
        (b"\x1a\x45\xdf\xa3", "a video"),
        (b"bplist00", "a binary property list"),
    ];
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(name);
    }
    if head.starts_with(b"PK\x03\x04") {
        return Some(zip_kind(head));
    }
    if head.starts_with(b"RIFF") {
        return Some(if head.get(8..12) == Some(b"WEBP") {
            "a WebP image"
        } else {
            "a media file"
        });
    }
    if matches!(head.get(4..8), Some(b"ftyp")) {
        return Some("a video or image container");
    }
    if head.get(257..262) == Some(b"ustar") {
        return Some("a tar archive");
    }
    let is_wide = Encoding::for_bom(head).is_some() || wide_encoding(head).is_some();
    (!is_wide && has_binary_noise(head)).then_some("binary data")
}

fn zip_kind(head: &[u8]) -> &'static str {
    let holds = |name: &[u8]| memchr::memmem::find(head, name).is_some();
    if holds(b"word/") {
        "a Word document"
    } else if holds(b"xl/") {
        "an Excel workbook"
    } else if holds(b"ppt/") {
        "a PowerPoint presentation"
    } else if holds(b"application/epub+zip") {
        "an EPUB book"
    } else if holds(b"application/vnd.oasis.opendocument") {
        "an OpenDocument file"
    } else {
        "a ZIP archive"
    }
}

/// Zero bytes, or more control characters than damaged text has (terminal escapes are text).
fn has_binary_noise(head: &[u8]) -> bool {
    let zeros = memchr::memchr_iter(0, head).count();
    // 27 begins the colours of a terminal, 30 each text of a JSON text sequence.
    let controls = head
        .iter()
        .filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=29 | 31))
        .count();
    zeros * 1000 > head.len() || (zeros > 0 && head.len() < 512) || controls * 20 > head.len()
}

/// Reads any encoding as UTF-8, a piece at a time.
pub(crate) struct Transcoder<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_at: usize,
    text: Vec<u8>,
    text_at: usize,
    is_done: bool,
}

impl<R: Read> Transcoder<R> {
    /// Reads `inner` as `encoding`; a byte order mark is dropped.
    pub(crate) fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder(),
            raw: Vec::new(),
            raw_at: 0,
            text: Vec::new(),
            text_at: 0,
            is_done: false,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        const PIECE: usize = 1 << 16;
        let mut is_last = false;
        if self.raw_at >= self.raw.len() {
            self.raw.resize(PIECE, 0);
            let n_read = self.inner.read(&mut self.raw)?;
            self.raw.truncate(n_read);
            self.raw_at = 0;
            is_last = n_read == 0;
        }
        self.text.resize(PIECE * 3 + 16, 0);
        let rest = self.raw.get(self.raw_at..).unwrap_or_default();
        let (result, n_read, n_written, _) =
            self.decoder.decode_to_utf8(rest, &mut self.text, is_last);
        self.raw_at += n_read;
        self.text.truncate(n_written);
        self.text_at = 0;
        self.is_done = is_last && result == CoderResult::InputEmpty;
        Ok(())
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.text_at >= self.text.len() {
            if self.is_done || buffer.is_empty() {
                return Ok(0);
            }
            self.refill()?;
        }
        let rest = self.text.get(self.text_at..).unwrap_or_default();
        let n = rest.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(rest) {
            *to = *from;
        }
        self.text_at += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_comes_out_as_the_same_text() {
        let expected = "Über 38 Milliarden €\nfür OpenAI";
        let utf16 = |big: bool, mark: bool| {
            let text = if mark {
                format!("\u{feff}{expected}")
            } else {
                expected.to_owned()
            };
            text.encode_utf16()
                .flat_map(|unit| {
                    if big {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    }
                })
                .collect::<Vec<u8>>()
        };
        let check = |bytes: &[u8]| assert_eq!(decode(bytes), expected);
        check(expected.as_bytes());
        check(format!("\u{feff}{}", expected.replace('\n', "\r\n")).as_bytes());
        for (big, mark) in [(true, true), (true, false), (false, true), (false, false)] {
            check(&utf16(big, mark));
        }
        let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(expected);
        check(&windows);
    }

    #[test]
    fn a_page_says_what_it_is_written_in() {
        let text = "<meta charset=\"shift_jis\"><p>日本語のニュース</p>";
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(text);
        assert_eq!(decode(&bytes), text);
    }

    #[test]
    fn what_a_server_claims_counts_where_the_bytes_do_not_tell() {
        let check = |bytes: &[u8], claimed: &str, expected: &str| {
            assert_eq!(decode_as(bytes, Some(claimed)), expected, "{claimed}");
        };
        let text = "Новости рынка";
        let (cyrillic, _, _) = encoding_rs::KOI8_R.encode(text);
        check(&cyrillic, "koi8-r", text);
        check(text.as_bytes(), "iso-8859-1", text);
        let text = "Le café a été fermé à Zürich, où l’été dure";
        let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        check(&windows, "utf-8", text);
        check(b"plain", "no-such-encoding", "plain");
    }

    #[test]
    fn a_few_broken_bytes_do_not_change_the_encoding() {
        let mut bytes = "ä".repeat(200).into_bytes();
        bytes.push(0xff);
        bytes.extend_from_slice("ö".as_bytes());
        assert!(decode(&bytes).ends_with("\u{fffd}ö"));
        assert_eq!(decode(b"caf\xc3\xa9 \xff"), "café \u{fffd}");
        let text = "これはテストです";
        assert_eq!(decode(&encoding_rs::EUC_JP.encode(text).0), text);
    }

    #[test]
    fn what_is_no_text_is_named() {
        let check = |bytes: &[u8], expected: Option<&str>| assert_eq!(binary_kind(bytes), expected);
        check(b"%PDF-1.7", Some("a PDF document"));
        check(b"PK\x03\x04....word/document.xml", Some("a Word document"));
        check(b"a\0b\0\0\0\x01\x02", Some("binary data"));
        check(b"plain \x1b[31mred\x1b[0m", None);
        check(
            "\u{feff}h"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<_>>()
                .as_slice(),
            None,
        );
        check(b"", None);
    }

    #[test]
    fn a_stream_is_read_as_utf8_whatever_its_pieces() {
        let text = "Zürich—日本 ".repeat(30_000);
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut out = String::new();
        Transcoder::new(&bytes[..], UTF_16LE)
            .read_to_string(&mut out)
            .unwrap();
        assert_eq!(out, text);
    }
}
