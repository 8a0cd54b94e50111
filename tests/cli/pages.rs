//! `search` over a corpus large enough to be ranked in steps: pages, filters, days and outlets in plain words.

use crate::support::TestHome;

/// Many articles that all hold the words, the more often the higher their number, of two outlets and of
/// the months of one year.
fn large() -> TestHome {
    let home = TestHome::new();
    let line = |n: usize| {
        let (site, host) = [("The Ledger", "theledger"), ("Substrate", "substrate")][n % 2];
        let (cloud, chips) = ("cloud ".repeat(1 + n % 7), "chips ".repeat(1 + n % 5));
        let text = format!(
            "Firm x{n} signed a {cloud}deal. The firm buys {chips}from number y{}.\n\nNothing else was said about it by firm x{n}.",
            n * 7919 % 400
        );
        let article = serde_json::json!({
            "id": format!("a{n:03}"),
            "title": format!("Item x{n}"),
            "text": text,
            "date": format!("2025-{:02}-11", 1 + n % 12),
            "site": site,
            "url": format!("https://{host}.example/{n}"),
        });
        format!("{article}\n")
    };
    let lines: String = (0..400).map(line).collect();
    home.run(["add", home.write("large.jsonl", lines).to_str().unwrap()])
        .expect_code(0);
    home
}

