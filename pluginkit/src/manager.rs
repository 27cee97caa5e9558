//! The plugin manager: owns instances, runs their life, and hands out callers.

mod admit;
mod belongings;
mod blocking;
mod builder;
mod claims;
#[cfg(feature = "config")]
mod configuration;
mod context;
#[cfg(any(feature = "migrations", web))]
mod contributors;
mod departed;
mod descriptor;
mod discovery;
mod events;
#[cfg(feature = "metrics")]
mod exported;
mod failures;
mod gather;
mod health;
mod inspection;
mod latecomers;
mod life;
mod member;
mod meters;
mod metrics;
#[cfg(web)]
mod mounts;
mod observers;
mod operations;
mod passage;
mod picture;
mod policies;
mod roster;
mod settings;
mod shared;
mod shared_state;
mod transitions;
mod views;
mod waiting;

use std::fmt;
use std::sync::{Arc, Weak};

pub(crate) use belongings::Belongings;
pub use blocking::Blocking;
pub use builder::PluginManagerBuilder;
#[cfg(all(feature = "config-watch", background_runtime))]
pub use configuration::ConfigWatch;
#[cfg(feature = "config")]
pub use configuration::{ConfigReport, Configuration, Silently};
pub use context::PluginContext;
pub(crate) use context::Residence;
#[cfg(web)]
pub(crate) use contributors::Contributor;
pub use descriptor::PluginDescriptor;
pub use discovery::{DiscoveryDiff, DiscoveryResult};
pub use events::{Events, PluginEvent, Subscription};
pub use health::{HealthReport, PluginHealth};
#[cfg(feature = "config")]
pub use inspection::ConfigInspection;
pub use inspection::{DependencyInspection, HookInspection, PluginExplanation, PluginInspection, Step};
pub use meters::Measurement;
pub use metrics::{CallMetrics, HookMetrics, Metrics, PluginMetrics};
pub(crate) use passage::Step as LifeStep;
pub use picture::{GraphEdge, GraphNode, PluginGraph};
pub use shared_state::State;
pub(crate) use shared_state::States;

use crate::dispatch::ExtensionPoint;
use crate::error::{PluginError, StateError};
use crate::id::PluginId;
use crate::plugin::Plugin;
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

    /// The state that plugins share, of this type: one value for the whole manager, which begins as its default when it is
    /// first asked for. Plugins come to it through [`PluginContext::state`].
    ///
    /// ```
    /// use pluginkit::prelude::*;
    ///
    /// #[derive(Clone, Default)]
    /// struct Visits { total: u64 }
    ///
    /// let plugins = PluginManager::builder().build()?;
    /// plugins.state::<Visits>().update(|visits| visits.total += 1);
    /// assert_eq!(plugins.state::<Visits>().get().total, 1);
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn state<T: Default + Send + Sync + 'static>(&self) -> State<T> {
        self.shared.states.of()
    }

    /// The texts of all plugins that are called, with the languages' fallbacks: see [`Texts`](crate::i18n::Texts).
    ///
    /// ```
    /// let plugins = pluginkit::PluginManager::builder().build()?;
    /// assert_eq!(plugins.texts().text("weather.title", "de"), "weather.title");
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    #[cfg(feature = "i18n")]
    pub fn texts(&self) -> crate::i18n::Texts {
        let caller = self.caller::<dyn crate::i18n::Translations>();
        crate::i18n::Texts::new(caller, self.shared.texts.clone())
    }

    /// The text of a key, `weather.title`, in a language: short for [`texts`](PluginManager::texts) and
    /// [`Texts::text`](crate::i18n::Texts::text), for those who need one text and no arguments.
    ///
    /// ```
    /// let plugins = pluginkit::PluginManager::builder().build()?;
    /// assert_eq!(plugins.text("weather.title", "de"), "weather.title");
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    #[cfg(feature = "i18n")]
    pub fn text(&self, key: &str, language: &str) -> String {
        self.texts().text(key, language)
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

    /// Switches the hooks of a plugin on again, and [restores](PluginManager::restore) those that were shed. One that is on stays on;
    /// one that is not started is not started by this.
    ///
    /// Before it is called it hears of what it has missed of synchronous historic hooks; of asynchronous ones, before their next
    /// call.
    ///
    /// # Errors
    /// [`StateError::Unknown`] when there is no such plugin, [`StateError::Filtered`] when a gate keeps it out,
    /// [`StateError::Uninformed`] when it failed in a historic hook: it is still disabled then.
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

    /// Calls those hooks of a plugin again that a [`HookPolicy`](crate::HookPolicy) has shed, and forgets how often they failed or were
    /// slow. [`enable`](PluginManager::enable) does this, too. Calls under way count for nothing any more.
    ///
    /// # Errors
    /// [`StateError::Unknown`] when there is no such plugin.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "geo", version = "1.2.0", listed)] #[derive(Default)] struct Geo;
    /// let plugins = PluginManager::builder().plugin::<Geo>().build()?;
    /// plugins.restore("geo")?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn restore(&self, id: &str) -> Result<(), StateError> {
        self.shared.restore(id)
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
