//! Sentences that lost the space between them ("the end.The next"), parted where no name is meant.
//!
//! Names of firms, hosts and programs are written like that as well (`Character.AI`, `Node.JS`,
//! `System.Console`), and a name that is torn is found no more, where a sentence that is glued only reads
//! badly. So a word is parted only where its neighbours leave no doubt: see [`Glued::parted_at`].

use std::collections::HashMap;

use crate::analysis::function_words::is_function_word;

/// The words of a text that could be two sentences, by how often they stand in it.
pub(super) struct Glued<'a>(HashMap<&'a str, usize>);

impl<'a> Glued<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut n_times = HashMap::new();
        for word in text.split([' ', '\n']).filter(|word| seam(word).is_some()) {
            *n_times.entry(core(word)).or_default() += 1;
        }
        Self(n_times)
    }

    /// Writes `line` to `body`, its sentences parted.
    pub(super) fn part(&self, line: &str, body: &mut String) {
        let mut is_code = false;
        let mut words = line.split(' ').peekable();
        while let Some(word) = words.next() {
            let next = words.peek().copied().unwrap_or_default();
            match self.parted_at(word, next).filter(|_| !is_code) {
                Some((sentence, first)) => body.extend([sentence, " ", first]),
                None => body.push_str(word),
            }
            is_code ^= word.matches('`').count() % 2 == 1;
            if words.peek().is_some() {
                body.push(' ');
            }
        }
    }

    /// Where `word`, in front of `next`, is two sentences. What the text writes twice is a name.
    fn parted_at<'w>(&self, word: &'w str, next: &str) -> Option<(&'w str, &'w str)> {
        /// Below that stand names of objects in programs (`foo.Bar`).
        const FEWEST_LETTERS: usize = 4;
        let (sentence, first) = word.split_at_checked(seam(word)?)?;
        if self.0.get(core(word)).is_some_and(|n_times| *n_times > 1) {
            return None;
        }
        let last = sentence.trim_end_matches(is_end);
        let last = last.rsplit(|c: char| !c.is_alphanumeric()).next()?;
        let is_said_often = is_function_word(&core(first).to_lowercase());
        let is_common_word =
            last.chars().count() >= FEWEST_LETTERS && last.chars().all(char::is_lowercase);
        let goes_on = next.starts_with(char::is_lowercase);
        (is_said_often || is_common_word && goes_on).then_some((sentence, first))
    }
}

/// Behind the only mark that ends a sentence inside a word, where a small letter stands before it and a
/// capitalised word behind it.
fn seam(word: &str) -> Option<usize> {
    /// Two words of a language are shorter.
    const LONGEST: usize = 60;
    if word.len() > LONGEST
        || word.contains([
            '/', '@', '_', '=', '`', '(', ')', '[', ']', '{', '}', '#', '\\', '<',
        ])
    {
        return None;
    }
    let inner = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    let at = inner.find(is_end)?;
    let (sentence, rest) = inner.split_at_checked(at)?;
    let first = rest.strip_prefix(is_end)?;
    let mut letters = first.chars();
    let is_capitalised = letters.next()?.is_uppercase()
        && letters.all(|c| c.is_lowercase() || matches!(c, '’' | '\''));
    let is_word = sentence
        .chars()
        .rev()
        .take(2)
        .filter(|c| c.is_lowercase())
        .count()
        == 2;
    (is_word && is_capitalised).then_some(word.len() - word.get(at..)?.len() + 1)
}

fn is_end(c: char) -> bool {
    matches!(c, '.' | '!' | '?')
}

fn core(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut parted = String::new();
        Glued::of(text).part(text, &mut parted);
        assert_eq!(parted, expected);
    }

    #[test]
    fn glued_sentences_are_parted() {
        check("at the end.The next", "at the end. The next");
        check("Is it?It is.A new one.", "Is it? It is. A new one.");
        check("on Monday.In May, he", "on Monday. In May, he");
        check(
            "the chipset.Investors were glad",
            "the chipset. Investors were glad",
        );
        check("so “glad”.They went", "so “glad”.They went");
    }

    #[test]
    fn names_and_code_stay_whole() {
        for text in [
            "DeepLearning.AI and Character.AI, with Node.JS at www.DearAbby.com say",
            "System.Console.WriteLine writes, foo.Bar is read",
            "`a word.The next` is code",
            "torch.Size holds what torch.Size held",
            "Yahoo!Finance Journal, booking.Holdings Inc",
        ] {
            check(text, text);
        }
    }
}
