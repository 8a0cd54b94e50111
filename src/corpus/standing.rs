//! An article file as it stands now, and what becomes of it under the three-way rule.
//!
//! Three states are compared by hash: what newsdex filed (`cleaned` in the file), what stands there
//! now, and what comes.

use super::file_format::{self, Provenance};
use super::front_matter::{Fields, Key};
use super::known::HeldFile;
use super::teasers::Text;
use super::{Conflict, Home};
use crate::article::{ArticleId, ContentHash, TitleFrom};
use crate::collect::Incoming;

/// A file that was read to be replaced.
pub(super) struct Standing {
    text: String,
    fields: Fields,
    says: Text,
    now: ContentHash,
}

/// Why a file stays as it is.
pub(super) enum Kept {
    /// The newer text is what stands there.
    Equal,
    /// A person edited it.
    Edited,
    /// A person wrote its front matter so that our lines can't be edited safely.
    Uneditable,
}

impl Standing {
    /// Reads a file; `None` where it is no text with a front matter.
    pub(super) fn read(home: &Home, held: &HeldFile) -> Option<Self> {
        let text = fs_err::read_to_string(home.place(&held.path)).ok()?;
        let (fields, rest, _) = file_format::fields_of(&text)?;
        let body = file_format::normal_body(rest);
        let (says, now) = (Text::filed(&fields, &body), fields.fingerprint(&body));
        Some(Self {
            text,
            fields,
            says,
            now,
        })
    }

    /// What stands there, to tell teasers by.
    pub(super) fn says(&self) -> &Text {
        &self.says
    }

    /// The text as it was read.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The bytes that the file came from.
    pub(super) fn received(&self) -> Option<ContentHash> {
        self.fields.hash(Key::Received)
    }

    /// Whether a person changed what newsdex filed.
    pub(super) fn is_edited(&self) -> bool {
        self.fields.hash(Key::Cleaned) != Some(self.now)
    }

    /// Whether the file may be written anew for other received bytes. An edit that made it what now
    /// comes is none.
    pub(super) fn may_become(&self, incoming: &mut Incoming) -> Result<(), Kept> {
        self.hand_on(incoming);
        if self.is_edited() && cleaned(incoming) != Some(self.now) {
            return Err(Kept::Edited);
        }
        Ok(())
    }

    /// Whether the file may be written anew because the cleaner is another. The id stays, so that
    /// nothing that cites it breaks.
    pub(super) fn may_be_recleaned(&self, incoming: &mut Incoming) -> Result<(), Kept> {
        self.hand_on(incoming);
        if let Some(id) = self
            .fields
            .one(Key::Id)
            .and_then(|id| ArticleId::new(id).ok())
        {
            incoming.article.id = id;
        }
        if self.is_edited() {
            return Err(Kept::Edited);
        }
        if cleaned(incoming) == Some(self.now) {
            return Err(Kept::Equal);
        }
        Ok(())
    }

    /// Whether this is what newsdex filed, whatever a person made of it since.
    pub(super) fn was_filed_as(&self, incoming: &Incoming) -> bool {
        self.fields.hash(Key::Cleaned) == cleaned(incoming)
    }

    /// Whether the article says no more than what stands there now; a person may have written that.
    pub(super) fn says_the_same(&self, incoming: &Incoming) -> bool {
        filed_as(incoming, self.now)
    }

    /// The day of first arrival stays, whatever comes later.
    fn hand_on(&self, incoming: &mut Incoming) {
        if let Some(added) = self.fields.one(Key::Added).and_then(|day| day.parse().ok()) {
            incoming.article.added = added;
        }
    }

    /// The file's text with the article in it.
    pub(super) fn renewed(
        &self,
        incoming: &Incoming,
        original: ContentHash,
    ) -> Result<String, Kept> {
        let fields = fields_of(incoming, original);
        file_format::update(&self.text, &fields, &incoming.article.body)
            .map(|text| file_format::with_by_hand(text, &incoming.by_hand))
            .ok_or(Kept::Uneditable)
    }
}

impl Kept {
    /// What to report; `None` where there is nothing to say.
    pub(super) fn conflict(&self, path: &str, incoming: &Incoming) -> Option<Conflict> {
        let reason = match self {
            Self::Equal => return None,
            Self::Edited => {
                "the file was edited since it was filed, and its source changed as well; to take the \
                 newer text, move the file away and add the source again"
            }
            Self::Uneditable => {
                "the front matter is written so that it cannot be edited safely; to take the newer \
                 text, move the file away and add the source again"
            }
        };
        Some(Conflict {
            path: path.to_owned(),
            source: incoming.source.clone(),
            line: incoming.line,
            reason: reason.to_owned(),
        })
    }
}

/// The values under which an article is filed.
pub(super) fn fields_of(incoming: &Incoming, original: ContentHash) -> Fields {
    let provenance = Provenance {
        original,
        received: incoming.received,
    };
    file_format::fields(&incoming.article, provenance)
}

/// Whether an article is what was filed with the hash `filed`, wherever its title came from: an export
/// doesn't tell.
pub(super) fn filed_as(incoming: &Incoming, filed: ContentHash) -> bool {
    let mut any = incoming.clone();
    TitleFrom::ALL.iter().any(|title_from| {
        any.article.title_from = *title_from;
        cleaned(&any) == Some(filed)
    })
}

/// What `cleaned` will hold; it does not depend on the original.
pub(super) fn cleaned(incoming: &Incoming) -> Option<ContentHash> {
    fields_of(incoming, incoming.received).hash(Key::Cleaned)
}
