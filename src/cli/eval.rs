//! `eval`: how well known questions are answered, and which of two runs is better.

mod run;

use std::io::Write;
use std::path::{Path, PathBuf};

use newsdex::evaluate::evidence::Evidence;
use newsdex::evaluate::metrics::Metric;
use newsdex::evaluate::qrels::Qrels;
use newsdex::evaluate::run::{Ranked, Run, read};
use newsdex::evaluate::{Comparison, EvaluateError, compare, complete, judge};
use newsdex::render::{evaluation as pages, json, wire};

use super::args::{EvalArgs, EvalCommand, EvalCompareArgs, EvalScoreArgs, Measures};
use super::context::Context;
use super::failure::{FOUND, Failure, NOTHING};
use super::values::{Format, Threshold};

/// Runs the command.
pub(crate) fn run(context: &Context, arguments: &EvalArgs) -> Result<u8, Failure> {
    match &arguments.command {
        EvalCommand::Run(arguments) => run::run(context, arguments),
        EvalCommand::Score(arguments) => score(context, arguments),
        EvalCommand::Compare(arguments) => compare_runs(context, arguments),
    }
}

/// Measures a run that was written before.
fn score(context: &Context, arguments: &EvalScoreArgs) -> Result<u8, Failure> {
    let format = fitting(context, "eval score")?;
    let judgements = Judgements::read(&arguments.qrels, arguments.evidence.as_deref())?;
    let thresholds = &arguments.measures.fail_under;
    let metrics = metrics(&arguments.measures, judgements.evidence.is_some())?;
    let run = judgements.complete_run(context, &arguments.run)?;
    let evidence = judgements.evidence.as_ref();
    let evaluation = judge(&run, &judgements.qrels, evidence, &metrics);
    let shown = wire::Evaluation::from(&evaluation);
    write_evaluation(context, format, &shown)?;
    Ok(code(context, thresholds, &shown))
}

/// Sets two runs side by side.
fn compare_runs(context: &Context, arguments: &EvalCompareArgs) -> Result<u8, Failure> {
    let format = fitting(context, "eval compare")?;
    let judgements = Judgements::read(&arguments.qrels, arguments.evidence.as_deref())?;
    let measures = Measures {
        metrics: arguments.metrics.clone(),
        fail_under: Vec::new(),
    };
    let metrics = metrics(&measures, judgements.evidence.is_some())?;
    let evaluated = |file: &Path| {
        let run = judgements.complete_run(context, file)?;
        let evidence = judgements.evidence.as_ref();
        Ok::<_, Failure>(judge(&run, &judgements.qrels, evidence, &metrics))
    };
    let (first, second) = (evaluated(&arguments.first)?, evaluated(&arguments.second)?);
    let names = [&arguments.first, &arguments.second].map(|file| file.display().to_string());
    let comparison = compare(&first, &second);
    say_what_is_not_compared(context, &metrics, &comparison)?;
    let shown = wire::Comparison::new(names, &comparison);
    let mut out = std::io::stdout().lock();
    match format {
        Format::Text => {
            let page = pages::comparison_text(&shown, arguments.limit, context.look());
            write!(out, "{page}")?;
        }
        Format::Csv => pages::comparison_table(&shown).csv(&mut out)?,
        _ => json::line(&shown, &mut out)?,
    }
    out.flush()?;
    Ok(FOUND)
}

/// Says for which metrics no query counts in both runs; an error if that is so for all of them.
fn say_what_is_not_compared(
    context: &Context,
    metrics: &[Metric],
    comparison: &Comparison,
) -> Result<(), Failure> {
    let is_compared = |metric: &Metric| comparison.metrics.iter().any(|of| of.metric == *metric);
    for metric in metrics.iter().filter(|metric| !is_compared(metric)) {
        context.note(&format!(
            "`{metric}` is left out: it can be measured of no query in both runs"
        ));
    }
    if comparison.metrics.is_empty() {
        let hint = "name other metrics with `--metrics`; `newsdex help eval run` lists them";
        return Err(Failure::usage("there is nothing to compare", hint));
    }
    Ok(())
}

/// What runs are held against.
struct Judgements {
    file: PathBuf,
    qrels: Qrels,
    evidence: Option<Evidence>,
    evidence_file: Option<PathBuf>,
}

impl Judgements {
    fn read(qrels: &Path, evidence: Option<&Path>) -> Result<Self, Failure> {
        Ok(Self {
            file: qrels.to_owned(),
            qrels: Qrels::read(qrels).map_err(unreadable)?,
            evidence: evidence
                .map(Evidence::read)
                .transpose()
                .map_err(unreadable)?,
            evidence_file: evidence.map(Path::to_owned),
        })
    }

    /// Reads a run and adds the judged queries that it leaves out.
    fn complete_run(&self, context: &Context, file: &Path) -> Result<Run, Failure> {
        let mut run = read(file).map_err(unreadable)?;
        counted(
            file,
            run.iter().map(|(query, _)| query.as_str()),
            &self.file,
            &self.qrels,
        )?;
        let has_passage = |found: &Ranked| found.passage.is_some();
        let has_passages = run.iter().any(|(_, ranked)| ranked.iter().any(has_passage));
        if let Some((evidence, name)) = self.evidence.as_ref().zip(self.evidence_file.as_deref()) {
            if !has_passages {
                return Err(Failure::usage(
                    format!(
                        "`{}` holds no passages, so that evidence can't be looked for",
                        file.display()
                    ),
                    "score lines of `newsdex batch` or of `eval run --run-out FILE.jsonl`, or leave `--evidence` out",
                ));
            }
            with_evidence(&self.file, &self.qrels, name, evidence)?;
        }
        let missing = complete(&mut run, &self.qrels);
        let what = format!(
            "judged queries that `{}` leaves out, which count as 0",
            file.display()
        );
        say(
            context,
            &what,
            missing.iter().map(|query| format!("`{query}`")),
        );
        Ok(run)
    }
}

