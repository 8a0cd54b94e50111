//! Sums of the files that the engine doesn't check: its own list of segments, and what stands beside it.
//!
//! Written last for a generation, read by `check` alone.

use std::path::PathBuf;

use fs_err as fs;

use super::folder::write_atomically;
use super::{IndexError, IndexFolder, Names, News, words};
use crate::article::ContentHash;

/// Keeps the sums of the files of a generation and of its segments.
pub(crate) fn write(
    folder: &IndexFolder,
    generation: &str,
    segments: impl Iterator<Item = String>,
) -> Result<(), IndexError> {
    let mut text = String::new();
    for name in names(generation, segments) {
        let bytes = fs::read(folder.path().join(&name))?;
        text.extend([
            ContentHash::of(&bytes).to_string().as_str(),
            " ",
            &name,
            "\n",
        ]);
    }
    Ok(write_atomically(
        &path(folder, generation),
        text.as_bytes(),
    )?)
}

/// The files whose sums are wrong; none where the sums are missing: their writer was ended before.
pub(crate) fn damaged(
    folder: &IndexFolder,
    generation: &str,
    segments: impl Iterator<Item = String>,
) -> Vec<PathBuf> {
    let Ok(text) = fs::read(path(folder, generation)) else {
        return Vec::new();
    };
    let text = String::from_utf8_lossy(&text);
    let known: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|line| line.split_once(' '))
        .collect();
    let is_intact = |name: &str| {
        let sum = known.iter().find(|(_, known)| *known == name);
        let bytes = fs::read(folder.path().join(name));
        sum.zip(bytes.ok())
            .is_some_and(|((sum, _), bytes)| ContentHash::of(&bytes).to_string() == *sum)
    };
    names(generation, segments)
        .into_iter()
        .filter(|name| !is_intact(name))
        .map(PathBuf::from)
        .collect()
}

fn names(generation: &str, segments: impl Iterator<Item = String>) -> Vec<String> {
    let mut names = vec![
        "engine/meta.json".to_owned(),
        format!("relations-{generation}"),
        News::file_name(generation),
        Names::file_name(generation),
    ];
    names.extend(words::file_names(segments));
    names
}

fn path(folder: &IndexFolder, generation: &str) -> PathBuf {
    folder.path().join(format!("sums-{generation}"))
}
