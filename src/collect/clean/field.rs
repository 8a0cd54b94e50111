//! Dirty text fields of records.

use super::CleanText;
use super::html::html_to_markdown;
use super::tidy::tidy;
use jiff::civil::Date;

/// Cleans the text field of a record.
pub fn clean_field(text: &str, title: Option<&str>, as_of: Date, today: Date) -> CleanText {
    let _ = (title, as_of, today);
    let body = if text.contains('<') || text.contains('&') {
        html_to_markdown(text)
    } else {
        tidy(text)
    };
    CleanText {
        body,
        ..CleanText::default()
    }
}
