//! `export`, `rm`, `reclean`: commands over the articles that hold all of the words.

use std::collections::{BTreeSet, HashMap};
use std::io::{IsTerminal, Write};
use std::time::Duration;

use newsdex::article::ArticleId;
use newsdex::corpus;
use newsdex::index::{IndexError, News, Snapshot};
use newsdex::query::tree::Parsed;
use newsdex::query::{articles_that_match, every_article, notices_of_set};
use newsdex::render::plain::plain_line;
use newsdex::render::wire::ExportRow;
use newsdex::render::{counted, csv, ids, json};

use super::args::{ExportArgs, RecleanArgs, RmArgs};
use super::context::Context;
use super::failure::{FOUND, Failure, NOTHING};
use super::search::parsed;
use super::values::Format;

/// Writes articles as JSON lines.
pub(crate) fn export(context: &Context, arguments: &ExportArgs) -> Result<u8, Failure> {
    let format = context.format(Format::Jsonl);
    let query = query_of(context, &arguments.query)?;
    let home = context.home()?;
    let snapshot = context.snapshot(&home, arguments.sync.no_sync)?;
    let found = addresses(&snapshot, query.as_ref(), true)?;
    let notices = match &query {
        Some(query) => notices_of_set(&snapshot, query, context.today)?,
        None => Vec::new(),
    };
    notices.iter().for_each(|notice| context.note(notice));
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let related = Related::read(&snapshot);
    let row = |address| -> Result<ExportRow, IndexError> {
        let (card, body, facts) = snapshot.article_with_facts(address)?;
        let (copy_of, story) = related.of(card.id.as_str());
        Ok(ExportRow {
            copy_of,
            story,
            ..ExportRow::new(&card, &body, &facts.read())
        })
    };
    match format {
        Format::Jsonl | Format::Text => {
            for address in &found {
                json::line(&row(*address)?, &mut out)?;
            }
        }
        Format::Json => {
            let rows = found
                .iter()
                .map(|address| row(*address))
                .collect::<Result<Vec<_>, _>>()?;
            json::line(
                &serde_json::json!({"version": 1, "notices": notices, "articles": rows}),
                &mut out,
            )?;
        }
        Format::Csv => {
            let rows = found
                .iter()
                .map(|address| row(*address))
                .collect::<Result<Vec<_>, _>>()?;
            csv::export(rows, &mut out)?;
        }
        Format::Ids => {
            let all: Vec<String> = found.iter().map(|address| snapshot.id(*address)).collect();
            ids(all.iter().map(String::as_str), &mut out)?;
        }
        _ => return Err(super::unfit(format, "export", "jsonl, json, csv or ids")),
    }
    out.flush()?;
    Ok(if found.is_empty() { NOTHING } else { FOUND })
}

/// Removes articles for good.
pub(crate) fn rm(context: &Context, arguments: &RmArgs) -> Result<u8, Failure> {
    let Some(query) = query_of(context, &arguments.query)? else {
        return Err(Failure::usage(
            "an empty query names no article",
            "say what to remove, as in `newsdex rm id:k3f9m2aabbccd --dry-run`",
        ));
    };
    let home = context.home()?;
    let snapshot = context.snapshot(&home, false)?;
    // What is removed holds the very words.
    let found = addresses(&snapshot, Some(&query), false)?;
    let mut out = std::io::stdout().lock();
    if found.is_empty() {
        writeln!(out, "no article holds all of that")?;
        return Ok(NOTHING);
    }
    let mut chosen = BTreeSet::new();
    for address in &found {
        let (card, _) = snapshot.article(*address)?;
        if arguments.dry_run || !arguments.yes {
            let title = plain_line(&card.title, &[]).text;
            writeln!(out, "{}  {title}", card.id)?;
        }
        chosen.insert(card.id);
    }
    if arguments.dry_run {
        writeln!(out, "{} would be removed", counted(chosen.len(), "article"))?;
        return Ok(FOUND);
    }
    if !arguments.yes && !is_confirmed(&chosen, &mut out)? {
        return Err(Failure::usage(
            format!(
                "{} found; nothing was removed",
                counted(chosen.len(), "article")
            ),
            format!(
                "say `--yes` to remove {}, or `--dry-run` to only look",
                if chosen.len() == 1 { "it" } else { "them" }
            ),
        ));
    }
    drop(snapshot);
    let wait = Duration::from_secs(arguments.lock.lock_wait);
    let removal = corpus::remove(&home, &Context::holder("rm"), wait, &chosen, context.today)?;
    context.sync(&home, None, false, "rm", wait)?;
    if removal.records > 0 {
        tell_kept(context, &removal);
    }
    writeln!(out, "{} removed", counted(chosen.len(), "article"))?;
    Ok(FOUND)
}

