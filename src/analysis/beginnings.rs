//! How the words that are looked for begin: lets a scan pass over all others at little cost.

/// The first two bytes of some words in lower case; Porter2 changes those of `dying`, `lying` and `tying` alone.
#[derive(Clone, Debug, Default)]
pub struct Beginnings {
    /// A bit for each first letter `a..=z`.
    letters: u32,
    pairs: Vec<[u8; 2]>,
}

impl Beginnings {
    /// Those of these words.
    pub fn of<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut beginnings = Self::default();
        for word in words {
            beginnings.add(beginning(word.as_bytes()));
            if let [first @ (b'd' | b'l' | b't'), b'i', b'e'] = word.as_bytes() {
                beginnings.add([*first, b'y']);
            }
        }
        beginnings
    }

    fn add(&mut self, pair: [u8; 2]) {
        if !self.pairs.contains(&pair) {
            self.letters |= letter(pair[0]);
            self.pairs.push(pair);
        }
    }

    /// Whether a word begins so; capitals of ASCII are taken for small letters.
    pub fn take(&self, word: &[u8]) -> bool {
        let pair = beginning(word);
        let is_other_letter = letter(pair[0]) & !self.letters != 0;
        !is_other_letter && self.pairs.contains(&pair)
    }
}

fn beginning(word: &[u8]) -> [u8; 2] {
    let byte = |idx: usize| word.get(idx).map_or(0, u8::to_ascii_lowercase);
    [byte(0), byte(1)]
}

/// The bit of a letter; none for other bytes.
fn letter(byte: u8) -> u32 {
    if byte.is_ascii_lowercase() {
        1 << (byte - b'a')
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_by_their_first_two_bytes() {
        let beginnings = Beginnings::of(["openai", "38", "x", "été"].into_iter());
        for (word, is_taken) in [
            ("OPEN", true),
            ("oper", true),
            ("other", false),
            ("384", true),
            ("x", true),
            ("xs", false),
            ("été", true),
            ("", false),
        ] {
            assert_eq!(beginnings.take(word.as_bytes()), is_taken, "{word}");
        }
    }
}
