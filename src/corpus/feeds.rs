//! The feeds that a corpus follows, and what is remembered of each.
//!
//! `corpus/.newsdex/feeds.json` lists them in the order in which they were added;
//! `corpus/.newsdex/feeds/<name>.json` holds what the last visits left behind. The list is what a
//! person decided, the states can be lost without harm: the next visit asks for everything once more
//! and finds it filed. Nothing here opens a connection or reads the clock.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{CorpusError, Home, files, slug};

/// A feed that is followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// What people call it on the command line: unique, made of `a-z 0-9 -`.
    pub name: String,
    /// Where it is fetched from.
    pub url: String,
    /// What it calls itself, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The page that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// The day on which it was added.
    pub added: Date,
}

/// What the visits to a feed left behind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FeedState {
    /// When it was last asked for.
    pub tried: Option<Timestamp>,
    /// When it last answered as a feed should: with items, or that nothing changed.
    pub answered: Option<Timestamp>,
    /// When it last brought an article that was new or changed.
    pub brought: Option<Timestamp>,
    /// The day of its newest item.
    pub newest: Option<Date>,
    /// Items that it held when it was last read.
    pub items: u64,
    /// How many of them were not taken in, by the reason: that is told once.
    pub rejected: BTreeMap<String, u64>,
    /// Visits in a row that failed.
    pub failures: u32,
    /// Why the last visit failed.
    pub failure: Option<String>,
    /// It is not asked for before this moment.
    pub not_before: Option<Timestamp>,
    /// It said that it is gone for good (410), and is not asked for any more.
    pub is_gone: bool,
    /// The version that was read last, in the words of its server.
    pub etag: Option<String>,
    /// When that version was made, in the words of its server.
    pub last_modified: Option<String>,
    /// The link under which it was first read: items without links are called by it, also after a move.
    pub link: Option<String>,
    /// The items of that version.
    pub seen: Vec<SeenItem>,
}

/// An item that a feed held, by short hashes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenItem {
    /// The item, whatever it says now: hash of its own id or link.
    pub item: String,
    /// What it said: hash of its bytes.
    pub received: String,
    /// The article that it became.
    pub article: String,
}

/// How a feed fares, for lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Never asked for.
    New,
    /// The last visit went well.
    Well,
    /// The last visit failed.
    Failing,
    /// It said that it is gone for good.
    Gone,
}

/// Days without an answer after which a feed is stale.
const SILENT_DAYS: i64 = 7;
/// Days without anything new after which a feed is stale: most publish every week.
const DRY_DAYS: i64 = 90;

impl FeedState {
    /// Items that are articles, of those that it held when it was last read.
    pub fn n_taken(&self) -> u64 {
        self.items.saturating_sub(self.rejected.values().sum())
    }

    /// Why nobody should count on the feed, on the day `today`; `None` where it fares well.
    pub fn stale(&self, today: Date) -> Option<String> {
        let day = |moment: Timestamp| moment.to_zoned_datetime(TimeZone::UTC).date();
        let is_past = |then: Date, days: i64| then.duration_until(today).as_hours() / 24 > days;
        if self.is_gone {
            return Some("gone for good".to_owned());
        }
        if self.failures > 0 {
            let why = self.failure.as_deref().unwrap_or("no answer");
            return Some(format!("failed {} in a row: {why}", times(self.failures)));
        }
        let Some(answered) = self.answered.map(day) else {
            return Some("never fetched".to_owned());
        };
        if is_past(answered, SILENT_DAYS) {
            return Some(format!("not fetched since {answered}"));
        }
        let newest = self.brought.map(day).max(self.newest)?;
        is_past(newest, DRY_DAYS).then(|| format!("nothing new since {newest}"))
    }

    /// How the feed fares.
    pub fn standing(&self) -> Standing {
        if self.is_gone {
            Standing::Gone
        } else if self.failures > 0 {
            Standing::Failing
        } else if self.answered.is_some() {
            Standing::Well
        } else {
            Standing::New
        }
    }
}

fn times(n: u32) -> String {
    match n {
        1 => "once".to_owned(),
        n => format!("{n} times"),
    }
}

#[derive(Default, Serialize, Deserialize)]
struct FeedList {
    feeds: Vec<Feed>,
}

/// The feeds of `home`, in the order in which they were added.
pub fn read(home: &Home) -> Result<Vec<Feed>, CorpusError> {
    let path = list_path(home);
    let text = match fs_err::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(CorpusError::read(&path, error)),
    };
    // A list that can't be read is an error: written over, it would lose what a person chose.
    serde_json::from_slice::<FeedList>(&text)
        .map(|list| list.feeds)
        .map_err(|error| CorpusError::read(&path, std::io::Error::other(error.to_string())))
}

/// Puts `feeds` in place of the list. Only for the one writer.
pub fn write(home: &Home, feeds: &[Feed]) -> Result<(), CorpusError> {
    let list = FeedList {
        feeds: feeds.to_vec(),
    };
    let text = serde_json::to_string_pretty(&list).unwrap_or_default() + "\n";
    files::write(&list_path(home), text.as_bytes())
}

