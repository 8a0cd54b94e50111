//! Bad input, from outside: each gives an answer or an error with a hint; nothing stored is lost,
//! nothing panics or hangs.
//!
//! [`crate::support::TestHome::run`] fails a test when the program panics, ends by a signal or takes
//! too long, so that every command below checks that by itself.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that fails says where; one that can't run here says why"
)]

#[path = "../support/mod.rs"]
mod support;

mod files;
mod folders;
mod index;
mod kill;
mod pages;
mod queries;
mod random;
mod writers;
