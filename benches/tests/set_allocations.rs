//! How many allocations a call of a set makes: none but the vector of a hook that collects.
//!
//! A test binary of its own, for the sake of its global allocator, which counts what each thread allocates.

use pluginkit_benches::set::{Case, Side};

/// The allocations of one call of a case, once it has been made before.
fn allocations(side: Side, case: &str, plugins: usize) -> u64 {
    let case = Case::named(case, plugins).expect("there is such a case");
    let call = case.on(side);
    call(1);
    let one = allocation_counter::measure(|| call(1)).count_total;
    let hundred = allocation_counter::measure(|| call(100)).count_total;
    assert_eq!(hundred, 100 * one, "every call of `{}` makes as many", case.name);
    one
}

#[track_caller]
fn assert_allocations(cases: &[&str], expected: u64) {
    for case in cases {
        for plugins in [3, 10, 50] {
            assert_eq!(allocations(Side::Set, case, plugins), expected, "`{case}` with {plugins} plugins");
        }
    }
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(Side::Boxed, "async_collect", 10), 11);
}

#[test]
fn a_set_allocates_nothing() {
    assert_allocations(&["notify", "first", "pipeline", "flow", "into", "wrappers_pipeline"], 0);
}

#[test]
fn nor_does_an_asynchronous_call_of_a_set() {
    assert_allocations(
        &[
            "async_notify",
            "async_pipeline",
            "async_pipeline_pending",
            "async_into",
            "async_wrappers_pipeline",
        ],
        0,
    );
}

#[test]
fn collecting_makes_one_vector() {
    assert_allocations(
        &[
            "collect",
            "wrappers",
            "async_collect",
            "async_pending",
            "async_wrappers",
            "async_wrappers_pending",
        ],
        1,
    );
}
