//! The scanner as the engine's tokenizer.

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use super::stems::Stems;
use super::tokens::Scanner;

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
    stems: Stems,
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
        self.token.reset();
        Stream {
            scanner: Scanner::new(text),
            stems: Some(&mut self.stems),
            token: &mut self.token,
        }
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
        self.token.reset();
        Stream {
            scanner: Scanner::with_sentences(text),
            stems: None,
            token: &mut self.token,
        }
    }
}

/// A pass over one text for the engine.
pub(crate) struct Stream<'a> {
    scanner: Scanner<'a>,
    stems: Option<&'a mut Stems>,
    token: &'a mut Token,
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        loop {
            if !self.scanner.advance() {
                return false;
            }
            let found = &mut self.scanner.token;
            match &mut self.stems {
                Some(stems) => {
                    let Some(stem) = stems.content_stem(&found.form) else {
                        continue;
                    };
                    self.token.text.clear();
                    self.token.text.push_str(stem);
                }
                None => std::mem::swap(&mut self.token.text, &mut found.form),
            }
            break;
        }
        let found = &self.scanner.token;
        (self.token.offset_from, self.token.offset_to) = (found.start, found.end);
        self.token.position = found.position as usize;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
