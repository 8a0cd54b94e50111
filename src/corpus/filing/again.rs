//! Articles whose bytes are known already, read otherwise than before: by another cleaner (`reclean`), or
//! because the person now tells how (`add --map`, `--type`, `--as-of`).
//!
//! They are found by the bytes that they came from and keep their ids, so that nothing that cites them
//! breaks.

use super::{ContentHash, Dump, Filer, Kind, Look, Source, standing};
use crate::collect::{Batch, Incoming, Item};
use crate::corpus::CorpusError;
use crate::corpus::known::HeldContent;
use crate::corpus::standing::Kept;

impl Filer {
    /// Bytes that are filed already: the same, unless the person tells how they are to be read and that
    /// makes another article of them.
    pub(super) fn meet_same(
        &mut self,
        incoming: Incoming,
        source: &mut Source,
    ) -> Result<(), CorpusError> {
        let Some(held) = self.held.take() else {
            self.tally.same += 1;
            return Ok(());
        };
        let met = self.meet_told(incoming, source, &held);
        self.held = Some(held);
        met
    }

    fn meet_told(
        &mut self,
        mut incoming: Incoming,
        source: &mut Source,
        held: &HeldContent,
    ) -> Result<(), CorpusError> {
        if let Some(file) = held.file(&incoming) {
            let Some(standing) = self.standing(file)? else {
                self.keep_file(&Kept::Edited, file, &incoming);
                return Ok(());
            };
            return match standing.may_be_recleaned(&mut incoming) {
                Ok(()) => {
                    let original = self.keep(source)?;
                    self.renew_file(&standing, file, &incoming, original)?;
                    Ok(())
                }
                Err(_) if standing.was_filed_as(&incoming) => {
                    self.tally.same += 1;
                    Ok(())
                }
                Err(kept) => {
                    self.keep_file(&kept, file, &incoming);
                    Ok(())
                }
            };
        }
        if source.is_dump
            && held.record(&incoming).is_none()
            && let Some(id) = held.id_of_record(&self.home, incoming.received)?
        {
            incoming.article.id = id;
        }
        let is_read_otherwise = source.is_dump
            && self.known.file(&incoming.article.id).is_none()
            && held
                .record(&incoming)
                .is_some_and(|row| row.cleaned != standing::cleaned(&incoming));
        if is_read_otherwise {
            self.tally.changed += 1;
            return self.add_record(incoming, source);
        }
        self.tally.same += 1;
        Ok(())
    }

    /// What [`Filer::refile`] compares with.
    pub(in crate::corpus) fn held_content(&self) -> Result<HeldContent, CorpusError> {
        HeldContent::scan(&self.home, &self.known)
    }

    /// Cleans again: files one batch that was read from a kept original. Nothing becomes new by it,
    /// ids stay, and what a person edited stays.
    pub(in crate::corpus) fn refile(
        &mut self,
        batch: Batch,
        original: ContentHash,
        held: &HeldContent,
    ) -> Result<(), CorpusError> {
        if batch.is_dump && self.dump.is_none() {
            let mut dump = Dump::new(&batch.source);
            dump.set_original(original);
            self.dump = Some(dump);
        }
        for item in batch.items {
            if let Item::Article(incoming) = item {
                self.take_again(*incoming, original, held, batch.is_dump)?;
            }
        }
        if batch.is_dump && batch.is_last {
            self.finish_dump()?;
        }
        if self.queue.is_full() {
            self.flush()?;
        }
        Ok(())
    }

