//! `add URL`: what links hold, as batches; several hosts at once.
//!
//! A page that was taken before is asked for with the words by which its server knows that version, so
//! that an unchanged one costs a line. A link to a feed gives its items, one to a list of feeds (OPML)
//! gives the list to whoever asked.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::{LiveError, Tools, items};
use crate::article::ArticleId;
use crate::article::urls;
use crate::collect::web::{self, Web};
use crate::collect::{Batch, Item, Kind};
use crate::corpus::feeds::FeedState;
use crate::corpus::web::{PageRow, Validators};
use crate::fetch::Fetched;

/// Links that are asked for at once, and held.
const MAX_AT_ONCE: usize = 16;

/// What links came to, beside the batches.
#[derive(Default)]
pub struct Outcome {
    /// Articles that are filed already and did not change.
    pub n_same: u64,
    /// Pages to remember once the articles are filed.
    pub pages: Vec<PageRow>,
    /// Lists of feeds that were met, with their links.
    pub feed_lists: Vec<(String, String)>,
    /// Why pages of a feed could not be had, by the link of the feed; their teasers stand for them.
    pub pages_refused: Vec<(String, Vec<String>)>,
}

/// Reads links, a few ahead of the one that is wanted.
pub struct Links<'a> {
    tools: Tools<'a>,
    known: HashMap<String, PageRow>,
    links: Vec<String>,
    n_begun: usize,
    read: BTreeMap<String, Vec<Batch>>,
    outcome: Outcome,
}

impl<'a> Links<'a> {
    /// Will read `links`, in this order; `known` are the pages that were read before.
    pub fn new(tools: Tools<'a>, known: HashMap<String, PageRow>, links: Vec<String>) -> Self {
        Self {
            tools,
            known,
            links,
            n_begun: 0,
            read: BTreeMap::new(),
            outcome: Outcome::default(),
        }
    }

    /// What a link holds.
    pub fn batches(&mut self, link: &str) -> Result<Vec<Batch>, LiveError> {
        while !self.read.contains_key(link) && self.n_begun < self.links.len() {
            self.read_some()?;
        }
        Ok(self.read.remove(link).unwrap_or_default())
    }

    /// What all of them came to.
    pub fn outcome(self) -> Outcome {
        self.outcome
    }

    fn read_some(&mut self) -> Result<(), LiveError> {
        let end = (self.n_begun + MAX_AT_ONCE).min(self.links.len());
        let group = self.links.get(self.n_begun..end).unwrap_or_default();
        self.n_begun = end;
        let done = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for (place, link) in group.iter().enumerate() {
                let (done, tools, known) = (&done, &self.tools, &self.known);
                scope.spawn(move || {
                    let one = read_one(tools, known, link);
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    done.push((place, link.clone(), one));
                });
            }
        });
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_by_key(|(place, _, _)| *place);
        for (_, link, one) in done {
            let one = one?;
            self.outcome.n_same += one.n_same;
            self.outcome.pages.extend(one.pages);
            let list = one.feed_list.map(|text| (link.clone(), text));
            self.outcome.feed_lists.extend(list);
            if !one.refused.is_empty() {
                self.outcome.pages_refused.push((link.clone(), one.refused));
            }
            self.read.insert(link, one.batches);
        }
        Ok(())
    }
}

#[derive(Default)]
struct One {
    batches: Vec<Batch>,
    n_same: u64,
    pages: Vec<PageRow>,
    feed_list: Option<String>,
    refused: Vec<String>,
}

fn read_one(
    tools: &Tools<'_>,
    known: &HashMap<String, PageRow>,
    link: &str,
) -> Result<One, LiveError> {
    let url = urls::canonical(link).unwrap_or_else(|| link.to_owned());
    let version = known
        .get(&url)
        .filter(|row| is_filed(tools, row))
        .map_or_else(Validators::default, |row| row.version.clone());
    let page = match tools.fetcher.get(&url, &version) {
        Ok(Fetched::Page(page)) => page,
        Ok(Fetched::Unchanged) => {
            return Ok(One {
                n_same: 1,
                ..One::default()
            });
        }
        Err(error) => {
            let batches = vec![web::refused(link, error.to_string())];
            return Ok(One {
                batches,
                ..One::default()
            });
        }
    };
    let (version, web) = (
        page.version,
        Web {
            url: page.url,
            charset: page.charset,
            item: None,
            feed: None,
        },
    );
    let bytes: Arc<[u8]> = page.bytes.into();
    if let Some(text) = web::feed_list(&bytes, &web) {
        return Ok(One {
            feed_list: Some(text),
            ..One::default()
        });
    }
    let batches = web::read(link, &bytes, &Arc::new(web), tools.options)?;
    let is_feed = batches.iter().any(|batch| batch.kind == Kind::Feed);
    let mut one = One::default();
    for batch in batches {
        if is_feed {
            let mut hand_on = |batch| {
                one.batches.push(batch);
                Ok(())
            };
            let taken = items::take(tools, batch, &FeedState::default(), &mut hand_on)?;
            one.n_same += taken.n_same;
            one.pages.extend(taken.pages);
            one.refused.extend(taken.refused);
        } else {
            one.batches.push(batch);
        }
    }
    if let [batch] = one.batches.as_slice()
        && let [Item::Article(page)] = batch.items.as_slice()
        && !is_feed
        && !version.is_empty()
    {
        one.pages.push(PageRow {
            url,
            version,
            article: page.article.id.to_string(),
        });
    }
    Ok(one)
}

fn is_filed(tools: &Tools<'_>, row: &PageRow) -> bool {
    let (Some(filer), Ok(id)) = (tools.filer, ArticleId::new(&row.article)) else {
        return false;
    };
    let filer = filer.lock().unwrap_or_else(PoisonError::into_inner);
    filer.is_filed(&id)
}
