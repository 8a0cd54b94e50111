//! Counts over the chosen articles, by anything that is known of them.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::selection::{Chosen, Selection, Tally};
use crate::article::{PartialDay, Precision};
use crate::index::days_since_epoch;

/// What articles are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// Publisher.
    Site,
    /// Day of publication.
    Day,
    /// Month of publication.
    Month,
    /// Year of publication.
    Year,
    /// Each company that is named.
    Company,
    /// Each topic.
    Topic,
    /// Each kind of deal.
    Deal,
    /// Language.
    Language,
}

/// Counts of articles that share the values of the keys.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// A value for each key; `None` where it isn't known.
    pub values: Vec<Option<String>>,
    /// The counts.
    pub counts: Counts,
}

/// Counts of articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Articles, copies left out.
    pub n_articles: usize,
    /// Copies.
    pub n_copies: usize,
    /// Events that they tell.
    pub n_stories: usize,
    /// Of articles and copies, those without a day.
    pub n_undated: usize,
}

impl Counts {
    /// The share of copies among all, 0 to 1.
    pub fn copy_rate(&self) -> f64 {
        let all = self.n_articles + self.n_copies;
        if all == 0 {
            0.0
        } else {
            self.n_copies as f64 / all as f64
        }
    }
}

/// Days in a row on which nothing was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The first day without an article.
    pub from: Date,
    /// The last.
    pub to: Date,
    /// How many days.
    pub n_days: i64,
}

/// The whole and its parts.
#[derive(Clone, Debug, Default)]
pub struct Stats {
    /// All of the chosen articles.
    pub whole: Counts,
    /// Of articles and copies, those without a publisher.
    pub n_without_site: usize,
    /// First and last day.
    pub covered: Option<(Date, Date)>,
    /// The longest gaps between these, longest first.
    pub gaps: Vec<Gap>,
    /// The groups: by time where the first key is one, else the largest first.
    pub groups: Vec<Group>,
}

/// Most gaps that are told.
const MOST_GAPS: usize = 10;
/// Days without an article that are no gap yet: a week-end, a holiday.
const NO_GAP: i64 = 3;
/// Most values of one key of one article that are counted.
const MOST_VALUES: usize = 1000;

/// Counts the chosen articles by `keys`; without keys there are no groups.
pub fn stats(selection: &Selection<'_>, keys: &[Key]) -> Stats {
    let mut whole = Counting::default();
    let mut groups: BTreeMap<Vec<Option<String>>, Counting> = BTreeMap::new();
    let mut days: Vec<Date> = Vec::new();
    let mut n_without_site = 0;
    for chosen in selection.articles() {
        let day = chosen.day();
        whole.add(&chosen, day.is_none());
        n_without_site += usize::from(chosen.article.site.is_none());
        days.extend(
            day.filter(|day| day.precision() == Precision::Day)
                .map(PartialDay::first),
        );
        for values in values_of(&chosen, keys) {
            groups
                .entry(values)
                .or_default()
                .add(&chosen, day.is_none());
        }
    }
    days.sort_unstable();
    days.dedup();
    let covered = days.first().copied().zip(days.last().copied());
    let mut groups: Vec<Group> = groups
        .into_iter()
        .filter(|_| !keys.is_empty())
        .map(|(values, counting)| Group {
            values,
            counts: counting.counts(),
        })
        .collect();
    let is_by_time = keys
        .first()
        .is_some_and(|key| matches!(key, Key::Day | Key::Month | Key::Year));
    if !is_by_time {
        groups.sort_by_key(|group| std::cmp::Reverse(group.counts.n_articles));
    }
    Stats {
        whole: whole.counts(),
        n_without_site,
        covered,
        gaps: gaps(&days),
        groups,
    }
}

#[derive(Default)]
struct Counting {
    tally: Tally,
    n_undated: usize,
}

impl Counting {
    fn add(&mut self, chosen: &Chosen<'_>, is_undated: bool) {
        self.tally.add(chosen);
        self.n_undated += usize::from(is_undated);
    }

    fn counts(&self) -> Counts {
        Counts {
            n_articles: self.tally.n_articles,
            n_copies: self.tally.n_copies,
            n_stories: self.tally.n_stories(),
            n_undated: self.n_undated,
        }
    }
}

