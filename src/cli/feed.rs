//! `feed add`, `feed list`, `feed remove`, `feed fetch`: the feeds that the corpus follows.

use std::io::Write;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use newsdex::article::urls;
use newsdex::collect::{Options, web};
use newsdex::corpus::feeds::{self, Feed, FeedState, Standing};
use newsdex::corpus::{Filer, Home, lock};
use newsdex::live::follow::{Followed, List};
use newsdex::live::visits::{self, Outcome, Run, Visit};
use newsdex::live::{LiveError, Tools, opml};
use newsdex::render::feeds as page;
use newsdex::render::json;
use newsdex::render::wire::{
    FeedRow, FeedsAnswer, FollowRow, FollowsAnswer, VERSION, VisitRow, VisitsAnswer,
};

use super::args::{
    FeedAddArgs, FeedArgs, FeedCommand, FeedFetchArgs, FeedListArgs, FeedRemoveArgs,
};
use super::context::Context;
use super::failure::{FOUND, Failure, NOTHING, SOME_REJECTED};
use super::fetching::{clock, fetcher, refuse_offline};
use super::news::write_table;
use super::values::Format;

/// The feeds that come with newsdex.
const STARTER: &str = include_str!("../corpus/starter.opml");

/// Runs a command on feeds.
pub(crate) fn run(context: &Context, arguments: &FeedArgs) -> Result<u8, Failure> {
    match &arguments.command {
        FeedCommand::Add(arguments) => add(context, arguments),
        FeedCommand::List(arguments) => list(context, arguments),
        FeedCommand::Remove(arguments) => remove(context, arguments),
        FeedCommand::Fetch(arguments) => fetch(context, arguments),
    }
}

/// How sources are read that nobody described.
fn options(context: &Context) -> Options {
    Options {
        kind: None,
        map: std::collections::BTreeMap::new(),
        as_of: None,
        today: context.today,
    }
}

fn add(context: &Context, arguments: &FeedAddArgs) -> Result<u8, Failure> {
    let format = context.format(Format::Text);
    let home = context.home_or_new()?;
    let wait = Duration::from_secs(arguments.lock.lock_wait);
    let _lock = lock::acquire(&home, &Context::holder("feed add"), wait)?;
    let mut list = List::new(feeds::read(&home)?, context.today);
    let mut followed = Vec::new();
    if arguments.starter {
        followed.extend(list.add_listed(STARTER));
    }
    let clock = clock();
    let fetcher = fetcher(&arguments.fetching, Some(&home), &*clock)?;
    for source in &arguments.sources {
        if let Some(text) = listed_in(source)? {
            let found = list.add_listed(&text);
            if found.is_empty() {
                let reason = "a list of feeds that names none".to_owned();
                let source = source.clone();
                followed.push(Followed::Refused { source, reason });
            }
            followed.extend(found);
            continue;
        }
        let link = as_link(source)?;
        refuse_offline(
            &arguments.fetching,
            &format!("`{source}` must be looked at"),
        )?;
        followed.extend(
            list.add_link(&link, &fetcher, &options(context))
                .map_err(ended)?,
        );
    }
    let is_new = |followed: &Followed| matches!(followed, Followed::Added(_));
    if followed.iter().any(is_new) {
        feeds::write(&home, list.feeds())?;
    }
    tell_followed(context, format, &followed)?;
    let is_refused = |followed: &Followed| matches!(followed, Followed::Refused { .. });
    Ok(if followed.iter().any(is_refused) {
        SOME_REJECTED
    } else {
        FOUND
    })
}

/// The text of a source that is a file or standard input: a list of feeds.
fn listed_in(source: &str) -> Result<Option<String>, Failure> {
    let read = if source == "-" {
        web::read_feed_list(std::io::stdin().lock())
    } else if Path::new(source).is_file() {
        fs_err::File::open(source).and_then(web::read_feed_list)
    } else {
        return Ok(None);
    };
    let text = read.map_err(|error| {
        Failure::unusable(
            format!("cannot read `{source}`: {error}"),
            "name a list of feeds (OPML) that can be read, or follow feeds by their links",
        )
    })?;
    text.map(Some).ok_or_else(|| {
        Failure::usage(
            format!("`{source}` is no list of feeds (OPML)"),
            "take in a saved feed with `newsdex add FILE`; follow one by its link",
        )
    })
}

