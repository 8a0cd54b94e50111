//! What the corpus holds already: which file or collection an id stands in, and what was received.
//!
//! Built by one pass over the corpus: of article files only the front matter counts, of collections
//! the keys. It is never stored, so that it can never disagree with the files.

use std::collections::HashMap;

use rustc_hash::FxHashMap;

use super::collections::for_each_record;
use super::front_matter::{Fields, Key};
use super::{CorpusError, FileKind, Home, Listing, file_format, list};
use crate::article::{ArticleId, ContentHash};

/// Where an article stands and what it came from.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// Its file below the home, or its collection.
    pub(super) path: String,
    /// Whether it has a file of its own.
    pub(super) is_file: bool,
    /// Hash of the bytes that it came from.
    pub(super) received: Option<ContentHash>,
}

/// The articles of a corpus by id.
#[derive(Debug, Default)]
pub(super) struct Known {
    articles: HashMap<String, Standing>,
    /// Received bytes of articles without an own id → id, so that the same bytes are the same article.
    by_received: FxHashMap<ContentHash, String>,
    highest_sequence: u32,
}

impl Known {
    /// Reads the corpus.
    pub(super) fn read(home: &Home) -> Result<Self, CorpusError> {
        let Listing { mut files, .. } = list(home)?;
        files.sort_by(|a, b| a.precedence().cmp(&b.precedence()));
        let mut known = Self::default();
        for file in files {
            let place = home.place(&file.path);
            match file.kind {
                FileKind::Article => {
                    // A file that can't be read now is reported when the index is brought in step.
                    if let Ok(bytes) = fs_err::read(&place) {
                        let text = String::from_utf8_lossy(&bytes);
                        known.add_file(&file.path, &text);
                    }
                }
                FileKind::Collection { sequence } => {
                    known.highest_sequence = known.highest_sequence.max(sequence.0);
                    for_each_record(&place, &mut |_, record| {
                        if let Ok(record) = record {
                            known.add(&file.path, false, &record.fields);
                        }
                        std::ops::ControlFlow::Continue(())
                    })?;
                }
                FileKind::ByHand => {}
            }
        }
        Ok(known)
    }

    fn add_file(&mut self, path: &str, text: &str) {
        if let Some((mut fields, _, _)) = file_format::fields_of(text)
            && fields.are_ours()
        {
            let id = file_format::id(&fields, path, &mut Vec::new());
            fields.set(Key::Id, [id.to_string()]);
            self.add(path, true, &fields);
        }
    }

    fn add(&mut self, path: &str, is_file: bool, fields: &Fields) {
        let Some(id) = fields.one(Key::Id) else {
            return;
        };
        let received = fields.hash(Key::Received);
        self.insert(
            id,
            Standing {
                path: path.to_owned(),
                is_file,
                received,
            },
        );
    }

    /// Notes an article; what is known of its id stays (files are read in the order of precedence).
    fn insert(&mut self, id: &str, standing: Standing) {
        if let Some(received) = standing.received {
            self.by_received
                .entry(received)
                .or_insert_with(|| id.to_owned());
        }
        self.articles.entry(id.to_owned()).or_insert(standing);
    }

    /// Notes an article that has just been filed.
    pub(super) fn filed(&mut self, id: &ArticleId, standing: Standing) {
        if let Some(received) = standing.received {
            self.by_received.insert(received, id.to_string());
        }
        self.articles.insert(id.to_string(), standing);
    }

    /// Where an id stands.
    pub(super) fn get(&self, id: &str) -> Option<&Standing> {
        self.articles.get(id)
    }

    /// The id of the article that came from exactly these bytes.
    pub(super) fn received_as(&self, received: ContentHash) -> Option<&str> {
        self.by_received.get(&received).map(String::as_str)
    }

    /// The number of the next collection.
    pub(super) fn next_sequence(&mut self) -> u32 {
        self.highest_sequence += 1;
        self.highest_sequence
    }
}
