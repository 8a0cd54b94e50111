//! The scanner as the engine's tokenizer.
//!
//! A passage goes into two fields, stems and surface forms. The engine asks for them one after the
//! other on the same thread, so that the tokens of the last text are kept and the text is scanned once.

use std::cell::RefCell;
use std::rc::Rc;

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use super::stems::Stems;
use super::tokens::{SENTENCE_FORM, Scanner};

/// Name of the tokenizer that gives stems.
pub const STEMMED: &str = "newsdex_stemmed_1";
/// Name of the tokenizer that gives surface forms and sentence starts.
pub const SURFACE: &str = "newsdex_surface_1";

/// Makes both tokenizers known; the engine doesn't store them, so every open needs this.
pub fn register(manager: &TokenizerManager) {
    manager.register(STEMMED, TextAnalyzer::from(Stemmed::default()));
    manager.register(SURFACE, TextAnalyzer::from(Surface::default()));
}

/// Tokens as stems, function words left out: ranked queries never ask for them, and two in five words
/// of a text are some.
#[derive(Default)]
pub(crate) struct Stemmed {
    /// Made with the first text: a reader opens tokenizers that it never uses.
    stems: Option<Stems>,
    token: Token,
}

impl Clone for Stemmed {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Tokenizer for Stemmed {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        let stems = self.stems.get_or_insert_with(Stems::new);
        Stream::of(text, Some(stems), &mut self.token)
    }
}

/// Tokens as they stand in the text.
#[derive(Default)]
pub(crate) struct Surface {
    token: Token,
}

impl Clone for Surface {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Tokenizer for Surface {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        Stream::of(text, None, &mut self.token)
    }
}

/// All tokens of one text, sentence starts among them.
#[derive(Default)]
struct Scanned {
    text: String,
    /// As many of them as `n_tokens` says; those behind are buffers of longer texts.
    tokens: Vec<Token>,
    n_tokens: usize,
}

thread_local! {
    /// What this thread scanned last.
    static LAST: RefCell<Rc<Scanned>> = RefCell::default();
}

impl Scanned {
    fn of(text: &str) -> Rc<Self> {
        LAST.with_borrow_mut(|last| {
            if last.text != text {
                // The buffers are kept unless a stream still reads them.
                let mut scanned = Rc::try_unwrap(std::mem::take(last)).unwrap_or_default();
                scanned.scan(text);
                *last = Rc::new(scanned);
            }
            Rc::clone(last)
        })
    }

    fn scan(&mut self, text: &str) {
        self.text.clear();
        self.text.push_str(text);
        self.n_tokens = 0;
        let mut scanner = Scanner::with_sentences(text);
        while scanner.advance() {
            if self.n_tokens == self.tokens.len() {
                self.tokens.push(Token::default());
            }
            let read = &mut scanner.token;
            if let Some(token) = self.tokens.get_mut(self.n_tokens) {
                // The scanner gets the old buffer for its next word.
                std::mem::swap(&mut token.text, &mut read.form);
                (token.offset_from, token.offset_to) = (read.start, read.end);
                token.position = read.position as usize;
            }
            self.n_tokens += 1;
        }
    }

    fn token(&self, idx: usize) -> Option<&Token> {
        self.tokens.get(idx).filter(|_| idx < self.n_tokens)
    }
}

/// The tokens of one text for the engine.
pub(crate) struct Stream<'a> {
    scanned: Rc<Scanned>,
    next: usize,
    stems: Option<&'a mut Stems>,
    /// The token this stands on, where it isn't the one before `next` as scanned.
    own: &'a mut Token,
    is_own: bool,
}

impl<'a> Stream<'a> {
    fn of(text: &str, stems: Option<&'a mut Stems>, own: &'a mut Token) -> Self {
        own.reset();
        Self {
            scanned: Scanned::of(text),
            next: 0,
            stems,
            own,
            is_own: true,
        }
    }

    /// Makes the token this stands on the stream's own: the scanned one with another text.
    fn take(own: &mut Token, scanned: &Token, text: &str) {
        own.text.clear();
        own.text.push_str(text);
        (own.offset_from, own.offset_to) = (scanned.offset_from, scanned.offset_to);
        own.position = scanned.position;
    }
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        while let Some(token) = self.scanned.token(self.next) {
            self.next += 1;
            let Some(stems) = &mut self.stems else {
                self.is_own = false;
                return true;
            };
            if token.text == SENTENCE_FORM {
                continue;
            }
            if let Some(stem) = stems.content_stem(&token.text) {
                self.is_own = stem.len() != token.text.len() || stem != token.text;
                if self.is_own {
                    Self::take(self.own, token, stem);
                }
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        match self.scanned.token(self.next.wrapping_sub(1)) {
            Some(token) if !self.is_own => token,
            _ => self.own,
        }
    }

    fn token_mut(&mut self) -> &mut Token {
        if !self.is_own
            && let Some(token) = self.scanned.token(self.next.wrapping_sub(1))
        {
            Self::take(self.own, token, &token.text);
            self.is_own = true;
        }
        self.own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(tokenizer: &mut impl Tokenizer, text: &str) -> String {
        let mut shown = Vec::new();
        let mut stream = tokenizer.token_stream(text);
        while stream.advance() {
            let token = stream.token();
            shown.push(format!(
                "{}@{}",
                token.text.replace('\u{1f}', "|"),
                token.position
            ));
        }
        shown.join(" ")
    }

    #[test]
    fn both_fields_read_the_same_text_and_never_the_one_before() {
        let (mut stems, mut forms) = (Stemmed::default(), Surface::default());
        let check = |text: &str, expected: [&str; 2], stems: &mut Stemmed, forms: &mut Surface| {
            assert_eq!([shown(stems, text), shown(forms, text)], expected);
        };
        let first = ["cloud@1 rise@2", "|@0 the@0 clouds@1 rise@2"];
        check("\u{1f}The clouds rise", first, &mut stems, &mut forms);
        check("o3", ["o3@0", "o3@0"], &mut stems, &mut forms);
        assert_eq!(shown(&mut forms, "two words"), "two@0 words@1");
        assert_eq!(shown(&mut stems, "words"), "word@0");
        check("", ["", ""], &mut stems, &mut forms);
    }
}
