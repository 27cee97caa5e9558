//! The program prints the expected page, whatever happened to its sources.

use std::process::{Command, Output};

const TIME: &str = "<time>";

fn newsroom(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_newsroom")).args(args).output().unwrap()
}

/// Times differ from run to run, and so does the width that they are given.
fn without_times(page: &str) -> String {
    page.lines().map(|line| without_time(line) + "\n").collect()
}

fn without_time(line: &str) -> String {
    let time = line.strip_suffix(" ms").and_then(|rest| rest.rsplit_once(' '));
    match time {
        Some((name, number)) if number.parse::<f64>().is_ok() => {
            format!("{}  {TIME}", name.trim_end())
        }
        _ => line.to_owned(),
    }
}

#[test]
fn the_page_is_as_expected() {
    let output = newsroom(&[]);

    let page = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let expected = include_str!("expected_page.txt").replace("\r\n", "\n");
    let page = without_times(&page);
    assert!(page == expected, "the page has changed:\n{page}\nexpected was:\n{expected}");
}

#[test]
fn a_directory_without_feeds_leaves_every_source_missing() {
    let output = newsroom(&[concat!(env!("CARGO_MANIFEST_DIR"), "/src")]);

    let page = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    assert!(page.starts_with("THE NEWSROOM\n0 headlines from 0 of 6 sources"), "{page}");
    assert!(page.contains("cannot read harbor-gazette.xml"), "{page}");
}

#[test]
fn a_mistake_on_the_command_line_is_answered_with_the_usage() {
    let output = newsroom(&["--verbose"]);

    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("usage: newsroom"));
}

#[test]
fn only_times_are_replaced() {
    assert_eq!(without_time("  all in one call   150.6 ms"), "  all in one call  <time>");
    assert_eq!(without_time("  courier  no answer within 150ms"), "  courier  no answer within 150ms");
}
