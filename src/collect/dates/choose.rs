//! Which of several dates is the day of publication.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{FoundDay, Label};
use crate::article::{PartialDay, Precision, Published, PublishedFrom};

/// A date that may be the day of publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The day, month or year.
    pub day: PartialDay,
    /// Where it was found.
    pub from: PublishedFrom,
    /// What it is said to be.
    pub label: Label,
}

impl From<&FoundDay> for Candidate {
    fn from(found: &FoundDay) -> Self {
        Self {
            day: found.day,
            from: found.from,
            label: found.label,
        }
    }
}

impl From<Published> for Candidate {
    fn from(published: Published) -> Self {
        Self {
            day: published.day,
            from: published.from,
            label: Label::None,
        }
    }
}

/// Chooses the day of publication, or none.
///
/// - What is said to be an update is taken only where nothing else is known.
/// - The surest source wins (the order of [`PublishedFrom`]); among dates in the text one that is said
///   to be the publication, then one that is written out, then the first.
/// - A day after `today` is no day. Neither is a date in the text more than one day (time zones) after
///   `as_of`, when the source was saved.
/// - A date written out in the text that is the day of saving and says nothing of itself is most often
///   the masthead of the page: any other comes before it. "3 hours ago" stands in no masthead.
/// - A month or a year gives way to a day inside it, wherever that was found.
pub fn choose_published(candidates: &[Candidate], as_of: Date, today: Date) -> Option<Published> {
    let possible: Vec<Candidate> = candidates
        .iter()
        .copied()
        .filter(|candidate| is_possible(*candidate, as_of, today))
        .collect();
    let best = possible
        .iter()
        .min_by_key(|candidate| rank(**candidate, as_of))?;
    let finer = possible
        .iter()
        .filter(|other| is_finer(other.day, best.day))
        .min_by_key(|candidate| rank(**candidate, as_of));
    let chosen = finer.unwrap_or(best);
    Some(Published {
        day: chosen.day,
        from: chosen.from,
    })
}

fn is_in_text(from: PublishedFrom) -> bool {
    matches!(from, PublishedFrom::Text | PublishedFrom::YearInferred)
}

fn is_possible(candidate: Candidate, as_of: Date, today: Date) -> bool {
    let saved_by = as_of.checked_add(1.day()).unwrap_or(as_of);
    let first = candidate.day.first();
    first <= today && (!is_in_text(candidate.from) || first <= saved_by)
}

/// Smaller is better; equal ones keep their order.
fn rank(candidate: Candidate, as_of: Date) -> impl Ord + use<> {
    let in_text = is_in_text(candidate.from);
    let source = if in_text {
        PublishedFrom::Text
    } else {
        candidate.from
    };
    let is_masthead = candidate.from == PublishedFrom::Text
        && candidate.label == Label::None
        && candidate.day == PartialDay::day(as_of);
    (
        candidate.label == Label::Updated,
        source,
        is_masthead,
        candidate.day.precision() != Precision::Day && in_text,
        candidate.label,
        candidate.from,
    )
}

fn is_finer(day: PartialDay, span: PartialDay) -> bool {
    day.precision() > span.precision() && span.first() <= day.first() && day.last() <= span.last()
}

#[cfg(test)]
mod tests {
    use super::*;
    use PublishedFrom::{Feed, File, Given, JsonLd, Meta, Text, Url, YearInferred};
    use jiff::civil::date;

    fn check(candidates: &[(&str, PublishedFrom, Label)], expected: &str) {
        let candidates: Vec<Candidate> = candidates
            .iter()
            .map(|(day, from, label)| Candidate {
                day: day.parse().unwrap(),
                from: *from,
                label: *label,
            })
            .collect();
        let chosen = choose_published(&candidates, date(2026, 5, 1), date(2026, 11, 20))
            .map(|published| format!("{} {}", published.day, published.from));
        assert_eq!(chosen.as_deref().unwrap_or("-"), expected);
    }

    #[test]
    fn the_surest_source_wins_and_an_update_only_without_rivals() {
        use Label::{None, Published, Updated};
        check(&[], "-");
        check(
            &[
                ("2026-04-01", Text, Published),
                ("2026-04-02", JsonLd, None),
            ],
            "2026-04-02 json-ld",
        );
        check(
            &[("2026-04-09", Meta, Updated), ("2026-04-02", Text, None)],
            "2026-04-02 text",
        );
        check(&[("2026-04-09", Meta, Updated)], "2026-04-09 meta");
        check(
            &[
                ("2026-03-01", Text, None),
                ("2026-04-28", YearInferred, Published),
            ],
            "2026-04-28 year-inferred",
        );
        check(
            &[
                ("2026-04-28", YearInferred, None),
                ("2026-03-01", Text, None),
            ],
            "2026-03-01 text",
        );
        check(
            &[
                ("2026-04-01", File, None),
                ("2026-04-02", Feed, None),
                ("2026-04-03", Given, None),
            ],
            "2026-04-03 given",
        );
    }

    #[test]
    fn a_future_day_is_no_day() {
        check(&[("2099-01-01", Given, Label::None)], "-");
        check(&[("2026-06-01", Text, Label::None)], "-");
        check(&[("2026-05-02", Text, Label::None)], "2026-05-02 text");
        check(&[("2026-06-01", Given, Label::None)], "2026-06-01 given");
    }

    #[test]
    fn the_day_of_saving_is_never_taken_before_another() {
        check(
            &[
                ("2026-05-01", Text, Label::None),
                ("2026-04-02", Text, Label::None),
            ],
            "2026-04-02 text",
        );
        check(
            &[
                ("2026-05-01", Text, Label::Published),
                ("2026-04-02", Text, Label::None),
            ],
            "2026-05-01 text",
        );
    }

    #[test]
    fn a_day_that_was_counted_back_goes_before_a_month_of_the_story() {
        check(
            &[
                ("2026-05-01", YearInferred, Label::None),
                ("2019-03", Text, Label::None),
            ],
            "2026-05-01 year-inferred",
        );
    }

    #[test]
    fn a_month_gives_way_to_a_day_inside_it() {
        check(
            &[
                ("2026-04", Url, Label::None),
                ("2026-04-28", Text, Label::None),
            ],
            "2026-04-28 text",
        );
        check(
            &[
                ("2026-04", Url, Label::None),
                ("2026-03-28", Text, Label::None),
            ],
            "2026-04 url",
        );
    }
}
