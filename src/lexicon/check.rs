//! What is wrong in a lexicon: two organisations that claim one name, aliases that are stop words, names
//! that never occur.

use rustc_hash::{FxHashMap, FxHashSet};

use super::load::{Problem, Sections};
use super::{Org, OrgId, fold};
use crate::analysis::function_words;

/// Who claims which name, and where.
#[derive(Debug, Default)]
pub(super) struct Claims {
    by_name: FxHashMap<String, (OrgId, String, usize)>,
}

impl Claims {
    /// The organisation that has `name`.
    pub(super) fn org(&self, name: &str) -> Option<OrgId> {
        self.by_name.get(&fold(name)).map(|(id, ..)| *id)
    }

    /// Claims `name` for `id`; false, with a problem, where another has it or it can't be a name.
    pub(super) fn claim(
        &mut self,
        name: &str,
        id: OrgId,
        file: &Sections,
        line: usize,
        orgs: &[Org],
        problems: &mut Vec<Problem>,
    ) -> bool {
        let mut problem = |text: String| {
            problems.push(Problem {
                file: file.file.clone(),
                line,
                text,
            });
        };
        let folded = fold(name);
        if folded.is_empty() || !folded.contains(char::is_alphanumeric) {
            problem("a name is empty".to_owned());
            return false;
        }
        if is_stop_word(name) {
            problem(format!(
                "`{name}` is a stop word and would be found everywhere; leave it out"
            ));
            return false;
        }
        if let Some((other, other_file, other_line)) = self.by_name.get(&folded) {
            if *other != id {
                let other = orgs.get(*other as usize).map_or("another", |org| &org.name);
                problem(format!(
                    "`{name}` is already {other}'s ({other_file}:{other_line}); keep it in one place"
                ));
            }
            return *other == id;
        }
        self.by_name.insert(folded, (id, file.file.clone(), line));
        true
    }

    /// Takes `name` away from `id`.
    pub(super) fn release(&mut self, name: &str, id: OrgId) {
        let folded = fold(name);
        if self.org(name) == Some(id) {
            self.by_name.remove(&folded);
        }
    }

    pub(super) fn into_names(self) -> FxHashMap<String, OrgId> {
        let names = self.by_name.into_iter();
        names.map(|(name, (id, ..))| (name, id)).collect()
    }
}

/// A single word that is a function word in whatever case it is written in running text.
fn is_stop_word(name: &str) -> bool {
    let has_capital = name.chars().any(char::is_uppercase);
    let lower = name.to_lowercase();
    function_words::is_function_word(&lower) && (!has_capital || name.len() > 3)
}

/// Names, aliases and products of `orgs` that `seen` doesn't hold.
pub(super) fn never_seen<'a>(orgs: &'a [Org], seen: &[&str]) -> Vec<&'a str> {
    let seen: FxHashSet<String> = seen.iter().map(|name| fold(name)).collect();
    let names = orgs.iter().flat_map(|org| {
        let others = org.aliases.iter().chain(&org.products);
        std::iter::once(&org.name).chain(others)
    });
    names
        .filter(|name| !seen.contains(&fold(name)))
        .map(String::as_str)
        .collect()
}

/// A name in a lexicon file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// The file: a built-in one by its group, a person's own by its name.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The name, alias or product.
    pub name: String,
    /// The organisation that it stands for.
    pub org: String,
    /// Whether the file is a person's own.
    pub is_own: bool,
}

impl Listed {
    /// Whether this name is in the list of what was `seen`, in any case.
    pub fn is_among(&self, seen: &FxHashSet<String>) -> bool {
        seen.contains(&fold(&self.name))
    }

    /// What was seen, so that [`Listed::is_among`] can look it up.
    pub fn folded<'s>(seen: impl IntoIterator<Item = &'s str>) -> FxHashSet<String> {
        seen.into_iter().map(fold).collect()
    }
}

/// The names of a file: organisations, their aliases, former names and products.
pub(super) fn listed(sections: &Sections, is_own: bool) -> Vec<Listed> {
    let mut listed = Vec::new();
    for (rows, has_key) in [
        (&sections.orgs, true),
        (&sections.former, false),
        (&sections.products, false),
    ] {
        for row in rows {
            let own = has_key.then_some(&row.key);
            let names = own.into_iter().chain(&row.value);
            // What begins with a dash is taken away, not listed.
            listed.extend(
                names
                    .filter(|name| !name.starts_with('-'))
                    .map(|name| Listed {
                        file: sections.file.clone(),
                        line: row.line,
                        name: name.clone(),
                        org: row.key.clone(),
                        is_own,
                    }),
            );
        }
    }
    listed
}
