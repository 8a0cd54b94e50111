//! Text as it comes in, to the plain Markdown that a person would have kept.
//!
//! One door for each kind of text: [`clean_dump`] for what was copied from a whole page, [`clean_field`]
//! for the text field of a record, [`html_to_markdown`] for a piece of HTML that is already the
//! article. All of them end in [`tidy()`]. [`plain_text`] takes the markup off again.
//!
//! Every pass is linear in the length of the text, whatever stands in it.

mod bios;
mod blocks;
mod byline;
mod captions;
mod dump;
mod edges;
mod features;
mod field;
mod furniture;
mod glue;
mod html;
mod line_ends;
mod lines;
mod markdown;
mod marks;
mod plugs;
mod promotion;
mod score;
mod signs;
mod tidy;
mod title;
mod title_weights;
mod tokens;
mod weights;

pub use dump::clean_dump;
pub use field::{clean_field, without_last_words};
pub use html::html_to_markdown;
pub use markdown::{plain_text, simplify_markdown};
pub use tidy::tidy;
pub(crate) use tidy::without_escapes;
pub(crate) use title::without_dateline;
pub(crate) use tokens::{is_tag, name_of as name_of_tag};

use crate::article::{Title, TitleFrom};
use crate::collect::dates::FoundDay;

/// What was made of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CleanText {
    /// The headline, where the text has one, and whether it stands there or was fitted from the lead.
    pub title: Option<(Title, TitleFrom)>,
    /// Plain Markdown as [`crate::article::Article::body`] wants it; without the headline.
    pub body: String,
    /// Dates that stand near the headline, in reading order; spans are of the line they stood in.
    pub days: Vec<FoundDay>,
    /// The author or authors of a byline.
    pub author: Option<String>,
    /// Papers that the text names as its source ("Source: …").
    pub credits: Vec<String>,
}
