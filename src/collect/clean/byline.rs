//! Who wrote it and which paper it names: bylines and "Source: …" lines.

use std::sync::LazyLock;

use regex::Regex;

use super::blocks::fold;
use super::field::is_dateline;

/// A line longer than this, in bytes, is no byline and no credit.
const LONGEST: usize = 320;

/// The author or authors of a byline: "By Jane Doe and John Roe, Staff Writers | May 3" gives
/// "Jane Doe and John Roe".
pub(super) fn author_of(line: &str) -> Option<String> {
    static BYLINE: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"^(?:(?i:written by|words by|story by|posted by|published by|reported by|author|authors|by)\b:?|(?:Von|Por|Par|Di):?)\s+(?P<names>\S.*)$",
        )
    });
    if line.len() > LONGEST {
        return None;
    }
    let names = BYLINE.captures(line)?.name("names")?.as_str();
    // A byline ends where a date, a role or a link begins.
    let all = NAMES.find(names)?.as_str();
    let rest = names.get(all.len()..).unwrap_or("");
    let goes_on = rest.starts_with(|c: char| c.is_alphanumeric());
    let names = without_role(&fold(all));
    // Five capitals in a row are no name: byline and story have run together.
    let runs_on = rest.trim_start().starts_with(char::is_uppercase)
        && !names.contains(',')
        && names.split(' ').count() >= 4;
    (!goes_on && !runs_on && names.contains(' ')).then_some(names)
}

/// One name or several, from the beginning of a text.
static NAMES: LazyLock<Regex> = LazyLock::new(|| {
    let word = r"(?:(?:Mc|Mac|O['’]|D['’]|De|Van|Le|La)?\p{Lu}(?:\p{Ll}|['’-]|\p{Lu}\p{Ll})+|\p{Lu}\.(?:\p{Lu}\.)*|\p{Lu}{2,})";
    let joiner = r"(?:de|da|del|della|di|van|von|der|den|la|le|bin|al|el|dos|y)";
    let name = format!(r"{word}(?:\s+(?:{joiner}\s+)*{word}){{1,3}}");
    compile(&format!(
        r"^{name}(?:(?:\s*,\s*|\s+(?:and|und|et|y|e|&)\s+|\s*,\s+and\s+){name}){{0,4}}"
    ))
});

/// The author of a line near the headline, where it is a byline or says little but a name and a day:
/// "*By Jane Doe*", "Jane Doe | March 4, 2026", "Posted on March 4, 2026 by Jane Doe".
pub(super) fn signature_of(line: &str) -> Option<String> {
    /// No name: parts of the page and of the names of papers, beginnings of the names of places.
    const NO_NAMES: [&str; 30] = [
        "News",
        "Staff",
        "Press",
        "Times",
        "Post",
        "Journal",
        "Magazine",
        "Daily",
        "Weekly",
        "Business",
        "Tech",
        "Technology",
        "World",
        "Blog",
        "Media",
        "Inc",
        "Research",
        "Team",
        "Market",
        "Markets",
        "Home",
        "Release",
        "The",
        "New",
        "San",
        "Los",
        "Las",
        "Hong",
        "North",
        "South",
    ];
    static BY: LazyLock<Regex> = LazyLock::new(|| compile(r"\b[Bb]y\s+(?P<names>\p{Lu}.*)$"));
    if line.len() > LONGEST {
        return None;
    }
    let bare = line.replace("**", "");
    let bare = bare.trim_matches(['*', '_', ' ']);
    if let Some(author) = author_of(bare) {
        return Some(author);
    }
    let mut parts = bare.split(['|', '·', '•']).map(str::trim);
    let names = match (parts.next(), parts.next()) {
        (Some(names), Some(day)) if is_dateline(day) => names,
        _ if is_dateline(bare) => BY.captures(bare)?.name("names")?.as_str().trim(),
        _ => return None,
    };
    let is_name = NAMES.find(names)?.as_str() == names
        && !names.split(' ').any(|word| NO_NAMES.contains(&word))
        && !names.contains("  ");
    is_name.then(|| fold(names))
}

/// Takes off what follows the last comma when it is a role, a paper or a month, not a name.
fn without_role(names: &str) -> String {
    const ROLES: &[&str] = &[
        "Writer",
        "Reporter",
        "Editor",
        "Correspondent",
        "Columnist",
        "Contributor",
        "Staff",
        "News",
        "Press",
        "Times",
        "Post",
        "Journal",
        "Magazine",
        "Producer",
        "Analyst",
        "Senior",
        "Associated",
        "CNN",
        "BBC",
        "Reuters",
        "Updated",
        "Published",
        "Posted",
    ];
    let kept: Vec<&str> = names
        .split(", ")
        .enumerate()
        .filter(|(part_idx, part)| {
            *part_idx == 0
                || !part
                    .split(' ')
                    .any(|word| ROLES.iter().any(|role| word.starts_with(role)))
        })
        .map(|(_, part)| part)
        .collect();
    let words: Vec<&str> = kept
        .last()
        .map(|last| last.split(' ').take_while(|word| !is_label(word)).collect())
        .unwrap_or_default();
    let mut parts: Vec<String> = kept.iter().map(|part| (*part).to_owned()).collect();
    if let Some(last) = parts.last_mut() {
        *last = words.join(" ");
    }
    parts.join(", ")
}

