//! `why` and `like`: the reasons for what is said of an article, and the articles near to it.

use std::io::Write;

use newsdex::enrich::Facts;
use newsdex::index::Snapshot;
use newsdex::news;
use newsdex::render::wire::{LikeAnswer, NearRow, VERSION, WhyAnswer};
use newsdex::render::{ids, json, why as pages};

use super::args::{LikeArgs, WhyArgs};
use super::context::Context;
use super::failure::{FOUND, Failure};
use super::news::{code, limit};
use super::show::article_called;
use super::values::{Copies, Format};

/// Tells why an article has its tags, its original and its story.
pub(crate) fn why(context: &Context, arguments: &WhyArgs) -> Result<u8, Failure> {
    let format = context.format(Format::Text);
    let home = context.home()?;
    let snapshot = context.snapshot(&home, arguments.sync.no_sync)?;
    let (card, body) = article_called(&snapshot, &arguments.cited)?;
    let news = snapshot.news()?;
    let lexicon = newsdex::sync::lexicon_of(&home);
    let (id, title) = (card.id.as_str(), card.title.as_str());
    let found = snapshot.articles_with(snapshot.fields().id, id)?;
    let facts = match found.first() {
        Some(address) => snapshot.article_with_facts(*address)?.2.read(),
        None => Facts::default(),
    };
    let site = card.site.as_deref();
    let why = news::why(&lexicon, &news, id, title, &body, site, &facts);
    let answer = WhyAnswer::new(&why, id, title, &body);
    let mut out = std::io::stdout().lock();
    match format {
        Format::Json | Format::Jsonl => json::line(&answer, &mut out)?,
        Format::Text => write!(out, "{}", pages::why(&answer, context.look()))?,
        _ => return Err(super::unfit(format, "why", "text, json or jsonl")),
    }
    out.flush()?;
    Ok(FOUND)
}

/// Lists the articles nearest to one.
pub(crate) fn like(context: &Context, arguments: &LikeArgs) -> Result<u8, Failure> {
    let format = context.format(Format::Text);
    let home = context.home()?;
    let snapshot = context.snapshot(&home, arguments.sync.no_sync)?;
    let (card, _) = article_called(&snapshot, &arguments.cited)?;
    let originals = match arguments.copies {
        Copies::Show => Originals::default(),
        Copies::Hide => Originals::read(&snapshot)?,
    };
    let is_repeat = |one: &str, other: &str| originals.of(one) == originals.of(other);
    let limit = limit(arguments.limit, format).min(MOST_NEAR);
    let near = news::near(&snapshot, card.id.as_str(), limit, &is_repeat)?.unwrap_or_default();
    let near: Vec<NearRow> = near.iter().map(NearRow::from).collect();
    let n_near = near.len();
    let mut out = std::io::stdout().lock();
    match format {
        Format::Json => {
            let answer = LikeAnswer {
                version: VERSION,
                article: card.id.to_string(),
                near,
            };
            json::line(&answer, &mut out)?;
        }
        Format::Jsonl => json::lines(&near, &mut out)?,
        Format::Csv => pages::near_table(&near).csv(&mut out)?,
        Format::Md => write!(out, "{}", pages::near_table(&near).markdown())?,
        Format::Ids => ids(near.iter().map(|row| row.id.as_str()), &mut out)?,
        Format::Text => write!(out, "{}", pages::near(&near, context.look()))?,
        _ => {
            return Err(super::unfit(
                format,
                "like",
                "text, json, jsonl, csv, md or ids",
            ));
        }
    }
    out.flush()?;
    Ok(code(n_near))
}

/// Most articles that are listed as near, where no number is told.
const MOST_NEAR: usize = 1000;

/// Which article each copy is a copy of.
#[derive(Default)]
struct Originals(std::collections::BTreeMap<String, String>);

impl Originals {
    fn read(snapshot: &Snapshot) -> Result<Self, Failure> {
        let articles = snapshot.news()?.articles.into_iter();
        Ok(Self(
            articles
                .filter_map(|article| Some((article.id, article.copy_of?)))
                .collect(),
        ))
    }

    fn of<'o>(&'o self, id: &'o str) -> &'o str {
        self.0.get(id).map_or(id, String::as_str)
    }
}
