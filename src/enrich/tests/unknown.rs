//! Articles about companies that no lexicon lists: who they are and what they agree is told by grammar alone.

use super::*;

/// Deals of an article with a headline, as [`super::deals`] writes them, and its companies.
fn read(title: &str, body: &str) -> (Vec<String>, Vec<String>) {
    let tags = tags(title, body);
    let deals = tags.deals.iter().map(|deal| {
        let parties: Vec<String> = deal
            .parties
            .iter()
            .map(|party| format!("{} ({})", party.name, party.role))
            .collect();
        let amount = deal.amount.as_ref();
        let amount = amount.map_or(String::new(), |amount| format!(" {}", amount.text));
        let parties = parties.join(", ");
        format!("{} {}: {parties}{amount}", deal.kind, deal.status)
    });
    let companies = tags.companies.iter().map(|company| company.name.clone());
    (deals.collect(), companies.collect())
}

fn check(title: &str, body: &str, expected: &[&str]) {
    assert_eq!(read(title, body).0, expected, "{title}");
}

fn check_companies(body: &str, expected: &[&str]) {
    assert_eq!(read("", body).1, expected, "{body}");
}

#[test]
fn a_sentence_s_first_word_is_a_company_where_it_does_what_companies_do() {
    check(
        "Quillon acquires Fernwood for $30 million",
        "Quillon has agreed to acquire Fernwood, a maker of robots, for $30 million in cash.",
        &["acquisition announced: Quillon (buyer), Fernwood (target) $30 million"],
    );
    check(
        "Quillon and Orbita team up on robots",
        "Quillon and Orbita are teaming up to build robots for hospitals.",
        &["partnership announced: Quillon (partner), Orbita (partner)"],
    );
    check(
        "Exclusive: Quillon lands $30M led by Harbor Ventures",
        "Quillon landed $30 million in seed funding led by Harbor Ventures.",
        &["investment announced: Quillon (investee), Harbor Ventures (investor) $30 million"],
    );
    check(
        "Publisher Gazetto strikes licensing deal with Orbita",
        "Gazetto, a publisher of magazines, has struck a content licensing deal with Orbita.",
        &["licensing announced: Gazetto (licensor), Orbita (licensee)"],
    );
}

#[test]
fn ordinary_words_at_the_head_of_a_sentence_are_no_companies() {
    check_companies(
        "Teachers use chatbots in class. Developers build apps.",
        &[],
    );
    check_companies(
        "Founders raise money from funds. Companies acquire rivals.",
        &[],
    );
    check_companies(
        "Lawmakers have agreed a deal on rules. Meanwhile, prices fall.",
        &[],
    );
    check_companies(
        "Someone had to buy it. Demand leads supply, and demand grows.",
        &[],
    );
}

#[test]
fn no_name_begins_inside_a_compound_or_behind_a_dot() {
    let department = "US Department of Commerce";
    check_companies(
        "The U.S. Commerce Department sued startup Orim.",
        &[department, "Orim"],
    );
    check_companies(
        "The case is at the U.S. District Court for the Northern District of California, where startup Orim sued.",
        &[
            "U.S. District Court for the Northern District of California",
            "Orim",
        ],
    );
    check_companies(
        "The U.S. Securities and Exchange Commission sued startup Orim.",
        &["US Securities and Exchange Commission", "Orim"],
    );
    check_companies(
        "Startup Orim plans its U.S. IPO, and On-Device AI and AI-Driven Innovation, said Founder & CEO Ana Vale.",
        &["Orim"],
    );
    check_companies(
        "US District Judge Ana Vale ruled for startup Orim.",
        &["Orim"],
    );
    check_companies(
        "Investors like A-Mark Entertainment, a fund, back startup Orim.",
        &["A-Mark Entertainment", "Orim"],
    );
}

#[test]
fn capitals_of_a_heading_and_adverbs_are_no_names() {
    check_companies("## WHO'S HIRING IN AI\n\nStartup Orim hires.", &["Orim"]);
    check_companies(
        "Startup Orim grows. Crucially, it has won customers. Crucially, the young studio says so: Crucially, many do.",
        &["Orim"],
    );
    check_companies(
        "Calendly, a startup, grows. Calendly raised $3 million.",
        &["Calendly"],
    );
}

#[test]
fn the_last_name_of_a_text_that_was_cut_off_is_none() {
    let before = "Startup Orim makes sails. ".repeat(50);
    check_companies(
        &format!("{before}It was founded at Castelan Capit"),
        &["Orim"],
    );
    check_companies(
        "Startup Orim was bought by startup Castelan",
        &["Orim", "Castelan"],
    );
}

