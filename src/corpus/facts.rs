//! What a person may want to know of a corpus at a glance. Needs no lock and writes nothing.

use std::ops::ControlFlow;

use rayon::prelude::*;

use super::front_matter::{Fields, Key};
use super::ledger::Removed;
use super::{CorpusError, CorpusFile, FileKind, Filed, Home, Problem, changes, known, rejected};
use crate::article::TitleFrom;

/// Facts about a corpus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Article files, those put there by hand included.
    pub files: u64,
    /// Collections, and dumps put there by hand.
    pub collections: u64,
    /// Article files that have no headline but the start of their text or their own name, below the
    /// home.
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

/// Looks at the head of every article file; collections are only counted.
pub fn facts(home: &Home) -> Result<Facts, CorpusError> {
    let listing = changes::list(home)?;
    let mut facts = Facts {
        rejected: rejected::count(home)?,
        removed: Removed::read(home)?.ids().count() as u64,
        problems: listing.problems,
        ..Facts::default()
    };
    let (articles, dumps): (Vec<CorpusFile>, Vec<CorpusFile>) = listing
        .files
        .into_iter()
        .partition(|file| file.kind == FileKind::Article);
    facts.files = articles.len() as u64;
    facts.collections = dumps.len() as u64;
    let heads: Vec<Option<Gaps>> = articles.par_iter().map(|file| gaps(home, file)).collect();
    for (file, gaps) in articles.into_iter().zip(heads) {
        // What a file of another making says only cleaning can tell.
        let gaps = gaps.unwrap_or_else(|| gaps_by_hand(home, &file));
        if gaps.no_title {
            facts.without_title.push(file.path.clone());
        }
        if gaps.no_date {
            facts.without_date.push(file.path);
        }
    }
    Ok(facts)
}

struct Gaps {
    no_title: bool,
    no_date: bool,
}

/// What the head of a file lacks; `None` where newsdex did not write the file.
fn gaps(home: &Home, file: &CorpusFile) -> Option<Gaps> {
    let fields = known::head_fields(home, file).filter(Fields::are_ours)?;
    let no_date = fields.one(Key::Published).is_none();
    Some(Gaps {
        no_title: is_titleless(&fields),
        no_date,
    })
}

fn is_titleless(fields: &Fields) -> bool {
    let from = fields
        .one(Key::TitleFrom)
        .and_then(|from| from.parse().ok());
    fields.one(Key::Title).is_none() || from.is_some_and(is_makeshift)
}

fn is_makeshift(from: TitleFrom) -> bool {
    matches!(from, TitleFrom::Lead | TitleFrom::File)
}

fn gaps_by_hand(home: &Home, file: &CorpusFile) -> Gaps {
    // What can't be read has neither.
    let mut gaps = Gaps {
        no_title: true,
        no_date: true,
    };
    let mut take = |filed: Filed| {
        gaps.no_title = is_makeshift(filed.article.title_from);
        gaps.no_date = filed.article.published.is_none();
        ControlFlow::Break(())
    };
    drop(changes::read(home, file, &mut take));
    gaps
}
