//! One commit of the index, open for reading.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use tantivy::schema::document::{DeserializeError, DocumentDeserialize, DocumentDeserializer};
use tantivy::schema::{Field, IndexRecordOption, OwnedValue};
use tantivy::{DocAddress, DocSet, Index, Searcher, TERMINATED, Term};

use super::document::read_card;
use super::readable::Stores;
use super::schema::Fields;
use super::segment::Segment;
use super::{Entry, Forms, IndexError, IndexFolder, Names, News, Relations, Statistics, Words};
use crate::article::Card;
use crate::enrich::Facts;
use crate::lexicon::Lexicon;

/// Most words of publishers' names that are kept.
const MOST_SITE_WORDS: usize = 100_000;

/// One commit of the index: everything read through it belongs together.
pub struct Snapshot {
    searcher: Searcher,
    fields: Fields,
    segments: Vec<Segment>,
    statistics: Statistics,
    generation: String,
    relations: Option<Relations>,
    folder: IndexFolder,
    words: OnceLock<Vec<Words>>,
    names: OnceLock<Names>,
    lexicon_folder: PathBuf,
    lexicon: OnceLock<Lexicon>,
    site_words: OnceLock<FxHashMap<Box<str>, u64>>,
}

/// Everything that is stored of an article but its body.
#[derive(Clone, Debug)]
pub struct Stored {
    /// What is shown of it.
    pub card: Card,
    /// Language code.
    pub language: Option<String>,
    /// Companies, topics, deals.
    pub facts: Facts,
}

/// Companies, topics and deals of an article, as stored: most hits are shown without them.
#[derive(Clone, Debug, Default)]
pub struct StoredFacts(String);

impl StoredFacts {
    /// Reads them; none where they can't be read.
    pub fn read(&self) -> Facts {
        serde_json::from_str(&self.0).unwrap_or_default()
    }
}

impl Snapshot {
    /// Opens the last commit of the current index below `root` (`index/` of a home).
    pub fn current(root: &Path) -> Result<Self, IndexError> {
        current_by(root, &Self::open)
    }

    /// Opens the last commit.
    pub fn open(folder: &IndexFolder) -> Result<Self, IndexError> {
        Self::of(folder, &folder.open_engine()?)
    }

    /// Opens the last commit to read all of its articles once: their texts are read piece by piece, so
    /// that they never stand in memory all at a time.
    pub fn open_to_read_through(folder: &IndexFolder) -> Result<Self, IndexError> {
        Self::of(folder, &folder.open_engine_with(Stores::Read)?)
    }

    fn of(folder: &IndexFolder, index: &Index) -> Result<Self, IndexError> {
        let generation = index.load_metas()?.payload.unwrap_or_default();
        let reader = index
            .reader_builder()
            .reload_policy(tantivy::ReloadPolicy::Manual)
            .try_into()?;
        let searcher = reader.searcher();
        let fields = Fields::schema().1;
        let relations = Relations::read(folder, &generation);
        let segments = searcher
            .segment_readers()
            .iter()
            .map(|reader| Segment::open(reader, &fields, relations.as_ref()))
            .collect::<Result<Vec<_>, IndexError>>()?;
        let statistics = Statistics::of(&searcher, &segments, &fields);
        Ok(Self {
            searcher,
            fields,
            segments,
            statistics,
            generation,
            relations,
            folder: folder.clone(),
            words: OnceLock::new(),
            names: OnceLock::new(),
            lexicon_folder: folder.lexicon(),
            lexicon: OnceLock::new(),
            site_words: OnceLock::new(),
        })
    }

    /// The engine's searcher.
    pub fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// The fields.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The segments, in the engine's order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Counts for scoring, per kind of document.
    pub fn statistics(&self) -> &Statistics {
        &self.statistics
    }

    /// The word that the writer left in the commit.
    pub fn generation(&self) -> &str {
        &self.generation
    }

