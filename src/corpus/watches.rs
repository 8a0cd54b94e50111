//! Watches: queries that are asked again and again, each with what it has told already.
//!
//! One file a watch, `corpus/.newsdex/watches/NAME.json`, written wholly or not at all by whoever holds
//! [`lock()`]. That lock is not the writer's: a watch may wait for the reader of its output as long as it
//! likes without keeping anybody from adding articles.

use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::lock::{self, Holder, LockError, WriterLock};
use super::{CorpusError, Home, files};

/// A query that is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// Its name.
    pub name: WatchName,
    /// The query as typed; days such as `since:7d` count from the day of each run.
    pub query: String,
    /// The day on which it was added.
    pub added: Date,
    /// The day of its last run.
    pub last_run: Option<Date>,
    /// Ids of the articles that it has told, or that matched already when it was added.
    pub known: BTreeSet<String>,
}

/// All watches, by name.
pub fn watches(home: &Home) -> Result<Vec<Watch>, CorpusError> {
    let folder = folder(home);
    let entries = match fs_err::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(CorpusError::read(&folder, error)),
    };
    let mut names: Vec<WatchName> = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| CorpusError::read(&folder, error))?;
        let file = entry.file_name();
        let name = file.to_str().and_then(|file| file.strip_suffix(SUFFIX));
        names.extend(name.and_then(|name| name.parse().ok()));
    }
    names.sort();
    let all = names.into_iter().map(|name| read(home, name));
    Ok(all
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .flatten()
        .collect())
}

/// The watch of this name.
pub fn watch(home: &Home, name: &WatchName) -> Result<Option<Watch>, CorpusError> {
    read(home, name.clone())
}

/// Lets one process run and change watches at a time, waiting up to `wait` for another to end.
pub fn lock(home: &Home, holder: &Holder, wait: Duration) -> Result<WriterLock, CorpusError> {
    let folder = folder(home);
    fs_err::create_dir_all(&folder).map_err(|error| {
        let path = folder.clone();
        let source = super::bare(error);
        LockError::Io { path, source }
    })?;
    let lock = lock::acquire_at(folder.join("lock"), holder, wait)?;
    sweep(&folder);
    Ok(lock)
}

impl Watch {
    /// Writes the watch in place of what stood under its name. Only under [`lock()`].
    pub fn write(&self, home: &Home) -> Result<(), CorpusError> {
        let path = path(home, &self.name);
        let stored = Stored {
            version: VERSION,
            query: self.query.clone(),
            added: self.added,
            last_run: self.last_run,
            known: self.known.clone(),
        };
        let unwritable = |error| CorpusError::write(&path, error);
        let bytes = serde_json::to_vec_pretty(&stored).map_err(|error| unwritable(error.into()))?;
        // Not under the name of the writer's own unfinished files: the writer may sweep at any moment.
        crate::files::write(&path, &bytes, UNFINISHED).map_err(unwritable)
    }

    /// Removes the watch and what it has told. Only under [`lock()`].
    pub fn remove(&self, home: &Home) -> Result<(), CorpusError> {
        let path = path(home, &self.name);
        fs_err::remove_file(&path).map_err(|error| CorpusError::write(&path, error))?;
        files::sync_folder(&path);
        Ok(())
    }
}

/// The name of a watch: letters a to z, digits, `-` and `_`. Capitals are folded, because the file
/// systems of some computers fold them too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WatchName(String);

/// Longest name of a watch, in bytes.
const MAX_NAME_BYTES: usize = 64;

impl FromStr for WatchName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.to_ascii_lowercase();
        let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let is_fit = name.starts_with(is_letter)
            && name.len() <= MAX_NAME_BYTES
            && name.chars().all(|c| is_letter(c) || c == '-' || c == '_');
        if is_fit {
            Ok(Self(name))
        } else {
            Err(format!(
                "a name is made of up to {MAX_NAME_BYTES} letters a to z, digits, - and _"
            ))
        }
    }
}

