//! JSON and JSON Lines of anything that has a wire type.

use std::io::{self, Write};

use serde::Serialize;

/// Writes one value on one line.
pub fn line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// Writes one value a line.
pub fn lines<T: Serialize>(
    values: impl IntoIterator<Item = T>,
    out: &mut dyn Write,
) -> io::Result<()> {
    values.into_iter().try_for_each(|value| line(&value, out))
}
