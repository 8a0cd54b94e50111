//! What the filer does with articles, case by case.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::*;
use crate::article::{Article, ArticleId, TitleFrom};
use crate::corpus::file_format::tests::article_named;
use crate::corpus::{self, FileKind, owner};

const DAY: Date = jiff::civil::date(2026, 11, 22);

pub(super) struct Corpus {
    _dir: tempfile::TempDir,
    pub(super) home: Home,
}

impl Corpus {
    pub(super) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::create(dir.path()).unwrap();
        Self { _dir: dir, home }
    }

    pub(super) fn add(&self, batches: Vec<Batch>) -> Tally {
        let mut filer = self.filer();
        for batch in batches {
            filer.file(batch).unwrap();
        }
        filer.finish().unwrap()
    }

    pub(super) fn filer(&self) -> Filer {
        Filer::open(&self.home, &holder(), Duration::ZERO, &options()).unwrap()
    }

    pub(super) fn remove(&self, id: &str) -> corpus::Removal {
        let ids = BTreeSet::from([ArticleId::new(id).unwrap()]);
        corpus::remove(&self.home, &holder(), Duration::ZERO, &ids, DAY).unwrap()
    }

    /// What the index would hold: of each id the article that speaks for it.
    pub(super) fn articles(&self) -> BTreeMap<String, Article> {
        let removed = corpus::tombstones(&self.home).unwrap();
        let files = corpus::list(&self.home).unwrap().files;
        let mut claims: BTreeMap<String, Vec<(usize, Article)>> = BTreeMap::new();
        for (at, file) in files.iter().enumerate() {
            let problems = corpus::read(&self.home, file, &mut |filed| {
                let is_hidden =
                    file.kind != FileKind::Article && removed.contains(&filed.article.id);
                if !is_hidden {
                    let id = filed.article.id.to_string();
                    claims.entry(id).or_default().push((at, filed.article));
                }
                ControlFlow::Continue(())
            });
            assert_eq!(problems.unwrap(), []);
        }
        let speaking = claims.into_iter().map(|(id, claims)| {
            let winner = owner(claims.iter().map(|(at, _)| &files[*at])).unwrap();
            let winner = claims.iter().find(|(at, _)| files[*at] == *winner).unwrap();
            (id, winner.1.clone())
        });
        speaking.collect()
    }

    fn bodies(&self) -> Vec<(String, String)> {
        self.articles()
            .into_iter()
            .map(|(id, article)| (id, article.body))
            .collect()
    }

    fn paths(&self) -> Vec<String> {
        corpus::list(&self.home)
            .unwrap()
            .files
            .into_iter()
            .map(|file| file.path)
            .collect()
    }

    pub(super) fn edit(&self, path: &str, change: impl FnOnce(String) -> String) {
        let place = self.home.place(path);
        let text = fs_err::read_to_string(&place).unwrap();
        fs_err::write(&place, change(text)).unwrap();
    }
}

fn holder() -> Holder {
    Holder {
        pid: 1,
        command: "newsdex add".to_owned(),
        started: "09:30".to_owned(),
    }
}

fn options() -> collect::Options {
    collect::Options {
        kind: None,
        map: BTreeMap::new(),
        as_of: None,
        today: DAY,
    }
}

/// One article whose received bytes are its title and body.
fn incoming(id: &str, title: &str, body: &str) -> Incoming {
    Incoming {
        source: "source".to_owned(),
        line: None,
        received: ContentHash::of(format!("{title}\n{body}").as_bytes()),
        has_own_id: true,
        article: article_named(id, title, body),
        by_hand: crate::article::ByHand::default(),
        notes: Vec::new(),
        mapped: Vec::new(),
    }
}

pub(super) fn page(id: &str, title: &str, body: &str) -> Batch {
    batch(false, vec![incoming(id, title, body)])
}

pub(super) fn dump(records: &[(&str, &str)]) -> Batch {
    batch(
        true,
        records
            .iter()
            .map(|(id, body)| incoming(id, "Title", body))
            .collect(),
    )
}

fn batch(is_dump: bool, articles: Vec<Incoming>) -> Batch {
    let bytes: Vec<u8> = articles
        .iter()
        .flat_map(|one| one.article.body.bytes())
        .collect();
    Batch {
        source: "folder/dump.jsonl".to_owned(),
        kind: if is_dump { Kind::Jsonl } else { Kind::Html },
        original: Original::Bytes(bytes.into()),
        is_dump,
        from_folder: true,
        is_last: true,
        web: None,
        items: articles
            .into_iter()
            .map(|one| Item::Article(Box::new(one)))
            .collect(),
    }
}

