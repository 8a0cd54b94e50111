//! The program: parse, dispatch, report, choose the exit code.

mod cli;

use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use cli::args::Cli;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let argv: Vec<_> = std::env::args_os().collect();
    let argv = cli::argv::rewrite(Cli::command(), &argv);
    let cli = match Cli::try_parse_from(&argv) {
        Ok(cli) => cli,
        Err(error) => return ExitCode::from(cli::usage::told(&error, &Cli::command(), &argv)),
    };
    match cli::guard::guarded(|| cli::run(cli)) {
        Ok(code) => ExitCode::from(code),
        // The reader has seen enough (`| head`): that is no error.
        Err(failure) if failure.is_broken_pipe => ExitCode::SUCCESS,
        Err(failure) => {
            drop(writeln!(std::io::stderr(), "{failure}"));
            ExitCode::from(failure.code)
        }
    }
}
