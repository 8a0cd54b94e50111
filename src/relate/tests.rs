//! The room from outside: made-up articles in, relations out.

mod figures;

use super::*;
use crate::analysis::stems::Stems;

/// A made-up article.
#[derive(Clone, Debug, Default)]
struct Made {
    id: &'static str,
    day: &'static str,
    site: &'static str,
    title: String,
    body: String,
    copy_of: CopyOf<'static>,
    story: StoryOf<'static>,
}

fn made(id: &'static str, day: &'static str, site: &'static str, title: &str, body: &str) -> Made {
    let (title, body) = (title.to_owned(), body.to_owned());
    Made {
        id,
        day,
        site,
        title,
        body,
        ..Made::default()
    }
}

/// Relates the articles; gives groups of copies and stories as ids.
fn related(articles: &[Made]) -> (Vec<Vec<&str>>, Vec<Vec<&str>>) {
    let relations = relations(articles);
    let id = |place: usize| articles[place].id;
    let copies = relations.copies.iter().map(|group| {
        let copies = group.copies.iter().map(|copy| id(copy.place));
        std::iter::once(id(group.original)).chain(copies).collect()
    });
    let stories = relations.stories.iter();
    let stories = stories.map(|story| {
        story
            .articles
            .iter()
            .map(|member| id(member.place))
            .collect()
    });
    (copies.collect(), stories.collect())
}

fn relations(articles: &[Made]) -> Relations {
    let mut stems = Stems::new();
    let sketches: Vec<Sketch> = articles
        .iter()
        .map(|made| {
            let site = Some(made.site).filter(|site| !site.is_empty());
            sketch(
                &Text {
                    title: &made.title,
                    body: &made.body,
                    site,
                },
                &mut stems,
            )
        })
        .collect();
    let entries: Vec<Entry<'_>> = articles.iter().zip(&sketches).map(entry).collect();
    relate(&entries)
}

fn entry<'a>((made, sketch): (&'a Made, &'a Sketch)) -> Entry<'a> {
    Entry {
        id: made.id,
        published: made.day.parse().ok(),
        site: Some(made.site).filter(|site| !site.is_empty()),
        sketch,
        companies: &[],
        copy_of: made.copy_of,
        story: made.story,
    }
}

/// Words that no other seed gives.
fn filler(seed: usize, n_words: usize) -> String {
    let syllables = ["ka", "lo", "mi", "ru", "te", "so", "va", "ne"];
    let word = |n: usize| {
        let mut rest = (seed * 7_919 + n * 104_729) % 32_768;
        let mut word = String::new();
        for _ in 0..5 {
            word.push_str(syllables[rest % 8]);
            rest /= 8;
        }
        word
    };
    (0..n_words).map(word).collect::<Vec<_>>().join(" ")
}

const MILL: &str = "The old flour mill at Brill was sold on Monday to Corvane, a maker of robots, for $12 million, \
    the miller Ada Merrow said. Corvane will put its Plover machines into the hall beside the river and keep \
    forty of the people who work there. The town council of Brill welcomed the sale. Neighbours had feared \
    that the building would be pulled down.";

#[test]
fn a_text_printed_again_is_a_copy_of_the_earliest() {
    let edited = MILL
        .replace("on Monday ", "")
        .replace("welcomed", "praised");
    let articles = [
        made(
            "b",
            "2026-03-03",
            "harbour.example",
            "Brill mill sold",
            &edited,
        ),
        made("c", "", "lantern.example", "Mill goes to Corvane", MILL),
        made(
            "a",
            "2026-03-02",
            "gazette.example",
            "Corvane buys a mill",
            MILL,
        ),
        made(
            "d",
            "2026-03-01",
            "gazette.example",
            "Weather",
            &filler(1, 80),
        ),
    ];
    assert_eq!(related(&articles).0, [["a", "b", "c"]]);
}

#[test]
fn a_text_cut_short_is_a_copy_under_its_headline_and_an_item_of_a_digest_is_none() {
    let long = format!("{MILL} {}", filler(2, 200));
    let cut = made(
        "cut",
        "2026-03-02",
        "x.example",
        "Corvane buys the mill at Brill",
        MILL,
    );
    let whole = made(
        "whole",
        "2026-03-01",
        "y.example",
        "Corvane buys the mill at Brill",
        &long,
    );
    assert_eq!(related(&[cut.clone(), whole.clone()]).0, [["whole", "cut"]]);
    let digest = Made {
        title: "Seven things that happened".to_owned(),
        ..whole
    };
    assert!(related(&[cut, digest]).0.is_empty());
}

