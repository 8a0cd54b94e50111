//! A body to its passages: the unit that is indexed, ranked, shown and cited.
//!
//! About 140 words of whole consecutive sentences of one section. Size matters little as long as the
//! article's own score counts too (60 to 400 words: .5882 to .5938 nDCG@10 over eight judged sets, best at
//! 120; overlap gains nothing and doubles the index), so the limits are what reads well as an answer.

use std::ops::Range;

use super::blocks::{Block, Outline};

/// How large passages are, in words (runs of characters that are no white space).
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// A passage that has this many words ends with its paragraph.
    pub enough_words: usize,
    /// A passage ends before a sentence that would take it past this many words.
    pub max_words: usize,
    /// A section's rest below this many words joins the passage before it.
    pub min_words: usize,
    /// A sentence longer than this is cut between words.
    pub max_sentence_words: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            enough_words: 100,
            max_words: 160,
            min_words: 40,
            max_sentence_words: 240,
        }
    }
}

/// Whole consecutive sentences of one section of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Bytes of the body.
    pub span: Range<usize>,
    /// The words of the heading above it, as bytes of the body.
    pub heading: Option<Range<usize>>,
    /// Its sentences, as bytes of the body; never empty where a body was split. An article of a headline alone
    /// is indexed with a passage that has none.
    pub sentences: Vec<Range<usize>>,
}

/// Splits the body into passages in reading order, see [`Outline::passages`].
pub fn split(body: &str, limits: &Limits) -> Vec<Passage> {
    Outline::of(body).passages(limits)
}

impl Outline<'_> {
    /// The body's passages in reading order.
    ///
    /// Passages are disjoint spans of the body; what lies between them is headings and white space. An
    /// empty body gives none.
    pub fn passages(&self, limits: &Limits) -> Vec<Passage> {
        let mut passages = Vec::new();
        let mut section = Section::default();
        for block in &self.blocks {
            match block {
                Block::Heading(words) => {
                    section.finish(limits, &mut passages);
                    section = Section {
                        heading: Some(words.clone()),
                        ..Section::default()
                    };
                }
                Block::Text {
                    begins_paragraph,
                    sentences,
                    ..
                } => {
                    if *begins_paragraph {
                        section.end_paragraph(limits, &mut passages);
                    }
                    for sentence in sentences {
                        section.add_words(self.body, sentence.clone(), limits, &mut passages);
                    }
                }
            }
        }
        section.finish(limits, &mut passages);
        passages
    }
}

/// The passage that is being filled, and the section it belongs to.
#[derive(Default)]
struct Section {
    heading: Option<Range<usize>>,
    sentences: Vec<Range<usize>>,
    n_words: usize,
    /// Index in the list of passages of the section's last one, and its words.
    last: Option<(usize, usize)>,
}

impl Section {
    /// Adds a sentence, in pieces where it is too long.
    fn add_words(
        &mut self,
        body: &str,
        sentence: Range<usize>,
        limits: &Limits,
        passages: &mut Vec<Passage>,
    ) {
        let start = sentence.start;
        let words = body.get(sentence.clone()).unwrap_or_default();
        let n_words = count_words(words);
        if n_words <= limits.max_sentence_words {
            self.add(sentence, n_words, limits, passages);
            return;
        }
        for piece in cut(words, limits.max_sentence_words) {
            let n_words = count_words(words.get(piece.clone()).unwrap_or_default());
            let piece = start + piece.start..start + piece.end;
            self.add(piece, n_words, limits, passages);
        }
    }

    fn add(
        &mut self,
        sentence: Range<usize>,
        n_words: usize,
        limits: &Limits,
        passages: &mut Vec<Passage>,
    ) {
        if self.n_words > 0 && self.n_words + n_words > limits.max_words {
            self.close(passages);
        }
        self.sentences.push(sentence);
        self.n_words += n_words;
    }

    fn end_paragraph(&mut self, limits: &Limits, passages: &mut Vec<Passage>) {
        if self.n_words >= limits.enough_words {
            self.close(passages);
        }
    }

    fn close(&mut self, passages: &mut Vec<Passage>) {
        let sentences = std::mem::take(&mut self.sentences);
        if let (Some(first), Some(last)) = (sentences.first(), sentences.last()) {
            let span = first.start..last.end;
            passages.push(Passage {
                span,
                heading: self.heading.clone(),
                sentences,
            });
            self.last = Some((passages.len() - 1, self.n_words));
        }
        self.n_words = 0;
    }

