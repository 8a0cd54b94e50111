//! The items of a feed: which are new, and their full text.
//!
//! An item that is known costs no request. One that is new and holds only a teaser is read from its page
//! as well, and the longer text wins. Where the page can't be had the teaser stands.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError};

use super::{LiveError, Tools};
use crate::article::ArticleId;
use crate::collect::web::{self, FeedItem, Web};
use crate::collect::{Batch, Incoming, Item, Rejection};
use crate::corpus::feeds::{FeedState, SeenItem};
use crate::corpus::web::{PageRow, Validators};
use crate::fetch::{FetchError, Fetched};

/// Texts of fewer words are taken for teasers: those of news agencies end at about sixty, and the
/// shortest whole articles have more than this.
const TEASER_WORDS: usize = 120;

/// What the items came to.
#[derive(Default)]
pub(super) struct Taken {
    /// Items that were known.
    pub(super) n_same: u64,
    /// What should be remembered of them.
    pub(super) seen: Vec<SeenItem>,
    /// How many items can't be taken in, by the reason.
    pub(super) rejected: BTreeMap<String, u64>,
    /// Those of them that were told when the feed was read before.
    pub(super) rejected_again: Vec<Rejection>,
    /// Pages that were read for their text, and which version.
    pub(super) pages: Vec<PageRow>,
    /// Pages that were asked for.
    pub(super) n_pages: u64,
    /// Why pages could not be had, the first of each reason.
    pub(super) refused: Vec<String>,
}

/// Hands on what is new or changed in the batch of a feed, since it was read `earlier`.
///
/// The original of what is handed on holds no other items: a feed comes again and again, and mostly with
/// what is known.
pub(super) fn take(
    tools: &Tools<'_>,
    mut feed: Batch,
    earlier: &FeedState,
    hand_on: &mut dyn FnMut(Batch) -> Result<(), LiveError>,
) -> Result<Taken, LiveError> {
    let seen = earlier.seen.iter();
    let before: HashMap<&str, &SeenItem> = seen.map(|seen| (seen.item.as_str(), seen)).collect();
    let mut taken = Taken::default();
    let mut kept = Vec::new();
    let (mut is_kept, mut received) = (vec![false; feed.items.len()], Vec::new());
    for (item, is_kept) in std::mem::take(&mut feed.items)
        .into_iter()
        .zip(&mut is_kept)
    {
        let mut incoming = match item {
            Item::Article(incoming) => incoming,
            Item::Rejected(rejection) => {
                kept.extend(taken.reject(rejection, &earlier.rejected));
                continue;
            }
        };
        let mut now = SeenItem {
            item: incoming.article.id.to_string(),
            received: incoming.received.short(),
            article: incoming.article.id.to_string(),
        };
        let earlier = before.get(now.item.as_str());
        if let Some(earlier) = earlier {
            now.article.clone_from(&earlier.article);
        }
        let is_known = match earlier {
            Some(earlier) => earlier.received == now.received,
            None => is_known(tools, &incoming),
        };
        if is_known {
            taken.n_same += 1;
            taken.seen.push(now);
            continue;
        }
        let filed_as = earlier.and_then(|earlier| ArticleId::new(&earlier.article).ok());
        let page = page_of(tools, &incoming, &mut taken)?;
        if let Some((mut batch, mut page)) = page {
            match filed_as {
                Some(id) => page.article.id = id,
                // Another feed, or a person, brought the page under its own name.
                None if page.article.id != incoming.article.id && is_known_as(tools, &page) => {
                    taken.n_same += 1;
                    now.article = page.article.id.to_string();
                    taken.seen.push(now);
                    continue;
                }
                None => {}
            }
            now.article = page.article.id.to_string();
            batch.items = vec![Item::Article(page)];
            hand_on(batch)?;
        } else {
            if let Some(id) = filed_as {
                incoming.article.id = id;
            }
            received.push(incoming.received);
            kept.push(Item::Article(incoming));
            *is_kept = true;
        }
        taken.seen.push(now);
    }
    if !kept.is_empty() {
        let is_part = is_kept.contains(&true) && is_kept.contains(&false);
        let cut = is_part.then(|| web::only_items(&feed, &is_kept, &received, tools.options));
        feed.original = cut.flatten().unwrap_or(feed.original);
        feed.items = kept;
        hand_on(feed)?;
    }
    Ok(taken)
}

fn is_known(tools: &Tools<'_>, incoming: &Incoming) -> bool {
    tools.filer.is_some_and(|filer| {
        let filer = filer.lock().unwrap_or_else(PoisonError::into_inner);
        filer.knows(&incoming.article.id) || filer.has_received(incoming.received)
    })
}

