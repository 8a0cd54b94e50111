//! A dump while it is filed: what of it goes into a new collection.
//!
//! The collection is begun with the first record that is new or changed and put in its place when
//! the dump has ended, so a run that dies half-way leaves no half collection.

use super::collections::Writer;
use super::front_matter::Fields;
use super::known::{self, Known, Row};
use super::repeats::Repeats;
use super::{CorpusError, Home, changes};
use crate::article::{Article, ContentHash};

pub(super) struct Dump {
    source: String,
    original: Option<ContentHash>,
    repeats: Repeats,
    writer: Option<Writer>,
    rows: Vec<Row>,
}

impl Dump {
    pub(super) fn new(source: &str) -> Self {
        Self {
            source: source.to_owned(),
            original: None,
            repeats: Repeats::default(),
            writer: None,
            rows: Vec::new(),
        }
    }

    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// The hash of the dump, once it was kept.
    pub(super) fn original(&self) -> Option<ContentHash> {
        self.original
    }

    pub(super) fn set_original(&mut self, original: ContentHash) {
        self.original = Some(original);
    }

    /// The ids that this dump gave.
    pub(super) fn repeats(&mut self) -> &mut Repeats {
        &mut self.repeats
    }

    /// Writes one record.
    pub(super) fn push(
        &mut self,
        home: &Home,
        known: &mut Known,
        fields: &Fields,
        article: &Article,
    ) -> Result<Row, CorpusError> {
        let mut writer = match self.writer.take() {
            Some(writer) => writer,
            None => Writer::create(home, known.next_sequence(), &self.source)?,
        };
        writer.push(fields, &article.body)?;
        self.writer = Some(writer);
        let row = Row::new(&article.id, fields);
        self.rows.push(row);
        Ok(row)
    }

    /// Puts the collection in its place; without a new record there is none.
    pub(super) fn finish(self, home: &Home) -> Result<(), CorpusError> {
        let Some(writer) = self.writer else {
            return Ok(());
        };
        let path = writer.path().to_owned();
        writer.finish()?;
        // The list only saves time; without it the next writer reads the collection.
        if let Some(file) = changes::stat(home, &path) {
            known::write_rows(home, &file, &self.rows)?;
        }
        Ok(())
    }
}