fn named_singly(mut batch: Batch) -> Batch {
    batch.from_folder = false;
    batch
}

fn without_own_id(mut batch: Batch) -> Batch {
    for item in &mut batch.items {
        if let Item::Article(incoming) = item {
            incoming.has_own_id = false;
        }
    }
    batch
}

/// new, changed, same, rejected, conflicts
fn counts(tally: &Tally) -> (u64, u64, u64, u64, usize) {
    (
        tally.new,
        tally.changed,
        tally.same,
        tally.rejected,
        tally.conflicts.len(),
    )
}

#[test]
fn an_article_is_new_then_the_same_then_changed_in_its_place() {
    let corpus = Corpus::new();
    assert_eq!(
        counts(&corpus.add(vec![page("a", "Title", "One.")])),
        (1, 0, 0, 0, 0)
    );
    assert_eq!(
        counts(&corpus.add(vec![page("a", "Title", "One.")])),
        (0, 0, 1, 0, 0)
    );
    let paths = corpus.paths();
    assert_eq!(paths, ["corpus/2026/04/2026-04-28-title-a.md"]);
    let mut later = page("a", "Another title", "Two.");
    if let Item::Article(incoming) = &mut later.items[0] {
        incoming.article.added = jiff::civil::date(2026, 12, 1);
    }
    corpus.edit(&paths[0], |text| {
        text.replace("---\n\n", "tags: [mine] # keep\n---\n\n")
    });
    assert_eq!(counts(&corpus.add(vec![later])), (0, 1, 0, 0, 0));
    assert_eq!(corpus.paths(), paths);
    let article = &corpus.articles()["a"];
    assert_eq!(
        (article.title.as_str(), article.body.as_str()),
        ("Another title", "Two.")
    );
    assert_eq!(article.added, DAY);
    corpus.edit(&paths[0], |text| {
        assert!(text.contains("tags: [mine] # keep"), "{text}");
        text
    });
}

#[test]
fn a_file_that_a_person_edited_stays_and_the_conflict_is_reported() {
    let corpus = Corpus::new();
    corpus.add(vec![page("a", "Title", "One.")]);
    let path = corpus.paths().remove(0);
    corpus.edit(&path, |text| text.replace("One.", "Mine."));
    assert_eq!(
        counts(&corpus.add(vec![page("a", "Title", "One.")])),
        (0, 0, 1, 0, 0)
    );
    let tally = corpus.add(vec![page("a", "Title", "Two.")]);
    assert_eq!(counts(&tally), (0, 0, 0, 0, 1));
    assert_eq!(
        (&*tally.conflicts[0].path, &*tally.conflicts[0].source),
        (&*path, "source")
    );
    assert_eq!(corpus.bodies(), [("a".to_owned(), "Mine.".to_owned())]);
    // The person took the newer text over by hand: nothing is in conflict any more.
    corpus.edit(&path, |text| text.replace("Mine.", "Two."));
    assert_eq!(
        counts(&corpus.add(vec![page("a", "Title", "Two.")])),
        (0, 1, 0, 0, 0)
    );
    assert_eq!(
        counts(&corpus.add(vec![page("a", "Title", "Two.")])),
        (0, 0, 1, 0, 0)
    );
}

#[test]
fn a_front_matter_that_cannot_be_edited_safely_is_left_alone() {
    let corpus = Corpus::new();
    corpus.add(vec![page("a", "Title", "One.")]);
    let path = corpus.paths().remove(0);
    corpus.edit(&path, |text| text.replace("---\n\n", "mine: a: b\n---\n\n"));
    let before = fs_err::read_to_string(corpus.home.place(&path)).unwrap();
    assert_eq!(
        counts(&corpus.add(vec![page("a", "Title", "Two.")])),
        (0, 0, 0, 0, 1)
    );
    assert_eq!(
        fs_err::read_to_string(corpus.home.place(&path)).unwrap(),
        before
    );
}

