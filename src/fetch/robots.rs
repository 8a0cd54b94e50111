//! `robots.txt` as RFC 9309 reads it: which paths of a host are closed to us.
//!
//! Only the rules for our name are kept (else those for `*`). Matching is by bytes, `*` and `$` as in
//! the RFC, the longest rule wins, and of equal ones the one that allows. Any bytes are read; what is no
//! rule is skipped, and reading ends at a cap.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What is read of a file at most, as the RFC asks for at least.
pub(crate) const MAX_BYTES: usize = 500 << 10;

/// Rules and lengths beyond this are not news.
const MAX_RULES: usize = 5000;
const MAX_PATTERN_BYTES: usize = 2000;

/// The rules of a host for us.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    rules: Vec<Rule>,
    /// Seconds between two requests, as the host wishes; its own wish, not part of the RFC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    crawl_delay: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Rule {
    is_allowed: bool,
    pattern: String,
}

impl Rules {
    /// Reads a file for the crawler `name`.
    pub fn read(bytes: &[u8], name: &str) -> Self {
        // A rule that is cut would close more than it says.
        let whole_lines = bytes.get(..MAX_BYTES).map(|start| {
            let end = start.iter().rposition(|byte| *byte == b'\n');
            start.get(..end.unwrap_or_default()).unwrap_or_default()
        });
        let text = String::from_utf8_lossy(whole_lines.unwrap_or(bytes));
        let (mut own, mut general) = (None, Self::default());
        // Names that follow each other share the rules behind them.
        let (mut is_own, mut is_general, mut is_in_names) = (false, false, false);
        for line in text.trim_start_matches('\u{feff}').split(['\n', '\r']) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if !is_in_names {
                    (is_own, is_general) = (false, false);
                }
                is_in_names = true;
                is_own |= is_name(value, name);
                is_general |= value == "*";
                if is_own {
                    own.get_or_insert_with(Self::default);
                }
                continue;
            }
            if !matches!(key.as_str(), "allow" | "disallow" | "crawl-delay") {
                continue;
            }
            is_in_names = false;
            if is_own && let Some(own) = &mut own {
                own.take(&key, value);
            }
            if is_general {
                general.take(&key, value);
            }
        }
        own.unwrap_or(general)
    }

    fn take(&mut self, key: &str, value: &str) {
        if key == "crawl-delay" {
            let seconds = value.parse::<f64>().ok().filter(|delay| *delay >= 0.0);
            self.crawl_delay = seconds.map(|delay| delay.ceil().min(1e6) as u32);
            return;
        }
        // An empty rule closes nothing.
        let is_rule = !value.is_empty() && value.len() <= MAX_PATTERN_BYTES;
        if is_rule && self.rules.len() < MAX_RULES {
            self.rules.push(Rule {
                is_allowed: key == "allow",
                pattern: even(value),
            });
        }
    }

    /// Whether a path, with its query, may be asked for.
    pub fn allow(&self, path: &str) -> bool {
        let path = even(path);
        if path == "/robots.txt" {
            return true;
        }
        let best = self
            .rules
            .iter()
            .filter(|rule| matches(rule.pattern.as_bytes(), path.as_bytes()))
            .max_by_key(|rule| (rule.pattern.len(), rule.is_allowed));
        best.is_none_or(|rule| rule.is_allowed)
    }

    /// How long the host wishes us to wait between two requests.
    pub fn delay(&self) -> Duration {
        Duration::from_secs(self.crawl_delay.unwrap_or_default().into())
    }
}

/// `newsdex` and `newsdex/2.0` name the crawler `newsdex`.
fn is_name(value: &str, name: &str) -> bool {
    let product: String = value
        .chars()
        .take_while(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '_'))
        .collect();
    product.eq_ignore_ascii_case(name)
}

/// One spelling for one path: percent signs before capitals, what needs none without them.
fn even(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, behind @ ..] = rest {
        rest = behind;
        if *first == b'%'
            && let [high, low, after @ ..] = behind
            && let (Some(high), Some(low)) = (
                char::from(*high).to_digit(16),
                char::from(*low).to_digit(16),
            )
        {
            rest = after;
            push(
                u8::try_from(high * 16 + low).unwrap_or(b'?'),
                true,
                &mut out,
            );
        } else {
            push(*first, false, &mut out);
        }
    }
    out
}

