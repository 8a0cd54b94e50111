//! Material of others on which tests and benches measure, where it is: not part of this repository.
//!
//! It lies in the folder that `NEWSDEX_DATA` names, else in `../shared/data` beside the repository. A test
//! that needs what isn't there says so and passes.

#![allow(
    dead_code,
    reason = "compiled into the library's tests, those of the program and the benches; each uses its part"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// A file or folder of the material; `None`, said aloud, where it isn't there.
pub(crate) fn data(name: &str) -> Option<PathBuf> {
    let path = place(name);
    let is_there = fs_err::metadata(&path).is_ok();
    if !is_there {
        // Written, not printed: the test harness keeps what a test that passes prints to itself.
        drop(writeln!(
            std::io::stderr(),
            "skipped: there is no {} (NEWSDEX_DATA names the folder)",
            path.display()
        ));
    }
    is_there.then_some(path)
}

/// Where a file or folder of the material would be.
pub(crate) fn place(name: &str) -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("NEWSDEX_DATA").map_or_else(beside, PathBuf::from);
    folder.join(name)
}
