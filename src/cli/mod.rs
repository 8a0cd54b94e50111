//! The program around the library: the only place for clap, the environment, the clock and stdout.

pub(crate) mod args;
pub(crate) mod argv;
pub(crate) mod values;
