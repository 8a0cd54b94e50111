//! Text files line by line, plain or compressed, with a cap on the length of a line.

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::EvaluateError;

/// Longest line that is read, in bytes; a corpus line holds a whole document.
const MAX_LINE_BYTES: u64 = 64 * 1024 * 1024;

/// Opens a file; `.gz` and `.zst` are unpacked on the way.
pub(super) fn open(path: &Path) -> Result<Box<dyn BufRead>, EvaluateError> {
    if path.is_dir() {
        let path = path.to_owned();
        return Err(EvaluateError::Folder { path });
    }
    let file = fs_err::File::open(path).map_err(EvaluateError::Read)?;
    let suffix = path.extension().and_then(|suffix| suffix.to_str());
    let reader: Box<dyn Read> = match suffix {
        Some("gz") => Box::new(flate2::read::MultiGzDecoder::new(BufReader::new(file))),
        Some("zst") => Box::new(zstd::Decoder::new(file).map_err(EvaluateError::Read)?),
        _ => Box::new(file),
    };
    Ok(Box::new(BufReader::new(reader)))
}

/// Calls `read` with the number (from 1) and text of each line that is not blank. Its error says what
/// is wrong with the line.
pub(super) fn each_line(
    mut reader: impl BufRead,
    path: &Path,
    mut read: impl FnMut(u64, &str) -> Result<(), String>,
) -> Result<(), EvaluateError> {
    let mut bytes = Vec::new();
    let mut line = 0;
    loop {
        bytes.clear();
        line += 1;
        let at_line = |problem: String| EvaluateError::Line {
            file: path.to_owned(),
            line,
            problem,
        };
        let n_read = (&mut reader)
            .take(MAX_LINE_BYTES)
            .read_until(b'\n', &mut bytes)
            .map_err(|error: io::Error| at_line(format!("cannot read on: {error}")))?;
        if n_read == 0 {
            return Ok(());
        }
        if n_read as u64 == MAX_LINE_BYTES {
            return Err(at_line("the line is longer than 64 MiB".to_owned()));
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| at_line("no UTF-8".to_owned()))?;
        let text = text
            .strip_prefix('\u{feff}')
            .filter(|_| line == 1)
            .unwrap_or(text);
        if !text.trim().is_empty() {
            read(line, text.trim_end_matches(['\n', '\r'])).map_err(at_line)?;
        }
    }
}
