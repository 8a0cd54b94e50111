//! One adapter a format: decoded text → [`RawArticle`](super::name::RawArticle)s.
//!
//! [`recognise`] tells which adapter reads a source, from its content first and its name second. An
//! adapter knows its format and nothing of files, threads or batches; what it can't read it answers
//! with a reason.

pub(crate) mod csv;
pub(crate) mod envelope;
pub(crate) mod feed;
pub(crate) mod fields;
pub(crate) mod front_matter;
pub(crate) mod html;
mod html_breaks;
mod html_code;
mod html_dates;
mod html_guard;
mod html_inline;
mod html_meta;
pub(crate) mod jsonl;
pub(crate) mod markdown;
mod markdown_body;
pub(crate) mod pieces;
pub(crate) mod recognise;
pub(crate) mod record;
pub(crate) mod text;
pub(crate) mod titles;