/// A collection is never rewritten, so that the text of its records outlives them.
fn tell_kept(context: &Context, removal: &corpus::Removal) {
    const MAX_FILES: usize = 4;
    let mut files: Vec<String> = removal
        .kept_in
        .iter()
        .take(MAX_FILES)
        .map(|path| format!("`{}`", plain_line(path, &[]).text))
        .collect();
    if removal.kept_in.len() > MAX_FILES {
        files.push(format!("{} more", removal.kept_in.len() - MAX_FILES));
    }
    let records = match removal.records {
        1 => "1 of them is a record of a dump and is hidden, but its text stays".to_owned(),
        n => format!("{n} of them are records of dumps and are hidden, but their text stays"),
    };
    context.note(&format!(
        "{records}; to be rid of it, delete {} and add the dump again without it",
        files.join(", ")
    ));
}

/// Cleans the originals again.
pub(crate) fn reclean(context: &Context, arguments: &RecleanArgs) -> Result<u8, Failure> {
    let home = context.home()?;
    let wait = Duration::from_secs(arguments.lock.lock_wait);
    let options = newsdex::collect::Options {
        kind: None,
        map: std::collections::BTreeMap::new(),
        as_of: None,
        today: context.today,
    };
    let tally = corpus::reclean(&home, &Context::holder("reclean"), wait, &options)?;
    context.sync(&home, Some(arguments.effort), false, "reclean", wait)?;
    writeln!(
        std::io::stdout(),
        "{} new, {} changed, {} same, {} rejected",
        tally.new,
        tally.changed,
        tally.same,
        tally.rejected
    )?;
    Ok(FOUND)
}

fn is_confirmed(chosen: &BTreeSet<ArticleId>, out: &mut dyn Write) -> Result<bool, Failure> {
    if !std::io::stdin().is_terminal() {
        return Ok(false);
    }
    write!(
        out,
        "remove {} for good? [y/N] ",
        counted(chosen.len(), "article")
    )?;
    out.flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// What each article is a copy of, and its story; nothing where that has not been found yet.
pub(super) struct Related {
    news: News,
    places: HashMap<String, usize>,
}

impl Related {
    /// Reads what holds across articles.
    pub(super) fn read(snapshot: &Snapshot) -> Self {
        let news = snapshot.news().unwrap_or_default();
        let ids = news.articles.iter().map(|article| article.id.clone());
        let places = ids.zip(0..).collect();
        Self { news, places }
    }

    /// The original of an article, and the name of its story.
    pub(super) fn of(&self, id: &str) -> (Option<String>, Option<String>) {
        let place = self.places.get(id);
        let article = place.and_then(|place| self.news.articles.get(*place));
        let story = article.and_then(|article| self.news.stories.get(article.story?));
        let copy_of = article.and_then(|article| article.copy_of.clone());
        (copy_of, story.map(|story| story.id.clone()))
    }
}

fn query_of(context: &Context, words: &[String]) -> Result<Option<Parsed>, Failure> {
    let text = words.join(" ");
    if text.trim().is_empty() {
        Ok(None)
    } else {
        parsed(context, &text, None, None).map(Some)
    }
}

fn addresses(
    snapshot: &Snapshot,
    query: Option<&Parsed>,
    other_names: bool,
) -> Result<Vec<newsdex::index::DocAddress>, Failure> {
    Ok(match query {
        Some(parsed) => articles_that_match(snapshot, parsed, other_names)?,
        None => every_article(snapshot),
    })
}