    fn take_again(
        &mut self,
        mut incoming: Incoming,
        original: ContentHash,
        held: &HeldContent,
        is_dump: bool,
    ) -> Result<(), CorpusError> {
        if let Some(file) = held.file(&incoming) {
            let Some(standing) = self.standing(file)? else {
                return Ok(());
            };
            match standing.may_be_recleaned(&mut incoming) {
                Ok(()) => self.renew_file(&standing, file, &incoming, original)?,
                // An edited file is no conflict here: the source has not changed.
                Err(_) => self.tally.same += 1,
            }
            return Ok(());
        }
        let id = &incoming.article.id;
        let Some(row) = held.record(&incoming).filter(|_| is_dump) else {
            return Ok(());
        };
        let is_hidden = self.known.file(id).is_some() || self.removed.contains(id.as_str());
        if is_hidden || row.cleaned == standing::cleaned(&incoming) {
            self.tally.same += 1;
            return Ok(());
        }
        let is_first = self.dump.as_mut().is_some_and(|dump| {
            matches!(
                dump.repeats().look(&mut incoming, Kind::Jsonl, true),
                Look::First
            )
        });
        if is_first {
            self.tally.changed += 1;
            self.add_record_of(&mut incoming, original)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;
    use std::path::Path;
    use std::time::Duration;

    use jiff::civil::date;

    use super::*;
    use crate::article::Article;
    use crate::collect::{self, Options};
    use crate::corpus::{self, Holder, Home};

    fn plain() -> Options {
        Options {
            kind: None,
            map: std::collections::BTreeMap::new(),
            as_of: None,
            today: date(2026, 11, 22),
        }
    }

    /// New, changed, same and conflicts.
    fn add(home: &Home, source: &Path, options: &Options) -> (u64, u64, u64, usize) {
        let holder = Holder {
            pid: 1,
            command: "newsdex add".to_owned(),
            started: "09:30".to_owned(),
        };
        let mut filer = Filer::open(home, &holder, Duration::ZERO, options).unwrap();
        let sources = [source.to_string_lossy().into_owned()];
        collect::collect(&sources, options, &mut std::io::empty(), &mut |batch| {
            filer.file(batch).unwrap();
            ControlFlow::Continue(())
        })
        .unwrap();
        let tally = filer.finish().unwrap();
        (tally.new, tally.changed, tally.same, tally.conflicts.len())
    }

    /// The articles of the newest file that holds any, with its path.
    fn newest(home: &Home) -> (String, Article) {
        let mut newest = None;
        let mut files = corpus::list(home).unwrap().files;
        files.sort_by(|a, b| b.precedence().cmp(&a.precedence()));
        for file in files {
            corpus::read(home, &file, &mut |filed| {
                newest = Some((file.path.clone(), filed.article));
                ControlFlow::Continue(())
            })
            .unwrap();
        }
        newest.unwrap()
    }

    #[test]
    fn another_map_makes_other_articles_of_the_same_bytes() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::create(&dir.path().join("home")).unwrap();
        let source = dir.path().join("a.csv");
        let text = "id,text,headline,kicker\n1,A body of some words.,One,Two\n";
        fs_err::write(&source, text).unwrap();
        assert_eq!(add(&home, &source, &plain()), (1, 0, 0, 0));
        assert_eq!(newest(&home).1.title.as_str(), "One");
        let mut mapped = plain();
        mapped.map.insert("title".to_owned(), "kicker".to_owned());
        assert_eq!(add(&home, &source, &mapped), (0, 1, 0, 0));
        assert_eq!(newest(&home).1.title.as_str(), "Two");
        assert_eq!(add(&home, &source, &mapped), (0, 0, 1, 0));
        assert_eq!(add(&home, &source, &plain()), (0, 0, 1, 0));
        assert_eq!(newest(&home).1.title.as_str(), "Two");
        // Another id would leave the first article behind.
        for (ours, theirs) in [("url", "link to"), ("id", "number")] {
            let text = "number,text,link to,headline\n7,Some other body.,https://e.com/1,Three\n";
            fs_err::write(&source, text).unwrap();
            let mut mapped = plain();
            mapped.map.insert(ours.to_owned(), theirs.to_owned());
            let n_new = u64::from(ours == "url");
            assert_eq!(add(&home, &source, &plain()), (n_new, 0, 1 - n_new, 0));
            let id = newest(&home).1.id;
            let (new, changed, same, _) = add(&home, &source, &mapped);
            assert_eq!((new, changed + same), (0, 1), "{ours}");
            assert_eq!(newest(&home).1.id, id);
            assert_eq!(newest(&home).1.url.is_some(), ours == "url");
        }
    }

    #[test]
    fn another_type_makes_another_article_of_the_same_file() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::create(&dir.path().join("home")).unwrap();
        let source = dir.path().join("a.txt");
        fs_err::write(&source, "Acme buys Roe\n\nAcme *said* so on 28 Apr.\n").unwrap();
        assert_eq!(add(&home, &source, &plain()), (1, 0, 0, 0));
        let (_, first) = newest(&home);
        let told = Options {
            kind: Some(Kind::Markdown),
            ..plain()
        };
        let dated = Options {
            as_of: Some(date(2020, 5, 1)),
            ..plain()
        };
        let (_, changed, same, conflicts) = add(&home, &source, &told);
        assert_eq!((changed + same, conflicts), (1, 0));
        assert_eq!(add(&home, &source, &told), (0, 0, 1, 0));
        assert_eq!(newest(&home).1.id, first.id);
        add(&home, &source, &dated);
        assert_eq!(add(&home, &source, &dated), (0, 0, 1, 0));
        // An edit is never overwritten, and reported only where the reading changes.
        let place = home.place(&newest(&home).0);
        let edited = fs_err::read_to_string(&place).unwrap() + "My remark.\n";
        fs_err::write(&place, &edited).unwrap();
        assert_eq!(add(&home, &source, &dated), (0, 0, 1, 0));
        let html = Options {
            kind: Some(Kind::Html),
            ..plain()
        };
        let (new, changed, _, _) = add(&home, &source, &html);
        assert_eq!((new, changed), (0, 0));
        assert_eq!(fs_err::read_to_string(&place).unwrap(), edited);
    }
}
