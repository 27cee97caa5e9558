//! What the attributes accept and what they refuse: see the README.

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_rule_is_kept_in_its_own_words() {
    // One instance: its cases are built by one run of cargo.
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/*/pass/*.rs");
    cases.pass("tests/ui/*/warn/*.rs");
    cases.compile_fail("tests/ui/*/fail/*.rs");
}

#[test]
fn every_case_is_named_after_its_rule() {
    for case in cases() {
        let stem = case.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let is_words =
            stem.contains('_') && stem.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
        assert!(is_words, "{} is not a rule in words", case.display());
    }
}

#[test]
fn every_refusal_has_its_words_and_nothing_else_has() {
    for case in cases() {
        let is_refused = case.parent().is_some_and(|parent| parent.ends_with("fail"));
        let words = case.with_extension("stderr");
        assert_eq!(words.exists(), is_refused, "{}: bless it, or remove the words", words.display());
    }
}

#[test]
fn what_must_not_warn_denies_warnings() {
    for case in cases().iter().filter(|case| case.parent().is_some_and(|parent| parent.ends_with("warn"))) {
        let source = fs::read_to_string(case).expect("a case is a text");
        assert!(source.starts_with("#![deny(warnings"), "{} would not notice", case.display());
    }
}

/// The names of a point's own macros depend on where its file lies.
#[test]
fn no_message_depends_on_the_machine() {
    for case in cases() {
        let words = fs::read_to_string(case.with_extension("stderr")).unwrap_or_default();
        for hidden in ["__pluginkit_", env!("CARGO_MANIFEST_DIR"), "/.cargo/", "/target/"] {
            assert!(!words.contains(hidden), "{}: {hidden}", case.display());
        }
    }
}

/// All sources of cases.
fn cases() -> Vec<PathBuf> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let found: Vec<PathBuf> = below(&ui)
        .iter()
        .flat_map(|of_macro| below(of_macro))
        .flat_map(|of_kind| below(&of_kind))
        .filter(|file| file.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    assert!(!found.is_empty(), "no case in {}", ui.display());
    found
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of cases");
    entries.map(|entry| entry.expect("a readable folder").path()).collect()
}
