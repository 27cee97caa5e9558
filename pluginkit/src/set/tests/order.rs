//! Ranks, call orders and the order of starting.

use proptest::prelude::*;

use super::config;
use super::worlds::{HOOKS, Role, World, any_world, at_its_size, constraints, dependencies, free_of_circles};
use crate::resolve::{Extension, arrange, contradictions};
use crate::set::plan::{Directory, Ranking, call_order, extenders, joined, providers, ranks, start_order};

type Checks = Result<(), TestCaseError>;

fn listed<const N: usize>(ranking: &Ranking<N>) -> Vec<usize> {
    (0..ranking.count()).map(|place| ranking.at(place)).collect()
}

/// The call order of a hook by the rules of a set.
fn called<const N: usize>(world: &World, role: Role, hook: usize) -> Vec<usize> {
    let directory: Directory<N> = world.directory();
    let facts = world.facts(role);
    let ranking = directory.ranking(&ranks(&dependencies(&directory)), &facts);
    let constraints = constraints(&directory, &facts, &extenders(&facts));
    let order = call_order(&ranking, &facts, &constraints, hook);
    assert_eq!(order.at(order.count()), N, "nobody sits behind the last one");
    listed(&order)
}

fn started<const N: usize>(world: &World) -> Vec<usize> {
    let directory: Directory<N> = world.directory();
    let lifecycle = world.facts(Role::Lifecycle);
    let some = dependencies(&directory);
    let more = constraints(&directory, &lifecycle, &directory.everybody());
    listed(&start_order(&directory, &lifecycle, &[some, more].concat()))
}

fn ranks_agree<const N: usize>(world: &World) -> Checks {
    let (ids, resolution) = world.resolution();
    let ranks = ranks::<N>(&dependencies(&world.directory::<N>()));
    for (entry, told) in world.entries.iter().enumerate() {
        let Some(told) = told else {
            prop_assert_eq!(ranks[entry], 0, "nobody depends on nobody");
            continue;
        };
        let at = ids.iter().position(|id| *id == told.id).unwrap();
        prop_assert_eq!(ranks[entry], resolution.ranks[at], "{}", told.id);
    }
    Ok(())
}

fn call_orders_agree<const N: usize>(world: &World) -> Checks {
    let attachments = world.attachments();
    let extensions: Vec<Extension> = attachments.iter().map(|it| it.extension.clone()).collect();
    if !contradictions(&extensions).is_empty() {
        return Ok(());
    }
    let positions = arrange(attachments, HOOKS).positions();
    for role in [Role::Implementations, Role::Wrappers] {
        for hook in 0..HOOKS.len() {
            let of_role = |extension: &Extension| extension.is_wrapper() == (role == Role::Wrappers);
            let placed = extensions.iter().zip(&positions).filter(|(extension, _)| of_role(extension));
            let placed = placed.filter_map(|(extension, places)| Some((places[hook]?, extension)));
            let mut placed: Vec<(usize, &Extension)> = placed.collect();
            placed.sort_by_key(|(place, _)| *place);
            let expected: Vec<&str> = placed.iter().map(|(_, extension)| extension.id.as_str()).collect();
            prop_assert_eq!(world.ids(&called::<N>(world, role, hook)), expected, "{:?} {}", role, hook);
        }
    }
    Ok(())
}

fn start_orders_agree<const N: usize>(world: &World) -> Checks {
    let (ids, resolution) = world.resolution();
    // A set of which one is kept out is none; a manager goes on, and what that one wants of the others is nothing.
    let kept_out = resolution.unmet.iter().any(|unmet| !unmet.is_empty());
    let constrained = world
        .facts::<N>(Role::Lifecycle)
        .iter()
        .flatten()
        .any(|facts| !(facts.before.is_empty() && facts.after.is_empty()));
    if !resolution.contradictions.is_empty() || (kept_out && constrained) {
        return Ok(());
    }
    let expected: Vec<&str> = resolution.order.iter().map(|&at| ids[at]).collect();
    prop_assert_eq!(world.ids(&started::<N>(world)), expected);
    Ok(())
}

fn everybody_has_a_place<const N: usize>(world: &World) -> Checks {
    let sorted = |mut entries: Vec<usize>| {
        entries.sort_unstable();
        entries
    };
    let due = |due: [bool; N]| (0..N).filter(|&entry| due[entry]).collect::<Vec<_>>();
    for role in [Role::Implementations, Role::Wrappers] {
        for hook in 0..HOOKS.len() {
            let expected = due(providers(&world.facts(role), hook));
            prop_assert_eq!(sorted(called::<N>(world, role, hook)), expected);
        }
    }
    prop_assert_eq!(sorted(started::<N>(world)), due(world.directory::<N>().everybody()));
    Ok(())
}

#[test]
fn two_lists_are_joined() {
    assert_eq!(joined(&[(0, 1)], &[(2, 3), (4, 5)]), [(0, 1), (2, 3), (4, 5)]);
    assert_eq!(joined::<0>(&[], &[]), []);
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn ranks_are_the_managers(world in free_of_circles()) {
        at_its_size!(ranks_agree(&world))?;
    }

    #[test]
    fn hooks_are_called_in_the_managers_order(world in free_of_circles()) {
        at_its_size!(call_orders_agree(&world))?;
    }

    #[test]
    fn plugins_are_started_in_the_managers_order(world in free_of_circles()) {
        at_its_size!(start_orders_agree(&world))?;
    }

    #[test]
    fn where_there_is_no_order_everybody_has_a_place_all_the_same(world in any_world()) {
        at_its_size!(everybody_has_a_place(&world))?;
    }
}
