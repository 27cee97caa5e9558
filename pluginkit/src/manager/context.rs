//! What a plugin is handed in its lifecycle: itself in its manager.

use std::fmt;
use std::sync::Weak;

use super::belongings::Belongings;
use super::member::{Guard, Scope};
use super::shared::Shared;
use super::{PluginEvent, PluginManager};
use crate::dispatch::ExtensionPoint;
use crate::error::StateError;
use crate::id::PluginId;

/// A plugin's place in its manager: what [`Lifecycle`](crate::Lifecycle), [`Health`](crate::Health) and
/// [`ErrorHook`](crate::ErrorHook) are handed.
///
/// It may be cloned and kept. It does not keep the manager alive: a manager owns its plugins, and what owns its owner would
/// never be dropped.
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
    Set(Belongings),
}

/// Which run of which member a context belongs to.
#[derive(Clone)]
pub(super) struct Membership {
    pub(super) manager: Weak<Shared>,
    pub(super) serial: u64,
    pub(super) run: u64,
    pub(super) scope: Scope,
}

impl PluginContext {
    pub(super) fn member(plugin: PluginId, membership: Membership) -> Self {
        PluginContext { plugin, home: Home::Manager(membership) }
    }

    /// In a set, which has no manager.
    pub(crate) fn alone(plugin: PluginId, belongings: &Belongings) -> Self {
        PluginContext { plugin, home: Home::Set(belongings.clone()) }
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

    /// A caller of an extension point, as [`PluginManager::caller`] makes it.
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
    pub fn caller<P: ExtensionPoint + ?Sized>(&self) -> Result<P::Caller, StateError> {
        Ok(self.plugins()?.caller::<P>())
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
            Home::Set(belongings) => belongings.add(guard),
        };
        // Too late: it goes here, where no lock is held.
        drop(guard);
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
