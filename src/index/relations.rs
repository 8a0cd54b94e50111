//! Which articles are copies, and which tell one story: a number for each article of each segment.
//!
//! Relations hold across the whole corpus, so they are found after a commit and kept beside it, in a
//! file of the commit's generation. The file is small (eight bytes an article) because every search
//! reads it. Where it is missing, nothing is folded, and the next sync makes it.

use std::path::PathBuf;

use fs_err as fs;
use rustc_hash::FxHashMap;

use super::folder::write_atomically;
use super::{IndexError, IndexFolder};
use crate::article::ContentHash;

/// First bytes of the file.
const MAGIC: &[u8] = b"newsdex relations 1\n";
/// Bytes of the sum behind them, which tells whether the rest is as it was written.
const SUM_LEN: usize = 32;
/// Stands for no story.
const NONE: u32 = u32::MAX;

/// What is known of an article in relation to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Number of the group of copies; an article without copies is alone in its group.
    pub group: u32,
    /// Number of the story, if it is in one.
    pub story: Option<u32>,
}

/// The places of all articles, by the id of their segment and their number in it.
#[derive(Clone, Debug, Default)]
pub struct Relations {
    segments: FxHashMap<String, Vec<Place>>,
    /// By segment, for each article: what it counts for, see [`Relations::counted_of_segment`].
    counted: FxHashMap<String, Vec<u32>>,
    /// Whether several articles count for a number.
    is_shared: Vec<bool>,
    n_groups: u32,
    /// Ids of the stories, one a line.
    story_ids: String,
    /// Where each of them ends in `story_ids`.
    story_ends: Vec<u32>,
}

impl Relations {
    /// Places by segment: its id, then the places of its articles, deleted ones included.
    /// `story_ids` are the ids of the stories, one a line.
    pub fn new(segments: Vec<(String, Vec<Place>)>, story_ids: String) -> Self {
        let places = || segments.iter().flat_map(|(_, places)| places);
        let n_groups = places().map(|place| place.group + 1).max().unwrap_or(0);
        let mut end = 0;
        let mut end_of = |id: &str| {
            end += id.len();
            end as u32
        };
        let story_ends: Vec<u32> = story_ids.split_inclusive('\n').map(&mut end_of).collect();
        let n_stories = story_ends.len() as u32;
        let counts_for = |place: &Place| place.story.unwrap_or(n_stories + place.group);
        let counted = |(id, places): &(String, Vec<Place>)| {
            (id.clone(), places.iter().map(counts_for).collect())
        };
        let mut n_members = vec![0_u32; n_stories as usize + n_groups as usize];
        for place in places() {
            if let Some(n) = n_members.get_mut(counts_for(place) as usize) {
                *n += 1;
            }
        }
        Self {
            counted: segments.iter().map(counted).collect(),
            is_shared: n_members.into_iter().map(|n| n > 1).collect(),
            segments: segments.into_iter().collect(),
            n_groups,
            story_ends,
            story_ids,
        }
    }

    /// The places of a segment's articles.
    pub fn of_segment(&self, id: &str) -> Option<&[Place]> {
        self.segments.get(id).map(Vec::as_slice)
    }

    /// What each article of a segment counts for where stories are counted: the number of its story, or
    /// behind all of those the number of its group of copies.
    pub fn counted_of_segment(&self, id: &str) -> Option<&[u32]> {
        self.counted.get(id).map(Vec::as_slice)
    }

    /// Whether several articles count for this number.
    pub fn is_shared(&self, number: u32) -> bool {
        self.is_shared.get(number as usize) == Some(&true)
    }

    /// One more than the highest number of [`Relations::counted_of_segment`].
    pub fn n_counted(&self) -> usize {
        self.n_stories() + self.n_groups as usize
    }

    /// How many stories there are.
    pub fn n_stories(&self) -> usize {
        self.story_ends.len()
    }

    /// The id of a story.
    pub fn story_id(&self, number: u32) -> Option<String> {
        let end = *self.story_ends.get(number as usize)? as usize;
        let before = number
            .checked_sub(1)
            .and_then(|idx| self.story_ends.get(idx as usize));
        let line = self
            .story_ids
            .get(before.map_or(0, |end| *end as usize)..end)?;
        Some(line.trim_end_matches('\n').to_owned())
    }

    /// Whether a generation has its relations.
    pub fn exist(folder: &IndexFolder, generation: &str) -> bool {
        path(folder, generation).try_exists().unwrap_or(false)
    }

