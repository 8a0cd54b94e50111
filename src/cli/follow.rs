//! `index --watch`: follows the files of the corpus.
//!
//! The system tells of changes; once they settle, the index is brought in step and the lock given back, so
//! that other commands write in between. Where the system tells nothing (its watches are used up, the folder
//! lies on another computer), the files are looked at now and then. It ends when it is interrupted: whatever
//! moment that is, the last commit stands.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use newsdex::corpus::Home;
use newsdex::sync;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::args::IndexArgs;
use super::context::Context;
use super::failure::Failure;

/// Quiet after the last change before it is taken in: an editor writes, renames and touches in one go.
const SETTLE: Duration = Duration::from_millis(200);
/// Longest that changes which never settle are waited for.
const MAX_SETTLE: Duration = Duration::from_secs(1);
/// How often the files are looked at where the system tells of changes: it may have missed some.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// How often they are looked at where it tells nothing.
const POLL_EVERY: Duration = Duration::from_secs(1);
/// Looking takes at most this part of the time.
const SHARE_OF_LOOKING: u32 = 20;

/// Follows the corpus until the process is interrupted or its output has no reader left.
pub(super) fn follow(context: &Context, home: &Home, arguments: &IndexArgs) -> Result<u8, Failure> {
    let mut told = Told::default();
    let mut watching = Watching::begin(home);
    if let Some(reason) = &watching.problem {
        context.note(&format!(
            "the system tells of no changes here ({reason}); looking for them every second"
        ));
    }
    context.note("following the changes in `corpus/`; Ctrl-C ends it");
    let mut was_well = true;
    loop {
        let look = Instant::now();
        let wait = Duration::from_secs(arguments.lock.lock_wait);
        let is_well = match update(context, home, arguments, wait) {
            Ok(()) => true,
            Err(failure) if failure.is_broken_pipe => return Err(failure),
            Err(failure) => {
                told.once(context, &failure);
                false
            }
        };
        if is_well {
            told = Told::default();
            // A folder that went and came back is another one to the system, which watches the old.
            if !was_well || watching.has_lost_its_folder {
                watching = Watching::begin(home);
                was_well = true;
                // What changed before the new watch began was told to nobody.
                continue;
            }
        }
        watching.wait(look.elapsed(), is_well);
        was_well = is_well;
    }
}

/// Brings the index in step if it is not, and says what changed.
fn update(
    context: &Context,
    home: &Home,
    arguments: &IndexArgs,
    wait: Duration,
) -> Result<(), Failure> {
    // A folder that is away for a moment is no reason to forget what it held.
    Home::open(home.root())?;
    if !sync::is_stale(home)? {
        return Ok(());
    }
    let report = context.sync(home, Some(arguments.effort), false, "index --watch", wait)?;
    if report.added + report.changed + report.removed > 0 {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", super::index::told(&report))?;
        out.flush()?;
    }
    Ok(())
}

/// What keeps going wrong is said once.
#[derive(Default)]
struct Told(String);

impl Told {
    fn once(&mut self, context: &Context, failure: &Failure) {
        let text = failure.to_string();
        if text != self.0 {
            let cause = text.lines().next().unwrap_or_default();
            let cause = cause.trim_start_matches("error: ");
            context.note(&format!("not in step, trying again: {cause}"));
            self.0 = text;
        }
    }
}

/// The system's word on changes.
struct Watching {
    corpus: PathBuf,
    changes: Receiver<notify::Result<Event>>,
    /// Kept because dropping it ends the watching.
    watcher: Option<RecommendedWatcher>,
    /// Why there is none.
    problem: Option<String>,
    /// Whether the folder itself went.
    has_lost_its_folder: bool,
}

impl Watching {
    fn begin(home: &Home) -> Self {
        let (sender, changes) = mpsc::channel();
        let mut problem = None;
        let watcher = notify::recommended_watcher(sender).and_then(|mut watcher| {
            watcher.watch(&home.corpus(), RecursiveMode::Recursive)?;
            if home.lexicon().is_dir() {
                watcher.watch(&home.lexicon(), RecursiveMode::NonRecursive)?;
            }
            Ok(watcher)
        });
        let watcher = watcher.map_err(|error| problem = Some(reason(&error))).ok();
        Self {
            corpus: home.corpus(),
            changes,
            watcher,
            problem,
            has_lost_its_folder: false,
        }
    }

