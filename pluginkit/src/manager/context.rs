//! What a plugin is handed in its lifecycle: itself in its manager.

use std::fmt;
use std::sync::Weak;

use super::belongings::Belongings;
use super::member::{Guard, Scope};
use super::shared::Shared;
use super::shared_state::{State, States};
use super::{PluginEvent, PluginManager};
use crate::dispatch::ExtensionPoint;
use crate::error::StateError;
use crate::id::PluginId;

/// A plugin's place in its manager: what [`Lifecycle`](crate::Lifecycle), [`Health`](crate::Health) and
/// [`ErrorHook`](crate::ErrorHook) are handed.
///
/// Through it a plugin calls others ([`caller`](PluginContext::caller)), shares [`state`](PluginContext::state) with them, has
/// [state of its own](PluginContext::private_state), hears of [events](PluginContext::subscribe), and [owns](PluginContext::own)
/// what is to go when its time is over.
///
/// It may be cloned and kept, for the hooks that are not handed one. It does not keep the manager alive: a manager owns its
/// plugins, and what owns its owner would never be dropped.
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[plugin(id = "audit", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Audit;
///
/// #[extension]
/// impl Lifecycle for Audit {
///     fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
///         cx.subscribe(|event| println!("{event}"))?;         // until it is stopped
///         Ok(())
///     }
/// }
/// # let plugins = PluginManager::builder().plugin::<Audit>().build()?;
/// # plugins.blocking().start()?;
/// # plugins.blocking().stop()?;
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone)]
pub struct PluginContext {
    plugin: PluginId,
    home: Home,
}

/// Where a plugin lives.
#[derive(Clone)]
enum Home {
    Manager(Membership),
    Set(Residence),
}

/// Which run of which member a context belongs to.
#[derive(Clone)]
pub(super) struct Membership {
    pub(super) manager: Weak<Shared>,
    pub(super) serial: u64,
    pub(super) run: u64,
    pub(super) scope: Scope,
    pub(super) states: Weak<States>,
}

/// What belongs to a plugin of a set, and what it shares with the others.
#[derive(Clone)]
pub(crate) struct Residence {
    pub(crate) belongings: Belongings,
    pub(crate) shared: Weak<States>,
    pub(crate) private: Weak<States>,
}

impl PluginContext {
    pub(super) fn member(plugin: PluginId, membership: Membership) -> Self {
        PluginContext { plugin, home: Home::Manager(membership) }
    }

    /// In a set, which has no manager.
    pub(crate) fn alone(plugin: PluginId, residence: Residence) -> Self {
        PluginContext { plugin, home: Home::Set(residence) }
    }

    /// The plugin's id.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// #[extension]
    /// impl Lifecycle for Weather {
    ///     fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
    ///         println!("{} starts", cx.id());
    ///         Ok(())
    ///     }
    /// }
    /// ```
    pub fn id(&self) -> &PluginId {
        &self.plugin
    }

    /// The manager.
    ///
    /// What a hook keeps of it keeps the manager, and so the plugin itself, alive: keep the context instead, or a
    /// [`WeakPluginManager`](crate::WeakPluginManager).
    ///
    /// # Errors
    /// [`StateError::ManagerGone`], which cannot be while a hook is running; [`StateError::NoManager`] in a
    /// [plugin set](crate::plugin_set).
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// #[extension]
    /// impl Lifecycle for Weather {
    ///     fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
    ///         println!("{} plugins", cx.plugins()?.ids().count());
    ///         Ok(())
    ///     }
    /// }
    /// ```
    pub fn plugins(&self) -> Result<PluginManager, StateError> {
        match &self.home {
            Home::Manager(membership) => {
                let shared = membership.manager.upgrade().ok_or(StateError::ManagerGone)?;
                Ok(PluginManager { shared })
            }
            Home::Set(_) => Err(StateError::NoManager { plugin: self.plugin.clone() }),
        }
    }

