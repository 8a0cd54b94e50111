//! Kept originals through today's cleaner, under the three-way rule.
//!
//! An article is found by the bytes that it came from, so an original that a newer one has replaced
//! changes nothing, and what a person removed stays away. Files that a person edited stay as they are.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Duration;

use super::filing::{Filer, Tally};
use super::originals::{self, OriginalRow};
use super::{CorpusError, Holder, Home, files};
use crate::article::ContentHash;
use crate::collect::{self, Batch, Options};

/// Originals that are cleaned at once.
const MAX_GROUP: usize = 64;

/// Cleans every kept original again. `same` counts what comes out as it stands, and what a person
/// edited; nothing is new.
pub fn reclean(
    home: &Home,
    holder: &Holder,
    wait: Duration,
    options: &Options,
) -> Result<Tally, CorpusError> {
    let mut filer = Filer::open(home, holder, wait, options)?;
    let held = filer.held_content()?;
    let rows = originals::newest_rows(home)?;
    let is_alike = |a: &OriginalRow, b: &OriginalRow| a.is_read_like(b);
    for group in rows
        .chunk_by(is_alike)
        .flat_map(|alike| alike.chunks(MAX_GROUP))
    {
        clean_group(home, group, options, &mut |batch, original| {
            filer.refile(batch, original, &held)
        })?;
    }
    filer.finish()
}

type Take<'a> = &'a mut dyn FnMut(Batch, ContentHash) -> Result<(), CorpusError>;

/// Unpacks originals that are read under the same options, and hands on what they give.
fn clean_group(
    home: &Home,
    rows: &[OriginalRow],
    options: &Options,
    take: Take<'_>,
) -> Result<(), CorpusError> {
    let Some(first) = rows.first() else {
        return Ok(());
    };
    let folder = files::temporary_folder(&home.state())?;
    let mut places = Vec::new();
    let mut unpacked = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        let folder: PathBuf = folder.path().join(n.to_string());
        fs_err::create_dir(&folder).map_err(|error| CorpusError::write(&folder, error))?;
        let place = originals::unpack(home, row, &folder)?;
        if let (Some(place), Ok(hash)) = (place, row.hash.parse::<ContentHash>()) {
            places.push(place.to_string_lossy().into_owned());
            unpacked.push((row, hash));
        }
    }
    let mut failure = None;
    let outcome = collect::collect(
        &places,
        &first.options(options),
        &mut std::io::empty(),
        &mut |mut batch| {
            let at = places.iter().position(|place| *place == batch.source);
            let Some((row, hash)) = at.and_then(|at| unpacked.get(at)) else {
                return ControlFlow::Continue(());
            };
            batch.source.clone_from(&row.source);
            match take(batch, *hash) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failure = Some(error);
                    ControlFlow::Break(())
                }
            }
        },
    );
    if let Some(error) = failure {
        return Err(error);
    }
    let unreadable = |error: collect::CollectError| {
        CorpusError::read(folder.path(), std::io::Error::other(error.to_string()))
    };
    outcome.map_err(unreadable)
}
