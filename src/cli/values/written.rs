//! Values that are written out, such as `256MB`, `90d` or `title=headline`, and read piece by piece.

use std::ops::Range;
use std::str::FromStr;

use newsdex::evaluate::metrics::{InvalidMetric, Metric};

/// A count of 1 or more.
pub(crate) fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|n| *n > 0)
        .ok_or_else(|| format!("`{text}` is no number from 1 on"))
}

/// An amount of memory: `256MB`, `1GB`, `1.5GiB`, or plain bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Size {
    /// Its bytes.
    pub(crate) bytes: u64,
}

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no size; write 256MB or 1GB");
        let text = text.trim();
        let end_of_number = text
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(text.len());
        let (number, unit) = text.split_at_checked(end_of_number).ok_or_else(wrong)?;
        let scale = match unit.trim().to_ascii_lowercase().as_str() {
            "" | "b" => 1.0,
            "k" | "kb" => 1e3,
            "m" | "mb" => 1e6,
            "g" | "gb" => 1e9,
            "t" | "tb" => 1e12,
            "kib" => 1024.0,
            "mib" => 1024.0 * 1024.0,
            "gib" => 1024.0 * 1024.0 * 1024.0,
            _ => return Err(wrong()),
        };
        let number: f64 = number.parse().map_err(|_| wrong())?;
        let bytes = number * scale;
        let is_possible = (1.0..1e18).contains(&bytes);
        if !is_possible {
            return Err(wrong());
        }
        Ok(Self {
            bytes: bytes as u64,
        })
    }
}

/// How much age counts: `off`, or the time in which an article loses half of its weight.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Recency {
    /// The half-life in days; `None` leaves age out.
    pub(crate) half_life_days: Option<f64>,
}

impl FromStr for Recency {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no half-life; write off, 30d, 8w, 6m or 1y");
        if text == "off" {
            return Ok(Self::default());
        }
        let unit = text.chars().next_back().ok_or_else(wrong)?;
        let days = match unit {
            'd' => 1.0,
            'w' => 7.0,
            'm' => 30.4375,
            'y' => 365.25,
            _ => return Err(wrong()),
        };
        let count: u16 = text
            .strip_suffix(unit)
            .and_then(|digits| digits.parse().ok())
            .filter(|count| *count > 0)
            .ok_or_else(wrong)?;
        Ok(Self {
            half_life_days: Some(f64::from(count) * days),
        })
    }
}

/// A number of seconds, also parts of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Seconds {
    /// As long as that.
    pub(crate) duration: std::time::Duration,
}

impl FromStr for Seconds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const MOST: f64 = 3600.0;
        let seconds = text.strip_suffix('s').unwrap_or(text).parse::<f64>().ok();
        seconds
            .filter(|seconds| (0.0..=MOST).contains(seconds))
            .map(|seconds| Self {
                duration: std::time::Duration::from_secs_f64(seconds),
            })
            .ok_or_else(|| format!("`{text}` is no number of seconds from 0 to 3600"))
    }
}

/// `title=headline`: a field of ours and the name that the records have for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mapping {
    /// The field of ours.
    pub(crate) field: String,
    /// Its name in the records.
    pub(crate) name: String,
}

impl Mapping {
    const FIELDS: [&str; 15] = [
        "id",
        "title",
        "headline",
        "body",
        "text",
        "content",
        "date",
        "published",
        "url",
        "link",
        "site",
        "source",
        "author",
        "language",
        "as_of",
    ];
}

impl FromStr for Mapping {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (field, name) = text
            .split_once('=')
            .map(|(field, name)| (field.trim(), name.trim()))
            .filter(|(_, name)| !name.is_empty())
            .ok_or_else(|| {
                format!("`{text}` maps nothing; write title=headline,date=published,body=text")
            })?;
        if !Self::FIELDS.contains(&field) {
            return Err(format!(
                "`{field}` is no field of an article; choose among id, title, body, date, url, site, author"
            ));
        }
        Ok(Self {
            field: field.to_owned(),
            name: name.to_owned(),
        })
    }
}

/// `ID` or `ID@START+LEN`: an article or some bytes of its body, read from the right because ids may
/// hold any character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cited {
    /// As typed: an article may be called so as a whole.
    pub(crate) whole: String,
    /// The id before `@START+LEN`, and the byte span of the body.
    pub(crate) passage: Option<(String, Range<usize>)>,
}

