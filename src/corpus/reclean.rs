//! Kept originals through today's cleaner, under the three-way rule.
//!
//! An article is found by the bytes that it came from, so an original that a newer one has replaced
//! changes nothing, and what a person removed stays away. Files that a person edited stay as they are.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rayon::prelude::*;

use super::filing::{Filer, Tally};
use super::originals::{self, OriginalRow};
use super::{CorpusError, Holder, Home, files};
use crate::article::ContentHash;
use crate::collect::web::{self, Web};
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
    let (fetched, rows): (Vec<_>, Vec<_>) = originals::newest_rows(home)?
        .into_iter()
        .partition(|row| row.web.is_some());
    for group in fetched.chunks(MAX_GROUP) {
        clean_fetched(home, group, options, &mut |batch, original| {
            filer.refile(batch, original, &held)
        })?;
    }
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

/// Reads what was fetched once more, as it was read then.
fn clean_fetched(
    home: &Home,
    rows: &[OriginalRow],
    options: &Options,
    take: Take<'_>,
) -> Result<(), CorpusError> {
    let read = |row: &OriginalRow| -> Result<Vec<Batch>, CorpusError> {
        let (Some(bytes), Some(web)) = (originals::bytes(home, row)?, &row.web) else {
            return Ok(Vec::new());
        };
        let web = Arc::new(Web::from(web));
        web::read(&row.source, &bytes, &web, &row.options(options)).map_err(|error| {
            CorpusError::read(&home.state(), std::io::Error::other(error.to_string()))
        })
    };
    let batches: Vec<_> = rows.par_iter().map(read).collect::<Result<_, _>>()?;
    for (row, batches) in rows.iter().zip(batches) {
        let Ok(hash) = row.hash.parse::<ContentHash>() else {
            continue;
        };
        for batch in batches {
            take(batch, hash)?;
        }
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::collect::{Item, Original};
    use crate::corpus;

    const DAY: jiff::civil::Date = jiff::civil::date(2026, 11, 22);
    const PAGE: &str = "# A deal of two labs\n\nThe labs signed on 3 November 2026.\n";
    const DUMP: &str = "{\"id\":\"d1\",\"title\":\"One\",\"text\":\"First body.\"}\n\
                        {\"id\":\"d2\",\"title\":\"Two\",\"text\":\"Second body.\"}\n";

    fn options() -> Options {
        let map = BTreeMap::new();
        Options {
            kind: None,
            map,
            as_of: None,
            today: DAY,
        }
    }

    fn holder() -> Holder {
        Holder {
            pid: 1,
            command: "newsdex add".to_owned(),
            started: "09:30".to_owned(),
        }
    }

    /// Adds sources as a worse cleaner would have: every body says "Share this page" at its end.
    fn add_badly_cleaned(home: &Home, sources: &[(&str, &str)]) {
        let dir = tempfile::tempdir().unwrap();
        let places: Vec<String> = sources
            .iter()
            .map(|(name, text)| {
                let place = dir.path().join(name);
                fs_err::write(&place, text).unwrap();
                place.to_string_lossy().into_owned()
            })
            .collect();
        let mut filer = Filer::open(home, &holder(), Duration::ZERO, &options()).unwrap();
        let mut stdin = std::io::empty();
        collect::collect(&places, &options(), &mut stdin, &mut |mut batch| {
            for item in &mut batch.items {
                if let Item::Article(incoming) = item {
                    incoming.article.body.push_str("\n\nShare this page");
                    incoming.article.added = jiff::civil::date(2026, 1, 1);
                }
            }
            assert!(matches!(batch.original, Original::Bytes(_)));
            filer.file(batch).unwrap();
            ControlFlow::Continue(())
        })
        .unwrap();
        filer.finish().unwrap();
    }

    fn recleaned(home: &Home) -> (u64, u64, u64) {
        let tally = reclean(home, &holder(), Duration::ZERO, &options()).unwrap();
        assert_eq!(tally.conflicts, []);
        (tally.new, tally.changed, tally.same)
    }

    fn bodies(home: &Home) -> Vec<(String, String)> {
        let mut newest = BTreeMap::new();
        let mut files = corpus::list(home).unwrap().files;
        files.sort_by(|a, b| b.precedence().cmp(&a.precedence()));
        for file in files {
            corpus::read(home, &file, &mut |filed| {
                assert_eq!(filed.article.added.to_string(), "2026-01-01");
                newest.insert(filed.article.title.to_string(), filed.article.body);
                ControlFlow::Continue(())
            })
            .unwrap();
        }
        newest.into_iter().collect()
    }

    #[test]
    fn a_better_cleaner_reaches_pages_and_dumps_once() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::create(dir.path()).unwrap();
        add_badly_cleaned(&home, &[("page.md", PAGE), ("dump.jsonl", DUMP)]);
        assert_eq!(recleaned(&home), (0, 3, 0));
        let bodies = bodies(&home);
        assert_eq!(bodies.len(), 3);
        assert!(
            bodies.iter().all(|(_, body)| !body.contains("Share")),
            "{bodies:?}"
        );
        assert_eq!(corpus::list(&home).unwrap().files.len(), 3);
        assert_eq!(recleaned(&home), (0, 0, 3));
        assert_eq!(corpus::list(&home).unwrap().files.len(), 3);
        assert_eq!(
            fs_err::read_dir(home.state())
                .unwrap()
                .filter(|entry| {
                    let name = entry.as_ref().unwrap().file_name();
                    name.to_string_lossy().starts_with(".newsdex-")
                })
                .count(),
            0
        );
    }

    #[test]
    fn what_a_person_edited_or_removed_stays_so() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::create(dir.path()).unwrap();
        add_badly_cleaned(&home, &[("page.md", PAGE), ("dump.jsonl", DUMP)]);
        let files = corpus::list(&home).unwrap().files;
        let page = files
            .iter()
            .find(|file| file.kind == corpus::FileKind::Article)
            .unwrap();
        let place = home.place(&page.path);
        let text = fs_err::read_to_string(&place)
            .unwrap()
            .replace("Share this page", "My remark.");
        fs_err::write(&place, &text).unwrap();
        let ids = ["d1".parse().unwrap()].into();
        corpus::remove(&home, &holder(), Duration::ZERO, &ids, DAY).unwrap();
        assert_eq!(recleaned(&home), (0, 1, 2));
        assert_eq!(fs_err::read_to_string(&place).unwrap(), text);
        assert!(
            corpus::tombstones(&home)
                .unwrap()
                .contains(&"d1".parse().unwrap())
        );
    }

    #[test]
    fn an_original_that_is_gone_or_damaged_is_passed_over_or_named() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::create(dir.path()).unwrap();
        add_badly_cleaned(&home, &[("page.md", PAGE)]);
        let original = fs_err::read_dir(home.state().join("originals"))
            .unwrap()
            .next();
        let original = original.unwrap().unwrap().path();
        fs_err::write(&original, "no zstd").unwrap();
        let error = reclean(&home, &holder(), Duration::ZERO, &options()).unwrap_err();
        assert!(error.to_string().contains("originals"), "{error}");
        fs_err::remove_file(&original).unwrap();
        assert_eq!(recleaned(&home), (0, 0, 0));
    }
}