#[test]
fn the_file_of_another_article_is_never_written_over() {
    let corpus = Corpus::new();
    let taken = corpus.home.place("corpus/2026/04/2026-04-28-title-a.md");
    fs_err::create_dir_all(taken.parent().unwrap()).unwrap();
    fs_err::write(&taken, "My own note.").unwrap();
    corpus.add(vec![page("a", "Title", "One.")]);
    assert_eq!(fs_err::read_to_string(&taken).unwrap(), "My own note.");
    assert_eq!(corpus.articles()["a"].body, "One.");
}

#[test]
fn own_ids_never_merge_by_url_and_the_same_bytes_are_the_same_article() {
    let corpus = Corpus::new();
    let pages = vec![page("a", "Title", "One."), page("b", "Title", "Two.")];
    assert_eq!(corpus.add(pages).new, 2);
    // A better cleaner finds a link and so another id for the same bytes.
    let again = without_own_id(page("c", "Title", "One."));
    assert_eq!(counts(&corpus.add(vec![again])), (0, 0, 1, 0, 0));
}

#[test]
fn pages_that_name_the_front_page_as_their_address_are_all_kept() {
    let corpus = Corpus::new();
    let pages = || {
        vec![
            without_own_id(page("url", "One", "Text one.")),
            without_own_id(page("url", "Two", "Text two.")),
            without_own_id(page("url", "Two", "Text two.")),
        ]
    };
    assert_eq!(counts(&corpus.add(pages())), (2, 0, 1, 0, 0));
    assert_eq!(counts(&corpus.add(pages())), (0, 0, 3, 0, 0));
    let second_alone = without_own_id(page("url", "Two", "Text two."));
    assert_eq!(counts(&corpus.add(vec![second_alone])), (0, 0, 1, 0, 0));
    assert_eq!(corpus.articles().len(), 2);
}

#[test]
fn of_two_savings_of_a_page_the_later_one_stands_and_nothing_flaps() {
    let corpus = Corpus::new();
    let saved = |body: &str, day: i8| {
        let mut page = without_own_id(page("url", "Title", body));
        if let Item::Article(incoming) = &mut page.items[0] {
            incoming.article.as_of = Some(jiff::civil::date(2026, 11, day));
        }
        page
    };
    let both = || vec![saved("Old.", 1), saved("New.", 2)];
    assert_eq!(counts(&corpus.add(both())), (1, 1, 0, 0, 0));
    assert_eq!(corpus.bodies()[0].1, "New.");
    assert_eq!(counts(&corpus.add(both())), (0, 0, 2, 0, 0));
    assert_eq!(corpus.bodies()[0].1, "New.");
}

#[test]
fn a_dump_is_one_collection_and_comes_again_without_another() {
    let corpus = Corpus::new();
    let tally = corpus.add(vec![dump(&[("a", "One."), ("b", "Two.")])]);
    assert_eq!(counts(&tally), (2, 0, 0, 0, 0));
    assert_eq!(corpus.paths(), ["corpus/collections/0001-dump.jsonl.zst"]);
    let tally = corpus.add(vec![dump(&[("a", "One."), ("b", "Two.")])]);
    assert_eq!(counts(&tally), (0, 0, 2, 0, 0));
    assert_eq!(corpus.paths().len(), 1);
    let tally = corpus.add(vec![dump(&[
        ("a", "One."),
        ("b", "Two, again."),
        ("c", "Three."),
    ])]);
    assert_eq!(counts(&tally), (1, 1, 1, 0, 0));
    assert_eq!(corpus.paths().len(), 2);
    let bodies = corpus.articles().into_values().map(|article| article.body);
    assert_eq!(
        bodies.collect::<Vec<_>>(),
        ["One.", "Two, again.", "Three."]
    );
    // Nothing flaps when the older dump is added once more, nor without the lists of known records.
    fs_err::remove_dir_all(corpus.home.state().join("known")).unwrap();
    let tally = corpus.add(vec![dump(&[("a", "One."), ("b", "Two.")])]);
    assert_eq!(counts(&tally), (0, 0, 2, 0, 0));
    assert_eq!(corpus.paths().len(), 2);
}

#[test]
fn a_dump_in_several_batches_is_one_collection() {
    let corpus = Corpus::new();
    let mut first = dump(&[("a", "One.")]);
    first.is_last = false;
    let tally = corpus.add(vec![first, dump(&[("b", "Two."), ("a", "Other.")])]);
    assert_eq!(counts(&tally), (2, 0, 0, 1, 0));
    assert_eq!(corpus.paths(), ["corpus/collections/0001-dump.jsonl.zst"]);
}

