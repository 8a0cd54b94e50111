//! The fields of the index, one a line, and why each is there.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};

use crate::analysis::tokenizer::{OTHERS, STEMS, SURFACE};

/// The number of the format: rises whenever an index written before could be read wrongly.
pub const FORMAT: u32 = 7;

/// The fields of both kinds of documents.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    /// Passages: title, heading, body; stems with positions, each marked with the word's ending. What
    /// retrieval runs on.
    pub text: Field,
    /// Passages: what stems don't tell, for phrases: function words, sentence starts, forms that differ from
    /// their stem in an unusual way.
    pub unstemmed: Field,
    /// Passages: where the passage lies in the body: start in the high 40 bits, length in the low 24.
    pub span: Field,
    /// Passages: where the heading above it lies, packed alike; 0 where there is none.
    pub heading: Field,
    /// Articles: the headline with positions, for `title:`.
    pub title: Field,
    /// Articles: the whole headline as one term, for exact titles.
    pub title_key: Field,
    /// Articles: publisher, for `site:`.
    pub site: Field,
    /// Articles: author, for `author:`.
    pub author: Field,
    /// Articles: canonical URL as words, for `url:`.
    pub url: Field,
    /// Articles: canonical URL as one term, for a URL pasted as a query.
    pub url_key: Field,
    /// Articles: language code.
    pub lang: Field,
    /// Articles: the id; as a column too, for ties and lists of ids.
    pub id: Field,
    /// Articles: first day of publication, in days since 1970-01-01.
    pub day_first: Field,
    /// Articles: last day of publication (differs for partial dates).
    pub day_last: Field,
    /// Articles: day on which it was taken in.
    pub added: Field,
    /// Articles: the companies named, as lower-case canonical names, for `company:`.
    pub company: Field,
    /// Articles: those of them that the article is about.
    pub primary: Field,
    /// Articles: topics.
    pub topic: Field,
    /// Articles: kinds of their deals.
    pub deal: Field,
    /// Articles: statuses of their deals.
    pub status: Field,
    /// Articles: amounts of their deals, in units of any currency.
    pub amount: Field,
    /// Articles: one term that all of them have; its postings are the beginnings of the blocks.
    pub kind: Field,
    /// Both: 64-bit hash of the id; deletes a whole block.
    pub key: Field,
    /// Articles: what is shown beside the body, as JSON.
    pub card: Field,
    /// Articles: companies, topics and deals, as JSON.
    pub facts: Field,
    /// The first passage of an article: what relating needs of the article (see [`crate::relate::Sketch`]), as
    /// bytes. Not with the article: who shows one needs no sketch.
    pub sketch: Field,
    /// Articles: the body, exactly as filed; passages are slices of it.
    pub body: Field,
}

impl Fields {
    /// Builds the schema.
    pub fn schema() -> (Schema, Self) {
        let mut builder = Schema::builder();
        let positions = |tokenizer, has_norms| {
            text(
                tokenizer,
                IndexRecordOption::WithFreqsAndPositions,
                has_norms,
            )
        };
        let word = || text("raw", IndexRecordOption::Basic, false);
        let words = || positions(SURFACE, false);
        let fields = Self {
            text: builder.add_text_field("text", positions(STEMS, true)),
            unstemmed: builder.add_text_field("unstemmed", positions(OTHERS, false)),
            span: builder.add_u64_field("span", FAST),
            heading: builder.add_u64_field("heading", FAST),
            title: builder.add_text_field("title", words()),
            title_key: builder.add_text_field("title_key", word()),
            site: builder.add_text_field("site", words()),
            author: builder.add_text_field("author", words()),
            url: builder.add_text_field("url", words()),
            url_key: builder.add_text_field("url_key", word()),
            lang: builder.add_text_field("lang", word() | STORED),
            id: builder.add_text_field("id", word().set_fast("raw")),
            day_first: builder.add_i64_field("day_first", FAST),
            day_last: builder.add_i64_field("day_last", FAST),
            added: builder.add_i64_field("added", FAST),
            company: builder.add_text_field("company", word()),
            primary: builder.add_text_field("primary", word()),
            topic: builder.add_text_field("topic", word()),
            deal: builder.add_text_field("deal", word()),
            status: builder.add_text_field("status", word()),
            amount: builder.add_f64_field("amount", FAST),
            kind: builder.add_text_field("kind", word()),
            key: builder.add_u64_field("key", INDEXED),
            card: builder.add_text_field("card", STORED),
            facts: builder.add_text_field("facts", STORED),
            sketch: builder.add_bytes_field("sketch", STORED),
            body: builder.add_text_field("body", STORED),
        };
        (builder.build(), fields)
    }
}

fn text(tokenizer: &str, option: IndexRecordOption, has_norms: bool) -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokenizer)
        .set_index_option(option)
        .set_fieldnorms(has_norms);
    TextOptions::default().set_indexing_options(indexing)
}
