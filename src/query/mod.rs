//! Question in, ranked, grouped and marked hits out.

pub mod answer;
pub mod tree;
