//! Which articles are copies, and which tell one story: a number for each article of each segment.
//!
//! Relations hold across the whole corpus, so they are found after a commit and kept beside it, in a
//! file of the commit's generation. The file is small (eight bytes an article) because every search
//! reads it. Where it is missing, nothing is folded, and the next sync makes it.

use std::ops::Range;
use std::path::{Path, PathBuf};

use tantivy::directory::{Directory as _, MmapDirectory, OwnedBytes};

use super::folder::write_atomically;
use super::{IndexError, IndexFolder};
use crate::article::ContentHash;

/// First bytes of the file.
const MAGIC: &[u8] = b"newsdex relations 2\n";
/// Bytes of the sum behind them, which tells whether the rest is as it was written.
const SUM_LEN: usize = 32;
/// Stands for no story.
const NONE: u32 = u32::MAX;
/// Marks, in the number of a group, an article that is counted for itself.
const ALONE: u32 = 1 << 31;
/// Bytes of an article: its group, its story.
const PLACE_LEN: usize = 8;

/// What is known of an article in relation to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Number of the group of copies; an article without copies is alone in its group.
    pub group: u32,
    /// Number of the story, if it is in one.
    pub story: Option<u32>,
}

/// The places of all articles, by the id of their segment and their number in it.
///
/// Numbers are read where they lie in the file: a search asks for a few hundred of them.
#[derive(Clone, Debug)]
pub struct Relations {
    bytes: OwnedBytes,
    n_groups: u32,
    n_stories: u32,
    /// Ids of the stories, one a line.
    story_ids: Range<usize>,
    /// Where each of them ends.
    story_ends: Range<usize>,
    /// By id: the places of a segment's articles.
    segments: Vec<(String, Range<usize>)>,
}

/// The places of one segment's articles.
#[derive(Clone, Copy, Debug)]
pub struct SegmentRelations<'r> {
    bytes: &'r [u8],
    n_stories: u32,
}

impl SegmentRelations<'_> {
    /// The place of the article with this number in the segment.
    pub fn place(&self, article: usize) -> Option<Place> {
        let (group, story) = self.numbers(article)?;
        Some(Place {
            group: group & !ALONE,
            story: (story != NONE).then_some(story),
        })
    }

    /// What the article counts for where stories are counted: the number of its story, or behind all of
    /// those the number of its group of copies.
    pub fn counts_for(&self, article: usize) -> Option<u32> {
        let place = self.place(article)?;
        place
            .story
            .or_else(|| self.n_stories.checked_add(place.group))
    }

    /// Whether no other article counts for the same.
    pub fn is_alone(&self, article: usize) -> bool {
        self.numbers(article)
            .is_none_or(|(group, _)| group & ALONE != 0)
    }

    fn numbers(&self, article: usize) -> Option<(u32, u32)> {
        let at = article.checked_mul(PLACE_LEN)?;
        Some((number_at(self.bytes, at)?, number_at(self.bytes, at + 4)?))
    }
}

impl Relations {
    /// The places of a segment's articles.
    pub fn of_segment(&self, id: &str) -> Option<SegmentRelations<'_>> {
        let (_, range) = self.segments.iter().find(|(known, _)| known == id)?;
        Some(SegmentRelations {
            bytes: self.bytes.get(range.clone())?,
            n_stories: self.n_stories,
        })
    }

    /// One more than the highest number of [`SegmentRelations::counts_for`].
    pub fn n_counted(&self) -> usize {
        self.n_stories as usize + self.n_groups as usize
    }

    /// How many stories there are.
    pub fn n_stories(&self) -> usize {
        self.n_stories as usize
    }

    /// The id of a story.
    pub fn story_id(&self, number: u32) -> Option<String> {
        let ends = self.bytes.get(self.story_ends.clone())?;
        let end_of = |idx: u32| number_at(ends, idx as usize * 4);
        let end = end_of(number)?;
        let start = number.checked_sub(1).map_or(Some(0), end_of)?;
        let ids = self.bytes.get(self.story_ids.clone())?;
        let line = ids.get(start as usize..end as usize)?;
        let id = std::str::from_utf8(line).ok()?;
        Some(id.trim_end_matches('\n').to_owned())
    }

    /// Whether a generation has its relations, in the form that this program reads.
    pub fn exist(folder: &IndexFolder, generation: &str) -> bool {
        open(folder, generation).is_some_and(|bytes| bytes.starts_with(MAGIC))
    }

    /// Reads the relations of a generation; `None` where they are missing or damaged.
    pub fn read(folder: &IndexFolder, generation: &str) -> Option<Self> {
        let bytes = open(folder, generation)?;
        let (sum, rest) = bytes.strip_prefix(MAGIC)?.split_at_checked(SUM_LEN)?;
        let is_intact = ContentHash::of(rest).to_string().as_bytes() == sum;
        let head = MAGIC.len() + SUM_LEN;
        is_intact.then(|| Self::over(bytes.slice(head..bytes.len())))?
    }

    /// Writes the relations of a generation: places by segment, its id, then the places of its articles,
    /// deleted ones included. `story_ids` are the ids of the stories, one a line.
    pub fn write(
        folder: &IndexFolder,
        generation: &str,
        segments: &[(String, Vec<Place>)],
        story_ids: &str,
    ) -> Result<(), IndexError> {
        let bytes = encode(segments, story_ids);
        let sum = ContentHash::of(&bytes).to_string();
        let whole = [MAGIC, sum.as_bytes(), &bytes].concat();
        Ok(write_atomically(&path(folder, generation), &whole)?)
    }

    fn over(bytes: OwnedBytes) -> Option<Self> {
        let mut at = 0;
        let number = |at: &mut usize| {
            let number = number_at(&bytes, *at)?;
            *at += 4;
            Some(number)
        };
        let (n_groups, n_stories) = (number(&mut at)?, number(&mut at)?);
        let ids_len = number(&mut at)? as usize;
        let story_ids = take(&mut at, ids_len, bytes.len())?;
        let story_ends = take(&mut at, (n_stories as usize).checked_mul(4)?, bytes.len())?;
        let mut segments = Vec::new();
        while at < bytes.len() {
            let id_len = number(&mut at)? as usize;
            let id = bytes.get(take(&mut at, id_len, bytes.len())?)?;
            let id = std::str::from_utf8(id).ok()?.to_owned();
            let places = (number(&mut at)? as usize).checked_mul(PLACE_LEN)?;
            segments.push((id, take(&mut at, places, bytes.len())?));
        }
        Some(Self {
            bytes,
            n_groups,
            n_stories,
            story_ids,
            story_ends,
            segments,
        })
    }
}

