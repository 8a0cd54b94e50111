//! Companies and deals of whole articles, with names that no lexicon lists.

use super::*;

mod no_deals;
mod unknown;

fn tags(title: &str, body: &str) -> Tags {
    tag(&Lexicon::builtin(), title, &Outline::of(body), None)
}

/// `kind status parties amount` of each deal, parties by name in their order.
fn deals(body: &str) -> Vec<String> {
    let tags = tags("", body);
    let deals = tags.deals.iter().map(|deal| {
        let mut parties: Vec<String> = deal
            .parties
            .iter()
            .map(|party| format!("{} ({})", party.name, party.role))
            .collect();
        parties.sort();
        let amount = deal
            .amount
            .as_ref()
            .map_or(String::new(), |amount| format!(" {}", amount.text));
        format!(
            "{} {}: {}{amount}",
            deal.kind,
            deal.status,
            parties.join(", ")
        )
    });
    deals.collect()
}

fn check(body: &str, expected: &[&str]) {
    assert_eq!(deals(body), expected, "{body}");
}

#[test]
fn who_buys_whom_is_read_in_active_passive_and_noun() {
    let expected = "acquisition announced: Brightloom (buyer), Heliora (target)";
    check("Brightloom has acquired startup Heliora.", &[expected]);
    check(
        "Heliora, a startup that makes sails, was acquired by startup Brightloom.",
        &[expected],
    );
    check(
        "Brightloom Inc said that it would buy the sail maker Heliora for $3 billion.",
        &["acquisition announced: Brightloom Inc (buyer), Heliora (target) $3 billion"],
    );
    check(
        "Oracle completed its $3 billion acquisition of startup Heliora.",
        &["acquisition announced: Heliora (target), Oracle (buyer) $3 billion"],
    );
}

#[test]
fn a_round_has_its_company_its_investors_and_its_sum() {
    check(
        "Heliora, an AI startup, has raised $40 million in a Series B round at a $900 million valuation. \
         The round was led by Castelan Capital with participation from Orim Ventures and Vale Partners.",
        &[
            "investment announced: Castelan Capital (investor), Heliora (investee), Orim Ventures (investor), Vale Partners (investor) $40 million",
        ],
    );
    check(
        "Nvidia invested $5 billion in Oracle.",
        &["investment announced: Nvidia (investor), Oracle (investee) $5 billion"],
    );
    check(
        "Castelan Capital-backed startup Heliora grows.",
        &["investment announced: Castelan Capital (investor), Heliora (investee)"],
    );
}

#[test]
fn an_end_is_that_of_the_deal() {
    let bought = "acquisition announced: Brightloom (buyer), Heliora (target)";
    check(
        "So startup Brightloom ended up acquiring startup Heliora.",
        &[bought],
    );
    check(
        "Startup Brightloom acquired startup Heliora for its end-to-end design.",
        &[bought],
    );
    check(
        "Startup Brightloom was open about its plan to abandon the old name after it acquired startup Heliora.",
        &[bought],
    );
    check(
        "OpenAI picked up the contract with Oracle that Anthropic had just walked away from.",
        &["cloud announced: OpenAI (customer), Oracle (provider)"],
    );
    check(
        "OpenAI has canceled its partnership with Oracle.",
        &["partnership ended: OpenAI (partner), Oracle (partner)"],
    );
    check(
        "OpenAI walked away from its partnership with Oracle.",
        &["partnership ended: OpenAI (partner), Oracle (partner)"],
    );
}

#[test]
fn agreements_are_told_apart_by_what_they_are_about() {
    check(
        "OpenAI signed a $38 billion compute deal with Oracle.",
        &["cloud announced: OpenAI (customer), Oracle (provider) $38 billion"],
    );
    check(
        "OpenAI has signed a licensing deal with Hearst.",
        &["licensing announced: Hearst (licensor), OpenAI (licensee)"],
    );
    check(
        "Salesforce and Anthropic announced a partnership.",
        &["partnership announced: Anthropic (partner), Salesforce (partner)"],
    );
    check(
        "Claude 3 is now available on Google Cloud.",
        &["cloud announced: Anthropic (customer), Google Cloud (provider)"],
    );
    check(
        "Google will pay CoreWeave $920 million per month for compute.",
        &["cloud announced: CoreWeave (provider), Google (customer) $920 million per month"],
    );
}

