//! One request over the wire, and what its answer comes to.

use std::io::{self, Read as _};
use std::time::Duration;

use jiff::Timestamp;
use ureq::Agent;
use ureq::http::{HeaderMap, Response};
use url::Url;

use super::errors::FetchError;
use super::guard::REFUSED;
use super::{Limits, Page, hosts};
use crate::corpus::web::Validators;

/// Longest wish to be left alone that is granted.
const MAX_RETRY_AFTER: Duration = Duration::from_hours(7 * 24);
/// How long a host is left alone that asks for it without saying how long.
const USUAL_RETRY_AFTER: Duration = Duration::from_mins(5);
/// Longest words by which a server may know a version.
const MAX_VALIDATOR_BYTES: usize = 512;

/// How much of a body is read, in bytes, unpacked.
#[derive(Clone, Copy)]
pub(super) enum Extent {
    /// All of it; a larger one is refused.
    Whole(usize),
    /// Its beginning; what comes behind counts for nothing.
    Start(usize),
}

/// What an answer comes to.
pub(super) enum Reply {
    Page(Page),
    Unchanged,
    Elsewhere { to: String, is_for_good: bool },
}

/// Why there is none of these.
pub(super) enum Refused {
    /// Another status, with `Retry-After`.
    Status(u16, Option<String>),
    /// No answer, or a broken one.
    Failed(ureq::Error, Limits),
    TooLarge(usize),
    /// A redirect to nowhere.
    Nowhere(String),
}

/// Sends one request and reads the answer.
pub(super) fn ask(
    agent: &Agent,
    url: &Url,
    version: &Validators,
    extent: Extent,
    limits: &Limits,
) -> Result<Reply, Refused> {
    let mut request = agent.get(url.as_str()).header("Accept", ACCEPT);
    if let Some(etag) = &version.etag {
        request = request.header("If-None-Match", etag);
    }
    if let Some(day) = &version.last_modified {
        request = request.header("If-Modified-Since", day);
    }
    let response = request
        .call()
        .map_err(|error| Refused::Failed(error, *limits))?;
    let status = response.status().as_u16();
    let header = |name: &str| text_of(response.headers(), name);
    match status {
        200..=203 => page(response, extent, limits),
        304 if !version.is_empty() => Ok(Reply::Unchanged),
        301 | 302 | 303 | 307 | 308 => {
            let target = header("location").unwrap_or_default();
            let to = url.join(&target).map_err(|_| Refused::Nowhere(target))?;
            Ok(Reply::Elsewhere {
                to: to.into(),
                is_for_good: matches!(status, 301 | 308),
            })
        }
        _ => Err(Refused::Status(status, header("retry-after"))),
    }
}

