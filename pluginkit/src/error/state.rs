//! Requests that a plugin's state does not allow.

use thiserror::Error;

use super::HookError;
use crate::id::PluginId;
use crate::state::FilterReason;

/// A plugin cannot be told to do that.
///
/// ```
/// # use pluginkit::prelude::*;
/// let plugins = PluginManager::builder().build()?;
/// assert!(matches!(plugins.disable("nobody"), Err(pluginkit::StateError::Unknown { .. })));
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum StateError {
    /// There is no such plugin.
    #[error("there is no plugin `{id}`")]
    Unknown {
        /// The id that was asked for.
        id: String,
    },
    /// A gate keeps the plugin out; asking for it by name does not open the gate.
    #[error("plugin `{id}` is kept out: {why}")]
    Filtered {
        /// Its id.
        id: PluginId,
        /// The gate.
        reason: FilterReason,
        /// Why, down to where it begins.
        why: String,
    },
    /// A hook waits for itself: what it asks for can happen only when it has returned.
    #[error(
        "a lifecycle hook of plugin `{within}` waits for plugin `{plugin}`, which waits for it in turn: \
         ask for this after the hook, or from a task that the hook does not wait for"
    )]
    Reentrant {
        /// Who would have to come to rest first.
        plugin: PluginId,
        /// Whose hook is running.
        within: PluginId,
    },
    /// Everybody has been asked to stop since this was asked for.
    #[error("plugin `{id}` is not started: everybody has been asked to stop in the meantime")]
    Stopping {
        /// Its id.
        id: PluginId,
    },
    /// The manager has been dropped.
    #[error("the plugin manager is gone")]
    ManagerGone,
    /// The plugin is called in a plugin set, where there is no manager.
    #[error(
        "plugin `{plugin}` asks for the plugin manager, but it is called in a plugin set, which has none: hand the set to a \
         manager with `PluginManager::builder().set(..)`"
    )]
    NoManager {
        /// Its id.
        plugin: PluginId,
    },
    /// The plugin has been removed, or the set that it was started in has been stopped.
    #[error("plugin `{plugin}` is gone, and with it what it shared and kept")]
    PluginGone {
        /// Its id.
        plugin: PluginId,
    },
    /// The plugin is still disabled: it failed when it was told of a call that a historic hook remembers.
    #[error("not enabled, because a remembered call failed: {source}")]
    Uninformed {
        /// Which plugin, which hook, and how.
        source: HookError,
    },
    /// A plugin with this id is being registered, by somebody else.
    #[error("plugin `{id}` is being registered already")]
    Registering {
        /// Its id.
        id: PluginId,
    },
}
