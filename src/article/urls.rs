//! Links as they are kept: one spelling for one page.
//!
//! [`canonical`] strips what varies without changing the page (tracking parameters, fragments, default
//! ports, AMP forms) and refuses what is no link to a page. [`identity`] goes further and is only good
//! for telling whether two links name the same page. Nothing here opens a connection.

use url::Url;

/// The link of a page, tracking parameters stripped; `None` for what is no `http` or `https` link.
///
/// Scheme and host come out in lower case, without user names, default ports and fragments. `www.`
/// stays, because some hosts answer only with it.
pub fn canonical(text: &str) -> Option<String> {
    page(text).map(|url| url.to_string())
}

/// The link as a key: two links of one page have the same, whatever scheme, `www.` or closing slash.
pub fn identity(canonical: &str) -> String {
    let bare = canonical
        .split_once("://")
        .map_or(canonical, |(_, rest)| rest);
    let bare = ["www.", "m.", "mobile.", "amp."]
        .iter()
        .find_map(|prefix| bare.strip_prefix(prefix))
        .unwrap_or(bare);
    bare.trim_end_matches('/').to_owned()
}

/// The host of a link without `www.`: how a site is called that does not name itself.
pub fn site_of(text: &str) -> Option<String> {
    let url = page(text)?;
    let host = url.host_str()?.trim_end_matches('.');
    let host = ["www.", "amp."]
        .iter()
        .find_map(|prefix| host.strip_prefix(prefix))
        .unwrap_or(host);
    (!host.is_empty()).then(|| host.to_owned())
}

/// Whether two links are of one site: one host is the other, or a part of it (`news.example.com` of
/// `example.com`).
pub fn is_same_site(a: &str, b: &str) -> bool {
    let (Some(a), Some(b)) = (site_of(a), site_of(b)) else {
        return false;
    };
    let bare = |host: &str| {
        ["m.", "mobile."]
            .iter()
            .find_map(|prefix| host.strip_prefix(prefix))
            .unwrap_or(host)
            .to_owned()
    };
    let (a, b) = (bare(&a), bare(&b));
    a == b || a.ends_with(&format!(".{b}")) || b.ends_with(&format!(".{a}"))
}

/// Whether a text is meant as a link (and not a name or a sentence that holds one).
pub fn is_link(text: &str) -> bool {
    let text = text.trim();
    let has_scheme = ["http://", "https://"].iter().any(|scheme| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    has_scheme && !text.contains(char::is_whitespace)
}

/// A link that stands in a page, made whole by the link of the page itself.
pub fn joined(base: Option<&str>, link: &str) -> Option<String> {
    if is_link(link) {
        return canonical(link);
    }
    let base = Url::parse(base?).ok()?;
    canonical(base.join(link.trim()).ok()?.as_str())
}

fn page(text: &str) -> Option<Url> {
    /// Longer than any browser's address line; what is longer is data, not a link.
    const MAX_BYTES: usize = 4096;
    let text = text.trim();
    if text.len() > MAX_BYTES || !is_link(text) {
        return None;
    }
    let url = without_amp(Url::parse(text).ok()?);
    let is_page = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
    is_page.then(|| without_noise(url))
}

fn without_noise(mut url: Url) -> Url {
    url.set_fragment(None);
    // Both only fail for links without a host, which `page` has refused.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    let has_noise = url
        .query_pairs()
        .any(|(name, value)| is_tracking(&name, &value));
    if has_noise || url.query() == Some("") {
        let kept = url
            .query()
            .unwrap_or_default()
            .split('&')
            .filter(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                !pair.is_empty() && !is_tracking(name, value)
            })
            .collect::<Vec<_>>()
            .join("&");
        url.set_query((!kept.is_empty()).then_some(kept.as_str()));
    }
    url
}

/// Parameters that say how a reader came, never which page it is.
fn is_tracking(name: &str, value: &str) -> bool {
    const NAMES: [&str; 42] = [
        "fbclid",
        "gclid",
        "dclid",
        "gbraid",
        "wbraid",
        "msclkid",
        "twclid",
        "yclid",
        "ttclid",
        "igshid",
        "igsh",
        "mc_cid",
        "mc_eid",
        "mkt_tok",
        "_hsenc",
        "_hsmi",
        "hsctatracking",
        "ref",
        "ref_src",
        "ref_url",
        "referrer",
        "cmpid",
        "cmp",
        "ncid",
        "sr_share",
        "smid",
        "smtyp",
        "guccounter",
        "guce_referrer",
        "guce_referrer_sig",
        "soc_src",
        "soc_trk",
        "taid",
        "xtor",
        "ito",
        "spm",
        "_ga",
        "_gl",
        "ocid",
        "wt.mc_id",
        "at_medium",
        "at_campaign",
    ];
    let name = name.to_ascii_lowercase();
    let is_utm = name.starts_with("utm_") || name.starts_with("pk_") || name.starts_with("mtm_");
    let is_feed_mark =
        matches!(name.as_str(), "src" | "source") && value.eq_ignore_ascii_case("rss");
    is_utm || is_feed_mark || is_amp_mark(&name, value) || NAMES.contains(&name.as_str())
}