/// `techcrunch.com` is typed for `https://techcrunch.com`.
fn as_link(source: &str) -> Result<String, Failure> {
    if urls::is_link(source) {
        return Ok(source.to_owned());
    }
    let host = source.split('/').next().unwrap_or_default();
    let is_host = host.contains('.') && !host.contains(['\\', ':', '@', ' ']);
    let link = format!("https://{source}");
    if is_host && !host.starts_with('.') && urls::canonical(&link).is_some() {
        return Ok(link);
    }
    Err(Failure::usage(
        format!("`{source}` is neither a link nor a file"),
        "name a feed by its link, such as `newsdex feed add https://example.com/feed.xml`",
    ))
}

fn tell_followed(context: &Context, format: Format, followed: &[Followed]) -> Result<(), Failure> {
    let row = |followed: &Followed| match followed {
        Followed::Added(feed) => FollowRow::new(&feed.url, Some(&feed.name), "added", None),
        Followed::Known(feed) => FollowRow::new(&feed.url, Some(&feed.name), "known", None),
        Followed::Refused { source, reason } => {
            FollowRow::new(source, None, "refused", Some(reason))
        }
    };
    let rows: Vec<FollowRow> = followed.iter().map(row).collect();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match format {
        Format::Json => json::line(
            &FollowsAnswer {
                version: VERSION,
                feeds: rows,
            },
            &mut out,
        )?,
        Format::Jsonl => json::lines(&rows, &mut out)?,
        Format::Csv | Format::Md => {
            write_table(&page::followed(&rows), format, context, &mut out)?;
        }
        Format::Text => {
            for row in &rows {
                let line = page::followed_line(row);
                if row.result == "refused" {
                    context.warn(&line);
                } else {
                    writeln!(out, "{line}")?;
                }
            }
            let n_new = rows.iter().filter(|row| row.result == "added").count();
            if n_new > 0 {
                context.note("`newsdex feed fetch` brings what they hold; nothing was fetched yet");
            }
        }
        _ => {
            return Err(super::unfit(
                format,
                "feed add",
                "text, json, jsonl, csv or md",
            ));
        }
    }
    out.flush()?;
    Ok(())
}

fn list(context: &Context, arguments: &FeedListArgs) -> Result<u8, Failure> {
    let format = if arguments.opml {
        Format::Opml
    } else {
        context.format(Format::Text)
    };
    let home = context.home()?;
    let feeds = feeds::read(&home)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let rows: Vec<FeedRow> = feeds
        .iter()
        .map(|feed| row_of(feed, &feeds::state(&home, &feed.name)))
        .collect();
    match format {
        Format::Json => json::line(
            &FeedsAnswer {
                version: VERSION,
                feeds: rows,
            },
            &mut out,
        )?,
        Format::Jsonl => json::lines(&rows, &mut out)?,
        Format::Csv => page::all(&rows).csv(&mut out)?,
        Format::Md => write!(out, "{}", page::short(&rows).markdown())?,
        Format::Ids => {
            for row in &rows {
                writeln!(out, "{}", row.name)?;
            }
        }
        Format::Opml => write!(out, "{}", opml::write(&feeds))?,
        Format::Text if feeds.is_empty() => {}
        Format::Text => write!(out, "{}", page::short(&rows).text(context.look()))?,
        _ => {
            return Err(super::unfit(
                format,
                "feed list",
                "text, json, jsonl, csv, md, ids or opml",
            ));
        }
    }
    out.flush()?;
    if feeds.is_empty() {
        context.note(NO_FEEDS);
        return Ok(NOTHING);
    }
    Ok(FOUND)
}

const NO_FEEDS: &str = "no feed is followed yet; `newsdex feed add URL` follows one, `newsdex feed add --starter` a list to begin with";

