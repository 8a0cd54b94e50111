//! The news of a whole corpus in one file: what every article tells, copies, stories.
//!
//! Commands over all articles read this file instead of the engine's store, where facts lie between
//! bodies. It belongs to a commit's generation like the relations. Articles, then stories, lie in blocks of
//! packed rows, whose lengths stand in front, so that all processors can read it at once.

use std::path::PathBuf;

use fs_err as fs;
use rayon::prelude::*;

use super::folder::write_atomically;
use super::packed::{Packer, Unpacker};
use super::{IndexError, IndexFolder};
use crate::enrich::{AmountFact, CompanyFact, DealFact, EvidenceFact, Facts, PartyFact};

/// First bytes of the file.
const MAGIC: &[u8] = b"newsdex news 1\n";
/// Rows of a block.
const ROWS: usize = 512;

/// Everything that the commands over the corpus need.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct News {
    /// The articles by day of publication (undated last), then id.
    pub articles: Vec<NewsArticle>,
    /// The stories of two articles or more, the earliest first.
    pub stories: Vec<NewsStory>,
}

/// An article and what it tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewsArticle {
    /// Its id.
    pub id: String,
    /// Its headline.
    pub title: String,
    /// Day of publication: YYYY-MM-DD, YYYY-MM or YYYY.
    pub day: Option<String>,
    /// Publisher.
    pub site: Option<String>,
    /// Canonical URL.
    pub url: Option<String>,
    /// Language code.
    pub language: Option<String>,
    /// Companies, topics, deals.
    pub facts: Facts,
    /// The article that it is a copy of.
    pub copy_of: Option<String>,
    /// How much of it stands in that article, 0 to 1; `None` where a person said so.
    pub share: Option<f32>,
    /// Place of its story in [`News::stories`].
    pub story: Option<usize>,
}

/// Articles of one event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewsStory {
    /// Its name: that of the front matter, else the id of its earliest article.
    pub id: String,
    /// Places of its articles in [`News::articles`], earliest first; a copy right after its original.
    pub articles: Vec<NewsMember>,
    /// The words that its articles share, the most telling first.
    pub words: Vec<String>,
    /// The companies that at least half of its articles name.
    pub companies: Vec<String>,
    /// How alike its articles are on average, 0 to 1.
    pub likeness: f32,
}

/// An article in a story.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct NewsMember {
    /// Place in [`News::articles`].
    pub place: usize,
    /// Whether it is a copy of one before it.
    pub is_copy: bool,
    /// The article of the story that it is nearest to.
    pub nearest: Option<usize>,
    /// How alike the two are, 0 to 1.
    pub likeness: f32,
}

impl News {
    /// Reads the news of a generation.
    ///
    /// # Errors
    /// Where the file is missing or damaged: the next sync makes it again.
    pub fn read(folder: &IndexFolder, generation: &str) -> Result<Self, IndexError> {
        let path = path(folder, generation);
        let bytes = fs::read(&path)?;
        let rest = bytes.strip_prefix(MAGIC);
        rest.and_then(decode).ok_or_else(|| IndexError::Damaged {
            path: path.clone(),
            what: "the news can't be read".to_owned(),
        })
    }

    /// Writes the news of a generation.
    pub fn write(&self, folder: &IndexFolder, generation: &str) -> Result<(), IndexError> {
        let articles = blocks(&self.articles, put_article);
        let stories = blocks(&self.stories, put_story);
        let mut head = Packer(MAGIC.to_vec());
        for blocks in [&articles, &stories] {
            head.list(blocks, |packer, block| packer.number(block.len() as u64));
        }
        let mut bytes = head.0;
        for block in articles.iter().chain(&stories) {
            bytes.extend(block);
        }
        Ok(write_atomically(&path(folder, generation), &bytes)?)
    }

    /// The name of the file of a generation.
    pub fn file_name(generation: &str) -> String {
        format!("news-{generation}")
    }
}

