//! What a set cannot see while it is compiled: extensions of points that it does not list.

use std::any::TypeId;
use std::fmt;

use super::PluginSet;
use crate::builtin::{ErrorHook, Health, Lifecycle};
use crate::id::PluginId;
use crate::registry::linked;

/// A plugin of a set extends a point that the set does not list: what [`PluginSet::unlisted`] finds.
///
/// ```
/// use pluginkit::{PluginSet, plugin_set};
///
/// plugin_set! { struct Nobody {} points: []; }
/// assert!(Nobody::unlisted().is_empty());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct UnlistedExtension {
    /// The plugin.
    pub plugin: PluginId,
    /// The id of the point.
    pub point: &'static str,
}

impl fmt::Display for UnlistedExtension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` extends `{}`, which the set does not list", self.plugin, self.point)
    }
}

pub(super) fn of<S: PluginSet>() -> Vec<UnlistedExtension> {
    let built_in = [TypeId::of::<dyn Lifecycle>(), TypeId::of::<dyn Health>(), TypeId::of::<dyn ErrorHook>()];
    let called: Vec<TypeId> = S::POINTS.iter().flatten().map(|point| point()).chain(built_in).collect();
    let mut unlisted: Vec<UnlistedExtension> = linked::extensions()
        .filter(|extension| !called.contains(&extension.point()))
        .filter_map(|extension| {
            let plugin = S::PLUGINS.iter().find(|plugin| plugin.type_id() == extension.plugin())?;
            Some(UnlistedExtension { plugin: plugin.plugin_id(), point: extension.point_id() })
        })
        .collect();
    // A plugin may extend a point and wrap it; and link order means nothing.
    unlisted.sort();
    unlisted.dedup();
    unlisted
}
