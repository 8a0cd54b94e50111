//! What a publisher says for itself in the text of a record: adverts of events, polls, plugs of newsletters,
//! boxes about its own honesty, teasers of other articles.
//!
//! Each goes by a form that no sentence of a story has: a heading that announces teasers, a call to act
//! in capitals, a question to the reader with answers to tick. What only may be such a thing stays.

use std::sync::LazyLock;

use regex::Regex;

use super::blocks::fold;
use super::byline::compile;
use super::features::key;
use crate::collect::dates::MONTH;

/// Takes blocks of such lines out of a record's text.
pub(super) fn cut_plugs(lines: &mut Vec<&str>) {
    cut_teasers(lines);
    cut_trust_box(lines);
    cut_events(lines);
    cut_polls(lines);
}

/// Cuts a last section that announces other articles, where nothing but teasers stands in it.
fn cut_teasers(lines: &mut Vec<&str>) {
    const HEADINGS: [&str; 10] = [
        "related content",
        "related articles",
        "related stories",
        "related posts",
        "related news",
        "related reading",
        "more stories",
        "recommended stories",
        "read next",
        "you may also like",
    ];
    const MOST_LINES: usize = 24;
    const LONGEST_TEASER: usize = 400;
    let level = |line: &str| line.bytes().take_while(|byte| *byte == b'#').count();
    let nearest = lines.iter().rev().take(2 * MOST_LINES);
    let Some(from_end) = nearest
        .into_iter()
        .position(|line| level(line) > 0 && HEADINGS.contains(&key(line).as_str()))
    else {
        return;
    };
    let heading = lines.len() - 1 - from_end;
    let own_level = lines.get(heading).map_or(0, |line| level(line));
    let below = lines.get(heading + 1..).unwrap_or_default();
    let n_said = below.iter().filter(|line| !line.is_empty()).count();
    let are_teasers = below.iter().all(|line| {
        let level = level(line);
        line.len() <= LONGEST_TEASER && (level == 0 || level > own_level)
    });
    if heading > 0 && n_said <= MOST_LINES && are_teasers {
        lines.truncate(heading);
    }
}

/// Cuts the box "Why you can trust …", which tells how the page earns its money, up to its "Close".
fn cut_trust_box(lines: &mut Vec<&str>) {
    const FIRST_LINES: usize = 40;
    const MOST_LINES: usize = 8;
    const BEGIN: &str = "Why you can trust ";
    const END: &str = " Close";
    let top = lines.iter().take(FIRST_LINES);
    let Some((first, begin)) = top
        .enumerate()
        .find_map(|(line_idx, line)| Some((line_idx, line.find(BEGIN)?)))
    else {
        return;
    };
    let mut box_text = String::new();
    for line_idx in first..(first + MOST_LINES).min(lines.len()) {
        let line = lines.get(line_idx).copied().unwrap_or_default();
        let from = if line_idx == first { begin } else { 0 };
        let inside = line.get(from..).unwrap_or_default();
        let is_end = |(at, _): &(usize, &str)| {
            let behind = inside.get(at + END.len()..).unwrap_or_default();
            !behind.starts_with(char::is_lowercase)
        };
        let end = inside.match_indices(END).find(is_end).map(|(at, _)| at);
        box_text.push_str(
            inside
                .get(..end.unwrap_or(inside.len()))
                .unwrap_or_default(),
        );
        let Some(end) = end else {
            continue;
        };
        if box_text.contains("commission") {
            let above = lines.get(first).and_then(|line| line.get(..begin));
            let behind = inside.get(end + END.len()..);
            let kept: Vec<&str> = [above, behind]
                .into_iter()
                .flatten()
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .flat_map(|text| [text, ""])
                .collect();
            lines.splice(first..=line_idx, kept);
        }
        return;
    }
}

