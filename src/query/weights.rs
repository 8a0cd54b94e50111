//! Every ranking constant: its name, its unit, and the measurement that chose it, or that there was none.
//!
//! `docs/ranking.md` holds the tables.

/// How the parts of a score are weighed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Share of the surface form beside the stem. English stems + 0.3 exact beat every single stemmer
    /// (.5465 against .5422 nDCG@10 over seven sets).
    pub exact: f64,
    /// Share of the whole article beside its passage: the largest single gain (0: .5880, 1: .6019,
    /// 2: .6039, 4: about the same; nDCG@10 over twelve sets).
    pub article: f64,
    /// Share of each pair of neighbouring query words that stand together in the passage, ordered
    /// (adjacent) and unordered (within [`PAIR_WINDOW`]). .1/.15/.2: known items .900/.901/.903 MRR, AI-news
    /// .703/.704/.707 nDCG@10; without, both lose .006.
    pub pairs: f64,
    /// Share of an article's second best passage, and half of that for its third. .1: AI-news .665 to
    /// .673 nDCG@10 with feedback, known items .878 to .880 MRR; TIME loses .007.
    pub further: f64,
    /// Share of the words that the best passages have in common, beside one of the query's own (RM3's
    /// 1 - lambda over lambda). With .35 to .65: AI-news .637 to .680 nDCG@10, Cranfield .390 to .423,
    /// TIME .699 to .702, SciFact .693 to .694, known items .876 to .879 MRR.
    pub feedback: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            exact: 0.3,
            article: 2.0,
            pairs: 0.15,
            further: 0.1,
            feedback: 0.35 / 0.65,
        }
    }
}

/// What another name of a company counts beside the one that was typed. None/.3/.7/1 with names mined from
/// the text: .860/.862/.876/.860 nDCG@10 on known technology titles, no difference on AI titles.
pub const OTHER_NAME: f64 = 0.7;

/// What a company counts beside a word for its kind, such as `hyperscaler`.
pub const MEMBER_OF_KIND: f64 = 0.35;

/// The same for another way to write a word, such as `data center` for `datacenter`.
pub const OTHER_WAY: f64 = 1.0;

/// A name that stands in more passages than this is not looked for under its other names when passages are
/// ranked: there are enough that have it.
pub const COMMON_NAME: u64 = 4000;

/// Positions within which two words are near each other (Metzler and Croft's sequential dependence).
pub const PAIR_WINDOW: u32 = 8;

/// Saturation of term frequency in passages.
pub const PASSAGE_K1: f64 = 1.2;
/// Share of length in passages, when they are scored again: they are all of about one length, and a short one
/// says no more. .3/.4/.5/.75: first hit right in AI-news 24/24/24/23 of 32, other sets by less than noise.
pub const PASSAGE_B: f64 = 0.4;
/// Saturation of term frequency in articles, which say a word more often than passages do.
/// 1.2/1.6/1.8/2.1: SciFact .698/.706/.709/.707 nDCG@10, TIME .724/.724/.725/.729, MRR of AI-news
/// .833/.833/.836/.841.
pub const ARTICLE_K1: f64 = 1.8;
/// Share of length in articles: .65 and .75 differ by less than noise.
pub const ARTICLE_B: f64 = 0.75;

/// How often a word in the title counts beside the once that it is written. 0/.5/1/2: known items
/// .868/.890/.901/.908 MRR, SciFact .704/.705/.709/.704 nDCG@10, AI-news .702/.706/.704/.707.
pub const TITLE_AGAIN: u32 = 1;

/// Passages that are scored again where a person waits. 100/120/150/400 of them: AI-news .701/.706/.711/.712 nDCG@10,
/// at 1.00/1.08/1.18/1.7 of the time.
pub const CANDIDATES: usize = 100;

/// The same where a program asks many questions.
pub const THOROUGH_CANDIDATES: usize = 400;

/// Candidates for each result: whoever asks for more than those give gets what four times as many candidates give,
/// behind the first. Recall at 100 articles is .798/.812/.814 with 100/200/400.
pub const CANDIDATES_PER_RESULT: usize = 4;

/// Passages that feedback learns from, one an article. Their weights fall with `exp` of their score, so
/// that ten give the same figures as five.
pub const FEEDBACK_PASSAGES: usize = 5;

/// A passage of less weight than this, beside the best, is not worth the reading.
pub const FEEDBACK_LEAST_SHARE: f64 = 0.01;

/// Words that feedback adds. 10/15/20/40 words: AI-news .668/.680/.664/.656 nDCG@10, SciFact
/// .695/.694/.696/.696.
pub const FEEDBACK_WORDS: usize = 15;

/// What the first passage of an article gains when the passage to show is chosen, in BM25 points; the
/// second gains half of it, the third a third. News says the matter first: evidence recall at 10 on
/// AI-news .575 without, .580/.585/.589/.576 with 1/4/6/10.
pub const LEAD: f64 = 5.0;

/// What an article gains for each day or outlet that was named in plain words and is its own, as a share
/// of its score. .2/.3/.5/.8: AI-news .712/.715/.717/.719 nDCG@10; of made questions for a company and a month the
/// share of right articles among ten .689/.811/.898/.935.
pub const WISH: f64 = 0.5;

/// What a word weighs that names the days or the outlet beside other words. .1/.25/.5/1: the made questions
/// .864/.769/.605/.30, AI-news within noise.
pub const WISH_WORD: f64 = 0.1;

/// Added to an article whose whole title or URL was typed: more than any sum of BM25 scores.
pub const WHOLE_TITLE: f64 = 1000.0;

/// Most words that a prefix stands for, the most frequent first.
pub const PREFIX_WORDS: usize = 50;