/// Every combination of the article's values of the keys.
fn values_of(chosen: &Chosen<'_>, keys: &[Key]) -> Vec<Vec<Option<String>>> {
    let mut all: Vec<Vec<Option<String>>> = vec![Vec::new()];
    for key in keys {
        let values = values_of_key(chosen, *key);
        all = all
            .iter()
            .flat_map(|begun| {
                values.iter().map(|value| {
                    let mut combined = begun.clone();
                    combined.push(value.clone());
                    combined
                })
            })
            .take(MOST_VALUES)
            .collect();
    }
    all
}

fn values_of_key(chosen: &Chosen<'_>, key: Key) -> Vec<Option<String>> {
    let article = chosen.article;
    // `2026-03-02` cut to `2026-03` or `2026`; a day that is known less well is not known.
    let cut = |n: usize| {
        let day = article.day.as_deref()?;
        day.get(..n).map(str::to_owned)
    };
    let mut values: Vec<Option<String>> = match key {
        Key::Site => vec![article.site.clone()],
        Key::Day => vec![cut(10)],
        Key::Month => vec![cut(7)],
        Key::Year => vec![cut(4)],
        Key::Language => vec![article.language.clone()],
        Key::Company => {
            let companies = article.facts.companies.iter();
            companies
                .map(|company| Some(company.name.clone()))
                .collect()
        }
        Key::Topic => article.facts.topics.iter().cloned().map(Some).collect(),
        Key::Deal => {
            let deals = article.facts.deals.iter();
            deals.map(|deal| Some(deal.kind.clone())).collect()
        }
    };
    values.sort_unstable();
    values.dedup();
    values.truncate(MOST_VALUES);
    if values.is_empty() {
        values.push(None);
    }
    values
}

fn gaps(days: &[Date]) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = days
        .iter()
        .zip(days.iter().skip(1))
        .filter_map(|(before, after)| {
            let n_days = days_since_epoch(*after) - days_since_epoch(*before) - 1;
            let (from, to) = (before.tomorrow().ok()?, after.yesterday().ok()?);
            (n_days > NO_GAP).then_some(Gap { from, to, n_days })
        })
        .collect();
    gaps.sort_by(|a, b| b.n_days.cmp(&a.n_days).then_with(|| a.from.cmp(&b.from)));
    gaps.truncate(MOST_GAPS);
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{News, NewsArticle};

    #[test]
    fn articles_are_counted_by_every_combination_of_the_keys() {
        let article = |id: &str, day: &str, site: &str, topics: &[&str]| {
            let mut article = NewsArticle {
                id: id.to_owned(),
                day: (!day.is_empty()).then(|| day.to_owned()),
                site: (!site.is_empty()).then(|| site.to_owned()),
                ..NewsArticle::default()
            };
            article.facts.topics = topics.iter().map(|topic| (*topic).to_owned()).collect();
            article
        };
        let mut news = News {
            articles: vec![
                article("a", "2026-03-01", "x", &["cloud", "chips"]),
                article("b", "2026-03-20", "x", &["cloud"]),
                article("c", "2026-03", "", &[]),
                article("d", "", "x", &["chips"]),
            ],
            stories: Vec::new(),
        };
        news.articles[1].copy_of = Some("a".to_owned());
        let stats = stats(&Selection::all(&news), &[Key::Topic, Key::Day]);
        let shown: Vec<String> = stats
            .groups
            .iter()
            .map(|group| {
                let values: Vec<&str> = group
                    .values
                    .iter()
                    .map(|value| value.as_deref().unwrap_or("-"))
                    .collect();
                let counts = group.counts;
                format!(
                    "{} {}+{}",
                    values.join(" "),
                    counts.n_articles,
                    counts.n_copies
                )
            })
            .collect();
        let expected = [
            "- - 1+0",
            "chips - 1+0",
            "chips 2026-03-01 1+0",
            "cloud 2026-03-01 1+0",
            "cloud 2026-03-20 0+1",
        ];
        assert_eq!(shown, expected);
        let whole = stats.whole;
        assert_eq!(
            (whole.n_articles, whole.n_copies, whole.n_undated),
            (3, 1, 1)
        );
        assert!((whole.copy_rate() - 0.25).abs() < 1e-9);
        assert_eq!(stats.gaps.len(), 1);
        assert_eq!((stats.gaps[0].n_days, stats.n_without_site), (18, 1));
    }
}
