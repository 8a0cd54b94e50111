//! The one place that opens connections: a page by its link, politely and safely.
//!
//! A link goes in, bytes come out, or that nothing changed, or a typed reason. One request at a time
//! goes to a host, with a pause after it; `robots.txt` is asked first; redirects are followed five times,
//! each looked at like a link of its own; only public addresses are connected to ([`guard`]); size and
//! time have caps. Nothing here knows what the bytes mean or writes to the disk: what should be
//! remembered of hosts is handed in and out. The clock is the program's.

mod errors;
mod guard;
mod hosts;
mod reply;
mod robots;

use std::time::Duration;

use jiff::Timestamp;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::transport::DefaultConnector;
use url::Url;

pub use errors::FetchError;
pub use hosts::Robots;
pub use robots::Rules;

use crate::corpus::web::{HostState, Hosts, Validators};
use guard::Guarded;
use hosts::{Gate, Gates};
use reply::{Extent, Reply};

/// What the program is called by the hosts it asks, and in their `robots.txt`.
const NAME: &str = "newsdex";

/// Redirects that are followed.
const MAX_REDIRECTS: usize = 5;
/// The longest wish of a host for pauses that is granted; a longer one leaves no day for the rest.
const MAX_CRAWL_DELAY: Duration = Duration::from_secs(10);
/// The longest pause for which a run waits; past that the host is left to a later run.
const MAX_WAIT: Duration = Duration::from_secs(15);
/// The pause before the one second try after a fault of the server, at least.
const RETRY_PAUSE: Duration = Duration::from_millis(500);

/// The current moment, as the program tells it.
pub type Clock = dyn Fn() -> Timestamp + Send + Sync;

/// How to fetch.
#[derive(Clone, Debug)]
pub struct Options {
    /// Pause between two requests to a host.
    pub delay: Duration,
    /// Whether addresses inside private networks may be connected to.
    pub allow_private: bool,
    /// Certificates (PEM) to trust instead of the usual ones.
    pub roots: Option<Vec<u8>>,
    /// Caps on size and time.
    pub limits: Limits,
}

/// Caps on what one page may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a page, unpacked.
    pub max_body_bytes: usize,
    /// From the name to an open connection.
    pub connect: Duration,
    /// From the request to the head of the answer.
    pub answer: Duration,
    /// All of a request, the body included.
    pub whole: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_body_bytes: 20 << 20,
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(20),
            whole: Duration::from_mins(1),
        }
    }
}

/// What an answer comes to.
#[derive(Clone, Debug)]
pub enum Fetched {
    /// The page.
    Page(Page),
    /// It is still of the version that was named.
    Unchanged,
}

/// A page as received.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it was found in the end.
    pub url: String,
    /// Whether every redirect on the way there said that it is for good.
    pub has_moved: bool,
    /// Its bytes, unpacked.
    pub bytes: Vec<u8>,
    /// The encoding that the server claims.
    pub charset: Option<String>,
    /// The version, in the words of the server.
    pub version: Validators,
}

/// Fetches pages; may be shared by threads.
pub struct Fetcher<'c> {
    agent: Agent,
    gates: Gates,
    options: Options,
    clock: &'c Clock,
}

impl<'c> Fetcher<'c> {
    /// A fetcher that remembers `hosts` from earlier runs.
    pub fn new(
        options: Options,
        hosts: Hosts<Robots>,
        clock: &'c Clock,
    ) -> Result<Self, FetchError> {
        let limits = options.limits;
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // A proxy would look up names itself, out of the guard's sight.
            .proxy(None)
            .user_agent(user_agent())
            .tls_config(tls(options.roots.as_deref())?)
            .timeout_resolve(Some(limits.connect))
            .timeout_connect(Some(limits.connect))
            .timeout_recv_response(Some(limits.answer))
            .timeout_global(Some(limits.whole))
            .build();
        let guarded = Guarded::new(options.allow_private);
        Ok(Self {
            agent: Agent::with_parts(config, DefaultConnector::default(), guarded),
            gates: Gates::new(hosts),
            options,
            clock,
        })
    }

