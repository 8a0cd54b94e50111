//! What changed between two versions of an article, word by word; and the list of its versions.

use std::time::Duration;

use similar::{Algorithm, ChangeTag, TextDiff};

use super::counted::counted;
use super::dated::Page;
use super::plain::plain_line;
use super::table::Table;
use super::terminal::{self, Look};
use super::wire::{Change, DiffAnswer, VersionRow};

/// Longest time that comparing two texts may take; past it, larger parts than words are told.
const MAX_TIME: Duration = Duration::from_secs(2);
/// Texts longer than this together are compared by lines, in bytes.
const MAX_BYTES_BY_WORDS: usize = 4 << 20;

/// The parts of two texts in order: those in both, those only in the old, those only in the new one.
pub fn changes(old: &str, new: &str) -> Vec<Change> {
    let mut config = TextDiff::configure();
    config.algorithm(Algorithm::Myers).timeout(MAX_TIME);
    let diff = if old.len() + new.len() > MAX_BYTES_BY_WORDS {
        config.diff_lines(old, new)
    } else {
        config.diff_unicode_words(old, new)
    };
    let mut changes: Vec<Change> = Vec::new();
    for part in diff.iter_all_changes() {
        let op = match part.tag() {
            ChangeTag::Equal => "equal",
            ChangeTag::Delete => "delete",
            ChangeTag::Insert => "insert",
        };
        push(&mut changes, op, part.value());
    }
    joined_over_spaces(changes)
}

fn push(changes: &mut Vec<Change>, op: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    match changes.last_mut() {
        Some(last) if last.op == op => last.text.push_str(text),
        _ => changes.push(Change {
            op: op.to_owned(),
            text: text.to_owned(),
        }),
    }
}

/// Words that were replaced one by one read better as one replacement: the single space between two of them
/// counts for both.
fn joined_over_spaces(changes: Vec<Change>) -> Vec<Change> {
    let mut joined: Vec<Change> = Vec::new();
    let (mut deleted, mut inserted) = (String::new(), String::new());
    let mut all = changes.into_iter().peekable();
    while let Some(change) = all.next() {
        match change.op.as_str() {
            "delete" => deleted.push_str(&change.text),
            "insert" => inserted.push_str(&change.text),
            _ => {
                let is_between = change.text == " " && all.peek().is_some();
                if is_between && !deleted.is_empty() && !inserted.is_empty() {
                    deleted.push(' ');
                    inserted.push(' ');
                    continue;
                }
                push(&mut joined, "delete", &std::mem::take(&mut deleted));
                push(&mut joined, "insert", &std::mem::take(&mut inserted));
                push(&mut joined, "equal", &change.text);
            }
        }
    }
    push(&mut joined, "delete", &deleted);
    push(&mut joined, "insert", &inserted);
    joined
}

/// How many words were taken out, and how many put in.
pub fn n_words(changes: &[Change]) -> (usize, usize) {
    let count = |op: &str| {
        let of_op = changes.iter().filter(|change| change.op == op);
        of_op
            .map(|change| change.text.split_whitespace().count())
            .sum()
    };
    (count("delete"), count("insert"))
}

/// The paragraphs that changed, with what went in `[-…-]` and what came in `{+…+}`.
pub fn page(diff: &DiffAnswer, look: Look) -> String {
    let side = |version: &VersionRow| {
        let came = version.came.as_deref().unwrap_or("day unknown");
        format!("version {} ({came})", version.number)
    };
    let head = format!("{} → {}", side(&diff.from), side(&diff.to));
    let mut text = terminal::heading(&head, look);
    if diff.from.published != diff.to.published {
        let day = |version: &VersionRow| version.published.clone().unwrap_or("undated".into());
        let days = format!("published: [-{}-] {{+{}+}}", day(&diff.from), day(&diff.to));
        text.push_str(&terminal::paragraph(&days, look));
    }
    let mut is_any = false;
    for (changes, label) in [(&diff.title, "title: "), (&diff.body, "")] {
        let mut was_left_out = false;
        for paragraph in paragraphs(changes) {
            if paragraph.iter().all(|change| change.op == "equal") {
                was_left_out = true;
                continue;
            }
            if label.is_empty() {
                text.push_str(if was_left_out { "\n…\n" } else { "\n" });
            }
            is_any = true;
            was_left_out = false;
            let shown: String = paragraph.iter().map(marked).collect();
            text.push_str(&terminal::paragraph(&format!("{label}{shown}"), look));
        }
    }
    if !is_any {
        text.push_str("\nthe same words\n");
    }
    text
}

/// Changes cut where lines end, blank lines left out.
fn paragraphs(changes: &[Change]) -> Vec<Vec<Change>> {
    let mut paragraphs: Vec<Vec<Change>> = vec![Vec::new()];
    for change in changes {
        for (idx, line) in change.text.split('\n').enumerate() {
            if idx > 0 {
                paragraphs.push(Vec::new());
            }
            if let Some(last) = paragraphs.last_mut() {
                push(last, &change.op, line);
            }
        }
    }
    let is_blank = |paragraph: &Vec<Change>| paragraph.iter().all(|c| c.text.trim().is_empty());
    paragraphs.retain(|paragraph| !is_blank(paragraph));
    paragraphs
}

fn marked(change: &Change) -> String {
    let text = &change.text;
    let core = plain_line(text.trim(), &[]).text;
    let (open, close) = match change.op.as_str() {
        _ if core.is_empty() => ("", ""),
        "delete" => ("[-", "-]"),
        "insert" => ("{+", "+}"),
        _ => ("", ""),
    };
    // White space stays outside of the brackets.
    let space = |is_there: bool| if is_there { " " } else { "" };
    let before = space(text.starts_with(char::is_whitespace));
    let after = space(!core.is_empty() && text.ends_with(char::is_whitespace));
    format!("{before}{open}{core}{close}{after}")
}

