//! The named values of a record, whichever way the names are spelled.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// An object of named values.
pub(crate) type Record = Map<String, Value>;

/// The fields of one record, found by name.
pub(crate) struct Fields<'a> {
    record: &'a Record,
    /// Folded name → name in the record.
    names: BTreeMap<String, &'a str>,
    /// Our folded name → the value that `--map` names.
    mapped: BTreeMap<String, &'a Value>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(record: &'a Record, map: &BTreeMap<String, String>) -> Self {
        let mut names = BTreeMap::new();
        for name in record.keys() {
            names.entry(folded(name)).or_insert(name.as_str());
        }
        let mapped = map
            .iter()
            .filter_map(|(ours, theirs)| Some((folded(ours), at_path(record, theirs)?)))
            .collect();
        Self {
            record,
            names,
            mapped,
        }
    }

    /// Whether `--map` names a value for our name, and the record has it.
    pub(super) fn is_mapped(&self, ours: &str) -> bool {
        self.mapped.contains_key(&folded(ours))
    }

    /// The first of these fields that holds something, on one line or many.
    pub(crate) fn text(&self, names: &[&str]) -> Option<String> {
        self.values(names)
            .map(|value| flattened(value, "\n\n"))
            .find(|text| !text.trim().is_empty())
    }

    /// The first of these fields that holds something, lists joined with commas.
    pub(crate) fn line(&self, names: &[&str]) -> Option<String> {
        self.find_line(names, |_| true)
    }

    pub(super) fn find_line(
        &self,
        names: &[&str],
        is_wanted: impl Fn(&str) -> bool,
    ) -> Option<String> {
        self.values(names)
            .map(|value| flattened(value, ", ").trim().to_owned())
            .find(|text| !text.is_empty() && is_wanted(text))
    }

    /// A list, or what a cell of a table holds of one.
    pub(super) fn lines(&self, names: &[&str]) -> Vec<String> {
        let lines: Vec<String> = match self.values(names).next() {
            Some(Value::Array(items)) => items.iter().map(|item| flattened(item, ", ")).collect(),
            Some(value) => {
                let cell = flattened(value, ", ");
                cell.split("; ").map(str::to_owned).collect()
            }
            None => Vec::new(),
        };
        lines
            .into_iter()
            .filter(|line| !line.trim().is_empty())
            .collect()
    }

    /// What `--map` names comes first, whichever of our words for it was used.
    pub(super) fn values<'s>(&'s self, names: &'s [&str]) -> impl Iterator<Item = &'a Value> + 's {
        let mapped = names
            .iter()
            .filter_map(|name| self.mapped.get(&folded(name)).copied());
        let usual = names
            .iter()
            .filter_map(|name| self.record.get(*self.names.get(&folded(name))?));
        mapped.chain(usual)
    }

    pub(super) fn lacking(&self) -> String {
        let names: Vec<String> = self
            .record
            .keys()
            .take(8)
            .map(|name| format!("`{}`", name.chars().take(40).collect::<String>()))
            .collect();
        if names.is_empty() {
            return "an empty record".to_owned();
        }
        format!(
            "neither title nor text among the fields {}; name them with `--map title=…,body=…`",
            names.join(", ")
        )
    }
}

/// A name without case, hyphens and underscores.
pub(super) fn folded(name: &str) -> String {
    let keeps_underscore = name == "_id";
    name.chars()
        .filter(|c| keeps_underscore || !matches!(c, '_' | '-' | ' ' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// `fields.headline` reaches into an object, unless a field has just that name.
fn at_path<'a>(record: &'a Record, path: &str) -> Option<&'a Value> {
    if let Some(value) = record.get(path) {
        return Some(value);
    }
    let mut names = path.split('.');
    let first = record.get(names.next()?)?;
    names.try_fold(first, |value, name| value.get(name))
}

/// A value as text. Objects give the part that holds their text: `WordPress` says `rendered`, feed
/// readers `value`, people and organisations `name`.
fn flattened(value: &Value, between: &str) -> String {
    const TEXT_KEYS: [&str; 8] = [
        "rendered", "value", "text", "name", "title", "url", "href", "$date",
    ];
    match value {
        Value::Null | Value::Bool(_) => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => {
            let texts: Vec<String> = items.iter().map(|item| flattened(item, between)).collect();
            let is_filled = |text: &&String| !text.trim().is_empty();
            texts
                .iter()
                .filter(is_filled)
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(between)
        }
        Value::Object(object) => TEXT_KEYS
            .iter()
            .find_map(|key| object.get(*key))
            .map(|inner| flattened(inner, between))
            .unwrap_or_default(),
    }
}
