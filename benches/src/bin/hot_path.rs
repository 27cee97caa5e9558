//! The workload: `hot_path <hand|pluginkit> <case> <implementations> <calls>` makes the call so often, and nothing else.

use std::process::ExitCode;

use pluginkit_benches::{Case, Side};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [side, case, implementations, calls] = arguments.as_slice()
        && let (Some(side), Some(case)) = (Side::named(side), Case::named(case))
        && let (Ok(implementations @ 1..=10), Ok(calls)) = (implementations.parse(), calls.parse())
    {
        side.of(case)(implementations)(calls);
        return ExitCode::SUCCESS;
    }
    eprintln!("usage: hot_path <hand|pluginkit> <case> <implementations: 1..=10> <calls>");
    ExitCode::FAILURE
}
