//! The keys of an article file and how their values are read and quoted.
//!
//! A front matter is the YAML between two lines `---` at the start of a file. Here it becomes
//! [`Fields`]: texts under the keys that newsdex knows. What the texts mean is for
//! [`super::file_format`] to say; which lines they stand on, for [`super::edit`].

use std::ops::Range;

use crate::article::{ByHand, ContentHash};

/// Longest front matter that is looked at, in bytes; a longer one is taken for text.
pub(super) const MAX_FRONT_MATTER_BYTES: usize = 256 * 1024;

/// The keys of newsdex, in the order in which a new file lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Id,
    Title,
    TitleFrom,
    Published,
    PublishedFrom,
    Url,
    Site,
    Author,
    Credits,
    Language,
    Added,
    AsOf,
    Original,
    Received,
    Cleaned,
}

impl Key {
    pub(super) const ALL: [(Self, &'static str); 15] = [
        (Self::Id, "id"),
        (Self::Title, "title"),
        (Self::TitleFrom, "title_from"),
        (Self::Published, "published"),
        (Self::PublishedFrom, "published_from"),
        (Self::Url, "url"),
        (Self::Site, "site"),
        (Self::Author, "author"),
        (Self::Credits, "credits"),
        (Self::Language, "language"),
        (Self::Added, "added"),
        (Self::AsOf, "as_of"),
        (Self::Original, "original"),
        (Self::Received, "received"),
        (Self::Cleaned, "cleaned"),
    ];

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, text)| *text == name)
            .map(|(key, _)| *key)
    }

    /// Whether the key says something about the article rather than about how it was taken in.
    fn is_content(self) -> bool {
        self < Self::Added
    }

    /// Whether only newsdex writes this key: a file that has one needs no cleaning.
    fn is_ours_alone(self) -> bool {
        [
            Self::TitleFrom,
            Self::PublishedFrom,
            Self::Added,
            Self::Received,
            Self::Cleaned,
        ]
        .contains(&self)
    }
}

/// The values that stand under our keys, as texts; a list has several, a missing key has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields([Vec<String>; Key::ALL.len()]);

impl Fields {
    pub(super) fn set(&mut self, key: Key, values: impl IntoIterator<Item = String>) {
        if let Some(slot) = self.0.get_mut(key as usize) {
            *slot = values.into_iter().collect();
        }
    }

    pub(super) fn all(&self, key: Key) -> &[String] {
        self.0.get(key as usize).map_or(&[], Vec::as_slice)
    }

    /// The first value, unless it is empty.
    pub(super) fn one(&self, key: Key) -> Option<&str> {
        self.all(key)
            .first()
            .map(String::as_str)
            .filter(|text| !text.trim().is_empty())
    }

    pub(super) fn hash(&self, key: Key) -> Option<ContentHash> {
        self.one(key)?.parse().ok()
    }

    /// Whether newsdex wrote the file (or a person copied from one that it wrote).
    pub(super) fn are_ours(&self) -> bool {
        Key::ALL
            .iter()
            .any(|(key, _)| key.is_ours_alone() && self.one(*key).is_some())
    }

    /// What `cleaned` holds: the hash of the body and of every key from `id` to `language`.
    ///
    /// It is taken over values, not over bytes: a person who adds keys or comments, reorders lines or
    /// lets an editor change line ends has not edited the article; one who touches the title has.
    pub(super) fn fingerprint(&self, body: &str) -> ContentHash {
        let mut bytes = Vec::with_capacity(body.len() + 512);
        for (key, name) in Key::ALL.iter().filter(|(key, _)| key.is_content()) {
            for value in self.all(*key) {
                bytes.extend_from_slice(name.as_bytes());
                bytes.extend_from_slice(&(value.len() as u64).to_le_bytes());
                bytes.extend_from_slice(value.as_bytes());
            }
        }
        bytes.push(0);
        bytes.extend_from_slice(body.as_bytes());
        ContentHash::of(&bytes)
    }
}

/// Where the front matter of a file stands: the lines between the fences, and what follows them.
pub(super) struct Fences {
    /// The lines between the fences.
    pub(super) block: Range<usize>,
    /// Where the line after the closing fence begins.
    pub(super) rest: usize,
}

/// Finds the front matter at the start of `text`; `None` where there is none, or no end of one.
pub(super) fn fences(text: &str) -> Option<Fences> {
    let start = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let mut lines = text.get(start..)?.split_inclusive('\n');
    let opening = lines.next()?;
    if opening.trim_end() != "---" {
        return None;
    }
    let block_start = start + opening.len();
    let mut at = block_start;
    for line in lines {
        if matches!(line.trim_end(), "---" | "...") {
            return Some(Fences {
                block: block_start..at,
                rest: at + line.len(),
            });
        }
        at += line.len();
        if at - block_start > MAX_FRONT_MATTER_BYTES {
            return None;
        }
    }
    None
}

