//! The organisations that are known by name: aliases, former names, tickers, units, products, nicknames,
//! names that are ordinary words, and words for many at once.
//!
//! Comes in: the `*.toml` files beside this one, compiled in, and a person's own of the same form. Goes out:
//! a [`Lexicon`] that names what stands at a token of a text. Whether an article is *about* what is named,
//! and names that nobody listed, are for [`crate::enrich`] to tell.

mod build;
mod check;
mod load;
mod matcher;
pub mod tokens;

use std::path::Path;
use std::sync::{Arc, LazyLock};

pub use check::Listed;
pub use load::Problem;
pub use matcher::{Found, Means, RuleId};
use rustc_hash::FxHashMap;

use self::matcher::{Matcher, Rule};
use self::tokens::Token;

/// The built-in files: the group of their organisations, and their text.
const BUILT_IN: [(&str, &str); 16] = [
    ("labs", include_str!("labs.toml")),
    ("bigtech", include_str!("bigtech.toml")),
    ("clouds", include_str!("clouds.toml")),
    ("chips", include_str!("chips.toml")),
    ("energy", include_str!("energy.toml")),
    ("funds", include_str!("funds.toml")),
    ("media", include_str!("media.toml")),
    ("companies", include_str!("companies.toml")),
    ("newcomers", include_str!("newcomers.toml")),
    ("asia", include_str!("asia.toml")),
    ("public", include_str!("public.toml")),
    ("universities", include_str!("universities.toml")),
    ("products", include_str!("products.toml")),
    ("words", include_str!("words.toml")),
    ("hypernyms", include_str!("hypernyms.toml")),
    ("variants", include_str!("variants.toml")),
];

/// An organisation of a [`Lexicon`], by its place in the list.
pub type OrgId = u32;

/// What is known of one organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Org {
    /// The name it is shown under.
    pub name: String,
    /// Other names: short, former, nicknames.
    pub aliases: Vec<String>,
    /// Products that point to it.
    pub products: Vec<String>,
    /// Symbols at exchanges.
    pub tickers: Vec<String>,
    /// Where it is a news outlet: what its addresses call it, as `nytimes` for nytimes.com.
    pub sites: Vec<String>,
    /// The organisation it is a unit of.
    pub parent: Option<OrgId>,
    /// The file that lists it, without its ending: `labs`, `funds`, `media`.
    pub group: String,
}

/// The names that are known. A clone is cheap.
#[derive(Clone, Debug)]
pub struct Lexicon(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    orgs: Vec<Org>,
    /// By the folded name or alias.
    by_name: FxHashMap<String, OrgId>,
    /// By the folded word, with the names of its members.
    hypernyms: FxHashMap<String, Vec<String>>,
    /// Words that are written in several ways, each with all of them.
    variants: Vec<Vec<String>>,
    rules: Vec<Rule>,
    matcher: Matcher,
}

impl Lexicon {
    /// The one that is compiled in; built once.
    pub fn builtin() -> Self {
        static BUILTIN: LazyLock<Lexicon> = LazyLock::new(|| {
            let mut problems = Vec::new();
            let files = BUILT_IN.map(|(group, text)| load::load(group, text, &mut problems));
            build::build(&files, &mut problems)
        });
        BUILTIN.clone()
    }

    /// The built-in one with the `*.toml` files of `folder` on top, in the order of their names.
    ///
    /// What is wrong in a file is told and left out; everything else works on. An alias that begins with
    /// `-` takes that alias away. A folder that isn't there changes nothing.
    pub fn with_overrides(folder: &Path) -> (Self, Vec<Problem>) {
        let mut own = Vec::new();
        let mut problems = Vec::new();
        for (name, text) in own_files(folder, &mut problems) {
            own.push(load::load(&name, &text, &mut problems));
        }
        if own.is_empty() {
            return (Self::builtin(), problems);
        }
        let mut files: Vec<_> = BUILT_IN
            .iter()
            .map(|(group, text)| load::load(group, text, &mut Vec::new()))
            .collect();
        files.append(&mut own);
        let lexicon = build::build(&files, &mut problems);
        problems.sort();
        problems.dedup();
        (lexicon, problems)
    }

    /// The canonical name of `name`, which may be an alias, in any case.
    pub fn canonical(&self, name: &str) -> Option<&str> {
        self.find(name).map(|id| self.org(id).name.as_str())
    }