/// Characters of a hash that people are shown.
const SHOWN_HASH: usize = 12;

/// The versions as a page: the day each came, its headline, what is known of it.
pub fn versions_page(versions: &[VersionRow], look: Look) -> String {
    let mut page = Page::new(look);
    for version in versions {
        let came = version.came.as_deref().unwrap_or("day unknown");
        page.labelled(came, &version.title);
        let mut facts = vec![format!("version {}", version.number)];
        facts.extend(Some(note(version).to_owned()).filter(|note| !note.is_empty()));
        facts.extend(
            version
                .published
                .iter()
                .map(|day| format!("published {day}")),
        );
        if version.number > 1 {
            let out = counted(version.words_out, "word");
            facts.push(format!("{out} out, {} in", version.words_in));
        }
        let received = version.received.as_deref();
        let received = received.and_then(|hash| hash.get(..SHOWN_HASH));
        facts.extend(received.map(|hash| format!("received {hash}")));
        page.indented(&facts.join(" · "));
    }
    page.text
}

/// Which of the versions it is.
fn note(version: &VersionRow) -> &'static str {
    match (version.is_current, version.is_edited) {
        (true, true) => "current, edited",
        (true, false) => "current",
        (false, true) => "edited",
        (false, false) => "",
    }
}

/// The versions as a table with a row each; people see the start of each hash.
pub fn table(versions: &[VersionRow], is_for_people: bool) -> Table {
    let mut table = Table::new(&[
        "version",
        "came",
        "published",
        "words_out",
        "words_in",
        "received",
        "note",
        "title",
    ]);
    let row = |version: &VersionRow| {
        vec![
            version.number.to_string(),
            version.came.clone().unwrap_or_default(),
            version.published.clone().unwrap_or_default(),
            version.words_out.to_string(),
            version.words_in.to_string(),
            version
                .received
                .as_deref()
                .map_or_else(String::new, |hash| match hash.get(..SHOWN_HASH) {
                    Some(start) if is_for_people => start.to_owned(),
                    _ => hash.to_owned(),
                }),
            note(version).to_owned(),
            plain_line(&version.title, &[]).text,
        ]
    };
    table.rows = versions.iter().map(row).collect();
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        changes(old, new).iter().map(marked).collect()
    }

    #[test]
    fn words_that_went_and_came_are_told() {
        let check = |old: &str, new: &str, expected: &str| {
            assert_eq!(shown(old, new), expected);
            let all = changes(old, new);
            let side = |other: &str| -> String {
                let side = all.iter().filter(|change| change.op != other);
                side.map(|change| change.text.as_str()).collect()
            };
            assert_eq!(
                (side("insert").as_str(), side("delete").as_str()),
                (old, new)
            );
        };
        check("one two three", "one two three", "one two three");
        check(
            "pays $2 billion",
            "pays $3 billion",
            "pays $[-2-]{+3+} billion",
        );
        check("a b c d", "a x y d", "a [-b c-]{+x y+} d");
        check("a b", "a b and more", "a b {+and more+}");
        check("a b c", "a c", "a [-b-] c");
        check("", "new", "{+new+}");
        check("gone", "", "[-gone-]");
        check("", "", "");
        check("日本語 です", "日本国 です", "日本[-語-]{+国+} です");
    }

    #[test]
    fn replaced_words_are_counted_on_both_sides() {
        assert_eq!(n_words(&changes("a b c d", "a x y z d")), (2, 3));
        assert_eq!(n_words(&changes("a", "a")), (0, 0));
    }

    /// Days were broken by the letter, and the title stood in a column of eight characters.
    #[test]
    fn days_and_words_of_the_list_of_versions_stay_whole() {
        let version = |number: usize| VersionRow {
            number,
            came: (number > 1).then(|| format!("2026-11-2{number}")),
            received: Some("0123456789abcdef".repeat(4)),
            title: "Heliora buys Castelan for a large sum and moves to the far north".into(),
            published: Some("2026-11-20".into()),
            words_out: number,
            words_in: number * 10,
            is_edited: number == 2,
            is_current: number == 2,
        };
        let look = Look {
            width: 60,
            color: false,
        };
        insta::assert_snapshot!(versions_page(&[version(1), version(2)], look), @r"
        day unknown Heliora buys Castelan for a large sum and moves
                    to the far north
                    version 1 · published 2026-11-20 · received
                    0123456789ab
        2026-11-22  Heliora buys Castelan for a large sum and moves
                    to the far north
                    version 2 · current, edited · published
                    2026-11-20 · 2 words out, 20 in · received
                    0123456789ab
        ");
    }

    #[test]
    fn of_hostile_texts_nothing_is_lost_when_time_is_up() {
        let words = |seed: u64| -> String {
            let mut state = seed;
            let word = |_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                format!("{} ", state >> 50)
            };
            (0..100_000).map(word).collect()
        };
        // Compared to the end, they would take far longer than [`MAX_TIME`]; how long they took is not asserted.
        let (old, new) = (words(1), words(2));
        let all = changes(&old, &new);
        let without = |op: &str| -> String {
            let rest = all.iter().filter(|change| change.op != op);
            rest.map(|change| change.text.as_str()).collect()
        };
        assert!(without("insert") == old, "parts of the old text are lost");
        assert!(without("delete") == new, "parts of the new text are lost");
    }
}
