//! A title and a body, read once: sentences, their tokens, and each token's class.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashSet;

use super::blocks::{Block, Outline};
use super::tags::{Part, Span};
use super::words::{Class, class_of, ends_org};
use crate::lexicon::tokens::{Shape, Token, tokenize};

/// An article as the rules read it.
pub(crate) struct Reading<'a> {
    pub(crate) title: &'a str,
    pub(crate) body: &'a str,
    pub(crate) tokens: Vec<Token>,
    /// One for each token.
    pub(crate) classes: Vec<Class>,
    /// The title first, then the body's in order.
    pub(crate) sentences: Vec<Sentence>,
    /// Hashes of the words that stand in small letters, gathered when first asked for.
    smalls: OnceCell<FxHashSet<u64>>,
}

/// A sentence of the body, a heading, or the title.
pub(crate) struct Sentence {
    pub(crate) part: Part,
    /// Bytes of its part.
    pub(crate) span: Range<usize>,
    /// Tokens of the reading.
    pub(crate) tokens: Range<usize>,
    /// Most words are capital, so that capitals tell nothing.
    pub(crate) is_title_case: bool,
    pub(crate) is_heading: bool,
    /// The first word, behind the sign of a list's item and such.
    pub(crate) opener: usize,
    /// The colon behind a headline that begins the sentence: `Orim Opens Its Doors: the startup said`.
    pub(crate) headline_end: usize,
}

impl Sentence {
    /// Whether capitals tell nothing at `token`.
    pub(crate) fn is_title_case_at(&self, token: usize) -> bool {
        self.is_title_case || token < self.headline_end
    }

    /// Whether `token` is a first word, whose capital tells nothing: of the sentence, or behind its headline.
    pub(crate) fn opens_at(&self, token: usize) -> bool {
        token == self.opener || self.has_headline() && token == self.headline_end + 1
    }

    /// The tokens whose capitals tell something, but for a line that is a headline as a whole.
    pub(crate) fn inner(&self) -> Range<usize> {
        let opener = if self.has_headline() {
            self.headline_end + 1
        } else {
            self.opener
        };
        (opener + 1).min(self.tokens.end)..self.tokens.end
    }

    fn has_headline(&self) -> bool {
        self.headline_end > self.tokens.start
    }
}

/// More tokens than this in one sentence are read as several: rules look back over them.
const MAX_SENTENCE_TOKENS: usize = 160;

impl<'a> Reading<'a> {
    pub(crate) fn new(title: &'a str, outline: &Outline<'a>) -> Self {
        let body = outline.body;
        let mut reading = Self {
            title,
            body,
            tokens: Vec::with_capacity(body.len() / 5),
            classes: Vec::new(),
            sentences: Vec::new(),
            smalls: OnceCell::new(),
        };
        reading.add(Part::Title, 0..title.len(), true);
        for block in &outline.blocks {
            match block {
                Block::Heading(span) => {
                    if opens_links(body.get(span.clone()).unwrap_or_default()) {
                        break;
                    }
                    reading.add(Part::Body, span.clone(), true);
                }
                Block::Text {
                    span, sentences, ..
                } => {
                    if is_promotion(body.get(span.clone()).unwrap_or_default()) {
                        continue;
                    }
                    for sentence in sentences {
                        reading.add(Part::Body, sentence.clone(), false);
                    }
                }
            }
        }
        reading.classes = reading.tokens.iter().map(class_of).collect();
        reading.tell_rounds();
        reading
    }

    /// A `series` without the letter of a round is a row of things or a show: `a series of updates`, `Series X`.
    fn tell_rounds(&mut self) {
        for at in 0..self.tokens.len() {
            let is_series = self.class(at) == Class::Round
                && self.token(at).is_some_and(|token| token.is("series"));
            if is_series
                && !self.is_letter_of_round(at + 1)
                && let Some(class) = self.classes.get_mut(at)
            {
                *class = Class::NoName;
            }
        }
    }

