//! Tokens to mentions: the longest name of the lexicon, else a run of capital words.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::{EntityId, Kind, Mention, Names};
use crate::enrich::reading::{Reading, Sentence};
use crate::enrich::words::Class;
use crate::lexicon::tokens::Shape;
use crate::lexicon::{Found, Lexicon, Means, OrgId};

pub(super) fn find(lexicon: &Lexicon, reading: &Reading) -> Names {
    let mut finder = Finder {
        lexicon,
        reading,
        names: Names::default(),
        words: FxHashSet::default(),
        capitals: capitals(reading),
        allowed: Vec::new(),
    };
    // The body first: in a title of capital words only names that the body tells are found.
    for idx in (1..reading.sentences.len()).chain(0..reading.sentences.len().min(1)) {
        finder.read(idx);
    }
    let mut names = finder.names;
    names.mentions.sort_by_key(|mention| mention.tokens.start);
    names
}

fn capitals(reading: &Reading) -> FxHashSet<u64> {
    let mut capitals = FxHashSet::default();
    for sentence in reading
        .sentences
        .iter()
        .filter(|sentence| !sentence.is_title_case)
    {
        let tokens = reading.tokens.get(sentence.inner()).unwrap_or_default();
        capitals.extend(
            tokens
                .iter()
                .filter(|token| token.shape.is_capital())
                .map(|token| token.hash),
        );
    }
    capitals
}

pub(super) struct Finder<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) reading: &'a Reading<'a>,
    pub(super) names: Names,
    /// Hashes of the article's words, filled when a rule first asks.
    words: FxHashSet<u64>,
    /// Hashes of the words that stand inside a sentence with their capital.
    pub(super) capitals: FxHashSet<u64>,
    /// What rules said, so that each is asked once.
    allowed: Vec<(u32, bool)>,
}

