//! Changes our own lines of a front matter and leaves every other byte as it is.
//!
//! The block is cut into pieces: an entry (a key at the left margin and the lines that belong to it)
//! or something else (comments, blank lines). Entries whose value changes are written anew in their
//! place, missing ones come after the one that precedes them in our order. The result is read back
//! and compared; where a block is written so oddly that this fails, there is no edit at all.

use super::front_matter::{self, Fields, Key};

/// The block with the values of `wanted` under our keys; `None` where it can't be edited safely.
pub(super) fn edit(block: &str, wanted: &Fields) -> Option<String> {
    let current = front_matter::parse(block).ok()?;
    let line_end = if block.contains("\r\n") { "\r\n" } else { "\n" };
    let mut pieces = pieces(block);
    let mut after = 0;
    for (key, name) in Key::ALL {
        let values = wanted.all(key);
        let place = pieces.iter().position(|piece| piece.key == Some(key));
        match place {
            Some(at) => {
                if values != current.all(key)
                    && let Some(piece) = pieces.get_mut(at)
                {
                    piece.text = rewritten(&piece.text, name, key, values, line_end);
                }
                after = at + 1;
            }
            None if values.is_empty() => {}
            None => {
                let text = front_matter::line(name, key, values) + line_end;
                pieces.insert(
                    after,
                    Piece {
                        key: Some(key),
                        text,
                    },
                );
                after += 1;
            }
        }
    }
    let edited: String = pieces.into_iter().map(|piece| piece.text).collect();
    is_faithful(block, &edited, wanted).then_some(edited)
}

/// Whether the edited block holds the wanted values, and otherwise what it held before.
fn is_faithful(before: &str, after: &str, wanted: &Fields) -> bool {
    let (Ok(mut old), Ok(mut new), Ok(fields)) = (
        front_matter::mapping(before),
        front_matter::mapping(after),
        front_matter::parse(after),
    ) else {
        return false;
    };
    for (_, name) in Key::ALL {
        old.shift_remove(name);
        new.shift_remove(name);
    }
    &fields == wanted && old == new
}

/// A run of whole lines: one entry, or what stands between entries.
struct Piece {
    key: Option<Key>,
    text: String,
}

fn pieces(block: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut is_literal = false;
    for line in block.split_inclusive('\n') {
        let is_indented = line.starts_with([' ', '\t']);
        let is_aside = line.trim().is_empty()
            || (line.trim_start().starts_with('#') && !(is_indented && is_literal));
        let belongs_to_entry = is_indented || line.starts_with('-');
        match pieces.last_mut() {
            Some(piece) if belongs_to_entry && !is_aside => {
                piece.text.push_str(line);
                continue;
            }
            _ => {}
        }
        if is_aside {
            pieces.push(Piece {
                key: None,
                text: line.to_owned(),
            });
            continue;
        }
        is_literal = opens_literal(line);
        pieces.push(Piece {
            key: key_of(line),
            text: line.to_owned(),
        });
    }
    join_split_entries(pieces)
}

/// Lines of an entry may stand after comments and blank lines inside it; those were cut apart above
/// and are joined to the entry again, so that the entry is replaced as a whole.
fn join_split_entries(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        let has_more_of_the_entry = piece.key.is_none()
            && piece
                .text
                .lines()
                .skip(1)
                .any(|line| !line.trim().is_empty())
            && is_aside(piece.text.lines().next().unwrap_or(""));
        if has_more_of_the_entry {
            let entry = joined
                .iter()
                .rposition(|piece| !is_aside(&piece.text))
                .unwrap_or(0);
            let tail: String = joined.drain(entry..).map(|piece| piece.text).collect();
            let key = key_of(&tail);
            joined.push(Piece {
                key,
                text: tail + &piece.text,
            });
        } else {
            joined.push(piece);
        }
    }
    joined
}

fn is_aside(text: &str) -> bool {
    text.lines()
        .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
}

/// The key of ours that a line at the left margin opens.
fn key_of(line: &str) -> Option<Key> {
    let (name, value) = line.split_once(':')?;
    let ends_key = value.is_empty() || value.starts_with(char::is_whitespace);
    Key::named(name.trim_end().trim_matches(['"', '\''])).filter(|_| ends_key)
}

/// Whether the value is a block of literal or folded text, in which `#` is no comment.
fn opens_literal(line: &str) -> bool {
    line.split_once(':')
        .is_some_and(|(_, value)| value.trim_start().starts_with(['|', '>']))
}

/// The entry with new values; its comments stay.
fn rewritten(entry: &str, name: &str, key: Key, values: &[String], line_end: &str) -> String {
    let mut lines = entry.split_inclusive('\n');
    let first = lines.next().unwrap_or("").trim_end();
    let comment = comment_of(first.split_once(':').map_or("", |(_, value)| value));
    let mut text = match (values, comment) {
        ([], "") => String::new(),
        ([], comment) => format!("{name}: null{comment}{line_end}"),
        (values, comment) => {
            format!(
                "{}{comment}{line_end}",
                front_matter::line(name, key, values)
            )
        }
    };
    if !opens_literal(first) {
        text.extend(lines.filter(|line| line.trim_start().starts_with('#')));
    }
    text
}