/// Cuts adverts of events: from a line that says "… event", or from the first line of the advert, to a call
/// in capitals.
fn cut_events(lines: &mut Vec<&str>) {
    const MOST_LINES: usize = 30;
    static CALL: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"^(?:REGISTER|BUY|SAVE|BOOK|APPLY|JOIN|RSVP|GET)(?: (?:NOW|TODAY|HERE|TICKETS|YOUR (?:PASS|TICKETS?|SPOT)))+$",
        )
    });
    static OFFER: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?i)\bregister\b|\btickets?\b|\bsave (?:up to )?[$€£]?\d|\bearly bird\b|\bwaitlist\b|\bfront-row\b|\byour (?:spot|seat|pass)\b|\b\d+\+ (?:sessions|founders|tech|heavy)|\d+(?:,000|k)\+|\bheavy hitters\b|\bheavyweights\b|\bsummit\b",
        )
    });
    let is_header = |line: &str| {
        let words = line.split(' ').count();
        (2..=3).contains(&words) && line.ends_with(" event") && line.starts_with(char::is_uppercase)
    };
    let is_advert = |line: &str| {
        let is_marked = line.starts_with(['#', '-', '>', '`', '*']);
        let is_short = line.split(' ').count() <= 6 && !line.ends_with(['.', '?', '”', '"', ':']);
        line.is_empty() || !is_marked && (is_short || OFFER.is_match(line))
    };
    let mut kept: Vec<&str> = Vec::with_capacity(lines.len());
    let mut header: Option<usize> = None;
    for (line_idx, line) in lines.iter().enumerate() {
        if is_header(line) {
            header = Some(kept.len());
        }
        if header.is_some_and(|header| kept.len() - header > MOST_LINES) {
            header = None;
        }
        if CALL.is_match(line) {
            let above = kept.iter().rev().take(MOST_LINES / 2);
            let n_advert = above.take_while(|line| is_advert(line)).count();
            kept.truncate(header.take().unwrap_or(kept.len() - n_advert));
            kept.push("");
        } else if let Some(plug) = newsletter(line, line_idx + 1 == lines.len()) {
            // Its name stands above.
            let is_blank = |line: &&&str| line.is_empty();
            let n_blank = kept.iter().rev().take_while(is_blank).count();
            let name = kept.len().checked_sub(n_blank + 1);
            let is_name = |line: &&str| {
                line.split(' ').count() <= 5
                    && !line.ends_with(['.', '?', '!', ':'])
                    && !line.starts_with('#')
            };
            if let Some(name) = name.filter(|name| kept.get(*name).is_some_and(is_name)) {
                kept.truncate(name);
            }
            kept.push(plug);
        } else {
            kept.push(line);
        }
    }
    if let Some(header) = header {
        // The text was cut inside of the advert.
        const MOST_SAID: usize = 8;
        let advert = kept.get(header + 1..).unwrap_or_default();
        let said = advert.iter().filter(|line| !line.is_empty());
        let n_offers = said.clone().filter(|line| OFFER.is_match(line)).count();
        let is_offer = said.clone().count() <= MOST_SAID && (n_offers > 0 || said.count() <= 2);
        if is_offer {
            kept.truncate(header);
        }
    }
    *lines = kept;
}

/// What is left of a line that says when a newsletter comes: nothing.
fn newsletter(line: &str, is_last: bool) -> Option<&'static str> {
    const LONGEST: usize = 200;
    static PLUG: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"^(?:Every|Each) (?:\p{L}*day|week|morning)(?: and \p{L}*day)?,? (?:you can get|you’ll get|you'll get|get|receive|we send) |^[\p{L}\d’' ]{3,40} is your destination for .{3,60} news\b|\bget our best coverage delivered (?:weekly|daily)\.$",
        )
    });
    static CUT: LazyLock<Regex> = LazyLock::new(|| {
        compile(r"^Every \p{L}*day(?: and (?:\p{L}*day,?(?: you(?: c\p{L}*)?)?)?)?$")
    });
    let is_plug = line.len() <= LONGEST && (PLUG.is_match(line) || is_last && CUT.is_match(line));
    is_plug.then_some("")
}

/// Cuts questions to the reader about the letter itself, with the answers below.
fn cut_polls(lines: &mut Vec<&str>) {
    const MOST_ANSWERS: usize = 8;
    static QUESTION: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?i)^#{0,6}[^\p{L}\p{N}]{0,8}(?:how (?:was|did you (?:like|find)) (?:today['’]s|this|the) (?:e-?mail|newsletter|issue|edition|digest)|how did we do(?: today| this week)?|what did you think of (?:today['’]s|this) (?:e-?mail|newsletter|issue|edition|digest)|(?:was|is) (?:it|this) good for you)\?$",
        )
    });
    let mut n_answers: Option<usize> = None;
    lines.retain(|line| {
        if QUESTION.is_match(line) {
            n_answers = Some(0);
            return false;
        }
        match n_answers.as_mut() {
            Some(n) if line.is_empty() && *n == 0 => true,
            Some(n) if line.starts_with("- ") && *n < MOST_ANSWERS => {
                *n += 1;
                false
            }
            _ => {
                n_answers = None;
                true
            }
        }
    });
}