/// Words that begin what follows a name on the same line.
fn is_label(word: &str) -> bool {
    const MONTHS: &[&str] = &[
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    matches!(
        word,
        "Updated" | "Published" | "Posted" | "On" | "Last" | "Today" | "Yesterday"
    ) || word.ends_with("day") && word.len() <= 9
        || MONTHS.iter().any(|month| {
            word.strip_prefix(month)
                .is_some_and(|rest| rest.is_empty() || rest.len() >= 2 && is_month_rest(rest))
        })
}

fn is_month_rest(rest: &str) -> bool {
    [
        "uary", "ruary", "ch", "il", "ne", "ly", "ust", "tember", "ober", "ember",
    ]
    .contains(&rest)
}

/// The papers that a line names as its source; an empty list where it names none but is such a line.
pub(super) fn credits_of(line: &str) -> Option<Vec<String>> {
    static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
        compile(r"^(?i:sources?|via|quelle|quellen|fuente|fonte|h/t)\s*:\s*(?P<names>.*)$")
    });
    const MOST_WORDS: usize = 8;
    if line.len() > LONGEST {
        return None;
    }
    let names = CREDIT.captures(line)?.name("names")?.as_str().trim();
    let is_sentence = names.ends_with(['.', '!', '?']) && names.split(' ').count() > 3;
    if is_sentence || names.split(' ').count() > MOST_WORDS {
        return None;
    }
    Some(
        names
            .split([',', ';', '|'])
            .map(|name| fold(name.trim_matches(|c: char| !c.is_alphanumeric() && c != ')')))
            .filter(|name| !name.is_empty())
            .collect(),
    )
}

/// Compiles a pattern of this room; the tests run every one of them.
#[expect(
    clippy::expect_used,
    reason = "the patterns are constants, compiled in every test run"
)]
pub(super) fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant pattern")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_a_byline_are_read() {
        let check = |line: &str, expected: &str| {
            assert_eq!(
                author_of(line).as_deref().unwrap_or("-"),
                expected,
                "{line}"
            );
        };
        check("By Jane Doe", "Jane Doe");
        check("By Jane Doe and John O'Roe", "Jane Doe and John O'Roe");
        check("BY JANE DOE", "JANE DOE");
        check("By Jane Doe, Staff Writer", "Jane Doe");
        check("By Jane Doe Updated Nov 13, 2019, 10:28am EST", "Jane Doe");
        check("Written by Ana de la Cruz | 3 May 2026", "Ana de la Cruz");
        check("By J. K. Roe, CNN Business", "J. K. Roe");
        check("By Jane Doe May 3, 2026", "Jane Doe");
        check("By the end of the year it was over.", "-");
        check("By Monday Microsoft had lost the lead", "-");
        check("Bye Jane Doe", "-");
        check("", "-");
    }

    #[test]
    fn the_author_of_a_signature_is_read() {
        let check = |line: &str, expected: &str| {
            let found = signature_of(line);
            assert_eq!(found.as_deref().unwrap_or("-"), expected, "{line}");
        };
        check("*By Jane Doe*", "Jane Doe");
        check("_By Jane Doe_", "Jane Doe");
        check("**Jane Doe** | March 4, 2026", "Jane Doe");
        check("Posted on March 4, 2026 by Jane Doe", "Jane Doe");
        check("Jane Doe · March 4, 2026 · 3 min read", "Jane Doe");
        check(
            "Jane Doe and John Roe | 4 March 2026",
            "Jane Doe and John Roe",
        );
        check("Acme News | March 4, 2026", "-");
        check("New Norwick | March 4, 2026", "-");
        check("March 4, 2026", "-");
        check("March 4, 2026 | Norwick", "-");
    }

    #[test]
    fn a_source_line_names_papers() {
        let check = |line: &str, expected: Option<&[&str]>| {
            let found = credits_of(line);
            let found: Option<Vec<&str>> = found
                .as_ref()
                .map(|names| names.iter().map(String::as_str).collect());
            assert_eq!(found.as_deref(), expected, "{line}");
        };
        check("Source: Thehindu", Some(&["Thehindu"]));
        check(
            "Sources: Reuters, The Verge",
            Some(&["Reuters", "The Verge"]),
        );
        check("Sources:", Some(&[]));
        check("Via: TechCrunch", Some(&["TechCrunch"]));
        check("Sources say the deal is near.", None);
        check(
            "Source: the company said so in a long statement on Monday.",
            None,
        );
    }
}