#[test]
fn boilerplate_of_an_outlet_makes_no_copies() {
    let ids = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let articles: Vec<Made> = ids
        .iter()
        .enumerate()
        .map(|(n, id)| {
            let body = format!("{}. {MILL}", filler(n, 20));
            made(
                id,
                "2026-03-01",
                "gazette.example",
                &filler(n + 50, 5),
                &body,
            )
        })
        .collect();
    assert_eq!(related(&articles), (vec![], vec![]));
}

#[test]
fn recurring_titles_make_no_copies() {
    let issue = |id, n| {
        made(
            id,
            "2026-03-01",
            "x.example",
            "The week in mills",
            &filler(n, 90),
        )
    };
    assert!(
        related(&[issue("a", 1), issue("b", 2), issue("c", 3)])
            .0
            .is_empty()
    );
}

#[test]
fn a_person_overrides_what_was_found() {
    let article = |id, copy_of| Made {
        copy_of,
        ..made(id, "2026-03-01", "", "Mill", MILL)
    };
    let own = article("b", CopyOf::Nothing);
    assert!(related(&[article("a", CopyOf::Found), own]).0.is_empty());

    let other = |id, n, copy_of| Made {
        copy_of,
        ..made(id, "2026-03-01", "", "Mill", &filler(n, 50))
    };
    let told = [
        other("a", 1, CopyOf::Article("b")),
        other("b", 2, CopyOf::Found),
    ];
    assert_eq!(related(&told).0, [["b", "a"]]);
    let in_a_circle = [
        other("a", 1, CopyOf::Article("b")),
        other("b", 2, CopyOf::Article("a")),
    ];
    assert_eq!(related(&in_a_circle).0, [["a", "b"]]);
    // Three that name one another, and one that names a member of the circle.
    let in_a_wider_circle = [
        other("a", 1, CopyOf::Article("d")),
        other("b", 2, CopyOf::Article("c")),
        other("c", 3, CopyOf::Article("d")),
        other("d", 4, CopyOf::Article("b")),
    ];
    assert_eq!(related(&in_a_wider_circle).0, [["b", "a", "c", "d"]]);
    let unknown = [
        other("a", 1, CopyOf::Article("zz")),
        other("b", 2, CopyOf::Article("b")),
    ];
    assert!(related(&unknown).0.is_empty());
}

/// Two events that look alike, told by three outlets each, among other news.
fn two_sales() -> Vec<Made> {
    let mut articles = vec![
        made(
            "mill1",
            "2026-03-02",
            "x.example",
            "Corvane buys the mill at Brill",
            MILL,
        ),
        made(
            "mill2",
            "2026-03-03",
            "y.example",
            "Robot maker Corvane takes over Brill flour mill",
            "For years nobody wanted the mill. Now Corvane has paid Ada Merrow $12 million for it, and its \
             Plover machines move into the hall at Brill.",
        ),
        made(
            "mill3",
            "2026-03-03",
            "z.example",
            "Ada Merrow sells up in Brill",
            "In Brill the flour is ground. Owner Ada Merrow handed the keys to Corvane, whose Plover robots \
             need room. The price was said to be $12 million.",
        ),
        made(
            "forge1",
            "2026-03-02",
            "x.example",
            "Tandril buys the forge at Ostley",
            "The old forge at Ostley was sold on Monday to Tandril, a maker of robots, for $9 million, the \
             smith Jon Varley said. Tandril will put its Heron machines into the hall.",
        ),
        made(
            "forge2",
            "2026-03-04",
            "y.example",
            "Ostley forge goes to Tandril",
            "Smith Jon Varley has sold his forge. Robots of the type Heron will work there, says Tandril, \
             which paid Varley $9 million. In Ostley people are glad.",
        ),
    ];
    let ids = ["n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8"];
    let other = |(n, id): (usize, &&'static str)| {
        made(
            id,
            "2026-03-03",
            "x.example",
            &filler(n + 90, 6),
            &filler(n, 60),
        )
    };
    articles.extend(ids.iter().enumerate().map(other));
    articles
}

#[test]
fn articles_of_one_event_are_a_story_and_a_look_alike_is_another() {
    let expected = [vec!["mill1", "mill2", "mill3"], vec!["forge1", "forge2"]];
    let articles = two_sales();
    let mut found = related(&articles).1;
    found.sort_by_key(|story| std::cmp::Reverse(story.len()));
    assert_eq!(found, expected);
}

#[test]
fn a_story_says_which_words_hold_it_together() {
    let articles = two_sales();
    let relations = relations(&articles);
    let largest = relations
        .stories
        .iter()
        .max_by_key(|story| story.articles.len())
        .unwrap();
    let first = &articles[largest.articles[0].place];
    let text = Text {
        title: &first.title,
        body: &first.body,
        site: None,
    };
    let words = spell(&largest.words, &text, &mut Stems::new());
    assert!(words.iter().any(|word| word == "Corvane"), "{words:?}");
    assert!(
        largest
            .articles
            .iter()
            .all(|member| member.nearest.is_some())
    );
}

