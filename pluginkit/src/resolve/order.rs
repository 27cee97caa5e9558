//! The order in which a hook calls: constraints, then priority, then dependency rank, then plugin id.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::explain::Reason;
use crate::graph;
use crate::id::PluginId;

/// One of those to be put in order.
#[derive(Clone, Debug)]
pub(crate) struct Contender<'a> {
    pub(crate) id: &'a PluginId,
    pub(crate) priority: i32,
    /// The length of the longest chain of dependencies below its plugin.
    pub(crate) rank: usize,
    pub(crate) before: &'a [&'static str],
    pub(crate) after: &'a [&'static str],
}

/// One of those in order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Placed {
    /// Its index among the contenders.
    pub(crate) contender: usize,
    pub(crate) reason: Reason,
}

type Key<'a> = (Reverse<i32>, usize, &'a PluginId);

impl Contender<'_> {
    fn key(&self) -> Key<'_> {
        (Reverse(self.priority), self.rank, self.id)
    }
}

/// Puts contenders in order, or says which contradict each other.
///
/// At every step, of those whose constraints are met, the one with the highest priority goes next; among equals the one
/// with the lowest dependency rank, so that a dependency goes before its dependents; then the lowest id. Constraints
/// that name a plugin which is not among the contenders mean nothing.
pub(crate) fn order(contenders: &[Contender<'_>]) -> Result<Vec<Placed>, Vec<Vec<PluginId>>> {
    let predecessors = predecessors(contenders);
    let keys: Vec<Key<'_>> = contenders.iter().map(Contender::key).collect();
    let order = graph::order(&keys, &predecessors).map_err(|cycles| {
        cycles
            .into_iter()
            .map(|cycle| turned(cycle).map(|at| contenders[at].id.clone()).collect())
            .collect::<Vec<_>>()
    })?;
    let mut place = vec![0; order.len()];
    for (position, &contender) in order.iter().enumerate() {
        place[contender] = position;
    }
    let reason = |position: usize| {
        let contender = order[position];
        let Some(&previous) = position.checked_sub(1).and_then(|previous| order.get(previous)) else {
            return Reason::First;
        };
        if predecessors[contender].contains(&previous) {
            return Reason::Constraint { after: contenders[previous].id.clone() };
        }
        let (before, own) = (&contenders[previous], &contenders[contender]);
        if before.key() > own.key() {
            // It would have gone earlier, had nothing held it back: what did was placed just in time.
            let last = predecessors[contender].iter().copied().max_by_key(|&held| place[held]);
            return last
                .map_or(Reason::First, |held| Reason::Constraint { after: contenders[held].id.clone() });
        }
        if before.priority != own.priority {
            Reason::Priority { after: before.id.clone(), its_priority: before.priority }
        } else if before.rank != own.rank {
            Reason::Dependencies { after: before.id.clone(), its_rank: before.rank, rank: own.rank }
        } else {
            Reason::Id { after: before.id.clone() }
        }
    };
    Ok((0..order.len())
        .map(|position| Placed { contender: order[position], reason: reason(position) })
        .collect())
}

/// A circle in which each follows the next, as one in which each goes before the next.
fn turned(cycle: Vec<usize>) -> impl Iterator<Item = usize> {
    let mut rest = cycle.into_iter();
    rest.next().into_iter().chain(rest.rev())
}

/// For each contender, those that must go before it.
fn predecessors(contenders: &[Contender<'_>]) -> Vec<Vec<usize>> {
    let by_id: HashMap<&str, usize> =
        contenders.iter().enumerate().map(|(at, contender)| (contender.id.as_str(), at)).collect();
    let mut predecessors = vec![Vec::new(); contenders.len()];
    for (at, contender) in contenders.iter().enumerate() {
        predecessors[at].extend(contender.after.iter().filter_map(|id| by_id.get(id)));
        for later in contender.before.iter().filter_map(|id| by_id.get(id)) {
            predecessors[*later].push(at);
        }
    }
    predecessors
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &'static str) -> &'static PluginId {
        Box::leak(Box::new(PluginId::from_static(text)))
    }

    fn contender(name: &'static str, priority: i32) -> Contender<'static> {
        Contender { id: id(name), priority, rank: 0, before: &[], after: &[] }
    }

    #[track_caller]
    fn check(contenders: &[Contender<'_>], expected: &[&str]) {
        let placed = order(contenders).expect("there is an order");
        let names: Vec<&str> = placed.iter().map(|placed| contenders[placed.contender].id.as_str()).collect();
        assert_eq!(names, expected);
        let mut reversed = contenders.to_vec();
        reversed.reverse();
        let placed = order(&reversed).expect("there is an order");
        let names: Vec<&str> = placed.iter().map(|placed| reversed[placed.contender].id.as_str()).collect();
        assert_eq!(names, expected, "the order of the input is observable");
    }

    #[test]
    fn the_higher_priority_goes_first() {
        check(&[contender("a", -1), contender("b", 10), contender("c", 0)], &["b", "c", "a"]);
    }

    #[test]
    fn equals_go_by_dependency_rank_then_id() {
        let deep = Contender { rank: 2, ..contender("a", 0) };
        check(&[deep, contender("c", 0), contender("b", 0)], &["b", "c", "a"]);
    }

    #[test]
    fn constraints_hold_against_priority() {
        let late = Contender { after: &["b"], ..contender("a", 100) };
        check(&[late, contender("b", 0), contender("c", 50)], &["c", "b", "a"]);
        let early = Contender { before: &["c"], ..contender("b", 0) };
        check(&[contender("a", 1), early, contender("c", 9)], &["a", "b", "c"]);
    }

    #[test]
    fn a_constraint_on_somebody_absent_means_nothing() {
        let lonely = Contender { after: &["nobody"], before: &["no one"], ..contender("b", 0) };
        check(&[lonely, contender("a", 0)], &["a", "b"]);
    }

    #[test]
    fn a_contradiction_is_the_whole_circle() {
        let a = Contender { before: &["b"], ..contender("a", 0) };
        let b = Contender { before: &["c"], ..contender("b", 0) };
        let c = Contender { before: &["a"], ..contender("c", 0) };
        let cycles = order(&[c, a, b, contender("d", 0)]).expect_err("a contradiction");
        let names: Vec<Vec<&str>> =
            cycles.iter().map(|cycle| cycle.iter().map(PluginId::as_str).collect()).collect();
        let [cycle] = names.as_slice() else { panic!("{names:?}") };
        assert_eq!(cycle.len(), 3);
        let start = cycle.iter().position(|name| *name == "a").expect("a is in it");
        let turned: Vec<&str> = (0..3).map(|step| cycle[(start + step) % 3]).collect();
        assert_eq!(turned, ["a", "b", "c"], "each before the next");
    }

    #[test]
    fn every_position_has_its_reason() {
        let contenders = [
            contender("high", 5),
            contender("plain", 0),
            contender("zebra", 0),
            Contender { rank: 1, ..contender("needy", 0) },
            Contender { after: &["needy"], ..contender("held", 9) },
        ];
        let placed = order(&contenders).expect("there is an order");
        let reasons: Vec<(&str, String)> = placed
            .iter()
            .map(|placed| (contenders[placed.contender].id.as_str(), placed.reason.to_string()))
            .collect();
        assert_eq!(
            reasons,
            [
                ("high", "first".to_owned()),
                ("plain", "`high` has priority 5".to_owned()),
                ("zebra", "equal to `plain`, and later by id".to_owned()),
                ("needy", "equal to `zebra`, and depends on more: dependency rank 1, not 0".to_owned()),
                ("held", "must come after `needy`".to_owned()),
            ]
        );
    }
}
