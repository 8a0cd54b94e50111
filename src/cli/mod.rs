//! The program around the library: the only place for clap, the environment, the clock and stdout.
//!
//! [`args`] holds every command and flag as types; each of the other files runs one family of commands:
//! arguments → library → render.

mod add;
pub(crate) mod args;
pub(crate) mod argv;
mod batch;
pub(crate) mod context;
mod counts;
mod eval;
pub(crate) mod failure;
mod feed;
mod fetching;
mod follow;
pub(crate) mod guard;
mod index;
mod info;
mod lexicon;
mod news;
mod search;
mod sets;
mod show;
pub(crate) mod usage;
pub(crate) mod values;
mod versions;
mod watch;
mod why;

use std::time::Instant;

use args::{Cli, Command};
use context::Context;
use failure::Failure;
use values::Format;

/// Runs a command; the answer is the exit code.
pub(crate) fn run(cli: Cli) -> Result<u8, Failure> {
    let context = Context::new(cli.global);
    say_what_is_ignored(&context, &cli.command);
    let start = Instant::now();
    let code = run_command(&context, cli.command);
    let n_ms = start.elapsed().as_secs_f64() * 1e3;
    context.detail(1, &format!("that took {n_ms:.1} ms"));
    code
}

fn run_command(context: &Context, command: Command) -> Result<u8, Failure> {
    match command {
        Command::Add(arguments) => add::run(context, &arguments),
        Command::Feed(arguments) => feed::run(context, &arguments),
        Command::Search(arguments) => search::run(context, &arguments),
        Command::Show(arguments) => show::run(context, &arguments),
        Command::Diff(arguments) => versions::diff(context, &arguments),
        Command::Open(arguments) => show::open(context, &arguments),
        Command::Export(arguments) => sets::export(context, &arguments),
        Command::Deals(arguments) => news::deals(context, &arguments),
        Command::Stories(arguments) => news::stories(context, &arguments),
        Command::Timeline(arguments) => counts::timeline(context, &arguments),
        Command::Companies(arguments) => counts::companies(context, &arguments),
        Command::Topics(arguments) => counts::topics(context, &arguments),
        Command::Pairs(arguments) => counts::pairs(context, &arguments),
        Command::Like(arguments) => why::like(context, &arguments),
        Command::Why(arguments) => why::why(context, &arguments),
        Command::Stats(arguments) => counts::stats(context, &arguments),
        Command::Lexicon(arguments) => lexicon::run(context, &arguments),
        Command::Batch(arguments) => batch::run(context, &arguments),
        Command::Eval(arguments) => eval::run(context, &arguments),
        Command::Watch(arguments) => watch::run(context, &arguments),
        Command::Index(arguments) => index::run(context, &arguments),
        Command::Status => index::status(context),
        Command::Check => index::check(context),
        Command::Rm(arguments) => sets::rm(context, &arguments),
        Command::Reclean(arguments) => sets::reclean(context, &arguments),
        Command::Schema(arguments) => info::print_schema(&arguments),
        Command::Completions(arguments) => info::completions(&arguments),
        Command::Man => info::man(),
        Command::Help(arguments) => info::help(&arguments),
    }
}

/// Says where a format was asked for that changes nothing.
fn say_what_is_ignored(context: &Context, command: &Command) {
    let is_text_alone = match command {
        Command::Add(arguments) => !arguments.dry_run,
        Command::Index(_) | Command::Check | Command::Rm(_) | Command::Reclean(_) => true,
        Command::Completions(_) | Command::Man | Command::Help(_) => true,
        _ => false,
    };
    if is_text_alone && context.format(Format::Text) != Format::Text {
        context.note("`--format` changes nothing here: this command writes text");
    }
}

/// A format in which a command has nothing to write.
fn unfit(format: Format, command: &str, fitting: &str) -> Failure {
    let name = clap::ValueEnum::to_possible_value(&format)
        .map_or_else(String::new, |value| value.get_name().to_owned());
    Failure::usage(
        format!("`{command}` does not write `{name}`"),
        format!("choose {fitting}"),
    )
}
