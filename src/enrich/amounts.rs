//! Sums of money in the tokens of a sentence: `$38 billion`, `up to €1.2bn`, `920 million dollars`.

use std::ops::Range;

use super::reading::{Reading, Sentence};
use super::tags::{Amount, Per, Qualifier};
use super::words::Class;
use crate::lexicon::tokens::{Shape, Token};

/// A sum and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Money {
    pub(crate) tokens: Range<usize>,
    pub(crate) amount: Amount,
}

/// No deal is larger than this, in any currency; what is, was misread.
const MAX_VALUE: f64 = 1e16;

/// The sums of a sentence, in order.
pub(crate) fn amounts(reading: &Reading, sentence: &Sentence) -> Vec<Money> {
    let mut found = Vec::new();
    let mut at = sentence.tokens.start;
    while at < sentence.tokens.end {
        let is_currency = reading.token(at).is_some_and(|token| {
            matches!(token.shape, Shape::Currency | Shape::Number)
                || is_one(token)
                || is_code(reading, sentence, at).is_some()
        });
        match is_currency
            .then(|| money_at(reading, sentence, at))
            .flatten()
        {
            Some(money) => {
                at = money.tokens.end;
                found.push(money);
            }
            None => at += 1,
        }
    }
    found
}

fn money_at(reading: &Reading, sentence: &Sentence, at: usize) -> Option<Money> {
    let text = reading.part(sentence.part);
    let token = reading.token(at)?;
    let (sign, number_at) = match token.shape {
        Shape::Currency => (Some(currency_of_sign(token.sign)), at + 1),
        _ => match is_code(reading, sentence, at) {
            Some(code) => (Some(code), at + 1),
            None => (None, at),
        },
    };
    let number = reading.token(number_at)?;
    let is_half = is_word_at(reading, at.wrapping_sub(1), &["half"]);
    let (value, glued) = if is_one(number) {
        (if is_half { 0.5 } else { 1.0 }, None)
    } else {
        number_of(text.get(number.start..number.end)?)?
    };
    let mut end = number_at + 1;
    let mut unit = glued;
    if unit.is_none()
        && let Some(word) = word_at(reading, text, end)
    {
        unit = unit_of(&word);
        end += usize::from(unit.is_some());
    }
    // "14.3-billion-dollar", "$1-billion"
    if unit.is_none()
        && reading.token(end).is_some_and(|token| token.sign == '-')
        && let Some(word) = word_at(reading, text, end + 1)
    {
        unit = unit_of(&word);
        end += 2 * usize::from(unit.is_some());
    }
    if unit.is_none() {
        unit = unit_of_range(reading, sentence, end);
    }
    let currency = match sign {
        Some(_) if token.shape != Shape::Currency => sign,
        Some(sign) => Some(prefixed(reading, at, text).unwrap_or(sign)),
        None => {
            let behind = word_at(reading, text, end).and_then(|word| currency_of_word(&word));
            end += usize::from(behind.is_some());
            behind
        }
    }?;
    if is_one(number) && unit.is_none() {
        return None;
    }
    let value = value * unit.unwrap_or(1.0);
    let is_sum = value.is_finite() && value > 0.0 && value <= MAX_VALUE;
    if !is_sum || end > sentence.tokens.end {
        return None;
    }
    let first = at - usize::from(is_half && is_one(number));
    let (start, qualifier) = qualifier_before(reading, sentence, first);
    let (end, per) = per_behind(reading, sentence, end);
    let tokens = start..end;
    Some(Money {
        amount: Amount {
            value,
            currency,
            text: reading.text(sentence.part, &tokens).to_owned(),
            per,
            qualifier,
        },
        tokens,
    })
}

/// `USD 50 million`, `Rs 500 crore`: a currency's code before the number.
fn is_code(reading: &Reading, sentence: &Sentence, at: usize) -> Option<&'static str> {
    const CODES: [(&str, &str); 8] = [
        ("usd", "USD"),
        ("eur", "EUR"),
        ("gbp", "GBP"),
        ("inr", "INR"),
        ("rs", "INR"),
        ("rmb", "CNY"),
        ("cny", "CNY"),
        ("chf", "CHF"),
    ];
    let token = reading
        .token(at)
        .filter(|token| token.shape.is_capital() && token.end - token.start <= 3)?;
    let has_number = at + 1 < sentence.tokens.end
        && reading
            .token(at + 1)
            .is_some_and(|next| next.shape == Shape::Number);
    let (_, code) = CODES
        .iter()
        .find(|(word, _)| has_number && token.is(word))?;
    Some(code)
}

