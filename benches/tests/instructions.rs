//! The goals of a synchronous call, in instructions of the released workload. They are exact, so they are tested.
//!
//! Needs valgrind; where it is not installed the test says so, and nothing is measured. `README.md` has all the figures.

use std::path::Path;
use std::thread;

use pluginkit_benches::{Case, Side, Workload, valgrind};

/// Each with how many instructions it may cost beyond the loop by hand, at one implementation.
const CASES: [(&str, u64); 4] = [("notify", 15), ("collect", 15), ("pipeline", 15), ("nobody", 15)];

#[test]
fn a_call_costs_what_the_loop_by_hand_costs() {
    if !valgrind() {
        eprintln!("valgrind is not installed: no instructions were counted");
        return;
    }
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("instructions");
    let workload = Workload::build(Some(&target)).expect("the workload builds");
    let count = |side, case: &str, implementations| {
        let case = Case::named(case).expect("there is such a case");
        workload.instructions(side, case, implementations).expect("callgrind counts")
    };

    let missed: Vec<String> = thread::scope(|scope| {
        let goals = CASES.map(|(case, more)| {
            scope.spawn(move || {
                let mut missed = Vec::new();
                let [hand, pluginkit] = [Side::Hand, Side::Pluginkit].map(|side| count(side, case, 10));
                if pluginkit * 10 > hand * 11 {
                    missed.push(format!("{case}, 10: {pluginkit} instructions, more than 1.10 times {hand}"));
                }
                let [hand, pluginkit] = [Side::Hand, Side::Pluginkit].map(|side| count(side, case, 1));
                if pluginkit > hand + more {
                    missed.push(format!(
                        "{case}, 1: {pluginkit} instructions, {more} more than {hand} are allowed"
                    ));
                }
                missed
            })
        });
        let crowd = scope.spawn(|| {
            let [alone, others @ ..] =
                ["collect", "crowd", "unobserved"].map(|case| count(Side::Pluginkit, case, 4));
            let others =
                ["beside plugins of another hook", "while another hook is observed and has a policy"]
                    .into_iter()
                    .zip(others);
            let missed = others.filter(|(_, instructions)| alone.abs_diff(*instructions) > 1);
            let missed = missed.map(|(when, instructions)| {
                format!("collect, 4: {instructions} instructions {when}, {alone} alone")
            });
            missed.collect::<Vec<String>>()
        });
        let goals = goals.into_iter().flat_map(|goal| goal.join().expect("callgrind counts"));
        goals.chain(crowd.join().expect("callgrind counts")).collect()
    });
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
