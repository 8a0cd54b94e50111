//! What a name found by form is: points for and against an organisation, over all its mentions.

use rustc_hash::FxHashMap;

use super::deeds::{self, deed_of_all, is_word};
use super::lists;
use super::{EntityId, Kind, Mention, Names, key_of};
use crate::enrich::reading::{Reading, Sentence};
use crate::enrich::tags::Part;
use crate::enrich::words::Class;
use crate::lexicon::tokens::{Shape, hash_of};

/// From this many points on, a name is an organisation.
const ENOUGH: i32 = 3;

/// What the mentions of one name say together.
#[derive(Clone, Debug, Default)]
struct Evidence {
    form: i32,
    best_place: i32,
    worst_place: i32,
    n_good: i32,
}

impl Evidence {
    fn add(&mut self, form: i32, place: i32) {
        self.form = self.form.max(form);
        self.best_place = self.best_place.max(place);
        self.worst_place = self.worst_place.min(place);
        self.n_good += i32::from(place > 0);
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
            evidence.add(form, place);
        }
    }
    for (entity, evidence) in names.entities.iter_mut().zip(&evidence) {
        if entity.org.is_none() && entity.kind != Kind::Person {
            entity.score = evidence.points();
            entity.kind = match entity.score {
                score if score >= ENOUGH => Kind::Org,
                score if score >= -1 => Kind::Maybe,
                _ => Kind::Other,
            };
        }
    }
    pass_on_in_lists(reading, names);
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

fn points_of_form(reading: &Reading, mention: &Mention) -> i32 {
    let run = &mention.tokens;
    let mut points = 0;
    if run.len() >= 2 && reading.ends_org(run.end - 1) {
        // "Orim AI" is a product as often as a company.
        let is_ai = reading
            .token(run.end - 1)
            .is_some_and(|token| token.hash == hash_of("ai"));
        points += if is_ai && run.len() == 2 { 2 } else { 3 };
    }
    if run.len() >= 2
        && run
            .clone()
            .any(|at| reading.class(at) == Class::Institution)
    {
        points += 3;
    }
    if run.len() >= 2 && is_word(reading, run.end - 1, &["cloud", "nuclear"]) {
        points += 2;
    }
    let Some(token) = reading.token(run.start) else {
        return points;
    };
    // Two plain capital words are a person more often than not.
    let is_plain = run.len() == 2
        && points == 0
        && run.clone().all(|at| {
            reading
                .token(at)
                .is_some_and(|token| token.shape == Shape::Title)
                && reading.class(at) == Class::Other
        });
    if is_plain {
        points -= 1;
    }
    if run.len() == 1 && token.shape == Shape::Mixed {
        points += 2;
    }
    if run.len() == 1 && token.shape == Shape::Upper && token.end - token.start >= 3 {
        points += 1;
    }
    points
}

fn points_of_place(reading: &Reading, sentence: &Sentence, mention: &Mention) -> i32 {
    let run = &mention.tokens;
    let inside = |at: usize| sentence.tokens.contains(&at);
    let before = run.start.checked_sub(1).filter(|at| inside(*at));
    let class_before = before.map(|at| reading.class(at));
    let two_before = run
        .start
        .checked_sub(2)
        .filter(|at| inside(*at))
        .map(|at| reading.class(at));
    let sign_before = before
        .and_then(|at| reading.token(at))
        .map_or(' ', |token| token.sign);
    let next = reading.token(run.end).filter(|_| inside(run.end));
    let class_behind = next.map(|_| reading.class(run.end));
    let sign_behind = next.map_or(' ', |token| token.sign);
    let is_possessive = next.is_some_and(|token| token.shape == Shape::Possessive);
    let mut points = match class_before {
        Some(Class::OrgNoun) => 3,
        Some(Class::Acquire | Class::Back) => 2,
        Some(Class::Use | Class::Supply | Class::Rent) => 1,
        Some(Class::Preposition)
            if run.start >= 2
                && (deeds::is_snap(reading, run.start - 2)
                    || is_word(reading, run.start - 2, &["team"])) =>
        {
            2
        }
        Some(_) if is_word(reading, run.end, &["private"]) && takes(reading, run.start) => 2,
        Some(Class::By)
            if matches!(two_before, Some(Class::Lead | Class::Back | Class::Acquire)) =>
        {
            4
        }
        Some(Class::By) if is_owned(reading, run.start) => 3,
        Some(Class::By) if matches!(two_before, Some(Class::Use | Class::Supply)) => 1,
        Some(Class::Of) if two_before == Some(Class::Acquisition) => 3,
        Some(Class::In)
            if matches!(
                two_before,
                Some(Class::Invest | Class::Investment | Class::Stake)
            ) =>
        {
            4
        }
        Some(Class::With)
            if matches!(
                two_before,
                Some(Class::Partner | Class::Partnership | Class::Deal | Class::Merge)
            ) =>
        {
            3
        }
        Some(Class::From)
            if matches!(
                two_before,
                Some(Class::Participate | Class::Investment | Class::Round)
            ) =>
        {
            4
        }
        Some(Class::ProductNoun) => -2,
        // "chief executive of Orim", "head of research at Orim"
        Some(Class::Of) if is_chief(reading, run.start) => 3,
        Some(Class::Preposition)
            if is_at(reading, run.start - 1) && follows_role(reading, sentence, run.start) =>
        {
            3
        }
        _ => 0,
    };
    // "has acquired": the verb behind tells.
    let deed = deed_of_all(reading, sentence, run.end).map_or(0, deeds::points);
    // Headlines begin with who does it.
    points += deed + i32::from(deed > 0 && sentence.part == Part::Title);
    if is_chosen(reading, sentence, run.end) {
        points += 3;
    }
    points += match class_behind {
        Some(Class::Role) => 3,
        Some(Class::Say) if !reading.ends_org(run.end - 1) => -1,
        Some(Class::ProductNoun) => -3,
        _ => 0,
    };
    points += points_of_object(reading, sentence, run.start);
    if is_possessive {
        points += 1;
        let role = (run.end + 1..run.end + 3).any(|at| {
            inside(at)
                && matches!(
                    reading.class(at),
                    Class::Role | Class::Valuation | Class::Round | Class::Investors
                )
        });
        points += if role { 3 } else { 0 };
    }
    // "its business partner, Orim,"
    let apposed = matches!(
        two_before,
        Some(Class::OrgNoun | Class::Partner | Class::Supplier)
    );
    if sign_before == ',' && sign_behind == ',' && apposed {
        points += 3;
    }
    if sign_behind == '-'
        && (reading.class(run.end + 1) == Class::Back
            || is_word(reading, run.end + 1, &["owned", "led", "funded", "listed"]))
    {
        points += 4;
    }
    if sign_behind == ',' && is_described(reading, sentence, run.end + 1) {
        points += 4;
    }
    // "Orim, based in Oslo", "the Oslo-based Orim"
    let is_based = sign_behind == ',' && is_word(reading, run.end + 1, &["based", "headquartered"])
        || before.is_some_and(|before| is_word(reading, before, &["based", "headquartered"]));
    if is_based {
        points += 3;
    }
    if next.is_some_and(|token| token.shape == Shape::Number) {
        points -= 2;
    }
    if sign_before == '“' || sign_before == '"' || sign_before == '‘' {
        points -= 1;
    }
    points
}

