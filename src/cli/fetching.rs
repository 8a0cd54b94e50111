//! The flags of fetching, as the library wants them; the clock and the certificates to trust.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use newsdex::corpus::Home;
use newsdex::corpus::web;
use newsdex::fetch::{Clock, Fetcher, Limits, Options};

use super::args::Fetching;
use super::failure::Failure;

/// Names a file of certificates to trust instead of Mozilla's, as other programs read it too.
const CERTIFICATES: &str = "SSL_CERT_FILE";

/// The current moment.
#[expect(clippy::disallowed_methods, reason = "cli/ is where the clock is read")]
pub(crate) fn clock() -> Box<Clock> {
    Box::new(Timestamp::now)
}

/// What opens connections; `home` remembers its hosts.
pub(crate) fn fetcher<'c>(
    arguments: &Fetching,
    home: Option<&Home>,
    clock: &'c Clock,
) -> Result<Fetcher<'c>, Failure> {
    let whole = Duration::from_secs(arguments.timeout);
    let usual = Limits::default();
    let roots = std::env::var_os(CERTIFICATES)
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
        .map(|path| {
            fs_err::read(&path).map_err(|error| {
                Failure::usage(
                    format!("cannot read the certificates of `{CERTIFICATES}`: {error}"),
                    format!("unset `{CERTIFICATES}` to trust the usual ones"),
                )
            })
        })
        .transpose()?;
    let options = Options {
        delay: arguments.delay.duration,
        allow_private: arguments.allow_private,
        roots,
        limits: Limits {
            connect: usual.connect.min(whole),
            answer: usual.answer.min(whole),
            whole,
            ..usual
        },
    };
    let hosts = home.map(web::hosts).unwrap_or_default();
    Fetcher::new(options, hosts, clock).map_err(|error| {
        Failure::usage(
            error.to_string(),
            format!("`{CERTIFICATES}` must name a file of PEM certificates"),
        )
    })
}

/// Refuses what needs a connection where none may be opened.
pub(crate) fn refuse_offline(arguments: &Fetching, what: &str) -> Result<(), Failure> {
    if arguments.offline {
        return Err(Failure::usage(
            format!("{what}, and `--offline` forbids all connections"),
            "leave `--offline` out, or save the page and add the file",
        ));
    }
    Ok(())
}
