//! Feeds onto the list: by a link, a page that names its feed, or a list of feeds (OPML).
//!
//! A link is looked at once, so that what is followed is a feed; the feeds of a list are taken as they
//! are, and nothing is asked for.

use std::sync::Arc;

use jiff::civil::Date;

use super::LiveError;
use super::opml::{self, ListedFeed};
use crate::article::urls;
use crate::collect::Options;
use crate::collect::web::{self, Look, Web};
use crate::corpus::feeds::{self, Feed};
use crate::corpus::web::Validators;
use crate::fetch::{Fetched, Fetcher};

/// What became of a feed that was to be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Followed {
    /// It is new on the list.
    Added(Feed),
    /// It is there already, under this name.
    Known(Feed),
    /// It can't be followed, and why.
    Refused {
        /// The link as typed.
        source: String,
        /// Why: lower case, no full stop.
        reason: String,
    },
}

/// The list of feeds while some are added to it.
pub struct List {
    feeds: Vec<Feed>,
    today: Date,
}

impl List {
    /// The list as it stands; feeds that are added were added `today`.
    pub fn new(feeds: Vec<Feed>, today: Date) -> Self {
        Self { feeds, today }
    }

    /// The feeds.
    pub fn feeds(&self) -> &[Feed] {
        &self.feeds
    }

    /// Adds the feeds of a list of feeds (OPML).
    pub fn add_listed(&mut self, text: &str) -> Vec<Followed> {
        let listed = opml::read(text);
        listed.into_iter().map(|feed| self.add(feed)).collect()
    }

    /// Adds what a link holds: a feed, the feed that a page names, or the feeds of a list.
    pub fn add_link(
        &mut self,
        link: &str,
        fetcher: &Fetcher<'_>,
        options: &Options,
    ) -> Result<Vec<Followed>, LiveError> {
        if let Some(known) = self.known(link) {
            return Ok(vec![Followed::Known(known.clone())]);
        }
        Ok(match found(link, fetcher, options) {
            Ok(Found::Feed(feed)) => vec![self.add(feed)],
            Ok(Found::List(text)) => self.add_listed(&text),
            Err(reason) => vec![Followed::Refused {
                source: link.to_owned(),
                reason,
            }],
        })
    }

    fn known(&self, url: &str) -> Option<&Feed> {
        let identity = urls::identity(url);
        self.feeds
            .iter()
            .find(|feed| urls::identity(&feed.url) == identity)
    }

    fn add(&mut self, listed: ListedFeed) -> Followed {
        if let Some(known) = self.known(&listed.url) {
            return Followed::Known(known.clone());
        }
        let feed = Feed {
            name: feeds::name_for(listed.title.as_deref(), &listed.url, &self.feeds),
            url: listed.url,
            title: listed.title,
            page: listed.page,
            added: self.today,
        };
        self.feeds.push(feed.clone());
        Followed::Added(feed)
    }
}

enum Found {
    Feed(ListedFeed),
    List(String),
}

/// What a link holds; a page is followed to the feed that it names first.
fn found(link: &str, fetcher: &Fetcher<'_>, options: &Options) -> Result<Found, String> {
    let mut at = link.to_owned();
    for is_named in [false, true] {
        let page = match fetcher.get(&at, &Validators::default()) {
            Ok(Fetched::Page(page)) => page,
            Ok(Fetched::Unchanged) => break,
            Err(error) if is_named => return Err(format!("its feed `{at}`: {error}")),
            Err(error) => return Err(error.to_string()),
        };
        let url = if page.has_moved { page.url.clone() } else { at };
        let web = Web {
            url: page.url,
            charset: page.charset,
            item: None,
            feed: None,
        };
        let bytes: Arc<[u8]> = page.bytes.into();
        match web::look(&bytes, &web, options) {
            Look::FeedList(text) => return Ok(Found::List(text)),
            Look::Feed { title, page } => {
                return Ok(Found::Feed(ListedFeed { url, title, page }));
            }
            Look::Page(feeds) => match feeds.into_iter().next() {
                Some(feed) => at = feed,
                None => break,
            },
        }
    }
    Err("no feed, and a page that names none; look for a link called RSS or Atom on it".to_owned())
}
