//! Counts for people, for spreadsheets and for drawing programs: tables, bars, SVG, DOT, GraphML.

use std::fmt::Write as _;

use super::counted::counted;
use super::plain::plain_line;
use super::table::Table;
use super::terminal::Look;
use super::wire::{
    CompanyRow, CountsRow, GroupRow, PairsAnswer, PartnerRow, PeriodRow, StatsAnswer, TopicRow,
    TotalAmount,
};
use crate::xml::escaped;

/// The periods as a table.
pub fn periods_table(periods: &[PeriodRow]) -> Table {
    let mut table = Table::new(&["period", "from", "to", "stories", "articles", "copies"]);
    let row = |row: &PeriodRow| {
        vec![
            row.period.clone(),
            row.from.clone(),
            row.to.clone(),
            row.stories.to_string(),
            row.articles.to_string(),
            row.copies.to_string(),
        ]
    };
    table.rows = periods.iter().map(row).collect();
    table
}

/// The periods as bars of stories.
pub fn bars(periods: &[PeriodRow], n_unplaced: usize, look: Look) -> String {
    let most = periods.iter().map(|row| row.stories).max().unwrap_or(0);
    let number = most.to_string().len();
    let label = periods
        .iter()
        .map(|row| row.period.len())
        .max()
        .unwrap_or(0);
    let space = look
        .width
        .min(100)
        .saturating_sub(label + number + 4)
        .max(8);
    let mut text = String::new();
    for row in periods {
        let bar = bar(row.stories, most, space);
        let line = format!("{:<label$}  {:>number$}  {bar}", row.period, row.stories);
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let stories: usize = periods.iter().map(|row| row.stories).sum();
    let articles: usize = periods.iter().map(|row| row.articles).sum();
    let copies: usize = periods.iter().map(|row| row.copies).sum();
    let _ = write!(
        text,
        "{} in {}",
        counted(stories, "story"),
        counted(articles, "article")
    );
    if copies > 0 {
        let _ = write!(text, ", {}", counted(copies, "copy"));
    }
    if n_unplaced > 0 {
        let _ = write!(
            text,
            "; {} without a day that fits",
            counted(n_unplaced, "article")
        );
    }
    text.push('\n');
    text
}

/// A bar with eighths of a column at its end; what is not nothing is seen.
fn bar(n: usize, most: usize, space: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if n == 0 || most == 0 {
        return String::new();
    }
    let eighths = ((n * space * 8) / most).max(1);
    let end = EIGHTHS.get(eighths % 8).copied().unwrap_or("");
    format!("{}{end}", "█".repeat(eighths / 8))
}

/// The periods as a picture of bars, 800 units wide.
pub fn svg(periods: &[PeriodRow]) -> String {
    const WIDTH: f64 = 800.0;
    const HEIGHT: f64 = 240.0;
    const FOOT: f64 = 40.0;
    let most = periods
        .iter()
        .map(|row| row.stories)
        .max()
        .unwrap_or(0)
        .max(1) as f64;
    let step = WIDTH / periods.len().max(1) as f64;
    let total = HEIGHT + FOOT;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {total}\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\">\n<title>Stories by period</title>\n"
    );
    // As many labels as fit beside each other.
    let every = (70.0 / step).ceil().max(1.0) as usize;
    for (idx, row) in periods.iter().enumerate() {
        let height = (HEIGHT - 20.0) * row.stories as f64 / most;
        let (x, y) = (idx as f64 * step, HEIGHT - height);
        let width = (step * 0.9).max(0.1);
        let _ = writeln!(
            text,
            "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\" fill=\"#4477aa\"><title>{}: {}</title></rect>",
            escaped(&row.period),
            counted(row.stories, "story")
        );
        if idx % every == 0 {
            let _ = writeln!(
                text,
                "<text x=\"{x:.2}\" y=\"{:.2}\">{}</text>",
                HEIGHT + 18.0,
                escaped(&row.period)
            );
        }
    }
    let _ = writeln!(text, "<text x=\"0\" y=\"12\">{most}</text>\n</svg>");
    text
}

/// The companies as a table.
pub fn companies_table(companies: &[CompanyRow]) -> Table {
    let mut table = Table::new(&[
        "company", "stories", "articles", "copies", "primary", "deals",
    ]);
    let row = |row: &CompanyRow| {
        let counts = [
            row.stories,
            row.articles,
            row.copies,
            row.primary,
            row.deals,
        ];
        with_counts(&row.company, &counts)
    };
    table.rows = companies.iter().map(row).collect();
    table
}

/// The topics as a table.
pub fn topics_table(topics: &[TopicRow]) -> Table {
    let mut table = Table::new(&["topic", "stories", "articles", "copies"]);
    let row = |row: &TopicRow| with_counts(&row.topic, &[row.stories, row.articles, row.copies]);
    table.rows = topics.iter().map(row).collect();
    table
}

fn with_counts(name: &str, counts: &[usize]) -> Vec<String> {
    let counts = counts.iter().map(ToString::to_string);
    std::iter::once(name.to_owned()).chain(counts).collect()
}

