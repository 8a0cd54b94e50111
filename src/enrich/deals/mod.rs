//! The deals of an article: each sentence that holds a name and a deal word is read by the rules, and what
//! they find is joined into one deal a tie.

mod about;
mod acquisitions;
mod agreements;
mod clouds;
mod draft;
mod funding;
mod grammar;
mod handovers;
mod investors;
mod join;
mod line;
mod offers;
mod pairs;
mod partners;
mod stakes;
mod status;

use self::draft::Draft;
use self::line::{Item, Line};
use super::names::{EntityId, Kind, Names, key_of};
use super::reading::{Reading, Sentence};
use super::tags::{Deal, DealKind, DealStatus, Role};
use super::words::Class;
use crate::lexicon::Lexicon;
use crate::lexicon::tokens::{Shape, hash_of};

/// More findings than this are a list of names, not news.
const MAX_DRAFTS: usize = 400;

/// What was found in an article.
pub(crate) struct Found {
    pub(crate) deals: Vec<Deal>,
    /// The names that are parties of one.
    pub(crate) parties: Vec<EntityId>,
    /// Whose own words the article is, where it says `we`.
    pub(crate) speaker: Option<EntityId>,
}

/// The deals of an article, and the names that only a deal made parties.
pub(crate) fn deals(
    lexicon: &Lexicon,
    reading: &Reading,
    names: &Names,
    site: Option<&str>,
) -> Found {
    let offers = offers::offers(lexicon, reading, names);
    let provides = |id: EntityId| offers.get(id).copied().unwrap_or(0);
    let outlet = outlet(names, site);
    let is_company = |id: EntityId| is_org(names, id) && Some(id) != outlet;
    // Where the publisher is named first, the page is one of many topics.
    let about = about(names).filter(|id| Some(*id) != outlet);
    let speaker = speaker(lexicon, reading, names, about, site);
    let mut drafts: Vec<Draft> = Vec::new();
    let mut topic = about;
    let mut first_mention = 0;
    let phrases = ["private", "bid"].map(hash_of);
    let mut is_confirmed = false;
    for (idx, sentence) in reading.sentences.iter().enumerate() {
        if begins_item(reading, sentence) {
            topic = None;
        }
        let rest = names.mentions.get(first_mention..).unwrap_or_default();
        let n_own = rest
            .iter()
            .take_while(|mention| mention.tokens.start < sentence.tokens.end)
            .count();
        let own = rest.get(..n_own).unwrap_or_default();
        first_mention += n_own;
        let tells = sentence.tokens.clone().any(|at| {
            is_deal_word(reading.class(at))
                // "takes it private", "its bid for"
                || reading.token(at).is_some_and(|token| phrases.contains(&token.hash))
                // "received $40 million"
                || reading.class(at) == Class::Obtain
                    && (at + 1..at + 4).any(|at| {
                        reading
                            .token(at)
                            .is_some_and(|token| token.shape == Shape::Currency)
                    })
        });
        if !tells {
            if let Some(mention) = own
                .iter()
                .find(|mention| !mention.is_product && is_company(mention.entity))
            {
                topic = Some(mention.entity);
            }
            continue;
        }
        let mut line = Line::new(reading, names, idx, sentence, own, &provides);
        line.topic = topic;
        line.about = about;
        line.speaker = speaker;
        is_confirmed |= confirms(&line);
        let first = drafts.len();
        acquisitions::read(&line, &mut drafts);
        funding::read(&line, &mut drafts);
        agreements::read(&line, &mut drafts);
        clouds::read(&line, &mut drafts);
        let fits = |draft: &Draft| {
            !line.is_denied(draft.at)
                && draft
                    .parties
                    .iter()
                    .all(|(id, role)| is_party(names, *id, *role))
                && !(draft.kind == DealKind::Acquisition
                    && draft
                        .having(Role::Buyer)
                        .all(|id| is_agency(lexicon, names, id)))
        };
        let mut own = drafts.split_off(first);
        own.retain(fits);
        drafts.append(&mut own);
        for draft in drafts.iter_mut().skip(first) {
            // Who has a stake already is no rumour.
            draft.status = Some(())
                .filter(|()| draft.rule != "backed")
                .and_then(|()| status::status(&line, draft.at, &draft.parties));
            draft.is_told = draft.status.is_none() && status::is_told(&line, draft.at);
            draft.is_past = is_past(&line, draft.at);
            draft.is_latest =
                (0..line.len()).any(|at| line.is_word(at, &["new", "latest", "fresh", "current"]));
        }
        drafts.truncate(MAX_DRAFTS);
        if drafts.len() == first {
            price_of_the_deal(&line, &mut drafts);
            end_of_the_deal(&line, &mut drafts);
        }
        if let Some(next) = next_topic(&line, &is_company) {
            topic = Some(next);
        }
    }
    let (deals, parties) = join::join(
        reading,
        names,
        drafts,
        about,
        &join::News {
            is_hedged: title_is_hedged(reading, names, &provides),
            is_confirmed,
        },
    );
    Found {
        deals,
        parties,
        speaker,
    }
}