/// Why a front matter is no YAML mapping.
pub(super) struct BrokenYaml {
    /// The line inside the block, from 1, where the parser names one.
    pub(super) line: Option<u64>,
    /// What the parser said.
    pub(super) reason: String,
}

/// Reads the values under our keys.
pub(super) fn parse(block: &str) -> Result<Fields, BrokenYaml> {
    let mapping = mapping(block)?;
    let mut fields = Fields::default();
    for (key, value) in &mapping {
        if let Some(key) = key.as_str().and_then(Key::named) {
            fields.set(key, texts(value));
        }
    }
    Ok(fields)
}

/// Most companies, or topics, that one file puts in or takes out.
const MAX_BY_HAND: usize = 100;
/// Longest such text, in bytes.
const MAX_BY_HAND_BYTES: usize = 512;

/// What a person says in the block about what is found in the article; nothing where it is no YAML.
pub(super) fn by_hand(block: &str) -> ByHand {
    let mapping = mapping(block).unwrap_or_default();
    let all = |key: &str| -> Vec<String> {
        let values = mapping.get(key).map(texts).unwrap_or_default();
        let values = values.into_iter().map(|text| text.trim().to_owned());
        let is_fit = |text: &String| !text.is_empty() && text.len() <= MAX_BY_HAND_BYTES;
        values.filter(is_fit).take(MAX_BY_HAND).collect()
    };
    ByHand {
        companies: all("companies"),
        topics: all("topics"),
        story: all("story").into_iter().next(),
        copy_of: all("copy_of").into_iter().next(),
    }
}

/// The lines that say the same, of keys that the block does not have.
pub(super) fn lines_by_hand(block: &str, by_hand: &ByHand) -> String {
    let has = |key: &str| {
        block.lines().any(|line| {
            let name = line.split(':').next().unwrap_or_default();
            name.trim_end().trim_matches(['"', '\'']) == key
        })
    };
    let quoted = |values: &[String]| -> Vec<String> {
        let fit = values
            .iter()
            .filter(|value| value.len() <= MAX_BY_HAND_BYTES);
        fit.take(MAX_BY_HAND).map(|value| quote(value)).collect()
    };
    let list = |key: &str, values: &[String]| {
        let values = quoted(values);
        let is_wanted = !values.is_empty() && !has(key);
        is_wanted.then(|| format!("{key}: [{}]\n", values.join(", ")))
    };
    let one = |key: &str, value: &Option<String>| {
        let value = quoted(value.as_slice()).pop().filter(|_| !has(key));
        value.map(|value| format!("{key}: {value}\n"))
    };
    let lines = [
        list("companies", &by_hand.companies),
        list("topics", &by_hand.topics),
        one("story", &by_hand.story),
        one("copy_of", &by_hand.copy_of),
    ];
    lines.into_iter().flatten().collect()
}

/// The block as YAML has it; an empty block is an empty mapping.
pub(super) fn mapping(block: &str) -> Result<yaml_serde::Mapping, BrokenYaml> {
    match yaml_serde::from_str(block) {
        Ok(yaml_serde::Value::Mapping(mapping)) => Ok(mapping),
        Ok(yaml_serde::Value::Null) => Ok(yaml_serde::Mapping::new()),
        Ok(_) => Err(BrokenYaml {
            line: None,
            reason: "it is no list of `key: value`".to_owned(),
        }),
        Err(error) => {
            let (reason, line) = without_places(&error.to_string());
            let line = line.or_else(|| error.location().map(|at| at.line() as u64));
            Err(BrokenYaml { line, reason })
        }
    }
}

/// What the parser says without its places, which count in the block and not in the file; and the line of
/// the last of them, which is where that began whose end is missing.
fn without_places(message: &str) -> (String, Option<u64>) {
    let after_number = |text: &str| {
        text.trim_start_matches(|c: char| c.is_ascii_digit())
            .to_owned()
    };
    let mut parts = message.split(" at line ");
    let mut reason = parts.next().unwrap_or_default().to_owned();
    let mut line = None;
    for part in parts {
        let behind = after_number(part);
        let n_digits = part.len() - behind.len();
        line = part
            .get(..n_digits)
            .and_then(|digits| digits.parse().ok())
            .or(line);
        let column = behind.strip_prefix(" column ").map(after_number);
        reason.push_str(&column.unwrap_or(behind));
    }
    (reason, line)
}

/// Reads line by line what is no YAML: `title: OpenAI: the deal` is what people write.
pub(super) fn rescue(block: &str) -> Fields {
    let mut fields = Fields::default();
    for line in block.lines() {
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        let Some(key) = Key::named(key.trim_end()) else {
            continue;
        };
        let values = match yaml_serde::from_str::<yaml_serde::Value>(value) {
            Ok(value @ (yaml_serde::Value::String(_) | yaml_serde::Value::Sequence(_))) => {
                texts(&value)
            }
            _ => vec![value.trim().trim_matches(['"', '\'']).to_owned()],
        };
        fields.set(key, values);
    }
    fields
}

