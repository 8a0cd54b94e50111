//! `watch add|list|remove|run`: what is new of the things that a person watches.
//!
//! A run is told first and remembered after: the watches are written only when the output has reached
//! where it goes, so that a run that fails in between tells the same again.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::time::Duration;

use newsdex::corpus::watches::{Watch, WatchName};
use newsdex::corpus::{self, Home, watches};
use newsdex::index::{DocAddress, News, Snapshot};
use newsdex::news::{self, Fresh, Selection};
use newsdex::query::{Fold, Mode, Order, Request, articles_that_match, hits_at, notices_of_set};
use newsdex::render::watch::{self as pages, Told, WatchNews};
use newsdex::render::wire::{StoryArticle, WatchAnswer, WatchListed, WatchesAnswer};
use newsdex::render::{atom, ids, json};

use super::args::{WatchAddArgs, WatchArgs, WatchCommand, WatchRemoveArgs, WatchRunArgs};
use super::context::Context;
use super::failure::{FOUND, Failure, NOTHING};
use super::news::{code, write_table};
use super::search::parsed;
use super::values::Format;

/// Runs the command.
pub(crate) fn run(context: &Context, arguments: &WatchArgs) -> Result<u8, Failure> {
    match &arguments.command {
        WatchCommand::Add(arguments) => add(context, arguments),
        WatchCommand::List => list(context),
        WatchCommand::Remove(arguments) => remove(context, arguments),
        WatchCommand::Run(arguments) => tell(context, arguments),
    }
}

fn add(context: &Context, arguments: &WatchAddArgs) -> Result<u8, Failure> {
    let query = arguments.query.join(" ");
    // A query that can't be asked is an error before anything is written.
    let parsed_query = parsed(context, &query, None, None)?;
    let home = context.home_or_new()?;
    let wait = Duration::from_secs(arguments.lock.lock_wait);
    let _lock = watches::lock(&home, &Context::holder("watch add"), wait)?;
    if watches::watch(&home, &arguments.name)?.is_some() {
        return Err(Failure::usage(
            format!("there is a watch `{}` already", arguments.name),
            format!(
                "take another name, or `newsdex watch remove {}` first",
                arguments.name
            ),
        ));
    }
    let state = State::of(context, &home, arguments.sync.no_sync)?;
    let mut known = state.matching(context, &query)?.ids();
    let n_matching = known.len();
    if let Some(since) = arguments.since {
        let parsed = parsed(context, &query, Some(since), None)?;
        let recent = Matching::of(&state.snapshot, &parsed)?.ids();
        let told = news::same_events(&state.news, &recent);
        known.retain(|id| !told.contains(id));
    }
    let n_known = known.len();
    let watch = Watch {
        name: arguments.name.clone(),
        query,
        added: context.today,
        last_run: None,
        known,
    };
    watch.write(&home)?;
    let told_next = match n_matching - n_known {
        0 => String::new(),
        n => format!(", {n} will be told by the next run"),
    };
    writeln!(
        std::io::stdout(),
        "watching `{}`: {} known already{told_next}",
        watch.name,
        newsdex::render::counted(n_known, "matching article"),
    )?;
    let notices = notices_of_set(&state.snapshot, &parsed_query, context.today)?;
    notices.iter().for_each(|notice| context.note(notice));
    Ok(FOUND)
}

fn list(context: &Context) -> Result<u8, Failure> {
    let format = context.format(Format::Text);
    let all = watches::watches(&context.home()?)?;
    let rows: Vec<WatchListed> = all.iter().map(listed).collect();
    let n_rows = rows.len();
    let mut out = std::io::stdout().lock();
    match format {
        Format::Json => json::line(&WatchesAnswer::new(rows), &mut out)?,
        Format::Jsonl => json::lines(&rows, &mut out)?,
        Format::Ids => ids(rows.iter().map(|row| row.name.as_str()), &mut out)?,
        Format::Text if rows.is_empty() => context.note(NO_WATCH),
        Format::Csv | Format::Md | Format::Text => {
            write_table(&pages::table(&rows), format, context, &mut out)?;
        }
        _ => {
            let fitting = "text, json, jsonl, csv, md or ids";
            return Err(super::unfit(format, "watch list", fitting));
        }
    }
    out.flush()?;
    Ok(code(n_rows))
}

