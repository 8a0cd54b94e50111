//! `eval run`: index a test collection in a temporary folder, ask its questions, score the answers.

use std::collections::HashSet;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context as _;
use newsdex::article::{Article, ArticleId, Published, PublishedFrom, Title, TitleFrom};
use newsdex::corpus::Filed;
use newsdex::enrich::{Limits, split};
use newsdex::evaluate::collection::{self, Collection, Named};
use newsdex::evaluate::metrics::Metric;
use newsdex::evaluate::qrels::Qrels;
use newsdex::evaluate::run::{Passage, Ranked};
use newsdex::evaluate::{Document, EvaluateError, ask, judge};
use newsdex::index::document::store_card;
use newsdex::index::{Fields, Found, IndexFolder, Names, Snapshot, Writer, block, keep_words};
use newsdex::query::answer::Hit;
use newsdex::query::parse::plain;
use newsdex::query::{Fold, Request, ids_by_article, search};
use newsdex::render::{json, trec, wire};

use super::{code, counted, fitting, metrics, say, unreadable, with_evidence, write_evaluation};
use crate::cli::args::EvalRunArgs;
use crate::cli::context::{Context, limits};
use crate::cli::failure::Failure;

/// Stands for the title of a document that has none; every document of such a collection has it, so
/// that it weighs nothing.
const NO_TITLE: &str = "untitled";

/// Runs the command.
pub(super) fn run(context: &Context, arguments: &EvalRunArgs) -> Result<u8, Failure> {
    let format = fitting(context, "eval run")?;
    let named = Named {
        documents: arguments.documents.clone(),
        queries: arguments.queries.clone(),
        qrels: arguments.qrels.clone(),
        evidence: arguments.evidence.clone(),
    };
    let collection = collection::read(&arguments.folder, &named).map_err(unreadable)?;
    let metrics = metrics(&arguments.measures, collection.evidence.is_some())?;
    fits_together(&collection)?;
    let run_out = arguments
        .run_out
        .as_deref()
        .map(|path| RunOut::create(path, &collection))
        .transpose()?;
    let n_results = n_results(arguments, &metrics);
    let folder = tempfile::tempdir().context("cannot make a folder for the temporary index")?;
    let (snapshot, ids) = index(context, arguments, &collection, folder.path())?;
    if let Some(run_out) = &run_out {
        run_out.check(&ids)?;
    }
    say_what_does_not_fit(context, &collection, &ids);
    let asked = Asked {
        snapshot,
        n_results,
        request: Request {
            fold: Fold::Nothing,
            relaxes: false,
            ..Request::thorough(context.today)
        },
        needs_passages: collection.evidence.is_some()
            || run_out.as_ref().is_some_and(|out| out.is_rows),
    };
    let run = ask(&collection.queries, |text| asked.answer(text))?;
    if let Some(run_out) = run_out {
        run_out.write(&run)?;
    }
    let evidence = collection.evidence.as_ref();
    let evaluation = judge(&run, &collection.qrels, evidence, &metrics);
    let shown = wire::Evaluation::from(&evaluation);
    write_evaluation(context, format, &shown)?;
    Ok(code(context, &arguments.measures.fail_under, &shown))
}

/// As many results as were asked for, and no fewer than a metric looks at.
fn n_results(arguments: &EvalRunArgs, metrics: &[Metric]) -> usize {
    let looked_at = metrics.iter().filter_map(|metric| metric.depth());
    looked_at.fold(arguments.depth, usize::max)
}

/// An error unless a query that is asked is judged, and evidence bears on it.
fn fits_together(collection: &Collection) -> Result<(), Failure> {
    let asked = collection.queries.iter().map(|query| query.id.as_str());
    let (qrels_file, qrels) = (&collection.qrels_file, &collection.qrels);
    counted(&collection.queries_file, asked, qrels_file, qrels)?;
    match (&collection.evidence, &collection.evidence_file) {
        (Some(evidence), Some(file)) => with_evidence(qrels_file, qrels, file, evidence),
        _ => Ok(()),
    }
}

