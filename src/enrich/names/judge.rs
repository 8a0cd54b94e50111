//! What a name found by form is: points for and against an organisation, over all its mentions.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::abbreviations;
use super::lists;
use super::place::{points_of_form, points_of_place};
use super::{EntityId, Kind, Mention, Names, key_of};
use crate::enrich::reading::{Reading, Sentence};
use crate::enrich::words::Class;
use crate::lexicon::tokens::Shape;

/// From this many points on, a name is an organisation.
const ENOUGH: i32 = 3;

/// What it costs a name that its words stand in small letters too.
const COMMON: i32 = 2;

/// What the mentions of one name say together.
#[derive(Clone, Debug, Default)]
struct Evidence {
    /// The tokens of the first mention.
    first: Range<usize>,
    form: i32,
    best_place: i32,
    worst_place: i32,
    n_good: i32,
}

impl Evidence {
    fn add(&mut self, tokens: &Range<usize>, form: i32, place: i32) {
        if self.first.is_empty() {
            self.first = tokens.clone();
        }
        self.form = self.form.max(form);
        self.best_place = self.best_place.max(place);
        self.worst_place = self.worst_place.min(place);
        self.n_good += i32::from(place > 0);
    }

    /// Whether a name is made of words that the article writes in small letters too: `Security`, `Generative AI`.
    fn is_of_words(&self, reading: &Reading) -> bool {
        const OF_FIELDS: [&str; 6] = [
            "artificial",
            "generative",
            "agentic",
            "neural",
            "threat",
            "conversational",
        ];
        let is_word = |at: usize| {
            reading.token(at).is_some_and(|token| {
                !token.shape.is_word()
                    || token.shape == Shape::Title && reading.is_small_elsewhere(at)
                    || self.first.len() > 1 && OF_FIELDS.iter().any(|word| token.is(word))
            })
        };
        match self.first.len() {
            0 => false,
            1 => is_word(self.first.start),
            _ => {
                let last = self.first.end - 1;
                reading.ends_weakly(last) && (self.first.start..last).all(is_word)
            }
        }
    }

    /// The best sign, and a little for every further one: many weak signs are no strong one.
    fn points(&self) -> i32 {
        self.form + self.best_place + self.worst_place + (self.n_good - 1).clamp(0, 2)
    }
}

pub(super) fn judge(reading: &Reading, names: &mut Names) {
    let mut neighbours: Vec<bool> = Vec::with_capacity(names.mentions.len());
    for (idx, mention) in names.mentions.iter().enumerate() {
        neighbours.push(stands_in_a_list(reading, names, idx, mention));
    }
    let listed = lists::listed(reading, names);
    let mut persons: FxHashMap<u64, EntityId> = FxHashMap::default();
    let mut evidence = vec![Evidence::default(); names.entities.len()];
    for (idx, (mention, in_list)) in names.mentions.iter().zip(&neighbours).enumerate() {
        let unknown = names
            .entities
            .get(mention.entity)
            .is_some_and(|entity| entity.org.is_none());
        let (Some(sentence), true) = (reading.sentences.get(mention.sentence), unknown) else {
            continue;
        };
        if is_person(reading, sentence, mention) {
            if let Some(last) = reading.token(mention.tokens.end - 1) {
                // The full name before the last one alone.
                if mention.tokens.len() > 1 {
                    persons.insert(last.hash, mention.entity);
                } else {
                    persons.entry(last.hash).or_insert(mention.entity);
                }
            }
            if let Some(entity) = names.entities.get_mut(mention.entity) {
                entity.kind = Kind::Person;
            }
            continue;
        }
        let form = points_of_form(reading, mention);
        let in_list = match listed.get(idx) {
            Some(true) => 4,
            _ if *in_list => 2,
            _ => 0,
        };
        let place = points_of_place(reading, sentence, mention) + in_list;
        if let Some(evidence) = evidence.get_mut(mention.entity) {
            evidence.add(&mention.tokens, form, place);
        }
    }
    for (entity, evidence) in names.entities.iter_mut().zip(&evidence) {
        if entity.org.is_none() && entity.kind != Kind::Person {
            entity.score = evidence.points();
            // Only of what may be one it is asked whether it is a common word.
            if entity.score >= ENOUGH && evidence.is_of_words(reading) {
                entity.score -= COMMON;
            }
            entity.kind = match entity.score {
                score if score >= ENOUGH => Kind::Org,
                score if score >= -1 => Kind::Maybe,
                _ => Kind::Other,
            };
        }
    }
    pass_on_in_lists(reading, names);
    abbreviations::join(reading, names);
    name_persons_by_surname(reading, names, &persons);
    join_short_forms(reading, names);
}

/// A first name before a last one, or a role before two capital words.
fn is_person(reading: &Reading, sentence: &Sentence, mention: &Mention) -> bool {
    let run = &mention.tokens;
    let last = reading.class(run.end - 1);
    let ends_as_org = last == Class::Institution || reading.ends_org(run.end - 1);
    if ends_as_org || run.len() > 4 {
        return false;
    }
    let class_before = |back: usize| {
        run.start
            .checked_sub(back)
            .filter(|at| *at >= sentence.tokens.start)
            .map(|at| reading.class(at))
    };
    let all_title = run.clone().all(|at| {
        reading.token(at).is_some_and(|token| {
            matches!(token.shape, Shape::Title | Shape::Mixed | Shape::Sign)
                || token.end - token.start == 1
        })
    });
    let is_named = reading.class(run.start) == Class::FirstName && run.len() >= 2;
    let has_role = class_before(1) == Some(Class::Role);
    if run.len() == 1 && matches!(reading.class(run.start), Class::Surname | Class::FirstName) {
        return points_of_place(reading, sentence, mention) < 4;
    }
    if run.len() >= 2 && reading.class(run.end - 1) == Class::Surname {
        return true;
    }
    if run.len() >= 2 {
        all_title && (is_named || has_role) || is_called(reading, sentence, run.end)
    } else {
        has_role
    }
}

