//! Who needs whom: what is missing, what does not match, what goes in circles, and in what order to begin.

use std::collections::HashMap;

use semver::{Version, VersionReq};

use crate::error::ResolutionError;
use crate::graph;
use crate::id::PluginId;
use crate::plugin::PluginEntry;

/// A plugin, as far as dependencies are concerned.
pub(crate) struct Candidate {
    pub(crate) id: PluginId,
    pub(crate) version: Version,
    pub(crate) needs: Vec<Need>,
}

/// One of its dependencies.
pub(crate) struct Need {
    id: PluginId,
    requirement: VersionReq,
    optional: bool,
}

impl Candidate {
    /// A plugin that was declared with `#[plugin]`, where the compiler has checked ids, versions and requirements.
    pub(crate) fn declared(entry: &PluginEntry) -> Self {
        let needs = entry.dependencies().iter().map(|dependency| Need {
            id: PluginId::from_static(dependency.id()),
            requirement: VersionReq::parse(dependency.requirement()).unwrap_or(VersionReq::STAR),
            optional: dependency.is_optional(),
        });
        Candidate {
            id: entry.plugin_id(),
            version: Version::parse(entry.version()).unwrap_or(Version::new(0, 0, 0)),
            needs: needs.collect(),
        }
    }
}

/// Dependencies that hold.
#[derive(Debug)]
pub(crate) struct Resolution {
    /// The candidates' indices, dependencies before their dependents.
    pub(crate) order: Vec<usize>,
    /// For each candidate, the length of the longest chain of dependencies below it.
    pub(crate) ranks: Vec<usize>,
}

impl Resolution {
    /// Any order will do, where nothing is going to be made of it.
    pub(crate) fn unordered(candidates: usize) -> Self {
        Resolution { order: (0..candidates).collect(), ranks: vec![0; candidates] }
    }
}

/// Resolves dependencies among candidates with different ids; every mistake is reported.
pub(crate) fn resolve(candidates: &[Candidate]) -> Result<Resolution, Vec<ResolutionError>> {
    let by_id: HashMap<&PluginId, usize> =
        candidates.iter().enumerate().map(|(at, candidate)| (&candidate.id, at)).collect();
    let mut errors = Vec::new();
    let mut edges = vec![Vec::new(); candidates.len()];
    for (at, candidate) in candidates.iter().enumerate() {
        for need in &candidate.needs {
            match by_id.get(&need.id) {
                Some(&found) if need.requirement.matches(&candidates[found].version) => edges[at].push(found),
                Some(&found) => errors.push(ResolutionError::VersionMismatch {
                    plugin: candidate.id.clone(),
                    dependency: need.id.clone(),
                    requirement: need.requirement.to_string(),
                    found: candidates[found].version.to_string(),
                }),
                None if need.optional => {}
                None => errors.push(ResolutionError::MissingDependency {
                    plugin: candidate.id.clone(),
                    dependency: need.id.clone(),
                    requirement: need.requirement.to_string(),
                }),
            }
        }
    }
    let keys: Vec<&PluginId> = candidates.iter().map(|candidate| &candidate.id).collect();
    match graph::order(&keys, &edges) {
        Ok(order) if errors.is_empty() => Ok(Resolution { order, ranks: graph::ranks(&edges) }),
        Ok(_) => Err(errors),
        Err(cycles) => {
            errors.extend(cycles.into_iter().map(|cycle| ResolutionError::DependencyCycle {
                cycle: cycle.into_iter().map(|at| candidates[at].id.clone()).collect(),
            }));
            Err(errors)
        }
    }
}