#[test]
fn roles_that_nothing_tells_are_not_guessed() {
    check(
        "A new deal between Apple and Google makes Gemini the cloud technology behind Siri.",
        &["cloud announced: Apple (partner), Google (partner)"],
    );
    check(
        "Microsoft will pay Google $3 billion for compute capacity.",
        &["cloud announced: Google (provider), Microsoft (customer) $3 billion"],
    );
}

#[test]
fn who_publishes_agrees_to_nothing() {
    let body = "Daily Sail for today. Sail News, a startup, checked the ports. A deal with Oracle was the talk of the day.";
    let deals = |site| {
        let tags = tag(&Lexicon::builtin(), "", &Outline::of(body), Some(site));
        tags.deals.len()
    };
    assert_eq!(
        (deals("Sail News (sail.example)"), deals("other.example")),
        (0, 1)
    );
}

#[test]
fn penalties_are_no_prices_and_agencies_buy_nobody() {
    check(
        "Oracle acquired startup Heliora. The deal led to a penalty of $3 million.",
        &["acquisition announced: Heliora (target), Oracle (buyer)"],
    );
    check(
        "The FTC looked into its acquisition of startup Heliora.",
        &[],
    );
}

#[test]
fn what_was_raised_years_ago_is_background() {
    let is_background = |body: &str| {
        let tags = tags("Apple partners with data center developer Heliora", body);
        let rounds = tags
            .deals
            .iter()
            .filter(|deal| deal.kind == DealKind::Investment);
        rounds.map(|deal| deal.background).collect::<Vec<_>>()
    };
    let old = "Heliora, a startup, was founded in 2024 and raised $300 million that year.";
    assert_eq!(is_background(old), [true]);
    assert_eq!(
        is_background("Heliora, a startup, has raised $300 million."),
        [false]
    );
}

#[test]
fn how_far_a_deal_is_stands_beside_it() {
    let status = |body: &str| {
        let tags = tags("", body);
        tags.deals.first().map(|deal| deal.status)
    };
    assert_eq!(
        status("Apple is in talks to acquire Oracle."),
        Some(DealStatus::Reported)
    );
    assert_eq!(
        status("Apple may acquire Oracle."),
        Some(DealStatus::Reported)
    );
    assert_eq!(
        status("In May, Apple acquired Oracle."),
        Some(DealStatus::Announced)
    );
    assert_eq!(
        status("Apple canceled its partnership with Oracle."),
        Some(DealStatus::Ended)
    );
    assert_eq!(
        status("Regulators blocked the acquisition of Oracle by Apple."),
        Some(DealStatus::Blocked)
    );
    assert_eq!(
        status("Apple sued to block the acquisition of Oracle by Cisco."),
        Some(DealStatus::Announced)
    );
}

#[test]
fn what_is_no_deal_is_none() {
    check(
        "The best Prime Day deals with Apple: save $50 on this Samsung phone.",
        &[],
    );
    check("Apple did not partner with Oracle.", &[]);
    check("Amazon Web Services and Amazon signed a cloud deal.", &[]);
    check("Apple raised concerns about Oracle.", &[]);
    check("Oracle lowered prices.", &[]);
}

#[test]
fn companies_are_found_by_lexicon_form_and_context() {
    let names = |title: &str, body: &str| -> Vec<(String, FoundBy, bool)> {
        let companies = tags(title, body).companies;
        companies
            .into_iter()
            .map(|company| (company.name, company.found_by, company.primary))
            .collect()
    };
    assert_eq!(
        names(
            "Orim Labs opens",
            "It was backed by Google. Facebook wasn't asked, says Orim Labs."
        ),
        [
            ("Orim Labs".to_owned(), FoundBy::Form, true),
            ("Google".to_owned(), FoundBy::Lexicon, false),
            ("Meta".to_owned(), FoundBy::Lexicon, false),
        ]
    );
    // A word that is a name elsewhere, a product, a person, a place.
    assert_eq!(
        names("", "On a scale of ten, ChatGPT beat Ana Vale in Paris."),
        []
    );
}