impl FromStr for Cited {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Err("an article id is empty".to_owned());
        }
        let passage = text.rsplit_once('@').and_then(|(id, span)| {
            let (start, len) = span.split_once('+')?;
            let number = |digits: &str| -> Option<usize> {
                let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
                is_number.then(|| digits.parse().ok()).flatten()
            };
            let start = number(start)?;
            let end = start.checked_add(number(len)?)?;
            (!id.is_empty()).then(|| (id.to_owned(), start..end))
        });
        Ok(Self {
            whole: text.to_owned(),
            passage,
        })
    }
}

/// `ndcg@10=0.6`: the least that a metric may be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Threshold {
    /// The metric.
    pub(crate) metric: Metric,
    /// Its least value.
    pub(crate) least: f64,
}

impl FromStr for Threshold {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no threshold; write ndcg@10=0.6");
        let (metric, least) = text.split_once('=').ok_or_else(wrong)?;
        let least: Option<f64> = least.trim().parse().ok();
        let least = least.filter(|least| (0.0..=1.0).contains(least));
        Ok(Self {
            metric: metric
                .parse()
                .map_err(|error: InvalidMetric| error.to_string())?,
            least: least.ok_or_else(wrong)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_a_number_and_a_unit() {
        let check = |text: &str, bytes: Option<u64>| {
            assert_eq!(
                text.parse::<Size>().ok().map(|size| size.bytes),
                bytes,
                "{text}"
            );
        };
        check("256MB", Some(256_000_000));
        check("1GB", Some(1_000_000_000));
        check("1.5 GiB", Some(1_610_612_736));
        check("4096", Some(4096));
        for wrong in [
            "",
            "MB",
            "0MB",
            "1XB",
            "-5MB",
            "1.2.3GB",
            "99999999999TB",
            "１MB",
        ] {
            check(wrong, None);
        }
    }

    #[test]
    fn seconds_may_have_parts() {
        let check = |text: &str, millis: Option<u128>| {
            let read = text.parse::<Seconds>().ok();
            assert_eq!(read.map(|read| read.duration.as_millis()), millis, "{text}");
        };
        check("0", Some(0));
        check("2", Some(2000));
        check("0.5s", Some(500));
        for wrong in ["", "-1", "NaN", "1e9", "soon"] {
            check(wrong, None);
        }
    }

    #[test]
    fn a_half_life_is_off_or_a_count_of_days_weeks_months_or_years() {
        let check = |text: &str, expected: Option<Option<f64>>| {
            let read = text.parse::<Recency>().ok();
            assert_eq!(
                read.map(|recency| recency.half_life_days),
                expected,
                "{text}"
            );
        };
        check("off", Some(None));
        check("30d", Some(Some(30.0)));
        check("2w", Some(Some(14.0)));
        check("1y", Some(Some(365.25)));
        for wrong in ["", "0d", "d", "-3d", "30", "30é"] {
            check(wrong, None);
        }
    }

    #[test]
    fn a_citation_is_read_from_the_right() {
        let check = |text: &str, id: &str, span: Option<Range<usize>>| {
            let cited: Cited = text.parse().unwrap();
            let expected = span.map(|span| (id.to_owned(), span));
            assert_eq!(cited.passage, expected, "{text}");
            assert_eq!(cited.whole, text);
        };
        check("k3f9@1204+312", "k3f9", Some(1204..1516));
        check("a@b@1+2", "a@b", Some(1..3));
        check("mail@host", "", None);
        check("@1+2", "", None);
        check("k3f9@1+99999999999999999999", "", None);
        check("k3f9@18446744073709551615+1", "", None);
        assert!(" ".parse::<Cited>().is_err());
    }

    #[test]
    fn a_mapping_names_a_field_of_ours_first() {
        assert!("title=headline".parse::<Mapping>().is_ok());
        for wrong in ["title", "title=", "words=text", "=", ""] {
            assert!(wrong.parse::<Mapping>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_threshold_is_a_metric_and_its_least_value() {
        let read: Threshold = "nDCG@10=0.6".parse().unwrap();
        assert_eq!(
            (read.metric.to_string(), read.least),
            ("ndcg@10".to_owned(), 0.6)
        );
        for wrong in ["ndcg@10", "ndcg@10=1.5", "=0.5", "fame=0.5", "ndcg@10=NaN"] {
            assert!(wrong.parse::<Threshold>().is_err(), "{wrong}");
        }
    }
}