    /// Copies and stories; `None` where they have not been found yet.
    pub fn relations(&self) -> Option<&Relations> {
        self.relations.as_ref()
    }

    /// The id of the story that an article is in, by segment and number.
    pub fn story(&self, segment: usize, article: usize) -> Option<String> {
        let relations = self.relations.as_ref()?;
        let places = relations.of_segment(&self.segments.get(segment)?.name())?;
        relations.story_id(places.place(article)?.story?)
    }

    /// What every article tells, copies and stories. Read anew each time.
    ///
    /// # Errors
    /// Where the file is missing or damaged: the next sync makes it again.
    pub fn news(&self) -> Result<News, IndexError> {
        News::read(&self.folder, &self.generation)
    }

    /// The folder of the index.
    pub fn folder(&self) -> &IndexFolder {
        &self.folder
    }

    /// The words of each segment. Read when first asked for.
    pub fn words(&self) -> &[Words] {
        let read = |segment| Words::read_or_gather(&self.folder, segment, &self.fields);
        self.words
            .get_or_init(|| self.segments.iter().map(read).collect())
    }

    /// Passages (of other fields, articles) that hold this entry, deleted ones included.
    pub fn document_frequency(&self, entry: &Entry) -> u64 {
        match entry.forms {
            Forms::Unmarked | Forms::Any => self.statistics.document_frequency(&entry.key()),
            Forms::With(_) => self.n_passages_with(&entry.word()),
        }
    }

    /// Passages that hold a word in this form, deleted ones included.
    pub fn n_passages_with(&self, form: &str) -> u64 {
        let words = self.words().iter();
        words.map(|words| words.n_passages(form)).sum()
    }

    /// The names of companies as queries are asked with them. Read when first asked for.
    pub fn names(&self) -> &Names {
        self.names
            .get_or_init(|| Names::read(&self.folder, &self.generation))
    }

    /// The names that are known: the built-in ones with those of the home on top. Read when first asked
    /// for.
    pub fn lexicon(&self) -> &Lexicon {
        self.lexicon
            .get_or_init(|| Lexicon::with_overrides(&self.lexicon_folder).0)
    }

    /// The words of publishers' names, each with how many articles have it. Read when first asked for; words of
    /// which there are too many to read are missing.
    pub fn site_words(&self) -> &FxHashMap<Box<str>, u64> {
        self.site_words.get_or_init(|| {
            let mut words = FxHashMap::default();
            for segment in &self.segments {
                // What can't be read is no outlet.
                let Ok(inverted) = segment.reader.inverted_index(self.fields.site) else {
                    continue;
                };
                let Ok(mut terms) = inverted.terms().stream() else {
                    continue;
                };
                while terms.advance() && words.len() < MOST_SITE_WORDS {
                    if let Ok(word) = std::str::from_utf8(terms.key()) {
                        *words.entry(word.into()).or_default() += u64::from(terms.value().doc_freq);
                    }
                }
            }
            words
        })
    }

    /// How many articles can be found.
    pub fn n_articles(&self) -> u64 {
        self.segments
            .iter()
            .map(|segment| segment.alive_articles().count() as u64)
            .sum()
    }

    /// How many passages can be found.
    pub fn n_passages(&self) -> u64 {
        self.searcher.num_docs().saturating_sub(self.n_articles())
    }

    /// How many articles have no day of publication.
    pub fn n_undated(&self) -> u64 {
        let undated = |segment: &Segment| {
            let docs = segment
                .alive_articles()
                .filter_map(|idx| segment.articles.get(idx));
            docs.filter(|doc| segment.day_first.first(**doc).is_none())
                .count() as u64
        };
        self.segments.iter().map(undated).sum()
    }

    /// The id of the article at this address.
    pub fn id(&self, address: DocAddress) -> String {
        let segment = self.segments.get(address.segment_ord as usize);
        segment.map_or_else(String::new, |segment| segment.id(address.doc_id))
    }