fn push(byte: u8, was_escaped: bool, out: &mut String) {
    let is_plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let is_left = !was_escaped && (0x21..0x7f).contains(&byte);
    if is_plain || is_left {
        out.push(char::from(byte));
    } else {
        out.push('%');
        for digit in [byte >> 4, byte & 15] {
            let digit = char::from_digit(digit.into(), 16).unwrap_or('0');
            out.push(digit.to_ascii_uppercase());
        }
    }
}

/// Whether a pattern with `*` and a closing `$` matches the beginning of a path. Goes back to the last
/// star only, so that the work is at most one length times the other.
fn matches(pattern: &[u8], path: &[u8]) -> bool {
    let (pattern, is_whole) = match pattern.split_last() {
        Some((b'$', before)) => (before, true),
        _ => (pattern, false),
    };
    let (mut at, mut in_path) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    loop {
        match pattern.get(at) {
            None if !is_whole || in_path == path.len() => return true,
            Some(b'*') => {
                star = Some((at + 1, in_path));
                at += 1;
                continue;
            }
            Some(byte) if path.get(in_path) == Some(byte) => {
                at += 1;
                in_path += 1;
                continue;
            }
            _ => {}
        }
        match star {
            Some((behind, from)) if from < path.len() => {
                star = Some((behind, from + 1));
                (at, in_path) = (behind, from + 1);
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rule_wins() {
        let check = |rules: &str, path: &str, expected: bool| {
            let text = format!("User-agent: *\n{rules}");
            let rules = Rules::read(text.as_bytes(), "newsdex");
            assert_eq!(rules.allow(path), expected, "{text} {path}");
        };
        check("", "/a", true);
        check("Disallow:", "/a", true);
        check("Disallow: /", "/a", false);
        check("Disallow: /", "/robots.txt", true);
        check("Disallow: /a\nAllow: /a/b", "/a/b/c", true);
        check("Allow: /a/b\nDisallow: /a", "/a/c", false);
        check("Allow: /a\nDisallow: /a", "/a", true);
        check("Disallow: /*.pdf$", "/x/y.pdf", false);
        check("Disallow: /*.pdf$", "/x/y.pdf?z", true);
        check("Disallow: /*?print=", "/a?print=1", false);
        check("Disallow: /caf%c3%a9", "/café", false);
        check("Disallow: /caf\u{e9}", "/caf%C3%A9", false);
        check("Disallow: /a # all of a", "/a/b", false);
        check("disallow : /a", "/a", false);
        check("Nonsense\n\u{0}\n:::\nDisallow: /a", "/a", false);
    }

    #[test]
    fn rules_for_our_name_come_before_those_for_all() {
        let text = "User-agent: *\nDisallow: /\n\nUser-agent: Other\nUser-agent: NewsDex/1.0\nDisallow: /private\nCrawl-delay: 2.5\n\nSitemap: https://e.example/s.xml\nUser-agent: third\nDisallow: /c";
        let rules = Rules::read(text.as_bytes(), "newsdex");
        assert!(rules.allow("/a") && !rules.allow("/private/x") && rules.allow("/c"));
        assert_eq!(rules.delay(), Duration::from_secs(3));
        assert!(!Rules::read(text.as_bytes(), "news").allow("/a"));
        let own_is_empty = "User-agent: newsdex\n\nUser-agent: *\nDisallow: /";
        // No rule stands between the names, so both share what follows.
        assert!(!Rules::read(own_is_empty.as_bytes(), "newsdex").allow("/a"));
    }

    #[test]
    fn patterns_that_are_bombs_cost_little() {
        let text = format!(
            "User-agent: *\n{}",
            format!("Disallow: /{}b\n", "a*".repeat(900)).repeat(1000)
        );
        let rules = Rules::read(text.as_bytes(), "newsdex");
        assert!(rules.allow(&format!("/{}", "a".repeat(4000))));
        Rules::read(&vec![0xff; 100_000], "newsdex");
    }
}