/// The temporary index, and how it is asked.
struct Asked {
    snapshot: Snapshot,
    n_results: usize,
    request: Request,
    needs_passages: bool,
}

impl Asked {
    fn answer(&self, text: &str) -> Result<Vec<Ranked>, Failure> {
        // No answer is longer than the index, so that no count can overflow.
        let most = usize::try_from(self.snapshot.n_passages()).unwrap_or(usize::MAX);
        let depth = self.n_results.min(most);
        let parsed = plain(text);
        if self.needs_passages {
            let request = Request {
                limit: depth,
                ..self.request.clone()
            };
            let answer = search(&self.snapshot, "", &parsed, &request)?;
            return Ok(answer.hits.iter().map(ranked).collect());
        }
        let found = ids_by_article(&self.snapshot, &parsed, depth, &self.request)?;
        let ranked = |(id, score)| Ranked {
            id,
            score,
            passage: None,
        };
        Ok(found.into_iter().map(ranked).collect())
    }
}

fn ranked(hit: &Hit) -> Ranked {
    Ranked {
        id: hit.article.id.to_string(),
        score: hit.score,
        passage: hit.passages.first().map(|passage| Passage {
            start: passage.start,
            title: hit.article.title.clone(),
            text: passage.text.clone(),
            marks: passage.marks.clone(),
        }),
    }
}

/// Where the ranked lists go as well. The file is made before the work begins, so that a wrong name
/// costs no time.
struct RunOut {
    file: BufWriter<fs_err::File>,
    is_rows: bool,
}

impl RunOut {
    fn create(path: &Path, collection: &Collection) -> Result<Self, Failure> {
        let suffix = path.extension().and_then(|suffix| suffix.to_str());
        let is_rows = suffix.is_some_and(|suffix| ["jsonl", "json"].contains(&suffix));
        if !is_rows {
            for query in &collection.queries {
                trec::one_column(&query.id).map_err(not_in_a_run)?;
            }
        }
        let file = fs_err::File::create(path).map_err(|error| {
            let hint = "name a file that can be written with `--run-out FILE`";
            Failure::usage(format!("cannot write the run: {error}"), hint)
        })?;
        Ok(Self {
            file: BufWriter::new(file),
            is_rows,
        })
    }

    /// An error if it can't hold one of these ids.
    fn check(&self, ids: &HashSet<String>) -> Result<(), Failure> {
        let refused = ids.iter().filter(|id| trec::one_column(id).is_err());
        match refused.min().filter(|_| !self.is_rows) {
            Some(id) => trec::one_column(id).map(|_| ()).map_err(not_in_a_run),
            None => Ok(()),
        }
    }

    fn write(mut self, run: &[(String, Vec<Ranked>)]) -> Result<(), Failure> {
        for (query, ranked) in run {
            if self.is_rows {
                let rows = ranked.iter().enumerate();
                let rows = rows.map(|(idx, found)| wire::BatchRow::of(query, idx + 1, found));
                json::lines(rows, &mut self.file)?;
            } else {
                let ranked = ranked.iter().map(|found| (found.id.as_str(), found.score));
                trec::run(query, ranked, &mut self.file).map_err(not_in_a_run)?;
            }
        }
        Ok(self.file.flush()?)
    }
}

fn not_in_a_run(error: trec::RunError) -> Failure {
    match error {
        trec::RunError::Write(error) => error.into(),
        error => Failure::usage(
            error.to_string(),
            "name a file that ends in .jsonl with `--run-out`: its lines hold any id",
        ),
    }
}

