//! Captions of pictures and the credits of who took them.

use std::sync::LazyLock;

use regex::Regex;

use super::byline::compile;
use super::features::{Features, key};
use super::furniture::PICTURES;
use super::lines::{Line, Mark};

/// What stands under "Image" and says nothing with a verb.
pub(super) fn is_caption(line: &Line, features: &Features, above: Option<&Line>) -> bool {
    const MOST_WORDS: usize = 20;
    const VERBS: [&str; 16] = [
        "is", "are", "was", "were", "be", "been", "has", "have", "had", "will", "would", "can",
        "could", "may", "said", "says",
    ];
    let is_under_picture = above.is_some_and(|above| {
        let text = above.text.trim_end_matches([':', '.']);
        PICTURES
            .iter()
            .any(|picture| text.eq_ignore_ascii_case(picture))
    });
    is_under_picture
        && features.n_words <= MOST_WORDS
        && features.n_inner_ends == 0
        && !features.starts_quotation
        && !key(&line.text).split(' ').any(|word| VERBS.contains(&word))
}

/// A line that says of itself that it stands under a picture: one that [`is_plainly_credited`], or a label of a few
/// words: "Ada Quill / Loom News", "Courtesy of Loom", "Illustration by Ada Quill", "A hall of Loom, pictured in 2025".
pub(super) fn is_credited(line: &Line, features: &Features) -> bool {
    /// A sentence may speak of what is pictured; a longer line is one.
    const MOST_WORDS_OF_A_LABEL: usize = 20;
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"^(?i:courtesy(?: of\b|:)|(?:photos?|images?|pictures?) courtesy(?: |:))|, (?:pictured|seen here|seen from)\b|\b(?i:photo(?:graph|s)?|picture|image|photo illustration|illustration|graphic) (?:by|courtesy of|via) \p{Lu}",
        )
    });
    let may_be_label = line.mark == Mark::Plain
        && features.n_words <= MOST_WORDS_OF_A_LABEL
        && !features.ends_sentence
        && !features.ends_colon
        && !features.starts_quotation;
    let is_label = may_be_label && (LABEL.is_match(&line.text) || is_name_and_agency(&line.text));
    is_label || is_plainly_credited(line, features)
}

/// A line that no headline looks like: "… (Ada Quill/Loom)", "Photo illustration by Ada Quill", "FILE PHOTO: …".
pub(super) fn is_plainly_credited(line: &Line, features: &Features) -> bool {
    /// More words are a paragraph, whatever its end says.
    const MOST_WORDS: usize = 50;
    const LONGEST: usize = 600;
    static CREDITED: LazyLock<Regex> = LazyLock::new(|| {
        let name = r"\p{Lu}[\p{L}.'’-]+(?: \p{Lu}[\p{L}.'’-]*){1,3}";
        let agency = r"\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){0,3}";
        compile(&format!(
            r"\({name} ?/ ?{agency}(?: via {agency})?\)\.?$|\b(?i:photo illustration) by {name}(?:, {agency}(?: ?/ ?{agency})?)?$|^(?i:file photo|file picture|file image)\b"
        ))
    });
    let text = line.text.as_str();
    line.mark == Mark::Plain
        && features.n_words <= MOST_WORDS
        && text.len() <= LONGEST
        && CREDITED.is_match(text)
}

/// "Ada Quill / Loom News", but neither "Open Source / Closed Source" nor "Fake News / Real News".
fn is_name_and_agency(text: &str) -> bool {
    const AGENCIES: [&str; 17] = [
        "afp",
        "alamy",
        "ap",
        "bloomberg",
        "dpa",
        "epa",
        "getty",
        "images",
        "news",
        "pa",
        "photo",
        "photos",
        "pictures",
        "press",
        "reuters",
        "shutterstock",
        "xinhua",
    ];
    static SIDES: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"^(?P<name>\p{Lu}\p{Ll}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){1,2}) ?/ ?(?P<agency>\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){0,3})$",
        )
    });
    SIDES.captures(text).is_some_and(|found| {
        let says_agency = |side: &str| {
            let side = found.name(side).map_or("", |side| side.as_str());
            key(side).split(' ').any(|word| AGENCIES.contains(&word))
        };
        says_agency("agency") && !says_agency("name")
    })
}

#[cfg(test)]
mod tests {
    use super::super::features::measure;
    use super::super::lines::lines;
    use super::*;

    fn is_credited_line(text: &str) -> bool {
        let lines = lines(text);
        is_credited(&lines[0], &measure(&lines)[0])
    }

    #[test]
    fn credits_and_captions_are_told() {
        for text in [
            "The second hall of Heliora near Norwick (Ada Quill/Loom)",
            "Ada Quill speaks in Norwick on Monday, where the second hall was opened. (Tom Reed/Loom via AP)",
            "Ada Quill / Loom News",
            "Ada Quill/AP",
            "Courtesy of Heliora",
            "Photo courtesy Heliora",
            "Image courtesy of Heliora",
            "A hall of Heliora in Norwick, pictured in 2025",
            "The column’s mark. Photo illustration by Ada Quill, Loom",
            "FILE PHOTO: The halls of Heliora in Norwick.",
        ] {
            assert!(is_credited_line(text), "{text}");
        }
    }

    #[test]
    fn a_credit_that_no_headline_looks_like_is_told_from_a_label() {
        for (text, is_plain) in [
            ("A hall of Heliora (Ada Quill/Loom)", true),
            (
                "The mark of Loom. Photo illustration by Ada Quill, Northern/Loom",
                true,
            ),
            ("Courtesy of Heliora", false),
            ("The moon, seen from the second hall", false),
        ] {
            let lines = lines(text);
            assert!(is_credited_line(text), "{text}");
            assert_eq!(
                is_plainly_credited(&lines[0], &measure(&lines)[0]),
                is_plain,
                "{text}"
            );
        }
    }

    #[test]
    fn headings_and_sentences_are_none() {
        for text in [
            "What the town gets",
            "Hardware / Software",
            "Heliora runs on two systems (Windows/Mac)",
            "The hall is seen from the river, and people like it.",
            "A courtesy call on Ada Quill",
            "Courtesy call on the minister ends in row",
            "Solar eclipse seen from space station",
            "Open Source / Closed Source",
            "Free Press / Bad Press",
            "“The image by Ada Quill is mine,” he said.",
        ] {
            assert!(!is_credited_line(text), "{text}");
        }
    }
}
