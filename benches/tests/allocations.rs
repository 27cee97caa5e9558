//! How many allocations a call makes: exactly, whatever the machine.
//!
//! A test binary of its own, for the sake of its global allocator, which counts what each thread allocates.

use pluginkit_benches::{Case, Side};

/// The allocations of one call of a case, once it has been made before.
fn allocations(side: Side, case: &str, implementations: usize) -> u64 {
    let case = Case::named(case).expect("there is such a case");
    let call = side.of(case)(implementations);
    call(1);
    let one = allocation_counter::measure(|| call(1)).count_total;
    let hundred = allocation_counter::measure(|| call(100)).count_total;
    assert_eq!(hundred, 100 * one, "every call of `{}` makes as many", case.name);
    one
}

#[track_caller]
fn assert_allocations(cases: &[&str], expected: impl Fn(u64) -> u64) {
    for case in cases {
        for implementations in [1, 4, 10] {
            assert_eq!(
                allocations(Side::Pluginkit, case, implementations),
                expected(implementations as u64),
                "`{case}` with {implementations} implementations"
            );
        }
    }
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(Side::Hand, "notify", 10), 0);
    assert_eq!(allocations(Side::Hand, "collect", 10), 1);
    assert_eq!(allocations(Side::Hand, "async_ready", 10), 11);
}

#[test]
fn nothing_is_allocated_where_nothing_is_gathered() {
    assert_allocations(&["notify", "text", "first", "nobody", "pipeline", "when"], |_| 0);
}

#[test]
fn collecting_makes_one_vector() {
    assert_allocations(&["collect", "crowd", "isolated", "unobserved"], |_| 1);
}

#[test]
fn a_stale_caller_allocates_nothing_more() {
    assert_allocations(&["stale"], |_| 1);
}

#[test]
fn a_wrapper_allocates_nothing() {
    assert_allocations(&["wrapper"], |_| 1);
    assert_allocations(&["wrapper_pipeline"], |_| 0);
}

#[test]
fn a_synchronous_implementation_of_an_asynchronous_hook_is_not_boxed() {
    assert_allocations(&["lifted"], |_| 1);
}

#[test]
fn an_asynchronous_implementation_is_one_box() {
    assert_allocations(&["async_ready", "async_pending", "async_isolated"], |implementations| {
        1 + implementations
    });
    assert_allocations(&["async_pipeline"], |implementations| implementations);
}

/// Around them are the box of the wrapper's own future, and the one that keeps it out of calls without wrappers.
#[test]
fn a_wrapper_of_an_asynchronous_hook_is_two_boxes() {
    assert_allocations(&["async_wrapper"], |implementations| 1 + implementations + 2);
    assert_allocations(&["async_wrapper_pipeline"], |implementations| implementations + 2);
}

/// A timer is made only for an implementation that is not done at once.
#[test]
fn a_timeout_that_is_not_needed_makes_no_timer() {
    let [ready, pending] =
        ["timeout_ready", "timeout_pending"].map(|case| allocations(Side::Pluginkit, case, 10));
    assert_eq!(pending - ready, 10);
}
