//! Who needs whom: what is missing, what does not match, what goes in circles, and in what order to begin.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::error::{Ordered, ResolutionError};
use crate::graph;
use crate::id::PluginId;
use crate::identity::{Identity, Need};

/// A plugin, as far as dependencies and the order of starting are concerned.
pub(crate) struct Candidate<'a> {
    pub(crate) identity: &'a Identity,
    /// Whether a gate has refused it already.
    pub(crate) refused: bool,
    /// Of those that may be started next, the highest goes.
    pub(crate) priority: i32,
    /// The ids of plugins that are started after it, where they are there.
    pub(crate) before: &'a [&'static str],
    /// The ids of plugins that are started before it, where they are there.
    pub(crate) after: &'a [&'static str],
}

/// What is known of the dependencies of some candidates.
#[derive(Debug)]
pub(crate) struct Resolution {
    /// The candidates' indices, dependencies before their dependents. Dependencies that go in circles do not count.
    pub(crate) order: Vec<usize>,
    /// For each candidate, the length of the longest chain of dependencies below it.
    pub(crate) ranks: Vec<usize>,
    /// For each candidate, its dependencies that are there, in the right version.
    pub(crate) edges: Vec<Vec<Edge>>,
    /// For each candidate, what is wrong with its dependencies.
    pub(crate) unmet: Vec<Vec<ResolutionError>>,
    /// What `before` and `after` contradict. They do not count in the order then.
    pub(crate) contradictions: Vec<ResolutionError>,
}

/// A dependency that is there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Edge {
    pub(crate) to: usize,
    pub(crate) optional: bool,
}

