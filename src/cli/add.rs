//! `add`: sources into the corpus, then into the index.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Duration;

use newsdex::collect::clean::plain_text;
use newsdex::collect::{self, Batch, CollectError, Item, Options};
use newsdex::corpus::{Filer, Tally};
use newsdex::render::wire::AddRow;
use newsdex::render::{csv, json, terminal};

use super::args::AddArgs;
use super::context::Context;
use super::failure::{FOUND, Failure, SOME_REJECTED};
use super::values::Format;

/// Runs the command.
pub(crate) fn run(context: &Context, arguments: &AddArgs) -> Result<u8, Failure> {
    let sources = &arguments.sources;
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
    if arguments.dry_run {
        return dry_run(context, sources, &options, arguments.strict);
    }
    file(context, arguments, sources, &options)
}

fn file(
    context: &Context,
    arguments: &AddArgs,
    sources: &[PathBuf],
    options: &Options,
) -> Result<u8, Failure> {
    if collect::are_all_missing(sources) {
        // A slip of the pen begins no corpus.
        let mut stdin = std::io::empty();
        let outcome = collect::collect(sources, options, &mut stdin, &mut |_| {
            ControlFlow::Continue(())
        });
        missing(context, outcome)?;
    }
    let home = context.home_or_new()?;
    let wait = Duration::from_secs(arguments.lock.lock_wait);
    let mut filer = Filer::open(&home, &Context::holder("add"), wait, options)?;
    let bar = context.progress("articles read");
    let mut failure = None;
    let outcome = collect::collect(
        sources,
        options,
        &mut std::io::stdin().lock(),
        &mut |batch| {
            bar.inc(batch.items.len() as u64);
            let has_rejection = batch
                .items
                .iter()
                .any(|item| matches!(item, Item::Rejected(_)));
            if let Err(error) = filer.file(batch) {
                failure = Some(error);
                return ControlFlow::Break(());
            }
            if arguments.strict && has_rejection {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        },
    );
    bar.finish_and_clear();
    if let Some(error) = failure {
        return Err(error.into());
    }
    let tally = filer.finish()?;
    report(context, &tally);
    // Also where nothing is new: an earlier `add` may have been ended before it came to the index.
    if !arguments.no_index {
        context.sync(&home, Some(arguments.effort), false, "add", wait)?;
    }
    writeln!(std::io::stdout(), "{}", last_line(&tally))?;
    missing(context, outcome)?;
    Ok(if tally.rejected > 0 {
        SOME_REJECTED
    } else {
        FOUND
    })
}

/// More conflicts than a screen holds are only counted.
const MAX_CONFLICTS_SHOWN: usize = 20;

/// Says what was not as it should be, before the counts.
fn report(context: &Context, tally: &Tally) {
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
    if is_nothing {
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
    format!(
        "{} new, {} changed, {} same, {} rejected",
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

fn dry_run(
    context: &Context,
    sources: &[PathBuf],
    options: &Options,
    strict: bool,
) -> Result<u8, Failure> {
    let format = context.format(Format::Text);
    let mut rows = Rows::new(context, format)?;
    let mut failure = None;
    let outcome = collect::collect(
        sources,
        options,
        &mut std::io::stdin().lock(),
        &mut |batch| {
            let has_rejection = batch
                .items
                .iter()
                .any(|item| matches!(item, Item::Rejected(_)));
            if let Err(error) = rows.write(batch) {
                failure = Some(error);
                return ControlFlow::Break(());
            }
            if strict && has_rejection {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        },
    );
    if let Some(error) = failure {
        return Err(error.into());
    }
    let (n_articles, n_rejected) = rows.finish()?;
    context.note(&format!(
        "dry run: {n_articles} would be filed, {n_rejected} rejected; nothing was written"
    ));
    missing(context, outcome)?;
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