const NO_WATCH: &str = "nothing is watched yet; `newsdex watch add NAME QUERY…` begins";

fn listed(watch: &Watch) -> WatchListed {
    WatchListed {
        name: watch.name.to_string(),
        query: watch.query.clone(),
        added: watch.added.to_string(),
        last_run: watch.last_run.map(|day| day.to_string()),
        known: watch.known.len(),
    }
}

fn remove(context: &Context, arguments: &WatchRemoveArgs) -> Result<u8, Failure> {
    let home = context.home()?;
    let wait = Duration::from_secs(arguments.lock.lock_wait);
    let _lock = watches::lock(&home, &Context::holder("watch remove"), wait)?;
    for watch in named(&home, &arguments.names)? {
        watch.remove(&home)?;
        writeln!(std::io::stdout(), "`{}` is no longer watched", watch.name)?;
    }
    Ok(FOUND)
}

fn tell(context: &Context, arguments: &WatchRunArgs) -> Result<u8, Failure> {
    let format = context.format(Format::Text);
    let is_fit = matches!(
        format,
        Format::Text | Format::Json | Format::Jsonl | Format::Md | Format::Atom | Format::Ids
    );
    if !is_fit {
        let fitting = "text, json, jsonl, md, atom or ids";
        return Err(super::unfit(format, "watch run", fitting));
    }
    let home = context.home()?;
    let wait = Duration::from_secs(arguments.lock.lock_wait);
    // A run that remembers nothing needs no right to write.
    let _lock = if arguments.dry_run {
        None
    } else {
        Some(watches::lock(&home, &Context::holder("watch run"), wait)?)
    };
    let mut chosen = named(&home, &arguments.names)?;
    if chosen.is_empty() {
        let hint = "`newsdex watch add NAME QUERY…` begins one";
        let mut failure = Failure::usage("nothing is watched yet", hint);
        failure.code = NOTHING;
        return Err(failure);
    }
    let state = State::of(context, &home, arguments.sync.no_sync)?;
    let mut news: Vec<WatchNews> = Vec::new();
    for watch in &mut chosen {
        let (told, matching) = state.news_of(context, watch)?;
        watch.known.extend(matching);
        watch.last_run = Some(context.today);
        news.push(told);
    }
    write_news(context, &news, format)?;
    if !arguments.dry_run {
        chosen.iter().try_for_each(|watch| watch.write(&home))?;
    }
    Ok(code(news.iter().map(|watch| watch.stories.len()).sum()))
}

/// Writes what is new, and returns when it has arrived.
fn write_news(context: &Context, news: &[WatchNews], format: Format) -> Result<(), Failure> {
    let day = context.today.to_string();
    let rows = || news.iter().flat_map(WatchNews::rows);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match format {
        Format::Json => json::line(&WatchAnswer::new(day, news), &mut out)?,
        Format::Jsonl => json::lines(rows(), &mut out)?,
        Format::Ids => {
            let all: Vec<String> = rows().map(|row| row.article.id).collect();
            ids(all.iter().map(String::as_str), &mut out)?;
        }
        Format::Md => write!(out, "{}", pages::mail(news))?,
        Format::Atom => atom::feed(news, &day, &mut out)?,
        _ => write!(out, "{}", pages::page(news, context.look()))?,
    }
    out.flush()?;
    reach_the_disk()?;
    let is_told = news.iter().any(|watch| !watch.stories.is_empty());
    // Silent where nobody looks, so that a job that runs every hour sends no mail about nothing.
    if !is_told && context.is_watched_by_a_person() {
        context.note("nothing new");
    }
    Ok(())
}