fn row_of(feed: &Feed, state: &FeedState) -> FeedRow {
    let text = |moment: Option<jiff::Timestamp>| {
        moment.map(|moment| moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
    };
    let standing = match state.standing() {
        Standing::New => "new",
        Standing::Well => "ok",
        Standing::Failing => "failing",
        Standing::Gone => "gone",
    };
    FeedRow {
        name: feed.name.clone(),
        title: feed.title.clone(),
        url: feed.url.clone(),
        page: feed.page.clone(),
        added: feed.added.to_string(),
        state: standing.to_owned(),
        tried: text(state.tried),
        fetched: text(state.answered),
        brought: text(state.brought),
        newest: state.newest.map(|day| day.to_string()),
        items: state.items,
        failures: state.failures,
        failure: state.failure.clone(),
        not_before: text(state.not_before),
    }
}

fn remove(context: &Context, arguments: &FeedRemoveArgs) -> Result<u8, Failure> {
    let home = context.home()?;
    let wait = Duration::from_secs(arguments.lock.lock_wait);
    let _lock = lock::acquire(&home, &Context::holder("feed remove"), wait)?;
    let mut list = feeds::read(&home)?;
    let removed = chosen(&list, &arguments.names)?;
    list.retain(|feed| !removed.contains(feed));
    feeds::write(&home, &list)?;
    let mut out = std::io::stdout().lock();
    for feed in &removed {
        feeds::forget_state(&home, &feed.name)?;
        writeln!(out, "no longer followed: {}", feed.name)?;
    }
    context.note("the articles that it brought stay; `newsdex rm` removes articles");
    Ok(FOUND)
}

/// The feeds of these names or links, in the order of the list.
fn chosen(list: &[Feed], names: &[String]) -> Result<Vec<Feed>, Failure> {
    let is_named = |feed: &Feed, name: &String| {
        feed.name == *name || urls::identity(&feed.url) == urls::identity(name)
    };
    for name in names {
        if !list.iter().any(|feed| is_named(feed, name)) {
            let typed = name.to_lowercase();
            let near = list
                .iter()
                .map(|feed| &feed.name)
                .find(|known| known.contains(&typed) || typed.contains(known.as_str()));
            let hint = near.map_or_else(
                || "`newsdex feed list` names the feeds".to_owned(),
                |near| format!("did you mean `{near}`? `newsdex feed list` names the feeds"),
            );
            return Err(Failure::usage(format!("no feed is called `{name}`"), hint));
        }
    }
    let is_chosen = |feed: &&Feed| names.iter().any(|name| is_named(feed, name));
    Ok(list.iter().filter(is_chosen).cloned().collect())
}

fn fetch(context: &Context, arguments: &FeedFetchArgs) -> Result<u8, Failure> {
    let format = context.format(Format::Text);
    if !matches!(
        format,
        Format::Text | Format::Json | Format::Jsonl | Format::Csv | Format::Md
    ) {
        return Err(super::unfit(
            format,
            "feed fetch",
            "text, json, jsonl, csv or md",
        ));
    }
    refuse_offline(&arguments.fetching, "feeds are fetched from the network")?;
    let home = context.home()?;
    let list = feeds::read(&home)?;
    let is_named = !arguments.names.is_empty();
    let wanted = if is_named {
        chosen(&list, &arguments.names)?
    } else {
        list
    };
    if wanted.is_empty() {
        context.note(NO_FEEDS);
        return Ok(NOTHING);
    }
    let wait = Duration::from_secs(arguments.lock.lock_wait);
    let visits = visit_all(context, arguments, &home, &wanted, is_named, wait)?;
    if !arguments.no_index {
        context.sync(&home, Some(arguments.effort), false, "feed fetch", wait)?;
    }
    let answer = answer_of(&visits);
    tell_visits(context, format, &visits, &answer)?;
    Ok(if answer.failed > 0 || answer.rejected > 0 {
        SOME_REJECTED
    } else {
        FOUND
    })
}

fn visit_all(
    context: &Context,
    arguments: &FeedFetchArgs,
    home: &Home,
    wanted: &[Feed],
    is_named: bool,
    wait: Duration,
) -> Result<Vec<Visit>, Failure> {
    let options = options(context);
    let filer = Filer::open(home, &Context::holder("feed fetch"), wait, &options)?;
    let filer = Mutex::new(filer);
    let clock = clock();
    let fetcher = fetcher(&arguments.fetching, Some(home), &*clock)?;
    let bar = context.progress("feeds fetched");
    let run = Run {
        home,
        tools: Tools {
            fetcher: &fetcher,
            filer: Some(&filer),
            reads_pages: !arguments.pages.no_pages,
            options: &options,
        },
        filer: &filer,
        clock: &*clock,
        progress: &|_| bar.inc(1),
    };
    let visits = visits::visit(&run, wanted, is_named).map_err(ended);
    bar.finish_and_clear();
    let visits = visits?;
    let filer = filer
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let tally = filer.finish()?;
    super::add::report(context, &tally, true);
    Ok(visits)
}

fn answer_of(visits: &[Visit]) -> VisitsAnswer {
    let feeds: Vec<VisitRow> = visits.iter().map(visit_row).collect();
    let sum = |count: fn(&Visit) -> u64| visits.iter().map(count).sum();
    VisitsAnswer {
        version: VERSION,
        new: sum(|visit| visit.new),
        changed: sum(|visit| visit.changed),
        same: sum(|visit| visit.same),
        conflicts: sum(|visit| visit.conflicts),
        rejected: sum(|visit| visit.rejected),
        failed: feeds.iter().filter(|row| row.result == "failed").count() as u64,
        feeds,
    }
}

fn visit_row(visit: &Visit) -> VisitRow {
    let (result, reason) = match &visit.outcome {
        Outcome::Read => ("read", None),
        Outcome::Unchanged => ("unchanged", None),
        Outcome::Waiting { until, failure } => {
            let until = until.strftime("%Y-%m-%d %H:%M UTC");
            let reason = format!("it failed; asked again after {until}; {failure}");
            ("waiting", Some(reason))
        }
        Outcome::Gone => ("gone", Some("gone for good (410)".to_owned())),
        Outcome::Failed(reason) => ("failed", Some(reason.clone())),
    };
    VisitRow {
        name: visit.feed.name.clone(),
        url: visit.feed.url.clone(),
        result: result.to_owned(),
        reason,
        new: visit.new,
        changed: visit.changed,
        same: visit.same,
        conflicts: visit.conflicts,
        rejected: visit.rejected,
        pages: visit.n_pages,
        pages_refused: visit.refused.clone(),
        moved_from: visit.moved_from.clone(),
    }
}

fn tell_visits(
    context: &Context,
    format: Format,
    visits: &[Visit],
    answer: &VisitsAnswer,
) -> Result<(), Failure> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match format {
        Format::Json => json::line(answer, &mut out)?,
        Format::Jsonl => json::lines(&answer.feeds, &mut out)?,
        Format::Csv | Format::Md => {
            write_table(&page::visits(&answer.feeds), format, context, &mut out)?;
        }
        _ => {
            for visit in visits {
                tell_oddities(context, visit);
            }
            // A run by a clock mails what it prints: quiet means nothing, unless something failed.
            if !context.is_quiet() {
                write!(out, "{}", page::visits(&answer.feeds).text(context.look()))?;
                writeln!(out, "{}", last_line(answer))?;
            }
        }
    }
    out.flush()?;
    Ok(())
}