    /// The `B` of `Series B`, also as in `Series B2`.
    fn is_letter_of_round(&self, at: usize) -> bool {
        const LETTERS: [&str; 11] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
        const NUMBERED: [&str; 8] = ["a1", "a2", "b1", "b2", "c1", "c2", "d1", "d2"];
        self.token(at).is_some_and(|token| {
            let mut letters = LETTERS.iter().chain(&NUMBERED);
            token.shape != Shape::Lower && letters.any(|letter| token.is(letter))
        })
    }

    fn add(&mut self, part: Part, span: Range<usize>, is_heading: bool) {
        let text = self.part(part);
        let mut tokens = Vec::new();
        std::mem::swap(&mut tokens, &mut self.tokens);
        let first = tokens.len();
        tokenize(text, span.start, span.end, &mut tokens);
        let end = tokens.len();
        let own = tokens.get(first..).unwrap_or_default();
        let is_title_case = is_title_case(own) || !is_heading && is_list_of_topics(own);
        let headline_end = first + if is_title_case { 0 } else { headline_of(own) };
        let mut start = first;
        while start < end {
            let stop = end.min(start + MAX_SENTENCE_TOKENS);
            // A sentence that is too long is read as several, each with its own text: nobody may look
            // through all of it once for each of them.
            let place = |at: usize, edge: usize| {
                let is_edge = at == first || at == end;
                tokens
                    .get(at)
                    .filter(|_| !is_edge)
                    .map_or(edge, |token| token.start)
            };
            let is_word = |at: &usize| tokens.get(*at).is_some_and(|token| token.shape.is_word());
            self.sentences.push(Sentence {
                opener: (start..stop).find(is_word).unwrap_or(start),
                part,
                span: place(start, span.start)..place(stop, span.end),
                tokens: start..stop,
                is_title_case,
                is_heading,
                headline_end,
            });
            start = stop;
        }
        self.tokens = tokens;
    }

    pub(crate) fn part(&self, part: Part) -> &'a str {
        match part {
            Part::Title => self.title,
            Part::Body => self.body,
        }
    }

    /// The text that tokens of one sentence span.
    pub(crate) fn text(&self, part: Part, tokens: &Range<usize>) -> &'a str {
        self.part(part).get(self.bytes(tokens)).unwrap_or_default()
    }

    /// The bytes that tokens of one sentence span.
    pub(crate) fn bytes(&self, tokens: &Range<usize>) -> Range<usize> {
        let start = self.tokens.get(tokens.start).map_or(0, |token| token.start);
        let last = tokens
            .end
            .checked_sub(1)
            .and_then(|idx| self.tokens.get(idx));
        start..last.map_or(start, |token| token.end.max(start))
    }

    pub(crate) fn class(&self, token: usize) -> Class {
        self.classes.get(token).copied().unwrap_or(Class::Other)
    }

    /// Whether the token at `at` ends an organisation's name: `Capital`, `Labs`.
    pub(crate) fn ends_org(&self, at: usize) -> bool {
        self.token(at).is_some_and(ends_org)
    }

    /// Whether the token at `at` ends the name of an organisation, or of a thing: `AI`, `Networks`.
    pub(crate) fn ends_weakly(&self, at: usize) -> bool {
        self.token(at)
            .is_some_and(|token| WEAK_ENDS.iter().any(|end| token.is(end)))
    }

    pub(crate) fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    /// Whether the word at `at` stands somewhere in small letters.
    pub(crate) fn is_small_elsewhere(&self, at: usize) -> bool {
        let smalls = self.smalls.get_or_init(|| {
            let small = |token: &&Token| token.shape == Shape::Lower;
            self.tokens
                .iter()
                .filter(small)
                .map(|token| token.hash)
                .collect()
        });
        self.token(at)
            .is_some_and(|token| smalls.contains(&token.hash))
    }

    /// Where a sentence stands.
    pub(crate) fn span(sentence: &Sentence) -> Span {
        Span {
            part: sentence.part,
            range: sentence.span.clone(),
        }
    }
}