impl Finder<'_> {
    fn read(&mut self, idx: usize) {
        let Some(sentence) = self.reading.sentences.get(idx) else {
            return;
        };
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            at = self.step(idx, sentence, at);
        }
    }

    /// Takes what begins at `at`; gives the token behind it.
    fn step(&mut self, idx: usize, sentence: &Sentence, at: usize) -> usize {
        let reading = self.reading;
        let Some(token) = reading.token(at) else {
            return at + 1;
        };
        if let Some(found) = self.lexicon.name_at(&reading.tokens, at)
            && at + found.n_tokens <= sentence.tokens.end
            && let Some(next) = self.take_known(idx, sentence, at, found)
        {
            return next;
        }
        if let Some(org) = self.glued_name(sentence, at) {
            let entity = self.names.known(self.lexicon, org, Kind::Known);
            self.names.mentions.push(Mention {
                entity,
                sentence: idx,
                tokens: at..at + 1,
                is_product: false,
                also: None,
            });
            return at + 1;
        }
        let begins =
            token.shape.is_capital() || (token.shape == Shape::Number && !sentence.is_heading);
        if !begins {
            return at + 1;
        }
        match self.run_at(sentence, at) {
            Some(run) => self.take_run(idx, sentence, run),
            None => at + 1,
        }
    }

    /// `easierThen`: two words of a dump that lost the space between them.
    fn is_glued(&self, sentence: &Sentence, at: usize) -> bool {
        let text = self.reading.text(sentence.part, &(at..at + 1));
        let n_lower = text.bytes().take_while(u8::is_ascii_lowercase).count();
        n_lower >= 4 && n_lower < text.len()
    }

    /// Where a name in a headline ends, `Orim` in `Orim Opens Its Doors`: before the first word that has no capital in
    /// the sentences.
    fn end_of_known(&self, run: &Range<usize>) -> usize {
        let is_open = |at: &usize| {
            let is_sign = self
                .reading
                .token(*at)
                .is_some_and(|token| !token.shape.is_word());
            !is_sign && !self.is_name_elsewhere(*at)
        };
        let end = run.clone().skip(1).find(is_open).unwrap_or(run.end);
        // A sign binds to what was left out.
        let is_bound = |at: &usize| {
            self.reading
                .token(*at)
                .is_some_and(|token| token.shape.is_word())
        };
        (run.start..end)
            .rev()
            .find(is_bound)
            .map_or(end, |last| last + 1)
    }

    /// `@OrimVale`, `USE_ORIM`: somebody's account, or code.
    fn is_handle(&self, at: usize) -> bool {
        let is_glued = self.reading.token(at).is_some_and(|token| !token.spaced);
        let before = at
            .checked_sub(1)
            .and_then(|before| self.reading.token(before));
        is_glued && before.is_some_and(|token| matches!(token.sign, '@' | '_'))
    }

    /// `dealOrim`: a dump that lost the space before a name.
    fn glued_name(&self, sentence: &Sentence, at: usize) -> Option<OrgId> {
        let token = self
            .reading
            .token(at)
            .filter(|token| token.shape == Shape::Mixed)?;
        let text = self
            .reading
            .part(sentence.part)
            .get(token.start..token.end)?;
        let n_lower = text.bytes().take_while(u8::is_ascii_lowercase).count();
        if n_lower < 4 || n_lower == text.len() {
            return None;
        }
        self.lexicon.find(text.get(n_lower..)?)
    }

    fn take_known(
        &mut self,
        idx: usize,
        sentence: &Sentence,
        at: usize,
        found: Found,
    ) -> Option<usize> {
        let end = at + found.n_tokens;
        let (org, is_product) = match found.means {
            Means::Org(org) => (org, false),
            Means::Product(org) => (org, true),
            Means::Nothing => return Some(end),
        };
        if let Some(rule) = found.rule {
            let is_marked = self.is_marked(sentence, at, end);
            if self.is_part_of_a_name(sentence, at, end) || !(is_marked || self.allows(rule)) {
                return None;
            }
        }
        // `Samsung Catalyst Fund`, `Scale Venture Partners`: a longer name that ends as one.
        if let Some(run) = self.longer_org(sentence, at, end) {
            return Some(self.take_run(idx, sentence, run));
        }
        let kind = if is_product { Kind::Owner } else { Kind::Known };
        let entity = self.names.known(self.lexicon, org, kind);
        let also = if is_product {
            self.named_inside(at, end)
        } else {
            None
        };
        let is_product = is_product || self.is_product_behind(sentence, end);
        let end = if is_product {
            self.end_of_product(sentence, end)
        } else {
            end
        };
        self.names.mentions.push(Mention {
            entity,
            sentence: idx,
            tokens: at..end,
            is_product,
            also,
        });
        Some(end)
    }

    /// `Amazon` in `Amazon Bedrock`: the company that a product's name begins with.
    fn named_inside(&mut self, at: usize, end: usize) -> Option<EntityId> {
        let head = self.reading.tokens.get(at..end.checked_sub(1)?)?;
        let found = self.lexicon.name_at(head, 0)?;
        let is_free = found
            .rule
            .is_none_or(|rule| self.lexicon.allows(rule, &mut |_| false));
        match Some(found.means).filter(|_| is_free)? {
            Means::Org(org) => Some(self.names.known(self.lexicon, org, Kind::Known)),
            _ => None,
        }
    }

    /// Versions and further names behind a product: `Claude 3 Haiku`.
    fn end_of_product(&self, sentence: &Sentence, mut end: usize) -> usize {
        let limit = sentence.tokens.end.min(end + 3);
        while end < limit {
            let Some(token) = self
                .reading
                .token(end)
                .filter(|token| token.spaced && !token.begins_line)
            else {
                break;
            };
            let is_part = token.shape == Shape::Number
                || token.shape.is_capital()
                    && self.reading.class(end) == Class::Other
                    && self.lexicon.name_at(&self.reading.tokens, end).is_none();
            if !is_part {
                break;
            }
            end += 1;
        }
        end
    }

    /// `Apple Watch`, `Meta Ray-Bans`: a capital word behind a name that makes a product of it.
    fn is_product_behind(&self, sentence: &Sentence, end: usize) -> bool {
        let next = self
            .reading
            .token(end)
            .filter(|_| end < sentence.tokens.end);
        !sentence.is_title_case_at(end)
            && next.is_some_and(|next| {
                next.shape.is_capital()
                    && self.reading.class(end) == Class::Other
                    && self.lexicon.name_at(&self.reading.tokens, end).is_none()
            })
    }

    fn longer_org(&self, sentence: &Sentence, at: usize, end: usize) -> Option<Range<usize>> {
        if sentence.is_title_case && sentence.is_heading {
            return None;
        }
        let run = self.run_at(sentence, at)?;
        let last = run.end.checked_sub(1)?;
        let is_fund = self.reading.token(last).is_some_and(|token| {
            [
                "ventures",
                "venture",
                "capital",
                "fund",
                "partners",
                "foundation",
                "alternatives",
            ]
            .iter()
            .any(|word| token.is(word))
        });
        // "Orim AI Labs" is Orim; "Orim Ventures" is not.
        let ends_as_org = is_fund || self.reading.class(last) == Class::Institution;
        let is_pair = self
            .reading
            .token(end)
            .is_some_and(|token| token.sign == '-' || token.sign == '&')
            && self
                .lexicon
                .name_at(&self.reading.tokens, end + 1)
                .is_some();
        (run.end > end && ends_as_org && run.start == at && !is_pair).then_some(run)
    }

    /// Whether a sign of its own stands beside a name that is a word: `CEO`, a possessive with a role.
    fn is_marked(&self, sentence: &Sentence, at: usize, end: usize) -> bool {
        let behind = (end < sentence.tokens.end).then(|| self.reading.class(end));
        let before = (at > sentence.tokens.start).then(|| self.reading.class(at - 1));
        matches!(behind, Some(Class::Role))
            || matches!(before, Some(Class::OrgNoun | Class::Acquire))
    }

    /// Capital words on either side, as in a person's name.
    fn is_part_of_a_name(&self, sentence: &Sentence, at: usize, end: usize) -> bool {
        if sentence.is_title_case_at(at) {
            return false;
        }
        let is_capital = |idx: usize| {
            sentence.tokens.contains(&idx)
                && self
                    .reading
                    .token(idx)
                    .is_some_and(|token| token.shape == Shape::Title)
                && matches!(self.reading.class(idx), Class::Other | Class::FirstName)
        };
        let before = at.checked_sub(1).is_some_and(|idx| {
            !sentence.opens_at(idx) && is_capital(idx)
                || sentence.opens_at(idx) && self.reading.class(idx) == Class::FirstName
        });
        before || is_capital(end)
    }

    fn allows(&mut self, rule: u32) -> bool {
        if let Some((_, allows)) = self.allowed.iter().find(|(known, _)| *known == rule) {
            return *allows;
        }
        if self.words.is_empty() {
            self.words = self.reading.tokens.iter().map(|token| token.hash).collect();
        }
        let (words, tokens) = (&self.words, &self.reading.tokens);
        let mut has = |phrase: &[u64]| {
            phrase.iter().all(|word| words.contains(word))
                && (phrase.len() == 1
                    || tokens.windows(phrase.len()).any(|window| {
                        window
                            .iter()
                            .map(|token| token.hash)
                            .eq(phrase.iter().copied())
                    }))
        };
        let allows = self.lexicon.allows(rule, &mut has);
        self.allowed.push((rule, allows));
        allows
    }

    /// Trims a run and makes a mention of what is left.
    fn take_run(&mut self, idx: usize, sentence: &Sentence, run: Range<usize>) -> usize {
        let end = run.end;
        // A lexicon name may stand further on in the run: "Monday OpenAI".
        for at in run.start + 1..run.end {
            let found = self.lexicon.name_at(&self.reading.tokens, at);
            // "How Orim", "Using Orim": nothing but words that are no part of a name stands before it.
            let is_no_part = |at: usize| {
                let class = self.reading.class(at);
                is_grammar(class) || sentence.opens_at(at) && is_lead(class)
            };
            if found.is_some() && (run.start..at).all(is_no_part) {
                return at;
            }
            let is_own_name = found.is_some_and(|found| {
                found.rule.is_none()
                    && matches!(found.means, Means::Org(_))
                    && at + found.n_tokens >= run.end
            });
            if is_own_name
                && self.reading.class(run.start) != Class::Institution
                && !self.is_bound(sentence, run.start, at)
            {
                self.push_run(idx, sentence, run.start..at);
                return at;
            }
        }
        self.push_run(idx, sentence, run);
        end
    }

    /// Whether `&`, `of` or a hyphen binds what stands before `at` to it; the dot of `U.S.` doesn't.
    fn is_bound(&self, sentence: &Sentence, start: usize, at: usize) -> bool {
        let before = at.saturating_sub(1);
        before > start
            && !self.is_land(before - 1)
            && sentence.tokens.contains(&before)
            && !self
                .reading
                .token(before)
                .is_some_and(|token| token.shape.is_word() && token.shape.is_capital())
    }

    /// `U.S.`, whose last dot is a token of its own.
    fn is_land(&self, at: usize) -> bool {
        let dot = self.reading.token(at + 1);
        self.reading.class(at) == Class::NoName && dot.is_some_and(|dot| dot.sign == '.')
    }

    fn push_run(&mut self, idx: usize, sentence: &Sentence, run: Range<usize>) {
        let reading = self.reading;
        if is_all_capitals(reading, sentence) || self.is_cut_off(sentence, &run) {
            return;
        }
        let run = self.trimmed(sentence, run);
        let is_no_name = match run.len() {
            0 => true,
            1 => self.is_no_word(sentence, &run),
            _ => self.is_no_phrase(sentence, &run),
        };
        // "Vale-based"
        let is_sign = |at: usize, sign| reading.token(at).is_some_and(|token| token.sign == sign);
        let is_place = is_sign(run.end, '-')
            && reading
                .token(run.end + 1)
                .is_some_and(|token| token.is("based"));
        if is_no_name || is_place {
            return;
        }
        let name = reading
            .text(sentence.part, &run)
            .replace(['\n', '\\', '*'], " ");
        let entity = self.names.unknown(name.trim());
        self.names.mentions.push(Mention {
            entity,
            sentence: idx,
            tokens: run,
            is_product: false,
            also: None,
        });
    }

    /// A run without the words before a name that are none of it, with what binds them (`On-Device AI`, `Founder &
    /// CEO`), and in a headline without those behind it.
    fn trimmed(&self, sentence: &Sentence, mut run: Range<usize>) -> Range<usize> {
        let reading = self.reading;
        let class = |at: usize| reading.class(at);
        // "U.S. District Court": the land is part of the name.
        let has_institution = run.clone().any(|at| class(at) == Class::Institution);
        let is_sign = |at: usize| {
            reading
                .token(at)
                .is_some_and(|token| !token.shape.is_word())
        };
        let is_first = sentence.opens_at(run.start);
        let first = if is_first { run.start } else { sentence.opener };
        while run.start < run.end
            && run.len() > 1
            && !(has_institution && self.is_land(run.start))
            && (is_sign(run.start)
                || is_grammar(class(run.start))
                || run.start == first
                    && (is_lead(class(run.start)) || self.is_descriptor(run.start)))
        {
            let is_hyphened = reading
                .token(run.start + 1)
                .is_some_and(|next| next.sign == '-');
            // "A-Mark": the letter, no article.
            let is_letter = is_hyphened && class(run.start) == Class::Article;
            // "New York Harbor Group"
            let is_new_place = reading
                .token(run.start)
                .is_some_and(|token| token.is("new"))
                && class(run.start + 1) == Class::Place;
            if is_letter || is_new_place || reading.class(run.start + 1) == Class::Of {
                break;
            }
            // A compound goes as a whole.
            let is_compound = is_hyphened && run.len() > 2;
            run.start += if is_compound { 3 } else { 1 };
        }
        if sentence.is_title_case_at(run.start) && !has_institution {
            run.end = self.end_of_known(&run);
        }
        run
    }

    /// Whether a capital word is no name where it stands alone.
    fn is_no_word(&self, sentence: &Sentence, run: &Range<usize>) -> bool {
        let reading = self.reading;
        let is_first = sentence.opens_at(run.start);
        let is_known = self.is_name_elsewhere(run.start) || self.is_found(sentence, run);
        let is_weak = is_first && !is_known && !self.opens(sentence, run);
        let shape = reading.token(run.start).map(|token| token.shape);
        let length = reading.bytes(run).len();
        self.is_adverb(sentence, run)
            || self.is_of_an_office(run)
            || !matches!(
                reading.class(run.start),
                Class::Other | Class::FirstName | Class::Surname
            )
            || length < 2
            || reading.ends_org(run.start) && shape == Some(Shape::Title)
            || (is_weak && shape == Some(Shape::Title))
            || sentence.is_title_case_at(run.start) && !is_known
            || self.is_glued(sentence, run.start)
            || self.is_handle(run.start)
    }

    /// Whether capital words in a row are no name.
    fn is_no_phrase(&self, sentence: &Sentence, run: &Range<usize>) -> bool {
        let reading = self.reading;
        let class = |at: usize| reading.class(at);
        let all_plain = run.clone().all(|at| {
            matches!(
                class(at),
                Class::Place
                    | Class::NoName
                    | Class::Article
                    | Class::Preposition
                    | Class::In
                    | Class::Of
                    | Class::And
            )
        });
        // "Sometimes AI", "Why AI": a sentence's first word and a common one.
        let is_first = sentence.opens_at(run.start);
        let is_common =
            run.len() == 2 && self.is_ai(run.start + 1) && is_first && !self.opens(sentence, run);
        let needs_more = sentence.is_title_case_at(run.start) || is_common;
        // "Growth Equity": what ends a name, without one.
        let all_ends = run.clone().all(|at| reading.ends_org(at));
        // "Series B", but not "Capital Group".
        let is_round =
            class(run.start) == Class::Round && run.len() == 2 && !reading.ends_org(run.end - 1);
        all_plain
            || all_ends
            || is_round
            || self.is_of_an_office(run)
            || self.is_board(run)
            || needs_more && !self.is_name_elsewhere(run.start)
    }
}

