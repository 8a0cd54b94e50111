//! Blocks into the index: an article and its passages, all or nothing.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use tantivy::indexer::UserOperation;
use tantivy::schema::Field;
use tantivy::{Index, IndexWriter, Term};

use super::document::{company_key, key_of, title_key, url_key};
use super::queue::{Budget, Piece, Queued};
use super::schema::Fields;
use super::snapshot::days_since_epoch;
use super::{IndexError, IndexFolder};
use crate::analysis::tokens::{GAP, SENTENCE};
use crate::article::{ArticleId, Filed};
use crate::enrich::{Facts, Passage};

/// The term of [`Fields::kind`].
pub(crate) const ARTICLE_KIND: &str = "article";

/// Most characters of a heading that are indexed with each passage below it.
const MAX_HEADING_CHARS: usize = 200;

/// How much the writer may use.
#[derive(Clone, Copy, Debug)]
pub struct WriterLimits {
    /// Threads that build segments.
    pub n_threads: usize,
    /// Bytes of memory, over all threads; a part of it is postings that are not written yet.
    pub max_memory_bytes: usize,
}

impl WriterLimits {
    /// Least memory a thread works with, in bytes: Tantivy refuses less than 15 MB.
    pub const MIN_THREAD_BYTES: usize = 16_000_000;

    /// What is kept back of the memory for everything beside the postings: names, stems, texts on their way,
    /// the segment that is being written. Those take more: with 52 or 16 MB, 51,426 articles peak 32 or 63 MB
    /// above 256 MB, in four segments; with 80 MB there are six, and each segment costs every search.
    const BESIDE_BYTES: usize = 52_000_000;

    /// Bytes of postings held in memory before a segment is written.
    fn for_postings(self) -> usize {
        let half = self.max_memory_bytes / 2;
        self.max_memory_bytes
            .saturating_sub(Self::BESIDE_BYTES)
            .max(half)
    }
}

/// The documents of one article, ready to be written.
pub struct Block {
    documents: Vec<Queued>,
    n_bytes: usize,
}

/// The one writer of an index; changes stand only after [`Writer::commit`].
pub struct Writer {
    writer: IndexWriter<Queued>,
    fields: Fields,
    budget: Budget,
}

impl Writer {
    /// Opens the writer of an index.
    pub fn open(folder: &IndexFolder, limits: WriterLimits) -> Result<Self, IndexError> {
        let index: Index = folder.open_engine()?;
        let n_threads = limits.n_threads.clamp(1, 8);
        let bytes = limits.for_postings();
        let n_threads = n_threads.min((bytes / WriterLimits::MIN_THREAD_BYTES).max(1));
        let bytes = bytes.max(n_threads * WriterLimits::MIN_THREAD_BYTES);
        let writer = index.writer_with_num_threads(n_threads, bytes)?;
        Ok(Self {
            writer,
            fields: Fields::schema().1,
            budget: Budget::default(),
        })
    }

    /// Adds a block; where the article may be in the index already, its old block goes. Waits while
    /// too much is on its way to the engine's threads.
    pub fn put(&self, id: &ArticleId, block: Block, is_new: bool) -> Result<(), IndexError> {
        let share = Arc::new(self.budget.take(block.n_bytes));
        let deletion = (!is_new).then(|| UserOperation::Delete(self.key_term(id)));
        let additions = block.documents.into_iter().map(|mut document| {
            document.share = Some(Arc::clone(&share));
            UserOperation::Add(document)
        });
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

/// What was found in an article before it is written.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Companies, topics, deals.
    pub facts: Facts,
    /// What relating will need of it.
    pub sketch: Vec<u8>,
}

/// Makes the documents of an article: its own, then its passages in reading order. `card` is what is shown
/// of it beside the body.
pub fn block(
    fields: &Fields,
    filed: &Filed,
    card: String,
    mut passages: Vec<Passage>,
    found: Found,
) -> Block {
    if passages.is_empty() {
        // An article of a headline alone is found by it.
        passages.push(Passage {
            span: 0..0,
            heading: None,
            sentences: Vec::new(),
        });
    }
    let mut block = Block {
        documents: Vec::with_capacity(passages.len() + 1),
        n_bytes: 0,
    };
    block.add(article_document(fields, filed, card, &found.facts));
    let mut sketch = Some(found.sketch);
    for passage in &passages {
        let mut document = passage_document(fields, filed, passage);
        if let Some(sketch) = sketch.take() {
            // Not with the article: who shows one needs no sketch.
            document.n_bytes += sketch.len();
            let piece = Piece::Bytes(sketch.into());
            document.values.push((fields.sketch, piece));
        }
        block.add(document);
    }
    block
}

impl Block {
    fn add(&mut self, document: NewDocument) {
        self.n_bytes += document.n_bytes;
        self.documents.push(Queued {
            values: document.values,
            share: None,
        });
    }
}

/// A document that is being put together.
#[derive(Default)]
struct NewDocument {
    values: Vec<(Field, Piece)>,
    n_bytes: usize,
}

impl NewDocument {
    fn text(&mut self, fields: &[Field], text: impl Into<Arc<str>>) {
        let text: Arc<str> = text.into();
        self.n_bytes += text.len();
        self.values.extend(
            fields
                .iter()
                .map(|field| (*field, Piece::Text(Arc::clone(&text)))),
        );
    }

