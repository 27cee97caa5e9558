//! The plugin manager: owns instances, runs their life, and hands out callers.

mod admit;
mod blocking;
mod builder;
mod claims;
mod context;
mod departed;
mod descriptor;
mod discovery;
mod events;
mod failures;
mod gather;
mod health;
mod inspection;
mod life;
mod member;
mod passage;
mod picture;
mod roster;
mod settings;
mod shared;
mod transitions;
mod waiting;

use std::fmt;
use std::sync::{Arc, Weak};

pub use blocking::Blocking;
pub use builder::PluginManagerBuilder;
pub use context::PluginContext;
pub use descriptor::PluginDescriptor;
pub use discovery::{DiscoveryDiff, DiscoveryResult};
pub use events::{Events, PluginEvent, Subscription};
pub use health::{HealthReport, PluginHealth};
pub use inspection::{DependencyInspection, HookInspection, PluginExplanation, PluginInspection, Step};
pub use picture::{GraphEdge, GraphNode, PluginGraph};

use crate::dispatch::ExtensionPoint;
use crate::error::{PluginError, StateError};
use crate::id::PluginId;
use crate::identity::Identity;
use crate::plugin::{IntoInstance, Plugin, PluginEntry};
use shared::Shared;

/// The plugins of a program: gathered, put in order, and ready to be called.
///
/// It is cheap to clone, and every clone is the same manager.
///
/// # The life of plugins
/// [`start`](PluginManager::start) brings them to life, dependencies first, and [`stop`](PluginManager::stop) puts them to rest, dependents first: see
/// [`Lifecycle`](crate::Lifecycle), and [`PluginState`](crate::PluginState) for who is called when. One plugin passes from one state to another at a time
/// and once, however many tasks ask; whoever asks second waits for the first.
///
/// * **From inside a hook**, everything may be asked for, except what would have to wait for that very hook: that is
///   [`StateError::Reentrant`], at once and before anything is done.
/// * **Cancelled** (its future dropped), an operation leaves the plugin whose hook was running [`Failed`](crate::PluginState::Failed), and the others as they are.
/// * **Dropping** the last manager drops the plugins, dependents first, once no caller holds them any more. No `stop` is called then: it might have
///   to be waited for. What is still started is reported, to `tracing` and as [`PluginEvent::Abandoned`].
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[extension_point]
/// trait Greeting {
///     fn greet(&self, name: &str) -> String;
/// }
///
/// #[plugin(id = "english", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct English;
///
/// #[extension]
/// impl Greeting for English {
///     fn greet(&self, name: &str) -> String {
///         format!("Hello, {name}!")
///     }
/// }
///
/// let plugins = PluginManager::builder().plugin::<English>().build()?;
/// let greeting = plugins.caller::<dyn Greeting>();
/// assert_eq!(greeting.greet("Ada")?, ["Hello, Ada!"]);
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone)]
pub struct PluginManager {
    shared: Arc<Shared>,
}

