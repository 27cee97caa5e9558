//! Circles, and the order of what they hold back.

use proptest::collection::vec;
use proptest::prelude::*;

use super::config;
use crate::id::PluginId;
use crate::plugin::Origin;
use crate::point::{Facts, Provided};
use crate::set::plan::{Directory, Pair, call_order, circle};
use crate::set::slots::Member;

const N: usize = 8;
const IDS: [&str; N] = ["a", "b", "c", "d", "e", "f", "g", "h"];

/// Who goes before whom, and who takes part.
fn graph() -> impl Strategy<Value = (Vec<Pair>, [bool; N])> {
    let due = proptest::array::uniform8(proptest::bool::weighted(0.85));
    (vec((0..N, 0..N), 0..12), due)
}

/// The length of the shortest circle through an entry that has it as its lowest, by trying all ways.
fn length(pairs: &[Pair], due: [bool; N], lowest: usize) -> Option<usize> {
    let takes_part = |entry: usize| due[entry] && entry >= lowest;
    let mut reached = vec![lowest];
    for length in 1..=N {
        let steps = pairs.iter().filter(|(first, second)| takes_part(*first) && takes_part(*second));
        reached = steps.filter(|(first, _)| reached.contains(first)).map(|(_, second)| *second).collect();
        if reached.contains(&lowest) {
            return Some(length);
        }
    }
    None
}

/// Everybody in one order of priority; those who take part provide the only hook.
fn facts(due: [bool; N], priorities: [i32; N]) -> [Option<Facts>; N] {
    std::array::from_fn(|at| {
        due[at].then_some(Facts {
            priority: priorities[at],
            before: &[],
            after: &[],
            policy: crate::HookPolicy::new(),
            barrier: false,
            on: None,
            arguments: false,
            hooks: const { &[Provided::hook(0)] },
            origin: Origin::new(None, "", "", 0),
        })
    })
}

fn directory() -> Directory<N> {
    Directory::of(IDS.map(|id| Some(Member { id, version: "1.0.0", dependencies: &[] })))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_circle_is_found_exactly_where_there_is_one((pairs, due) in graph()) {
        for lowest in 0..N {
            let found = circle(&pairs, &due, lowest);
            let found = found.map(|circle| (0..circle.count()).map(|at| circle.at(at)).collect::<Vec<_>>());
            prop_assert_eq!(found.as_ref().map(Vec::len), length(&pairs, due, lowest), "a shortest one");
            let Some(circle) = found else { continue };
            prop_assert_eq!(circle[0], lowest);
            prop_assert_eq!(circle.iter().min(), Some(&lowest));
            for (at, first) in circle.iter().enumerate() {
                let second = circle[(at + 1) % circle.len()];
                prop_assert!(pairs.contains(&(*first, second)), "{first} goes before {second}: {circle:?}");
                prop_assert!(due[*first]);
                prop_assert!(!circle[..at].contains(first), "nobody is in it twice: {circle:?}");
            }
        }
    }

    #[test]
    fn a_circle_the_other_way_round_is_the_same_circle((pairs, due) in graph()) {
        let turned: Vec<Pair> = pairs.iter().map(|&(first, second)| (second, first)).collect();
        for lowest in 0..N {
            let Some(circle) = circle(&pairs, &due, lowest) else { continue };
            let reversed = circle.reversed();
            prop_assert_eq!(reversed.count(), circle.count());
            prop_assert_eq!(reversed.at(0), lowest);
            for at in 0..reversed.count() {
                let pair = (reversed.at(at), reversed.at((at + 1) % reversed.count()));
                prop_assert!(turned.contains(&pair), "{pair:?}");
            }
        }
    }

    /// Whoever waits for nobody who is left goes next, the best first; the rest stays as it was.
    #[test]
    fn whom_a_circle_holds_back_comes_last(
        (pairs, due) in graph(),
        priorities in Just(std::array::from_fn(|at| i32::try_from(at).unwrap())).prop_shuffle(),
    ) {
        let facts = facts(due, priorities);
        let mut left: Vec<usize> = (0..N).filter(|&entry| due[entry]).collect();
        left.sort_by_key(|&entry| std::cmp::Reverse(priorities[entry]));
        let mut expected = Vec::new();
        let waits = |entry: usize, left: &[usize]| {
            pairs.iter().any(|(first, second)| *second == entry && left.contains(first))
        };
        while let Some(next) = left.iter().position(|&entry| !waits(entry, &left)) {
            expected.push(left.remove(next));
        }
        expected.extend(left);
        let order = call_order(&directory().ranking(&[0; N], &facts), &facts, &pairs, 0);
        prop_assert_eq!((0..order.count()).map(|at| order.at(at)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn of_entries_with_one_id_the_first_is_found(ids in vec(0..4_usize, N), asked in 0..5_usize) {
        let named = |at: usize| IDS[ids[at]];
        let member = |id| Member { id, version: "1.0.0", dependencies: &[] };
        let directory: Directory<N> = Directory::of(std::array::from_fn(|at| Some(member(named(at)))));
        let asked = IDS[asked];
        prop_assert_eq!(directory.find(asked), (0..N).find(|&at| named(at) == asked));
        let sorted = directory.ranking(&[0; N], &[None; N]);
        let sorted: Vec<(PluginId, usize)> =
            (0..sorted.count()).map(|at| (PluginId::from_static(named(sorted.at(at))), sorted.at(at))).collect();
        prop_assert!(sorted.is_sorted(), "by id, and then as they are written: {sorted:?}");
    }
}
