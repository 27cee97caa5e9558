//! `set_allocations <hand|set|manager|boxed> <case> <plugins>` prints how many allocations one call makes.
//!
//! A binary of its own, because the allocator that counts would be counted among the instructions of the other.

use std::process::ExitCode;

use pluginkit_benches::set::{Case, Side};

const CALLS: u64 = 1000;

#[allow(clippy::cast_precision_loss, reason = "the counts are small")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [side, case, plugins] = arguments.as_slice()
        && let (Some(side), Ok(plugins)) = (Side::named(side), plugins.parse())
        && let Some(case) = Case::named(case, plugins)
    {
        let call = case.on(side);
        call(1);
        let allocations = allocation_counter::measure(|| call(CALLS)).count_total;
        println!("{}", allocations as f64 / CALLS as f64);
        return ExitCode::SUCCESS;
    }
    eprintln!("usage: set_allocations <hand|set|manager|boxed> <case> <plugins: 3, 10 or 50>");
    ExitCode::FAILURE
}
