//! Files that people put into `corpus/` themselves: cleaned like any source, every time they change.
//!
//! Such an article is named by its own id or its link; without either by its path, so that correcting
//! the text doesn't make it another article.

use std::ops::ControlFlow;

use super::{CorpusError, CorpusFile, FileKind, Filed, Home, Problem, file_format, front_matter};
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

/// What is wrong with the front matter of such a file, and on which line; its lines were read one by one.
pub(super) fn broken_front_matter(text: &str) -> Option<(Option<u64>, String)> {
    let text = text.trim_start_matches('\u{feff}');
    if text.starts_with("+++") {
        return broken_toml(text);
    }
    let fences = front_matter::fences(text)?;
    // Two rules with prose between them are no front matter.
    let has_key = |line: &str| {
        let key = line.split_once(':').map_or("", |(key, _)| key);
        !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-".contains(c))
    };
    let is_block = text.get(fences.block)?.lines().any(has_key);
    let (_, _, problems) = file_format::fields_of(text).filter(|_| is_block)?;
    problems.into_iter().next()
}

fn broken_toml(text: &str) -> Option<(Option<u64>, String)> {
    let (opening, inside) = text.split_once('\n')?;
    let (block, _) = inside
        .split_once("\n+++")
        .filter(|_| opening.trim_end() == "+++")?;
    let error = block.parse::<toml::Table>().err()?;
    let line = error.span().map(|span| {
        let before = block.get(..span.start).unwrap_or_default();
        before.matches('\n').count() as u64 + 2
    });
    let reason = error
        .message()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned();
    Some((
        line,
        format!("the front matter is not valid TOML ({reason}); its lines were read one by one"),
    ))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_front_matter_is_told_with_its_line() {
        let check = |text: &str, expected: Option<(Option<u64>, &str)>| {
            let found = broken_front_matter(text);
            let line = found.as_ref().map(|(line, _)| *line);
            assert_eq!(line, expected.map(|(line, _)| line), "{text}: {found:?}");
            let reason = found.map(|(_, reason)| reason).unwrap_or_default();
            assert!(
                reason.contains(expected.map_or("", |(_, reason)| reason)),
                "{reason}"
            );
        };
        check("---\ntitle: A deal\n---\nText", None);
        check(
            "---\nurl: x\ntitle: \"open\n---\nText",
            Some((Some(3), "not valid YAML")),
        );
        check("---\n- title: A\n---\nText", None);
        check(
            "+++\ntitle = \"A\"\nday = = 3\n+++\nText",
            Some((Some(3), "not valid TOML")),
        );
        check("+++\ntitle = \"A\"\n+++\nText", None);
        check("---\nProse between two rules.\n---\nText", None);
        check("Text", None);
    }
}
