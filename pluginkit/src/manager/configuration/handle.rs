//! The configuration of a manager, as hosts see it.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::changing::ConfigReport;
use super::loading::load;
use crate::config::{ConfigOrigin, ConfigSnapshot, Layer};
use crate::error::{ConfigError, PluginError};
use crate::manager::PluginManager;
use crate::manager::shared::Shared;

impl PluginManager {
    /// The configuration.
    ///
    /// ```
    /// use pluginkit::{Config, prelude::*};
    ///
    /// let config = Config::new().defaults(serde_json::json!({ "server": { "port": 8080 } }));
    /// let plugins = PluginManager::builder().config(config).build()?;
    /// assert_eq!(plugins.config().read::<u16>("server.port")?, 8080);
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn config(&self) -> Configuration {
        Configuration { shared: Arc::clone(&self.shared) }
    }
}

/// The configuration of a manager: what it is, where it comes from, and how it changes while the manager runs. Made by
/// [`PluginManager::config`], and cheap to clone.
///
/// # Changes
/// A change is worked out, and each plugin's section is read into its type, before anything happens. If one type refuses, all of the
/// change is refused, and every reason is in the error. Then the configuration is another one, at once and for everybody, and those
/// plugins that are called and whose section is different are told one after the other, dependencies first, by
/// [`ConfigChanged`](crate::ConfigChanged). What fails there is in the report, and does not stop the others.
///
/// Changes that are told happen one at a time: who comes second waits, except inside of `on_config_changed`, where that is
/// [`ConfigError::Reentrant`]. A change whose future is dropped has happened, and those who have not been told yet are not.
///
/// Who is taken in (`plugins.enabled`, `plugins.disabled`) is decided when the manager is built, and stays as it is.
#[derive(Clone)]
pub struct Configuration {
    pub(super) shared: Arc<Shared>,
}

impl Configuration {
    /// All of it, as it is now.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// let before = plugins.config().snapshot();
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn snapshot(&self) -> ConfigSnapshot {
        self.shared.kept.snapshot()
    }

    /// Where a value comes from: see [`ConfigSnapshot::origin`].
    ///
    /// ```
    /// # use pluginkit::{Config, prelude::*};
    /// let config = Config::new().overlay(serde_json::json!({ "plugins": { "weather": { "port": 8080 } } }));
    /// let plugins = PluginManager::builder().config(config).build()?;
    /// assert_eq!(plugins.config().origin("weather.port").unwrap().to_string(), "the host's overlay");
    /// assert!(plugins.config().origin("weather.city").is_none());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn origin(&self, path: &str) -> Option<ConfigOrigin> {
        self.snapshot().origin(path)
    }

    /// Reads what is at a path into a type: see [`ConfigSnapshot::read`].
    ///
    /// # Errors
    /// Each value that is not what the type asks for, and each field that it does not have.
    ///
    /// ```
    /// # use pluginkit::{Config, prelude::*};
    /// let config = Config::new().defaults(serde_json::json!({ "motto": "all the news" }));
    /// let plugins = PluginManager::builder().config(config).build()?;
    /// assert_eq!(plugins.config().read::<String>("motto")?, "all the news");
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn read<T: DeserializeOwned>(&self, path: &str) -> Result<T, PluginError> {
        self.snapshot().read(path)
    }

    /// Reads everything anew, from the files and the environment, and tells nobody. Short for `silently().refresh()`.
    ///
    /// # Errors
    /// Whatever cannot be read, and what a plugin's type refuses; then everything is as it was.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// let report = plugins.config().reload()?;
    /// assert!(report.diff.is_empty());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn reload(&self) -> Result<ConfigReport, PluginError> {
        self.silently().refresh()
    }

    /// Reads everything anew, from the files and the environment, and tells those whose section is different. What was merged since
    /// the manager was built is gone.
    ///
    /// # Errors
    /// Whatever cannot be read, and what a plugin's type refuses; then everything is as it was.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), pluginkit::Error> {
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// for failure in plugins.config().refresh().await?.failures {
    ///     eprintln!("{failure}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn refresh(&self) -> Result<ConfigReport, PluginError> {
        self.told(|_| self.anew()).await
    }

    /// Puts another configuration in the place of all of it, and tells those whose section is different.
    ///
    /// # Errors
    /// [`ConfigError::Unserializable`], and what a plugin's type refuses; then everything is as it was.
    ///
    /// ```
    /// # use pluginkit::{Config, prelude::*};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), pluginkit::Error> {
    /// let config = Config::new().defaults(serde_json::json!({ "server": { "port": 80, "host": "::1" } }));
    /// let plugins = PluginManager::builder().config(config).build()?;
    /// plugins.config().replace(serde_json::json!({ "server": { "port": 8080 } })).await?;
    /// assert!(plugins.config().origin("server.host").is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn replace(&self, config: impl Serialize + Send) -> Result<ConfigReport, PluginError> {
        let snapshot = replacement(&config)?;
        drop(config);
        self.told(|_| Ok(snapshot.clone())).await
    }

    /// Lays something over the configuration as it is, and tells those whose section is different: tables are merged; lists,
    /// scalars and nulls take the place of what is there; what is not mentioned stays.
    ///
    /// # Errors
    /// [`ConfigError::Unserializable`], and what a plugin's type refuses; then everything is as it was.
    ///
    /// ```
    /// # use pluginkit::{Config, prelude::*};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), pluginkit::Error> {
    /// let config = Config::new().defaults(serde_json::json!({ "server": { "port": 80, "hosts": ["a", "b"] } }));
    /// let plugins = PluginManager::builder().config(config).build()?;
    /// plugins.config().merge(serde_json::json!({ "server": { "hosts": ["c"] } })).await?;
    /// assert_eq!(plugins.config().read::<Vec<String>>("server.hosts")?, ["c"]);
    /// assert_eq!(plugins.config().read::<u16>("server.port")?, 80);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn merge(&self, overlay: impl Serialize + Send) -> Result<ConfigReport, PluginError> {
        let layer = change(&overlay)?;
        drop(overlay);
        self.told(|snapshot| Ok(snapshot.and(&layer))).await
    }

    /// The same changes, of which plugins are not told.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// plugins.config().silently().merge(serde_json::json!({ "server": { "port": 80 } }))?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn silently(&self) -> Silently {
        Silently { configuration: self.clone() }
    }

    async fn told(
        &self,
        next: impl Fn(&ConfigSnapshot) -> Result<ConfigSnapshot, Vec<ConfigError>> + Send,
    ) -> Result<ConfigReport, PluginError> {
        let _turn = self.shared.turn().await?;
        let step = self.shared.change_config(next)?;
        let mut report = self.shared.compare(&step);
        self.shared.tell(&step, &mut report).await;
        Ok(report)
    }

    fn anew(&self) -> Result<ConfigSnapshot, Vec<ConfigError>> {
        let known = self.shared.state().roster.ids();
        load(&self.shared.kept.config, &known)
    }
}