    /// First and last day of publication over all articles.
    pub fn covered(&self) -> Option<(Date, Date)> {
        let first = self
            .segments
            .iter()
            .filter(|s| !s.articles.is_empty())
            .filter_map(|s| s.bounds(&s.day_first))
            .map(|b| b.0)
            .min()?;
        let last = self
            .segments
            .iter()
            .filter(|s| !s.articles.is_empty())
            .filter_map(|s| s.bounds(&s.day_last))
            .map(|b| b.1)
            .max()?;
        Some((from_days(first)?, from_days(last)?))
    }

    /// The article's card and body.
    pub fn article(&self, address: DocAddress) -> Result<(Card, String), IndexError> {
        let (card, body, _) = self.article_with_facts(address)?;
        Ok((card, body))
    }

    /// The article's card, its body, and what was found in it.
    pub fn article_with_facts(
        &self,
        address: DocAddress,
    ) -> Result<(Card, String, StoredFacts), IndexError> {
        let mut values: Values = self.searcher.doc(address)?;
        let card = values.text(self.fields.card).as_deref().and_then(read_card);
        let facts = StoredFacts(values.text(self.fields.facts).unwrap_or_default());
        match (card, values.text(self.fields.body)) {
            (Some(card), Some(body)) => Ok((card, body, facts)),
            _ => Err(unreadable()),
        }
    }

    /// What is stored of the article but its body.
    pub fn stored(&self, address: DocAddress) -> Result<Stored, IndexError> {
        let mut values: Values = self.searcher.doc(address)?;
        let card = values.text(self.fields.card).as_deref().and_then(read_card);
        let facts = StoredFacts(values.text(self.fields.facts).unwrap_or_default());
        Ok(Stored {
            card: card.ok_or_else(unreadable)?,
            language: values.text(self.fields.lang),
            facts: facts.read(),
        })
    }

    /// What relating needs of the article: it is stored with the first of its passages.
    pub fn sketch(&self, address: DocAddress) -> Result<Vec<u8>, IndexError> {
        let first = DocAddress::new(address.segment_ord, address.doc_id + 1);
        let mut values: Values = self.searcher.doc(first)?;
        Ok(match values.take(self.fields.sketch) {
            Some(OwnedValue::Bytes(sketch)) => sketch,
            _ => Vec::new(),
        })
    }

    /// The addresses of the articles whose `field` holds exactly `term`.
    pub fn articles_with(&self, field: Field, term: &str) -> Result<Vec<DocAddress>, IndexError> {
        let term = Term::from_field_text(field, term);
        let mut found = Vec::new();
        for (ord, segment) in self.segments.iter().enumerate() {
            let inverted = segment.reader.inverted_index(field)?;
            let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)?
            else {
                continue;
            };
            while postings.doc() != TERMINATED {
                if !segment.reader.is_deleted(postings.doc()) {
                    found.push(DocAddress::new(ord as u32, postings.doc()));
                }
                postings.advance();
            }
        }
        Ok(found)
    }

    /// The order of two articles' ids. Inside a segment ids are numbered in it, so that only articles of two
    /// segments have their texts read.
    pub fn compare_ids(&self, a: DocAddress, b: DocAddress) -> Ordering {
        let segment = |address: DocAddress| self.segments.get(address.segment_ord as usize);
        if a.segment_ord == b.segment_ord {
            let number = |address: DocAddress| segment(address)?.id_number(address.doc_id);
            return number(a).cmp(&number(b));
        }
        let id = |address: DocAddress| segment(address).map(|segment| segment.id(address.doc_id));
        id(a).cmp(&id(b))
    }
}

/// Opens the current index; once more where that fails, because a rebuild elsewhere may have put another in
/// its place, and removed it, right before it was opened.
fn current_by(
    root: &Path,
    open: &dyn Fn(&IndexFolder) -> Result<Snapshot, IndexError>,
) -> Result<Snapshot, IndexError> {
    let opened = || IndexFolder::current(root).and_then(|folder| open(&folder));
    opened().or_else(|_| opened())
}

