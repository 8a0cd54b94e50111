//! `timeline`, `companies`, `topics`, `pairs`, `stats`: how often, when, who with whom.

use std::io::Write;

use newsdex::news::{self, Step};
use newsdex::render::counts as pages;
use newsdex::render::shown_of;
use newsdex::render::table::Table;
use newsdex::render::wire::{
    CompaniesAnswer, CompanyRow, CountsRow, Covered, GapRow, GroupRow, LanguageRow, PairsAnswer,
    PartnerRow, PeriodRow, SiteGapRow, StatsAnswer, TimelineAnswer, TopicRow, TopicsAnswer,
    VERSION,
};
use newsdex::render::{ids, json};
use serde::Serialize;

use super::args::{CompaniesArgs, PairsArgs, StatsArgs, TimelineArgs, TopicsArgs, Which};
use super::context::Context;
use super::failure::{Failure, NOTHING};
use super::news::{Question, code, limit, write_table};
use super::values::{Copies, Format};

/// Counts stories by period.
pub(crate) fn timeline(context: &Context, arguments: &TimelineArgs) -> Result<u8, Failure> {
    let format = context.format(Format::Text);
    let asked = Question::of(context, &arguments.which)?;
    let selection = asked.selection();
    let timeline = news::timeline(&selection, Step::from(arguments.by));
    let periods: Vec<PeriodRow> = timeline.periods.iter().map(PeriodRow::from).collect();
    let n_periods = periods.len();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match format {
        Format::Json => {
            let answer = TimelineAnswer {
                version: VERSION,
                asked: asked.echo(&selection),
                unplaced: timeline.n_unplaced,
                periods,
            };
            json::line(&answer, &mut out)?;
        }
        Format::Jsonl => json::lines(&periods, &mut out)?,
        Format::Csv | Format::Md => {
            write_table(&pages::periods_table(&periods), format, context, &mut out)?;
        }
        Format::Svg => write!(out, "{}", pages::svg(&periods))?,
        Format::Text => {
            let page = pages::bars(&periods, timeline.n_unplaced, context.look());
            write!(out, "{page}")?;
        }
        _ => {
            let fitting = "text, json, jsonl, csv, md or svg";
            return Err(super::unfit(format, "timeline", fitting));
        }
    }
    out.flush()?;
    Ok(code(n_periods))
}

/// Counts companies.
pub(crate) fn companies(context: &Context, arguments: &CompaniesArgs) -> Result<u8, Failure> {
    let format = context.format(Format::Text);
    let asked = Question::of(context, &arguments.which)?;
    let selection = asked.selection();
    let mut named = news::companies(&selection, &news::deals(&selection));
    if arguments.primary {
        named.retain(|named| named.n_primary > 0);
    }
    let total = named.len();
    let shown = named.iter().take(limit(arguments.limit, format));
    let companies: Vec<CompanyRow> = shown.map(CompanyRow::from).collect();
    let listing = Listing {
        command: "companies",
        noun: "company",
        total,
        n_shown: companies.len(),
        table: pages::companies_table(&companies),
    };
    let answer = || CompaniesAnswer {
        version: VERSION,
        asked: asked.echo(&selection),
        total,
        companies: companies.clone(),
    };
    listing.write(context, format, &companies, answer)
}

/// Counts topics.
pub(crate) fn topics(context: &Context, arguments: &TopicsArgs) -> Result<u8, Failure> {
    let format = context.format(Format::Text);
    let asked = Question::of(context, &arguments.which)?;
    let selection = asked.selection();
    let named = news::topics(&selection);
    let total = named.len();
    let shown = named.iter().take(arguments.limit.unwrap_or(usize::MAX));
    let topics: Vec<TopicRow> = shown.map(TopicRow::from).collect();
    let listing = Listing {
        command: "topics",
        noun: "topic",
        total,
        n_shown: topics.len(),
        table: pages::topics_table(&topics),
    };
    let answer = || TopicsAnswer {
        version: VERSION,
        asked: asked.echo(&selection),
        total,
        topics: topics.clone(),
    };
    listing.write(context, format, &topics, answer)
}

