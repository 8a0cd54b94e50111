//! One source: recognised, then read whole or cut into the records of a dump.
//!
//! Nothing here knows of other sources or of threads; a reader that fails costs its article only.

use std::io::{BufRead, BufReader, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::decode::{Transcoder, decode, encoding_of};
use super::formats::jsonl::Layout;
use super::formats::pieces::{Cutter, Lines, Piece, Values};
use super::formats::recognise::{Head, Shape, recognise};
use super::formats::{csv, envelope, feed, html, jsonl, markdown, text};
use super::name::{Origin, RawArticle, named};
use super::open::{HEAD_BYTES, MAX_ARTICLE_BYTES, Opened};
use super::{Batch, Incoming, Item, Kind, Options, Original, Rejection};
use crate::article::ContentHash;

/// Records that are read at once.
const MAX_GROUP_RECORDS: usize = 256;
const MAX_RECORD_GROUP_BYTES: usize = 4 << 20;

/// What reading a source whole comes to.
pub(super) enum Whole {
    Batch(Box<Batch>),
    /// Too many records for that.
    Dump(Dump),
}

/// A dump that was recognised and opened.
pub(super) struct Dump {
    pub(super) original: Original,
    pub(super) kind: Kind,
    pub(super) cutter: Box<dyn Cutter>,
    pub(super) header: Option<csv::Header>,
}

/// A file small enough is held; a larger one can only be a dump.
pub(super) fn original_of(path: &Path) -> Result<Original, String> {
    let unreadable =
        |error: &std::io::Error| format!("cannot read it: {}", super::source::plain_cause(error));
    let metadata = fs_err::metadata(path).map_err(|error| unreadable(&error))?;
    if metadata.len() > MAX_ARTICLE_BYTES as u64 {
        return Ok(Original::File(path.to_path_buf()));
    }
    let bytes = fs_err::read(path).map_err(|error| unreadable(&error))?;
    Ok(Original::Bytes(bytes.into()))
}

pub(super) fn read_whole(
    origin: &Origin,
    original: Result<Original, String>,
    options: &Options,
    from_folder: bool,
) -> Whole {
    let result = original.and_then(|original| {
        let opened = Opened::original(&original)?.checked()?;
        let name = bare_name(&origin.source);
        let text = opened.head_text();
        let head = Head {
            text: &text,
            is_all: opened.is_all,
            name: &name,
        };
        let shape = recognise(&head, options.kind)?;
        match shape {
            Shape::Csv | Shape::Json(Layout::Lines | Layout::Array) => {
                dump_of(shape, original, opened).map(Whole::Dump)
            }
            Shape::Json(layout @ (Layout::Values | Layout::Envelope)) => {
                values_of(layout, opened, original, origin, options, from_folder)
            }
            Shape::Text | Shape::Markdown | Shape::Html | Shape::Feed => {
                let bytes = opened.read_all()?;
                let items = articles(shape, &bytes, &original, origin);
                Ok(batch(shape.kind(), original, origin, from_folder, items))
            }
        }
    });
    result.unwrap_or_else(|reason| {
        Whole::Batch(Box::new(rejected(&origin.source, reason, from_folder)))
    })
}

fn batch(
    kind: Kind,
    original: Original,
    origin: &Origin,
    from_folder: bool,
    items: Vec<Item>,
) -> Whole {
    Whole::Batch(Box::new(Batch {
        source: origin.source.clone(),
        kind,
        original,
        is_dump: false,
        from_folder,
        is_last: true,
        web: None,
        items,
    }))
}

/// A source that could not be taken in.
pub(super) fn rejected(source: &str, reason: String, from_folder: bool) -> Batch {
    Batch {
        source: source.to_owned(),
        kind: Kind::Text,
        original: Original::Bytes(Vec::new().into()),
        is_dump: false,
        from_folder,
        is_last: true,
        web: None,
        items: vec![Item::Rejected(Rejection {
            source: source.to_owned(),
            line: None,
            reason,
        })],
    }
}

pub(super) fn nothing_in(source: &str) -> Item {
    Item::Rejected(Rejection {
        source: source.to_owned(),
        line: None,
        reason: "holds no record".to_owned(),
    })
}

/// The name of a file in lower case, without the suffixes of compression.
fn bare_name(source: &str) -> String {
    let name = source
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let bare = name
        .strip_suffix(".gz")
        .or_else(|| name.strip_suffix(".zst"));
    bare.map_or_else(|| name.clone(), str::to_owned)
}

/// Reads a text, a page, a Markdown file or all items of a feed from its unpacked `bytes`.
fn articles(shape: Shape, bytes: &[u8], original: &Original, origin: &Origin) -> Vec<Item> {
    let received = match original {
        Original::Bytes(packed) => ContentHash::of(packed),
        // Too large to be held packed; what is unpacked of it is all that there is to hash.
        Original::File(_) => ContentHash::of(bytes),
    };
    let text = decode(bytes);
    let one = |read: &dyn Fn() -> Result<RawArticle, String>| {
        vec![item(None, received, origin, guarded(read))]
    };
    match shape {
        Shape::Markdown => one(&|| Ok(markdown::read(&text, origin))),
        Shape::Html => one(&|| html::read(&text, origin)),
        Shape::Feed => feed_items(&text, origin, None)
            .unwrap_or_else(|reason| vec![item(None, received, origin, Err(reason))]),
        _ => one(&|| Ok(text::read(&text, origin))),
    }
}

/// Reads all items of a feed, which is known under `link`; `Err` if it is no feed at all.
pub(super) fn feed_items(
    text: &str,
    origin: &Origin,
    link: Option<&str>,
) -> Result<Vec<Item>, String> {
    let items = guarded(&|| feed::read(text, origin, link))?;
    let named = |found: feed::FeedItem| {
        let received = ContentHash::of(&found.received);
        item(found.line, received, origin, found.read)
    };
    Ok(items.into_iter().map(named).collect())
}

/// A reader that panics on one article costs that article only.
pub(super) fn guarded<T>(read: &dyn Fn() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        Err("its reader failed on it, which is a mistake in newsdex; please report it".to_owned())
    })
}