#[test]
fn a_list_tells_all_of_its_members() {
    check_companies(
        "The round was led by Castelan, Orimvest, Capital Group and Vale Partners.",
        &["Castelan", "Orimvest", "Capital Group", "Vale Partners"],
    );
    check_companies(
        "It competes with companies like Heliora, Brightloom and Kestrel Works.",
        &["Heliora", "Brightloom", "Kestrel Works"],
    );
    check_companies(
        "Alongside Heliora and other investors, Vale paid.",
        &["Heliora"],
    );
}

#[test]
fn companies_are_told_by_what_stands_beside_them() {
    check_companies("The former chief executive of Heliora left.", &["Heliora"]);
    check_companies(
        "She was head of research at Heliora until May.",
        &["Heliora"],
    );
    check_companies("The site is owned by Heliora.", &["Heliora"]);
    check_companies("Its main partner, Kestrel, disagreed.", &["Kestrel"]);
    check_companies("He became director of Beneficial Robots.", &[]);
}

#[test]
fn the_phrases_of_the_press_for_buying_are_read() {
    let expected = "acquisition announced: Quillon (buyer), Fernwood (target)";
    check(
        "Quillon snaps up Fernwood",
        "Quillon has snapped up Fernwood, it said.",
        &[expected],
    );
    check(
        "Quillon acqui-hires team behind Fernwood",
        "Quillon has acqui-hired the team behind Fernwood.",
        &[expected],
    );
    check(
        "Quillon to take Fernwood private in $4bn deal",
        "Quillon will take Fernwood private in a deal worth $4 billion.",
        &[&format!("{expected} $4bn")],
    );
    check(
        "Fernwood sells robotics unit to Quillon",
        "Fernwood has sold its robotics unit to Quillon for €40 million.",
        &[&format!("{expected} €40 million")],
    );
    check(
        "Quillon nears deal to buy Fernwood",
        "Quillon is nearing a deal to buy Fernwood for about $3 billion, two people familiar with the matter said.",
        &["acquisition reported: Quillon (buyer), Fernwood (target) about $3 billion"],
    );
    check(
        "Quillon drops bid for Fernwood",
        "Quillon has dropped its $2 billion bid for Fernwood.",
        &["acquisition ended: Quillon (buyer), Fernwood (target) $2 billion"],
    );
    check(
        "Fernwood rejects Quillon's offer",
        "Fernwood rejected Quillon's $2 billion offer, calling it too low.",
        &["acquisition blocked: Quillon (buyer), Fernwood (target) $2 billion"],
    );
}

#[test]
fn what_an_unknown_name_offers_is_told_by_its_form_or_its_description() {
    check(
        "Orbita signs deal with neocloud Tideway",
        "Orbita has signed a $3 billion deal with neocloud Tideway, the companies said.",
        &["cloud announced: Orbita (customer), Tideway (provider) $3 billion"],
    );
    check(
        "Orbita buys power from Calder Nuclear",
        "Orbita has agreed to buy 500 megawatts of nuclear power from Calder Nuclear.",
        &["supply announced: Orbita (buyer), Calder Nuclear (supplier)"],
    );
    check(
        "Orbita picks Kestrel as its chip supplier",
        "Orbita has picked Kestrel as its chip supplier.",
        &["supply announced: Kestrel (supplier), Orbita (buyer)"],
    );
    check(
        "Quillon has been selected by Orbita as its cloud provider",
        "Quillon has been selected by Orbita as its cloud provider.",
        &["cloud announced: Quillon (provider), Orbita (customer)"],
    );
}

#[test]
fn how_far_a_deal_is_follows_what_the_hedge_governs() {
    let status = |body: &str| {
        let tags = tags("News", body);
        tags.deals.first().map(|deal| deal.status)
    };
    let announced = Some(DealStatus::Announced);
    let reported = Some(DealStatus::Reported);
    // The sum, an afterthought, or what follows is hearsay; the deal is not.
    assert_eq!(
        status("Apple acquired Oracle in a deal reportedly worth $3 billion."),
        announced
    );
    assert_eq!(
        status("Apple has backed Oracle, reportedly its first bet."),
        announced
    );
    assert_eq!(
        status("Apple and Oracle struck a partnership that could see prices fall."),
        announced
    );
    assert_eq!(
        status("Apple's partnership with Oracle may be terminated by either side."),
        announced
    );
    assert_eq!(
        status("The contract allows Apple to acquire Oracle next year."),
        reported
    );
    assert_eq!(
        status("Apple signed a deal with Oracle, reports the Wall Street Journal."),
        reported
    );
    // One report, and the companies' own word.
    assert_eq!(
        status("Apple is in talks to acquire Oracle. Apple announced that it has acquired Oracle."),
        announced
    );
    // What is said of others is not said of it.
    assert_eq!(
        status("Apple signed a partnership with Oracle. Talks between Cisco and Dell collapsed."),
        announced
    );
}

