//! What an outlet prints in many of its articles: the furniture that cleaning could not know.
//!
//! A piece of text (a run of words, a sentence) is boilerplate where articles of one site hold it under
//! more than a few headlines. Articles without a site have none.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Entry, Sketch};

/// Hashes of pieces of text that are boilerplate at a site.
pub(super) struct Boilerplate<'a> {
    by_site: FxHashMap<&'a str, FxHashSet<u32>>,
}

impl Boilerplate<'_> {
    /// Whether a site prints this piece in many articles.
    pub(super) fn has(&self, site: Option<&str>, piece: u32) -> bool {
        let of_site = site.and_then(|site| self.by_site.get(site));
        of_site.is_some_and(|pieces| pieces.contains(&piece))
    }
}

/// Finds the pieces, as `pieces_of` gives them, that stand under more than `most_titles` headlines of a
/// site.
pub(super) fn find<'a>(
    entries: &[&Entry<'a>],
    pieces_of: fn(&Sketch) -> &[u32],
    most_titles: usize,
) -> Boilerplate<'a> {
    let mut sites: FxHashMap<&'a str, Vec<&'a Sketch>> = FxHashMap::default();
    for entry in entries {
        if let Some(site) = entry.site {
            sites.entry(site).or_default().push(entry.sketch);
        }
    }
    let by_site = sites
        .into_iter()
        .filter(|(_, sketches)| sketches.len() > most_titles)
        .map(|(site, sketches)| (site, of_site(&sketches, pieces_of, most_titles)))
        .collect();
    Boilerplate { by_site }
}

fn of_site(
    sketches: &[&Sketch],
    pieces_of: fn(&Sketch) -> &[u32],
    most_titles: usize,
) -> FxHashSet<u32> {
    let mut held: Vec<(u32, u32)> = sketches
        .iter()
        .flat_map(|sketch| pieces_of(sketch).iter().map(|piece| (*piece, sketch.title)))
        .collect();
    held.sort_unstable();
    held.dedup();
    held.chunk_by(|one, other| one.0 == other.0)
        .filter(|held| held.len() > most_titles)
        .filter_map(|held| held.first().map(|(piece, _)| *piece))
        .collect()
}
