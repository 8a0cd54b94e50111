//! The work behind [`collect`](super::collect): many small files at once, dumps record by record.
//!
//! Articles are read in parallel and handed on in the order of their sources. Memory stays bounded: at
//! most one group of files or one group of records is held.

use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

use super::name::Origin;
use super::open::{changed_on, pipe};
use super::readers::{
    Dump, Whole, next_group, nothing_in, original_of, read_whole, record_items, rejected,
};
use super::{Batch, Item, Options, Original, Sink};

/// Threads whose stack holds the deepest tree that the guards let through, made once.
///
/// With the usual 2 MB the extractors end the whole program on deep pages, and no code can catch that.
pub(crate) fn pool() -> Result<&'static ThreadPool, &'static ThreadPoolBuildError> {
    const STACK_BYTES: usize = 64 << 20;
    static POOL: LazyLock<Result<ThreadPool, ThreadPoolBuildError>> = LazyLock::new(|| {
        ThreadPoolBuilder::new()
            .stack_size(STACK_BYTES)
            .thread_name(|n| format!("collect-{n}"))
            .build()
    });
    POOL.as_ref()
}

/// Takes sources one by one and hands batches on.
pub(crate) struct Intake<'a> {
    pool: &'static ThreadPool,
    options: &'a Options,
    sink: Sink<'a>,
    waiting: Vec<Waiting>,
    n_waiting_bytes: u64,
}

/// A file that will be read with others.
struct Waiting {
    source: String,
    path: PathBuf,
    from_folder: bool,
}

/// Files that are read at once.
const MAX_GROUP_FILES: usize = 64;
const MAX_GROUP_BYTES: u64 = 16 << 20;

impl<'a> Intake<'a> {
    pub(crate) fn new(pool: &'static ThreadPool, options: &'a Options, sink: Sink<'a>) -> Self {
        Self {
            pool,
            options,
            sink,
            waiting: Vec::new(),
            n_waiting_bytes: 0,
        }
    }

    /// Takes a file.
    pub(crate) fn file(
        &mut self,
        source: String,
        path: PathBuf,
        from_folder: bool,
    ) -> ControlFlow<()> {
        let metadata = fs_err::metadata(&path);
        if metadata.as_ref().is_ok_and(|metadata| !metadata.is_file()) {
            return self.pipe_file(&source, &path);
        }
        // A compressed file may unpack to the cap, so it is never read beside many others.
        let is_packed = path
            .extension()
            .is_some_and(|suffix| suffix == "gz" || suffix == "zst");
        let n_bytes = metadata.map_or(0, |metadata| metadata.len());
        self.n_waiting_bytes += if is_packed {
            MAX_GROUP_BYTES / 4
        } else {
            n_bytes
        };
        self.waiting.push(Waiting {
            source,
            path,
            from_folder,
        });
        if self.waiting.len() >= MAX_GROUP_FILES || self.n_waiting_bytes >= MAX_GROUP_BYTES {
            return self.flush();
        }
        ControlFlow::Continue(())
    }

    /// Takes a stream that can be read only once.
    pub(crate) fn stream(&mut self, source: &str, stream: &mut dyn Read) -> ControlFlow<()> {
        self.flush()?;
        match pipe(stream) {
            Ok(piped) => self.original(source, piped.original.clone()),
            Err(reason) => self.reject(source, reason, false),
        }
    }

    /// Takes what was received already.
    pub(crate) fn original(&mut self, source: &str, original: Original) -> ControlFlow<()> {
        let origin = self.origin(source, None);
        let pool = self.pool;
        match pool.install(|| read_whole(&origin, Ok(original), self.options, false)) {
            Whole::Batch(batch) => (self.sink)(*batch),
            Whole::Dump(dump) => self.dump(&origin, dump, false),
        }
    }

    /// Hands on what is read already.
    pub(crate) fn batches(&mut self, batches: Vec<Batch>) -> ControlFlow<()> {
        self.flush()?;
        batches.into_iter().try_for_each(|batch| (self.sink)(batch))
    }

    /// Reports a source that could not be taken in.
    pub(crate) fn reject(
        &mut self,
        source: &str,
        reason: String,
        from_folder: bool,
    ) -> ControlFlow<()> {
        self.flush()?;
        (self.sink)(rejected(source, reason, from_folder))
    }

    /// Reads what waits.
    pub(crate) fn flush(&mut self) -> ControlFlow<()> {
        let waiting = std::mem::take(&mut self.waiting);
        self.n_waiting_bytes = 0;
        let origins: Vec<Origin> = waiting
            .iter()
            .map(|file| self.origin(&file.source, Some(&file.path)))
            .collect();
        let options = self.options;
        let read: Vec<Whole> = self.pool.install(|| {
            waiting
                .par_iter()
                .zip(&origins)
                .map(|(file, origin)| {
                    let original = original_of(&file.path);
                    read_whole(origin, original, options, file.from_folder)
                })
                .collect()
        });
        for ((whole, file), origin) in read.into_iter().zip(&waiting).zip(&origins) {
            match whole {
                Whole::Batch(batch) => (self.sink)(*batch)?,
                Whole::Dump(dump) => self.dump(origin, dump, file.from_folder)?,
            }
        }
        ControlFlow::Continue(())
    }

    fn origin(&self, source: &str, path: Option<&Path>) -> Origin {
        let changed = || {
            path.and_then(changed_on)
                .filter(|day| *day <= self.options.today)
        };
        Origin {
            source: source.to_owned(),
            as_of: self.options.as_of.or_else(changed),
            today: self.options.today,
        }
    }

    /// A pipe that was named like a file, as shells do for `<(…)`.
    fn pipe_file(&mut self, source: &str, path: &Path) -> ControlFlow<()> {
        match fs_err::File::open(path) {
            Ok(mut file) => self.stream(source, &mut file),
            Err(error) => {
                let reason = format!("cannot read it: {}", super::source::plain_cause(&error));
                self.reject(source, reason, false)
            }
        }
    }

    /// Reads a dump, a group of records at a time.
    fn dump(&mut self, origin: &Origin, dump: Dump, from_folder: bool) -> ControlFlow<()> {
        let Dump {
            original,
            kind,
            mut cutter,
            header,
        } = dump;
        let options = self.options;
        let mut is_empty = true;
        loop {
            let (pieces, is_last) = next_group(cutter.as_mut());
            is_empty &= pieces.is_empty();
            let mut items: Vec<Item> = self.pool.install(|| {
                pieces
                    .into_par_iter()
                    .flat_map_iter(|piece| record_items(piece, header.as_ref(), origin, options))
                    .collect()
            });
            if is_last && is_empty {
                items = vec![nothing_in(&origin.source)];
            }
            (self.sink)(Batch {
                source: origin.source.clone(),
                kind,
                original: original.clone(),
                is_dump: true,
                from_folder,
                is_last,
                web: None,
                items,
            })?;
            if is_last {
                return ControlFlow::Continue(());
            }
        }
    }
}
