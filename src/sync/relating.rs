//! What holds across articles, found after each commit and kept beside it.

use jiff::civil::Date;
use rayon::prelude::*;

use crate::analysis::stems::Stems;
use crate::article::{ArticleId, ByHand, PartialDay};
use crate::enrich::is_buying_advice;
use crate::index::{
    DocAddress, IndexError, IndexFolder, Names, News, NewsArticle, NewsMember, NewsStory, Place,
    Relations, Segment, Snapshot, keep_words, sums,
};
use crate::relate::{self, CopyOf, Entry, Sketch, StoryOf, Text};

/// An article of the index as relating needs it, and no more: a corpus has many.
struct Known {
    address: DocAddress,
    /// Segment and number of the article in it.
    place: (usize, usize),
    id: ArticleId,
    published: Option<PartialDay>,
    site: Option<String>,
    names: Vec<String>,
    /// Whether it advises what to buy.
    is_advice: bool,
    /// What its file says of its story, and of what it is a copy.
    by_hand: (Option<String>, Option<String>),
    sketch: Sketch,
}

/// Finds copies and stories among all articles of a commit and keeps them under its generation, with the words
/// of its segments.
pub(super) fn relate(folder: &IndexFolder) -> Result<(), IndexError> {
    let snapshot = Snapshot::open_to_read_through(folder)?;
    keep_words(&snapshot)?;
    let mut known = read(&snapshot)?;
    known.sort_by(|a, b| order(a).cmp(&order(b)));
    let entries: Vec<Entry<'_>> = known.iter().map(entry).collect();
    let related = relate::relate(&entries);
    let stories = stories(&snapshot, &known, &related)?;
    drop(entries);
    let ids: Vec<&str> = stories.iter().map(|story| story.id.as_str()).collect();
    let ids = ids.join("\n");
    let places = places(&snapshot, &known, &related);
    known.iter_mut().for_each(|article| {
        // What relating needed goes before what only the news need comes.
        article.sketch = Sketch::default();
        article.names = Vec::new();
    });
    let news = news(&snapshot, &known, &related, stories)?;
    news.write(folder, snapshot.generation())?;
    Names::of(snapshot.lexicon()).write(folder, snapshot.generation())?;
    Relations::write(folder, snapshot.generation(), &places, &ids)?;
    let segments = snapshot.segments().iter().map(Segment::name);
    sums::write(folder, snapshot.generation(), segments)?;
    remove_others(folder, snapshot.generation())
}

fn order(known: &Known) -> (bool, Option<Date>, &str) {
    let first = known.published.map(PartialDay::first);
    (first.is_none(), first, known.id.as_str())
}

fn read(snapshot: &Snapshot) -> Result<Vec<Known>, IndexError> {
    let mut all = Vec::new();
    for (segment_idx, segment) in snapshot.segments().iter().enumerate() {
        let numbers: Vec<usize> = segment.alive_articles().collect();
        let read = numbers.par_iter().map(|number| {
            let doc = segment.articles.get(*number).copied().unwrap_or_default();
            let address = DocAddress::new(segment_idx as u32, doc);
            let stored = snapshot.stored(address)?;
            let is_advice = is_buying_advice(&stored.facts.topics, stored.card.title.as_str());
            let companies = stored.facts.companies.into_iter();
            Ok(Known {
                address,
                place: (segment_idx, *number),
                id: stored.card.id,
                published: stored.card.published.map(|published| published.day),
                site: stored.card.site,
                by_hand: (stored.facts.by_hand.story, stored.facts.by_hand.copy_of),
                is_advice,
                names: companies.map(|company| company.name).collect(),
                sketch: Sketch::from_bytes(&snapshot.sketch(address)?).unwrap_or_default(),
            })
        });
        all.extend(read.collect::<Result<Vec<Known>, IndexError>>()?);
    }
    Ok(all)
}

fn entry(known: &Known) -> Entry<'_> {
    Entry {
        id: known.id.as_str(),
        published: known.published,
        site: known.site.as_deref(),
        sketch: &known.sketch,
        companies: &known.names,
        copy_of: match known.by_hand.1.as_deref() {
            None => CopyOf::Found,
            Some(ByHand::NONE) => CopyOf::Nothing,
            Some(id) => CopyOf::Article(id),
        },
        story: match known.by_hand.0.as_deref() {
            // Lists of offers share their words and their days, but tell no event.
            None if known.is_advice => StoryOf::Nothing,
            None => StoryOf::Found,
            Some(ByHand::NONE) => StoryOf::Nothing,
            Some(name) => StoryOf::Named(name),
        },
    }
}