    fn number(&mut self, field: Field, number: u64) {
        self.values.push((field, Piece::Number(number)));
    }

    fn day(&mut self, field: Field, day: Date) {
        self.values.push((field, Piece::Day(days_since_epoch(day))));
    }
}

fn article_document(fields: &Fields, filed: &Filed, card: String, facts: &Facts) -> NewDocument {
    let article = &filed.article;
    let mut document = NewDocument::default();
    document.text(&[fields.title], article.title.as_str());
    document.text(&[fields.title_key], title_key(article.title.as_str()));
    if let Some(site) = &article.site {
        document.text(&[fields.site], site.as_str());
    }
    if let Some(author) = &article.author {
        document.text(&[fields.author], author.as_str());
    }
    if let Some(url) = &article.url {
        document.text(&[fields.url], url.as_str());
        document.text(&[fields.url_key], url_key(url));
    }
    if let Some(language) = &article.language {
        document.text(&[fields.lang], language.as_str());
    }
    document.text(&[fields.id], article.id.as_str());
    if let Some(published) = article.published {
        document.day(fields.day_first, published.day.first());
        document.day(fields.day_last, published.day.last());
    }
    document.day(fields.added, article.added);
    document.text(&[fields.kind], ARTICLE_KIND);
    document.number(fields.key, key_of(&article.id));
    add_facts(&mut document, fields, facts);
    document.text(&[fields.card], card);
    document.text(&[fields.body], article.body.as_str());
    document
}

fn add_facts(document: &mut NewDocument, fields: &Fields, facts: &Facts) {
    for company in &facts.companies {
        let name = company_key(&company.name);
        if company.primary {
            document.text(&[fields.company, fields.primary], name);
        } else {
            document.text(&[fields.company], name);
        }
    }
    for topic in &facts.topics {
        document.text(&[fields.topic], topic.as_str());
    }
    for deal in &facts.deals {
        document.text(&[fields.deal], deal.kind.as_str());
        document.text(&[fields.status], deal.status.as_str());
        if let Some(amount) = &deal.amount {
            document
                .values
                .push((fields.amount, Piece::Amount(amount.value)));
        }
    }
    let stored = serde_json::to_string(facts).unwrap_or_default();
    document.text(&[fields.facts], stored);
}

fn passage_document(fields: &Fields, filed: &Filed, passage: &Passage) -> NewDocument {
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
    let mut document = NewDocument::default();
    document.text(&[fields.text, fields.unstemmed], whole);
    document.number(fields.span, pack(body, &passage.span));
    let heading = passage
        .heading
        .as_ref()
        .map_or(0, |heading| pack(body, heading));
    document.number(fields.heading, heading);
    document.number(fields.key, key_of(&article.id));
    document
}

/// Most bytes of a span: 16 MB. Passages have a few kilobytes, unless white space without end stands between
/// two of their sentences; headings are as long as somebody makes them.
const MAX_SPAN_BYTES: usize = (1 << 24) - 1;

/// A span of the body in one number: start in the high 40 bits, length in the low 24. A longer one ends
/// with the last character that fits; its words are found all the same.
fn pack(body: &str, span: &Range<usize>) -> u64 {
    let most = span.start.saturating_add(MAX_SPAN_BYTES);
    let end = if span.end <= most {
        span.end
    } else {
        body.floor_char_boundary(most)
    };
    ((span.start as u64) << 24) | end.saturating_sub(span.start) as u64
}

/// The inverse of `pack`.
pub(crate) fn unpack(packed: u64) -> Range<usize> {
    let (start, len) = ((packed >> 24) as usize, (packed & ((1 << 24) - 1)) as usize);
    start..start + len
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_that_is_too_long_ends_with_a_whole_character() {
        // The last byte that fits is the first of two.
        let body = "\u{e9}".repeat(MAX_SPAN_BYTES / 2 + 1);
        let packed = unpack(pack(&body, &(0..body.len())));
        assert_eq!(packed, 0..MAX_SPAN_BYTES - 1);
        assert!(body.get(packed).is_some());
        assert_eq!(unpack(pack(&body, &(2..8))), 2..8);
        let far = 1 << 30;
        assert_eq!(unpack(pack("", &(far..far + 5))), far..far + 5);
    }
}
