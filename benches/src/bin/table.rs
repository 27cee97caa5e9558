//! Counts what every case costs, and prints the table of `README.md`.
//!
//! `table [case..]`: all cases, or those named.

use std::process::ExitCode;

use pluginkit_benches::{CASES, Case, Error, Side, Workload, at_once, valgrind};

const IMPLEMENTATIONS: [usize; 3] = [1, 4, 10];

fn main() -> ExitCode {
    if !valgrind() {
        eprintln!("valgrind is not installed: instructions are counted by its tool callgrind");
        return ExitCode::FAILURE;
    }
    match table(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(table) => {
            print!("{table}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn table(names: &[String]) -> Result<String, Error> {
    if let Some(unknown) = names.iter().find(|name| Case::named(name).is_none()) {
        let known: Vec<&str> = CASES.iter().map(|case| case.name).collect();
        return Err(format!("there is no case `{unknown}`, only {}", known.join(", ")).into());
    }
    let workload = Workload::build(None)?;
    let cases = CASES.iter().filter(|case| names.is_empty() || names.iter().any(|name| name == case.name));
    let rows: Vec<(&Case, usize)> =
        cases.flat_map(|case| IMPLEMENTATIONS.map(|implementations| (case, implementations))).collect();
    let mut table = "| case | N | hand Ir | pluginkit Ir | ratio | difference | hand allocations | pluginkit allocations |\n\
                     |---|--:|--:|--:|--:|--:|--:|--:|\n"
        .to_owned();
    let title = |(case, implementations): &(&Case, usize)| format!("{}, {implementations}", case.name);
    for row in at_once(&rows, title, |(case, implementations)| row(&workload, case, *implementations)) {
        table.push_str(&row?);
    }
    Ok(table)
}

#[allow(clippy::cast_precision_loss, reason = "the counts are small")]
fn row(workload: &Workload, case: &Case, implementations: usize) -> Result<String, Error> {
    let hand = workload.instructions(Side::Hand, case, implementations)?;
    let pluginkit = workload.instructions(Side::Pluginkit, case, implementations)?;
    let hand_allocations = workload.allocations(Side::Hand, case, implementations)?;
    let allocations = workload.allocations(Side::Pluginkit, case, implementations)?;
    let ratio = pluginkit as f64 / hand as f64;
    let difference = pluginkit.cast_signed() - hand.cast_signed();
    Ok(format!(
        "| {} | {implementations} | {hand} | {pluginkit} | {ratio:.2} | {difference:+} | {hand_allocations} | {allocations} |\n",
        case.title
    ))
}
