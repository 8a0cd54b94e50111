//! Why a page could not be fetched.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Why a page could not be fetched. Messages fit behind the link: "`https://…`: not there (404)".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The link, or what a redirect leads to, is none that is fetched.
    #[error("leads to `{url}`, which is no `http` or `https` page")]
    NoPage {
        /// What was met, without user name and password.
        url: String,
    },
    /// All addresses of the host are private ones.
    #[error("`{host}` is inside a private network; `--allow-private` fetches there as well")]
    Private {
        /// Name and port.
        host: String,
    },
    /// The host's `robots.txt` closes the page.
    #[error(
        "`robots.txt` of `{host}` closes it to programs; save the page in a browser and add the file"
    )]
    Robots {
        /// Name and port.
        host: String,
    },
    /// The host's `robots.txt` can't be read because of a fault of the server.
    #[error("`{host}` cannot show its `robots.txt`, so nothing is fetched from it for now")]
    RobotsUnread {
        /// Name and port.
        host: String,
    },
    /// The name is unknown.
    #[error("there is no host `{host}`")]
    NoHost {
        /// Name and port.
        host: String,
    },
    /// No connection.
    #[error("cannot reach `{host}`: {reason}")]
    Unreachable {
        /// Name and port.
        host: String,
        /// What the system says.
        reason: String,
    },
    /// The host can't show that it is who it says.
    #[error("the certificate of `{host}` is not valid: {reason}")]
    Certificate {
        /// Name and port.
        host: String,
        /// What is wrong.
        reason: String,
    },
    /// A cap on time was reached.
    #[error("`{host}` took too long: no {what} within {seconds} s")]
    TimeOut {
        /// Name and port.
        host: String,
        /// What did not come.
        what: &'static str,
        /// The cap.
        seconds: u64,
    },
    /// The cap on size was reached.
    #[error("larger than {megabytes} MB")]
    TooLarge {
        /// The cap.
        megabytes: usize,
    },
    /// A chain of redirects without end.
    #[error("redirected more than five times")]
    TooManyRedirects,
    /// The page is gone for good.
    #[error("gone for good (410)")]
    Gone,
    /// The host wants to be left alone for a time.
    #[error("`{host}` asks to come back after {}", moment(*until))]
    Later {
        /// Name and port.
        host: String,
        /// That long.
        until: Timestamp,
    },
    /// Any other answer than a page.
    #[error("{}", status_text(*status))]
    Status {
        /// Its number.
        status: u16,
    },
    /// The answer is no HTTP, or its body can't be unpacked.
    #[error("the answer is broken: {reason}")]
    Broken {
        /// What is wrong.
        reason: String,
    },
    /// The certificates to trust can't be read.
    #[error("the certificates to trust cannot be read: {reason}")]
    Roots {
        /// What is wrong.
        reason: String,
    },
}

impl FetchError {
    /// Whether the server stumbled, so that one more try at once is worth it.
    pub(super) fn is_fault_of_server(&self) -> bool {
        matches!(self, Self::Status { status } if matches!(status, 500 | 502..=504))
    }

    /// The moment before which the host does not want to be asked.
    pub fn later(&self) -> Option<Timestamp> {
        match self {
            Self::Later { until, .. } => Some(*until),
            _ => None,
        }
    }
}

fn status_text(status: u16) -> String {
    let text = match status {
        401 | 407 => "only for those who log in",
        402 => "only for those who pay",
        403 => "the server does not let us in",
        404 => "not there",
        451 => "closed for legal reasons",
        500..=599 => "a fault of the server",
        _ => "an answer without a page",
    };
    format!("{text} ({status})")
}

/// A moment as people read it, to the minute above and in UTC.
fn moment(timestamp: Timestamp) -> String {
    let time = TimeZone::UTC.to_datetime(timestamp);
    format!(
        "{} {:02}:{:02} UTC",
        time.date(),
        time.hour(),
        time.minute()
    )
}