/// Words that end names of organisations, and plain words as often.
const WEAK_ENDS: [&str; 20] = [
    "ai",
    "intelligence",
    "networks",
    "systems",
    "solutions",
    "services",
    "platforms",
    "software",
    "analytics",
    "management",
    "health",
    "energy",
    "mobile",
    "games",
    "media",
    "interactive",
    "communications",
    "electronics",
    "logistics",
    "bank",
];

/// Headings behind which other articles are listed.
fn opens_links(heading: &str) -> bool {
    const LINKS: [&str; 8] = [
        "related content",
        "related articles",
        "related stories",
        "related posts",
        "related reading",
        "read more",
        "more from",
        "recommended",
    ];
    let lower = heading.trim().to_lowercase();
    LINKS.iter().any(|links| lower.starts_with(links))
}

/// Whether a paragraph sells the publisher's own event or its links: two of its words in a short text.
fn is_promotion(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "waitlist",
        "early bird",
        "tickets",
        "your pass",
        "stage pass",
        "register now",
        "save up to",
        "agenda",
        "heavy hitters",
        "heavyweights",
        "sessions",
        "to the stages",
        "join visionaries",
        "workshops",
        "earn a commission",
        "affiliate",
        "bring a +1",
        "industry leaders",
    ];
    static MATCHER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(WORDS)
            .ok()
    });
    let Some(matcher) = MATCHER.as_ref().filter(|_| text.len() <= 1200) else {
        return false;
    };
    let mut first = None;
    matcher.find_iter(text).any(|found| {
        let is_second = first.is_some_and(|first| first != found.pattern());
        first = first.or(Some(found.pattern()));
        is_second
    })
}

/// Whether a line is written as headlines are, so that capitals tell nothing: seven in ten of the longer words
/// have one. A verb or noun in small letters makes a sentence of it, however many names it lists.
fn is_title_case(tokens: &[Token]) -> bool {
    const SMALL: [&str; 8] = [
        "with", "from", "into", "over", "than", "that", "your", "this",
    ];
    let words = tokens
        .iter()
        .skip(1)
        .filter(|token| token.end - token.start > 3 && token.shape.is_word());
    let (mut n_words, mut n_capital, mut n_plain) = (0, 0, 0);
    for token in words {
        n_words += 1;
        if token.shape.is_capital() || token.shape == Shape::Number {
            n_capital += 1;
        } else if !SMALL.iter().any(|word| token.is(word)) {
            n_plain += 1;
        }
    }
    n_words >= 2 && n_capital * 10 > n_words * 7 && n_plain <= n_words / 10
}

/// How many tokens at the head of a sentence are a headline: a few words of title case before a colon, as digests
/// begin their items.
fn headline_of(tokens: &[Token]) -> usize {
    /// Longer ones are sentences that happen to hold many names.
    const MAX_TOKENS: usize = 16;
    let colon = tokens
        .iter()
        .take(MAX_TOKENS)
        .position(|token| token.sign == ':');
    colon
        .filter(|colon| is_title_case(tokens.get(..*colon).unwrap_or_default()))
        .unwrap_or(0)
}

/// `AI, In Brief, Media & Entertainment, Startups`: the topics that a page files itself under, short and between
/// commas alone.
fn is_list_of_topics(tokens: &[Token]) -> bool {
    const FEWEST_COMMAS: usize = 3;
    const LONGEST_TOPIC: usize = 3;
    let (mut n_commas, mut n_words) = (0, 0);
    for token in tokens {
        match token.sign {
            ',' => (n_commas, n_words) = (n_commas + 1, 0),
            '&' | '-' => {}
            _ if token.shape.is_word() && !token.is("and") => n_words += 1,
            _ => return false,
        }
        if n_words > LONGEST_TOPIC {
            return false;
        }
    }
    n_commas >= FEWEST_COMMAS
}
