//! Lexicon files to entries, each with the file and line it stands on.
//!
//! A file has any of the sections below; a section that is unknown, or an entry of the wrong form, is a
//! [`Problem`] and the rest goes on working.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

/// Something wrong in a lexicon file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, as given or built in.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub text: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.text)
    }
}

/// The sections of a file, each a list of rows in the order of their lines.
#[derive(Debug, Default)]
pub(super) struct Sections {
    pub(super) file: String,
    /// Name, other names.
    pub(super) orgs: Vec<Row<Vec<String>>>,
    /// Name of today, names of before.
    pub(super) former: Vec<Row<Vec<String>>>,
    /// Unit, parent.
    pub(super) units: Vec<Row<String>>,
    /// Name, symbols at exchanges.
    pub(super) tickers: Vec<Row<Vec<String>>>,
    /// Name, products.
    pub(super) products: Vec<Row<Vec<String>>>,
    /// Surface, when it is a name.
    pub(super) words: Vec<Row<WordRule>>,
    /// Word for many, their names.
    pub(super) hypernyms: Vec<Row<Vec<String>>>,
    /// Word, other ways to write it.
    pub(super) variants: Vec<Row<Vec<String>>>,
    /// Name of an outlet, what its addresses call it.
    pub(super) outlets: Vec<Row<Vec<String>>>,
}

/// One line of a section.
#[derive(Debug)]
pub(super) struct Row<T> {
    pub(super) key: String,
    pub(super) value: T,
    pub(super) line: usize,
}

/// When a surface that is an ordinary word is a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordRule {
    /// Words or phrases, in lower case, one of which the article must hold.
    #[serde(default)]
    pub(super) needs: Vec<String>,
    /// Phrases in which it is no name.
    #[serde(default)]
    pub(super) not: Vec<String>,
}

type Table = BTreeMap<Spanned<String>, Spanned<toml::Value>>;

/// Reads a file. What can't be read is left out and told in `problems`.
pub(super) fn load(file: &str, text: &str, problems: &mut Vec<Problem>) -> Sections {
    let mut sections = Sections {
        file: file.to_owned(),
        ..Sections::default()
    };
    let lines = Lines::new(text);
    let mut problem = |line: usize, text: String| {
        problems.push(Problem {
            file: file.to_owned(),
            line,
            text,
        });
    };
    let tables: BTreeMap<Spanned<String>, Table> = match toml::from_str(text) {
        Ok(tables) => tables,
        Err(error) => {
            let line = error.span().map_or(1, |span| lines.of(span.start));
            problem(line, error.message().replace('\n', " "));
            return sections;
        }
    };
    for (name, table) in tables {
        let section_line = lines.of(name.span().start);
        let mut rows: Vec<Row<toml::Value>> = table
            .into_iter()
            .map(|(key, value)| Row {
                line: lines.of(key.span().start),
                key: key.into_inner(),
                value: value.into_inner(),
            })
            .collect();
        rows.sort_by_key(|row| row.line);
        let name = name.into_inner();
        let misfits = match name.as_str() {
            "orgs" => fill(rows, &mut sections.orgs),
            "former" => fill(rows, &mut sections.former),
            "units" => fill(rows, &mut sections.units),
            "tickers" => fill(rows, &mut sections.tickers),
            "products" => fill(rows, &mut sections.products),
            "words" => fill(rows, &mut sections.words),
            "hypernyms" => fill(rows, &mut sections.hypernyms),
            "variants" => fill(rows, &mut sections.variants),
            "outlets" => fill(rows, &mut sections.outlets),
            _ => vec![(section_line, format!("no section is called `{name}`"))],
        };
        misfits
            .into_iter()
            .for_each(|(line, text)| problem(line, text));
    }
    sections
}

/// Takes the rows that have the form of their section; gives the others' lines.
fn fill<T: serde::de::DeserializeOwned>(
    rows: Vec<Row<toml::Value>>,
    section: &mut Vec<Row<T>>,
) -> Vec<(usize, String)> {
    let mut misfits = Vec::new();
    for row in rows {
        match row.value.try_into() {
            Ok(value) => section.push(Row {
                key: row.key,
                value,
                line: row.line,
            }),
            Err(error) => misfits.push((row.line, error.message().replace('\n', " "))),
        }
    }
    misfits
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn new(text: &str) -> Self {
        let starts = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        Self(std::iter::once(0).chain(starts).collect())
    }

    fn of(&self, byte: usize) -> usize {
        self.0.partition_point(|start| *start <= byte)
    }
}
