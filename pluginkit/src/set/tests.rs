//! The rules of a set, held to the manager's: the same rules, written twice.
//!
//! `PLUGINKIT_CASES` says how many sets there are; `scripts/properties.sh` asks for many.

mod circles;
mod mistakes;
mod order;
mod worlds;

use proptest::test_runner::Config;

fn config() -> Config {
    let cases = std::env::var("PLUGINKIT_CASES")
        .map_or(256, |cases| cases.parse().expect("PLUGINKIT_CASES is a number of cases"));
    Config { failure_persistence: None, ..Config::with_cases(cases) }
}