/// What lies over everything else.
fn change(said: &impl Serialize) -> Result<Arc<Layer>, PluginError> {
    let layer = Layer::of_code(ConfigOrigin::Change, said)?;
    PluginError::all(layer.check())?;
    Ok(Arc::new(layer))
}

fn replacement(said: &impl Serialize) -> Result<ConfigSnapshot, PluginError> {
    Ok(ConfigSnapshot::of(vec![change(said)?]))
}

/// Changes of which plugins are not told: they find them when they look, in
/// [`PluginContext::config`](crate::PluginContext::config). Made by [`Configuration::silently`].
///
/// Nothing has to be waited for, so this may be done inside of any hook.
///
/// ```
/// # let plugins = pluginkit::PluginManager::builder().build()?;
/// let report = plugins.config().silently().merge(serde_json::json!({ "server": { "port": 80 } }))?;
/// assert!(report.diff.touches("server.port"));
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone)]
pub struct Silently {
    configuration: Configuration,
}

impl Silently {
    /// See [`Configuration::refresh`].
    ///
    /// # Errors
    /// Whatever cannot be read, and what a plugin's type refuses; then everything is as it was.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// plugins.config().silently().refresh()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn refresh(&self) -> Result<ConfigReport, PluginError> {
        self.change(|_| self.configuration.anew())
    }

    /// See [`Configuration::replace`].
    ///
    /// # Errors
    /// [`ConfigError::Unserializable`], and what a plugin's type refuses; then everything is as it was.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// plugins.config().silently().replace(serde_json::json!({ "server": { "port": 80 } }))?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn replace(&self, config: impl Serialize) -> Result<ConfigReport, PluginError> {
        let snapshot = replacement(&config)?;
        self.change(|_| Ok(snapshot.clone()))
    }

    /// See [`Configuration::merge`].
    ///
    /// # Errors
    /// [`ConfigError::Unserializable`], and what a plugin's type refuses; then everything is as it was.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// plugins.config().silently().merge(serde_json::json!({ "server": { "port": 80 } }))?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn merge(&self, overlay: impl Serialize) -> Result<ConfigReport, PluginError> {
        let layer = change(&overlay)?;
        self.change(|snapshot| Ok(snapshot.and(&layer)))
    }

    fn change(
        &self,
        next: impl Fn(&ConfigSnapshot) -> Result<ConfigSnapshot, Vec<ConfigError>>,
    ) -> Result<ConfigReport, PluginError> {
        let shared = &self.configuration.shared;
        Ok(shared.compare(&shared.change_config(next)?))
    }
}

impl fmt::Debug for Configuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Configuration").field("snapshot", &self.snapshot()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Silently {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Silently").field("configuration", &self.configuration).finish()
    }
}