    /// The organisation that `name`, in any case, stands for.
    pub fn find(&self, name: &str) -> Option<OrgId> {
        self.0.by_name.get(&fold(name)).copied()
    }

    /// The other names of the organisation whose canonical name (or alias) is given.
    pub fn aliases(&self, canonical: &str) -> &[String] {
        self.find(canonical)
            .map_or(&[], |id| self.org(id).aliases.as_slice())
    }

    /// The canonical names of those that a word such as `hyperscaler` or `record labels` stands for.
    pub fn members_of_hypernym(&self, word: &str) -> &[String] {
        let folded = fold(word);
        let singular = folded.strip_suffix('s').unwrap_or(&folded);
        let found = self.0.hypernyms.get(&folded);
        found
            .or_else(|| self.0.hypernyms.get(singular))
            .map_or(&[], Vec::as_slice)
    }

    /// Every word that stands for several organisations, with the names of its members.
    pub fn hypernyms(&self) -> impl Iterator<Item = (&str, &[String])> {
        let all = self.0.hypernyms.iter();
        all.map(|(word, members)| (word.as_str(), members.as_slice()))
    }

    /// Words that are written in several ways (`data center`, `datacenter`), and abbreviations: all ways of each.
    pub fn variants(&self) -> &[Vec<String>] {
        &self.0.variants
    }

    /// Whether `name` is a word that is a name only beside certain others.
    pub fn needs_context(&self, name: &str) -> bool {
        let mut tokens = Vec::new();
        tokens::tokenize(name, 0, name.len(), &mut tokens);
        self.name_at(&tokens, 0)
            .is_some_and(|found| found.rule.is_some() && found.n_tokens == tokens.len())
    }

    /// Every organisation, in the order of the files.
    pub fn orgs(&self) -> &[Org] {
        &self.0.orgs
    }

    /// The organisation with this place in [`Lexicon::orgs`].
    pub fn org(&self, id: OrgId) -> &Org {
        static NOBODY: LazyLock<Org> = LazyLock::new(Org::default);
        self.0.orgs.get(id as usize).unwrap_or(&NOBODY)
    }

    /// What the tokens from `at` on name: the longest name that is known.
    pub fn name_at(&self, tokens: &[Token], at: usize) -> Option<Found> {
        self.0.matcher.longest_at(tokens, at)
    }

    /// Whether an article whose words `has` knows lets the rule's surface be a name.
    ///
    /// `has` is given the hashes of the words of one phrase.
    pub fn allows(&self, rule: RuleId, has: &mut dyn FnMut(&[u64]) -> bool) -> bool {
        self.0
            .rules
            .get(rule as usize)
            .is_none_or(|rule| rule.needs.is_empty() || rule.needs.iter().any(|words| has(words)))
    }

    /// Names, aliases and products that are in no list of what was `seen`: candidates for removal.
    pub fn never_seen<'a>(&'a self, seen: &[&str]) -> Vec<&'a str> {
        check::never_seen(&self.0.orgs, seen)
    }

    /// Every name, alias and product of the built-in files and of those in `folder`, where each stands.
    pub fn listed(folder: &Path) -> Vec<Listed> {
        let mut unheard = Vec::new();
        let mut files: Vec<_> = BUILT_IN
            .iter()
            .map(|(group, text)| (load::load(group, text, &mut unheard), false))
            .collect();
        for (name, text) in own_files(folder, &mut Vec::new()) {
            files.push((load::load(&name, &text, &mut Vec::new()), true));
        }
        files
            .iter()
            .flat_map(|(sections, is_own)| check::listed(sections, *is_own))
            .collect()
    }
}

/// The person's files, by name; what can't be read is a problem.
fn own_files(folder: &Path, problems: &mut Vec<Problem>) -> Vec<(String, String)> {
    let Ok(entries) = fs_err::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|suffix| suffix == "toml"))
        .collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let name = path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        match fs_err::read_to_string(&path) {
            Ok(text) => files.push((name, text)),
            Err(error) => problems.push(Problem {
                file: name,
                line: 1,
                text: format!("can't be read: {error}"),
            }),
        }
    }
    files
}

/// Lower case, curly apostrophes straight, white space single.
fn fold(name: &str) -> String {
    let lower = name.to_lowercase().replace('’', "'");
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