    /// Fetches a page, unless it is still of `version`.
    pub fn get(&self, link: &str, version: &Validators) -> Result<Fetched, FetchError> {
        let mut url = page_url(link)?;
        let mut has_moved = true;
        for _ in 0..=MAX_REDIRECTS {
            let reply = self.ask_at_gate(&url, version)?;
            match reply {
                Reply::Page(mut page) => {
                    page.url = url.to_string();
                    page.has_moved = has_moved && url.as_str() != link;
                    return Ok(Fetched::Page(page));
                }
                Reply::Unchanged => return Ok(Fetched::Unchanged),
                Reply::Elsewhere { to, is_for_good } => {
                    has_moved &= is_for_good;
                    url = page_url(&to)?;
                }
            }
        }
        Err(FetchError::TooManyRedirects)
    }

    /// What should be remembered of the hosts.
    pub fn hosts(&self) -> Hosts<Robots> {
        self.gates.remembered((self.clock)())
    }

    /// One request, when the host's turn has come.
    fn ask_at_gate(&self, url: &Url, version: &Validators) -> Result<Reply, FetchError> {
        let gate = self.gates.of(url);
        self.learn_robots(url, &gate)?;
        let mut host = gate.entered();
        let_in(url, &host)?;
        let whole = Extent::Whole(self.options.limits.max_body_bytes);
        let reply = self.ask(url, version, whole, &mut host);
        match reply {
            Err(error) if error.is_fault_of_server() => {
                std::thread::sleep(RETRY_PAUSE);
                self.ask(url, version, whole, &mut host)
            }
            reply => reply,
        }
    }

    /// Asks for `robots.txt` where it is not known (any more).
    fn learn_robots(&self, url: &Url, gate: &Gate) -> Result<(), FetchError> {
        let _learning = gate.learning();
        let now = (self.clock)();
        let is_known = matches!(&gate.entered().robots, Some((until, _)) if *until > now);
        if !is_known {
            let robots = self.robots(url)?;
            gate.entered().robots = Some((robots.counts_until(now), robots));
        }
        Ok(())
    }