/// An error unless a document is judged relevant to one of these queries: without one there is nothing to
/// measure.
fn counted<'a>(
    file: &Path,
    mut queries: impl Iterator<Item = &'a str> + Clone,
    qrels_file: &Path,
    qrels: &Qrels,
) -> Result<(), Failure> {
    if queries.clone().any(|query| qrels.counts(query)) {
        return Ok(());
    }
    let (file, qrels_file) = (file.display(), qrels_file.display());
    if queries.any(|query| qrels.of(query).is_some()) {
        return Err(Failure::usage(
            format!("no document is judged relevant to a query of `{file}` in `{qrels_file}`"),
            "a grade of 1 or more says relevant: see whether the judgements are whole",
        ));
    }
    Err(Failure::usage(
        format!("no query of `{file}` is judged in `{qrels_file}`"),
        "the first column of both names the queries: see whether they are of the same collection",
    ))
}

/// An error unless a query that counts has evidence.
fn with_evidence(
    qrels_file: &Path,
    qrels: &Qrels,
    evidence_file: &Path,
    evidence: &Evidence,
) -> Result<(), Failure> {
    let has_evidence =
        |(query, _): (&str, _)| qrels.counts(query) && evidence.n_articles(query) > 0;
    if qrels.iter().any(has_evidence) {
        return Ok(());
    }
    Err(Failure::usage(
        format!(
            "no query that is judged in `{}` has evidence in `{}`",
            qrels_file.display(),
            evidence_file.display()
        ),
        "both name the queries: see whether they are of the same collection; a `grade` beside evidence counts from 2 on",
    ))
}

/// Says how many there are of something, and names the first.
pub(super) fn say(context: &Context, what: &str, mut names: impl Iterator<Item = String>) {
    if let Some(first) = names.next() {
        let others = match names.count() {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        context.note(&format!("{what}: {first}{others}"));
    }
}

fn fitting(context: &Context, command: &str) -> Result<Format, Failure> {
    let format = context.format(Format::Text);
    let fits = [Format::Text, Format::Json, Format::Csv].contains(&format);
    if fits {
        Ok(format)
    } else {
        Err(super::unfit(format, command, "text, json or csv"))
    }
}

/// The metrics that were asked for, else the usual ones; those of thresholds as well.
fn metrics(measures: &Measures, has_evidence: bool) -> Result<Vec<Metric>, Failure> {
    let mut metrics = measures.metrics.clone();
    if metrics.is_empty() {
        metrics.extend(Metric::DEFAULT);
        metrics.extend(Metric::OF_EVIDENCE.iter().filter(|_| has_evidence));
    }
    metrics.extend(measures.fail_under.iter().map(|threshold| threshold.metric));
    let mut seen = Vec::new();
    metrics.retain(|metric| {
        !seen.contains(metric) && {
            seen.push(*metric);
            true
        }
    });
    match metrics.iter().find(|metric| metric.needs_evidence()) {
        Some(metric) if !has_evidence => Err(Failure::usage(
            format!("`{metric}` needs sentences that were judged"),
            "name their file with `--evidence FILE`",
        )),
        _ => Ok(metrics),
    }
}

fn write_evaluation(
    context: &Context,
    format: Format,
    shown: &wire::Evaluation,
) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match format {
        Format::Text => write!(out, "{}", pages::evaluation_text(shown, context.look()))?,
        Format::Csv => pages::evaluation_table(shown).csv(&mut out)?,
        _ => json::line(shown, &mut out)?,
    }
    out.flush()?;
    Ok(())
}

/// Says which thresholds are missed; the answer is the exit code.
fn code(context: &Context, thresholds: &[Threshold], shown: &wire::Evaluation) -> u8 {
    let mut code = FOUND;
    for threshold in thresholds {
        let name = threshold.metric.to_string();
        let found = shown.metrics.0.iter().find(|(metric, _)| *metric == name);
        let least = threshold.least;
        match found.and_then(|(_, value)| *value) {
            Some(value) if is_below(value, least) => {
                context.warn(&format!("error: {name} is {value:.4}, below {least}"));
                code = NOTHING;
            }
            Some(_) => {}
            None => {
                context.warn(&format!("error: {name} can be measured of no query"));
                code = NOTHING;
            }
        }
    }
    if code == NOTHING {
        context.warn("hint: `newsdex eval compare` with an earlier run shows which queries lost");
    }
    code
}

/// Whether a value misses a threshold, which may have been copied from a page: with four digits.
fn is_below(value: f64, least: f64) -> bool {
    let printed = format!("{value:.4}").parse().unwrap_or(value);
    value < least && printed < least
}

fn unreadable(error: EvaluateError) -> Failure {
    let hint = match &error {
        EvaluateError::Folder { .. } => {
            "name a file in it; `newsdex help eval run` tells the formats"
        }
        EvaluateError::Read(_) | EvaluateError::NoFolder { .. } => {
            "name the folder of a test collection, or a file that is there; `newsdex help eval run` tells what a test collection holds"
        }
        EvaluateError::Missing { .. } | EvaluateError::Several { .. } => {
            "name the file with `--documents`, `--queries` or `--qrels`; `newsdex help eval run` tells the formats"
        }
        _ => "correct the file; `newsdex help eval run` tells the formats",
    };
    let problem = match &error {
        // Its cause says all that the cause of the cause says.
        EvaluateError::Read(cause) => format!("{error}: {cause}"),
        _ => format!("{:#}", anyhow::Error::from(error)),
    };
    Failure::usage(problem, hint)
}