/// The unit of `$10` in `$10 to $15 billion`: that of the number it leads to.
fn unit_of_range(reading: &Reading, sentence: &Sentence, end: usize) -> Option<f64> {
    let leads = is_word_at(reading, end, &["to", "or"])
        || reading
            .token(end)
            .is_some_and(|token| matches!(token.sign, '-' | '–'));
    if !leads {
        return None;
    }
    let is_sign = |at: usize| {
        reading
            .token(at)
            .is_some_and(|token| token.shape == Shape::Currency)
    };
    let number_at = end + 1 + usize::from(is_sign(end + 1));
    if number_at >= sentence.tokens.end {
        return None;
    }
    let text = reading.part(sentence.part);
    let number = reading.token(number_at)?;
    let (_, glued) = number_of(text.get(number.start..number.end)?)?;
    glued.or_else(|| unit_of(&word_at(reading, text, number_at + 1)?))
}

/// Whether the token at `at` is one of these words.
fn is_word_at(reading: &Reading, at: usize, words: &[&str]) -> bool {
    reading
        .token(at)
        .is_some_and(|token| words.iter().any(|word| token.is(word)))
}

/// `a billion dollars`, `another billion dollars`
fn is_one(token: &Token) -> bool {
    ["a", "another", "one"].iter().any(|word| token.is(word))
}

fn word_at(reading: &Reading, text: &str, at: usize) -> Option<String> {
    let token = reading.token(at).filter(|token| token.shape.is_word())?;
    Some(text.get(token.start..token.end)?.to_lowercase())
}

/// `38`, `1.5bn`, `300,000`, `16M`: the number, and the unit that is glued to it.
fn number_of(text: &str) -> Option<(f64, Option<f64>)> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')))
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    if digits.len() > 24 || digits.matches('.').count() > 1 {
        return None;
    }
    let value: f64 = digits.replace(',', "").parse().ok()?;
    match rest {
        "" => Some((value, None)),
        _ => Some((value, Some(unit_of(&rest.to_lowercase())?))),
    }
}

fn unit_of(word: &str) -> Option<f64> {
    Some(match word {
        "k" | "thousand" => 1e3,
        "m" | "mn" | "mm" | "million" | "mil" => 1e6,
        "b" | "bn" | "billion" | "billions" => 1e9,
        "t" | "tn" | "trn" | "trillion" => 1e12,
        "lakh" => 1e5,
        "crore" => 1e7,
        _ => return None,
    })
}

fn currency_of_sign(sign: char) -> &'static str {
    match sign {
        '€' => "EUR",
        '£' => "GBP",
        '¥' => "JPY",
        '₹' => "INR",
        '₩' => "KRW",
        _ => "USD",
    }
}

/// `C$`, `A$`, `HK$` and such.
fn prefixed(reading: &Reading, at: usize, text: &str) -> Option<&'static str> {
    let before = at.checked_sub(1).and_then(|at| reading.token(at))?;
    let sign = reading.token(at)?;
    if sign.spaced || before.shape != Shape::Upper {
        return None;
    }
    Some(match text.get(before.start..before.end)? {
        "C" | "CA" => "CAD",
        "A" | "AU" => "AUD",
        "HK" => "HKD",
        "S" => "SGD",
        "NZ" => "NZD",
        "R" => "BRL",
        _ => return None,
    })
}

fn currency_of_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "dollar" | "dollars" | "usd" => "USD",
        "euro" | "euros" | "eur" => "EUR",
        "pound" | "pounds" | "gbp" => "GBP",
        "yuan" | "rmb" | "renminbi" => "CNY",
        "yen" => "JPY",
        "won" => "KRW",
        "rupees" | "rupee" | "crores" => "INR",
        "francs" => "CHF",
        _ => return None,
    })
}

/// What stands before a sum and limits it; gives the token where the whole begins.
fn qualifier_before(
    reading: &Reading,
    sentence: &Sentence,
    at: usize,
) -> (usize, Option<Qualifier>) {
    let is = |back: usize, words: &[&str]| {
        at.checked_sub(back)
            .filter(|idx| *idx >= sentence.tokens.start)
            .and_then(|idx| reading.token(idx))
            .is_some_and(|token| words.iter().any(|word| token.is(word)))
    };
    if is(1, &["to"]) && is(2, &["up"]) {
        (at - 2, Some(Qualifier::UpTo))
    } else if is(1, &["than"]) && is(2, &["more", "greater"]) {
        (at - 2, Some(Qualifier::MoreThan))
    } else if is(1, &["over", "above", "exceeding"]) {
        (at - 1, Some(Qualifier::MoreThan))
    } else if is(
        1,
        &[
            "about",
            "around",
            "roughly",
            "approximately",
            "nearly",
            "almost",
            "some",
        ],
    ) {
        (at - 1, Some(Qualifier::About))
    } else {
        (at, None)
    }
}

