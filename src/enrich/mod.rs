//! One article to its passages.
//!
//! Nothing here knows the index; tags (companies, topics, deals) will stand beside the passages.

mod blocks;
mod split;

pub use split::{Limits, Passage, split};
