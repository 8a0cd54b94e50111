//! Files that people put into `corpus/` themselves: cleaned like any source, every time they change.
//!
//! Such an article is named by its own id or its link; without either by its path, so that correcting
//! the text doesn't make it another article.

use std::ops::ControlFlow;

use super::{CorpusError, CorpusFile, FileKind, Filed, Home, Problem};
use crate::article::ArticleId;
use crate::collect::{self, Incoming, Item, Options};

/// Problems that one file reports, at most.
const MAX_PROBLEMS: usize = 1000;

/// Reads a file that newsdex did not write.
pub(super) fn read_by_hand(
    home: &Home,
    file: &CorpusFile,
    sink: &mut dyn FnMut(Filed) -> ControlFlow<()>,
) -> Result<Vec<Problem>, CorpusError> {
    let place = home.place(&file.path);
    let day = file.modified_day();
    let options = Options {
        kind: None,
        map: std::collections::BTreeMap::new(),
        as_of: Some(day),
        today: day,
    };
    let mut problems = Vec::new();
    let source = place.to_string_lossy().into_owned();
    let outcome = collect::collect(
        std::slice::from_ref(&source),
        &options,
        &mut std::io::empty(),
        &mut |batch| {
            for item in batch.items {
                match item {
                    Item::Article(incoming) => sink(named(*incoming, file))?,
                    Item::Rejected(rejection) if problems.len() < MAX_PROBLEMS => {
                        problems.push(Problem {
                            path: file.path.clone(),
                            line: rejection.line,
                            reason: rejection.reason,
                        });
                    }
                    Item::Rejected(_) => {}
                }
            }
            problems.truncate(MAX_PROBLEMS);
            ControlFlow::Continue(())
        },
    );
    match outcome {
        Ok(()) => Ok(problems),
        // It has vanished since it was listed: it holds no articles.
        Err(collect::CollectError::Missing(_)) => Ok(problems),
        Err(error) => Err(CorpusError::read(
            &place,
            std::io::Error::other(error.to_string()),
        )),
    }
}

fn named(incoming: Incoming, file: &CorpusFile) -> Filed {
    let mut article = incoming.article;
    let is_alone = file.kind == FileKind::Article;
    if is_alone && !incoming.has_own_id && article.url.is_none() {
        article.id = ArticleId::derived_from(file.path.as_bytes());
    }
    Filed {
        by_hand: crate::article::ByHand::default(),
        article,
        path: file.path.clone(),
    }
}