/// Whether the headline tells that the news is somebody's report.
fn title_is_hedged(reading: &Reading, names: &Names, provides: &dyn Fn(EntityId) -> u8) -> bool {
    let mentions = names.mentions.iter();
    let own: Vec<_> = mentions
        .take_while(|mention| mention.sentence == 0)
        .cloned()
        .collect();
    reading.sentences.first().is_some_and(|title| {
        let title = Line::new(reading, names, 0, title, &own, provides);
        status::title_is_hedged(&title)
    })
}

/// `The deal is valued at $3 billion`: the price of what a sentence before told.
fn price_of_the_deal(line: &Line, drafts: &mut [Draft]) {
    let tells = (0..line.len()).any(|at| {
        // "The customer agreed to pay $3 billion a year."
        let is_told = matches!(
            line.class(at),
            Some(Class::Deal | Class::Acquisition | Class::Pay)
        );
        is_told && !line.is_word(at, &["deals", "acquisitions"])
    });
    let Some(last) = drafts.last_mut().filter(|_| tells) else {
        return;
    };
    let is_near = last
        .sentences
        .iter()
        .any(|sentence| line.idx.saturating_sub(*sentence) <= 3);
    let is_price = matches!(
        last.kind,
        DealKind::Acquisition | DealKind::Cloud | DealKind::Supply
    );
    if last.amount.is_some() || !is_price {
        return;
    }
    let money = line
        .price(0..line.len())
        .and_then(|idx| line.money.get(idx));
    // What is paid again and again is told at any length behind the deal; nobody else may be named.
    let is_rate = money.is_some_and(|money| money.amount.per.is_some())
        && last.kind != DealKind::Acquisition
        && (0..line.len()).any(|at| line.is(at, Class::Pay))
        && names_only(line, last);
    if is_near || is_rate {
        last.amount = money.map(|money| money.amount.clone());
    }
}

/// Whether no organisation but the parties of a deal is named in a sentence.
fn names_only(line: &Line, deal: &Draft) -> bool {
    (0..line.len()).all(|at| {
        line.name(at).is_none_or(|id| {
            line.is_press(id) || deal.parties.iter().any(|(party, _)| *party == id)
        })
    })
}

/// Whether a sentence begins an item of a list, which goes on with nothing that the one before told.
fn begins_item(reading: &Reading, sentence: &Sentence) -> bool {
    let text = reading.part(sentence.part).get(sentence.span.clone());
    text.is_some_and(|text| text.starts_with(['-', '*', '•', '+']))
}

/// `The company confirmed the acquisition`.
fn confirms(line: &Line) -> bool {
    (0..line.len()).any(|at| line.is_word(at, &["confirmed", "confirms"]) && !line.is_denied(at))
        && (0..line.len()).any(|at| {
            matches!(
                line.class(at),
                Some(Class::Deal | Class::Acquisition | Class::Investment)
            )
        })
}

/// `The talks have ended`, `it rejected the bid`: said of what a sentence before told.
fn end_of_the_deal(line: &Line, drafts: &mut [Draft]) {
    let about_it = (0..line.len()).find(|at| {
        matches!(
            line.class(*at),
            Some(Class::Deal | Class::Acquisition | Class::Talks | Class::Partnership)
        )
    });
    // What is said of others is not said of it.
    let is_of_it = |deal: &&mut Draft| names_only(line, deal);
    let (Some(at), Some(last)) = (about_it, drafts.last_mut().filter(is_of_it)) else {
        return;
    };
    let is_near = last
        .sentences
        .iter()
        .any(|sentence| line.idx.saturating_sub(*sentence) <= 3);
    if !is_near {
        return;
    }
    let is_refused =
        last.kind == DealKind::Acquisition && (0..line.len()).any(|at| status::refuses(line, at));
    if is_refused {
        last.status = Some(DealStatus::Blocked);
    } else if status::status(line, at, &last.parties) == Some(DealStatus::Ended) {
        last.status = Some(DealStatus::Ended);
    }
}

fn is_deal_word(class: Class) -> bool {
    matches!(
        class,
        Class::Acquire
            | Class::Acquisition
            | Class::Merge
            | Class::Sell
            | Class::Invest
            | Class::Investment
            | Class::Stake
            | Class::Back
            | Class::Raise
            | Class::Round
            | Class::Lead
            | Class::Participate
            | Class::Investors
            | Class::Partner
            | Class::Partnership
            | Class::Collaborate
            | Class::Team
            | Class::Deal
            | Class::License
            | Class::Supply
            | Class::Supplier
            | Class::Pay
            | Class::Rent
            | Class::Use
            | Class::Available
            | Class::Offer
            | Class::Join
            | Class::Customer
    )
}

