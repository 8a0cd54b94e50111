//! Finds the list of records in the first bytes of a large object, as the replies of news services are.
//!
//! Only where the list begins is said here: [`super::pieces`] cuts its elements, and
//! [`super::jsonl`] reads small objects whole.

use super::jsonl::ENVELOPES;
use super::record::is_name_of_content;

/// Where in `start` the bracket stands that opens the list, and how many objects are open around it;
/// `None` where the object is an article itself or no list begins in `start`.
pub(crate) fn list_in(start: &[u8]) -> Option<ListAt> {
    let mut reader = Reader {
        bytes: start,
        at: 0,
    };
    reader.skip_space();
    let mut n_open = 0;
    // Into the first object that is named as an envelope is.
    'object: loop {
        reader.next_if(b'{')?;
        n_open += 1;
        loop {
            reader.skip_space();
            let name = reader.string()?;
            reader.skip_space();
            reader.next_if(b':')?;
            reader.skip_space();
            if is_name_of_content(&name) {
                return None;
            }
            let is_envelope = ENVELOPES.contains(&name.as_str());
            match reader.peek()? {
                b'[' if is_envelope && reader.opens_list_of_objects() => {
                    let at = reader.at;
                    return Some(ListAt { at, n_open });
                }
                b'{' if is_envelope => continue 'object,
                _ => reader.skip_value()?,
            }
            reader.skip_space();
            reader.next_if(b',')?;
        }
    }
}

/// The place of a list inside an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ListAt {
    /// Bytes before its bracket.
    pub(crate) at: usize,
    /// Objects that are open around it.
    pub(crate) n_open: usize,
}

/// Steps through JSON; everything answers `None` at the end of the bytes.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn next_if(&mut self, wanted: u8) -> Option<()> {
        (self.next()? == wanted).then_some(())
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// A string as written, escapes and all.
    fn string(&mut self) -> Option<String> {
        self.next_if(b'"')?;
        let first = self.at;
        loop {
            match self.next()? {
                b'\\' => drop(self.next()?),
                b'"' => break,
                _ => {}
            }
        }
        let bytes = self.bytes.get(first..self.at - 1)?;
        Some(String::from_utf8_lossy(bytes).into_owned())
    }

    fn opens_list_of_objects(&self) -> bool {
        let behind = self.bytes.get(self.at + 1..).unwrap_or_default();
        behind.trim_ascii_start().starts_with(b"{")
    }

    fn skip_value(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => drop(self.string()?),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                b',' | b'}' | b']' if depth == 0 => return Some(()),
                _ => self.at += 1,
            }
            if depth == 0 && matches!(self.peek()?, b',' | b'}' | b']') {
                return Some(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_found_in_the_object_around_it() {
        let check = |text: &str, expected: Option<(&str, usize)>| {
            let found = list_in(text.as_bytes());
            let found = found.map(|list| (text.get(list.at..).unwrap(), list.n_open));
            assert_eq!(found, expected, "{text}");
        };
        check(r#"{"version":1,"articles":[{"#, Some(("[{", 1)));
        check(
            r#" { "status": "o,k", "n": [1, {"a": "}"}], "response": {"x": null, "results": [ {"#,
            Some(("[ {", 2)),
        );
        check(r#"{"title":"t","items":[{"#, None);
        check(r#"{"Body":"b","items":[{"#, None);
        check(r#"{"items":[1,{"#, None);
        check(
            r#"{"a\"":{"b":[{"c":1}]},"hits":[{"x"#,
            Some((r#"[{"x"#, 1)),
        );
        check(r#"{"a":{"b":"#, None);
        check("{}", None);
        check("", None);
    }
}
