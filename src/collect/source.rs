//! What a person typed after `add`: a file, a folder, a link, standard input, or nothing that is there.
//!
//! Folders are walked in the order of their names, so the same folder gives the same articles in the
//! same order. Hidden files are no articles. Links to files are followed; links to folders are not, so
//! that no loop and no folder outside the one that was named is walked.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::article::urls;

/// One source, recognised.
pub(crate) enum Source {
    /// `-`
    Stdin,
    /// A link; nothing here opens one.
    Link,
    /// A file, a pipe or the like.
    File(PathBuf),
    /// A folder.
    Folder(PathBuf),
    /// Nothing of that name; names that are nearly the same.
    Missing(Vec<String>),
}

/// Recognises what a person typed.
pub(crate) fn recognise(source: &OsStr) -> Source {
    if source == "-" {
        return Source::Stdin;
    }
    let text = source.to_str();
    // A `file:` link is no path: who passes links on must not be led to the files of this machine.
    let path = PathBuf::from(source);
    let is_link = text.is_some_and(urls::is_link);
    match fs_err::metadata(&path) {
        Ok(metadata) if metadata.is_dir() => Source::Folder(path),
        // A file that can't be opened says so when it is read.
        Ok(_) => Source::File(path),
        Err(_) if is_link => Source::Link,
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => Source::File(path),
        // A link that leads nowhere, or in a circle.
        Err(_) if fs_err::symlink_metadata(&path).is_ok() => Source::File(path),
        Err(_) => Source::Missing(near_misses(&path)),
    }
}

/// What a walk through a folder meets.
pub(crate) enum Met {
    /// A file to read.
    File(PathBuf),
    /// Something that can't be read, and why.
    Unreadable(PathBuf, String),
}

/// The files below a folder, by name.
pub(crate) fn walk(folder: &Path) -> impl Iterator<Item = Met> {
    let root = fs_err::canonicalize(folder).ok();
    WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry))
        .filter_map(move |entry| match entry {
            Ok(entry) if entry.file_type().is_dir() => None,
            Ok(entry) if entry.path_is_symlink() => behind_link(entry.into_path(), root.as_deref()),
            Ok(entry) if entry.file_type().is_file() => Some(Met::File(entry.into_path())),
            // Pipes, sockets and devices: reading one may never end.
            Ok(entry) => Some(Met::Unreadable(
                entry.into_path(),
                "no regular file".to_owned(),
            )),
            Err(error) => {
                let path = error.path().map(Path::to_path_buf).unwrap_or_default();
                let cause = error
                    .io_error()
                    .map_or_else(|| error.to_string(), plain_cause);
                Some(Met::Unreadable(path, format!("cannot read it: {cause}")))
            }
        })
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}

fn behind_link(path: PathBuf, root: Option<&Path>) -> Option<Met> {
    let Ok(target) = fs_err::canonicalize(&path) else {
        return Some(Met::Unreadable(
            path,
            "a link that leads nowhere".to_owned(),
        ));
    };
    if target.is_file() {
        return Some(Met::File(path));
    }
    // Inside the folder it is walked anyway; the folder itself and its parents would be a loop.
    let is_walked = root.is_some_and(|root| target.starts_with(root) || root.starts_with(&target));
    if is_walked {
        return None;
    }
    let reason = format!(
        "a link to the folder `{0}`; add that folder by its own name",
        target.display()
    );
    Some(Met::Unreadable(path, reason))
}

/// The cause of an input error, without the number of the operating system.
pub(crate) fn plain_cause(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    // fs_err says "failed to open file `x`: No such file"; the rejection names the file already.
    let cause = text.rsplit("`: ").next().unwrap_or(text);
    let mut chars = cause.chars();
    chars.next().map_or(String::new(), |first| {
        first.to_lowercase().chain(chars).collect()
    })
}

/// Names in the same folder that are at most a third of their letters away.
fn near_misses(path: &Path) -> Vec<String> {
    const MAX_NAMES: usize = 3;
    const MAX_LOOKED_AT: usize = 10_000;
    let Some(wanted) = path
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase())
    else {
        return Vec::new();
    };
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let folder = parent.unwrap_or(Path::new("."));
    let Ok(entries) = fs_err::read_dir(folder) else {
        return parent.map(near_misses).unwrap_or_default();
    };
    let mut near: Vec<(usize, String)> = entries
        .filter_map(Result::ok)
        .take(MAX_LOOKED_AT)
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let distance = distance(&wanted, &name.to_lowercase());
            let is_near = distance * 3 <= wanted.chars().count().max(3) && !name.starts_with('.');
            is_near.then(|| {
                let found =
                    parent.map_or_else(|| PathBuf::from(&name), |parent| parent.join(&name));
                (distance, found.display().to_string())
            })
        })
        .collect();
    near.sort();
    near.into_iter()
        .take(MAX_NAMES)
        .map(|(_, name)| name)
        .collect()
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(256).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(256).enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(&b) {
            let best = (diagonal + usize::from(x != *y))
                .min(left + 1)
                .min(*cell + 1);
            diagonal = *cell;
            *cell = best;
            left = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        walk(folder)
            .map(|met| match met {
                Met::File(path) => path.strip_prefix(folder).unwrap().display().to_string(),
                Met::Unreadable(path, reason) => {
                    format!(
                        "! {}: {}",
                        path.strip_prefix(folder).unwrap().display(),
                        reason.split('`').next().unwrap()
                    )
                }
            })
            .collect()
    }

    #[test]
    fn a_folder_is_walked_by_name_without_hidden_files() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.md", "a/z.md", "a/y.txt", ".hidden", ".git/x.md", "c"] {
            let path = folder.path().join(name);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, "x").unwrap();
        }
        assert_eq!(names(folder.path()), ["a/y.txt", "a/z.md", "b.md", "c"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_with_care() {
        use std::os::unix::fs::symlink;
        let outside = tempfile::tempdir().unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs_err::write(outside.path().join("o.md"), "x").unwrap();
        fs_err::create_dir_all(folder.path().join("a")).unwrap();
        fs_err::write(folder.path().join("a/x.md"), "x").unwrap();
        symlink("..", folder.path().join("a/loop")).unwrap();
        symlink("/", folder.path().join("a/root")).unwrap();
        symlink("circle", folder.path().join("circle")).unwrap();
        symlink("nowhere", folder.path().join("dangling")).unwrap();
        symlink(outside.path().join("o.md"), folder.path().join("file.md")).unwrap();
        symlink(outside.path(), folder.path().join("other")).unwrap();
        assert_eq!(
            names(folder.path()),
            [
                "a/x.md",
                "! circle: a link that leads nowhere",
                "! dangling: a link that leads nowhere",
                "file.md",
                "! other: a link to the folder ",
            ]
        );
    }

    #[test]
    fn a_name_that_is_not_there_brings_near_ones() {
        let folder = tempfile::tempdir().unwrap();
        fs_err::write(folder.path().join("articles.jsonl"), "x").unwrap();
        fs_err::write(folder.path().join("other"), "x").unwrap();
        let typed = folder.path().join("artcles.jsonl").display().to_string();
        let Source::Missing(near) = recognise(typed.as_ref()) else {
            panic!("{typed} is not there");
        };
        assert_eq!(
            near,
            [folder.path().join("articles.jsonl").display().to_string()]
        );
        assert_eq!(
            (
                distance("abc", "abd"),
                distance("", "ab"),
                distance("ab", "")
            ),
            (1, 2, 2)
        );
    }
}
