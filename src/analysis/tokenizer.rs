//! The scanner as the engine's tokenizer.
//!
//! A passage goes into two fields: words under their stems, and what has no stem or is no usual form of
//! it. The engine asks for them one after the other on the same thread, so that the text is read once and
//! both lists are kept.

use std::cell::RefCell;
use std::rc::Rc;

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use super::endings::mark;
use super::stems::{Reading, Stems};
use super::tokens::{SENTENCE_FORM, Scanner};

/// Name of the tokenizer that gives stems, each position marked with the word's ending (see [`mark`]).
pub const STEMS: &str = "newsdex_stems_2";
/// Name of the tokenizer that gives what the stems don't tell: function words, sentence starts, and forms
/// that differ from their stem in an unusual way.
pub const OTHERS: &str = "newsdex_others_1";
/// Name of the tokenizer that gives all words as they stand in the text.
pub const SURFACE: &str = "newsdex_surface_1";

/// Makes the tokenizers known; the engine doesn't store them, so every open needs this.
pub fn register(manager: &TokenizerManager) {
    manager.register(STEMS, TextAnalyzer::from(OfPassage::Stems));
    manager.register(OTHERS, TextAnalyzer::from(OfPassage::Others));
    manager.register(SURFACE, TextAnalyzer::from(Surface));
}

/// One of the two lists of a passage's words.
#[derive(Clone, Copy, Debug)]
enum OfPassage {
    Stems,
    Others,
}

impl Tokenizer for OfPassage {
    type TokenStream<'a> = Stream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream {
        Stream::of(LAST.with_borrow_mut(|last| {
            last.read(text);
            Rc::clone(match self {
                Self::Stems => &last.stems,
                Self::Others => &last.others,
            })
        }))
    }
}

/// All words of a short text.
#[derive(Clone, Copy, Debug)]
struct Surface;

impl Tokenizer for Surface {
    type TokenStream<'a> = Stream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream {
        let mut words = Words::default();
        let mut scanner = Scanner::new(text);
        while scanner.advance() {
            words.push(&scanner.token.form, scanner.token.position);
        }
        Stream::of(Rc::new(words))
    }
}

/// Words with their positions.
#[derive(Clone, Default)]
struct Words {
    /// As many of them as `len` says; those behind are buffers of longer texts.
    tokens: Vec<Token>,
    len: usize,
}

impl Words {
    fn push(&mut self, word: &str, position: u32) {
        if self.len == self.tokens.len() {
            self.tokens.push(Token::default());
        }
        if let Some(token) = self.tokens.get_mut(self.len) {
            token.text.clear();
            token.text.push_str(word);
            token.position = position as usize;
        }
        self.len += 1;
    }

    /// Adds a word where it belongs by its position: the engine wants a term's ones ascending, and two forms of a
    /// stem may stand at one place.
    fn insert(&mut self, word: &str, position: u32) {
        self.push(word, position);
        let mut at = self.len - 1;
        while let Some([before, last]) = at
            .checked_sub(1)
            .and_then(|before| self.tokens.get_mut(before..=at))
            && before.position > last.position
        {
            std::mem::swap(before, last);
            at -= 1;
        }
    }

    fn get(&self, idx: usize) -> Option<&Token> {
        self.tokens.get(idx).filter(|_| idx < self.len)
    }
}

thread_local! {
    static LAST: RefCell<Read> = RefCell::default();
}

/// The text that this thread read last, and its words.
#[derive(Default)]
struct Read {
    text: String,
    stems: Rc<Words>,
    others: Rc<Words>,
}

impl Read {
    /// Reads a text, unless it was the last one.
    fn read(&mut self, text: &str) {
        if self.text != text {
            self.text.clear();
            self.text.push_str(text);
            let (stems, others) = (emptied(&mut self.stems), emptied(&mut self.others));
            Stems::of_thread(|stemmer| sort(text, stemmer, stems, others));
        }
    }
}

/// The list without words; its buffers are kept unless a stream still reads them.
fn emptied(words: &mut Rc<Words>) -> &mut Words {
    if Rc::get_mut(words).is_none() {
        *words = Rc::default();
    }
    let words = Rc::make_mut(words);
    words.len = 0;
    words
}

