//! Names to company tags: what counts, what is primary, where it stands.

use rustc_hash::FxHashSet;

use super::names::{EntityId, Kind, Names, key_of};
use super::reading::Reading;
use super::tags::{CompanyTag, FoundBy, Span};

/// The companies of an article; `parties` are names that a deal made parties, `site` the publisher.
pub(super) fn companies(
    reading: &Reading,
    names: &Names,
    parties: &[EntityId],
    speaker: Option<EntityId>,
    site: Option<&str>,
) -> Vec<CompanyTag> {
    let parties: FxHashSet<EntityId> = parties.iter().copied().collect();
    let mut order: Vec<EntityId> = Vec::new();
    let mut places: Vec<Vec<usize>> = vec![Vec::new(); names.entities.len()];
    for (idx, mention) in names.mentions.iter().enumerate() {
        if let Some(own) = places.get_mut(mention.entity) {
            if own.is_empty() {
                order.push(mention.entity);
            }
            own.push(idx);
        }
        if let Some(also) = mention
            .also
            .and_then(|also| places.get_mut(also).map(|own| (also, own)))
        {
            if also.1.is_empty() {
                order.push(also.0);
            }
            also.1.push(idx);
        }
    }
    order
        .into_iter()
        .filter_map(|id| {
            tag(
                reading,
                names,
                id,
                places.get(id)?,
                parties.contains(&id),
                speaker == Some(id),
                site,
            )
        })
        .collect()
}

fn tag(
    reading: &Reading,
    names: &Names,
    id: EntityId,
    places: &[usize],
    is_party: bool,
    is_speaker: bool,
    site: Option<&str>,
) -> Option<CompanyTag> {
    let entity = names.entity(id)?;
    let found_by = match entity.kind {
        Kind::Known => FoundBy::Lexicon,
        Kind::Org => FoundBy::Form,
        Kind::Maybe if is_party => FoundBy::Context,
        // In its own words: "we", of the maker of what is named.
        Kind::Owner if is_speaker => FoundBy::Context,
        _ => return None,
    };
    if entity.is_media && is_publisher(&entity.name, site) {
        return None;
    }
    let mut surfaces: Vec<String> = Vec::new();
    let mut spans: Vec<Span> = Vec::new();
    let mut written: Vec<&str> = Vec::new();
    let (mut in_title, mut first_sentence) = (false, usize::MAX);
    for mention in places.iter().filter_map(|idx| names.mentions.get(*idx)) {
        let Some(sentence) = reading.sentences.get(mention.sentence) else {
            continue;
        };
        in_title |= mention.sentence == 0;
        first_sentence = first_sentence.min(mention.sentence);
        let surface = reading.text(sentence.part, &mention.tokens);
        if written.len() < 40 {
            written.push(surface);
        }
        if surfaces.len() < 20 && !surfaces.iter().any(|known| known == surface) {
            surfaces.push(surface.to_owned());
        }
        spans.push(Span {
            part: sentence.part,
            range: reading.bytes(&mention.tokens),
        });
    }
    if entity.is_school && !is_party && !in_title {
        return None;
    }
    let primary = in_title || first_sentence <= 2 && spans.len() >= 3;
    Some(CompanyTag {
        name: if entity.org.is_some() {
            entity.name.clone()
        } else {
            spelling(&entity.name, &written)
        },
        surfaces,
        spans,
        primary: primary && !entity.is_media,
        found_by,
    })
}

/// Of the ways in which a name is written, but for its short forms, the one that occurs most.
fn spelling(name: &str, written: &[&str]) -> String {
    let key = key_of(name);
    let mut best = (0, name);
    for surface in written.iter().filter(|surface| key_of(surface) == key) {
        let n = written.iter().filter(|other| other == &surface).count();
        if n > best.0 {
            best = (n, surface);
        }
    }
    best.1.to_owned()
}

/// Whether a paper is the one whose page this is: `techcrunch.com` is that of `TechCrunch`.
fn is_publisher(name: &str, site: Option<&str>) -> bool {
    let fold = |text: &str| -> String {
        text.chars()
            .filter(char::is_ascii_alphanumeric)
            .flat_map(char::to_lowercase)
            .collect()
    };
    let own = fold(name.strip_prefix("The ").unwrap_or(name));
    site.is_some_and(|site| fold(site).contains(&own) && !own.is_empty())
}
