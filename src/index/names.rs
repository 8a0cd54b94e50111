//! The names of companies as queries are asked with them, beside the index.
//!
//! A search that ends after milliseconds can't read a whole lexicon first. So each commit keeps a small
//! text of what it needs: a line for each organisation with all of its names, analysed as the index
//! analyses words, one for each word that is written in several ways, and one for each word that stands for several
//! of them, and one for each news outlet. A name is found by looking
//! for it in the text.

use std::fmt::Write as _;
use std::hash::BuildHasher as _;
use std::path::PathBuf;

use fs_err as fs;
use memchr::memmem;
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::folder::write_atomically;
use super::{IndexError, IndexFolder};
use crate::analysis::tokens::tokens;
use crate::lexicon::Lexicon;

/// Between the names of organisations and the words that are written in several ways.
const WAYS: &str = "\n# ways to write a word\n";
/// Between those and the words for several.
const KINDS: &str = "\n# words for several\n";

/// Between those and the news outlets.
const OUTLETS: &str = "\n# news outlets\n";

/// Stands before what the addresses of an outlet call it.
const SITE: char = '=';

/// Stands before a name that is not looked for unasked.
const UNASKED: char = '~';

/// Names of one letter or two stand for too much to be looked for unasked.
const LEAST_LETTERS: usize = 3;

/// All names, by lines; a tab stands before and after each.
#[derive(Clone, Debug, Default)]
pub struct Names {
    text: String,
    /// Where [`WAYS`], [`KINDS`] and [`OUTLETS`] begin, found once: each name of a query is looked for in all parts.
    parts_at: Option<[usize; 3]>,
    /// Hashes of all that stands between tabs, without [`UNASKED`]: most words of a query are none of it.
    known: FxHashSet<u64>,
}

/// What else may be said for a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Also<'n> {
    /// Other names of the same organisation, each as words in lower case.
    Names(Vec<&'n str>),
    /// Other ways to write the same word.
    Ways(Vec<&'n str>),
    /// The organisations that a word such as `hyperscaler` stands for.
    Members(Vec<&'n str>),
}

/// A news outlet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlet<'n> {
    /// Its names, each as words in lower case.
    pub names: Vec<&'n str>,
    /// What its addresses call it, as `nytimes` for nytimes.com.
    pub sites: Vec<&'n str>,
}

impl Names {
    /// The names of a lexicon. Names that are words, and companies only beside others, are not looked for
    /// in place of another name.
    pub fn of(lexicon: &Lexicon) -> Self {
        let mut text = "\n".to_owned();
        for org in lexicon.orgs() {
            let names = std::iter::once(&org.name).chain(&org.aliases);
            let mut analysed: Vec<String> = Vec::new();
            for (idx, name) in names.enumerate() {
                let mut forms = forms(name);
                if forms.is_empty() || analysed.contains(&forms) {
                    continue;
                }
                if (idx > 0 && lexicon.needs_context(name)) || is_short(&forms) {
                    forms.insert(0, UNASKED);
                }
                analysed.push(forms);
            }
            add_line(&mut text, &analysed);
        }
        text.push_str(WAYS);
        for ways in lexicon.variants() {
            let mut analysed: Vec<String> = ways.iter().map(|way| forms(way)).collect();
            for way in analysed.iter_mut().filter(|way| is_short(way)) {
                way.insert(0, UNASKED);
            }
            add_line(&mut text, &analysed);
        }
        text.push_str(KINDS);
        let mut kinds: Vec<(&str, &[String])> = lexicon.hypernyms().collect();
        kinds.sort_unstable();
        for (word, members) in kinds {
            let members = members.iter().map(String::as_str);
            let clear = members.filter(|member| !lexicon.needs_context(member));
            let all: Vec<String> = std::iter::once(word).chain(clear).map(forms).collect();
            add_line(&mut text, &all);
        }
        text.push_str(OUTLETS);
        for outlet in lexicon.orgs().iter().filter(|org| !org.sites.is_empty()) {
            let names = std::iter::once(&outlet.name).chain(&outlet.aliases);
            let names = names.map(|name| forms(name));
            let sites = outlet.sites.iter().map(|site| format!("{SITE}{site}"));
            add_line(&mut text, &names.chain(sites).collect::<Vec<_>>());
        }
        Self::in_text(text)
    }

    fn in_text(text: String) -> Self {
        let at = |mark: &str| memmem::find(text.as_bytes(), mark.as_bytes());
        let parts_at = match [WAYS, KINDS, OUTLETS].map(at) {
            [Some(ways), Some(kinds), Some(outlets)] => Some([ways, kinds, outlets]),
            _ => None,
        };
        let cells = text.split(['\t', '\n']);
        let known = cells.map(|cell| hash(cell.strip_prefix(UNASKED).unwrap_or(cell)));
        Self {
            known: known.collect(),
            text,
            parts_at,
        }
    }

    fn may_hold(&self, name: &str) -> bool {
        let is_known = |name: &str| self.known.contains(&hash(name));
        is_known(name) || name.strip_suffix('s').is_some_and(is_known)
    }

    /// What else may be said for a name, which is given as words in lower case with single spaces.
    pub fn also(&self, name: &str) -> Option<Also<'_>> {
        if !self.may_hold(name) {
            return None;
        }
        let [ways_at, kinds_at, outlets_at] = self.parts_at?;
        let (rest, _) = self.text.split_at_checked(outlets_at)?;
        let (rest, kinds) = rest.split_at_checked(kinds_at)?;
        let (names, ways) = rest.split_at_checked(ways_at)?;
        if let Some(others) = others(names, name) {
            return Some(Also::Names(others));
        }
        if let Some(others) = others(ways, name) {
            return Some(Also::Ways(others));
        }
        let kind = |word: &str| line_with(kinds, &format!("\n\t{word}\t"));
        let line = kind(name).or_else(|| kind(name.strip_suffix('s')?))?;
        let members = line.split('\t').filter(|member| !member.is_empty());
        Some(Also::Members(members.skip(1).collect()))
    }

    /// The news outlet of this name, in any case.
    pub fn outlet(&self, name: &str) -> Option<Outlet<'_>> {
        let name = forms(name);
        if !self.known.contains(&hash(&name)) {
            return None;
        }
        let [.., outlets_at] = self.parts_at?;
        let line = line_with(self.text.get(outlets_at..)?, &format!("\t{name}\t"))?;
        let cells = line.split('\t').filter(|cell| !cell.is_empty());
        let (sites, names): (Vec<&str>, Vec<&str>) = cells.partition(|cell| cell.starts_with(SITE));
        let sites = sites.into_iter().filter_map(|site| site.strip_prefix(SITE));
        Some(Outlet {
            names,
            sites: sites.collect(),
        })
    }

    /// The name of the file of a generation.
    pub(crate) fn file_name(generation: &str) -> String {
        format!("names-{generation}")
    }

    /// Reads the names of a generation; none where they are missing.
    pub(crate) fn read(folder: &IndexFolder, generation: &str) -> Self {
        let bytes = fs::read(path(folder, generation)).unwrap_or_default();
        Self::in_text(String::from_utf8(bytes).unwrap_or_default())
    }

    /// Writes the names of a generation.
    pub fn write(&self, folder: &IndexFolder, generation: &str) -> Result<(), IndexError> {
        Ok(write_atomically(
            &path(folder, generation),
            self.text.as_bytes(),
        )?)
    }
}

