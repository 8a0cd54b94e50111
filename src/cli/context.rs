//! Where a command runs: which home, which day, which terminal.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::ZonedDateTime;
use jiff::civil::Date;
use newsdex::corpus::{self, Holder, Home, lock};
use newsdex::index::{IndexFolder, Snapshot, WriterLimits};
use newsdex::render::counted;
use newsdex::render::terminal::Look;
use newsdex::sync;

use super::args::{Effort, Global, HOME_VARIABLE};
use super::failure::{Failure, printable};
use super::values::{Color, Format};

/// Memory for unwritten postings where a search brings the index up to date by itself.
const DEFAULT_MEMORY_BYTES: u64 = 256_000_000;

/// Where a command runs.
pub(crate) struct Context {
    global: Global,
    /// The current day, or the one that was told.
    pub(crate) today: Date,
}

impl Context {
    /// Reads clock and flags.
    pub(crate) fn new(global: Global) -> Self {
        let now = now().date();
        let today = global.today.and_then(|day| day.last(now)).unwrap_or(now);
        Self { global, today }
    }

    /// The format that was told, else the one that fits the command.
    pub(crate) fn format(&self, fitting: Format) -> Format {
        self.global.format.unwrap_or(fitting)
    }

    /// Whether the person asked for quiet.
    pub(crate) fn is_quiet(&self) -> bool {
        self.global.quiet
    }

    /// Says something to the person, on stderr, unless they asked for quiet.
    pub(crate) fn note(&self, sentence: &str) {
        if !self.global.quiet {
            self.warn(&format!("note: {sentence}"));
        }
    }

    /// Says how the work is done, on stderr, to who asked for that often enough.
    pub(crate) fn detail(&self, least: u8, sentence: &str) {
        if self.global.verbose >= least {
            self.note(sentence);
        }
    }

    /// Says something that must not be missed, on stderr.
    #[expect(
        clippy::unused_self,
        reason = "who speaks to the person does so through the context"
    )]
    pub(crate) fn warn(&self, sentence: &str) {
        // Where stderr is gone, nobody is there to be told.
        drop(writeln!(std::io::stderr(), "{}", printable(sentence)));
    }

    /// How text is laid out on this terminal.
    pub(crate) fn look(&self) -> Look {
        let stdout = std::io::stdout();
        let is_plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let color = match self.global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => stdout.is_terminal() && !is_plain,
        };
        let terminal = terminal_size::terminal_size().filter(|_| stdout.is_terminal());
        let width = terminal.map_or(80, |(width, _)| width.0.into());
        Look { width, color }
    }

    /// Whether the output goes to a terminal.
    #[expect(
        clippy::unused_self,
        reason = "what the command runs in is asked of the context"
    )]
    pub(crate) fn is_watched_by_a_person(&self) -> bool {
        std::io::stdout().is_terminal()
    }

    /// The home that is meant, which must exist.
    pub(crate) fn home(&self) -> Result<Home, Failure> {
        let home = self.find_home()?;
        self.detail(1, &format!("the home is `{}`", home.root().display()));
        Ok(home)
    }

    /// The home that a flag or the environment names.
    fn named_home(&self) -> Result<Option<&Path>, Failure> {
        let named = self.global.home.as_deref();
        if named.is_none_or(|dir| !dir.as_os_str().is_empty()) {
            return Ok(named);
        }
        let is_variable = std::env::var_os(HOME_VARIABLE).is_some_and(|value| value.is_empty());
        if is_variable {
            return Ok(None);
        }
        Err(Failure::usage(
            "`--home` names no folder",
            "name one with `--home DIR`, or leave the flag out",
        ))
    }

    fn find_home(&self) -> Result<Home, Failure> {
        if let Some(dir) = self.named_home()? {
            return Ok(Home::open(dir)?);
        }
        let found = std::env::current_dir()
            .ok()
            .and_then(|dir| Home::find(&dir));
        let own = || data_folder().and_then(|dir| Home::open(&dir).ok());
        found.or_else(own).ok_or_else(|| {
            Failure::unusable(
                "there is no corpus here yet",
                "run `newsdex add FILE…` to begin one, or name a folder with `--home DIR`",
            )
        })
    }

    /// The home that is meant; one that doesn't exist is made, and the person is told where.
    pub(crate) fn home_or_new(&self) -> Result<Home, Failure> {
        if let Some(dir) = self.named_home()? {
            return self.open_or_create(dir);
        }
        if let Some(home) = std::env::current_dir()
            .ok()
            .and_then(|dir| Home::find(&dir))
        {
            return Ok(home);
        }
        let dir = data_folder().ok_or_else(|| {
            Failure::unusable(
                "there is no folder for your data",
                "name one with `--home DIR` or the environment variable `NEWSDEX_HOME`",
            )
        })?;
        self.open_or_create(&dir)
    }

    fn open_or_create(&self, dir: &Path) -> Result<Home, Failure> {
        if let Ok(home) = Home::open(dir) {
            return Ok(home);
        }
        let home = Home::create(dir)?;
        // Without `..` and links, which the person may have typed.
        let root = fs_err::canonicalize(home.root());
        let root = root.unwrap_or_else(|_| home.root().to_path_buf());
        self.note(&format!("began a new corpus in `{}`", root.display()));
        Ok(home)
    }

    /// Who holds the writer's lock while this command runs.
    pub(crate) fn holder(command: &str) -> Holder {
        let started = now().strftime("%Y-%m-%d %H:%M:%S").to_string();
        Holder {
            pid: std::process::id(),
            command: format!("newsdex {command}"),
            started,
        }
    }

    /// Brings the index in step under the writer's lock.
    pub(crate) fn sync(
        &self,
        home: &Home,
        effort: Option<Effort>,
        rebuild: bool,
        command: &str,
        wait: Duration,
    ) -> Result<sync::Report, Failure> {
        let _lock = lock::acquire(home, &Self::holder(command), wait)?;
        let bar = self.progress("articles indexed");
        let options = sync::Options {
            rebuild,
            finds_news: true,
            limits: limits(effort),
            now_ns: now_ns(),
        };
        let report = sync::sync(home, &options, &|n_read| bar.set_position(n_read));
        bar.finish_and_clear();
        let report = report?;
        corpus_problems(self, &report.problems);
        if let Some(n_more) = report.problems.len().checked_sub(MAX_PROBLEMS)
            && n_more > 0
        {
            let more = counted(n_more, "more problem");
            self.note(&format!(
                "{more} in the corpus; `newsdex check` and `newsdex lexicon check` list all"
            ));
        }
        Ok(report)
    }

    /// The index as it answers now: brought up to date first, unless that is not wanted or not possible.
    pub(crate) fn snapshot(&self, home: &Home, no_sync: bool) -> Result<Snapshot, Failure> {
        if !no_sync && let Err(failure) = self.sync_if_stale(home) {
            let has_index = IndexFolder::current(&home.index()).is_ok();
            if !has_index {
                return Err(failure);
            }
            let cause = failure.to_string();
            let cause = cause
                .lines()
                .next()
                .unwrap_or_default()
                .trim_start_matches("error: ");
            self.note(&format!("answered from the index as it was: {cause}"));
        }
        let snapshot = match Snapshot::current(&home.index()) {
            // Damage shows only where the index is opened; the corpus has everything.
            Err(error) if !no_sync => {
                self.note(&error.to_string());
                // Another may be building it: there is no answer before that ends.
                self.sync(home, None, false, "search", BUILD_WAIT)?;
                Snapshot::current(&home.index())?
            }
            opened => opened?,
        };
        let counts = (
            snapshot.n_articles(),
            snapshot.n_passages(),
            snapshot.segments().len(),
        );
        self.detail(
            2,
            &format!(
                "the index is `{}`, commit {}: {} articles, {} passages, {} segments",
                snapshot.folder().path().display(),
                snapshot.generation(),
                counts.0,
                counts.1,
                counts.2
            ),
        );
        Ok(snapshot)
    }

    fn sync_if_stale(&self, home: &Home) -> Result<(), Failure> {
        if sync::is_stale(home)? {
            self.sync(home, None, false, "search", Duration::ZERO)?;
        }
        Ok(())
    }

    /// A counter on stderr, where that is a terminal.
    pub(crate) fn progress(&self, what: &'static str) -> ProgressBar {
        let target = if self.global.quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template("{spinner} {human_pos} {msg} ({elapsed})");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar.set_message(what);
        bar
    }
}

