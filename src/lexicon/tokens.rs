//! Text to tokens that keep their case and place: what names and deal words are read from.
//!
//! Unlike the analysis for search, nothing is folded away but markup: a possessive is a token, a currency
//! sign is one, and every token says how it is written, because names are told by their capitals.

/// How a token is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `company`
    Lower,
    /// `Company`
    Title,
    /// `IBM`, `A`
    Upper,
    /// `xAI`, `OpenAI`, `McKinsey`
    Mixed,
    /// Begins with a digit: `300`, `1.5`, `8VC`
    Number,
    /// `'s`, or the apostrophe behind a plural
    Possessive,
    /// `$`, `€`
    Currency,
    /// Any other sign
    Sign,
}

impl Shape {
    /// Whether a name may begin with such a token.
    pub fn is_capital(self) -> bool {
        matches!(self, Self::Title | Self::Upper | Self::Mixed)
    }

    /// Whether letters or digits stand in it.
    pub fn is_word(self) -> bool {
        matches!(
            self,
            Self::Lower | Self::Title | Self::Upper | Self::Mixed | Self::Number
        )
    }
}

/// A word, number or sign of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: usize,
    /// The byte behind the last.
    pub end: usize,
    /// Hash of its lower-case form; of the sign itself for signs.
    pub hash: u64,
    /// How it is written.
    pub shape: Shape,
    /// The character of a sign or currency, else a space.
    pub sign: char,
    /// Whether white space stands before it.
    pub spaced: bool,
    /// Whether a line begins with it.
    pub begins_line: bool,
}

impl Token {
    /// Whether it is this word of ASCII letters. Of most words the length alone tells that it isn't.
    pub fn is(&self, word: &str) -> bool {
        self.end - self.start == word.len() && self.hash == hash_of(word)
    }
}

/// The hash of a word as [`Token::hash`] has it.
pub fn hash_of(word: &str) -> u64 {
    let mut hash = Hash::default();
    word.chars().for_each(|c| hash.add(c));
    hash.0
}

/// Longest markup that is skipped, in bytes: the address of a link, a tag.
const MAX_MARKUP_BYTES: usize = 4000;

/// Adds the tokens of `text[from..to]` to `tokens`; their places are bytes of `text`.
pub fn tokenize(text: &str, from: usize, to: usize, tokens: &mut Vec<Token>) {
    let bytes = text.as_bytes().get(..to).unwrap_or_default();
    let mut at = from;
    let (mut spaced, mut begins_line) = (true, true);
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_whitespace() {
            spaced = true;
            begins_line |= byte == b'\n';
            at += 1;
            continue;
        }
        if let Some(end) = markup_end(bytes, at) {
            at = end;
            continue;
        }
        let Some(c) = char_at(text, at) else {
            at += 1;
            continue;
        };
        if c.is_whitespace() {
            spaced = true;
            at += c.len_utf8();
            continue;
        }
        let mut token = if c.is_alphanumeric() {
            word(text, bytes, at)
        } else {
            sign(text, bytes, at, c, tokens.last())
        };
        token.spaced = spaced;
        token.begins_line = begins_line;
        (spaced, begins_line) = (false, false);
        at = token.end.max(at + 1);
        tokens.push(token);
    }
}

/// Where markup that begins at `at` ends: a backslash, emphasis, the address of a link, a tag.
fn markup_end(bytes: &[u8], at: usize) -> Option<usize> {
    let next = bytes.get(at + 1).copied();
    let limit = bytes.len().min(at + MAX_MARKUP_BYTES);
    let find = |needle: u8| {
        let found = memchr::memchr(needle, bytes.get(at..limit).unwrap_or_default());
        found.map(|offset| at + offset + 1)
    };
    match bytes.get(at)? {
        b'\\' | b'*' | b'`' | b'_' | b'[' | b'#' => Some(at + 1),
        b']' if next == Some(b'(') => find(b')').or(Some(at + 1)),
        b']' => Some(at + 1),
        b'<' if next.is_some_and(|b| b.is_ascii_alphabetic() || b == b'/') => find(b'>'),
        b'h' if bytes.get(at..).is_some_and(is_address) => {
            let rest = bytes.get(at..limit).unwrap_or_default();
            let length = rest
                .iter()
                .position(|b| b.is_ascii_whitespace() || matches!(b, b')' | b'>' | b'"'));
            Some(at + length.unwrap_or(rest.len()))
        }
        _ => None,
    }
}

