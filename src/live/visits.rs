//! `feed fetch`: every feed is asked what is new.
//!
//! Hosts are visited side by side, the feeds of one host after each other. A feed's own memory (version,
//! items) is written only once the articles of the visit stand on the disk.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::items::{self, Taken};
use super::{LiveError, Tools};
use crate::collect::web::{self, Web};
use crate::collect::{Batch, Item, Kind};
use crate::corpus::feeds::{self, Feed, FeedState};
use crate::corpus::web::{PageRow, Validators, append_pages, write_hosts};
use crate::corpus::{Filer, Home, Tally};
use crate::fetch::{Clock, FetchError, Fetched};

/// Hosts that are visited at once.
const MAX_HOSTS: usize = 8;
/// The first pause after a failed visit; every further failure doubles it.
const FIRST_PAUSE: Duration = Duration::from_mins(5);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_hours(24);
/// Visits between two moments at which everything is forced to the disk.
const MAX_UNWRITTEN: usize = 8;
/// The longest time between two such moments.
const MAX_UNWRITTEN_FOR: Duration = Duration::from_secs(5);

/// What a visit came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The feed; its link is the new one where it moved for good.
    pub feed: Feed,
    /// How it went.
    pub outcome: Outcome,
    /// Articles that were not known.
    pub new: u64,
    /// Articles that were known and came with other content.
    pub changed: u64,
    /// Items that are filed already, or were removed.
    pub same: u64,
    /// Articles whose newer text was not written, because a person edited the file.
    pub conflicts: u64,
    /// Items that were not taken in, and were not told before.
    pub rejected: u64,
    /// Pages that were asked for because the feed holds only a teaser.
    pub n_pages: u64,
    /// Why pages could not be had; their teasers were filed.
    pub refused: Vec<String>,
    /// Where the feed moved from, for good.
    pub moved_from: Option<String>,
}

/// How a visit went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The feed was read.
    Read,
    /// The server says that nothing changed.
    Unchanged,
    /// It was not asked for: too early after a failure.
    Waiting {
        /// When it will be asked again.
        until: Timestamp,
        /// Why it failed.
        failure: String,
    },
    /// It was not asked for: it said earlier that it is gone for good.
    Gone,
    /// It could not be read, and why.
    Failed(String),
}

/// What a run works with.
pub struct Run<'a> {
    /// Where the state lies.
    pub home: &'a Home,
    /// How to fetch and file; the filer must be there.
    pub tools: Tools<'a>,
    /// The filer of `tools`.
    pub filer: &'a Mutex<Filer>,
    /// The current moment.
    pub clock: &'a Clock,
    /// Called after every visit.
    pub progress: &'a (dyn Fn(&Visit) + Sync),
}

/// Visits `wanted`; one that was `named` is asked even if its pause is not over. The visits come out in
/// the order of the feeds.
pub fn visit(run: &Run<'_>, wanted: &[Feed], named: bool) -> Result<Vec<Visit>, LiveError> {
    let hosts = Mutex::new(by_host(wanted));
    let done: Mutex<Vec<(usize, Visit)>> = Mutex::default();
    let unwritten = Mutex::new(Unwritten {
        states: Vec::new(),
        pages: Vec::new(),
        since: (run.clock)(),
    });
    let failure: Mutex<Option<LiveError>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..MAX_HOSTS.min(held(&hosts).len()) {
            scope.spawn(|| {
                while held(&failure).is_none() {
                    let Some(feeds) = held(&hosts).pop_front() else {
                        break;
                    };
                    for (place, feed) in feeds {
                        match visit_one(run, feed, named, &unwritten) {
                            Ok(visit) => {
                                (run.progress)(&visit);
                                held(&done).push((place, visit));
                            }
                            Err(error) => {
                                held(&failure).get_or_insert(error);
                                return;
                            }
                        }
                    }
                }
            });
        }
    });
    if let Some(error) = failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    held(&unwritten).write(run)?;
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(place, _)| *place);
    let visits: Vec<Visit> = done.into_iter().map(|(_, visit)| visit).collect();
    remember_moves(run.home, &visits)?;
    write_hosts(run.home, &run.tools.fetcher.hosts())?;
    Ok(visits)
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

type HostFeeds<'f> = VecDeque<Vec<(usize, &'f Feed)>>;

/// The feeds of each host, with their places in the list; the host with the most comes first.
fn by_host(feeds: &[Feed]) -> HostFeeds<'_> {
    let mut hosts: BTreeMap<&str, Vec<(usize, &Feed)>> = BTreeMap::new();
    for (place, feed) in feeds.iter().enumerate() {
        let host = feed.url.split('/').nth(2).unwrap_or_default();
        hosts.entry(host).or_default().push((place, feed));
    }
    let mut hosts: Vec<_> = hosts.into_values().collect();
    hosts.sort_by_key(|feeds| {
        (
            std::cmp::Reverse(feeds.len()),
            feeds.first().map(|(n, _)| *n),
        )
    });
    hosts.into()
}