/// Resolves dependencies among candidates with different ids, sorted by id.
///
/// Every mistake is found, and stays with the candidate that makes it.
pub(crate) fn resolve(candidates: &[Candidate<'_>], hook: &'static str) -> Resolution {
    let by_id: HashMap<&str, usize> =
        candidates.iter().enumerate().map(|(at, candidate)| (candidate.identity.id.as_str(), at)).collect();
    let (mut edges, mut unmet) = dependencies(candidates, &by_id);
    let targets: Vec<Vec<usize>> =
        edges.iter().map(|edges| edges.iter().map(|edge| edge.to).collect()).collect();
    let keys: Vec<Key> =
        candidates.iter().enumerate().map(|(at, candidate)| (Reverse(candidate.priority), at)).collect();
    let Untangled { circles, targets, order } = untangle(&keys, targets);
    for cycle in circles {
        let named: Vec<PluginId> = cycle.iter().map(|&at| candidates[at].identity.id.clone()).collect();
        for at in cycle {
            // They lead nowhere: a dependency always comes first in the order.
            edges[at].clear();
            unmet[at].push(ResolutionError::DependencyCycle { cycle: named.clone() });
        }
    }
    let ranks = graph::ranks(&targets);
    let mut resolution = Resolution { order, ranks, edges, unmet, contradictions: Vec::new() };
    let constrained =
        |candidate: &Candidate<'_>| !(candidate.before.is_empty() && candidate.after.is_empty());
    if candidates.iter().any(constrained) {
        resolution.constrain(candidates, &by_id, &keys, &targets, hook);
    }
    resolution
}

/// Of those whose dependencies are there, the one with the highest priority goes first; then the one with the lowest id.
type Key = (Reverse<i32>, usize);

/// Dependencies without circles.
struct Untangled {
    circles: Vec<Vec<usize>>,
    /// The graph without what those on circles depend on.
    targets: Vec<Vec<usize>>,
    order: Vec<usize>,
}

/// Takes out circles, until none is left among those who are on none. One alone does not do: two circles may hang together by
/// a dependency that is optional, and each would be one without it.
fn untangle(keys: &[Key], mut targets: Vec<Vec<usize>>) -> Untangled {
    let mut circles = Vec::new();
    loop {
        match graph::order(keys, &targets) {
            Ok(order) => return Untangled { circles, targets, order },
            Err(cycles) => {
                for &at in cycles.iter().flatten() {
                    targets[at].clear();
                }
                circles.extend(cycles);
            }
        }
    }
}

fn dependencies(
    candidates: &[Candidate<'_>],
    by_id: &HashMap<&str, usize>,
) -> (Vec<Vec<Edge>>, Vec<Vec<ResolutionError>>) {
    let mut edges = Vec::with_capacity(candidates.len());
    let mut unmet = Vec::with_capacity(candidates.len());
    for Candidate { identity, .. } in candidates {
        let mut met = Vec::with_capacity(identity.needs.len());
        let mut errors = Vec::new();
        for (position, need) in identity.needs.iter().enumerate() {
            if identity.needs[..position].iter().any(|earlier| earlier.id == need.id) {
                let (plugin, dependency) = (identity.id.clone(), need.id.clone());
                errors.push(ResolutionError::DuplicateDependency { plugin, dependency });
                continue;
            }
            let there = by_id.get(need.id.as_str());
            // Whom the host keeps out, others do without if they can.
            match there.filter(|to| !(need.optional && candidates[**to].refused)) {
                Some(&to) if need.requirement.matches(&candidates[to].identity.version) => {
                    met.push(Edge { to, optional: need.optional });
                }
                Some(&to) => errors.push(mismatch(identity, need, candidates[to].identity)),
                None if need.optional => {}
                None => errors.push(missing(identity, need)),
            }
        }
        edges.push(met);
        unmet.push(errors);
    }
    (edges, unmet)
}

fn mismatch(identity: &Identity, need: &Need, found: &Identity) -> ResolutionError {
    ResolutionError::VersionMismatch {
        plugin: identity.id.clone(),
        dependency: need.id.clone(),
        requirement: need.requirement.to_string(),
        found: found.version.to_string(),
    }
}

fn missing(identity: &Identity, need: &Need) -> ResolutionError {
    ResolutionError::MissingDependency {
        plugin: identity.id.clone(),
        dependency: need.id.clone(),
        requirement: need.requirement.to_string(),
    }
}

impl Resolution {
    /// Puts in order by `before` and `after` too, as far as they do not contradict each other or the dependencies.
    fn constrain(
        &mut self,
        candidates: &[Candidate<'_>],
        by_id: &HashMap<&str, usize>,
        keys: &[Key],
        dependencies: &[Vec<usize>],
        hook: &'static str,
    ) {
        match graph::order(keys, &self.constraints(candidates, by_id, dependencies)) {
            Ok(order) => self.order = order,
            Err(cycles) => self.contradictions.extend(cycles.into_iter().map(|mut cycle| {
                // Each follows the next there; here, each goes before the next.
                cycle[1..].reverse();
                let cycle = cycle.into_iter().map(|at| candidates[at].identity.id.clone()).collect();
                ResolutionError::OrderCycle { hook, ordered: Ordered::Implementations, cycle }
            })),
        }
    }

    /// For each candidate, those that go before it. What somebody wants who is kept out, or of whom it is wanted, is nothing.
    fn constraints(
        &self,
        candidates: &[Candidate<'_>],
        by_id: &HashMap<&str, usize>,
        dependencies: &[Vec<usize>],
    ) -> Vec<Vec<usize>> {
        let kept_out = self.kept_out(candidates);
        let there = |id: &&'static str| by_id.get(id).copied().filter(|at| !kept_out[*at]);
        let mut first = dependencies.to_vec();
        for (at, candidate) in candidates.iter().enumerate().filter(|(at, _)| !kept_out[*at]) {
            first[at].extend(candidate.after.iter().filter_map(there));
            for later in candidate.before.iter().filter_map(there) {
                first[later].push(at);
            }
        }
        first
    }

    fn kept_out(&self, candidates: &[Candidate<'_>]) -> Vec<bool> {
        let mut kept_out: Vec<bool> = candidates
            .iter()
            .zip(&self.unmet)
            .map(|(candidate, unmet)| candidate.refused || !unmet.is_empty())
            .collect();
        let begin: Vec<usize> = (0..kept_out.len()).filter(|&at| kept_out[at]).collect();
        let required =
            |edges: &Vec<Edge>| edges.iter().filter(|edge| !edge.optional).map(|edge| edge.to).collect();
        let needs: Vec<Vec<usize>> = self.edges.iter().map(required).collect();
        for (kept_out, through) in kept_out.iter_mut().zip(graph::leading_to(&needs, begin)) {
            *kept_out |= through.is_some();
        }
        kept_out
    }
}
