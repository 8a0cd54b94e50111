//! `schema`, `completions`, `man`, `help`: what the program says of itself.

use std::io::Write;

use clap::CommandFactory;
use newsdex::render::schema;

use super::args::{Cli, CompletionsArgs, HelpArgs, SchemaArgs};
use super::failure::{FOUND, Failure};

/// The page on the query language.
const QUERY_SYNTAX: &str = include_str!("../../docs/query-syntax.md");

/// Prints the JSON Schema of a command's output.
pub(crate) fn print_schema(arguments: &SchemaArgs) -> Result<u8, Failure> {
    let name = arguments.command.command();
    let schema = schema(name).ok_or_else(|| {
        Failure::usage(
            format!("`{name}` writes no JSON"),
            "see `newsdex schema --help`",
        )
    })?;
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &schema)?;
    writeln!(out)?;
    Ok(FOUND)
}

/// Prints a completion script.
pub(crate) fn completions(arguments: &CompletionsArgs) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "newsdex", &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(FOUND)
}

/// Prints the manual page.
pub(crate) fn man() -> Result<u8, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    std::io::stdout().write_all(&page)?;
    Ok(FOUND)
}

/// Explains the query language or a command.
pub(crate) fn help(arguments: &HelpArgs) -> Result<u8, Failure> {
    let mut out = std::io::stdout().lock();
    let mut command = Cli::command();
    command.build();
    let topic = arguments.topic.first().map(String::as_str);
    match topic {
        None => write!(out, "{}", command.render_long_help())?,
        Some("query") if arguments.topic.len() == 1 => write!(out, "{QUERY_SYNTAX}")?,
        Some(_) => {
            let mut found = &mut command;
            for name in &arguments.topic {
                found = found.find_subcommand_mut(name).ok_or_else(|| {
                    Failure::usage(
                        format!("there is no command `{}`", arguments.topic.join(" ")),
                        "`newsdex help` lists the commands",
                    )
                })?;
            }
            write!(out, "{}", found.render_long_help())?;
        }
    }
    Ok(FOUND)
}
