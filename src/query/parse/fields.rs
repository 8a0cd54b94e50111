//! Fields of the query language: their names, their values, and what a person meant who misspelled
//! one.

use jiff::civil::Date;

use super::QueryError;
use super::days::{self, DAYS_TO_TYPE};
use super::lexer::shown;
use crate::analysis::tokens::tokens;
use crate::query::tree::{Filter, Span};

/// What may stand before a colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Site,
    Author,
    Url,
    Company,
    Topic,
    Deal,
    Status,
    Amount,
    Lang,
    Id,
    Date,
    Since,
    Until,
    Before,
    After,
    Added,
    /// No filter: words in one sentence.
    Same,
}

/// Every field by its name, in the order in which people are told of them.
const FIELDS: [(&str, Field); 18] = [
    ("title", Field::Title),
    ("site", Field::Site),
    ("author", Field::Author),
    ("url", Field::Url),
    ("company", Field::Company),
    ("topic", Field::Topic),
    ("deal", Field::Deal),
    ("status", Field::Status),
    ("amount", Field::Amount),
    ("lang", Field::Lang),
    ("id", Field::Id),
    ("date", Field::Date),
    ("since", Field::Since),
    ("until", Field::Until),
    ("before", Field::Before),
    ("after", Field::After),
    ("added", Field::Added),
    ("same", Field::Same),
];

impl Field {
    /// The field of that name, in any case.
    pub(super) fn named(name: &str) -> Option<Self> {
        FIELDS
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, field)| *field)
    }

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        FIELDS
            .iter()
            .find(|(_, field)| *field == self)
            .map_or("", |(name, _)| *name)
    }
}

/// Makes a filter of a field and its value, which is not empty.
pub(super) fn filter(field: Field, value: &str, today: Date) -> Result<Filter, QueryError> {
    let is_of_words = matches!(
        field,
        Field::Title | Field::Same | Field::Site | Field::Author | Field::Url
    );
    if is_of_words && tokens(value).is_empty() {
        return Err(empty_value(field.name()));
    }
    let text = value.to_owned();
    Ok(match field {
        Field::Title | Field::Same => Filter::Title(text),
        Field::Site => Filter::Site(text),
        Field::Author => Filter::Author(text),
        Field::Url => Filter::Url(text),
        Field::Company => company(value)?,
        Field::Topic => Filter::Topic(text),
        Field::Deal => Filter::Deal(text),
        Field::Status => Filter::Status(text),
        Field::Lang => Filter::Lang(text),
        Field::Id => Filter::Id(text),
        Field::Amount => amount(value)?,
        Field::Added => Filter::Added(span(field, value, today)?),
        Field::Date | Field::Since | Field::Until | Field::Before | Field::After => {
            Filter::Published(span(field, value, today)?)
        }
    })
}

/// `openai`, `openai!primary`, `yahoo!`.
fn company(value: &str) -> Result<Filter, QueryError> {
    match value.rsplit_once('!') {
        Some((name, mark)) if !mark.is_empty() && mark != "primary" => Err(refused(
            format!("`company:{}` can't be read", shown(value)),
            format!(
                "write `company:{name}!primary` for articles that are about it",
                name = shown(name)
            ),
        )),
        _ => Ok(Filter::Company(value.to_owned())),
    }
}

fn span(field: Field, value: &str, today: Date) -> Result<Span, QueryError> {
    let of_day = |reading: fn(days::Day, Date) -> Option<Span>| {
        value.parse().ok().and_then(|day| reading(day, today))
    };
    let span = match field {
        Field::Since => of_day(days::since),
        Field::Until => of_day(days::until),
        Field::Before => of_day(days::before),
        Field::After => of_day(days::after),
        _ => days::within(value, today),
    };
    let name = field.name();
    let span = span.ok_or_else(|| {
        let range = match field {
            Field::Date | Field::Added => ", or a range such as 2025-09..2025-12",
            _ => "",
        };
        refused(
            format!("`{}` in `{name}:` is no day", shown(value)),
            format!("write {DAYS_TO_TYPE}{range}"),
        )
    })?;
    let is_backwards = matches!((span.from, span.to), (Some(from), Some(to)) if from > to);
    if is_backwards {
        return Err(refused(
            format!("`{name}:{}` ends before it begins", shown(value)),
            "write the earlier day first".to_owned(),
        ));
    }
    Ok(span)
}

/// `>1b`, `<=500m`, `1b..5b`, `2.5bn`.
fn amount(value: &str) -> Result<Filter, QueryError> {
    let ends = amount_ends(&value.to_lowercase()).ok_or_else(|| {
        refused(
            format!("`{}` in `amount:` is no amount of money", shown(value)),
            "write `amount:1b..` for a billion or more, `amount:..500m`, `amount:1b..5b`, or \
             `'amount:>1b'` in quotes"
                .to_owned(),
        )
    })?;
    if matches!(ends, (Some(least), Some(most)) if least > most) {
        return Err(refused(
            format!("`amount:{}` ends below where it begins", shown(value)),
            "write the smaller amount first".to_owned(),
        ));
    }
    Ok(Filter::Amount {
        least: ends.0,
        most: ends.1,
    })
}