/// Indexes the documents; the ids are those of all of them.
fn index(
    context: &Context,
    arguments: &EvalRunArgs,
    collection: &Collection,
    folder: &Path,
) -> Result<(Snapshot, HashSet<String>), Failure> {
    let folder = IndexFolder::create_next(folder)?;
    let writer = Writer::open(&folder, limits(Some(arguments.effort)))?;
    let fields = Fields::schema().1;
    let bar = context.progress("documents indexed");
    let mut ids = HashSet::new();
    let mut failure = None;
    collection::documents(&collection.documents, |document| {
        bar.inc(1);
        let filed = filed(context, &document)?;
        if !ids.insert(filed.article.id.to_string()) {
            return Err(format!("the document `{}` stands twice", document.id));
        }
        let passages = split(&filed.article.body, &Limits::default());
        let card = store_card(&filed);
        let block = block(&fields, &filed, card, passages, Found::default());
        if failure.is_none() {
            failure = writer.put(&filed.article.id, block, true).err();
        }
        Ok(())
    })
    .map_err(unreadable)?;
    if ids.is_empty() {
        let file = collection.documents.first().cloned().unwrap_or_default();
        let part = "documents";
        return Err(unreadable(EvaluateError::Empty { file, part }));
    }
    if let Some(error) = failure {
        return Err(error.into());
    }
    writer.commit("1")?;
    bar.finish_and_clear();
    folder.make_current()?;
    let snapshot = Snapshot::open(&folder)?;
    // Questions find companies under all their names, as in any search.
    Names::of(snapshot.lexicon()).write(&folder, snapshot.generation())?;
    keep_words(&snapshot)?;
    Ok((snapshot, ids))
}

fn filed(context: &Context, document: &Document) -> Result<Filed, String> {
    let title = Title::new(&document.title).or_else(|| Title::new(NO_TITLE));
    let day = document
        .date
        .as_deref()
        .and_then(|day| day.trim().parse().ok());
    let article = Article {
        id: ArticleId::new(&document.id).map_err(|error| format!("`{}`: {error}", document.id))?,
        title: title.ok_or("the title cannot be used")?,
        title_from: TitleFrom::Given,
        published: day.map(|day| Published {
            day,
            from: PublishedFrom::Given,
        }),
        url: document.url.clone(),
        site: document.site.clone(),
        author: None,
        credits: Vec::new(),
        language: None,
        added: context.today,
        as_of: None,
        body: document.text.trim().to_owned(),
    };
    Ok(Filed {
        article,
        by_hand: newsdex::article::ByHand::default(),
        path: String::new(),
    })
}

/// Says what is judged but can't be found or asked, and what is asked but says nothing.
fn say_what_does_not_fit(context: &Context, collection: &Collection, ids: &HashSet<String>) {
    let queries: HashSet<&str> = collection.queries.iter().map(|q| q.id.as_str()).collect();
    say(
        context,
        "queries without words, which find nothing",
        collection
            .queries
            .iter()
            .filter(|query| !query.has_words())
            .map(|query| format!("`{}`", query.id)),
    );
    let not_asked = |(query, _): &(&str, _)| !queries.contains(query);
    say(
        context,
        "judged queries that are not asked and don't count",
        collection
            .qrels
            .iter()
            .filter(not_asked)
            .map(|(query, _)| format!("`{query}`")),
    );
    say(
        context,
        "judged documents that are not in the collection",
        unknown_documents(&collection.qrels, ids).map(|(document, line)| {
            format!("`{document}` ({}:{line})", collection.qrels_file.display())
        }),
    );
    if let Some(evidence) = &collection.evidence {
        let is_unknown = |(_, article): &(&str, &str)| !ids.contains(*article);
        say(
            context,
            "articles with evidence that are not in the collection",
            evidence
                .names()
                .filter(is_unknown)
                .map(|(_, article)| format!("`{article}`")),
        );
    }
}

fn unknown_documents<'a>(
    qrels: &'a Qrels,
    ids: &'a HashSet<String>,
) -> impl Iterator<Item = (&'a str, u64)> {
    let places = qrels.iter().flat_map(|(_, grades)| grades.places());
    places.filter(|(document, _)| !ids.contains(document.trim()))
}
