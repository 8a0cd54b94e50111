//! The program: parse, dispatch, report, choose the exit code.

mod cli;

use clap::{CommandFactory, Parser};

fn main() {
    let argv: Vec<_> = std::env::args_os().collect();
    let argv = cli::argv::rewrite(cli::args::Cli::command(), &argv);
    let _cli = cli::args::Cli::parse_from(argv);
}
