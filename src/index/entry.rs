//! Where a word stands in the index: a term, and which of its occurrences are meant.

use std::borrow::Cow;

use tantivy::Term;
use tantivy::schema::Field;

use super::Fields;
use crate::analysis::endings::{Ending, unmark};
use crate::analysis::stems::{Reading, Stems};

/// An entry of the index that a word may be found under.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The field; the positions of all fields count words alike.
    pub field: Field,
    /// The term.
    pub term: String,
    /// Which of its occurrences.
    pub forms: Forms,
}

/// Which occurrences of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Forms {
    /// All; their positions say nothing of their form.
    Unmarked,
    /// All; their positions are marked with an [`Ending`].
    Any,
    /// Those with this ending.
    With(Ending),
}

impl Entry {
    /// A term of a field whose positions are no more than positions.
    pub fn of_term(field: Field, term: String) -> Self {
        let forms = Forms::Unmarked;
        Self { field, term, forms }
    }

    /// A stem: the word in all its forms.
    pub fn of_stem(fields: &Fields, stem: String) -> Self {
        Self {
            field: fields.text,
            term: stem,
            forms: Forms::Any,
        }
    }

    /// A word in one form, which is in lower case.
    pub fn of_form(fields: &Fields, stems: &mut Stems, form: &str) -> Self {
        match stems.read(form) {
            Reading::Content(stem, Some(ending)) => Self {
                forms: Forms::With(ending),
                ..Self::of_stem(fields, stem.to_owned())
            },
            Reading::Content(_, None) | Reading::Function => {
                Self::of_term(fields.unstemmed, form.to_owned())
            }
        }
    }

    /// The word in all its forms, but for function words, which have one.
    pub fn of_word(fields: &Fields, stems: &mut Stems, form: &str) -> Self {
        match stems.content_stem(form) {
            Some(stem) => Self::of_stem(fields, stem.to_owned()),
            None => Self::of_term(fields.unstemmed, form.to_owned()),
        }
    }

    /// As the engine's term.
    pub fn key(&self) -> Term {
        Term::from_field_text(self.field, &self.term)
    }

    /// Whether it is a word in all its forms.
    pub fn is_stem(&self) -> bool {
        self.forms == Forms::Any
    }

    /// The word as this entry tells it: its one form, or its stem.
    pub fn word(&self) -> Cow<'_, str> {
        let form = match self.forms {
            Forms::With(ending) => ending.form_of(&self.term),
            Forms::Unmarked | Forms::Any => None,
        };
        form.map_or(Cow::Borrowed(&self.term), Cow::Owned)
    }

    /// Whether a word of a text, given in its form and as it is read, is found under this entry.
    pub fn takes(&self, form: &str, read: Reading<'_>) -> bool {
        match (self.forms, read) {
            (Forms::Unmarked, _) => self.term == form,
            (_, Reading::Function) => false,
            (Forms::Any, Reading::Content(stem, _)) => self.term == stem,
            (Forms::With(asked), Reading::Content(stem, ending)) => {
                self.term == stem && ending == Some(asked)
            }
        }
    }
}

impl Forms {
    /// The position of an occurrence as the engine holds it; `None` where another form stands there.
    pub fn position(self, held: u32) -> Option<u32> {
        match self {
            Self::Unmarked => Some(held),
            Self::Any => Some(unmark(held).0),
            Self::With(ending) => {
                let (position, of) = unmark(held);
                (of == Some(ending)).then_some(position)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_takes_the_words_that_are_found_under_it() {
        let (fields, mut stems) = (Fields::schema().1, Stems::new());
        let mut check = |asked: &str, taken: &[&str], left: &[&str]| {
            let entry = Entry::of_form(&fields, &mut stems, asked);
            assert_eq!(entry.word(), asked);
            for (words, expected) in [(taken, true), (left, false)] {
                for word in words {
                    let is_taken = entry.takes(word, stems.read(word));
                    assert_eq!(is_taken, expected, "{asked} {word}");
                }
            }
        };
        check("clouds", &["clouds"], &["cloud", "clouded"]);
        check("company", &["company"], &["companies"]);
        check("dying", &["dying"], &["die", "dies"]);
        check("the", &["the"], &["them"]);
        let entry = Entry::of_word(&fields, &mut stems, "clouds");
        assert!(entry.is_stem() && entry.takes("clouded", stems.read("clouded")));
        // A function word stands under no stem.
        let doe = Entry::of_word(&fields, &mut stems, "doe");
        assert_eq!(doe.term, stems.stem("does"));
        assert!(!doe.takes("does", stems.read("does")));
        let the = Entry::of_word(&fields, &mut stems, "the");
        assert_eq!((the.field, the.is_stem()), (fields.unstemmed, false));
    }
}
