//! `lexicon check`: what is wrong in the names that are known, and which of them nobody writes.

use std::io::Write;

use newsdex::corpus::Home;
use newsdex::index::Snapshot;
use newsdex::lexicon::{Lexicon, Listed, Problem};
use newsdex::news;
use newsdex::render::counted;
use newsdex::render::json;
use newsdex::render::table::Table;
use newsdex::render::wire::{LexiconAnswer, LexiconRow, VERSION};

use super::args::{LexiconArgs, LexiconCheckArgs, LexiconCommand};
use super::context::Context;
use super::failure::{FOUND, Failure, SOME_REJECTED, printable};
use super::values::Format;

/// Runs a command on the lexicon.
pub(crate) fn run(context: &Context, arguments: &LexiconArgs) -> Result<u8, Failure> {
    match &arguments.command {
        LexiconCommand::Check(arguments) => check(context, arguments),
    }
}

fn check(context: &Context, arguments: &LexiconCheckArgs) -> Result<u8, Failure> {
    let format = context.format(Format::Text);
    let home = context.home()?;
    let folder = home.lexicon();
    let (lexicon, problems) = Lexicon::with_overrides(&folder);
    let snapshot = context.snapshot(&home, arguments.sync.no_sync)?;
    let seen = news::surfaces(&snapshot, &lexicon)?;
    let seen = Listed::folded(seen.iter().map(String::as_str));
    let listed = Lexicon::listed(&folder).into_iter();
    let unused: Vec<Listed> = listed.filter(|listed| !listed.is_among(&seen)).collect();
    let n_built_in = unused.iter().filter(|listed| !listed.is_own).count();
    let shown = unused
        .iter()
        .filter(|listed| listed.is_own || arguments.all);
    let answer = LexiconAnswer {
        version: VERSION,
        problems: problems.iter().map(problem).collect(),
        unused: shown.map(unused_row).collect(),
        unused_built_in: n_built_in,
    };
    let mut answer = answer;
    answer.problems.extend(by_hand(&home, &snapshot)?);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let rows = || answer.problems.iter().chain(&answer.unused);
    match format {
        Format::Json => json::line(&answer, &mut out)?,
        Format::Jsonl => json::lines(rows(), &mut out)?,
        Format::Csv | Format::Md => {
            let mut table = Table::new(&["file", "line", "text"]);
            let cells =
                |row: &LexiconRow| vec![row.file.clone(), row.line.to_string(), row.text.clone()];
            table.rows = rows().map(cells).collect();
            super::news::write_table(&table, format, context, &mut out)?;
        }
        Format::Text => {
            for row in rows() {
                let (file, text) = (printable(&row.file), printable(&row.text));
                writeln!(out, "{file}:{}: {text}", row.line)?;
            }
            let problems = counted(answer.problems.len(), "problem");
            let names = counted(n_built_in, "built-in name");
            writeln!(out, "{problems}; {names} occur in no article")?;
            if n_built_in > 0 && !arguments.all {
                context.note("`--all` lists the built-in names that occur in no article");
            }
        }
        _ => {
            return Err(super::unfit(
                format,
                "lexicon check",
                "text, json, jsonl, csv or md",
            ));
        }
    }
    out.flush()?;
    Ok(if answer.problems.is_empty() {
        FOUND
    } else {
        SOME_REJECTED
    })
}

/// What files say of articles and nothing understands, with its line.
fn by_hand(home: &Home, snapshot: &Snapshot) -> Result<Vec<LexiconRow>, Failure> {
    let mut rows = Vec::new();
    for said in news::misunderstood(snapshot)? {
        let text = fs_err::read_to_string(home.place(&said.path)).unwrap_or_default();
        let mut lines = text.lines();
        let line = lines
            .position(|line| line.starts_with(said.key))
            .unwrap_or(0);
        rows.push(LexiconRow {
            file: said.path,
            line: line + 1,
            text: format!("`{}`: {}", said.key, said.reason),
        });
    }
    Ok(rows)
}

fn problem(problem: &Problem) -> LexiconRow {
    LexiconRow {
        file: problem.file.clone(),
        line: problem.line,
        text: problem.text.clone(),
    }
}

fn unused_row(listed: &Listed) -> LexiconRow {
    let text = if listed.name == listed.org {
        format!("`{}` occurs in no article", listed.name)
    } else {
        format!("`{}` ({}) occurs in no article", listed.name, listed.org)
    };
    LexiconRow {
        file: listed.file.clone(),
        line: listed.line,
        text,
    }
}
