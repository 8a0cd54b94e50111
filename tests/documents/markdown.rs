//! Pages of the repository and what stands in them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A page of the repository.
pub(crate) fn page(name: &str) -> String {
    fs_err::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// Every page of the repository, by name.
pub(crate) fn pages() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<PathBuf> = walkdir::WalkDir::new(root.join("docs"))
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|suffix| suffix == "md"))
        .collect();
    paths.extend([root.join("README.md"), root.join("CHANGELOG.md")]);
    paths.sort();
    let named = |path: PathBuf| {
        let name = path.strip_prefix(root).unwrap().display().to_string();
        (name, fs_err::read_to_string(&path).unwrap())
    };
    paths.into_iter().map(named).collect()
}

/// The texts of the fenced blocks in one of these languages.
pub(crate) fn blocks(markdown: &str, languages: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Option<String> = None;
    let mut is_inside = false;
    for line in markdown.lines() {
        if let Some(language) = line.strip_prefix("```") {
            is_inside = !is_inside;
            found.extend(open.take());
            open = (is_inside && languages.contains(&language.trim())).then(String::new);
        } else if let Some(block) = &mut open {
            block.push_str(line);
            block.push('\n');
        }
    }
    found
}

/// The text outside fenced and indented blocks.
pub(crate) fn without_blocks(markdown: &str) -> String {
    let mut is_inside = false;
    let mut prose = String::new();
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            is_inside = !is_inside;
        } else if !is_inside && !line.starts_with("    ") {
            prose.push_str(line);
            prose.push('\n');
        }
    }
    prose
}

/// The lines of the blocks that are fenced as `sh`, without prompts and comments; a line that ends with
/// a backslash goes on in the next.
pub(crate) fn shell_lines(markdown: &str) -> Vec<String> {
    let mut is_inside = false;
    let mut lines: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in markdown.lines() {
        let line = line.trim_end();
        if let Some(language) = line.trim_start().strip_prefix("```") {
            is_inside = !is_inside && matches!(language.trim(), "sh" | "bash" | "console");
            continue;
        }
        let is_command =
            is_inside && !line.trim().is_empty() && !line.trim_start().starts_with('#');
        if !is_command {
            continue;
        }
        let text = line.trim_start().trim_start_matches("$ ");
        let (text, is_open) = text
            .strip_suffix('\\')
            .map_or((text, false), |text| (text, true));
        match lines.last_mut().filter(|_| goes_on) {
            Some(last) => last.push_str(text),
            None => lines.push(text.to_owned()),
        }
        goes_on = is_open;
    }
    lines
}

/// What stands between backticks, and the lines of shell blocks.
pub(crate) fn code_spans(markdown: &str) -> Vec<String> {
    let mut spans = shell_lines(markdown);
    let prose = without_blocks(markdown);
    spans.extend(prose.split('`').skip(1).step_by(2).map(|span| {
        let words: Vec<&str> = span.split_whitespace().collect();
        words.join(" ")
    }));
    spans.retain(|span| !span.contains("cargo ") && !span.is_empty());
    spans
}

/// The text below a heading of the second level.
pub(crate) fn section<'p>(markdown: &'p str, heading: &str) -> &'p str {
    let (_, rest) = markdown
        .split_once(&format!("\n{heading}\n"))
        .unwrap_or_else(|| panic!("no `{heading}`"));
    rest.split("\n## ").next().unwrap()
}

/// All words inside backticks and fences.
pub(crate) fn words_in_code(markdown: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut code = blocks(markdown, &["json", "text"]);
    code.extend(code_spans(markdown));
    let words = code.iter().flat_map(|code| code.split(|c| !is_part(c)));
    words.map(str::to_owned).collect()
}

#[test]
fn blocks_of_the_shell_are_read_line_by_line() {
    let text = "```sh\n# why\n$ newsdex add a \\\n  b\n\ncargo test\n```\n```json\n{}\n```\n";
    assert_eq!(shell_lines(text), ["newsdex add a b", "cargo test"]);
}