fn is_amp_mark(name: &str, value: &str) -> bool {
    match name {
        "amp" => matches!(value, "" | "1" | "true"),
        "outputtype" => value.eq_ignore_ascii_case("amp"),
        _ => false,
    }
}

/// Folds the forms of AMP that are sure: the two caches, and a path that ends with `/amp`.
fn without_amp(mut url: Url) -> Url {
    let host = url.host_str().unwrap_or_default();
    let is_viewer = host == "www.google.com" || host.ends_with(".cdn.ampproject.org");
    let inner = ["/amp/s/", "/c/s/", "/v/s/"]
        .iter()
        .find_map(|prefix| url.path().strip_prefix(prefix));
    if let Some(inner) = inner.filter(|_| is_viewer)
        && let Ok(page) = Url::parse(&format!("https://{inner}"))
    {
        url = page;
    }
    let shorter = url
        .path()
        .trim_end_matches('/')
        .strip_suffix("/amp")
        .filter(|path| !path.is_empty())
        .map(str::to_owned);
    if let Some(path) = shorter {
        url.set_path(&path);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_kept_without_what_varies() {
        let check = |link: &str, expected: &str| {
            assert_eq!(
                canonical(link).as_deref().unwrap_or("-"),
                expected,
                "{link}"
            );
        };
        check(
            " HTTPS://Example.COM:443/a/B?utm_source=x&id=7&fbclid=9#top ",
            "https://example.com/a/B?id=7",
        );
        check("http://user:secret@example.com/", "http://example.com/");
        check(
            "https://www.example.com/a/?src=rss",
            "https://www.example.com/a/",
        );
        check("https://example.com/a?src=3", "https://example.com/a?src=3");
        check(
            "https://example.com/news/one/amp/",
            "https://example.com/news/one",
        );
        check(
            "https://example.com/one?amp=1&b=c%20d",
            "https://example.com/one?b=c%20d",
        );
        check(
            "https://www.google.com/amp/s/example.com/one/amp",
            "https://example.com/one",
        );
        check("https://example.com/amp", "https://example.com/amp");
        check("mailto:a@example.com", "-");
        check("TechCrunch", "-");
        check("https://example.com/ and more", "-");
        check("https://", "-");
        check(&format!("https://example.com/{}", "a".repeat(9000)), "-");
    }

    #[test]
    fn a_site_is_the_host_without_www() {
        let check = |link: &str, expected: Option<&str>| {
            assert_eq!(site_of(link).as_deref(), expected, "{link}");
        };
        check("https://www.Example.com/a", Some("example.com"));
        check("https://blog.example.com:8080/", Some("blog.example.com"));
        check("example.com", None);
    }

    #[test]
    fn two_links_of_one_page_have_one_identity() {
        for other in [
            "http://example.com/a",
            "https://www.example.com/a/",
            "https://m.example.com/a",
        ] {
            assert_eq!(identity(other), "example.com/a");
        }
        assert_ne!(
            identity("https://example.com/a?p=1"),
            identity("https://example.com/a?p=2")
        );
    }

    #[test]
    fn hosts_of_one_site_are_told_from_others() {
        let check = |a: &str, b: &str, expected: bool| {
            let link = |host: &str| format!("https://{host}/x");
            assert_eq!(is_same_site(&link(a), &link(b)), expected, "{a} {b}");
        };
        check("www.e.example", "e.example", true);
        check("m.e.example", "www.e.example", true);
        check("news.e.example", "e.example", true);
        check("e.example:8080", "e.example", true);
        check("note.example", "e.example", false);
        check("e.example", "other.example", false);
    }

    #[test]
    fn a_link_in_a_page_is_made_whole() {
        assert_eq!(
            joined(Some("https://example.com/a/b"), "/c?utm_medium=x").as_deref(),
            Some("https://example.com/c")
        );
        assert_eq!(joined(None, "/c"), None);
    }
}
