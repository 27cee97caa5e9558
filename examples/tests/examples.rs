//! Every example prints what `expected/` says.
//!
//! After a change that is meant, `BLESS=1 cargo test -p pluginkit-examples` writes the new texts; read them before you commit.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const HERE: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn every_example_prints_what_is_expected() {
    let failures: Vec<String> =
        names("examples", "rs").iter().filter_map(|example| check(example).err()).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn nothing_is_expected_of_an_example_that_is_not_there() {
    let examples = names("examples", "rs");
    let orphans: Vec<String> =
        names("expected", "txt").into_iter().filter(|name| !examples.contains(name)).collect();
    assert!(orphans.is_empty(), "there are no examples for these files in expected/: {orphans:?}");
}

#[test]
fn the_quickstart_is_the_program_of_the_readme() {
    let read = |file: &str| unix(&fs::read_to_string(Path::new(HERE).join(file)).expect(file));
    let readme = read("../README.md");
    let (_, from_program) = readme.split_once("```rust").expect("the README has a program");
    let (_, from_first_line) = from_program.split_once('\n').expect("the program has lines");
    let (program, _) = from_first_line.split_once("```").expect("the program ends");
    assert!(
        read("examples/quickstart.rs").ends_with(program),
        "the first program of the README and examples/quickstart.rs are no longer the same"
    );
}

fn check(example: &str) -> Result<(), String> {
    let printed = run(example)?;
    let file = Path::new(HERE).join("expected").join(example).with_extension("txt");
    if env::var_os("BLESS").is_some() {
        return fs::write(&file, printed).map_err(|error| format!("{}: {error}", file.display()));
    }
    let expected = fs::read_to_string(&file).map_err(|error| {
        format!(
            "{example}: expected/{example}.txt cannot be read ({error}).\n\
             Make it with `BLESS=1 cargo test -p pluginkit-examples`, and read what it says."
        )
    })?;
    if printed == unix(&expected) {
        return Ok(());
    }
    Err(format!("{example} prints:\n{printed}\nexpected/{example}.txt says:\n{expected}"))
}

/// What the example prints, without what differs from run to run.
fn run(example: &str) -> Result<String, String> {
    let binary = binary(example)?;
    let output = Command::new(&binary).output().map_err(|error| format!("{}: {error}", binary.display()))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{example} ends with {}:\n{complaint}", output.status));
    }
    let printed = String::from_utf8(output.stdout).map_err(|error| format!("{example}: {error}"))?;
    Ok(without_times(&unix(&printed)))
}

/// Cargo puts the examples of a package beside the directory of its tests: `debug/examples`, `debug/deps`.
fn binary(example: &str) -> Result<PathBuf, String> {
    let this = env::current_exe().map_err(|error| error.to_string())?;
    let file = format!("{example}{}", env::consts::EXE_SUFFIX);
    let places = this.ancestors().skip(1).take(3).map(|directory| directory.join("examples").join(&file));
    places.clone().find(|place| place.is_file()).ok_or_else(|| {
        let places: Vec<String> = places.map(|place| format!("  {}", place.display())).collect();
        format!(
            "{example} has not been built. It is in none of these places:\n{}\n\
             `cargo test -p pluginkit-examples` builds the examples before the tests; beside a choice such as \
             `--test examples`, do that by `cargo build -p pluginkit-examples --examples`.",
            places.join("\n")
        )
    })
}

/// The names of the files of one kind, without the extension.
fn names(directory: &str, extension: &str) -> BTreeSet<String> {
    let directory = Path::new(HERE).join(directory);
    let entries = fs::read_dir(&directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    entries
        .map(|entry| entry.expect("an entry of a directory that is there").path())
        .filter(|path| path.extension() == Some(OsStr::new(extension)))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect()
}

/// Git may have given the file the line ends of the system.
fn unix(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// `took 83 ms` becomes `took <time>`.
fn without_times(text: &str) -> String {
    let mut pieces = text.split(" ms");
    let mut result = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let number = result.trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
        if number < result.len() && !piece.starts_with(char::is_alphanumeric) {
            result.truncate(number);
            result.push_str("<time>");
        } else {
            result.push_str(" ms");
        }
        result.push_str(piece);
    }
    result
}

#[test]
fn only_times_are_replaced() {
    assert_eq!(without_times("took 83 ms, 5 msgs\n"), "took <time>, 5 msgs\n");
    assert_eq!(without_times("no ms here, 12 mm"), "no ms here, 12 mm");
}