/// How long a search waits for another that builds the index, where there is none to answer from.
const BUILD_WAIT: Duration = Duration::from_mins(1);

/// Problems of the corpus that are said one by one.
const MAX_PROBLEMS: usize = 10;

/// What the index writer may use.
pub(crate) fn limits(effort: Option<Effort>) -> WriterLimits {
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let n_threads = effort
        .and_then(|effort| effort.threads)
        .map_or(processors, usize::from);
    let bytes = effort.map_or(DEFAULT_MEMORY_BYTES, |effort| effort.max_memory.bytes);
    WriterLimits {
        n_threads,
        max_memory_bytes: usize::try_from(bytes).unwrap_or(usize::MAX),
    }
}

#[expect(clippy::disallowed_methods, reason = "cli/ is where the clock is read")]
fn now() -> ZonedDateTime {
    ZonedDateTime::now()
}

#[expect(clippy::disallowed_methods, reason = "cli/ is where the clock is read")]
fn now_ns() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

/// The user's data folder for newsdex, as each system has it.
fn data_folder() -> Option<PathBuf> {
    let from = |name: &str| {
        std::env::var_os(name)
            .filter(|dir| !dir.is_empty())
            .map(PathBuf::from)
    };
    if cfg!(windows) {
        return from("APPDATA").map(|dir| dir.join("newsdex"));
    }
    if cfg!(target_os = "macos") {
        return from("HOME").map(|dir| dir.join("Library/Application Support/newsdex"));
    }
    from("XDG_DATA_HOME")
        .or_else(|| from("HOME").map(|dir| dir.join(".local/share")))
        .map(|dir| dir.join("newsdex"))
}

/// Warns of what the corpus can't give, once a command is done.
pub(crate) fn corpus_problems(context: &Context, problems: &[corpus::Problem]) {
    for problem in problems.iter().take(MAX_PROBLEMS) {
        let line = problem
            .line
            .map_or_else(String::new, |line| format!(" line {line}"));
        context.note(&format!("`{}`{line}: {}", problem.path, problem.reason));
    }
}