impl fmt::Display for WatchName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl WatchName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The version of the files.
const VERSION: u32 = 1;
/// How the name of a watch's file ends.
const SUFFIX: &str = ".json";
/// How the name of an unfinished file begins.
const UNFINISHED: &str = ".watch-";

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    query: String,
    added: Date,
    last_run: Option<Date>,
    known: BTreeSet<String>,
}

fn folder(home: &Home) -> PathBuf {
    home.state().join("watches")
}

fn path(home: &Home, name: &WatchName) -> PathBuf {
    folder(home).join(format!("{name}{SUFFIX}"))
}

fn read(home: &Home, name: WatchName) -> Result<Option<Watch>, CorpusError> {
    let path = path(home, &name);
    let bytes = match fs_err::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(CorpusError::read(&path, error)),
    };
    let stored: Option<Stored> = serde_json::from_slice(&bytes).ok();
    let Some(stored) = stored.filter(|stored| stored.version == VERSION) else {
        let what = "it is no watch that this newsdex can read".to_owned();
        return Err(CorpusError::Damaged { path, what });
    };
    Ok(Some(Watch {
        name,
        query: stored.query,
        added: stored.added,
        last_run: stored.last_run,
        known: stored.known,
    }))
}

/// Removes what a killed run left unfinished.
fn sweep(folder: &Path) {
    for entry in fs_err::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            // What can't be removed harms nobody: it is never read.
            drop(fs_err::remove_file(entry.path()));
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn names_are_short_plain_words() {
        let check = |text: &str, expected: Option<&str>| {
            let name = text.parse::<WatchName>().ok();
            assert_eq!(name.as_ref().map(WatchName::as_str), expected, "{text}");
        };
        check("cloud-deals_2", Some("cloud-deals_2"));
        check("OpenAI", Some("openai"));
        check("2026", Some("2026"));
        for bad in ["", "-a", "a b", "../a", "a/b", "a.json", "zürich", "a\n"] {
            check(bad, None);
        }
        check(&"a".repeat(64), Some(&"a".repeat(64)));
        check(&"a".repeat(65), None);
    }

    #[test]
    fn a_watch_is_read_as_it_was_written() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::create(dir.path()).unwrap();
        assert_eq!(watches(&home).unwrap(), []);
        let holder = Holder {
            pid: 1,
            command: "newsdex watch run".to_owned(),
            started: "09:30".to_owned(),
        };
        let lock = super::lock(&home, &holder, Duration::ZERO).unwrap();
        let mut watch = Watch {
            name: "cloud".parse().unwrap(),
            query: "openai -\"cloud \u{e9}\"".to_owned(),
            added: date(2026, 8, 1),
            last_run: None,
            known: BTreeSet::from(["a@1+2".to_owned()]),
        };
        watch.write(&home).unwrap();
        watch.last_run = Some(date(2026, 8, 2));
        watch.write(&home).unwrap();
        fs_err::write(folder(&home).join(".watch-killed"), "{").unwrap();
        fs_err::write(folder(&home).join("notes.txt"), "mine").unwrap();
        assert_eq!(watches(&home).unwrap(), [watch.clone()]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // Others in a shared home read it as they read any file.
            let mode = |name: &str| {
                let data = fs_err::metadata(folder(&home).join(name)).unwrap();
                data.permissions().mode() & 0o777
            };
            assert_eq!(mode("cloud.json"), mode("notes.txt"));
        }
        let second = super::lock(&home, &holder, Duration::ZERO).unwrap_err();
        assert!(second.to_string().contains("newsdex watch run"), "{second}");
        drop(lock);
        drop(super::lock(&home, &holder, Duration::ZERO).unwrap());
        assert!(!folder(&home).join(".watch-killed").try_exists().unwrap());
        fs_err::write(path(&home, &watch.name), "{\"version\":7}").unwrap();
        let error = watches(&home).unwrap_err();
        assert!(error.to_string().contains("cloud.json"), "{error}");
        watch.remove(&home).unwrap();
        assert_eq!(super::watch(&home, &watch.name).unwrap(), None);
    }
}
