//! `search`: ranked passages.

use std::io::Write;

use newsdex::query::answer::Answer;
use newsdex::query::parse::{Day, parse};
use newsdex::query::tree::{Filter, Node, Parsed, Span};
use newsdex::query::{Fold, Order, Request, search};
use newsdex::render::wire::{Hit, SearchAnswer};
use newsdex::render::{csv, ids, json, markdown, terminal};

use super::args::SearchArgs;
use super::context::Context;
use super::failure::{FOUND, Failure, NOTHING};
use super::values::{Copies, Format, HitBy};

/// Sentences that are shown around a passage at most: more than an article has.
const MAX_CONTEXT: usize = 10_000;

/// Runs the command.
pub(crate) fn run(context: &Context, arguments: &SearchArgs) -> Result<u8, Failure> {
    let format = context.format(Format::Text);
    let is_unfit = matches!(
        format,
        Format::Trec | Format::Svg | Format::Dot | Format::Graphml | Format::Atom
    );
    if is_unfit {
        return Err(super::unfit(
            format,
            "search",
            "text, json, jsonl, csv, md or ids",
        ));
    }
    let text = arguments.query.join(" ");
    let parsed = parsed(context, &text, arguments.since, arguments.until)?;
    let home = context.home()?;
    let snapshot = context.snapshot(&home, arguments.sync.no_sync)?;
    // No answer is longer than the index, so that no count can overflow.
    let most = usize::try_from(snapshot.n_passages()).unwrap_or(usize::MAX);
    let request = Request {
        order: Order::from(arguments.sort),
        limit: arguments.limit.min(most),
        offset: arguments.offset.min(most),
        passages: arguments.passages.min(most),
        context: arguments.context.min(MAX_CONTEXT),
        fold: match (arguments.by, arguments.copies) {
            (HitBy::Story, _) => Fold::Stories,
            (HitBy::Article, Copies::Hide) => Fold::Copies,
            (HitBy::Article, Copies::Show) => Fold::Nothing,
        },
        explain: arguments.explain,
        half_life_days: arguments.recency.half_life_days,
        ..Request::ranked(context.today)
    };
    let mut answer = search(&snapshot, &text, &parsed, &request)?;
    if most == 0 {
        context.note("there is no article yet; `newsdex add FILE…` takes some in");
    }
    if answer.hits.is_empty() && answer.total.articles > 0 {
        context.note(&format!(
            "the page lies behind the last hit: `--offset {}` leaves out all of them",
            arguments.offset
        ));
    }
    say_what_changed(context, &mut answer, format);
    let mut out = std::io::stdout().lock();
    write_answer(context, &answer, format, &mut out)?;
    out.flush()?;
    Ok(if answer.hits.is_empty() {
        NOTHING
    } else {
        FOUND
    })
}

/// Says what was ignored, corrected or loosened in the query where the format has no place for it; a page for
/// people says it itself, unless they asked for quiet.
fn say_what_changed(context: &Context, answer: &mut Answer, format: Format) {
    let understood = &mut answer.understood;
    match format {
        Format::Json => {}
        Format::Text | Format::Md if context.is_quiet() => {
            understood.notices.clear();
            understood.relaxed.clear();
        }
        Format::Text | Format::Md => {}
        _ => {
            let said = understood.notices.iter().chain(&understood.relaxed);
            said.for_each(|sentence| context.note(sentence));
        }
    }
}

/// Reads a query and adds the days that flags ask for.
pub(crate) fn parsed(
    context: &Context,
    text: &str,
    since: Option<Day>,
    until: Option<Day>,
) -> Result<Parsed, Failure> {
    let mut parsed = parse(text, context.today)?;
    let from = since.and_then(|day| day.first(context.today));
    let to = until.and_then(|day| day.last(context.today));
    if let Some((from, to)) = from.zip(to).filter(|(from, to)| from > to) {
        return Err(Failure::usage(
            format!("`--since` {from} lies after `--until` {to}"),
            "exchange the two",
        ));
    }
    let is_empty = matches!(&parsed.root, Node::Sequence(parts) if parts.is_empty());
    if from.is_some() || to.is_some() {
        let days = Node::Filter(Filter::Published(Span { from, to }));
        parsed.root = match parsed.root {
            _ if is_empty => days,
            Node::Sequence(mut parts) => {
                parts.push(days);
                Node::Sequence(parts)
            }
            other => Node::Sequence(vec![other, days]),
        };
    } else if is_empty {
        return Err(Failure::usage(
            "the query asks for nothing",
            "type some words, such as `newsdex search openai cloud partnership`; see `newsdex help query`",
        ));
    }
    Ok(parsed)
}

fn write_answer(
    context: &Context,
    answer: &Answer,
    format: Format,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    match format {
        Format::Json => json::line(&SearchAnswer::from(answer), out),
        Format::Jsonl => json::lines(answer.hits.iter().map(Hit::from), out),
        Format::Csv => csv::answer(answer, out),
        Format::Md => write!(out, "{}", markdown::answer(answer)),
        Format::Ids => ids(answer.hits.iter().map(|hit| hit.article.id.as_str()), out),
        _ => write!(out, "{}", terminal::answer(answer, context.look())),
    }
}