/// Lists whom a company deals with.
pub(crate) fn pairs(context: &Context, arguments: &PairsArgs) -> Result<u8, Failure> {
    let format = context.format(Format::Text);
    let which = Which {
        query: Vec::new(),
        since: arguments.since,
        until: arguments.until,
        copies: Copies::Hide,
        sync: arguments.sync,
    };
    let asked = Question::of(context, &which)?;
    let selection = asked.selection();
    let deals = news::deals(&selection);
    let typed = arguments.company.join(" ");
    let company = asked.party(&deals, &typed).map_err(|(what, hint)| {
        let mut failure = Failure::usage(what, hint);
        failure.code = NOTHING;
        failure
    })?;
    let partners = news::partners(&deals, company);
    let total = partners.len();
    let shown = partners.iter().take(limit(arguments.limit, format));
    let partners: Vec<PartnerRow> = shown.map(|row| PartnerRow::new(row, &deals)).collect();
    let answer = PairsAnswer {
        version: VERSION,
        company: company.to_owned(),
        total,
        partners,
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let table = |is_for_people| pages::partners_table(&answer.partners, is_for_people);
    match format {
        Format::Json => json::line(&answer, &mut out)?,
        Format::Jsonl => json::lines(&answer.partners, &mut out)?,
        Format::Csv => table(false).csv(&mut out)?,
        Format::Md => write!(out, "{}", table(true).markdown())?,
        Format::Dot => write!(out, "{}", pages::dot(&answer))?,
        Format::Graphml => write!(out, "{}", pages::graphml(&answer))?,
        Format::Text => {
            write!(out, "{}", table(true).text(context.look()))?;
            let shown = shown_of(answer.partners.len(), total, "partner");
            writeln!(out, "\n{shown} of {company}")?;
        }
        _ => {
            let fitting = "text, json, jsonl, csv, md, dot or graphml";
            return Err(super::unfit(format, "pairs", fitting));
        }
    }
    out.flush()?;
    Ok(code(total))
}

/// Counts articles.
pub(crate) fn stats(context: &Context, arguments: &StatsArgs) -> Result<u8, Failure> {
    let format = context.format(Format::Text);
    let asked = Question::of(context, &arguments.which)?;
    let selection = asked.selection();
    let keys: Vec<news::Key> = arguments.by.iter().map(|by| news::Key::from(*by)).collect();
    let names: Vec<&'static str> = arguments.by.iter().map(|by| by.name()).collect();
    let owned: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let stats = news::stats(&selection, &keys);
    let total = stats.groups.len();
    let shown = stats.groups.iter().take(limit(arguments.limit, format));
    let answer = StatsAnswer {
        version: VERSION,
        asked: asked.echo(&selection),
        whole: CountsRow::from(&stats.whole),
        without_site: stats.n_without_site,
        covered: stats.covered.map(|(from, to)| Covered {
            from: from.to_string(),
            to: to.to_string(),
        }),
        gaps: stats.gaps.iter().map(GapRow::from).collect(),
        site_gaps: stats.site_gaps.iter().map(SiteGapRow::from).collect(),
        languages: stats.languages.iter().map(LanguageRow::from).collect(),
        total,
        groups: shown.map(|group| GroupRow::new(group, &owned)).collect(),
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let table = pages::groups_table(&answer.groups, &names);
    match format {
        Format::Json => json::line(&answer, &mut out)?,
        Format::Jsonl => json::lines(&answer.groups, &mut out)?,
        Format::Csv | Format::Md => write_table(&table, format, context, &mut out)?,
        Format::Text => {
            write!(out, "{}", pages::summary(&answer))?;
            if !table.rows.is_empty() {
                let shown = shown_of(answer.groups.len(), total, "row");
                let table = table.text(context.look());
                write!(out, "\n{table}{}\n\n{shown}\n", pages::COPY_RATE)?;
            }
        }
        _ => {
            return Err(super::unfit(
                format,
                "stats",
                "text, json, jsonl, csv or md",
            ));
        }
    }
    out.flush()?;
    Ok(code(selection.len()))
}

/// A table of names with counts.
struct Listing {
    command: &'static str,
    noun: &'static str,
    total: usize,
    n_shown: usize,
    table: Table,
}

impl Listing {
    fn write<R: Serialize, A: Serialize>(
        &self,
        context: &Context,
        format: Format,
        rows: &[R],
        answer: impl FnOnce() -> A,
    ) -> Result<u8, Failure> {
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        match format {
            Format::Json => json::line(&answer(), &mut out)?,
            Format::Jsonl => json::lines(rows, &mut out)?,
            Format::Csv | Format::Md => write_table(&self.table, format, context, &mut out)?,
            Format::Ids => {
                let names = self.table.rows.iter().filter_map(|row| row.first());
                ids(names.map(String::as_str), &mut out)?;
            }
            Format::Text => {
                let shown = shown_of(self.n_shown, self.total, self.noun);
                write!(out, "{}\n{shown}\n", self.table.text(context.look()))?;
            }
            _ => {
                let fitting = "text, json, jsonl, csv, md or ids";
                return Err(super::unfit(format, self.command, fitting));
            }
        }
        out.flush()?;
        Ok(code(self.total))
    }
}