pub(super) fn item(
    line: Option<u64>,
    received: ContentHash,
    origin: &Origin,
    raw: Result<RawArticle, String>,
) -> Item {
    let source = origin.source.clone();
    let named = raw.and_then(|mut raw| {
        let own = (
            std::mem::take(&mut raw.by_hand),
            std::mem::take(&mut raw.notes),
            std::mem::take(&mut raw.mapped),
        );
        Ok((named(raw, origin, received)?, own))
    });
    match named {
        Ok(((article, has_own_id), (by_hand, notes, mapped))) => {
            Item::Article(Box::new(Incoming {
                source,
                line,
                received,
                has_own_id,
                article,
                by_hand,
                notes,
                mapped,
            }))
        }
        Err(reason) => Item::Rejected(Rejection {
            source,
            line,
            reason,
        }),
    }
}

/// The bytes as UTF-8 without a byte order mark, whatever they were.
fn utf8(opened: Opened) -> Box<dyn Read + Send> {
    let encoding = encoding_of(&opened.head);
    let has_mark = opened.head.starts_with("\u{feff}".as_bytes());
    if encoding == encoding_rs::UTF_8 && !has_mark {
        return opened.reader;
    }
    Box::new(Transcoder::new(opened.reader, encoding))
}

fn dump_of(shape: Shape, original: Original, opened: Opened) -> Result<Dump, String> {
    // Old Macs, and some spreadsheets on new ones, end lines with CR alone.
    let ends_with_cr = opened.head.contains(&b'\r') && !opened.head.contains(&b'\n');
    let mut reader = BufReader::with_capacity(1 << 16, utf8(opened));
    let unreadable = |error| format!("cannot read it: {}", super::source::plain_cause(&error));
    let mut header = None;
    let cutter: Box<dyn Cutter> = match shape {
        Shape::Csv => {
            let reader: Box<dyn BufRead + Send> = if ends_with_cr {
                Box::new(BufReader::new(csv::CrAsLf(reader)))
            } else {
                Box::new(reader)
            };
            let mut rows = csv::Rows::new(reader);
            let first = rows.next_piece().map_err(unreadable)?;
            let read = csv::Header::new(&first.ok_or("an empty file")?.bytes?)?;
            rows.set_delimiter(&read);
            header = Some(read);
            Box::new(rows)
        }
        Shape::Json(Layout::Array) => Box::new(Values::of_array(reader)),
        Shape::Json(Layout::Values) => Box::new(Values::in_a_row(reader)),
        Shape::Json(Layout::Envelope) => {
            let mut start = Vec::new();
            let n_bytes = HEAD_BYTES as u64;
            reader
                .by_ref()
                .take(n_bytes)
                .read_to_end(&mut start)
                .map_err(unreadable)?;
            let list = envelope::list_in(&start).ok_or("holds no list of records")?;
            let whole = Cursor::new(start).chain(reader);
            Box::new(Values::of_list(whole, list).map_err(unreadable)?)
        }
        _ => Box::new(Lines::new(reader)),
    };
    Ok(Dump {
        original,
        kind: shape.kind(),
        cutter,
        header,
    })
}

