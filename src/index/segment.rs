//! A segment of the index: where each article's block lies, and what stands beside the postings.

use std::ops::Range;
use std::sync::OnceLock;

use tantivy::columnar::{Column, StrColumn};
use tantivy::directory::OwnedBytes;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

use super::schema::Fields;
use super::writer::{ARTICLE_KIND, unpack};
use super::{IndexError, Relations};

/// A segment and its blocks: an article's document, then its passages in reading order.
pub struct Segment {
    /// The engine's reader.
    pub reader: SegmentReader,
    /// Document numbers of the articles, ascending: where blocks begin.
    pub articles: Vec<DocId>,
    /// First day of publication, in days since 1970-01-01.
    pub day_first: Column<i64>,
    /// Last day of publication.
    pub day_last: Column<i64>,
    /// Day on which the article was taken in.
    pub added: Column<i64>,
    /// Amounts of the article's deals, in units of any currency.
    pub amounts: Column<f64>,
    rows: Vec<DocumentRow>,
    /// The days of publication of all articles, read when first asked for.
    published: OnceLock<Vec<Option<(i64, i64)>>>,
    ids: Option<StrColumn>,
    spans: Column<u64>,
    headings: Column<u64>,
}

/// 64 documents of a segment, side by side.
#[derive(Clone, Copy, Debug, Default)]
pub struct DocumentRow {
    /// Which of them are the last of their block, as bits.
    pub ends: u64,
    /// Which of those end an article that is counted for itself, in no story and without copies.
    pub alone: u64,
    /// Number of the article whose block holds the first of them.
    first_article: u32,
}

impl Segment {
    /// The segment's own name, which no other has ever had.
    pub fn name(&self) -> String {
        self.reader.segment_id().uuid_string()
    }

    pub(super) fn open(
        reader: &SegmentReader,
        fields: &Fields,
        relations: Option<&Relations>,
    ) -> Result<Self, IndexError> {
        let columns = reader.fast_fields();
        let kind = Term::from_field_text(fields.kind, ARTICLE_KIND);
        let mut articles = Vec::new();
        let inverted = reader.inverted_index(fields.kind)?;
        if let Some(mut postings) = inverted.read_postings(&kind, IndexRecordOption::Basic)? {
            while postings.doc() != TERMINATED {
                articles.push(postings.doc());
                postings.advance();
            }
        }
        let id = reader.segment_id().uuid_string();
        let relations = relations.and_then(|relations| relations.of_segment(&id));
        let is_alone = |article| relations.is_none_or(|relations| relations.is_alone(article));
        Ok(Self {
            reader: reader.clone(),
            rows: DocumentRow::all_of(&articles, reader.max_doc(), is_alone),
            articles,
            day_first: column(columns, "day_first", reader)?,
            day_last: column(columns, "day_last", reader)?,
            added: column(columns, "added", reader)?,
            amounts: columns
                .column_opt::<f64>("amount")?
                .unwrap_or_else(|| Column::build_empty_column(reader.max_doc())),
            published: OnceLock::new(),
            ids: columns.str("id")?,
            spans: columns
                .u64("span")
                .unwrap_or_else(|_| Column::build_empty_column(reader.max_doc())),
            headings: columns
                .u64("heading")
                .unwrap_or_else(|_| Column::build_empty_column(reader.max_doc())),
        })
    }

