//! News that never happened: articles made from a fixed seed, the same on every machine.
//!
//! What matters for speed is like real news: words follow Zipf's law, two in five are function words,
//! names and amounts come back through an article, lengths scatter around 550 words.

use std::fmt::Write as _;
use std::io::{self, Write};

/// Words beside the function words.
const N_WORDS: usize = 60_000;
const FUNCTION_WORDS: &[&str] = &[
    "the", "of", "to", "and", "a", "in", "that", "is", "for", "on", "it", "with", "as", "was",
    "its", "by", "at", "from", "has", "an", "be", "are", "will", "said", "which", "this", "have",
    "not",
];
const SYLLABLES: &[&str] = &[
    "an", "ber", "cal", "dor", "el", "fin", "gra", "hol", "in", "jar", "ket", "lo", "mar", "nev",
    "or", "pel", "qui", "ren", "sto", "tal", "un", "ver", "wex", "yor", "zan", "ti", "mo", "sa",
];
const ENDINGS: &[&str] = &["", "", "", "s", "ed", "ing", "er", "tion", "al", "ly"];

/// `SplitMix64`: small, fast, and good enough to scatter words.
pub struct Random(u64);

impl Random {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `0..n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// A number in `0..1`.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A rank in `0..n` by Zipf's law: the first half of the ranks on a logarithmic scale is drawn as
    /// often as the second.
    fn rank(&mut self, n: usize) -> usize {
        ((n as f64).powf(self.share()) as usize).min(n) - 1
    }
}

/// Writes `n` articles as JSON Lines.
pub fn write(n: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut random = Random::new(2026);
    let words: Vec<String> = (0..N_WORDS).map(|_| word(&mut random)).collect();
    for idx in 0..n {
        let article = article(idx, &words, &mut random);
        writeln!(out, "{article}")?;
    }
    Ok(())
}

fn word(random: &mut Random) -> String {
    let n_syllables = 1 + random.below(3);
    let mut word: String = (0..n_syllables)
        .map(|_| SYLLABLES[random.below(SYLLABLES.len())])
        .collect();
    word.push_str(ENDINGS[random.below(ENDINGS.len())]);
    word
}

fn article(idx: usize, words: &[String], random: &mut Random) -> serde_json::Value {
    let names: Vec<String> = (0..3).map(|_| name(&words[random.rank(8_000)])).collect();
    let n_words = 5 + random.below(6);
    let mut title = names[0].clone();
    for _ in 0..n_words {
        let _ = write!(title, " {}", words[random.rank(N_WORDS)]);
    }
    let mut text = String::new();
    let n_paragraphs = 2 + random.rank(24);
    for _ in 0..n_paragraphs {
        for _ in 0..2 + random.below(3) {
            sentence(&mut text, words, &names, random);
        }
        text.push_str("\n\n");
    }
    let (year, month, day) = (
        2021 + random.below(6),
        1 + random.below(12),
        1 + random.below(28),
    );
    serde_json::json!({
        "id": format!("made-{idx}"),
        "title": title,
        "date": format!("{year}-{month:02}-{day:02}"),
        "source": format!("{} Daily", name(&words[random.rank(200)])),
        "text": text,
    })
}

fn sentence(text: &mut String, words: &[String], names: &[String], random: &mut Random) {
    let n_words = 8 + random.below(20);
    for at in 0..n_words {
        let share = random.share();
        if at == 0 {
            text.push_str(&names[random.below(names.len())]);
        } else if share < 0.4 {
            text.push_str(FUNCTION_WORDS[random.rank(FUNCTION_WORDS.len())]);
        } else if share < 0.43 {
            text.push_str(&names[random.below(names.len())]);
        } else if share < 0.445 {
            let _ = write!(text, "${}.{}B", 1 + random.rank(90), random.below(10));
        } else if share < 0.46 {
            let _ = write!(text, "{}-{}", words[random.rank(N_WORDS)], random.below(9));
        } else {
            text.push_str(&words[random.rank(N_WORDS)]);
        }
        let end = if random.below(12) == 0 { ", " } else { " " };
        text.push_str(if at + 1 == n_words { ". " } else { end });
    }
}

fn name(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().unwrap_or('X').to_ascii_uppercase();
    format!("{first}{}", letters.as_str())
}
