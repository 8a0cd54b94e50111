//! Question in, ranked, grouped and marked hits out.
//!
//! [`parse`] makes a [`tree`] of what was typed, `plan` turns it into what the engine understands,
//! `admit` finds the articles that the filters let in, `retrieve` the best passages of those,
//! `rescore` ranks them again with all the evidence, `group` gathers them by article, `feedback` learns
//! from the best of them which other words belong to the matter, `hints` reads days and outlets in plain
//! words, `marks` shows why they match, `notices` says what a person should know beside the hits, `nothing` why a set of articles is empty.
//! [`search()`] runs these in order.

mod admit;
pub mod answer;
mod bits;
mod blocks;
mod days_said;
mod feedback;
mod fold;
mod group;
mod hints;
mod marks;
mod meant;
mod named;
mod nothing;
mod notices;
mod others;
pub mod parse;
mod plan;
pub mod print;
mod rank;
mod relax;
mod rescore;
mod retrieve;
mod search;
mod show;
mod spans;
mod spelling;
mod totals;
pub mod tree;
mod union;
pub mod weights;
mod window;

pub use fold::Fold;
pub use nothing::notices_of_set;
pub use notices::near_companies;
pub use search::{
    Mode, Order, Request, articles_that_match, every_article, hits_at, ids_by_article, search,
    search_passages,
};
pub use weights::Weights;
