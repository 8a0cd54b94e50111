//! `add`: sources into the corpus, then into the index.

use std::collections::BTreeSet;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use newsdex::collect::clean::plain_text;
use newsdex::collect::{self, Batch, CollectError, Item, Options, Sink};
use newsdex::corpus::{Filer, Home, Tally, feeds, web};
use newsdex::fetch::Robots;
use newsdex::live::follow::List;
use newsdex::live::links::{Links, Outcome};
use newsdex::live::{Tools, opml};
use newsdex::render::wire::AddRow;
use newsdex::render::{counted, csv, json, terminal};

use super::args::AddArgs;
use super::context::Context;
use super::failure::{FOUND, Failure, SOME_REJECTED};
use super::fetching::{clock, fetcher, refuse_offline};
use super::values::Format;

/// Runs the command.
pub(crate) fn run(context: &Context, arguments: &AddArgs) -> Result<u8, Failure> {
    let options = Options {
        kind: arguments.source_type.map(Into::into),
        map: arguments
            .map
            .iter()
            .map(|m| (m.field.clone(), m.name.clone()))
            .collect(),
        as_of: arguments.as_of.and_then(|day| day.last(context.today)),
        today: context.today,
    };
    if let Some(link) = collect::links_of(&arguments.sources).first() {
        refuse_offline(&arguments.fetching, &format!("`{link}` is a link"))?;
    }
    if arguments.dry_run {
        return dry_run(context, arguments, &options);
    }
    file(context, arguments, &options)
}

fn file(context: &Context, arguments: &AddArgs, options: &Options) -> Result<u8, Failure> {
    if collect::are_all_missing(&arguments.sources) {
        // A slip of the pen begins no corpus.
        let mut stdin = std::io::empty();
        let outcome = collect::collect(&arguments.sources, options, &mut stdin, &mut |_| {
            ControlFlow::Continue(())
        });
        missing(context, outcome)?;
    }
    let home = context.home_or_new()?;
    let wait = Duration::from_secs(arguments.lock.lock_wait);
    let filer = Mutex::new(Filer::open(&home, &Context::holder("add"), wait, options)?);
    let bar = context.progress("articles read");
    let mut failure: Option<Failure> = None;
    let read = read(
        context,
        arguments,
        options,
        Some((&home, &filer)),
        &mut |mut batch| {
            bar.inc(batch.items.len() as u64);
            let goes_on = goes_on(&mut batch, arguments.strict);
            if let Err(error) = held(&filer).file(batch) {
                failure = Some(error.into());
                return ControlFlow::Break(());
            }
            // The corpus rejects as well: an id that came before.
            if arguments.strict && held(&filer).tally().rejected > 0 {
                return ControlFlow::Break(());
            }
            goes_on
        },
    );
    bar.finish_and_clear();
    if let Some(failure) = failure {
        return Err(failure);
    }
    let read = read?;
    let n_followed = follow(context, &home, &read.feed_lists)?;
    held(&filer).checkpoint()?;
    if !read.links.pages.is_empty() {
        web::append_pages(&home, &read.links.pages)?;
    }
    if let Some(hosts) = &read.hosts {
        web::write_hosts(&home, hosts)?;
    }
    let filer = filer.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut tally = filer.finish()?;
    tally.same += read.links.n_same;
    report(context, &tally, n_followed > 0);
    // Also where nothing is new: an earlier `add` may have been ended before it came to the index.
    if !arguments.no_index {
        context.sync(&home, Some(arguments.effort), false, "add", wait)?;
    }
    let is_worth_a_line = !context.is_quiet() || tally.rejected > 0;
    if is_worth_a_line {
        writeln!(std::io::stdout(), "{}", last_line(&tally))?;
    }
    missing(context, read.outcome)?;
    Ok(if tally.rejected > 0 {
        SOME_REJECTED
    } else {
        FOUND
    })
}

