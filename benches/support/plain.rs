//! The plain Tantivy program that newsdex is measured against: what one writes after the tutorial.
//!
//! Passages with title and body, both stored and indexed with positions, a day to filter by; one
//! thread pool and one heap of the size that newsdex has; ranked search is a query parser and ten best
//! documents. It neither counts what it found nor groups, marks or fetches anything.

use std::io::BufRead;
use std::path::Path;

use serde::{Deserialize, Serialize};
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument};

/// One line of the file that the plain program reads.
#[derive(Serialize, Deserialize)]
pub struct Passage {
    /// The article's headline.
    pub title: String,
    /// The passage, as newsdex cuts it.
    pub body: String,
    /// Days since 1970-01-01.
    pub day: Option<i64>,
}

/// Which of Tantivy's analyses the text fields have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Analysis {
    /// `TEXT`: words in lower case.
    Default,
    /// `en_stem`: stems, as newsdex finds them.
    Stems,
}

impl Analysis {
    /// Its name in Tantivy.
    pub fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Stems => "en_stem",
        }
    }
}

struct Fields {
    title: Field,
    body: Field,
    day: Field,
}

fn schema(analysis: Analysis) -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(analysis.name())
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = TextOptions::default()
        .set_indexing_options(indexing)
        .set_stored();
    let fields = Fields {
        title: builder.add_text_field("title", text.clone()),
        body: builder.add_text_field("body", text),
        day: builder.add_i64_field("day", INDEXED | FAST | STORED),
    };
    (builder.build(), fields)
}

/// Builds an index of the passages in a file.
pub fn build(passages: &Path, folder: &Path, analysis: Analysis, n_threads: usize, heap: usize) {
    drop(fs_err::remove_dir_all(folder));
    fs_err::create_dir_all(folder).expect("a folder");
    let (schema, fields) = schema(analysis);
    let index = Index::create_in_dir(folder, schema).expect("an index");
    let mut writer: IndexWriter = index
        .writer_with_num_threads(n_threads, heap)
        .expect("a writer");
    let file = fs_err::File::open(passages).expect("passages");
    for line in std::io::BufReader::new(file).lines() {
        let passage: Passage =
            serde_json::from_str(&line.expect("a line")).expect("a passage a line");
        let mut document = TantivyDocument::new();
        document.add_text(fields.title, passage.title);
        document.add_text(fields.body, passage.body);
        if let Some(day) = passage.day {
            document.add_i64(fields.day, day);
        }
        writer.add_document(document).expect("a document");
    }
    writer.commit().expect("a commit");
    writer.wait_merging_threads().expect("merges");
}

/// An index that is open.
pub struct Plain {
    searcher: Searcher,
    both: QueryParser,
    body: QueryParser,
}

impl Plain {
    /// Opens an index.
    pub fn open(folder: &Path, analysis: Analysis) -> Self {
        let index = Index::open_in_dir(folder).expect("an index");
        let fields = schema(analysis).1;
        Self {
            searcher: index.reader().expect("a reader").searcher(),
            both: QueryParser::for_index(&index, vec![fields.title, fields.body]),
            body: QueryParser::for_index(&index, vec![fields.body]),
        }
    }

    /// How many parts the index has.
    pub fn n_segments(&self) -> usize {
        self.searcher.segment_readers().len()
    }

    /// The ten best by title and body.
    pub fn search(&self, query: &str) -> usize {
        self.top(&self.both, query)
    }

    /// The ten best by the body alone: one flat OR, which Tantivy prunes.
    pub fn search_body(&self, query: &str) -> usize {
        self.top(&self.body, query)
    }

    fn top(&self, parser: &QueryParser, query: &str) -> usize {
        let query = parser.parse_query(query).expect("a query");
        let best = TopDocs::with_limit(10).order_by_score();
        self.searcher
            .search(&query, &best)
            .expect("an answer")
            .len()
    }
}
