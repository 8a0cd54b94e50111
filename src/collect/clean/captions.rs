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

/// A line that says of itself that it stands under a picture: "… (Ada Quill/Loom)", "Ada Quill / Loom News",
/// "Courtesy of Loom", "Illustration by Ada Quill", "FILE PHOTO: …", "A hall of Loom, pictured in 2025".
pub(super) fn is_credited(line: &Line, features: &Features) -> bool {
    /// More words are a paragraph, whatever its end says.
    const MOST_WORDS: usize = 50;
    const LONGEST: usize = 600;
    /// A sentence may speak of what is pictured; a longer line is one.
    const MOST_WORDS_OF_A_LABEL: usize = 20;
    static CREDITED: LazyLock<Regex> = LazyLock::new(|| {
        let name = r"\p{Lu}[\p{L}.'’-]+(?: \p{Lu}[\p{L}.'’-]*){1,3}";
        let agency = r"\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){0,3}";
        compile(&format!(
            r"\({name} ?/ ?{agency}(?: via {agency})?\)\.?$|^(?i:file photo|file picture|file image)\b"
        ))
    });
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        let name = r"\p{Lu}\p{Ll}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){1,2}";
        let agency = r"\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){0,3}";
        compile(&format!(
            r"^{name} ?/ ?{agency}$|^(?i:(?:photos? |images? |pictures? )?courtesy(?: of\b|:| ))|\b(?:pictured|seen here|seen from)\b|\b(?i:photo(?:graph|s)?|picture|image|photo illustration|illustration|graphic) (?:by|courtesy of|via) \p{{Lu}}"
        ))
    });
    let text = line.text.as_str();
    if line.mark != Mark::Plain || features.n_words > MOST_WORDS || text.len() > LONGEST {
        return false;
    }
    let is_label = features.n_words <= MOST_WORDS_OF_A_LABEL
        && !features.ends_sentence
        && !features.ends_colon
        && !features.starts_quotation;
    CREDITED.is_match(text) || is_label && LABEL.is_match(text)
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
            "Courtesy of Heliora",
            "Image courtesy of Heliora",
            "A hall of Heliora in Norwick, pictured in 2025",
            "The column’s mark. Photo illustration by Ada Quill, Loom",
            "FILE PHOTO: The halls of Heliora in Norwick.",
        ] {
            assert!(is_credited_line(text), "{text}");
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
            "“The image by Ada Quill is mine,” he said.",
        ] {
            assert!(!is_credited_line(text), "{text}");
        }
    }
}