/// The next `n_bytes`, where there are so many.
fn take(at: &mut usize, n_bytes: usize, n_all: usize) -> Option<Range<usize>> {
    let end = at.checked_add(n_bytes).filter(|end| *end <= n_all)?;
    Some(std::mem::replace(at, end)..end)
}

fn number_at(bytes: &[u8], at: usize) -> Option<u32> {
    let number = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*number))
}

fn encode(segments: &[(String, Vec<Place>)], story_ids: &str) -> Vec<u8> {
    let places = || segments.iter().flat_map(|(_, places)| places);
    let n_groups = places().map(|place| place.group + 1).max().unwrap_or(0);
    let mut end = 0;
    let mut end_of = |id: &str| {
        end += id.len() as u32;
        end
    };
    let story_ends: Vec<u32> = story_ids.split_inclusive('\n').map(&mut end_of).collect();
    let n_stories = story_ends.len() as u32;
    let counts_for = |place: &Place| place.story.unwrap_or(n_stories + place.group) as usize;
    let mut n_members = vec![0_u32; n_stories as usize + n_groups as usize];
    for place in places() {
        if let Some(n) = n_members.get_mut(counts_for(place)) {
            *n += 1;
        }
    }
    let mut bytes = Vec::new();
    let mut put = |number: u32| bytes.extend(number.to_le_bytes());
    [n_groups, n_stories, story_ids.len() as u32]
        .into_iter()
        .for_each(&mut put);
    bytes.extend(story_ids.as_bytes());
    bytes.extend(story_ends.iter().flat_map(|end| end.to_le_bytes()));
    let mut sorted: Vec<&(String, Vec<Place>)> = segments.iter().collect();
    sorted.sort_by_key(|(id, _)| id);
    for (id, places) in sorted {
        bytes.extend((id.len() as u32).to_le_bytes());
        bytes.extend(id.as_bytes());
        bytes.extend((places.len() as u32).to_le_bytes());
        for place in places {
            let is_alone = n_members.get(counts_for(place)) == Some(&1);
            let group = place.group | if is_alone { ALONE } else { 0 };
            bytes.extend(group.to_le_bytes());
            bytes.extend(place.story.unwrap_or(NONE).to_le_bytes());
        }
    }
    bytes
}

fn name(generation: &str) -> String {
    format!("relations-{generation}")
}

fn path(folder: &IndexFolder, generation: &str) -> PathBuf {
    folder.path().join(name(generation))
}

/// The whole file, as a mapping: it is read through once, for its sum, and never copied.
fn open(folder: &IndexFolder, generation: &str) -> Option<OwnedBytes> {
    let directory = MmapDirectory::open(folder.path()).ok()?;
    let file = directory.open_read(Path::new(&name(generation))).ok()?;
    file.read_bytes().ok()
}

#[cfg(test)]
mod tests {
    use fs_err as fs;

    use super::*;

    #[test]
    fn what_was_written_is_read_and_damage_is_noticed() {
        let place = |group, story| Place { group, story };
        let segments = vec![
            ("b".to_owned(), vec![place(0, None), place(1, Some(1))]),
            ("a".to_owned(), vec![place(1, Some(1))]),
        ];
        let root = tempfile::tempdir().unwrap();
        let folder = IndexFolder::create_next(root.path()).unwrap();
        Relations::write(&folder, "7", &segments, "x\ny\n").unwrap();
        let read = Relations::read(&folder, "7").unwrap();
        assert_eq!((read.n_counted(), read.n_stories()), (4, 2));
        let b = read.of_segment("b").unwrap();
        assert_eq!(
            [0, 1, 2].map(|idx| b.counts_for(idx)),
            [Some(2), Some(1), None]
        );
        assert_eq!([0, 1, 2].map(|idx| b.is_alone(idx)), [true, false, true]);
        for (id, places) in &segments {
            let read = read.of_segment(id).unwrap();
            let read: Vec<Place> = (0..).map_while(|idx| read.place(idx)).collect();
            assert_eq!(read, *places);
        }
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