fn path(folder: &IndexFolder, generation: &str) -> PathBuf {
    folder.path().join(Names::file_name(generation))
}

fn add_line(text: &mut String, names: &[String]) {
    if names.len() > 1 {
        text.push('\t');
        for name in names {
            // Writing to a string can't fail.
            let _ = write!(text, "{name}\t");
        }
        text.push('\n');
    }
}

fn hash(name: &str) -> u64 {
    FxBuildHasher.hash_one(name)
}

/// The line that holds `wanted`.
fn line_with<'t>(text: &'t str, wanted: &str) -> Option<&'t str> {
    let at = memmem::find(text.as_bytes(), wanted.as_bytes())? + 1;
    let start = memchr::memrchr(b'\n', text.as_bytes().get(..at)?).map_or(0, |end| end + 1);
    text.get(start..)?.lines().next()
}

/// The other names on the line of `name`.
fn others<'t>(lines: &'t str, name: &str) -> Option<Vec<&'t str>> {
    let line = line_with(lines, &format!("\t{name}\t"))
        .or_else(|| line_with(lines, &format!("\t{UNASKED}{name}\t")))?;
    let is_other =
        |other: &&str| !other.is_empty() && *other != name && !other.starts_with(UNASKED);
    Some(line.split('\t').filter(is_other).collect())
}

fn is_short(forms: &str) -> bool {
    forms.len() < LEAST_LETTERS
}

/// The words of a name as the index has them.
fn forms(name: &str) -> String {
    let words = tokens(name).into_iter().filter(|token| !token.is_extra);
    words.map(|token| token.form).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: &[&str]) {
        let names = Names::of(&Lexicon::builtin());
        let found = match names.also(name) {
            Some(Also::Names(found) | Also::Ways(found) | Also::Members(found)) => found,
            None => Vec::new(),
        };
        for name in expected {
            assert!(found.contains(name), "{name} in {found:?}");
        }
        assert_eq!(found.is_empty(), expected.is_empty(), "{found:?}");
    }

    #[test]
    fn a_name_has_others() {
        check("aws", &["amazon web services"]);
        check("amazon web services", &["aws"]);
        check("chatgpt maker", &["openai"]);
        check("redmond", &["microsoft"]);
    }

    #[test]
    fn a_word_has_its_other_spellings() {
        check("datacenter", &["data center", "data centre"]);
        check("data centers", &["datacenters"]);
        check("start up", &["startup"]);
        check("initial public offering", &["ipo"]);
        check("vc", &["venture capital"]);
        check("venture capital", &[]);
    }

    #[test]
    fn an_outlet_has_names_and_addresses() {
        let names = Names::of(&Lexicon::builtin());
        for name in ["NYT", "The New York Times", "new york times"] {
            let outlet = names.outlet(name).unwrap();
            assert!(outlet.names.contains(&"nyt"), "{outlet:?}");
            assert_eq!(outlet.sites, ["nytimes"]);
        }
        assert_eq!(names.outlet("openai"), None);
        assert_eq!(names.outlet("nytimes"), None);
    }

    #[test]
    fn a_word_for_several_has_members() {
        check("hyperscaler", &["google cloud", "microsoft azure"]);
        check("record labels", &["universal music group"]);
    }

    #[test]
    fn other_words_have_none() {
        check("gardener", &[]);
        check("", &[]);
        check("web services", &[]);
    }
}
