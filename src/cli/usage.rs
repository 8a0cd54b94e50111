//! What clap has to say, in the words of all other errors: what is wrong, then what to type next.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::Write as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};

use super::failure::USAGE;

/// Prints an error, or the help or version that was asked for; the answer is the exit code.
pub(crate) fn told(error: &Error, command: &Command, argv: &[OsString]) -> u8 {
    let is_answer = matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    // Where nobody reads, nobody is to be told.
    if is_answer {
        drop(error.print());
    } else {
        let text = message(error, &name_of(command, argv));
        drop(writeln!(std::io::stderr(), "{text}"));
    }
    u8::try_from(error.exit_code()).unwrap_or(USAGE)
}

/// The command that was typed, as far as it is one: `newsdex eval run`.
fn name_of(command: &Command, argv: &[OsString]) -> String {
    let mut name = command.get_name().to_owned();
    let mut current = command;
    for word in argv.iter().skip(1).filter_map(|word| word.to_str()) {
        if word == "--" {
            break;
        }
        if let Some(found) = current.find_subcommand(word) {
            name = format!("{name} {}", found.get_name());
            current = found;
        }
    }
    name
}

fn message(error: &Error, command: &str) -> String {
    let said = |kind| error.get(kind).map(words).unwrap_or_default();
    let one = |kind| said(kind).join(" ");
    let argument = one(ContextKind::InvalidArg);
    let help = format!("`{command} --help` lists what it takes");
    let (problem, hint) = match error.kind() {
        ErrorKind::InvalidSubcommand => (
            format!(
                "there is no command `{}`",
                one(ContextKind::InvalidSubcommand)
            ),
            near(
                &said(ContextKind::SuggestedSubcommand),
                command,
                &format!("`{command} --help` lists the commands"),
            ),
        ),
        ErrorKind::UnknownArgument => {
            let flags = said(ContextKind::SuggestedArg);
            let what = if argument.starts_with('-') {
                "flag"
            } else {
                "place for"
            };
            (
                format!("`{command}` has no {what} `{argument}`"),
                near(&flags, "", &help),
            )
        }
        ErrorKind::InvalidValue => {
            let value = one(ContextKind::InvalidValue);
            let problem = if value.is_empty() {
                format!("`{argument}` needs a value")
            } else {
                format!("`{value}` is no value of `{argument}`")
            };
            let valid = said(ContextKind::ValidValue);
            let otherwise = if valid.is_empty() {
                help
            } else {
                format!("choose among {}", valid.join(", "))
            };
            (
                problem,
                near(&said(ContextKind::SuggestedValue), "", &otherwise),
            )
        }
        ErrorKind::ValueValidation => {
            let value = one(ContextKind::InvalidValue);
            let why = std::error::Error::source(error).map(ToString::to_string);
            let why = why.unwrap_or_else(|| format!("`{value}` is no value of it"));
            (format!("`{argument}`: {why}"), help)
        }
        ErrorKind::MissingRequiredArgument => (
            format!("`{command}` needs {argument}"),
            with_examples(command),
        ),
        ErrorKind::MissingSubcommand => (
            format!("`{command}` needs a command"),
            format!("`{command} --help` lists the commands"),
        ),
        ErrorKind::ArgumentConflict => (
            format!(
                "`{argument}` cannot be used with `{}`",
                one(ContextKind::PriorArg)
            ),
            help,
        ),
        _ => (first_line(error), help),
    };
    format!("error: {problem}\nhint: {hint}")
}

/// "did you mean …?" where something near is known; the nearest stands last in `names`.
fn near(names: &[String], before: &str, otherwise: &str) -> String {
    let Some((first, others)) = names.split_last() else {
        return otherwise.to_owned();
    };
    let shown = |name: &String| format!("`{}`", format!("{before} {name}").trim());
    let mut hint = format!("did you mean {}", shown(first));
    for name in others.iter().rev() {
        // Writing to a string can't fail.
        let _ = write!(hint, " or {}", shown(name));
    }
    format!("{hint}? {otherwise}")
}