#[test]
fn famous_names_that_are_words_need_their_context() {
    let companies = |body: &str| {
        let companies = tags("", body).companies.into_iter();
        companies.map(|company| company.name).collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    assert_eq!(companies("The laptop has a GeForce RTX 5090."), none);
    assert_eq!(
        companies("RTX and Lockheed Martin make missiles."),
        ["RTX", "Lockheed Martin"]
    );
    assert_eq!(
        companies("A round of $3M for a kernel in the Helion language."),
        none
    );
    assert_eq!(companies("Fusion startup Helion sells power."), ["Helion"]);
    assert_eq!(companies("The Vice President spoke."), none);
}

#[test]
fn spans_are_exact_and_the_publisher_is_no_company() {
    let body = "**OpenAI** told Wired that it’s fine — said *OpenAI*.";
    let tags = tag(
        &Lexicon::builtin(),
        "On OpenAI",
        &Outline::of(body),
        Some("wired.com"),
    );
    let company = tags.companies.first().unwrap();
    assert_eq!(tags.companies.len(), 1);
    let found: Vec<&str> = company
        .spans
        .iter()
        .map(|span| match span.part {
            Part::Title => "On OpenAI".get(span.range.clone()).unwrap(),
            Part::Body => body.get(span.range.clone()).unwrap(),
        })
        .collect();
    assert_eq!(found, ["OpenAI", "OpenAI", "OpenAI"]);
}

#[test]
fn any_text_is_read_in_bounded_time() {
    let names = "Orim Labs, ".repeat(20_000);
    let short = "He joined Vale Ocean Labs (VOL). ".repeat(20_000);
    let many: Vec<String> = (0..500)
        .map(|idx| format!("Vale{idx} Ventures acquired Orim{idx} Labs for $1.5.2bn with Google"))
        .collect();
    let many = many.join(", ");
    let odd = "𝒳 $1e400 € -3 \\ [](( <a \u{200d}’s ’ ''s -- & of of of AI AI. \n\n# \n- \n> ";
    let long_word = "A".repeat(200_000);
    for text in [
        names.as_str(),
        &short,
        &many,
        &odd.repeat(500),
        &long_word,
        "",
        "$",
        "\u{feff}",
    ] {
        let tags = tags(text, text);
        for company in &tags.companies {
            assert!(
                company
                    .spans
                    .iter()
                    .all(|span| text.get(span.range.clone()).is_some())
            );
        }
    }
}

#[test]
fn the_same_text_gives_the_same_tags() {
    let body = "Orim Labs acquired startup Vale. Google, Orim Labs and Heliora Inc signed a deal.";
    assert_eq!(tags("News", body), tags("News", body));
}

/// The judged articles beside the repository, where they are: figures below which a change is a step back.
#[test]
fn the_judged_articles_are_read_as_well_as_before() {
    let read = |name: &str| -> Option<Vec<serde_json::Value>> {
        let text = fs_err::read_to_string(crate::data::data(name)?).unwrap();
        let rows = text.lines().map(|line| serde_json::from_str(line).unwrap());
        Some(rows.collect())
    };
    let (Some(articles), Some(labels)) = (read("deals/articles.jsonl"), read("deals/labels.jsonl"))
    else {
        return;
    };
    let lexicon = Lexicon::builtin();
    let text =
        |value: &serde_json::Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let (mut n_found, mut n_gold, mut n_tagged) = (0, 0, 0);
    for (article, label) in articles.iter().zip(&labels) {
        let tags = tag(
            &lexicon,
            &text(article, "title"),
            &Outline::of(&text(article, "text")),
            article["source"].as_str(),
        );
        let gold: Vec<String> = label["companies"]
            .as_array()
            .unwrap()
            .iter()
            .map(|company| text(company, "name"))
            .collect();
        n_gold += gold.len();
        n_tagged += tags.companies.len();
        n_found += tags
            .companies
            .iter()
            .filter(|company| gold.contains(&company.name))
            .count();
    }
    let f1 = 2.0 * n_found as f64 / (n_gold + n_tagged) as f64;
    println!("companies of uncleaned articles: F1 {f1:.3}");
    assert!(f1 > 0.8, "{f1}");
}