/// A line in which a letter looks for readers or advertisers, or a row of links to its own pages.
pub(super) fn is_plug(line: &str) -> bool {
    const LONGEST: usize = 300;
    static PLUG: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?i)^(?:send|share|forward) this (?:to|with) (?:1|one|a|your) .{0,30}\bfriends? and (?:receive|get)\b|\brefer (?:1|one|\d+|a) friends? (?:using|with) (?:this|your) link\b|^or copy/paste this link: |\bparticipate in polls\b|^not subscribed\? |^(?:want|wanna) to (?:get in front of|reach(?: over)?) \d+k? .{0,60}\?(?: .{0,60})?$|^have a product, .{0,120} like to share with over \d+k? subscribers\?|\(\d{1,2} referrals?\)$|^advertise(?: with us)?$",
        )
    });
    static OWN_PAGE: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?i)^(?:s ?ubscribe|advertise(?: with us)?|sponsor|newsfeed|job board|jobs|sign up)$",
        )
    });
    if line.len() > LONGEST {
        return false;
    }
    let parts: Vec<&str> = line
        .split('|')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let is_row = parts.len() >= 2
        && !line.starts_with('|')
        && parts.iter().all(|part| part.split(' ').count() <= 6)
        && parts.iter().any(|part| OWN_PAGE.is_match(part));
    is_row || PLUG.is_match(line)
}

/// A first line of a story without the credit of a picture that ran into it.
pub(super) fn without_credit(line: &str) -> &str {
    const REACH: usize = 260;
    static AGENCY: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r#"^[^.!?:|]{0,90}?(?:Getty Images(?: Plus)?(?: via Getty(?: Images)?)?|(?:/ ?|via )Getty|/ ?Shutterstock|/ ?iStock|/ ?Adobe Stock|/ ?Unsplash)(?P<rest>[\p{Lu}“"‘])"#,
        )
    });
    static HOUSE: LazyLock<Regex> = LazyLock::new(|| {
        compile(r#"^[\p{L}\p{M}.'’ /-]{3,60}?/ ?\p{Lu}{3,8}(?P<rest>\p{Lu}\p{Ll}|[AI] |[“"‘])"#)
    });
    let near = line.get(..line.floor_char_boundary(REACH)).unwrap_or(line);
    let credit = AGENCY.captures(near).or_else(|| HOUSE.captures(near));
    let begin = credit
        .and_then(|found| found.name("rest"))
        .map_or(0, |rest| rest.start());
    line.get(begin..).unwrap_or(line)
}

/// A name with a role, with which a text was cut: "Jane Roe, Editor, Wearables & Health".
pub(super) fn is_cut_byline(line: &str) -> bool {
    const MOST_WORDS: usize = 14;
    static SCRAP: LazyLock<Regex> = LazyLock::new(|| {
        let name = r"\p{Lu}[\p{L}.'’-]+(?: \p{Lu}[\p{L}.'’-]+){1,3}";
        let role = r"(?:Senior|Staff|Contributing|Managing|Associate|Freelance|Editor|Writer|Contributor|Reporter)[\p{L}&, -]*";
        let day = format!(r"(?: +(?i:{MONTH})\.?(?: \d[\d:, ]*)?)?");
        compile(&format!("^{name},(?: {role}{day})?$"))
    });
    line.split_whitespace().count() <= MOST_WORDS && SCRAP.is_match(line)
}

