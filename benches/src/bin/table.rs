//! Counts what every case costs, and prints the table of `README.md`.
//!
//! `table [case..]`: all cases, or those named.

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

use pluginkit_benches::{CASES, Case, Error, Side, Workload, valgrind};

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
    for row in measured(&workload, &rows) {
        table.push_str(&row?);
    }
    Ok(table)
}

/// The rows, measured at once: the counts do not depend on who else is running.
fn measured(workload: &Workload, rows: &[(&Case, usize)]) -> Vec<Result<String, Error>> {
    let next = AtomicUsize::new(0);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let mut done: Vec<(usize, Result<String, Error>)> = thread::scope(|scope| {
        let work = || {
            let mut done = Vec::new();
            while let at = next.fetch_add(1, Relaxed)
                && let Some((case, implementations)) = rows.get(at)
            {
                eprintln!("{} of {}: {}, {implementations}", at + 1, rows.len(), case.name);
                done.push((at, row(workload, case, *implementations)));
            }
            done
        };
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker does not panic")).collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, row)| row).collect()
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
