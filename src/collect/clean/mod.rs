//! Cleaning of text: dumps of pages, fields of records, Markdown.
#![expect(missing_docs, reason = "the cleaner is being written")]
mod blocks;
mod html;
mod markdown;
mod tidy;
use super::dates::FoundDay;
use crate::article::{Title, TitleFrom};
pub use html::html_to_markdown;
use jiff::civil::Date;
pub use markdown::{plain_text, simplify_markdown};
pub use tidy::tidy;
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CleanText {
    pub title: Option<(Title, TitleFrom)>,
    pub body: String,
    pub days: Vec<FoundDay>,
    pub author: Option<String>,
    pub credits: Vec<String>,
}
pub fn clean_dump(text: &str, as_of: Date) -> CleanText {
    CleanText {
        title: text
            .lines()
            .find_map(Title::new)
            .map(|t| (t, TitleFrom::Text)),
        body: tidy(text),
        days: super::dates::find_days(
            text.get(..text.floor_char_boundary(1000)).unwrap_or(""),
            as_of,
        ),
        author: None,
        credits: vec![],
    }
}
pub fn clean_field(text: &str) -> String {
    if text.contains("<p") {
        html_to_markdown(text)
    } else {
        tidy(text)
    }
}