/// A number for each group of copies and each story, by segment.
fn places(
    snapshot: &Snapshot,
    known: &[Known],
    related: &relate::Relations,
) -> Vec<(String, Vec<Place>)> {
    let mut groups: Vec<u32> = (0..known.len() as u32).collect();
    for copies in &related.copies {
        for copy in &copies.copies {
            if let Some(group) = groups.get_mut(copy.place) {
                *group = copies.original as u32;
            }
        }
    }
    let mut story_of: Vec<Option<u32>> = vec![None; known.len()];
    for (number, story) in related.stories.iter().enumerate() {
        for member in &story.articles {
            if let Some(story) = story_of.get_mut(member.place) {
                *story = Some(number as u32);
            }
        }
    }
    let unknown = Place {
        group: 0,
        story: None,
    };
    let mut segments: Vec<(String, Vec<Place>)> = snapshot
        .segments()
        .iter()
        .map(|segment| (segment.name(), vec![unknown; segment.articles.len()]))
        .collect();
    for ((article, group), story) in known.iter().zip(groups).zip(story_of) {
        let (segment, number) = article.place;
        let place = segments
            .get_mut(segment)
            .and_then(|(_, places)| places.get_mut(number));
        if let Some(place) = place {
            *place = Place { group, story };
        }
    }
    segments
}

fn stories(
    snapshot: &Snapshot,
    known: &[Known],
    related: &relate::Relations,
) -> Result<Vec<NewsStory>, IndexError> {
    let spelled = related
        .stories
        .par_iter()
        .map_init(Stems::new, |stems, story| {
            let first = story.articles.first().and_then(|m| known.get(m.place));
            let mut words = Vec::new();
            if let Some(first) = first {
                let (card, body) = snapshot.article(first.address)?;
                let text = Text {
                    title: &card.title,
                    body: &body,
                    site: card.site.as_deref(),
                };
                words = relate::spell(&story.words, &text, stems);
            }
            let id = story.name.clone().or_else(|| Some(first?.id.to_string()));
            Ok(NewsStory {
                id: id.unwrap_or_default(),
                articles: story.articles.iter().map(member).collect(),
                words,
                companies: story.companies.clone(),
                likeness: story.likeness,
            })
        });
    spelled.collect()
}

fn member(member: &relate::Member) -> NewsMember {
    NewsMember {
        place: member.place,
        is_copy: member.is_copy,
        nearest: member.nearest,
        likeness: member.likeness,
    }
}

fn news(
    snapshot: &Snapshot,
    known: &[Known],
    related: &relate::Relations,
    stories: Vec<NewsStory>,
) -> Result<News, IndexError> {
    let article = |known: &Known| {
        let stored = snapshot.stored(known.address)?;
        Ok(NewsArticle {
            id: known.id.to_string(),
            title: stored.card.title,
            day: known.published.map(|day| day.to_string()),
            site: stored.card.site,
            url: stored.card.url,
            language: stored.language,
            facts: stored.facts,
            ..NewsArticle::default()
        })
    };
    let articles: Result<Vec<NewsArticle>, IndexError> = known.par_iter().map(article).collect();
    let mut articles = articles?;
    for copies in &related.copies {
        for copy in &copies.copies {
            if let Some(article) = articles.get_mut(copy.place) {
                article.copy_of = known.get(copies.original).map(|known| known.id.to_string());
                article.share = copy.share;
            }
        }
    }
    for (number, story) in stories.iter().enumerate() {
        for member in &story.articles {
            if let Some(article) = articles.get_mut(member.place) {
                article.story = Some(number);
            }
        }
    }
    Ok(News { articles, stories })
}

/// Removes what earlier generations left.
fn remove_others(folder: &IndexFolder, generation: &str) -> Result<(), IndexError> {
    let keep = [
        format!("relations-{generation}"),
        News::file_name(generation),
        Names::file_name(generation),
        format!("sums-{generation}"),
    ];
    for entry in fs_err::read_dir(folder.path())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_ours = ["relations-", "news-", "names-", "sums-"]
            .iter()
            .any(|start| name.starts_with(start));
        if is_ours && !keep.contains(&name) {
            fs_err::remove_file(entry.path())?;
        }
    }
    Ok(())
}
