//! [`collect`] as the rest of the program sees it: sources that people really have, and hostile ones.

mod bad_input;
mod formats;
mod real_data;

use std::ops::ControlFlow;
use std::path::Path;

use jiff::civil::date;
use tempfile::TempDir;

use super::{CollectError, Incoming, Item, Options, collect};

fn options() -> Options {
    Options {
        kind: None,
        map: std::collections::BTreeMap::new(),
        as_of: None,
        today: date(2026, 11, 20),
    }
}

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, bytes).unwrap();
    }
    folder
}

/// Everything that these sources hold.
fn items(sources: &[String], options: &Options, stdin: &[u8]) -> (Vec<Item>, Option<CollectError>) {
    let mut items = Vec::new();
    let outcome = collect(sources, options, &mut &stdin[..], &mut |batch| {
        items.extend(batch.items);
        ControlFlow::Continue(())
    });
    (items, outcome.err())
}

fn items_of(path: &Path, options: &Options) -> Vec<Item> {
    let (items, error) = items(&[path.display().to_string()], options, b"");
    assert!(error.is_none(), "{error:?}");
    items
}

/// The items of one file with these bytes.
fn items_in(name: &str, bytes: &[u8]) -> Vec<Item> {
    let folder = folder(&[(name, bytes)]);
    items_of(folder.path(), &options())
}

fn articles(items: Vec<Item>) -> Vec<Incoming> {
    items
        .into_iter()
        .filter_map(|item| match item {
            Item::Article(incoming) => Some(*incoming),
            Item::Rejected(_) => None,
        })
        .collect()
}

/// `title (day from)` of an article, `line! reason` of a rejection.
fn told(item: &Item) -> String {
    match item {
        Item::Article(incoming) => {
            let article = &incoming.article;
            let day = article
                .published
                .map_or("-".to_owned(), |day| format!("{} {}", day.day, day.from));
            format!("{} ({day})", article.title)
        }
        Item::Rejected(rejection) => {
            let line = rejection
                .line
                .map_or(String::new(), |line| line.to_string());
            format!("{line}! {}", rejection.reason)
        }
    }
}
