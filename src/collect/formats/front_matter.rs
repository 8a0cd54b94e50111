//! The block of named values before a Markdown text: YAML (`---`), TOML (`+++`) or JSON.
//!
//! Broken front matter never costs the article: what a line-by-line reading finds is taken, and the
//! body is the body.

use serde_json::{Map, Value};

use super::fields::Record;

/// Splits a Markdown text into its front matter and its body.
///
/// Without front matter the record is empty and the body is the whole text.
pub(crate) fn split(text: &str) -> (Record, &str) {
    let text = text.trim_start_matches('\u{feff}');
    if let Some((block, body)) = fenced(text, "---") {
        return (yaml(block), body);
    }
    if let Some((block, body)) = fenced(text, "+++") {
        return (toml(block), body);
    }
    json(text).unwrap_or((Record::new(), text))
}

/// Why the block of a text can't be read as what it is; its lines were read one by one.
pub(crate) fn fault(text: &str) -> Option<String> {
    let text = text.trim_start_matches('\u{feff}');
    let (kind, reason) = if let Some((block, _)) = fenced(text, "---") {
        ("YAML", fault_of_yaml(block)?)
    } else {
        let (block, _) = fenced(text, "+++")?;
        (
            "TOML",
            block.parse::<toml::Table>().err()?.message().to_owned(),
        )
    };
    let reason = reason.lines().next().unwrap_or_default();
    Some(format!(
        "the front matter is not valid {kind} ({reason}); its lines were read one by one"
    ))
}

fn fault_of_yaml(block: &str) -> Option<String> {
    if is_too_deep(block) {
        return Some("nested too deeply".to_owned());
    }
    match yaml_serde::from_str::<yaml_serde::Value>(block) {
        Ok(yaml_serde::Value::Mapping(_) | yaml_serde::Value::Null) => None,
        Ok(_) => Some("it is no list of `key: value`".to_owned()),
        Err(error) => {
            let text = error.to_string();
            let reason = text
                .split(" at line ")
                .next()
                .unwrap_or_default()
                .to_owned();
            // The parser counts in the block, a person in the file.
            let line = error.location().map(|at| at.line() + 1);
            Some(line.map_or(reason.clone(), |line| format!("{reason}, line {line}")))
        }
    }
}

/// Longest front matter; anything longer is a text that happens to start with a rule.
const MAX_BYTES: usize = 64 << 10;

/// The lines between a first line `fence` and the next such line (or YAML's `...`).
fn fenced<'a>(text: &'a str, fence: &str) -> Option<(&'a str, &'a str)> {
    let after = text.trim_start_matches('\n').strip_prefix(fence)?;
    let start = after.find('\n')? + 1;
    if !after.get(..start)?.trim().is_empty() {
        return None;
    }
    let inside = after.get(start..)?;
    let mut end = 0;
    for line in inside.split_inclusive('\n') {
        let bare = line.trim_end();
        if bare == fence || (fence == "---" && bare == "...") {
            let block = inside.get(..end)?;
            // Two rules with prose between them are no front matter.
            let is_block =
                block.trim().is_empty() || block.lines().any(|line| key_of(line).is_some());
            return is_block.then_some((block, inside.get(end + line.len()..)?));
        }
        end += line.len();
        if end > MAX_BYTES {
            return None;
        }
    }
    None
}

fn yaml(block: &str) -> Record {
    if is_too_deep(block) {
        return by_lines(block);
    }
    match yaml_serde::from_str::<yaml_serde::Value>(block) {
        Ok(yaml_serde::Value::Mapping(mapping)) => mapping
            .into_iter()
            .filter_map(|(key, value)| Some((key.as_str()?.to_owned(), from_yaml(value))))
            .collect(),
        _ => by_lines(block),
    }
}

/// Whether lists and objects lie in each other deeper than anyone writes: the parser's time grows with
/// the square of that.
fn is_too_deep(block: &str) -> bool {
    const MAX_DEPTH: usize = 64;
    let mut depth = 0_usize;
    for line in block.lines() {
        let mut n_signs = 0;
        for byte in line.bytes() {
            match byte {
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth = depth.saturating_sub(1),
                b'-' | b'?' | b':' => n_signs += 1,
                b' ' => {}
                _ => n_signs = 0,
            }
            if depth > MAX_DEPTH || n_signs > MAX_DEPTH {
                return true;
            }
        }
    }
    false
}

fn from_yaml(value: yaml_serde::Value) -> Value {
    match value {
        yaml_serde::Value::Null => Value::Null,
        yaml_serde::Value::Bool(truth) => Value::Bool(truth),
        yaml_serde::Value::Number(number) => Value::String(number.to_string()),
        yaml_serde::Value::String(text) => Value::String(text),
        yaml_serde::Value::Sequence(items) => {
            Value::Array(items.into_iter().map(from_yaml).collect())
        }
        yaml_serde::Value::Mapping(mapping) => Value::Object(
            mapping
                .into_iter()
                .filter_map(|(key, value)| Some((key.as_str()?.to_owned(), from_yaml(value))))
                .collect(),
        ),
        yaml_serde::Value::Tagged(tagged) => from_yaml(tagged.value),
    }
}