fn amount_ends(value: &str) -> Option<(Option<f64>, Option<f64>)> {
    if let Some((least, most)) = value.split_once("..") {
        let end = |text: &str| match text {
            "" => Some(None),
            _ => money(text).map(Some),
        };
        let ends = (end(least)?, end(most)?);
        return (ends != (None, None)).then_some(ends);
    }
    if let Some(least) = value.strip_prefix(">=") {
        return Some((Some(money(least)?), None));
    }
    if let Some(most) = value.strip_prefix("<=") {
        return Some((None, Some(money(most)?)));
    }
    // Above and below: from the next number on.
    if let Some(below) = value.strip_prefix('>') {
        return Some((Some(money(below)?.next_up()), None));
    }
    if let Some(above) = value.strip_prefix('<') {
        return Some((None, Some(money(above)?.next_down())));
    }
    let exact = money(value.strip_prefix('=').unwrap_or(value))?;
    Some((Some(exact), Some(exact)))
}

/// `$1.5b`, `200m`, `1,000,000`, `3 billion`: units of whatever currency.
fn money(text: &str) -> Option<f64> {
    let text = text
        .trim()
        .trim_start_matches(['$', '€', '£', '¥'])
        .trim_start();
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')
        .unwrap_or(text.len());
    let (digits, unit) = text.split_at_checked(end)?;
    let factor = match unit.trim() {
        "" => 1.0,
        "k" | "thousand" => 1e3,
        "m" | "mn" | "mio" | "million" => 1e6,
        "b" | "bn" | "billion" => 1e9,
        "t" | "tn" | "trillion" => 1e12,
        _ => return None,
    };
    let number: f64 = digits.replace(',', "").parse().ok()?;
    Some(number * factor).filter(|amount| amount.is_finite())
}

/// Refuses a name that is nearly a field: whoever types `compnay:openai` wants a filter.
pub(super) fn refuse_misspelled(name: &str, value: &str) -> Result<(), QueryError> {
    const MIN_LETTERS: usize = 4;
    const MAX_EDITS: usize = 2;
    // No field is longer than 7 letters, so a longer name can't be near one.
    const MAX_LETTERS: usize = 7 + MAX_EDITS;
    if !(MIN_LETTERS..=MAX_LETTERS).contains(&name.len()) {
        return Ok(());
    }
    let lower = name.to_ascii_lowercase();
    let nearest = FIELDS
        .iter()
        .map(|(known, _)| (n_edits(&lower, known), *known))
        .min_by_key(|(edits, _)| *edits);
    match nearest {
        Some((edits, known)) if edits <= MAX_EDITS => Err(refused(
            format!("no field is called `{name}`"),
            format!(
                "did you mean `{known}:{value}`? For the words, put a space after the colon",
                value = shown(value)
            ),
        )),
        _ => Ok(()),
    }
}

/// Letters to insert, delete, change or swap with their neighbour to get from `a` to `b`.
fn n_edits(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX / 2);
            let mut edits = (at(&last, j) + usize::from(letter != other))
                .min(at(&last, j + 1) + 1)
                .min(at(&row, j) + 1);
            let is_swap =
                i > 0 && j > 0 && a.get(i - 1) == Some(other) && b.get(j - 1) == Some(letter);
            if is_swap {
                edits = edits.min(at(&before_last, j - 1) + 1);
            }
            row.push(edits);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

/// `company:(openai oracle)`: brackets say several values, a field takes one.
pub(super) fn brackets_after(name: &str) -> QueryError {
    refused(
        format!("`{name}:` takes one word or a phrase in quotes, no brackets"),
        format!("write `({name}:one OR {name}:two)`, or `{name}:\"some words\"`"),
    )
}

/// `title:""`.
pub(super) fn empty_value(name: &str) -> QueryError {
    refused(
        format!("`{name}:` has no value"),
        format!("write `{name}:word` or `{name}:\"some words\"`"),
    )
}

fn refused(message: String, hint: String) -> QueryError {
    QueryError { message, hint }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted_with_swaps_as_one() {
        let check = |a, b, expected| assert_eq!(n_edits(a, b), expected, "{a} {b}");
        check("company", "company", 0);
        check("compnay", "company", 1);
        check("comapnies", "company", 4);
        check("sites", "site", 1);
        check("titel", "title", 1);
        check("", "id", 2);
    }

    #[test]
    fn an_amount_is_read_as_people_write_money() {
        let check = |text: &str, least: Option<f64>, most: Option<f64>| {
            assert_eq!(amount(text), Ok(Filter::Amount { least, most }), "{text}");
        };
        check(">1b", Some(1e9_f64.next_up()), None);
        check(">=$1.5B", Some(1.5e9), None);
        check("<500m", None, Some(500e6_f64.next_down()));
        check("<=500m", None, Some(500e6));
        check("1bn..5bn", Some(1e9), Some(5e9));
        check("..2 million", None, Some(2e6));
        check("€1,000,000", Some(1e6), Some(1e6));
        for text in ["", ">", "..", "b", "lots", "1e9", "inf", "1.2.3", "5b..1b"] {
            assert!(amount(text).is_err(), "{text}");
        }
    }
}
