//! How much was told when: stories by day, week, month, quarter or year.

use jiff::ToSpan;
use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::selection::{Selection, Tally};

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A calendar day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// Three months.
    Quarter,
    /// A calendar year.
    Year,
}

/// A period and what was told in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// `2026-03-02`, `2026-W10`, `2026-03`, `2026-Q1` or `2026`.
    pub name: String,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// Stories whose first chosen article is of this period.
    pub n_stories: usize,
    /// Articles of this period, copies left out.
    pub n_articles: usize,
    /// Copies of this period.
    pub n_copies: usize,
}

/// The periods from the first to the last article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// In order of time; those in which nothing was told are among them.
    pub periods: Vec<Period>,
    /// Articles whose day is not known, or not well enough for the period.
    pub n_unplaced: usize,
}

/// Most periods: where there were more, those in which nothing was told are left out.
const MOST_PERIODS: usize = 20_000;

/// Counts the chosen articles by period. A story is counted once, where its first article stands.
pub fn timeline(selection: &Selection<'_>, step: Step) -> Timeline {
    let mut told: FxHashMap<Date, (Tally, usize)> = FxHashMap::default();
    let mut is_told = rustc_hash::FxHashSet::default();
    let mut n_unplaced = 0;
    for chosen in selection.articles() {
        let day = chosen.day();
        let from = day.map(|day| step.first_of(day.first()));
        let until = day.map(|day| step.first_of(day.last()));
        let Some(from) = from.filter(|_| from == until) else {
            n_unplaced += 1;
            continue;
        };
        let (tally, n_stories) = told.entry(from).or_default();
        tally.add(&chosen);
        *n_stories += usize::from(is_told.insert(chosen.event));
    }
    let mut begins: Vec<Date> = told.keys().copied().collect();
    begins.sort_unstable();
    let begins = match (begins.first(), begins.last()) {
        (Some(first), Some(last)) => step.all_between(*first, *last).unwrap_or(begins),
        _ => begins,
    };
    let period = |from: Date| {
        let (tally, n_stories) = told.get(&from).cloned().unwrap_or_default();
        Period {
            name: step.name(from),
            from,
            to: step.last_of(from),
            n_stories,
            n_articles: tally.n_articles,
            n_copies: tally.n_copies,
        }
    };
    Timeline {
        periods: begins.into_iter().map(period).collect(),
        n_unplaced,
    }
}

impl Step {
    /// The first day of the period that `day` is in.
    fn first_of(self, day: Date) -> Date {
        let first = match self {
            Self::Day => Some(day),
            Self::Week => {
                let days = i64::from(day.weekday().to_monday_zero_offset());
                day.checked_sub(days.days()).ok()
            }
            Self::Month => Some(day.first_of_month()),
            Self::Quarter => Date::new(day.year(), (day.month() - 1) / 3 * 3 + 1, 1).ok(),
            Self::Year => Some(day.first_of_year()),
        };
        first.unwrap_or(day)
    }

    /// The last day of the period that begins with `first`.
    fn last_of(self, first: Date) -> Date {
        match self {
            Self::Day => first,
            Self::Week => first.saturating_add(6.days()),
            Self::Month => first.last_of_month(),
            Self::Quarter => first.saturating_add(2.months()).last_of_month(),
            Self::Year => first.last_of_year(),
        }
    }

    fn name(self, first: Date) -> String {
        match self {
            Self::Day => first.to_string(),
            Self::Week => {
                let week = first.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month => format!("{:04}-{:02}", first.year(), first.month()),
            Self::Quarter => format!("{:04}-Q{}", first.year(), (first.month() - 1) / 3 + 1),
            Self::Year => format!("{:04}", first.year()),
        }
    }

    /// The beginnings of all periods; `None` where they are too many.
    fn all_between(self, first: Date, last: Date) -> Option<Vec<Date>> {
        let mut all = vec![first];
        let mut from = first;
        while from < last {
            from = self.last_of(from).tomorrow().ok()?;
            all.push(from);
            if all.len() > MOST_PERIODS {
                return None;
            }
        }
        Some(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{News, NewsArticle};

    fn check(step: Step, expected: &[&str], n_unplaced: usize) {
        let article = |(idx, day): (usize, &&str)| NewsArticle {
            id: idx.to_string(),
            day: (!day.is_empty()).then(|| (*day).to_owned()),
            copy_of: (idx == 1).then(|| "0".to_owned()),
            story: (idx < 3).then_some(0),
            ..NewsArticle::default()
        };
        let days = [
            "2025-12-31",
            "2026-01-01",
            "2026-01-02",
            "2026-03-02",
            "2026-03",
            "",
        ];
        let news = News {
            articles: days.iter().enumerate().map(article).collect(),
            stories: Vec::new(),
        };
        let timeline = timeline(&Selection::all(&news), step);
        let shown: Vec<String> = timeline
            .periods
            .iter()
            .map(|p| format!("{} {}/{}/{}", p.name, p.n_stories, p.n_articles, p.n_copies))
            .collect();
        assert_eq!(shown, expected);
        assert_eq!(timeline.n_unplaced, n_unplaced);
    }

    #[test]
    fn a_story_counts_once_and_empty_periods_are_there() {
        check(Step::Year, &["2025 1/1/0", "2026 2/3/1"], 1);
        check(Step::Quarter, &["2025-Q4 1/1/0", "2026-Q1 2/3/1"], 1);
        check(
            Step::Month,
            &[
                "2025-12 1/1/0",
                "2026-01 0/1/1",
                "2026-02 0/0/0",
                "2026-03 2/2/0",
            ],
            1,
        );
    }

    #[test]
    fn a_week_begins_on_monday_and_a_vague_day_is_in_none() {
        let article = |day: &str| NewsArticle {
            id: day.to_owned(),
            day: Some(day.to_owned()),
            ..NewsArticle::default()
        };
        let news = News {
            articles: vec![
                article("2026-01-04"),
                article("2026-01-05"),
                article("2026-01"),
            ],
            stories: Vec::new(),
        };
        let timeline = timeline(&Selection::all(&news), Step::Week);
        let names: Vec<&str> = timeline.periods.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, ["2026-W01", "2026-W02"]);
        assert_eq!(timeline.n_unplaced, 1);
    }
}