fn ids(home: &TestHome, arguments: &[&str]) -> Vec<String> {
    let all = ["search", "--no-sync", "--format", "ids"];
    let ran = home.run(all.iter().chain(arguments));
    ran.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn pages_are_slices_of_one_list() {
    let home = large();
    for query in ["cloud deal", "chips from firm", "cloud chips 2025"] {
        let whole = ids(&home, &[query, "-n", "400"]);
        assert_eq!(whole.len(), 400, "{query}");
        for (n, offset) in [("1", 0), ("10", 0), ("10", 20), ("30", 90), ("7", 393)] {
            let page = ids(&home, &[query, "-n", n, "--offset", &offset.to_string()]);
            let end = (offset + n.parse::<usize>().unwrap()).min(whole.len());
            assert_eq!(page, whole[offset..end], "{query} -n {n} --offset {offset}");
        }
        let answer = home.search_json(&[query, "-n", "400", "--explain"]);
        let hits = answer["hits"].as_array().unwrap();
        let scores: Vec<f64> = hits
            .iter()
            .map(|hit| hit["score"].as_f64().unwrap())
            .collect();
        assert!(scores.is_sorted_by(|a, b| a >= b), "{query}");
        for (hit, score) in hits.iter().zip(scores) {
            let parts = hit["explain"].as_array().unwrap();
            let sum: f64 = parts
                .iter()
                .map(|part| part["value"].as_f64().unwrap())
                .sum();
            assert!((sum - score).abs() < 1e-3, "{hit}");
        }
    }
}

#[test]
fn a_filter_that_admits_all_changes_nothing() {
    let home = large();
    for query in ["cloud-chips deal", "firm-7 chips", "cloud.deal signed"] {
        let plain = ids(&home, &[query, "-n", "400"]);
        for filter in ["since:1900", "-zzzqq", "until:2099"] {
            assert_eq!(
                ids(&home, &[query, filter, "-n", "400"]),
                plain,
                "{query} {filter}"
            );
        }
        assert_eq!(ids(&home, &[query, "--since", "1900", "-n", "400"]), plain);
    }
}

#[test]
fn articles_of_the_days_and_the_outlet_that_were_named_come_first() {
    let home = large();
    let check = |query: &[&str], wish: &str, path: &str, begins: &str| {
        let mut arguments = vec!["-n", "10", "--explain"];
        arguments.extend(query);
        let answer = home.search_json(&arguments);
        let planned = answer["query"]["planned"].as_str().unwrap();
        assert!(planned.contains(wish), "{planned}");
        for hit in answer["hits"].as_array().unwrap() {
            let value = hit["article"][path].as_str().unwrap();
            assert!(value.starts_with(begins), "{query:?}: {hit}");
        }
    };
    let march = "wish(date:2025-03-01..2025-03-31)";
    check(&["cloud deal march 2025"], march, "published", "2025-03");
    check(&["cloud deal in march 2025"], march, "published", "2025-03");
    check(
        &["cloud deal march 2025", "--since", "2025"],
        march,
        "published",
        "2025-03",
    );
    let since = "wish(date:2025-11-01..)";
    check(
        &["cloud deal since november 2025"],
        since,
        "published",
        "2025-1",
    );
    let day = "wish(date:2025-05-11)";
    check(&["cloud deal 11 may 2025"], day, "published", "2025-05-11");
    check(
        &["ledger cloud deal"],
        "wish(site:ledger)",
        "site",
        "The Ledger",
    );
    check(
        &["substrate cloud deal"],
        "wish(site:substrate)",
        "site",
        "Substrate",
    );
}

#[test]
fn by_day_the_passage_that_matches_is_shown_however_far_down_it_stands() {
    let home = TestHome::new();
    let mut body = String::new();
    for n in 0..300 {
        body += &format!("Sentence {n} of this long report says nothing of note. ").repeat(12);
        body += "\n\n";
    }
    body += "Heliora leases the quuxium mine.\n";
    home.run([
        "add",
        home.write("long.md", format!("# A long report\n\n{body}"))
            .to_str()
            .unwrap(),
    ])
    .expect_code(0);
    for sort in ["relevance", "newest"] {
        let answer = home.search_json(&["quuxium", "--sort", sort]);
        let passage = &answer["hits"][0]["passages"][0];
        let text = passage["text"].as_str().unwrap();
        assert!(text.contains("quuxium"), "{sort}: {text}");
        assert_eq!(passage["marks"].as_array().unwrap().len(), 1, "{sort}");
    }
}

/// Twelve articles of each of three outlets and two of a fourth, all of which hold the same words.
fn outlets() -> TestHome {
    let home = TestHome::new();
    let sites = ["nytimes.com", "theverge.com", "Wired"];
    let line = |n: usize| {
        let site = if n < 36 {
            sites[n % sites.len()]
        } else {
            "research.example"
        };
        let article = serde_json::json!({
            "id": format!("o{n:02}"),
            "title": format!("Item x{n}"),
            "text": format!("The {}research on cloud deals goes on at firm x{n}.", "new research and ".repeat(4)),
            "date": "2025-03-11",
            "site": site,
        });
        format!("{article}\n")
    };
    let lines: String = (0..38).map(line).collect();
    home.run(["add", home.write("outlets.jsonl", lines).to_str().unwrap()])
        .expect_code(0);
    home
}

#[test]
fn outlets_are_found_under_all_their_names() {
    let home = outlets();
    for (query, site) in [
        ("nyt cloud deals", "nytimes.com"),
        ("cloud deals new york times", "nytimes.com"),
        ("The New York Times: cloud deals", "nytimes.com"),
        ("verge cloud deals", "theverge.com"),
        ("wired cloud deals", "Wired"),
    ] {
        let answer = home.search_json(&["--no-sync", query]);
        let hits = answer["hits"].as_array().unwrap();
        assert_eq!(hits.len(), 10, "{query}");
        for hit in hits {
            assert_eq!(hit["article"]["site"], site, "{query}");
        }
    }
    for filter in ["site:nyt", "site:\"new york times\"", "site:nytimes"] {
        let answer = home.search_json(&["--no-sync", "cloud", filter]);
        assert_eq!(answer["total"]["articles"], 12, "{filter}");
    }
}

#[test]
fn a_word_that_articles_often_say_names_no_outlet() {
    let home = outlets();
    for (query, wishes) in [("wired cloud", true), ("research cloud", false)] {
        let answer = home.search_json(&["--no-sync", "--explain", query]);
        let planned = answer["query"]["planned"].as_str().unwrap();
        assert_eq!(planned.contains("wish(site:"), wishes, "{planned}");
    }
}

#[test]
fn days_alone_list_their_articles() {
    let home = large();
    let days = |arguments: &[&str]| -> Vec<String> {
        let answer = home.search_json(&[&["-n", "400"], arguments].concat());
        let hits = answer["hits"].as_array().unwrap().iter();
        hits.map(|hit| hit["article"]["published"].as_str().unwrap().to_owned())
            .collect()
    };
    for query in ["march 2025", "news of march 2025", "2025-03-11"] {
        let found = days(&[query]);
        assert_eq!(found.len(), 34, "{query}");
        assert!(found.iter().all(|day| day == "2025-03-11"), "{query}");
    }
    let newest_first = days(&["from march to may 2025"]);
    assert_eq!(newest_first.len(), 34 + 34 + 33);
    assert!(newest_first.is_sorted_by(|a, b| a >= b));
    let oldest_first = days(&["from march to may 2025", "--sort", "oldest"]);
    assert!(oldest_first.is_sorted() && oldest_first.len() == newest_first.len());
    let answer = home.search_json(&["march 2025"]);
    let notice = answer["query"]["notices"][0].as_str().unwrap();
    assert!(notice.contains("date:2025-03-01..2025-03-31"), "{notice}");
}

#[test]
fn a_headline_that_is_a_day_comes_first() {
    let home = large();
    let article = serde_json::json!({
        "id": "review", "title": "March 2025", "text": "What the month brought.", "date": "2026-01-05",
    });
    let file = home.write("review.jsonl", format!("{article}\n"));
    home.run(["add", file.to_str().unwrap()]).expect_code(0);
    assert_eq!(ids(&home, &["march 2025"])[0], "review");
    let answer = home.search_json(&["march 2025"]);
    assert_eq!(answer["hits"][0]["article"]["id"], "review");
}
