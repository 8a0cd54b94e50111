//! `eval run`: index a test collection in a temporary folder, ask its questions, score the answers.

use std::io::Write;

use anyhow::Context as _;
use newsdex::article::{Article, ArticleId, Title, TitleFrom};
use newsdex::corpus::Filed;
use newsdex::evaluate::beir::{self, Document};
use newsdex::evaluate::metrics::Metric;
use newsdex::evaluate::run::Ranked;
use newsdex::evaluate::{Evaluation, evaluate};
use newsdex::index::{Fields, Found, IndexError, IndexFolder, Snapshot, Writer, block};
use newsdex::query::parse::plain;
use newsdex::query::{Fold, Request, ids_by_article};
use newsdex::render::wire;
use newsdex::render::{json, terminal, trec};

use super::args::{EvalArgs, EvalCommand, EvalRunArgs};
use super::context::{Context, limits};
use super::failure::{FOUND, Failure, NOTHING, USAGE};
use super::values::Format;

/// Results that are ranked for each query: what `recall@100` needs.
const DEPTH: usize = 100;

/// Stands for the title of a document that has none; every document of such a collection has it, so
/// that it weighs nothing.
const NO_TITLE: &str = "untitled";

/// Runs the command.
pub(crate) fn run(context: &Context, arguments: &EvalArgs) -> Result<u8, Failure> {
    let EvalCommand::Run(arguments) = &arguments.command;
    let format = context.format(Format::Text);
    if !matches!(format, Format::Text | Format::Json | Format::Jsonl) {
        return Err(super::unfit(format, "eval run", "text or json"));
    }
    let metrics = metrics(arguments)?;
    let collection = beir::read(&arguments.folder).map_err(unreadable)?;
    let folder = tempfile::tempdir().context("cannot make a folder for the temporary index")?;
    let snapshot = index(context, arguments, &collection.corpus, folder.path())?;
    let request = Request {
        fold: Fold::Nothing,
        ..Request::ranked(context.today)
    };
    let evaluation = evaluate(
        &collection.queries,
        &collection.qrels,
        &metrics,
        DEPTH,
        |text, depth| {
            let found = ids_by_article(&snapshot, &plain(text), depth, &request)?;
            Ok::<_, IndexError>(
                found
                    .into_iter()
                    .map(|(id, score)| Ranked { id, score })
                    .collect(),
            )
        },
    )?;
    if let Some(file) = &arguments.run_out {
        write_run(&evaluation, file)?;
    }
    let shown = wire::Evaluation::from(&evaluation);
    let mut out = std::io::stdout().lock();
    match format {
        Format::Text => write!(out, "{}", terminal::evaluation(&shown, context.look()))?,
        _ => json::line(&shown, &mut out)?,
    }
    out.flush()?;
    Ok(if falls_short(context, arguments, &shown) {
        NOTHING
    } else {
        FOUND
    })
}

fn metrics(arguments: &EvalRunArgs) -> Result<Vec<Metric>, Failure> {
    let named = |name: &str| {
        name.parse::<Metric>().map_err(|error| {
            Failure::usage(
                error.to_string(),
                "the metrics are ndcg@10, map, mrr@10, p@10, recall@100",
            )
        })
    };
    let usual = ["ndcg@10", "map", "mrr@10", "p@10", "recall@100"];
    let mut metrics = usual
        .into_iter()
        .map(named)
        .collect::<Result<Vec<_>, _>>()?;
    for threshold in &arguments.fail_under {
        let metric = named(&threshold.metric)?;
        if !metrics.contains(&metric) {
            metrics.push(metric);
        }
    }
    Ok(metrics)
}

fn unreadable(error: newsdex::evaluate::EvaluateError) -> Failure {
    let hint =
        "the folder holds corpus.jsonl, queries.jsonl and qrels.tsv (query, document, grade)";
    let mut failure = Failure::usage(format!("{:#}", anyhow::Error::from(error)), hint);
    failure.code = USAGE;
    failure
}

fn index(
    context: &Context,
    arguments: &EvalRunArgs,
    corpus: &std::path::Path,
    folder: &std::path::Path,
) -> Result<Snapshot, Failure> {
    let folder = IndexFolder::create_next(folder)?;
    let writer = Writer::open(&folder, limits(Some(arguments.effort)))?;
    let fields = Fields::schema().1;
    let bar = context.progress("documents indexed");
    let mut failure = None;
    beir::documents(corpus, |document| {
        bar.inc(1);
        let Some(filed) = filed(context, &document) else {
            return;
        };
        if failure.is_none() {
            failure = writer
                .put(
                    &filed.article.id,
                    block(&fields, &filed, Found::default()),
                    true,
                )
                .err();
        }
    })
    .map_err(unreadable)?;
    if let Some(error) = failure {
        return Err(error.into());
    }
    writer.commit("1")?;
    bar.finish_and_clear();
    folder.make_current()?;
    Ok(Snapshot::open(&folder)?)
}

fn filed(context: &Context, document: &Document) -> Option<Filed> {
    let title = Title::new(&document.title).or_else(|| Title::new(NO_TITLE))?;
    let article = Article {
        id: ArticleId::new(&document.id).ok()?,
        title,
        title_from: TitleFrom::Given,
        published: None,
        url: None,
        site: None,
        author: None,
        credits: Vec::new(),
        language: None,
        added: context.today,
        as_of: None,
        body: document.text.trim().to_owned(),
    };
    Some(Filed {
        by_hand: newsdex::article::ByHand::default(),
        article,
        path: String::new(),
    })
}

fn write_run(evaluation: &Evaluation, file: &std::path::Path) -> Result<(), Failure> {
    let mut out = std::io::BufWriter::new(fs_err::File::create(file)?);
    for (query, ranked) in &evaluation.run {
        trec::run(
            query,
            ranked.iter().map(|found| (found.id.as_str(), found.score)),
            &mut out,
        )?;
    }
    out.flush()?;
    Ok(())
}

fn falls_short(context: &Context, arguments: &EvalRunArgs, shown: &wire::Evaluation) -> bool {
    let mut falls_short = false;
    for threshold in &arguments.fail_under {
        let value = shown
            .metrics
            .0
            .iter()
            .find(|(name, _)| *name == threshold.metric)
            .map(|(_, v)| *v);
        if value.is_none_or(|value| value < threshold.least) {
            let value = value.unwrap_or(0.0);
            context.warn(&format!(
                "error: {} is {value:.4}, below {}",
                threshold.metric, threshold.least
            ));
            falls_short = true;
        }
    }
    falls_short
}
