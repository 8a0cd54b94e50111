//! Lines such as `2026-03-02 investment Ada>Castelan 5e9 bg` to the deals that they make.

use super::*;
use crate::enrich::{EvidenceFact, Facts, PartyFact};
use crate::index::{News, NewsArticle};

/// The news of articles that each tell a deal.
pub(in crate::news) fn news(lines: &[&str]) -> News {
    let lines = lines.iter().enumerate();
    News {
        articles: lines.map(|(idx, line)| article(idx, line)).collect(),
        stories: Vec::new(),
    }
}

/// "2026-03-02 investment Heliora>Castelan 5e9 reported bg"; `unshown` hides the amount from the evidence.
fn article(idx: usize, line: &str) -> NewsArticle {
    let mut words = line.split(' ');
    let day = words.next().filter(|day| *day != "-");
    let kind = words.next().unwrap().to_owned();
    let names = words.next().unwrap();
    let roles = match kind.as_str() {
        "investment" => ["investor", "investee"],
        "acquisition" => ["buyer", "target"],
        _ => ["partner", "partner"],
    };
    let sides = names.split('>').zip(roles);
    let parties = sides.flat_map(|(names, role)| {
        names
            .split('+')
            .filter(|name| !name.is_empty())
            .map(|name| PartyFact {
                name: name.to_owned(),
                role: role.to_owned(),
            })
    });
    let mut fact = DealFact {
        kind: kind.clone(),
        status: "announced".to_owned(),
        parties: parties.collect(),
        amount: None,
        background: false,
        evidence: Some(EvidenceFact {
            start: Some(idx),
            text: line.to_owned(),
        }),
    };
    let mut article = NewsArticle {
        id: format!("a{idx}"),
        day: day.map(str::to_owned),
        ..NewsArticle::default()
    };
    for word in words {
        match word {
            "bg" => fact.background = true,
            "unshown" => fact.evidence.as_mut().unwrap().text.clear(),
            "copy" => article.copy_of = Some("a0".to_owned()),
            _ if word.parse::<f64>().is_ok() => {
                fact.amount = Some(AmountFact {
                    value: word.parse().unwrap(),
                    currency: "USD".to_owned(),
                    text: word.to_owned(),
                    per: None,
                    qualifier: None,
                });
            }
            status => fact.status = status.to_owned(),
        }
    }
    article.facts = Facts {
        deals: vec![fact],
        ..Facts::default()
    };
    article
}

/// Each deal as the numbers of its articles, the newest first.
#[track_caller]
fn check(lines: &[&str], expected: &[&[usize]]) {
    let news = news(lines);
    let deals = deals(&Selection::all(&news));
    let found: Vec<Vec<usize>> = deals
        .iter()
        .map(|deal| deal.mentions.iter().map(|m| m.chosen.place).collect())
        .collect();
    assert_eq!(found, expected, "{lines:?}");
}

#[test]
fn one_kind_between_the_same_parties_on_days_that_are_near_is_one_deal() {
    check(
        &[
            "2026-03-02 acquisition Heliora>Castelan",
            "2026-03-04 acquisition Heliora>Castelan",
            "2026-03-04 partnership Heliora+Castelan>",
            "2026-09-04 acquisition Heliora>Castelan",
        ],
        &[&[3], &[2], &[0, 1]],
    );
}

#[test]
fn the_same_amount_bridges_months_and_another_parts_weeks() {
    check(
        &[
            "2026-01-02 investment Heliora>Castelan 5e9",
            "2026-01-04 investment Heliora>Castelan 6e9",
            "2026-02-01 investment Heliora>Castelan 1e9",
            "2026-09-04 investment Heliora>Castelan 5e9",
        ],
        &[&[2], &[0, 1, 3]],
    );
}

#[test]
fn a_round_is_one_whoever_of_its_investors_is_named() {
    check(
        &[
            "2026-01-02 investment Ada+Bex>Castelan 5e9",
            "2026-01-03 investment Cyd>Castelan 5e9",
            "2026-01-03 investment >Castelan",
            "2026-01-05 investment Dov>Castelan 1e6",
        ],
        &[&[3], &[0, 1, 2]],
    );
}

#[test]
fn who_looks_back_joins_what_was_before() {
    check(
        &[
            "2025-01-02 investment Heliora>Castelan 5e9",
            "2026-01-02 investment Heliora>Castelan 9e9",
            "2026-02-01 investment Heliora>Castelan 5e9 bg",
            "2026-03-01 investment Heliora>Castelan bg",
            "- investment Heliora>Castelan 9e9",
            "2026-03-01 investment Heliora>Vireo bg",
        ],
        &[&[5], &[1, 3, 4], &[0, 2]],
    );
}

#[test]
fn amounts_that_cannot_both_be_right_need_review() {
    let articles = [
        "2026-01-02 acquisition Heliora>Castelan 5e9 reported",
        "2026-01-02 acquisition Heliora>Castelan 5e9 copy",
        "2026-01-03 acquisition Heliora>Castelan 6e9 announced",
        "2026-01-04 acquisition Heliora>Castelan 6e9 reported",
    ];
    let articles = articles.iter().enumerate();
    let news = News {
        articles: articles.map(|(idx, line)| article(idx, line)).collect(),
        stories: Vec::new(),
    };
    let deals = deals(&Selection::all(&news));
    let deal = deals.first().unwrap();
    assert_eq!(deals.len(), 1);
    assert!(deal.needs_review && !deal.background);
    assert_eq!(
        (deal.status, deal.amount.unwrap().value),
        ("announced", 6e9)
    );
    assert_eq!((deal.n_articles, deal.n_copies, deal.n_stories), (3, 1, 4));
    assert_eq!(deal.day, Some("2026-01-02"));
    assert_eq!(deal.parties.first().unwrap().role, "buyer");
}
