//! The corpus of a bench: real news where it lies beside the repository, made-up news otherwise; as a
//! home of newsdex, as passages for the plain program, and as queries.

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;

use newsdex::analysis::function_words::is_function_word;
use newsdex::corpus::{self, Filed, Home};
use newsdex::enrich::{Limits, split};
use newsdex::index::days_since_epoch;

use super::data::place;
use super::generated::{self, Random};
use super::plain;

/// 51,428 articles in 205 MB; not part of the repository.
fn real() -> PathBuf {
    place("scale/news_51k.jsonl.zst")
}

/// Articles, filed and cut into passages.
pub struct Corpus {
    /// What it is.
    pub name: String,
    folder: PathBuf,
}

impl Corpus {
    /// What the arguments ask for: `--articles N` takes the first `N`, `--generated` makes them up.
    /// What was prepared before is taken as it is.
    pub fn prepare() -> Self {
        let n: usize = argument("--articles").unwrap_or(51_428);
        let is_real = !has("--generated") && real().is_file();
        let name = format!("{}-{n}", if is_real { "real" } else { "generated" });
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("bench")
            .join(&name);
        let corpus = Self { name, folder };
        if !corpus.folder.join("ready").is_file() {
            corpus.make(n, is_real);
        }
        corpus
    }

    fn make(&self, n: usize, is_real: bool) {
        eprintln!("preparing {} in {}", self.name, self.folder.display());
        drop(fs_err::remove_dir_all(&self.folder));
        fs_err::create_dir_all(&self.folder).expect("a folder");
        let source = self.folder.join("articles.jsonl");
        let mut out = BufWriter::new(fs_err::File::create(&source).expect("a file"));
        if is_real {
            let file = fs_err::File::open(real()).expect("the real corpus");
            let mut unpacked = zstd::Decoder::new(file).expect("zstd");
            unpacked.window_log_max(27).expect("a window");
            for line in BufReader::new(unpacked).split(b'\n').take(n) {
                out.write_all(&line.expect("a line")).expect("room");
                out.write_all(b"\n").expect("room");
            }
        } else {
            generated::write(n, &mut out).expect("room");
        }
        out.flush().expect("room");
        let mut add = self.newsdex();
        add.args(["add", "--quiet", "--no-index"]).arg(&source);
        // It ends with 4 where a few records are rejected.
        let status = add.status().expect("newsdex starts");
        assert!(
            matches!(status.code(), Some(0 | 4)),
            "newsdex add: {status}"
        );
        self.write_passages();
        fs_err::write(self.folder.join("ready"), "").expect("room");
    }

    /// `newsdex` on this corpus.
    pub fn newsdex(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_newsdex"));
        command.arg("--home").arg(self.home());
        command
    }

    /// The home of newsdex.
    pub fn home(&self) -> PathBuf {
        self.folder.join("home")
    }

    /// Where a bench's file of this name lies.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The passages as the plain program reads them.
    pub fn passages(&self) -> PathBuf {
        self.folder.join("passages.jsonl")
    }

    /// The folder of a plain index.
    pub fn plain(&self, analysis: plain::Analysis) -> PathBuf {
        self.folder.join(analysis.name())
    }

    /// Calls `take` with every article as filed.
    fn each(&self, take: &mut dyn FnMut(Filed)) {
        let home = Home::open(&self.home()).expect("a home");
        for file in corpus::list(&home).expect("files").files {
            corpus::read(&home, &file, &mut |filed| {
                take(filed);
                ControlFlow::Continue(())
            })
            .expect("articles");
        }
    }

    fn write_passages(&self) {
        let mut out = BufWriter::new(fs_err::File::create(self.passages()).expect("a file"));
        self.each(&mut |filed| {
            let article = filed.article;
            for passage in split(&article.body, &Limits::default()) {
                let passage = plain::Passage {
                    title: article.title.to_string(),
                    body: article.body[passage.span].to_owned(),
                    day: article.published.map(|p| days_since_epoch(p.day.first())),
                };
                serde_json::to_writer(&mut out, &passage).expect("room");
                out.write_all(b"\n").expect("room");
            }
        });
        out.flush().expect("room");
    }

    /// `n` queries of two to eight words that stand one after the other in a headline, function words
    /// left out: the same ones each time.
    pub fn queries(&self, n: usize) -> Vec<Vec<String>> {
        let mut headlines = Vec::new();
        self.each(&mut |filed| headlines.push(filed.article.title.to_string()));
        let mut random = Random::new(7);
        let mut queries = Vec::with_capacity(n);
        while queries.len() < n {
            let headline = &headlines[random.below(headlines.len())];
            let words: Vec<String> = headline
                .split_whitespace()
                .map(|word| {
                    word.trim_matches(|c: char| !c.is_alphanumeric())
                        .to_lowercase()
                })
                .filter(|word| word.len() > 1 && word.chars().all(char::is_alphanumeric))
                .filter(|word| !is_function_word(word))
                .collect();
            let wanted = 2 + random.below(7);
            if words.len() >= 2 {
                let length = wanted.min(words.len());
                let start = random.below(words.len() - length + 1);
                queries.push(words[start..start + length].to_vec());
            }
        }
        queries
    }
}

/// The number behind a flag on the command line.
pub fn argument(flag: &str) -> Option<usize> {
    text_argument(flag)?.parse().ok()
}

/// The value behind a flag on the command line.
pub fn text_argument(flag: &str) -> Option<String> {
    std::env::args()
        .skip_while(|argument| argument != flag)
        .nth(1)
}

/// Whether a flag is on the command line.
pub fn has(flag: &str) -> bool {
    std::env::args().any(|argument| argument == flag)
}