/// `, CEO of`, `, a researcher at` behind a name.
fn is_called(reading: &Reading, sentence: &Sentence, end: usize) -> bool {
    let comma = reading.token(end).is_some_and(|token| token.sign == ',');
    comma
        && (end + 1..(end + 4).min(sentence.tokens.end)).any(|at| reading.class(at) == Class::Role)
        && !(end + 1..(end + 4).min(sentence.tokens.end))
            .any(|at| reading.class(at) == Class::OrgNoun)
}

/// A name between commas or beside `and`, next to an organisation of the lexicon.
fn stands_in_a_list(reading: &Reading, names: &Names, idx: usize, mention: &Mention) -> bool {
    let is_known = |other: Option<&Mention>| {
        other.is_some_and(|other| {
            other.sentence == mention.sentence
                && !other.is_product
                && names
                    .entities
                    .get(other.entity)
                    .is_some_and(|entity| matches!(entity.kind, Kind::Known | Kind::Org))
        })
    };
    let joins = |from: usize, to: usize| {
        let between = to.saturating_sub(from);
        (1..=2).contains(&between)
            && (from..to).all(|at| {
                reading.class(at) == Class::And
                    || reading.token(at).is_some_and(|token| token.sign == ',')
            })
    };
    let before = idx.checked_sub(1).and_then(|idx| names.mentions.get(idx));
    let behind = names.mentions.get(idx + 1);
    is_known(before) && before.is_some_and(|before| joins(before.tokens.end, mention.tokens.start))
        || is_known(behind)
            && behind.is_some_and(|behind| joins(mention.tokens.end, behind.tokens.start))
}

/// In a list beside an organisation stand others: `rivals Orim, Vale and Brightloom`.
fn pass_on_in_lists(reading: &Reading, names: &mut Names) {
    for idx in 0..names.mentions.len() {
        let Some(mention) = names.mentions.get(idx) else {
            continue;
        };
        let is_open = |entity: &super::Entity| entity.kind == Kind::Maybe && entity.org.is_none();
        if names.entities.get(mention.entity).is_some_and(is_open)
            && stands_in_a_list(reading, names, idx, mention)
        {
            let id = mention.entity;
            if let Some(entity) = names.entities.get_mut(id) {
                entity.score += 2;
                if entity.score >= ENOUGH - 1 {
                    entity.kind = Kind::Org;
                }
            }
        }
    }
}

/// `Altman` is `Sam Altman` where the article names him so.
fn name_persons_by_surname(
    reading: &Reading,
    names: &mut Names,
    persons: &FxHashMap<u64, EntityId>,
) {
    for idx in 0..names.mentions.len() {
        let Some(mention) = names.mentions.get(idx) else {
            continue;
        };
        let unknown = names
            .entities
            .get(mention.entity)
            .is_some_and(|entity| entity.org.is_none());
        if !unknown || mention.tokens.len() != 1 {
            continue;
        }
        let person = reading
            .token(mention.tokens.start)
            .and_then(|token| persons.get(&token.hash));
        if let (Some(person), Some(mention)) = (person.copied(), names.mentions.get_mut(idx)) {
            mention.entity = person;
        }
    }
}

/// `Vale` is `Vale Robotics`, `Heliora` is `HelioraAI`, where the longer name stands in the article too.
fn join_short_forms(reading: &Reading, names: &mut Names) {
    let mut by_first: FxHashMap<u64, EntityId> = FxHashMap::default();
    let mut longer: Vec<(String, EntityId)> = Vec::new();
    for mention in &names.mentions {
        let Some(entity) = names.entities.get(mention.entity) else {
            continue;
        };
        let is_org = matches!(entity.kind, Kind::Known | Kind::Org);
        if !is_org || mention.is_product {
            continue;
        }
        if mention.tokens.len() >= 2
            && let Some(first) = reading.token(mention.tokens.start)
            && !matches!(
                reading.class(mention.tokens.start),
                Class::Institution | Class::Place | Class::NoName | Class::FirstName
            )
        {
            by_first.entry(first.hash).or_insert(mention.entity);
        }
        if mention.tokens.len() == 1 {
            longer.push((key_of(&entity.name), mention.entity));
        }
    }
    longer.sort();
    longer.dedup();
    for idx in 0..names.mentions.len() {
        let Some(mention) = names.mentions.get(idx) else {
            continue;
        };
        let Some(entity) = names.entities.get(mention.entity) else {
            continue;
        };
        let may_be_short =
            entity.org.is_none() && mention.tokens.len() == 1 && entity.kind != Kind::Person;
        if !may_be_short {
            continue;
        }
        let first = reading
            .token(mention.tokens.start)
            .map_or(0, |token| token.hash);
        let whole = by_first.get(&first).copied().or_else(|| {
            let key = key_of(&entity.name);
            ["ai", "labs", "hq", "io", "com"].iter().find_map(|end| {
                let long = format!("{key}{end}");
                longer
                    .binary_search_by(|(known, _)| known.as_str().cmp(&long))
                    .ok()
                    .and_then(|at| longer.get(at))
                    .map(|(_, id)| *id)
            })
        });
        if let (Some(whole), Some(mention)) = (whole, names.mentions.get_mut(idx)) {
            mention.entity = whole;
        }
    }
}
