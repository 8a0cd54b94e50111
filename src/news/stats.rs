//! Counts over the chosen articles, by anything that is known of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::selection::{Chosen, Selection, Tally, counted};
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

/// Months in a row in which a publisher had no article, though it had before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteGap {
    /// The publisher.
    pub site: String,
    /// The first month without an article: YYYY-MM.
    pub from: String,
    /// The last.
    pub to: String,
    /// How many months.
    pub n_months: u32,
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
    /// The longest gaps of publishers, longest first; only where a key is the publisher.
    pub site_gaps: Vec<SiteGap>,
    /// Languages, those of the most articles (copies included) first; `und` where none was told.
    pub languages: Vec<(String, usize)>,
    /// The groups: by time where the first key is one, else the largest first.
    pub groups: Vec<Group>,
}

/// Most gaps that are told.
const MOST_GAPS: usize = 10;
/// Days without an article that are no gap yet: a week-end, a holiday.
const NO_GAP: i64 = 3;
/// Most gaps of publishers that are told.
const MOST_SITE_GAPS: usize = 20;
/// The language of an article of which none could be told (ISO 639-2).
const UNDETERMINED: &str = "und";
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
        site_gaps: if keys.contains(&Key::Site) {
            site_gaps(selection)
        } else {
            Vec::new()
        },
        languages: languages(selection),
        groups,
    }
}

fn languages(selection: &Selection<'_>) -> Vec<(String, usize)> {
    let of = |chosen: Chosen<'_>| {
        chosen
            .article
            .language
            .as_deref()
            .unwrap_or(UNDETERMINED)
            .to_owned()
    };
    let all: Vec<String> = selection.articles().map(of).collect();
    let counts = counted(all.iter().map(String::as_str));
    counts
        .into_iter()
        .map(|(language, n)| (language.to_owned(), n))
        .collect()
}

fn site_gaps(selection: &Selection<'_>) -> Vec<SiteGap> {
    let mut months: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for chosen in selection.articles() {
        let day = chosen
            .day()
            .filter(|day| day.precision() != Precision::Year);
        if let (Some(site), Some(day)) = (chosen.article.site.as_deref(), day) {
            let first = day.first();
            let month = u32::try_from(i32::from(first.year()) * 12 + i32::from(first.month()) - 1);
            months.entry(site).or_default().extend(month.ok());
        }
    }
    let mut gaps: Vec<SiteGap> = Vec::new();
    for (site, months) in months {
        for (before, after) in months.iter().zip(months.iter().skip(1)) {
            let n_months = after - before - 1;
            if n_months > 0 {
                gaps.push(SiteGap {
                    site: site.to_owned(),
                    from: month_name(before + 1),
                    to: month_name(after - 1),
                    n_months,
                });
            }
        }
    }
    gaps.sort_by(|a, b| {
        (b.n_months.cmp(&a.n_months))
            .then_with(|| a.site.cmp(&b.site))
            .then_with(|| a.from.cmp(&b.from))
    });
    gaps.truncate(MOST_SITE_GAPS);
    gaps
}

/// A month that is counted from the year 0, as YYYY-MM.
fn month_name(month: u32) -> String {
    format!("{:04}-{:02}", month / 12, month % 12 + 1)
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
    fn a_publisher_that_was_silent_for_months_has_a_gap() {
        let article = |id: &str, day: &str, site: &str, language: Option<&str>| NewsArticle {
            id: id.to_owned(),
            day: Some(day.to_owned()),
            site: Some(site.to_owned()),
            language: language.map(str::to_owned),
            ..NewsArticle::default()
        };
        let news = News {
            articles: vec![
                article("a", "2025-11-30", "x", Some("en")),
                article("b", "2025", "x", Some("de")),
                article("c", "2026-02", "x", Some("en")),
                article("d", "2026-02-03", "y", None),
                article("e", "2026-03-03", "y", None),
                article("f", "2026-05-03", "y", None),
            ],
            stories: Vec::new(),
        };
        let all = Selection::all(&news);
        let found = stats(&all, &[Key::Site, Key::Month]);
        let shown: Vec<String> = found
            .site_gaps
            .iter()
            .map(|gap| format!("{} {} {} {}", gap.site, gap.from, gap.to, gap.n_months))
            .collect();
        assert_eq!(shown, ["x 2025-12 2026-01 2", "y 2026-04 2026-04 1"]);
        let languages = [("und", 3), ("en", 2), ("de", 1)];
        assert_eq!(
            found.languages,
            languages.map(|(name, n)| (name.to_owned(), n))
        );
        assert!(stats(&all, &[Key::Month]).site_gaps.is_empty());
    }

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
