//! Counts what every call of a set costs, and prints the table of `README.md`.
//!
//! `set_table [case..]`: all cases, or those named.

use std::process::ExitCode;

use pluginkit_benches::set::{Case, SIZES, Side, Workload};
use pluginkit_benches::{Error, at_once, valgrind};

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
    let known: Vec<&str> = Case::names().collect();
    if let Some(unknown) = names.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(format!("there is no case `{unknown}`, only {}", known.join(", ")).into());
    }
    let workload = Workload::build(None)?;
    let wanted = known.iter().filter(|known| names.is_empty() || names.iter().any(|name| name == *known));
    let rows: Vec<(&Case, usize)> = wanted
        .flat_map(|name| SIZES.map(|(plugins, _)| Case::named(name, plugins).map(|case| (case, plugins))))
        .flatten()
        .collect();
    let mut table = "| case | plugins | hand Ir | set Ir | ratio | manager Ir | boxed Ir | allocations: hand | set | manager | boxed |\n\
                     |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
        .to_owned();
    let title = |(case, plugins): &(&Case, usize)| format!("{}, {plugins}", case.name);
    for row in at_once(&rows, title, |(case, plugins)| row(&workload, case, *plugins)) {
        table.push_str(&row?);
    }
    Ok(table)
}

#[allow(clippy::cast_precision_loss, reason = "the counts are small")]
fn row(workload: &Workload, case: &Case, plugins: usize) -> Result<String, Error> {
    let [hand, set, manager, boxed] = Side::ALL.map(|side| workload.instructions(side, case, plugins));
    let (hand, set, manager, boxed) = (hand?, set?, manager?, boxed?);
    let mut row = format!(
        "| {} | {plugins} | {hand} | {set} | {:.3} | {manager} | {boxed} |",
        case.title,
        set as f64 / hand as f64
    );
    for side in Side::ALL {
        let allocations = workload.allocations(side, case, plugins)?;
        row.extend([" ", &allocations.to_string(), " |"]);
    }
    row.push('\n');
    Ok(row)
}
