//! `index`, `status`, `check`: the state of corpus and index.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use newsdex::article::ArticleId;
use newsdex::corpus::{self, FileKind, Home, feeds};
use newsdex::index::{FORMAT, IndexError, IndexFolder, Snapshot};
use newsdex::render::counted;
use newsdex::render::wire::{Covered, IndexStatus, StaleFeed, Status, VERSION};
use newsdex::render::{json, terminal};
use newsdex::sync;

use super::args::IndexArgs;
use super::context::{Context, corpus_problems};
use super::failure::{FOUND, Failure, UNUSABLE, printable};
use super::values::Format;

/// Brings the index in step.
pub(crate) fn run(context: &Context, arguments: &IndexArgs) -> Result<u8, Failure> {
    let home = context.home()?;
    let wait = Duration::from_secs(arguments.lock.lock_wait);
    let report = context.sync(
        &home,
        Some(arguments.effort),
        arguments.rebuild,
        "index",
        wait,
    )?;
    let mut out = std::io::stdout();
    writeln!(out, "{}", told(&report))?;
    out.flush()?;
    if arguments.watch {
        return super::follow::follow(context, &home, arguments);
    }
    Ok(FOUND)
}

/// What an update did, in a line.
pub(super) fn told(report: &sync::Report) -> String {
    format!(
        "{} added, {} changed, {} removed",
        report.added, report.changed, report.removed
    )
}

/// Says what is here.
pub(crate) fn status(context: &Context) -> Result<u8, Failure> {
    let format = context.format(Format::Text);
    let home = context.home()?;
    let facts = corpus::facts(&home)?;
    let snapshot = match Snapshot::current(&home.index()) {
        Ok(snapshot) => Some(snapshot),
        Err(IndexError::Missing { .. }) => None,
        Err(error) => {
            context.warn(&format!("note: {error}"));
            None
        }
    };
    let feeds = feeds::read(&home)?;
    let stale = |feed: &feeds::Feed| {
        let state = feeds::state(&home, &feed.name);
        Some(StaleFeed {
            name: feed.name.clone(),
            reason: state.stale(context.today)?,
        })
    };
    let status = Status {
        version: VERSION,
        home: home.root().display().to_string(),
        articles: snapshot.as_ref().map_or(facts.files, Snapshot::n_articles),
        collections: facts.collections,
        covered: snapshot
            .as_ref()
            .and_then(Snapshot::covered)
            .map(|(from, to)| Covered {
                from: from.to_string(),
                to: to.to_string(),
            }),
        undated: snapshot
            .as_ref()
            .map_or(facts.without_date.len() as u64, Snapshot::n_undated),
        files_without_title: facts.without_title,
        files_without_date: facts.without_date,
        rejected: facts.rejected,
        removed: facts.removed,
        feeds: feeds.len() as u64,
        stale_feeds: feeds.iter().filter_map(stale).collect(),
        index: match &snapshot {
            Some(snapshot) => Some(IndexStatus {
                format: FORMAT,
                articles: snapshot.n_articles(),
                passages: snapshot.n_passages(),
                bytes: folder_bytes(&home.index()),
                stale: sync::n_stale_files(&home)?,
            }),
            None => None,
        },
    };
    let mut out = std::io::stdout().lock();
    match format {
        Format::Text => write!(out, "{}", terminal::status(&status, context.look()))?,
        Format::Json | Format::Jsonl => json::line(&status, &mut out)?,
        _ => return Err(super::unfit(format, "status", "text, json or jsonl")),
    }
    corpus_problems(context, &facts.problems);
    Ok(FOUND)
}

/// Checks corpus and index.
pub(crate) fn check(context: &Context) -> Result<u8, Failure> {
    let home = context.home()?;
    let mut n_problems = 0;
    let mut out = std::io::stdout().lock();
    let mut listing = corpus::list(&home)?;
    // What speaks for an id comes first.
    listing
        .files
        .sort_by(|a, b| a.precedence().cmp(&b.precedence()));
    let mut problems = listing.problems;
    let mut n_articles = 0;
    let mut owners: HashMap<ArticleId, &str> = HashMap::new();
    for file in &listing.files {
        let is_article = file.kind == FileKind::Article;
        let mut repeated = None;
        problems.extend(corpus::read(&home, file, &mut |filed| {
            n_articles += 1;
            if is_article {
                let owner = *owners.entry(filed.article.id).or_insert(&file.path);
                repeated = Some(owner).filter(|owner| *owner != file.path);
            }
            std::ops::ControlFlow::Continue(())
        })?);
        problems.extend(repeated.map(|owner| corpus::repeated_id(&home, &file.path, owner)));
    }
    problems.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    for problem in &problems {
        n_problems += 1;
        let line = problem
            .line
            .map_or_else(String::new, |line| format!(" line {line}"));
        writeln!(
            out,
            "{}{line}: {}",
            printable(&problem.path),
            printable(&problem.reason)
        )?;
    }
    writeln!(
        out,
        "corpus: {} in {}, {}",
        counted(n_articles, "article"),
        counted(listing.files.len(), "file"),
        counted(n_problems, "problem")
    )?;
    let is_index_sound = check_index(&home, &mut out)?;
    Ok(if n_problems == 0 && is_index_sound {
        FOUND
    } else {
        UNUSABLE
    })
}

fn check_index(home: &Home, out: &mut dyn Write) -> Result<bool, Failure> {
    let folder = match IndexFolder::current(&home.index()) {
        Ok(folder) => folder,
        Err(IndexError::Missing { .. }) => {
            writeln!(out, "index: none yet; `newsdex index` builds it")?;
            return Ok(true);
        }
        Err(error) => {
            writeln!(
                out,
                "index: {}; `newsdex index --rebuild` builds it again",
                printable(&error.to_string())
            )?;
            return Ok(false);
        }
    };
    match folder.damaged_files() {
        Ok(damaged) if damaged.is_empty() => {
            let snapshot = Snapshot::open(&folder)?;
            writeln!(
                out,
                "index: {} articles, {} passages, every checksum is right",
                snapshot.n_articles(),
                snapshot.n_passages()
            )?;
            Ok(true)
        }
        Ok(damaged) => {
            for file in damaged {
                let file = file.display().to_string();
                writeln!(
                    out,
                    "index: `{}` does not fit its checksum",
                    printable(&file)
                )?;
            }
            writeln!(
                out,
                "index: damaged; `newsdex index --rebuild` builds it again from the corpus"
            )?;
            Ok(false)
        }
        Err(error) => {
            writeln!(
                out,
                "index: {}; `newsdex index --rebuild` builds it again from the corpus",
                printable(&error.to_string())
            )?;
            Ok(false)
        }
    }
}

fn folder_bytes(root: &Path) -> u64 {
    walkdir::WalkDir::new(root)
        .into_iter()
        .filter_map(|entry| entry.ok()?.metadata().ok())
        .filter(std::fs::Metadata::is_file)
        .map(|metadata| metadata.len())
        .sum()
}
