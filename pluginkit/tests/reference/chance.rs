//! Cases by chance, which shrink to few plugins that do little.

use proptest::collection::{btree_map, btree_set, vec};
use proptest::option::weighted;
use proptest::prelude::*;

use crate::cast::{CAST, COMMON};
use crate::told::{
    Act, Call, Case, Does, Dropped, Facts, Gathered, HOOKS, LONG, Layer, Member, Need, Seats, Step,
    Strategy as Failures, TOO_LONG, UNIT, Way, When,
};

const IDS: [&str; CAST.len()] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];

pub(crate) fn case() -> impl Strategy<Value = Case> {
    let members = vec((needs(), act(), layer()), CAST.len());
    (ids(), members, some_there(), vec(step(), 1..10)).prop_map(|(ids, told, built_with, steps)| {
        let members = ids.into_iter().zip(told).enumerate();
        let members = members.map(|(seat, (id, (needs, act, layer)))| {
            // Whoever stands later needs some who stand earlier: circles are for other tests.
            let needs = needs.into_iter().filter(|(on, _)| *on < seat).collect();
            Member { id, needs, act, layer }
        });
        Case { members: members.collect(), built_with, steps }
    })
}

/// Who may be called what. Nobody is told to come before themselves.
fn ids() -> impl Strategy<Value = Vec<&'static str>> {
    let names = |facts: &Facts, id| {
        let mut places = facts.implements.iter().chain(&facts.wraps);
        places.any(|place| place.before.contains(&id) || place.after.contains(&id))
    };
    Just(IDS.to_vec())
        .prop_shuffle()
        .prop_filter("before oneself", move |ids| !CAST.iter().zip(ids).any(|(facts, id)| names(facts, *id)))
}

fn seat() -> impl Strategy<Value = usize> {
    0..CAST.len()
}

/// Most of the common ones, and seldom one that ends most calls.
fn some_there() -> impl Strategy<Value = Seats> {
    let seats: Vec<usize> = (0..COMMON).collect();
    (proptest::sample::subsequence(seats, 0..=COMMON), weighted(0.1, COMMON..CAST.len()))
        .prop_map(|(seats, rare)| seats.into_iter().chain(rare).collect())
}

fn needs() -> impl Strategy<Value = Vec<(usize, Need)>> {
    let need = prop_oneof![4 => Just(Need::Optional), 1 => Just(Need::Required)];
    prop_oneof![3 => Just(Vec::new()), 1 => btree_map(seat(), need, 1..3).prop_map(Vec::from_iter)]
}

fn act() -> impl Strategy<Value = Act> {
    let when = prop_oneof![4 => Just(When::Yes), 2 => Just(When::No), 1 => Just(When::Panics)];
    (when, waits(), does()).prop_map(|(when, waits, does)| Act { when, waits, does })
}

fn waits() -> impl Strategy<Value = u64> {
    prop_oneof![8 => Just(0), 10 => 1_u64..4, 1 => Just(LONG), 2 => Just(TOO_LONG)]
}

fn does() -> impl Strategy<Value = Does> {
    prop_oneof![
        14 => (0_u32..10).prop_map(Does::Gives),
        4 => Just(Does::Abstains),
        1 => (0_u32..10).prop_map(Does::Ends),
        1 => Just(Does::Fails),
        1 => Just(Does::FailsOnce),
        1 => Just(Does::Panics),
    ]
}

fn layer() -> impl Strategy<Value = Layer> {
    let way = prop_oneof![
        16 => Just(Way::Through),
        3 => (0_u32..10).prop_map(Way::Changes),
        3 => Just(Way::Retries),
        1 => (0_u32..10).prop_map(Way::Answers),
        1 => (0_u32..10).prop_map(Way::Recovers),
        1 => Just(Way::Replaces),
        2 => Just(Way::Twice),
        1 => Just(Way::FailsBefore),
        1 => Just(Way::FailsAfter),
        1 => Just(Way::PanicsBefore),
        1 => Just(Way::PanicsAfter),
    ];
    (waits(), way, waits()).prop_map(|(before, way, after)| Layer { before, way, after })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        7 => call().prop_map(Step::Call),
        1 => seat().prop_map(Step::Remove),
        1 => seat().prop_map(Step::Register),
        1 => seat().prop_map(Step::Disable),
        1 => seat().prop_map(Step::Enable),
    ]
}

fn call() -> impl Strategy<Value = Call> {
    let strategy = prop_oneof![Just(Failures::FailFast), Just(Failures::Isolated), Just(Failures::Reported)];
    let only = weighted(0.15, btree_set(seat(), 0..CAST.len()));
    let without = prop_oneof![6 => Just(Seats::new()), 1 => btree_set(seat(), 1..4)];
    // Odd, and everything else is even: nothing happens at the moment in which a call is dropped.
    let dropped = prop_oneof![
        6 => Just(Dropped::Never),
        3 => (0..4 * UNIT).prop_map(|half| Dropped::After(2 * half + 1)),
        1 => Just(Dropped::Unpolled),
    ];
    let gathered = prop_oneof![3 => Just(Gathered::Returned), 1 => Just(Gathered::Appended)];
    (0..HOOKS.len(), strategy, gathered, 0_u32..10, only, without, dropped).prop_map(
        |(hook, strategy, gathered, value, only, without, dropped)| Call {
            hook,
            strategy,
            gathered,
            value,
            only,
            without,
            dropped,
        },
    )
}
