//! What a person may want to know of a corpus at a glance.

use super::front_matter::Key;
use super::ledger::Removed;
use super::{CorpusError, FileKind, Home, Problem, file_format, list, rejected};

/// Facts about a corpus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Article files, those put there by hand included.
    pub files: u64,
    /// Collections, and dumps put there by hand.
    pub collections: u64,
    /// Article files that say no title, below the home.
    pub without_title: Vec<String>,
    /// Article files that say no day, below the home.
    pub without_date: Vec<String>,
    /// Records that could not be taken in.
    pub rejected: u64,
    /// Articles that were removed and stay away.
    pub removed: u64,
    /// What could not be looked at.
    pub problems: Vec<Problem>,
}

/// Looks at every article file of the corpus; collections are only counted.
pub fn facts(home: &Home) -> Result<Facts, CorpusError> {
    let listing = list(home)?;
    let mut facts = Facts {
        rejected: rejected::count(home)?,
        removed: Removed::read(home)?.ids().count() as u64,
        problems: listing.problems,
        ..Facts::default()
    };
    for file in listing.files {
        if file.kind != FileKind::Article {
            facts.collections += 1;
            continue;
        }
        facts.files += 1;
        let Ok(bytes) = fs_err::read(home.place(&file.path)) else {
            continue;
        };
        let text = String::from_utf8_lossy(&bytes);
        let fields = file_format::fields_of(&text)
            .map(|(fields, _, _)| fields)
            .unwrap_or_default();
        if fields.one(Key::Title).is_none() {
            facts.without_title.push(file.path.clone());
        }
        if fields.one(Key::Published).is_none() {
            facts.without_date.push(file.path);
        }
    }
    Ok(facts)
}