/// `per month`, `a year`, `annually` behind a sum; gives the token behind the whole.
fn per_behind(reading: &Reading, sentence: &Sentence, end: usize) -> (usize, Option<Per>) {
    let token = |at: usize| reading.token(at).filter(|_| at < sentence.tokens.end);
    let is = |token: Option<&Token>, words: &[&str]| {
        token.is_some_and(|token| words.iter().any(|word| token.is(word)))
    };
    let begins = is(token(end), &["per", "a", "each", "every", "/"]);
    if begins && is(token(end + 1), &["month"]) {
        (end + 2, Some(Per::Month))
    } else if begins && is(token(end + 1), &["year"]) {
        (end + 2, Some(Per::Year))
    } else if is(token(end), &["annually", "yearly"]) {
        (end + 1, Some(Per::Year))
    } else {
        (end, None)
    }
}

/// Whether the sum is a worth, a revenue or such, not a price.
pub(crate) fn is_valuation(reading: &Reading, sentence: &Sentence, money: &Money) -> bool {
    let class = |at: usize| reading.class(at);
    // "a deal that values it at": the price after all.
    let is_of_a_deal = |at: usize| {
        (at.saturating_sub(9).max(sentence.tokens.start)..at)
            .any(|idx| matches!(class(idx), Class::Deal | Class::Acquisition))
    };
    let is_worth = |at: usize| class(at) == Class::Valuation && !is_of_a_deal(at);
    let behind = money.tokens.end..(money.tokens.end + 4).min(sentence.tokens.end);
    for at in behind {
        if is_worth(at) {
            return true;
        }
        let is_break = matches!(
            class(at),
            Class::Round
                | Class::In
                | Class::By
                | Class::With
                | Class::From
                | Class::To
                | Class::And
                | Class::Deal
                | Class::Investment
                | Class::Acquisition
        );
        let sign = reading.token(at).map_or(' ', |token| token.sign);
        if is_break || matches!(sign, ',' | '.' | ';' | '(') {
            break;
        }
    }
    let start = money
        .tokens
        .start
        .saturating_sub(5)
        .max(sentence.tokens.start);
    for at in (start..money.tokens.start).rev() {
        if is_worth(at) {
            return true;
        }
        let leads = matches!(
            class(at),
            Class::Of
                | Class::To
                | Class::From
                | Class::Preposition
                | Class::Article
                | Class::Auxiliary
                | Class::OrgNoun
                | Class::Other
                | Class::Adverb
                | Class::Pronoun
        );
        let is_lower = reading
            .token(at)
            .is_some_and(|token| token.shape == Shape::Lower);
        if !leads || !is_lower {
            break;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enrich::Outline;

    fn check(text: &str, expected: &[(f64, &str, &str)]) {
        let reading = Reading::new("", &Outline::of(text));
        let found: Vec<Money> = reading
            .sentences
            .iter()
            .flat_map(|sentence| amounts(&reading, sentence))
            .collect();
        let found: Vec<(f64, &str, &str)> = found
            .iter()
            .map(|money| {
                (
                    money.amount.value,
                    money.amount.currency,
                    money.amount.text.as_str(),
                )
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn sums_are_read_in_the_forms_of_the_press() {
        check("It paid $38 billion.", &[(38e9, "USD", "$38 billion")]);
        check("It paid up to €1.2bn.", &[(1.2e9, "EUR", "up to €1.2bn")]);
        check("It raised $16M in May.", &[(16e6, "USD", "$16M")]);
        check("It costs \\$30 billion.", &[(30e9, "USD", "$30 billion")]);
        check(
            "It costs $920 million per month.",
            &[(920e6, "USD", "$920 million per month")],
        );
        check(
            "A 500 million euro fund.",
            &[(500e6, "EUR", "500 million euro")],
        );
        check("It bought C$2bn of bonds.", &[(2e9, "CAD", "$2bn")]);
        check("It has 300,000 chips.", &[]);
        check(
            "It got USD 50 million and Rs 500 crore.",
            &[
                (50e6, "USD", "USD 50 million"),
                (5e9, "INR", "Rs 500 crore"),
            ],
        );
        check(
            "It got half a billion dollars.",
            &[(0.5e9, "USD", "half a billion dollars")],
        );
        check(
            "It wants $10 to $15 billion, or $300-$400M.",
            &[
                (10e9, "USD", "$10"),
                (15e9, "USD", "$15 billion"),
                (300e6, "USD", "$300"),
                (400e6, "USD", "$400M"),
            ],
        );
        check("It has USD and 3 chips.", &[]);
    }

    #[test]
    fn what_is_no_sum_is_left_out() {
        check("It paid $1.5.2bn, $1e400, € -3, $, $0.", &[]);
        check(&format!("It paid ${}.", "9".repeat(400)), &[]);
    }
}
