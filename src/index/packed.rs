//! Numbers and texts as few bytes: what the side files are made of.
//!
//! A number is written in groups of seven bits, the lowest first; a text as its length and its bytes; what
//! may be missing as a byte that says so. Reading anything gives `None` rather than a wrong answer, and
//! never makes more room than there are bytes left.

/// Bytes being written.
#[derive(Debug, Default)]
pub(super) struct Packer(pub(super) Vec<u8>);

impl Packer {
    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    pub(super) fn flag(&mut self, flag: bool) {
        self.0.push(u8::from(flag));
    }

    pub(super) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend(text.as_bytes());
    }

    pub(super) fn float(&mut self, value: f64) {
        self.0.extend(value.to_le_bytes());
    }

    pub(super) fn option<T>(&mut self, value: Option<T>, put: impl FnOnce(&mut Self, T)) {
        self.flag(value.is_some());
        if let Some(value) = value {
            put(self, value);
        }
    }

    pub(super) fn list<T>(&mut self, values: &[T], mut put: impl FnMut(&mut Self, &T)) {
        self.number(values.len() as u64);
        for value in values {
            put(self, value);
        }
    }

    pub(super) fn optional_text(&mut self, text: Option<&String>) {
        self.option(text, |packer, text| packer.text(text));
    }
}

/// Bytes being read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unpacker<'b>(pub(super) &'b [u8]);

impl Unpacker<'_> {
    pub(super) fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    pub(super) fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    pub(super) fn flag(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    pub(super) fn text(&mut self) -> Option<String> {
        let n_bytes = self.count()?;
        let (text, rest) = self.0.split_at_checked(n_bytes)?;
        self.0 = rest;
        Some(std::str::from_utf8(text).ok()?.to_owned())
    }

    pub(super) fn float(&mut self) -> Option<f64> {
        let (bytes, rest) = self.0.split_first_chunk::<8>()?;
        self.0 = rest;
        Some(f64::from_le_bytes(*bytes))
    }

    #[expect(
        clippy::option_option,
        reason = "the outer says whether it can be read, the inner whether it is there"
    )]
    pub(super) fn option<T>(
        &mut self,
        take: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<Option<T>> {
        if self.flag()? {
            take(self).map(Some)
        } else {
            Some(None)
        }
    }

    pub(super) fn list<T>(
        &mut self,
        mut take: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let n_values = self.count()?;
        // Each takes a byte at least.
        let mut values = Vec::with_capacity(n_values.min(self.0.len()));
        for _ in 0..n_values {
            values.push(take(self)?);
        }
        Some(values)
    }

    #[expect(
        clippy::option_option,
        reason = "the outer says whether it can be read, the inner whether it is there"
    )]
    pub(super) fn optional_text(&mut self) -> Option<Option<String>> {
        self.option(Self::text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked_and_less_is_refused() {
        let mut packer = Packer::default();
        for number in [0, 1, 127, 128, 300, u64::MAX] {
            packer.number(number);
        }
        packer.text("é");
        packer.float(0.5);
        packer.option(Some(7), Packer::number);
        packer.list(&["a", "b"], |packer, text| packer.text(text));
        let read = |bytes: &[u8]| {
            let mut unpacker = Unpacker(bytes);
            for number in [0, 1, 127, 128, 300, u64::MAX] {
                (unpacker.number()? == number).then_some(())?;
            }
            let text = unpacker.text()?;
            let float = unpacker.float()?;
            let option = unpacker.option(Unpacker::number)?;
            Some((text, float, option, unpacker.list(Unpacker::text)?))
        };
        let expected = (
            "é".to_owned(),
            0.5,
            Some(7),
            vec!["a".to_owned(), "b".to_owned()],
        );
        assert_eq!(read(&packer.0), Some(expected));
        for n_bytes in 0..packer.0.len() {
            assert_eq!(read(&packer.0[..n_bytes]), None, "{n_bytes}");
        }
    }

    #[test]
    fn a_count_that_lies_makes_no_room() {
        let mut packer = Packer::default();
        packer.number(u64::MAX >> 1);
        assert_eq!(Unpacker(&packer.0).list(Unpacker::text), None);
        assert_eq!(Unpacker(&packer.0).text(), None);
        assert_eq!(Unpacker(&[0xff; 20]).number(), None);
    }
}