/// What must not be written before the articles stand.
struct Unwritten {
    states: Vec<(String, FeedState)>,
    pages: Vec<PageRow>,
    since: Timestamp,
}

impl Unwritten {
    fn is_due(&self, now: Timestamp) -> bool {
        let age = Duration::try_from(self.since.duration_until(now)).unwrap_or_default();
        self.states.len() >= MAX_UNWRITTEN || age >= MAX_UNWRITTEN_FOR
    }

    fn write(&mut self, run: &Run<'_>) -> Result<(), LiveError> {
        let mut gate = held(run.filer);
        let filer: &mut Filer = &mut gate;
        web::on_reader(|| filer.checkpoint())??;
        drop(gate);
        for (name, state) in self.states.drain(..) {
            feeds::write_state(run.home, &name, &state)?;
        }
        append_pages(run.home, &self.pages)?;
        self.pages.clear();
        self.since = (run.clock)();
        Ok(())
    }
}

fn visit_one(
    run: &Run<'_>,
    feed: &Feed,
    named: bool,
    unwritten: &Mutex<Unwritten>,
) -> Result<Visit, LiveError> {
    let mut state = feeds::state(run.home, &feed.name);
    let mut visit = Visit::of(feed);
    let now = (run.clock)();
    if state.is_gone && !named {
        visit.outcome = Outcome::Gone;
        return Ok(visit);
    }
    if let Some(until) = state.not_before.filter(|until| *until > now && !named) {
        let failure = state.failure.unwrap_or_else(|| "no answer".to_owned());
        visit.outcome = Outcome::Waiting { until, failure };
        return Ok(visit);
    }
    state.tried = Some(now);
    let version = Validators {
        etag: state.etag.clone(),
        last_modified: state.last_modified.clone(),
    };
    let mut pages = Vec::new();
    match run.tools.fetcher.get(&feed.url, &version) {
        Ok(Fetched::Unchanged) => {
            visit.outcome = Outcome::Unchanged;
            visit.same = state.n_taken();
            state.went_well(now);
        }
        Ok(Fetched::Page(page)) => {
            let moved_to = Some(page.url.clone()).filter(|_| page.has_moved);
            let version = page.version;
            let web = Web {
                url: page.url,
                charset: page.charset,
                item: None,
                feed: state.link.clone(),
            };
            let bytes: Arc<[u8]> = page.bytes.into();
            match web::read(&feed.url, &bytes, &Arc::new(web), run.tools.options)?.pop() {
                Some(batch) if batch.kind == Kind::Feed => {
                    let taken = file_items(run, batch, &mut state, &mut visit)?;
                    pages = taken.pages;
                    if let Some(url) = moved_to {
                        visit.moved_from = Some(std::mem::replace(&mut visit.feed.url, url));
                    }
                    state.went_well(now);
                    state.link.get_or_insert_with(|| feed.url.clone());
                    state.etag = version.etag;
                    state.last_modified = version.last_modified;
                    state.seen = taken.seen;
                    state.rejected = taken.rejected;
                }
                other => {
                    // An unchanged answer would be taken for an unchanged feed.
                    (state.etag, state.last_modified) = (None, None);
                    let any_more = state.answered.map_or("", |_| " any more");
                    let what = web::what_it_is(other.as_ref());
                    let reason = format!("the link holds no feed{any_more}: {what}");
                    failed(&mut visit, &mut state, reason, now, None);
                }
            }
        }
        // Nobody was asked: that is no failure of the feed.
        Err(error @ FetchError::Private { .. }) => {
            visit.outcome = Outcome::Failed(error.to_string());
        }
        Err(error) => {
            state.is_gone = error == FetchError::Gone;
            failed(
                &mut visit,
                &mut state,
                error.to_string(),
                now,
                error.later(),
            );
        }
    }
    let mut unwritten = held(unwritten);
    unwritten.states.push((feed.name.clone(), state));
    unwritten.pages.extend(pages);
    if unwritten.is_due((run.clock)()) {
        unwritten.write(run)?;
    }
    Ok(visit)
}