const ACCEPT: &str = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, \
                      application/feed+json, application/xml;q=0.9, */*;q=0.5";

fn page(
    mut response: Response<ureq::Body>,
    extent: Extent,
    limits: &Limits,
) -> Result<Reply, Refused> {
    let headers = response.headers();
    let kind = text_of(headers, "content-type").unwrap_or_default();
    let version = Validators {
        etag: validator(headers, "etag"),
        last_modified: validator(headers, "last-modified"),
    };
    let mut bytes = Vec::new();
    let n_wanted = match extent {
        // One more tells that there is more.
        Extent::Whole(cap) => cap as u64 + 1,
        Extent::Start(n_bytes) => n_bytes as u64,
    };
    let read = response
        .body_mut()
        .as_reader()
        .take(n_wanted)
        .read_to_end(&mut bytes);
    read.map_err(|error| Refused::Failed(inner(error), *limits))?;
    if let Extent::Whole(cap) = extent
        && bytes.len() > cap
    {
        return Err(Refused::TooLarge(cap));
    }
    Ok(Reply::Page(Page {
        url: String::new(),
        has_moved: false,
        bytes,
        charset: charset(&kind),
        version,
    }))
}

/// The client's own error inside one of input.
fn inner(error: io::Error) -> ureq::Error {
    ureq::Error::from(error)
}

fn text_of(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?;
    // Some servers write UTF-8 into `Location`.
    let text = String::from_utf8_lossy(value.as_bytes());
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn validator(headers: &HeaderMap, name: &str) -> Option<String> {
    let is_sendable = |text: &String| {
        text.len() <= MAX_VALIDATOR_BYTES && text.bytes().all(|byte| (0x20..0x7f).contains(&byte))
    };
    text_of(headers, name).filter(is_sendable)
}

fn charset(content_type: &str) -> Option<String> {
    let lower = content_type.to_ascii_lowercase();
    let (_, label) = lower.split_once("charset=")?;
    let label: String = label
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c))
        .collect();
    (!label.is_empty()).then_some(label)
}

impl Refused {
    /// The moment before which the host does not want to be asked.
    pub(super) fn retry_after(&self, now: Timestamp) -> Option<Timestamp> {
        let Self::Status(status, wish) = self else {
            return None;
        };
        let wait = match (status, wish) {
            (429 | 503, Some(wish)) => wait_for(wish, now).unwrap_or(USUAL_RETRY_AFTER),
            (429, None) => USUAL_RETRY_AFTER,
            _ => return None,
        };
        now.checked_add(wait.min(MAX_RETRY_AFTER)).ok()
    }

    pub(super) fn into_error(self, url: &Url, later: Option<Timestamp>) -> FetchError {
        let host = hosts::name(url);
        match self {
            Self::Status(..) if let Some(until) = later => FetchError::Later { host, until },
            Self::Status(410, _) => FetchError::Gone,
            Self::Status(status, _) => FetchError::Status { status },
            Self::TooLarge(cap) => FetchError::TooLarge {
                megabytes: cap >> 20,
            },
            Self::Nowhere(target) => FetchError::NoPage {
                url: super::without_secrets(&target),
            },
            Self::Failed(error, limits) => failed(&error, host, &limits),
        }
    }
}

/// Seconds, or a moment.
fn wait_for(wish: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = wish.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = jiff::fmt::rfc2822::parse(wish).ok()?.timestamp();
    Duration::try_from(now.duration_until(until)).ok()
}

fn failed(error: &ureq::Error, host: String, limits: &Limits) -> FetchError {
    use ureq::Timeout;
    let text = error.to_string();
    match error {
        ureq::Error::Timeout(reason) => {
            let (what, cap) = match reason {
                Timeout::Resolve | Timeout::Connect => ("connection", limits.connect),
                Timeout::RecvResponse => ("answer", limits.answer),
                _ => ("complete page", limits.whole),
            };
            FetchError::TimeOut {
                host,
                what,
                seconds: cap.as_secs(),
            }
        }
        ureq::Error::HostNotFound => FetchError::NoHost { host },
        _ if text.contains(REFUSED) => FetchError::Private { host },
        _ if text.contains("failed to lookup address") => FetchError::NoHost { host },
        _ if text.contains("certificate") => FetchError::Certificate {
            host,
            reason: certificate_fault(&text),
        },
        ureq::Error::Io(error) => FetchError::Unreachable {
            host,
            reason: plain(error),
        },
        ureq::Error::ConnectionFailed => FetchError::Unreachable {
            host,
            reason: "no connection".to_owned(),
        },
        _ => FetchError::Broken { reason: text },
    }
}

fn certificate_fault(text: &str) -> String {
    if text.contains("NotValidForName") || text.contains("not valid for name") {
        return "it is of another name".to_owned();
    }
    let faults = [
        ("Expired", "it has expired"),
        ("expired", "it has expired"),
        ("UnknownIssuer", "nobody who is trusted has signed it"),
        ("NotValidYet", "it is not valid yet"),
    ];
    faults
        .iter()
        .find(|(mark, _)| text.contains(mark))
        .map_or_else(|| text.to_owned(), |(_, fault)| (*fault).to_owned())
}

/// What the system says, without its number.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_to_be_left_alone_is_granted_up_to_a_week() {
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let check = |status: u16, wish: Option<&str>, expected: Option<&str>| {
            let refused = Refused::Status(status, wish.map(str::to_owned));
            let expected = expected.map(|text| text.parse().unwrap());
            assert_eq!(refused.retry_after(now), expected, "{status} {wish:?}");
        };
        check(429, Some("120"), Some("2026-11-22T10:02:00Z"));
        check(503, Some("120"), Some("2026-11-22T10:02:00Z"));
        let day = "Sun, 22 Nov 2026 11:00:00 GMT";
        check(429, Some(day), Some("2026-11-22T11:00:00Z"));
        check(429, Some("soon"), Some("2026-11-22T10:05:00Z"));
        check(429, Some("-5"), Some("2026-11-22T10:05:00Z"));
        check(429, None, Some("2026-11-22T10:05:00Z"));
        check(429, Some("99999999999"), Some("2026-11-29T10:00:00Z"));
        check(503, None, None);
        check(500, Some("120"), None);
    }

    #[test]
    fn the_encoding_is_read_from_the_content_type() {
        let check = |kind: &str, expected: Option<&str>| {
            assert_eq!(charset(kind).as_deref(), expected, "{kind}");
        };
        check(
            "text/html; charset=\"Windows-1252\"; x",
            Some("windows-1252"),
        );
        check("text/html;Charset=utf-8", Some("utf-8"));
        check("text/html", None);
        check("text/html; charset=", None);
    }
}