/// The comment behind a value on one line, with the white space before it; empty where there is none.
fn comment_of(value: &str) -> &str {
    let mut quote = None;
    let mut is_escaped = false;
    let mut previous = ' ';
    let mut space_from = None;
    for (at, c) in value.char_indices() {
        let is_space = c.is_whitespace();
        if c == '#' && quote.is_none() && previous.is_whitespace() {
            return value.get(space_from.unwrap_or(at)..).unwrap_or("");
        }
        match quote {
            Some('"') if is_escaped => is_escaped = false,
            Some('"') if c == '\\' => is_escaped = true,
            Some(open) if c == open => quote = None,
            // Inside a word an apostrophe opens nothing: don't.
            None if (c == '"' || c == '\'') && " \t[,".contains(previous) => quote = Some(c),
            _ => {}
        }
        if !is_space {
            space_from = None;
        } else if space_from.is_none() {
            space_from = Some(at);
        }
        previous = c;
    }
    ""
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wanted(block: &str, changes: &[(Key, &[&str])]) -> Fields {
        let mut fields = front_matter::parse(block).unwrap_or_default();
        for (key, values) in changes {
            fields.set(*key, values.iter().map(|value| (*value).to_owned()));
        }
        fields
    }

    #[test]
    fn only_our_own_lines_change() {
        let check = |block: &str, changes: &[(Key, &[&str])], expected: &str| {
            let edited = edit(block, &wanted(block, changes));
            assert_eq!(edited.as_deref(), Some(expected), "{block}");
        };
        let title: &[(Key, &[&str])] = &[(Key::Title, &["New"])];
        check("title: Old\n", title, "title: \"New\"\n");
        check(
            "tags: [a]\ntitle: Old # mine\nx: 1\n",
            title,
            "tags: [a]\ntitle: \"New\" # mine\nx: 1\n",
        );
        check("title: 'a # b'  # c\n", title, "title: \"New\"  # c\n");
        check("title: don't # c\n", title, "title: \"New\" # c\n");
        check(
            "title: >\n  long\n  # no comment\nx: 1\n",
            title,
            "title: \"New\"\nx: 1\n",
        );
        check(
            "title: \"two\n  lines\"\n\n# about x\nx: 1\n",
            title,
            "title: \"New\"\n\n# about x\nx: 1\n",
        );
        check(
            "id: a\r\nx: 1\r\n",
            title,
            "id: a\r\ntitle: \"New\"\r\nx: 1\r\n",
        );
        check("x: 1\n", title, "title: \"New\"\nx: 1\n");
        check("", title, "title: \"New\"\n");
        check("\"title\": Old\n", title, "title: \"New\"\n");
        let no_author: &[(Key, &[&str])] = &[(Key::Author, &[])];
        check("author: A\nx: 1\n", no_author, "x: 1\n");
        check(
            "author: A # why\nx: 1\n",
            no_author,
            "author: null # why\nx: 1\n",
        );
        let credits: &[(Key, &[&str])] = &[(Key::Credits, &["C"])];
        check(
            "credits:\n- A\n# keep\n- B\nx: 1\n",
            credits,
            "credits: [\"C\"]\n# keep\nx: 1\n",
        );
        check("credits:\n  - A\n\n  - B\n", credits, "credits: [\"C\"]\n");
    }

    #[test]
    fn what_cannot_be_edited_safely_is_left_alone() {
        for block in [
            "{title: a, x: b}\n",
            "title: a: b\n",
            "- a\n",
            "title: a\ntitle: b\n",
            "&a",
        ] {
            assert_eq!(
                edit(block, &wanted(block, &[(Key::Title, &["New"])])),
                None,
                "{block}"
            );
        }
    }

    fn strange_line() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-z]{1,5}: [a-z0-9 ]{0,8}",
            "# [a-z: '\"#]{0,12}",
            Just(String::new()),
            "x[a-z]{1,3}:\n  - [a-z]{1,4}\n  # in [a-z]{1,4}\n  - [a-z]{1,4}",
            "y[a-z]{1,3}: \\|\n  # text [a-z]{1,4}\n\n  more",
            "(title|url|credits): ['\"]?[a-z #:]{0,6}['\"]?( # c)?",
        ]
    }

    proptest! {
        #[test]
        fn unknown_lines_and_comments_survive_byte_for_byte(
            lines in prop::collection::vec(strange_line(), 0..8),
            value in "[a-z \"'#:\\\\]{1,10}",
        ) {
            let block: String = lines.join("\n") + "\n";
            let wanted = wanted(&block, &[(Key::Site, &[&value]), (Key::Added, &["2026-01-01"])]);
            let Some(edited) = edit(&block, &wanted) else { return Ok(()) };
            let ours = |line: &&str| !line.starts_with("site: \"") && !line.starts_with("added: \"");
            let kept: Vec<&str> = edited.split_inclusive('\n').filter(ours).collect();
            let before: Vec<&str> = block.split_inclusive('\n').filter(ours).collect();
            prop_assert_eq!(kept, before);
            prop_assert_eq!(edit(&edited, &wanted), Some(edited));
        }

        #[test]
        fn any_block_is_edited_or_left_without_a_panic(block in any::<String>()) {
            drop(edit(&block, &wanted(&block, &[(Key::Title, &["New"])])));
        }
    }
}
