//! The feeds that are offered to begin with.

/// An OPML file of public feeds on the AI industry: labs, clouds, chips, newspapers, letters.
///
/// Each outline has a `description` that says what to expect of the feed. Nothing is fetched from it
/// before a person adds it.
pub const STARTER_FEEDS: &str = include_str!("starter.opml");

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use quick_xml::events::Event;

    use super::*;

    /// The attributes of every outline that names a feed.
    fn feeds() -> Vec<Vec<(String, String)>> {
        let mut reader = quick_xml::Reader::from_str(STARTER_FEEDS);
        let mut feeds = Vec::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => return feeds,
                Event::Empty(element) if element.name().as_ref() == "outline" => {
                    let attributes = element.attributes().map(|attribute| {
                        let attribute = attribute.unwrap();
                        let name = attribute.key.as_ref().to_owned();
                        let value = attribute
                            .normalized_value(quick_xml::XmlVersion::Explicit1_0)
                            .unwrap();
                        (name, value.into_owned())
                    });
                    feeds.push(attributes.collect());
                }
                _ => {}
            }
        }
    }

    #[test]
    fn the_feeds_to_begin_with_are_unique_secure_and_described() {
        let feeds = feeds();
        let mut urls = BTreeSet::new();
        for feed in &feeds {
            let value = |name: &str| {
                let found = feed.iter().find(|(key, _)| key == name);
                found.map_or("", |(_, value)| value.as_str())
            };
            let url = url::Url::parse(value("xmlUrl")).unwrap();
            assert_eq!(url.scheme(), "https", "{url}");
            assert!(urls.insert(url.to_string()), "twice: {url}");
            assert!(value("description").len() > 10, "no description: {url}");
            assert!(!value("text").is_empty(), "no name: {url}");
            assert_eq!(value("type"), "rss", "{url}");
        }
        assert!(urls.len() >= 25, "{}", urls.len());
    }
}
