//! What is remembered of hosts and pages that were fetched.
//!
//! `corpus/.newsdex/web/hosts.json` holds when each host may be asked again and what its `robots.txt`
//! said; `corpus/.newsdex/web/pages.jsonl` grows by a row for every page that was read: the words by
//! which its server knows that version. All of it can be lost without harm. Nothing here opens a
//! connection.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{CorpusError, Home, files, ledger};

/// A version of a page, in the words of its server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Validators {
    /// `ETag`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `Last-Modified`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

impl Validators {
    /// Whether the server can't be asked whether the page changed.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// Hosts by name and port, each with what `R` says of its `robots.txt`.
pub type Hosts<R> = BTreeMap<String, HostState<R>>;

/// What is remembered of a host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostState<R> {
    /// It is not asked before this moment.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
    /// What its `robots.txt` says, and until when that counts.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub robots: Option<(Timestamp, R)>,
}

// `#[serde(default)]` would ask `R` for a default, too.
fn none<T>() -> Option<T> {
    None
}

impl<R> Default for HostState<R> {
    fn default() -> Self {
        Self {
            not_before: None,
            robots: None,
        }
    }
}

/// The hosts that are remembered; none where the file is missing or damaged.
pub fn hosts<R: DeserializeOwned>(home: &Home) -> Hosts<R> {
    fs_err::read(hosts_path(home))
        .ok()
        .and_then(|text| serde_json::from_slice(&text).ok())
        .unwrap_or_default()
}

/// Remembers hosts. Only for the one writer.
pub fn write_hosts<R: Serialize>(home: &Home, hosts: &Hosts<R>) -> Result<(), CorpusError> {
    let text = serde_json::to_string(hosts).unwrap_or_default() + "\n";
    files::write(&hosts_path(home), text.as_bytes())
}

/// A page that was read, and which version of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRow {
    /// Its link, as [`crate::article::urls::canonical`] spells it.
    pub url: String,
    /// The version.
    #[serde(flatten)]
    pub version: Validators,
    /// The article that it became, while it stands; a page that is no longer filed is asked for anew.
    pub article: String,
}

/// The pages that were read, by link; the last row of a link counts.
pub fn pages(home: &Home) -> Result<HashMap<String, PageRow>, CorpusError> {
    let mut pages = HashMap::new();
    ledger::for_each(&pages_path(home), |row: PageRow| {
        pages.insert(row.url.clone(), row);
    })?;
    Ok(pages)
}

/// Remembers pages, once their articles are filed. Only for the one writer.
pub fn append_pages(home: &Home, rows: &[PageRow]) -> Result<(), CorpusError> {
    ledger::append(&pages_path(home), rows)
}

fn hosts_path(home: &Home) -> PathBuf {
    home.state().join("web").join("hosts.json")
}

fn pages_path(home: &Home) -> PathBuf {
    home.state().join("web").join("pages.jsonl")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_read_and_damage_is_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::create(dir.path()).unwrap();
        assert!(hosts::<String>(&home).is_empty());
        let state = HostState {
            not_before: Some(Timestamp::UNIX_EPOCH),
            robots: Some((Timestamp::UNIX_EPOCH, "rules".to_owned())),
        };
        let known = Hosts::from([("e.example:443".to_owned(), state)]);
        write_hosts(&home, &known).unwrap();
        assert_eq!(hosts::<String>(&home), known);
        fs_err::write(hosts_path(&home), "{").unwrap();
        assert!(hosts::<String>(&home).is_empty());
        let row = |etag: &str| PageRow {
            url: "https://e.example/a".to_owned(),
            version: Validators {
                etag: Some(etag.to_owned()),
                last_modified: None,
            },
            article: "k3f9".to_owned(),
        };
        append_pages(&home, &[row("1")]).unwrap();
        append_pages(&home, &[row("2")]).unwrap();
        assert_eq!(pages(&home).unwrap()["https://e.example/a"], row("2"));
    }
}