impl PluginManager {
    /// Takes in every plugin that is linked into this binary. Short for `builder().discover().build()`.
    ///
    /// A plugin crate that is only listed in `Cargo.toml` is *not* linked: rustc drops what no code names. See
    /// [`plugins!`](crate::plugins). Where nothing at all is linked, `tracing` is warned; what has to be there is best said
    /// with [`expect`](PluginManagerBuilder::expect).
    ///
    /// # Errors
    /// Everything that [`build`](PluginManagerBuilder::build) finds.
    ///
    /// ```
    /// let plugins = pluginkit::PluginManager::discover()?;
    /// println!("{} plugins", plugins.ids().count());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn discover() -> Result<Self, PluginError> {
        PluginManager::builder().discover().build()
    }

    /// Begins with no plugin at all.
    ///
    /// ```
    /// let plugins = pluginkit::PluginManager::builder().build()?;
    /// assert_eq!(plugins.ids().count(), 0);
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn builder() -> PluginManagerBuilder {
        PluginManagerBuilder::default()
    }

    /// A caller of an extension point: a typed stub, with a method for each hook.
    ///
    /// It is cheap to clone, and to be held: making one takes a lock and a look-up, calling it takes neither. A held
    /// caller sees every change of the manager with its next call.
    ///
    /// ```
    /// use pluginkit::prelude::*;
    ///
    /// #[extension_point]
    /// trait Feed {
    ///     fn fetch(&self, topic: &str) -> String;
    /// }
    ///
    /// let plugins = PluginManager::builder().build()?;
    /// let feed: FeedCaller = plugins.caller::<dyn Feed>();
    /// assert!(feed.fetch("harbor")?.is_empty(), "nobody extends it");
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn caller<P: ExtensionPoint + ?Sized>(&self) -> P::Caller {
        self.shared.caller::<P>()
    }

    /// The instance of a plugin type.
    ///
    /// ```
    /// use pluginkit::prelude::*;
    ///
    /// #[plugin(id = "counter", version = "1.0.0", listed)]
    /// struct Counter { start: u32 }
    ///
    /// let plugins = PluginManager::builder().instance(Counter { start: 7 }).build()?;
    /// assert_eq!(plugins.plugin::<Counter>().unwrap().start, 7);
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn plugin<P: Plugin>(&self) -> Option<Arc<P>> {
        self.shared.instance()
    }

    /// The ids of all plugins that no gate keeps out, in the order in which they are started: dependencies before their
    /// dependents, then the [`Lifecycle`](crate::Lifecycle) with the higher priority, then by id.
    ///
    /// ```
    /// use pluginkit::prelude::*;
    ///
    /// #[plugin(id = "geo", version = "1.2.0", listed)]
    /// #[derive(Default)]
    /// struct Geo;
    ///
    /// #[plugin(id = "daily", version = "1.0.0", depends_on(Geo = "^1"), listed)]
    /// #[derive(Default)]
    /// struct Daily;
    ///
    /// let plugins = PluginManager::builder().plugin::<Daily>().plugin::<Geo>().build()?;
    /// assert!(plugins.ids().eq(["geo", "daily"]));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn ids(&self) -> impl ExactSizeIterator<Item = PluginId> + use<> {
        self.shared.ids().into_iter()
    }

    /// Switches the hooks of a plugin on again. One that is on stays on; one that is not started is not started by this.
    ///
    /// # Errors
    /// [`StateError::Unknown`] when there is no such plugin, [`StateError::Filtered`] when a gate keeps it out.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "geo", version = "1.2.0", listed)] #[derive(Default)] struct Geo;
    /// let plugins = PluginManager::builder().plugin::<Geo>().build()?;
    /// plugins.disable("geo")?;
    /// plugins.enable("geo")?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn enable(&self, id: &str) -> Result<(), StateError> {
        self.shared.enable(id)
    }

    /// Switches the hooks of a plugin off: from their next call, no caller calls it. Calls under way end as they began.
    /// The plugin goes on living: it is started and stopped as before, and its health is not asked for.
    ///
    /// # Errors
    /// [`StateError::Unknown`] when there is no such plugin.
    ///
    /// ```
    /// use pluginkit::prelude::*;
    ///
    /// #[extension_point]
    /// trait Feed {
    ///     fn fetch(&self) -> u8;
    /// }
    ///
    /// #[plugin(id = "weather", version = "1.0.0", listed)]
    /// #[derive(Default)]
    /// struct Weather;
    ///
    /// #[extension]
    /// impl Feed for Weather {
    ///     fn fetch(&self) -> u8 { 7 }
    /// }
    ///
    /// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
    /// let feed = plugins.caller::<dyn Feed>();
    /// plugins.disable("weather")?;
    /// assert!(feed.fetch()?.is_empty());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn disable(&self, id: &str) -> Result<(), StateError> {
        self.shared.disable(id)
    }
}

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
    /// As [`start`](PluginManager::start); [`StateError`] for one that is unknown, or that a gate keeps out.
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
    /// As [`stop`](PluginManager::stop); [`StateError::Unknown`].
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
    /// Whatever failed on the way; it is gone all the same. [`StateError::Unknown`] where there is no such plugin.
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

/// A hold on a manager that does not keep it alive. Made by [`PluginManager::downgrade`].
///
/// ```
/// let plugins = pluginkit::PluginManager::discover()?;
/// let weak: pluginkit::WeakPluginManager = plugins.downgrade();
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone)]
pub struct WeakPluginManager {
    shared: Weak<Shared>,
}

impl WeakPluginManager {
    /// The manager, if it is still there.
    ///
    /// ```
    /// let weak = pluginkit::PluginManager::discover()?.downgrade();
    /// assert!(weak.upgrade().is_none());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn upgrade(&self) -> Option<PluginManager> {
        self.shared.upgrade().map(|shared| PluginManager { shared })
    }
}

impl fmt::Debug for PluginManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PluginManager")
            .field("plugins", &self.ids().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for WeakPluginManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WeakPluginManager").finish_non_exhaustive()
    }
}