#[test]
fn sums_are_found_behind_the_noun_and_in_later_sentences() {
    check(
        "",
        "The investment in Oracle is a staggering $3 billion from Apple.",
        &["investment announced: Apple (investor), Oracle (investee) $3 billion"],
    );
    check(
        "",
        "Oracle's record $85 billion raise is a good sign.",
        &["investment announced: Oracle (investee) $85 billion"],
    );
    check(
        "",
        "Apple signed a cloud deal with Oracle. It was long expected. Nobody was surprised. Prices rose. \
         Markets fell. The customer agreed to pay $3 billion per month.",
        &["cloud announced: Apple (customer), Oracle (provider) $3 billion per month"],
    );
}

#[test]
fn a_headline_before_a_colon_tells_no_name_by_its_capitals() {
    check_companies(
        "- Clever Router Beats Orderly Networks: a member said that the startup Orim grows.\n\
         - Long Context Solutions Get Praise: startup Orim agrees.",
        &["Orim"],
    );
    check_companies(
        "Startup Orim Opens Its Doors: Orim Robotics and Vale Labs agreed.",
        &["Orim Robotics", "Vale Labs"],
    );
}

#[test]
fn topics_under_a_page_are_no_companies() {
    check_companies(
        "Startup Orim grows.\n\nAI, In Brief, Media & Entertainment, cheap boats, Orim",
        &["Orim"],
    );
    check_companies(
        "The investors are Orim Ventures, Vale Capital, Heliora Labs and Castelan Partners.",
        &[
            "Orim Ventures",
            "Vale Capital",
            "Heliora Labs",
            "Castelan Partners",
        ],
    );
}

#[test]
fn what_is_done_to_anything_makes_no_company_of_it() {
    check_companies(
        "Startup Orim grows. Worries are raised about it.",
        &["Orim"],
    );
    check_companies("Brightloom was acquired in May.", &["Brightloom"]);
    check_companies("Brightloom is raising $3 million.", &["Brightloom"]);
}

#[test]
fn words_that_stand_in_small_letters_too_need_more_to_be_a_name() {
    check_companies(
        "Its Steady Networks are steady, says startup Orim of such networks.",
        &["Orim"],
    );
    check_companies(
        "A quiet day: Quiet Networks raised $3 million.",
        &["Quiet Networks"],
    );
}

#[test]
fn words_before_a_name_are_none_of_it() {
    check_companies(
        "Why Nvidia grows. How Heliora Labs works.",
        &["Nvidia", "Heliora Labs"],
    );
    check_companies(
        "The New Jersey Sailing Association sued startup Orim.",
        &["New Jersey Sailing Association", "Orim"],
    );
}

#[test]
fn accounts_glued_words_and_titles_are_no_companies() {
    check_companies(
        "It was announced by @OrimVale, who says startup Heliora grows.",
        &["Heliora"],
    );
    check_companies(
        "Here is what is fasterRaised by startup Heliora.",
        &["Heliora"],
    );
    check_companies(
        "Ana Vale, Principal Software Engineer at startup Heliora, joined its Board of Directors.",
        &["Heliora"],
    );
}

#[test]
fn an_abbreviation_in_brackets_is_what_it_is_short_for() {
    check_companies(
        "He joined Vale Ocean Labs (VOL). Later VOL, a startup, grew.",
        &["Vale Ocean Labs"],
    );
    check_companies(
        "Startup Orim has faster network growth routing (FNGR). Nvidia, FNGR and AMD are in it.",
        &["Orim", "Nvidia", "AMD"],
    );
}

#[test]
fn the_first_word_of_an_item_is_a_first_word() {
    check_companies(
        "- Skepticism is fine, says startup Orim.\n- Skepticism, Nvidia and AMD are here.",
        &["Orim", "Nvidia", "AMD"],
    );
    check_companies("- Brightloom AI raised $3 million.", &["Brightloom AI"]);
    check_companies(
        "- Sometimes AI helps.\n- Using Brightloom Labs helps.",
        &["Brightloom Labs"],
    );
}

#[test]
fn an_abbreviation_in_brackets_is_of_a_thing_only_with_small_letters() {
    check(
        "Orim Vale Lab (OVL) Raises $5 Million",
        "OVL, a startup, raised $5 million on Monday. OVL CEO Ana Roe said so.",
        &["investment announced: OVL (investee) $5 million"],
    );
    check_companies(
        "Startup Orim has text generation inference (TGI). TGI CEO Ana Roe said so.",
        &["Orim"],
    );
}
