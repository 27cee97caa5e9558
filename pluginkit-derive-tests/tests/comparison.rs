//! `docs/comparison.md` says of much that there is a test of it: there is.

use std::fs;
use std::path::{Path, PathBuf};

/// Paths of tests are relative to one of these.
const FOLDERS: [&str; 3] = ["pluginkit", "pluginkit-derive-tests", "."];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The page, without what is not shown.
fn page() -> String {
    let page = fs::read_to_string(root().join("docs/comparison.md")).expect("the page is there");
    let mut shown = String::new();
    let mut rest = page.as_str();
    while let Some((before, comment)) = rest.split_once("<!--") {
        shown.push_str(before);
        rest = comment.split_once("-->").expect("a comment ends").1;
    }
    shown + rest
}

/// What stands in backticks and is a file of tests.
fn named(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2).filter(|code| code.contains(".rs") && code.contains('/'))
}

/// What is wrong with the name of a test.
fn fault(test: &str) -> Option<String> {
    let (file, function) =
        test.split_once("::").map_or((test, None), |(file, function)| (file, Some(function)));
    let Some(path) = FOLDERS.iter().map(|folder| root().join(folder).join(file)).find(|path| path.is_file())
    else {
        return Some(format!("{test}: there is no such file"));
    };
    let Some(function) = function else {
        // A program that does not compile is a test as a whole.
        let refused = path.with_extension("stderr").is_file();
        return (!refused).then(|| format!("{test}: which function of it, if it compiles?"));
    };
    let source = fs::read_to_string(path).expect("a test is a text");
    (!source.contains(&format!("fn {function}("))).then(|| format!("{test}: the file has no such function"))
}

#[test]
fn every_test_that_the_page_names_is_there() {
    let page = page();
    let faults: Vec<String> = page.lines().flat_map(named).filter_map(fault).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn everything_that_is_said_to_be_held_is_held_by_a_test() {
    let page = page();
    let mut rows = 0;
    let mut holds = false;
    for line in page.lines() {
        let is_row = line.starts_with('|') && !line.starts_with("|---");
        // A table ends where no row follows.
        holds &= line.starts_with('|');
        if line.contains("| held by |") {
            holds = true;
        } else if holds && is_row {
            rows += 1;
            assert!(named(line).next().is_some(), "{line}");
        }
    }
    assert!(rows > 40, "both tables have been found: {rows}");
}
