//! What a host asks of the life of plugins.

use std::sync::Arc;

use super::{Blocking, PluginManager, WeakPluginManager};
use crate::error::PluginError;
use crate::identity::Identity;
use crate::plugin::{IntoInstance, PluginEntry};

/// The life of plugins.
impl PluginManager {
    /// Starts every plugin that no gate keeps out and that is not started: `init` where it has not been called yet, then
    /// `start`, dependencies first.
    ///
    /// From now on and until [`stop`](PluginManager::stop), what is [registered](PluginManager::register) is started too. (Code that
    /// cannot await says `plugins.blocking().start()`.)
    ///
    /// # Errors
    /// A [`StartError`](crate::StartError) for each plugin that could not be started. What becomes of the others then is the
    /// [`StartPolicy`](crate::StartPolicy)'s to say; errors of stopping again are returned too.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), pluginkit::Error> {
    /// let plugins = pluginkit::PluginManager::discover()?;
    /// plugins.start().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn start(&self) -> Result<(), PluginError> {
        self.shared.start().await
    }

    /// Starts a plugin, and before it everything that it depends on. An optional dependency that is there is started too; that
    /// it cannot be started stops nobody.
    ///
    /// # Errors
    /// As [`start`](PluginManager::start); [`StateError`](crate::StateError) for one that is unknown, or that a gate keeps out.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), pluginkit::Error> {
    /// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
    /// plugins.start_plugin("weather").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn start_plugin(&self, id: &str) -> Result<(), PluginError> {
        self.shared.start_plugin(id).await
    }

    /// Stops every plugin, dependents first, however it was started. One that was never started is not called any more
    /// either; its `stop` is not.
    ///
    /// # Errors
    /// A [`StopError`](crate::StopError) for each plugin whose `stop` failed. All the others have been stopped.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), pluginkit::Error> {
    /// let plugins = pluginkit::PluginManager::discover()?;
    /// plugins.start().await?;
    /// plugins.stop().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn stop(&self) -> Result<(), PluginError> {
        self.shared.stop().await
    }

    /// Stops a plugin, and before it everybody who needs it.
    ///
    /// # Errors
    /// As [`stop`](PluginManager::stop); [`StateError::Unknown`](crate::StateError::Unknown).
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), pluginkit::Error> {
    /// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
    /// plugins.stop_plugin("weather").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn stop_plugin(&self, id: &str) -> Result<(), PluginError> {
        self.shared.stop_plugin(id).await
    }

    /// Takes in a plugin while the manager is in use, wholly or not at all. If the manager has been
    /// [started](PluginManager::start), so is the plugin, and if it cannot be, it is taken out again.
    ///
    /// Plugins that were kept out because this one was missing come in with it.
    ///
    /// # Errors
    /// [`LoadError::DuplicateId`](crate::LoadError::DuplicateId); a [`DiscoveryError`](crate::DiscoveryError) for each gate that refuses it;
    /// [`ResolutionError::OrderCycle`](crate::ResolutionError::OrderCycle) where its `before` and `after` contradict those of others; those of
    /// [`start_plugin`](PluginManager::start_plugin).
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), pluginkit::Error> {
    /// let plugins = PluginManager::builder().build()?;
    /// plugins.register(Weather).await?;
    /// assert!(plugins.ids().eq(["weather"]));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn register<I: IntoInstance>(&self, plugin: I) -> Result<(), PluginError> {
        let entry = PluginEntry::of::<I::Plugin>();
        let identity = plugin.identity().unwrap_or_else(|| Identity::declared(entry));
        self.shared.register(entry, identity, plugin.into_instance()).await
    }

    /// Takes a plugin out: stops everybody who needs it, stops it, unloads it, and takes back everything that it owns. The
    /// plugins that needed it are kept out from then on, until one comes in its place. Plugins that could not live with it come in.
    ///
    /// Its instance is dropped when no caller from before holds it any more: a held caller calls it no longer, and lets go of it
    /// when it is cloned over or dropped.
    ///
    /// # Errors
    /// Whatever failed on the way; it is gone all the same. [`StateError::Unknown`](crate::StateError::Unknown) where there is no such plugin.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), pluginkit::Error> {
    /// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
    /// plugins.remove("weather").await?;
    /// assert_eq!(plugins.ids().count(), 0);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn remove(&self, id: &str) -> Result<(), PluginError> {
        self.shared.remove(id).await
    }

    /// Removes everybody, the last started first: each is stopped and unloaded while what it depends on is still there.
    ///
    /// # Errors
    /// Whatever failed on the way; everybody is gone all the same.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), pluginkit::Error> {
    /// let plugins = pluginkit::PluginManager::discover()?;
    /// plugins.start().await?;
    /// plugins.shutdown().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn shutdown(&self) -> Result<(), PluginError> {
        self.shared.shutdown().await
    }

    /// The same for code that cannot await.
    ///
    /// ```
    /// let plugins = pluginkit::PluginManager::discover()?;
    /// plugins.blocking().start()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn blocking(&self) -> Blocking<'_> {
        Blocking::new(self)
    }

    /// A hold on the manager that does not keep it alive: for what the manager owns, such as its plugins and subscribers.
    ///
    /// ```
    /// let plugins = pluginkit::PluginManager::discover()?;
    /// let weak = plugins.downgrade();
    /// assert!(weak.upgrade().is_some());
    /// drop(plugins);
    /// assert!(weak.upgrade().is_none());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn downgrade(&self) -> WeakPluginManager {
        WeakPluginManager { shared: Arc::downgrade(&self.shared) }
    }
}
