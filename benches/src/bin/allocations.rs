//! `allocations <hand|pluginkit> <case> <implementations>` prints how many allocations one call makes.
//!
//! A binary of its own, because the allocator that counts would be counted among the instructions of the other.

use std::process::ExitCode;

use pluginkit_benches::{Case, Side};

const CALLS: u64 = 1000;

#[allow(clippy::cast_precision_loss, reason = "the counts are small")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [side, case, implementations] = arguments.as_slice()
        && let (Some(side), Some(case)) = (Side::named(side), Case::named(case))
        && let Ok(implementations @ 1..=10) = implementations.parse()
    {
        let call = side.of(case)(implementations);
        call(1);
        let allocations = allocation_counter::measure(|| call(CALLS)).count_total;
        println!("{}", allocations as f64 / CALLS as f64);
        return ExitCode::SUCCESS;
    }
    eprintln!("usage: allocations <hand|pluginkit> <case> <implementations: 1..=10>");
    ExitCode::FAILURE
}
