//! The real program in a temporary home, one file for each family of commands.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that fails says where; one that can't run here says why"
)]

#[path = "../support/mod.rs"]
mod support;

mod add;
mod batch;
mod by_hand;
mod eval;
mod export;
mod index;
mod info;
mod news;
mod pages;
mod rm;
mod search;
mod show;
mod told;
mod versions;
mod watch;