/// `WHO'S HIRING IN AI`: a line in which capitals tell nothing. Names of the lexicon are found in it all the same.
fn is_all_capitals(reading: &Reading, sentence: &Sentence) -> bool {
    let tokens = reading.tokens.get(sentence.tokens.clone());
    let words = tokens.unwrap_or_default().iter();
    let mut n_words = 0;
    let all = words.filter(|token| token.shape.is_word()).all(|token| {
        n_words += 1;
        matches!(token.shape, Shape::Upper | Shape::Number)
    });
    all && n_words >= 3
}

/// Words that are no part of a name wherever they stand.
fn is_grammar(class: Class) -> bool {
    matches!(
        class,
        Class::Article
            | Class::Preposition
            | Class::In
            | Class::On
            | Class::Of
            | Class::And
            | Class::Or
            | Class::By
            | Class::With
            | Class::From
            | Class::To
            | Class::For
            | Class::Role
            | Class::Pronoun
            | Class::Its
            | Class::We
            | Class::That
            | Class::Which
            | Class::Clause
            | Class::NoName
            | Class::Past
            | Class::Auxiliary
            | Class::Say
            | Class::Negation
    )
}

fn is_lead(class: Class) -> bool {
    !matches!(
        class,
        Class::Other
            | Class::Institution
            | Class::FirstName
            | Class::Surname
            | Class::Place
            | Class::ProductNoun
            | Class::Round
            | Class::OrgNoun
            | Class::Lead
            | Class::Compute
            | Class::Power
            | Class::Hardware
            | Class::Rights
            | Class::Stake
            | Class::Partner
    )
}
