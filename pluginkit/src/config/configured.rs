//! What `#[plugin(config = ..)]` says: the type of a section, and how a plugin is made of it.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::shown::Looks;
use super::{AnyConfig, ConfigSnapshot, Section};
use crate::error::{BoxError, ConfigError};
use crate::id::PluginId;
use crate::plugin::{AnyPlugin, Plugin};

/// A section as its type.
pub(crate) struct ReadSection {
    pub(crate) typed: AnyConfig,
    pub(crate) looks: Looks,
}

/// Not public API. Used by generated code.
#[derive(Clone, Copy)]
pub struct Configured {
    read: fn(&ConfigSnapshot, &PluginId) -> Result<ReadSection, Vec<ConfigError>>,
    construct: fn(&ConfigSnapshot, &PluginId) -> Result<AnyPlugin, ConfigError>,
}

impl Configured {
    /// A plugin that is made of this type, by `From` or `TryFrom`.
    pub const fn of<P, C>() -> Self
    where
        P: Plugin + TryFrom<C, Error: Into<BoxError>>,
        C: DeserializeOwned + Send + Sync + 'static,
    {
        Configured { read: read::<C>, construct: construct::<P, C> }
    }

    /// Reads a plugin's section, for whoever looks at it.
    pub(crate) fn read(
        &self,
        from: &ConfigSnapshot,
        plugin: &PluginId,
    ) -> Result<ReadSection, Vec<ConfigError>> {
        (self.read)(from, plugin)
    }

    /// Reads a plugin's section once more, and makes the plugin of it.
    pub(crate) fn construct(
        &self,
        from: &ConfigSnapshot,
        plugin: &PluginId,
    ) -> Result<AnyPlugin, ConfigError> {
        (self.construct)(from, plugin)
    }
}

fn read<C: DeserializeOwned + Send + Sync + 'static>(
    from: &ConfigSnapshot,
    plugin: &PluginId,
) -> Result<ReadSection, Vec<ConfigError>> {
    let (typed, looks) = Section::of(from, plugin).look::<C>()?;
    Ok(ReadSection { typed: Arc::new(typed), looks })
}

fn construct<P, C>(from: &ConfigSnapshot, plugin: &PluginId) -> Result<AnyPlugin, ConfigError>
where
    P: Plugin + TryFrom<C, Error: Into<BoxError>>,
    C: DeserializeOwned,
{
    // It has been read before, so this fails only where the type does not always read the same.
    let config: C = Section::of(from, plugin).read().map_err(|mut errors| errors.remove(0))?;
    let made = P::try_from(config);
    let rejected = |source| ConfigError::Rejected { plugin: plugin.clone(), source: Arc::new(source) };
    Ok(Arc::new(made.map_err(|source| rejected(source.into()))?))
}