/// Takes out sentences that say how often a letter comes, and how to have the page preferred.
pub(super) fn without_choice(line: &str) -> Option<String> {
    static CHOICE: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?:^| )You can (?:opt (?:in/out|in or out|out)|unsubscribe|change|manage|adjust)\b[^.!?]{0,40}\b(?:e-?mails?|e-?mail (?:frequenc(?:y|ies)|preferences)|subscription|notifications)\b(?: frequenc(?:y|ies)| preferences)?[.!]|Follow [\p{L}\d]{2,20}: ?Add us as a preferred (?:Google )?source\b(?:[^.]{0,50}?(?:on Google|browsers))?\.?",
        )
    });
    let is_near = line.contains("You can ") || line.contains(": Add us as a preferred ");
    (is_near && CHOICE.is_match(line)).then(|| fold(&CHOICE.replace_all(line, " ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut lines: Vec<&str> = text.split('\n').collect();
        cut_plugs(&mut lines);
        let cut = super::super::tidy::tidy(&lines.join("\n"));
        assert_eq!(cut, expected, "{text}");
    }

    const STORY: &str = "Heliora said on Monday that it had opened a campus in Norwick, its third.";

    #[test]
    fn teasers_at_the_end_go() {
        check(
            &format!(
                "{STORY}\n\n## Related content\n\n### Roe buys a mill\n\nThe mill is old.\n\n### Loom grows"
            ),
            STORY,
        );
        // A section follows that is none of the teasers, or the section tells more.
        for text in [
            format!(
                "{STORY}\n\n## Related content\n\nThe mill is old.\n\n## What comes next\n\n{STORY}"
            ),
            format!("{STORY}\n\n## Related articles\n\n{}", STORY.repeat(8)),
            "## Related content\n\nThe mill".to_owned(),
        ] {
            check(&text, &text);
        }
    }

    #[test]
    fn adverts_of_events_and_letters_go() {
        check(
            &format!(
                "{STORY}\n\nLoomnews event\n\nMeet the makers\nJoin 5,000+ founders in May.\n\nNorwick\n|\nMay 3\n\nREGISTER NOW\n\n{STORY}\n\nLoomnews Daily\nEvery weekday and Sunday, you can get the best of Loomnews.\n\n{STORY}"
            ),
            &format!("{STORY}\n\n{STORY}\n\n{STORY}"),
        );
        check(
            &format!(
                "{STORY}\n\nApril 30\nNorwick, CA\n\nRegister now for two days of talks. Tickets are few.\n\nREGISTER NOW"
            ),
            STORY,
        );
        check(
            &format!(
                "{STORY}\n\nLoomnews event\n\nSave up to $300 on the Loomnews Summit\nMore than"
            ),
            STORY,
        );
        for text in [
            format!("{STORY}\n\nThe main event\n\n{STORY}\n\n{STORY}\n\n{STORY}"),
            "Every weekday the mill is open, the mayor said.".to_owned(),
            "Buy now, pay later is the plan.".to_owned(),
        ] {
            check(&text, &text);
        }
    }

    #[test]
    fn polls_and_trust_boxes_go() {
        check(
            &format!("{STORY}\n\n## ⭐️ How was today's email?\n\n- Loved it\n- Meh\n\n- More"),
            &format!("{STORY}\n\n- More"),
        );
        check(
            &format!(
                "Tech\nWhy you can trust LOOM\n\n: We may earn a commission. Our process. Close\n\n{STORY}"
            ),
            &format!("Tech\n\n{STORY}"),
        );
        let story = format!("Why you can trust a bank\n\n{STORY} Close to it is the mill.");
        check(&story, &story);
    }

    #[test]
    fn lines_that_look_for_readers_are_told() {
        for line in [
            "Send this to 1 friend and receive my list of makers!",
            "Newsfeed|Search|Advertise|Community",
            "S ubscribe|Loom Pro|Loom News",
            "Want to get in front of 100k makers? Work with us here",
            "Login or Subscribe to participate in polls.",
        ] {
            assert!(is_plug(line), "{line}");
        }
        for line in [
            "Acme wants to reach 100 million people by May.",
            "| Year | Jobs |",
            "7PM | Norwick at Rice | Loom",
            "Companies that advertise pay more.",
        ] {
            assert!(!is_plug(line), "{line}");
        }
    }

    #[test]
    fn credits_that_ran_into_the_story_go() {
        let check = |line: &str, expected: &str| assert_eq!(without_credit(line), expected);
        check(
            "Ada Quill / Loom / Getty ImagesUntil now, Acme was small.",
            "Until now, Acme was small.",
        );
        check("ada/GettyA survey says so.", "A survey says so.");
        check("Ada Quill/LOOMThe news is out.", "The news is out.");
        for kept in [
            "Getty Images said that it would sue.",
            "Acme and Getty Images Inc. have signed.",
            "The AI/ML team at Acme grew.",
            "Follow the money: Acme paid.",
        ] {
            check(kept, kept);
        }
    }

    #[test]
    fn scraps_of_bylines_and_choices_are_told() {
        assert!(is_cut_byline("Jane Roe, Editor, Wearables & Health"));
        assert!(is_cut_byline("Jane Roe, Senior Contributing EditorSenior"));
        assert!(is_cut_byline("Jane Roe, EditorEditor  Nov. 20, 202"));
        assert!(!is_cut_byline("Jane Roe, who runs Acme"));
        assert!(!is_cut_byline("Jane Roe, Editor of Loom, said so."));
        assert_eq!(
            without_choice("It is long. You can opt in/out of email frequencies! Read on.")
                .as_deref(),
            Some("It is long. Read on.")
        );
        assert_eq!(
            without_choice("A hall.Follow LOOM: Add us as a preferred source on Google. The news.")
                .as_deref(),
            Some("A hall. The news.")
        );
        assert_eq!(without_choice("You can opt out of the deal by May."), None);
    }
}