#[test]
fn an_own_id_that_stands_twice_in_a_dump_is_rejected_the_second_time() {
    let corpus = Corpus::new();
    let twice = || vec![dump(&[("a", "One."), ("a", "Two."), ("a", "One.")])];
    let tally = corpus.add(twice());
    assert_eq!(counts(&tally), (1, 0, 1, 1, 0));
    assert!(tally.rejections[0].reason.contains("`a` came before"));
    assert_eq!(counts(&corpus.add(twice())), (0, 0, 2, 1, 0));
    assert_eq!(corpus.bodies(), [("a".to_owned(), "One.".to_owned())]);
    assert_eq!(corpus::facts(&corpus.home).unwrap().rejected, 1);
}

#[test]
fn an_article_file_wins_over_a_collection_and_is_updated_by_a_dump() {
    let corpus = Corpus::new();
    corpus.add(vec![dump(&[("a", "One.")])]);
    assert_eq!(
        counts(&corpus.add(vec![page("a", "Title", "Page.")])),
        (0, 1, 0, 0, 0)
    );
    assert_eq!(corpus.bodies()[0].1, "Page.");
    assert_eq!(
        counts(&corpus.add(vec![dump(&[("a", "One.")])])),
        (0, 0, 1, 0, 0)
    );
    assert_eq!(
        counts(&corpus.add(vec![dump(&[("a", "Newer.")])])),
        (0, 1, 0, 0, 0)
    );
    assert_eq!(corpus.bodies()[0].1, "Newer.");
    assert_eq!(corpus.paths().len(), 2);
}

/// Files and records.
fn removed(removal: &corpus::Removal) -> (u64, u64) {
    (removal.files, removal.records)
}

#[test]
fn what_a_person_removed_stays_away_until_they_name_it() {
    let corpus = Corpus::new();
    corpus.add(vec![page("a", "Title", "One."), dump(&[("b", "Two.")])]);
    assert_eq!(removed(&corpus.remove("a")), (1, 0));
    assert_eq!(removed(&corpus.remove("b")), (0, 1));
    assert_eq!(corpus.remove("b"), corpus::Removal::default());
    assert!(corpus.articles().is_empty());
    let tally = corpus.add(vec![page("a", "Title", "One."), dump(&[("b", "Newer.")])]);
    assert_eq!(
        (counts(&tally), tally.removed_earlier),
        ((0, 0, 0, 0, 0), 2)
    );
    let tally = corpus.add(vec![named_singly(page("a", "Title", "One."))]);
    assert_eq!(counts(&tally), (1, 0, 0, 0, 0));
    let tally = corpus.add(vec![named_singly(page("b", "Title", "Two."))]);
    assert_eq!(counts(&tally), (1, 0, 0, 0, 0));
    assert_eq!(corpus.articles().len(), 2);
    assert_eq!(corpus::facts(&corpus.home).unwrap().removed, 0);
}

#[test]
fn a_file_that_a_person_put_there_can_be_removed() {
    let corpus = Corpus::new();
    fs_err::write(
        corpus.home.place("corpus/note.txt"),
        "A note about a deal of two labs.",
    )
    .unwrap();
    let id = corpus.articles().into_keys().next().unwrap();
    assert_eq!(removed(&corpus.remove(&id)), (1, 0));
    assert!(corpus.paths().is_empty());
}

#[test]
fn thousands_of_pages_are_filed_in_one_run() {
    let corpus = Corpus::new();
    let pages = || (0..1500).map(|n| page(&format!("id-{n}"), "Title", &format!("Body {n}.")));
    assert_eq!(counts(&corpus.add(pages().collect())), (1500, 0, 0, 0, 0));
    assert_eq!(counts(&corpus.add(pages().collect())), (0, 0, 1500, 0, 0));
    assert_eq!(corpus.articles().len(), 1500);
}