/// Whether a name may be a party: a doubtful one only as an investor, beside others that are none.
fn is_party(names: &Names, id: EntityId, role: Role) -> bool {
    names.entity(id).is_some_and(|entity| {
        entity.kind != Kind::Maybe || role == Role::Investor || entity.score >= 1
    })
}

fn is_org(names: &Names, id: EntityId) -> bool {
    names
        .entity(id)
        .is_some_and(|entity| matches!(entity.kind, Kind::Known | Kind::Org) && !entity.is_media)
}

/// The publisher, where it is a paper or no company that the lexicon lists: nobody means it who says `it`.
fn outlet(names: &Names, site: Option<&str>) -> Option<EntityId> {
    let site = key_of(site?);
    (0..names.entities.len()).find(|id| {
        names.entity(*id).is_some_and(|entity| {
            let key = key_of(&entity.name);
            let is_paper = entity.is_media || entity.org.is_none();
            is_paper && key.len() > 2 && site.starts_with(&key)
        })
    })
}

/// An agency or a court buys no company, however near its name stands to an acquisition.
fn is_agency(lexicon: &Lexicon, names: &Names, id: EntityId) -> bool {
    let org = names.entity(id).and_then(|entity| entity.org);
    org.is_some_and(|org| lexicon.org(org).group == "public")
}

/// `was founded in 2024 and raised $3 million that year`: told of what is long over.
fn is_past(line: &Line, at: usize) -> bool {
    let that_year = (at + 1..(at + 14).min(line.len())).any(|idx| {
        line.is_word(idx, &["year", "month"]) && line.is_word(idx - 1, &["that", "same"])
    });
    let was_founded = (at.saturating_sub(8)..at)
        .any(|idx| idx > 0 && line.is_word(idx, &["founded"]) && line.is_word(idx - 1, &["was"]));
    that_year || was_founded
}

/// Whom the next sentence's `it` means: the first subject of this one.
fn next_topic(line: &Line, is_company: &dyn Fn(EntityId) -> bool) -> Option<EntityId> {
    let subject = |at: usize| {
        line.name(at)
            .filter(|id| is_company(*id) && !line.is_preposed(at))
    };
    let is_owner = |at: usize| line.item(at + 1) == Some(Item::Possessive);
    let plain = (0..line.len()).find_map(|at| subject(at).filter(|_| !is_owner(at)));
    plain.or_else(|| {
        (0..line.len()).find_map(|at| line.name(at).filter(|id| is_owner(at) && is_company(*id)))
    })
}

/// The organisation the article is about: the first in the title that is no paper, else in the body.
fn about(names: &Names) -> Option<EntityId> {
    let named = || {
        let mentions = names.mentions.iter();
        mentions.filter(|mention| is_org(names, mention.entity) && !mention.is_product)
    };
    let in_title = named().find(|mention| mention.sentence == 0);
    in_title
        .or_else(|| named().next())
        .map(|mention| mention.entity)
}

/// Whom `we` means: the company that an article in the first person is about.
fn speaker(
    lexicon: &Lexicon,
    reading: &Reading,
    names: &Names,
    about: Option<EntityId>,
    site: Option<&str>,
) -> Option<EntityId> {
    let is_quoted = |sentence: &Sentence| {
        let text = reading.part(sentence.part).get(sentence.span.clone());
        text.is_some_and(|text| text.contains(['"', '“', '”']))
    };
    let n_we_of = |sentence: &Sentence| {
        let is_we = |at: &usize| reading.class(*at) == Class::We;
        let n_we = sentence.tokens.clone().filter(is_we).count();
        // Few sentences say it; only their text is looked through.
        if n_we > 0 && is_quoted(sentence) {
            0
        } else {
            n_we
        }
    };
    let n_we: usize = reading.sentences.iter().map(n_we_of).sum();
    if n_we < 3 {
        return None;
    }
    let own_site = site.and_then(|site| {
        (0..names.entities.len()).find(|id| {
            names.entity(*id).is_some_and(|entity| {
                let key = key_of(&entity.name);
                entity.org.is_some()
                    && !entity.is_media
                    && key.len() > 2
                    && key_of(site).starts_with(&key)
            })
        })
    });
    if own_site.is_some() {
        return own_site;
    }
    // Its own products and name are what such an article names most.
    let mut counts = vec![0_usize; names.entities.len()];
    for mention in &names.mentions {
        let org = names.entity(mention.entity).and_then(|entity| entity.org);
        let is_known = org.is_some_and(|org| {
            !matches!(
                lexicon.org(org).group.as_str(),
                "public" | "universities" | "media"
            )
        });
        if let Some(count) = counts.get_mut(mention.entity).filter(|_| is_known) {
            *count += 1;
        }
    }
    let most = counts
        .into_iter()
        .enumerate()
        .max_by_key(|(id, n)| (*n, Some(*id) == about))?;
    (most.1 > 0).then_some(most.0)
}
