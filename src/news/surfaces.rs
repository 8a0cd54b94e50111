//! Which names of the lexicon occur in the articles.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::index::{DocAddress, IndexError, Snapshot};
use crate::lexicon::Lexicon;
use crate::lexicon::tokens::{Token, tokenize};

/// The forms, as written, under which the lexicon's names stand in any article; each once.
pub fn surfaces(snapshot: &Snapshot, lexicon: &Lexicon) -> Result<BTreeSet<String>, IndexError> {
    let mut all = BTreeSet::new();
    for (segment_idx, segment) in snapshot.segments().iter().enumerate() {
        let numbers: Vec<usize> = segment.alive_articles().collect();
        let found: Result<BTreeSet<String>, IndexError> = numbers
            .par_iter()
            .map(|number| {
                let doc = segment.articles.get(*number).copied().unwrap_or_default();
                let address = DocAddress::new(segment_idx as u32, doc);
                let (card, body) = snapshot.article(address)?;
                let mut found = BTreeSet::new();
                add_surfaces(lexicon, &card.title, &mut found);
                add_surfaces(lexicon, &body, &mut found);
                Ok(found)
            })
            .try_reduce(BTreeSet::new, |mut one, mut other| {
                one.append(&mut other);
                Ok(one)
            });
        all.append(&mut found?);
    }
    Ok(all)
}

fn add_surfaces(lexicon: &Lexicon, text: &str, found: &mut BTreeSet<String>) {
    let mut tokens: Vec<Token> = Vec::new();
    tokenize(text, 0, text.len(), &mut tokens);
    for at in 0..tokens.len() {
        let Some(name) = lexicon.name_at(&tokens, at) else {
            continue;
        };
        let last = tokens.get(at + name.n_tokens.max(1) - 1);
        let span = tokens.get(at).zip(last);
        let surface = span.and_then(|(first, last)| text.get(first.start..last.end));
        if let Some(surface) = surface.filter(|surface| !found.contains(*surface)) {
            found.insert(surface.to_owned());
        }
    }
}