/// The stored values of an article, by field.
struct Values(Vec<(Field, OwnedValue)>);

impl Values {
    fn take(&mut self, field: Field) -> Option<OwnedValue> {
        let (_, value) = self.0.iter_mut().find(|(held, _)| *held == field)?;
        Some(std::mem::replace(value, OwnedValue::Null))
    }

    fn text(&mut self, field: Field) -> Option<String> {
        match self.take(field) {
            Some(OwnedValue::Str(text)) => Some(text),
            _ => None,
        }
    }
}

impl DocumentDeserialize for Values {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(
        mut document: D,
    ) -> Result<Self, DeserializeError> {
        let mut values = Vec::with_capacity(5);
        while let Some(value) = document.next_field()? {
            values.push(value);
        }
        Ok(Self(values))
    }
}

fn unreadable() -> IndexError {
    IndexError::Damaged {
        path: "index".into(),
        what: "an article's stored card can't be read".into(),
    }
}

/// Days from 1970-01-01 to `date`.
pub fn days_since_epoch(date: Date) -> i64 {
    Date::constant(1970, 1, 1).duration_until(date).as_hours() / 24
}

/// The inverse of [`days_since_epoch`]; `None` outside the calendar.
pub fn from_days(days: i64) -> Option<Date> {
    // A damaged index may hold any number.
    let days = i32::try_from(days).ok()?;
    Date::constant(1970, 1, 1)
        .checked_add(jiff::SignedDuration::from_hours(i64::from(days) * 24))
        .ok()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::index::{NewsArticle, Writer, WriterLimits};

    /// An index of one commit whose news tell of one article.
    fn built(root: &Path, id: &str) -> IndexFolder {
        let folder = IndexFolder::create_next(root).unwrap();
        let limits = WriterLimits {
            n_threads: 1,
            max_memory_bytes: WriterLimits::MIN_THREAD_BYTES,
        };
        Writer::open(&folder, limits).unwrap().commit("1").unwrap();
        let article = NewsArticle {
            id: id.to_owned(),
            ..NewsArticle::default()
        };
        let news = News {
            articles: vec![article],
            ..News::default()
        };
        news.write(&folder, "1").unwrap();
        folder
    }

    /// Every rebuild begins with the same generation, so the news of another index would go unnoticed.
    #[test]
    fn the_news_are_those_of_the_index_that_was_opened() {
        let root = tempfile::tempdir().unwrap();
        built(root.path(), "old").make_current().unwrap();
        let snapshot = Snapshot::current(root.path()).unwrap();
        let rebuilt = built(root.path(), "new");
        assert_eq!(snapshot.news().unwrap().articles[0].id, "old");
        rebuilt.make_current().unwrap();
        assert!(snapshot.news().is_err(), "the old index is gone");
        let snapshot = Snapshot::current(root.path()).unwrap();
        assert_eq!(snapshot.news().unwrap().articles[0].id, "new");
    }

    #[test]
    fn an_index_that_is_replaced_while_it_is_opened_is_opened_again() {
        let root = tempfile::tempdir().unwrap();
        built(root.path(), "old").make_current().unwrap();
        let n_opened = Cell::new(0);
        let snapshot = current_by(root.path(), &|folder| {
            if n_opened.replace(n_opened.get() + 1) == 0 {
                built(root.path(), "new").make_current()?;
            }
            Snapshot::open(folder)
        });
        let news = snapshot.unwrap().news().unwrap();
        assert_eq!((news.articles[0].id.as_str(), n_opened.get()), ("new", 2));
    }

    #[test]
    fn a_number_of_days_outside_the_calendar_is_no_day() {
        let date = jiff::civil::date(2026, 4, 28);
        assert_eq!(from_days(days_since_epoch(date)), Some(date));
        for days in [i64::MAX, i64::MIN, i64::from(i32::MAX), 4_000_000] {
            assert_eq!(from_days(days), None, "{days}");
        }
    }
}