fn blocks<T: Sync>(rows: &[T], put: fn(&mut Packer, &T)) -> Vec<Vec<u8>> {
    let blocks = rows.par_chunks(ROWS).map(|rows| {
        let mut packer = Packer::default();
        packer.list(rows, put);
        packer.0
    });
    blocks.collect()
}

fn decode(bytes: &[u8]) -> Option<News> {
    let mut head = Unpacker(bytes);
    let lengths = [head.list(Unpacker::count)?, head.list(Unpacker::count)?];
    let mut rest = head.0;
    let [articles, stories] = lengths.map(|lengths| {
        let mut blocks = Vec::with_capacity(lengths.len());
        for length in lengths {
            let (block, after) = rest.split_at_checked(length)?;
            blocks.push(block);
            rest = after;
        }
        Some(blocks)
    });
    let (articles, stories) = rayon::join(
        || rows(&articles?, take_article),
        || rows(&stories?, take_story),
    );
    Some(News {
        articles: articles?,
        stories: stories?,
    })
}

fn rows<T: Send>(blocks: &[&[u8]], take: fn(&mut Unpacker<'_>) -> Option<T>) -> Option<Vec<T>> {
    let read = blocks.par_iter().map(|block| Unpacker(block).list(take));
    let read: Option<Vec<Vec<T>>> = read.collect();
    Some(read?.into_iter().flatten().collect())
}

fn put_article(packer: &mut Packer, article: &NewsArticle) {
    packer.text(&article.id);
    packer.text(&article.title);
    for text in [
        &article.day,
        &article.site,
        &article.url,
        &article.language,
        &article.copy_of,
    ] {
        packer.optional_text(text.as_ref());
    }
    packer.option(article.share, |packer, share| packer.float(share.into()));
    packer.option(article.story, |packer, story| packer.number(story as u64));
    packer.list(&article.facts.companies, |packer, company| {
        packer.text(&company.name);
        packer.flag(company.primary);
    });
    packer.list(&article.facts.topics, |packer, topic| packer.text(topic));
    packer.list(&article.facts.deals, put_deal);
}

fn take_article(bytes: &mut Unpacker<'_>) -> Option<NewsArticle> {
    Some(NewsArticle {
        id: bytes.text()?,
        title: bytes.text()?,
        day: bytes.optional_text()?,
        site: bytes.optional_text()?,
        url: bytes.optional_text()?,
        language: bytes.optional_text()?,
        copy_of: bytes.optional_text()?,
        share: bytes.option(|bytes| Some(bytes.float()? as f32))?,
        story: bytes.option(Unpacker::count)?,
        facts: Facts {
            companies: bytes.list(|bytes| {
                Some(CompanyFact {
                    name: bytes.text()?,
                    primary: bytes.flag()?,
                })
            })?,
            topics: bytes.list(Unpacker::text)?,
            deals: bytes.list(take_deal)?,
            // Counted already; who asks for the words reads them where the article is stored.
            ..Facts::default()
        },
    })
}

fn put_deal(packer: &mut Packer, deal: &DealFact) {
    packer.text(&deal.kind);
    packer.text(&deal.status);
    packer.list(&deal.parties, |packer, party| {
        packer.text(&party.name);
        packer.text(&party.role);
    });
    packer.option(deal.amount.as_ref(), |packer, amount| {
        packer.float(amount.value);
        packer.text(&amount.currency);
        packer.text(&amount.text);
        packer.optional_text(amount.per.as_ref());
        packer.optional_text(amount.qualifier.as_ref());
    });
    packer.flag(deal.background);
    packer.option(deal.evidence.as_ref(), |packer, evidence| {
        packer.option(evidence.start, |packer, start| packer.number(start as u64));
        packer.text(&evidence.text);
    });
}

fn take_deal(bytes: &mut Unpacker<'_>) -> Option<DealFact> {
    Some(DealFact {
        kind: bytes.text()?,
        status: bytes.text()?,
        parties: bytes.list(|bytes| {
            Some(PartyFact {
                name: bytes.text()?,
                role: bytes.text()?,
            })
        })?,
        amount: bytes.option(|bytes| {
            Some(AmountFact {
                value: bytes.float()?,
                currency: bytes.text()?,
                text: bytes.text()?,
                per: bytes.optional_text()?,
                qualifier: bytes.optional_text()?,
            })
        })?,
        background: bytes.flag()?,
        evidence: bytes.option(|bytes| {
            Some(EvidenceFact {
                start: bytes.option(Unpacker::count)?,
                text: bytes.text()?,
            })
        })?,
    })
}

fn put_story(packer: &mut Packer, story: &NewsStory) {
    packer.text(&story.id);
    packer.list(&story.articles, |packer, member| {
        packer.number(member.place as u64);
        packer.flag(member.is_copy);
        packer.option(member.nearest, |packer, place| packer.number(place as u64));
        packer.float(member.likeness.into());
    });
    packer.list(&story.words, |packer, word| packer.text(word));
    packer.list(&story.companies, |packer, name| packer.text(name));
    packer.float(story.likeness.into());
}

fn take_story(bytes: &mut Unpacker<'_>) -> Option<NewsStory> {
    Some(NewsStory {
        id: bytes.text()?,
        articles: bytes.list(|bytes| {
            Some(NewsMember {
                place: bytes.count()?,
                is_copy: bytes.flag()?,
                nearest: bytes.option(Unpacker::count)?,
                likeness: bytes.float()? as f32,
            })
        })?,
        words: bytes.list(Unpacker::text)?,
        companies: bytes.list(Unpacker::text)?,
        likeness: bytes.float()? as f32,
    })
}

fn path(folder: &IndexFolder, generation: &str) -> PathBuf {
    folder.path().join(News::file_name(generation))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_are_read_as_written_and_damage_is_an_error() {
        let root = tempfile::tempdir().unwrap();
        let folder = IndexFolder::create_next(root.path()).unwrap();
        let mut article = NewsArticle {
            id: "a".to_owned(),
            title: "Heliora\u{2028}buys".to_owned(),
            day: Some("2026-03".to_owned()),
            copy_of: Some("b".to_owned()),
            share: Some(0.75),
            story: Some(0),
            ..NewsArticle::default()
        };
        article.facts = Facts {
            companies: vec![CompanyFact {
                name: "Heliora".to_owned(),
                primary: true,
            }],
            topics: vec!["chips".to_owned()],
            deals: vec![DealFact {
                kind: "supply".to_owned(),
                status: "announced".to_owned(),
                parties: vec![PartyFact {
                    name: "Heliora".to_owned(),
                    role: "buyer".to_owned(),
                }],
                amount: Some(AmountFact {
                    value: 1.5e9,
                    currency: "USD".to_owned(),
                    text: "$1.5bn".to_owned(),
                    per: None,
                    qualifier: Some("about".to_owned()),
                }),
                background: true,
                evidence: Some(EvidenceFact {
                    start: Some(300),
                    text: "Heliora buys.".to_owned(),
                }),
            }],
            ..Facts::default()
        };
        let member = NewsMember {
            place: 1,
            is_copy: true,
            nearest: Some(0),
            likeness: 0.5,
        };
        let mut news = News {
            articles: vec![NewsArticle::default(); 2 * ROWS],
            stories: vec![NewsStory {
                id: "a".to_owned(),
                articles: vec![member],
                words: vec!["chips".to_owned()],
                companies: vec!["Heliora".to_owned()],
                likeness: 0.25,
            }],
        };
        news.articles.push(article);
        news.write(&folder, "3").unwrap();
        assert_eq!(News::read(&folder, "3").unwrap(), news);
        assert!(News::read(&folder, "4").is_err());
        let whole = fs::read(path(&folder, "3")).unwrap();
        for n_bytes in [0, 10, 16, 20, 100, whole.len() - 1] {
            fs::write(path(&folder, "3"), &whole[..n_bytes]).unwrap();
            assert!(News::read(&folder, "3").is_err(), "{n_bytes}");
        }
    }
}