/// What reading all sources came to.
struct Read {
    outcome: Result<(), CollectError>,
    links: Outcome,
    /// Lists of feeds among the sources, with their names.
    feed_lists: Vec<(String, String)>,
    /// What should be remembered of the hosts that were asked.
    hosts: Option<web::Hosts<Robots>>,
}

/// Reads files and links in the order typed.
fn read(
    context: &Context,
    arguments: &AddArgs,
    options: &Options,
    into: Option<(&Home, &Mutex<Filer>)>,
    sink: Sink<'_>,
) -> Result<Read, Failure> {
    let mut met = Met::default();
    let read = read_all(context, arguments, options, into, &mut |batch| {
        met.see(&batch);
        sink(batch)
    });
    met.tell(context, options);
    read
}

/// More notes about sources than a screen holds are only counted.
const MAX_NOTES: usize = 10;

/// What was met in the sources: fields that are mapped and that some record holds, and what could not be read.
#[derive(Default)]
struct Met {
    fields: BTreeSet<String>,
    has_items: bool,
    /// What could not be read in articles that were taken all the same, and how often more than is told.
    notes: Vec<String>,
    n_more_notes: usize,
}

impl Met {
    fn see(&mut self, batch: &Batch) {
        self.has_items |= !batch.items.is_empty();
        for item in &batch.items {
            if let Item::Article(incoming) = item {
                for note in &incoming.notes {
                    if self.notes.len() < MAX_NOTES {
                        self.notes.push(format!("`{}`: {note}", incoming.source));
                    } else {
                        self.n_more_notes += 1;
                    }
                }
                for field in &incoming.mapped {
                    if !self.fields.contains(field) {
                        self.fields.insert(field.clone());
                    }
                }
            }
        }
    }

    /// Says what could not be read, and which names of the map were of no use: a slip of the pen would else go unseen.
    fn tell(&self, context: &Context, options: &Options) {
        for note in &self.notes {
            context.note(note);
        }
        if self.n_more_notes > 0 {
            context.note(&format!(
                "{} like these",
                counted(self.n_more_notes, "more note")
            ));
        }
        for (field, name) in &options.map {
            if self.has_items && !self.fields.contains(field) {
                context.warn(&format!(
                    "`--map {field}={name}`: no article came with a field `{name}`"
                ));
            }
        }
    }
}

fn read_all(
    context: &Context,
    arguments: &AddArgs,
    options: &Options,
    into: Option<(&Home, &Mutex<Filer>)>,
    sink: Sink<'_>,
) -> Result<Read, Failure> {
    let (sources, mut feed_lists) = without_feed_lists(&arguments.sources);
    let links = collect::links_of(&sources);
    let mut stdin = std::io::stdin().lock();
    if links.is_empty() {
        let outcome = collect::collect(&sources, options, &mut stdin, sink);
        return Ok(Read {
            outcome,
            links: Outcome::default(),
            feed_lists,
            hosts: None,
        });
    }
    let clock = clock();
    let home = into.map(|(home, _)| home);
    let fetcher = fetcher(&arguments.fetching, home, &*clock)?;
    let tools = Tools {
        fetcher: &fetcher,
        filer: into.map(|(_, filer)| filer),
        reads_pages: !arguments.pages.no_pages,
        options,
    };
    let known = home.map(web::pages).transpose()?.unwrap_or_default();
    let mut links = Links::new(tools, known, links);
    let mut failure = None;
    let mut batches = |link: &str| {
        links.batches(link).unwrap_or_else(|error| {
            failure = Some(error);
            Vec::new()
        })
    };
    let outcome = collect::collect_with(&sources, options, &mut stdin, &mut batches, sink);
    if let Some(error) = failure {
        return Err(super::feed::ended(error));
    }
    let links = links.outcome();
    for (link, reasons) in &links.pages_refused {
        context.note(&format!(
            "`{link}`: some pages could not be had, so its teasers were filed: {}",
            reasons.join("; ")
        ));
    }
    feed_lists.extend(links.feed_lists.iter().cloned());
    Ok(Read {
        outcome,
        links,
        feed_lists,
        hosts: Some(fetcher.hosts()),
    })
}