/// Files what is new or changed, and counts it.
fn file_items(
    run: &Run<'_>,
    batch: Batch,
    state: &mut FeedState,
    visit: &mut Visit,
) -> Result<Taken, LiveError> {
    state.items = batch.items.len() as u64;
    let day = |item: &Item| match item {
        Item::Article(incoming) => Some(incoming.article.published?.day.first()),
        Item::Rejected(_) => None,
    };
    state.newest = batch.items.iter().filter_map(day).max();
    let mut hand_on = |batch: Batch| {
        let mut gate = held(run.filer);
        let filer: &mut Filer = &mut gate;
        let before = Counts::of(filer.tally());
        web::on_reader(|| filer.file(batch))??;
        visit.count(&before, &Counts::of(filer.tally()));
        Ok(())
    };
    let mut taken = items::take(&run.tools, batch, state, &mut hand_on)?;
    held(run.filer).still_reject(std::mem::take(&mut taken.rejected_again));
    visit.same += taken.n_same;
    visit.n_pages = taken.n_pages;
    visit.refused.clone_from(&taken.refused);
    if visit.new + visit.changed > 0 {
        state.brought = state.tried;
    }
    Ok(taken)
}

fn failed(
    visit: &mut Visit,
    state: &mut FeedState,
    reason: String,
    now: Timestamp,
    later: Option<Timestamp>,
) {
    state.failures = state.failures.saturating_add(1);
    state.failure = Some(reason.clone());
    let back_off = now.checked_add(pause_after(state.failures)).ok();
    state.not_before = later.into_iter().chain(back_off).max();
    visit.outcome = Outcome::Failed(reason);
}

/// The pause after so many failures in a row.
fn pause_after(failures: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    (FIRST_PAUSE * 2_u32.pow(doublings)).min(LONGEST_PAUSE)
}

impl FeedState {
    fn went_well(&mut self, now: Timestamp) {
        self.answered = Some(now);
        self.failures = 0;
        self.failure = None;
        self.not_before = None;
        self.is_gone = false;
    }
}

/// What a tally says that visits count.
struct Counts {
    new: u64,
    changed: u64,
    same: u64,
    conflicts: u64,
    rejected: u64,
}

impl Counts {
    fn of(tally: &Tally) -> Self {
        Self {
            new: tally.new,
            changed: tally.changed,
            same: tally.same + tally.removed_earlier,
            conflicts: tally.conflicts.len() as u64,
            rejected: tally.rejected,
        }
    }
}

impl Visit {
    fn of(feed: &Feed) -> Self {
        Self {
            feed: feed.clone(),
            outcome: Outcome::Read,
            new: 0,
            changed: 0,
            same: 0,
            conflicts: 0,
            rejected: 0,
            n_pages: 0,
            refused: Vec::new(),
            moved_from: None,
        }
    }

    fn count(&mut self, before: &Counts, after: &Counts) {
        self.new += after.new.saturating_sub(before.new);
        self.changed += after.changed.saturating_sub(before.changed);
        self.same += after.same.saturating_sub(before.same);
        self.conflicts += after.conflicts.saturating_sub(before.conflicts);
        self.rejected += after.rejected.saturating_sub(before.rejected);
    }
}

/// Writes the new links of feeds that moved for good into the list.
fn remember_moves(home: &Home, visits: &[Visit]) -> Result<(), LiveError> {
    let moved: BTreeMap<&str, &str> = visits
        .iter()
        .filter(|visit| visit.moved_from.is_some())
        .map(|visit| (visit.feed.name.as_str(), visit.feed.url.as_str()))
        .collect();
    if moved.is_empty() {
        return Ok(());
    }
    let mut list = feeds::read(home)?;
    for feed in &mut list {
        if let Some(url) = moved.get(feed.name.as_str()) {
            (*url).clone_into(&mut feed.url);
        }
    }
    feeds::write(home, &list)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_doubles_the_pause_up_to_a_day() {
        let minutes: Vec<u64> = [1, 2, 3, 9, 10, 1000]
            .map(|failures| pause_after(failures).as_secs() / 60)
            .to_vec();
        assert_eq!(minutes, [5, 10, 20, 1280, 1440, 1440]);
    }

    #[test]
    fn feeds_of_a_host_follow_each_other() {
        let feed = |name: &str, url: &str| Feed {
            name: name.to_owned(),
            url: url.to_owned(),
            title: None,
            page: None,
            added: jiff::civil::date(2026, 11, 22),
        };
        let feeds = [
            feed("a", "https://one.example/a"),
            feed("b", "https://two.example/a"),
            feed("c", "https://one.example:8443/a"),
            feed("d", "https://two.example/b"),
        ];
        let names: Vec<String> = by_host(&feeds)
            .iter()
            .map(|feeds| feeds.iter().map(|(_, feed)| feed.name.as_str()).collect())
            .collect();
        assert_eq!(names, ["bd", "a", "c"]);
    }
}
