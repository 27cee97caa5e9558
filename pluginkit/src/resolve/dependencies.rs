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
    let (edges, mut unmet) = dependencies(candidates, &by_id);
    let mut targets: Vec<Vec<usize>> =
        edges.iter().map(|edges| edges.iter().map(|edge| edge.to).collect()).collect();
    let ids: Vec<usize> = (0..candidates.len()).collect();
    if let Err(cycles) = graph::order(&ids, &targets) {
        for cycle in cycles {
            let named: Vec<PluginId> = cycle.iter().map(|&at| candidates[at].identity.id.clone()).collect();
            for &at in &cycle {
                unmet[at].push(ResolutionError::DependencyCycle { cycle: named.clone() });
            }
        }
        targets = graph::without_cycles(&targets);
    }
    let ranks = graph::ranks(&targets);
    let (order, contradictions) = start_order(candidates, &by_id, &targets, hook);
    Resolution { order, ranks, edges, unmet, contradictions }
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
            match by_id.get(need.id.as_str()) {
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

/// Dependencies first; then what `before` and `after` say; then priority; then the id.
fn start_order(
    candidates: &[Candidate<'_>],
    by_id: &HashMap<&str, usize>,
    dependencies: &[Vec<usize>],
    hook: &'static str,
) -> (Vec<usize>, Vec<ResolutionError>) {
    let keys: Vec<(Reverse<i32>, usize)> =
        candidates.iter().enumerate().map(|(at, candidate)| (Reverse(candidate.priority), at)).collect();
    let constrained =
        |candidate: &Candidate<'_>| !(candidate.before.is_empty() && candidate.after.is_empty());
    let mut contradictions = Vec::new();
    if candidates.iter().any(constrained) {
        let mut first = dependencies.to_vec();
        for (at, candidate) in candidates.iter().enumerate() {
            first[at].extend(candidate.after.iter().filter_map(|id| by_id.get(id)));
            for later in candidate.before.iter().filter_map(|id| by_id.get(id)) {
                first[*later].push(at);
            }
        }
        match graph::order(&keys, &first) {
            Ok(order) => return (order, contradictions),
            Err(cycles) => contradictions.extend(cycles.into_iter().map(|mut cycle| {
                // Each follows the next there; here, each goes before the next.
                cycle[1..].reverse();
                let cycle = cycle.into_iter().map(|at| candidates[at].identity.id.clone()).collect();
                ResolutionError::OrderCycle { hook, ordered: Ordered::Implementations, cycle }
            })),
        }
    }
    // Circles of dependencies have been taken out, so there is an order.
    (graph::order(&keys, dependencies).unwrap_or_default(), contradictions)
}