/// The partners as a table; amounts are written as people write them if it `is_for_people`.
pub fn partners_table(partners: &[PartnerRow], is_for_people: bool) -> Table {
    let mut table = Table::new(&[
        "partner",
        "stories",
        "deals",
        "articles",
        "kinds",
        "totals",
        "first_day",
        "last_day",
    ]);
    if is_for_people {
        table.columns.pop();
        table.columns.pop();
    }
    let row = |row: &PartnerRow| {
        let mut cells = vec![
            row.partner.clone(),
            row.stories.to_string(),
            row.deals.len().to_string(),
            row.articles.to_string(),
            kinds(row),
            totals(&row.totals, is_for_people),
        ];
        if !is_for_people {
            cells.push(row.first_day.clone().unwrap_or_default());
            cells.push(row.last_day.clone().unwrap_or_default());
        }
        cells
    };
    table.rows = partners.iter().map(row).collect();
    table
}

/// "2 cloud, 1 investment"
fn kinds(row: &PartnerRow) -> String {
    let mut kinds: Vec<(&String, &usize)> = row.kinds.iter().collect();
    kinds.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    let kinds: Vec<String> = kinds
        .iter()
        .map(|(kind, n)| format!("{n} {kind}"))
        .collect();
    kinds.join(", ")
}

/// "USD 38 billion; EUR 2 million", or with all digits.
fn totals(totals: &[TotalAmount], is_for_people: bool) -> String {
    let total = |total: &TotalAmount| {
        let value = if is_for_people {
            in_words(total.value)
        } else {
            total.value.to_string()
        };
        format!("{} {value}", total.currency)
    };
    let all: Vec<String> = totals.iter().map(total).collect();
    all.join("; ")
}

/// "1.5 billion"
fn in_words(value: f64) -> String {
    let (scale, word) = match value.abs() {
        size if size >= 1e12 => (1e12, " trillion"),
        size if size >= 1e9 => (1e9, " billion"),
        size if size >= 1e6 => (1e6, " million"),
        _ => (1.0, ""),
    };
    // Ten digits are enough for any sum, and none is written with an exponent.
    format!("{}{word}", (value / scale * 100.0).round() / 100.0)
}

/// The company and its partners as a graph for Graphviz.
pub fn dot(pairs: &PairsAnswer) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let mut text = "graph pairs {\n  node [shape=box];\n".to_owned();
    for partner in &pairs.partners {
        let label = edge_label(partner).join("\\n");
        let _ = writeln!(
            text,
            "  {} -- {} [weight={}, label=\"{}\"];",
            quoted(&pairs.company),
            quoted(&partner.partner),
            partner.stories,
            label.replace('"', "'")
        );
    }
    text.push_str("}\n");
    text
}

fn edge_label(partner: &PartnerRow) -> Vec<String> {
    let totals = totals(&partner.totals, true);
    let mut label = vec![kinds(partner)];
    label.extend((!totals.is_empty()).then_some(totals));
    label
}

/// The company and its partners as a graph in GraphML.
pub fn graphml(pairs: &PairsAnswer) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n  <key id=\"name\" for=\"node\" attr.name=\"name\" attr.type=\"string\"/>\n  <key id=\"stories\" for=\"edge\" attr.name=\"stories\" attr.type=\"int\"/>\n  <key id=\"deals\" for=\"edge\" attr.name=\"deals\" attr.type=\"int\"/>\n  <key id=\"kinds\" for=\"edge\" attr.name=\"kinds\" attr.type=\"string\"/>\n  <key id=\"totals\" for=\"edge\" attr.name=\"totals\" attr.type=\"string\"/>\n  <graph edgedefault=\"undirected\">\n",
    );
    let names =
        std::iter::once(&pairs.company).chain(pairs.partners.iter().map(|row| &row.partner));
    for (idx, name) in names.enumerate() {
        let name = escaped(name);
        let _ = writeln!(
            text,
            "    <node id=\"n{idx}\"><data key=\"name\">{name}</data></node>"
        );
    }
    for (idx, row) in pairs.partners.iter().enumerate() {
        let _ = writeln!(
            text,
            "    <edge source=\"n0\" target=\"n{}\"><data key=\"stories\">{}</data><data key=\"deals\">{}</data><data key=\"kinds\">{}</data><data key=\"totals\">{}</data></edge>",
            idx + 1,
            row.stories,
            row.deals.len(),
            escaped(&kinds(row)),
            escaped(&totals(&row.totals, false))
        );
    }
    text.push_str("  </graph>\n</graphml>\n");
    text
}

