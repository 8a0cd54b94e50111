//! Files that people put into `corpus/` themselves.

use std::ops::ControlFlow;

use super::front_matter::Key;
use super::{CorpusError, CorpusFile, FileKind, Filed, Home, Problem, file_format};

/// Reads a file that newsdex did not write.
pub(super) fn read_by_hand(
    home: &Home,
    file: &CorpusFile,
    sink: &mut dyn FnMut(Filed) -> ControlFlow<()>,
) -> Result<Vec<Problem>, CorpusError> {
    let place = home.place(&file.path);
    if file.kind == FileKind::ByHand {
        let reason = "dumps in corpus/ are not read yet".to_owned();
        return Ok(vec![Problem {
            path: file.path.clone(),
            line: None,
            reason,
        }]);
    }
    let bytes = fs_err::read(&place).map_err(|error| CorpusError::read(&place, error))?;
    let text = String::from_utf8_lossy(&bytes);
    let (mut fields, rest, mut problems) =
        file_format::fields_of(&text).unwrap_or_else(|| (Default::default(), &text, Vec::new()));
    let body = file_format::normal_body(rest);
    if fields.one(Key::Id).is_none() && fields.one(Key::Url).is_none() {
        fields.set(
            Key::Received,
            [crate::article::ContentHash::of(&bytes).to_string()],
        );
    }
    let article = file_format::article(
        &fields,
        body,
        file.modified_day(),
        &file.path,
        &mut problems,
    );
    drop(sink(Filed {
        article,
        path: file.path.clone(),
    }));
    let problem = |(line, reason)| Problem {
        path: file.path.clone(),
        line,
        reason,
    };
    Ok(problems.into_iter().map(problem).collect())
}