/// What is remembered of a feed; nothing where it was never visited or the file is damaged.
pub fn state(home: &Home, name: &str) -> FeedState {
    fs_err::read(state_path(home, name))
        .ok()
        .and_then(|text| serde_json::from_slice(&text).ok())
        .unwrap_or_default()
}

/// Remembers `state` of a feed. Only for the one writer, once the articles of the visit are filed.
pub fn write_state(home: &Home, name: &str, state: &FeedState) -> Result<(), CorpusError> {
    let text = serde_json::to_string(state).unwrap_or_default() + "\n";
    files::write(&state_path(home, name), text.as_bytes())
}

/// Forgets a feed's state. Only for the one writer.
pub fn forget_state(home: &Home, name: &str) -> Result<(), CorpusError> {
    let path = state_path(home, name);
    match fs_err::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(CorpusError::write(&path, error))
        }
        _ => Ok(()),
    }
}

/// A name for a feed that none of `taken` has: from its title, else from its link.
pub fn name_for(title: Option<&str>, url: &str, taken: &[Feed]) -> String {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = host.strip_prefix("www.").unwrap_or(host);
    let base = title
        .map(slug::slug)
        .into_iter()
        .chain([slug::slug(host)])
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| "feed".to_owned());
    let is_free = |name: &String| taken.iter().all(|feed| feed.name != *name);
    std::iter::once(base.clone())
        .chain((2..=taken.len() + 2).map(|n| format!("{base}-{n}")))
        .find(is_free)
        .unwrap_or(base)
}

fn list_path(home: &Home) -> PathBuf {
    home.state().join("feeds.json")
}

fn state_path(home: &Home, name: &str) -> PathBuf {
    // A list that a person edited may hold any name; only its own characters lead nowhere else.
    let safe: String = Path::new(name)
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    home.state().join("feeds").join(format!("{safe}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(name: &str) -> Feed {
        Feed {
            name: name.to_owned(),
            url: format!("https://{name}.example/feed"),
            title: None,
            page: None,
            added: jiff::civil::date(2026, 11, 22),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::create(dir.path()).unwrap();
        assert_eq!(read(&home).unwrap(), []);
        write(&home, &[feed("b"), feed("a")]).unwrap();
        assert_eq!(read(&home).unwrap(), [feed("b"), feed("a")]);
        assert_eq!(state(&home, "a"), FeedState::default());
        let visited = FeedState {
            items: 3,
            answered: Some(Timestamp::UNIX_EPOCH),
            ..FeedState::default()
        };
        write_state(&home, "a", &visited).unwrap();
        assert_eq!(state(&home, "a"), visited);
        assert_eq!(visited.standing(), Standing::Well);
        forget_state(&home, "a").unwrap();
        forget_state(&home, "a").unwrap();
        assert_eq!(state(&home, "a").standing(), Standing::New);
    }

    #[test]
    fn a_damaged_list_is_never_written_over_and_a_damaged_state_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::create(dir.path()).unwrap();
        fs_err::write(list_path(&home), "{\"feeds\": [").unwrap();
        assert!(read(&home).unwrap_err().to_string().contains("feeds.json"));
        write_state(&home, "../../x", &FeedState::default()).unwrap();
        assert!(home.state().join("feeds/x.json").is_file());
        fs_err::write(state_path(&home, "a"), "{").unwrap();
        assert_eq!(state(&home, "a"), FeedState::default());
    }

    #[test]
    fn every_feed_has_a_name_of_its_own() {
        let taken = [feed("openai-news"), feed("openai-news-2")];
        let check = |title: Option<&str>, url: &str, expected: &str| {
            assert_eq!(name_for(title, url, &taken), expected);
        };
        check(Some("OpenAI News"), "https://x.example/", "openai-news-3");
        check(Some("\u{1b}[31m"), "https://x.example/rss", "31m");
        check(
            None,
            "https://www.lab.example/rss.xml",
            "lab-example-rss-xml",
        );
        check(Some("日本"), "https://lab.example/", "lab-example");
    }

    #[test]
    fn a_stale_feed_says_why() {
        let today = jiff::civil::date(2026, 11, 22);
        let at = |text: &str| Some(text.parse::<Timestamp>().unwrap());
        let check = |state: FeedState, expected: Option<&str>| {
            assert_eq!(state.stale(today).as_deref(), expected);
        };
        let well = FeedState {
            answered: at("2026-11-20T08:00:00Z"),
            brought: at("2026-11-20T08:00:00Z"),
            ..FeedState::default()
        };
        check(well.clone(), None);
        check(FeedState::default(), Some("never fetched"));
        let failing = FeedState {
            failures: 3,
            failure: Some("404".to_owned()),
            ..well.clone()
        };
        check(failing, Some("failed 3 times in a row: 404"));
        let gone = FeedState {
            is_gone: true,
            ..well.clone()
        };
        check(gone, Some("gone for good"));
        let silent = FeedState {
            answered: at("2026-11-01T08:00:00Z"),
            ..well.clone()
        };
        check(silent, Some("not fetched since 2026-11-01"));
        let dry = FeedState {
            brought: at("2026-03-01T08:00:00Z"),
            ..well
        };
        check(dry, Some("nothing new since 2026-03-01"));
    }
}
