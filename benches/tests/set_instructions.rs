//! What a call of a set may cost, in instructions of the released workload, beside direct calls in the same order.
//!
//! Needs valgrind; where it is not installed the test says so, and nothing is measured. `README.md` has all the figures, also
//! for 3 and 50 plugins.

use std::path::Path;

use pluginkit_benches::set::{Case, Side, Workload};
use pluginkit_benches::{at_once, valgrind};

const PLUGINS: usize = 10;

/// Each with how many times the direct calls it may cost, in thousandths.
const CASES: [(&str, u64); 17] = [
    ("notify", 1020),
    ("first", 1020),
    ("pipeline", 1020),
    ("flow", 1020),
    ("collect", 1020),
    ("into", 1020),
    ("wrappers", 1020),
    ("wrappers_pipeline", 1020),
    ("async_notify", 1020),
    ("async_pipeline", 1020),
    ("async_pipeline_pending", 1020),
    ("async_collect", 1050),
    ("async_into", 1050),
    ("async_pending", 1050),
    ("async_wrappers", 1050),
    ("async_wrappers_pending", 1050),
    ("async_wrappers_pipeline", 1050),
];

#[test]
fn a_call_costs_what_direct_calls_cost() {
    if !valgrind() {
        eprintln!("valgrind is not installed: no instructions were counted");
        return;
    }
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("instructions");
    let workload = Workload::build(Some(&target)).expect("the workload builds");
    let missed = at_once(
        &CASES,
        |(case, _)| (*case).to_owned(),
        |(case, thousandths)| {
            let case = Case::named(case, PLUGINS).expect("there is such a case");
            let [hand, set] = [Side::Hand, Side::Set]
                .map(|side| workload.instructions(side, case, PLUGINS).expect("callgrind counts"));
            (set * 1000 > hand * thousandths).then(|| {
                format!("{}: {set} instructions, more than {thousandths} / 1000 of {hand}", case.name)
            })
        },
    );
    let missed: Vec<String> = missed.into_iter().flatten().collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