fn is_address(rest: &[u8]) -> bool {
    rest.starts_with(b"http://") || rest.starts_with(b"https://")
}

/// Ends of names that are written like an address: `Fal.ai`.
const DOTTED_ENDS: [&str; 9] = ["ai", "com", "io", "dev", "org", "net", "co", "new", "app"];

fn word(text: &str, bytes: &[u8], start: usize) -> Token {
    let mut hash = Hash::default();
    let mut case = Case::default();
    let mut at = start;
    while at < bytes.len() {
        let Some(c) = char_at(text, at) else { break };
        if c.is_alphanumeric() {
            case.see(c);
            hash.add(c);
            at += c.len_utf8();
            continue;
        }
        if !joins(text, bytes, start, at, c) {
            break;
        }
        hash.add(c);
        case.dotted |= c == '.';
        at += c.len_utf8();
    }
    Token {
        start,
        end: at,
        hash: hash.0,
        shape: case.shape(),
        sign: ' ',
        spaced: false,
        begins_line: false,
    }
}

/// Whether the sign `c` at `at` belongs inside the word that began at `start`.
fn joins(text: &str, bytes: &[u8], start: usize, at: usize, c: char) -> bool {
    let next = at + c.len_utf8();
    let Some(after) = char_at(text, next).filter(|c| c.is_alphanumeric() && next < bytes.len())
    else {
        return false;
    };
    let before_is_digit = at > start && bytes.get(at - 1).is_some_and(u8::is_ascii_digit);
    match c {
        '&' => true,
        ',' => before_is_digit && has_three_digits(bytes, next),
        '.' if after.is_ascii_digit() => before_is_digit,
        '.' => {
            let is_dotted_letter =
                at == start + 1 || (at >= start + 3 && bytes.get(at - 2) == Some(&b'.'));
            is_dotted_letter && after.is_uppercase() || ends_like_an_address(text, next)
        }
        '\'' | '’' => !is_possessive(text, bytes, at, c),
        _ => false,
    }
}

fn has_three_digits(bytes: &[u8], at: usize) -> bool {
    let digits = bytes.get(at..at + 3);
    digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_digit))
        && !bytes.get(at + 3).is_some_and(u8::is_ascii_digit)
}

fn ends_like_an_address(text: &str, at: usize) -> bool {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let length = rest
        .iter()
        .take(5)
        .take_while(|b| b.is_ascii_alphanumeric())
        .count();
    let end = text.get(at..at + length).unwrap_or_default();
    let is_plain = end.bytes().all(|b| b.is_ascii_lowercase()) || end == "AI";
    is_plain
        && DOTTED_ENDS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(end))
}

fn is_possessive(text: &str, bytes: &[u8], at: usize, c: char) -> bool {
    let next = at + c.len_utf8();
    let is_s = bytes.get(next).is_some_and(|b| matches!(b, b's' | b'S'));
    let ends =
        next + 1 >= bytes.len() || !char_at(text, next + 1).is_some_and(char::is_alphanumeric);
    is_s && ends
}

