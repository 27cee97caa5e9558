//! A plugin as it is at a moment, for people and tools.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::id::PluginId;
use crate::identity::Identity;
use crate::identity::PluginMetadata;
use crate::state::PluginState;

/// A plugin as it was when it was asked for. It does not change afterwards.
///
/// ```
/// use pluginkit::{PluginState, prelude::*};
///
/// #[plugin(id = "weather", version = "1.2.0", listed)]
/// #[derive(Default)]
/// struct Weather;
///
/// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
/// let weather = plugins.descriptor("weather").unwrap();
/// assert_eq!((weather.version(), weather.state()), ("1.2.0", PluginState::Loaded));
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PluginDescriptor {
    pub(super) id: PluginId,
    pub(super) version: String,
    pub(super) metadata: PluginMetadata,
    pub(super) state: PluginState,
    pub(super) failure: Option<String>,
    pub(super) loaded_at: Option<SystemTime>,
    pub(super) last_change: Option<SystemTime>,
}

impl PluginDescriptor {
    pub(super) fn new(identity: &Identity, state: PluginState) -> Self {
        PluginDescriptor {
            id: identity.id.clone(),
            version: identity.version.to_string(),
            metadata: identity.metadata.clone(),
            state,
            failure: None,
            loaded_at: None,
            last_change: None,
        }
    }

    /// Its id.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// let ids: Vec<_> = plugins.descriptors().iter().map(|plugin| plugin.id().clone()).collect();
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn id(&self) -> &PluginId {
        &self.id
    }

    /// Its version; empty where it is not there ([`NotDiscovered`](crate::FilterReason::NotDiscovered)).
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// for plugin in plugins.descriptors() {
    ///     println!("{} {}", plugin.id(), plugin.version());
    /// }
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What it says of itself.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// for plugin in plugins.descriptors() {
    ///     println!("{}", plugin.metadata().name.as_deref().unwrap_or(plugin.id().as_str()));
    /// }
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn metadata(&self) -> &PluginMetadata {
        &self.metadata
    }

    /// Where it was in its life.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// use pluginkit::PluginState;
    /// assert!(plugins.descriptors().iter().all(|plugin| plugin.state() == PluginState::Started));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn state(&self) -> PluginState {
        self.state
    }

    /// Why it failed, or why it is kept out: down to where that begins, as in `needs b: wrong application 'x'`.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// for plugin in plugins.descriptors() {
    ///     if let Some(failure) = plugin.failure() {
    ///         eprintln!("{}: {failure}", plugin.id());
    ///     }
    /// }
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// When its instance was taken in; `None` where there is none, and where there is no clock (WebAssembly).
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// let latest = plugins.descriptors().iter().filter_map(|plugin| plugin.loaded_at()).max();
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn loaded_at(&self) -> Option<SystemTime> {
        self.loaded_at
    }

    /// When its state last changed.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// let latest = plugins.descriptors().iter().filter_map(|plugin| plugin.last_change()).max();
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn last_change(&self) -> Option<SystemTime> {
        self.last_change
    }
}
