//! What stands under an article about its author: "Jane Doe is a reporter covering …".

use std::sync::LazyLock;

use regex::Regex;

use super::byline::compile;

/// A longer line, in bytes, is a paragraph of the story.
const LONGEST: usize = 700;

/// Whether a last line of an article is about who wrote it; `author` is whom its byline names.
///
/// Where that is known, a line about somebody else is the end of a story about them.
pub(super) fn is_bio(text: &str, author: Option<&str>) -> bool {
    static BEAT: LazyLock<Regex> = LazyLock::new(|| {
        compile(&format!(
            r"^(?P<name>{NAME}) (?:covers|writes (?:about|for|on)|reports (?:about|for|on)|has (?:been (?:covering|writing|reporting)|covered|written)) "
        ))
    });
    static CONTRIBUTION: LazyLock<Regex> = LazyLock::new(|| {
        compile(&format!(
            r"^(?:{NAME}(?:, (?:and )?| and )?){{1,6}} (?:also )?contributed (?:to (?:this|the) (?:report|story|article|piece)|reporting)\b|^(?:(?:Additional )?[Rr]eporting|Writing|Editing) by {NAME}"
        ))
    });
    static REACH: LazyLock<Regex> = LazyLock::new(|| {
        compile(&format!(
            r"^(?:You can )?(?:[Rr]each|[Ee]-?mail|[Cc]ontact|[Ff]ollow) (?:(?P<name>{NAME})|him|her|them|the (?:author|reporter|writer)) (?:at|on|by|via|here|@)"
        ))
    });
    if text.len() > LONGEST {
        return false;
    }
    let author = author.map(str::to_lowercase);
    let is_author = |name: &str| {
        let name = name.to_lowercase();
        author.as_ref().is_some_and(|author| author.contains(&name))
    };
    let has_beat = BEAT
        .captures(text)
        .is_some_and(|found| is_author(found.name("name").map_or("", |name| name.as_str())));
    // A castle is reached by train; somebody else only where they have an address.
    let is_contact = REACH.captures(text).is_some_and(|found| {
        let name = found.name("name");
        name.is_none_or(|name| is_author(name.as_str()) || has_address(text))
    });
    let has_role =
        role_of(text, author.is_some()).is_some_and(|name| author.is_none() || is_author(name));
    has_role || has_beat || is_contact || CONTRIBUTION.is_match(text)
}

/// Whose role the line tells: "Jane Doe" of "Jane Doe is a reporter at The Northern".
///
/// Only where an author is known may more be told of them: "a reporter who changed how the valley was seen".
fn role_of(text: &str, is_author_known: bool) -> Option<&str> {
    /// What tells more.
    const MORE: [&str; 4] = ["of", "who", "whose", "and"];
    fn bio(more: &str) -> Regex {
        let role = r"(?:reporter|writer|editor|journalist|correspondent|columnist|contributor|freelancer|blogger|producer)";
        compile(&format!(
            r"^(?P<name>{NAME}),? is (?:an? |the |[\p{{L}}.'’ -]{{2,40}}['’]s? )(?P<kind>[\p{{L}}\p{{N}} ,&/’'-]{{0,60}}?)\b{role}\b(?:\.|,? (?:at|for|with|on|from|in|covering|based|focus\p{{L}}+|speciali\p{{L}}+{more})\b|,(?: (?P<next>\p{{L}}+))?)"
        ))
    }
    static OF_ANYBODY: LazyLock<Regex> = LazyLock::new(|| bio(""));
    static OF_AUTHOR: LazyLock<Regex> = LazyLock::new(|| bio("|of|who|whose|and"));
    let regex = if is_author_known {
        &OF_AUTHOR
    } else {
        &OF_ANYBODY
    };
    let found = regex.captures(text)?;
    let group = |name: &str| found.name(name).map_or("", |group| group.as_str());
    // "A friend of the editor" is none.
    let is_qualified = group("kind").split(' ').any(|word| JOINERS.contains(&word));
    let tells_more = !is_author_known && MORE.contains(&group("next"));
    (!is_qualified && !tells_more).then(|| found.name("name").map_or("", |name| name.as_str()))
}

/// Whether a line names a place on the web or a mailbox.
fn has_address(text: &str) -> bool {
    ["@", "http://", "https://", "www."]
        .iter()
        .any(|sign| text.contains(sign))
}

/// Words between which and a role somebody else is spoken of.
const JOINERS: [&str; 7] = ["of", "to", "who", "that", "with", "by", "for"];

/// A name of two words or more.
const NAME: &str = r"\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){1,3}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_about_the_author_are_told() {
        for text in [
            "Jane Doe is a reporter covering mills and looms for The Northern.",
            "Jane Doe is a senior technology writer at The Northern, where she covers looms. She lives in Norwick.",
            "Jane Doe is The Northern’s energy correspondent, based in Norwick.",
            "Jane Doe is a freelance journalist.",
        ] {
            assert!(is_bio(text, None), "{text}");
            assert!(is_bio(text, Some("Jane Doe and John Roe")), "{text}");
            assert!(!is_bio(text, Some("John Roe")), "{text}");
        }
        for text in [
            "John Roe and Ada Quill contributed to this report.",
            "Reporting by Jane Doe; Editing by John Roe",
            "Reach Jane Doe at jane@northern.example.",
            "Follow her on Mastodon.",
        ] {
            assert!(is_bio(text, None), "{text}");
        }
        for text in [
            "Jane Doe is a reporter and editor at The Northern.",
            "Jane Doe is a reporter, editor and diver.",
        ] {
            assert!(is_bio(text, None), "{text}");
        }
        for text in [
            "Jane Doe is a reporter who covers looms.",
            "Jane Doe is a reporter, and dives.",
            "Jane Doe covers looms for The Northern.",
            "Follow Jane Doe on Mastodon.",
        ] {
            for author in ["Jane Doe", "JANE DOE", "JOHN ROE AND JANE DOE"] {
                assert!(is_bio(text, Some(author)), "{text} {author}");
            }
            assert!(!is_bio(text, None), "{text}");
        }
    }

    #[test]
    fn lines_of_the_story_are_none() {
        for text in [
            "Jane Doe is the mayor of Norwick.",
            "Norwick Council covers the cost of the mill.",
            "Jane Doe is a friend of the editor.",
            "He is a reporter at The Northern.",
            "Joan Mill was a journalist who changed how the valley was seen.",
            "Joan Mill was a journalist at The Northern.",
            "Joan Mill is a journalist who changed how the valley was seen.",
            "Joan Mill is a journalist, whose looms still run.",
            "Reach Norwick Castle by train in an hour.",
            "Follow Mill Lane on foot to the river.",
            "Jane Doe said that she would reach Norwick by May.",
            "Contact between the two has ended.",
        ] {
            assert!(!is_bio(text, None), "{text}");
            assert!(!is_bio(text, Some("Jane Roe")), "{text}");
        }
    }
}