    /// Reads `robots.txt`, each host on the way there in its turn: what is not there closes nothing, what
    /// can't be read closes all for now.
    fn robots(&self, url: &Url) -> Result<Robots, FetchError> {
        let mut at = url.clone();
        at.set_path("/robots.txt");
        at.set_query(None);
        for _ in 0..=MAX_REDIRECTS {
            let gate = self.gates.of(&at);
            let start = Extent::Start(robots::MAX_BYTES);
            let reply = self.ask(&at, &Validators::default(), start, &mut gate.entered());
            match reply {
                Ok(Reply::Page(page)) => {
                    return Ok(Robots::Rules(Rules::read(&page.bytes, NAME)));
                }
                Ok(Reply::Elsewhere { to, .. }) => at = page_url(&to)?,
                Ok(Reply::Unchanged) | Err(FetchError::Gone) => break,
                Err(FetchError::Status { status, .. }) if (400..500).contains(&status) => break,
                Err(FetchError::Status { .. } | FetchError::Broken { .. }) => {
                    return Ok(Robots::Closed);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Robots::Rules(Rules::default()))
    }

    /// One request, after the pause that the host is due.
    fn ask(
        &self,
        url: &Url,
        version: &Validators,
        extent: Extent,
        host: &mut HostState<Robots>,
    ) -> Result<Reply, FetchError> {
        self.wait(url, host)?;
        let answer = reply::ask(&self.agent, url, version, extent, &self.options.limits);
        let now = (self.clock)();
        let wished = match &host.robots {
            Some((_, Robots::Rules(rules))) => rules.delay().min(MAX_CRAWL_DELAY),
            _ => Duration::ZERO,
        };
        host.not_before = now.checked_add(self.options.delay.max(wished)).ok();
        answer.map_err(|refused| {
            let later = refused.retry_after(now);
            if let Some(later) = later {
                host.not_before = Some(later);
            }
            refused.into_error(url, later)
        })
    }

    fn wait(&self, url: &Url, host: &HostState<Robots>) -> Result<(), FetchError> {
        let Some(until) = host.not_before else {
            return Ok(());
        };
        let wait = (self.clock)().duration_until(until);
        let Ok(wait) = Duration::try_from(wait) else {
            return Ok(()); // it has passed
        };
        if wait > MAX_WAIT.max(self.options.delay) {
            let host = hosts::name(url);
            return Err(FetchError::Later { host, until });
        }
        std::thread::sleep(wait);
        Ok(())
    }
}

/// Whether what is known of `robots.txt` lets us in.
fn let_in(url: &Url, host: &HostState<Robots>) -> Result<(), FetchError> {
    match &host.robots {
        Some((_, Robots::Closed)) => Err(FetchError::RobotsUnread {
            host: hosts::name(url),
        }),
        Some((_, Robots::Rules(rules))) if !rules.allow(&path_of(url)) => Err(FetchError::Robots {
            host: hosts::name(url),
        }),
        _ => Ok(()),
    }
}

/// A link that may be asked for, without what is not sent: user name, password, fragment.
fn page_url(link: &str) -> Result<Url, FetchError> {
    let no_page = || FetchError::NoPage {
        url: without_secrets(link),
    };
    let mut url = Url::parse(link).map_err(|_| no_page())?;
    let is_page = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
    if !is_page {
        return Err(no_page());
    }
    url.set_fragment(None);
    // Both only fail for links without a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    Ok(url)
}

/// A link that can't be read, as far as it can be shown.
fn without_secrets(link: &str) -> String {
    const MAX_CHARS: usize = 200;
    let slashes = ['/', '\\'];
    let is_scheme = |text: &&str| text.chars().all(|c| c.is_ascii_alphanumeric());
    let scheme = link.split_once(':').map(|(scheme, _)| scheme);
    let start = scheme.filter(is_scheme).map_or(0, |it| it.len() + 1);
    let behind = link.get(start..).unwrap_or_default();
    let (scheme, rest) = if behind.starts_with(slashes) {
        link.split_at(link.len() - behind.trim_start_matches(slashes).len())
    } else {
        ("", link)
    };
    // Only what stands before the path can hold a name and a password, and a password may hold an `@`.
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let shown = format!("{scheme}{host}{path}");
    shown.chars().take(MAX_CHARS).collect()
}

fn path_of(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

fn user_agent() -> String {
    let version = env!("CARGO_PKG_VERSION");
    match env!("CARGO_PKG_REPOSITORY") {
        "" => format!("{NAME}/{version}"),
        project => format!("{NAME}/{version} (+{project})"),
    }
}

fn tls(roots: Option<&[u8]>) -> Result<TlsConfig, FetchError> {
    let Some(pem) = roots else {
        return Ok(TlsConfig::default());
    };
    let mut certificates = Vec::new();
    for item in ureq::tls::parse_pem(pem) {
        let no_roots = |error: ureq::Error| FetchError::Roots {
            reason: error.to_string(),
        };
        if let ureq::tls::PemItem::Certificate(certificate) = item.map_err(no_roots)? {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() {
        let reason = "it holds no certificate".to_owned();
        return Err(FetchError::Roots { reason });
    }
    Ok(TlsConfig::builder()
        .root_certs(RootCerts::new_with_certs(&certificates as &[Certificate]))
        .build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_are_asked_for_and_no_secrets_are_sent() {
        let check = |link: &str, expected: &str| {
            let found = page_url(link).map_or_else(|error| error.to_string(), Into::into);
            assert_eq!(found, expected, "{link}");
        };
        check("https://u:p@e.example/a?b#c", "https://e.example/a?b");
        let no_page = "leads to `file:///etc/passwd`, which is no `http` or `https` page";
        check("file:///etc/passwd", no_page);
        for link in [
            "ftp://e.example/",
            "gopher://x",
            "data:text/html,x",
            "javascript:1",
            "//x",
        ] {
            assert!(page_url(link).is_err(), "{link}");
        }
    }

    /// A password with an `@` in it was shown in part, and a path with one took the place of the host.
    #[test]
    fn a_link_is_shown_whole_but_for_name_and_password() {
        let check = |link: &str, expected: &str| assert_eq!(without_secrets(link), expected);
        check("ftp://u:p@e.example/", "ftp://e.example/");
        check("ftp://u:p@ss@e.example/", "ftp://e.example/");
        check("ftp://u:p@e.example", "ftp://e.example");
        check("ftp://u:p@e.example?a=b@c#d@e", "ftp://e.example?a=b@c#d@e");
        check("ftp://h/@user", "ftp://h/@user");
        check("ftp://h#@user", "ftp://h#@user");
        check("//u:p@h/a", "//h/a");
        check("http:/u:p@h:99999/", "http:/h:99999/");
        check("u:p@h/a//b@c", "h/a//b@c");
        check("", "");
    }
}
