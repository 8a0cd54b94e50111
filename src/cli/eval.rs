//! `eval`: how well known questions are answered, and which of two runs is better.

mod run;

use std::io::Write;
use std::path::{Path, PathBuf};

use newsdex::evaluate::evidence::Evidence;
use newsdex::evaluate::metrics::Metric;
use newsdex::evaluate::qrels::Qrels;
use newsdex::evaluate::run::{Run, read};
use newsdex::evaluate::{EvaluateError, compare, complete, judge};
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
    let shown = wire::Comparison::new(names, &compare(&first, &second));
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

/// What runs are held against.
struct Judgements {
    file: PathBuf,
    qrels: Qrels,
    evidence: Option<Evidence>,
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
        })
    }

    /// Reads a run and adds the judged queries that it leaves out.
    fn complete_run(&self, context: &Context, file: &Path) -> Result<Run, Failure> {
        let mut run = read(file).map_err(unreadable)?;
        let is_judged = |query: &str| self.qrels.of(query).is_some();
        if !run.iter().any(|(query, _)| is_judged(query)) {
            let problem = format!(
                "no query of `{}` is judged in `{}`",
                file.display(),
                self.file.display()
            );
            let hint = "the first column of both names the queries: see whether they are of the same collection";
            return Err(Failure::usage(problem, hint));
        }
        let missing = complete(&mut run, &self.qrels);
        if let Some(first) = missing.first() {
            let others = match missing.len() - 1 {
                0 => String::new(),
                n => format!(" and {n} more"),
            };
            context.note(&format!(
                "judged queries that `{}` leaves out, which count as 0: `{first}`{others}",
                file.display()
            ));
        }
        Ok(run)
    }
}

fn fitting(context: &Context, command: &str) -> Result<Format, Failure> {
    let format = context.format(Format::Text);
    let fits = [Format::Text, Format::Json, Format::Jsonl, Format::Csv].contains(&format);
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
        let value = found.map_or(0.0, |(_, value)| *value);
        if value < threshold.least {
            let least = threshold.least;
            context.warn(&format!("error: {name} is {value:.4}, below {least}"));
            code = NOTHING;
        }
    }
    if code == NOTHING {
        context.warn("hint: `newsdex eval compare` with an earlier run shows which queries lost");
    }
    code
}

fn unreadable(error: EvaluateError) -> Failure {
    let hint = match &error {
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