    /// Ends the section; a short rest joins the passage before it.
    fn finish(&mut self, limits: &Limits, passages: &mut Vec<Passage>) {
        let before = self
            .last
            .and_then(|(idx, n_words)| passages.get_mut(idx).map(|p| (p, n_words)));
        match before {
            Some((before, n_words))
                if self.n_words < limits.min_words
                    && n_words + self.n_words <= limits.max_words + limits.min_words =>
            {
                before.sentences.append(&mut self.sentences);
                before.span.end = before
                    .sentences
                    .last()
                    .map_or(before.span.end, |last| last.end);
            }
            _ => self.close(passages),
        }
    }
}

fn count_words(text: &str) -> usize {
    let mut by_space = 0;
    let mut is_behind_space = true;
    for byte in text.bytes() {
        let is_space = byte.is_ascii_whitespace();
        by_space += usize::from(is_behind_space && !is_space);
        is_behind_space = is_space;
    }
    // Scripts without spaces: two characters count as a word.
    if by_space * 40 < text.len() {
        by_space.max(text.chars().count() / 2)
    } else {
        by_space
    }
}

/// Pieces of at most `max_words` words, cut at white space where there is any.
fn cut(text: &str, max_words: usize) -> Vec<Range<usize>> {
    /// A piece never has more bytes than this for each word that it may have.
    const BYTES_PER_WORD: usize = 10;
    let mut pieces = Vec::new();
    let (mut start, mut n_words, mut space) = (0, 0, None);
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            n_words += 1;
            space = Some((at, at + c.len_utf8()));
        }
        let is_full = n_words >= max_words || at - start >= max_words * BYTES_PER_WORD;
        if is_full {
            let (end, next) = space.filter(|(end, _)| *end > start).unwrap_or((at, at));
            pieces.push(start..end);
            (start, n_words, space) = (next, 0, None);
        }
    }
    pieces.push(start..text.len());
    pieces
        .into_iter()
        .filter_map(|piece| trimmed(text, piece))
        .collect()
}

fn trimmed(text: &str, piece: Range<usize>) -> Option<Range<usize>> {
    let slice = text.get(piece.clone())?;
    let start = piece.start + slice.len() - slice.trim_start().len();
    let length = slice.trim().len();
    (length > 0).then_some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Limits = Limits {
        enough_words: 6,
        max_words: 9,
        min_words: 3,
        max_sentence_words: 12,
    };

    fn shown(body: &str) -> Vec<String> {
        split(body, &SMALL)
            .into_iter()
            .map(|passage| {
                let heading = passage.heading.map_or("", |h| body.get(h).unwrap());
                format!("{heading}|{}", body.get(passage.span).unwrap())
            })
            .collect()
    }

    #[test]
    fn passages_end_with_paragraphs_and_never_cross_headings() {
        let body = "One two three. Four five six.\n\nSeven eight.\n\n## Head\n\nNine ten eleven twelve.\n\nEnd.";
        assert_eq!(
            shown(body),
            [
                "|One two three. Four five six.\n\nSeven eight.",
                "Head|Nine ten eleven twelve.\n\nEnd."
            ]
        );
    }

    #[test]
    fn a_sentence_that_never_ends_is_cut_between_words() {
        let body = "word ".repeat(40);
        let passages = split(&body, &SMALL);
        assert_eq!(passages.len(), 4);
        let endless = "x".repeat(5_000);
        assert!(split(&endless, &SMALL).iter().all(|p| p.span.len() <= 120));
    }

    #[test]
    fn a_short_rest_joins_the_passage_before_it() {
        let body = "One two three four five six seven.\n\nEight nine.";
        assert_eq!(shown(body), [format!("|{body}")]);
    }

    proptest::proptest! {
        #[test]
        fn passages_leave_out_nothing_but_headings_and_white_space(
            body in "([A-Za-z ]{1,30}[.!?]? ?\n?|\n\n|## [a-z]{1,8}\n|- [a-z ]{1,20}\n|```\n|日本語。| \u{a0}){0,25}"
        ) {
            let passages = split(&body, &SMALL);
            let mut at = 0;
            for passage in &passages {
                assert!(is_gap(body.get(at..passage.span.start).unwrap()), "{body:?}");
                assert!(passage.sentences.iter().all(|s| s.start >= passage.span.start && s.end <= passage.span.end));
                at = passage.span.end;
            }
            assert!(is_gap(body.get(at..).unwrap()), "{body:?}");
        }
    }

    fn is_gap(text: &str) -> bool {
        text.lines()
            .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
    }
}
