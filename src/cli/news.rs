//! `deals` and `stories`: what the articles that match tell together.

use std::io::Write;

use newsdex::index::{News, Snapshot};
use newsdex::news::{self, Deal, Selection};
use newsdex::query::{articles_that_match, near_companies, notices_of_set};
use newsdex::render::table::Table;
use newsdex::render::wire::{Asked, DealRow, DealsAnswer, StoriesAnswer, StoryRow};
use newsdex::render::{counted, ids, json, news as pages};

use super::args::{DealsArgs, StoriesArgs, Which};
use super::context::Context;
use super::failure::{FOUND, Failure, NOTHING};
use super::search::parsed;
use super::values::{Copies, Days, Format, StoryOrder};

/// Rows on a page for people, where none is told.
const ROWS_ON_A_PAGE: usize = 20;

/// Lists deals.
pub(crate) fn deals(context: &Context, arguments: &DealsArgs) -> Result<u8, Failure> {
    let format = context.format(Format::Text);
    let asked = Question::of(context, &arguments.which)?;
    let selection = asked.selection();
    let mut deals = news::deals(&selection);
    let mut notices = keep_parties(&mut deals, &asked, &arguments.party);
    deals.retain(|deal| is_wanted(deal, arguments));
    if arguments.party.is_empty() {
        notices.extend(notice_of_own(&deals, &asked));
    }
    notices.iter().for_each(|notice| context.note(notice));
    if arguments.sort == Days::Oldest {
        // The undated stay last.
        deals.sort_by(|a, b| (a.day.is_none(), a.day).cmp(&(b.day.is_none(), b.day)));
    }
    let total = deals.len();
    deals.truncate(limit(arguments.limit, format));
    let lists_copies = arguments.which.copies == Copies::Show;
    let rows: Vec<DealRow> = deals
        .iter()
        .map(|deal| DealRow::new(deal, lists_copies))
        .collect();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match format {
        Format::Json => {
            let mut asked = asked.echo(&selection);
            asked.notices.extend(notices);
            json::line(&DealsAnswer::new(asked, total, rows), &mut out)?;
        }
        Format::Jsonl => json::lines(&rows, &mut out)?,
        Format::Csv => pages::deals_table(&rows).csv(&mut out)?,
        Format::Md => write!(out, "{}", pages::deals_table(&rows).markdown())?,
        Format::Ids => {
            let evidence = rows.iter().filter_map(|row| row.evidence.as_ref());
            ids(evidence.map(|evidence| evidence.id.as_str()), &mut out)?;
        }
        Format::Text => write!(out, "{}", pages::deals(&rows, total, context.look()))?,
        _ => {
            return Err(super::unfit(
                format,
                "deals",
                "text, json, jsonl, csv, md or ids",
            ));
        }
    }
    out.flush()?;
    Ok(code(total))
}

/// Keeps the deals in which all of the companies take part; says which of them is nobody's name.
fn keep_parties(deals: &mut Vec<Deal<'_>>, asked: &Question, names: &[String]) -> Vec<String> {
    let (mut parties, mut unknown) = (Vec::new(), Vec::new());
    for name in names {
        match asked.party(deals, name) {
            Ok(party) => parties.push(party),
            Err((what, way_out)) => unknown.push(format!("{what}; {way_out}")),
        }
    }
    deals.retain(|deal| unknown.is_empty() && parties.iter().all(|party| takes_part(deal, party)));
    unknown
}

fn takes_part(deal: &Deal<'_>, company: &str) -> bool {
    deal.parties.iter().any(|party| party.name == company)
}

