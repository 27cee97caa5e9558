//! The set and the manager print the same page, and it is the expected one.

use std::process::Command;

fn page(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_static-newsroom")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_page_is_as_expected() {
    let page = page(&[]);
    let expected = include_str!("expected_page.txt").replace("\r\n", "\n");
    assert!(page == expected, "the page has changed:\n{page}\nexpected was:\n{expected}");
}

#[test]
fn a_manager_prints_the_same_page() {
    assert_eq!(page(&["--manager"]), page(&[]));
}
