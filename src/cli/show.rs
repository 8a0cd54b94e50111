//! `show` and `open`: one article, or exactly the bytes that a hit names.

use std::io::Write;
use std::ops::Range;

use newsdex::article::ArticleId;
use newsdex::enrich::Facts;
use newsdex::index::Snapshot;
use newsdex::query::answer::Card;
use newsdex::render::plain::without_controls;
use newsdex::render::terminal::{self, Look};
use newsdex::render::wire::{ExportRow, Shown};
use newsdex::render::{json, link};

use super::args::{OpenArgs, ShowArgs};
use super::context::Context;
use super::failure::{FOUND, Failure, NOTHING};
use super::sets::Related;
use super::values::{Cited, Format};

/// Prints an article or a passage.
pub(crate) fn run(context: &Context, arguments: &ShowArgs) -> Result<u8, Failure> {
    if arguments.history {
        return super::versions::history(context, &arguments.cited);
    }
    let format = context.format(Format::Text);
    if !matches!(
        format,
        Format::Text | Format::Json | Format::Jsonl | Format::Md
    ) {
        return Err(super::unfit(format, "show", "text, json, jsonl or md"));
    }
    let home = context.home()?;
    let snapshot = context.snapshot(&home, false)?;
    let (card, body, span) = find(&snapshot, &arguments.cited)?;
    let mut out = std::io::stdout().lock();
    match (format, span) {
        (Format::Json | Format::Jsonl, span) => {
            let shown = span.clone().unwrap_or(0..body.len());
            let text = slice(&card.id, &body, &shown)?;
            let start = span.map(|span| span.start);
            let facts = facts_of(&snapshot, &card, &body)?;
            json::line(&Shown::new(&card, start, text, facts), &mut out)?;
        }
        // Exactly the bytes: no line end is added, so that programs can compare them.
        (_, Some(span)) => out.write_all(slice(&card.id, &body, &span)?.as_bytes())?,
        (Format::Md, None) => {
            let (title, body) = (without_controls(&card.title), without_controls(&body));
            writeln!(out, "# {title}\n\n{body}")?;
        }
        (_, None) => write_article(&card, &body, context.look(), &mut out)?,
    }
    out.flush()?;
    Ok(FOUND)
}

/// What was found in an article and across articles, as `export` gives it.
fn facts_of(snapshot: &Snapshot, card: &Card, body: &str) -> Result<ExportRow, Failure> {
    let found = snapshot.articles_with(snapshot.fields().id, card.id.as_str())?;
    let facts = match found.first() {
        Some(address) => snapshot.article_with_facts(*address)?.2.read(),
        None => Facts::default(),
    };
    let (copy_of, story) = Related::read(snapshot).of(card.id.as_str());
    Ok(ExportRow {
        copy_of,
        story,
        ..ExportRow::new(card, body, &facts)
    })
}

/// Opens an article's page, or its file.
pub(crate) fn open(context: &Context, arguments: &OpenArgs) -> Result<u8, Failure> {
    let home = context.home()?;
    let snapshot = context.snapshot(&home, false)?;
    let (card, body, span) = find(&snapshot, &arguments.cited)?;
    let passage = span.and_then(|span| body.get(span));
    let page = card.url.as_deref().map(|url| {
        passage
            .and_then(|text| link::passage_link(url, text))
            .unwrap_or_else(|| url.to_owned())
    });
    let target = page.unwrap_or_else(|| home.place(&card.path).display().to_string());
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let started = std::process::Command::new(opener)
        .arg(&target)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status();
    let is_opened = started.is_ok_and(|status| status.success());
    if !is_opened {
        context.note(&format!("`{opener}` did not open it; here it is"));
    }
    writeln!(std::io::stdout(), "{target}")?;
    Ok(FOUND)
}

/// The article that is cited, whole or in part. An article may be called `x@1+2` as a whole.
fn find(
    snapshot: &Snapshot,
    cited: &Cited,
) -> Result<(Card, String, Option<Range<usize>>), Failure> {
    if let Some((card, body)) = article(snapshot, &cited.whole)? {
        return Ok((card, body, None));
    }
    if let Some((id, span)) = &cited.passage
        && let Some((card, body)) = article(snapshot, id)?
    {
        return Ok((card, body, Some(span.clone())));
    }
    Err(nothing_called(cited))
}

/// The article that is cited, whether whole or in part.
pub(super) fn article_called(
    snapshot: &Snapshot,
    cited: &Cited,
) -> Result<(Card, String), Failure> {
    let ids = std::iter::once(&cited.whole).chain(cited.passage.iter().map(|(id, _)| id));
    for id in ids {
        if let Some(found) = article(snapshot, id)? {
            return Ok(found);
        }
    }
    Err(nothing_called(cited))
}

fn nothing_called(cited: &Cited) -> Failure {
    let id = cited.passage.as_ref().map_or(&cited.whole, |(id, _)| id);
    let mut failure = Failure::usage(
        format!("there is no article `{id}`"),
        "`newsdex search WORDS --format ids` lists the ids of articles",
    );
    failure.code = NOTHING;
    failure
}

fn article(snapshot: &Snapshot, id: &str) -> Result<Option<(Card, String)>, Failure> {
    let Ok(id) = ArticleId::new(id) else {
        return Ok(None);
    };
    let found = snapshot.articles_with(snapshot.fields().id, id.as_str())?;
    match found.into_iter().next() {
        Some(address) => Ok(Some(snapshot.article(address)?)),
        None => Ok(None),
    }
}

fn slice<'b>(id: &ArticleId, body: &'b str, span: &Range<usize>) -> Result<&'b str, Failure> {
    body.get(span.clone()).ok_or_else(|| {
        Failure::usage(
            format!(
                "the body of `{id}` has no bytes {}+{}",
                span.start,
                span.len()
            ),
            format!(
                "it has {} bytes; the article may have changed since: search again",
                body.len()
            ),
        )
    })
}

fn write_article(card: &Card, body: &str, look: Look, out: &mut dyn Write) -> std::io::Result<()> {
    write!(out, "{}", terminal::article(card, body, look))
}