/// Says how many of the deals are a company's own, where its name is all that was asked for and most of
/// the deals are others' that articles about it tell as well.
fn notice_of_own(deals: &[Deal<'_>], asked: &Question) -> Option<String> {
    let typed = asked.text.trim();
    let name = typed.strip_prefix("company:").unwrap_or(typed);
    let name = name.trim_matches('"');
    let company = asked.snapshot.lexicon().canonical(name);
    let company = company.or_else(|| news::party_called(deals, name))?;
    let own = deals.iter().filter(|deal| takes_part(deal, company));
    let n_own = own.count();
    if n_own * 2 >= deals.len() {
        return None;
    }
    let all = counted(deals.len(), "deal");
    let of_it = if company.ends_with('s') { "'" } else { "'s" };
    if n_own == 0 {
        return Some(format!("none of {all} is {company}{of_it}"));
    }
    let are = if n_own == 1 { "is" } else { "are" };
    let shown = if name.chars().all(char::is_alphanumeric) {
        name.to_owned()
    } else {
        format!("\"{name}\"")
    };
    Some(format!(
        "{n_own} of {all} {are} {company}{of_it}: `--party {shown}` lists {}",
        if n_own == 1 { "it" } else { "those" }
    ))
}

fn is_wanted(deal: &news::Deal<'_>, arguments: &DealsArgs) -> bool {
    let mut kinds = arguments.kind.iter().map(|kind| kind.0.as_str());
    let mut statuses = arguments.status.iter().map(|status| status.0.as_str());
    let is_kind = arguments.kind.is_empty() || kinds.any(|kind| kind == deal.kind);
    let is_status = arguments.status.is_empty() || statuses.any(|status| status == deal.status);
    let is_main = !(arguments.main && deal.background);
    let is_unclear = !arguments.review || deal.needs_review;
    is_kind && is_status && is_main && is_unclear
}

/// Lists stories.
pub(crate) fn stories(context: &Context, arguments: &StoriesArgs) -> Result<u8, Failure> {
    let format = context.format(Format::Text);
    let asked = Question::of(context, &arguments.which)?;
    let selection = asked.selection();
    let mut stories = news::stories(&selection);
    match arguments.sort {
        StoryOrder::Size => {}
        StoryOrder::Newest => stories.sort_by(|a, b| b.first.day.cmp(&a.first.day)),
        StoryOrder::Oldest => {
            stories.sort_by_key(|story| (story.first.day.is_none(), story.first.day.clone()));
        }
    }
    let total = stories.len();
    stories.truncate(limit(arguments.limit, format));
    let lists_copies = arguments.which.copies == Copies::Show;
    let mut rows: Vec<StoryRow> = stories.iter().map(StoryRow::from).collect();
    for row in rows.iter_mut().filter(|_| !lists_copies) {
        row.members.retain(|member| !member.is_copy);
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match format {
        Format::Json => {
            let asked = asked.echo(&selection);
            json::line(&StoriesAnswer::new(asked, total, rows), &mut out)?;
        }
        Format::Jsonl => json::lines(&rows, &mut out)?,
        Format::Csv => pages::stories_table(&rows).csv(&mut out)?,
        Format::Md => write!(out, "{}", pages::stories_table(&rows).markdown())?,
        Format::Ids => ids(rows.iter().map(|row| row.first.id.as_str()), &mut out)?,
        Format::Text => write!(out, "{}", pages::stories(&rows, total, context.look()))?,
        _ => {
            return Err(super::unfit(
                format,
                "stories",
                "text, json, jsonl, csv, md or ids",
            ));
        }
    }
    out.flush()?;
    Ok(code(total))
}

/// Which articles are asked about, and the news of all.
pub(super) struct Question {
    text: String,
    notices: Vec<String>,
    /// The ids of those that match; `None` where all do.
    chosen: Option<Vec<String>>,
    news: News,
    snapshot: Snapshot,
}

impl Question {
    /// Finds the articles that hold all of the words.
    pub(super) fn of(context: &Context, which: &Which) -> Result<Self, Failure> {
        let text = which.query.join(" ");
        let asks_for_all = text.trim().is_empty() && which.since.is_none() && which.until.is_none();
        let query = if asks_for_all {
            None
        } else {
            Some(parsed(context, &text, which.since, which.until)?)
        };
        let home = context.home()?;
        let snapshot = context.snapshot(&home, which.sync.no_sync)?;
        let news = snapshot.news()?;
        let mut asked = Self {
            text,
            notices: Vec::new(),
            chosen: None,
            news,
            snapshot,
        };
        if let Some(query) = &query {
            let found = articles_that_match(&asked.snapshot, query, true)?;
            let ids = found.iter().map(|at| asked.snapshot.id(*at));
            asked.chosen = Some(ids.collect());
            let notices = notices_of_set(&asked.snapshot, query, context.today)?;
            notices.iter().for_each(|notice| context.note(notice));
            asked.notices = notices;
        }
        Ok(asked)
    }

    /// The articles that match.
    pub(super) fn selection(&self) -> Selection<'_> {
        match &self.chosen {
            Some(chosen) => Selection::of(&self.news, chosen),
            None => Selection::all(&self.news),
        }
    }

    /// What is said of the question in the answer.
    pub(super) fn echo(&self, selection: &Selection<'_>) -> Asked {
        Asked {
            query: self.text.clone(),
            notices: self.notices.clone(),
            articles: selection.len(),
        }
    }

    /// The party of some deals that has this name, or that the lexicon knows under it; else what is
    /// wrong with the name, and a way out.
    pub(super) fn party<'a>(
        &self,
        deals: &[Deal<'a>],
        typed: &str,
    ) -> Result<&'a str, (String, String)> {
        /// Names that are offered where nobody is called as asked.
        const MOST_OFFERED: usize = 5;
        let typed = typed.trim();
        let name = self.snapshot.lexicon().canonical(typed).unwrap_or(typed);
        if let Some(party) = news::party_called(deals, name) {
            return Ok(party);
        }
        let mut like = news::parties_like(deals, name, MOST_OFFERED);
        let near = near_companies(&self.snapshot, name).unwrap_or_default();
        let near = near
            .iter()
            .filter_map(|near| news::party_called(deals, near));
        like.extend(near.take(MOST_OFFERED - like.len()));
        let way_out = if like.is_empty() {
            "`newsdex companies` lists those that the articles name".to_owned()
        } else {
            format!("did you mean {}?", like.join(", "))
        };
        Err((format!("no deal has a party called `{typed}`"), way_out))
    }
}

/// All rows for programs; a page of them for people.
pub(super) fn limit(told: Option<usize>, format: Format) -> usize {
    let is_page = matches!(format, Format::Text | Format::Md);
    told.unwrap_or(if is_page { ROWS_ON_A_PAGE } else { usize::MAX })
}

/// The exit code for so many rows.
pub(super) fn code(n_rows: usize) -> u8 {
    if n_rows == 0 { NOTHING } else { FOUND }
}

/// Writes a table in the formats that have only it.
pub(super) fn write_table(
    table: &Table,
    format: Format,
    context: &Context,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    match format {
        Format::Csv => table.csv(out),
        Format::Md => write!(out, "{}", table.markdown()),
        _ => write!(out, "{}", table.text(context.look())),
    }
}