/// Sets the lists of feeds (OPML) among the named files apart.
fn without_feed_lists(sources: &[PathBuf]) -> (Vec<PathBuf>, Vec<(String, String)>) {
    let mut lists = Vec::new();
    let mut others = Vec::new();
    for source in sources {
        match feed_list_in(source) {
            Some(text) => lists.push((source.display().to_string(), text)),
            None => others.push(source.clone()),
        }
    }
    (others, lists)
}

/// The text of a file that is a list of feeds. A pipe can be read only once, and not for this.
fn feed_list_in(source: &Path) -> Option<String> {
    let suffix = source.extension()?;
    let may_be_one = (suffix == "opml" || suffix == "xml") && source.is_file();
    // What can't be read says so where articles are read.
    let file = may_be_one
        .then(|| fs_err::File::open(source).ok())
        .flatten()?;
    newsdex::collect::web::read_feed_list(file).ok().flatten()
}

/// Follows the feeds of lists that were among the sources; the answer is how many are new.
fn follow(context: &Context, home: &Home, lists: &[(String, String)]) -> Result<usize, Failure> {
    if lists.is_empty() {
        return Ok(0);
    }
    let mut followed = List::new(feeds::read(home)?, context.today);
    let n_before = followed.feeds().len();
    for (source, text) in lists {
        let n_feeds = followed.add_listed(text).len();
        context.note(&format!(
            "`{source}` is a list of {n_feeds} feeds: they are followed now, and `newsdex feed fetch` \
             brings what they hold"
        ));
    }
    let n_new = followed.feeds().len() - n_before;
    if n_new > 0 {
        feeds::write(home, followed.feeds())?;
    }
    Ok(lists.len())
}

fn held(filer: &Mutex<Filer>) -> MutexGuard<'_, Filer> {
    filer.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether reading goes on after a batch; where it doesn't, the batch ends with what was rejected.
fn goes_on(batch: &mut Batch, is_strict: bool) -> ControlFlow<()> {
    let is_rejected = |item: &Item| matches!(item, Item::Rejected(_));
    match batch.items.iter().position(is_rejected) {
        Some(first) if is_strict => {
            batch.items.truncate(first + 1);
            ControlFlow::Break(())
        }
        _ => ControlFlow::Continue(()),
    }
}

/// More conflicts than a screen holds are only counted.
const MAX_CONFLICTS_SHOWN: usize = 20;

/// Says what was not as it should be, before the counts.
pub(super) fn report(context: &Context, tally: &Tally, may_be_empty: bool) {
    for rejection in &tally.rejections {
        let line = rejection
            .line
            .map_or_else(String::new, |line| format!(" line {line}"));
        context.note(&format!(
            "rejected `{}`{line}: {}",
            rejection.source, rejection.reason
        ));
    }
    let n_shown = tally.rejections.len() as u64;
    if tally.rejected > n_shown {
        let more = tally.rejected - n_shown;
        context.note(&format!(
            "{more} more rejected; all of them stand in `corpus/.newsdex/rejected.jsonl`"
        ));
    }
    for conflict in tally.conflicts.iter().take(MAX_CONFLICTS_SHOWN) {
        let line = conflict
            .line
            .map_or_else(String::new, |line| format!(" line {line}"));
        context.warn(&format!(
            "conflict: `{}` stays as it is, and `{}`{line} was not filed: {}",
            conflict.path, conflict.source, conflict.reason
        ));
    }
    if tally.conflicts.len() > MAX_CONFLICTS_SHOWN {
        let more = tally.conflicts.len() - MAX_CONFLICTS_SHOWN;
        context.warn(&format!("{more} more conflicts"));
    }
    let is_nothing = *tally == Tally::default();
    if is_nothing && !may_be_empty {
        context.note("there is nothing to take in: no article in any of the sources");
    }
    if tally.removed_earlier > 0 {
        context.note(&format!(
            "{} removed earlier with `rm`: they stay away; add one by its own name to bring it back",
            tally.removed_earlier
        ));
    }
}

