//! What holds whatever happens to a corpus, in whatever order.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::tests::{Corpus, dump, page};
use crate::article::ArticleId;

#[derive(Clone, Debug)]
enum Step {
    Pages(Vec<(u8, u8)>),
    Dump(Vec<(u8, u8)>),
    Edit(u8),
    Remove(u8),
}

fn step() -> impl Strategy<Value = Step> {
    let articles = || prop::collection::vec((0..4_u8, 0..3_u8), 0..5);
    prop_oneof![
        articles().prop_map(Step::Pages),
        articles().prop_map(Step::Dump),
        (0..4_u8).prop_map(Step::Edit),
        (0..4_u8).prop_map(Step::Remove),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_happens_edits_survive_and_a_second_run_changes_nothing(
        steps in prop::collection::vec(step(), 1..8),
    ) {
        let corpus = Corpus::new();
        let mut edited: BTreeMap<String, String> = BTreeMap::new();
        let texts = |articles: &[(u8, u8)]| -> Vec<(String, String)> {
            articles.iter().map(|(id, v)| (format!("id-{id}"), format!("Version {v}."))).collect()
        };
        for (at, step) in steps.iter().enumerate() {
            let batches = || match step {
                Step::Pages(articles) => {
                    texts(articles).iter().map(|(id, body)| page(id, "Title", body)).collect()
                }
                Step::Dump(articles) => {
                    let texts = texts(articles);
                    let records: Vec<_> = texts.iter().map(|(id, body)| (&**id, &**body)).collect();
                    vec![dump(&records)]
                }
                _ => Vec::new(),
            };
            match step {
                Step::Pages(articles) | Step::Dump(articles) => {
                    let ids: BTreeSet<_> = texts(articles).into_iter().map(|(id, _)| id).collect();
                    let before = corpus.articles();
                    let tally = corpus.add(batches());
                    let after = corpus.articles();
                    prop_assert_eq!(after.len() as u64, before.len() as u64 + tally.new);
                    prop_assert!(before.keys().all(|id| after.contains_key(id)));
                    let is_idle = |id: &&String| !ids.contains(*id);
                    prop_assert!(before.keys().filter(is_idle).all(|id| before[id] == after[id]));
                    let again = corpus.add(batches());
                    prop_assert_eq!((again.new, again.changed), (0, 0));
                    prop_assert_eq!(corpus.articles(), after);
                }
                Step::Edit(id) => {
                    let (id, text) = (format!("id-{id}"), format!("Edit {at}."));
                    let files = corpus.filer();
                    let held = files.known.file(&ArticleId::new(&id).unwrap()).cloned();
                    drop(files);
                    if let Some(held) = held {
                        let body = corpus.articles()[&id].body.clone();
                        corpus.edit(&held.path, |file| file.replace(&body, &text));
                        edited.insert(id, text);
                    }
                }
                Step::Remove(id) => {
                    let id = format!("id-{id}");
                    corpus.remove(&id);
                    edited.remove(&id);
                    prop_assert!(!corpus.articles().contains_key(&id));
                }
            }
            let now = corpus.articles();
            for (id, text) in &edited {
                prop_assert_eq!(&now[id].body, text);
            }
        }
    }
}
