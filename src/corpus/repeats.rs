//! Equal ids inside one run: the first counts, and a second run of the same sources changes nothing.
//!
//! What becomes of the second:
//! - the same bytes, or another saving of the same page (same title): it is there already;
//! - a later saving of the same page: it is newer, and so an update;
//! - the page of which a feed gave a teaser: an update as well;
//! - another title under the same URL: many sites name their front page as the address of every
//!   page. Nothing may be lost, so the second gets the id of its bytes;
//! - another title under the same id in the front matter of another file: likewise;
//! - any other own id that stands twice: rejected with that reason, for nobody can say which is meant.

use std::collections::HashMap;

use jiff::civil::Date;

use super::known;
use crate::article::{ArticleId, ContentHash};
use crate::collect::{Incoming, Kind};

/// The ids that came in one run (or one dump).
#[derive(Default)]
pub(super) struct Repeats {
    seen: HashMap<ContentHash, Seen>,
}

#[derive(Clone, Copy)]
struct Seen {
    received: ContentHash,
    title: u64,
    as_of: Option<Date>,
    n_bytes: usize,
    is_of_feed: bool,
}

/// What is to be done with an article.
pub(super) enum Look {
    /// File it.
    First,
    /// It came before.
    Same,
    /// It can't be taken in.
    Rejected(String),
}

impl Repeats {
    /// Whether the id came.
    pub(super) fn has(&self, id: &ArticleId) -> bool {
        self.seen.contains_key(&known::key(id))
    }

    /// Looks whether the id came before; may give the article another id.
    pub(super) fn look(&mut self, incoming: &mut Incoming, kind: Kind, is_dump: bool) -> Look {
        let seen = Seen {
            received: incoming.received,
            title: ContentHash::of(incoming.article.title.as_str().as_bytes()).key(),
            as_of: incoming.article.as_of,
            n_bytes: incoming.article.body.len(),
            is_of_feed: kind == Kind::Feed,
        };
        let key = known::key(&incoming.article.id);
        let Some(before) = self.seen.get(&key).copied() else {
            self.seen.insert(key, seen);
            return Look::First;
        };
        if before.received == seen.received {
            return Look::Same;
        }
        let is_same_page = before.title == seen.title;
        let is_later = before
            .as_of
            .zip(seen.as_of)
            .is_some_and(|(before, now)| before < now);
        // Shorter by less than half, it may be all of the article.
        let was_teaser = before.is_of_feed && !seen.is_of_feed && before.n_bytes * 2 < seen.n_bytes;
        if is_same_page && (is_later || was_teaser) && !is_dump {
            self.seen.insert(key, seen);
            return Look::First;
        }
        // Site generators write short ids of their own into front matters, the same into several files.
        let is_of_one_page = kind == Kind::Markdown && !is_dump && !is_same_page;
        if incoming.has_own_id && !is_of_one_page {
            let id = &incoming.article.id;
            return Look::Rejected(format!(
                "the id `{id}` came before in the same run; the first counts"
            ));
        }
        // A feed that lists an item twice means the same item.
        if is_same_page || kind == Kind::Feed {
            return Look::Same;
        }
        let Ok(id) = ArticleId::new(&incoming.received.short()) else {
            return Look::Same;
        };
        let is_repeated = self.seen.insert(known::key(&id), seen).is_some();
        incoming.article.id = id;
        if is_repeated { Look::Same } else { Look::First }
    }
}