    /// Reads the relations of a generation; `None` where they are missing or damaged.
    pub fn read(folder: &IndexFolder, generation: &str) -> Option<Self> {
        let bytes = fs::read(path(folder, generation)).ok()?;
        let (sum, rest) = bytes.strip_prefix(MAGIC)?.split_at_checked(SUM_LEN)?;
        let is_intact = ContentHash::of(rest).to_string().as_bytes() == sum;
        is_intact.then(|| decode(rest)).flatten()
    }

    /// Writes the relations of a generation.
    pub fn write(&self, folder: &IndexFolder, generation: &str) -> Result<(), IndexError> {
        let mut bytes = Vec::new();
        bytes.extend((self.story_ids.len() as u32).to_le_bytes());
        bytes.extend(self.story_ids.as_bytes());
        let mut segments: Vec<(&String, &Vec<Place>)> = self.segments.iter().collect();
        segments.sort_by_key(|(id, _)| *id);
        for (id, places) in segments {
            bytes.extend((id.len() as u32).to_le_bytes());
            bytes.extend(id.as_bytes());
            bytes.extend((places.len() as u32).to_le_bytes());
            for place in places {
                bytes.extend(place.group.to_le_bytes());
                bytes.extend(place.story.unwrap_or(NONE).to_le_bytes());
            }
        }
        let sum = ContentHash::of(&bytes).to_string();
        let whole = [MAGIC, sum.as_bytes(), &bytes].concat();
        Ok(write_atomically(&path(folder, generation), &whole)?)
    }
}

fn path(folder: &IndexFolder, generation: &str) -> PathBuf {
    folder.path().join(format!("relations-{generation}"))
}

fn decode(mut bytes: &[u8]) -> Option<Relations> {
    let ids_len = take_number(&mut bytes)? as usize;
    let (ids, rest) = bytes.split_at_checked(ids_len)?;
    let story_ids = String::from_utf8(ids.to_vec()).ok()?;
    bytes = rest;
    let mut segments = Vec::new();
    while !bytes.is_empty() {
        let id_len = take_number(&mut bytes)? as usize;
        let (id, rest) = bytes.split_at_checked(id_len)?;
        bytes = rest;
        let n_places = take_number(&mut bytes)? as usize;
        let (places, rest) = bytes.split_at_checked(n_places.checked_mul(8)?)?;
        bytes = rest;
        let place = |pair: &[u8]| {
            let mut pair = pair;
            let group = take_number(&mut pair)?;
            let story = take_number(&mut pair).filter(|story| *story != NONE);
            Some(Place { group, story })
        };
        let places: Option<Vec<Place>> = places.chunks_exact(8).map(place).collect();
        segments.push((String::from_utf8(id.to_vec()).ok()?, places?));
    }
    Some(Relations::new(segments, story_ids))
}

fn take_number(bytes: &mut &[u8]) -> Option<u32> {
    let (number, rest) = bytes.split_first_chunk::<4>()?;
    *bytes = rest;
    Some(u32::from_le_bytes(*number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_damage_is_noticed() {
        let place = |group, story| Place { group, story };
        let segments = vec![
            ("b".to_owned(), vec![place(0, None), place(1, Some(1))]),
            ("a".to_owned(), vec![place(1, Some(1))]),
        ];
        let relations = Relations::new(segments, "x\ny\n".to_owned());
        assert_eq!((relations.n_counted(), relations.n_stories()), (4, 2));
        assert_eq!(relations.counted_of_segment("b"), Some(&[2, 1][..]));
        assert!(relations.is_shared(1) && !relations.is_shared(2) && !relations.is_shared(9));
        let root = tempfile::tempdir().unwrap();
        let folder = IndexFolder::create_next(root.path()).unwrap();
        relations.write(&folder, "7").unwrap();
        let read = Relations::read(&folder, "7").unwrap();
        assert_eq!(read.of_segment("b"), relations.of_segment("b"));
        assert_eq!(read.of_segment("a"), relations.of_segment("a"));
        assert_eq!(read.story_id(0).as_deref(), Some("x"));
        assert_eq!(read.story_id(1).as_deref(), Some("y"));
        assert_eq!(read.story_id(2), None);
        assert!(read.of_segment("c").is_none() && Relations::read(&folder, "8").is_none());
        let whole = fs::read(path(&folder, "7")).unwrap();
        for n_bytes in 0..whole.len() {
            let cut = whole.get(..n_bytes).unwrap();
            fs::write(path(&folder, "7"), cut).unwrap();
            assert!(Relations::read(&folder, "7").is_none(), "{n_bytes}");
        }
    }
}
