//! Who is named in an article: organisations of the lexicon, names found by their form and their
//! neighbours, products that point to a company, persons.
//!
//! Two passes: [`find`] cuts mentions out of the tokens, [`judge`] tells from all mentions of a name
//! together what it is. Deals then look at mentions only.

mod abbreviations;
pub(super) mod deeds;
mod find;
mod judge;
mod lists;
mod openers;
mod place;
mod runs;

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::reading::Reading;
use crate::lexicon::{Lexicon, OrgId};

/// A name of an article, by its place in [`Names::entities`].
pub(crate) type EntityId = usize;

/// All names of an article.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) entities: Vec<Entity>,
    /// In reading order; they never overlap.
    pub(crate) mentions: Vec<Mention>,
    by_key: FxHashMap<String, EntityId>,
    by_org: FxHashMap<OrgId, EntityId>,
}

/// One name.
#[derive(Debug)]
pub(crate) struct Entity {
    pub(crate) name: String,
    pub(crate) org: Option<OrgId>,
    pub(crate) kind: Kind,
    /// What speaks for an organisation, in points.
    pub(crate) score: i32,
    pub(crate) is_media: bool,
    /// A school: named in passing far more often than as a party.
    pub(crate) is_school: bool,
}

/// What a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An organisation of the lexicon.
    Known,
    /// An organisation by form.
    Org,
    /// Maybe one: a party if a deal says so.
    Maybe,
    Person,
    /// Only seen through its products so far.
    Owner,
    /// Something else.
    Other,
}

/// A place where a name stands.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    pub(crate) entity: EntityId,
    pub(crate) sentence: usize,
    pub(crate) tokens: Range<usize>,
    /// The name of a product of the entity, not its own.
    pub(crate) is_product: bool,
    /// A company whose name stands in the product's: Amazon in `Amazon Bedrock`.
    pub(crate) also: Option<EntityId>,
}

impl Names {
    /// Finds and judges the names of an article.
    pub(crate) fn of(lexicon: &Lexicon, reading: &Reading) -> Self {
        let mut names = find::find(lexicon, reading);
        judge::judge(reading, &mut names);
        names
    }

    pub(crate) fn entity(&self, id: EntityId) -> Option<&Entity> {
        self.entities.get(id)
    }

    /// The entity of an organisation of the lexicon, added where it is new.
    fn known(&mut self, lexicon: &Lexicon, org: OrgId, kind: Kind) -> EntityId {
        if let Some(id) = self.by_org.get(&org).copied() {
            if kind == Kind::Known
                && let Some(entity) = self.entities.get_mut(id)
            {
                entity.kind = kind;
            }
            return id;
        }
        let known = lexicon.org(org);
        self.entities.push(Entity {
            name: known.name.clone(),
            org: Some(org),
            kind,
            score: 10,
            is_media: known.group == "media" && is_press(&known.name),
            is_school: known.group == "universities",
        });
        let id = self.entities.len() - 1;
        self.by_org.insert(org, id);
        id
    }

    /// The entity of a name found by form, added where it is new.
    fn unknown(&mut self, name: &str) -> EntityId {
        let key = key_of(name);
        if let Some(id) = self.by_key.get(&key) {
            return *id;
        }
        self.entities.push(Entity {
            name: name.to_owned(),
            org: None,
            kind: Kind::Maybe,
            score: 0,
            is_media: false,
            is_school: name.contains("University") || name.contains("College"),
        });
        let id = self.entities.len() - 1;
        self.by_key.insert(key, id);
        id
    }
}

/// A name's own letters and digits in lower case.
pub(crate) fn key_of(name: &str) -> String {
    if name.is_ascii() {
        let bytes = name.bytes().filter(u8::is_ascii_alphanumeric);
        return bytes.map(|b| char::from(b.to_ascii_lowercase())).collect();
    }
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Papers and agencies that are quoted as sources far more often than they are parties.
fn is_press(name: &str) -> bool {
    const PARTIES: &[&str] = &[
        "Hearst",
        "Condé Nast",
        "Vox Media",
        "Ziff Davis",
        "Disney",
        "Warner Bros. Discovery",
        "Paramount",
        "Skydance",
        "NBCUniversal",
        "Comcast",
        "Fox Corporation",
        "20th Century Fox",
        "Lionsgate",
        "A24",
        "AMC Networks",
        "Sony Pictures",
        "MGM Studios",
        "Pixar",
        "DreamWorks",
        "Legendary",
        "ESPN",
        "FIFA",
        "NFL",
        "NBA",
        "Major League Baseball",
        "Formula 1",
        "SAG-AFTRA",
        "Universal Music Group",
        "Warner Music Group",
        "Sony Music",
        "Merlin",
        "Believe",
        "Deezer",
        "SoundCloud",
        "Getty Images",
        "Shutterstock",
        "Thomson Reuters",
        "LexisNexis",
        "RELX",
        "News Corp",
        "Axel Springer",
        "People Inc.",
        "IAC",
        "Gannett",
        "Nielsen",
        "Gracenote",
        "Mattel",
        "Hasbro",
        "Sling TV",
    ];
    !PARTIES.contains(&name)
}