/// The groups of `stats` as a table.
pub fn groups_table(groups: &[GroupRow], keys: &[&'static str]) -> Table {
    let counts = ["stories", "articles", "copies", "copy_rate", "undated"];
    let columns: Vec<&'static str> = keys.iter().copied().chain(counts).collect();
    let mut table = Table::new(&columns);
    let row = |group: &GroupRow| {
        let values = keys.iter().map(|key| group.by.get(*key).cloned().flatten());
        let mut cells: Vec<String> = values.map(Option::unwrap_or_default).collect();
        cells.extend(count_cells(&group.counts));
        cells
    };
    table.rows = groups.iter().map(row).collect();
    table
}

fn count_cells(counts: &CountsRow) -> [String; 5] {
    [
        counts.stories.to_string(),
        counts.articles.to_string(),
        counts.copies.to_string(),
        counts.copy_rate.to_string(),
        counts.undated.to_string(),
    ]
}

/// Languages that are named.
const MOST_LANGUAGES: usize = 8;

/// What `stats` says of all articles, a line each.
pub fn summary(stats: &StatsAnswer) -> String {
    let whole = &stats.whole;
    let mut text = format!(
        "{} in {}, {} ({:.1}% of all {})\n",
        counted(whole.stories, "story"),
        counted(whole.articles, "article"),
        counted(whole.copies, "copy"),
        whole.copy_rate * 100.0,
        whole.articles + whole.copies
    );
    if let Some(covered) = &stats.covered {
        let _ = writeln!(text, "covered {}", span(&covered.from, &covered.to));
    }
    if whole.undated > 0 {
        let _ = writeln!(text, "{} without a day", counted(whole.undated, "article"));
    }
    if stats.without_site > 0 {
        let n = counted(stats.without_site, "article");
        let _ = writeln!(text, "{n} without a publisher");
    }
    for gap in &stats.gaps {
        let days = counted(usize::try_from(gap.days).unwrap_or(0), "day");
        let _ = writeln!(text, "gap {}, {days}", span(&gap.from, &gap.to));
    }
    for gap in &stats.site_gaps {
        let months = counted(gap.months as usize, "month");
        let site = plain_line(&gap.site, &[]).text;
        let span = span(&gap.from, &gap.to);
        let _ = writeln!(text, "gap {span}, {months}: {site}");
    }
    let languages: Vec<String> = stats
        .languages
        .iter()
        .take(MOST_LANGUAGES)
        .map(|row| format!("{} {}", plain_line(&row.language, &[]).text, row.articles))
        .collect();
    if !languages.is_empty() {
        let _ = writeln!(text, "languages: {}", languages.join(", "));
    }
    text
}

/// "2025-07 to 2025-09", or the one month or day that it is.
fn span(from: &str, to: &str) -> String {
    if from == to {
        from.to_owned()
    } else {
        format!("{from} to {to}")
    }
}

/// What the last column but one of the groups says, for those who read the table.
pub const COPY_RATE: &str = "copy rate: copies among all articles and copies of the row";

#[cfg(test)]
mod tests {
    use super::*;

    fn period(name: &str, stories: usize) -> PeriodRow {
        PeriodRow {
            period: name.to_owned(),
            from: name.to_owned(),
            to: name.to_owned(),
            stories,
            articles: stories,
            copies: 1,
        }
    }

    fn pairs() -> PairsAnswer {
        PairsAnswer {
            version: 1,
            company: "Heliora \"& <Co>".to_owned(),
            total: 1,
            partners: vec![PartnerRow {
                partner: "Castelan".to_owned(),
                stories: 3,
                articles: 4,
                kinds: [("cloud".to_owned(), 2), ("supply".to_owned(), 1)].into(),
                totals: vec![TotalAmount {
                    value: 1.5e9,
                    currency: "USD".to_owned(),
                }],
                first_day: None,
                last_day: None,
                deals: Vec::new(),
            }],
        }
    }

    #[test]
    fn bars_fit_the_page_and_what_is_not_nothing_is_seen() {
        let periods = [
            period("2026-01", 400),
            period("2026-02", 0),
            period("2026-03", 1),
        ];
        let look = Look {
            width: 30,
            color: false,
        };
        insta::assert_snapshot!(bars(&periods, 2, look), @r"
        2026-01  400  ████████████████
        2026-02    0
        2026-03    1  ▏
        401 stories in 401 articles, 3 copies; 2 articles without a day that fits
        ");
    }

    #[test]
    fn graphs_hold_any_name() {
        insta::assert_snapshot!(dot(&pairs()), @r#"
        graph pairs {
          node [shape=box];
          "Heliora \"& <Co>" -- "Castelan" [weight=3, label="2 cloud, 1 supply\nUSD 1.5 billion"];
        }
        "#);
        let xml = graphml(&pairs());
        assert!(xml.contains("Heliora &quot;&amp; &lt;Co&gt;"), "{xml}");
        assert!(svg(&[period("<2026>", 3)]).contains("&lt;2026&gt;"));
        assert!(svg(&[]).contains("</svg>"));
    }

    #[test]
    fn a_time_of_one_month_is_named_once() {
        assert_eq!(span("2025-07", "2025-07"), "2025-07");
        assert_eq!(span("2025-07", "2025-09"), "2025-07 to 2025-09");
    }

    #[test]
    fn sums_are_written_as_people_write_them() {
        for (value, expected) in [
            (3.8e10, "38 billion"),
            (1.254e6, "1.25 million"),
            (5.0, "5"),
        ] {
            assert_eq!(in_words(value), expected);
        }
    }
}
