//! A panic is told like any other error: what happened, and what to type next.
//!
//! None is known to be reached from what people type. The engine trusts the bytes of its index, though:
//! a flipped bit may make it panic before any checksum is asked for.

use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook};
use std::sync::{Mutex, PoisonError};

use super::failure::Failure;

/// Runs a command; a panic in it, on whatever thread, becomes a [`Failure`].
pub(crate) fn guarded(run: impl FnOnce() -> Result<u8, Failure>) -> Result<u8, Failure> {
    set_hook(Box::new(remember));
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err(told(last().as_ref())))
}

/// Where a panic began, and its words.
struct Fault {
    file: String,
    line: u32,
    words: String,
}

/// The latest panic. Some of them end nothing: a page that breaks a parser costs that page only.
static LAST: Mutex<Option<Fault>> = Mutex::new(None);

fn remember(panic: &PanicHookInfo<'_>) {
    let fault = Fault {
        file: panic
            .location()
            .map_or_else(String::new, |place| place.file().to_owned()),
        line: panic.location().map_or(0, std::panic::Location::line),
        words: panic.payload_as_str().unwrap_or("no words").to_owned(),
    };
    *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some(fault);
}

fn last() -> Option<Fault> {
    LAST.lock().unwrap_or_else(PoisonError::into_inner).take()
}

fn told(fault: Option<&Fault>) -> Failure {
    let Some(fault) = fault else {
        return Failure::unusable("newsdex met a fault of its own", REPORT);
    };
    let is_foreign = ["/registry/", "/rustc/"]
        .iter()
        .any(|part| fault.file.contains(part));
    if is_foreign {
        return Failure::unusable(
            format!("the search engine gave up: {}", fault.words),
            "run `newsdex check`; a damaged index is built again with `newsdex index --rebuild`, and the corpus is not touched",
        );
    }
    Failure::unusable(
        format!(
            "newsdex met a fault of its own at {}:{}: {}",
            fault.file, fault.line, fault.words
        ),
        REPORT,
    )
}

/// What to do about a fault of ours.
const REPORT: &str =
    "please report what you typed and this message; nothing that was stored is lost";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_the_engine_is_told_apart_from_our_own() {
        let check = |file: &str, expected: &str| {
            let fault = Fault {
                file: file.into(),
                line: 7,
                words: "boo".into(),
            };
            let told = told(Some(&fault)).to_string();
            assert!(told.starts_with(expected), "{told}");
            assert!(told.contains("\nhint: "), "{told}");
        };
        check(
            "/x/registry/src/tantivy/a.rs",
            "error: the search engine gave up: boo",
        );
        check(
            "src/query/plan.rs",
            "error: newsdex met a fault of its own at src/query/plan.rs:7: boo",
        );
    }
}
