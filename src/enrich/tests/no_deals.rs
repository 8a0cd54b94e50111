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
