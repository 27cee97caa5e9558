//! Getting many plugins going takes hardly more than in proportion to how many they are: in instructions, which are the
//! same on a busy machine. No time is asserted.
//!
//! Needs valgrind; where it is not installed the test says so, and nothing is measured. `README.md` has the figures.

use std::path::Path;
use std::thread;

use pluginkit_benches::{Kind, Stage, Startup, growth, n_log_n, valgrind};

const FEW: usize = 500;
const MANY: usize = 4_000;
/// n log n is what sorting takes, and what is done besides may need some more: bigger numbers, fuller maps.
const ROOM: f64 = 1.25;

#[test]
fn the_start_grows_no_faster_than_n_log_n() {
    if !valgrind() {
        eprintln!("valgrind is not installed: no instructions were counted");
        return;
    }
    // Shared with the other test that builds a workload.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("instructions");
    let startup = &Startup::build(Some(&target)).expect("the workload builds");
    let missed: Vec<String> = thread::scope(|scope| {
        let kinds = [Kind::Idle, Kind::Living].map(|kind| scope.spawn(move || too_fast(startup, kind)));
        kinds.into_iter().flat_map(|kind| kind.join().expect("callgrind counts")).collect()
    });
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// The stages that grow faster.
fn too_fast(startup: &Startup, kind: Kind) -> Vec<String> {
    let [few, many] =
        [FEW, MANY].map(|plugins| startup.instructions(kind, plugins).expect("callgrind counts"));
    let allowed = ROOM * n_log_n(FEW, MANY);
    let mut missed = Vec::new();
    for (stage, (few, many)) in Stage::MEASURED.into_iter().zip(few.into_iter().zip(many)) {
        let growth = growth(few, many);
        if growth > allowed {
            missed.push(format!(
                "{kind:?}, {stage:?}: {MANY} plugins take {growth:.1} times the instructions of {FEW}, more than {allowed:.1}"
            ));
        }
    }
    missed
}
