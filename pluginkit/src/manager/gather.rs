//! Which plugins there are: listed, handed over, linked. Each type once, each id once, sorted by id.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::Arc;

use crate::error::LoadError;
use crate::id::PluginId;
use crate::identity::Identity;
use crate::plugin::{AnyPlugin, PluginEntry};
use crate::registry::linked;
use crate::state::Source;

/// A plugin that is asked for.
pub(super) struct Gathered {
    pub(super) entry: PluginEntry,
    pub(super) identity: Arc<Identity>,
    pub(super) source: Source,
    pub(super) instance: Option<AnyPlugin>,
    /// Whether it goes by what its type says.
    by_type: bool,
}

impl Gathered {
    pub(super) fn new(
        entry: PluginEntry,
        identity: Option<Identity>,
        source: Source,
        instance: Option<AnyPlugin>,
    ) -> Self {
        let by_type = identity.is_none();
        let identity = Arc::new(identity.unwrap_or_else(|| Identity::declared(entry)));
        Gathered { entry, identity, source, instance, by_type }
    }
}

/// Makes one list of everything that is asked for.
pub(super) fn gather(asked: Vec<Gathered>, discover: bool, errors: &mut Vec<LoadError>) -> Vec<Gathered> {
    let mut gathered: Vec<Gathered> = Vec::new();
    let mut by_type: HashMap<TypeId, usize> = HashMap::new();
    let linked = linked::plugins().filter(|_| discover);
    let linked = linked.map(|entry| Gathered::new(*entry, None, Source::Linked, None));
    for next in asked.into_iter().chain(linked) {
        // Under an identity of its own, a type may be there as often as it likes.
        if !next.by_type {
            gathered.push(next);
            continue;
        }
        match by_type.get(&next.entry.type_id()) {
            None => {
                by_type.insert(next.entry.type_id(), gathered.len());
                gathered.push(next);
            }
            Some(&at) => match (&mut gathered[at].instance, next.instance) {
                (_, None) => {}
                (instance @ None, Some(given)) => {
                    *instance = Some(given);
                    gathered[at].source = Source::Instance;
                }
                (Some(_), Some(_)) => {
                    errors.push(LoadError::DuplicateInstance { id: next.identity.id.clone() });
                }
            },
        }
    }
    // By origin too, so that of two plugins with one id the same one is named first wherever the linker put them.
    gathered.sort_by(|one, other| {
        let origin = |plugin: &Gathered| plugin.entry.origin().to_string();
        one.identity.id.cmp(&other.identity.id).then_with(|| origin(one).cmp(&origin(other)))
    });
    let mut unique: Vec<Gathered> = Vec::with_capacity(gathered.len());
    for next in gathered {
        match unique.last() {
            Some(last) if last.identity.id == next.identity.id => errors.push(LoadError::DuplicateId {
                id: next.identity.id.clone(),
                origins: Box::new([last.entry.origin(), next.entry.origin()]),
            }),
            _ => unique.push(next),
        }
    }
    unique
}

/// Which of the expected plugin ids and crate names are not there.
pub(super) fn missing(expected: &[String], gathered: &[Gathered]) -> impl Iterator<Item = LoadError> {
    let there = |name: &str| {
        gathered.iter().any(|plugin| {
            let package = plugin.entry.origin().package();
            plugin.identity.id == *name || package.is_some_and(|package| same_crate(package, name))
        })
    };
    expected.iter().filter(move |name| !there(name)).map(|name| LoadError::NotLinked {
        name: name.clone(),
        linked: gathered.iter().map(|plugin| plugin.identity.id.clone()).collect::<Vec<PluginId>>(),
    })
}

/// Cargo writes `-` where Rust writes `_`.
fn same_crate(package: &str, name: &str) -> bool {
    package.replace('-', "_") == name.replace('-', "_")
}