    /// A caller of an extension point, as [`PluginManager::caller`] makes it: how a plugin calls others, and itself.
    ///
    /// It may be called at once, or kept and called from inside of any hook. A hook may call every hook, the one that it is in too:
    /// that is another call, which sees who is there now, while the one around it goes on as it began. Where that ends is the
    /// plugin's business, as with any function that calls itself. A failure of the inner call is returned to whoever made it, and
    /// becomes a failure of the outer one if it is handed on with `?`.
    ///
    /// A caller holds the plugins that it calls. A plugin that keeps one of a point which it extends itself therefore keeps itself
    /// alive: let it go in `stop` or `unload`, or keep the context and ask again.
    ///
    /// # Errors
    /// [`StateError::ManagerGone`], which cannot be while a hook is running; [`StateError::NoManager`] in a
    /// [plugin set](crate::plugin_set).
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[extension_point] trait Feed { fn fetch(&self) -> String; }
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// #[extension]
    /// impl Lifecycle for Weather {
    ///     fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
    ///         println!("{:?}", cx.caller::<dyn Feed>()?.fetch()?);
    ///         Ok(())
    ///     }
    /// }
    /// ```
    ///
    /// From a hook that is handed no context:
    ///
    /// ```
    /// use std::sync::OnceLock;
    /// use pluginkit::prelude::*;
    ///
    /// #[extension_point]
    /// trait Page {
    ///     fn render(&self, topic: &str) -> Result<String, BoxError>;
    /// }
    ///
    /// #[extension_point]
    /// trait Feed {
    ///     fn fetch(&self, topic: &str) -> String;
    /// }
    ///
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// # #[extension] impl Feed for Weather { fn fetch(&self, topic: &str) -> String { format!("fog over the {topic}") } }
    /// #[plugin(id = "front-page", version = "1.0.0", listed)]
    /// #[derive(Default)]
    /// struct FrontPage { cx: OnceLock<PluginContext> }
    ///
    /// #[extension]
    /// impl Lifecycle for FrontPage {
    ///     fn init(&self, cx: &PluginContext) -> Result<(), BoxError> {
    ///         let _ = self.cx.set(cx.clone());
    ///         Ok(())
    ///     }
    /// }
    ///
    /// #[extension]
    /// impl Page for FrontPage {
    ///     fn render(&self, topic: &str) -> Result<String, BoxError> {
    ///         let cx = self.cx.get().ok_or("it is not started")?;
    ///         Ok(cx.caller::<dyn Feed>()?.fetch(topic)?.join("\n"))
    ///     }
    /// }
    ///
    /// let plugins = PluginManager::builder().plugin::<FrontPage>().plugin::<Weather>().build()?;
    /// plugins.blocking().start()?;
    /// assert_eq!(plugins.caller::<dyn Page>().render("harbor")?, ["fog over the harbor"]);
    /// # plugins.blocking().stop()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn caller<P: ExtensionPoint + ?Sized>(&self) -> Result<P::Caller, StateError> {
        Ok(self.plugins()?.caller::<P>())
    }

    /// The state that plugins share, of this type: one value for everybody in this manager, or in this
    /// [plugin set](crate::plugin_set), which begins as its default when it is first asked for.
    ///
    /// Two plugins that ask for the same type have the same value: where that is not meant, let the type be one's own, or ask for
    /// the [private](PluginContext::private_state) one. A type without a default is shared as an `Option` of it. What is needed
    /// in hooks that have no context is kept in `init` or `start`: a [`State`] is a handle, and keeps nothing alive but the value.
    /// A value that holds the manager, or callers of its plugins, keeps them and so itself alive: put a
    /// [`WeakPluginManager`](crate::WeakPluginManager) there.
    ///
    /// # Errors
    /// [`StateError::ManagerGone`], which cannot be while a hook is running; [`StateError::PluginGone`] when the set was stopped.
    ///
    /// ```
    /// use pluginkit::prelude::*;
    ///
    /// #[derive(Clone, Default)]
    /// struct Connections { open: u32 }
    ///
    /// # #[plugin(id = "database", version = "1.0.0", listed)] #[derive(Default)] struct Database;
    /// #[extension]
    /// impl Lifecycle for Database {
    ///     fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
    ///         cx.state::<Connections>()?.update(|connections| connections.open += 1);
    ///         Ok(())
    ///     }
    /// }
    ///
    /// let plugins = PluginManager::builder().plugin::<Database>().build()?;
    /// plugins.blocking().start()?;
    /// assert_eq!(plugins.state::<Connections>().get().open, 1);
    /// # plugins.blocking().stop()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn state<T: Default + Send + Sync + 'static>(&self) -> Result<State<T>, StateError> {
        match &self.home {
            Home::Manager(_) => Ok(self.plugins()?.state()),
            Home::Set(residence) => self.still_there(&residence.shared),
        }
    }

    /// The plugin's own state of this type, which no other plugin sees. It begins as its default when it is first asked for,
    /// and goes with the plugin: when that is removed, or when the set is stopped. Between a stop and the next start it stays.
    ///
    /// # Errors
    /// [`StateError::ManagerGone`] and [`StateError::PluginGone`], which cannot be while a hook is running.
    ///
    /// ```
    /// use pluginkit::prelude::*;
    ///
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// #[extension]
    /// impl Lifecycle for Weather {
    ///     fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
    ///         let starts = cx.private_state::<u32>()?.update(|starts| {
    ///             *starts += 1;
    ///             *starts
    ///         });
    ///         println!("{}: {starts} starts", cx.id());
    ///         Ok(())
    ///     }
    /// }
    /// # let plugins = PluginManager::builder().plugin::<Weather>().build()?;
    /// # plugins.blocking().start()?;
    /// # plugins.blocking().stop()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn private_state<T: Default + Send + Sync + 'static>(&self) -> Result<State<T>, StateError> {
        match &self.home {
            Home::Manager(membership) => {
                let _manager = self.plugins()?;
                self.still_there(&membership.states)
            }
            Home::Set(residence) => self.still_there(&residence.private),
        }
    }

    fn still_there<T: Default + Send + Sync + 'static>(
        &self,
        states: &Weak<States>,
    ) -> Result<State<T>, StateError> {
        let states = states.upgrade();
        Ok(states.ok_or_else(|| StateError::PluginGone { plugin: self.plugin.clone() })?.of())
    }

    /// Keeps something for the plugin, and drops it when its time is over: what `init` keeps goes after `unload`, what `start`
    /// keeps goes after `stop`; at once, if that `init` or `start` does not succeed. The latest goes first.
    ///
    /// Ownership is how everything that a plugin takes is taken back: a task's abort handle, a temporary directory, a
    /// registration elsewhere.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// # struct Route;
    /// # impl Route { fn open() -> Self { Route } }
    /// #[extension]
    /// impl Lifecycle for Weather {
    ///     fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
    ///         cx.own(Route::open());
    ///         Ok(())
    ///     }
    /// }
    /// ```
    pub fn own(&self, guard: impl Send + 'static) {
        let guard: Guard = Box::new(guard);
        let guard = match &self.home {
            Home::Manager(membership) => match membership.manager.upgrade() {
                Some(shared) => shared.own(&self.plugin, membership, guard),
                None => Some(guard),
            },
            Home::Set(residence) => residence.belongings.add(guard),
        };
        // Too late: it goes here, where no lock is held.
        drop(guard);
    }

    /// The plugin's configuration as it is now, in the type that its `#[plugin(config = ..)]` says.
    ///
    /// # Errors
    /// [`ConfigError::WrongType`](crate::ConfigError::WrongType) with any other type; [`StateError::ManagerGone`], which cannot be
    /// while a hook is running; [`StateError::NoManager`] in a [plugin set](crate::plugin_set).
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[derive(serde::Deserialize, Default)] #[serde(default)] struct WeatherConfig { port: u16 }
    /// # #[plugin(id = "weather", version = "1.0.0", config = WeatherConfig, listed)] struct Weather;
    /// # impl From<WeatherConfig> for Weather { fn from(_: WeatherConfig) -> Self { Weather } }
    /// #[extension]
    /// impl Lifecycle for Weather {
    ///     fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
    ///         println!("listening at {}", cx.config::<WeatherConfig>()?.port);
    ///         Ok(())
    ///     }
    /// }
    /// # let plugins = PluginManager::builder().plugin::<Weather>().build()?;
    /// # plugins.blocking().start()?;
    /// # plugins.blocking().stop()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    #[cfg(feature = "config")]
    pub fn config<C: Send + Sync + 'static>(&self) -> Result<std::sync::Arc<C>, crate::Error> {
        let typed = self.plugins()?.shared.kept.typed(&self.plugin);
        let typed = typed.and_then(|config| config.downcast().ok());
        let asked = std::any::type_name::<C>();
        let wrong = || crate::ConfigError::WrongType { plugin: self.plugin.clone(), asked };
        Ok(typed.ok_or_else(wrong)?)
    }

    /// Subscribes to the manager's events, for as long as what is [owned](PluginContext::own) here.
    ///
    /// # Errors
    /// [`StateError::ManagerGone`], which cannot be while a hook is running; [`StateError::NoManager`] in a
    /// [plugin set](crate::plugin_set).
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// #[extension]
    /// impl Lifecycle for Weather {
    ///     fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
    ///         cx.subscribe(|event| println!("{event}"))?;
    ///         Ok(())
    ///     }
    /// }
    /// ```
    pub fn subscribe(
        &self,
        subscriber: impl Fn(&PluginEvent) + Send + Sync + 'static,
    ) -> Result<(), StateError> {
        let subscription = self.plugins()?.subscribe(subscriber);
        self.own(subscription);
        Ok(())
    }
}

impl fmt::Debug for PluginContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PluginContext").field("plugin", &self.plugin).finish_non_exhaustive()
    }
}