fn is_known_as(tools: &Tools<'_>, page: &Incoming) -> bool {
    tools.filer.is_some_and(|filer| {
        let filer = filer.lock().unwrap_or_else(PoisonError::into_inner);
        filer.knows(&page.article.id)
    })
}

/// The article of an item's page, where the item is a teaser and the page holds more.
fn page_of(
    tools: &Tools<'_>,
    incoming: &Incoming,
    taken: &mut Taken,
) -> Result<Option<(Batch, Box<Incoming>)>, LiveError> {
    let article = &incoming.article;
    let is_wanted = tools.reads_pages && FeedItem::has_page(article) && is_teaser(&article.body);
    let Some(url) = article.url.as_deref().filter(|_| is_wanted) else {
        return Ok(None);
    };
    taken.n_pages += 1;
    let page = match tools.fetcher.get(url, &Validators::default()) {
        Ok(Fetched::Page(page)) => page,
        Ok(Fetched::Unchanged) => return Ok(None),
        Err(error) => {
            taken.refuse(&error);
            return Ok(None);
        }
    };
    let version = page.version;
    let web = Web {
        url: page.url,
        charset: page.charset,
        item: Some(FeedItem::of(article)),
        feed: None,
    };
    let bytes: Arc<[u8]> = page.bytes.into();
    let mut batches = web::read(url, &bytes, &Arc::new(web), tools.options)?;
    let is_one = batches.len() == 1 && batches.iter().all(|batch| batch.items.len() == 1);
    let Some(mut batch) = batches.pop().filter(|_| is_one) else {
        return Ok(None);
    };
    // The person named the feed and not this page: a tombstone holds.
    batch.from_folder = true;
    let Some(Item::Article(page)) = batch.items.pop() else {
        return Ok(None);
    };
    if page.article.body.len() <= article.body.len() {
        return Ok(None);
    }
    if !version.is_empty() {
        taken.pages.push(PageRow {
            url: url.to_owned(),
            version,
            article: page.article.id.to_string(),
        });
    }
    Ok(Some((batch, page)))
}

impl Taken {
    /// Counts an item that can't be taken in; it is handed on unless that was told `earlier`.
    fn reject(&mut self, rejection: Rejection, earlier: &BTreeMap<String, u64>) -> Option<Item> {
        const MAX_CHARS: usize = 200;
        let reason: String = rejection.reason.chars().take(MAX_CHARS).collect();
        let n_told = earlier.get(&reason).copied().unwrap_or_default();
        let n_now = self.rejected.entry(reason).or_default();
        *n_now += 1;
        if *n_now > n_told {
            return Some(Item::Rejected(rejection));
        }
        self.rejected_again.push(rejection);
        None
    }

    fn refuse(&mut self, error: &FetchError) {
        const MAX_REASONS: usize = 3;
        let reason = error.to_string();
        if self.refused.len() < MAX_REASONS && !self.refused.contains(&reason) {
            self.refused.push(reason);
        }
    }
}

/// How texts end that go on elsewhere, in lower case, without what stands behind.
const GOES_ON: [&str; 4] = ["…", "read more", "continue reading", "weiterlesen"];

/// Whether a text only begins an article.
fn is_teaser(body: &str) -> bool {
    let is_closing = |c: char| "»>→)] ".contains(c);
    let end = body.trim_end().to_lowercase();
    let end = end.trim_end_matches(is_closing);
    let is_dotted = end.ends_with("...");
    let end = end.trim_end_matches(|c| c == '.' || is_closing(c));
    let is_cut = GOES_ON.iter().any(|mark| end.ends_with(mark));
    is_dotted || is_cut || body.split_whitespace().take(TEASER_WORDS).count() < TEASER_WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_teaser_is_short_or_says_that_it_goes_on() {
        let long = "word ".repeat(200);
        let check = |end: &str, expected: bool| {
            assert_eq!(is_teaser(&format!("{long}{end}")), expected, "{end}");
        };
        check("and that is all.", false);
        check("and so […]", true);
        check("and so [...]", true);
        check("and so...", true);
        check("and so (…).", true);
        check("and so ... »", true);
        // A list without an entry, or a mark within a text, is no cut.
        check("see []", false);
        check("see [.]", false);
        check("... and so on.", false);
        check("and so on… Read more »", true);
        check("Continue reading →", true);
        check("[Weiterlesen]", true);
        assert!(is_teaser("A short text."));
        assert!(is_teaser(""));
    }
}