    /// Waits for changes that have settled, or until it is time to look whatever the system tells.
    fn wait(&mut self, looking: Duration, is_well: bool) {
        let is_told = self.watcher.is_some() && is_well;
        let least = if is_told { LOOK_EVERY } else { POLL_EVERY };
        let pause = least.max(looking.saturating_mul(SHARE_OF_LOOKING));
        if !is_told {
            // What is told here would only hurry a folder that is away.
            std::thread::sleep(pause);
            while self.changes.try_recv().is_ok() {}
            return;
        }
        let until = Instant::now() + pause;
        loop {
            match self
                .changes
                .recv_timeout(until.saturating_duration_since(Instant::now()))
            {
                Ok(change) => {
                    if self.takes(&change) {
                        return self.settle();
                    }
                }
                Err(RecvTimeoutError::Timeout) => return,
                Err(RecvTimeoutError::Disconnected) => {
                    self.watcher = None;
                    return;
                }
            }
        }
    }

    fn settle(&mut self) {
        let until = Instant::now() + MAX_SETTLE;
        let mut quiet_at = Instant::now() + SETTLE;
        loop {
            let left = quiet_at
                .min(until)
                .saturating_duration_since(Instant::now());
            match self.changes.recv_timeout(left) {
                Ok(change) => {
                    if self.takes(&change) {
                        quiet_at = Instant::now() + SETTLE;
                    }
                }
                Err(_) => return,
            }
        }
    }

    /// Whether a change is to be looked into.
    fn takes(&mut self, change: &notify::Result<Event>) -> bool {
        if let Ok(event) = change {
            let is_gone = matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(_))
                && event.paths.contains(&self.corpus);
            self.has_lost_its_folder |= is_gone;
        }
        concerns_articles(change, &self.corpus)
    }
}

fn reason(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => "its watches are used up".to_owned(),
        notify::ErrorKind::Io(error) => error.to_string(),
        _ => "it cannot watch this folder".to_owned(),
    }
}

/// Whether a change may be one of articles: reading is none, and hidden files are none of theirs. What
/// can't be told apart is looked at.
fn concerns_articles(change: &notify::Result<Event>, corpus: &Path) -> bool {
    let Ok(event) = change else {
        return true;
    };
    let is_hidden = |path: &PathBuf| is_hidden(path, corpus);
    let is_ours = !event.paths.is_empty() && event.paths.iter().all(is_hidden);
    event.need_rescan() || !(matches!(event.kind, EventKind::Access(_)) || is_ours)
}

/// Whether a file below `corpus` is hidden, as those of the program itself are.
fn is_hidden(path: &Path, corpus: &Path) -> bool {
    let below = path.strip_prefix(corpus).unwrap_or(Path::new(""));
    let mut parts = below.components();
    parts.any(|part| part.as_os_str().to_string_lossy().starts_with('.'))
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, CreateKind};

    use super::*;

    #[test]
    fn only_changes_of_articles_wake_the_index() {
        let corpus = Path::new("/h/.x/corpus");
        let check = |kind: EventKind, paths: &[&str], expected: bool| {
            let mut event = Event::new(kind);
            event.paths = paths.iter().map(Into::into).collect();
            assert_eq!(concerns_articles(&Ok(event), corpus), expected, "{paths:?}");
        };
        let create = EventKind::Create(CreateKind::File);
        check(create, &["/h/.x/corpus/2026/a.md"], true);
        check(create, &["/h/.x/corpus/.newsdex/lock"], false);
        check(create, &["/h/.x/corpus/2026/.a.md.swp"], false);
        check(create, &["/h/.x/corpus/.a.tmp", "/h/.x/corpus/a.md"], true);
        check(create, &["/h/.x/lexicon/mine.toml"], true);
        check(create, &[], true);
        check(
            EventKind::Access(AccessKind::Any),
            &["/h/.x/corpus/a.md"],
            false,
        );
        assert!(concerns_articles(
            &Err(notify::Error::generic("overflow")),
            corpus
        ));
    }
}