/// `take` right before a name.
fn takes(reading: &Reading, at: usize) -> bool {
    at > 0 && is_word(reading, at - 1, &["take", "takes", "took", "taking"])
}

/// `as its cloud provider` behind a name that is picked.
fn is_chosen(reading: &Reading, sentence: &Sentence, end: usize) -> bool {
    is_word(reading, end, &["as"])
        && matches!(reading.class(end + 1), Class::Its | Class::Article)
        && (end + 2..(end + 7).min(sentence.tokens.end))
            .any(|at| matches!(reading.class(at), Class::Supplier | Class::Partner))
}

fn is_at(reading: &Reading, at: usize) -> bool {
    is_word(reading, at, &["at"])
}

/// `the chief executive of`: who heads something by name heads a company; a department has directors.
fn is_chief(reading: &Reading, at: usize) -> bool {
    const CHIEFS: [&str; 8] = [
        "ceo",
        "executive",
        "founder",
        "cofounder",
        "founders",
        "chairman",
        "chairwoman",
        "boss",
    ];
    at >= 2 && is_word(reading, at - 2, &CHIEFS)
}

/// `owned by`, `operated by`
fn is_owned(reading: &Reading, at: usize) -> bool {
    at >= 2 && is_word(reading, at - 2, &["owned", "operated"])
}

/// What a preposition further from its verb tells: `invested $3 billion in`, `sold its unit to`, `team up with`.
fn points_of_object(reading: &Reading, sentence: &Sentence, at: usize) -> i32 {
    let Some(before) = at
        .checked_sub(1)
        .filter(|before| *before > sentence.tokens.start)
    else {
        return 0;
    };
    let near = |reach: usize, classes: &[Class]| {
        (before.saturating_sub(reach).max(sentence.tokens.start)..before)
            .rev()
            .take_while(|at| {
                let sign = reading.token(*at).map_or(' ', |token| token.sign);
                !matches!(sign, ',' | ';' | ':' | '(')
            })
            // What stands right before it counts already.
            .any(|at| at + 1 < before && classes.contains(&reading.class(at)))
    };
    match reading.class(before) {
        Class::In if near(8, &[Class::Invest, Class::Investment]) => 3,
        Class::In if reading.class(before - 1) == Class::Round => 2,
        Class::From if near(8, &[Class::Acquire, Class::Rent]) => 2,
        Class::For if is_word(reading, before - 1, &["bid", "offer"]) => 3,
        Class::To if near(8, &[Class::Sell, Class::License]) => 2,
        Class::With if near(3, &[Class::Team, Class::Partner, Class::Join]) => 2,
        Class::With if near(4, &[Class::Partnership, Class::Deal]) => 2,
        _ => 0,
    }
}

/// Whether a role stands shortly before `at`, in the same breath: `head of research at`.
fn follows_role(reading: &Reading, sentence: &Sentence, at: usize) -> bool {
    let from = at.saturating_sub(7).max(sentence.tokens.start);
    (from..at.saturating_sub(1))
        .rev()
        .take_while(|at| {
            reading
                .token(*at)
                .is_some_and(|token| token.shape.is_word())
        })
        .any(|at| reading.class(at) == Class::Role)
}

/// `, a startup that …`, `, the maker of …`, `, which raised`: an organisation is explained.
pub(super) fn is_described(reading: &Reading, sentence: &Sentence, from: usize) -> bool {
    let end = (from + 9).min(sentence.tokens.end);
    if reading.class(from) != Class::Article {
        return false;
    }
    for at in from + 1..end {
        match reading.class(at) {
            Class::OrgNoun | Class::Institution => return true,
            Class::Role | Class::ProductNoun | Class::That | Class::Which => return false,
            _ => {}
        }
        if reading.token(at).is_some_and(|token| token.sign == ',') {
            return false;
        }
    }
    false
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
        let key = key_of(&entity.name);
        let whole = by_first.get(&first).copied().or_else(|| {
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