/// One object is an article or an envelope of articles; several in a row are a dump.
fn values_of(
    layout: Layout,
    opened: Opened,
    original: Original,
    origin: &Origin,
    options: &Options,
    from_folder: bool,
) -> Result<Whole, String> {
    if matches!(original, Original::File(_)) {
        return dump_of(Shape::Json(layout), original, opened).map(Whole::Dump);
    }
    let mut cutter = Values::in_a_row(BufReader::new(utf8(opened)));
    let mut next = || {
        cutter
            .next_piece()
            .map_err(|error| format!("cannot read it: {}", super::source::plain_cause(&error)))
    };
    let first = next()?.ok_or("an empty file")?;
    if next()?.is_some() {
        let again = Opened::original(&original)?;
        return dump_of(Shape::Json(Layout::Values), original, again).map(Whole::Dump);
    }
    let bytes = first.bytes?;
    let read = guarded(&|| Ok(jsonl::read_envelope(&bytes, &options.map, origin)))?;
    let items = read
        .into_iter()
        .map(|(bytes, raw)| item(None, ContentHash::of(&bytes), origin, raw))
        .collect();
    Ok(batch(Kind::Jsonl, original, origin, from_folder, items))
}

pub(super) fn next_group(cutter: &mut dyn Cutter) -> (Vec<Piece>, bool) {
    let mut pieces = Vec::new();
    let mut n_bytes = 0;
    while pieces.len() < MAX_GROUP_RECORDS && n_bytes < MAX_RECORD_GROUP_BYTES {
        match cutter.next_piece() {
            Ok(Some(piece)) => {
                n_bytes += piece.bytes.as_ref().map_or(0, Vec::len);
                pieces.push(piece);
            }
            Ok(None) => return (pieces, true),
            Err(error) => {
                let line = pieces.last().map_or(0, |piece: &Piece| piece.line) + 1;
                let reason = format!(
                    "cannot read on from here: {}",
                    super::source::plain_cause(&error)
                );
                pieces.push(Piece {
                    line,
                    bytes: Err(reason),
                });
                return (pieces, true);
            }
        }
    }
    (pieces, false)
}

/// The article of a record; a record that is an envelope of articles gives all of them.
pub(super) fn record_items(
    piece: Piece,
    header: Option<&csv::Header>,
    origin: &Origin,
    options: &Options,
) -> Vec<Item> {
    let line = Some(piece.line);
    let bytes = match piece.bytes {
        Ok(bytes) => bytes,
        Err(reason) => return vec![item(line, ContentHash::of(b""), origin, Err(reason))],
    };
    let received = |bytes: &[u8]| ContentHash::of(bytes.trim_ascii());
    if let Some(header) = header {
        let raw = guarded(&|| csv::read(&bytes, header, &options.map, origin));
        return vec![item(line, received(&bytes), origin, raw)];
    }
    match guarded(&|| Ok(jsonl::read_envelope(&bytes, &options.map, origin))) {
        Ok(read) => read
            .into_iter()
            .map(|(bytes, raw)| item(line, received(&bytes), origin, raw))
            .collect(),
        Err(reason) => vec![item(line, received(&bytes), origin, Err(reason))],
    }
}
