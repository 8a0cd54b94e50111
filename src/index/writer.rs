//! Blocks into the index: an article and its passages, all or nothing.

use tantivy::indexer::UserOperation;
use tantivy::{Index, IndexWriter, TantivyDocument, Term};

use super::document::{key_of, store_card, title_key, url_key};
use super::schema::Fields;
use super::snapshot::days_since_epoch;
use super::{IndexError, IndexFolder};
use crate::analysis::tokens::{GAP, SENTENCE};
use crate::article::ArticleId;
use crate::corpus::Filed;
use crate::enrich::{Limits, Passage, split};

/// The term of [`Fields::kind`].
pub(crate) const ARTICLE_KIND: &str = "article";

/// Most characters of a heading that are indexed with each passage below it.
const MAX_HEADING_CHARS: usize = 200;

/// How much the writer may use.
#[derive(Clone, Copy, Debug)]
pub struct WriterLimits {
    /// Threads that build segments.
    pub n_threads: usize,
    /// Bytes of postings held in memory before a segment is written, over all threads.
    pub max_memory_bytes: usize,
}

impl WriterLimits {
    /// Least memory a thread works with, in bytes: Tantivy refuses less than 15 MB.
    pub const MIN_THREAD_BYTES: usize = 16_000_000;
}

/// The documents of one article, ready to be written.
pub struct Block(Vec<TantivyDocument>);

/// The one writer of an index; changes stand only after [`Writer::commit`].
pub struct Writer {
    writer: IndexWriter,
    fields: Fields,
}

impl Writer {
    /// Opens the writer of an index.
    pub fn open(folder: &IndexFolder, limits: WriterLimits) -> Result<Self, IndexError> {
        let index: Index = folder.open_engine()?;
        let n_threads = limits.n_threads.clamp(1, 8);
        let n_threads =
            n_threads.min((limits.max_memory_bytes / WriterLimits::MIN_THREAD_BYTES).max(1));
        let bytes = limits
            .max_memory_bytes
            .max(n_threads * WriterLimits::MIN_THREAD_BYTES);
        let writer = index.writer_with_num_threads(n_threads, bytes)?;
        Ok(Self {
            writer,
            fields: Fields::schema().1,
        })
    }

    /// Adds a block; where the article may be in the index already, its old block goes.
    pub fn put(&self, id: &ArticleId, block: Block, is_new: bool) -> Result<(), IndexError> {
        let deletion = (!is_new).then(|| UserOperation::Delete(self.key_term(id)));
        let additions = block.0.into_iter().map(UserOperation::Add);
        self.writer
            .run(deletion.into_iter().chain(additions).collect::<Vec<_>>())?;
        Ok(())
    }

    /// Removes the block of the article with this key ([`key_of`]).
    pub fn delete(&self, key: u64) {
        self.writer
            .delete_term(Term::from_field_u64(self.fields.key, key));
    }

    /// Makes all changes visible at once, with a word of ours (the generation) in the commit.
    pub fn commit(mut self, generation: &str) -> Result<(), IndexError> {
        let mut prepared = self.writer.prepare_commit()?;
        prepared.set_payload(generation);
        prepared.commit()?;
        self.writer.wait_merging_threads()?;
        Ok(())
    }

    fn key_term(&self, id: &ArticleId) -> Term {
        Term::from_field_u64(self.fields.key, key_of(id))
    }
}

/// Makes the documents of an article: its own, then its passages in reading order.
pub fn block(fields: &Fields, filed: &Filed) -> Block {
    let mut passages = split(&filed.article.body, &Limits::default());
    if passages.is_empty() {
        // An article of a headline alone is found by it.
        passages.push(Passage {
            span: 0..0,
            heading: None,
            sentences: Vec::new(),
        });
    }
    let mut documents = Vec::with_capacity(passages.len() + 1);
    documents.push(article_document(fields, filed));
    documents.extend(
        passages
            .iter()
            .map(|passage| passage_document(fields, filed, passage)),
    );
    Block(documents)
}

fn article_document(fields: &Fields, filed: &Filed) -> TantivyDocument {
    let article = &filed.article;
    let mut document = TantivyDocument::new();
    document.add_text(fields.title, article.title.as_str());
    document.add_text(fields.title_key, title_key(article.title.as_str()));
    for (field, value) in [
        (fields.site, &article.site),
        (fields.author, &article.author),
    ] {
        if let Some(value) = value {
            document.add_text(field, value);
        }
    }
    if let Some(url) = &article.url {
        document.add_text(fields.url, url);
        document.add_text(fields.url_key, url_key(url));
    }
    if let Some(language) = &article.language {
        document.add_text(fields.lang, language);
    }
    document.add_text(fields.id, article.id.as_str());
    if let Some(published) = article.published {
        document.add_i64(fields.day_first, days_since_epoch(published.day.first()));
        document.add_i64(fields.day_last, days_since_epoch(published.day.last()));
    }
    document.add_i64(fields.added, days_since_epoch(article.added));
    document.add_text(fields.kind, ARTICLE_KIND);
    document.add_u64(fields.key, key_of(&article.id));
    document.add_text(fields.card, store_card(filed));
    document.add_text(fields.body, &article.body);
    document
}

fn passage_document(fields: &Fields, filed: &Filed, passage: &Passage) -> TantivyDocument {
    let article = &filed.article;
    let body = article.body.as_str();
    let mut whole = String::with_capacity(article.title.as_str().len() + passage.span.len() + 64);
    whole.push_str(article.title.as_str());
    whole.push(GAP);
    let heading = passage
        .heading
        .clone()
        .and_then(|heading| body.get(heading))
        .unwrap_or_default();
    whole.extend(heading.chars().take(MAX_HEADING_CHARS));
    whole.push(GAP);
    for sentence in &passage.sentences {
        whole.push(SENTENCE);
        whole.push_str(body.get(sentence.clone()).unwrap_or_default());
    }
    let mut document = TantivyDocument::new();
    document.add_text(fields.text, &whole);
    document.add_text(fields.exact, &whole);
    document.add_u64(fields.span, pack(passage.span.start, passage.span.len()));
    let heading = passage
        .heading
        .as_ref()
        .map_or(0, |heading| pack(heading.start, heading.len()));
    document.add_u64(fields.heading, heading);
    document.add_u64(fields.key, key_of(&article.id));
    document
}

/// A span of the body in one number: start in the high 40 bits, length in the low 24 (16 MB).
fn pack(start: usize, len: usize) -> u64 {
    ((start as u64) << 24) | (len as u64).min((1 << 24) - 1)
}

/// The inverse of `pack`.
pub(crate) fn unpack(packed: u64) -> std::ops::Range<usize> {
    let (start, len) = ((packed >> 24) as usize, (packed & ((1 << 24) - 1)) as usize);
    start..start + len
}