fn sign(text: &str, bytes: &[u8], at: usize, c: char, last: Option<&Token>) -> Token {
    let touches_a_word = last.is_some_and(|last| last.end == at && last.shape.is_word());
    let is_apostrophe = matches!(c, '\'' | '’');
    let mut end = at + c.len_utf8();
    let shape = if is_apostrophe && touches_a_word && is_possessive(text, bytes, at, c) {
        end += 1;
        Shape::Possessive
    } else if is_apostrophe && touches_a_word && at > 0 && bytes.get(at - 1) == Some(&b's') {
        Shape::Possessive
    } else if matches!(c, '$' | '€' | '£' | '¥' | '₹' | '₩') {
        Shape::Currency
    } else {
        Shape::Sign
    };
    let mut hash = Hash::default();
    hash.add(if shape == Shape::Possessive { '\'' } else { c });
    Token {
        start: at,
        end,
        hash: hash.0,
        shape,
        sign: c,
        spaced: false,
        begins_line: false,
    }
}

fn char_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at) {
        Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
        _ => text.get(at..)?.chars().next(),
    }
}

/// FNV-1a over the lower-case characters, curly apostrophes as straight ones.
struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hash {
    fn add(&mut self, c: char) {
        if c.is_ascii() {
            self.add_code(u64::from(c.to_ascii_lowercase() as u32));
        } else if c == '’' {
            self.add_code(u64::from('\'' as u32));
        } else {
            c.to_lowercase()
                .for_each(|c| self.add_code(u64::from(c as u32)));
        }
    }

    fn add_code(&mut self, code: u64) {
        self.0 = (self.0 ^ code).wrapping_mul(0x0100_0000_01b3);
    }
}

/// What has been seen of the case of a word's letters.
#[derive(Default)]
struct Case {
    n_letters: usize,
    n_upper: usize,
    first_is_upper: bool,
    begins_with_digit: bool,
    dotted: bool,
}

impl Case {
    fn see(&mut self, c: char) {
        let is_first = self.n_letters == 0 && !self.begins_with_digit;
        if c.is_numeric() {
            self.begins_with_digit |= is_first;
            return;
        }
        if c.is_uppercase() {
            self.n_upper += 1;
            self.first_is_upper |= is_first;
        }
        self.n_letters += 1;
    }

    fn shape(&self) -> Shape {
        if self.begins_with_digit {
            return Shape::Number;
        }
        match (self.n_upper, self.first_is_upper) {
            (0, _) => Shape::Lower,
            (n, true) if n == self.n_letters => Shape::Upper,
            (1, true) if !self.dotted => Shape::Title,
            (1, true) => Shape::Mixed,
            _ => Shape::Mixed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut tokens = Vec::new();
        tokenize(text, 0, text.len(), &mut tokens);
        let found: Vec<&str> = tokens
            .iter()
            .map(|token| text.get(token.start..token.end).unwrap())
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn names_stay_whole_and_possessives_stand_apart() {
        check("Brightloom’s deal", &["Brightloom", "’s", "deal"]);
        check("Land O’Lakes", &["Land", "O’Lakes"]);
        check("Q&R paid $1.5bn.", &["Q&R", "paid", "$", "1.5bn", "."]);
        check("Kestrel.ai, U.S.", &["Kestrel.ai", ",", "U.S", "."]);
        check("it ended.The", &["it", "ended", ".", "The"]);
        check("Vale-backed Orim", &["Vale", "-", "backed", "Orim"]);
        check("300,000 chips", &["300,000", "chips"]);
    }

    #[test]
    fn markup_is_no_text() {
        check(
            "[Orim](https://a.b/c_d) **won** \\$3",
            &["Orim", "won", "$", "3"],
        );
        check("see https://a.b/c now", &["see", "now"]);
        check("<a href=\"x\">Orim</a>", &["Orim"]);
    }

    #[test]
    fn shapes_tell_names_from_words() {
        let shape = |word: &str| {
            let mut tokens = Vec::new();
            tokenize(word, 0, word.len(), &mut tokens);
            tokens.first().unwrap().shape
        };
        assert_eq!(shape("company"), Shape::Lower);
        assert_eq!(shape("Company"), Shape::Title);
        assert_eq!(shape("IBM"), Shape::Upper);
        assert_eq!(shape("xAI"), Shape::Mixed);
        assert_eq!(shape("8VC"), Shape::Number);
    }
}