fn toml(block: &str) -> Record {
    block.parse::<toml::Table>().map_or_else(
        |_| by_lines(block),
        |table| {
            table
                .into_iter()
                .map(|(key, value)| (key, from_toml(value)))
                .collect()
        },
    )
}

fn from_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::String(number.to_string()),
        toml::Value::Float(number) => Value::String(number.to_string()),
        toml::Value::Boolean(truth) => Value::Bool(truth),
        toml::Value::Datetime(day) => Value::String(day.to_string()),
        toml::Value::Array(items) => Value::Array(items.into_iter().map(from_toml).collect()),
        toml::Value::Table(table) => Value::Object(
            table
                .into_iter()
                .map(|(key, value)| (key, from_toml(value)))
                .collect(),
        ),
    }
}

/// An object at the very start, with something behind it.
fn json(text: &str) -> Option<(Record, &str)> {
    let head = text.get(..text.floor_char_boundary(MAX_BYTES))?;
    if !head.trim_start().starts_with('{') {
        return None;
    }
    let mut values = serde_json::Deserializer::from_str(head).into_iter::<Value>();
    let Some(Ok(Value::Object(record))) = values.next() else {
        return None;
    };
    Some((record, text.get(values.byte_offset()..)?))
}

/// What YAML and TOML would not read: `title: OpenAI: the deal` is the most usual case.
fn by_lines(block: &str) -> Record {
    let mut record = Map::new();
    for line in block.lines() {
        let Some((key, value)) = key_of(line) else {
            continue;
        };
        let value = value.trim().trim_end_matches(',');
        let bare = [('"', '"'), ('\'', '\'')]
            .iter()
            .find_map(|(open, close)| value.strip_prefix(*open)?.strip_suffix(*close))
            .unwrap_or(value);
        let is_block = matches!(bare, "" | "|" | ">" | ">-" | "|-");
        if !is_block && !record.contains_key(key) {
            record.insert(key.to_owned(), Value::String(bare.replace("\\\"", "\"")));
        }
    }
    record
}

/// `key: value` or `key = value` at the start of a line.
fn key_of(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once([':', '='])?;
    let key = key.strip_suffix(' ').unwrap_or(key).trim_matches('"');
    let is_key = !key.is_empty()
        && key.len() <= 64
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '@'));
    is_key.then_some((key, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_front_matter_is_read() {
        let check = |text: &str, key: &str, value: &str, body: &str| {
            let (record, rest) = split(text);
            let found = record
                .get(key)
                .map(|value| value.as_str().map_or(value.to_string(), str::to_owned));
            assert_eq!(
                (found.as_deref().unwrap_or("-"), rest.trim()),
                (value, body),
                "{text}"
            );
        };
        check(
            "---\ntitle: a\ndate: 2026-04-28\n---\nbody\n---\nx",
            "date",
            "2026-04-28",
            "body\n---\nx",
        );
        check("---\r\ntitle: a\r\n---\r\nbody", "title", "a", "body");
        check(
            "+++\ntitle = \"a\"\ndate = 2026-04-28T10:00:00Z\n+++\nbody",
            "date",
            "2026-04-28T10:00:00Z",
            "body",
        );
        check("{\n \"title\": \"a\"\n}\n\nbody", "title", "a", "body");
        check("---\ntitle: a\n...\nbody", "title", "a", "body");
        check(
            "---\n2024: x\ntags: [a, b]\n---\nbody",
            "tags",
            "[\"a\",\"b\"]",
            "body",
        );
    }

    #[test]
    fn broken_front_matter_is_read_line_by_line() {
        let (record, body) =
            split("---\ntitle: OpenAI: the \"deal\"\nurl: 'https://e.com/'\n\tbad\n---\nbody");
        assert_eq!(record["title"], "OpenAI: the \"deal\"");
        assert_eq!(record["url"], "https://e.com/");
        assert_eq!(body, "body");
    }

    #[test]
    fn a_rule_is_no_front_matter() {
        for text in [
            "---\nprose here\n\n---\nmore",
            "---\ntitle: never closed",
            "no rule",
            "----\na: b\n----\n",
        ] {
            assert_eq!(split(text), (Record::new(), text));
        }
    }

    #[test]
    fn a_block_without_end_is_read_line_by_line() {
        for bomb in [
            "[", "{a: ", "- ", "? ", "&a ", "!a ", "*a ", "a: ", "'", "\"", "|\n ", "#",
        ] {
            let text = format!("---\ntitle: t\nx: {}\n---\nbody", bomb.repeat(10_000));
            let (_, body) = split(&text);
            assert!(body == "body" || body == text, "{bomb}");
        }
    }

    #[test]
    fn a_bomb_of_aliases_costs_nothing() {
        let mut bomb = String::from("---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for i in 1..12 {
            let inside = format!("*a{}, ", i - 1).repeat(9);
            let line = format!("a{i}: &a{i} [{}]\n", inside.trim_end_matches(", "));
            bomb.push_str(&line);
        }
        bomb.push_str("title: t\n---\nbody");
        let (record, body) = split(&bomb);
        assert_eq!(
            (body, &record["title"]),
            ("body", &Value::String("t".to_owned()))
        );
    }
}