    /// Numbers (indices into [`Segment::articles`]) of the articles that are not deleted.
    pub fn alive_articles(&self) -> impl Iterator<Item = usize> + '_ {
        let alive = self.reader.alive_bitset();
        self.articles
            .iter()
            .enumerate()
            .filter(move |(_, doc)| alive.is_none_or(|alive| alive.is_alive(**doc)))
            .map(|(idx, _)| idx)
    }

    /// First and last day of publication of each article, in their order.
    pub fn published(&self) -> &[Option<(i64, i64)>] {
        let days = |doc: &DocId| self.day_first.first(*doc).zip(self.day_last.first(*doc));
        self.published
            .get_or_init(|| self.articles.iter().map(days).collect())
    }

    /// Number of the article whose block holds `doc`.
    pub fn article_of(&self, doc: DocId) -> usize {
        self.row(doc as usize / 64).article_of(doc % 64)
    }

    /// The documents `64 * idx..64 * idx + 64`.
    pub fn row(&self, idx: usize) -> DocumentRow {
        self.rows.get(idx).copied().unwrap_or_default()
    }

    /// The engine's numbers, one byte a document, for the documents' lengths in `field`.
    pub fn length_numbers(&self, field: Field) -> Result<OwnedBytes, IndexError> {
        let lengths = self.reader.fieldnorms_readers().get_inner_file();
        let file = lengths
            .open_read(field)
            .ok_or_else(|| IndexError::Damaged {
                path: "index".into(),
                what: "a segment holds no lengths".into(),
            })?;
        Ok(file.read_bytes()?)
    }

    /// Document numbers of an article's passages.
    pub fn passages_of(&self, article_idx: usize) -> Range<DocId> {
        let start = self.articles.get(article_idx).map_or(0, |doc| doc + 1);
        let end = self
            .articles
            .get(article_idx + 1)
            .copied()
            .unwrap_or(self.reader.max_doc());
        start..end
    }

    /// Where a passage lies in its article's body.
    pub fn span(&self, doc: DocId) -> Range<usize> {
        unpack(self.spans.first(doc).unwrap_or(0))
    }

    /// Where the heading above a passage lies in the body.
    pub fn heading(&self, doc: DocId) -> Option<Range<usize>> {
        self.headings
            .first(doc)
            .filter(|packed| *packed > 0)
            .map(unpack)
    }

    /// The id of the article with this document number.
    pub fn id(&self, article: DocId) -> String {
        let mut id = String::new();
        if let Some(column) = &self.ids
            && let Some(ord) = column.term_ords(article).next()
            && column.ord_to_str(ord, &mut id).is_err()
        {
            id.clear();
        }
        id
    }

    /// The number of the article's id in the order of ids of this segment.
    pub fn id_number(&self, article: DocId) -> Option<u64> {
        self.ids
            .as_ref()
            .and_then(|column| column.term_ords(article).next())
    }

    /// The least and the greatest day of a column, where any article that is not deleted has one.
    pub(super) fn bounds(&self, column: &Column<i64>) -> Option<(i64, i64)> {
        let docs = self
            .alive_articles()
            .filter_map(|idx| self.articles.get(idx));
        let mut days = docs.filter_map(|doc| column.first(*doc));
        let first = days.next()?;
        if !self.reader.has_deletes() {
            return Some((column.min_value(), column.max_value()));
        }
        let widened = |(least, most): (i64, i64), day: i64| (least.min(day), most.max(day));
        Some(days.fold((first, first), widened))
    }
}

impl DocumentRow {
    fn all_of(articles: &[DocId], max_doc: DocId, is_alone: impl Fn(usize) -> bool) -> Vec<Self> {
        let mut rows = vec![Self::default(); max_doc as usize / 64 + 1];
        let nexts = articles.iter().skip(1).copied().chain([max_doc]);
        let lasts = nexts.filter_map(|next| next.checked_sub(1));
        for (article, last) in lasts.enumerate() {
            if let Some(row) = rows.get_mut(last as usize / 64) {
                let bit = 1 << (last % 64);
                row.ends |= bit;
                if is_alone(article) {
                    row.alone |= bit;
                }
            }
        }
        let mut n_ended = 0;
        for row in &mut rows {
            row.first_article = n_ended;
            n_ended += row.ends.count_ones();
        }
        rows
    }

    /// Number of the article whose block holds the row's document with this place, 0 to 63.
    #[inline]
    pub fn article_of(self, place: u32) -> usize {
        let before = (1_u64 << (place % 64)) - 1;
        (self.first_article + (self.ends & before).count_ones()) as usize
    }
}

fn column(
    columns: &tantivy::fastfield::FastFieldReaders,
    name: &str,
    reader: &SegmentReader,
) -> Result<Column<i64>, IndexError> {
    Ok(columns
        .column_opt::<i64>(name)?
        .unwrap_or_else(|| Column::build_empty_column(reader.max_doc())))
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn an_article_is_found_by_any_of_its_documents(lengths in proptest::collection::vec(1_u32..90, 1..40)) {
            let mut articles = Vec::new();
            let mut max_doc = 0;
            for length in lengths {
                articles.push(max_doc);
                max_doc += length;
            }
            let rows = DocumentRow::all_of(&articles, max_doc, |article| article % 3 == 0);
            for doc in 0..max_doc {
                let row = rows[doc as usize / 64];
                let article = articles.partition_point(|start| *start <= doc) - 1;
                proptest::prop_assert_eq!(row.article_of(doc % 64), article);
                let is_last = articles.get(article + 1).copied().unwrap_or(max_doc) == doc + 1;
                let bit = 1_u64 << (doc % 64);
                proptest::prop_assert_eq!(row.ends & bit != 0, is_last);
                proptest::prop_assert_eq!(row.alone & bit != 0, is_last && article % 3 == 0);
            }
        }
    }
}
