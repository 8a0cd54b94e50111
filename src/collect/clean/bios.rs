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
    static BIO: LazyLock<Regex> = LazyLock::new(|| {
        let role = r"(?:reporter|writer|editor|journalist|correspondent|columnist|contributor|freelancer|blogger|producer)";
        compile(&format!(
            r"^(?P<name>{NAME}),? (?:is|was) (?:an? |the |[\p{{L}}.'’ -]{{2,40}}['’]s? )(?P<kind>[\p{{L}}\p{{N}} ,&/’'-]{{0,60}}?)\b{role}\b(?:[.,]|,? (?:at|for|with|of|on|from|in|covering|based|who|whose|and|focus\p{{L}}+|speciali\p{{L}}+)\b)"
        ))
    });
    static BEAT: LazyLock<Regex> = LazyLock::new(|| {
        compile(&format!(
            r"^(?P<name>{NAME}) (?:covers|writes (?:about|for|on)|reports (?:about|for|on)|has (?:been (?:covering|writing|reporting)|covered|written)) "
        ))
    });
    static CONTRIBUTION: LazyLock<Regex> = LazyLock::new(|| {
        compile(&format!(
            r"^(?:{NAME}(?:, (?:and )?| and )?){{1,6}} (?:also )?contributed (?:to (?:this|the) (?:report|story|article|piece)|reporting)\b|^(?:(?:Additional )?[Rr]eporting|Writing|Editing) by {NAME}|^(?:(?:You can )?(?:[Rr]each|[Ee]-?mail|[Cc]ontact|[Ff]ollow)) (?:{NAME}|him|her|them|the (?:author|reporter|writer)) (?:at|on|by|via|here|@)"
        ))
    });
    if text.len() > LONGEST {
        return false;
    }
    let is_by = |name: &str| author.is_none_or(|author| author.contains(name));
    let has_role = BIO.captures(text).is_some_and(|found| {
        let group = |name: &str| found.name(name).map_or("", |group| group.as_str());
        // "A friend of the editor" is none.
        let is_qualified = group("kind").split(' ').any(|word| JOINERS.contains(&word));
        is_by(group("name")) && !is_qualified
    });
    let has_beat = BEAT.captures(text).is_some_and(|found| {
        let name = found.name("name").map_or("", |name| name.as_str());
        author.is_some() && is_by(name)
    });
    has_role || has_beat || CONTRIBUTION.is_match(text)
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
        assert!(is_bio(
            "Jane Doe covers looms for The Northern.",
            Some("Jane Doe")
        ));
    }

    #[test]
    fn lines_of_the_story_are_none() {
        for text in [
            "Jane Doe is the mayor of Norwick.",
            "Norwick Council covers the cost of the mill.",
            "Jane Doe is a friend of the editor.",
            "He is a reporter at The Northern.",
            "Jane Doe said that she would reach Norwick by May.",
            "Contact between the two has ended.",
        ] {
            assert!(!is_bio(text, None), "{text}");
            assert!(!is_bio(text, Some("Jane Roe")), "{text}");
        }
    }
}
