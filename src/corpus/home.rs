//! The folder that holds `corpus/` and `index/`.
//!
//! A folder is a home when it holds `corpus/.newsdex/`. Which folder is meant is for the program to
//! say: nothing here reads the environment.

use std::path::{Path, PathBuf};

use super::CorpusError;

/// A folder that holds `corpus/` and `index/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    root: PathBuf,
}

impl Home {
    /// The nearest folder from `start` upwards that is a home.
    pub fn find(start: &Path) -> Option<Self> {
        let start = std::path::absolute(start).ok()?;
        start.ancestors().find(|dir| is_home(dir)).map(|dir| Self {
            root: dir.to_owned(),
        })
    }

    /// Opens `dir`, which must be a home.
    pub fn open(dir: &Path) -> Result<Self, CorpusError> {
        let no_home = || CorpusError::NoHome {
            dir: dir.to_owned(),
        };
        let root = std::path::absolute(dir).map_err(|_| no_home())?;
        if is_home(&root) {
            Ok(Self { root })
        } else {
            Err(no_home())
        }
    }

    /// Makes `dir` a home, and the folder itself where it is missing; a home stays as it is.
    pub fn create(dir: &Path) -> Result<Self, CorpusError> {
        let root = std::path::absolute(dir).map_err(|error| CorpusError::write(dir, error))?;
        let home = Self { root };
        let state = home.state();
        fs_err::create_dir_all(&state).map_err(|error| CorpusError::write(&state, error))?;
        let ignore = state.join(".gitignore");
        if !ignore.try_exists().unwrap_or(false) {
            super::files::write(&ignore, IGNORED_BY_GIT.as_bytes())?;
        }
        Ok(home)
    }

    /// The folder itself, absolute.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The articles.
    pub fn corpus(&self) -> PathBuf {
        self.root.join("corpus")
    }

    /// The index: disposable.
    pub fn index(&self) -> PathBuf {
        self.root.join("index")
    }

    /// The folder of the person's own lexicon files.
    pub fn lexicon(&self) -> PathBuf {
        self.root.join("lexicon")
    }

    /// What the program remembers and people don't edit. Feed and watch state lives here too.
    pub fn state(&self) -> PathBuf {
        self.corpus().join(".newsdex")
    }

    /// Where the dumps lie.
    pub fn collections(&self) -> PathBuf {
        self.corpus().join("collections")
    }

    /// The place on the disk of a path below the home that is written with `/`.
    pub fn place(&self, path: &str) -> PathBuf {
        let mut place = self.root.clone();
        place.extend(path.split('/'));
        place
    }
}

/// What a clone does not need: the lock is per machine, the lists of known ids are rebuilt.
const IGNORED_BY_GIT: &str = "lock\nknown/\n";

fn is_home(dir: &Path) -> bool {
    dir.join("corpus").join(".newsdex").is_dir()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_is_found_from_any_folder_below_it() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::create(&dir.path().join("news")).unwrap();
        let deep = home.corpus().join("2026").join("04");
        fs_err::create_dir_all(&deep).unwrap();
        assert_eq!(Home::find(&deep), Some(home.clone()));
        assert_eq!(Home::find(home.root()), Some(home.clone()));
        assert_eq!(Home::open(home.root()).unwrap(), home);
        assert_eq!(Home::find(dir.path()), None);
    }

    #[test]
    fn a_folder_without_a_corpus_is_refused_with_a_way_out() {
        let dir = tempfile::tempdir().unwrap();
        let error = Home::open(dir.path()).unwrap_err();
        assert!(error.to_string().contains("no newsdex home"));
        assert!(error.hint().unwrap().contains("--home"));
    }

    #[test]
    fn a_home_that_cannot_be_made_is_named() {
        let dir = tempfile::tempdir().unwrap();
        fs_err::write(dir.path().join("news"), "a file, no folder").unwrap();
        let error = Home::create(&dir.path().join("news")).unwrap_err();
        assert!(error.to_string().contains("news"), "{error}");
    }
}