fn last_line(answer: &VisitsAnswer) -> String {
    let conflicts = match answer.conflicts {
        0 => String::new(),
        1 => ", 1 conflict".to_owned(),
        n => format!(", {n} conflicts"),
    };
    format!(
        "{} new, {} changed, {} same, {} rejected{conflicts}",
        answer.new, answer.changed, answer.same, answer.rejected
    )
}

fn tell_oddities(context: &Context, visit: &Visit) {
    let name = &visit.feed.name;
    match &visit.outcome {
        Outcome::Failed(reason) => context.warn(&format!("feed `{name}` failed: {reason}")),
        Outcome::Gone => context.note(&format!(
            "feed `{name}` is gone for good; `newsdex feed remove {name}` takes it off the list"
        )),
        _ => {}
    }
    if visit.moved_from.is_some() {
        context.note(&format!(
            "feed `{name}` moved for good to `{}`",
            visit.feed.url
        ));
    }
    if !visit.refused.is_empty() {
        context.note(&format!(
            "feed `{name}`: some pages could not be had, so its teasers were filed: {}",
            visit.refused.join("; ")
        ));
    }
}

/// A run that ended early.
pub(crate) fn ended(error: LiveError) -> Failure {
    match error {
        LiveError::Corpus(error) => error.into(),
        error => anyhow::Error::from(error).into(),
    }
}
