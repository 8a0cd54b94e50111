//! The program: parse, dispatch, report, choose the exit code.

fn main() {}