#[test]
fn months_apart_is_another_story() {
    let mut articles = two_sales();
    articles[0].day = "2025-09-02";
    let stories = related(&articles).1;
    assert!(
        stories.iter().all(|story| !story.contains(&"mill1")),
        "{stories:?}"
    );
}

#[test]
fn copies_follow_their_original_into_its_story() {
    let mut articles = two_sales();
    articles.push(made("again", "2026-03-09", "w.example", "Mill sold", MILL));
    let stories = related(&articles).1;
    assert!(
        stories.contains(&vec!["mill1", "again", "mill2", "mill3"]),
        "{stories:?}"
    );
}

#[test]
fn a_named_story_holds_who_names_it() {
    let mut articles = two_sales();
    articles[5].story = StoryOf::Named("mills");
    articles[0].story = StoryOf::Named("mills");
    articles[1].story = StoryOf::Nothing;
    let stories = related(&articles).1;
    assert!(
        stories
            .iter()
            .any(|story| story.contains(&"mill1") && story.contains(&"n1"))
    );
    assert!(
        stories.iter().all(|story| !story.contains(&"mill2")),
        "{stories:?}"
    );
}

#[test]
fn the_nearest_article_is_of_the_same_event() {
    let articles = two_sales();
    let mut stems = Stems::new();
    let sketches: Vec<Sketch> = articles
        .iter()
        .map(|made| {
            sketch(
                &Text {
                    title: &made.title,
                    body: &made.body,
                    site: None,
                },
                &mut stems,
            )
        })
        .collect();
    let entries: Vec<Entry<'_>> = articles.iter().zip(&sketches).map(entry).collect();
    let nearest = like(&entries, 3, 2);
    assert_eq!(
        nearest.first().map(|near| articles[near.place].id),
        Some("forge2")
    );
    assert!(like(&entries, 99, 2).is_empty());
}

#[test]
fn nothing_and_empty_articles_relate_to_nothing() {
    assert_eq!(related(&[]), (vec![], vec![]));
    let empty = |id| made(id, "2026", "x.example", "", "");
    assert_eq!(
        related(&[empty("a"), empty("b"), empty("c")]),
        (vec![], vec![])
    );
}

#[test]
fn a_giant_set_of_one_text_ends_soon() {
    let ids: Vec<&'static str> = (0..3_000).map(|n| &*format!("{n:05}").leak()).collect();
    let articles: Vec<Made> = ids
        .iter()
        .map(|id| made(id, "2026-03-01", "", "Mill", MILL))
        .collect();
    let copies = related(&articles).0;
    assert_eq!((copies.len(), copies[0].len()), (1, 3_000));
}

/// What was found, in a form that does not depend on places.
fn in_ids(articles: &[Made]) -> Vec<String> {
    let relations = relations(articles);
    let id = |place: usize| articles[place].id;
    let copies = relations.copies.iter().map(|group| {
        let copies: Vec<_> = group
            .copies
            .iter()
            .map(|copy| (id(copy.place), copy.share))
            .collect();
        format!("{} {copies:?}", id(group.original))
    });
    let stories = relations.stories.iter().map(|story| {
        let members = story.articles.iter();
        let members: Vec<_> = members
            .map(|member| (id(member.place), member.nearest.map(id), member.likeness))
            .collect();
        format!(
            "{:?} {members:?} {:?} {}",
            story.name, story.words, story.likeness
        )
    });
    copies.chain(stories).collect()
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(24))]

    #[test]
    fn the_order_in_which_articles_come_does_not_matter(
        keys in proptest::collection::vec(0_u32.., 16),
        days in proptest::collection::vec(0_usize..4, 16),
    ) {
        let mut articles = two_sales();
        let ids = ["c1", "c2", "c3"];
        articles.extend(ids.map(|id| made(id, "", "w.example", "Corvane buys the mill", MILL)));
        for (article, day) in articles.iter_mut().zip(&days) {
            article.day = ["", "2026", "2026-03-02", "2026-03-05"][*day];
        }
        let expected = in_ids(&articles);
        let mut shuffled: Vec<(u32, Made)> = keys.into_iter().zip(articles).collect();
        shuffled.sort_by_key(|(key, _)| *key);
        let shuffled: Vec<Made> = shuffled.into_iter().map(|(_, made)| made).collect();
        assert_eq!(in_ids(&shuffled), expected);
    }
}