fn with_examples(command: &str) -> String {
    format!("`{command} --help` shows examples")
}

fn words(value: &ContextValue) -> Vec<String> {
    match value {
        ContextValue::String(word) => vec![word.clone()],
        ContextValue::Strings(words) => words.clone(),
        ContextValue::StyledStr(text) => vec![text.to_string()],
        ContextValue::StyledStrs(texts) => texts.iter().map(ToString::to_string).collect(),
        ContextValue::Number(number) => vec![number.to_string()],
        _ => Vec::new(),
    }
}

fn first_line(error: &Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::*;
    use crate::cli::args::Cli;

    /// The hint says that they do.
    #[test]
    fn every_command_shows_examples_that_are_read() {
        fn visit(command: &Command) {
            let help = command.get_after_help().map(ToString::to_string);
            let help = help.unwrap_or_else(|| panic!("`{}` has no examples", command.get_name()));
            let lines: Vec<&str> = help
                .lines()
                .filter_map(|line| line.trim().strip_prefix("newsdex "))
                .collect();
            assert!(!lines.is_empty(), "`{}`: {help}", command.get_name());
            lines.into_iter().for_each(check);
            command.get_subcommands().for_each(visit);
        }
        fn check(line: &str) {
            let command = [" | ", " > ", " < ", "    ("]
                .iter()
                .fold(line, |line, end| line.split(end).next().unwrap());
            let words = command.split('\'').enumerate().flat_map(|(idx, part)| {
                let is_quoted = idx % 2 == 1;
                let parts = if is_quoted {
                    vec![part]
                } else {
                    part.split_whitespace().collect()
                };
                parts.into_iter().map(OsString::from)
            });
            // The beginner's line has places for what the person has.
            let argv: Vec<OsString> = std::iter::once("newsdex".into()).chain(words).collect();
            let argv = crate::cli::argv::rewrite(Cli::command(), &argv);
            assert!(Cli::try_parse_from(&argv).is_ok(), "newsdex {line}");
        }
        visit(&Cli::command());
    }

    #[test]
    fn every_mistake_says_what_to_type_next() {
        let check = |line: &str, expected: &str| {
            let argv: Vec<OsString> = line.split(' ').map(Into::into).collect();
            let command = Cli::command();
            let error = Cli::try_parse_from(&argv).unwrap_err();
            let text = message(&error, &name_of(&command, &argv));
            assert_eq!(text, expected, "{line}");
        };
        check(
            "newsdex serch openai",
            "error: there is no command `serch`\n\
             hint: did you mean `newsdex search` or `newsdex schema`? `newsdex --help` lists the commands",
        );
        check(
            "newsdex search --limt 3",
            "error: `newsdex search` has no flag `--limt`\n\
             hint: did you mean `--limit`? `newsdex search --help` lists what it takes",
        );
        check(
            "newsdex show a b",
            "error: `newsdex show` has no place for `b`\nhint: `newsdex show --help` lists what it takes",
        );
        check(
            "newsdex add",
            "error: `newsdex add` needs <SOURCE>...\nhint: `newsdex add --help` shows examples",
        );
        check(
            "newsdex add a --type markdwn",
            "error: `markdwn` is no value of `--type <TYPE>`\n\
             hint: did you mean `markdown`? choose among text, markdown, html, jsonl, csv, feed",
        );
        check(
            "newsdex search a --limit",
            "error: `--limit <N>` needs a value\nhint: `newsdex search --help` lists what it takes",
        );
        check(
            "newsdex search a --limit x",
            "error: `--limit <N>`: `x` is no number from 1 on\n\
             hint: `newsdex search --help` lists what it takes",
        );
        check(
            "newsdex add a --dry-run --no-index",
            "error: `--dry-run` cannot be used with `--no-index`\n\
             hint: `newsdex add --help` lists what it takes",
        );
    }
}