/// Forces the output to the disk where it goes to a file: what is not there yet could still be lost.
fn reach_the_disk() -> Result<(), Failure> {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd as _;
        let out = std::io::stdout().as_fd().try_clone_to_owned()?;
        let file = std::fs::File::from(out);
        if file.metadata()?.is_file() {
            file.sync_all()?;
        }
    }
    Ok(())
}

/// The watches of these names, or all.
fn named(home: &Home, names: &[WatchName]) -> Result<Vec<Watch>, Failure> {
    let all = watches::watches(home)?;
    if names.is_empty() {
        return Ok(all);
    }
    let is_known = |name: &WatchName| all.iter().any(|watch| watch.name == *name);
    if let Some(unknown) = names.iter().find(|name| !is_known(name)) {
        let known: Vec<&str> = all.iter().map(|watch| watch.name.as_str()).collect();
        let hint = match known.as_slice() {
            [] => "`newsdex watch add NAME QUERY…` begins one".to_owned(),
            known => format!("there are {}", known.join(", ")),
        };
        return Err(Failure::usage(
            format!("there is no watch `{unknown}`"),
            hint,
        ));
    }
    let is_named = |watch: &Watch| names.contains(&watch.name);
    Ok(all.into_iter().filter(is_named).collect())
}

/// The corpus as a run sees it.
struct State {
    snapshot: Snapshot,
    news: News,
}

impl State {
    fn of(context: &Context, home: &corpus::Home, no_sync: bool) -> Result<Self, Failure> {
        let snapshot = context.snapshot(home, no_sync)?;
        let news = snapshot.news()?;
        Ok(Self { snapshot, news })
    }

    fn matching(&self, context: &Context, query: &str) -> Result<Matching, Failure> {
        Matching::of(&self.snapshot, &parsed(context, query, None, None)?)
    }

    /// What is new of a watch, and the ids of all articles that match.
    fn news_of(
        &self,
        context: &Context,
        watch: &Watch,
    ) -> Result<(WatchNews, BTreeSet<String>), Failure> {
        let parsed = parsed(context, &watch.query, None, None)?;
        let matching = Matching::of(&self.snapshot, &parsed)?;
        let ids = matching.ids();
        let all: Vec<&String> = ids.iter().collect();
        let fresh = news::fresh(&Selection::of(&self.news, &all), &watch.known);
        let addresses: Vec<DocAddress> = fresh
            .iter()
            .filter_map(|story| matching.0.get(&story.first.id).copied())
            .collect();
        let request = Request {
            mode: Mode::Set,
            order: Order::Newest,
            fold: Fold::Nothing,
            ..Request::ranked(context.today)
        };
        let hits = hits_at(&self.snapshot, &parsed, &addresses, &request)?;
        let mut stories: BTreeMap<&str, &Fresh<'_>> = BTreeMap::new();
        stories.extend(fresh.iter().map(|story| (story.first.id.as_str(), story)));
        let told = |mut hit: newsdex::query::answer::Hit| {
            let story = stories.get(hit.article.id.as_str());
            hit.copies = story.map_or(0, |story| story.n_copies);
            let reports = story.into_iter().flat_map(|story| &story.reports);
            Told {
                reports: reports
                    .map(|article| StoryArticle::new(article, false))
                    .collect(),
                hit,
            }
        };
        let news = WatchNews {
            name: watch.name.to_string(),
            query: watch.query.clone(),
            notices: parsed.notices.clone(),
            stories: hits.into_iter().map(told).collect(),
        };
        Ok((news, ids))
    }
}

/// The articles that match, by id.
struct Matching(BTreeMap<String, DocAddress>);

impl Matching {
    fn of(snapshot: &Snapshot, parsed: &newsdex::query::tree::Parsed) -> Result<Self, Failure> {
        let found = articles_that_match(snapshot, parsed, true)?;
        let by_id = found.into_iter().map(|at| (snapshot.id(at), at));
        Ok(Self(by_id.collect()))
    }

    fn ids(&self) -> BTreeSet<String> {
        self.0.keys().cloned().collect()
    }
}