fn last_line(tally: &Tally) -> String {
    let conflicts = match tally.conflicts.len() {
        0 => String::new(),
        n => format!(", {}", counted(n, "conflict")),
    };
    format!(
        "{} new, {} changed, {} same, {} rejected{conflicts}",
        tally.new, tally.changed, tally.same, tally.rejected
    )
}

/// A source that is not there is an error, told after the others were taken in.
fn missing(_context: &Context, outcome: Result<(), CollectError>) -> Result<(), Failure> {
    match outcome {
        Ok(()) => Ok(()),
        Err(error @ CollectError::Missing(_)) => Err(Failure::usage(
            error.to_string(),
            "check the name; `newsdex add --help` shows examples",
        )),
        Err(error) => Err(anyhow::Error::from(error).into()),
    }
}

fn dry_run(context: &Context, arguments: &AddArgs, options: &Options) -> Result<u8, Failure> {
    let format = context.format(Format::Text);
    let mut rows = Rows::new(context, format)?;
    let mut failure = None;
    let read = read(context, arguments, options, None, &mut |mut batch| {
        let goes_on = goes_on(&mut batch, arguments.strict);
        if let Err(error) = rows.write(batch) {
            failure = Some(error);
            return ControlFlow::Break(());
        }
        goes_on
    });
    if let Some(error) = failure {
        return Err(error.into());
    }
    let read = read?;
    for (source, text) in &read.feed_lists {
        let n_feeds = opml::read(text).len();
        context.note(&format!("`{source}` is a list of {n_feeds} feeds"));
    }
    let (n_articles, n_rejected) = rows.finish()?;
    context.note(&format!(
        "dry run: {n_articles} would be filed, {n_rejected} rejected; nothing was written"
    ));
    missing(context, read.outcome)?;
    Ok(if n_rejected > 0 { SOME_REJECTED } else { FOUND })
}

/// Rows of a dry run on their way out.
struct Rows<'c> {
    context: &'c Context,
    format: Format,
    gathered: Vec<AddRow>,
    n_articles: u64,
    n_rejected: u64,
}

impl<'c> Rows<'c> {
    fn new(context: &'c Context, format: Format) -> Result<Self, Failure> {
        match format {
            Format::Text | Format::Json | Format::Jsonl | Format::Csv => {}
            _ => {
                return Err(super::unfit(
                    format,
                    "add --dry-run",
                    "text, json, jsonl or csv",
                ));
            }
        }
        Ok(Self {
            context,
            format,
            gathered: Vec::new(),
            n_articles: 0,
            n_rejected: 0,
        })
    }

    fn write(&mut self, batch: Batch) -> std::io::Result<()> {
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        for item in batch.items {
            let text = match &item {
                Item::Article(incoming) => {
                    self.n_articles += 1;
                    plain_text(&incoming.article.body)
                }
                Item::Rejected(_) => {
                    self.n_rejected += 1;
                    String::new()
                }
            };
            let row = AddRow::new(&item, &text);
            match self.format {
                Format::Jsonl => json::line(&row, &mut out)?,
                Format::Text => writeln!(out, "{}", terminal::added(&row, self.context.look()))?,
                _ => self.gathered.push(row),
            }
        }
        out.flush()
    }

    fn finish(self) -> std::io::Result<(u64, u64)> {
        let mut out = std::io::stdout().lock();
        match self.format {
            Format::Csv => csv::added(self.gathered, &mut out)?,
            Format::Json => json::line(
                &serde_json::json!({"version": 1, "articles": self.gathered}),
                &mut out,
            )?,
            _ => {}
        }
        Ok((self.n_articles, self.n_rejected))
    }
}