/// Puts each word of a text where it belongs.
fn sort(text: &str, stemmer: &mut Stems, stems: &mut Words, others: &mut Words) {
    let mut scanner = Scanner::with_sentences(text);
    while scanner.advance() {
        let (form, position) = (scanner.token.form.as_str(), scanner.token.position);
        if form == SENTENCE_FORM {
            others.push(form, position);
            continue;
        }
        match stemmer.read(form) {
            Reading::Function => others.push(form, position),
            Reading::Content(stem, ending) => {
                stems.insert(stem, mark(position, ending));
                if ending.is_none() {
                    others.push(form, position);
                }
            }
        }
    }
}

/// One list of words for the engine.
pub(crate) struct Stream {
    words: Rc<Words>,
    next: usize,
    /// The word where somebody changes it.
    own: Token,
    is_own: bool,
}

impl Stream {
    fn of(words: Rc<Words>) -> Self {
        Self {
            words,
            next: 0,
            own: Token::default(),
            is_own: false,
        }
    }
}

impl TokenStream for Stream {
    fn advance(&mut self) -> bool {
        self.is_own = false;
        let is_more = self.next < self.words.len;
        self.next += usize::from(is_more);
        is_more
    }

    fn token(&self) -> &Token {
        match self.words.get(self.next.wrapping_sub(1)) {
            Some(token) if !self.is_own => token,
            _ => &self.own,
        }
    }

    fn token_mut(&mut self) -> &mut Token {
        if !self.is_own {
            self.own = self.token().clone();
            self.is_own = true;
        }
        &mut self.own
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::endings::unmark;

    /// The words with their positions; of stems, with the forms that stand there, `?` where the position doesn't tell.
    fn shown(tokenizer: &mut impl Tokenizer, text: &str, are_stems: bool) -> String {
        let mut shown = Vec::new();
        let mut stream = tokenizer.token_stream(text);
        while stream.advance() {
            let token = stream.token();
            let word = token.text.replace('\u{1f}', "|");
            shown.push(if are_stems {
                let (position, ending) = unmark(token.position as u32);
                let form = ending.map_or("?".into(), |ending| ending.form_of(&word).unwrap());
                format!("{word}={form}@{position}")
            } else {
                format!("{word}@{}", token.position)
            });
        }
        shown.join(" ")
    }

    #[test]
    fn a_word_stands_under_its_stem_or_among_the_others() {
        let mut stems = OfPassage::Stems;
        let mut others = OfPassage::Others;
        let mut check = |text: &str, of_stems: &str, of_others: &str| {
            assert_eq!(shown(&mut stems, text, true), of_stems, "{text}");
            assert_eq!(shown(&mut others, text, false), of_others, "{text}");
        };
        check(
            "\u{1f}The clouds rise",
            "cloud=clouds@1 rise=rise@2",
            "|@0 the@0",
        );
        check("o3", "o3=o3@0", "");
        // A form that differs from its stem in no usual way stands among the others too.
        check("dying stars", "die=?@0 star=stars@1", "dying@0");
        check("", "", "");
    }

    #[test]
    fn a_reader_of_one_list_does_not_get_the_text_before() {
        let mut stems = OfPassage::Stems;
        assert_eq!(
            shown(&mut stems, "two words", true),
            "two=two@0 word=words@1"
        );
        assert_eq!(shown(&mut stems, "words", true), "word=words@0");
        assert_eq!(shown(&mut Surface, "The words", false), "the@0 words@1");
        assert_eq!(shown(&mut stems, "words", true), "word=words@0");
    }

    #[test]
    fn forms_of_one_stem_at_one_place_are_in_the_order_of_their_positions() {
        let mut words = Words::default();
        for (word, position) in [("a", 3), ("b", 9), ("c", 8), ("d", 8)] {
            words.insert(word, position);
        }
        let positions: Vec<usize> = (0..4).map(|idx| words.get(idx).unwrap().position).collect();
        assert_eq!(positions, [3, 8, 8, 9]);
        let mut stems = OfPassage::Stems;
        let mut stream = stems.token_stream("clouding-s run-s clouds-x GPT-4o's A-a-a");
        let mut last = 0;
        while stream.advance() {
            assert!(stream.token().position >= last);
            last = stream.token().position;
        }
        assert!(last > 0);
    }
}
