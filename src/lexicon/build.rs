//! The sections of all files to one [`Lexicon`]: later files add to earlier ones.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::check::Claims;
use super::load::{Problem, Row, Sections};
use super::matcher::{Matcher, Means, Rule, RuleId};
use super::tokens::{hash_of, tokenize};
use super::{Inner, Lexicon, Org, OrgId, fold};

/// Builds the lexicon; what clashes or points nowhere is told in `problems` and left out.
pub(super) fn build(files: &[Sections], problems: &mut Vec<Problem>) -> Lexicon {
    let mut inner = Inner::default();
    let mut claims = Claims::default();
    for file in files {
        add_orgs(file, &mut inner, &mut claims, problems);
    }
    let mut rules: FxHashMap<String, RuleId> = FxHashMap::default();
    for file in files {
        add_facts(file, &mut inner, &mut claims, problems);
        add_rules(file, &mut inner, &mut rules, &claims, problems);
    }
    inner.by_name = claims.into_names();
    inner.matcher = matcher(&inner, files, &rules);
    Lexicon(Arc::new(inner))
}

fn add_orgs(file: &Sections, inner: &mut Inner, claims: &mut Claims, problems: &mut Vec<Problem>) {
    for row in &file.orgs {
        let id = claims.org(&row.key).unwrap_or_else(|| {
            inner.orgs.push(Org {
                name: row.key.clone(),
                group: file.file.clone(),
                ..Org::default()
            });
            inner.orgs.len() as OrgId - 1
        });
        claims.claim(&row.key, id, file, row.line, &inner.orgs, problems);
        add_aliases(file, row, id, inner, claims, problems);
    }
    for row in &file.former {
        match claims.org(&row.key) {
            Some(id) => add_aliases(file, row, id, inner, claims, problems),
            None => problems.push(unknown(file, row.line, &row.key)),
        }
    }
}

fn add_aliases(
    file: &Sections,
    row: &Row<Vec<String>>,
    id: OrgId,
    inner: &mut Inner,
    claims: &mut Claims,
    problems: &mut Vec<Problem>,
) {
    for alias in &row.value {
        if let Some(removed) = alias.strip_prefix('-') {
            claims.release(removed, id);
            if let Some(org) = inner.orgs.get_mut(id as usize) {
                org.aliases.retain(|known| fold(known) != fold(removed));
            }
        } else if claims.claim(alias, id, file, row.line, &inner.orgs, problems)
            && let Some(org) = inner.orgs.get_mut(id as usize)
            && !org.aliases.contains(alias)
        {
            org.aliases.push(alias.clone());
        }
    }
}

/// Units, tickers, products, addresses of outlets, hypernyms and variants.
fn add_facts(file: &Sections, inner: &mut Inner, claims: &mut Claims, problems: &mut Vec<Problem>) {
    for row in &file.units {
        match (claims.org(&row.key), claims.org(&row.value)) {
            (Some(unit), Some(parent)) => {
                if let Some(org) = inner.orgs.get_mut(unit as usize) {
                    org.parent = Some(parent);
                }
            }
            (None, _) => problems.push(unknown(file, row.line, &row.key)),
            (_, None) => problems.push(unknown(file, row.line, &row.value)),
        }
    }
    type List = fn(&mut Org) -> &mut Vec<String>;
    let lists: [(_, List); 3] = [
        (&file.tickers, |org| &mut org.tickers),
        (&file.products, |org| &mut org.products),
        (&file.outlets, |org| &mut org.sites),
    ];
    for (rows, list) in lists {
        for row in rows {
            let found = claims.org(&row.key);
            let Some(org) = found.and_then(|id| inner.orgs.get_mut(id as usize)) else {
                problems.push(unknown(file, row.line, &row.key));
                continue;
            };
            list(org).extend(row.value.iter().cloned());
        }
    }
    for row in &file.hypernyms {
        for member in &row.value {
            if claims.org(member).is_none() {
                problems.push(unknown(file, row.line, member));
            }
        }
        inner.hypernyms.insert(fold(&row.key), row.value.clone());
    }
    for row in &file.variants {
        let ways = std::iter::once(&row.key).chain(&row.value);
        inner.variants.push(ways.cloned().collect());
    }
}

fn add_rules(
    file: &Sections,
    inner: &mut Inner,
    rules: &mut FxHashMap<String, RuleId>,
    claims: &Claims,
    problems: &mut Vec<Problem>,
) {
    for row in &file.words {
        let is_surface = claims.org(&row.key).is_some();
        if !is_surface {
            problems.push(unknown(file, row.line, &row.key));
        }
        let needs = row
            .value
            .needs
            .iter()
            .map(|phrase| hashes(phrase))
            .collect();
        inner.rules.push(Rule { needs });
        rules.insert(fold(&row.key), inner.rules.len() as RuleId - 1);
    }
}

fn matcher(inner: &Inner, files: &[Sections], rules: &FxHashMap<String, RuleId>) -> Matcher {
    let mut matcher = Matcher::new();
    let rule_of = |surface: &str| rules.get(&fold(surface)).copied();
    for row in files.iter().flat_map(|file| &file.words) {
        for phrase in &row.value.not {
            matcher.add(phrase, Means::Nothing, None);
        }
    }
    for (id, org) in inner.orgs.iter().enumerate() {
        let id = id as OrgId;
        matcher.add(&org.name, Means::Org(id), rule_of(&org.name));
        for alias in &org.aliases {
            matcher.add(alias, Means::Org(id), rule_of(alias));
            // "ChatGPT-maker" for "ChatGPT maker"
            if let Some((name, noun)) = alias.rsplit_once(' ')
                && noun.starts_with(|c: char| c.is_ascii_lowercase())
            {
                matcher.add(&format!("{name}-{noun}"), Means::Org(id), rule_of(alias));
            }
        }
        for product in &org.products {
            matcher.add(product, Means::Product(id), rule_of(product));
        }
        for ticker in &org.tickers {
            matcher.add_ticker(ticker, id);
        }
    }
    matcher
}

fn unknown(file: &Sections, line: usize, name: &str) -> Problem {
    Problem {
        file: file.file.clone(),
        line,
        text: format!("no organisation is called `{name}`; add it to a section [orgs]"),
    }
}

fn hashes(phrase: &str) -> Vec<u64> {
    let mut tokens = Vec::new();
    tokenize(phrase, 0, phrase.len(), &mut tokens);
    if tokens.is_empty() {
        return vec![hash_of(phrase)];
    }
    tokens.iter().map(|token| token.hash).collect()
}
