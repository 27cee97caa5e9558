//! The workload: `set_path <hand|set|manager|boxed> <case> <plugins> <calls>` makes the call so often, and nothing else.

use std::process::ExitCode;

use pluginkit_benches::set::{Case, Side};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [side, case, plugins, calls] = arguments.as_slice()
        && let (Some(side), Ok(plugins), Ok(calls)) = (Side::named(side), plugins.parse(), calls.parse())
        && let Some(case) = Case::named(case, plugins)
    {
        case.on(side)(calls);
        return ExitCode::SUCCESS;
    }
    eprintln!("usage: set_path <hand|set|manager|boxed> <case> <plugins: 3, 10 or 50> <calls>");
    ExitCode::FAILURE
}
