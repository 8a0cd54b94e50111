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
    check(
        "Nvidia has struck deals with Oracle.",
        &["partnership announced: Nvidia (partner), Oracle (partner)"],
    );
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