fn texts(value: &yaml_serde::Value) -> Vec<String> {
    use yaml_serde::Value;
    match value {
        Value::Null | Value::Mapping(_) => Vec::new(),
        Value::Bool(value) => vec![value.to_string()],
        Value::Number(value) => vec![value.to_string()],
        Value::String(value) => vec![value.clone()],
        Value::Sequence(values) => values.iter().flat_map(texts).collect(),
        Value::Tagged(tagged) => texts(&tagged.value),
    }
}

/// A `key: value` line without its line end; lists in one line, strings always quoted.
pub(super) fn line(name: &str, key: Key, values: &[String]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| quote(value)).collect();
    match quoted.as_slice() {
        [only] if key != Key::Credits => format!("{name}: {only}"),
        many => format!("{name}: [{}]", many.join(", ")),
    }
}

/// A double-quoted YAML string. Everything that YAML counts as unprintable or as a line break is
/// escaped, so that any text comes back as it was.
fn quote(text: &str) -> String {
    use std::fmt::Write as _;
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\u{0}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{feff}'
            | '\u{fffe}'
            | '\u{ffff}' => drop(write!(quoted, "\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(block: &str) -> Fields {
        parse(block).unwrap_or_else(|broken| panic!("{}", broken.reason))
    }

    #[test]
    fn values_are_read_however_a_person_wrote_them() {
        let check = |block: &str, key: Key, expected: &[&str]| {
            assert_eq!(parsed(block).all(key), expected, "{block}");
        };
        check("title: \"A\"\n", Key::Title, &["A"]);
        check("title: 'A # b' # note\n", Key::Title, &["A # b"]);
        check("published: 2026\n", Key::Published, &["2026"]);
        check("published: 2026-04-28\n", Key::Published, &["2026-04-28"]);
        check("credits:\n- A\n- B\n", Key::Credits, &["A", "B"]);
        check("credits: A\n", Key::Credits, &["A"]);
        check(
            "title: >\n  folded\n  text\n",
            Key::Title,
            &["folded text\n"],
        );
        check("author:\n", Key::Author, &[]);
        check("author: {name: x}\n", Key::Author, &[]);
        check("", Key::Title, &[]);
    }

    #[test]
    fn a_fault_in_yaml_is_placed_where_it_began() {
        let check = |block: &str, expected: (&str, Option<u64>)| {
            let broken = mapping(block).err().unwrap();
            assert_eq!((broken.reason.as_str(), broken.line), expected, "{block}");
        };
        check(
            "a: 1\nb: \"open\n",
            (
                "found unexpected end of stream, while scanning a quoted scalar",
                Some(2),
            ),
        );
        check(
            "a: 1\nb: c: d\n",
            ("mapping values are not allowed in this context", Some(2)),
        );
        check("- a\n", ("it is no list of `key: value`", None));
    }

    #[test]
    fn what_is_no_yaml_is_rescued_line_by_line() {
        let block = "id: x1\ntitle: OpenAI: the deal\ncredits: [A, B]\n\turl: no\n";
        assert!(parse(block).is_err());
        let fields = rescue(block);
        assert_eq!(fields.one(Key::Id), Some("x1"));
        assert_eq!(fields.one(Key::Title), Some("OpenAI: the deal"));
        assert_eq!(fields.all(Key::Credits), ["A", "B"]);
    }

    #[test]
    fn fences_are_found_or_not() {
        let check = |text: &str, expected: Option<(&str, &str)>| {
            let found = fences(text);
            let found = found.map(|f| (text.get(f.block).unwrap(), text.get(f.rest..).unwrap()));
            assert_eq!(found, expected, "{text:?}");
        };
        check("---\na: 1\n---\nbody", Some(("a: 1\n", "body")));
        check(
            "\u{feff}---\r\na: 1\r\n---\r\nbody",
            Some(("a: 1\r\n", "body")),
        );
        check("---\n---\n", Some(("", "")));
        check("---\na: 1\n", None);
        check("text\n---\na: 1\n---\n", None);
        check("", None);
        check("----\n---\n", None);
    }

    proptest! {
        #[test]
        fn any_text_comes_back_from_its_quotes(text in any::<String>()) {
            let block = line("title", Key::Title, std::slice::from_ref(&text)) + "\n";
            let fields = parsed(&block);
            prop_assert_eq!(fields.all(Key::Title), [text]);
        }

        #[test]
        fn any_block_is_read_without_a_panic(block in any::<String>()) {
            drop(parse(&block));
            rescue(&block);
            fences(&block);
        }
    }
}
