use super::*;

#[test]
fn the_built_in_files_are_without_fault() {
    let mut problems = Vec::new();
    let files = BUILT_IN.map(|(group, text)| load::load(group, text, &mut problems));
    let lexicon = build::build(&files, &mut problems);
    assert_eq!(problems, []);
    assert!(lexicon.orgs().len() > 600);
}
