//! Which plugins there are: listed, handed over, linked. Each type once, each id once, sorted by id.

use std::any::TypeId;
use std::collections::HashMap;

use crate::dispatch::{catch, message};
use crate::error::LoadError;
use crate::id::PluginId;
use crate::plugin::{AnyPlugin, PluginEntry};
use crate::registry::linked;

/// A plugin that is asked for.
pub(super) struct Gathered {
    pub(super) entry: PluginEntry,
    pub(super) instance: Option<AnyPlugin>,
}

impl Gathered {
    /// The instance that was handed over, or a new one.
    pub(super) fn instantiate(&mut self) -> Result<AnyPlugin, LoadError> {
        if let Some(instance) = self.instance.take() {
            return Ok(instance);
        }
        let (id, origin) = (self.entry.plugin_id(), self.entry.origin());
        let construct = self.entry.construct().ok_or(LoadError::NeedsInstance { id: id.clone(), origin })?;
        catch(construct).map_err(|payload| LoadError::Panicked { id, message: message(payload) })
    }
}

/// Makes one list of everything that is asked for.
pub(super) fn gather(asked: Vec<Gathered>, discover: bool, errors: &mut Vec<LoadError>) -> Vec<Gathered> {
    let mut gathered: Vec<Gathered> = Vec::new();
    let mut by_type: HashMap<TypeId, usize> = HashMap::new();
    let found =
        linked::plugins().filter(|_| discover).map(|entry| Gathered { entry: *entry, instance: None });
    for next in asked.into_iter().chain(found) {
        match by_type.get(&next.entry.type_id()) {
            None => {
                by_type.insert(next.entry.type_id(), gathered.len());
                gathered.push(next);
            }
            Some(&at) => match (&mut gathered[at].instance, next.instance) {
                (_, None) => {}
                (instance @ None, Some(given)) => *instance = Some(given),
                (Some(_), Some(_)) => {
                    errors.push(LoadError::DuplicateInstance { id: next.entry.plugin_id() });
                }
            },
        }
    }
    // By origin too, so that of two plugins with one id the same one is named first wherever the linker put them.
    gathered.sort_by_cached_key(|plugin| (plugin.entry.id(), plugin.entry.origin().to_string()));
    let mut unique: Vec<Gathered> = Vec::with_capacity(gathered.len());
    for next in gathered {
        match unique.last() {
            Some(last) if last.entry.id() == next.entry.id() => errors.push(LoadError::DuplicateId {
                id: next.entry.plugin_id(),
                origins: Box::new([last.entry.origin(), next.entry.origin()]),
            }),
            _ => unique.push(next),
        }
    }
    unique
}

/// Which of the expected plugin ids and crate names are not there.
pub(super) fn missing(expected: Vec<String>, gathered: &[Gathered]) -> impl Iterator<Item = LoadError> {
    let there = |name: &str| {
        gathered.iter().any(|plugin| {
            let package = plugin.entry.origin().package();
            plugin.entry.id() == name || package.is_some_and(|package| same_crate(package, name))
        })
    };
    expected.into_iter().filter(move |name| !there(name)).map(|name| LoadError::NotLinked {
        name,
        linked: gathered.iter().map(|plugin| plugin.entry.plugin_id()).collect::<Vec<PluginId>>(),
    })
}

/// Cargo writes `-` where Rust writes `_`.
fn same_crate(package: &str, name: &str) -> bool {
    package.replace('-', "_") == name.replace('-', "_")
}