#[test]
fn a_run_that_died_is_completed_by_the_same_command() {
    let pages = || -> Vec<Batch> {
        let pages = (0..300).map(|n| page(&format!("id-{n}"), "Title", &format!("Body {n}.")));
        pages.chain([dump(&[("x", "X."), ("y", "Y.")])]).collect()
    };
    for n_batches in [0, 1, 127, 128, 129, 299, 301] {
        let corpus = Corpus::new();
        let mut filer = corpus.filer();
        for mut batch in pages().into_iter().take(n_batches) {
            batch.is_last &= !batch.is_dump;
            filer.file(batch).unwrap();
        }
        drop(filer);
        // What a kill leaves: unfinished files, a torn last line.
        fs_err::write(corpus.home.corpus().join(".newsdex-x.tmp"), "half").unwrap();
        let ledger = corpus.home.state().join("originals.jsonl");
        let rows = fs_err::read_to_string(&ledger).unwrap_or_default();
        fs_err::write(&ledger, rows + "{\"hash\":\"12").unwrap();
        let n_there = corpus.articles().len() as u64;
        let tally = corpus.add(pages());
        assert_eq!(
            (tally.new, tally.same),
            (302 - n_there, n_there),
            "{n_batches}"
        );
        assert_eq!(corpus.articles().len(), 302);
        assert_eq!(corpus.paths().len(), 301);
        assert!(
            !corpus
                .home
                .corpus()
                .join(".newsdex-x.tmp")
                .try_exists()
                .unwrap()
        );
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named_and_nothing_is_lost() {
    let corpus = Corpus::new();
    corpus.add(vec![page("a", "Title", "One.")]);
    fs_err::write(corpus.home.place("corpus/undated"), "a file, no folder").unwrap();
    let mut undated = incoming("b", "Title", "Two.");
    undated.article.published = None;
    let mut filer = corpus.filer();
    filer.file(batch(false, vec![undated])).unwrap();
    let error = filer.finish().unwrap_err();
    assert!(error.to_string().contains("undated"), "{error}");
    assert_eq!(corpus.bodies(), [("a".to_owned(), "One.".to_owned())]);
}

#[test]
fn a_teaser_of_a_feed_never_takes_the_place_of_the_article() {
    let whole =
        "Acme said on Friday that it will buy Roe for three billion dollars in cash. Jobs stay.";
    let feed = |body: &str| {
        let mut item = incoming("a", "Title", body);
        (item.has_own_id, item.article.title_from) = (false, TitleFrom::Feed);
        let mut feed = batch(false, vec![item]);
        feed.kind = Kind::Feed;
        feed.source = "feed.xml".to_owned();
        feed
    };
    let article = || without_own_id(page("a", "Title", whole));
    let records = || without_own_id(dump(&[("a", whole)]));
    let check = |first: Batch, second: Batch| {
        for is_one_run in [true, false] {
            let corpus = Corpus::new();
            let add = |batches: Vec<Batch>| {
                if is_one_run {
                    return corpus.add(batches);
                }
                let mut tally = Tally::default();
                for batch in batches {
                    tally = corpus.add(vec![batch]);
                }
                tally
            };
            add(vec![first.clone(), second.clone()]);
            assert_eq!(corpus.bodies()[0].1, whole);
            let again = add(vec![first.clone(), second.clone()]);
            assert_eq!((again.new, again.changed), (0, 0), "{}", first.source);
            assert_eq!(corpus.bodies()[0].1, whole);
        }
    };
    for teaser in ["Title", "Acme said on Friday …", "Acme buys Roe."] {
        check(article(), feed(teaser));
        check(feed(teaser), article());
        check(records(), feed(teaser));
        check(feed(teaser), records());
    }
    let corrected = whole.replace("three", "four");
    for filed in [article(), records()] {
        let corpus = Corpus::new();
        corpus.add(vec![filed]);
        assert_eq!(counts(&corpus.add(vec![feed(&corrected)])), (0, 1, 0, 0, 0));
        assert_eq!(corpus.bodies()[0].1, corrected);
    }
}

#[test]
fn what_an_export_says_again_changes_nothing() {
    let corpus = Corpus::new();
    corpus.add(vec![page("a", "Title", "One."), dump(&[("b", "Two.")])]);
    corpus.edit(&corpus.paths()[0], |text| text.replace("One.", "Mine."));
    let exported = |body_of_b: &str| {
        let mut records = dump(&[("a", "Mine."), ("b", body_of_b)]);
        for item in &mut records.items {
            if let Item::Article(incoming) = item {
                incoming.received = ContentHash::of(b"other bytes of the same");
                // An export doesn't tell where a title came from.
                incoming.article.title_from = TitleFrom::Lead;
            }
        }
        records
    };
    assert_eq!(counts(&corpus.add(vec![exported("Two.")])), (0, 0, 2, 0, 0));
    assert_eq!(
        counts(&corpus.add(vec![exported("Three.")])),
        (0, 1, 1, 0, 0)
    );
}
