//! What a host asks to see of plugins.

use super::{
    DiscoveryResult, Events, HealthReport, PluginDescriptor, PluginEvent, PluginExplanation, PluginGraph,
    PluginInspection, PluginManager, Subscription,
};
use crate::plugin::PluginEntry;

/// What can be seen of plugins.
impl PluginManager {
    /// A plugin as it is now, whether or not a gate keeps it out.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
    /// assert_eq!(plugins.descriptor("weather").unwrap().version(), "1.0.0");
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn descriptor(&self, id: &str) -> Option<PluginDescriptor> {
        self.shared.descriptor(id)
    }

    /// Everybody as they are now, in the order in which they are started.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// for plugin in plugins.descriptors() {
    ///     println!("{} {}: {}", plugin.id(), plugin.version(), plugin.state());
    /// }
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn descriptors(&self) -> Vec<PluginDescriptor> {
        self.shared.discovery().states
    }

    /// Everybody, and everything that is wrong with them, now.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// for error in plugins.discovery().errors() {
    ///     eprintln!("{error}");
    /// }
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn discovery(&self) -> DiscoveryResult {
        self.shared.discovery()
    }

    /// The same as it was when the manager had been built.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// let diff = plugins.last_discovery().diff(&plugins.discovery());
    /// println!("{} have come since", diff.added.len());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn last_discovery(&self) -> DiscoveryResult {
        self.shared.state().last_discovery.clone()
    }

    /// Every plugin type that is linked into this binary or that the manager knows, by id. Nothing is constructed for it.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// for plugin in plugins.available() {
    ///     println!("{} {}", plugin.id(), plugin.version());
    /// }
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn available(&self) -> Vec<PluginEntry> {
        self.shared.available()
    }

    /// A plugin from all sides; `None` for one that is not there, though the host enables it.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// assert!(plugins.inspect("nobody").is_none());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn inspect(&self, id: &str) -> Option<PluginInspection> {
        self.shared.inspect(id)
    }

    /// Everybody from all sides, in the order in which they are started.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// for plugin in plugins.inspections() {
    ///     println!("{}", plugin.explanation);
    /// }
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn inspections(&self) -> Vec<PluginInspection> {
        self.shared.inspections()
    }

    /// Why a plugin is called, or is not.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// let plugins = PluginManager::builder().plugin::<Weather>().disabled(["weather"]).build()?;
    /// assert_eq!(plugins.explain("weather").unwrap().to_string(), "weather: disabled by the host");
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn explain(&self, id: &str) -> Option<PluginExplanation> {
        self.shared.explain(id)
    }

    /// Who depends on whom.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// println!("{}", plugins.graph().mermaid());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn graph(&self) -> PluginGraph {
        self.shared.graph()
    }

    /// Asks every plugin that is called how it is, all at once. Failures, panics and timeouts are answers too.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), pluginkit::Error> {
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// println!("{}", plugins.health().await.status());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn health(&self) -> HealthReport {
        self.shared.health().await
    }

    /// Calls back with everything that happens, in the order in which it happens, for as long as the subscription lives.
    ///
    /// A subscriber is called on whichever thread it happens, without a lock held; it may ask the manager for anything, and
    /// should be quick. What happens while it looks at an event is delivered after that event. One that panics is warned about
    /// (`tracing`), and is called again with the next event.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// let subscription = plugins.subscribe(|event| println!("{event}"));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn subscribe(&self, subscriber: impl Fn(&PluginEvent) + Send + Sync + 'static) -> Subscription {
        self.shared.bus.subscribe(subscriber)
    }

    /// The same as a stream.
    ///
    /// ```
    /// # async fn watch(plugins: pluginkit::PluginManager) {
    /// use futures_util::StreamExt;
    ///
    /// let mut events = plugins.events();
    /// while let Some(event) = events.next().await {
    ///     println!("{event}");
    /// }
    /// # }
    /// ```
    pub fn events(&self) -> Events {
        self.shared.bus.events()
    }
}
