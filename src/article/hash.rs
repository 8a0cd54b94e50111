//! What bytes are known by.

use std::fmt;
use std::str::FromStr;

/// BLAKE3 of some bytes: the identity of what was received or filed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentHash([u8; 16]);

impl ContentHash {
    /// Hashes `bytes`; the first 128 bits are kept.
    pub fn of(bytes: &[u8]) -> Self {
        blake3::hash(bytes).into()
    }

    /// The 16 bytes.
    pub fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    /// The hash that [`ContentHash::to_bytes`] gave.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// 13 characters of lower-case base 32, enough to name an article.
    pub fn short(self) -> String {
        const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let mut bits = u128::from_be_bytes(self.0);
        (0..13)
            .map(|_| {
                bits = bits.rotate_left(5);
                char::from(ALPHABET.get((bits & 31) as usize).copied().unwrap_or(b'a'))
            })
            .collect()
    }

    /// The first 64 bits, as a key.
    pub fn key(self) -> u64 {
        (u128::from_be_bytes(self.0) >> 64) as u64
    }
}

impl From<blake3::Hash> for ContentHash {
    /// The hash of what was hashed piece by piece.
    fn from(hash: blake3::Hash) -> Self {
        let mut short = [0; 16];
        for (to, from) in short.iter_mut().zip(hash.as_bytes()) {
            *to = *from;
        }
        Self(short)
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ContentHash {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let bits = (text.len() == 32)
            .then(|| u128::from_str_radix(text, 16).ok())
            .flatten();
        bits.map(|bits| Self(bits.to_be_bytes())).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_reads_back_and_a_short_one_has_13_characters() {
        let hash = ContentHash::of(b"abc");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!(hash.short().len(), 13);
        assert_ne!(ContentHash::of(b"abd").short(), hash.short());
    }
}
