//! The originals again, through the cleaner of this version, under the three-way rule.

use std::ops::ControlFlow;
use std::time::Duration;

use super::filing::{Filer, Tally};
use super::{CorpusError, Holder, Home, originals};
use crate::article::ContentHash;
use crate::collect::{self, Options};

/// Cleans every kept original again. Files that a person edited stay as they are.
pub fn reclean(
    home: &Home,
    holder: &Holder,
    wait: Duration,
    options: &Options,
) -> Result<Tally, CorpusError> {
    let mut filer = Filer::open(home, holder, wait, options)?;
    for row in originals::rows(home)? {
        let Ok(hash) = row.hash.parse::<ContentHash>() else {
            continue;
        };
        let Some(file) = originals::unpack(home, &row)? else {
            continue;
        };
        let options = row.options(options);
        let mut failure = None;
        let place = file.path().to_string_lossy().into_owned();
        let outcome = collect::collect(
            std::slice::from_ref(&place),
            &options,
            &mut std::io::empty(),
            &mut |mut batch| {
                batch.source.clone_from(&row.source);
                match filer.file_under(batch, Some(hash)) {
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
        if let Err(error) = outcome {
            return Err(CorpusError::read(
                place.as_ref(),
                std::io::Error::other(error.to_string()),
            ));
        }
    }
    filer.finish()
}
