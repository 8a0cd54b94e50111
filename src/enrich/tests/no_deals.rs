//! What is told in the words of a deal and is none, beside what is one.

use super::check;

#[test]
fn a_series_is_a_round_only_with_its_letter() {
    let round = "investment announced: Heliora (investee)";
    check("Startup Heliora has announced a series of updates.", &[]);
    check("Startup Heliora announced its hit cartoon series.", &[]);
    check("Startup Heliora has landed on Xbox Series X/S.", &[]);
    check("Startup Heliora has won this round.", &[]);
    check("Startup Heliora has closed its Series B.", &[round]);
    check("Startup Heliora nabs seed funding.", &[round]);
}

#[test]
fn who_raises_a_price_raises_no_money() {
    check("Nvidia raised the price of its cards by $50.", &[]);
    check("Startup Heliora raised its forecast to $3 billion.", &[]);
    check(
        "Startup Heliora raised $3 million, and prices rose.",
        &["investment announced: Heliora (investee) $3 million"],
    );
    check("Startup Heliora raised a series of questions.", &[]);
    check("Oracle raised its forecast $3 billion to $9 billion.", &[]);
    check(
        "Startup Heliora has raised tax startup funding of $30 million.",
        &["investment announced: Heliora (investee) $30 million"],
    );
    check(
        "Startup Heliora has raised for its tax software $30 million.",
        &["investment announced: Heliora (investee) $30 million"],
    );
    check(
        "Founded in Oslo, Heliora Labs has raised $41",
        &["investment announced: Heliora Labs (investee)"],
    );
}

#[test]
fn what_shops_have_on_offer_is_no_partnership() {
    check("Here are the best Nvidia deals at Amazon.", &[]);
    check(
        "Stores have Black Friday deals, including Amazon and Nvidia.",
        &[],
    );
    for body in [
        "Nvidia has struck deals with Oracle.",
        "On Black Friday, Oracle signed a deal with Nvidia.",
        "The chips go on sale in May after Oracle signed a deal with Nvidia.",
        "Oracle struck great deals with Nvidia.",
    ] {
        check(
            body,
            &["partnership announced: Nvidia (partner), Oracle (partner)"],
        );
    }
}

#[test]
fn a_fund_is_no_joint_venture() {
    check(
        "Oracle runs the venture fund that it launched with Nvidia.",
        &[],
    );
    check(
        "Oracle announced a joint venture with Nvidia.",
        &["partnership announced: Nvidia (partner), Oracle (partner)"],
    );
}

#[test]
fn the_maker_of_something_is_not_who_was_named_before() {
    check(
        "Nvidia grows. Oracle has bought the startup behind the sails.",
        &[],
    );
    check("Nvidia grows. It is a good time to buy it at Amazon.", &[]);
    check(
        "Oracle talked with startup Heliora. Then Oracle acquired the startup.",
        &["acquisition announced: Heliora (target), Oracle (buyer)"],
    );
}

#[test]
fn what_is_brought_back_is_backed_by_nobody() {
    check("Nvidia is bringing back startup Heliora.", &[]);
    check(
        "Nvidia has agreed to back startup Heliora.",
        &["investment announced: Heliora (investee), Nvidia (investor)"],
    );
}

#[test]
fn he_who_buys_is_a_person() {
    check(
        "Nvidia remembers Elon Musk, and how he acquired startup Heliora.",
        &["acquisition announced: Elon Musk (buyer), Heliora (target)"],
    );
}

#[test]
fn who_leaves_to_join_a_company_is_a_person() {
    check("Many have left Oracle to join Nvidia.", &[]);
    check("Heliora Labs founder Sam Vale is joining Nvidia.", &[]);
    check(
        "Startup Heliora is joining Nvidia.",
        &["acquisition announced: Heliora (target), Nvidia (buyer)"],
    );
}

#[test]
fn a_sum_of_another_verb_is_not_the_price() {
    check(
        "Oracle invested $3 billion in Heliora Labs, and acquired startup Vale.",
        &[
            "acquisition announced: Oracle (buyer), Vale (target)",
            "investment announced: Heliora Labs (investee), Oracle (investor) $3 billion",
        ],
    );
    check(
        "He began at Heliora Labs (acquired by Oracle in May) before a $3 billion sale.",
        &["acquisition announced: Heliora Labs (target), Oracle (buyer)"],
    );
    check(
        "Oracle, which merged with startup Vale this year, paid $6 billion for other things.",
        &["acquisition announced: Oracle (buyer), Vale (target)"],
    );
    check(
        "Oracle's $8.5 billion Heliora Labs takeover was above the $3 billion of others.",
        &["acquisition announced: Heliora Labs (target), Oracle (buyer) $8.5 billion"],
    );
}

#[test]
fn a_price_may_stand_before_a_comma() {
    let by_oracle = "acquisition announced: Heliora (target), Oracle (buyer) $3 billion";
    check(
        "In a $3 billion deal, Oracle acquired startup Heliora.",
        &[by_oracle],
    );
    check(
        "For $3 billion, Oracle acquired startup Heliora.",
        &[by_oracle],
    );
    check(
        "Nvidia paid $3 billion, in cash, to acquire startup Heliora.",
        &["acquisition announced: Heliora (target), Nvidia (buyer) $3 billion"],
    );
}

#[test]
fn who_is_in_acquisition_talks_with_a_company_is_to_be_bought() {
    check(
        "Startup Heliora has been in acquisition talks with Oracle.",
        &["acquisition reported: Heliora (target), Oracle (buyer)"],
    );
    check(
        "Oracle speaks of acquisitions, competition with Nvidia and chips.",
        &[],
    );
    check(
        "Elon Musk merges startup Heliora with startup Vale.",
        &["acquisition announced: Heliora (buyer), Vale (target)"],
    );
}

#[test]
fn an_item_of_a_list_goes_on_with_nothing_before_it() {
    let others = "Nvidia grows.\n\n- Nvidia has chips.\n- It works: $13 million in seed funding, a round for sails.";
    check(others, &[]);
    check(
        "Heliora Labs grows. It works: $13 million in seed funding, a round for sails.",
        &["investment announced: Heliora Labs (investee) $13 million"],
    );
}

#[test]
fn who_refuses_something_else_blocks_no_deal() {
    let with_nvidia = "partnership announced: Nvidia (partner), Oracle (partner)";
    check(
        "Oracle has a partnership with Nvidia and denies that it shares plans.",
        &[with_nvidia],
    );
    check(
        "Oracle signed a deal with Nvidia and declined to comment.",
        &[with_nvidia],
    );
    check(
        "Oracle signed a deal with Nvidia and declined to give details of the deal.",
        &[with_nvidia],
    );
    check(
        "Oracle refused to be acquired by Nvidia.",
        &["acquisition blocked: Nvidia (buyer), Oracle (target)"],
    );
    check(
        "Regulators refused, on Monday, to allow Oracle's acquisition of startup Heliora.",
        &["acquisition blocked: Heliora (target), Oracle (buyer)"],
    );
    check(
        "A court has blocked the acquisition of startup Heliora by Oracle.",
        &["acquisition blocked: Heliora (target), Oracle (buyer)"],
    );
}
